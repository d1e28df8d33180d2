package org.orion.triage.cage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/// A content as the child sees it: whole in shared memory, or fetched window by window from the
/// parent.
final class RemoteContent implements SeekableByteChannel, WholeContent {
  private final CageChild child;
  private final MemorySegment shared;
  private final long size;
  private long position;
  private long windowStart;
  private int windowLength;

  RemoteContent(CageChild child, MemorySegment shared, long size) {
    this.child = child;
    this.shared = shared;
    this.size = size;
    this.windowLength = size <= Protocol.WHOLE_CONTENT_BYTES ? (int) size : 0;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (position >= size) {
      return -1;
    }
    if (position < windowStart || position >= windowStart + windowLength) {
      // One window back and forth costs a moment; small steps backwards stay within it.
      windowStart = position / Protocol.WINDOW_BYTES * Protocol.WINDOW_BYTES;
      windowLength =
          child.requestWindow(
              windowStart, (int) Math.min(Protocol.WINDOW_BYTES, size - windowStart));
      if (position >= windowStart + windowLength) {
        throw new IOException(
            "the file shrank while it was read: expected %d bytes, found %d"
                .formatted(size, windowStart + windowLength));
      }
    }
    int offset = (int) (position - windowStart);
    int length = Math.min(target.remaining(), windowLength - offset);
    target.put(shared.asSlice(offset, length).asByteBuffer());
    position += length;
    return length;
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
  public Optional<MemorySegment> whole() {
    return size <= Protocol.WHOLE_CONTENT_BYTES
        ? Optional.of(shared.asSlice(0, size))
        : Optional.empty();
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
