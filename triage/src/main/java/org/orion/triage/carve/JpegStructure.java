package org.orion.triage.carve;

import java.io.IOException;
import java.util.Optional;

/// Follows the markers of a JPEG picture. Segments are passed over by their lengths, so a small
/// picture within one is part of the whole; the entropy-coded data are read to the next marker, and
/// foreign data among them show by a marker that may not stand there.
///
/// Source: ITU-T T.81, annex B; names are that document's.
final class JpegStructure {
  private static final int SOF0 = 0xC0;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int SOF15 = 0xCF;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DRI = 0xDD;
  private static final int LAST = 0xFE;
  private static final int MOST_FILL_BYTES = 64;

  /// More of the same byte in a row is taken for unused sectors, and ends the picture.
  private static final int MOST_EQUAL_BYTES = 256 << 10;

  private final RangeBytes in;
  private final long start;
  private long at;
  private long good;
  private boolean frame;
  private int restartInterval;
  private long headerEnd;
  private boolean ended;

  JpegStructure(RangeBytes in, long start) {
    this.in = in;
    this.start = start;
  }

  Optional<Walked> walk() throws IOException {
    at = start + 2;
    good = at;
    while (in.step() && segment()) {
      good = at;
    }
    return ended ? Walked.whole(at, headerEnd) : Walked.truncated(good, headerEnd);
  }

  /// Passes over a marker and what belongs to it.
  ///
  /// @return false where the picture or its structure ends
  private boolean segment() throws IOException {
    int fill = 0;
    while (in.at(at + fill) == 0xFF && fill < MOST_FILL_BYTES) {
      fill++;
    }
    int marker = in.at(at + fill);
    if (fill == 0 || marker < SOF0 || marker > LAST) {
      return false;
    }
    if (marker == EOI) {
      ended = headerEnd != 0;
      at += fill + 1;
      return false;
    }
    long lengthAt = at + fill + 1;
    int length = in.big16(lengthAt);
    // Neither a second start nor a restart stands outside the entropy-coded data.
    if (marker >= RST0 && marker < SOS || length < 2 || !in.has(lengthAt, length)) {
      return false;
    }
    at = lengthAt + length;
    if (marker == SOS) {
      return frame && scan(lengthAt, length);
    }
    if (marker == DRI) {
      restartInterval = in.big16(lengthAt + 2);
      return length == 4;
    }
    boolean isFrame = marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    if (isFrame) {
      boolean sane = !frame && isSaneFrame(lengthAt, length);
      frame = true;
      return sane;
    }
    return true;
  }

  private boolean isSaneFrame(long lengthAt, int length) throws IOException {
    int precision = in.at(lengthAt + 2);
    int components = in.at(lengthAt + 7);
    return precision >= 2
        && precision <= 16
        && in.big16(lengthAt + 3) > 0
        && in.big16(lengthAt + 5) > 0
        && components >= 1
        && components <= 4
        && length == 8 + 3 * components;
  }

  private boolean scan(long lengthAt, int length) throws IOException {
    int components = in.at(lengthAt + 2);
    if (components < 1 || components > 4 || length != 6 + 2 * components) {
      return false;
    }
    if (headerEnd == 0) {
      headerEnd = at;
    }
    int restart = RST0;
    long position = at;
    while (in.step()) {
      long found = in.next(0xFF, position);
      if (found - position >= MOST_EQUAL_BYTES) {
        good = equalBytes(position, found);
        if (good < found) {
          return false;
        }
      }
      int next = in.at(found + 1);
      good = next < 0 && found + 1 >= in.end() ? in.end() : found;
      if (next < 0) {
        return false;
      }
      if (next >= RST0 && next <= RST7) {
        if (restartInterval <= 0 || next != restart) {
          return false;
        }
        restart = restart == RST7 ? RST0 : restart + 1;
      } else if (next != 0 && next != 0xFF) {
        at = found;
        return true;
      }
      position = next == 0xFF ? found + 1 : found + 2;
    }
    return false;
  }

  /// Where too many equal bytes in a row begin, or the end.
  private long equalBytes(long from, long to) throws IOException {
    long run = from;
    int value = in.at(from);
    for (long position = from + 1; position < to; position++) {
      int next = in.at(position);
      if (next != value) {
        run = position;
        value = next;
      } else if (position - run >= MOST_EQUAL_BYTES) {
        return run;
      }
    }
    return to;
  }
}
