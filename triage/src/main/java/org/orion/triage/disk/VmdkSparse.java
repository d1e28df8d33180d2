package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.zip.DataFormatException;

/// A sparse extent of a VMDK image (KDMV), its grains stored or compressed. Where the extent has
/// two tables of grains, both are asked: an entry that is impossible or empty in one is taken from
/// the other, and where both say something else the grain is damaged.
///
/// Source: VMware, "Virtual Disk Format 5.0", sections "Hosted Sparse Extents" and
/// "Stream-Optimized Compressed Sparse Extents"; names are that document's.
final class VmdkSparse implements VmdkExtent {
  /// The first four bytes.
  static final int MAGIC = 'K' | 'D' << 8 | 'M' << 16 | 'V' << 24;

  private static final int SECTOR_BYTES = ContainerFile.SECTOR_BYTES;
  private static final int HEADER_BYTES = 512;
  private static final int FOOTER_BEFORE_END = 1024;
  private static final int MARKER_BYTES = 12;
  private static final int REDUNDANT_TABLE = 1 << 1;
  private static final int ZERO_GRAINS = 1 << 2;
  private static final int COMPRESSED = 1 << 16;
  private static final int MARKERS = 1 << 17;
  private static final long AT_END = -1;
  private static final int MOST_GRAIN_BYTES = 2 << 20;
  private static final int MOST_TABLE_ENTRIES = 1 << 16;
  private static final int IMPOSSIBLE = -1;

  private final Shared shared;
  private final ContainerFile file;
  private final Header header;

  /// What all extents of an image share, so that memory does not grow with their number.
  ///
  /// @param grains the latest that were unpacked
  record Shared(TablePages tables, BlockInflater inflater, Map<Grain, byte[]> grains) {
    Shared() {
      this(new TablePages(ByteOrder.LITTLE_ENDIAN), BlockInflater.zlib(), new RecentlyUsed<>(32));
    }
  }

  /// A grain of a file.
  record Grain(ContainerFile file, long number) {}

  /// The header's fields, checked.
  ///
  /// @param directoryAt where the grain directory begins
  /// @param redundantAt where its second form begins, 0 when there is none
  /// @param tableEntries how many grains a table describes
  /// @param tables how many tables a directory names
  private record Header(
      long bytes,
      int grainBytes,
      long directoryAt,
      long redundantAt,
      int tableEntries,
      long tables,
      boolean zeroGrains,
      boolean compressed,
      long descriptorAt,
      int descriptorBytes) {}

  private VmdkSparse(Shared shared, ContainerFile file, Header header) {
    this.shared = shared;
    this.file = file;
    this.header = header;
  }

  /// Reads header and footer; the tables are read when they are needed.
  static VmdkSparse open(ContainerFile file, Shared shared) throws IOException {
    ByteBuffer header = file.read(0, HEADER_BYTES, ByteOrder.LITTLE_ENDIAN, "the header");
    checkMagic(file, header);
    if (header.getLong(56) == AT_END) {
      ByteBuffer footer =
          file.read(
              file.bytes() - FOOTER_BEFORE_END,
              HEADER_BYTES,
              ByteOrder.LITTLE_ENDIAN,
              "the footer");
      if (footer.getInt(0) != MAGIC || footer.getLong(56) == AT_END) {
        throw file.damaged("the footer is missing; the file is cut off");
      }
      return new VmdkSparse(shared, file, checked(file, footer));
    }
    return new VmdkSparse(shared, file, checked(file, header));
  }

  private static void checkMagic(ContainerFile file, ByteBuffer header) throws IOException {
    if (header.getInt(0) != MAGIC) {
      throw file.damaged("a sparse extent does not begin with a header");
    }
    int version = header.getInt(4);
    if (version < 1 || version > 3) {
      throw file.unsupported("version %d of sparse extents is not read".formatted(version));
    }
  }

  private static Header checked(ContainerFile file, ByteBuffer header) throws IOException {
    int flags = header.getInt(8);
    boolean compressed = (flags & COMPRESSED) != 0;
    int algorithm = Short.toUnsignedInt(header.getShort(77));
    if (compressed && (algorithm != 1 || (flags & MARKERS) == 0)) {
      throw file.unsupported("grains packed by method %d are not read".formatted(algorithm));
    }
    long capacity = header.getLong(12);
    long grainSectors = header.getLong(20);
    long entries = Integer.toUnsignedLong(header.getInt(44));
    if (capacity < 0
        || capacity > Long.MAX_VALUE / SECTOR_BYTES
        || grainSectors < 1
        || grainSectors > MOST_GRAIN_BYTES / SECTOR_BYTES
        || Long.bitCount(grainSectors) != 1
        || entries < 1
        || entries > MOST_TABLE_ENTRIES) {
      throw file.damaged(
          "%d sectors in grains of %d and tables of %d are impossible"
              .formatted(capacity, grainSectors, entries));
    }
    long tables = Math.ceilDiv(Math.ceilDiv(capacity, grainSectors), entries);
    long directory = directory(file, header.getLong(56), tables);
    long redundant =
        (flags & REDUNDANT_TABLE) != 0 ? directory(file, header.getLong(48), tables) : 0;
    if (directory == 0 && redundant == 0 && tables > 0) {
      throw file.damaged("no grain directory is within the file");
    }
    long descriptorAt = header.getLong(28);
    long descriptorSectors = header.getLong(36);
    boolean described = descriptorAt > 0 && descriptorSectors > 0;
    int descriptorBytes =
        described
            ? (int) Math.min(descriptorSectors, VmdkDescriptor.MOST_BYTES / SECTOR_BYTES)
                * SECTOR_BYTES
            : 0;
    return new Header(
        capacity * SECTOR_BYTES,
        (int) grainSectors * SECTOR_BYTES,
        directory == 0 ? redundant : directory,
        directory == 0 || redundant == directory ? 0 : redundant,
        (int) entries,
        tables,
        (flags & ZERO_GRAINS) != 0,
        compressed,
        described ? inBytes(descriptorAt) : 0,
        descriptorBytes);
  }

