package org.orion.triage.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.BitSet;

/// The pages of one database file, and which of them have been met already: each has one place in
/// one tree, chain or list, so that whoever comes to it a second time is going in circles.
///
/// Three bits are kept for each page, grown as needed. One thread.
final class Pages {
  /// Beyond so many pages (1 TiB of the usual 4 KiB) nothing is read.
  private static final long MOST_PAGES = 1L << 28;

  private static final int READS_OF_A_FREE_PAGE = 4;
  private static final int PAGES_UNTIL_SIGN = 4_096;

  private final SeekableByteChannel file;
  private final DatabaseHeader header;
  private final DatabaseBlobs.Visitor visitor;
  private final long count;
  private final BitSet met = new BitSet();
  private final BitSet free = new BitSet();
  private final BitSet firstOfDeleted = new BitSet();
  private long reads;
  private long deletedReads;

  private Pages(
      SeekableByteChannel file, DatabaseHeader header, DatabaseBlobs.Visitor visitor, long count) {
    this.file = file;
    this.header = header;
    this.visitor = visitor;
    this.count = count;
  }

  static Pages open(SeekableByteChannel file, DatabaseBlobs.Visitor visitor) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(DatabaseHeader.BYTES);
    file.position(0);
    while (start.hasRemaining() && file.read(start) >= 0) {
      // Until all is there or the file ends.
    }
    DatabaseHeader header = DatabaseHeader.of(start.array());
    long count = (file.size() + header.pageBytes() - 1) / header.pageBytes();
    return new Pages(file, header, visitor, count);
  }

  DatabaseHeader header() {
    return header;
  }

  int usable() {
    return header.usableBytes();
  }

  /// The numbers of pages go from 1 to this.
  long count() {
    return Math.min(count, MOST_PAGES);
  }

  boolean isTooLarge() {
    return count > MOST_PAGES;
  }

  byte[] newPage() {
    return new byte[header.pageBytes()];
  }

  /// Reads a page.
  ///
  /// @throws DamagedDatabaseException when there is none of that number, or not as a whole
  void read(long number, byte[] target) throws IOException {
    if (!has(number)) {
      throw new DamagedDatabaseException(
          "page %d is outside of the file, which has %d".formatted(number, count));
    }
    if (++reads % PAGES_UNTIL_SIGN == 0) {
      visitor.alive();
    }
    ByteBuffer buffer = ByteBuffer.wrap(target);
    file.position((number - 1) * header.pageBytes());
    while (buffer.hasRemaining() && file.read(buffer) >= 0) {
      // Until all is there or the file ends.
    }
    if (buffer.position() < header.usableBytes()) {
      throw new DamagedDatabaseException(
          "page %d is cut off after %d bytes".formatted(number, buffer.position()));
    }
    Arrays.fill(target, buffer.position(), target.length, (byte) 0);
  }

  boolean has(long number) {
    return number >= 1 && number <= count();
  }

  /// Notes that a page was met.
  ///
  /// @throws DamagedDatabaseException when it was before
  void meet(long number) throws DamagedDatabaseException {
    if (has(number)) {
      if (met.get((int) number)) {
        throw new DamagedDatabaseException("page %d belongs to two places".formatted(number));
      }
      met.set((int) number);
    }
  }

  /// Notes that a page is looked at for a deleted row.
  ///
  /// @throws DamagedDatabaseException when it is no free page, or when so many were looked at that
  ///   their chains must go in circles
  void meetDeleted(long number) throws DamagedDatabaseException {
    if (!isFree(number) || isMet(number)) {
      throw new DamagedDatabaseException(
          number == 0
              ? "where the deleted row went on is overwritten"
              : "page %d of the deleted row is in use again".formatted(number));
    }
    if (++deletedReads > READS_OF_A_FREE_PAGE * count + 1_000) {
      throw new DamagedDatabaseException("the chains of deleted rows go in circles");
    }
  }

  /// Takes a page as the first that a deleted row goes on in.
  ///
  /// @return whether no other row has taken it
  boolean takeDeleted(long number) {
    boolean isNew = !firstOfDeleted.get((int) number);
    firstOfDeleted.set((int) number);
    return isNew;
  }

  boolean isMet(long number) {
    return met.get((int) number);
  }

  void markFree(long number) {
    free.set((int) number);
  }

  boolean isFree(long number) {
    return has(number) && free.get((int) number);
  }

  /// The next free page from a number on; -1 when there is none.
  long nextFree(long from) {
    return free.nextSetBit((int) from);
  }
}
