package org.orion.triage.disk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.orion.triage.archive.MemberSink;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;

/// Sends the files of all volumes of an image, in the order in which their folders list them.
final class DiskMembers {
  /// The Sleuth Kit reads fastest in pieces of its own cache lines.
  private static final int PIECE_BYTES = 64 << 10;

  /// What NTFS keeps for itself has lower numbers, and is no file of anybody's. Its list of bad
  /// clusters has a stream as large as the volume.
  private static final int NTFS_FIRST_OWN_FILE = 24;

  private static final int NTFS_ROOT = 5;
  private static final int VIRTUAL_FOLDER = 11;

  /// A damaged FAT once gave 155 million orphans: more entries than fit in a volume are none.
  private static final int LEAST_ENTRY_BYTES = 32;

  private final DiskImage image;
  private final MemberSink sink;
  private final boolean allBytes;
  private final MemorySegment piece;
  private final byte[] chunk = new byte[PIECE_BYTES];

  /// @param allBytes whether files that are no media are wanted as a whole
  DiskMembers(DiskImage image, MemberSink sink, boolean allBytes) {
    this.image = image;
    this.sink = sink;
    this.allBytes = allBytes;
    this.piece = image.buffer(PIECE_BYTES);
  }

  void send(int volumesToLeaveOut) throws IOException {
    List<DiskImage.Volume> volumes = image.volumes();
    for (DiskImage.Volume volume : volumes) {
      if (volume.number() > volumesToLeaveOut) {
        sink.part(volume.number(), describe(volume));
        send(volume);
      }
    }
  }

  private static String describe(DiskImage.Volume volume) {
    return String.format(
        Locale.ROOT,
        "vol%d (%s, %,d bytes at %,d)",
        volume.number(),
        volume.description(),
        volume.bytes(),
        volume.start());
  }

  private void send(DiskImage.Volume volume) throws IOException {
    byte[] head = image.at(volume.start(), VolumeKind.HEAD_BYTES);
    VolumeKind kind = VolumeKind.of(head);
    switch (kind) {
      case BITLOCKER -> lost(volume, Reason.ENCRYPTED, "a BitLocker volume");
      case LUKS -> lost(volume, Reason.ENCRYPTED, "a LUKS volume");
      case EMPTY, SWAP -> {
        // Nothing that a file system could hold.
        if (!sink.skips()) {
          begin(describe(volume) + (kind == VolumeKind.SWAP ? " swap space" : " empty"), 0);
          sink.end();
        }
      }
      case FILE_SYSTEM, UNKNOWN -> {
        Tsk.FileSystem fileSystem = image.fileSystem(volume);
        if (fileSystem == null) {
          String problem =
              kind.isFileSystem() && VolumeKind.isApfs(head)
                  ? "APFS is not read yet"
                  : image.tsk.lastError();
          String read = image.takeReadProblem();
          lost(
              volume,
              read.isEmpty() ? Reason.UNSUPPORTED : Reason.CORRUPT,
              "no file system that can be read: " + (read.isEmpty() ? problem : read));
        } else {
          try {
            send(volume, fileSystem);
          } finally {
            image.close(fileSystem);
          }
        }
      }
    }
  }

  private void begin(String name, long bytes) throws IOException {
    sink.begin(
        name.getBytes(StandardCharsets.UTF_8), name, bytes, Long.MIN_VALUE, ItemState.ALLOCATED);
  }

  /// A volume of which nothing can be had is an item by itself, so that it is counted.
  private void lost(DiskImage.Volume volume, Reason reason, String why) throws IOException {
    if (!sink.skips()) {
      begin(describe(volume), volume.bytes());
      sink.end(reason, why);
    }
  }

  private void send(DiskImage.Volume volume, Tsk.FileSystem fileSystem) throws IOException {
    Files files = new Files(volume, fileSystem);
    String ended = image.walk(fileSystem, files);
    String read = image.takeReadProblem();
    if (files.tooMany) {
      lost(
          volume,
          Reason.TOO_LARGE,
          "more entries than fit in the volume: the listing ended after " + files.entries);
    } else if (files.isEmpty && fileSystem.isExt()) {
      lost(volume, Reason.CORRUPT, "its root folder lists nothing, not even lost+found");
    } else if (!ended.isEmpty()) {
      lost(volume, Reason.CORRUPT, "the listing ended early: " + (read.isEmpty() ? ended : read));
    }
  }

  /// Receives the entries of one volume.
  private final class Files implements DiskImage.EntryVisitor {
    private final DiskImage.Volume volume;
    private final Tsk.FileSystem fileSystem;
    private final Set<Long> streamsSeen = new HashSet<>();
    private long entries;
    private boolean tooMany;
    private boolean isEmpty = true;

    Files(DiskImage.Volume volume, Tsk.FileSystem fileSystem) {
      this.volume = volume;
      this.fileSystem = fileSystem;
    }

    @Override
    public boolean entry(byte[] folder, Tsk.Entry entry, MemorySegment file) throws IOException {
      if (isDots(entry.name()) || isLabel(entry.name()) || isOfTheSystem(folder, entry)) {
        return true;
      }
      entries++;
      isEmpty &= entry.nameType() == VIRTUAL_FOLDER;
      if (entries > fileSystem.bytes() / LEAST_ENTRY_BYTES) {
        tooMany = true;
        return false;
      }
      if (entry.isFile()) {
        own(folder, entry, file);
      }
      if (fileSystem.isNtfs() && entry.hasMeta() && !isReused(entry)) {
        named(folder, entry, file);
      }
      return true;
    }

