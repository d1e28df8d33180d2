package org.orion.triage.index;

import java.util.Arrays;

/// Distributes a search's radius over the pieces by what each would cost for this query (Qin et
/// al., ICDE 2018, section 4): nothing for a piece whose value is popular, more for a rare one.
final class RadiusAllocation {
  private static final long UNREACHED = Long.MAX_VALUE / 4;

  private final Pieces pieces;
  private final int radiusBits;
  private final long rows;

  RadiusAllocation(Pieces pieces, int radiusBits, long rows) {
    this.pieces = pieces;
    this.radiusBits = radiusBits;
    this.rows = rows;
  }

  /// Radii with sum(r_i + 1) = radius + 1.
  ///
  /// @param candidates for each piece how many there are within radius 0, 1 and so on, as far as
  ///   that is known
  int[] cheapest(long[][] candidates) {
    int units = radiusBits + 1;
    int options = Pieces.MOST_PIECE_RADIUS + 2;
    int count = pieces.count();
    // best[n][u]: the least cost of the first n pieces with u units; taken: the n-th piece's share.
    long[] best = new long[units + 1];
    Arrays.fill(best, UNREACHED);
    best[0] = 0;
    int[][] taken = new int[count][units + 1];
    for (int piece = 0; piece < count; piece++) {
      long[] costs = costs(piece, candidates[piece], options);
      long[] next = new long[units + 1];
      Arrays.fill(next, UNREACHED);
      for (int used = 0; used <= units; used++) {
        for (int share = 0; share < options && share <= used; share++) {
          long cost = best[used - share] + costs[share];
          if (cost < next[used]) {
            next[used] = cost;
            taken[piece][used] = share;
          }
        }
      }
      best = next;
    }
    int[] radii = new int[count];
    for (int piece = count - 1; piece >= 0; piece--) {
      radii[piece] = taken[piece][units] - 1;
      units -= taken[piece][units];
    }
    return radii;
  }

  /// What a piece costs with radius -1, 0, 1 and so on.
  private long[] costs(int piece, long[] candidates, int options) {
    long[] costs = new long[options];
    double found = 0;
    for (int radius = 0; radius < options - 1; radius++) {
      int lookUps = pieces.lookUps(piece, radius);
      if (radius < candidates.length) {
        found = candidates[radius];
      } else {
        // Further shells hold what the inner ones did on average, or what chance gives them.
        int before = pieces.lookUps(piece, radius - 1);
        double each =
            Math.max(before == 0 ? 0 : found / before, (double) rows / (1L << pieces.width(piece)));
        found += each * (lookUps - before);
      }
      costs[radius + 1] = lookUps + Math.round(Pieces.CANDIDATE_COST * found);
    }
    return costs;
  }
}
