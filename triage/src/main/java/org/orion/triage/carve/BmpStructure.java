package org.orion.triage.carve;

import java.io.IOException;
import java.util.Optional;

/// Tells a bitmap by a header whose fields agree with each other: its first two bytes alone say
/// little.
///
/// Source: Microsoft, BITMAPFILEHEADER, BITMAPCOREHEADER and BITMAPINFOHEADER.
final class BmpStructure {
  private static final int FILE_HEADER_BYTES = 14;
  private static final int CORE_HEADER_BYTES = 12;
  private static final int MOST_SIDE = 65_535;
  private static final int MOST_EXTRA_BYTES = 64 << 10;

  private BmpStructure() {}

  static Optional<Walked> walk(RangeBytes in, long start) throws IOException {
    long end = start + in.little32(start + 2);
    long headerEnd = start + in.little32(start + 10);
    if (!in.has(start, headerEnd - start)) {
      return Optional.empty();
    }
    long reached = in.beginning(Signature.BMP, start + 1, end);
    return reached == end ? Walked.whole(end, headerEnd) : Walked.truncated(reached, headerEnd);
  }

  static boolean isPlausible(RangeBytes in, long start) throws IOException {
    long bytes = in.little32(start + 2);
    long pixelsAt = in.little32(start + 10);
    long header = in.little32(start + 14);
    boolean core = header == CORE_HEADER_BYTES;
    if (!core
        && header != 40
        && header != 52
        && header != 56
        && header != 64
        && header != 108
        && header != 124) {
      return false;
    }
    long width = core ? in.little16(start + 18) : (int) in.little32(start + 18);
    long height = core ? in.little16(start + 20) : Math.abs((int) in.little32(start + 22));
    int planes = in.little16(start + (core ? 22 : 26));
    int bits = in.little16(start + (core ? 24 : 28));
    long compression = core ? 0 : in.little32(start + 30);
    if (width < 1 || width > MOST_SIDE || height < 1 || height > MOST_SIDE || planes != 1) {
      return false;
    }
    boolean packed = compression == 1 || compression == 2;
    long pixels = packed ? in.little32(start + 34) : Math.ceilDiv(width * bits, 32L) * 4 * height;
    return in.little32(start + 6) == 0
        && (bits == 1
            || bits == 2
            || bits == 4
            || bits == 8
            || bits == 16
            || bits == 24
            || bits == 32)
        && (packed || compression == 0 || compression == 3 || compression == 6)
        && pixels > 0
        && pixelsAt >= FILE_HEADER_BYTES + header
        && pixelsAt <= FILE_HEADER_BYTES + header + MOST_EXTRA_BYTES
        && bytes >= pixelsAt + pixels
        && bytes <= pixelsAt + pixels + MOST_EXTRA_BYTES;
  }
}
