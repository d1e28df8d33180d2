package org.orion.triage.cage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Optional;

/// The content as a task in the child sees it: read-only, of known size, in shared memory as a
/// whole or in windows that the parent fills. One thread at a time.
///
/// Windows are aligned blocks of [Frame#WINDOW_BYTES]; the least recently used of [Frame#WINDOWS]
/// is given up for the next. Of a window that cannot be read as a whole, pieces are asked for.
final class SharedContent implements SeekableByteChannel, WholeContent {
  /// Asks the parent for bytes.
  interface Source {
    /// @return how many bytes are at `offset` in shared memory now
    int fetch(long position, int length, int offset) throws IOException;
  }

  /// What a file system's cache reads at least, and so what a bad sector costs.
  private static final int PIECE_BYTES = 4 << 10;

  private final ByteBuffer memory;
  private final long size;
  private final Optional<Source> source;
  private final long[] windowNumbers = new long[Frame.WINDOWS];
  private final int[] windowBytes = new int[Frame.WINDOWS];
  private final long[] windowUses = new long[Frame.WINDOWS];
  private long uses;
  private long brokenWindow = -1;
  private long position;
  private boolean open = true;

  /// @param source empty when the content is in shared memory as a whole
  SharedContent(ByteBuffer memory, long size, Optional<Source> source) {
    this.memory = memory.asReadOnlyBuffer();
    this.size = size;
    this.source = source;
    Arrays.fill(windowNumbers, -1);
  }

  /// All the bytes in shared memory without a copy, read-only, when the content is small enough to
  /// be in shared memory as a whole ([Frame#WHOLE_CONTENT_BYTES]). Valid until the task returns.
  @Override
  public Optional<MemorySegment> whole() {
    return source.isEmpty()
        ? Optional.of(MemorySegment.ofBuffer(memory.slice(0, (int) size)))
        : Optional.empty();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (position >= size) {
      return target.hasRemaining() ? -1 : 0;
    }
    if (source.isEmpty()) {
      return copy(target, (int) position, (int) (size - position));
    }
    int total = 0;
    while (target.hasRemaining() && position < size) {
      try {
        total += readOn(source.get(), target);
      } catch (UnreadableContentException problem) {
        if (total == 0) {
          throw problem;
        }
        // Whoever wants more is told the next time.
        return total;
      }
    }
    return total;
  }

  /// @return bytes read, at least one
  private int readOn(Source parent, ByteBuffer target) throws IOException {
    long number = position / Frame.WINDOW_BYTES;
    int window = window(parent, number);
    if (number == brokenWindow) {
      return readPiece(parent, window, target);
    }
    int inWindow = (int) (position % Frame.WINDOW_BYTES);
    return copy(target, window * Frame.WINDOW_BYTES + inWindow, windowBytes[window] - inWindow);
  }

  /// @param window whose place in memory may be used
  private int readPiece(Source parent, int window, ByteBuffer target) throws IOException {
    long start = position / PIECE_BYTES * PIECE_BYTES;
    int offset = window * Frame.WINDOW_BYTES;
    int count = fetch(parent, start, (int) Math.min(PIECE_BYTES, size - start), offset);
    if (count < 0) {
      throw new UnreadableContentException("the bytes at %d cannot be read".formatted(start));
    }
    int inPiece = (int) (position - start);
    return copy(target, offset + inPiece, count - inPiece);
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SharedContent position(long newPosition) {
    if (newPosition < 0) {
      throw new IllegalArgumentException("position is " + newPosition + ", must be at least 0");
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int write(ByteBuffer bytes) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
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

  private int copy(ByteBuffer target, int offset, int available) {
    int count = Math.min(target.remaining(), available);
    target.put(target.position(), memory, offset, count);
    target.position(target.position() + count);
    position += count;
    return count;
  }

  private int window(Source parent, long number) throws IOException {
    int oldest = 0;
    uses++;
    for (int window = 0; window < Frame.WINDOWS; window++) {
      if (windowNumbers[window] == number) {
        windowUses[window] = uses;
        return window;
      }
      if (windowUses[window] < windowUses[oldest]) {
        oldest = window;
      }
    }
    windowNumbers[oldest] = -1;
    if (number == brokenWindow) {
      return oldest;
    }
    long start = number * Frame.WINDOW_BYTES;
    int wanted = (int) Math.min(Frame.WINDOW_BYTES, size - start);
    int count = fetch(parent, start, wanted, oldest * Frame.WINDOW_BYTES);
    if (count < 0) {
      brokenWindow = number;
      return oldest;
    }
    windowNumbers[oldest] = number;
    windowBytes[oldest] = count;
    windowUses[oldest] = uses;
    return oldest;
  }

  private int fetch(Source parent, long start, int wanted, int offset) throws IOException {
    int count = parent.fetch(start, wanted, offset);
    if (count >= 0 && count < wanted) {
      throw new UnreadableContentException(
          "the content ends at byte %d, expected %d".formatted(start + count, size));
    }
    return count;
  }
}
