package org.orion.operations.examination;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The contents of one report, to be asked which of them are like those of a block.
///
/// Two looks of 256 bits that differ in at most 31 differ, in one of eight pairs of bands of 16
/// bits, in at most 3: were each pair to differ in 4, that would be 32 (the generalised pigeonhole
/// principle of Norouzi, Punjani and Fleet, "Fast Exact Search in Hamming Space With Multi-Index
/// Hashing", 2014). One band of that pair then differs in at most 1. So each look of the report
/// stands, for each band, under its value and under the 16 that are one bit from it, and a look of
/// a block asks for its own value alone. An entry there tells bits of the pair's other band too,
/// which rule out nearly all that are not alike before their looks are read. The report is what is
/// indexed, and all that is stored streams past: nothing has to be kept up to date, and what is
/// read is read in order. Immutable, for any number of threads.
final class LookIndex {
  /// Bits in which looks that are alike differ at most.
  static final int MOST_DISTANCE = 31;

  /// Of one look of a block so many are told that are like it.
  static final int MOST_OF_ONE = 64;

  private static final int LOOK_WORDS = 4;
  private static final int BANDS = 16;
  private static final int VALUES = 1 << 16;

  /// Bits in which the bands of a pair differ at most.
  private static final int MOST_IN_PAIR = 3;

  /// An entry of a band has, from below: the number of a look; 13 bits of the pair's other band;
  /// and whether it stands under a value that is one bit from its own. Of the last two together as
  /// many bits differ as the pair does there, or fewer.
  private static final int NUMBER_BITS = 18;

  private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;
  private static final int PARTNER_MASK = (1 << 13) - 1;
  private static final int IS_NEAR = 1 << 31;

  /// So many contents an index and a block take.
  static final int MOST_CONTENTS = 1 << NUMBER_BITS;

  private final Looks own;
  private final int[] exactHeads;
  private final int[] exactNext;
  private final int exactMask;
  private final int[] looked;
  private final long[] words;
  private final int[][] starts = new int[BANDS][];
  private final int[][] entries = new int[BANDS][];

  /// An entry that is like one of a block.
  ///
  /// @param there its entry in the block
  /// @param distanceBits 0 and `isExact` for the same content
  record Like(int own, int there, int distanceBits, boolean isExact) {}

  /// @param own at most [#MOST_CONTENTS]
  LookIndex(Looks own) {
    requireFew(own);
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
    words = new long[looks * LOOK_WORDS];
    for (int i = 0, look = 0; i < own.count(); i++) {
      if (own.hasLook(i)) {
        looked[look] = i;
        for (int word = 0; word < LOOK_WORDS; word++) {
          words[look * LOOK_WORDS + word] = own.word(i, 3 + word);
        }
        look++;
      }
    }
    for (int band = 0; band < BANDS; band++) {
      fill(band);
    }
  }

  private static void requireFew(Looks looks) {
    if (looks.count() > MOST_CONTENTS) {
      throw new IllegalArgumentException(
          "contents: at most %d, found %d".formatted(MOST_CONTENTS, looks.count()));
    }
  }

  private int slot(long mark) {
    return (int) (mark ^ mark >>> 32) & exactMask;
  }

  /// Sorts the looks by their value in a band, and by those near it.
  private void fill(int band) {
    int[] start = new int[VALUES + 1];
    for (int look = 0; look < looked.length; look++) {
      int value = value(ownWord(look, band >> 2), band);
      start[value + 1]++;
      for (int bit = 1; bit < VALUES; bit <<= 1) {
        start[(value ^ bit) + 1]++;
      }
    }
    for (int value = 0; value < VALUES; value++) {
      start[value + 1] += start[value];
    }
    int[] sorted = new int[start[VALUES]];
    int[] next = start.clone();
    for (int look = 0; look < looked.length; look++) {
      long word = ownWord(look, band >> 2);
      int value = value(word, band);
      int entry = partner(word, band) << NUMBER_BITS | look;
      sorted[next[value]++] = entry;
      for (int bit = 1; bit < VALUES; bit <<= 1) {
        sorted[next[value ^ bit]++] = entry | IS_NEAR;
      }
    }
    starts[band] = start;
    entries[band] = sorted;
  }

