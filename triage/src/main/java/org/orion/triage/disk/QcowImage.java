package org.orion.triage.disk;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.DataFormatException;

/// The sectors in a QCOW2 image of version 2 or 3, compressed clusters included. Snapshots within
/// the image are not looked at. The format stores no sums: of a damaged cluster only the compressed
/// form tells.
///
/// Source: QEMU, "Qcow2 Image File Format" (docs/interop/qcow2.txt); names are that document's.
final class QcowImage extends ReadOnlySectors {
  private static final String FORMAT = "QCOW2";
  private static final int MAGIC = 'Q' << 24 | 'F' << 16 | 'I' << 8 | 0xFB;
  private static final int LEAST_HEADER_BYTES = 72;
  private static final int LEAST_HEADER_3_BYTES = 104;
  private static final int HEADER_BYTES = 112;
  private static final long DIRTY_OR_CORRUPT = 3;
  private static final long EXTERNAL_DATA = 1 << 2;
  private static final long OTHER_COMPRESSION = 1 << 3;
  private static final long SUBCLUSTERS = 1 << 4;
  private static final long OFFSET = 0x00FF_FFFF_FFFF_FE00L;
  private static final long COPIED = 1L << 63;
  private static final long COMPRESSED = 1L << 62;
  private static final long ZERO = 1;
  private static final int LONGEST_NAME = 1023;
  private static final int KEPT_BYTES = 8 << 20;
  private static final int MOST_WINDOW_BITS = 23;

  private final ContainerFile file;
  private final Layout layout;
  private final int clusterBytes;
  private final TablePages tables = new TablePages(ByteOrder.BIG_ENDIAN);
  private final BlockInflater inflater = BlockInflater.bare();
  private final Map<Long, byte[]> unpacked;

  /// Where everything is.
  ///
  /// @param zeros whether an entry may say that its cluster is all zeros (version 3)
  private record Layout(
      int clusterBits, long bytes, long l1At, long l1Entries, boolean zeros, boolean zstd) {
    /// How many clusters one L2 table describes, as a power of 2.
    int l2Bits() {
      return clusterBits - 3;
    }
  }

  private QcowImage(ContainerFile file, Layout layout) {
    super(layout.bytes());
    this.file = file;
    this.layout = layout;
    clusterBytes = 1 << layout.clusterBits();
    unpacked = new RecentlyUsed<>(Math.max(2, KEPT_BYTES / clusterBytes));
  }

  /// Reads the header; the tables are read when they are needed.
  ///
  /// @throws ImageException when it cannot be followed, is encrypted, or names another file
  static QcowImage open(SeekableByteChannel channel) throws IOException {
    ContainerFile file = ContainerFile.of(channel, FORMAT);
    int headerBytes = (int) Math.min(file.bytes(), HEADER_BYTES);
    ByteBuffer header = file.read(0, headerBytes, ByteOrder.BIG_ENDIAN, "the header");
    if (headerBytes < LEAST_HEADER_BYTES || header.getInt(0) != MAGIC) {
      throw file.damaged("it does not begin with a header");
    }
    int version = header.getInt(4);
    if (version != 2 && version != 3) {
      throw file.unsupported("version %d of the format (QCOW) is not read".formatted(version));
    }
    if (version == 3 && headerBytes < LEAST_HEADER_3_BYTES) {
      throw file.damaged("the header is cut off");
    }
    checkEncryption(file, header.getInt(32));
    checkBacking(file, header);
    boolean zstd = version == 3 && checkFeatures(file, header);
    return new QcowImage(file, layout(file, header, version == 3, zstd));
  }

  private static void checkEncryption(ContainerFile file, int method) throws IOException {
    switch (method) {
      case 0 -> {
        // Not encrypted.
      }
      case 1 -> throw ImageException.encrypted(FORMAT + ": encrypted with AES");
      case 2 -> throw ImageException.encrypted(FORMAT + ": encrypted with LUKS");
      default -> throw file.damaged("encryption method %d is not known".formatted(method));
    }
  }

  private static void checkBacking(ContainerFile file, ByteBuffer header) throws IOException {
    long at = header.getLong(8);
    if (at == 0) {
      return;
    }
    int count = Math.clamp(Integer.toUnsignedLong(header.getInt(16)), 0, LONGEST_NAME);
    ByteBuffer name = file.read(at, count, ByteOrder.BIG_ENDIAN, "the backing file's name");
    throw file.unsupported(
        "it holds only what differs from another file, '%s'"
            .formatted(ContainerFile.shown(StandardCharsets.UTF_8.decode(name).toString())));
  }

  /// @return whether clusters are compressed with Zstandard
  private static boolean checkFeatures(ContainerFile file, ByteBuffer header) throws IOException {
    long features = header.getLong(72);
    if ((features & EXTERNAL_DATA) != 0) {
      throw file.unsupported("its sectors are in another file (external data file)");
    }
    if ((features & SUBCLUSTERS) != 0) {
      throw file.unsupported("subclusters (extended L2 entries) are not read");
    }
    long unknown = features & ~(DIRTY_OR_CORRUPT | OTHER_COMPRESSION);
    if (unknown != 0) {
      throw file.unsupported("features 0x%x are not known".formatted(unknown));
    }
    int length = header.getInt(100);
    if (length < LEAST_HEADER_3_BYTES) {
      throw file.damaged("a header of %d bytes is impossible".formatted(length));
    }
    if ((features & OTHER_COMPRESSION) == 0) {
      return false;
    }
    int type = header.limit() > 104 && length > 104 ? header.get(104) & 0xFF : -1;
    if (type != 0 && type != 1) {
      throw file.unsupported("compression type %d is not known".formatted(type));
    }
    return type == 1;
  }

