package org.orion.triage.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// SQLite itself is the oracle: what it says of a table that it has made.
class TableColumnsTest {
  /// `hidden` is 2 for a column that is computed when it is read, and so is not stored.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t(a, b, c)",
        "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, \"quoted, \"\"name\" TEXT, [b r] INT)",
        "CREATE TABLE t(a TEXT DEFAULT 'x,y)(', b NUMERIC(10, 2) CHECK (b IN (1, 2)), c)",
        "CREATE TABLE t(a /* a, comment */, b -- another, )\n, c)",
        "CREATE TABLE t(`k` INT, v BLOB, w AS (k + 1), x INT GENERATED ALWAYS AS (k * 2) STORED)",
        "CREATE TABLE t(a, b, c, d, PRIMARY KEY (c, \"a\" COLLATE NOCASE DESC)) WITHOUT ROWID",
        "CREATE TABLE t(a, b TEXT PRIMARY KEY, c) WITHOUT ROWID",
        "CREATE TABLE t(a, b, CONSTRAINT one UNIQUE (a), FOREIGN KEY (b) REFERENCES t(a), CHECK (a > b))",
        "CREATE TABLE \"t\" (constraint_name, primary_thing, \"unique\", 'check')",
        "CREATE TABLE t(Aé_1 TEXT NOT NULL ON CONFLICT IGNORE, b REFERENCES t(Aé_1) ON DELETE CASCADE)"
      })
  void columnsAreThoseThatSqliteStores(String sql) throws Exception {
    List<String> stored = new ArrayList<>();
    TreeMap<Integer, String> key = new TreeMap<>();
    String text;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      try (ResultSet row = statement.executeQuery("PRAGMA table_xinfo(t)")) {
        while (row.next()) {
          if (row.getInt("hidden") != 2) {
            stored.add(row.getString("name"));
          }
          if (row.getInt("pk") > 0) {
            key.put(row.getInt("pk"), row.getString("name"));
          }
        }
      }
      try (ResultSet row =
          statement.executeQuery("SELECT sql FROM sqlite_schema WHERE name = 't'")) {
        row.next();
        text = row.getString(1);
      }
    }
    List<String> keyFirst = new ArrayList<>(key.values());
    stored.stream().filter(name -> !keyFirst.contains(name)).forEach(keyFirst::add);

    TableColumns columns = TableColumns.of(text).orElseThrow();

    assertThat(columns.names()).isEqualTo(stored);
    assertThat(columns.keyFirst()).isEqualTo(keyFirst);
  }
}
