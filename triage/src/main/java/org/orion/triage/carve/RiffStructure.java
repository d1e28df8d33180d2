package org.orion.triage.carve;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// Follows the chunks of a WebP picture or an AVI video.
///
/// Sources: RFC 9649 (WebP); Microsoft, "AVI RIFF File Reference"; OpenDML AVI 1.02 for the parts
/// that follow the first.
final class RiffStructure {
  private static final int RIFF_BYTES = 12;
  private static final int CHUNK_BYTES = 8;
  private static final int MOST_SIDE = 65_535;
  private static final Set<String> WEBP_CHUNKS =
      Set.of("VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "XMP ");

  private final RangeBytes in;
  private final long start;
  private final boolean webp;
  private long headerEnd;
  private long at;

  RiffStructure(RangeBytes in, long start) throws IOException {
    this.in = in;
    this.start = start;
    webp = in.isText(start + 8, "WEBP");
  }

  Optional<Walked> walk() throws IOException {
    at = start;
    boolean sane = webp ? isSanePicture(start + RIFF_BYTES) : isSaneVideo();
    if (!sane || !riff()) {
      return Walked.truncated(at, headerEnd);
    }
    long end = at;
    while (!webp && in.isText(at, "RIFF") && in.isText(at + 8, "AVIX")) {
      if (!in.step() || !riff()) {
        return Walked.truncated(at, headerEnd);
      }
      end = at;
    }
    return Walked.whole(end, headerEnd);
  }

  /// Follows one RIFF to its end; `at` is then there or where the structure ended before it.
  private boolean riff() throws IOException {
    long length = in.little32(at + 4);
    long end = at + CHUNK_BYTES + length + length % 2;
    at += RIFF_BYTES;
    if (length < 4 + CHUNK_BYTES) {
      return false;
    }
    while (at < end && in.step()) {
      long bytes = in.little32(at + 4);
      long next = at + CHUNK_BYTES + bytes + bytes % 2;
      if (bytes < 0 || next > end || !isName(name(at))) {
        return false;
      }
      if (headerEnd == 0 && isMedia()) {
        headerEnd = at + CHUNK_BYTES;
      }
      // A video may hold pictures, and has its index behind them; a picture holds none.
      long data = at + CHUNK_BYTES;
      long reached =
          webp
              ? in.beginning(Signature.RIFF, data, next)
              : in.interruption(Signature.RIFF, data, next);
      at = reached;
      if (reached < next) {
        return false;
      }
    }
    return at == end && headerEnd != 0;
  }

  private String name(long chunkAt) throws IOException {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      name.append((char) (in.at(chunkAt + i) & 0xFF));
    }
    return name.toString();
  }

  /// WebP has a few kinds of chunks; AVI any, whose names are letters, digits, `_` and spaces.
  private boolean isName(String name) {
    return webp
        ? WEBP_CHUNKS.contains(name)
        : name.chars()
            .allMatch(c -> c == ' ' || c == '_' || c < 0x80 && Character.isLetterOrDigit(c));
  }

  /// Whether the chunk is the first with pixels.
  private boolean isMedia() throws IOException {
    if (webp) {
      return in.isText(at, "VP8 ") || in.isText(at, "VP8L") || in.isText(at, "ANMF");
    }
    return in.isText(at, "LIST") && in.isText(at + 8, "movi");
  }

  private boolean isSanePicture(long chunkAt) throws IOException {
    long data = chunkAt + CHUNK_BYTES;
    if (in.isText(chunkAt, "VP8 ")) {
      return in.at(data + 3) == 0x9D
          && in.at(data + 4) == 0x01
          && in.at(data + 5) == 0x2A
          && (in.little16(data + 6) & 0x3FFF) > 0
          && (in.little16(data + 8) & 0x3FFF) > 0;
    }
    return in.isText(chunkAt, "VP8L")
        ? in.at(data) == 0x2F
        : in.isText(chunkAt, "VP8X") && in.little32(chunkAt + 4) == 10;
  }

  private boolean isSaneVideo() throws IOException {
    long width = in.little32(start + 64);
    long height = in.little32(start + 68);
    return in.isText(start + 12, "LIST")
        && in.isText(start + 20, "hdrlavih")
        && width > 0
        && width <= MOST_SIDE
        && height > 0
        && height <= MOST_SIDE;
  }
}
