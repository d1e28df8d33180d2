package org.orion.triage.index;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// The rows of an exact index as they lie in its file. The package's documentation describes them.
final class DigestTable {
  /*
   * Rows stand in the order of their digests. The highest bits of a digest, its prefix, are the
   * place in a table that tells where the rows of that prefix begin, so that whole bytes of it need
   * not be stored. In front stands a blocked Bloom filter (Putze, Sanders, Singler, "Cache-, hash-
   * and space-efficient Bloom filters", 2009) with blocks of one word: a digest that is not there
   * costs one place of memory, but for about one in forty.
   */
  static final ValueLayout.OfLong BIG_ENDIAN_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int FILTER = 0;
  private static final int STARTS = 1;
  private static final int ROWS = 2;
  private static final int ENTRY_BYTES = 4;
  private static final int FILTER_BITS_PER_ROW = 10;
  private static final int LEAST_PREFIX_BITS = 8;
  private static final int MOST_PREFIX_BITS = 26;
  private static final int ROWS_PER_PREFIX = 16;
  private static final int FEW = 32;

  private final IndexFile file;
  private final MemorySegment memory;
  private final int keyBytes;
  private final int rows;
  private final int prefixBits;
  private final long filterWords;
  private final long filterAt;
  private final long startsAt;
  private final long rowsAt;
  private final int droppedBytes;
  private final int restBytes;
  private final int rowBytes;
  private int written;
  private int nextPrefix;

  private DigestTable(IndexFile file) {
    this.file = file;
    this.memory = file.memory();
    long[] numbers = file.numbers();
    this.keyBytes = Math.toIntExact(numbers[0]);
    this.rows = Math.toIntExact(numbers[1]);
    this.prefixBits = Math.toIntExact(numbers[2]);
    this.filterWords = filterWords(rows);
    long[] sections = file.sections();
    this.filterAt = sections[FILTER];
    this.startsAt = sections[STARTS];
    this.rowsAt = sections[ROWS];
    this.droppedBytes = prefixBits / 8;
    this.restBytes = keyBytes - droppedBytes;
    this.rowBytes = restBytes + ENTRY_BYTES;
  }

  /// A table that is to be filled with rows in their order.
  static DigestTable create(IndexFile.MemorySource source, HashAlgorithm algorithm, int rows)
      throws IOException {
    int keyBytes = algorithm.bits() / 8;
    int prefixBits = prefixBits(keyBytes, rows);
    long[] numbers = {keyBytes, rows, prefixBits};
    long[] sectionBytes = {
      8 * filterWords(rows),
      4L * ((1 << prefixBits) + 1),
      (long) rows * (keyBytes - prefixBits / 8 + ENTRY_BYTES)
    };
    return new DigestTable(IndexFile.create(source, kind(algorithm), numbers, sectionBytes));
  }

  static DigestTable of(IndexFile file) {
    return new DigestTable(file);
  }

