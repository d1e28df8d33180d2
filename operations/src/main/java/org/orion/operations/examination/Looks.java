package org.orion.operations.examination;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.MediaRow;

/// What contents are compared by, as the column `entries` of `report_look` holds it: entries of
/// seven 64-bit words, most significant byte first.
///
/// | word | holds |
/// |---|---|
/// | 0 | the line in the report in the upper 32 bits; bit 0: it is unmatched; bit 1: words 3 to 6 hold a look |
/// | 1, 2 | the first 128 bits of the SHA-256 |
/// | 3 to 6 | PDQ, where the picture has a quality of 50 and more; else zero |
///
/// Growable; for one thread.
final class Looks {
  /// PDQ of less quality is no reason to call two pictures alike.
  static final int LEAST_QUALITY = 50;

  static final int WORDS = 7;
  private static final long UNMATCHED = 1;
  private static final long HAS_LOOK = 2;

  private long[] words;
  private int count;

  Looks(int room) {
    words = new long[room * WORDS];
  }

  /// Reads a column.
  static Looks of(byte[] entries) {
    LongBuffer buffer = ByteBuffer.wrap(entries).order(ByteOrder.BIG_ENDIAN).asLongBuffer();
    Looks looks = new Looks(0);
    looks.words = new long[buffer.remaining()];
    looks.count = looks.words.length / WORDS;
    buffer.get(looks.words);
    return looks;
  }

  void add(int line, MediaRow row) {
    int at = room();
    boolean hasLook =
        row.kind() == MediaRow.Kind.PICTURE
            && row.look().isPresent()
            && row.look().get().quality() >= LEAST_QUALITY;
    words[at] =
        (long) line << 32
            | (row.verdict() == MediaRow.Verdict.UNMATCHED ? UNMATCHED : 0)
            | (hasLook ? HAS_LOOK : 0);
    Sha256 sha256 = row.sha256();
    words[at + 1] = sha256.a();
    words[at + 2] = sha256.b();
    if (hasLook) {
      Pdq pdq = row.look().get().pdq();
      words[at + 3] = pdq.a();
      words[at + 4] = pdq.b();
      words[at + 5] = pdq.c();
      words[at + 6] = pdq.d();
    }
    count++;
  }

  void addAll(Looks more) {
    for (int i = 0; i < more.count; i++) {
      int at = room();
      System.arraycopy(more.words, i * WORDS, words, at, WORDS);
      count++;
    }
  }

  private int room() {
    int at = count * WORDS;
    if (at == words.length) {
      words = Arrays.copyOf(words, Math.max(16 * WORDS, words.length * 2));
    }
    return at;
  }

  int count() {
    return count;
  }

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(count * WORDS * Long.BYTES).order(ByteOrder.BIG_ENDIAN);
    bytes.asLongBuffer().put(words, 0, count * WORDS);
    return bytes.array();
  }

  /// The first 64 bits of a SHA-256, by which rows are found.
  static long mark(Sha256 sha256) {
    return sha256.a();
  }

  int line(int entry) {
    return (int) (words[entry * WORDS] >>> 32);
  }

  boolean isUnmatched(int entry) {
    return (words[entry * WORDS] & UNMATCHED) != 0;
  }

  boolean hasLook(int entry) {
    return (words[entry * WORDS] & HAS_LOOK) != 0;
  }

  /// A word of an entry, by the table above.
  long word(int entry, int word) {
    return words[entry * WORDS + word];
  }

  boolean isSameContent(int entry, Looks other, int otherEntry) {
    return word(entry, 1) == other.word(otherEntry, 1)
        && word(entry, 2) == other.word(otherEntry, 2);
  }
}
