package org.orion.triage.media.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What the markers of a JPEG say before it is decoded. Source: ITU-T T.81, annex B.
///
/// @param adobe whether there is an APP14 segment of Adobe
/// @param ended whether an end-of-image marker stands anywhere after the first scan
record JpegMarkers(boolean adobe, boolean ended) {
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int APP14 = 0xEE;

  static JpegMarkers read(MemorySegment file) {
    long size = file.byteSize();
    long at = 2;
    boolean adobe = false;
    while (at + 4 <= size && at(file, at) == 0xFF) {
      int marker = at(file, at + 1);
      if (marker == 0xFF) {
        at++;
        continue;
      }
      if (marker == START_OF_SCAN) {
        break;
      }
      int length = at(file, at + 2) << 8 | at(file, at + 3);
      if (marker == APP14 && length >= 12 && at + 9 <= size && at(file, at + 4) == 'A') {
        adobe = true;
      }
      at += 2L + length;
    }
    return new JpegMarkers(adobe, hasEnd(file, Math.min(at, size), size));
  }

  /// Searches backwards: the end marker is nearly always the last thing in the file.
  private static boolean hasEnd(MemorySegment file, long from, long size) {
    for (long at = size - 2; at >= from; at--) {
      if (at(file, at) == 0xFF && at(file, at + 1) == END_OF_IMAGE) {
        return true;
      }
    }
    return false;
  }

  private static int at(MemorySegment file, long position) {
    return file.get(ValueLayout.JAVA_BYTE, position) & 0xFF;
  }
}