  private long ownWord(int look, int word) {
    return words[look * LOOK_WORDS + word];
  }

  private static int value(long word, int band) {
    return (int) (word >>> (band & 3) * 16) & 0xFFFF;
  }

  private static int partner(long word, int band) {
    return value(word, band ^ 1) & PARTNER_MASK;
  }

  /// All pairs of an own entry and one of a block that are the same content, or look alike; each
  /// pair once, in the order of the block. Of many contents each takes the least time.
  ///
  /// @param block at most [#MOST_CONTENTS]
  List<Like> likes(Looks block) {
    requireFew(block);
    List<Like> found = new ArrayList<>();
    for (int there = 0; there < block.count(); there++) {
      for (int i = exactHeads[slot(block.word(there, 1))]; i > 0; i = exactNext[i - 1]) {
        if (own.isSameContent(i - 1, block, there)) {
          found.add(new Like(i - 1, there, 0, true));
        }
      }
    }
    if (looked.length > 0) {
      byte[] told = new byte[block.count()];
      for (int band = 0; band < BANDS; band++) {
        addAlike(band, block, told, found);
      }
    }
    found.sort(Comparator.comparingInt(Like::there));
    return found;
  }

  /// Goes through the values of a band in their order, on both sides: memory is read as it lies.
  private void addAlike(int band, Looks block, byte[] told, List<Like> found) {
    int[] start = starts[band];
    int[] sorted = entries[band];
    int[] ends = new int[VALUES];
    int[] asked = asked(band, block, ends);
    int next = 0;
    for (int value = 0; value < VALUES; value++) {
      for (; next < ends[value]; next++) {
        int partner = asked[next] >>> NUMBER_BITS;
        int there = asked[next] & NUMBER_MASK;
        int end = start[value + 1];
        for (int i = start[value]; i < end && told[there] < MOST_OF_ONE; i++) {
          if (Integer.bitCount(sorted[i] >>> NUMBER_BITS ^ partner) <= MOST_IN_PAIR) {
            addIfAlike(band, sorted[i] & NUMBER_MASK, block, there, told, found);
          }
        }
      }
    }
  }

  /// Looks of a block, sorted by their value in a band, as entries.
  ///
  /// @param ends is given where those of each value end
  private static int[] asked(int band, Looks block, int[] ends) {
    int word = 3 + (band >> 2);
    int looks = 0;
    for (int there = 0; there < block.count(); there++) {
      if (block.hasLook(there)) {
        ends[value(block.word(there, word), band)]++;
        looks++;
      }
    }
    int before = 0;
    for (int value = 0; value < VALUES; value++) {
      int count = ends[value];
      ends[value] = before;
      before += count;
    }
    int[] asked = new int[looks];
    for (int there = 0; there < block.count(); there++) {
      if (block.hasLook(there)) {
        long bits = block.word(there, word);
        asked[ends[value(bits, band)]++] = partner(bits, band) << NUMBER_BITS | there;
      }
    }
    return asked;
  }

  private void addIfAlike(
      int band, int candidate, Looks block, int there, byte[] told, List<Like> found) {
    int distance = 0;
    for (int word = 0; word < LOOK_WORDS && distance <= MOST_DISTANCE; word++) {
      distance += Long.bitCount(ownWord(candidate, word) ^ block.word(there, 3 + word));
    }
    if (distance <= MOST_DISTANCE
        && isFirst(band, candidate, block, there)
        && !own.isSameContent(looked[candidate], block, there)) {
      told[there]++;
      found.add(new Like(looked[candidate], there, distance, false));
    }
  }

  /// Whether no band before leads to the same candidate.
  private boolean isFirst(int band, int candidate, Looks block, int there) {
    for (int before = 0; before < band; before++) {
      int word = before >> 2;
      long difference = ownWord(candidate, word) ^ block.word(there, 3 + word);
      int bits = Integer.bitCount(value(difference, before));
      if (bits <= 1 && bits + Integer.bitCount(partner(difference, before)) <= MOST_IN_PAIR) {
        return false;
      }
    }
    return true;
  }
}
