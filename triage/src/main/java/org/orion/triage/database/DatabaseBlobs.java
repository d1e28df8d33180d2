package org.orion.triage.database;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;
import org.orion.triage.evidence.ItemState;

/// Visits every value of a database that is a picture, video or container: those of all tables,
/// then those of rows that were deleted.
///
/// A value in a row is called `table / rowid / column`; in a table without rowids `table / page 12
/// row 3 / column`, and one of a deleted row `deleted / page 123 / 1`. Where a branch of a table
/// cannot be followed, leaves that no table lists are read at the end as `unlisted / page 12 row 3
/// / column 2`. The order is the same every time. One thread.
public final class DatabaseBlobs {
  /// A shorter value is no picture.
  public static final int LEAST_BYTES = 64;

  private static final int SCHEMA_COLUMNS = 5;
  private static final int SCHEMA_TYPE = 0;
  private static final int SCHEMA_NAME = 1;
  private static final int SCHEMA_ROOT = 3;
  private static final int SCHEMA_SQL = 4;
  private static final int MOST_SCHEMA_BYTES = 1 << 20;
  private static final int MOST_NAME_CHARACTERS = 500;

  private final Pages pages;
  private final Problems problems = new Problems();
  private final RowBlobs blobs;
  private final DeletedRows deleted;

  /// Receives values.
  public interface Visitor {
    /// @param name names the row and column
    /// @param state allocated or deleted
    /// @param blob valid during the call
    void blob(String name, ItemState state, Blob blob) throws IOException;

    /// Is called now and then, also where there is nothing to receive.
    void alive() throws IOException;
  }

  private DatabaseBlobs(Pages pages, Visitor visitor) {
    this.pages = pages;
    StoredValues stored = new StoredValues();
    this.blobs = new RowBlobs(pages, visitor, stored);
    this.deleted = new DeletedRows(pages, blobs);
  }

  /// Visits all values.
  ///
  /// @return what is damaged, naming a page; empty when nothing is
  /// @throws DamagedDatabaseException when the file is no database
  public static Optional<String> visit(SeekableByteChannel file, Visitor visitor)
      throws IOException {
    DatabaseBlobs database = new DatabaseBlobs(Pages.open(file, visitor), visitor);
    database.readFreelist();
    database.readTables();
    if (!database.problems.isEmpty()) {
      database.readUnlisted();
    }
    database.deleted.visit();
    if (database.pages.isTooLarge()) {
      database.problems.add(
          new DamagedDatabaseException(
              "pages from %d on are not read".formatted(database.pages.count() + 1)));
    }
    if (!database.deleted.isComplete()) {
      database.problems.add(
          new DamagedDatabaseException("there are more pages with deleted rows than are read"));
    }
    return database.problems.summary();
  }

  /// The pages that list free ones, and those. Source: section 1.5 of the format.
  private void readFreelist() throws IOException {
    byte[] trunk = pages.newPage();
    long number = pages.header().firstTrunk();
    while (number != 0) {
      try {
        pages.read(number, trunk);
        pages.meet(number);
        pages.markFree(number);
        long count = Math.min(Bytes.big32(trunk, 4), pages.usable() / 4 - 2);
        for (int i = 0; i < count; i++) {
          long free = Bytes.big32(trunk, 8 + 4 * i);
          if (pages.has(free)) {
            pages.markFree(free);
          }
        }
        number = Bytes.big32(trunk, 0);
      } catch (DamagedDatabaseException damage) {
        problems.add(damage);
        return;
      }
    }
  }

  private void readTables() throws IOException {
    byte[] overflow = pages.newPage();
    RecordHeader header = new RecordHeader();
    new TreeWalk(
            pages,
            problems,
            page -> {
              for (int i = 0; i < page.cells(); i++) {
                try {
                  page.look(i);
                  readSchemaRow(page, header, overflow);
                } catch (DamagedDatabaseException damage) {
                  problems.add(damage);
                }
              }
            })
        .walk(1);
  }

