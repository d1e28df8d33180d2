package org.orion.triage.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.orion.exchange.CsvField;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// One row for each item: RFC 4180 in UTF-8.
///
/// A spreadsheet takes a field that begins with `=`, `+`, `-` or `@` for a formula, and the names
/// on an exhibit are not to be trusted with that: such a field gets an apostrophe before it.
final class CsvReport {
  private static final List<String> COLUMNS =
      List.of(
          "exhibit",
          "path",
          "origin",
          "state",
          "volume",
          "inode",
          "kind",
          "type",
          "bytes",
          "modified",
          "md5",
          "sha1",
          "sha256",
          "pdq",
          "pdq_quality",
          "verdict",
          "list",
          "entry",
          "scheme",
          "code",
          "level",
          "algorithm",
          "orientation",
          "distance",
          "matches",
          "duplicate",
          "error_reason",
          "error_detail",
          "width",
          "height",
          "duration_ms");
  private static final List<String> METADATA =
      List.of("make", "model", "body_serial", "taken", "gps_latitude", "gps_longitude", "software");

  private final ScanFileReader file;
  private final WithdrawnMatches withdrawn;

  CsvReport(ScanFileReader file, ListedNow now) throws IOException {
    this.file = file;
    this.withdrawn = new WithdrawnMatches(file, now);
  }

  void write(OutputStream output) throws IOException {
    OutputStreamWriter text = new OutputStreamWriter(output, StandardCharsets.UTF_8);
    CsvWriter csv = CsvWriter.builder().bufferSize(1 << 16).build(text);
    List<String> header = new ArrayList<>(COLUMNS);
    header.addAll(METADATA);
    header.add("withdrawn");
    csv.writeRecord(header);
    ItemRows.forEach(file, row -> csv.writeRecord(fields(row)));
    csv.flush();
    text.flush();
  }

  private List<String> fields(ResultSet row) throws SQLException, ScanFileException {
    List<String> fields = new ArrayList<>();
    for (String column : COLUMNS) {
      fields.add(
          switch (column) {
            case "md5", "sha1", "sha256", "pdq" -> ItemRows.hex(row, column);
            case "error_reason" -> ItemRows.text(row, "reason");
            case "error_detail" -> guarded(ItemRows.text(row, "detail"));
            case "duration_ms" -> ItemRows.text(row, "duration_millis");
            default -> guarded(ItemRows.text(row, column));
          });
    }
    Map<String, String> metadata = new HashMap<>();
    if (row.getObject("digest_id") != null) {
      file.query(
          ItemRows.METADATA,
          fact -> metadata.put(fact.getString(1), fact.getString(2)),
          row.getLong("digest_id"));
    }
    for (String name : METADATA) {
      boolean number = name.startsWith("gps_");
      String value = metadata.getOrDefault(name, "");
      fields.add(number ? value : guarded(value));
    }
    boolean takenBack = withdrawn.contains(ItemRows.text(row, "list"), ItemRows.text(row, "entry"));
    fields.add(takenBack ? "yes" : "");
    return fields;
  }

  private static String guarded(String field) {
    return field.matches("-?\\d+") ? field : CsvField.harmless(field);
  }
}
