package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.orion.triage.archive.MemberSink;
import org.orion.triage.cage.CagedTask;
import org.orion.triage.carve.ByteRange;
import org.orion.triage.carve.Carver;
import org.orion.triage.carve.Confidence;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;

/// The caged task `disk-carve`: sends what looks like a picture or video in parts of a device that
/// belong to no file. Runs in the child.
public final class DiskCarveTask implements CagedTask {
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int RANGES_AT_ONCE = 100_000;
  private static final long SIGN_OF_LIFE_NANOS = 2_000_000_000L;

  /// Called by [java.util.ServiceLoader].
  public DiskCarveTask() {}

  @Override
  public String name() {
    return "disk-carve";
  }

  /// @param skip finds that an earlier run has seen
  record Order(String type, long skip, List<CarvePart> parts) {
    byte[] bytes() {
      StringBuilder lines = new StringBuilder(type).append('\n').append(skip).append('\n');
      for (CarvePart part : parts) {
        lines.append(part.start()).append(' ').append(part.bytes()).append(' ');
        lines.append(part.poolBlock()).append(' ').append(part.whole() ? 1 : 0).append(' ');
        lines.append(part.name().replace('\n', ' ')).append('\n');
      }
      return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Order of(byte[] given) {
      String[] lines = new String(given, StandardCharsets.UTF_8).split("\n");
      List<CarvePart> parts = new ArrayList<>();
      for (int i = 2; i < lines.length; i++) {
        String[] fields = lines[i].split(" ", 5);
        parts.add(
            new CarvePart(
                fields[4],
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                fields[3].equals("1")));
      }
      return new Order(lines[0], Long.parseLong(lines[1]), parts);
    }
  }

  @Override
  public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
      throws IOException {
    Order order = Order.of(parameters);
    MemberSink sink = new MemberSink(replies, order.skip());
    Sectors sectors;
    Tsk tsk;
    try {
      sectors = Sectors.open(order.type(), content);
      tsk = Tsk.load();
    } catch (ImageException refused) {
      sink.stop(refused.reason(), String.valueOf(refused.getMessage()));
      return;
    }
    try (DiskImage image = DiskImage.open(tsk, sectors.channel())) {
      int number = 0;
      for (CarvePart part : order.parts()) {
        sink.part(++number, part.name());
        new Search(sectors.channel(), part, sink).run(image);
      }
    }
  }

  /// The search of one part.
  private static final class Search implements Carver.Finds {
    private final SeekableByteChannel sectors;
    private final CarvePart part;
    private final MemberSink sink;
    private final Carver carver;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private long lifeNanos = System.nanoTime();

    Search(SeekableByteChannel sectors, CarvePart part, MemberSink sink) {
      this.sectors = sectors;
      this.part = part;
      this.sink = sink;
      this.carver = new Carver(sectors, this);
    }

    void run(DiskImage image) throws IOException {
      if (part.whole()) {
        if (part.bytes() > 0) {
          carver.carve(List.of(new ByteRange(part.start(), part.bytes())));
        }
        return;
      }
      DiskVolume volume =
          new DiskVolume(
              1,
              DiskVolume.Kind.FILE_SYSTEM,
              "",
              part.start(),
              part.bytes(),
              part.poolBlock(),
              "",
              0);
      Tsk.FileSystem fileSystem = image.fileSystem(volume);
      if (fileSystem == null) {
        carver.carve(List.of(new ByteRange(part.start(), part.bytes())));
        return;
      }
      try {
        free(image, fileSystem);
      } finally {
        image.close(fileSystem);
      }
    }

    private void free(DiskImage image, Tsk.FileSystem fileSystem) throws IOException {
      // Searched in turns, since a full list of free stretches can be long.
      List<ByteRange> ranges = new ArrayList<>();
      image.walkFree(
          fileSystem,
          part.poolBlock() < 0 ? part.start() : 0,
          (start, bytes) -> {
            ranges.add(new ByteRange(start, bytes));
            if (ranges.size() >= RANGES_AT_ONCE) {
              carver.carve(List.copyOf(ranges));
              ranges.clear();
            }
            alive();
            return true;
          });
      carver.carve(ranges);
    }

    @Override
    public void searched(long offset) throws IOException {
      alive();
    }

    private void alive() throws IOException {
      if (System.nanoTime() - lifeNanos > SIGN_OF_LIFE_NANOS) {
        sink.alive();
        lifeNanos = System.nanoTime();
      }
    }

    @Override
    public void found(long offset, long bytes, MediaType type, Confidence confidence)
        throws IOException {
      if (sink.skips()) {
        return;
      }
      String ending = type.name().substring(type.name().indexOf('/') + 1);
      String name =
          "%s / $Unallocated/%d%s.%s"
              .formatted(
                  part.name(), offset, confidence == Confidence.WHOLE ? "" : " (cut off)", ending);
      sink.begin(
          name.getBytes(StandardCharsets.UTF_8), name, bytes, Long.MIN_VALUE, ItemState.CARVED);
      try {
        send(offset, bytes);
      } catch (IOException damage) {
        sink.end(Reason.CORRUPT, "cannot be read: " + damage.getMessage());
        return;
      }
      sink.end();
      lifeNanos = System.nanoTime();
    }

    private void send(long offset, long bytes) throws IOException {
      long at = offset;
      while (at < offset + bytes) {
        chunk.clear().limit((int) Math.min(CHUNK_BYTES, offset + bytes - at));
        sectors.position(at);
        while (chunk.hasRemaining() && sectors.read(chunk) >= 0) {
          continue;
        }
        if (chunk.position() == 0) {
          throw new IOException("the device ends at byte " + at);
        }
        sink.data(chunk.array(), chunk.position());
        at += chunk.position();
      }
    }
  }
}
