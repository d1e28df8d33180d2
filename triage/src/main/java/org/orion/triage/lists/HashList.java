package org.orion.triage.lists;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.exchange.hashlist.Level;
import org.orion.exchange.hashlist.ListEntry;
import org.orion.triage.index.ExactIndex;
import org.orion.triage.index.SimilarityIndex;
import org.orion.triage.match.KnownEntry;
import org.orion.triage.match.KnownList;
import org.sqlite.SQLiteConfig;

/// One list of known hashes, opened for reading: its version of that moment, whatever is imported
/// meanwhile. All SQL that reads lists is here.
public final class HashList implements KnownList, AutoCloseable {
  private static final int VERSION = 2;
  private static final String NOT_WITHDRAWN = "NOT IN (SELECT entry_id FROM withdrawal)";

  private final String name;
  private final Connection connection;
  private final CategoryTable categories;
  private final String sha256;
  private final long entries;
  private final String generation;
  private final String imported;
  private final Map<Integer, Category> categoryById = new HashMap<>();
  private final PreparedStatement findEntry;
  private @Nullable ListIndexes indexes;

  private HashList(String name, Connection connection, CategoryTable categories)
      throws SQLException, IOException {
    this.name = name;
    this.connection = connection;
    this.categories = categories;
    requireVersion();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT sha256, entries, generation, imported FROM list")) {
      if (!row.next()) {
        throw new SQLException("the list was not completed");
      }
      this.sha256 = row.getString(1);
      this.entries = row.getLong(2);
      this.generation = row.getString(3);
      this.imported = row.getString(4);
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id, scheme, code FROM category")) {
      while (row.next()) {
        categoryById.put(row.getInt(1), new Category(row.getString(2), row.getString(3)));
      }
    }
    this.findEntry =
        connection.prepareStatement("SELECT entry, category_id FROM entry WHERE id = ?");
  }

  private void requireVersion() throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      int version = row.getInt(1);
      if (version != VERSION) {
        throw new IOException(
            "the list %s is of version %d, expected %d: import it anew"
                .formatted(name, version, VERSION));
      }
    }
  }

  static HashList open(String name, Path file, CategoryTable categories)
      throws SQLException, IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return open(name, config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()), categories);
  }

  /// @param connection closed with the list, and when it is none
  static HashList open(String name, Connection connection, CategoryTable categories)
      throws SQLException, IOException {
    try {
      return new HashList(name, connection, categories);
    } catch (SQLException | IOException refused) {
      connection.close();
      throw refused;
    }
  }

  /// Lets the list be searched.
  void searchBy(ListIndexes found) {
    indexes = found;
  }

  private ListIndexes indexes() {
    if (indexes == null) {
      throw new IllegalStateException("the list has no indexes, must be given them first");
    }
    return indexes;
  }

  @Override
  public String name() {
    return name;
  }

  /// Digest of the entries: the same for the same categories and hashes, whatever files they came
  /// from.
  public String sha256() {
    return sha256;
  }

  /// When the list was last changed, ISO 8601.
  public String imported() {
    return imported;
  }

  /// Entries that match: without the withdrawn ones.
  public long entries() {
    return entries;
  }

  /// What tells this version of the list from every other, 64 hexadecimal digits.
  public String generation() {
    return generation;
  }

  /// The size of the list's own file.
  public long bytes() throws IOException {
    return counts("SELECT 'bytes', page_count * page_size FROM pragma_page_count, pragma_page_size")
        .getOrDefault("bytes", 0L);
  }

  /// The size of the files that it is searched by.
  public long indexBytes() {
    return indexes().sizeBytes();
  }

  /// How many hashes of an algorithm match.
  public long hashes(HashAlgorithm algorithm) {
    return indexes().size(algorithm);
  }

  @Override
  public void find(HashValue digest, ExactIndex.Visitor visitor) {
    indexes().find(digest, visitor);
  }

  @Override
  public SimilarityIndex looks() {
    return indexes().looks();
  }

  @Override
  public KnownEntry entry(int number) {
    try {
      synchronized (findEntry) {
        findEntry.setInt(1, number);
        try (ResultSet row = findEntry.executeQuery()) {
          if (!row.next()) {
            throw new IOException(
                "the list %s is damaged: it has no entry %d".formatted(name, number));
          }
          Category category = category(row.getInt(2));
          return new KnownEntry(row.getString(1), category, categories.level(category));
        }
      }
    } catch (SQLException problem) {
      throw new UncheckedIOException(damaged(problem));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private Category category(int id) {
    return categoryById.getOrDefault(id, Category.NONE);
  }

  /// Whether an entry of this id was withdrawn and no other bears the id.
  public boolean isWithdrawn(String entryId) throws IOException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT count(*), count(withdrawal.entry_id) FROM entry
            LEFT JOIN withdrawal ON withdrawal.entry_id = entry.id WHERE entry = ?\
            """)) {
      statement.setString(1, entryId);
      try (ResultSet row = statement.executeQuery()) {
        return row.getLong(1) > 0 && row.getLong(1) == row.getLong(2);
      }
    } catch (SQLException problem) {
      throw damaged(problem);
    }
  }

  /// Entries that were withdrawn.
  public long withdrawn() throws IOException {
    return counts("SELECT 'withdrawn', count(*) FROM withdrawal").getOrDefault("withdrawn", 0L);
  }

  /// Hashes by algorithm.
  public Map<String, Long> hashesByAlgorithm() throws IOException {
    Map<String, Long> named = new LinkedHashMap<>();
    counts(
            "SELECT algorithm, count(*) FROM hash WHERE entry_id %s GROUP BY 1 ORDER BY 1"
                .formatted(NOT_WITHDRAWN))
        .forEach((number, count) -> named.put(HashColumns.name(Integer.parseInt(number)), count));
    return named;
  }

  /// Entries by category, as scheme, code and level.
  public Map<String, Long> entriesByCategory() throws IOException {
    Map<String, Long> named = new LinkedHashMap<>();
    counts(
            """
            SELECT scheme || char(9) || code, count(*) FROM entry
            JOIN category ON category.id = category_id
            WHERE entry.id %s GROUP BY 1 ORDER BY 1\
            """
                .formatted(NOT_WITHDRAWN))
        .forEach((key, count) -> {
          String[] parts = key.split("\t", -1);
          Category category = new Category(parts[0], parts[1]);
          String scheme = parts[0].isEmpty() ? "no scheme" : parts[0];
          String code = parts[1].isEmpty() ? "no code" : parts[1];
          named.put("%s %s (%s)".formatted(scheme, code, categories.level(category)), count);
        });
    return named;
  }

  /// One file that was imported.
  ///
  /// @param entries of it that still match
  public record Import(
      String at,
      String file,
      String format,
      String importer,
      long kept,
      long known,
      long withdrawn,
      long entries,
      String sha256) {}

  /// Imports, the first one first.
  public List<Import> imports() throws IOException {
    List<Import> imports = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT import.*, (SELECT count(*) FROM entry WHERE import_id = import.id
                  AND entry.id %s) AS entries FROM import ORDER BY id\
                """
                    .formatted(NOT_WITHDRAWN))) {
      while (row.next()) {
        imports.add(
            new Import(
                row.getString("at"),
                row.getString("file"),
                row.getString("format"),
                row.getString("importer"),
                row.getLong("kept"),
                row.getLong("known"),
                row.getLong("withdrawn"),
                row.getLong("entries"),
                row.getString("sha256")));
      }
    } catch (SQLException problem) {
      throw damaged(problem);
    }
    return imports;
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
    /// @param number of the entry, as the indexes give it
    void accept(int number, ListEntry entry, Level level) throws IOException;
  }

  /// Reads all entries that match, in the order they came.
  public void forEachEntry(ListEntryConsumer consumer) throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT entry.id, entry, category_id, attributes, algorithm, value
                FROM entry CROSS JOIN hash ON hash.entry_id = entry.id
                WHERE entry.id %s ORDER BY entry.id\
                """
                    .formatted(NOT_WITHDRAWN))) {
      int current = -1;
      List<HashValue> hashes = new ArrayList<>();
      String id = "";
      Category category = Category.NONE;
      String attributes = "";
      while (row.next()) {
        if (row.getInt(1) != current) {
          hand(current, id, category, hashes, attributes, consumer);
          hashes.clear();
          current = row.getInt(1);
          id = row.getString(2);
          category = category(row.getInt(3));
          attributes = row.getString(4);
        }
        hashes.add(HashColumns.hash(row.getInt(5), row.getBytes(6)));
      }
      hand(current, id, category, hashes, attributes, consumer);
    } catch (SQLException problem) {
      throw damaged(problem);
    }
  }

  private void hand(
      int number,
      String id,
      Category category,
      List<HashValue> hashes,
      String attributes,
      ListEntryConsumer consumer)
      throws IOException {
    if (!hashes.isEmpty()) {
      consumer.accept(
          number,
          new ListEntry(id, category, hashes, Attributes.read(attributes)),
          categories.level(category));
    }
  }

  /// Reads the hashes of all entries that match.
  void forEachHash(ListIndexes.Sink sink) throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT entry_id, algorithm, value FROM hash WHERE entry_id " + NOT_WITHDRAWN)) {
      while (row.next()) {
        sink.accept(row.getInt(1), HashColumns.hash(row.getInt(2), row.getBytes(3)));
      }
    } catch (SQLException problem) {
      throw damaged(problem);
    }
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
