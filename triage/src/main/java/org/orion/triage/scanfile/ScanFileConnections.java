package org.orion.triage.scanfile;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteOpenMode;

/// Opens SQLite as the scan file needs it. While a scan writes, the file has a write-ahead log
/// beside it, so that others can read; when the scan ends it is one single file again.
final class ScanFileConnections {
  private static final int BUSY_MILLIS = 30_000;
  private static final int PAGE_CACHE_KIB = 32 * 1024;

  private static final int MERGE_CACHE_KIB = 256 * 1024;

  private ScanFileConnections() {}

  static Connection openForWriting(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setCacheSize(-PAGE_CACHE_KIB);
    config.setTransactionMode(TransactionMode.DEFERRED);
    config.setPageSize(8192);
    Connection connection = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
    connection.setAutoCommit(false);
    return connection;
  }

  /// For a file that nobody sees before it is whole: without a journal, and without waiting for the
  /// disk. Other files can be attached by address.
  static Connection openForMerging(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    config.setJournalMode(JournalMode.OFF);
    config.setSynchronous(SynchronousMode.OFF);
    config.setCacheSize(-MERGE_CACHE_KIB);
    config.setPageSize(8192);
    Connection connection = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
    connection.setAutoCommit(false);
    return connection;
  }

  static Connection openForReading(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
  }

  static void enterWriteAheadLog(Connection connection) throws SQLException {
    journalMode(connection, "WAL");
  }

  static void leaveWriteAheadLog(Connection connection) throws SQLException {
    journalMode(connection, "DELETE");
  }

  private static void journalMode(Connection connection, String mode) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = " + mode);
    }
    connection.setAutoCommit(false);
  }

  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      // Nothing is lost: what matters was committed before.
      return;
    }
  }
}
