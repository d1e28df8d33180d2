package org.orion.triage.carve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import java.util.zip.CRC32;

/// The bytes of a range, at any place, through two buffers: one that the search goes through, and
/// one for structures that reach further. A byte that cannot be had, because the range ends, it
/// cannot be read, or no more may be spent, is -1.
///
/// What a walk costs is counted in bytes, and is given beforehand: hostile sectors can name the
/// same bytes from many beginnings.
final class RangeBytes {
  static final int SECTOR_BYTES = 512;

  private static final int SEARCH_BYTES = 1 << 20;
  private static final int WALK_BYTES = 256 << 10;
  private static final int LEAST_BYTES = 16 << 10;
  private static final int STEP_COST = 64;

  private final SeekableByteChannel channel;
  private final Carver.Finds finds;
  private final Window search = new Window(SEARCH_BYTES);
  private final Window walk = new Window(WALK_BYTES);
  private Window current = search;
  private long end;
  private long effort;
  private boolean within;

  private static final class Window {
    final byte[] bytes;
    long from;
    int count;

    Window(int size) {
      bytes = new byte[size];
    }

    boolean has(long position) {
      return position >= from && position < from + count;
    }
  }

  /// @param finds is told of every read
  RangeBytes(SeekableByteChannel channel, Carver.Finds finds) {
    this.channel = channel;
    this.finds = finds;
  }

  /// Begins a walk.
  ///
  /// @param end where it may go at most
  /// @param effort what it may cost
  void begin(long end, long effort) {
    this.end = end;
    this.effort = effort;
  }

  long end() {
    return end;
  }

  /// What is left of the cost that was given; less than 0 when the walk was stopped by it.
  long effortLeft() {
    return effort;
  }

  /// Counts one part of a structure.
  ///
  /// @return whether the walk may go on
  boolean step() {
    return spend(STEP_COST);
  }

  private boolean spend(long cost) {
    if (effort < 0) {
      return false;
    }
    effort -= cost;
    return effort >= 0;
  }

  /// Looks from sector to sector for the first bytes of a format, in what one read gives.
  ///
  /// @param from a sector's beginning
  /// @return where a file may begin, or else where to go on
  long candidate(long from, long rangeEnd) throws IOException {
    if (!search.has(from)) {
      load(search, from);
    }
    if (search.count == 0) {
      return from;
    }
    byte[] bytes = search.bytes;
    int index = (int) (from - search.from);
    int last = (int) Math.min(search.count, rangeEnd - search.from) - 4;
    while (index <= last) {
      int first =
          bytes[index] << 24
              | (bytes[index + 1] & 0xFF) << 16
              | (bytes[index + 2] & 0xFF) << 8
              | bytes[index + 3] & 0xFF;
      if (Signature.mayBeginWith(first)) {
        break;
      }
      index += SECTOR_BYTES;
    }
    return search.from + index;
  }

  /// Whether the search can read this place, as of the latest candidate.
  boolean isReadable(long position) {
    return search.has(position);
  }

  /// How much is passed over where nothing can be read.
  static int unreadableBytes() {
    return LEAST_BYTES;
  }

  private void load(Window window, long position) throws IOException {
    finds.searched(position);
    window.from = position;
    window.count = 0;
    for (int wanted = window.bytes.length; wanted >= LEAST_BYTES; wanted /= 4) {
      try {
        ByteBuffer target = ByteBuffer.wrap(window.bytes, 0, wanted);
        channel.position(position);
        while (target.hasRemaining() && channel.read(target) > 0) {
          // Until all is there or the device ends.
        }
        window.count = target.position();
        return;
      } catch (ClosedChannelException closed) {
        throw closed;
      } catch (IOException damage) {
        // A smaller part may lie before the damage; without any, the count stays 0.
        window.count = 0;
      }
    }
  }

  private boolean locate(long position) throws IOException {
    if (current.has(position)) {
      return true;
    }
    current = walk.has(position) ? walk : search;
    if (current.has(position)) {
      return true;
    }
    if (!spend(WALK_BYTES)) {
      return false;
    }
    current = walk;
    load(walk, position);
    return walk.count > 0;
  }

  boolean has(long position, long count) {
    return position >= 0 && count >= 0 && count <= end - position;
  }

  /// A byte, 0 to 255, or -1.
  int at(long position) throws IOException {
    if (position >= end || position < 0 || !locate(position)) {
      return -1;
    }
    return current.bytes[(int) (position - current.from)] & 0xFF;
  }

