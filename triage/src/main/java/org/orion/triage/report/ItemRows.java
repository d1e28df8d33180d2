package org.orion.triage.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// Items with what is known of their contents, one at a time. All SQL that lists items is here.
final class ItemRows {
  static final String ITEMS =
      """
      SELECT exhibit, item.id AS id, item.parent_id, item.path AS path, item.origin AS origin,
        item.state AS state,
        (SELECT number FROM volume WHERE volume.id = item.volume_id) AS volume, item.inode,
        item.kind AS kind, item.type AS type,
        item.bytes AS bytes, item.modified AS modified, item.verdict AS verdict, item.duplicate,
        item.digest_id, digest.md5, digest.sha1, digest.sha256, digest.width, digest.height,
        digest.duration_millis, error.reason, error.detail,
        (SELECT value FROM signature WHERE digest_id = digest.id AND algorithm = 'pdq'
          AND dihedral IS NOT NULL) AS pdq,
        (SELECT quality FROM signature WHERE digest_id = digest.id AND algorithm = 'pdq'
          AND dihedral IS NOT NULL) AS pdq_quality,
        (SELECT count(*) FROM match WHERE digest_id = digest.id) AS matches,
        best.list, best.entry, best.scheme, best.code, best.level, best.algorithm,
        best.orientation, best.distance
      FROM item
      JOIN evidence ON evidence.id = item.evidence_id
      LEFT JOIN digest ON digest.id = item.digest_id
      LEFT JOIN error ON error.item_id = item.id
      LEFT JOIN match AS best ON best.id = (
        SELECT id FROM match WHERE digest_id = digest.id
        ORDER BY level_rank, exact DESC, distance, id LIMIT 1)
      ORDER BY item.id\
      """;

  static final String METADATA =
      """
      SELECT name, value FROM metadata WHERE digest_id = ? ORDER BY name\
      """;

  /// Of a content the one match for each list that counts.
  static final String LISTED =
      """
      SELECT list, entry, scheme, code, level, algorithm, orientation, distance FROM (
        SELECT *, row_number() OVER (
          PARTITION BY list ORDER BY level_rank, exact DESC, distance, code, id) AS place
        FROM match WHERE digest_id = ?)
      WHERE place = 1 ORDER BY level_rank, list\
      """;

  private ItemRows() {}

  static void forEach(ScanFileReader file, ScanFileReader.RowConsumer consumer)
      throws ScanFileException {
    file.query(ITEMS, consumer);
  }

  static String hex(ResultSet row, String column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? "" : HexFormat.of().formatHex(bytes);
  }

  static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }
}
