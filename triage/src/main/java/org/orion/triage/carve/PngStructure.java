package org.orion.triage.carve;

import java.io.IOException;
import java.util.Optional;

/// Follows the chunks of a PNG picture, and checks the sum of each, so that foreign data are
/// noticed.
///
/// Source: ISO/IEC 15948, chapters 5 and 11.
final class PngStructure {
  private static final int SIGNATURE_BYTES = 8;
  private static final int FRAME_BYTES = 12;
  private static final int MOST_SIDE = 1_000_000;

  private final RangeBytes in;
  private final long start;

  PngStructure(RangeBytes in, long start) {
    this.in = in;
    this.start = start;
  }

  Optional<Walked> walk() throws IOException {
    long at = start + SIGNATURE_BYTES;
    if (!in.isText(at + 4, "IHDR") || !isSaneHeader(at)) {
      return Optional.empty();
    }
    long headerEnd = 0;
    while (in.step()) {
      long length = in.big32(at);
      if (length < 0 || length > Integer.MAX_VALUE || !isType(at + 4)) {
        break;
      }
      boolean data = in.isText(at + 4, "IDAT");
      if (data && headerEnd == 0) {
        headerEnd = at + 8;
      }
      if (!isIntact(at, length)) {
        // What there is of a chunk of pixels is worth having; of another one it is not.
        boolean pixels = data || in.isText(at + 4, "fdAT");
        long end = at + FRAME_BYTES + length;
        return Walked.truncated(pixels ? in.interruption(Signature.PNG, at, end) : at, headerEnd);
      }
      boolean last = in.isText(at + 4, "IEND");
      at += FRAME_BYTES + length;
      if (last && headerEnd != 0) {
        return Walked.whole(at, headerEnd);
      }
    }
    return Walked.truncated(at, headerEnd);
  }

  private boolean isIntact(long at, long length) throws IOException {
    long sum = in.crc32(at + 4, length + 4);
    return sum >= 0 && sum == in.big32(at + 8 + length);
  }

  private boolean isType(long at) throws IOException {
    for (int i = 0; i < 4; i++) {
      int letter = in.at(at + i) | 0x20;
      if (letter < 'a' || letter > 'z') {
        return false;
      }
    }
    return true;
  }

  private boolean isSaneHeader(long at) throws IOException {
    long width = in.big32(at + 8);
    long height = in.big32(at + 12);
    return in.big32(at) == 13
        && width > 0
        && width <= MOST_SIDE
        && height > 0
        && height <= MOST_SIDE
        && isIntact(at, 13);
  }
}
