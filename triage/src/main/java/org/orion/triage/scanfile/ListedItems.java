package org.orion.triage.scanfile;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// Reads the listing of one evidence from the scan file, in the order of the walk.
///
/// Rows are fetched a page at a time: a reader that stays on one long query would keep the
/// write-ahead log from being folded back, and it would grow as large as the scan.
public final class ListedItems implements AutoCloseable {
  private static final int PAGE_ROWS = 2_000;

  private final Path path;
  private final long evidenceId;
  private final Connection connection;
  private final PreparedStatement statement;
  private final Queue<Row> page = new ArrayDeque<>();
  private long lastId = -1;

  private ListedItems(Path path, Connection connection, long evidenceId) throws SQLException {
    this.path = path;
    this.evidenceId = evidenceId;
    this.connection = connection;
    this.statement =
        connection.prepareStatement(
            """
            SELECT id, path, bytes, modified, verdict IS NOT NULL AS done FROM item
            WHERE id > ? AND evidence_id = ? AND parent_id IS NULL ORDER BY id LIMIT ?\
            """);
  }

  public static ListedItems open(Path path, long evidenceId) throws ScanFileException {
    try {
      return new ListedItems(path, ScanFileConnections.openForReading(path), evidenceId);
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
  }

  /// The next listed item, or empty at the end.
  public Optional<Row> next() throws ScanFileException {
    if (page.isEmpty()) {
      fetch();
    }
    return Optional.ofNullable(page.poll());
  }

  private void fetch() throws ScanFileException {
    try {
      statement.setLong(1, lastId);
      statement.setLong(2, evidenceId);
      statement.setInt(3, PAGE_ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lastId = rows.getLong("id");
          page.add(
              new Row(
                  lastId,
                  rows.getString("path"),
                  rows.getLong("bytes"),
                  String.valueOf(rows.getString("modified")),
                  rows.getBoolean("done")));
        }
      }
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
  }

  @Override
  public void close() {
    ScanFileConnections.closeQuietly(connection);
  }

  /// @param modified as the listing wrote it
  /// @param done whether it has a verdict
  public record Row(long id, String path, long bytes, String modified, boolean done) {}
}