  static String kind(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case MD5 -> "MD5";
      case SHA1 -> "SHA1";
      case SHA256 -> "SHA256";
      case PDQ, PDQ_512 ->
          throw new IllegalArgumentException(
              "algorithm is %s, must be a digest".formatted(algorithm));
    };
  }

  private static long filterWords(int rows) {
    return (long) rows * FILTER_BITS_PER_ROW / 64 + 1;
  }

  /// The prefix that makes the file smallest without long rows of rows.
  private static int prefixBits(int keyBytes, int rows) {
    int best = MOST_PREFIX_BITS;
    double least = Double.MAX_VALUE;
    for (int bits = LEAST_PREFIX_BITS; bits <= MOST_PREFIX_BITS; bits++) {
      double bytes = 4.0 * (1 << bits) + (double) rows * (keyBytes - bits / 8);
      if (rows >> bits <= ROWS_PER_PREFIX && bytes <= least) {
        least = bytes;
        best = bits;
      }
    }
    return best;
  }

  IndexFile file() {
    return file;
  }

  int rows() {
    return rows;
  }

  int keyBytes() {
    return keyBytes;
  }

  /// Adds a row, which must not come before the last one.
  ///
  /// @param source holds the digest's bytes from `at` on
  void append(MemorySegment source, long at, int entry) {
    int prefix = prefix(source.get(BIG_ENDIAN_LONG, at));
    startRows(prefix);
    long row = rowAt(written++);
    MemorySegment.copy(source, at + droppedBytes, memory, row, restBytes);
    memory.set(IndexFile.INT, row + restBytes, entry);
    long mixed = source.get(BIG_ENDIAN_LONG, at + 8);
    long word = filterAt(mixed);
    memory.set(IndexFile.LONG, word, memory.get(IndexFile.LONG, word) | filterBits(mixed));
  }

  /// Ends the table after its last row.
  void complete() {
    startRows(1 << prefixBits);
    if (written != rows) {
      throw new IllegalStateException("%d rows were written, must be %d".formatted(written, rows));
    }
  }

  private void startRows(int prefix) {
    for (; nextPrefix <= prefix; nextPrefix++) {
      memory.set(IndexFile.INT, startsAt + 4L * nextPrefix, written);
    }
  }

  private int prefix(long firstWord) {
    return (int) (firstWord >>> 64 - prefixBits);
  }

  private long rowAt(int row) {
    return rowsAt + (long) row * rowBytes;
  }

  private long filterAt(long secondWord) {
    return filterAt + 8 * Math.unsignedMultiplyHigh(secondWord, filterWords);
  }

  private static long filterBits(long secondWord) {
    return 1L << secondWord
        | 1L << (secondWord >>> 6)
        | 1L << (secondWord >>> 12)
        | 1L << (secondWord >>> 18);
  }

  void find(HashValue value, ExactIndex.Visitor visitor) {
    long[] key = words(value);
    long bits = filterBits(key[1]);
    long word = filterAt(key[1]);
    file.touch(word);
    if ((memory.get(IndexFile.LONG, word) & bits) != bits) {
      return;
    }
    long place = startsAt + 4L * prefix(key[0]);
    int from = read(place);
    int to = read(place + 4);
    long first = chunk(key, 0);
    while (to - from > FEW) {
      int middle = from + (to - from) / 2;
      if (Long.compareUnsigned(restChunk(middle, 0), first) < 0) {
        from = middle + 1;
      } else if (Long.compareUnsigned(restChunk(middle, 0), first) > 0) {
        to = middle;
      } else {
        break;
      }
    }
    for (int row = from; row < to; row++) {
      if (restChunk(row, 0) == first && isSame(row, key)) {
        visitor.found(read(rowAt(row) + restBytes));
      }
    }
  }

  private boolean isSame(int row, long[] key) {
    for (int chunk = 1; 8 * chunk < restBytes; chunk++) {
      if (restChunk(row, chunk) != chunk(key, chunk)) {
        return false;
      }
    }
    return true;
  }

  /// Where the n-th eight bytes of a digest's stored part begin in it; the last ones overlap those
  /// before.
  private int chunkAt(int chunk) {
    return Math.min(8 * chunk, restBytes - 8);
  }

  private long restChunk(int row, int chunk) {
    long at = rowAt(row) + chunkAt(chunk);
    file.touch(at);
    file.touch(at + 7);
    return memory.get(BIG_ENDIAN_LONG, at);
  }

  private long chunk(long[] key, int chunk) {
    int at = droppedBytes + chunkAt(chunk);
    int shift = at % 8 * 8;
    long high = key[at / 8] << shift;
    return shift == 0 ? high : high | key[at / 8 + 1] >>> 64 - shift;
  }

  private int read(long at) {
    file.touch(at);
    file.touch(at + 3);
    return memory.get(IndexFile.INT, at);
  }

  /// A digest's bytes as big-endian words; the last one's missing bytes are zero.
  static long[] words(HashValue value) {
    return switch (value) {
      case Md5(long a, long b) -> new long[] {a, b};
      case Sha1(long a, long b, int c) -> new long[] {a, b, (long) c << 32};
      case Sha256(long a, long b, long c, long d) -> new long[] {a, b, c, d};
      case Pdq unused ->
          throw new IllegalArgumentException("value is a PDQ hash, must be a digest");
    };
  }
}
