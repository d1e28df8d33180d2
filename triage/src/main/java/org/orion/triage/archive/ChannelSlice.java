package org.orion.triage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/// A part of a content as a stream. It keeps its own place, so that several can be read in turn;
/// the content stays open when it is closed.
final class ChannelSlice extends InputStream {
  private final SeekableByteChannel content;
  private final long end;
  private final byte[] buffer;
  private long position;
  private int next;
  private int filled;

  /// @param end where it ends at the latest
  ChannelSlice(SeekableByteChannel content, long start, long end, int bufferBytes)
      throws IOException {
    this.content = content;
    this.position = start;
    this.end = Math.min(end, content.size());
    this.buffer = new byte[bufferBytes];
  }

  @Override
  public int read() throws IOException {
    return next < filled || fill() ? buffer[next++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (next == filled && !fill()) {
      return -1;
    }
    int count = Math.min(length, filled - next);
    System.arraycopy(buffer, next, target, offset, count);
    next += count;
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    if (count <= filled - next) {
      next += (int) Math.max(count, 0);
      return Math.max(count, 0);
    }
    long here = position - filled + next;
    long target = Math.min(here + count, Math.max(end, here));
    position = target;
    next = 0;
    filled = 0;
    return target - here;
  }

  /// How many bytes follow at most.
  long remaining() {
    return Math.max(0, end - position) + filled - next;
  }

  private boolean fill() throws IOException {
    if (position >= end) {
      return false;
    }
    int wanted = (int) Math.min(buffer.length, end - position);
    content.position(position);
    int count = content.read(ByteBuffer.wrap(buffer, 0, wanted));
    if (count <= 0) {
      return false;
    }
    position += count;
    next = 0;
    filled = count;
    return true;
  }
}
