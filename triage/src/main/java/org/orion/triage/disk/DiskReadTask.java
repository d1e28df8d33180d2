package org.orion.triage.disk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.triage.archive.MemberSink;
import org.orion.triage.cage.CagedTask;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;

/// The caged task `disk-read`: sends the content of listed files, one after the other, as members.
/// Runs in the child.
public final class DiskReadTask implements CagedTask {
  /// The Sleuth Kit reads fastest in pieces of its own cache lines.
  private static final int PIECE_BYTES = 64 << 10;

  /// Called by [java.util.ServiceLoader].
  public DiskReadTask() {}

  @Override
  public String name() {
    return "disk-read";
  }

  /// @param allBytes whether files that are no media are wanted as a whole
  record Order(String type, boolean allBytes, List<DiskVolume> volumes, List<FilePlace> files) {
    private static final int VOLUME_BYTES = 24;
    private static final int FILE_BYTES = 24;

    byte[] bytes() {
      byte[] text = type.getBytes(StandardCharsets.UTF_8);
      ByteBuffer bytes =
          ByteBuffer.allocate(
              9 + VOLUME_BYTES * volumes.size() + FILE_BYTES * files.size() + text.length);
      bytes.put((byte) (allBytes ? 1 : 0)).putInt(volumes.size()).putInt(files.size());
      for (DiskVolume volume : volumes) {
        bytes.putLong(volume.start()).putLong(volume.bytes()).putLong(volume.poolBlock());
      }
      for (FilePlace file : files) {
        bytes.putInt(file.volume()).putLong(file.inode()).putInt(file.stream());
        bytes.putLong(file.bytes());
      }
      return bytes.put(text).array();
    }

    static Order of(byte[] given) {
      ByteBuffer bytes = ByteBuffer.wrap(given);
      boolean allBytes = bytes.get() != 0;
      int volumeCount = bytes.getInt();
      int fileCount = bytes.getInt();
      List<DiskVolume> volumes = new ArrayList<>();
      for (int i = 0; i < volumeCount; i++) {
        volumes.add(
            new DiskVolume(
                i + 1,
                DiskVolume.Kind.FILE_SYSTEM,
                "",
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                "",
                0));
      }
      List<FilePlace> files = new ArrayList<>();
      for (int i = 0; i < fileCount; i++) {
        files.add(new FilePlace(bytes.getInt(), bytes.getLong(), bytes.getInt(), bytes.getLong()));
      }
      return new Order(StandardCharsets.UTF_8.decode(bytes).toString(), allBytes, volumes, files);
    }
  }

  @Override
  public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
      throws IOException {
    Order order = Order.of(parameters);
    MemberSink sink = new MemberSink(replies, 0);
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
      new Sending(image, order, sink).run();
    }
  }

  /// One call's work.
  private static final class Sending {
    private final DiskImage image;
    private final Order order;
    private final MemberSink sink;
    private final MemorySegment piece;
    private final byte[] chunk = new byte[PIECE_BYTES];
    private final Map<Integer, Tsk.@Nullable FileSystem> fileSystems = new HashMap<>();
    private final Map<Integer, Unreadable> notOpened = new HashMap<>();

    Sending(DiskImage image, Order order, MemberSink sink) {
      this.image = image;
      this.order = order;
      this.sink = sink;
      this.piece = image.buffer(PIECE_BYTES);
    }

    void run() throws IOException {
      for (FilePlace place : order.files()) {
        sink.begin(new byte[0], "", place.bytes(), Long.MIN_VALUE, ItemState.ALLOCATED);
        if (!fileSystems.containsKey(place.volume())) {
          open(place.volume());
        }
        Tsk.FileSystem fileSystem = fileSystems.get(place.volume());
        Unreadable problem = notOpened.get(place.volume());
        if (fileSystem != null) {
          send(fileSystem, place);
        } else if (problem != null) {
          sink.end(problem.reason(), "its volume cannot be opened any more: " + problem.detail());
        }
      }
    }

    private void open(int volume) {
      image.takeReadProblem();
      Tsk.@Nullable FileSystem opened = image.fileSystem(order.volumes().get(volume));
      fileSystems.put(volume, opened);
      if (opened == null) {
        notOpened.put(volume, problem());
      }
    }

    /// What went wrong last.
    private Unreadable problem() {
      Unreadable known = new Unreadable(Reason.CORRUPT, image.tsk.lastError());
      return image.takeReadProblem().orElse(known);
    }

    /// Ends the file with what went wrong last.
    private void fail(String what) throws IOException {
      Unreadable problem = problem();
      sink.end(problem.reason(), what + ": " + problem.detail());
    }

    private void send(Tsk.FileSystem fileSystem, FilePlace place) throws IOException {
      MemorySegment file = image.openFile(fileSystem, place.inode());
      if (file == null) {
        fail("cannot be opened");
        return;
      }
      try {
        if (place.stream() < 0) {
          send(fileSystem, place.bytes(), (position, target) -> image.read(file, position, target));
          return;
        }
        Tsk.Attribute stream = image.stream(file, place.stream());
        if (stream == null) {
          fail("its stream is not there any more");
          return;
        }
        send(fileSystem, place.bytes(), (position, target) -> image.read(stream, position, target));
      } finally {
        image.closeFile(file);
      }
    }

    private void send(Tsk.FileSystem fileSystem, long bytes, Reader reader) throws IOException {
      long position = 0;
      long limit = Math.max(fileSystem.bytes(), image.bytes());
      image.takeReadProblem();
      while (position < bytes) {
        long wanted = Math.min(PIECE_BYTES, bytes - position);
        int count = reader.read(position, piece.asSlice(0, wanted));
        if (count <= 0) {
          fail("cannot be read at byte " + position);
          return;
        }
        MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, chunk, 0, count);
        if (position == 0 && !order.allBytes() && isOfNoInterest(count)) {
          int head = Math.min(count, MediaDetector.HEAD_BYTES);
          sink.data(chunk, head);
          sink.notSent(bytes - head);
          sink.end();
          return;
        }
        sink.data(chunk, count);
        position += count;
        if (position > limit && position < bytes) {
          sink.end(Reason.TOO_LARGE, "the file is larger than its device");
          return;
        }
      }
      // The library makes do with what it can read of a file's block list, and says nothing.
      Optional<Unreadable> swallowed = image.takeReadProblem();
      if (swallowed.isEmpty()) {
        sink.end();
      } else {
        sink.end(swallowed.get().reason(), "perhaps not whole: " + swallowed.get().detail());
      }
    }

    private boolean isOfNoInterest(int count) {
      MediaType type = MediaDetector.detect(chunk, Math.min(count, MediaDetector.HEAD_BYTES));
      return !type.isMedia() && type.kind() != MediaType.Kind.CONTAINER;
    }
  }

  /// Reads bytes of one stream.
  private interface Reader {
    int read(long position, MemorySegment target);
  }
}
