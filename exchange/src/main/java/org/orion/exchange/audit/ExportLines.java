package org.orion.exchange.audit;

import java.io.IOException;
import java.io.InputStream;
import org.orion.exchange.FormatException;

/// Lines of an export as slices of one buffer, so that memory stays bounded and nothing is copied.
final class ExportLines {
  static final int MOST_BYTES = 1 << 16;

  private final InputStream input;
  private final String source;
  private final byte[] buffer = new byte[4 * MOST_BYTES];
  private int filled;
  private int start;
  private int end;
  private int following;
  private long number;

  ExportLines(InputStream input, String source) {
    this.input = input;
    this.source = source;
  }

  /// Goes to the next line; false at the end of the file.
  ///
  /// @throws FormatException when a line has no end or is longer than any that an export holds
  boolean next() throws IOException, FormatException {
    start = following;
    end = start;
    number++;
    while (true) {
      while (end < filled) {
        if (buffer[end] == '\n') {
          following = end + 1;
          return true;
        }
        end++;
        if (end - start > MOST_BYTES) {
          throw new FormatException(
              source, number + "", "a line of at most " + MOST_BYTES + " bytes", "a longer one");
        }
      }
      if (!fill()) {
        if (end > start) {
          throw new FormatException(
              source, number + "", "the end of the line", "the end of the file: it was cut off");
        }
        return false;
      }
    }
  }

  private boolean fill() throws IOException {
    if (filled == buffer.length) {
      System.arraycopy(buffer, start, buffer, 0, filled - start);
      filled -= start;
      end -= start;
      start = 0;
    }
    int count = input.read(buffer, filled, buffer.length - filled);
    filled += Math.max(count, 0);
    return count >= 0;
  }

  /// Holds the line; changes when the next one is read.
  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  /// Before the line feed.
  int end() {
    return end;
  }

  /// Of the line, from 1.
  long number() {
    return number;
  }

  boolean startsWith(String ascii) {
    if (end - start < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (buffer[start + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
