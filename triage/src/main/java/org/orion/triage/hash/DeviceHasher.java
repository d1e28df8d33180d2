package org.orion.triage.hash;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Computes the digests of a very large content beside the thread that reads it: one more thread
/// for MD5, which takes longest, and one for SHA-1 and SHA-256, on two buffers in turn. For one
/// caller.
public final class DeviceHasher implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final ContentHasher hasher = new ContentHasher();
  private final ExecutorService md5 = thread("orion-device-md5");
  private final ExecutorService sha = thread("orion-device-sha");
  private final ByteBuffer[] buffers = {
    ByteBuffer.allocate(BUFFER_BYTES), ByteBuffer.allocate(BUFFER_BYTES)
  };
  private final List<List<Future<?>>> work = List.of(new ArrayList<>(), new ArrayList<>());
  private int turn;

  /// One thread each, so that the buffers are taken in their order.
  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  /// An empty buffer to be filled and given to [#update].
  public ByteBuffer buffer() throws InterruptedException {
    await(work.get(turn));
    return buffers[turn].clear();
  }

  /// Adds the bytes that were put into the buffer that was asked for last.
  public void update() {
    ByteBuffer filled = buffers[turn].flip();
    List<Future<?>> running = work.get(turn);
    hasher.count(filled.remaining());
    ByteBuffer other = filled.duplicate();
    running.add(md5.submit(() -> hasher.updateMd5(filled)));
    running.add(sha.submit(() -> hasher.updateSha(other)));
    turn = 1 - turn;
  }

  /// The digests of all bytes.
  public ContentDigests finish() throws InterruptedException {
    for (List<Future<?>> each : work) {
      await(each);
    }
    return hasher.finish();
  }

  private static void await(List<Future<?>> running) throws InterruptedException {
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    running.clear();
  }

  @Override
  public void close() {
    md5.shutdownNow();
    sha.shutdownNow();
  }
}
