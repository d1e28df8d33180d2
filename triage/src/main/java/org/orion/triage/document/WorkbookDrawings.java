package org.orion.triage.document;

import java.io.IOException;
import java.io.InputStream;

/// The drawings of a workbook: what its drawing group records and their continuations hold, as one
/// stream. Source: MS-XLS 2.4.99, 2.4.58 and 2.4.117.
final class WorkbookDrawings extends InputStream {
  private static final int DRAWING_GROUP = 0xEB;
  private static final int CONTINUE = 0x3C;
  private static final int PASSWORD = 0x2F;

  private final InputStream workbook;
  private ExactBytes record;
  private boolean inGroup;
  private boolean encrypted;
  private boolean ended;

  /// @param workbook buffered
  WorkbookDrawings(InputStream workbook) {
    this.workbook = workbook;
    this.record = new ExactBytes(workbook, 0);
  }

  /// Whether a record said so, of those read until now.
  boolean isEncrypted() {
    return encrypted;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (true) {
      int count = record.read(target, offset, length);
      if (count >= 0) {
        return count;
      }
      if (ended || !next()) {
        return -1;
      }
    }
  }

  /// Goes to the next record of a drawing group.
  private boolean next() throws IOException {
    while (true) {
      byte[] header = workbook.readNBytes(4);
      if (header.length < 4) {
        // Some writers fill the end up.
        ended = true;
        return false;
      }
      int type = LittleEndian.int16(header, 0);
      record = new ExactBytes(workbook, LittleEndian.int16(header, 2));
      encrypted |= type == PASSWORD;
      inGroup = type == DRAWING_GROUP || inGroup && type == CONTINUE;
      if (inGroup) {
        return true;
      }
      record.skipToEnd();
    }
  }
}
