package org.orion.triage.database;

import java.io.IOException;
import java.util.Arrays;

/// Finds deleted rows with pictures: in the room between the rows of a leaf, and on the pages of
/// the freelist.
///
/// A deleted row stays where it was until its room is used again; of its first four bytes, room
/// between rows keeps a list, which may have cost the beginning of the row's header. So a row is
/// looked for at every offset, and taken for one only when its header is consistent and one of its
/// values begins as a picture, video or container does. Copies of rows that are still there are
/// passed over where [StoredValues] knows them. Source: sections 1.5 and 1.6 of the format.
final class DeletedRows {
  private static final int MOST_NOTED_PAGES = 1 << 20;
  private static final int MOST_UNKNOWN_COLUMNS = 2_000;
  private static final int FREEBLOCK_BYTES = 4;
  private static final int PAGE_HEADER_BYTES = 8;

  private final Pages pages;
  private final RowBlobs blobs;
  private final RecordHeader header = new RecordHeader();
  private long[] noted = new long[16];
  private int[] columnsOfNoted = new int[16];
  private int notedCount;
  private boolean notedAll = true;

  DeletedRows(Pages pages, RowBlobs blobs) {
    this.pages = pages;
    this.blobs = blobs;
  }

  /// Notes a leaf for later when there is something in its room.
  ///
  /// @param columns of its table
  void note(BtreePage page, int columns) throws IOException {
    Search search = new Search(page, columns, false);
    search.room();
    if (search.found == 0) {
      return;
    }
    if (notedCount == MOST_NOTED_PAGES) {
      notedAll = false;
      return;
    }
    if (notedCount == noted.length) {
      noted = Arrays.copyOf(noted, 2 * noted.length);
      columnsOfNoted = Arrays.copyOf(columnsOfNoted, noted.length);
    }
    columnsOfNoted[notedCount] = columns;
    noted[notedCount++] = page.number();
  }

  /// Whether all leaves with deleted rows could be noted.
  boolean isComplete() {
    return notedAll;
  }

  /// Visits the deleted rows of all leaves that were noted, and of all free pages.
  void visit() throws IOException {
    byte[] buffer = pages.newPage();
    for (int i = 0; i < notedCount; i++) {
      pages.read(noted[i], buffer);
      BtreePage page = BtreePage.of(buffer, noted[i], pages.usable());
      new Search(page, columnsOfNoted[i], true).room();
    }
    for (long number = pages.nextFree(1); number > 0; number = pages.nextFree(number + 1)) {
      visitFree(number, buffer);
    }
  }

  private void visitFree(long number, byte[] buffer) throws IOException {
    try {
      pages.read(number, buffer);
      if (buffer[0] != BtreePage.TABLE_LEAF && buffer[0] != BtreePage.INDEX_LEAF) {
        // Of a page that holds a part of the freelist, the end may still be that of a leaf.
        Arrays.fill(buffer, 0, PAGE_HEADER_BYTES, (byte) 0);
        buffer[0] = BtreePage.TABLE_LEAF;
      }
      // What its list of cells says is not needed, and need not be right any more.
      Arrays.fill(buffer, 1, PAGE_HEADER_BYTES, (byte) 0);
      BtreePage page = BtreePage.of(buffer, number, pages.usable());
      new Search(page, MOST_UNKNOWN_COLUMNS, true).range(PAGE_HEADER_BYTES, page.usable());
    } catch (DamagedDatabaseException damage) {
      // A free page of a file that was cut off; what is in use of it is named elsewhere.
      return;
    }
  }

  /// One page's search.
  private final class Search {
    private final BtreePage page;
    private final int mostColumns;
    private final boolean visits;
    private int found;
    private int named;

    Search(BtreePage page, int mostColumns, boolean visits) {
      this.page = page;
      this.mostColumns = mostColumns;
      this.visits = visits;
    }

    /// The room that the page knows: between its list of cells and their content, and in pieces.
    void room() throws IOException {
      range(page.pointersEnd(), Math.min(page.contentStart(), page.usable()));
      int at = page.firstFreeblock();
      int before = page.pointersEnd() - 1;
      while (at > before && at + FREEBLOCK_BYTES <= page.usable()) {
        int length = Math.max(Bytes.big16(page.bytes(), at + 2), FREEBLOCK_BYTES);
        range(at, Math.min(at + length, page.usable()));
        before = at;
        at = Bytes.big16(page.bytes(), at);
      }
    }

    void range(int start, int end) throws IOException {
      int at = start;
      while (at < end) {
        int behind = row(at, end);
        at = behind > at ? behind : at + 1;
      }
    }

    /// @return where the row ends that begins here; `at` when there is none
    private int row(int at, int end) throws IOException {
      byte[] bytes = page.bytes();
      if (bytes[at] > 1 && header.read(bytes, at, end, mostColumns)) {
        int behind = take(at, end);
        if (behind > at) {
          return behind;
        }
      }
      if (mostColumns == MOST_UNKNOWN_COLUMNS || !isFreeblock(at, end)) {
        return at;
      }
      for (int lost = 1; lost <= 2; lost++) {
        int types = at + FREEBLOCK_BYTES;
        if (header.readTypes(bytes, types, end, mostColumns, lost)) {
          int behind = take(types - lost, end);
          if (behind > types) {
            return behind;
          }
        }
      }
      return at;
    }

    /// Whether four bytes can be those that room between rows begins with, or began with before it
    /// grew together with other room.
    private boolean isFreeblock(int at, int end) {
      if (at + FREEBLOCK_BYTES >= end) {
        return false;
      }
      int next = Bytes.big16(page.bytes(), at);
      int length = Bytes.big16(page.bytes(), at + 2);
      return (next == 0 || next > at && next < page.usable())
          && length > DatabaseBlobs.LEAST_BYTES
          && at + length <= page.usable();
    }

    /// Takes what begins here for a row with the header that was read.
    private int take(int at, int end) throws IOException {
      long bytes = header.recordBytes();
      if (bytes < DatabaseBlobs.LEAST_BYTES
          || bytes > Integer.MAX_VALUE
          || !page.payload(at, bytes)) {
        return at;
      }
      boolean spills = page.overflow() != 0 || page.localBytes() < bytes;
      int behind = at + page.localBytes() + (spills ? 4 : 0);
      if (behind > end || spills && !pages.isFree(page.overflow()) || !isOfInterest()) {
        return at;
      }
      found++;
      if (visits && (!spills || pages.takeDeleted(page.overflow()))) {
        visit();
      }
      return behind;
    }

    private boolean isOfInterest() throws IOException {
      try {
        return blobs.isOfInterest(page, header);
      } catch (DamagedDatabaseException overwritten) {
        return false;
      }
    }

    private void visit() throws IOException {
      try {
        blobs.visitDeleted(
            page, header, column -> "deleted / page %d / %d".formatted(page.number(), ++named));
      } catch (DamagedDatabaseException overwritten) {
        // Its further values are not there any more.
        return;
      }
    }
  }
}
