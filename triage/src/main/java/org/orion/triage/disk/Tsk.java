package org.orion.triage.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// The Sleuth Kit 4.11.1 as Debian builds it (`libtsk.so.19`), on 64-bit Linux. The library's
/// structures are read at offsets, which another version may have moved: so no other one is used,
/// and tags and back pointers are compared before anything in a structure is believed.
@SuppressWarnings("restricted") // foreign functions
final class Tsk {
  static final String PACKAGE = "libtsk19";
  static final String VERSION = "4.11.1";

  static final int IMAGE_BYTES = 2_097_896;
  static final int ALLOCATED = 1;
  static final int UNALLOCATED = 2;
  static final int RECURSE = 4;
  static final int DATA_ATTRIBUTE = 128;

  private static final int IMAGE_TAG = 0x39204231;
  private static final int PART_TAG = 0x40121253;
  private static final int FILE_SYSTEM_TAG = 0x10101010;
  private static final int FILE_TAG = 0x11212212;
  private static final int NAME_TAG = 0x23147869;
  private static final int META_TAG = 0x13524635;
  private static final int MOST_NAME_BYTES = 32 << 10;

  private static final Linker LINKER = Linker.nativeLinker();

  private final SymbolLookup library;
  final MethodHandle imageAllocate;
  final MethodHandle imageFree;
  final MethodHandle imageOpen;
  final MethodHandle volumesOpen;
  final MethodHandle fileSystemOpen;
  final MethodHandle fileSystemClose;
  final MethodHandle walk;
  final MethodHandle fileRead;
  final MethodHandle attributeCount;
  final MethodHandle attributeGet;
  final MethodHandle attributeRead;
  private final MethodHandle error;
  private final MethodHandle errorReset;

  private Tsk(SymbolLookup library) {
    this.library = library;
    imageAllocate = function("tsk_img_malloc", ADDRESS, JAVA_LONG);
    imageFree = procedure("tsk_img_free", ADDRESS);
    imageOpen =
        function(
            "tsk_img_open_external",
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS);
    volumesOpen = function("tsk_vs_open", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    fileSystemOpen = function("tsk_fs_open_img", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    fileSystemClose = procedure("tsk_fs_close", ADDRESS);
    walk = function("tsk_fs_dir_walk", JAVA_BYTE, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    fileRead =
        function("tsk_fs_file_read", JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT);
    attributeCount = function("tsk_fs_file_attr_getsize", JAVA_INT, ADDRESS);
    attributeGet = function("tsk_fs_file_attr_get_idx", ADDRESS, ADDRESS, JAVA_INT);
    attributeRead =
        function("tsk_fs_attr_read", JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT);
    error = function("tsk_error_get", ADDRESS);
    errorReset = procedure("tsk_error_reset");
  }

  /// Loads the library.
  ///
  /// @throws IOException when it is not installed, or is of another version
  static Tsk load() throws IOException {
    Tsk tsk;
    try {
      tsk = new Tsk(SymbolLookup.libraryLookup("libtsk.so.19", Arena.global()));
    } catch (IllegalArgumentException missing) {
      throw new IOException(
          "disk images are read by The Sleuth Kit: install the Debian package " + PACKAGE, missing);
    }
    String version = text(invoke(tsk.function("tsk_version_get_str", ADDRESS)));
    if (!version.equals(VERSION)) {
      throw new IOException(
          "The Sleuth Kit is version %s, must be %s: install Debian's package %s"
              .formatted(version, VERSION, PACKAGE));
    }
    return tsk;
  }

  private MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(result, arguments));
  }

  private MethodHandle procedure(String name, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.ofVoid(arguments));
  }

