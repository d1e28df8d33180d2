package org.orion.triage.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.triage.cage.UnreadableContentException;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// The sectors of a device, opened by the Sleuth Kit through a channel. For one thread.
final class DiskImage implements AutoCloseable {
  private static final int SECTOR_BYTES = 512;
  private static final int MOST_PARTS = 4_096;
  private static final long NOWHERE = Long.MAX_VALUE;

  final Tsk tsk;
  private final SeekableByteChannel sectors;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment image;
  private final Map<Long, Pool> pools = new HashMap<>();
  private @Nullable IOException readProblem;
  private long failedAt = NOWHERE;

  private DiskImage(Tsk tsk, SeekableByteChannel sectors) throws IOException {
    this.tsk = tsk;
    this.sectors = sectors;
    this.image = openImage();
  }

  static DiskImage open(Tsk tsk, SeekableByteChannel sectors) throws IOException {
    return new DiskImage(tsk, sectors);
  }

  private MemorySegment openImage() throws IOException {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      MemorySegment read =
          Tsk.upcall(
              lookup
                  .findVirtual(
                      DiskImage.class,
                      "read",
                      MethodType.methodType(
                          long.class,
                          MemorySegment.class,
                          long.class,
                          MemorySegment.class,
                          long.class))
                  .bindTo(this),
              Tsk.READ_UPCALL,
              arena);
      MemorySegment close =
          Tsk.upcall(
              lookup.findStatic(
                  DiskImage.class,
                  "closed",
                  MethodType.methodType(void.class, MemorySegment.class)),
              Tsk.CLOSE_UPCALL,
              arena);
      MemorySegment stat =
          Tsk.upcall(
              lookup.findStatic(
                  DiskImage.class,
                  "described",
                  MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class)),
              Tsk.STAT_UPCALL,
              arena);
      MemorySegment memory = (MemorySegment) tsk.imageAllocate.invokeExact((long) Tsk.IMAGE_BYTES);
      MemorySegment opened =
          (MemorySegment)
              tsk.imageOpen.invokeExact(memory, sectors.size(), SECTOR_BYTES, read, close, stat);
      if (Tsk.isNull(opened)) {
        throw new IOException("the image cannot be opened: " + tsk.lastError());
      }
      return Tsk.image(opened);
    } catch (IOException | RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Called by the library. Nothing may be thrown across its frames.
  @SuppressWarnings("unused")
  private long read(MemorySegment ofImage, long position, MemorySegment target, long length) {
    try {
      ByteBuffer buffer = Tsk.memory(target, length).asByteBuffer();
      sectors.position(position);
      while (buffer.hasRemaining() && sectors.read(buffer) >= 0) {
        // Until all is there or the image ends.
      }
      if (position >= failedAt && position - failedAt < SECTOR_BYTES) {
        // The library wanted more than it needed; what it needs is there.
        readProblem = null;
        failedAt = NOWHERE;
      }
      return buffer.position();
    } catch (IOException problem) {
      readProblem = problem;
      failedAt = position;
      return -1;
    } catch (Throwable defect) {
      readProblem = new IOException(defect.toString(), defect);
      return -1;
    }
  }

  @SuppressWarnings("unused")
  private static void closed(MemorySegment ofImage) {}

  @SuppressWarnings("unused")
  private static void described(MemorySegment ofImage, MemorySegment file) {}

  /// Why sectors could not be read since this was asked last; empty when they could.
  Optional<Unreadable> takeReadProblem() {
    IOException problem = readProblem;
    readProblem = null;
    failedAt = NOWHERE;
    return Optional.ofNullable(problem).map(DiskImage::unreadable);
  }

  private static Unreadable unreadable(IOException problem) {
    Reason reason = problem instanceof UnreadableContentException ? Reason.IO : Reason.CORRUPT;
    return new Unreadable(reason, String.valueOf(problem.getMessage()));
  }

  long bytes() throws IOException {
    return sectors.size();
  }

  /// Bytes of the image, fewer where it ends or cannot be read; the latter is noted.
  private byte[] at(long position, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try {
      sectors.position(position);
      while (buffer.hasRemaining() && sectors.read(buffer) >= 0) {
        // Until all is there or the image ends.
      }
    } catch (IOException problem) {
      readProblem = problem;
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /// The parts of the device in the order of the partition table, gaps included, volumes of APFS
  /// containers in their container's place. Without a table, or with a file system where one would
  /// stand, the device is one volume.
  List<DiskVolume> volumes() throws IOException {
    List<DiskVolume> volumes = new ArrayList<>();
    MemorySegment opened =
        VolumeKind.of(at(0, VolumeKind.HEAD_BYTES)).isFileSystem()
            ? MemorySegment.NULL
            : openTable();
    if (Tsk.isNull(opened)) {
      tsk.lastError();
      add(0, bytes(), "whole device", volumes);
      return volumes;
    }
    Tsk.Volumes table = Tsk.volumes(opened);
    MemorySegment next = table.first();
    for (int count = 0; !Tsk.isNull(next) && count < MOST_PARTS; count++) {
      Tsk.Part part = Tsk.part(next);
      long start = part.start() * table.blockBytes();
      long length = part.length() * table.blockBytes();
      if (part.isAllocated()) {
        add(start, length, part.description(), volumes);
      } else {
        DiskVolume.Kind kind = part.isTable() ? DiskVolume.Kind.TABLE : DiskVolume.Kind.GAP;
        volumes.add(new DiskVolume(0, kind, part.description(), start, length, -1, "", 0));
      }
      next = part.next();
    }
    addRest(volumes);
    return volumes;
  }

  /// What lies behind the last part that the table names, as the library does not list it always.
  private void addRest(List<DiskVolume> volumes) throws IOException {
    long end = volumes.stream().mapToLong(each -> each.start() + each.bytes()).max().orElse(0);
    if (end < bytes()) {
      volumes.add(
          new DiskVolume(
              0, DiskVolume.Kind.GAP, "behind the last partition", end, bytes() - end, -1, "", 0));
    }
  }

  private MemorySegment openTable() {
    try {
      return (MemorySegment) tsk.volumesOpen.invokeExact(image, 0L, 0);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void add(long start, long length, String description, List<DiskVolume> volumes) {
    int number = 1 + (int) volumes.stream().filter(each -> each.number() > 0).count();
    readProblem = null;
    byte[] head = at(start, VolumeKind.HEAD_BYTES);
    VolumeKind known = VolumeKind.of(head);
    // Nothing but zeros is there only when all of it was seen.
    VolumeKind found =
        known == VolumeKind.EMPTY && readProblem != null ? VolumeKind.UNKNOWN : known;
    if (found == VolumeKind.FILE_SYSTEM && VolumeKind.isApfs(head)) {
      addPool(number, start, length, description, volumes);
      return;
    }
    DiskVolume.Kind kind =
        switch (found) {
          case BITLOCKER, LUKS, FILE_VAULT -> DiskVolume.Kind.ENCRYPTED;
          case EMPTY -> DiskVolume.Kind.EMPTY;
          case SWAP -> DiskVolume.Kind.SWAP;
          case FILE_SYSTEM, UNKNOWN -> DiskVolume.Kind.FILE_SYSTEM;
          case XFS, BTRFS, REFS, LVM, RAID -> DiskVolume.Kind.UNSUPPORTED;
        };
    String name = found.label().isEmpty() ? description : description + ", " + found.label();
    volumes.add(new DiskVolume(number, kind, name, start, length, -1, "", 0));
  }

  private void addPool(
      int first, long start, long length, String description, List<DiskVolume> volumes) {
    Pool pool = pools.computeIfAbsent(start, at -> Pool.open(tsk, image, at));
    if (pool.volumes().isEmpty()) {
      volumes.add(
          new DiskVolume(
              first,
              DiskVolume.Kind.UNSUPPORTED,
              description + ", APFS container without volumes that can be read",
              start,
              length,
              -1,
              "apfs",
              0));
      return;
    }
    int number = first;
    for (Pool.PoolVolume each : pool.volumes()) {
      volumes.add(
          new DiskVolume(
              number++,
              each.isEncrypted() ? DiskVolume.Kind.ENCRYPTED : DiskVolume.Kind.FILE_SYSTEM,
              description + ", APFS volume " + each.name(),
              start,
              Math.min(each.bytes(), length),
              each.block(),
              "apfs",
              pool.blockBytes()));
    }
  }

  /// @return the file system, or null when there is none that can be read
  Tsk.@Nullable FileSystem fileSystem(DiskVolume volume) {
    MemorySegment from = image;
    long offset = volume.start();
    if (volume.poolBlock() >= 0) {
      Pool pool = pools.computeIfAbsent(volume.start(), at -> Pool.open(tsk, image, at));
      from = pool.image(volume.poolBlock());
      offset = 0;
      if (Tsk.isNull(from)) {
        return null;
      }
    }
    try {
      MemorySegment opened = (MemorySegment) tsk.fileSystemOpen.invokeExact(from, offset, 0);
      return Tsk.isNull(opened) ? null : Tsk.fileSystem(opened, from);
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Receives the entries of a file system, as the library walks it.
  interface EntryVisitor {
    /// @param folder the path of its folder, without a slash before, with one behind unless empty
    /// @param file for reading, during the call only
    /// @return whether to go on
    boolean entry(byte[] folder, Tsk.Entry entry, MemorySegment file) throws IOException;

    /// A block that belongs to no file.
    default boolean block(long address) throws IOException {
      throw new IllegalStateException("no block was asked for");
    }
  }

  /// Visits every entry, deleted and orphaned ones included.
  ///
  /// @return what ended the walk before its end; empty when nothing did
  String walk(Tsk.FileSystem fileSystem, EntryVisitor visitor) throws IOException {
    return walk(fileSystem, fileSystem.root(), Tsk.RECURSE, visitor);
  }

  /// Visits the entries of one folder.
  ///
  /// @return what ended the walk before its end; empty when nothing did
  String walkFolder(Tsk.FileSystem fileSystem, long folder, EntryVisitor visitor)
      throws IOException {
    return walk(fileSystem, folder, 0, visitor);
  }

  private String walk(Tsk.FileSystem fileSystem, long folder, int recurse, EntryVisitor visitor)
      throws IOException {
    Walk walk = new Walk(visitor);
    return walk.run(
        tsk,
        "entry",
        MethodType.methodType(
            int.class, MemorySegment.class, MemorySegment.class, MemorySegment.class),
        Tsk.WALK_UPCALL,
        upcall ->
            (byte)
                tsk.walk.invokeExact(
                    fileSystem.pointer(),
                    folder,
                    Tsk.ALLOCATED | Tsk.UNALLOCATED | recurse,
                    upcall,
                    MemorySegment.NULL));
  }

  /// Visits every file by its number, without names.
  String walkFiles(Tsk.FileSystem fileSystem, EntryVisitor visitor) throws IOException {
    Walk walk = new Walk(visitor);
    return walk.run(
        tsk,
        "file",
        MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class),
        Tsk.PAIR_UPCALL,
        upcall ->
            (byte)
                tsk.files.invokeExact(
                    fileSystem.pointer(),
                    fileSystem.firstFile(),
                    fileSystem.lastFile(),
                    Tsk.USED_FILES,
                    upcall,
                    MemorySegment.NULL));
  }

  /// Receives stretches of the device that belong to no file.
  interface RangeVisitor {
    /// @return whether to go on
    boolean range(long start, long bytes) throws IOException;
  }

  /// Visits the unallocated stretches of a file system in order of their place.
  ///
  /// @param base where the file system begins on the device
  String walkFree(Tsk.FileSystem fileSystem, long base, RangeVisitor visitor) throws IOException {
    FreeBlocks free = new FreeBlocks(fileSystem, base, visitor);
    Walk walk = new Walk(free);
    String problem =
        walk.run(
            tsk,
            "block",
            MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class),
            Tsk.PAIR_UPCALL,
            upcall ->
                (byte)
                    tsk.blocks.invokeExact(
                        fileSystem.pointer(),
                        fileSystem.firstBlock(),
                        fileSystem.lastBlock(),
                        Tsk.FREE_BLOCKS,
                        upcall,
                        MemorySegment.NULL));
    free.end();
    return problem;
  }

  /// Joins blocks that follow each other.
  private static final class FreeBlocks implements EntryVisitor {
    private final Tsk.FileSystem fileSystem;
    private final long base;
    private final RangeVisitor visitor;
    private long first = -1;
    private long next = -1;

    FreeBlocks(Tsk.FileSystem fileSystem, long base, RangeVisitor visitor) {
      this.fileSystem = fileSystem;
      this.base = base;
      this.visitor = visitor;
    }

    @Override
    public boolean entry(byte[] folder, Tsk.Entry entry, MemorySegment file) {
      throw new IllegalStateException("blocks have no entries");
    }

    @Override
    public boolean block(long address) throws IOException {
      if (address == next) {
        next++;
        return true;
      }
      boolean more = hand();
      first = address;
      next = address + 1;
      return more;
    }

    private boolean hand() throws IOException {
      long blockBytes = fileSystem.blockBytes();
      return first < 0 || visitor.range(base + first * blockBytes, (next - first) * blockBytes);
    }

    void end() throws IOException {
      hand();
      first = -1;
    }
  }

  /// Stands between the library, across whose frames nothing may be thrown, and a visitor.
  private static final class Walk {
    private static final int CONTINUE = 0;
    private static final int STOP = 1;

    private final EntryVisitor visitor;
    private @Nullable Throwable problem;

    Walk(EntryVisitor visitor) {
      this.visitor = visitor;
    }

    /// Calls a function of the library with a way back into this.
    private interface Function {
      byte call(MemorySegment upcall) throws Throwable;
    }

    String run(
        Tsk tsk, String method, MethodType type, FunctionDescriptor upcall, Function function)
        throws IOException {
      try (Arena callback = Arena.ofConfined()) {
        MemorySegment back =
            Tsk.upcall(
                MethodHandles.lookup().findVirtual(Walk.class, method, type).bindTo(this),
                upcall,
                callback);
        byte failed = function.call(back);
        if (problem instanceof IOException known) {
          throw known;
        }
        if (problem != null) {
          throw new IllegalStateException(problem);
        }
        return failed == 0 ? "" : tsk.lastError();
      } catch (IOException | RuntimeException | Error known) {
        throw known;
      } catch (Throwable impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    @SuppressWarnings("unused")
    int entry(MemorySegment file, MemorySegment path, MemorySegment context) {
      try {
        byte[] folder = Tsk.isNull(path) ? new byte[0] : Tsk.bytes(path);
        return visitor.entry(folder, Tsk.entry(file), file) ? CONTINUE : STOP;
      } catch (Throwable thrown) {
        problem = thrown;
        return STOP;
      }
    }

    @SuppressWarnings("unused")
    int file(MemorySegment file, MemorySegment context) {
      try {
        return visitor.entry(new byte[0], Tsk.nameless(file), file) ? CONTINUE : STOP;
      } catch (Throwable thrown) {
        problem = thrown;
        return STOP;
      }
    }

    @SuppressWarnings("unused")
    int block(MemorySegment block, MemorySegment context) {
      try {
        return visitor.block(Tsk.blockAddress(block)) ? CONTINUE : STOP;
      } catch (Throwable thrown) {
        problem = thrown;
        return STOP;
      }
    }
  }

  /// The named streams of a file on NTFS.
  List<Tsk.Attribute> namedStreams(MemorySegment file) {
    List<Tsk.Attribute> streams = new ArrayList<>();
    try {
      int count = (int) tsk.attributeCount.invokeExact(file);
      for (int i = 0; i < Math.min(count, 10_000); i++) {
        MemorySegment pointer = (MemorySegment) tsk.attributeGet.invokeExact(file, i);
        if (!Tsk.isNull(pointer)) {
          Tsk.Attribute attribute = Tsk.attribute(pointer);
          if (attribute.type() == Tsk.DATA_ATTRIBUTE && attribute.storedName().byteSize() > 0) {
            streams.add(attribute);
          }
        }
      }
      tsk.lastError();
      return streams;
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Reads of a file's own stream.
  ///
  /// @return bytes read; 0 or less when none can be
  int read(MemorySegment file, long position, MemorySegment target) {
    try {
      return Math.toIntExact(
          (long) tsk.fileRead.invokeExact(file, position, target, target.byteSize(), 0));
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Reads of a named stream.
  ///
  /// @return bytes read; 0 or less when none can be
  int read(Tsk.Attribute stream, long position, MemorySegment target) {
    try {
      return Math.toIntExact(
          (long)
              tsk.attributeRead.invokeExact(
                  stream.pointer(), position, target, target.byteSize(), 0));
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Opens a file by its number.
  ///
  /// @return null when it cannot be
  @Nullable MemorySegment openFile(Tsk.FileSystem fileSystem, long inode) {
    try {
      MemorySegment opened =
          (MemorySegment) tsk.fileOpen.invokeExact(fileSystem.pointer(), MemorySegment.NULL, inode);
      return Tsk.isNull(opened) ? null : opened;
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  void closeFile(MemorySegment file) {
    try {
      tsk.fileClose.invokeExact(file);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// A named stream of a file.
  ///
  /// @return null when there is none of this number
  Tsk.@Nullable Attribute stream(MemorySegment file, int number) {
    try {
      MemorySegment pointer =
          (MemorySegment)
              tsk.attributeById.invokeExact(file, Tsk.DATA_ATTRIBUTE, (short) number, (byte) 1);
      return Tsk.isNull(pointer) ? null : Tsk.attribute(pointer);
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  void close(Tsk.FileSystem fileSystem) {
    try {
      tsk.fileSystemClose.invokeExact(fileSystem.pointer());
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// A piece of memory outside the heap that lives as long as this.
  MemorySegment buffer(int bytes) {
    return arena.allocate(bytes);
  }

  @Override
  public void close() {
    try {
      tsk.imageFree.invokeExact(image);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      arena.close();
    }
  }
}
