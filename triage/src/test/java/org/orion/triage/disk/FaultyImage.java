package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.orion.triage.cage.TestChannel;

/// A file as a failing drive gives it: a stretch of it cannot be read, and from a moment on
/// nothing.
final class FaultyImage extends TestChannel {
  final AtomicLong reads = new AtomicLong();
  private final FileChannel whole;
  private final long badFrom;
  private final long badTo;
  private long readsUntilGone = Long.MAX_VALUE;

  /// @param badTo the first byte that can be read again
  FaultyImage(FileChannel whole, long badFrom, long badTo) throws IOException {
    super(whole.size());
    this.whole = whole;
    this.badFrom = badFrom;
    this.badTo = badTo;
  }

  /// Like a drive that is pulled after so many reads.
  void goneAfter(long count) {
    readsUntilGone = count;
  }

  /// As the kernel does: what comes before a bad place is given, and the next read fails.
  @Override
  protected int readAt(long from, ByteBuffer target) throws IOException {
    if (reads.getAndIncrement() >= readsUntilGone) {
      throw new IOException("No such device");
    }
    if (from >= badFrom && from < badTo) {
      throw new IOException("Input/output error at " + from);
    }
    int limit = target.limit();
    if (from < badFrom) {
      target.limit(target.position() + (int) Math.min(target.remaining(), badFrom - from));
    }
    int count = whole.read(target, from);
    target.limit(limit);
    return count;
  }
}
