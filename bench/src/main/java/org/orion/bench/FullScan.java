package org.orion.bench;

import java.util.Arrays;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.orion.exchange.hash.Pdq;

/// What an index is compared with: every stored hash against every query, as fast as the processor
/// counts bits. A block of hashes that fits the nearest cache is compared with a batch of queries
/// before the next is read.
final class FullScan {
  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final int BLOCK = 1 << 9;

  private final long[][] words;
  private final int entries;

  FullScan(PdqData data) {
    entries = data.entries();
    int padded = (entries + BLOCK - 1) / BLOCK * BLOCK;
    words = new long[4][padded];
    for (int i = 0; i < entries; i++) {
      Pdq hash = data.entry(i);
      words[0][i] = hash.a();
      words[1][i] = hash.b();
      words[2][i] = hash.c();
      words[3][i] = hash.d();
    }
  }

  /// Receives one answer.
  interface Visitor {
    void found(int query, int entry, int distanceBits);
  }

  void search(Pdq[] queries, int radiusBits, Visitor visitor) {
    long[] distances = new long[BLOCK];
    for (int from = 0; from < entries; from += BLOCK) {
      for (int query = 0; query < queries.length; query++) {
        if (compare(queries[query], from, radiusBits, distances)) {
          int end = Math.min(BLOCK, entries - from);
          for (int i = 0; i < end; i++) {
            if (distances[i] <= radiusBits) {
              visitor.found(query, from + i, (int) distances[i]);
            }
          }
        }
      }
    }
    Arrays.fill(distances, 0);
  }

  /// Whether any of a block's distances, which it writes, is small enough.
  private boolean compare(Pdq query, int from, int radiusBits, long[] distances) {
    VectorMask<Long> near = VectorMask.fromLong(LANES, 0);
    for (int i = 0; i < BLOCK; i += LANES.length()) {
      LongVector distance =
          part(0, from + i, query.a())
              .add(part(1, from + i, query.b()))
              .add(part(2, from + i, query.c()))
              .add(part(3, from + i, query.d()));
      distance.intoArray(distances, i);
      near = near.or(distance.compare(VectorOperators.LE, radiusBits));
    }
    return near.anyTrue();
  }

  private LongVector part(int word, int at, long query) {
    return LongVector.fromArray(LANES, words[word], at)
        .lanewise(VectorOperators.XOR, query)
        .lanewise(VectorOperators.BIT_COUNT);
  }
}
