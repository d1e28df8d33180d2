package org.orion.triage.document;

import com.pff.PSTFileContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/// A content as the reader of Outlook's stores sees it. It counts the steps, since that reader
/// follows what a damaged store says in circles.
final class StoreContent extends PSTFileContent {
  private static final int BUFFER_BYTES = 8 << 10;
  private static final long MOST_STEPS = 40_000_000;

  private final SeekableByteChannel content;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long bufferStart;
  private int buffered;
  private long position;
  private long steps;

  StoreContent(SeekableByteChannel content) {
    this.content = content;
  }

  /// Says that the reader has come to something new.
  void progress() {
    steps = 0;
  }

  @Override
  public void seek(long index) throws IOException {
    if (index < 0) {
      throw new IOException("an offset of " + index);
    }
    steps++;
    if (steps > MOST_STEPS) {
      throw new IOException("its parts refer to each other in circles");
    }
    position = index;
  }

  @Override
  public long getFilePointer() {
    return position;
  }

  @Override
  public int read() throws IOException {
    if (position < bufferStart || position >= bufferStart + buffered) {
      fill();
    }
    int at = (int) (position - bufferStart);
    if (at < 0 || at >= buffered) {
      return -1;
    }
    position++;
    return buffer[at] & 0xFF;
  }

  private void fill() throws IOException {
    bufferStart = position;
    buffered = read(ByteBuffer.wrap(buffer));
  }

  private int read(ByteBuffer target) throws IOException {
    content.position(position);
    while (target.hasRemaining() && content.read(target) >= 0) {
      continue;
    }
    return target.position();
  }

  @Override
  public int read(byte[] target) throws IOException {
    if (target.length == 0) {
      return 0;
    }
    int at = Math.clamp(position - bufferStart, -1, BUFFER_BYTES);
    if (at >= 0 && at + target.length <= buffered) {
      System.arraycopy(buffer, at, target, 0, target.length);
      position += target.length;
      return target.length;
    }
    if (target.length < BUFFER_BYTES) {
      fill();
      int count = Math.min(target.length, buffered);
      System.arraycopy(buffer, 0, target, 0, count);
      position += count;
      return count == 0 ? -1 : count;
    }
    int count = read(ByteBuffer.wrap(target));
    position += count;
    return count == 0 ? -1 : count;
  }

  @Override
  public byte readByte() throws IOException {
    int value = read();
    if (value < 0) {
      throw new IOException("the store ends at byte " + position);
    }
    return (byte) value;
  }

  @Override
  public void close() {}
}
