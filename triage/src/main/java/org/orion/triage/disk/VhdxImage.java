package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/// The sectors in a VHDX image, fixed or dynamic. The sums of headers and region tables are
/// checked; the format stores none of the sectors. An image with entries in its log was not closed
/// cleanly and is refused, because its tables may be of two times.
///
/// Source: Microsoft, MS-VHDX, "Virtual Hard Disk v2 (VHDX) File Format"; names are that
/// document's.
final class VhdxImage extends ReadOnlySectors {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long[] HEADERS_AT = {64 * KIB, 128 * KIB};
  private static final long[] REGION_TABLES_AT = {192 * KIB, 256 * KIB};
  private static final int HEADER_BYTES = 4 * KIB;
  private static final int REGION_TABLE_BYTES = 64 * KIB;
  private static final int METADATA_TABLE_BYTES = 64 * KIB;
  private static final int MOST_REGIONS = 2047;
  private static final int MOST_ITEMS = 1023;
  private static final int ENTRY_BYTES = 32;
  private static final long MOST_BYTES = 64L << 40;

  private static final UUID NO_LOG = new UUID(0, 0);
  private static final UUID BAT = UUID.fromString("2DC27766-F623-4200-9D64-115E9BFD4A08");
  private static final UUID METADATA = UUID.fromString("8B7CA206-4790-4B9A-B8FE-575F050F886E");
  private static final UUID FILE_PARAMETERS =
      UUID.fromString("CAA16737-FA36-4D43-B3B6-33F0AA44E76B");
  private static final UUID DISK_BYTES = UUID.fromString("2FA54224-CD1B-4876-B211-5DBED83BF4B8");
  private static final UUID LOGICAL_SECTOR =
      UUID.fromString("8141BF1D-A96F-4709-BA47-F233A8FAAB5F");

  private final ContainerFile file;
  private final Layout layout;
  private final TablePages tables = new TablePages(ByteOrder.LITTLE_ENDIAN);

  /// A part of the file that has a name.
  private record Region(long at, long bytes) {
    boolean overlaps(long from, long count) {
      return from < at + bytes && at < from + count;
    }
  }

  /// Where everything is.
  ///
  /// @param chunkRatio after so many blocks the table has an entry of a sector bitmap
  private record Layout(
      long bytes, int blockBytes, long chunkRatio, Region table, Region metadata) {
    long entryAt(long block) {
      return table.at() + 8 * (block + block / chunkRatio);
    }
  }

  private VhdxImage(ContainerFile file, Layout layout) {
    super(layout.bytes());
    this.file = file;
    this.layout = layout;
  }

  /// Reads headers, region table and metadata; the table of blocks is read when it is needed.
  ///
  /// @throws ImageException when it cannot be followed, is a differencing image, or has a log
  static VhdxImage open(SeekableByteChannel channel) throws IOException {
    ContainerFile file = ContainerFile.of(channel, "VHDX");
    if (!text(read(file, 0, 8, "the signature"), 0, 8).equals("vhdxfile")) {
      throw file.damaged("it does not begin with the signature");
    }
    ByteBuffer header = header(file);
    int version = Short.toUnsignedInt(header.getShort(66));
    if (version != 1) {
      throw file.unsupported("version %d of the format is not read".formatted(version));
    }
    if (!guid(header, 48).equals(NO_LOG)) {
      throw file.unsupported("it was not closed cleanly; its log would have to be replayed first");
    }
    Map<UUID, Region> regions = regions(file);
    Region table = regions.get(BAT);
    Region metadata = regions.get(METADATA);
    if (table == null || metadata == null) {
      throw file.damaged("the region table names no block table or no metadata");
    }
    return new VhdxImage(file, layout(file, table, metadata));
  }

  private static ByteBuffer read(ContainerFile file, long at, int count, String what)
      throws IOException {
    return file.read(at, count, ByteOrder.LITTLE_ENDIAN, what);
  }

