package org.orion.operations.examination;

import java.util.ArrayList;
import java.util.List;

/// The contents of one report, to be asked which of them are like those of a block.
///
/// Two looks of 256 bits that differ in at most 31 agree, in one of 16 bands of 16 bits, in all
/// bits but one: were each band to differ in two, that would be 32 (the generalised pigeonhole
/// principle of Norouzi, Punjani and Fleet, "Fast Exact Search in Hamming Space With Multi-Index
/// Hashing", 2014). So each look of a block asks, of each band, its own value and the 16 that are
/// one bit from it. The report is what is indexed, and all that is stored streams past: nothing has
/// to be kept up to date, and what is read is read in order. Immutable, for any number of threads.
final class LookIndex {
  /// Bits in which looks that are alike differ at most.
  static final int MOST_DISTANCE = 31;

  /// Of one look of a block so many are told that are like it.
  static final int MOST_OF_ONE = 64;

  private static final int BANDS = 16;
  private static final int VALUES = 1 << 16;

  private final Looks own;
  private final int[] exactHeads;
  private final int[] exactNext;
  private final int exactMask;
  private final int[] looked;
  private final long[][] words;
  private final int[][] starts = new int[BANDS][];
  private final int[][] entries = new int[BANDS][];

  /// An entry that is like one of a block.
  ///
  /// @param there its entry in the block
  /// @param distanceBits 0 and `isExact` for the same content
  record Like(int own, int there, int distanceBits, boolean isExact) {}

  LookIndex(Looks own) {
    this.own = own;
    int size = Integer.highestOneBit(Math.max(16, own.count())) * 2;
    exactMask = size - 1;
    exactHeads = new int[size];
    exactNext = new int[own.count()];
    int looks = 0;
    for (int i = 0; i < own.count(); i++) {
      int slot = slot(own.word(i, 1));
      exactNext[i] = exactHeads[slot];
      exactHeads[slot] = i + 1;
      looks += own.hasLook(i) ? 1 : 0;
    }
    looked = new int[looks];
    words = new long[4][looks];
    for (int i = 0, look = 0; i < own.count(); i++) {
      if (own.hasLook(i)) {
        looked[look] = i;
        for (int word = 0; word < 4; word++) {
          words[word][look] = own.word(i, 3 + word);
        }
        look++;
      }
    }
    for (int band = 0; band < BANDS; band++) {
      fill(band);
    }
  }

  private int slot(long mark) {
    return (int) (mark ^ mark >>> 32) & exactMask;
  }

  /// Sorts the looks by their value in a band.
  private void fill(int band) {
    int[] start = new int[VALUES + 1];
    for (int look = 0; look < looked.length; look++) {
      start[value(words[band >> 2][look], band) + 1]++;
    }
    for (int value = 0; value < VALUES; value++) {
      start[value + 1] += start[value];
    }
    int[] sorted = new int[looked.length];
    int[] next = start.clone();
    for (int look = 0; look < looked.length; look++) {
      sorted[next[value(words[band >> 2][look], band)]++] = look;
    }
    starts[band] = start;
    entries[band] = sorted;
  }

  private static int value(long word, int band) {
    return (int) (word >>> (band & 3) * 16) & 0xFFFF;
  }

  /// All pairs of an own entry and one of a block that are the same content, or look alike; each
  /// pair once.
  List<Like> likes(Looks block) {
    List<Like> found = new ArrayList<>();
    for (int there = 0; there < block.count(); there++) {
      for (int i = exactHeads[slot(block.word(there, 1))]; i > 0; i = exactNext[i - 1]) {
        if (own.isSameContent(i - 1, block, there)) {
          found.add(new Like(i - 1, there, 0, true));
        }
      }
      if (block.hasLook(there) && looked.length > 0) {
        addAlike(block, there, found);
      }
    }
    return found;
  }

  private void addAlike(Looks block, int there, List<Like> found) {
    int most = found.size() + MOST_OF_ONE;
    long[] look = {
      block.word(there, 3), block.word(there, 4), block.word(there, 5), block.word(there, 6)
    };
    for (int band = 0; band < BANDS && found.size() < most; band++) {
      int value = value(look[band >> 2], band);
      addOfValue(band, value, look, block, there, found, most);
      for (int bit = 1; bit < VALUES; bit <<= 1) {
        addOfValue(band, value ^ bit, look, block, there, found, most);
      }
    }
  }

  private void addOfValue(
      int band, int value, long[] look, Looks block, int there, List<Like> found, int most) {
    int end = starts[band][value + 1];
    int[] sorted = entries[band];
    for (int i = starts[band][value]; i < end && found.size() < most; i++) {
      int candidate = sorted[i];
      int distance = Long.bitCount(words[0][candidate] ^ look[0]);
      if (distance > MOST_DISTANCE) {
        continue;
      }
      distance += Long.bitCount(words[1][candidate] ^ look[1]);
      if (distance > MOST_DISTANCE) {
        continue;
      }
      distance += Long.bitCount(words[2][candidate] ^ look[2]);
      distance += Long.bitCount(words[3][candidate] ^ look[3]);
      if (distance <= MOST_DISTANCE
          && isFirst(band, candidate, look)
          && !own.isSameContent(looked[candidate], block, there)) {
        found.add(new Like(looked[candidate], there, distance, false));
      }
    }
  }

  /// Whether no band before leads to the same candidate.
  private boolean isFirst(int band, int candidate, long[] look) {
    for (int before = 0; before < band; before++) {
      int word = before >> 2;
      if (Integer.bitCount(value(words[word][candidate] ^ look[word], before)) <= 1) {
        return false;
      }
    }
    return true;
  }
}
