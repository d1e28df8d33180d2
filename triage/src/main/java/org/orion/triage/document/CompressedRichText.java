package org.orion.triage.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The compression of a message's rich text. Source: MS-OXRTFCP.
final class CompressedRichText {
  private static final long COMPRESSED = 0x75465A4CL;
  private static final long STORED = 0x414C454DL;
  private static final int DICTIONARY_BYTES = 4096;
  private static final byte[] FIRST =
      ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
              + "{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial"
              + "Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
              + "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx")
          .getBytes(StandardCharsets.US_ASCII);

  private CompressedRichText() {}

  /// @param most bytes of the result
  /// @throws IOException when it is none, is cut short or is larger than allowed
  static byte[] expand(InputStream stream, int most) throws IOException {
    LittleEndian.int32(stream);
    long size = LittleEndian.int32(stream);
    long kind = LittleEndian.int32(stream);
    LittleEndian.int32(stream);
    if (size > most) {
      throw new IOException("a rich text of %d bytes".formatted(size));
    }
    if (kind == STORED) {
      return stream.readNBytes((int) size);
    }
    if (kind != COMPRESSED) {
      throw new IOException("no compressed rich text");
    }
    return expand(stream, new ByteArrayOutputStream(), most);
  }

  private static byte[] expand(InputStream stream, ByteArrayOutputStream text, int most)
      throws IOException {
    byte[] dictionary = new byte[DICTIONARY_BYTES];
    System.arraycopy(FIRST, 0, dictionary, 0, FIRST.length);
    int write = FIRST.length;
    while (text.size() <= most) {
      int control = stream.read();
      if (control < 0) {
        throw new IOException("the rich text ends early");
      }
      for (int bit = 0; bit < 8; bit++) {
        int first = stream.read();
        if ((control >> bit & 1) == 0) {
          text.write(first);
          dictionary[write] = (byte) first;
          write = (write + 1) % DICTIONARY_BYTES;
          continue;
        }
        int reference = first << 8 | stream.read();
        if (reference < 0) {
          throw new IOException("the rich text ends early");
        }
        int offset = reference >> 4;
        if (offset == write) {
          return text.toByteArray();
        }
        for (int left = (reference & 0xF) + 2; left > 0; left--) {
          text.write(dictionary[offset]);
          dictionary[write] = dictionary[offset];
          offset = (offset + 1) % DICTIONARY_BYTES;
          write = (write + 1) % DICTIONARY_BYTES;
        }
      }
    }
    throw new IOException("a rich text that never ends");
  }
}
