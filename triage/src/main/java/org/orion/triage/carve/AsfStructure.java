package org.orion.triage.carve;

import java.io.IOException;
import java.util.Optional;

/// Follows the objects of an ASF video (WMV): header, data, indexes.
///
/// Source: Microsoft, "Advanced Systems Format (ASF) Specification", revision 01.20.03.
final class AsfStructure {
  private static final int OBJECT_BYTES = 24;
  private static final int HEADER_BYTES = 30;
  private static final int MOST_HEADER_OBJECTS = 10_000;
  private static final int MOST_SIDE = 65_535;

  private static final long[] DATA = {0x3626B275_8E66CF11L, 0xA6D900AA_0062CE6CL};
  private static final long[] STREAM = {0x9107DCB7_B7A9CF11L, 0x8EE600C0_0C205365L};
  private static final long[] VIDEO = {0xC0EF19BC_4D5BCF11L, 0xA8FD0080_5F5C442BL};

  /// Simple index, index, media object index, timecode index.
  private static final long[][] INDEXES = {
    {0x90080033_B1E5CF11L, 0x89F400A0_C90349CBL},
    {0xD329E2D6_DA35D111L, 0x903400A0_C90349BEL},
    {0xF803B1FE_AD12644CL, 0x840F2A1D_2F7AD48CL},
    {0xD03FB73C_4A0C1D4EL, 0x0000000000000000L}
  };

  private final RangeBytes in;
  private final long start;

  AsfStructure(RangeBytes in, long start) {
    this.in = in;
    this.start = start;
  }

  Optional<Walked> walk() throws IOException {
    long header = in.little64(start + 16);
    if (header < HEADER_BYTES || !in.has(start, header) || !hasVideo(start + header)) {
      return Optional.empty();
    }
    long headerEnd = start + header;
    long at = headerEnd;
    if (!is(at, DATA)) {
      return Walked.truncated(at, headerEnd);
    }
    while (in.step()) {
      long bytes = in.little64(at + 16);
      if (bytes < OBJECT_BYTES || at + bytes < 0) {
        break;
      }
      long reached = in.interruption(Signature.ASF, at + OBJECT_BYTES, at + bytes);
      if (reached < at + bytes) {
        return Walked.truncated(reached, headerEnd);
      }
      long data = at + OBJECT_BYTES;
      at += bytes;
      if (!isIndex(at)) {
        reached = in.beginning(Signature.ASF, data, at);
        return reached < at ? Walked.truncated(reached, headerEnd) : Walked.whole(at, headerEnd);
      }
    }
    return Walked.truncated(at, headerEnd);
  }

  private boolean is(long at, long[] guid) throws IOException {
    return in.big32(at) == guid[0] >>> 32
        && in.big32(at + 4) == (guid[0] & 0xFFFF_FFFFL)
        && in.big32(at + 8) == guid[1] >>> 32
        && in.big32(at + 12) == (guid[1] & 0xFFFF_FFFFL);
  }

  private boolean isIndex(long at) throws IOException {
    for (long[] guid : INDEXES) {
      if (is(at, guid)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the header has a stream of pictures of a size.
  private boolean hasVideo(long end) throws IOException {
    long at = start + HEADER_BYTES;
    for (int i = 0; i < MOST_HEADER_OBJECTS && at + OBJECT_BYTES <= end && in.step(); i++) {
      long bytes = in.little64(at + 16);
      if (bytes < OBJECT_BYTES || bytes > end - at) {
        return false;
      }
      if (is(at, STREAM)
          && is(at + OBJECT_BYTES, VIDEO)
          && isSide(in.little32(at + 78))
          && isSide(in.little32(at + 82))) {
        return true;
      }
      at += bytes;
    }
    return false;
  }

  private static boolean isSide(long pixels) {
    return pixels > 0 && pixels <= MOST_SIDE;
  }
}
