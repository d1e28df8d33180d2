package org.orion.triage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The central directory at the end of a zip, read record by record: a backup of a phone may list
/// millions of members, which would not fit in memory. Source: APPNOTE.TXT of PKWARE, sections
/// 4.3.12 to 4.3.16.
///
/// @param start of the first record in the file
/// @param end of the last
/// @param shift what lies before the zip, such as the program of one that unpacks itself; offsets
///   count from behind it
record ZipDirectory(long start, long end, long shift) {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LARGE_LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LARGE_LOCATOR_BYTES = 20;
  private static final int LARGE_END_SIGNATURE = 0x06064b50;
  private static final int LARGE_END_BYTES = 56;
  private static final int MOST_COMMENT_BYTES = 0xFFFF;
  private static final int BUFFER_BYTES = 64 << 10;

  /// Looks for it from the end; empty when there is none that its own record describes.
  static Optional<ZipDirectory> find(SeekableByteChannel content) throws IOException {
    long tailAt = Math.max(0, content.size() - END_BYTES - MOST_COMMENT_BYTES);
    ByteBuffer tail = read(content, tailAt, (int) (content.size() - tailAt));
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE) {
        Optional<ZipDirectory> found = of(content, tailAt + at, tail.slice(at, END_BYTES));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static ByteBuffer read(SeekableByteChannel content, long at, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (at >= 0) {
      content.position(at);
      while (buffer.hasRemaining() && content.read(buffer) >= 0) {
        // Until all is there or the file ends.
      }
    }
    return buffer.flip();
  }

  private static Optional<ZipDirectory> of(
      SeekableByteChannel content, long endAt, ByteBuffer endRecord) throws IOException {
    ByteBuffer record = endRecord.order(ByteOrder.LITTLE_ENDIAN);
    long length = Integer.toUnsignedLong(record.getInt(12));
    long offset = Integer.toUnsignedLong(record.getInt(16));
    long end = endAt;
    ByteBuffer locator = read(content, endAt - LARGE_LOCATOR_BYTES, LARGE_LOCATOR_BYTES);
    if (locator.remaining() == LARGE_LOCATOR_BYTES
        && locator.getInt(0) == LARGE_LOCATOR_SIGNATURE) {
      // Usually right before the locator, which gives its place without what lies before the zip.
      for (long at :
          new long[] {locator.getLong(8), endAt - LARGE_LOCATOR_BYTES - LARGE_END_BYTES}) {
        ByteBuffer large = read(content, at, LARGE_END_BYTES);
        if (large.remaining() == LARGE_END_BYTES && large.getInt(0) == LARGE_END_SIGNATURE) {
          length = large.getLong(40);
          offset = large.getLong(48);
          end = at;
          break;
        }
      }
    }
    // Right before its end as a rule, and otherwise where it says.
    for (long start : new long[] {end - length, offset}) {
      if (length >= 0 && offset >= 0 && start >= offset && isRecord(content, start, length)) {
        return Optional.of(new ZipDirectory(start, start + length, start - offset));
      }
    }
    return Optional.empty();
  }

  private static boolean isRecord(SeekableByteChannel content, long at, long length)
      throws IOException {
    ByteBuffer first = read(content, at, 4);
    return length == 0 || first.remaining() == 4 && first.getInt(0) == ZipRecord.SIGNATURE;
  }

  Records records(SeekableByteChannel content) throws IOException {
    return new Records(new ChannelSlice(content, start, end, BUFFER_BYTES));
  }

  /// Reads the records one after the other.
  static final class Records {
    private final ChannelSlice stream;
    private boolean broken;

    private Records(ChannelSlice stream) {
      this.stream = stream;
    }

    /// The next record, or null at the end, or where what follows is none.
    @Nullable ZipRecord next() throws IOException {
      byte[] fixed = stream.readNBytes(ZipRecord.BYTES);
      ByteBuffer fields = ByteBuffer.wrap(fixed).order(ByteOrder.LITTLE_ENDIAN);
      if (fixed.length < 4 || fields.getInt(0) != ZipRecord.SIGNATURE) {
        // Nothing, or the digital signature of the directory.
        broken = fixed.length > 0 && (fixed.length < 4 || fields.getInt(0) != 0x05054b50);
        return null;
      }
      broken = true;
      if (fixed.length < ZipRecord.BYTES) {
        return null;
      }
      int nameBytes = fields.getShort(28) & 0xFFFF;
      int extraBytes = fields.getShort(30) & 0xFFFF;
      int commentBytes = fields.getShort(32) & 0xFFFF;
      byte[] name = stream.readNBytes(nameBytes);
      byte[] extra = stream.readNBytes(extraBytes);
      stream.skipNBytes(Math.min(commentBytes, stream.remaining()));
      if (name.length < nameBytes || extra.length < extraBytes) {
        return null;
      }
      broken = false;
      return new ZipRecord(fields, name, extra);
    }

    /// Whether the directory ended in the midst of a record.
    boolean isBroken() {
      return broken;
    }
  }
}