  /// Where a directory begins, 0 when it is not within the file.
  private static long directory(ContainerFile file, long sector, long tables) {
    long at = inBytes(sector);
    return at >= HEADER_BYTES && file.holds(at, 4 * tables) ? at : 0;
  }

  /// A sector's place in the file; -1 for what no file can have.
  private static long inBytes(long sector) {
    return sector < 0 || sector > Long.MAX_VALUE / SECTOR_BYTES ? -1 : sector * SECTOR_BYTES;
  }

  /// The text that describes the image, empty where the extent has none.
  ByteBuffer descriptor() throws IOException {
    return header.descriptorBytes() == 0
        ? ByteBuffer.allocate(0)
        : file.read(
            header.descriptorAt(),
            header.descriptorBytes(),
            ByteOrder.LITTLE_ENDIAN,
            "the descriptor");
  }

  @Override
  public long bytes() {
    return header.bytes();
  }

  @Override
  public int readAt(long at, ByteBuffer target) throws IOException {
    if (at >= header.bytes()) {
      throw file.damaged("a sparse extent has %d bytes, none at %d".formatted(bytes(), at));
    }
    long grain = at / header.grainBytes();
    int from = (int) (at % header.grainBytes());
    int count =
        (int)
            Math.min(Math.min(target.remaining(), header.grainBytes() - from), header.bytes() - at);
    long sector = sector(grain);
    if (sector == 0 || sector == 1 && header.zeroGrains()) {
      return ReadOnlySectors.zeros(target, count);
    }
    if (header.compressed()) {
      byte[] data = unpacked(grain, sector * SECTOR_BYTES);
      if (data.length < from + count) {
        throw damaged(grain);
      }
      target.put(data, from, count);
    } else if (!file.fill(sector * SECTOR_BYTES + from, target, count)) {
      throw damaged(grain);
    }
    return count;
  }

  private long sector(long grain) throws IOException {
    long first = sector(header.directoryAt(), grain);
    if (header.redundantAt() != 0) {
      long second = sector(header.redundantAt(), grain);
      if (first == IMPOSSIBLE || first == 0 && second != IMPOSSIBLE) {
        first = second;
      } else if (second != IMPOSSIBLE && second != 0 && second != first) {
        first = IMPOSSIBLE;
      }
    }
    if (first == IMPOSSIBLE) {
      throw damaged(grain);
    }
    return first;
  }

  /// What one directory says about a grain.
  private long sector(long directory, long grain) throws IOException {
    long table =
        shared.tables().unsignedIntAt(file, directory + 4 * (grain / header.tableEntries()));
    if (table == 0) {
      return 0;
    }
    long at = table * SECTOR_BYTES + 4 * (grain % header.tableEntries());
    if (!file.holds(at, 4)) {
      return IMPOSSIBLE;
    }
    long sector = shared.tables().unsignedIntAt(file, at);
    boolean special = sector == 0 || sector == 1 && header.zeroGrains();
    return special || isGrain(sector * SECTOR_BYTES) ? sector : IMPOSSIBLE;
  }

  /// Whether a grain may begin there: within the file, and not where the directories are.
  private boolean isGrain(long at) {
    return at >= HEADER_BYTES
        && file.holds(at, 1)
        && !isWithin(at, header.directoryAt())
        && !isWithin(at, header.redundantAt());
  }

  private boolean isWithin(long at, long directory) {
    return directory != 0 && at >= directory && at < directory + 4 * header.tables();
  }

  private byte[] unpacked(long grain, long at) throws IOException {
    Grain key = new Grain(file, grain);
    byte[] known = shared.grains().get(key);
    if (known != null) {
      return known;
    }
    ByteBuffer marker = file.read(at, MARKER_BYTES, ByteOrder.LITTLE_ENDIAN, "a grain's marker");
    long packedBytes = Integer.toUnsignedLong(marker.getInt(8));
    if (marker.getLong(0) != grain * (header.grainBytes() / SECTOR_BYTES)
        || packedBytes > 2L * header.grainBytes() + SECTOR_BYTES
        || !file.holds(at + MARKER_BYTES, packedBytes)) {
      throw damaged(grain);
    }
    ByteBuffer packed =
        file.read(
            at + MARKER_BYTES, (int) packedBytes, ByteOrder.LITTLE_ENDIAN, "a compressed grain");
    try {
      byte[] data = shared.inflater().whole(packed, header.grainBytes());
      shared.grains().put(key, data);
      return data;
    } catch (DataFormatException damage) {
      throw damaged(grain);
    }
  }

  private ImageException damaged(long grain) {
    return file.damaged(
        "grain %d (bytes from %d) is damaged".formatted(grain, grain * header.grainBytes()));
  }
}
