package org.orion.triage.index;

import java.util.Arrays;
import org.orion.exchange.hash.Pdq;

/// Collects hashes and builds the index that suits their number.
public final class SimilarityIndexBuilder {
  private static final int FEW = 2_000;

  private long[] words = new long[4 * 64];
  private int[] entries = new int[64];
  private int count;

  /// @param entry the number that answers give back
  public void add(Pdq hash, int entry) {
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, count * 2);
      words = Arrays.copyOf(words, 4 * count * 2);
    }
    words[4 * count] = hash.a();
    words[4 * count + 1] = hash.b();
    words[4 * count + 2] = hash.c();
    words[4 * count + 3] = hash.d();
    entries[count++] = entry;
  }

  public SimilarityIndex build() {
    PdqRows rows = PdqRows.of(words, entries, count);
    return rows.count() < FEW ? new PlainSimilarityIndex(rows) : new PigeonholeIndex(rows);
  }

  /// The full scan, whatever the number.
  public SimilarityIndex buildPlain() {
    return new PlainSimilarityIndex(PdqRows.of(words, entries, count));
  }

  /// The index by pieces, whatever the number.
  public SimilarityIndex buildPigeonhole() {
    return new PigeonholeIndex(PdqRows.of(words, entries, count));
  }
}
