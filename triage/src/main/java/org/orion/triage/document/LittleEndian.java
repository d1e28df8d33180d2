package org.orion.triage.document;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Numbers and texts as Microsoft's formats store them.
final class LittleEndian {
  private LittleEndian() {}

  static int int16(InputStream stream) throws IOException {
    int low = stream.read();
    int high = stream.read();
    if (high < 0) {
      throw new EOFException("it ends within a number");
    }
    return high << 8 | low;
  }

  static long int32(InputStream stream) throws IOException {
    long low = int16(stream);
    return (long) int16(stream) << 16 | low;
  }

  static int int16(byte[] bytes, int at) {
    return at + 2 > bytes.length ? 0 : bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
  }

  static long int32(byte[] bytes, int at) {
    return int16(bytes, at) | (long) int16(bytes, at + 2) << 16;
  }

  static long int64(byte[] bytes, int at) {
    return int32(bytes, at) | int32(bytes, at + 4) << 32;
  }

  /// The bytes up to a zero.
  ///
  /// @throws IOException when there are more than `most`
  static byte[] zeroEnded(InputStream stream, int most) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int next = stream.read(); next > 0; next = stream.read()) {
      if (text.size() == most) {
        throw new IOException("a text is longer than %d bytes".formatted(most));
      }
      text.write(next);
    }
    return text.toByteArray();
  }
}
