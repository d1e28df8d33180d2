package org.orion.triage.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.orion.exchange.hash.Pdq;

/// Collects hashes and builds an index over them, in memory or in a file. They are collected
/// outside the heap, 36 bytes each. For one thread; to be closed after building.
public final class SimilarityIndexBuilder implements AutoCloseable {
  private static final int PART_SHIFT = 16;
  private static final int PART_HASHES = 1 << PART_SHIFT;
  private static final int RECORD_BYTES = 36;
  private static final int FEW = 16;

  private final Arena arena = Arena.ofConfined();
  private final List<MemorySegment> parts = new ArrayList<>();
  private int count;

  /// @param entry the number that answers give back, 0 or greater
  public void add(Pdq hash, int entry) {
    if (entry < 0) {
      throw new IllegalArgumentException("entry is %d, must be 0 or greater".formatted(entry));
    }
    if (count >>> PART_SHIFT == parts.size()) {
      parts.add(arena.allocate((long) RECORD_BYTES * PART_HASHES, 64));
    }
    MemorySegment part = part(count);
    long at = at(count);
    part.set(IndexFile.LONG, at, hash.a());
    part.set(IndexFile.LONG, at + 8, hash.b());
    part.set(IndexFile.LONG, at + 16, hash.c());
    part.set(IndexFile.LONG, at + 24, hash.d());
    part.set(IndexFile.INT, at + 32, entry);
    count++;
  }

  private MemorySegment part(int number) {
    return parts.get(number >>> PART_SHIFT);
  }

  private static long at(int number) {
    return (long) RECORD_BYTES * (number & PART_HASHES - 1);
  }

  private long word(int number, int word) {
    return part(number).get(IndexFile.LONG, at(number) + 8L * word);
  }

  private int entry(int number) {
    return part(number).get(IndexFile.INT, at(number) + 32);
  }

  private int value(Pieces pieces, int piece, int number) {
    return pieces.value(piece, word(number, 0), word(number, 1), word(number, 2), word(number, 3));
  }

  /// Builds the index in memory, which is released when nobody refers to the index any more.
  public SimilarityIndex build() {
    try {
      return new PigeonholeIndex(fill(IndexFile.inMemory()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Builds the index in a file, whole or not at all.
  ///
  /// @param owner 32 bytes that tell what the index is made of
  public void build(Path target, byte[] owner) throws IOException {
    IndexFile.write(target, owner, this::fill);
  }

  private IndexFile fill(IndexFile.MemorySource memory) throws IOException {
    Pieces pieces = Pieces.suiting(count);
    int[] order = order(pieces);
    int rows = 0;
    int shared = 0;
    for (int i = 0; i < count; ) {
      int next = endOfEqual(order, i);
      shared += next - i > 1 ? next - i + 1 : 0;
      rows++;
      i = next;
    }
    PigeonholeTables tables = PigeonholeTables.create(memory, pieces, rows, count, shared);
    int row = 0;
    for (int i = 0; i < count; row++) {
      int next = endOfEqual(order, i);
      int number = order[i];
      tables.putHash(row, word(number, 0), word(number, 1), word(number, 2), word(number, 3));
      if (next - i == 1) {
        tables.putEntry(row, entry(number));
      } else {
        tables.beginEntries(row, next - i);
        for (; i < next; i++) {
          tables.addEntry(entry(order[i]));
        }
      }
      i = next;
    }
    for (int piece = 0; piece < pieces.count(); piece++) {
      tables.fillPiece(piece);
    }
    return tables.file();
  }

  private int endOfEqual(int[] order, int from) {
    int to = from + 1;
    while (to < count && compareHashes(order[from], order[to]) == 0) {
      to++;
    }
    return to;
  }

  /// The hashes' numbers in the order of their first piece, equal ones side by side in the order
  /// they came.
  private int[] order(Pieces pieces) {
    int[] next = new int[(1 << pieces.width(0)) + 1];
    for (int i = 0; i < count; i++) {
      next[value(pieces, 0, i) + 1]++;
    }
    for (int value = 1; value < next.length; value++) {
      next[value] += next[value - 1];
    }
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[next[value(pieces, 0, i)]++] = i;
    }
    int from = 0;
    for (int value = 0; value < next.length - 1; value++) {
      sort(order, from, next[value]);
      from = next[value];
    }
    return order;
  }

  private void sort(int[] order, int from, int to) {
    if (to - from > FEW) {
      Integer[] numbers = new Integer[to - from];
      Arrays.setAll(numbers, i -> order[from + i]);
      Arrays.sort(numbers, this::compareHashes);
      for (int i = 0; i < numbers.length; i++) {
        order[from + i] = numbers[i];
      }
      return;
    }
    for (int i = from + 1; i < to; i++) {
      int moving = order[i];
      int place = i;
      for (; place > from && compareHashes(order[place - 1], moving) > 0; place--) {
        order[place] = order[place - 1];
      }
      order[place] = moving;
    }
  }

  private int compareHashes(int left, int right) {
    for (int i = 0; i < 4; i++) {
      int order = Long.compareUnsigned(word(left, i), word(right, i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public void close() {
    arena.close();
  }
}
