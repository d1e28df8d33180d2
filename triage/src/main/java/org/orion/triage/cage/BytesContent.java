package org.orion.triage.cage;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// A content that lies in memory.
public final class BytesContent implements SeekableByteChannel {
  private final ByteBuffer bytes;

  /// @param bytes from position to limit; shared, not copied
  public BytesContent(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  /// All bytes, as a buffer of its own over the same memory.
  public ByteBuffer bytes() {
    return bytes.duplicate().rewind();
  }

  @Override
  public int read(ByteBuffer target) {
    if (!bytes.hasRemaining()) {
      return -1;
    }
    int length = Math.min(target.remaining(), bytes.remaining());
    target.put(bytes.slice(bytes.position(), length));
    bytes.position(bytes.position() + length);
    return length;
  }

  @Override
  public long position() {
    return bytes.position();
  }

  @Override
  public SeekableByteChannel position(long position) {
    bytes.position((int) Math.min(position, bytes.limit()));
    return this;
  }

  @Override
  public long size() {
    return bytes.limit();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
