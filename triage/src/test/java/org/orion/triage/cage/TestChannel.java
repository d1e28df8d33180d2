package org.orion.triage.cage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// A read-only channel whose reads a test decides.
public abstract class TestChannel implements SeekableByteChannel {
  private final long size;
  private long position;

  protected TestChannel(long size) {
    this.size = size;
  }

  protected abstract int readAt(long from, ByteBuffer target) throws IOException;

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = readAt(position, target);
    position += Math.max(count, 0);
    return count;
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
