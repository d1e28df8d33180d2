package org.orion.triage.document;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// As many bytes of a stream as were declared. That there are fewer is an error that says so;
/// closing it leaves the stream open.
final class ExactBytes extends InputStream {
  private final InputStream stream;
  private final long declared;
  private long left;

  ExactBytes(InputStream stream, long declared) {
    this.stream = stream;
    this.declared = Math.max(0, declared);
    this.left = this.declared;
  }

  @Override
  public int read() throws IOException {
    if (left == 0) {
      return -1;
    }
    int value = stream.read();
    if (value < 0) {
      throw ended();
    }
    left--;
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left == 0) {
      return length == 0 ? 0 : -1;
    }
    int count = stream.read(target, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw ended();
    }
    left -= count;
    return count;
  }

  /// Passes over what was not read.
  void skipToEnd() throws IOException {
    while (left > 0) {
      long skipped = stream.skip(left);
      if (skipped > 0) {
        left -= skipped;
      } else if (stream.read() >= 0) {
        left--;
      } else {
        left = 0;
      }
    }
  }

  private EOFException ended() {
    return new EOFException("expected %d bytes, found %d".formatted(declared, declared - left));
  }
}
