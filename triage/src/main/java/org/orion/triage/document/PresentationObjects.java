package org.orion.triage.document;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/// The objects that stand in the main stream of a presentation. Source: MS-PPT 2.10.34.
final class PresentationObjects {
  private static final int OBJECT_STORAGE = 0x1011;
  private static final int COMPRESSED = 0x10;
  private static final int MARK_BYTES = 16;

  private PresentationObjects() {}

  /// Sends each as a part `object 1`, which is an OLE2 file.
  static void send(InputStream main, String prefix, PartSink sink) throws IOException {
    InputStream stream = new BufferedInputStream(main, 1 << 14);
    long window = 0;
    int number = 0;
    for (int next = stream.read(); next >= 0; next = stream.read()) {
      window = window >>> 8 | (long) next << 56;
      int version = (int) window & 0xFFFF;
      if (((window >>> 16) & 0xFFFF) != OBJECT_STORAGE || version != 0 && version != COMPRESSED) {
        continue;
      }
      long length = window >>> 32;
      stream.mark(MARK_BYTES);
      byte[] start = stream.readNBytes(8);
      stream.reset();
      boolean compressed = version == COMPRESSED;
      if (length > start.length && begins(start, compressed)) {
        number++;
        ExactBytes bytes = new ExactBytes(stream, length);
        String name = prefix + "object " + number;
        sink.send(
            name,
            () -> {
              if (!compressed) {
                return bytes;
              }
              // The sum behind the data is often missing, but its length stands before it.
              long inflated = LittleEndian.int32(bytes);
              return new ExactBytes(new InflaterInputStream(bytes), inflated);
            });
        bytes.skipToEnd();
        window = 0;
      }
    }
  }

  private static boolean begins(byte[] start, boolean compressed) {
    return compressed
        ? (start[4] & 0x0F) == 8 && ((start[4] & 0xFF) << 8 | start[5] & 0xFF) % 31 == 0
        : LittleEndian.int32(start, 0) == 0xE011CFD0L;
  }
}
