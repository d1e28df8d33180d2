package org.orion.triage.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;

/// A content in the shape of a file, for parsers that ask for one. It cannot be mapped, locked or
/// written; closing it leaves the content open.
final class ReadOnlyChannel extends FileChannel {
  private final SeekableByteChannel content;

  ReadOnlyChannel(SeekableByteChannel content) {
    this.content = content;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return content.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      int count = content.read(targets[i]);
      if (count < 0) {
        return total == 0 ? -1 : total;
      }
      total += count;
    }
    return total;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    long before = content.position();
    try {
      return content.position(position).read(target);
    } finally {
      content.position(before);
    }
  }

  @Override
  public long position() throws IOException {
    return content.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    content.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return content.size();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new NonWritableChannelException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new NonWritableChannelException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public void force(boolean metadata) {}

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException("not a file");
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new NonWritableChannelException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException("not a file");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException("not a file");
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException("not a file");
  }

  @Override
  protected void implCloseChannel() {}
}
