package org.orion.triage.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Unpacks deflated blocks, one at a time. Its memory does not depend on what a block says.
final class BlockInflater implements AutoCloseable {
  private final Inflater inflater;

  private BlockInflater(Inflater inflater) {
    this.inflater = inflater;
  }

  /// For bare deflate data (RFC 1951).
  static BlockInflater bare() {
    return new BlockInflater(new Inflater(true));
  }

  /// For zlib data (RFC 1950), whose sum is checked.
  static BlockInflater zlib() {
    return new BlockInflater(new Inflater());
  }

  /// The first bytes of what was packed.
  ///
  /// @return as many as asked for
  /// @throws DataFormatException when there are fewer
  byte[] first(ByteBuffer packed, int wanted) throws DataFormatException {
    byte[] block = new byte[wanted];
    if (unpack(packed, block) < wanted) {
      throw new DataFormatException();
    }
    return block;
  }

  /// All of what was packed.
  ///
  /// @throws DataFormatException when it has no end or more than so many bytes
  byte[] whole(ByteBuffer packed, int most) throws DataFormatException {
    byte[] block = new byte[most];
    int count = unpack(packed, block);
    // The stream's own sum stands behind its last byte.
    if (!inflater.finished() && inflater.inflate(new byte[1]) > 0 || !inflater.finished()) {
      throw new DataFormatException();
    }
    return count == most ? block : Arrays.copyOf(block, count);
  }

  private int unpack(ByteBuffer packed, byte[] block) throws DataFormatException {
    inflater.reset();
    inflater.setInput(packed);
    int total = 0;
    while (total < block.length) {
      int count = inflater.inflate(block, total, block.length - total);
      if (count == 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
