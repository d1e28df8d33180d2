package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/// The sectors in a VHD image, fixed or dynamic. The sums of footer and header are checked; the
/// format stores none of the sectors. A sector whose bit in its block's bitmap is not set was never
/// written and reads as zeros.
///
/// Source: Microsoft, "Virtual Hard Disk Image Format Specification", version 1.0, 2006.
final class VhdImage extends ReadOnlySectors {
  private static final int SECTOR_BYTES = ContainerFile.SECTOR_BYTES;
  private static final int FOOTER_BYTES = 512;
  private static final int HEADER_BYTES = 1024;
  private static final int FOOTER_SUM_AT = 64;
  private static final int HEADER_SUM_AT = 36;
  private static final int FIXED = 2;
  private static final int DYNAMIC = 3;
  private static final int DIFFERENCING = 4;
  private static final long UNUSED = 0xFFFF_FFFFL;
  private static final int MOST_BLOCK_BYTES = 1 << 30;

  private final ContainerFile file;
  private final Layout layout;
  private final TablePages tables = new TablePages(ByteOrder.BIG_ENDIAN);

  /// Where everything is.
  ///
  /// @param blockBytes 0 for a fixed image, whose sectors stand from the file's beginning
  /// @param entries how many blocks the table has
  private record Layout(long bytes, int blockBytes, long headerAt, long tableAt, long entries) {
    /// The bitmap of a block takes whole sectors.
    int bitmapBytes() {
      return Math.ceilDiv(blockBytes / SECTOR_BYTES, 8 * SECTOR_BYTES) * SECTOR_BYTES;
    }

    boolean isMetadata(long from, long count) {
      return overlaps(from, count, 0, FOOTER_BYTES)
          || overlaps(from, count, headerAt, HEADER_BYTES)
          || overlaps(from, count, tableAt, 4 * entries);
    }

    private static boolean overlaps(long from, long count, long otherFrom, long otherCount) {
      return from < otherFrom + otherCount && otherFrom < from + count;
    }
  }

  private VhdImage(ContainerFile file, Layout layout) {
    super(layout.bytes());
    this.file = file;
    this.layout = layout;
  }

  /// Reads footer and header; the table of blocks is read when it is needed.
  ///
  /// @throws ImageException when it cannot be followed or is a differencing image
  static VhdImage open(SeekableByteChannel channel) throws IOException {
    ContainerFile file = ContainerFile.of(channel, "VHD");
    ByteBuffer footer = footer(file);
    long bytes = footer.getLong(48);
    if (bytes < 0) {
      throw file.damaged("a size of %s bytes is impossible".formatted(Long.toHexString(bytes)));
    }
    int type = footer.getInt(60);
    return switch (type) {
      case FIXED -> {
        if (bytes > file.bytes() - FOOTER_BYTES) {
          throw file.damaged(
              "%d bytes of sectors are expected, %d are there"
                  .formatted(bytes, file.bytes() - FOOTER_BYTES));
        }
        yield new VhdImage(file, new Layout(bytes, 0, 0, 0, 0));
      }
      case DYNAMIC -> new VhdImage(file, dynamic(file, footer.getLong(16), bytes));
      case DIFFERENCING ->
          throw file.unsupported("it holds only what differs from another file (differencing)");
      default -> throw file.damaged("type %d is not known".formatted(type));
    };
  }

  /// The footer at the file's end, or else the copy at its beginning.
  private static ByteBuffer footer(ContainerFile file) throws IOException {
    for (long at : new long[] {file.bytes() - FOOTER_BYTES, 0}) {
      if (file.holds(at, FOOTER_BYTES)) {
        ByteBuffer footer = file.read(at, FOOTER_BYTES, ByteOrder.BIG_ENDIAN, "the footer");
        if (begins(footer, "conectix") && agrees(footer, FOOTER_SUM_AT)) {
          return footer;
        }
      }
    }
    throw file.damaged("no footer that agrees with its sum was found");
  }

  private static boolean begins(ByteBuffer part, String cookie) {
    byte[] start = new byte[8];
    part.get(0, start);
    return new String(start, StandardCharsets.ISO_8859_1).equals(cookie);
  }

  /// Whether the sum is the complement of all other bytes added up.
  private static boolean agrees(ByteBuffer part, int sumAt) {
    int sum = 0;
    for (int i = 0; i < part.limit(); i++) {
      sum += i >= sumAt && i < sumAt + 4 ? 0 : part.get(i) & 0xFF;
    }
    return ~sum == part.getInt(sumAt);
  }

  private static Layout dynamic(ContainerFile file, long at, long bytes) throws IOException {
    ByteBuffer header = file.read(at, HEADER_BYTES, ByteOrder.BIG_ENDIAN, "the dynamic header");
    if (!begins(header, "cxsparse") || !agrees(header, HEADER_SUM_AT)) {
      throw file.damaged("the dynamic header does not agree with its sum");
    }
    long tableAt = header.getLong(16);
    long entries = Integer.toUnsignedLong(header.getInt(28));
    int blockBytes = header.getInt(32);
    if (blockBytes < SECTOR_BYTES
        || blockBytes > MOST_BLOCK_BYTES
        || Integer.bitCount(blockBytes) != 1) {
      throw file.damaged("blocks of %d bytes are impossible".formatted(blockBytes));
    }
    long needed = Math.ceilDiv(bytes, (long) blockBytes);
    if (needed > entries || !file.holds(tableAt, 4 * needed)) {
      throw file.damaged(
          "a table of %d blocks at %d is impossible for %d bytes in blocks of %d"
              .formatted(entries, tableAt, bytes, blockBytes));
    }
    return new Layout(bytes, blockBytes, at, tableAt, needed);
  }

  @Override
  int readAt(long at, ByteBuffer target) throws IOException {
    if (layout.blockBytes() == 0) {
      int count = target.remaining();
      if (!file.fill(at, target, count)) {
        throw file.damaged("the file ends within the sectors from byte %d".formatted(at));
      }
      return count;
    }
    long block = at / layout.blockBytes();
    int from = (int) (at % layout.blockBytes());
    int count = Math.min(target.remaining(), layout.blockBytes() - from);
    long sector = tables.unsignedIntAt(file, layout.tableAt() + 4 * block);
    if (sector == UNUSED) {
      return zeros(target, count);
    }
    long bitmap = sector * SECTOR_BYTES;
    long data = bitmap + layout.bitmapBytes();
    if (layout.isMetadata(bitmap, (long) layout.bitmapBytes() + layout.blockBytes())
        || !file.holds(bitmap, layout.bitmapBytes())) {
      throw damaged(block);
    }
    boolean written = isWritten(bitmap, from / SECTOR_BYTES);
    int run = SECTOR_BYTES - from % SECTOR_BYTES;
    while (run < count && isWritten(bitmap, (from + run) / SECTOR_BYTES) == written) {
      run += SECTOR_BYTES;
    }
    count = Math.min(run, count);
    if (!written) {
      return zeros(target, count);
    }
    if (!file.fill(data + from, target, count)) {
      throw damaged(block);
    }
    return count;
  }

  private boolean isWritten(long bitmap, int sector) throws IOException {
    return (tables.byteAt(file, bitmap + sector / 8) << sector % 8 & 0x80) != 0;
  }

  private ImageException damaged(long block) {
    return file.damaged(
        "block %d (bytes from %d) is damaged".formatted(block, block * layout.blockBytes()));
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
