package org.orion.triage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Looks for a few bytes in a content, so that a text without them need not be opened in the cage.
/// It compares bytes and interprets nothing.
final class LiteralSearch {
  private static final int CHUNK_BYTES = 64 << 10;

  private LiteralSearch() {}

  /// Whether the content holds the text, in upper or lower case; leaves the position anywhere.
  ///
  /// @param text of ASCII, shorter than 100 characters
  static boolean finds(SeekableByteChannel content, String text) throws IOException {
    byte[] lower = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    byte[] upper = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    int wanted = lower.length;
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, content.size() + wanted)];
    int held = 0;
    content.position(0);
    while (true) {
      int read = content.read(ByteBuffer.wrap(chunk, held, chunk.length - held));
      if (read <= 0) {
        return false;
      }
      held += read;
      for (int end = wanted - 1; end < held; end++) {
        // The last character is the rarest: most positions end here.
        if (chunk[end] == lower[wanted - 1] && matches(chunk, end - wanted + 1, lower, upper)) {
          return true;
        }
      }
      int kept = Math.min(held, wanted - 1);
      System.arraycopy(chunk, held - kept, chunk, 0, kept);
      held = kept;
    }
  }

  private static boolean matches(byte[] chunk, int at, byte[] lower, byte[] upper) {
    for (int i = 0; i < lower.length; i++) {
      if (chunk[at + i] != lower[i] && chunk[at + i] != upper[i]) {
        return false;
      }
    }
    return true;
  }
}
