package org.orion.triage.index;

import java.util.Arrays;
import org.orion.exchange.hash.Pdq;

/// How the 256 bits of a hash are cut into pieces: neighbouring bits, from the first word's highest
/// on, the wider pieces first.
final class Pieces {
  /*
   * The generalised pigeonhole principle (Qin et al., "GPH: Similarity search in Hamming space",
   * ICDE 2018): give piece i a radius r_i >= -1 with sum(r_i + 1) = radius + 1. Two hashes within
   * the radius then agree in some piece i to within r_i bits; else they would differ in
   * sum(r_i + 1) bits or more. A piece of radius -1 is not searched.
   */
  static final int BITS = 256;
  static final int MOST_PIECE_RADIUS = 4;

  private static final int MOST_WIDTH = 26;
  private static final int USUAL_RADIUS = 31;
  private static final long MOST_BYTES_PER_ROW = 130;
  private static final long BYTES_BESIDE_PIECES = 36;

  /// What reading a candidate costs against looking one bucket up: two places of memory to one.
  static final int CANDIDATE_COST = 2;

  private static final int[][] FLIPS = new int[MOST_WIDTH + 1][];

  private final int[] starts;
  private final int[] widths;

  private Pieces(int count) {
    starts = new int[count];
    widths = new int[count];
    int start = 0;
    for (int i = 0; i < count; i++) {
      starts[i] = start;
      widths[i] = BITS / count + (i < BITS % count ? 1 : 0);
      start += widths[i];
    }
  }

  /// @throws IllegalArgumentException unless `count` is 10 to 32
  static Pieces of(int count) {
    if (count < 10 || count > 32) {
      throw new IllegalArgumentException("count is %d, must be 10 to 32".formatted(count));
    }
    return new Pieces(count);
  }

  /// The pieces whose searches at the field's radius are the cheapest for so many different hashes
  /// and whose tables stay within 130 bytes a hash.
  static Pieces suiting(long rows) {
    Pieces best = of(32);
    for (int count = 10; count < 32; count++) {
      Pieces pieces = of(count);
      if (pieces.tableBytes(rows) <= MOST_BYTES_PER_ROW * Math.max(rows, 1 << 12)
          && pieces.usualCost(rows) < best.usualCost(rows)) {
        best = pieces;
      }
    }
    return best;
  }

  private long tableBytes(long rows) {
    long bytes = rows * (BYTES_BESIDE_PIECES + 4L * (count() - 1));
    for (int width : widths) {
      bytes += 4L << width;
    }
    return bytes;
  }

  private double usualCost(long rows) {
    int[] radii = radii(USUAL_RADIUS);
    double cost = 0;
    for (int i = 0; i < count(); i++) {
      cost += lookUps(i, radii[i]) * (1 + CANDIDATE_COST * rows / (double) (1L << widths[i]));
    }
    return cost;
  }

  int count() {
    return widths.length;
  }

  int width(int piece) {
    return widths[piece];
  }

  /// Equal radii for all pieces, as far as it goes; the wider pieces have the larger ones.
  int[] radii(int radiusBits) {
    int[] radii = new int[count()];
    int total = radiusBits + 1;
    for (int i = 0; i < radii.length; i++) {
      radii[i] = total / count() - 1 + (i < total % count() ? 1 : 0);
    }
    return radii;
  }

  /// The number of values within a radius of one; none for -1.
  int lookUps(int piece, int radius) {
    int sum = 0;
    int shell = 1;
    for (int i = 0; i <= radius; i++) {
      sum += shell;
      shell = shell * (widths[piece] - i) / (i + 1);
    }
    return sum;
  }

  /// Patterns to flip, those with fewer bits first; the first [#lookUps] of them make a radius.
  int[] flips(int piece) {
    return flipsOfWidth(widths[piece]);
  }

  /// Each width's patterns are made when first asked for, by whoever comes first.
  private static int[] flipsOfWidth(int width) {
    int[] flips = FLIPS[width];
    if (flips == null) {
      flips = new int[1];
      int from = 0;
      for (int radius = 1; radius <= MOST_PIECE_RADIUS; radius++) {
        int to = flips.length;
        int[] shell = new int[(to - from) * width];
        int count = 0;
        for (int i = from; i < to; i++) {
          for (int bit = 32 - Integer.numberOfLeadingZeros(flips[i]); bit < width; bit++) {
            shell[count++] = flips[i] | 1 << bit;
          }
        }
        // In order of value neighbouring buckets are looked up together.
        Arrays.sort(shell, 0, count);
        flips = Arrays.copyOf(flips, to + count);
        System.arraycopy(shell, 0, flips, to, count);
        from = to;
      }
      FLIPS[width] = flips;
    }
    return flips;
  }

  /// A piece of a hash, as a number.
  int value(int piece, Pdq hash) {
    return value(piece, hash.a(), hash.b(), hash.c(), hash.d());
  }

  int value(int piece, long a, long b, long c, long d) {
    int start = starts[piece];
    int width = widths[piece];
    int word = start >>> 6;
    int end = (start & 63) + width;
    long mask = (1L << width) - 1;
    long first = word(word, a, b, c, d);
    if (end <= 64) {
      return (int) (first >>> (64 - end) & mask);
    }
    return (int) ((first << (end - 64) | word(word + 1, a, b, c, d) >>> (128 - end)) & mask);
  }

  private static long word(int number, long a, long b, long c, long d) {
    return switch (number) {
      case 0 -> a;
      case 1 -> b;
      case 2 -> c;
      default -> d;
    };
  }
}
