package org.orion.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Sha1;
import org.orion.triage.index.ExactIndex;
import org.orion.triage.index.ExactIndexBuilder;

/// Look-ups in an exact index of SHA-1 digests on one thread, half of them of listed ones.
final class ExactRun {
  private ExactRun() {}

  static void run(Options options) throws Exception {
    int entries = options.number("entries", 1_000_000);
    int queries = options.number("queries", 2_000_000);
    Path folder =
        Files.createTempDirectory(
            Path.of(options.text("in", System.getProperty("java.io.tmpdir"))), "bench");
    Path file = folder.resolve("index");
    try {
      long building = System.nanoTime();
      try (ExactIndexBuilder builder = new ExactIndexBuilder(HashAlgorithm.SHA1, folder)) {
        for (int i = 0; i < entries; i++) {
          builder.add(entry(i), i);
        }
        builder.build(file, new byte[32]);
      }
      double buildSeconds = (System.nanoTime() - building) / 1e9;
      long opening = System.nanoTime();
      ExactIndex index = ExactIndex.open(file, HashAlgorithm.SHA1);
      index.find(entry(0), entry -> {});
      double openSeconds = (System.nanoTime() - opening) / 1e9;
      // The first pass compiles the loops and verifies the blocks.
      index.verify();
      run(index, entries, Math.min(queries, 500_000));
      long started = System.nanoTime();
      long[] found = run(index, entries, queries);
      double seconds = (System.nanoTime() - started) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "{\"entries\":%d,\"queries\":%d,\"queries_per_second\":%.0f,\"build_seconds\":%.3f,"
              + "\"bytes_per_entry\":%.2f,\"open_seconds\":%.4f,\"matches\":%d,\"checksum\":%d}%n",
          entries,
          queries,
          queries / seconds,
          buildSeconds,
          (double) index.bytes() / entries,
          openSeconds,
          found[0],
          found[1]);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static long[] run(ExactIndex index, int entries, int queries) {
    long[] found = new long[2];
    ExactIndex.Visitor visitor =
        entry -> {
          found[0]++;
          found[1] += entry;
        };
    for (int i = 0; i < queries; i++) {
      long number = PdqData.mix(i + (1L << 50));
      index.find(
          (i & 1) == 0
              ? entry((int) Math.unsignedMultiplyHigh(number, entries))
              : new Sha1(number, PdqData.mix(number), i),
          visitor);
    }
    return found;
  }

  private static Sha1 entry(int number) {
    return new Sha1(
        PdqData.mix(3L * number), PdqData.mix(3L * number + 1), (int) PdqData.mix(3L * number + 2));
  }
}
