package org.orion.triage.carve;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;
import org.orion.triage.media.MediaType.Kind;

/// Finds pictures and videos in ranges of sectors that belong to no file. Runs in the caged child;
/// for one thread.
///
/// A file begins at a sector's beginning and does not go beyond its range. Finds do not overlap:
/// behind a whole one the search goes on at the next sector; within a truncated one it goes on
/// behind its header, and what is found there ends it.
public final class Carver {
  private static final int SECTOR_BYTES = RangeBytes.SECTOR_BYTES;
  private static final int HEAD_BYTES = 4096;
  private static final long MOST_PICTURE_BYTES = 256L << 20;
  private static final long MOST_VIDEO_BYTES = 4L << 30;

  /// What walks may cost: so much at once, and so much more for every byte that was searched.
  private static final long EFFORT_AT_ONCE = 8L << 30;

  private static final long EFFORT_PER_BYTE = 8;
  private static final long LEAST_EFFORT = 64 << 10;

  private final SeekableByteChannel sectors;
  private final Finds finds;
  private final RangeBytes in;
  private @Nullable Find pending;
  private long effort = EFFORT_AT_ONCE;
  private long unreadableBytes;
  private long cutShort;

  /// Takes what is found, in the order of the places.
  public interface Finds {
    /// @param offset in the device, a multiple of 512
    void found(long offset, long bytes, MediaType type, Confidence confidence) throws IOException;

    /// Is told after every MiB at the latest that the search goes on.
    ///
    /// @param offset what is read now, behind a find that is followed or before it
    void searched(long offset) throws IOException;
  }

  private record Find(long offset, MediaType type, Walked walked) {}

  /// @param sectors the device; is not closed
  public Carver(SeekableByteChannel sectors, Finds finds) {
    this.sectors = sectors;
    this.finds = finds;
    in = new RangeBytes(sectors, finds);
  }

  /// Searches ranges, given in the order of their places. Sectors that cannot be read are passed
  /// over and counted.
  ///
  /// @throws IOException when the device is closed, or what takes the finds fails
  public void carve(Iterable<ByteRange> ranges) throws IOException {
    for (ByteRange range : ranges) {
      carve(range.start(), Math.min(range.end(), sectors.size()));
    }
  }

  /// How many bytes could not be searched because they could not be read.
  public long unreadableBytes() {
    return unreadableBytes;
  }

  /// How many finds may be longer or surer than was said, because following them cost too much.
  public long cutShort() {
    return cutShort;
  }

  private void carve(long start, long end) throws IOException {
    long at = sectorAfter(start);
    while (at < end) {
      long from = at;
      at = in.candidate(at, end);
      if (!in.isReadable(at)) {
        long skipped = at > from ? 0 : Math.min(RangeBytes.unreadableBytes(), end - at);
        unreadableBytes += skipped;
        at += skipped;
      } else if (at < end) {
        at = examine(at, end);
      }
      effort += (at - from) * EFFORT_PER_BYTE;
    }
    give(end);
  }

  private static long sectorAfter(long position) {
    return Math.ceilDiv(position, SECTOR_BYTES) * (long) SECTOR_BYTES;
  }

  /// Follows what may begin at a place.
  ///
  /// @return where the search goes on
  private long examine(long at, long end) throws IOException {
    long allowed = Math.max(effort, LEAST_EFFORT);
    in.begin(end, allowed);
    Optional<Find> found = Optional.empty();
    Optional<Signature> signature = Signature.at(in, at);
    if (signature.isPresent()) {
      found = follow(signature.get(), at, end);
    }
    effort = Math.max(0, effort - (allowed - in.effortLeft()));
    if (in.effortLeft() < 0) {
      cutShort++;
    }
    if (found.isEmpty()) {
      return at + SECTOR_BYTES;
    }
    give(at);
    Walked walked = found.get().walked();
    pending = found.get();
    if (walked.confidence() == Confidence.WHOLE) {
      give(walked.end());
      return sectorAfter(walked.end());
    }
    return sectorAfter(walked.headerEnd());
  }

  private Optional<Find> follow(Signature signature, long at, long end) throws IOException {
    byte[] head = in.first(at, HEAD_BYTES);
    MediaType type = MediaDetector.detect(head, head.length);
    if (!type.isMedia()) {
      return Optional.empty();
    }
    long most = type.kind() == Kind.PICTURE ? MOST_PICTURE_BYTES : MOST_VIDEO_BYTES;
    in.begin(Math.min(end, at + most), in.effortLeft());
    return signature.walk(in, at).map(walked -> new Find(at, type, walked));
  }

  /// Gives the find that is not given yet, which ends here at the latest.
  private void give(long here) throws IOException {
    Find find = pending;
    pending = null;
    if (find != null) {
      finds.found(
          find.offset(),
          Math.min(here, find.walked().end()) - find.offset(),
          find.type(),
          find.walked().confidence());
    }
  }
}