  private MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        library
            .find(name)
            .orElseThrow(() -> new IllegalStateException("libtsk lacks the function " + name)),
        descriptor);
  }

  static MemorySegment upcall(MethodHandle target, FunctionDescriptor descriptor, Arena arena) {
    return LINKER.upcallStub(target, descriptor, arena);
  }

  private static MemorySegment invoke(MethodHandle function) {
    try {
      return (MemorySegment) function.invokeExact();
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Memory that the library gave, of known length.
  static MemorySegment memory(MemorySegment pointer, long bytes) {
    return pointer.reinterpret(bytes);
  }

  /// What the library said last, and forgets it.
  String lastError() {
    String text = text(invoke(error));
    try {
      errorReset.invokeExact();
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
    return text;
  }

  static boolean isNull(MemorySegment pointer) {
    return pointer.address() == 0;
  }

  private static String text(MemorySegment pointer) {
    return isNull(pointer) ? "" : new String(bytes(pointer), StandardCharsets.UTF_8);
  }

  /// The bytes up to the first zero, or to a limit that no name reaches.
  static byte[] bytes(MemorySegment pointer) {
    MemorySegment memory = pointer.reinterpret(MOST_NAME_BYTES);
    int length = 0;
    while (length < MOST_NAME_BYTES - 1 && memory.get(JAVA_BYTE, length) != 0) {
      length++;
    }
    return memory.asSlice(0, length).toArray(JAVA_BYTE);
  }

  private static MemorySegment copy(MemorySegment text) {
    return MemorySegment.ofArray(isNull(text) ? new byte[0] : bytes(text));
  }

  private static MemorySegment structure(MemorySegment pointer, long bytes, int tag, String what) {
    if (isNull(pointer)) {
      throw new IllegalStateException("libtsk gave no " + what);
    }
    MemorySegment memory = pointer.reinterpret(bytes);
    if (memory.get(JAVA_INT, 0) != tag) {
      throw new IllegalStateException("libtsk's %s is not laid out as expected".formatted(what));
    }
    return memory;
  }

  static MemorySegment image(MemorySegment pointer) {
    return structure(pointer, IMAGE_BYTES, IMAGE_TAG, "image");
  }

  /// A list of partitions, and the units their numbers count.
  record Volumes(int blockBytes, MemorySegment first) {}

  static Volumes volumes(MemorySegment pointer) {
    MemorySegment memory = structure(pointer, 64, 0x52301642, "list of partitions");
    return new Volumes(memory.get(JAVA_INT, 32), memory.get(ADDRESS, 40));
  }

  /// A partition or a stretch between partitions.
  record Part(MemorySegment next, long start, long length, String description, int flags) {
    boolean isAllocated() {
      return (flags & 1) != 0;
    }
  }

  static Part part(MemorySegment pointer) {
    MemorySegment memory = structure(pointer, 72, PART_TAG, "partition");
    return new Part(
        memory.get(ADDRESS, 16),
        memory.get(JAVA_LONG, 32),
        memory.get(JAVA_LONG, 40),
        text(memory.get(ADDRESS, 48)),
        memory.get(JAVA_INT, 64));
  }

  /// What is used of a file system.
  record FileSystem(MemorySegment pointer, long root, long blocks, int blockBytes, int type) {
    long bytes() {
      return blocks * blockBytes;
    }

    boolean isNtfs() {
      return type == 1;
    }

    /// Whether deleted files lose the list of their blocks.
    boolean isExt() {
      return (type & 0x2180) != 0;
    }
  }

  /// @param image it must be opened of
  static FileSystem fileSystem(MemorySegment pointer, MemorySegment image) {
    MemorySegment memory = structure(pointer, 424, FILE_SYSTEM_TAG, "file system");
    if (memory.get(ADDRESS, 8).address() != image.address()) {
      throw new IllegalStateException("libtsk's file system is not laid out as expected");
    }
    return new FileSystem(
        pointer,
        memory.get(JAVA_LONG, 32),
        memory.get(JAVA_LONG, 56),
        memory.get(JAVA_INT, 88),
        memory.get(JAVA_INT, 112));
  }

  /// A directory's entry, with the facts of its file where there are any.
  ///
  /// @param storedName its bytes, in UTF-8 where the file system has Unicode names
  record Entry(
      MemorySegment storedName,
      int nameType,
      int nameFlags,
      long inode,
      boolean hasMeta,
      int metaType,
      int metaFlags,
      long bytes,
      long modifiedSeconds) {
    byte[] name() {
      return storedName.toArray(JAVA_BYTE);
    }

    boolean isFile() {
      // A regular file is 1 in its facts, and 5 by its name alone.
      return hasMeta && metaType != 0 ? metaType == 1 : nameType == 5;
    }

    boolean isNameDeleted() {
      return (nameFlags & UNALLOCATED) != 0;
    }

    boolean isContentDeleted() {
      return hasMeta && (metaFlags & UNALLOCATED) != 0;
    }
  }

  static Entry entry(MemorySegment file) {
    MemorySegment memory = structure(file, 32, FILE_TAG, "file");
    MemorySegment name = structure(memory.get(ADDRESS, 8), 88, NAME_TAG, "name");
    MemorySegment metaPointer = memory.get(ADDRESS, 16);
    boolean hasMeta = !isNull(metaPointer);
    MemorySegment stored = name.get(ADDRESS, 8);
    MemorySegment nameBytes = copy(stored);
    int nameType = name.get(JAVA_INT, 80);
    int nameFlags = name.get(JAVA_INT, 84);
    long inode = name.get(JAVA_LONG, 40);
    if (!hasMeta) {
      return new Entry(nameBytes, nameType, nameFlags, inode, false, 0, 0, -1, 0);
    }
    MemorySegment meta = structure(metaPointer, 256, META_TAG, "file's facts");
    return new Entry(
        nameBytes,
        nameType,
        nameFlags,
        inode,
        true,
        meta.get(JAVA_INT, 16),
        meta.get(JAVA_INT, 4),
        meta.get(JAVA_LONG, 32),
        meta.get(JAVA_LONG, 48));
  }

  /// A stream of a file's bytes.
  ///
  /// @param storedName empty for the file's own
  record Attribute(MemorySegment pointer, int type, MemorySegment storedName, long bytes) {
    byte[] name() {
      return storedName.toArray(JAVA_BYTE);
    }
  }

  static Attribute attribute(MemorySegment pointer) {
    MemorySegment memory = pointer.reinterpret(144);
    MemorySegment name = memory.get(ADDRESS, 24);
    return new Attribute(pointer, memory.get(JAVA_INT, 40), copy(name), memory.get(JAVA_LONG, 48));
  }

  /// Kept so that the layouts which are used stand in one place.
  static final FunctionDescriptor READ_UPCALL =
      FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);

  static final FunctionDescriptor CLOSE_UPCALL = FunctionDescriptor.ofVoid(ADDRESS);
  static final FunctionDescriptor STAT_UPCALL = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS);
  static final FunctionDescriptor WALK_UPCALL =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
}
