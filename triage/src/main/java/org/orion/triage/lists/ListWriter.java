package org.orion.triage.lists;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.ListEntry;
import org.orion.exchange.hashlist.ListReader.EntrySink;
import org.sqlite.SQLiteConfig;

/// Writes one list file. All SQL that writes lists is here.
final class ListWriter implements EntrySink, AutoCloseable {
  /// So many bytes of a SHA-256 tell contents apart.
  private static final int CONTENT_BYTES = 20;

  private static final int CACHE_KIBIBYTES = 256 << 10;

  private final Connection connection;
  private final String name;
  private final PreparedStatement insertEntry;
  private final PreparedStatement insertHash;
  private final PreparedStatement revive;
  private final MessageDigest digest = ListStore.sha256();
  private final Map<String, ListStore.RefusedRows> refused = new LinkedHashMap<>();
  private final Map<Category, Integer> categories = new HashMap<>();
  private ImportedFile file = new ImportedFile("", "", "", false);
  private Withdrawals withdrawals;
  private long importId;
  private int lastEntryId;
  private long kept;
  private long known;

  /// A file that is being imported.
  ///
  /// @param idsLast whether entry ids name the same entry in every file of this source
  record ImportedFile(String name, String format, String scheme, boolean idsLast) {}

  private ListWriter(Connection connection, String name) throws SQLException {
    this.connection = connection;
    this.name = name;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT coalesce(max(id), 0) FROM entry")) {
      this.lastEntryId = row.getInt(1);
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id, scheme, code FROM category")) {
      while (row.next()) {
        categories.put(new Category(row.getString(2), row.getString(3)), row.getInt(1));
      }
    }
    this.insertEntry =
        connection.prepareStatement(
            """
            INSERT OR IGNORE INTO entry (import_id, entry, category_id, attributes, content, id)
            VALUES (?, ?, ?, ?, ?, ?)\
            """);
    this.insertHash =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO hash (entry_id, algorithm, value) VALUES (?, ?, ?)");
    this.revive =
        connection.prepareStatement(
            "DELETE FROM withdrawal WHERE entry_id = (SELECT id FROM entry WHERE content = ?)");
    this.withdrawals = new Withdrawals(connection);
  }

  /// @param path an empty file, or a list of before
  static ListWriter open(Path path, String name) throws SQLException, IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    config.setJournalMode(SQLiteConfig.JournalMode.OFF);
    config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    config.setCacheSize(-CACHE_KIBIBYTES);
    return open(config.createConnection("jdbc:sqlite:" + path.toAbsolutePath()), name);
  }

  /// @param connection to an empty database, or to a list of before; closed with the writer
  static ListWriter open(Connection connection, String name) throws SQLException, IOException {
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
    connection.setAutoCommit(false);
    return new ListWriter(connection, name);
  }

  void begin(ImportedFile next, String importer) throws SQLException {
    file = next;
    kept = 0;
    known = 0;
    refused.clear();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO import (file, sha256, format, scheme, importer, at, kept, known, withdrawn)
            VALUES (?, '', ?, ?, ?, ?, 0, 0, 0)\
            """)) {
      insert.setString(1, next.name());
      insert.setString(2, next.format());
      insert.setString(3, next.scheme());
      insert.setString(4, importer);
      insert.setString(5, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      insert.executeUpdate();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT last_insert_rowid()")) {
      importId = row.getLong(1);
    }
    withdrawals.begin(importId);
  }

  @Override
  public void accept(ListEntry entry) throws IOException {
    try {
      byte[] content = content(entry);
      if (file.idsLast()) {
        withdrawals.replaced(entry.id(), content);
      }
      insertEntry.setLong(1, importId);
      insertEntry.setString(2, entry.id());
      insertEntry.setInt(3, categoryId(entry.category()));
      insertEntry.setString(4, Attributes.write(entry.attributes()));
      insertEntry.setBytes(5, content);
      insertEntry.setInt(6, Math.addExact(lastEntryId, 1));
      if (insertEntry.executeUpdate() == 0) {
        revive.setBytes(1, content);
        boolean revived = revive.executeUpdate() > 0;
        kept += revived ? 1 : 0;
        known += revived ? 0 : 1;
        return;
      }
      kept++;
      lastEntryId++;
      for (HashValue hash : entry.hashes()) {
        insertHash.setInt(1, lastEntryId);
        insertHash.setInt(2, HashColumns.algorithm(hash));
        insertHash.setBytes(3, HashColumns.bytes(hash));
        insertHash.executeUpdate();
      }
    } catch (SQLException problem) {
      throw new IOException("the list cannot be written: " + problem.getMessage(), problem);
    }
  }

  private int categoryId(Category category) throws SQLException {
    Integer id = categories.get(category);
    if (id == null) {
      id = categories.size() + 1;
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO category (id, scheme, code) VALUES (?, ?, ?)")) {
        insert.setInt(1, id);
        insert.setString(2, category.scheme());
        insert.setString(3, category.code());
        insert.executeUpdate();
      }
      categories.put(category, id);
    }
    return id;
  }

  /// What makes two entries the same: category and hashes; and the id where ids last, since two
  /// members of a sharing body may list, and withdraw, the same hash.
  private byte[] content(ListEntry entry) {
    update(entry.category().scheme());
    update(entry.category().code());
    update(file.idsLast() ? entry.id() : "");
    List<byte[]> hashes = new ArrayList<>(entry.hashes().size());
    for (HashValue hash : entry.hashes()) {
      byte[] bytes = HashColumns.bytes(hash);
      hashes.add(
          ByteBuffer.allocate(1 + bytes.length)
              .put((byte) HashColumns.algorithm(hash))
              .put(bytes)
              .array());
    }
    hashes.sort(Arrays::compareUnsigned);
    hashes.forEach(digest::update);
    return Arrays.copyOf(digest.digest(), CONTENT_BYTES);
  }

  private void update(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  @Override
  public void withdraw(String position, String entryId) throws IOException {
    try {
      withdrawals.withdrawn(entryId);
    } catch (SQLException problem) {
      throw new IOException("the list cannot be written: " + problem.getMessage(), problem);
    }
  }

  @Override
  public void refuse(String position, String reason) {
    refused.merge(
        reason,
        new ListStore.RefusedRows(reason, 1, position),
        (before, now) -> new ListStore.RefusedRows(reason, before.rows() + 1, before.first()));
  }

  /// Entries kept so far from the file that is being read.
  long kept() {
    return kept;
  }

  ListStore.Imported end(String sha256) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE import SET sha256 = ?, kept = ?, known = ?, withdrawn = ? WHERE id = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO refused (import_id, reason, rows, first) VALUES (?, ?, ?, ?)")) {
      update.setString(1, sha256);
      update.setLong(2, kept);
      update.setLong(3, known);
      update.setLong(4, withdrawals.count());
      update.setLong(5, importId);
      update.executeUpdate();
      for (ListStore.RefusedRows rows : refused.values()) {
        insert.setLong(1, importId);
        insert.setString(2, rows.reason());
        insert.setLong(3, rows.rows());
        insert.setString(4, rows.first());
        insert.executeUpdate();
      }
    }
    return new ListStore.Imported(
        file.name(),
        file.format(),
        kept,
        known,
        withdrawals.count(),
        new ArrayList<>(refused.values()));
  }

  /// Writes the list's own digest, over the contents of its entries in an order that does not
  /// depend on the files they came from, and gives the list a new generation.
  ///
  /// @return the generation, 64 hexadecimal digits
  String complete() throws SQLException {
    long entries = 0;
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT content FROM entry
                WHERE id NOT IN (SELECT entry_id FROM withdrawal) ORDER BY content\
                """)) {
      while (rows.next()) {
        digest.update(rows.getBytes(1));
        entries++;
      }
    }
    byte[] generation = new byte[32];
    new SecureRandom().nextBytes(generation);
    String generationText = HexFormat.of().formatHex(generation);
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            INSERT OR REPLACE INTO list (id, name, sha256, entries, generation, imported)
            VALUES (1, ?, ?, ?, ?, ?)\
            """)) {
      update.setString(1, name);
      update.setString(2, HexFormat.of().formatHex(digest.digest()));
      update.setLong(3, entries);
      update.setString(4, generationText);
      update.setString(5, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      update.executeUpdate();
    }
    connection.commit();
    return generationText;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