    private void own(byte[] folder, Tsk.Entry entry, MemorySegment file) throws IOException {
      if (sink.skips()) {
        return;
      }
      begin(folder, entry, new byte[0], entry.bytes());
      if (isReused(entry)) {
        sink.end(Reason.CORRUPT, "deleted; its content belongs to another file now");
      } else if (isForgotten(entry)) {
        sink.end(Reason.CORRUPT, "deleted; where its content lay is not recorded any more");
      } else {
        send(entry.bytes(), (position, target) -> image.read(file, position, target));
      }
    }

    /// A name without the facts of its file, or of a file system that clears them.
    private boolean isForgotten(Tsk.Entry entry) {
      return !entry.hasMeta()
          || entry.bytes() == 0
              && fileSystem.isExt()
              && (entry.isNameDeleted() || entry.isContentDeleted());
    }

    private static boolean isReused(Tsk.Entry entry) {
      return entry.isNameDeleted() && entry.hasMeta() && !entry.isContentDeleted();
    }

    private void named(byte[] folder, Tsk.Entry entry, MemorySegment file) throws IOException {
      List<Tsk.Attribute> streams = image.namedStreams(file);
      if (streams.isEmpty() || !streamsSeen.add(entry.inode())) {
        return;
      }
      for (Tsk.Attribute stream : streams) {
        if (!sink.skips()) {
          begin(folder, entry, stream.name(), stream.bytes());
          send(stream.bytes(), (position, target) -> image.read(stream, position, target));
        }
      }
    }

    private void begin(byte[] folder, Tsk.Entry entry, byte[] stream, long bytes)
        throws IOException {
      byte[] prefix = ("vol" + volume.number() + " / ").getBytes(StandardCharsets.UTF_8);
      int colon = stream.length == 0 ? 0 : 1;
      byte[] raw =
          new byte[prefix.length + folder.length + entry.name().length + colon + stream.length];
      int at = append(raw, 0, prefix);
      at = append(raw, at, folder);
      at = append(raw, at, entry.name());
      if (colon == 1) {
        raw[at++] = ':';
        append(raw, at, stream);
      }
      sink.begin(
          raw,
          MemberSink.decode(raw, StandardCharsets.ISO_8859_1),
          bytes,
          entry.modifiedSeconds() == 0 ? Long.MIN_VALUE : entry.modifiedSeconds() * 1000,
          state(folder, entry));
    }

    private static int append(byte[] target, int at, byte[] part) {
      System.arraycopy(part, 0, target, at, part.length);
      return at + part.length;
    }

    private static ItemState state(byte[] folder, Tsk.Entry entry) {
      if (new String(folder, StandardCharsets.ISO_8859_1).startsWith("$OrphanFiles/")) {
        return ItemState.ORPHAN;
      }
      return entry.isNameDeleted() || entry.isContentDeleted()
          ? ItemState.DELETED
          : ItemState.ALLOCATED;
    }

    private boolean isOfTheSystem(byte[] folder, Tsk.Entry entry) {
      return fileSystem.isNtfs()
          && (entry.inode() < NTFS_FIRST_OWN_FILE && entry.inode() != NTFS_ROOT
              || new String(folder, StandardCharsets.ISO_8859_1).startsWith("$Extend/"));
    }

    /// A FAT volume's name, which stands among the entries of its root.
    private static boolean isLabel(byte[] name) {
      return new String(name, StandardCharsets.ISO_8859_1).endsWith(" (Volume Label Entry)");
    }

    private static boolean isDots(byte[] name) {
      return name.length == 1 && name[0] == '.'
          || name.length == 2 && name[0] == '.' && name[1] == '.';
    }

    private void send(long bytes, Reader reader) throws IOException {
      long position = 0;
      long limit = fileSystem.bytes();
      image.takeReadProblem();
      while (position < bytes) {
        long wanted = Math.min(PIECE_BYTES, bytes - position);
        int count = reader.read(position, piece.asSlice(0, wanted));
        if (count <= 0) {
          String problem = image.tsk.lastError();
          String read = image.takeReadProblem();
          sink.end(
              Reason.CORRUPT,
              "cannot be read at byte %d: %s".formatted(position, read.isEmpty() ? problem : read));
          return;
        }
        MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, chunk, 0, count);
        if (position == 0 && !allBytes && isOfNoInterest(count)) {
          sink.data(chunk, Math.min(count, MediaDetector.HEAD_BYTES));
          sink.notSent(bytes - Math.min(count, MediaDetector.HEAD_BYTES));
          sink.end();
          return;
        }
        sink.data(chunk, count);
        position += count;
        if (position > limit) {
          sink.end(Reason.TOO_LARGE, "the file is larger than its volume");
          return;
        }
      }
      // The library makes do with what it can read of a file's block list, and says nothing.
      String swallowed = image.takeReadProblem();
      if (swallowed.isEmpty()) {
        sink.end();
      } else {
        sink.end(Reason.CORRUPT, "perhaps not whole: " + swallowed);
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
