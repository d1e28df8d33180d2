package org.orion.triage.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32C;

/// What the index files share: a header, sections of content, and a check sum of every block, which
/// is verified when the block is first read. The package's documentation is the specification.
///
/// Readable by many threads. The mapping ends when nobody refers to it any more, so that whoever
/// still searches an index that was replaced is not disturbed.
final class IndexFile {
  static final int VERSION = 1;
  static final int MOST_SECTIONS = 96;
  static final int MOST_NUMBERS = 96;
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long MAGIC = 0x31_58_44_4E_49_52_4F_89L; // 89 "ORINDX1", little-endian
  private static final int HEADER_BYTES = 4096;
  private static final int HEADER_CRC_AT = HEADER_BYTES - 4;
  private static final int OWNER_AT = 48;
  private static final int SHA256_AT = 80;
  private static final int NUMBERS_AT = 112;
  private static final int SECTIONS_AT = NUMBERS_AT + 8 * MOST_NUMBERS;
  private static final int ALIGNMENT = 64;
  private static final int BLOCK_SHIFT = 16;
  private static final int BLOCK_BYTES = 1 << BLOCK_SHIFT;

  private final String name;
  private final MemorySegment all;
  private final long contentEnd;
  private final byte[] verified;

  private IndexFile(String name, MemorySegment all, long contentEnd, byte[] verified) {
    this.name = name;
    this.all = all;
    this.contentEnd = contentEnd;
    this.verified = verified;
  }

