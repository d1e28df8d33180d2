package org.orion.exchange.hashlist;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Lines of a file of unknown encoding, a character for each byte. Of a line that is longer than
/// any that a list holds only the beginning is given, so that memory stays bounded.
final class Lines {
  static final int MOST_BYTES = 64 << 10;

  private final BufferedInputStream input;
  private final byte[] line = new byte[MOST_BYTES];
  private long number;

  Lines(InputStream input) {
    this.input = new BufferedInputStream(input, 1 << 16);
  }

  /// The line read last, from 1.
  long number() {
    return number;
  }

  /// The next line without its end and without a byte order mark, or null at the end of the file.
  @Nullable String next() throws IOException {
    int length = 0;
    int value = input.read();
    if (value < 0) {
      return null;
    }
    for (; value >= 0 && value != '\n'; value = input.read()) {
      if (length < MOST_BYTES) {
        line[length++] = (byte) value;
      }
    }
    number++;
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    int start =
        number == 1
                && end > 2
                && line[0] == (byte) 0xEF
                && line[1] == (byte) 0xBB
                && line[2] == (byte) 0xBF
            ? 3
            : 0;
    return new String(line, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
