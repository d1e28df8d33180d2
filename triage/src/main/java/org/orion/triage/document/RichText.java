package org.orion.triage.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.orion.triage.evidence.Unreadable.Reason;

/// The pictures and objects of a rich text, found by a scan that keeps no groups. Source: Rich Text
/// Format specification 1.9.1.
final class RichText {
  private static final int MOST_WORD_CHARACTERS = 40;
  private static final int EMBEDDED = 2;
  private static final int MOST_TEXT_BYTES = 1_000;
  private static final Map<String, String> ENDINGS =
      Map.of(
          "jpegblip", ".jpg",
          "pngblip", ".png",
          "emfblip", ".emf",
          "wmetafile", ".wmf",
          "macpict", ".pict",
          "dibitmap", ".bmp",
          "wbitmap", ".ddb");

  private final PushbackInputStream text;
  private final String prefix;
  private final PartSink sink;
  private int pictures;
  private int objects;
  private long number;

  private RichText(InputStream text, String prefix, PartSink sink) {
    this.text = new PushbackInputStream(text, 8);
    this.prefix = prefix;
    this.sink = sink;
  }

  /// @param text buffered; read to its end
  /// @param prefix put before each name
  static void send(InputStream text, String prefix, PartSink sink) throws IOException {
    new RichText(text, prefix, sink).scan();
  }

  private void scan() throws IOException {
    long depth = 0;
    for (int next = text.read(); next >= 0; next = text.read()) {
      if (next == '{') {
        depth++;
      } else if (next == '}') {
        depth--;
      } else if (next == '\\') {
        String word = word();
        switch (word) {
          case "pict" -> picture();
          case "objdata" -> object();
          case "bin" -> skipBinary();
          default -> {}
        }
      }
    }
    if (depth > 0) {
      sink.note(Reason.CORRUPT, prefix + "RTF: it ends within a group");
    }
  }

  /// The control word after a backslash; its number goes to [#number], -1 for none.
  private String word() throws IOException {
    StringBuilder word = new StringBuilder();
    number = -1;
    int next = text.read();
    while (next >= 'a' && next <= 'z' && word.length() < MOST_WORD_CHARACTERS) {
      word.append((char) next);
      next = text.read();
    }
    if (word.isEmpty()) {
      return next < 0 ? "" : Character.toString(next);
    }
    if (next >= '0' && next <= '9') {
      number = 0;
      while (next >= '0' && next <= '9') {
        number = Math.min(number * 10 + next - '0', Integer.MAX_VALUE);
        next = text.read();
      }
    }
    if (next >= 0 && next != ' ') {
      text.unread(next);
    }
    return word.toString();
  }

  private void picture() throws IOException {
    String ending = ".bin";
    while (true) {
      int next = text.read();
      if (next == '\\') {
        String word = word();
        ending = ENDINGS.getOrDefault(word, ending);
        if (word.equals("bin")) {
          picture(ending, new ExactBytes(text, number));
          return;
        }
      } else if (next == '{') {
        skipGroup();
      } else if (Character.digit(next, 16) >= 0) {
        text.unread(next);
        HexBytes bytes = new HexBytes();
        picture(ending, bytes);
        bytes.skipToEnd();
        return;
      } else if (next < 0 || next == '}') {
        unread(next);
        return;
      }
    }
  }

  private void picture(String ending, InputStream bytes) throws IOException {
    pictures++;
    boolean bare = ending.equals(".bmp");
    sink.send(prefix + "picture " + pictures + ending, () -> bare ? DibFile.open(bytes) : bytes);
    if (bytes instanceof ExactBytes exact) {
      exact.skipToEnd();
    }
  }

  /// An object's header and native data. Source: MS-OLEDS 2.2.5.
  private void object() throws IOException {
    HexBytes bytes = new HexBytes();
    objects++;
    String name = "object " + objects;
    try {
      LittleEndian.int32(bytes);
      if (LittleEndian.int32(bytes) == EMBEDDED) {
        String kind = new String(text(bytes), StandardCharsets.ISO_8859_1);
        text(bytes);
        text(bytes);
        ExactBytes data = new ExactBytes(bytes, LittleEndian.int32(bytes));
        String clean = PartNames.clean(kind.replace("\0", ""));
        if (clean.equalsIgnoreCase("Package")) {
          OlePackage.send(data, prefix, name, sink);
        } else {
          sink.send(prefix + name + " " + clean, () -> data);
        }
      }
    } catch (IOException broken) {
      sink.unreadable(prefix + name, Reason.CORRUPT, PartSink.describe(broken));
    }
    bytes.skipToEnd();
  }

  private static byte[] text(InputStream bytes) throws IOException {
    long length = LittleEndian.int32(bytes);
    if (length > MOST_TEXT_BYTES) {
      throw new IOException("a name of %d bytes".formatted(length));
    }
    return bytes.readNBytes((int) length);
  }

  private void skipGroup() throws IOException {
    long depth = 1;
    while (depth > 0) {
      int next = text.read();
      if (next < 0) {
        return;
      }
      if (next == '\\') {
        if (word().equals("bin")) {
          skipBinary();
        }
      } else if (next == '{') {
        depth++;
      } else if (next == '}') {
        depth--;
      }
    }
  }

  private void skipBinary() throws IOException {
    new ExactBytes(text, number).skipToEnd();
  }

  private void unread(int next) throws IOException {
    if (next >= 0) {
      text.unread(next);
    }
  }

  /// The bytes of hexadecimal digits up to the end of their group, which is left to be read.
  private final class HexBytes extends InputStream {
    private boolean ended;

    @Override
    public int read() throws IOException {
      int high = digit();
      int low = digit();
      return low < 0 ? -1 : high << 4 | low;
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
      while (digit() >= 0) {
        continue;
      }
    }

    private int digit() throws IOException {
      while (!ended) {
        int next = text.read();
        int value = Character.digit(next, 16);
        if (value >= 0) {
          return value;
        }
        if (next == '{') {
          skipGroup();
        } else if (next == '\\') {
          word();
        } else if (next < 0 || next == '}') {
          unread(next);
          ended = true;
        }
      }
      return -1;
    }
  }
}
