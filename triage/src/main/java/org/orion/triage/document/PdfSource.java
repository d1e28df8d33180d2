package org.orion.triage.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.io.RandomAccessReadView;

/// A content as the parser of PDF reads it, through a small buffer.
final class PdfSource implements RandomAccessRead {
  private static final int BUFFER_BYTES = 16 << 10;

  private final SeekableByteChannel content;
  private final long length;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long bufferStart;
  private int buffered;
  private long position;
  private boolean closed;

  PdfSource(SeekableByteChannel content) throws IOException {
    this.content = content;
    this.length = content.size();
  }

  @Override
  public int read() throws IOException {
    return isBuffered() || fill() ? buffer[(int) (position++ - bufferStart)] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (!isBuffered() && !fill()) {
      return -1;
    }
    int at = (int) (position - bufferStart);
    int copied = Math.min(count, buffered - at);
    System.arraycopy(buffer, at, target, offset, copied);
    position += copied;
    return copied;
  }

  private boolean isBuffered() {
    return position >= bufferStart && position < bufferStart + buffered;
  }

  private boolean fill() throws IOException {
    if (position >= length) {
      return false;
    }
    // Parsers of this format often step back a little.
    bufferStart = Math.max(0, position - BUFFER_BYTES / 4);
    content.position(bufferStart);
    ByteBuffer target = ByteBuffer.wrap(buffer);
    while (target.hasRemaining() && content.read(target) >= 0) {
      continue;
    }
    buffered = target.position();
    return isBuffered();
  }

  @Override
  public long getPosition() {
    return position;
  }

  @Override
  public void seek(long newPosition) throws IOException {
    if (newPosition < 0) {
      throw new IOException("an offset of " + newPosition);
    }
    position = Math.min(newPosition, length);
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean isEOF() {
    return position >= length;
  }

  @Override
  public RandomAccessReadView createView(long start, long viewLength) {
    return new RandomAccessReadView(this, start, viewLength);
  }

  @Override
  public void close() {
    closed = true;
  }
}
