package org.orion.triage.disk;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.triage.disk.DiskVolume.Strategy;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// In the child: tells what the file system of one volume lists, deleted and orphaned files
/// included, each in its state.
final class VolumeLister implements DiskImage.EntryVisitor {
  /// What NTFS keeps for itself has lower numbers, and is no file of anybody's. Its list of bad
  /// clusters has a stream as large as the volume.
  private static final int NTFS_FIRST_OWN_FILE = 24;

  private static final int NTFS_ROOT = 5;

  private static final Set<String> EXFAT_OWN_FILES =
      Set.of("$UPCASE_TABLE", "$ALLOC_BITMAP", "$VOLUME_GUID", "$TEX_FAT", "$ACCESS_CONTROL_TABLE");

  /// HFS keeps its own trees as files with lower numbers.
  private static final int HFS_FIRST_OWN_FILE = 16;

  private static final int FOLDER = 2;
  private static final int VIRTUAL_FOLDER = 11;
  private static final int VIRTUAL_FOLDER_BY_NAME = 10;

  /// Of folders in folders; each is a step of a loop here.
  private static final int DEEPEST = 4_000;

  /// The library's own walk passes over what is nested deeper, or has a longer path, and says
  /// nothing.
  private static final int DEEPEST_OF_WALK = 128;

  private static final int LONGEST_OF_WALK = 4_096;
  private static final int STREAMS_REMEMBERED = 100_000;
  private static final byte[] NO_PATH = {};

  /// A damaged FAT once gave 155 million orphans: more entries than fit in a volume are none.
  private static final int LEAST_ENTRY_BYTES = 32;

  /// How many times its volume deleted files may claim together before no more are listed.
  private static final int MOST_CLAIMS = 16;

