package org.orion.triage.index;

import java.lang.foreign.MemorySegment;
import org.orion.exchange.hash.Pdq;

/// One search by pieces.
final class PigeonholeSearch {
  /*
   * What a search waits for is memory: each bucket, each candidate's row number and each
   * candidate's hash lies somewhere else. So each phase first reads many places that do not depend
   * on each other, which the processor fetches side by side, and only then the next phase looks at
   * what was read:
   *
   *   1. the buckets of all pieces: where they begin and end among the piece's members
   *   2. positions of the candidates, from what 1 left in the cache
   *   3. their rows
   *   4. their hashes, compared with the query
   *
   * Lists are skewed: one value of a piece can be that of thousands of hashes. The bucket sizes of
   * phase 1 tell; then the radii are distributed anew, by the cheapest sum of look-ups and expected
   * candidates, and where nothing helps everything is compared.
   *
   * A row that matches is found by every piece in which it agrees; it is reported by the first.
   */
  private static final int BLOCK = 2048;
  private static final int TOLERATED_CANDIDATES = 256;
  private static final int ROWS_COMPARED_PER_LOOK_UP = 12;

  /// What a thread's searches use one after the other.
  static final class WorkingMemory {
    private long[] buckets = new long[4096];
    private final int[] rows = new int[BLOCK + 4];
    private final int[] distances = new int[BLOCK];
    private boolean taken;
  }

  private final PigeonholeTables tables;
  private final Pieces pieces;
  private final IndexFile file;
  private final MemorySegment memory;
  private final long a;
  private final long b;
  private final long c;
  private final long d;
  private final int radiusBits;
  private final int[] values;
  private final WorkingMemory working;
  private int[] radii;

  /// @param working of this thread; a search within a search makes its own
  PigeonholeSearch(PigeonholeTables tables, Pdq query, int radiusBits, WorkingMemory working) {
    this.tables = tables;
    this.pieces = tables.pieces();
    this.file = tables.file();
    this.memory = file.memory();
    this.a = query.a();
    this.b = query.b();
    this.c = query.c();
    this.d = query.d();
    this.radiusBits = radiusBits;
    this.values = new int[pieces.count()];
    for (int piece = 0; piece < values.length; piece++) {
      values[piece] = pieces.value(piece, query);
    }
    this.radii = pieces.radii(radiusBits);
    this.working = working.taken ? new WorkingMemory() : working;
  }

  void run(SimilarityIndex.Visitor visitor) {
    working.taken = true;
    try {
      if (isCheaperByPieces()) {
        searchPieces(visitor);
      } else {
        compareAll(visitor);
      }
    } finally {
      working.taken = false;
    }
  }

  /// Reads the buckets, with radii that suit the query.
  private boolean isCheaperByPieces() {
    if (radii[0] > Pieces.MOST_PIECE_RADIUS || lookUps() > mostLookUps()) {
      return false;
    }
    gather();
    long expected = 0;
    long candidates = 0;
    int at = 0;
    for (int piece = 0; piece < radii.length; piece++) {
      int lookUps = pieces.lookUps(piece, radii[piece]);
      expected += (long) lookUps * tables.rows() >>> pieces.width(piece);
      candidates += candidates(at, at + lookUps);
      at += lookUps;
    }
    if (candidates <= 2 * expected + TOLERATED_CANDIDATES) {
      return true;
    }
    radii = new RadiusAllocation(pieces, radiusBits, tables.rows()).cheapest(shells());
    if (lookUps() > mostLookUps()) {
      return false;
    }
    gather();
    candidates = candidates(0, lookUps());
    return lookUps() + Pieces.CANDIDATE_COST * candidates <= mostLookUps();
  }

  private int lookUps() {
    int lookUps = 0;
    for (int piece = 0; piece < radii.length; piece++) {
      lookUps += pieces.lookUps(piece, radii[piece]);
    }
    return lookUps;
  }

  private long mostLookUps() {
    return tables.rows() / ROWS_COMPARED_PER_LOOK_UP;
  }

  /// Phase 1: for every look-up its bucket's beginning in the lower and its end in the upper half.
  private void gather() {
    int count = lookUps();
    if (working.buckets.length < count) {
      working.buckets = new long[count];
    }
    int at = 0;
    for (int piece = 0; piece < radii.length; piece++) {
      int lookUps = pieces.lookUps(piece, radii[piece]);
      gather(piece, lookUps, at);
      at += lookUps;
    }
  }

  private void gather(int piece, int lookUps, int at) {
    MemorySegment source = memory;
    long[] target = working.buckets;
    int[] flips = pieces.flips(piece);
    long starts = tables.startsAt(piece);
    int value = values[piece];
    file.touchEach(starts, 4, 8, flips, value, lookUps);
    for (int i = 0; i < lookUps; i++) {
      target[at + i] = source.get(IndexFile.LONG, starts + 4L * (value ^ flips[i]));
    }
  }