  int big16(long position) throws IOException {
    int high = at(position);
    int low = at(position + 1);
    return high < 0 || low < 0 ? -1 : high << 8 | low;
  }

  long big32(long position) throws IOException {
    long high = big16(position);
    long low = big16(position + 2);
    return high < 0 || low < 0 ? -1 : high << 16 | low;
  }

  int little16(long position) throws IOException {
    int value = big16(position);
    return value < 0 ? -1 : Short.toUnsignedInt(Short.reverseBytes((short) value));
  }

  long little32(long position) throws IOException {
    long value = big32(position);
    return value < 0 ? -1 : Integer.toUnsignedLong(Integer.reverseBytes((int) value));
  }

  /// A number of eight bytes; -1 also for one that is larger than any file.
  long big64(long position) throws IOException {
    long high = big32(position);
    long low = big32(position + 4);
    return high < 0 || low < 0 || high > Integer.MAX_VALUE ? -1 : high << 32 | low;
  }

  /// As [#big64].
  long little64(long position) throws IOException {
    long low = little32(position);
    long high = little32(position + 4);
    return high < 0 || low < 0 || high > Integer.MAX_VALUE ? -1 : high << 32 | low;
  }

  boolean isText(long position, String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      if (at(position + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The first bytes of something, fewer where they end.
  byte[] first(long position, int most) throws IOException {
    byte[] bytes = new byte[Math.clamp(end - position, 0, most)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) at(position + i);
    }
    return bytes;
  }

  /// Where a byte is met next; where it is not, the first place whose byte cannot be had.
  long next(int value, long from) throws IOException {
    long position = from;
    while (position < end && locate(position)) {
      int start = (int) (position - current.from);
      int stop = (int) Math.min(current.count, end - current.from);
      int index = start;
      byte[] bytes = current.bytes;
      while (index < stop && bytes[index] != (byte) value) {
        index++;
      }
      position = current.from + index;
      if (!spend(index - start) || index < stop) {
        return position;
      }
    }
    return position;
  }

  /// The CRC-32 of some bytes, -1 where not all of them can be had.
  long crc32(long from, long count) throws IOException {
    if (!has(from, count)) {
      return -1;
    }
    CRC32 sum = new CRC32();
    long position = from;
    while (position < from + count) {
      if (!locate(position)) {
        return -1;
      }
      int start = (int) (position - current.from);
      int part = (int) Math.min(current.count - start, from + count - position);
      sum.update(current.bytes, start, part);
      position += part;
      if (!spend(part)) {
        return -1;
      }
    }
    return sum.getValue();
  }

  /// Where a file of any format begins within some bytes that are followed by their length alone,
  /// and so may no longer be what they were: as [#interruption], and also where a file of another
  /// format has its header.
  long beginning(Signature own, long from, long to) throws IOException {
    long stop = interruption(own, from, to);
    if (within) {
      return stop;
    }
    within = true;
    try {
      long position = Math.ceilDiv(from, SECTOR_BYTES) * (long) SECTOR_BYTES;
      while (position + 8 <= stop && spend(SECTOR_BYTES / 8)) {
        if (Signature.mayBeginWith((int) big32(position)) && holdsFile(position)) {
          return position;
        }
        position += SECTOR_BYTES;
      }
      return effort < 0 ? position : stop;
    } finally {
      within = false;
    }
  }

  private boolean holdsFile(long position) throws IOException {
    Optional<Signature> other = Signature.at(this, position);
    return other.isPresent() && other.get().walk(this, position).isPresent();
  }

  /// Where another file of the same format begins within some bytes, at a sector's beginning.
  ///
  /// @param to at most the end of the walk is looked at
  /// @return its place, or the end of what was looked at
  long interruption(Signature signature, long from, long to) throws IOException {
    long stop = Math.min(to, end);
    long position = Math.ceilDiv(from, SECTOR_BYTES) * (long) SECTOR_BYTES;
    while (position + 8 <= stop) {
      if (!spend(SECTOR_BYTES / 8)) {
        return position;
      }
      long first = big32(position);
      if (first < 0) {
        return position;
      }
      if (Signature.mayBeginWith((int) first) && signature.isAt(this, position)) {
        return position;
      }
      position += SECTOR_BYTES;
    }
    return stop;
  }
}
