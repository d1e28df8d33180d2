package org.orion.triage.scanfile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.triage.scanfile.ScanHeader.UsedList;

/// A scan file whose rows a test writes itself, so that it knows its figures. Contents are texts;
/// their digests come from the JDK.
public final class ScanFileFixture implements AutoCloseable {
  private final Path path;
  private final Connection connection;

  private ScanFileFixture(Path path) throws SQLException {
    this.path = path;
    this.connection = DriverManager.getConnection("jdbc:sqlite:" + path);
    sql("PRAGMA synchronous = OFF");
  }

  /// Begins a scan file that is not complete yet.
  public static ScanFileFixture create(Path path, String uuid, UsedList... lists)
      throws ScanFileException, SQLException {
    ScanFile.create(path, header(uuid, lists)).close();
    return new ScanFileFixture(path);
  }

  /// Provenance of a scan with these lists at radius 31.
  public static ScanHeader header(String uuid, UsedList... lists) {
    StringBuilder used = new StringBuilder();
    for (UsedList list : lists) {
      used.append(used.isEmpty() ? "" : ",")
          .append("{\"name\":\"%s\",\"sha256\":\"%s\"}".formatted(list.name(), list.sha256()));
    }
    String plan =
        """
        {"program_version":"0.1.0","case":"C-1","evidence":[],"lists":[%s],"similar":31,\
        "all_files":false,"limits":{"depth":8,"members":1000,"bytes":1000,"ratio":100}}\
        """
            .formatted(used);
    return new ScanHeader(
        uuid,
        Optional.of("C-1"),
        Optional.of("Examiner One"),
        Optional.empty(),
        "0.1.0",
        plan,
        "lab-1",
        "25",
        "Linux",
        "{\"sandbox\":true}",
        Instant.parse("2026-01-02T03:04:05Z"),
        "UTC, UTCZ",
        Arrays.asList(lists));
  }

  public static UsedList list(String name, char version) {
    return new UsedList(name, String.valueOf(version).repeat(64), 100, "2026-01-01T00:00:00.000Z");
  }

  public Path path() {
    return path;
  }

  public long evidence(String exhibit, String evidencePath) throws SQLException {
    return insert(
        "INSERT INTO evidence (exhibit, path, kind, read_only, items, bytes) VALUES (?, ?, 'file', 1, 0, 0)",
        exhibit,
        evidencePath);
  }

  /// Enters an item.
  ///
  /// @param content its text, or null where it was not hashed
  public long item(
      long evidence,
      String itemPath,
      String kind,
      @Nullable String verdict,
      @Nullable String content)
      throws SQLException {
    @Nullable Long digest = null;
    boolean duplicate = false;
    if (content != null) {
      byte[] sha256 = digest("SHA-256", content);
      long known = number("SELECT coalesce(min(id), -1) FROM digest WHERE sha256 = ?", sha256);
      duplicate = known >= 0;
      digest =
          duplicate
              ? known
              : insert(
                  "INSERT INTO digest (sha256, sha1, md5, bytes, decoded) VALUES (?, ?, ?, ?, 1)",
                  sha256,
                  digest("SHA-1", content),
                  digest("MD5", content),
                  content.length());
    }
    return insert(
        """
        INSERT INTO item (evidence_id, ordinal, path, bytes, type, kind, digest_id, duplicate, verdict)
        SELECT ?, count(*), ?, ?, ?, ?, ?, ?, ? FROM item\
        """,
        evidence,
        itemPath,
        content == null ? 0 : content.length(),
        kind.equals("picture") ? "image/png" : "application/octet-stream",
        kind,
        digest,
        duplicate ? 1 : 0,
        verdict);
  }

  /// Enters a match of an item's content with an entry of a list.
  public void match(long item, String list, String entry, String level, int rank)
      throws SQLException {
    insert(
        """
        INSERT INTO match (digest_id, list, entry, scheme, code, level, level_rank, algorithm,
          orientation, distance, frames_percent, exact)
        SELECT digest_id, ?, ?, 's', 'c', ?, ?, 'md5', 'original', 0, 100, 1 FROM item WHERE id = ?\
        """,
        list,
        entry,
        level,
        rank,
        item);
  }

  /// Runs statements as they stand, separated by semicolons.
  public void sql(String statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(statements);
    }
  }

  public long insert(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      statement.executeUpdate();
    }
    return number("SELECT last_insert_rowid()");
  }

  public long number(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  public static byte[] digest(String algorithm, String content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Ends the scan.
  public void complete() throws SQLException {
    sql(
        """
        UPDATE evidence SET items = (SELECT count(*) FROM item WHERE evidence_id = evidence.id),
          bytes = (SELECT coalesce(sum(bytes), 0) FROM item WHERE evidence_id = evidence.id);
        UPDATE scan SET state = 'complete', ended = '2026-01-02T04:00:00.000Z'\
        """);
  }

  /// All rows of a query as texts, one row a line.
  public static List<String> rows(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          text.append(i == 1 ? "" : "|").append(row.getString(i));
        }
        rows.add(text.toString());
      }
      return rows;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
