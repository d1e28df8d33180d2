package org.orion.triage.disk;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.archive.UnfoldLimits;
import org.orion.triage.archive.Unfolder;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.cage.Cage;
import org.orion.triage.disk.DiskVolume.Strategy;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.hash.ContentHasher;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;

/// An image that was listed and read as a scan does it, with all that came of it.
final class ReadDevice implements CagedDisk.ListingVisitor {
  /// A file that was found.
  record File(String path, String md5, long bytes, ItemState state, Optional<Reason> why) {}

  final List<DiskVolume> volumes = new ArrayList<>();
  final List<Strategy> strategies = new ArrayList<>();
  final List<DiskEntry> entries = new ArrayList<>();
  final List<File> files = new ArrayList<>();
  final List<String> problems = new ArrayList<>();
  final List<Long> names = new ArrayList<>();
  Optional<ImageFacts> facts = Optional.empty();
  Optional<Unreadable> refused = Optional.empty();
  Optional<DeviceDigests> digests = Optional.empty();
  private int firstEntry;
  private boolean inVolume;

  static ReadDevice of(Cage cage, byte[] image) throws Exception {
    return of(cage, new BytesContent(ByteBuffer.wrap(image)));
  }

  static ReadDevice of(Cage cage, SeekableByteChannel content) throws Exception {
    ReadDevice device = new ReadDevice();
    device.read(new CagedDisk(cage), content);
    return device;
  }

  static MediaType typeOf(SeekableByteChannel content) throws Exception {
    ByteBuffer head = ByteBuffer.allocate(MediaDetector.HEAD_BYTES);
    content.position(0);
    while (head.hasRemaining() && content.read(head) >= 0) {
      continue;
    }
    MediaType type = MediaDetector.detect(head.array(), head.position());
    return type.isDevice() ? type : MediaType.DISK_IMAGE;
  }

  private void read(CagedDisk disk, SeekableByteChannel content) throws Exception {
    MediaType type = typeOf(content);
    refused =
        disk.list(type, content, new UnfoldBudget(UnfoldLimits.DEFAULT, content.size()), this);
    List<FilePlace> places = new ArrayList<>();
    for (DiskEntry entry : entries) {
      if (entry.lost().isPresent()) {
        files.add(
            new File(
                entry.path(),
                "",
                entry.bytes(),
                entry.state(),
                entry.lost().map(Unreadable::reason)));
        problems.add(entry.path() + ": " + entry.lost().get().detail());
      }
    }
    List<DiskEntry> readable = entries.stream().filter(each -> each.lost().isEmpty()).toList();
    for (DiskEntry entry : readable) {
      int volume = 0;
      while (volumes.get(volume).number() != entry.volume()) {
        volume++;
      }
      places.add(new FilePlace(volume, entry.inode(), entry.stream(), entry.bytes()));
    }
    disk.read(type, content, volumes, places, new Contents(readable));
    if (facts.isPresent()) {
      digests = Optional.of(disk.digest(type, content));
    }
  }

  /// What is wrong with the image as a whole.
  Optional<String> problem() {
    return refused
        .map(Unreadable::detail)
        .or(() -> digests.flatMap(found -> found.problem(facts.orElseThrow())));
  }

  /// MD5 by path of the files that are whole.
  Map<String, String> whole(ItemState wanted) {
    Map<String, String> whole = new TreeMap<>();
    for (File file : files) {
      if (file.why().isEmpty() && file.state() == wanted) {
        whole.put(file.path(), file.md5());
      }
    }
    return whole;
  }

  @Override
  public void image(ImageFacts found) {
    facts = Optional.of(found);
  }

  @Override
  public void volume(DiskVolume volume, Strategy strategy, boolean anew) {
    if (anew) {
      entries.subList(firstEntry, entries.size()).clear();
    }
    if (inVolume || anew) {
      volumes.removeLast();
      strategies.removeLast();
    } else {
      firstEntry = entries.size();
    }
    inVolume = true;
    volumes.add(volume);
    strategies.add(strategy);
  }

  @Override
  public void entry(DiskEntry entry) {
    entries.add(entry);
  }

  @Override
  public void problem(String path, Unreadable why) {
    problems.add(volumes.getLast().description() + " " + path + ": " + why.detail());
  }

  @Override
  public void volumeEnd(long count, long unallocatedBytes) {
    inVolume = false;
    names.add(count);
  }

  @Override
  public boolean goesOn() {
    return true;
  }

  /// Receives what the readers send.
  private final class Contents implements Unfolder.MemberVisitor {
    private final List<DiskEntry> read;
    private ContentHasher hasher = new ContentHasher();
    private int number;
    private long bytes;

    Contents(List<DiskEntry> read) {
      this.read = read;
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
      hasher = new ContentHasher();
      number = (int) ordinal;
      bytes = 0;
      return true;
    }

    @Override
    public boolean bytes(ByteBuffer chunk) {
      bytes += chunk.remaining();
      hasher.update(chunk);
      return true;
    }

    @Override
    public boolean end(Optional<Unreadable> problem) {
      DiskEntry entry = read.get(number);
      files.add(
          new File(
              entry.path(),
              hasher.finish().md5().hex(),
              bytes,
              entry.state(),
              problem.map(Unreadable::reason)));
      problem.ifPresent(why -> problems.add(entry.path() + ": " + why.detail()));
      return true;
    }
  }
}
