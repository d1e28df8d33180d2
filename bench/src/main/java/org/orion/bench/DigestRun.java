package org.orion.bench;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.orion.triage.hash.ContentHasher;

/// MD5, SHA-1 and SHA-256 in one pass over bytes in memory, on one thread.
final class DigestRun {
  private static final int BYTES = 64 << 20;
  private static final int ROUNDS = 8;

  private DigestRun() {}

  static void run() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    ContentHasher hasher = new ContentHasher();
    long checksum = 0;
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long started = System.nanoTime();
      hasher.update(bytes.rewind());
      checksum += hasher.finish().sha256().a();
      best = Math.max(best, BYTES / ((System.nanoTime() - started) / 1e9));
    }
    System.out.printf(
        Locale.ROOT, "{\"megabytes_per_second\":%.0f,\"checksum\":%d}%n", best / 1e6, checksum);
  }
}
