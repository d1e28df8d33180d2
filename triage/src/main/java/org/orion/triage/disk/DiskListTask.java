package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.orion.triage.cage.CagedTask;
import org.orion.triage.disk.DiskVolume.Kind;
import org.orion.triage.disk.DiskVolume.Strategy;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// The caged task `disk-list`: tells what an image is divided into and what its file systems list.
/// Runs in the child.
public final class DiskListTask implements CagedTask {
  /// Called by [java.util.ServiceLoader].
  public DiskListTask() {}

  @Override
  public String name() {
    return "disk-list";
  }

  /// @param first parts of the device to leave out, done by an earlier child
  /// @param strategy for the first part that is not left out
  /// @param leftOut folders in it that ended an earlier child
  record Order(String type, int first, Strategy strategy, List<Long> leftOut) {
    byte[] bytes() {
      byte[] text = type.getBytes(StandardCharsets.UTF_8);
      ByteBuffer bytes = ByteBuffer.allocate(9 + 8 * leftOut.size() + text.length);
      bytes.putInt(first).put((byte) strategy.ordinal()).putInt(leftOut.size());
      leftOut.forEach(bytes::putLong);
      return bytes.put(text).array();
    }

    static Order of(byte[] given) {
      ByteBuffer bytes = ByteBuffer.wrap(given);
      int first = bytes.getInt();
      Strategy strategy = Strategy.values()[bytes.get()];
      Long[] leftOut = new Long[bytes.getInt()];
      for (int i = 0; i < leftOut.length; i++) {
        leftOut[i] = bytes.getLong();
      }
      return new Order(
          StandardCharsets.UTF_8.decode(bytes).toString(), first, strategy, List.of(leftOut));
    }
  }

  @Override
  public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
      throws IOException {
    Order order = Order.of(parameters);
    ListingMessages messages = new ListingMessages(replies);
    Sectors sectors;
    Tsk tsk;
    try {
      sectors = Sectors.open(order.type(), content);
      tsk = Tsk.load();
    } catch (ImageException refused) {
      messages.refused(refused.reason(), String.valueOf(refused.getMessage()));
      return;
    }
    messages.image(sectors.facts());
    try (DiskImage image = DiskImage.open(tsk, sectors.channel())) {
      Strategy strategy = order.strategy();
      Set<Long> leftOut = new HashSet<>(order.leftOut());
      List<DiskVolume> volumes = image.volumes();
      for (DiskVolume volume :
          volumes.subList(Math.min(order.first(), volumes.size()), volumes.size())) {
        list(image, volume, strategy, leftOut, messages);
        strategy = Strategy.WALK;
        leftOut = Set.of();
      }
    }
  }

  private static void list(
      DiskImage image,
      DiskVolume volume,
      Strategy strategy,
      Set<Long> leftOut,
      ListingMessages messages)
      throws IOException {
    if (volume.kind() != Kind.FILE_SYSTEM || strategy == Strategy.NONE) {
      messages.volume(volume);
      if (volume.kind() == Kind.ENCRYPTED) {
        messages.problem(Reason.ENCRYPTED, new byte[0], "encrypted: " + volume.description());
      } else if (volume.kind() == Kind.UNSUPPORTED) {
        messages.problem(Reason.UNSUPPORTED, new byte[0], "not read: " + volume.description());
      }
      messages.end(0, volume.isGap() ? volume.bytes() : -1);
      return;
    }
    // Said before it is opened: opening may be the end of this process.
    messages.volume(volume);
    Tsk.FileSystem fileSystem = image.fileSystem(volume);
    if (fileSystem == null) {
      String problem = image.tsk.lastError();
      Optional<Unreadable> read = image.takeReadProblem();
      boolean encrypted = problem.contains("ncrypt");
      messages.volume(with(volume, encrypted ? Kind.ENCRYPTED : Kind.UNSUPPORTED, "", 0));
      messages.problem(
          read.map(Unreadable::reason).orElse(encrypted ? Reason.ENCRYPTED : Reason.UNSUPPORTED),
          new byte[0],
          "no file system that can be read: " + read.map(Unreadable::detail).orElse(problem));
      messages.end(0, -1);
      return;
    }
    // Before it knew the file system, the library looked for others in many places.
    image.takeReadProblem();
    try {
      messages.volume(with(volume, Kind.FILE_SYSTEM, fileSystem.name(), fileSystem.blockBytes()));
      new VolumeLister(image, volume, fileSystem, messages).list(strategy, leftOut);
    } finally {
      image.close(fileSystem);
    }
  }

  private static DiskVolume with(DiskVolume volume, Kind kind, String fileSystem, int blockBytes) {
    return new DiskVolume(
        volume.number(),
        kind,
        volume.description(),
        volume.start(),
        volume.bytes(),
        volume.poolBlock(),
        fileSystem.isEmpty() ? volume.fileSystem() : fileSystem,
        blockBytes);
  }
}
