package org.orion.triage.index;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// The tables of a similarity index as they lie in its file. The package's documentation describes
/// them.
final class PigeonholeTables {
  static final String KIND = "PDQNEAR";

  private static final int HASHES = 0;
  private static final int ENTRIES = 1;
  private static final int SHARED = 2;
  private static final int FIRST_PIECE = 3;

  private final IndexFile file;
  private final MemorySegment memory;
  private final Pieces pieces;
  private final int rows;
  private final int entries;
  private final long[] sections;
  private int sharedCount;

  private PigeonholeTables(IndexFile file, Pieces pieces, int rows, int entries) {
    this.file = file;
    this.memory = file.memory();
    this.pieces = pieces;
    this.rows = rows;
    this.entries = entries;
    this.sections = file.sections();
  }

  /// @param rows different hashes
  /// @param shared numbers needed for the rows of several entries: one more than each has
  static PigeonholeTables create(
      IndexFile.MemorySource source, Pieces pieces, int rows, int entries, int shared)
      throws IOException {
    long[] bytes = new long[FIRST_PIECE + 2 * pieces.count()];
    bytes[HASHES] = 32L * rows;
    bytes[ENTRIES] = 4L * rows;
    bytes[SHARED] = 4L * shared;
    for (int piece = 0; piece < pieces.count(); piece++) {
      bytes[FIRST_PIECE + 2 * piece] = 4L * ((1L << pieces.width(piece)) + 1);
      bytes[FIRST_PIECE + 2 * piece + 1] = piece == 0 ? 0 : 4L * rows;
    }
    long[] numbers = {rows, entries, pieces.count()};
    return new PigeonholeTables(
        IndexFile.create(source, KIND, numbers, bytes), pieces, rows, entries);
  }

  static PigeonholeTables open(Path path) throws IOException {
    return of(IndexFile.open(path, KIND));
  }

  static PigeonholeTables of(IndexFile file) {
    long[] numbers = file.numbers();
    return new PigeonholeTables(
        file,
        Pieces.of(Math.toIntExact(numbers[2])),
        Math.toIntExact(numbers[0]),
        Math.toIntExact(numbers[1]));
  }

  IndexFile file() {
    return file;
  }

  Pieces pieces() {
    return pieces;
  }

  int rows() {
    return rows;
  }

  int entries() {
    return entries;
  }

  void putHash(int row, long a, long b, long c, long d) {
    long at = sections[HASHES] + 32L * row;
    memory.set(IndexFile.LONG, at, a);
    memory.set(IndexFile.LONG, at + 8, b);
    memory.set(IndexFile.LONG, at + 16, c);
    memory.set(IndexFile.LONG, at + 24, d);
  }

  void putEntry(int row, int entry) {
    memory.set(IndexFile.INT, sections[ENTRIES] + 4L * row, entry);
  }

  /// Says that a row has several entries, which follow by [#addEntry(int)].
  void beginEntries(int row, int count) {
    putEntry(row, ~sharedCount);
    addEntry(count);
  }

  void addEntry(int number) {
    memory.set(IndexFile.INT, sections[SHARED] + 4L * sharedCount++, number);
  }

  /// Writes which rows have which value in a piece, from the hashes.
  void fillPiece(int piece) {
    int values = 1 << pieces.width(piece);
    int[] next = new int[values + 1];
    for (int row = 0; row < rows; row++) {
      next[value(piece, row) + 1]++;
    }
    for (int value = 1; value < next.length; value++) {
      next[value] += next[value - 1];
    }
    copy(next, startsAt(piece));
    if (piece == 0) {
      return;
    }
    long members = membersAt(piece);
    for (int row = 0; row < rows; row++) {
      memory.set(IndexFile.INT, members + 4L * next[value(piece, row)]++, row);
    }
  }

  private void copy(int[] numbers, long at) {
    MemorySegment.copy(numbers, 0, memory, IndexFile.INT, at, numbers.length);
  }

  int value(int piece, int row) {
    long at = sections[HASHES] + 32L * row;
    return pieces.value(
        piece,
        memory.get(IndexFile.LONG, at),
        memory.get(IndexFile.LONG, at + 8),
        memory.get(IndexFile.LONG, at + 16),
        memory.get(IndexFile.LONG, at + 24));
  }

  long hashesAt() {
    return sections[HASHES];
  }

  /// Where a piece's buckets begin and end among its members, a number for each value and one more.
  long startsAt(int piece) {
    return sections[FIRST_PIECE + 2 * piece];
  }

  /// Rows in the order of a piece's values. Piece 0 has none: the rows themselves have its order.
  long membersAt(int piece) {
    return sections[FIRST_PIECE + 2 * piece + 1];
  }

  /// Hands a row's entries on.
  ///
  /// @return whether the visitor wants more
  boolean report(int row, int distanceBits, SimilarityIndex.Visitor visitor) {
    int entry = read(sections[ENTRIES] + 4L * row);
    if (entry >= 0) {
      return visitor.found(entry, distanceBits);
    }
    long at = sections[SHARED] + 4L * ~entry;
    int count = read(at);
    for (int i = 1; i <= count; i++) {
      if (!visitor.found(read(at + 4L * i), distanceBits)) {
        return false;
      }
    }
    return true;
  }

  private int read(long at) {
    file.touch(at);
    return memory.get(IndexFile.INT, at);
  }
}
