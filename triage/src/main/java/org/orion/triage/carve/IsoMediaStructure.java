package org.orion.triage.carve;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// Follows the boxes of a file of the ISO base media family. The family has no mark of an end: a
/// file is whole when it has its header and its media, and what follows is no box.
///
/// Sources: ISO/IEC 14496-12; ISO/IEC 23008-12 (HEIF); Apple, "QuickTime File Format".
final class IsoMediaStructure {
  private static final int MOST_BOXES_IN_HEADER = 10_000;
  private static final int MOST_SIDE = 65_535;
  private static final Set<String> BOXES =
      Set.of(
          "moov", "mdat", "moof", "mfra", "free", "skip", "wide", "uuid", "meta", "styp", "sidx",
          "ssix", "pdin", "prft", "emsg", "udta", "pnot", "PICT");
  private static final Set<String> WITHIN = Set.of("trak", "mdia", "minf", "stbl", "iprp", "ipco");

  /// Ways to code a video as pictures one after the other.
  private static final Set<String> PICTURES = Set.of("jpeg", "mjpa", "mjpb", "png ");

  private final RangeBytes in;
  private final long start;
  private long headerEnd;
  private long mediaAt;
  private boolean mediaLast;
  private boolean sized;
  private boolean pictures;

  /// @param data where its content begins
  /// @param end the first byte behind it; the walk's end for a box that says it is the last
  private record Box(String type, long data, long end, boolean endless) {}

  IsoMediaStructure(RangeBytes in, long start) {
    this.in = in;
    this.start = start;
  }

  Optional<Walked> walk() throws IOException {
    long at = start + in.big32(start);
    while (in.step()) {
      Optional<Box> found = box(at);
      if (found.isEmpty() || !BOXES.contains(found.get().type())) {
        return complete(at);
      }
      Box box = found.get();
      boolean holdsMedia = box.type().equals("mdat");
      boolean cut = box.endless() || !in.has(at, box.end() - at);
      if (cut && !holdsMedia && !box.type().equals("moof")) {
        return complete(at);
      }
      boolean header = box.type().equals("moov") || box.type().equals("meta");
      if (!cut && header && headerEnd == 0) {
        readHeader(box);
        headerEnd = sized ? box.end() : 0;
      }
      long reached = in.interruption(Signature.ISO_MEDIA, box.data(), box.end());
      if (cut || reached < box.end()) {
        return Walked.truncated(reached, headerEnd);
      }
      mediaAt = holdsMedia ? box.data() : mediaAt;
      mediaLast = holdsMedia;
      at = box.end();
    }
    return Walked.truncated(at, headerEnd);
  }

  private Optional<Walked> complete(long end) throws IOException {
    if (mediaAt == 0 || headerEnd == 0) {
      return Walked.truncated(end, headerEnd);
    }
    // Media with nothing behind them are followed by their length alone.
    long reached = mediaLast && !pictures ? in.beginning(Signature.ISO_MEDIA, mediaAt, end) : end;
    return reached < end ? Walked.truncated(reached, headerEnd) : Walked.whole(end, headerEnd);
  }

  private Optional<Box> box(long at) throws IOException {
    long bytes = in.big32(at);
    StringBuilder type = new StringBuilder();
    for (int i = 4; i < 8; i++) {
      type.append((char) (in.at(at + i) & 0xFF));
    }
    if (bytes == 0) {
      return Optional.of(new Box(type.toString(), at + 8, in.end(), true));
    }
    int header = bytes == 1 ? 16 : 8;
    long length = bytes == 1 ? in.big64(at + 8) : bytes;
    if (length < header || at + length < 0) {
      return Optional.empty();
    }
    return Optional.of(new Box(type.toString(), at + header, at + length, false));
  }

  /// Whether a header names a picture or a track of pictures, with a size, and whether the track's
  /// frames are files of their own.
  private void readHeader(Box header) throws IOException {
    // The boxes of `meta` come behind a version; QuickTime's has none.
    boolean version = header.type().equals("meta") && in.big32(header.data()) == 0;
    long at = header.data() + (version ? 4 : 0);
    // A box that holds others is entered, not passed over; its end needs no attention.
    for (int i = 0; i < MOST_BOXES_IN_HEADER && at + 8 <= header.end() && in.step(); i++) {
      Optional<Box> box = box(at);
      if (box.isEmpty() || box.get().end() > header.end()) {
        return;
      }
      sized |= isSize(box.get());
      pictures |= PICTURES.contains(box.get().type());
      at = WITHIN.contains(box.get().type()) ? box.get().data() : box.get().end();
      at = box.get().type().equals("stsd") ? box.get().data() + 8 : at;
    }
  }

  private boolean isSize(Box box) throws IOException {
    if (box.type().equals("tkhd")) {
      // Numbers with 16 bits behind the point.
      return isSide(in.big32(box.end() - 8) >> 16) && isSide(in.big32(box.end() - 4) >> 16);
    }
    return box.type().equals("ispe")
        && isSide(in.big32(box.data() + 4))
        && isSide(in.big32(box.data() + 8));
  }

  private static boolean isSide(long pixels) {
    return pixels > 0 && pixels <= MOST_SIDE;
  }
}
