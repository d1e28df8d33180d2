package org.orion.triage.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.CategoryFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;
import org.orion.exchange.report.TriageReport.UsedList;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileFormat;
import org.orion.triage.scanfile.ScanFileReader;

/// Counts a scan file. All SQL that counts is here.
public final class ScanFigures {
  private static final List<String> VERDICTS =
      List.of("known_material", "known_good", "unmatched", "not_media", "unreadable");

  /// The parameter limits the rows to one exhibit, or is null.
  private static final String COUNTS =
      """
      SELECT count(*) AS items,
        count(*) FILTER (WHERE verdict IS NULL) AS pending,
        count(*) FILTER (WHERE item.kind = 'picture') AS pictures,
        count(*) FILTER (WHERE item.kind = 'video') AS videos,
        count(DISTINCT digest_id) FILTER (WHERE item.kind = 'picture') AS distinct_pictures,
        count(DISTINCT digest_id) FILTER (WHERE item.kind = 'video') AS distinct_videos,
        coalesce(sum(max(item.bytes, 0)), 0) AS bytes,
        coalesce(sum(duplicate), 0) AS duplicates,
        count(*) FILTER (WHERE verdict = 'known_material') AS known_material,
        count(*) FILTER (WHERE verdict = 'known_good') AS known_good,
        count(*) FILTER (WHERE verdict = 'unmatched') AS unmatched,
        count(*) FILTER (WHERE verdict = 'not_media') AS not_media,
        count(*) FILTER (WHERE verdict = 'unreadable') AS unreadable
      FROM item JOIN evidence ON evidence.id = item.evidence_id
      WHERE ?1 IS NULL OR exhibit = ?1\
      """;

  /// Of each content and list the one match that counts: highest level, exact before similar,
  /// nearest.
  static final String BEST_MATCHES =
      """
      best AS (
        SELECT digest_id, list, scheme, code, level, level_rank, exact FROM (
          SELECT *, row_number() OVER (
            PARTITION BY digest_id, list
            ORDER BY level_rank, exact DESC, distance, code, id) AS place
          FROM match)
        WHERE place = 1)\
      """;

  private static final String CATEGORIES =
      "WITH "
          + BEST_MATCHES
          + """

          SELECT list, scheme, code, level,
            count(*) FILTER (WHERE item.kind = 'picture') AS pictures,
            count(*) FILTER (WHERE item.kind = 'video') AS videos,
            count(*) FILTER (WHERE exact = 1) AS exact,
            count(*) FILTER (WHERE exact = 0) AS similar
          FROM item
          JOIN evidence ON evidence.id = item.evidence_id
          JOIN best ON best.digest_id = item.digest_id
          WHERE verdict IN ('known_material', 'known_good') AND (?1 IS NULL OR exhibit = ?1)
          GROUP BY list, scheme, code, level, level_rank
          ORDER BY level_rank, list, scheme, code\
          """;

  private static final String ERRORS =
      """
      SELECT reason, count(*) FROM error JOIN evidence ON evidence.id = error.evidence_id
      WHERE ?1 IS NULL OR exhibit = ?1 GROUP BY reason\
      """;

  private final ScanFileReader file;
  private final WithdrawnMatches withdrawn;

  public ScanFigures(ScanFileReader file, ListedNow now) throws IOException {
    this.file = file;
    this.withdrawn = new WithdrawnMatches(file, now);
  }

  /// Counts everything.
  public TriageReport report() throws ScanFileException {
    SequencedMap<String, String> scan = new LinkedHashMap<>();
    file.query(
        "SELECT * FROM scan",
        row -> {
          for (String name :
              List.of("uuid", "state", "case_ref", "examiner", "authority", "program_version")) {
            put(scan, name.equals("case_ref") ? "case" : name, row.getString(name));
          }
          put(scan, "plan_json", row.getString("plan"));
          put(scan, "protections_json", row.getString("protections"));
          for (String name : List.of("host", "java", "system", "started", "ended", "clock")) {
            put(scan, name, row.getString(name));
          }
          put(scan, "schema_version", String.valueOf(ScanFileFormat.VERSION));
        });
    List<UsedList> lists = new ArrayList<>();
    file.query(
        "SELECT * FROM list ORDER BY name",
        row ->
            lists.add(
                new UsedList(
                    row.getString("name"),
                    row.getString("sha256"),
                    row.getLong("entries"),
                    row.getString("imported"))));
    List<ExhibitFigures> exhibits = new ArrayList<>();
    for (String exhibit : exhibits()) {
      exhibits.add(new ExhibitFigures(exhibit, figures(exhibit), DeviceRows.of(file, exhibit)));
    }
    Figures totals = figures(null);
    long unreadable = totals.errors().values().stream().mapToLong(Long::longValue).sum();
    return new TriageReport(
        scan, EndState.of(file, unreadable), lists, exhibits, totals, withdrawn.figures());
  }

  private static void put(SequencedMap<String, String> map, String name, @Nullable String value) {
    map.put(name, value == null ? "" : value);
  }

  private List<String> exhibits() throws ScanFileException {
    List<String> exhibits = new ArrayList<>();
    file.query(
        "SELECT exhibit FROM evidence GROUP BY exhibit ORDER BY min(id)",
        row -> exhibits.add(row.getString(1)));
    return exhibits;
  }

  private Figures figures(@Nullable String exhibit) throws ScanFileException {
    List<CategoryFigures> categories = new ArrayList<>();
    file.query(
        CATEGORIES,
        row ->
            categories.add(
                new CategoryFigures(
                    row.getString("list"),
                    row.getString("scheme"),
                    row.getString("code"),
                    row.getString("level"),
                    row.getLong("pictures"),
                    row.getLong("videos"),
                    row.getLong("exact"),
                    row.getLong("similar"))),
        exhibit);
    SequencedMap<String, Long> errors = new LinkedHashMap<>();
    for (Unreadable.Reason reason : Unreadable.Reason.values()) {
      errors.put(reason.name(), 0L);
    }
    file.query(ERRORS, row -> errors.put(row.getString(1), row.getLong(2)), exhibit);
    List<Figures> counted = new ArrayList<>(1);
    file.query(
        COUNTS,
        row -> {
          SequencedMap<String, Long> verdicts = new LinkedHashMap<>();
          for (String verdict : VERDICTS) {
            verdicts.put(verdict, row.getLong(verdict));
          }
          counted.add(
              new Figures(
                  row.getLong("items"),
                  row.getLong("pending"),
                  row.getLong("pictures"),
                  row.getLong("videos"),
                  row.getLong("distinct_pictures"),
                  row.getLong("distinct_videos"),
                  row.getLong("unreadable"),
                  row.getLong("bytes"),
                  row.getLong("duplicates"),
                  verdicts,
                  categories,
                  errors));
        },
        exhibit);
    return counted.getFirst();
  }
}
