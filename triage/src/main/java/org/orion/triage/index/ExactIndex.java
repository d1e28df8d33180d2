package org.orion.triage.index;

import java.util.Arrays;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// Finds the entries that hold a given hash value, for one algorithm. Filled first, then only read;
/// reading is safe for many threads.
public final class ExactIndex {
  /*
   * Open addressing over row numbers; rows lie flat, two words of each value and a third and fourth
   * where the algorithm has them. Rows of the same value are chained, newest first.
   */
  private final int width;
  private long[] words;
  private int[] entries = new int[64];
  private int[] next = new int[64];
  private int[] slots = new int[128];
  private int count;

  /// @param bits of the algorithm's values
  public ExactIndex(int bits) {
    this.width = (bits + 63) / 64;
    this.words = new long[64 * width];
    Arrays.fill(slots, -1);
  }

  public int size() {
    return count;
  }

  /// @param entry the number that answers give back
  public void add(HashValue value, int entry) {
    if (count == entries.length) {
      grow();
    }
    put(value, words, count * width);
    entries[count] = entry;
    link(count++);
  }

  private void link(int row) {
    int slot = slotOf(words, row * width);
    next[row] = slots[slot];
    slots[slot] = row;
  }

  private void grow() {
    int capacity = count * 2;
    entries = Arrays.copyOf(entries, capacity);
    next = Arrays.copyOf(next, capacity);
    words = Arrays.copyOf(words, capacity * width);
    slots = new int[capacity * 2];
    Arrays.fill(slots, -1);
    for (int row = 0; row < count; row++) {
      link(row);
    }
  }

  /// The slot that holds the value's first row, or the free one where it would go.
  private int slotOf(long[] value, int offset) {
    int mask = slots.length - 1;
    int slot = (int) (value[offset] * 0x9E3779B97F4A7C15L >>> 32) & mask;
    while (slots[slot] >= 0 && !same(slots[slot] * width, value, offset)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean same(int row, long[] value, int offset) {
    return Arrays.equals(words, row, row + width, value, offset, offset + width);
  }

  private static void put(HashValue value, long[] target, int offset) {
    switch (value) {
      case Md5(long a, long b) -> {
        target[offset] = a;
        target[offset + 1] = b;
      }
      case Sha1(long a, long b, int c) -> {
        target[offset] = a;
        target[offset + 1] = b;
        target[offset + 2] = c;
      }
      case Sha256(long a, long b, long c, long d) -> {
        target[offset] = a;
        target[offset + 1] = b;
        target[offset + 2] = c;
        target[offset + 3] = d;
      }
      case Pdq(long a, long b, long c, long d) -> {
        target[offset] = a;
        target[offset + 1] = b;
        target[offset + 2] = c;
        target[offset + 3] = d;
      }
    }
  }

  /// Receives entries.
  public interface Visitor {
    void found(int entry);
  }

  /// Hands every entry of exactly this value to the visitor.
  public void find(HashValue value, Visitor visitor) {
    if (count == 0) {
      return;
    }
    long[] key = new long[width];
    put(value, key, 0);
    for (int row = slots[slotOf(key, 0)]; row >= 0; row = next[row]) {
      visitor.found(entries[row]);
    }
  }
}
