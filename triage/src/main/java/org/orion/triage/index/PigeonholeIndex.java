package org.orion.triage.index;

import java.util.stream.IntStream;
import org.orion.exchange.hash.Pdq;

/// Finds near hashes by pieces: whatever lies within the radius must agree with the query in at
/// least one of sixteen 16-bit pieces to within a small radius of that piece.
public final class PigeonholeIndex implements SimilarityIndex {
  /*
   * Generalised pigeonhole principle (Qin et al., ICDE 2018): piece radii r_i >= -1 with
   * sum(r_i + 1) = radius + 1. At the field's radius of 31 every piece has radius 1: 16 x 17
   * look-ups. A candidate found in piece i is passed over when an earlier piece finds it too, so
   * that every row is reported once without remembering which were.
   *
   * For each piece one flat table: starts[value] .. starts[value + 1] are positions in an array of
   * row numbers.
   */
  private static final int PIECES = 16;
  private static final int VALUES = 1 << 16;
  private static final int[][] FLIPS = flipsByRadius(4);

  private final PdqRows rows;
  private final PlainSimilarityIndex plain;
  private final int[][] starts = new int[PIECES][];
  private final int[][] members = new int[PIECES][];

  PigeonholeIndex(PdqRows rows) {
    this.rows = rows;
    this.plain = new PlainSimilarityIndex(rows);
    for (int piece = 0; piece < PIECES; piece++) {
      fill(piece);
    }
  }

  private void fill(int piece) {
    int[] start = new int[VALUES + 1];
    for (int row = 0; row < rows.count(); row++) {
      start[rows.piece(row, piece) + 1]++;
    }
    for (int value = 0; value < VALUES; value++) {
      start[value + 1] += start[value];
    }
    int[] next = start.clone();
    int[] member = new int[rows.count()];
    for (int row = 0; row < rows.count(); row++) {
      member[next[rows.piece(row, piece)]++] = row;
    }
    starts[piece] = start;
    members[piece] = member;
  }

  /// All 16-bit patterns with at most so many bits set, fewest first.
  private static int[][] flipsByRadius(int most) {
    int[][] flips = new int[most + 1][];
    for (int radius = 0; radius <= most; radius++) {
      int limit = radius;
      flips[radius] =
          IntStream.range(0, VALUES)
              .filter(pattern -> Integer.bitCount(pattern) <= limit)
              .toArray();
    }
    return flips;
  }

  @Override
  public int size() {
    return rows.entryCount();
  }

  @Override
  public void search(Pdq query, int radiusBits, Visitor visitor) {
    if (radiusBits < 0 || radiusBits > 64) {
      throw new IllegalArgumentException("radiusBits is %d, must be 0 to 64".formatted(radiusBits));
    }
    int[] radii = radii(radiusBits);
    if (candidates(query, radii) > rows.count()) {
      plain.search(query, radiusBits, visitor);
      return;
    }
    for (int piece = 0; piece < PIECES; piece++) {
      if (radii[piece] < 0) {
        continue;
      }
      int value = piece(query, piece);
      int[] start = starts[piece];
      int[] member = members[piece];
      for (int flip : FLIPS[radii[piece]]) {
        int bucket = value ^ flip;
        for (int i = start[bucket]; i < start[bucket + 1]; i++) {
          verify(member[i], piece, radii, query, radiusBits, visitor);
        }
      }
    }
  }

  private void verify(int row, int piece, int[] radii, Pdq query, int radiusBits, Visitor visitor) {
    int distance = rows.distance(row, query);
    if (distance > radiusBits) {
      return;
    }
    for (int earlier = 0; earlier < piece; earlier++) {
      int difference = rows.piece(row, earlier) ^ piece(query, earlier);
      if (Integer.bitCount(difference) <= radii[earlier]) {
        return;
      }
    }
    rows.report(row, distance, visitor);
  }

  private static int[] radii(int radiusBits) {
    int[] radii = new int[PIECES];
    int total = radiusBits + 1;
    for (int piece = 0; piece < PIECES; piece++) {
      radii[piece] = total / PIECES - 1 + (piece < total % PIECES ? 1 : 0);
    }
    return radii;
  }

  /// The cost of the look-ups, in comparisons: a popular piece can hold most of a list.
  private long candidates(Pdq query, int[] radii) {
    long cost = 0;
    for (int piece = 0; piece < PIECES; piece++) {
      if (radii[piece] >= 0) {
        cost += FLIPS[radii[piece]].length;
        int value = piece(query, piece);
        cost += starts[piece][value + 1] - starts[piece][value];
      }
    }
    return cost;
  }

  private static int piece(Pdq query, int piece) {
    long word =
        switch (piece >> 2) {
          case 0 -> query.a();
          case 1 -> query.b();
          case 2 -> query.c();
          default -> query.d();
        };
    return (int) (word >>> (48 - 16 * (piece & 3))) & 0xFFFF;
  }
}
