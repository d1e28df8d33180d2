package org.orion.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import org.orion.exchange.hash.Pdq;
import org.orion.triage.index.PigeonholeIndex;
import org.orion.triage.index.SimilarityIndexBuilder;

/// Queries of a similarity index at radius 31 on one thread, half of them planted near an entry.
final class SimilarityRun {
  private static final int RADIUS = 31;
  private static final int BATCH = 256;

  private SimilarityRun() {}

  static void run(Options options) throws Exception {
    int entries = options.number("entries", 1_000_000);
    int queries = options.number("queries", 20_000);
    boolean any = options.text("mode", "all").equals("any");
    PdqData data = PdqData.named(options.text("data", "random"), entries);
    if (!options.text("write", "").isEmpty()) {
      write(data, queries, Path.of(options.text("write", "")));
    }
    if (options.text("method", "index").equals("scan")) {
      scan(data, queries);
      return;
    }
    Path folder = Path.of(options.text("in", System.getProperty("java.io.tmpdir")));
    Figures figures = measure(data, queries, any, folder);
    System.out.printf(
        Locale.ROOT,
        "{\"entries\":%d,\"queries\":%d,\"data\":\"%s\",\"mode\":\"%s\","
            + "\"queries_per_second\":%.0f,\"build_seconds\":%.3f,\"bytes_per_entry\":%.1f,"
            + "\"open_seconds\":%.4f,\"matches\":%d,\"checksum\":%d}%n",
        entries,
        queries,
        data.name(),
        any ? "any" : "all",
        figures.queriesPerSecond(),
        figures.buildSeconds(),
        figures.bytesPerEntry(),
        figures.openSeconds(),
        figures.matches(),
        figures.checksum());
  }

  /// What an index takes and gives.
  record Figures(
      double queriesPerSecond,
      double buildSeconds,
      double bytesPerEntry,
      double openSeconds,
      long matches,
      long checksum) {}

  /// @param in where the index file lies while it is measured
  static Figures measure(PdqData data, int queries, boolean any, Path in) throws Exception {
    Path folder = Files.createTempDirectory(in, "bench");
    Path file = folder.resolve("index");
    try {
      double buildSeconds = build(data, file);
      long opening = System.nanoTime();
      PigeonholeIndex index = PigeonholeIndex.open(file);
      index.any(data.query(0), RADIUS);
      double openSeconds = (System.nanoTime() - opening) / 1e9;
      // The first pass compiles the loops and verifies the blocks.
      run(index, data, Math.min(queries, 5_000), any);
      long started = System.nanoTime();
      long[] found = run(index, data, queries, any);
      double seconds = (System.nanoTime() - started) / 1e9;
      return new Figures(
          queries / seconds,
          buildSeconds,
          (double) index.bytes() / data.entries(),
          openSeconds,
          found[0],
          found[1]);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /// Writes entries and queries for other programs, 32 bytes each.
  private static void write(PdqData data, int queries, Path folder) throws IOException {
    write(folder.resolve("entries"), data.entries(), data::entry);
    write(folder.resolve("queries"), queries, data::query);
  }

  private static void write(Path file, int count, IntFunction<Pdq> hashes) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
      for (int i = 0; i < count; i++) {
        Pdq hash = hashes.apply(i);
        out.writeLong(hash.a());
        out.writeLong(hash.b());
        out.writeLong(hash.c());
        out.writeLong(hash.d());
      }
    }
  }

  private static void scan(PdqData data, int queries) {
    Figures figures = measureScan(data, queries);
    System.out.printf(
        Locale.ROOT,
        "{\"entries\":%d,\"queries\":%d,\"data\":\"%s\",\"method\":\"scan\","
            + "\"queries_per_second\":%.0f,\"matches\":%d,\"checksum\":%d}%n",
        data.entries(),
        queries,
        data.name(),
        figures.queriesPerSecond(),
        figures.matches(),
        figures.checksum());
  }

  /// The same by comparing every query with every entry, many queries at once.
  static Figures measureScan(PdqData data, int queries) {
    FullScan scan = new FullScan(data);
    Pdq[] all = new Pdq[queries];
    for (int i = 0; i < queries; i++) {
      all[i] = data.query(i);
    }
    long[] found = new long[2];
    FullScan.Visitor counting =
        (query, entry, distance) -> {
          found[0]++;
          found[1] += 31L * entry + distance;
        };
    scan.search(Arrays.copyOf(all, Math.min(queries, 64)), RADIUS, counting);
    Arrays.fill(found, 0);
    long started = System.nanoTime();
    for (int from = 0; from < queries; from += BATCH) {
      scan.search(Arrays.copyOfRange(all, from, Math.min(queries, from + BATCH)), RADIUS, counting);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Figures(queries / seconds, 0, 32, 0, found[0], found[1]);
  }

  private static double build(PdqData data, Path file) throws Exception {
    try (SimilarityIndexBuilder builder = new SimilarityIndexBuilder()) {
      for (int i = 0; i < data.entries(); i++) {
        builder.add(data.entry(i), i);
      }
      long building = System.nanoTime();
      builder.build(file, new byte[32]);
      return (System.nanoTime() - building) / 1e9;
    }
  }

  private static long[] run(PigeonholeIndex index, PdqData data, int queries, boolean any) {
    long[] found = new long[2];
    for (int i = 0; i < queries; i++) {
      Pdq query = data.query(i);
      if (any) {
        found[0] += index.any(query, RADIUS) ? 1 : 0;
        continue;
      }
      index.search(
          query,
          RADIUS,
          (entry, distance) -> {
            found[0]++;
            found[1] += 31L * entry + distance;
            return true;
          });
    }
    found[1] += any ? found[0] : 0;
    return found;
  }
}
