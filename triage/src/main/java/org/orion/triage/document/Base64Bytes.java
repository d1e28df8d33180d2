package org.orion.triage.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/// The bytes of base64 that stands in another text; ends at the first character that cannot belong
/// to it. Takes both alphabets of RFC 4648, white space, percent escapes and a script's `\n` and
/// `\/`.
final class Base64Bytes extends InputStream {
  private static final int END = -1;
  private static final int PAD = -2;
  private static final int SPACE = -3;

  private final PushbackInputStream text;
  private final int[] group = new int[4];
  private final byte[] bytes = new byte[3];
  private int available;
  private int at;
  private boolean ended;
  private boolean cutShort;

  /// @param text with room to push 8 bytes back
  Base64Bytes(PushbackInputStream text) {
    this.text = text;
  }

  /// Whether there are no bytes at all.
  boolean isEmpty() throws IOException {
    return at == available && !fill();
  }

  /// Whether it ended within a group of four characters or by the end of the text.
  boolean isCutShort() {
    return cutShort;
  }

  void skipToEnd() throws IOException {
    while (fill()) {
      continue;
    }
    at = available;
  }

  @Override
  public int read() throws IOException {
    if (at == available && !fill()) {
      return -1;
    }
    return bytes[at++] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = 0;
    while (count < length && (at < available || fill())) {
      target[offset + count++] = bytes[at++];
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  private boolean fill() throws IOException {
    at = 0;
    available = 0;
    int held = 0;
    while (!ended && held < 4) {
      int value = next();
      if (value == SPACE) {
        continue;
      }
      if (value < 0) {
        ended = true;
        cutShort |= value == END && held > 0 && held != 2 && held != 3;
      } else {
        group[held++] = value;
      }
    }
    int bits = 0;
    for (int i = 0; i < 4; i++) {
      bits = bits << 6 | (i < held ? group[i] : 0);
    }
    available = Math.max(0, held - 1);
    for (int i = 0; i < available; i++) {
      bytes[i] = (byte) (bits >> (16 - 8 * i));
    }
    return available > 0;
  }

  private int next() throws IOException {
    int character = text.read();
    if (character == '%') {
      return escaped();
    }
    if (character == '\\') {
      int after = text.read();
      if (after == 'n' || after == 'r' || after == '\n' || after == '\r') {
        return SPACE;
      }
      return after == '/' ? 63 : pushed(after);
    }
    if (character < 0) {
      cutShort = true;
      return END;
    }
    return sextet(character);
  }

  private int escaped() throws IOException {
    int high = text.read();
    int low = text.read();
    int character = Character.digit(high, 16) * 16 + Character.digit(low, 16);
    if (high < 0 || low < 0) {
      cutShort = true;
      return END;
    }
    return character < 0 ? END : sextet(character);
  }

  private int pushed(int character) throws IOException {
    if (character >= 0) {
      text.unread(character);
    } else {
      cutShort = true;
    }
    return END;
  }

  private int sextet(int character) throws IOException {
    if (character >= 'A' && character <= 'Z') {
      return character - 'A';
    }
    if (character >= 'a' && character <= 'z') {
      return character - 'a' + 26;
    }
    if (character >= '0' && character <= '9') {
      return character - '0' + 52;
    }
    return switch (character) {
      case '+', '-' -> 62;
      case '/', '_' -> 63;
      case '=' -> PAD;
      case ' ', '\t', '\r', '\n', '\f' -> SPACE;
      default -> pushed(character);
    };
  }
}
