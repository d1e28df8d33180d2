package org.orion.triage.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.orion.triage.cage.BytesContent;

/// A content with a position of its own, so that several threads can read the same one. Closing it
/// leaves the content open.
final class ContentView implements SeekableByteChannel {
  private final SeekableByteChannel content;
  private final long size;
  private long position;

  private ContentView(SeekableByteChannel content) throws IOException {
    this.content = content;
    this.size = content.size();
  }

  static SeekableByteChannel of(SeekableByteChannel content) throws IOException {
    return content instanceof BytesContent bytes
        ? new BytesContent(bytes.bytes())
        : new ContentView(content);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count;
    if (content instanceof FileChannel file) {
      count = file.read(target, position);
    } else {
      synchronized (content) {
        count = content.position(position).read(target);
      }
    }
    position += Math.max(0, count);
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public ContentView position(long newPosition) {
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
    return content.isOpen();
  }

  @Override
  public void close() {}
}
