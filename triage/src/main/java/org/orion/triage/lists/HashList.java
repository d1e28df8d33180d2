package org.orion.triage.lists;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.exchange.hashlist.HashText;
import org.orion.exchange.hashlist.Level;
import org.orion.exchange.hashlist.ListEntry;
import org.orion.triage.match.KnownList;
import org.sqlite.SQLiteConfig;

/// One list of known hashes, opened for reading. All SQL that reads lists is here.
public final class HashList implements KnownList, AutoCloseable {
  private final String name;
  private final Connection connection;
  private final CategoryTable categories;
  private final String sha256;
  private final String imported;

  private HashList(String name, Connection connection, CategoryTable categories)
      throws SQLException {
    this.name = name;
    this.connection = connection;
    this.categories = categories;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT sha256, imported FROM list")) {
      if (!row.next()) {
        throw new SQLException("the list was not completed");
      }
      this.sha256 = row.getString(1);
      this.imported = row.getString(2);
    }
  }

  static HashList open(String name, Path file, CategoryTable categories) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    return new HashList(name, connection, categories);
  }

  @Override
  public String name() {
    return name;
  }

  /// Digest of the entries: the same for the same content, whatever files it came from.
  public String sha256() {
    return sha256;
  }

  /// When the list was last changed, ISO 8601.
  public String imported() {
    return imported;
  }

  public long entries() throws IOException {
    return counts("SELECT 'entries', count(*) FROM entry").getOrDefault("entries", 0L);
  }

  /// Hashes by algorithm.
  public Map<String, Long> hashesByAlgorithm() throws IOException {
    return counts("SELECT algorithm, count(*) FROM hash GROUP BY 1 ORDER BY 1");
  }

  /// Entries by category, as scheme, code and level.
  public Map<String, Long> entriesByCategory() throws IOException {
    Map<String, Long> named = new LinkedHashMap<>();
    counts("SELECT scheme || char(9) || code, count(*) FROM entry GROUP BY 1 ORDER BY 1")
        .forEach((key, count) -> {
          String[] parts = key.split("\t", -1);
          Category category = new Category(parts[0], parts[1]);
          String scheme = parts[0].isEmpty() ? "no scheme" : parts[0];
          String code = parts[1].isEmpty() ? "no code" : parts[1];
          named.put("%s %s (%s)".formatted(scheme, code, categories.level(category)), count);
        });
    return named;
  }

  /// Imports, one line each.
  public List<String> imports() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM import ORDER BY id")) {
      while (row.next()) {
        lines.add(
            "%s  %s  %s  by %s: %d entries kept, %d known before, SHA-256 %s"
                .formatted(
                    row.getString("at"),
                    row.getString("file"),
                    row.getString("format"),
                    row.getString("importer"),
                    row.getLong("kept"),
                    row.getLong("known"),
                    row.getString("sha256")));
      }
    } catch (SQLException problem) {
      throw damaged(problem);
    }
    return lines;
  }

  private Map<String, Long> counts(String sql) throws IOException {
    Map<String, Long> counts = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        counts.put(row.getString(1), row.getLong(2));
      }
    } catch (SQLException problem) {
      throw damaged(problem);
    }
    return counts;
  }

  /// Receives entries in order.
  public interface ListEntryConsumer {
    void accept(ListEntry entry, Level level) throws IOException;
  }

  /// Reads all entries in the order they came.
  public void forEachEntry(ListEntryConsumer consumer) throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT entry.id, entry, scheme, code, attributes, algorithm, value
                FROM entry JOIN hash ON hash.entry_id = entry.id ORDER BY entry.id\
                """)) {
      long current = -1;
      List<HashValue> hashes = new ArrayList<>();
      String id = "";
      Category category = Category.NONE;
      String attributes = "";
      while (row.next()) {
        if (row.getLong(1) != current) {
          hand(id, category, hashes, attributes, consumer);
          hashes.clear();
          current = row.getLong(1);
          id = row.getString(2);
          category = new Category(row.getString(3), row.getString(4));
          attributes = row.getString(5);
        }
        hashes.add(HashText.parse(row.getString(6), row.getString(7)));
      }
      hand(id, category, hashes, attributes, consumer);
    } catch (SQLException problem) {
      throw damaged(problem);
    }
  }

  private void hand(
      String id,
      Category category,
      List<HashValue> hashes,
      String attributes,
      ListEntryConsumer consumer)
      throws IOException {
    if (!hashes.isEmpty()) {
      consumer.accept(
          new ListEntry(id, category, hashes, Attributes.read(attributes)),
          categories.level(category));
    }
  }

  @Override
  public void forEach(EntryConsumer consumer) throws IOException {
    forEachEntry(
        (entry, level) -> consumer.accept(entry.id(), entry.category(), level, entry.hashes()));
  }

  private IOException damaged(SQLException problem) {
    return new IOException("the list %s is damaged: import it anew".formatted(name), problem);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      // It was only read.
      return;
    }
  }
}
