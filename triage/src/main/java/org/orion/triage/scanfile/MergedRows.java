package org.orion.triage.scanfile;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Takes the rows of one scan file after another over into a new one, set by set.
///
/// Ids of a source are moved behind those that are there already, so that the order within a source
/// stays. A content that another source brought keeps the id it has; the temporary table `content`
/// says which.
final class MergedRows {
  private static final List<String> DECODED_FACTS =
      List.of(
          "decoded", "width", "height", "frames", "duration_millis", "codec", "bounded", "damage");

  private final Connection connection;

  /// @param connection to the new file, in a transaction of its own for each source
  MergedRows(Connection connection) {
    this.connection = connection;
  }

  /// Rows that were taken over.
  record Counts(long items, long contents, long known) {}

  Counts add(MergeSource source) throws SQLException {
    attach(source.path());
    Counts counts = copy(source.name());
    connection.commit();
    detach();
    return counts;
  }

  /// The address keeps SQLite from writing to the source whatever happens.
  private void attach(Path path) throws SQLException {
    connection.setAutoCommit(true);
    try (PreparedStatement statement = connection.prepareStatement("ATTACH ? AS source")) {
      statement.setString(
          1, "file:" + path.toAbsolutePath().toUri().getRawPath() + "?mode=ro&immutable=1");
      statement.execute();
    }
    connection.setAutoCommit(false);
  }

  private void detach() throws SQLException {
    connection.setAutoCommit(true);
    update("DETACH source");
    connection.setAutoCommit(false);
  }

  private Counts copy(String name) throws SQLException {
    long evidence = greatest("evidence");
    long item = greatest("item");
    long volume = greatest("volume");
    long known = contents();
    String evidenceId = "evidence_id + " + evidence;
    String itemId = "item_id + " + item;
    take("list", "OR IGNORE", Map.of(), "");
    take("evidence", "", Map.of("id", "id + " + evidence), "ORDER BY id");
    take("evidence_file", "", Map.of("evidence_id", evidenceId), "");
    take("image", "", Map.of("item_id", itemId), "ORDER BY item_id");
    take("volume", "", Map.of("id", "id + " + volume, "item_id", itemId), "ORDER BY id");
    long items =
        take(
            "item",
            "",
            Map.of(
                "id",
                "source.item.id + " + item,
                "evidence_id",
                evidenceId,
                "parent_id",
                "parent_id + " + item,
                "volume_id",
                "volume_id + " + volume,
                "digest_id",
                "content.now",
                "duplicate",
                "coalesce(content.known, 0) OR duplicate"),
            "LEFT JOIN temp.content ON content.was = source.item.digest_id ORDER BY source.item.id");
    take(
        "error",
        "",
        Map.of("id", "NULL", "evidence_id", evidenceId, "item_id", itemId),
        "ORDER BY id");
    byContent();
    take(
        "journal",
        "",
        Map.of("id", "NULL", "detail", "'[" + name.replace("'", "''") + "] ' || detail"),
        "ORDER BY id");
    return new Counts(items, number("SELECT count(*) FROM temp.content"), known);
  }

  /// Enters the contents that are new, and those facts of known ones that only this source has: one
  /// that it decoded while the others knew it by its digests.
  ///
  /// @return how many were known
  private long contents() throws SQLException {
    long digest = greatest("digest");
    update("DROP TABLE IF EXISTS temp.content");
    update(
        """
        CREATE TEMP TABLE content (was INTEGER PRIMARY KEY, now INTEGER NOT NULL,
          known INTEGER NOT NULL, richer INTEGER NOT NULL)\
        """);
    update(
        """
        INSERT INTO temp.content
        SELECT theirs.id, coalesce(ours.id, theirs.id + %d), ours.id IS NOT NULL,
          coalesce(theirs.decoded > ours.decoded, 0)
        FROM source.digest AS theirs
        LEFT JOIN main.digest AS ours ON ours.sha256 = theirs.sha256 ORDER BY theirs.id\
        """
            .formatted(digest));
    take(
        "digest",
        "",
        Map.of("id", "content.now"),
        "JOIN temp.content ON content.was = source.digest.id WHERE NOT known ORDER BY source.digest.id");
    List<String> assignments = new ArrayList<>();
    for (String fact : DECODED_FACTS) {
      assignments.add("%s = theirs.%s".formatted(fact, fact));
    }
    update(
        "UPDATE main.digest SET "
            + String.join(", ", assignments)
            + """
             FROM temp.content JOIN source.digest AS theirs ON theirs.id = content.was
            WHERE richer AND main.digest.id = content.now\
            """);
    return number("SELECT count(*) FROM temp.content WHERE known");
  }

  /// What belongs to contents. Matches of a known content are there already, as the lists are the
  /// same; where only this source could match it, they are new.
  private void byContent() throws SQLException {
    String taken = "JOIN temp.content ON content.was = digest_id WHERE (NOT known OR richer)";
    for (String table : List.of("signature", "metadata")) {
      take(table, "OR IGNORE", Map.of("digest_id", "content.now"), taken);
    }
    take(
        "match",
        "",
        Map.of("id", "NULL", "digest_id", "content.now"),
        """
        JOIN temp.content ON content.was = digest_id
        WHERE NOT known OR NOT EXISTS (SELECT 1 FROM main.match AS ours WHERE ours.digest_id = content.now)
        ORDER BY source.match.id\
        """);
    take(
        "decision",
        "",
        Map.of("id", "NULL", "digest_id", "content.now"),
        """
        JOIN temp.content ON content.was = digest_id
        WHERE NOT EXISTS (SELECT 1 FROM main.decision AS ours WHERE ours.digest_id = content.now
          AND ours.scheme = source.decision.scheme AND ours.code = source.decision.code
          AND ours.person = source.decision.person AND ours.at = source.decision.at)
        ORDER BY source.decision.id\
        """);
  }

  /// Copies a table by its columns, whatever they are.
  ///
  /// @param changed what stands in place of columns that are not taken as they are
  /// @param rest joins, conditions and order
  private long take(String table, String conflict, Map<String, String> changed, String rest)
      throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA main.table_info(" + table + ")")) {
      while (row.next()) {
        String name = row.getString("name");
        names.add(name);
        values.add(changed.getOrDefault(name, "source." + table + "." + name));
      }
    }
    return update(
        "INSERT %s INTO main.%s (%s) SELECT %s FROM source.%s %s"
            .formatted(
                conflict, table, String.join(", ", names), String.join(", ", values), table, rest));
  }

  private long greatest(String table) throws SQLException {
    return number("SELECT coalesce(max(id), 0) FROM main." + table);
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private long update(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
