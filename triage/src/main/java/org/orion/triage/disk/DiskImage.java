package org.orion.triage.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sectors of a device, opened by the Sleuth Kit through a channel. For one thread.
final class DiskImage implements AutoCloseable {
  private static final int SECTOR_BYTES = 512;

  final Tsk tsk;
  private final SeekableByteChannel sectors;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment image;
  private @Nullable IOException readProblem;

  private DiskImage(Tsk tsk, SeekableByteChannel sectors) throws IOException {
    this.tsk = tsk;
    this.sectors = sectors;
    this.image = openImage();
  }

  static DiskImage open(Tsk tsk, SeekableByteChannel sectors) throws IOException {
    return new DiskImage(tsk, sectors);
  }

  /// A volume: what a partition table names, or the whole image where there is none.
  ///
  /// @param start in bytes
  record Volume(int number, long start, long bytes, String description) {}

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
      return buffer.position();
    } catch (IOException problem) {
      readProblem = problem;
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
  String takeReadProblem() {
    IOException problem = readProblem;
    readProblem = null;
    return problem == null ? "" : String.valueOf(problem.getMessage());
  }

  long bytes() throws IOException {
    return sectors.size();
  }

  /// Bytes of the image, fewer where it ends.
  byte[] at(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    sectors.position(position);
    while (buffer.hasRemaining() && sectors.read(buffer) >= 0) {
      // Until all is there or the image ends.
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /// The volumes in the order of the partition table. Without a table, or with a file system where
  /// one would stand, the image is one volume.
  List<Volume> volumes() throws IOException {
    Volume whole = new Volume(1, 0, bytes(), "whole image");
    if (VolumeKind.of(at(0, VolumeKind.HEAD_BYTES)).isFileSystem()) {
      return List.of(whole);
    }
    MemorySegment opened;
    try {
      opened = (MemorySegment) tsk.volumesOpen.invokeExact(image, 0L, 0);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
    if (Tsk.isNull(opened)) {
      tsk.lastError();
      return List.of(whole);
    }
    Tsk.Volumes table = Tsk.volumes(opened);
    List<Volume> volumes = new ArrayList<>();
    MemorySegment next = table.first();
    for (int count = 0; !Tsk.isNull(next) && count < 4_096; count++) {
      Tsk.Part part = Tsk.part(next);
      if (part.isAllocated()) {
        volumes.add(
            new Volume(
                volumes.size() + 1,
                part.start() * table.blockBytes(),
                part.length() * table.blockBytes(),
                part.description()));
      }
      next = part.next();
    }
    return volumes;
  }

  /// @return the file system, or null when there is none that can be read
  Tsk.@Nullable FileSystem fileSystem(Volume volume) {
    try {
      MemorySegment opened =
          (MemorySegment) tsk.fileSystemOpen.invokeExact(image, volume.start(), 0);
      return Tsk.isNull(opened) ? null : Tsk.fileSystem(opened, image);
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
  }

  /// Visits every entry, deleted and orphaned ones included.
  ///
  /// @return what ended the walk before its end; empty when nothing did
  String walk(Tsk.FileSystem fileSystem, EntryVisitor visitor) throws IOException {
    Walk walk = new Walk(visitor);
    try (Arena callback = Arena.ofConfined()) {
      MemorySegment upcall =
          Tsk.upcall(
              MethodHandles.lookup()
                  .findVirtual(
                      Walk.class,
                      "entry",
                      MethodType.methodType(
                          int.class, MemorySegment.class, MemorySegment.class, MemorySegment.class))
                  .bindTo(walk),
              Tsk.WALK_UPCALL,
              callback);
      byte failed =
          (byte)
              tsk.walk.invokeExact(
                  fileSystem.pointer(),
                  fileSystem.root(),
                  Tsk.ALLOCATED | Tsk.UNALLOCATED | Tsk.RECURSE,
                  upcall,
                  MemorySegment.NULL);
      if (walk.problem instanceof IOException problem) {
        throw problem;
      }
      if (walk.problem != null) {
        throw new IllegalStateException(walk.problem);
      }
      return failed == 0 ? "" : tsk.lastError();
    } catch (IOException | RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
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