  /// An index that is about to be filled.
  ///
  /// @param kind eight letters that tell one index from another
  /// @param numbers what the kind of index needs to know again
  /// @param sectionBytes the length of each section
  static IndexFile create(MemorySource source, String kind, long[] numbers, long[] sectionBytes)
      throws IOException {
    if (numbers.length > MOST_NUMBERS || sectionBytes.length > MOST_SECTIONS) {
      throw new IllegalArgumentException("an index has too many numbers or sections");
    }
    long[] starts = new long[sectionBytes.length];
    long end = HEADER_BYTES;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = end;
      end = (end + sectionBytes[i] + ALIGNMENT - 1) & -ALIGNMENT;
    }
    int blocks = blocks(end);
    MemorySegment all = source.ofBytes(end + 4L * blocks);
    all.set(LONG, 0, MAGIC);
    all.set(LONG, 8, kindWord(kind));
    all.set(INT, 16, VERSION);
    all.set(INT, 20, BLOCK_BYTES);
    all.set(LONG, 24, end);
    all.set(LONG, 32, all.byteSize());
    all.set(INT, 40, numbers.length);
    all.set(INT, 44, sectionBytes.length);
    for (int i = 0; i < numbers.length; i++) {
      all.set(LONG, NUMBERS_AT + 8L * i, numbers[i]);
    }
    for (int i = 0; i < starts.length; i++) {
      all.set(LONG, SECTIONS_AT + 8L * i, starts[i]);
    }
    byte[] verified = new byte[blocks];
    Arrays.fill(verified, (byte) 1);
    return new IndexFile("an index in memory", all, end, verified);
  }

  private static int blocks(long contentEnd) {
    return Math.toIntExact((contentEnd + BLOCK_BYTES - 1) >>> BLOCK_SHIFT);
  }

  private static long kindWord(String kind) {
    long word = 0;
    for (int i = 0; i < 8; i++) {
      word |= (long) (i < kind.length() ? kind.charAt(i) : ' ') << (8 * i);
    }
    return word;
  }

  /// Where an index's memory comes from.
  interface MemorySource {
    /// Zeroed memory of this length.
    MemorySegment ofBytes(long bytes) throws IOException;
  }

  /// Memory outside the heap, released when nobody refers to the index any more.
  static MemorySource inMemory() {
    return bytes -> Arena.ofAuto().allocate(bytes, ALIGNMENT);
  }

  /// Fills a file beside `target` and gives it its name when it is whole.
  ///
  /// @param owner 32 bytes that tell what the index was made of
  static void write(Path target, byte[] owner, Filler filler) throws IOException {
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    Files.deleteIfExists(part);
    try (FileChannel channel =
            FileChannel.open(
                part,
                Set.of(
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        Arena arena = Arena.ofShared()) {
      IndexFile file =
          filler.fill(bytes -> {
            reserve(channel, 0, bytes);
            return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
          });
      file.seal(owner);
      file.all.force();
      channel.force(true);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /// Takes the room by writing it: a mapped file that runs out of room ends the process.
  static void reserve(FileChannel channel, long from, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(8 << 20, Math.max(bytes, 1)));
    long end = from + bytes;
    for (long at = from; at < end; ) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), end - at));
      at += channel.write(zeros, at);
    }
  }

  /// Makes an index in the memory that it is given.
  interface Filler {
    IndexFile fill(MemorySource memory) throws IOException;
  }

  private void seal(byte[] owner) {
    MemorySegment.copy(owner, 0, all, ValueLayout.JAVA_BYTE, OWNER_AT, 32);
    MessageDigest digest = sha256();
    byte[] block = new byte[BLOCK_BYTES];
    for (int i = 0; i < verified.length; i++) {
      int length = read(i, block);
      int content = i == 0 ? HEADER_BYTES : 0;
      digest.update(block, content, length - content);
      all.set(INT, contentEnd + 4L * i, i == 0 ? 0 : crc(block, length));
    }
    MemorySegment.copy(digest.digest(), 0, all, ValueLayout.JAVA_BYTE, SHA256_AT, 32);
    all.set(INT, HEADER_CRC_AT, headerCrc(all));
    all.set(INT, contentEnd, crc(block, read(0, block)));
  }

  private int read(int block, byte[] target) {
    long start = (long) block << BLOCK_SHIFT;
    int length = (int) Math.min(BLOCK_BYTES, contentEnd - start);
    MemorySegment.copy(all, ValueLayout.JAVA_BYTE, start, target, 0, length);
    return length;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static int headerCrc(MemorySegment all) {
    byte[] header = all.asSlice(0, HEADER_CRC_AT).toArray(ValueLayout.JAVA_BYTE);
    return crc(header, header.length);
  }

  /// Opens a file without reading more than its header; blocks are verified as they are used.
  ///
  /// @throws DamagedIndexException when it is no index of this kind, of a newer version, cut short,
  ///   or its header was changed
  static IndexFile open(Path path, String kind) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long bytes = channel.size();
      if (bytes < HEADER_BYTES) {
        throw new DamagedIndexException(
            path, 0, "a header of %d bytes".formatted(HEADER_BYTES), "%d bytes".formatted(bytes));
      }
      MemorySegment all = channel.map(MapMode.READ_ONLY, 0, bytes, Arena.ofAuto());
      require(path, 0, "an index of Orion", all.get(LONG, 0) == MAGIC, "another file");
      require(
          path, 8, "an index of kind " + kind, all.get(LONG, 8) == kindWord(kind), "another kind");
      int version = all.get(INT, 16);
      require(path, 16, "version " + VERSION, version == VERSION, "version " + version);
      require(
          path,
          HEADER_CRC_AT,
          "the header as it was written",
          all.get(INT, HEADER_CRC_AT) == headerCrc(all),
          "a changed one");
      long expected = all.get(LONG, 32);
      require(path, bytes, expected + " bytes", bytes == expected, bytes + " bytes");
      long contentEnd = all.get(LONG, 24);
      return new IndexFile(path.toString(), all, contentEnd, new byte[blocks(contentEnd)]);
    }
  }

  private static void require(Path path, long at, String expected, boolean holds, String found)
      throws DamagedIndexException {
    if (!holds) {
      throw new DamagedIndexException(path, at, expected, found);
    }
  }

  long[] numbers() {
    long[] numbers = new long[all.get(INT, 40)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = all.get(LONG, NUMBERS_AT + 8L * i);
    }
    return numbers;
  }

  /// Where each section begins, in bytes from the file's beginning.
  long[] sections() {
    long[] starts = new long[all.get(INT, 44)];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = all.get(LONG, SECTIONS_AT + 8L * i);
    }
    return starts;
  }

  /// What the index was made of, as hexadecimal digits.
  String owner() {
    return HexFormat.of().formatHex(all.asSlice(OWNER_AT, 32).toArray(ValueLayout.JAVA_BYTE));
  }

  /// Everything; positions count from the file's beginning. Read nothing without [#touch(long)].
  MemorySegment memory() {
    return all;
  }

  long bytes() {
    return all.byteSize();
  }

  /// To be called before the block that holds the byte at this position is read.
  ///
  /// @throws UncheckedIOException of a [DamagedIndexException] when the block is not as it was
  ///   written
  void touch(long position) {
    int block = (int) (position >>> BLOCK_SHIFT);
    if (verified[block] == 0) {
      verify(block);
    }
  }

  /// Touches many places: `base + size * (numbers[i] ^ flip)` and `bytes` from there on.
  void touchEach(long base, int size, int bytes, int[] numbers, int flip, int count) {
    byte[] known = verified;
    int all = 1;
    for (int i = 0; i < count; i++) {
      long place = base + (long) size * (numbers[i] ^ flip);
      all &=
          known[(int) (place >>> BLOCK_SHIFT)] & known[(int) (place + bytes - 1 >>> BLOCK_SHIFT)];
    }
    if (all == 0) {
      for (int i = 0; i < count; i++) {
        long place = base + (long) size * (numbers[i] ^ flip);
        touch(place);
        touch(place + bytes - 1);
      }
    }
  }

  private void verify(int block) {
    byte[] bytes = new byte[BLOCK_BYTES];
    int crc = crc(bytes, read(block, bytes));
    if (crc != all.get(INT, contentEnd + 4L * block)) {
      throw new UncheckedIOException(
          new DamagedIndexException(
              Path.of(name),
              (long) block << BLOCK_SHIFT,
              "a block as it was written",
              "a changed one"));
    }
    verified[block] = 1;
  }

  /// Reads and verifies every block.
  void verifyAll() {
    for (int block = 0; block < verified.length; block++) {
      verify(block);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
