package org.orion.triage.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// What Windows XP keeps in a `Thumbs.db`: small pictures, each with a few bytes before it, and a
/// catalog of the files they were made of. The format is not documented; what is known of it is in
/// Hurlbut, Thumbs DB Files Forensic Issues (2005).
final class Thumbnails {
  private static final int MOST_CATALOG_BYTES = 8 << 20;

  private final Map<Long, String> names = new HashMap<>();

  /// @param catalog read to its end, or to a limit
  void read(InputStream catalog) throws IOException {
    byte[] bytes = catalog.readNBytes(MOST_CATALOG_BYTES);
    int at = LittleEndian.int16(bytes, 0);
    while (at + 16 <= bytes.length) {
      long length = LittleEndian.int32(bytes, at);
      if (length < 16 || at + length > bytes.length) {
        return;
      }
      int nameBytes = (int) length - 16;
      String name = new String(bytes, at + 16, nameBytes, StandardCharsets.UTF_16LE);
      names.put(LittleEndian.int32(bytes, at + 4), PartNames.clean(name.replace("\0", "")));
      at += (int) length;
    }
  }

  /// The name of the file that a thumbnail shows; the stream's own where it is not known. A
  /// stream's name is the file's number backwards.
  String name(String stream) {
    String number = new StringBuilder(stream).reverse().toString();
    String name = number.matches("[0-9]{1,9}") ? names.get(Long.parseLong(number)) : null;
    return (name == null || name.isEmpty() ? stream : name) + " thumbnail.jpg";
  }

  /// How many bytes stand before a thumbnail, or 0 when the stream is none.
  static int bytesBefore(byte[] start) {
    int before = (int) Math.min(LittleEndian.int32(start, 0), Integer.MAX_VALUE);
    boolean known = before == 12 || before == 16 || before == 24;
    return known && LittleEndian.int16(start, before) == 0xD8FF ? before : 0;
  }
}
