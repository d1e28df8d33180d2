package org.orion.operations.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.exchange.hash.Sha256;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// The rows of all tables, as their owner reads and loads them. One connection, one transaction,
/// for one thread.
///
/// A table's member is PostgreSQL's binary COPY, its rows in the order in which they lie. Loaded
/// into an emptied table they lie in the same order, so that reading it again gives the same bytes.
final class BackupRows {
  /// A sealed original has up to 64 MiB.
  private static final int FETCH = 4;

  private static final String TABLES =
      """
      select t.relname, array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '')
      from pg_class t
      join pg_namespace n on n.oid = t.relnamespace
      join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      where n.nspname = 'orion' and t.relkind in ('r', 'p')
      group by t.relname order by t.relname
      """;

  /// Tables of which row-level security may hide rows from this login.
  private static final String HIDDEN =
      """
      with applying as (
        select p.* from pg_policy p
        where 0 = any (p.polroles) or exists (
          select from pg_roles r where r.oid = any (p.polroles) and pg_has_role(current_user, r.oid, 'USAGE'))
      )
      select t.relname from pg_class t
      join pg_namespace n on n.oid = t.relnamespace
      where n.nspname = 'orion' and t.relkind in ('r', 'p') and row_security_active(t.oid)
        and (exists (select from applying p where p.polrelid = t.oid and not p.polpermissive)
          or not exists (
            select from applying p
            where p.polrelid = t.oid and p.polcmd = '*' and pg_get_expr(p.polqual, p.polrelid) = 'true'))
      order by t.relname
      """;

  private static final String SEQUENCES =
      """
      select s.relname from pg_class s
      join pg_namespace n on n.oid = s.relnamespace
      where n.nspname = 'orion' and s.relkind = 'S' order by s.relname
      """;

  private static final String FOREIGN_KEYS =
      """
      select t.relname, c.conname, pg_get_constraintdef(c.oid) from pg_constraint c
      join pg_class t on t.oid = c.conrelid
      join pg_namespace n on n.oid = t.relnamespace
      where n.nspname = 'orion' and c.contype = 'f' order by t.relname, c.conname
      """;

  private static final String FORCED =
      """
      select t.relname from pg_class t
      join pg_namespace n on n.oid = t.relnamespace
      where n.nspname = 'orion' and t.relkind = 'r' and t.relforcerowsecurity order by t.relname
      """;

  private static final String SCHEMA = "select from pg_namespace where nspname = 'orion'";
  private static final String ORIGINALS = "select tip, sha256, sealed from orion.tip_original";
  private static final String LETTERS = "select id, sha256, sealed from orion.letter";

  private final Connection connection;
  private final CopyManager copies;

  /// @param connection of the owner, in a transaction
  BackupRows(Connection connection) throws SQLException {
    this.connection = connection;
    this.copies = connection.unwrap(PGConnection.class).getCopyAPI();
    // Rows are read in the order in which they lie, whatever else reads the table.
    for (String setting :
        List.of(
            "synchronize_seqscans",
            "enable_indexscan",
            "enable_indexonlyscan",
            "enable_bitmapscan")) {
      execute("set local %s = off".formatted(setting));
    }
    execute("set local max_parallel_workers_per_gather = 0");
    execute("set local lock_timeout = '60s'");
  }

