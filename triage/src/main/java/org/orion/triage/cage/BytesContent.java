package org.orion.triage.cage;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// Content that is in memory already, such as a file that was read once for its digests or a member
/// of an archive. Read-only. The bytes are not copied, so they must stay as they are while the
/// channel is used. One thread at a time.
public final class BytesContent implements SeekableByteChannel {
  private final ByteBuffer bytes;
  private int position;
  private boolean open = true;

  /// What remains in a buffer; the buffer's own position stays.
  public BytesContent(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  /// All of an array.
  public static BytesContent of(byte[] bytes) {
    return new BytesContent(ByteBuffer.wrap(bytes));
  }

  /// All the bytes, whatever the position is: the memory itself, so that digests need no copy of
  /// it; it must not be written.
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  @Override
  public int read(ByteBuffer target) throws ClosedChannelException {
    requireOpen();
    if (position >= bytes.limit()) {
      return target.hasRemaining() ? -1 : 0;
    }
    int count = Math.min(target.remaining(), bytes.limit() - position);
    target.put(target.position(), bytes, position, count);
    target.position(target.position() + count);
    position += count;
    return count;
  }

  @Override
  public long position() throws ClosedChannelException {
    requireOpen();
    return position;
  }

  @Override
  public BytesContent position(long newPosition) throws ClosedChannelException {
    requireOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("position is " + newPosition + ", must be at least 0");
    }
    position = (int) Math.min(newPosition, bytes.limit());
    return this;
  }

  @Override
  public long size() throws ClosedChannelException {
    requireOpen();
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
    return open;
  }

  @Override
  public void close() {
    open = false;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }
}
