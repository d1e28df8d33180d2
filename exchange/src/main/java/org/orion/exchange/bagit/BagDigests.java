package org.orion.exchange.bagit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Several digests of one stream of bytes, in one pass.
final class BagDigests extends OutputStream {
  private static final Map<String, String> ALGORITHMS =
      Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

  private final Map<String, MessageDigest> digests = new LinkedHashMap<>();
  private long bytes;

  /// @param algorithms as manifests name them
  BagDigests(Collection<String> algorithms) {
    for (String algorithm : algorithms) {
      digests.put(algorithm, known(algorithm).orElseThrow());
    }
  }

  /// The digest that a manifest names, where Java has it.
  static Optional<MessageDigest> known(String algorithm) {
    String name = ALGORITHMS.get(algorithm);
    try {
      return name == null ? Optional.empty() : Optional.of(MessageDigest.getInstance(name));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has " + name, impossible);
    }
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    digests.values().forEach(digest -> digest.update(buffer, offset, length));
    bytes += length;
  }

  /// Reads a stream to its end, or to a limit.
  ///
  /// @return whether it ended within the limit
  boolean readAll(InputStream input, long most) throws IOException {
    byte[] buffer = new byte[1 << 16];
    int read = input.read(buffer);
    while (read >= 0) {
      write(buffer, 0, read);
      if (bytes > most) {
        return false;
      }
      read = input.read(buffer);
    }
    return true;
  }

  long bytes() {
    return bytes;
  }

  /// Lower-case hexadecimal by algorithm. To be asked once.
  Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    digests.forEach(
        (algorithm, digest) -> values.put(algorithm, HexFormat.of().formatHex(digest.digest())));
    return values;
  }
}
