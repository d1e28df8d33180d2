package org.orion.triage.database;

import java.io.IOException;

/// The bytes of one row, from its first to its last: those in its b-tree page, then those on the
/// chain of overflow pages, one of which is in memory at a time. Source: section 1.6 of the format.
///
/// The chain cannot be longer than the payload's length says, whatever its pages say. One thread.
final class Payload {
  /// What the pages of the chain must be.
  enum Chain {
    /// Met for the first time.
    IN_USE,
    /// On the freelist, those of a deleted row.
    FREE
  }

  private final Pages pages;
  private final Chain chain;
  private final BtreePage page;
  private final int localAt;
  private final int localBytes;
  private final long bytes;
  private final byte[] overflow;
  private long nextPage;
  private int inOverflow;
  private int overflowBytes;
  private long position;

  /// The payload that a page has looked at last.
  ///
  /// @param buffer for one page
  Payload(Pages pages, BtreePage page, byte[] buffer, Chain chain) {
    this.pages = pages;
    this.page = page;
    this.chain = chain;
    this.localAt = page.localAt();
    this.localBytes = page.localBytes();
    this.bytes = page.payloadBytes();
    this.nextPage = page.overflow();
    this.overflow = buffer;
  }

  /// Reads on.
  ///
  /// @return how many bytes; fewer than asked for only at the end of the payload
  /// @throws DamagedDatabaseException when the chain is broken
  int read(byte[] target, int offset, int length) throws IOException {
    int total = 0;
    while (total < length && position < bytes) {
      int count = available(length - total);
      if (position < localBytes) {
        System.arraycopy(page.bytes(), localAt + (int) position, target, offset + total, count);
      } else {
        System.arraycopy(overflow, inOverflow, target, offset + total, count);
        inOverflow += count;
      }
      position += count;
      total += count;
    }
    return total;
  }

  /// Reads on as far as the bytes lie in the row's own page.
  ///
  /// @return how many bytes
  int readLocal(byte[] target, int length) throws IOException {
    return read(target, 0, Math.clamp(localBytes - position, 0, length));
  }

  /// Passes over bytes up to a position at or behind the present one.
  void skipTo(long newPosition) throws IOException {
    while (position < newPosition && position < bytes) {
      int count = available(newPosition - position);
      if (position >= localBytes) {
        inOverflow += count;
      }
      position += count;
    }
  }

  /// How many of the next bytes are in memory, at least one; loads a page when it must.
  private int available(long wanted) throws IOException {
    if (position < localBytes) {
      return (int) Math.min(wanted, localBytes - position);
    }
    if (inOverflow == overflowBytes) {
      load();
    }
    return (int) Math.min(wanted, overflowBytes - inOverflow);
  }

  private void load() throws IOException {
    switch (chain) {
      case IN_USE -> pages.meet(nextPage);
      case FREE -> pages.meetDeleted(nextPage);
    }
    pages.read(nextPage, overflow);
    nextPage = Bytes.big32(overflow, 0);
    inOverflow = 4;
    overflowBytes = (int) Math.min(pages.usable(), 4 + bytes - position);
  }
}