  /// The sum of bucket sizes from one look-up to another.
  private long candidates(int from, int to) {
    long[] buckets = working.buckets;
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += (buckets[i] >>> 32) - (buckets[i] & 0xFFFFFFFFL);
    }
    return sum;
  }

  /// Candidates of each piece by its radius, as far as they were gathered.
  private long[][] shells() {
    long[][] shells = new long[radii.length][];
    int at = 0;
    for (int piece = 0; piece < radii.length; piece++) {
      shells[piece] = new long[radii[piece] + 1];
      for (int radius = 0; radius <= radii[piece]; radius++) {
        shells[piece][radius] = candidates(at, at + pieces.lookUps(piece, radius));
      }
      at += pieces.lookUps(piece, radii[piece]);
    }
    return shells;
  }

  private void searchPieces(SimilarityIndex.Visitor visitor) {
    int at = 0;
    for (int piece = 0; piece < radii.length; piece++) {
      int end = at + pieces.lookUps(piece, radii[piece]);
      if (!searchPiece(piece, at, end, visitor)) {
        return;
      }
      at = end;
    }
  }

  /// Phase 2, and for each full block of candidates the others.
  private boolean searchPiece(int piece, int from, int to, SimilarityIndex.Visitor visitor) {
    long[] buckets = working.buckets;
    int[] positions = working.rows;
    int count = 0;
    for (int i = from; i < to; i++) {
      int position = (int) buckets[i];
      int end = (int) (buckets[i] >>> 32);
      while (end - position > BLOCK - count) {
        for (; count < BLOCK; count++) {
          positions[count] = position++;
        }
        if (!compare(piece, count, visitor)) {
          return false;
        }
        count = 0;
      }
      // Most buckets hold four at most: no branch that depends on how many.
      positions[count] = position;
      positions[count + 1] = position + 1;
      positions[count + 2] = position + 2;
      positions[count + 3] = position + 3;
      for (int further = 4; further < end - position; further++) {
        positions[count + further] = position + further;
      }
      count += end - position;
    }
    return compare(piece, count, visitor);
  }

  /// Phases 3 and 4.
  private boolean compare(int piece, int count, SimilarityIndex.Visitor visitor) {
    int[] rows = working.rows;
    if (piece > 0) {
      readRows(tables.membersAt(piece), rows, count);
    }
    int[] distances = working.distances;
    readHalves(rows, count, distances);
    for (int i = 0; i < count; i++) {
      if (distances[i] <= radiusBits && !compareWhole(piece, rows[i], visitor)) {
        return false;
      }
    }
    return true;
  }

  private boolean compareWhole(int piece, int row, SimilarityIndex.Visitor visitor) {
    MemorySegment source = memory;
    long at = tables.hashesAt() + 32L * row;
    long first = source.get(IndexFile.LONG, at) ^ a;
    long second = source.get(IndexFile.LONG, at + 8) ^ b;
    long third = source.get(IndexFile.LONG, at + 16) ^ c;
    long fourth = source.get(IndexFile.LONG, at + 24) ^ d;
    int distance =
        Long.bitCount(first) + Long.bitCount(second) + Long.bitCount(third) + Long.bitCount(fourth);
    if (distance > radiusBits) {
      return true;
    }
    for (int earlier = 0; earlier < piece; earlier++) {
      int difference = pieces.value(earlier, first, second, third, fourth);
      if (Integer.bitCount(difference) <= radii[earlier]) {
        return true;
      }
    }
    return tables.report(row, distance, visitor);
  }

  private void readRows(long members, int[] positions, int count) {
    MemorySegment source = memory;
    file.touchEach(members, 4, 4, positions, 0, count);
    for (int i = 0; i < count; i++) {
      positions[i] = source.get(IndexFile.INT, members + 4L * positions[i]);
    }
  }

  /// Compares the first half of each hash, which is too far away for nearly all of them. Short, so
  /// that many candidates are under way at once.
  private void readHalves(int[] rows, int count, int[] distances) {
    MemorySegment source = memory;
    long hashes = tables.hashesAt();
    long first = a;
    long second = b;
    file.touchEach(hashes, 32, 32, rows, 0, count);
    for (int i = 0; i < count; i++) {
      long at = hashes + 32L * rows[i];
      distances[i] =
          Long.bitCount(source.get(IndexFile.LONG, at) ^ first)
              + Long.bitCount(source.get(IndexFile.LONG, at + 8) ^ second);
    }
  }

  private void compareAll(SimilarityIndex.Visitor visitor) {
    int[] distances = working.distances;
    for (int from = 0; from < tables.rows(); from += BLOCK) {
      int count = Math.min(BLOCK, tables.rows() - from);
      readDistances(from, count, distances);
      for (int i = 0; i < count; i++) {
        if (distances[i] <= radiusBits && !tables.report(from + i, distances[i], visitor)) {
          return;
        }
      }
    }
  }

  private void readDistances(int from, int count, int[] distances) {
    MemorySegment source = memory;
    long at = tables.hashesAt() + 32L * from;
    long first = a;
    long second = b;
    long third = c;
    long fourth = d;
    file.touch(at);
    file.touch(at + 32L * count - 1);
    for (int i = 0; i < count; i++) {
      distances[i] =
          Long.bitCount(source.get(IndexFile.LONG, at) ^ first)
              + Long.bitCount(source.get(IndexFile.LONG, at + 8) ^ second)
              + Long.bitCount(source.get(IndexFile.LONG, at + 16) ^ third)
              + Long.bitCount(source.get(IndexFile.LONG, at + 24) ^ fourth);
      at += 32;
    }
  }
}