  private static Layout layout(ContainerFile file, ByteBuffer header, boolean zeros, boolean zstd)
      throws IOException {
    int clusterBits = header.getInt(20);
    if (clusterBits < 9 || clusterBits > 21) {
      throw file.damaged("clusters of 2^%d bytes are impossible".formatted(clusterBits));
    }
    long bytes = header.getLong(24);
    long entries = Integer.toUnsignedLong(header.getInt(36));
    long needed = bytes < 0 ? 0 : bytes >>> (2 * clusterBits - 3);
    needed += (bytes & (1L << (2 * clusterBits - 3)) - 1) == 0 ? 0 : 1;
    if (bytes < 0 || needed > entries) {
      throw file.damaged(
          "an L1 table of %d entries is too small for %s bytes"
              .formatted(entries, Long.toUnsignedString(bytes)));
    }
    long at = header.getLong(40);
    if (at % (1 << clusterBits) != 0 || !file.holds(at, 8 * needed) || at == 0 && needed > 0) {
      throw file.damaged("an L1 table of %d entries at %d is impossible".formatted(entries, at));
    }
    return new Layout(clusterBits, bytes, at, needed, zeros, zstd);
  }

  @Override
  int readAt(long at, ByteBuffer target) throws IOException {
    long cluster = at >>> layout.clusterBits();
    int from = (int) (at & clusterBytes - 1);
    int count = Math.min(target.remaining(), clusterBytes - from);
    long entry = entry(cluster);
    if ((entry & COMPRESSED) != 0) {
      target.put(unpacked(cluster, entry), from, count);
      return count;
    }
    boolean zero = (entry & ZERO) != 0;
    long offset = entry & OFFSET;
    if (zero && !layout.zeros() || (entry & ~(OFFSET | COPIED | ZERO)) != 0) {
      throw damaged(cluster);
    }
    if (zero || offset == 0) {
      return zeros(target, count);
    }
    if (!isCluster(offset) || !file.fill(offset + from, target, count)) {
      throw damaged(cluster);
    }
    return count;
  }

  /// The L2 entry of a cluster, 0 where there is no L2 table.
  private long entry(long cluster) throws IOException {
    long entry = tables.longAt(file, layout.l1At() + 8 * (cluster >>> layout.l2Bits()));
    if ((entry & ~(OFFSET | COPIED)) != 0) {
      throw damaged(cluster);
    }
    long table = entry & OFFSET;
    if (table == 0) {
      return 0;
    }
    long index = cluster & (1L << layout.l2Bits()) - 1;
    if (!isCluster(table) || !file.holds(table, 8 * index + 8)) {
      throw damaged(cluster);
    }
    return tables.longAt(file, table + 8 * index);
  }

  /// Whether a cluster may be at an offset: aligned, and neither in the header nor the L1 table.
  private boolean isCluster(long offset) {
    long l1End = layout.l1At() + 8 * layout.l1Entries();
    return offset % clusterBytes == 0
        && offset >= clusterBytes
        && (offset >= l1End || offset + clusterBytes <= layout.l1At());
  }

  private byte[] unpacked(long cluster, long entry) throws IOException {
    byte[] known = unpacked.get(cluster);
    if (known != null) {
      return known;
    }
    int offsetBits = 62 - (layout.clusterBits() - 8);
    long offset = entry & (1L << offsetBits) - 1;
    int sectors = (int) ((entry & COMPRESSED - 1) >>> offsetBits) + 1;
    long count = (long) sectors * ContainerFile.SECTOR_BYTES - offset % ContainerFile.SECTOR_BYTES;
    count = Math.min(count, file.bytes() - offset);
    if (count <= 0) {
      throw damaged(cluster);
    }
    ByteBuffer packed =
        file.read(offset, (int) count, ByteOrder.BIG_ENDIAN, "a compressed cluster");
    byte[] data = layout.zstd() ? zstd(cluster, packed) : inflated(cluster, packed);
    unpacked.put(cluster, data);
    return data;
  }

  private byte[] inflated(long cluster, ByteBuffer packed) throws IOException {
    try {
      return inflater.first(packed, clusterBytes);
    } catch (DataFormatException damage) {
      throw damaged(cluster);
    }
  }

  private byte[] zstd(long cluster, ByteBuffer packed) throws IOException {
    ByteArrayInputStream source =
        new ByteArrayInputStream(packed.array(), packed.arrayOffset(), packed.remaining());
    try (ZstdInputStreamNoFinalizer stream = new ZstdInputStreamNoFinalizer(source)) {
      stream.setLongMax(MOST_WINDOW_BITS);
      byte[] data = stream.readNBytes(clusterBytes);
      if (data.length == clusterBytes) {
        return data;
      }
    } catch (IOException damage) {
      throw damaged(cluster);
    }
    throw damaged(cluster);
  }

  private ImageException damaged(long cluster) {
    return file.damaged(
        "cluster %d (bytes from %d) is damaged".formatted(cluster, cluster * clusterBytes));
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    inflater.close();
    file.close();
  }
}
