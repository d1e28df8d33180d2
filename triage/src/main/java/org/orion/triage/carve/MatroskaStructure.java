package org.orion.triage.carve;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// Follows the elements of a Matroska or WebM video; a segment or cluster whose size is not known
/// ends where an element follows that it may not have.
///
/// Sources: RFC 8794 (EBML), RFC 9559 (Matroska); names are those documents'.
final class MatroskaStructure {
  private static final long SEGMENT = 0x18538067;
  private static final long TRACKS = 0x1654AE6B;
  private static final long TRACK_ENTRY = 0xAE;
  private static final long VIDEO = 0xE0;
  private static final long PIXEL_WIDTH = 0xB0;
  private static final long PIXEL_HEIGHT = 0xBA;
  private static final long CLUSTER = 0x1F43B675;
  private static final long VOID = 0xEC;
  private static final long CRC_32 = 0xBF;

  /// SeekHead, Info, Tracks, Cluster, Cues, Attachments, Chapters, Tags.
  private static final Set<Long> IN_SEGMENT =
      Set.of(
          0x114D9B74L,
          0x1549A966L,
          TRACKS,
          CLUSTER,
          0x1C53BB6BL,
          0x1941A469L,
          0x1043A770L,
          0x1254C367L,
          VOID,
          CRC_32);

  /// Timestamp, SilentTracks, Position, PrevSize, SimpleBlock, BlockGroup, EncryptedBlock.
  private static final Set<Long> IN_CLUSTER =
      Set.of(0xE7L, 0x5854L, 0xA7L, 0xABL, 0xA3L, 0xA0L, 0xAFL, VOID, CRC_32);

  private static final Set<Long> ENTERED = Set.of(TRACK_ENTRY, VIDEO);
  private static final int MOST_HEADER_BYTES = 4096;
  private static final int MOST_ELEMENTS_IN_TRACKS = 10_000;
  private static final int MOST_SIDE = 65_535;

  private final RangeBytes in;
  private final long start;
  private long at;
  private long headerEnd;
  private boolean media;

  /// @param end the first byte behind it; the walk's end when its size is not known
  private record Element(long id, long data, long end, boolean sized) {}

  MatroskaStructure(RangeBytes in, long start) {
    this.in = in;
    this.start = start;
  }

  Optional<Walked> walk() throws IOException {
    Optional<Element> header = element(start);
    if (header.isEmpty() || header.get().end() - start > MOST_HEADER_BYTES) {
      return Optional.empty();
    }
    Optional<Element> found = element(header.get().end());
    if (found.isEmpty() || found.get().id() != SEGMENT) {
      return Optional.empty();
    }
    Element segment = found.get();
    at = segment.data();
    while (at < segment.end() && in.step()) {
      Optional<Element> next = element(at);
      if (next.isEmpty() || !IN_SEGMENT.contains(next.get().id())) {
        break;
      }
      if (!pass(next.get())) {
        return Walked.truncated(at, headerEnd);
      }
    }
    boolean ended = segment.sized() ? at == segment.end() : media && at < segment.end();
    return ended && headerEnd != 0 ? Walked.whole(at, headerEnd) : Walked.truncated(at, headerEnd);
  }

  /// Passes over an element of the segment.
  ///
  /// @return false when it is cut off, and `at` is where
  private boolean pass(Element element) throws IOException {
    boolean cluster = element.id() == CLUSTER;
    media |= cluster;
    if (!element.sized()) {
      return cluster && passBlocks(element.data());
    }
    boolean there = in.has(element.data(), element.end() - element.data());
    if (element.id() == TRACKS && headerEnd == 0 && there && isSane(element)) {
      headerEnd = element.end();
    }
    at = in.interruption(Signature.MATROSKA, element.data(), element.end());
    return at == element.end();
  }

  private boolean passBlocks(long from) throws IOException {
    at = from;
    while (in.step()) {
      Optional<Element> block = element(at);
      if (block.isEmpty() || !IN_CLUSTER.contains(block.get().id()) || !block.get().sized()) {
        return at < in.end();
      }
      long end = block.get().end();
      at = in.interruption(Signature.MATROSKA, block.get().data(), end);
      if (at < end) {
        return false;
      }
    }
    return false;
  }

  /// Whether a track has pictures of a size.
  private boolean isSane(Element tracks) throws IOException {
    boolean width = false;
    boolean height = false;
    long position = tracks.data();
    // An element that holds others is entered, not passed over.
    for (int i = 0; i < MOST_ELEMENTS_IN_TRACKS && position < tracks.end() && in.step(); i++) {
      Optional<Element> found = element(position);
      if (found.isEmpty() || found.get().end() > tracks.end()) {
        return false;
      }
      Element element = found.get();
      width |= element.id() == PIXEL_WIDTH && isSide(element);
      height |= element.id() == PIXEL_HEIGHT && isSide(element);
      if (width && height) {
        return true;
      }
      position = ENTERED.contains(element.id()) ? element.data() : element.end();
    }
    return false;
  }

  private boolean isSide(Element element) throws IOException {
    long value = 0;
    for (long i = element.data(); i < element.end() && value <= MOST_SIDE; i++) {
      value = value << 8 | in.at(i) & 0xFF;
    }
    return value > 0 && value <= MOST_SIDE;
  }

  /// The element at a place; none where none can be.
  private Optional<Element> element(long position) throws IOException {
    int first = in.at(position);
    int idBytes = length(first);
    int sizeFirst = in.at(position + idBytes);
    int sizeBytes = length(sizeFirst);
    if (idBytes > 4 || sizeBytes > 8) {
      return Optional.empty();
    }
    long id = number(position, idBytes);
    long mask = (1L << 7 * sizeBytes) - 1;
    long data = position + idBytes + sizeBytes;
    long size = number(position + idBytes, sizeBytes) & mask;
    if (!in.has(position, data - position) || data + size < 0) {
      return Optional.empty();
    }
    boolean sized = size != mask;
    return Optional.of(new Element(id, data, sized ? data + size : in.end(), sized));
  }

  /// How many bytes a number has, by the first of them; 9 when there is none.
  private static int length(int first) {
    return first <= 0 ? 9 : Integer.numberOfLeadingZeros(first) - 23;
  }

  private long number(long position, int count) throws IOException {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | in.at(position + i) & 0xFF;
    }
    return value;
  }
}
