package org.orion.triage.media.decode;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What a still picture's structure says before it is decoded: its size, how many pictures the file
/// holds, and whether it is whole. Decoders are silent about a missing end.
///
/// @param width 0 when not read here; the decoder then finds out
/// @param firstPicture the bytes of a file with the first picture alone
record StillFacts(
    long width, long height, int frames, Optional<String> damage, MemorySegment firstPicture) {
  private static final int MOST_FRAMES = 100_000;
  private static final long MASK = 0xFFFFFFFFL;

  static StillFacts whole(MemorySegment file) {
    return new StillFacts(0, 0, 1, Optional.empty(), file);
  }

  /// Source: W3C PNG, section 5.
  static StillFacts ofPng(MemorySegment file) {
    if (file.byteSize() < 33) {
      return whole(file);
    }
    long width = big32(file, 16);
    long height = big32(file, 20);
    long at = 8;
    int frames = 1;
    boolean ended = false;
    while (at + 12 <= file.byteSize() && !ended) {
      long length = big32(file, at);
      long type = big32(file, at + 4);
      if (type == 0x6163544CL && at + 12 <= file.byteSize()) { // acTL: animated
        frames = Math.clamp(big32(file, at + 8), 1, MOST_FRAMES);
      }
      ended = type == 0x49454E44L; // IEND
      at += 12 + length;
    }
    return new StillFacts(
        width,
        height,
        frames,
        ended && at <= file.byteSize()
            ? Optional.empty()
            : Optional.of("PNG: expected an IEND chunk, found the end of the file"),
        file);
  }

  static StillFacts ofBmp(MemorySegment file) {
    if (file.byteSize() < 26) {
      return whole(file);
    }
    long header = little32(file, 14);
    boolean old = header == 12;
    long width = old ? little16(file, 18) : Math.abs((int) little32(file, 18));
    long height = old ? little16(file, 20) : Math.abs((int) little32(file, 22));
    int bits = (int) (old ? little16(file, 24) : little16(file, 28));
    boolean plain =
        old
            || (file.byteSize() >= 34
                && (little32(file, 30) & ~3L) == 0
                && little32(file, 30) != 1
                && little32(file, 30) != 2);
    long needed = little32(file, 10) + (width * bits + 31) / 32 * 4 * height;
    return new StillFacts(
        width,
        height,
        1,
        plain && file.byteSize() < needed
            ? Optional.of("BMP: expected %d bytes, found %d".formatted(needed, file.byteSize()))
            : Optional.empty(),
        file);
  }

  /// Counts the image file directories. Source: TIFF 6.0, section 2.
  static StillFacts ofTiff(MemorySegment file) {
    if (file.byteSize() < 8) {
      return whole(file);
    }
    ByteOrder order =
        file.get(ValueLayout.JAVA_BYTE, 0) == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ValueLayout.OfInt word = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
    ValueLayout.OfShort half = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    Set<Long> seen = new HashSet<>();
    long at = file.get(word, 4) & MASK;
    while (at != 0 && at + 2 <= file.byteSize() && seen.size() < MOST_FRAMES && seen.add(at)) {
      long next = at + 2 + 12L * (file.get(half, at) & 0xFFFF);
      at = next + 4 <= file.byteSize() ? file.get(word, next) & MASK : 0;
    }
    boolean cut = at != 0 && !seen.contains(at);
    return new StillFacts(
        0,
        0,
        Math.max(1, seen.size()),
        cut
            ? Optional.of("TIFF: expected a directory at byte %d, found the end".formatted(at))
            : Optional.empty(),
        file);
  }

  /// Of an animation the first frame is taken out as a file of its own. Source: RFC 9649.
  static StillFacts ofWebp(MemorySegment file) {
    if (file.byteSize() < 20) {
      return whole(file);
    }
    long declared = little32(file, 4) + 8;
    Optional<String> damage =
        declared > file.byteSize()
            ? Optional.of("WebP: expected %d bytes, found %d".formatted(declared, file.byteSize()))
            : Optional.empty();
    int frames = 0;
    MemorySegment first = file;
    long at = 12;
    while (at + 8 <= file.byteSize()) {
      long type = big32(file, at);
      long length = little32(file, at + 4);
      if (type == 0x414E4D46L) { // ANMF
        if (frames == 0 && length > 16 && at + 8 + length <= file.byteSize()) {
          first = stillWebp(file.asSlice(at + 24, length - 16));
        }
        frames++;
      }
      at += 8 + length + (length & 1);
    }
    return new StillFacts(0, 0, Math.max(1, Math.min(frames, MOST_FRAMES)), damage, first);
  }

  private static MemorySegment stillWebp(MemorySegment chunks) {
    long first = big32(chunks, 0);
    if (first == 0x414C5048L) { // ALPH: skip to the picture; alpha of a first frame is rare
      long length = little32(chunks, 4);
      long next = 8 + length + (length & 1);
      if (next + 8 <= chunks.byteSize()) {
        return stillWebp(chunks.asSlice(next));
      }
    }
    byte[] file = new byte[(int) chunks.byteSize() + 12];
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(new byte[] {'R', 'I', 'F', 'F'}).putInt(file.length - 8);
    buffer.put(new byte[] {'W', 'E', 'B', 'P'});
    buffer.put(chunks.asByteBuffer());
    return MemorySegment.ofBuffer(buffer.rewind());
  }

  static boolean endsWithGifTrailer(SeekableByteChannel content) {
    try {
      // Some writers pad after the trailer, so a few bytes are looked at.
      int length = (int) Math.min(16, content.size());
      ByteBuffer end = ByteBuffer.allocate(length);
      content.position(content.size() - length);
      while (end.hasRemaining() && content.read(end) >= 0) {
        continue;
      }
      for (byte value : end.array()) {
        if (value == 0x3B) {
          return true;
        }
      }
      return false;
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static long big32(MemorySegment file, long at) {
    return file.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), at) & MASK;
  }

  private static long little32(MemorySegment file, long at) {
    return file.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at) & MASK;
  }

  private static long little16(MemorySegment file, long at) {
    return file.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at)
        & 0xFFFF;
  }
}
