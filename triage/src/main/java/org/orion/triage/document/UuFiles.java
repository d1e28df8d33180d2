package org.orion.triage.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.Unreadable.Reason;

/// Finds uuencoded files in the lines of a text. Source: POSIX `uuencode`.
final class UuFiles {
  private static final Pattern BEGIN = Pattern.compile("begin(-base64)? [0-7]{3,4} (.{1,500})");
  private static final int MOST_LINE_BYTES = 4096;

  private final InputStream text;
  private final String prefix;
  private final PartSink sink;

  private UuFiles(InputStream text, String prefix, PartSink sink) {
    this.text = text;
    this.prefix = prefix;
    this.sink = sink;
  }

  /// Sends each file under its own name.
  ///
  /// @param text buffered; read to its end
  /// @param prefix put before each name
  static void send(InputStream text, String prefix, PartSink sink) throws IOException {
    new UuFiles(text, prefix, sink).scan();
  }

  private void scan() throws IOException {
    for (String line = line(); line != null; line = line()) {
      Matcher begin = BEGIN.matcher(line);
      if (line.startsWith("begin") && begin.matches() && begin.group(1) == null) {
        String name = PartNames.clean(begin.group(2));
        Decoder decoder = new Decoder();
        sink.send(prefix + (name.isEmpty() ? "unnamed" : name), () -> decoder);
        decoder.skipToEnd();
        if (!decoder.complete) {
          sink.note(Reason.CORRUPT, prefix + name + ": uuencoded, without its end");
        }
      }
    }
  }

  /// The next line, cut at a length that no encoded line has; null at the end.
  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = text.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (next != '\r' && line.size() < MOST_LINE_BYTES) {
        line.write(next);
      }
      next = text.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /// Decodes line by line, until the line `end` or one that is not encoded.
  private final class Decoder extends InputStream {
    private byte[] bytes = new byte[0];
    private int at;
    private boolean ended;
    private boolean complete;

    @Override
    public int read() throws IOException {
      return at < bytes.length || fill() ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = 0;
      while (count < length) {
        int value = read();
        if (value < 0) {
          break;
        }
        target[offset + count++] = (byte) value;
      }
      return count == 0 && length > 0 ? -1 : count;
    }

    void skipToEnd() throws IOException {
      while (fill()) {
        continue;
      }
    }

    private boolean fill() throws IOException {
      at = 0;
      bytes = new byte[0];
      while (!ended && bytes.length == 0) {
        String line = line();
        if (line == null || line.startsWith("end")) {
          ended = true;
          complete = line != null;
        } else {
          decode(line);
        }
      }
      return bytes.length > 0;
    }

    private void decode(String line) {
      int count = line.isEmpty() ? 0 : line.charAt(0) - ' ' & 0x3F;
      boolean encoded = line.chars().allMatch(each -> each >= ' ' && each <= '`');
      if (!encoded || line.length() - 1 < (count * 4 + 2) / 3 - 3) {
        ended = true;
        return;
      }
      byte[] decoded = new byte[count];
      for (int i = 0; i < count; i++) {
        int group = 1 + i / 3 * 4;
        int first = sextet(line, group + i % 3);
        int second = sextet(line, group + i % 3 + 1);
        int shift = 2 * (i % 3 + 1);
        decoded[i] = (byte) (first << shift | second >> (6 - shift));
      }
      bytes = decoded;
    }

    /// Blanks at a line's end are often lost on the way.
    private static int sextet(String line, int index) {
      return index < line.length() ? line.charAt(index) - ' ' & 0x3F : 0;
    }
  }
}
