package org.orion.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Makes a folder as a computer's user might have it: pictures of several sizes, videos, texts and
/// other files, mostly small by number and mostly media by bytes, one of ten an exact copy. Each
/// file is a function of its number, so that the same call makes the same folder.
final class MixRun {
  private static final int IN_A_FOLDER = 500;
  private static final int AT_ONCE = 20;

  private final Path folder;

  private MixRun(Path folder) {
    this.folder = folder;
  }

  static void run(Path folder, Options options) throws IOException {
    long wanted = options.number("megabytes", 200) * 1_000_000L;
    Files.createDirectories(folder);
    MixRun mix = new MixRun(folder);
    long bytes = 0;
    int count = 0;
    while (bytes < wanted) {
      int first = count;
      // Copies come last, when what they are copies of is there.
      bytes += IntStream.range(first, first + AT_ONCE).parallel().mapToLong(mix::make).sum();
      bytes += IntStream.range(first, first + AT_ONCE).mapToLong(mix::copy).sum();
      count += AT_ONCE;
    }
    System.out.printf(
        Locale.ROOT, "{\"folder\":\"%s\",\"files\":%d,\"bytes\":%d}%n", folder, count, bytes);
  }

  /// What a file is, by its share of a thousand.
  private enum Kind {
    COPY(100, ""),
    TEXT(380, ".txt"),
    SMALL_BINARY(200, ".dat"),
    SMALL_JPEG(140, ".jpg"),
    MIDDLE_JPEG(90, ".jpg"),
    LARGE_JPEG(20, ".jpg"),
    PNG(10, ".png"),
    MIDDLE_BINARY(50, ".bin"),
    LARGE_BINARY(5, ".bin"),
    AVI(2, ".avi"),
    MP4(3, ".mp4");

    private final int share;
    private final String suffix;

    Kind(int share, String suffix) {
      this.share = share;
      this.suffix = suffix;
    }

    static Kind of(int number) {
      int drawn = (int) Long.remainderUnsigned(PdqData.mix(number), 1_000);
      for (Kind kind : values()) {
        drawn -= kind.share;
        if (drawn < 0) {
          return kind;
        }
      }
      throw new IllegalStateException("the shares are fewer than 1,000");
    }
  }

  private Path path(int number, String suffix) throws IOException {
    Path part = folder.resolve("%04d".formatted(number / IN_A_FOLDER));
    Files.createDirectories(part);
    return part.resolve(number + suffix);
  }

  private long make(int number) {
    try {
      Kind kind = Kind.of(number);
      Path target = path(number, kind.suffix);
      Random random = new Random(PdqData.mix(~number));
      switch (kind) {
        case COPY -> {
          return 0;
        }
        case TEXT -> Files.writeString(target, text(random, 200 + random.nextInt(20_000)));
        case SMALL_BINARY -> noise(target, random, 1_000 + random.nextInt(64_000));
        case MIDDLE_BINARY -> noise(target, random, 100_000 + random.nextInt(4_000_000));
        case LARGE_BINARY -> noise(target, random, 8_000_000 + random.nextInt(56_000_000));
        case SMALL_JPEG -> Pattern.writeJpeg(Pattern.of(530, 380, random), target);
        case MIDDLE_JPEG -> Pattern.writeJpeg(Pattern.of(1_600, 1_200, random), target);
        case LARGE_JPEG -> Pattern.writeJpeg(Pattern.of(4_000, 3_000, random), target);
        case PNG -> Pattern.writePng(Pattern.of(800, 600, random), target);
        case AVI -> video(target, "mjpeg", "1280x720", number, 2 + random.nextInt(8));
        case MP4 -> video(target, "mpeg4", "640x360", number, 10 + random.nextInt(50));
      }
      return Files.size(target);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /// The nearest file before it that is no copy, once more.
  private long copy(int number) {
    if (Kind.of(number) != Kind.COPY) {
      return 0;
    }
    int original = number - 1;
    while (original >= 0 && Kind.of(original) == Kind.COPY) {
      original--;
    }
    try {
      if (original < 0) {
        Files.writeString(path(number, ".txt"), "no file comes before this one");
        return Files.size(path(number, ".txt"));
      }
      String suffix = Kind.of(original).suffix;
      Path target = path(number, suffix);
      Files.copy(path(original, suffix), target);
      return Files.size(target);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// Lines of words.
  static String text(Random random, int length) {
    StringBuilder text = new StringBuilder(length + 20);
    while (text.length() < length) {
      for (int i = 3 + random.nextInt(7); i > 0; i--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(random.nextInt(12) == 0 ? '\n' : ' ');
    }
    return text.toString();
  }

  private static void noise(Path target, Random random, int length) throws IOException {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    Files.write(target, bytes);
  }

  /// A moving test pattern; the number decides its noise.
  private static void video(Path target, String codec, String size, int number, int seconds)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i"));
    command.add(
        "testsrc2=size=%s:rate=25:duration=%d,noise=alls=12:allf=t:all_seed=%d"
            .formatted(size, seconds, number));
    command.addAll(
        List.of(
            "-c:v",
            codec,
            "-q:v",
            "4",
            "-pix_fmt",
            codec.equals("mjpeg") ? "yuvj420p" : "yuv420p"));
    command.addAll(List.of("-threads", "1", "-bitexact", target.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException("ffmpeg did not make %s: %s".formatted(target, said));
    }
  }
}