  private void readSchemaRow(BtreePage page, RecordHeader header, byte[] overflow)
      throws IOException {
    int end = page.localAt() + page.localBytes();
    if (!header.read(page.bytes(), page.localAt(), end)
        || header.columns() != SCHEMA_COLUMNS
        || header.recordBytes() > page.payloadBytes()) {
      throw page.damaged("has a row that describes no table");
    }
    int bytes = (int) Math.min(page.payloadBytes(), MOST_SCHEMA_BYTES);
    byte[] record = new byte[bytes];
    Payload payload = new Payload(pages, page, overflow, Payload.Chain.IN_USE);
    int read = payload.read(record, 0, bytes);
    String[] texts = new String[SCHEMA_COLUMNS];
    long root = 0;
    int at = header.headerBytes();
    for (int column = 0; column < SCHEMA_COLUMNS && at <= read; column++) {
      int length = (int) Math.min(header.bytes(column), read - at);
      if (header.isText(column)) {
        texts[column] = new String(record, at, length, pages.header().text());
      } else if (column == SCHEMA_ROOT && header.isInteger(column)) {
        root = length < header.bytes(column) ? 0 : header.integer(column, record, at);
      }
      at += length;
    }
    if ("table".equals(texts[SCHEMA_TYPE]) && root > 0) {
      String name = texts[SCHEMA_NAME] == null ? "unnamed" : texts[SCHEMA_NAME];
      String sql = texts[SCHEMA_SQL] == null ? "" : texts[SCHEMA_SQL];
      readTable(name, root, TableColumns.of(sql));
    }
  }

  private void readTable(String tableName, long root, Optional<TableColumns> columns)
      throws IOException {
    String name = shortened(tableName);
    int count = columns.map(known -> known.names().size()).orElse(0);
    new TreeWalk(
            pages,
            problems,
            page -> {
              readRows(page, name, columns);
              if (page.isLeaf() && count > 0) {
                deleted.note(page, count);
              }
            })
        .walk(root);
  }

  private void readRows(BtreePage page, String table, Optional<TableColumns> columns)
      throws IOException {
    List<String> names =
        columns.map(known -> page.isTable() ? known.names() : known.keyFirst()).orElse(List.of());
    for (int i = 0; i < page.cells(); i++) {
      int row = i;
      try {
        page.look(i);
        blobs.visit(
            page,
            column ->
                "%s / %s / %s"
                    .formatted(
                        table,
                        page.isTable()
                            ? String.valueOf(page.rowid())
                            : "page %d row %d".formatted(page.number(), row + 1),
                        column < names.size()
                            ? shortened(names.get(column))
                            : "column " + (column + 1)));
      } catch (DamagedDatabaseException damage) {
        problems.add(damage);
      }
    }
  }

  private static String shortened(String name) {
    return name.length() <= MOST_NAME_CHARACTERS
        ? name
        : name.substring(0, MOST_NAME_CHARACTERS) + "…";
  }

  /// Leaves that no tree has led to, in a database where a tree could not be followed.
  private void readUnlisted() throws IOException {
    byte[] buffer = pages.newPage();
    Problems ofNoMeaning = new Problems();
    for (long number = 2; number <= pages.count(); number++) {
      if (pages.isMet(number) || pages.isFree(number)) {
        continue;
      }
      try {
        pages.read(number, buffer);
        if (BtreePage.isTableLeaf(buffer, number)) {
          BtreePage page = BtreePage.of(buffer, number, pages.usable());
          readUnlisted(page);
        }
      } catch (DamagedDatabaseException damage) {
        // It may be anything, such as a part of a picture.
        ofNoMeaning.add(damage);
      }
    }
  }

  private void readUnlisted(BtreePage page) throws IOException {
    for (int i = 0; i < page.cells(); i++) {
      int row = i + 1;
      page.look(i);
      blobs.visit(
          page,
          column ->
              "unlisted / page %d row %d / column %d".formatted(page.number(), row, column + 1));
    }
  }
}
