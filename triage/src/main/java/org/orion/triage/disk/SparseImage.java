package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/// The sectors in a sparse image of macOS (`.sparseimage`): bands of sectors in the order in which
/// they were first written; a band that is not there is of zeros. For one thread.
///
/// The first 4,096 bytes are a header and the numbers of the 1,008 bands behind it; further such
/// blocks, each with 1,010 numbers and its bands behind it, follow as a chain. Source: Metz, "Mac
/// OS sparse image (.sparseimage) format"; the chain as in the header files of fsdump and mac_apt.
final class SparseImage extends ReadOnlySectors {
  private static final int SIGNATURE = 0x73707273;
  private static final int NODE_BYTES = 4_096;
  private static final int SECTOR_BYTES = 512;
  private static final int FIRST_NUMBERS_AT = 64;
  private static final int NUMBERS_AT = 56;
  private static final int MOST_BANDS = 1 << 22;
  private static final int MOST_BAND_BYTES = 1 << 30;

  private final SeekableByteChannel file;
  private final int bandBytes;

  /// Where each band is in the file; 0 where it is not.
  private final long[] bandsAt;

  private SparseImage(SeekableByteChannel file, long bytes, int bandBytes, int bands) {
    super(bytes);
    this.file = file;
    this.bandBytes = bandBytes;
    this.bandsAt = new long[bands];
  }

  /// Reads where the bands are.
  ///
  /// @throws ImageException when that cannot be followed
  static SparseImage open(SeekableByteChannel file) throws IOException {
    ByteBuffer header = node(file, 0);
    long bandBytes = Integer.toUnsignedLong(header.getInt(8)) * SECTOR_BYTES;
    long sectors = Math.max(Integer.toUnsignedLong(header.getInt(16)), header.getLong(28));
    if (bandBytes == 0 || bandBytes > MOST_BAND_BYTES) {
      throw ImageException.damaged(
          "sparse image: bands of %d bytes are impossible".formatted(bandBytes));
    }
    if (sectors > MOST_BANDS * bandBytes / SECTOR_BYTES) {
      throw ImageException.damaged(
          "sparse image: %d sectors are more than are read".formatted(sectors));
    }
    long bytes = sectors * SECTOR_BYTES;
    int bands = (int) ((bytes + bandBytes - 1) / bandBytes);
    SparseImage image = new SparseImage(file, bytes, (int) bandBytes, bands);
    image.readNumbers(header, FIRST_NUMBERS_AT, 0);
    long next = header.getLong(20);
    for (int nodes = 0; next != 0; nodes++) {
      if (nodes * 1_000L > bands) {
        throw ImageException.damaged("sparse image: its lists of bands go in circles");
      }
      ByteBuffer node = node(file, next);
      image.readNumbers(node, NUMBERS_AT, next);
      next = node.getLong(12);
    }
    return image;
  }

  private static ByteBuffer node(SeekableByteChannel file, long at) throws IOException {
    ByteBuffer node = ByteBuffer.allocate(NODE_BYTES);
    if (at >= 0) {
      file.position(at);
      while (node.hasRemaining() && file.read(node) >= 0) {
        // Until all is there or the file ends.
      }
    }
    if (node.hasRemaining() || node.getInt(0) != SIGNATURE) {
      throw ImageException.damaged(
          "sparse image: expected a list of bands at byte %d, found none".formatted(at));
    }
    return node.flip();
  }

  private void readNumbers(ByteBuffer node, int numbersAt, long nodeAt) {
    long bandAt = nodeAt + NODE_BYTES;
    for (int at = numbersAt; at + 4 <= NODE_BYTES; at += 4) {
      long number = Integer.toUnsignedLong(node.getInt(at));
      if (number >= 1 && number <= bandsAt.length && bandsAt[(int) number - 1] == 0) {
        bandsAt[(int) number - 1] = bandAt;
      }
      bandAt += bandBytes;
    }
  }

  @Override
  int readAt(long at, ByteBuffer target) throws IOException {
    long bandAt = bandsAt[(int) (at / bandBytes)];
    int inBand = (int) (at % bandBytes);
    int count = Math.min(bandBytes - inBand, target.remaining());
    if (bandAt == 0) {
      return zeros(target, count);
    }
    readBand(target, count, bandAt + inBand);
    return count;
  }

  private void readBand(ByteBuffer target, int count, long at) throws IOException {
    int limit = target.limit();
    target.limit(target.position() + count);
    file.position(at);
    while (target.hasRemaining() && file.read(target) >= 0) {
      // Until all is there or the file ends.
    }
    boolean missing = target.hasRemaining();
    target.limit(limit);
    if (missing) {
      throw new IOException("sparse image: the band at byte %d is cut off".formatted(at));
    }
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
