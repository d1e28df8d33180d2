package org.orion.bench;

import java.util.Locale;
import java.util.Random;
import org.orion.exchange.hash.Pdq;
import org.orion.triage.index.SimilarityIndex;
import org.orion.triage.index.SimilarityIndexBuilder;

/// Queries at radius 31 on random hashes, half of the queries planted near an entry, on one thread.
final class SimilarityRun {
  private static final int RADIUS = 31;

  private SimilarityRun() {}

  static void run(String[] arguments) {
    int entries = Integer.parseInt(arguments[0]);
    int queries = Integer.parseInt(arguments[1]);
    Random random = new Random(11);
    SimilarityIndexBuilder builder = new SimilarityIndexBuilder();
    Pdq[] stored = new Pdq[entries];
    for (int i = 0; i < entries; i++) {
      stored[i] =
          new Pdq(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
      builder.add(stored[i], i);
    }
    long building = System.nanoTime();
    SimilarityIndex index = builder.build();
    double buildSeconds = (System.nanoTime() - building) / 1e9;
    long[] found = new long[2];
    long started = System.nanoTime();
    for (int i = 0; i < queries; i++) {
      Pdq query =
          i % 2 == 0
              ? planted(stored[random.nextInt(entries)], random)
              : new Pdq(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
      index.search(
          query,
          RADIUS,
          (entry, distance) -> {
            found[0]++;
            found[1] += 31L * entry + distance;
          });
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "{\"entries\":%d,\"queries\":%d,\"queries_per_second\":%.0f,\"build_seconds\":%.3f,"
            + "\"matches\":%d,\"checksum\":%d}%n",
        entries,
        queries,
        queries / seconds,
        buildSeconds,
        found[0],
        found[1]);
  }

  private static Pdq planted(Pdq near, Random random) {
    long[] words = {near.a(), near.b(), near.c(), near.d()};
    for (int i = 0; i < 25; i++) {
      int bit = random.nextInt(256);
      words[bit >> 6] ^= 1L << (bit & 63);
    }
    return new Pdq(words[0], words[1], words[2], words[3]);
  }
}
