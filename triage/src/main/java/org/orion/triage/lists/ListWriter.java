package org.orion.triage.lists;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.ListEntry;
import org.orion.exchange.hashlist.ListReader.EntrySink;
import org.sqlite.SQLiteConfig;

/// Writes one list file. All SQL that writes lists is here.
final class ListWriter implements EntrySink, AutoCloseable {
  private final Connection connection;
  private final String name;
  private final PreparedStatement insertEntry;
  private final PreparedStatement insertHash;
  private final MessageDigest digest = ListStore.sha256();
  private final Map<String, ListStore.RefusedRows> refused = new LinkedHashMap<>();
  private String file = "";
  private long importId;
  private long lastEntryId;
  private long kept;
  private long known;

  private ListWriter(Connection connection, String name) throws SQLException {
    this.connection = connection;
    this.name = name;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT coalesce(max(id), 0) FROM entry")) {
      this.lastEntryId = row.getLong(1);
    }
    this.insertEntry =
        connection.prepareStatement(
            """
            INSERT OR IGNORE INTO entry (import_id, entry, scheme, code, attributes, content, id)
            VALUES (?, ?, ?, ?, ?, ?, ?)\
            """);
    this.insertHash =
        connection.prepareStatement(
            "INSERT INTO hash (entry_id, algorithm, value) VALUES (?, ?, ?)");
  }

  /// @param path an empty file, or a list of before
  static ListWriter open(Path path, String name) throws SQLException, IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    config.setJournalMode(SQLiteConfig.JournalMode.OFF);
    Connection connection = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement();
        ResultSet tables =
            statement.executeQuery("SELECT count(*) FROM sqlite_master WHERE name = 'list'")) {
      if (tables.getLong(1) == 0) {
        try (InputStream schema = ListWriter.class.getResourceAsStream("list.sql")) {
          if (schema == null) {
            throw new IllegalStateException("list.sql is missing, must be beside ListWriter");
          }
          statement.executeUpdate(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return new ListWriter(connection, name);
  }

  void begin(String fileName, String format, String scheme, String importer) throws SQLException {
    file = fileName;
    kept = 0;
    known = 0;
    refused.clear();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO import (file, sha256, format, scheme, importer, at, kept, known)
            VALUES (?, '', ?, ?, ?, ?, 0, 0)\
            """)) {
      insert.setString(1, fileName);
      insert.setString(2, format);
      insert.setString(3, scheme);
      insert.setString(4, importer);
      insert.setString(5, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      insert.executeUpdate();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT last_insert_rowid()")) {
      importId = row.getLong(1);
    }
  }

  @Override
  public void accept(ListEntry entry) throws IOException {
    try {
      insertEntry.setLong(1, importId);
      insertEntry.setString(2, entry.id());
      insertEntry.setString(3, entry.category().scheme());
      insertEntry.setString(4, entry.category().code());
      insertEntry.setString(5, Attributes.write(entry.attributes()));
      insertEntry.setBytes(6, content(entry));
      insertEntry.setLong(7, lastEntryId + 1);
      if (insertEntry.executeUpdate() == 0) {
        known++;
        return;
      }
      kept++;
      lastEntryId++;
      for (HashValue hash : entry.hashes()) {
        insertHash.setLong(1, lastEntryId);
        insertHash.setString(2, hash.algorithm().id());
        insertHash.setString(3, hash.hex());
        insertHash.executeUpdate();
      }
    } catch (SQLException problem) {
      throw new IOException("the list cannot be written: " + problem.getMessage(), problem);
    }
  }

  /// What makes two entries the same: category and hashes.
  private byte[] content(ListEntry entry) {
    StringBuilder text = new StringBuilder();
    text.append(entry.category().scheme()).append('\n').append(entry.category().code());
    entry.hashes().stream()
        .map(hash -> "\n" + hash.algorithm().id() + " " + hash.hex())
        .sorted()
        .forEach(text::append);
    byte[] all = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(all, 20);
  }

  @Override
  public void refuse(String position, String reason) {
    refused.merge(
        reason,
        new ListStore.RefusedRows(reason, 1, position),
        (before, now) -> new ListStore.RefusedRows(reason, before.rows() + 1, before.first()));
  }

  ListStore.Imported end(String sha256, String format) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE import SET sha256 = ?, kept = ?, known = ? WHERE id = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO refused (import_id, reason, rows, first) VALUES (?, ?, ?, ?)")) {
      update.setString(1, sha256);
      update.setLong(2, kept);
      update.setLong(3, known);
      update.setLong(4, importId);
      update.executeUpdate();
      for (ListStore.RefusedRows rows : refused.values()) {
        insert.setLong(1, importId);
        insert.setString(2, rows.reason());
        insert.setLong(3, rows.rows());
        insert.setString(4, rows.first());
        insert.executeUpdate();
      }
    }
    List<ListStore.RefusedRows> rows = new ArrayList<>(refused.values());
    return new ListStore.Imported(file, format, kept, known, rows);
  }

  /// Writes the list's own digest, over its entries in an order that does not depend on the files
  /// they came from.
  void complete() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT entry, content FROM entry ORDER BY content, entry")) {
      while (rows.next()) {
        digest.update(rows.getString(1).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(rows.getBytes(2));
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO list (id, name, sha256, imported) VALUES (1, ?, ?, ?)")) {
      update.setString(1, name);
      update.setString(2, HexFormat.of().formatHex(digest.digest()));
      update.setString(3, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      update.executeUpdate();
    }
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
