package org.orion.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/// Makes folders of files to be scanned: generated patterns, each another one.
final class FixtureRun {
  private static final int IN_A_FOLDER = 1_000;

  private FixtureRun() {}

  static void run(Path folder, Options options) throws IOException {
    int count = options.number("count", 6_000);
    String kind = options.text("kind", "small");
    Files.createDirectories(folder);
    IntStream.range(0, count).parallel().forEach(i -> make(folder, kind, i));
    System.out.printf(
        Locale.ROOT, "{\"folder\":\"%s\",\"kind\":\"%s\",\"files\":%d}%n", folder, kind, count);
  }

  private static void make(Path folder, String kind, int number) {
    try {
      Path part = folder.resolve("%04d".formatted(number / IN_A_FOLDER));
      Files.createDirectories(part);
      Random random = new Random(PdqData.mix(number));
      switch (kind) {
        case "small" ->
            Pattern.writeJpeg(Pattern.of(530, 380, random), part.resolve(number + ".jpg"));
        case "large" ->
            Pattern.writeJpeg(Pattern.of(4_000, 3_000, random), part.resolve(number + ".jpg"));
        case "binary" -> {
          byte[] bytes = new byte[random.nextInt(2 << 20)];
          random.nextBytes(bytes);
          Files.write(part.resolve(number + ".bin"), bytes);
        }
        default ->
            throw new IllegalArgumentException(
                "kind is %s, must be small, large or binary".formatted(kind));
      }
    } catch (IOException problem) {
      throw new java.io.UncheckedIOException(problem);
    }
  }
}
