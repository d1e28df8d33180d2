package org.orion.triage.carve;

import java.io.IOException;
import java.util.Optional;

/// Follows the blocks of a GIF picture to its trailer.
///
/// Source: CompuServe, "Graphics Interchange Format", version 89a.
final class GifStructure {
  private static final int HEADER_BYTES = 13;
  private static final int IMAGE = 0x2C;
  private static final int EXTENSION = 0x21;
  private static final int TRAILER = 0x3B;
  private static final int IMAGE_BYTES = 10;

  private final RangeBytes in;
  private final long start;
  private long headerEnd;

  GifStructure(RangeBytes in, long start) {
    this.in = in;
    this.start = start;
  }

  Optional<Walked> walk() throws IOException {
    if (in.little16(start + 6) <= 0 || in.little16(start + 8) <= 0) {
      return Optional.empty();
    }
    long at = start + HEADER_BYTES + colors(in.at(start + 10));
    while (in.step()) {
      int kind = in.at(at);
      if (kind == TRAILER && headerEnd != 0) {
        return Walked.whole(at + 1, headerEnd);
      }
      long data = kind == IMAGE ? image(at) : kind == EXTENSION ? at + 2 : -1;
      if (data < 0) {
        break;
      }
      long next = behindBlocks(data);
      if (next < 0) {
        // Within the pixels: what is there may be decoded.
        long end = in.interruption(Signature.GIF, at, in.end());
        return Walked.truncated(kind == IMAGE ? end : at, headerEnd);
      }
      long interruption = in.interruption(Signature.GIF, at, next);
      if (interruption < next) {
        return Walked.truncated(interruption, headerEnd);
      }
      at = next;
    }
    return Walked.truncated(at, headerEnd);
  }

  /// The bytes of a color table, 0 when the flags say that there is none.
  private static int colors(int flags) {
    return flags < 0 || (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  /// @return where an image's blocks begin, -1 when it is none
  private long image(long at) throws IOException {
    int width = in.little16(at + 5);
    int height = in.little16(at + 7);
    long codeSizeAt = at + IMAGE_BYTES + colors(in.at(at + 9));
    int codeSize = in.at(codeSizeAt);
    if (width <= 0 || height <= 0 || codeSize < 1 || codeSize > 11) {
      return -1;
    }
    headerEnd = headerEnd == 0 ? codeSizeAt + 1 : headerEnd;
    return codeSizeAt + 1;
  }

  /// @return the place behind the block of no bytes, -1 when there is none
  private long behindBlocks(long from) throws IOException {
    long at = from;
    while (in.step()) {
      int count = in.at(at);
      if (count <= 0) {
        return count < 0 ? -1 : at + 1;
      }
      at += count + 1;
    }
    return -1;
  }
}
