package org.orion.triage.index;

import java.util.Arrays;
import org.orion.exchange.hash.Pdq;

/// Listed PDQ hashes with their entry numbers, laid out flat; each distinct hash stands once, with
/// all its entries.
final class PdqRows {
  private final long[] words;
  private final int[] firstEntry;
  private final int[] entries;

  private PdqRows(long[] words, int[] firstEntry, int[] entries) {
    this.words = words;
    this.firstEntry = firstEntry;
    this.entries = entries;
  }

  /// @param collected four words and an entry number for each
  static PdqRows of(long[] collected, int[] entryNumbers, int count) {
    long[] order = sortedByHash(collected, count);
    long[] words = new long[4 * count];
    int[] firstEntry = new int[count + 1];
    int[] entries = new int[count];
    int rows = 0;
    for (int i = 0; i < count; i++) {
      int source = (int) order[i];
      if (rows == 0
          || !Arrays.equals(collected, 4 * source, 4 * source + 4, words, 4 * rows - 4, 4 * rows)) {
        System.arraycopy(collected, 4 * source, words, 4 * rows, 4);
        firstEntry[rows++] = i;
      }
      entries[i] = entryNumbers[source];
    }
    firstEntry[rows] = count;
    return new PdqRows(
        Arrays.copyOf(words, 4 * rows), Arrays.copyOf(firstEntry, rows + 1), entries);
  }

  /// Row numbers so ordered that equal hashes are neighbours: by the hash's first 32 bits in the
  /// upper half of a long, and among those few by comparison.
  private static long[] sortedByHash(long[] collected, int count) {
    long[] order = new long[count];
    for (int i = 0; i < count; i++) {
      order[i] = collected[4 * i] & 0xFFFFFFFF00000000L | i;
    }
    Arrays.sort(order);
    int start = 0;
    for (int i = 1; i <= count; i++) {
      if (i == count || order[i] >>> 32 != order[start] >>> 32) {
        if (i - start > 1) {
          sortRange(order, start, i, collected);
        }
        start = i;
      }
    }
    return order;
  }

  private static void sortRange(long[] order, int from, int to, long[] collected) {
    Integer[] rows = new Integer[to - from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) order[from + i];
    }
    Arrays.sort(
        rows,
        (left, right) -> {
          int words =
              Arrays.compare(
                  collected, 4 * left, 4 * left + 4, collected, 4 * right, 4 * right + 4);
          return words != 0 ? words : Integer.compare(left, right);
        });
    for (int i = 0; i < rows.length; i++) {
      order[from + i] = rows[i];
    }
  }

  int count() {
    return firstEntry.length - 1;
  }

  int entryCount() {
    return entries.length;
  }

  /// A 16-bit piece of a row, 0 to 15 from the first word's highest bits on.
  int piece(int row, int piece) {
    return (int) (words[4 * row + (piece >> 2)] >>> (48 - 16 * (piece & 3))) & 0xFFFF;
  }

  int distance(int row, Pdq query) {
    int at = 4 * row;
    return Long.bitCount(words[at] ^ query.a())
        + Long.bitCount(words[at + 1] ^ query.b())
        + Long.bitCount(words[at + 2] ^ query.c())
        + Long.bitCount(words[at + 3] ^ query.d());
  }

  void report(int row, int distance, SimilarityIndex.Visitor visitor) {
    for (int i = firstEntry[row]; i < firstEntry[row + 1]; i++) {
      visitor.found(entries[i], distance);
    }
  }
}
