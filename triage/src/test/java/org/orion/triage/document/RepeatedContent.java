package org.orion.triage.document;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// A few bytes over and over, as a content far larger than any memory.
final class RepeatedContent implements SeekableByteChannel {
  private final byte[] unit;
  private final long size;
  private long position;

  /// @param least bytes; rounded up to whole repetitions
  RepeatedContent(byte[] unit, long least) {
    this.unit = unit.clone();
    this.size = (least + unit.length - 1) / unit.length * unit.length;
  }

  @Override
  public int read(ByteBuffer target) {
    if (position >= size) {
      return -1;
    }
    int total = 0;
    while (target.hasRemaining() && position < size) {
      int at = (int) (position % unit.length);
      int count = Math.min(target.remaining(), unit.length - at);
      target.put(unit, at, count);
      position += count;
      total += count;
    }
    return total;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
