package org.orion.triage.disk;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.archive.UnfoldLimits;
import org.orion.triage.archive.Unfolder;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.hash.ContentHasher;
import org.orion.triage.media.MediaType;

/// Lists, reads and digests an image, and notes whatever breaks a promise.
final class HostileReading implements Unfolder.MemberVisitor {
  /// A file that was read as a whole.
  record Whole(String path, String md5, long bytes, Set<ByteBuffer> sectors) {}

  final ReadDevice listing = new ReadDevice();
  final List<Whole> whole = new ArrayList<>();
  final List<String> broken = new ArrayList<>();
  Optional<Unreadable> refused = Optional.empty();
  Optional<DeviceDigests> digests = Optional.empty();
  Duration longest = Duration.ZERO;
  private final boolean allBytes;
  private List<DiskEntry> readable = List.of();
  private ContentHasher hasher = new ContentHasher();
  private Set<ByteBuffer> sectors = new HashSet<>();
  private ByteBuffer sector = ByteBuffer.allocate(PatchedImage.SECTOR_BYTES);
  private long bytes;
  private int ended;
  private boolean inFile;
  private final List<String> problems = new ArrayList<>();

  /// @param allBytes whether files that are no media are wanted as a whole
  HostileReading(boolean allBytes) {
    this.allBytes = allBytes;
  }

  /// Calls everything as a scan does.
  void run(CagedDisk disk, SeekableByteChannel content) throws Exception {
    MediaType type = ReadDevice.typeOf(content);
    long begun = System.nanoTime();
    refused =
        disk.list(type, content, new UnfoldBudget(UnfoldLimits.DEFAULT, content.size()), listing);
    begun = took(begun);
    readable = listing.entries.stream().filter(entry -> entry.lost().isEmpty()).toList();
    List<FilePlace> places = new ArrayList<>();
    for (DiskEntry entry : readable) {
      places.add(new FilePlace(volumeOf(entry), entry.inode(), entry.stream(), entry.bytes()));
    }
    disk.read(type, content, listing.volumes, places, this);
    begun = took(begun);
    if (ended != readable.size()) {
      broken.add("%d of %d files were ended".formatted(ended, readable.size()));
    }
    if (listing.facts.isPresent()) {
      digests = Optional.of(disk.digest(type, content));
    }
    took(begun);
    if (refused.isEmpty() && listing.names.size() != listing.volumes.size()) {
      broken.add(listing.names.size() + " volumes ended of " + listing.volumes.size());
    }
  }

  private long took(long begunNanos) {
    long now = System.nanoTime();
    Duration duration = Duration.ofNanos(now - begunNanos);
    longest = longest.compareTo(duration) < 0 ? duration : longest;
    return now;
  }

  private int volumeOf(DiskEntry entry) {
    int volume = 0;
    while (listing.volumes.get(volume).number() != entry.volume()) {
      volume++;
    }
    return volume;
  }

  /// Whether anything is said to be wrong.
  boolean saysSomethingIsWrong() {
    return !problems().isEmpty() || listing.entries.size() > readable.size();
  }

  /// All that is said of the image, its volumes and its files.
  List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    all.addAll(listing.problems);
    refused.ifPresent(why -> all.add(why.detail()));
    digests.flatMap(found -> found.problem(listing.facts.orElseThrow())).ifPresent(all::add);
    return all;
  }

  @Override
  public boolean begin(
      long ordinal,
      String name,
      byte[] raw,
      long size,
      long modified,
      ItemState state,
      String origin) {
    if (ordinal != ended) {
      broken.add("file %d begins after %d were ended".formatted(ordinal, ended));
    }
    hasher = new ContentHasher();
    sectors = new HashSet<>();
    sector = ByteBuffer.allocate(PatchedImage.SECTOR_BYTES);
    bytes = 0;
    inFile = true;
    return true;
  }

  @Override
  public boolean bytes(ByteBuffer chunk) {
    bytes += chunk.remaining();
    hasher.update(chunk.duplicate());
    while (chunk.hasRemaining()) {
      int count = Math.min(chunk.remaining(), sector.remaining());
      sector.put(chunk.slice(chunk.position(), count));
      chunk.position(chunk.position() + count);
      if (!sector.hasRemaining()) {
        sectors.add(sector.flip());
        sector = ByteBuffer.allocate(PatchedImage.SECTOR_BYTES);
      }
    }
    return true;
  }

  @Override
  public void notSent(long count) {
    bytes += count;
  }

  @Override
  public boolean wantsAllBytes() {
    return allBytes;
  }

  @Override
  public boolean end(Optional<Unreadable> problem) {
    String md5 = hasher.finish().md5().hex();
    if (!inFile) {
      broken.add("a file is ended that was not begun");
    }
    inFile = false;
    if (ended < readable.size() && problem.isEmpty()) {
      DiskEntry entry = readable.get(ended);
      whole.add(new Whole(entry.path(), md5, bytes, sectors));
      if (bytes != Math.max(0, entry.bytes())) {
        broken.add("%s: listed %d bytes, whole with %d".formatted(entry, entry.bytes(), bytes));
      }
    }
    problem.ifPresent(why -> problems.add(why.detail()));
    ended++;
    return true;
  }
}
