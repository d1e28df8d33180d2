package org.orion.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.orion.triage.media.decode.DecodeOnly;

/// `orion scan` of a folder from start to end, and the same pictures decoded alone, one after the
/// other, several times.
final class FolderRun {
  private FolderRun() {}

  static void run(Path folder, Options options) throws Exception {
    int workers = options.number("workers", 2);
    int pairs = options.number("pairs", 1);
    boolean pictures = options.text("pictures", "yes").equals("yes");
    String list = options.text("list", "");
    Path scratch = Files.createTempDirectory("bench");
    double firstItem = scan(one(folder, scratch), scratch, workers, list, pictures).seconds();
    double scanning = 0;
    double decoding = 0;
    long items = 0;
    long peak = 0;
    long checksum = 0;
    for (int i = 0; i < pairs; i++) {
      Scanned scanned = scan(folder, scratch, workers, list, pictures);
      scanning += scanned.seconds();
      peak = Math.max(peak, scanned.peakBytes());
      checksum = scanned.figures().replaceAll("^\\{\"scan\".*?\"exhibits\":", "").hashCode();
      items += number(scanned.figures(), "\"items\":");
      if (pictures) {
        long started = System.nanoTime();
        DecodeOnly.run(folder, workers);
        decoding += (System.nanoTime() - started) / 1e9;
      }
      System.out.printf(
          Locale.ROOT,
          "run %d: scan %.2f s, decoding alone %.2f s in all%n",
          i + 1,
          scanning,
          decoding);
    }
    System.out.printf(
        Locale.ROOT,
        "{\"items\":%d,\"seconds\":%.2f,\"items_per_second\":%.1f,\"decode_only_per_second\":%.1f,"
            + "\"ratio\":%.3f,\"first_item_seconds\":%.2f,\"peak_rss_bytes\":%d,\"checksum\":%d}%n",
        items / pairs,
        scanning / pairs,
        items / scanning,
        decoding == 0 ? 0 : items / decoding,
        decoding / scanning,
        firstItem,
        peak,
        checksum);
    Files.delete(scratch);
  }

  /// A folder with the first file alone.
  private static Path one(Path folder, Path scratch) throws IOException {
    Path one = Files.createDirectory(scratch.resolve("one"));
    try (Stream<Path> walk = Files.walk(folder)) {
      Path first = walk.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
      Files.copy(first, one.resolve("first"));
    }
    return one;
  }

  private record Scanned(double seconds, long peakBytes, String figures) {}

  private static Scanned scan(Path folder, Path scratch, int workers, String list, boolean pictures)
      throws Exception {
    Path scanFile = scratch.resolve("scan.orion");
    Path out = scratch.resolve("out");
    List<String> command =
        new ArrayList<>(
            List.of(
                "./orion",
                "scan",
                folder.toString(),
                "--out",
                scanFile.toString(),
                "--workers",
                String.valueOf(workers),
                "--json",
                "--exhibit",
                "bench"));
    if (!list.isEmpty()) {
      command.addAll(List.of("--list", list));
    }
    if (!pictures) {
      command.add("--all-files");
    }
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long peak = 0;
    while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, residentBytes(process.toHandle()));
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    if (process.exitValue() > 1) {
      throw new IllegalStateException("the scan ended with " + process.exitValue());
    }
    String figures = Files.readString(out);
    try (Stream<Path> files = Files.list(scratch)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    if (folder.startsWith(scratch)) {
      Files.delete(folder.resolve("first"));
      Files.delete(folder);
    }
    return new Scanned(seconds, peak, figures);
  }

  /// Of the process and all it started; pages that several share count once.
  private static long residentBytes(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants())
        .mapToLong(process -> {
          Path rollup = Path.of("/proc/" + process.pid() + "/smaps_rollup");
          try (Stream<String> lines = Files.lines(rollup)) {
            return lines
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> number(line.replaceAll(" +", ""), "Pss:") << 10)
                .sum();
          } catch (IOException | java.io.UncheckedIOException ended) {
            return 0;
          }
        })
        .sum();
  }

  private static long number(String text, String after) {
    int from = text.lastIndexOf(after) + after.length();
    int to = from;
    while (to < text.length() && Character.isDigit(text.charAt(to))) {
      to++;
    }
    return Long.parseLong(text.substring(from, to));
  }
}
