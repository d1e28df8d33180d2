package org.orion.triage.lists;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/// Entries that their owners withdrew, or replaced under the same id. They stay in the list file,
/// so that a report can tell what an older match rested on, and match no more.
final class Withdrawals {
  private final Connection connection;
  private @Nullable PreparedStatement withdraw;
  private @Nullable PreparedStatement replace;
  private long importId;
  private long count;

  Withdrawals(Connection connection) {
    this.connection = connection;
  }

  void begin(long nextImportId) {
    importId = nextImportId;
    count = 0;
  }

  /// Entries withdrawn or replaced since the file began.
  long count() {
    return count;
  }

  void withdrawn(String entryId) throws SQLException {
    PreparedStatement statement = withdraw;
    if (statement == null) {
      indexIds();
      statement =
          connection.prepareStatement(
              """
              INSERT OR IGNORE INTO withdrawal (entry_id, import_id)
              SELECT id, ? FROM entry WHERE entry = ?\
              """);
      withdraw = statement;
    }
    statement.setLong(1, importId);
    statement.setString(2, entryId);
    count += statement.executeUpdate();
  }

  /// Withdraws what an id stood for before, unless it is the same.
  void replaced(String entryId, byte[] content) throws SQLException {
    PreparedStatement statement = replace;
    if (statement == null) {
      indexIds();
      statement =
          connection.prepareStatement(
              """
              INSERT OR IGNORE INTO withdrawal (entry_id, import_id)
              SELECT id, ? FROM entry WHERE entry = ? AND content <> ?\
              """);
      replace = statement;
    }
    statement.setLong(1, importId);
    statement.setString(2, entryId);
    statement.setBytes(3, content);
    count += statement.executeUpdate();
  }

  /// Only lists whose entries are asked for by id pay for an index of ids.
  private void indexIds() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE INDEX IF NOT EXISTS entry_entry ON entry (entry)");
    }
  }
}
