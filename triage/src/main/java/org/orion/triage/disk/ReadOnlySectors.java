package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// The sectors of a device as the container of an image holds them: a position, a size, and nothing
/// that writes. Not for several threads at once.
abstract class ReadOnlySectors implements SeekableByteChannel {
  private static final byte[] ZEROS = new byte[64 << 10];

  private final long bytes;
  private long position;

  /// @param bytes the size of the device
  ReadOnlySectors(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is %d, must be 0 or more".formatted(bytes));
    }
    this.bytes = bytes;
  }

  /// Reads from one block of the container, at most to the block's end.
  ///
  /// @param at where, in the device; smaller than its size
  /// @param target takes at least one byte, and none behind the device's end
  /// @return how many bytes were put into the target, at least 1
  /// @throws ImageException when the block is damaged
  abstract int readAt(long at, ByteBuffer target) throws IOException;

  /// Puts zeros where the container holds nothing.
  ///
  /// @return how many
  static int zeros(ByteBuffer target, long most) {
    int wanted = (int) Math.min(target.remaining(), most);
    int left = wanted;
    while (left > 0) {
      int count = Math.min(left, ZEROS.length);
      target.put(ZEROS, 0, count);
      left -= count;
    }
    return wanted;
  }

  @Override
  public final int read(ByteBuffer target) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    if (position >= bytes) {
      return -1;
    }
    int limit = target.limit();
    int total = 0;
    try {
      if (bytes - position < target.remaining()) {
        target.limit(target.position() + (int) (bytes - position));
      }
      while (target.hasRemaining()) {
        int count = readAt(position, target);
        position += count;
        total += count;
      }
    } finally {
      target.limit(limit);
    }
    return total;
  }

  @Override
  public final long position() {
    return position;
  }

  @Override
  public final ReadOnlySectors position(long newPosition) {
    if (newPosition < 0) {
      throw new IllegalArgumentException(
          "newPosition is %d, must be 0 or more".formatted(newPosition));
    }
    position = newPosition;
    return this;
  }

  @Override
  public final long size() {
    return bytes;
  }

  @Override
  public final int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public final SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }
}
