package org.orion.operations.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Number and digest of bytes.
///
/// @param sha256 in hexadecimal
record Sum(long bytes, String sha256) {

  /// Sums up what goes through it.
  static final class Output extends OutputStream {
    private final OutputStream next;
    private final MessageDigest digest;
    private long bytes;

    /// @param next is not closed
    Output(OutputStream next) {
      this.next = next;
      try {
        this.digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java has SHA-256", impossible);
      }
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      next.write(from, offset, length);
      digest.update(from, offset, length);
      bytes += length;
    }

    @Override
    public void flush() throws IOException {
      next.flush();
    }

    /// Of all that came, which ends it.
    Sum sum() {
      return new Sum(bytes, HexFormat.of().formatHex(digest.digest()));
    }
  }
}