  private final DiskImage image;
  private final DiskVolume volume;
  private final Tsk.FileSystem fileSystem;
  private final ListingMessages messages;
  private final Map<Long, Boolean> streamsSeen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
          return size() > STREAMS_REMEMBERED;
        }
      };
  private byte[] folderPath = NO_PATH;
  private long names;
  private long deletedBytes;
  private long deletedLeftOut;
  private boolean tooMany;
  private boolean isEmpty = true;
  private final Deque<Folder> below = new ArrayDeque<>();
  private boolean walksFolders;
  private int depth;

  VolumeLister(
      DiskImage image, DiskVolume volume, Tsk.FileSystem fileSystem, ListingMessages messages) {
    this.image = image;
    this.volume = volume;
    this.fileSystem = fileSystem;
    this.messages = messages;
  }

  /// A folder that is still to be listed.
  ///
  /// @param latin its path, a character for each byte
  private record Folder(long inode, String latin, int depth) {
    byte[] path() {
      return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /// @param leftOut folders that ended the reader before
  void list(Strategy strategy, Set<Long> leftOut) throws IOException {
    String ended =
        switch (strategy) {
          case WALK -> walk();
          case FOLDERS -> {
            below.add(new Folder(fileSystem.root(), "", 0));
            yield walkFolders(leftOut);
          }
          case INODES -> image.walkFiles(fileSystem, this);
          case NONE -> "";
        };
    Optional<Unreadable> read = image.takeReadProblem();
    if (tooMany) {
      messages.problem(
          Reason.TOO_LARGE,
          NO_PATH,
          "more entries than fit in the volume: the listing ended after " + names);
    } else if (isEmpty && fileSystem.isExt() && strategy != Strategy.NONE) {
      messages.problem(
          Reason.CORRUPT, NO_PATH, "its root folder lists nothing, not even lost+found");
    } else if (!ended.isEmpty()) {
      messages.problem(
          read.map(Unreadable::reason).orElse(Reason.CORRUPT),
          NO_PATH,
          "the listing ended early: " + read.map(Unreadable::detail).orElse(ended));
    } else if (read.isPresent()) {
      messages.problem(
          read.get().reason(), NO_PATH, "perhaps not listed whole: " + read.get().detail());
    }
    if (deletedLeftOut > 0) {
      messages.problem(
          Reason.TOO_LARGE,
          NO_PATH,
          "deleted files claim more than %d times the volume: %d of them are not listed"
              .formatted(MOST_CLAIMS, deletedLeftOut));
    }
    messages.end(names, unallocated());
  }

  private String walk() throws IOException {
    String ended = image.walk(fileSystem, this);
    return ended.isEmpty() ? walkFolders(Set.of()) : ended;
  }

  private String walkFolders(Set<Long> leftOut) throws IOException {
    walksFolders = true;
    Set<Long> seen = new HashSet<>();
    String ended = "";
    while (!below.isEmpty() && !tooMany) {
      Folder folder = below.pop();
      if (!seen.add(folder.inode())) {
        continue;
      }
      if (folder.depth() > DEEPEST) {
        messages.problem(Reason.TOO_LARGE, folder.path(), "folders nested too deep");
        continue;
      }
      if (leftOut.contains(folder.inode())) {
        messages.problem(
            Reason.CORRUPT, folder.path(), "the folder cannot be listed: it ends its reader");
        continue;
      }
      messages.folder(folder.inode(), folder.path());
      folderPath = folder.path();
      depth = folder.depth();
      String problem = image.walkFolder(fileSystem, folder.inode(), this);
      if (!problem.isEmpty()) {
        messages.problem(Reason.CORRUPT, folder.path(), "the folder cannot be listed: " + problem);
      }
    }
    return ended;
  }

  /// Bytes of blocks that belong to no file; -1 when the file system cannot tell.
  private long unallocated() throws IOException {
    if (!fileSystem.tellsFreeBlocks()) {
      return -1;
    }
    long[] total = new long[1];
    String problem =
        image.walkFree(
            fileSystem,
            volume.start(),
            (start, bytes) -> {
              total[0] += bytes;
              messages.alive();
              return true;
            });
    return problem.isEmpty() ? total[0] : -1;
  }

  @Override
  public boolean entry(byte[] folder, Tsk.Entry entry, MemorySegment file) throws IOException {
    byte[] path = folderPath.length == 0 ? folder : folderPath;
    if (isDots(entry.name()) || isLabel(entry.name()) || isOfTheSystem(path, entry)) {
      return true;
    }
    names++;
    isEmpty &= !isVirtual(entry);
    boolean claimTooMuch = deletedBytes / MOST_CLAIMS > Math.max(fileSystem.bytes(), 1);
    if (names > fileSystem.bytes() / LEAST_ENTRY_BYTES || claimTooMuch && isOrphan(path)) {
      tooMany = true;
      return false;
    }
    if (claimTooMuch && state(path, entry) != ItemState.ALLOCATED) {
      deletedLeftOut++;
      return true;
    }
    if (entry.isFile()) {
      own(path, entry);
    } else if (isFolder(entry) && !isReused(entry) && (walksFolders || isPassedOver(path, entry))) {
      int deeper = walksFolders ? depth + 1 : DEEPEST_OF_WALK;
      below.push(new Folder(entry.inode(), text(path(path, entry.name(), NO_PATH, true)), deeper));
    }
    if (fileSystem.isNtfs() && entry.hasMeta() && !isReused(entry)) {
      named(path, entry, file);
    }
    messages.alive();
    return true;
  }

  private static boolean isPassedOver(byte[] folder, Tsk.Entry entry) {
    int slashes = 0;
    for (byte each : folder) {
      slashes += each == '/' ? 1 : 0;
    }
    return slashes >= DEEPEST_OF_WALK
        || folder.length + entry.storedName().byteSize() >= LONGEST_OF_WALK;
  }

  private static boolean isFolder(Tsk.Entry entry) {
    return entry.metaType() == FOLDER || entry.metaType() == VIRTUAL_FOLDER;
  }

  private static boolean isVirtual(Tsk.Entry entry) {
    return entry.nameType() == VIRTUAL_FOLDER_BY_NAME || entry.metaType() == VIRTUAL_FOLDER;
  }

  private void own(byte[] folder, Tsk.Entry entry) throws IOException {
    String lost = "";
    if (isReused(entry)) {
      lost = "deleted; its content belongs to another file now";
    } else if (isForgotten(entry)) {
      lost = "deleted; where its content lay is not recorded any more";
    }
    ItemState state = state(folder, entry);
    if (state != ItemState.ALLOCATED) {
      // No single entry may use up what all of them have.
      deletedBytes += Math.clamp(entry.bytes(), 0, Math.max(fileSystem.bytes(), 1));
    }
    messages.entry(
        path(folder, entry.name(), NO_PATH, false),
        entry.bytes(),
        modified(entry),
        state,
        entry.inode(),
        -1,
        entry.links(),
        lost);
  }

  private void named(byte[] folder, Tsk.Entry entry, MemorySegment file) throws IOException {
    List<Tsk.Attribute> streams = image.namedStreams(file);
    if (streams.isEmpty() || streamsSeen.put(entry.inode(), true) != null) {
      return;
    }
    for (Tsk.Attribute stream : streams) {
      names++;
      messages.entry(
          path(folder, entry.name(), stream.name(), false),
          stream.bytes(),
          modified(entry),
          state(folder, entry),
          entry.inode(),
          stream.number(),
          1,
          "");
    }
  }

  private static long modified(Tsk.Entry entry) {
    return entry.modifiedSeconds() == 0 ? Long.MIN_VALUE : entry.modifiedSeconds() * 1000;
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

  private static byte[] path(byte[] folder, byte[] name, byte[] stream, boolean isFolder) {
    int more = stream.length == 0 && !isFolder ? 0 : 1;
    byte[] raw = new byte[folder.length + name.length + more + stream.length];
    System.arraycopy(folder, 0, raw, 0, folder.length);
    System.arraycopy(name, 0, raw, folder.length, name.length);
    if (more == 1) {
      int at = folder.length + name.length;
      raw[at] = (byte) (isFolder ? '/' : ':');
      System.arraycopy(stream, 0, raw, at + 1, stream.length);
    }
    return raw;
  }

  private static boolean isOrphan(byte[] folder) {
    return text(folder).startsWith("$OrphanFiles/");
  }

  private static ItemState state(byte[] folder, Tsk.Entry entry) {
    if (isOrphan(folder)) {
      return ItemState.ORPHAN;
    }
    return entry.isNameDeleted() || entry.isContentDeleted()
        ? ItemState.DELETED
        : ItemState.ALLOCATED;
  }

  private boolean isOfTheSystem(byte[] folder, Tsk.Entry entry) {
    if (fileSystem.isExfat()) {
      return folder.length == 0 && EXFAT_OWN_FILES.contains(text(entry.name()));
    }
    if (fileSystem.isHfs()) {
      return entry.inode() < HFS_FIRST_OWN_FILE && text(entry.name()).startsWith("$");
    }
    return fileSystem.isNtfs()
        && (entry.inode() < NTFS_FIRST_OWN_FILE && entry.inode() != NTFS_ROOT
            || text(folder).startsWith("$Extend/"));
  }

  /// A FAT volume's name, which stands among the entries of its root.
  private static boolean isLabel(byte[] name) {
    return text(name).endsWith(" (Volume Label Entry)");
  }

  private static boolean isDots(byte[] name) {
    return name.length == 1 && name[0] == '.'
        || name.length == 2 && name[0] == '.' && name[1] == '.';
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
