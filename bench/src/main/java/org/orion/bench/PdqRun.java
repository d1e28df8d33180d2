package org.orion.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.orion.triage.hash.LumaRows;
import org.orion.triage.hash.PdqHasher;

/// PDQ from decoded pixels on one thread, at 512 x 512 and at 12 megapixels in both dialects.
final class PdqRun {
  private static final int ROUNDS = 5;

  private PdqRun() {}

  static void run() {
    try (Arena arena = Arena.ofConfined()) {
      long[] checksum = new long[1];
      double small = millis(pixels(arena, 512, 512), 512, 512, 2_000, checksum);
      double web = millis(pixels(arena, 530, 380), 530, 380, 2_000, checksum);
      double large = millis(pixels(arena, 4000, 3000), 4000, 3000, 30, checksum);
      System.out.printf(
          Locale.ROOT,
          "{\"ms_512\":%.4f,\"pictures_per_second_512\":%.0f,\"ms_530x380_both_dialects\":%.4f,"
              + "\"ms_12mp_both_dialects\":%.2f,\"checksum\":%d}%n",
          small,
          1000 / small,
          web,
          large,
          checksum[0]);
    }
  }

  private static MemorySegment pixels(Arena arena, int width, int height) {
    MemorySegment pixels = arena.allocate(4L * width * height, 64);
    Random random = new Random(7);
    for (long i = 0; i < (long) width * height; i++) {
      pixels.set(ValueLayout.JAVA_INT, 4 * i, random.nextInt());
    }
    return pixels;
  }

  /// The median of the rounds after the first.
  private static double millis(
      MemorySegment pixels, int width, int height, int times, long[] checksum) {
    PdqHasher hasher = new PdqHasher();
    LumaRows rows = LumaRows.ofRgbx(pixels, width, height, 4 * width);
    double[] rounds = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      long started = System.nanoTime();
      for (int i = 0; i < times; i++) {
        checksum[0] += hasher.hash(rows).full().hash().a();
      }
      if (round >= 0) {
        rounds[round] = (System.nanoTime() - started) / 1e6 / times;
      }
    }
    Arrays.sort(rounds);
    return rounds[ROUNDS / 2];
  }
}