  private static String text(ByteBuffer part, int at, int count) {
    byte[] text = new byte[count];
    part.get(at, text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static UUID guid(ByteBuffer part, int at) {
    long high =
        (long) part.getInt(at) << 32
            | Short.toUnsignedLong(part.getShort(at + 4)) << 16
            | Short.toUnsignedLong(part.getShort(at + 6));
    return new UUID(high, Long.reverseBytes(part.getLong(at + 8)));
  }

  /// The header with the highest sequence number of those that agree with their sums.
  private static ByteBuffer header(ContainerFile file) throws IOException {
    Optional<ByteBuffer> latest = Optional.empty();
    for (long at : HEADERS_AT) {
      Optional<ByteBuffer> header = summed(file, at, HEADER_BYTES, "head");
      if (header.isPresent()
          && (latest.isEmpty()
              || Long.compareUnsigned(header.get().getLong(8), latest.get().getLong(8)) > 0)) {
        latest = header;
      }
    }
    return latest.orElseThrow(() -> file.damaged("neither of the two headers agrees with its sum"));
  }

  /// A part with a signature and a CRC-32C behind it, when both are right.
  private static Optional<ByteBuffer> summed(
      ContainerFile file, long at, int count, String signature) throws IOException {
    if (!file.holds(at, count)) {
      return Optional.empty();
    }
    ByteBuffer part = read(file, at, count, signature);
    int stored = part.getInt(4);
    part.putInt(4, 0);
    CRC32C sum = new CRC32C();
    sum.update(part.duplicate());
    return text(part, 0, 4).equals(signature) && (int) sum.getValue() == stored
        ? Optional.of(part)
        : Optional.empty();
  }

  private static Map<UUID, Region> regions(ContainerFile file) throws IOException {
    Optional<ByteBuffer> found = Optional.empty();
    for (long at : REGION_TABLES_AT) {
      found = found.isPresent() ? found : summed(file, at, REGION_TABLE_BYTES, "regi");
    }
    ByteBuffer table =
        found.orElseThrow(() -> file.damaged("neither region table agrees with its sum"));
    long count = Integer.toUnsignedLong(table.getInt(8));
    if (count > MOST_REGIONS) {
      throw file.damaged("%d regions are impossible".formatted(count));
    }
    Map<UUID, Region> regions = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int entry = 16 + i * ENTRY_BYTES;
      UUID id = guid(table, entry);
      long at = table.getLong(entry + 16);
      long bytes = Integer.toUnsignedLong(table.getInt(entry + 24));
      if (!id.equals(BAT) && !id.equals(METADATA)) {
        if ((table.getInt(entry + 28) & 1) != 0) {
          throw file.unsupported("region %s is required and not known".formatted(id));
        }
        continue;
      }
      if (at < MIB || at % MIB != 0 || !file.holds(at, bytes)) {
        throw file.damaged("a region of %d bytes at %d is impossible".formatted(bytes, at));
      }
      regions.put(id, new Region(at, bytes));
    }
    return regions;
  }

  private static Layout layout(ContainerFile file, Region table, Region metadata)
      throws IOException {
    if (metadata.bytes() < METADATA_TABLE_BYTES
        || table.overlaps(metadata.at(), metadata.bytes())) {
      throw file.damaged("the metadata region is impossible");
    }
    ByteBuffer items = read(file, metadata.at(), METADATA_TABLE_BYTES, "the metadata table");
    int count = Short.toUnsignedInt(items.getShort(10));
    if (!text(items, 0, 8).equals("metadata") || count > MOST_ITEMS) {
      throw file.damaged("the metadata table is impossible");
    }
    ByteBuffer parameters = item(file, metadata, items, count, FILE_PARAMETERS, 8);
    if ((parameters.getInt(4) & 2) != 0) {
      throw file.unsupported("it holds only what differs from another file (differencing)");
    }
    int blockBytes = parameters.getInt(0);
    long bytes = item(file, metadata, items, count, DISK_BYTES, 8).getLong(0);
    int sectorBytes = item(file, metadata, items, count, LOGICAL_SECTOR, 4).getInt(0);
    if (blockBytes < MIB
        || blockBytes > 256 * MIB
        || Integer.bitCount(blockBytes) != 1
        || sectorBytes != 512 && sectorBytes != 4096
        || bytes < 0
        || bytes > MOST_BYTES) {
      throw file.damaged(
          "%d bytes in blocks of %d and sectors of %d are impossible"
              .formatted(bytes, blockBytes, sectorBytes));
    }
    Layout layout =
        new Layout(bytes, blockBytes, ((long) sectorBytes << 23) / blockBytes, table, metadata);
    long blocks = Math.ceilDiv(bytes, (long) blockBytes);
    if (blocks > 0 && layout.entryAt(blocks - 1) + 8 > table.at() + table.bytes()) {
      throw file.damaged("a table of %d bytes is too small".formatted(table.bytes()));
    }
    return layout;
  }

  private static ByteBuffer item(
      ContainerFile file, Region metadata, ByteBuffer items, int count, UUID id, int bytes)
      throws IOException {
    for (int i = 0; i < count; i++) {
      int entry = ENTRY_BYTES + i * ENTRY_BYTES;
      if (guid(items, entry).equals(id)) {
        long at = Integer.toUnsignedLong(items.getInt(entry + 16));
        long length = Integer.toUnsignedLong(items.getInt(entry + 20));
        if (at < METADATA_TABLE_BYTES || length < bytes || at + length > metadata.bytes()) {
          throw file.damaged("metadata of %d bytes at %d are impossible".formatted(length, at));
        }
        return read(file, metadata.at() + at, bytes, "an item of the metadata");
      }
    }
    throw file.damaged("the metadata have no item %s".formatted(id));
  }

  @Override
  int readAt(long at, ByteBuffer target) throws IOException {
    long block = at / layout.blockBytes();
    int from = (int) (at % layout.blockBytes());
    int count = Math.min(target.remaining(), layout.blockBytes() - from);
    long entry = tables.longAt(file, layout.entryAt(block));
    int state = (int) entry & 7;
    return switch (state) {
      // Not present, undefined, zero, unmapped: no sectors to read.
      case 0, 1, 2, 3 -> zeros(target, count);
      case 6 -> {
        long data = entry >>> 20 << 20;
        if (data < MIB
            || !file.holds(data, (long) from + count)
            || layout.table().overlaps(data, layout.blockBytes())
            || layout.metadata().overlaps(data, layout.blockBytes())
            || !file.fill(data + from, target, count)) {
          throw damaged(block);
        }
        yield count;
      }
      default -> throw damaged(block);
    };
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
