package org.orion.triage.cage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// The last lines of what a child wrote to its error stream; whatever it writes, this stays small.
final class LastLines {
  private static final int LINES = 8;
  private static final int LINE_BYTES = 200;

  private final Deque<String> lines = new ArrayDeque<>();
  private final byte[] line = new byte[LINE_BYTES];
  private int filled;

  /// Reads a stream to its end.
  void drain(InputStream stream) throws IOException {
    byte[] chunk = new byte[2048];
    int count = stream.read(chunk);
    while (count >= 0) {
      add(chunk, count);
      count = stream.read(chunk);
    }
    endLine();
  }

  synchronized boolean anyContains(String text) {
    return lines.stream().anyMatch(each -> each.contains(text));
  }

  /// The last line that is not empty, or an empty text.
  synchronized String last() {
    return lines.isEmpty() ? "" : lines.getLast();
  }

  /// All that is kept, as one line.
  synchronized String all() {
    return plain(String.join("; ", lines));
  }

  synchronized void add(byte[] bytes, int count) {
    for (int index = 0; index < count; index++) {
      if (bytes[index] == '\n') {
        endLine();
      } else if (filled < LINE_BYTES) {
        line[filled++] = bytes[index];
      }
    }
  }

  private synchronized void endLine() {
    String text = plain(new String(line, 0, filled, StandardCharsets.UTF_8));
    filled = 0;
    if (!text.isEmpty()) {
      if (lines.size() == LINES) {
        lines.removeFirst();
      }
      lines.addLast(text);
    }
  }

  /// A text of unknown origin as one harmless line of at most 300 characters.
  static String plain(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(300)
        .map(each -> printable(each) ? each : ' ')
        .forEach(clean::appendCodePoint);
    return clean.toString().strip();
  }

  private static boolean printable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
