package org.orion.triage.lists;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.orion.exchange.FormatException;
import org.orion.exchange.hashlist.EntryBuilder;
import org.orion.exchange.hashlist.ListReader;
import org.orion.exchange.hashlist.NsrlTextReader;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// Reads NSRL's reference data set, version 3: an SQLite database with the columns `sha256`, `sha1`
/// and `md5` in `FILE`, which is a table in the minimal sets and a view in the full ones. Every
/// combination of the three is one entry, however many files and packages hold it.
///
/// Rows come in order, so that equal ones stand together: by the table's own key in the minimal
/// sets, sorted in files beside the lists in the full ones. Memory does not grow with the set.
final class NsrlDatabase implements ListReader {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final List<String> COLUMNS = List.of("sha256", "sha1", "md5");

  private final Path database;
  private final Path temporary;

  /// @param temporary a folder for what is sorted
  NsrlDatabase(Path database, Path temporary) {
    this.database = database;
    this.temporary = temporary;
  }

  /// Tells by the first bytes, and leaves the input where it was.
  static boolean isDatabase(BufferedInputStream input) throws IOException {
    input.mark(MAGIC.length);
    byte[] head = input.readNBytes(MAGIC.length);
    input.reset();
    return Arrays.equals(head, MAGIC);
  }

  @Override
  public String format() {
    return NsrlTextReader.FORMAT;
  }

  /// Reads the database, not `input`, which a database cannot be read from.
  @Override
  public void read(InputStream input, String source, String scheme, EntrySink sink)
      throws IOException, FormatException {
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.READWRITE);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setOpenMode(SQLiteOpenMode.READONLY);
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    config.setTempStore(SQLiteConfig.TempStore.FILE);
    config.setTempStoreDirectory(temporary.toString());
    String address = "jdbc:sqlite:" + database.toAbsolutePath().toUri() + "?immutable=1";
    try (Connection connection = config.createConnection(address);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA trusted_schema = OFF");
      requireColumns(statement, source);
      try (ResultSet rows =
          statement.executeQuery("SELECT sha256, sha1, md5 FROM FILE ORDER BY sha256, sha1, md5")) {
        Rows read = new Rows(scheme.isEmpty() ? NsrlTextReader.SCHEME : scheme, sink);
        while (rows.next()) {
          read.row(List.of(text(rows, 1), text(rows, 2), text(rows, 3)));
        }
      }
    } catch (SQLException damaged) {
      throw new FormatException(
          source, "", "a whole SQLite database", "SQLite's " + damaged.getMessage());
    }
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  private static void requireColumns(Statement statement, String source)
      throws SQLException, FormatException {
    List<String> found = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery("SELECT lower(name) FROM pragma_table_info('FILE')")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    if (!found.containsAll(COLUMNS)) {
      throw new FormatException(
          source,
          "FILE",
          "the columns sha256, sha1 and md5 of an NSRL RDS version 3",
          found.isEmpty() ? "no table FILE" : "other columns");
    }
  }

  /// Hands on one of each run of equal rows.
  private static final class Rows {
    private final String scheme;
    private final EntryBuilder entry;
    private List<String> last = List.of();
    private long number;
    private long distinct;

    Rows(String scheme, EntrySink sink) {
      this.scheme = scheme;
      this.entry = new EntryBuilder(sink);
    }

    void row(List<String> values) throws IOException {
      number++;
      if (values.equals(last)) {
        return;
      }
      last = values;
      entry.clear();
      for (int i = 0; i < values.size(); i++) {
        entry.hash(() -> "row " + number, COLUMNS.get(i), values.get(i));
      }
      entry.finish(() -> "row " + number, scheme, ++distinct);
    }
  }
}
