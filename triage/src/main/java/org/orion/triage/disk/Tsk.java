package org.orion.triage.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.orion.triage.evidence.Unreadable.Reason;

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

  /// Blocks that belong to no file: unallocated ones, contents and what the file system keeps for
  /// itself, addresses without bytes.
  static final int FREE_BLOCKS = 2 | 4 | 8 | 16;

  /// Files by their numbers: allocated and deleted ones that were used once.
  static final int USED_FILES = 1 | 2 | 4;

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
  final MethodHandle files;
  final MethodHandle blocks;
  final MethodHandle fileOpen;
  final MethodHandle fileClose;
  final MethodHandle fileRead;
  final MethodHandle attributeCount;
  final MethodHandle attributeGet;
  final MethodHandle attributeById;
  final MethodHandle attributeRead;
  final MethodHandle poolOpen;
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
    files =
        function(
            "tsk_fs_meta_walk",
            JAVA_BYTE,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    blocks =
        function(
            "tsk_fs_block_walk",
            JAVA_BYTE,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    fileOpen = function("tsk_fs_file_open_meta", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    fileClose = procedure("tsk_fs_file_close", ADDRESS);
    fileRead =
        function("tsk_fs_file_read", JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT);
    attributeCount = function("tsk_fs_file_attr_getsize", JAVA_INT, ADDRESS);
    attributeGet = function("tsk_fs_file_attr_get_idx", ADDRESS, ADDRESS, JAVA_INT);
    attributeById =
        function(
            "tsk_fs_file_attr_get_type",
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ValueLayout.JAVA_SHORT,
            JAVA_BYTE);
    attributeRead =
        function("tsk_fs_attr_read", JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT);
    poolOpen = function("tsk_pool_open_img_sing", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    error = function("tsk_error_get", ADDRESS);
    errorReset = procedure("tsk_error_reset");
  }

  /// Loads the library.
  ///
  /// @throws ImageException when it is not installed, or is of another version
  static Tsk load() throws ImageException {
    Tsk tsk;
    try {
      tsk = new Tsk(SymbolLookup.libraryLookup("libtsk.so.19", Arena.global()));
    } catch (IllegalArgumentException missing) {
      throw new ImageException(
          Reason.UNSUPPORTED,
          "disk images are read by The Sleuth Kit: install the Debian package " + PACKAGE);
    }
    String version = text(invoke(tsk.function("tsk_version_get_str", ADDRESS)));
    if (!version.equals(VERSION)) {
      throw new ImageException(
          Reason.UNSUPPORTED,
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

  static String text(MemorySegment pointer) {
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

  /// The space of one volume of an APFS container, by the function that the container names itself.
  MemorySegment poolImage(MemorySegment pool, long block) {
    MethodHandle function =
        LINKER.downcallHandle(
            pool.get(ADDRESS, 64), FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    try {
      return (MemorySegment) function.invokeExact(pool, block);
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
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

    boolean isTable() {
      return (flags & 4) != 0;
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
  ///
  /// @param lastBlock the last one that is there, even when more are promised
  record FileSystem(
      MemorySegment pointer,
      long root,
      long firstFile,
      long lastFile,
      long blocks,
      long firstBlock,
      long lastBlock,
      int blockBytes,
      int type) {
    long bytes() {
      return blocks * blockBytes;
    }

    boolean isNtfs() {
      return type == 1;
    }

    boolean isExfat() {
      return type == 0xA;
    }

    boolean isHfs() {
      return type == 0x1000;
    }

    /// Whether the library knows which blocks are free.
    boolean tellsFreeBlocks() {
      return type != 0x800 && type != 0x4000;
    }

    /// As reports call it.
    String name() {
      return switch (type) {
        case 0x1 -> "ntfs";
        case 0x2 -> "fat12";
        case 0x4 -> "fat16";
        case 0x8 -> "fat32";
        case 0xA -> "exfat";
        case 0x10, 0x20, 0x40 -> "ufs";
        case 0x80 -> "ext2";
        case 0x100 -> "ext3";
        case 0x2000 -> "ext4";
        case 0x800 -> "iso9660";
        case 0x1000 -> "hfs";
        case 0x4000 -> "yaffs2";
        case 0x10000 -> "apfs";
        default -> "type " + Integer.toHexString(type);
      };
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
        memory.get(JAVA_LONG, 40),
        memory.get(JAVA_LONG, 48),
        memory.get(JAVA_LONG, 56),
        memory.get(JAVA_LONG, 64),
        memory.get(JAVA_LONG, 80),
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
      int links,
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
    return entry(
        copy(name.get(ADDRESS, 8)),
        name.get(JAVA_INT, 80),
        name.get(JAVA_INT, 84),
        name.get(JAVA_LONG, 40),
        memory.get(ADDRESS, 16));
  }

  /// A file that was found by its number.
  static Entry nameless(MemorySegment file) {
    MemorySegment memory = structure(file, 32, FILE_TAG, "file");
    MemorySegment meta = structure(memory.get(ADDRESS, 16), 256, META_TAG, "file's facts");
    long inode = meta.get(JAVA_LONG, 8);
    byte[] name = ("file " + inode).getBytes(StandardCharsets.UTF_8);
    int flags = meta.get(JAVA_INT, 4) & (ALLOCATED | UNALLOCATED);
    return entry(MemorySegment.ofArray(name), 0, flags, inode, meta);
  }

  private static Entry entry(
      MemorySegment name, int nameType, int nameFlags, long inode, MemorySegment metaPointer) {
    if (isNull(metaPointer)) {
      return new Entry(name, nameType, nameFlags, inode, false, 0, 0, 0, -1, 0);
    }
    MemorySegment meta = structure(metaPointer, 256, META_TAG, "file's facts");
    return new Entry(
        name,
        nameType,
        nameFlags,
        inode,
        true,
        meta.get(JAVA_INT, 16),
        meta.get(JAVA_INT, 4),
        meta.get(JAVA_INT, 24),
        meta.get(JAVA_LONG, 32),
        meta.get(JAVA_LONG, 48));
  }

  /// A stream of a file's bytes.
  ///
  /// @param storedName empty for the file's own
  record Attribute(
      MemorySegment pointer, int type, int number, MemorySegment storedName, long bytes) {
    byte[] name() {
      return storedName.toArray(JAVA_BYTE);
    }
  }

  static Attribute attribute(MemorySegment pointer) {
    MemorySegment memory = pointer.reinterpret(144);
    MemorySegment name = memory.get(ADDRESS, 24);
    return new Attribute(
        pointer,
        memory.get(JAVA_INT, 40),
        Short.toUnsignedInt(memory.get(ValueLayout.JAVA_SHORT, 44)),
        copy(name),
        memory.get(JAVA_LONG, 48));
  }

  /// Where a block of a walk over blocks lies, in blocks.
  static long blockAddress(MemorySegment block) {
    return block.reinterpret(40).get(JAVA_LONG, 24);
  }

  /// Kept so that the layouts which are used stand in one place.
  static final FunctionDescriptor READ_UPCALL =
      FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);

  static final FunctionDescriptor CLOSE_UPCALL = FunctionDescriptor.ofVoid(ADDRESS);
  static final FunctionDescriptor STAT_UPCALL = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS);
  static final FunctionDescriptor PAIR_UPCALL = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
  static final FunctionDescriptor WALK_UPCALL =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
}
