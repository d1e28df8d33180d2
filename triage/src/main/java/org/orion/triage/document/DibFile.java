package org.orion.triage.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A bitmap as documents hold it, which lacks the header that makes it a file. Source: the Windows
/// SDK's `BITMAPFILEHEADER` and `BITMAPINFOHEADER`.
final class DibFile {
  private static final int FILE_HEADER_BYTES = 14;
  private static final int CORE_HEADER_BYTES = 12;
  private static final int INFO_HEADER_BYTES = 40;
  private static final int BIT_FIELDS = 3;

  private DibFile() {}

  /// The bitmap with a file header before it.
  static InputStream open(InputStream bitmap) throws IOException {
    byte[] header = bitmap.readNBytes(INFO_HEADER_BYTES);
    long headerBytes = LittleEndian.int32(header, 0);
    long tableBytes;
    if (headerBytes == CORE_HEADER_BYTES) {
      int bits = LittleEndian.int16(header, 10);
      tableBytes = bits <= 8 ? 3L << bits : 0;
    } else {
      int bits = LittleEndian.int16(header, 14);
      long colors = LittleEndian.int32(header, 32);
      tableBytes = 4 * (colors == 0 && bits <= 8 ? 1L << bits : colors);
      if (headerBytes == INFO_HEADER_BYTES && LittleEndian.int32(header, 16) == BIT_FIELDS) {
        tableBytes += 12;
      }
    }
    ByteBuffer file = ByteBuffer.allocate(FILE_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M');
    file.putInt(0).putInt(0).putInt((int) (FILE_HEADER_BYTES + headerBytes + tableBytes));
    InputStream start =
        new SequenceInputStream(
            new ByteArrayInputStream(file.array()), new ByteArrayInputStream(header));
    return new SequenceInputStream(start, bitmap);
  }
}
