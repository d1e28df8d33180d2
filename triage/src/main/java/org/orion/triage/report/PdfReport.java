package org.orion.triage.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.pdf.PdfPages;
import org.orion.exchange.pdf.PdfPages.Column;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.CategoryFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;
import org.orion.exchange.report.TriageReport.UsedList;
import org.orion.exchange.report.TriageReport.WithdrawnFigures;
import org.orion.triage.scanfile.ScanFileReader;

/// What the page for reading says, as PDF: on each page the exhibits, the number of the page, and
/// the SHA-256 of the JSON report, so that a printed page can be held against the figures it was
/// made of.
final class PdfReport {
  private static final int MOST_ERRORS = 1_000;
  private static final List<Column> FACTS =
      List.of(new Column("", 3, false), new Column("", 5, false));

  private final ScanFileReader file;
  private final TriageReport report;

  PdfReport(ScanFileReader file, ListedNow now) throws IOException {
    this.file = file;
    this.report = new ScanFigures(file, now).report();
  }

  void write(OutputStream output) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    report.writeJson(json);
    String exhibits =
        report.exhibits().stream().map(ExhibitFigures::exhibit).collect(Collectors.joining(", "));
    String digest = Sha256.digest(json.toByteArray()).hex();
    List<String> footer = List.of("Exhibit " + exhibits, "SHA-256 of the JSON report: " + digest);
    try (PdfPages pages = new PdfPages("Triage report, " + exhibits, Locale.ENGLISH, footer)) {
      beginning(pages);
      for (ExhibitFigures exhibit : report.exhibits()) {
        pages.heading(2, "Exhibit " + exhibit.exhibit());
        figures(pages, exhibit.figures());
        new PdfDevice(file, pages).write(exhibit);
      }
      errors(pages);
      lists(pages);
      pages.heading(2, ReportTerms.HEADING);
      pages.list(ReportTerms.ALL.stream().map(term -> term.name() + term.meaning()).toList());
      provenance(pages);
      pages.write(output);
    }
  }

  private String fact(String name) {
    return report.scan().getOrDefault(name, "");
  }

  private void beginning(PdfPages pages) throws IOException {
    pages.heading(1, "Triage report");
    String caseRef = fact("case").isEmpty() ? "" : "Case " + fact("case") + ", ";
    String ended = fact("ended").isEmpty() ? "(not ended)" : fact("ended");
    pages.paragraph(
        "%s%d exhibit%s, scanned from %s to %s"
            .formatted(
                caseRef,
                report.exhibits().size(),
                report.exhibits().size() == 1 ? "" : "s",
                fact("started"),
                ended));
    pages.paragraph("Scan: " + report.endState());
    if (!"complete".equals(fact("state"))) {
      pages.paragraph(
          "Not complete: %s of %s items are still to be examined. The figures below count what was examined until now."
              .formatted(
                  Names.number(report.totals().pending()), Names.number(report.totals().items())));
    }
    for (WithdrawnFigures withdrawn : report.withdrawn()) {
      pages.paragraph(
          "Withdrawn since: %s entries of list %s, on which matches of %s items rest; %s of these items match nothing else. The figures below still count them; the CSV report marks them."
              .formatted(
                  Names.number(withdrawn.entries()),
                  withdrawn.list(),
                  Names.number(withdrawn.items()),
                  Names.number(withdrawn.itemsOnlyThere())));
    }
    pages.heading(2, "Result");
    Figures totals = report.totals();
    pages.paragraph(
        "%s items, %s in all".formatted(Names.number(totals.items()), Names.bytes(totals.bytes())));
    figures(pages, totals);
  }

  private static void figures(PdfPages pages, Figures figures) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(counted("Pictures (different ones)", figures.pictures(), figures.distinctPictures()));
    rows.add(counted("Videos (different ones)", figures.videos(), figures.distinctVideos()));
    for (String verdict : Html.VERDICTS) {
      rows.add(List.of(Names.verdict(verdict), Names.number(Html.count(figures, verdict))));
    }
    rows.add(List.of("Duplicates", Names.number(figures.duplicates())));
    rows.add(List.of("All items", Names.number(figures.items())));
    pages.table("Items by kind and verdict", FACTS, rows);
    if (figures.categories().isEmpty()) {
      pages.paragraph("No item is on a list.");
      return;
    }
    List<List<String>> categories = new ArrayList<>();
    for (CategoryFigures category : figures.categories()) {
      categories.add(
          List.of(
              Names.level(category.level()),
              category.list(),
              Names.category(category.scheme(), category.code()),
              Names.number(category.pictures()),
              Names.number(category.videos()),
              Names.number(category.exact()),
              Names.number(category.similar())));
    }
    pages.table(
        "Known items by list and category; an item counts once for each list, under its highest level there",
        List.of(
            new Column("Level", 4, false),
            new Column("List", 3, false),
            new Column("Category", 3, false),
            new Column("Pictures", 2, true),
            new Column("Videos", 2, true),
            new Column("Identical", 2, true),
            new Column("Look-alike", 2, true)),
        categories);
  }

  private static List<String> counted(String name, long count, long distinct) {
    return List.of(name, "%s (%s)".formatted(Names.number(count), Names.number(distinct)));
  }

  private void errors(PdfPages pages) throws IOException {
    pages.heading(2, "What could not be read");
    long all = report.totals().errors().values().stream().mapToLong(Long::longValue).sum();
    if (all == 0) {
      pages.paragraph("Everything that was listed could be read.");
      return;
    }
    List<List<String>> reasons = new ArrayList<>();
    report
        .totals()
        .errors()
        .forEach((reason, count) -> reasons.add(List.of(reason, Names.number(count))));
    pages.table("Number by reason, folders that could not be listed included", FACTS, reasons);
    List<List<String>> rows = new ArrayList<>();
    file.query(
        """
        SELECT exhibit, error.path, reason, detail FROM error
        JOIN evidence ON evidence.id = error.evidence_id ORDER BY error.id LIMIT ?\
        """,
        row ->
            rows.add(
                List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4))),
        MOST_ERRORS);
    pages.table(
        "Unreadable items, and folders that could not be listed",
        List.of(
            new Column("Exhibit", 2, false),
            new Column("Path", 6, false),
            new Column("Reason", 2, false),
            new Column("Detail", 4, false)),
        rows);
    if (all > MOST_ERRORS) {
      pages.paragraph("%s more are in the CSV report.".formatted(Names.number(all - MOST_ERRORS)));
    }
  }

  private void lists(PdfPages pages) throws IOException {
    pages.heading(2, "Lists that were looked up");
    if (report.lists().isEmpty()) {
      pages.paragraph("None: no item can be known.");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (UsedList list : report.lists()) {
      rows.add(List.of(list.name(), Names.number(list.entries()), list.imported(), list.sha256()));
    }
    pages.table(
        "Each with what it held",
        List.of(
            new Column("List", 3, false),
            new Column("Entries", 2, true),
            new Column("Changed", 3, false),
            new Column("SHA-256 of its content", 6, false)),
        rows);
  }

  private void provenance(PdfPages pages) throws IOException {
    pages.heading(2, "Provenance");
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, String> fact : report.scan().entrySet()) {
      if (!fact.getValue().isEmpty()) {
        rows.add(List.of(fact.getKey().replace("_json", "").replace('_', ' '), fact.getValue()));
      }
    }
    file.query(
        "SELECT exhibit, path, kind, read_only FROM evidence ORDER BY id",
        row ->
            rows.add(
                List.of(
                    "evidence",
                    "%s: %s (%s, %s)"
                        .formatted(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getBoolean(4)
                                ? "mounted read-only"
                                : "on a writable mount, opened read-only"))));
    pages.table("How the scan was made", FACTS, rows);
    List<List<String>> journal = new ArrayList<>();
    file.query(
        "SELECT at, event, detail FROM journal ORDER BY id",
        row -> journal.add(List.of(row.getString(1), row.getString(2), row.getString(3))));
    if (!journal.isEmpty()) {
      pages.table(
          "Journal",
          List.of(
              new Column("Time", 3, false),
              new Column("Event", 2, false),
              new Column("Detail", 6, false)),
          journal);
    }
  }
}
