package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.orion.triage.cage.TestChannel;

/// A file of which sectors are replaced in memory, and which may be cut short. The file itself
/// stays as it is.
final class PatchedImage extends TestChannel {
  static final int SECTOR_BYTES = 512;

  private final FileChannel whole;
  private final TreeMap<Long, byte[]> patches = new TreeMap<>();
  private long bytes;

  PatchedImage(FileChannel whole) throws IOException {
    super(whole.size());
    this.whole = whole;
    this.bytes = whole.size();
  }

  @Override
  public long size() {
    return bytes;
  }

  void cutTo(long size) {
    bytes = size;
  }

  /// A copy of one sector; zeros behind the end.
  byte[] sector(long number) throws IOException {
    byte[] patch = patches.get(number);
    if (patch != null) {
      return patch.clone();
    }
    ByteBuffer sector = ByteBuffer.allocate(SECTOR_BYTES);
    readWhole(number * SECTOR_BYTES, sector);
    return sector.array();
  }

  void replace(long number, byte[] sector) {
    patches.put(number, Arrays.copyOf(sector, SECTOR_BYTES));
  }

  private void readWhole(long from, ByteBuffer target) throws IOException {
    long at = from;
    int count = 0;
    while (target.hasRemaining() && count >= 0) {
      count = whole.read(target, at);
      at += count;
    }
  }

  @Override
  protected int readAt(long from, ByteBuffer target) throws IOException {
    if (from >= bytes) {
      return -1;
    }
    int limit = target.limit();
    int wanted = (int) Math.min(target.remaining(), bytes - from);
    byte[] patch = patches.get(from / SECTOR_BYTES);
    if (patch != null) {
      int within = (int) (from % SECTOR_BYTES);
      int count = Math.min(wanted, SECTOR_BYTES - within);
      target.put(patch, within, count);
      return count;
    }
    Map.Entry<Long, byte[]> next = patches.ceilingEntry(from / SECTOR_BYTES);
    if (next != null) {
      wanted = (int) Math.min(wanted, next.getKey() * SECTOR_BYTES - from);
    }
    target.limit(target.position() + wanted);
    int before = target.position();
    readWhole(from, target);
    target.limit(limit);
    return target.position() - before;
  }
}
