package org.orion.triage.scanfile;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A scan file opened for reading by reports, also while a scan writes it.
public final class ScanFileReader implements AutoCloseable {
  private final Path path;
  private final Connection connection;

  private ScanFileReader(Path path, Connection connection) {
    this.path = path;
    this.connection = connection;
  }

  /// @throws ScanFileException when it is missing, foreign, newer or damaged
  public static ScanFileReader open(Path path) throws ScanFileException {
    ScanFileFormat.check(path);
    try {
      ScanFileReader reader = new ScanFileReader(path, ScanFileConnections.openForReading(path));
      reader.query("SELECT uuid FROM scan", row -> {});
      return reader;
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
  }

  /// From now on all queries see the file as it is at the first of them, whatever a running scan
  /// adds.
  public void holdState() throws ScanFileException {
    try {
      connection.setAutoCommit(false);
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    }
  }

  /// Receives rows.
  public interface RowConsumer {
    void accept(ResultSet row) throws SQLException, IOException;
  }

  /// Runs a query and hands on its rows one at a time.
  public void query(String sql, RowConsumer consumer, @Nullable Object... values)
      throws ScanFileException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          consumer.accept(rows);
        }
      }
    } catch (SQLException problem) {
      throw ScanFile.failure(path, problem);
    } catch (ScanFileException known) {
      throw known;
    } catch (IOException output) {
      throw new ScanFileException("the report cannot be written: " + output.getMessage(), output);
    }
  }

  @Override
  public void close() {
    ScanFileConnections.closeQuietly(connection);
  }
}