  /// Whether a database has tables of Orion.
  static boolean hasSchema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SCHEMA)) {
      return rows.next();
    }
  }

  /// A table and its stored columns.
  record Table(String name, List<String> columns) {
    private String copied() {
      return "orion.%s (%s)"
          .formatted(
              quoted(name),
              columns.stream().map(BackupRows::quoted).collect(Collectors.joining(", ")));
    }
  }

  /// A table that refers to another.
  private record ForeignKey(String table, String name, String definition) {}

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> names(String query) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /// All tables, by their names.
  List<Table> tables() throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        Array columns = rows.getArray(2);
        tables.add(
            new Table(
                rows.getString(1),
                columns == null ? List.of() : Arrays.asList((String[]) columns.getArray())));
      }
    }
    return tables;
  }

  /// Tables whose rows this login may not all see.
  List<String> hidden() throws SQLException {
    return names(HIDDEN);
  }

  /// Writes a table's rows.
  ///
  /// @return how many
  long write(Table table, OutputStream output) throws SQLException, IOException {
    return copies.copyOut("copy %s to stdout (format binary)".formatted(table.copied()), output);
  }

  /// Where numbers go on, asked after the rows were read: no row has a later one.
  List<BackupManifest.Sequence> sequences() throws SQLException {
    List<BackupManifest.Sequence> sequences = new ArrayList<>();
    for (String name : names(SEQUENCES)) {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("select last_value, is_called from orion." + quoted(name))) {
        row.next();
        sequences.add(new BackupManifest.Sequence(name, row.getLong(1), row.getBoolean(2)));
      }
    }
    return sequences;
  }

  /// Loads rows into all tables: without triggers, whose work is in the rows already, and checks
  /// every reference between tables afterwards.
  final class Loading {
    private final List<Table> tables = tables();
    private final List<ForeignKey> references = references();
    private final List<String> forced = names(FORCED);

    Loading() throws SQLException {
      for (ForeignKey key : references) {
        alter(key.table(), "drop constraint " + quoted(key.name()));
      }
      for (Table table : tables) {
        alter(table.name(), "disable trigger user, no force row level security");
      }
      execute(
          "truncate "
              + tables.stream()
                  .map(table -> "orion." + quoted(table.name()))
                  .collect(Collectors.joining(", ")));
    }

    /// @return how many rows
    long load(Table table, InputStream rows) throws SQLException, IOException {
      return copies.copyIn("copy %s from stdin (format binary)".formatted(table.copied()), rows);
    }

    void finish(List<BackupManifest.Sequence> sequences) throws SQLException {
      for (Table table : tables) {
        alter(table.name(), "enable trigger user");
      }
      for (String table : forced) {
        alter(table, "force row level security");
      }
      for (ForeignKey key : references) {
        alter(key.table(), "add constraint %s %s".formatted(quoted(key.name()), key.definition()));
      }
      for (BackupManifest.Sequence sequence : sequences) {
        try (PreparedStatement statement =
            connection.prepareStatement("select setval(cast(? as regclass), ?, ?)")) {
          statement.setString(1, "orion." + quoted(sequence.name()));
          statement.setLong(2, sequence.last());
          statement.setBoolean(3, sequence.called());
          statement.execute();
        }
      }
    }

    private void alter(String table, String change) throws SQLException {
      execute("alter table orion.%s %s".formatted(quoted(table), change));
    }
  }

  private List<ForeignKey> references() throws SQLException {
    List<ForeignKey> references = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FOREIGN_KEYS)) {
      while (rows.next()) {
        references.add(new ForeignKey(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    }
    return references;
  }

  /// Opens a sealed value.
  interface Opener {
    /// @throws IllegalArgumentException when it does not open
    byte[] open(UUID id, Sha256 sha256, byte[] sealed);
  }

  /// How many sealed values there are, and how many open and have the digest that stands beside
  /// them.
  record Opened(long all, long proven) {}

  Opened originals(Opener opener, long most) throws SQLException {
    return opened(ORIGINALS + " limit " + most, opener);
  }

  Opened letters(Opener opener) throws SQLException {
    return opened(LETTERS, opener);
  }

  private Opened opened(String query, Opener opener) throws SQLException {
    long all = 0;
    long proven = 0;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          all++;
          Sha256 sha256 = Sha256.of(rows.getBytes(2));
          if (isProven(opener, rows.getObject(1, UUID.class), sha256, rows.getBytes(3))) {
            proven++;
          }
        }
      }
    }
    return new Opened(all, proven);
  }

  private static boolean isProven(Opener opener, UUID id, Sha256 sha256, byte[] sealed) {
    try {
      return Sha256.digest(opener.open(id, sha256, sealed)).equals(sha256);
    } catch (IllegalArgumentException unopened) {
      return false;
    }
  }
}
