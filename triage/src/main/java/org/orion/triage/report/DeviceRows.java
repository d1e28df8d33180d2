package org.orion.triage.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.orion.exchange.report.DeviceFigures;
import org.orion.exchange.report.DeviceFigures.ImageFigures;
import org.orion.exchange.report.DeviceFigures.VolumeFigures;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// Counts the images and volumes of an exhibit. All SQL of images is here.
final class DeviceRows {
  private static final String IMAGES =
      """
      SELECT image.*, item.path FROM image
      JOIN item ON item.id = image.item_id
      JOIN evidence ON evidence.id = item.evidence_id
      WHERE exhibit = ? ORDER BY image.item_id\
      """;

  /// A content with several names on a volume takes its place once: by inode and stream.
  private static final String VOLUMES =
      """
      WITH chosen AS MATERIALIZED (
        SELECT volume.* FROM volume
        JOIN item ON item.id = volume.item_id
        JOIN evidence ON evidence.id = item.evidence_id
        WHERE exhibit = ?),
      counted AS (
        SELECT volume_id, count(*) AS items, count(verdict) AS verdicts,
          count(*) FILTER (WHERE state = 'carved') AS carved,
          sum(max(bytes, 0)) FILTER (WHERE verdict = 'unreadable') AS bytes_unreadable
        FROM item WHERE volume_id IN (SELECT id FROM chosen) GROUP BY volume_id),
      filled AS (
        SELECT volume_id, sum(bytes) AS bytes_in_files FROM (
          SELECT volume_id, max(max(bytes, 0)) AS bytes FROM item
          WHERE volume_id IN (SELECT id FROM chosen) AND state = 'allocated'
          GROUP BY volume_id, coalesce(inode, -id), coalesce(stream, -1))
        GROUP BY volume_id)
      SELECT chosen.*, items, verdicts, carved, bytes_unreadable, bytes_in_files FROM chosen
      LEFT JOIN counted ON counted.volume_id = chosen.id
      LEFT JOIN filled ON filled.volume_id = chosen.id
      ORDER BY item_id, start, chosen.id\
      """;

  private static final String STATES =
      """
      SELECT state, count(*) FROM item JOIN evidence ON evidence.id = item.evidence_id
      WHERE exhibit = ? GROUP BY state\
      """;

  private DeviceRows() {}

  static DeviceFigures of(ScanFileReader file, String exhibit) throws ScanFileException {
    SequencedMap<String, Long> states = new LinkedHashMap<>();
    for (ItemState state : ItemState.values()) {
      states.put(state.id(), 0L);
    }
    file.query(STATES, row -> states.put(row.getString(1), row.getLong(2)), exhibit);
    Map<Long, List<VolumeFigures>> volumes = new HashMap<>();
    file.query(
        VOLUMES,
        row ->
            volumes
                .computeIfAbsent(row.getLong("item_id"), added -> new ArrayList<>())
                .add(volume(row)),
        exhibit);
    List<ImageFigures> images = new ArrayList<>();
    file.query(
        IMAGES,
        row -> images.add(image(row, volumes.getOrDefault(row.getLong("item_id"), List.of()))),
        exhibit);
    return new DeviceFigures(images, states);
  }

  private static ImageFigures image(ResultSet row, List<VolumeFigures> volumes)
      throws SQLException {
    return new ImageFigures(
        row.getString("path"),
        row.getString("format"),
        row.getLong("media_bytes"),
        texts(row, "stored_", "md5", "sha1"),
        texts(row, "", "md5", "sha1", "sha256"),
        text(row, "integrity"),
        row.getBoolean("listed"),
        number(row, "damaged_chunks"),
        number(row, "chunks"),
        text(row, "problem"),
        volumes);
  }

  private static Map<String, String> texts(ResultSet row, String prefix, String... algorithms)
      throws SQLException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String algorithm : algorithms) {
      text(row, prefix + algorithm).ifPresent(value -> texts.put(algorithm, value));
    }
    return texts;
  }

  private static VolumeFigures volume(ResultSet row) throws SQLException {
    return new VolumeFigures(
        row.getLong("number"),
        row.getString("description"),
        row.getString("kind"),
        text(row, "file_system"),
        row.getLong("start"),
        row.getLong("bytes"),
        number(row, "names"),
        row.getLong("items"),
        row.getLong("carved"),
        row.getLong("verdicts"),
        row.getLong("bytes_in_files"),
        row.getLong("bytes_unreadable"),
        number(row, "unallocated"),
        text(row, "problem"));
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
