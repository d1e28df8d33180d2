package org.orion.triage.report;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orion.exchange.hashlist.VicsCaseWriter;
import org.orion.exchange.hashlist.VicsCaseWriter.Header;
import org.orion.exchange.hashlist.VicsCaseWriter.Media;
import org.orion.exchange.hashlist.VicsCaseWriter.MediaFile;
import org.orion.triage.scanfile.ScanFileReader;

/// The pictures and videos of a scan as a case of Project VIC: one entry for each content, with all
/// places where it was found. A category is given where a list in that scheme gives one.
final class VicsReport {
  private static final String SCHEME = "vics-us-2.0";

  private static final String CONTENTS =
      """
      SELECT digest.id, md5, sha1, sha256, digest.bytes, item.type, best.code, best.list,
        (SELECT value FROM signature WHERE digest_id = digest.id AND algorithm = 'pdq'
          AND dihedral IS NOT NULL) AS pdq
      FROM digest
      JOIN item ON item.id = (SELECT min(id) FROM item WHERE digest_id = digest.id)
      LEFT JOIN match AS best ON best.id = (
        SELECT id FROM match WHERE digest_id = digest.id AND scheme = '%s'
        ORDER BY level_rank, exact DESC, distance, id LIMIT 1)
      WHERE item.kind IN ('picture', 'video')
      ORDER BY digest.id\
      """
          .formatted(SCHEME);

  private static final String PLACES =
      """
      SELECT exhibit, item.path, modified FROM item
      JOIN evidence ON evidence.id = item.evidence_id WHERE digest_id = ? ORDER BY item.id\
      """;

  private final ScanFileReader file;

  VicsReport(ScanFileReader file) {
    this.file = file;
  }

  void write(OutputStream output) throws IOException {
    Map<String, String> scan = new LinkedHashMap<>();
    file.query(
        "SELECT uuid, case_ref, examiner, program_version, started FROM scan",
        row -> {
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            String value = row.getString(i);
            scan.put(row.getMetaData().getColumnName(i), value == null ? "" : value);
          }
        });
    long[] total = {0};
    file.query(
        """
        SELECT count(DISTINCT digest_id) FROM item
        WHERE kind IN ('picture', 'video') AND digest_id IS NOT NULL\
        """,
        row -> total[0] = row.getLong(1));
    try (VicsCaseWriter writer =
        new VicsCaseWriter(
            output,
            new Header(
                scan.getOrDefault("uuid", ""),
                scan.getOrDefault("case_ref", ""),
                scan.getOrDefault("examiner", ""),
                "Orion",
                scan.getOrDefault("program_version", ""),
                total[0]))) {
      file.query(CONTENTS, row -> writer.write(media(row)));
    }
  }

  private Media media(ResultSet row) throws SQLException, IOException {
    String md5 = ItemRows.hex(row, "md5").toUpperCase(Locale.ROOT);
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put("SHA256", ItemRows.hex(row, "sha256").toUpperCase(Locale.ROOT));
    String pdq = ItemRows.hex(row, "pdq");
    if (!pdq.isEmpty()) {
      hashes.put("PDQ", pdq);
    }
    Map<String, String> exifs = new LinkedHashMap<>();
    file.query(
        ItemRows.METADATA,
        fact -> exifs.put(fact.getString(1), fact.getString(2)),
        row.getLong("id"));
    Media media =
        new Media(
            row.getLong("id"),
            Optional.ofNullable(row.getString("code")),
            Optional.ofNullable(row.getString("list")),
            md5,
            ItemRows.hex(row, "sha1").toUpperCase(Locale.ROOT),
            row.getLong("bytes"),
            ItemRows.text(row, "type"),
            hashes,
            exifs,
            new ArrayList<>());
    file.query(
        PLACES,
        place -> {
          String path = ItemRows.text(place, "path").replace('/', '\\');
          media
              .files()
              .add(
                  new MediaFile(
                      path.substring(path.lastIndexOf('\\') + 1).strip(),
                      place.getString("exhibit") + "\\" + path,
                      Optional.ofNullable(place.getString("modified")),
                      place.getString("exhibit")));
        },
        row.getLong("id"));
    return media;
  }
}
