package org.orion.triage.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.CategoryFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;
import org.orion.exchange.report.TriageReport.WithdrawnFigures;
import org.orion.triage.scanfile.ScanFileReader;

/// The result as a table for a terminal.
final class SummaryReport {
  private static final int MOST_PATHS = 5;
  private static final String RULE = "-".repeat(78);

  private final ScanFileReader file;
  private final ListedNow now;

  SummaryReport(ScanFileReader file, ListedNow now) {
    this.file = file;
    this.now = now;
  }

  void write(OutputStream output) throws IOException {
    TriageReport report = new ScanFigures(file, now).report();
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8), false);
    out.printf("Scan: %s%n", Names.visible(report.endState()));
    if (!"complete".equals(report.scan().get("state"))) {
      out.printf(
          "NOT COMPLETE: %s of %s items are still to be examined%n",
          Names.number(report.totals().pending()), Names.number(report.totals().items()));
    }
    for (WithdrawnFigures withdrawn : report.withdrawn()) {
      out.printf(
          "WITHDRAWN since: %s entries of list %s, on which matches of %s items rest; %s of these"
              + " items match nothing else%n",
          Names.number(withdrawn.entries()),
          withdrawn.list(),
          Names.number(withdrawn.items()),
          Names.number(withdrawn.itemsOnlyThere()));
    }
    for (ExhibitFigures exhibit : report.exhibits()) {
      out.println(RULE);
      out.printf("Exhibit %s%n", Names.visible(exhibit.exhibit()));
      figures(out, exhibit.figures());
      unreadable(out, exhibit.exhibit());
      new SummaryDevice(file, out).write(exhibit);
    }
    if (report.exhibits().size() > 1) {
      out.println(RULE);
      out.printf("All %d exhibits%n", report.exhibits().size());
      figures(out, report.totals());
    }
    out.println(RULE);
    out.flush();
  }

  private static void figures(PrintWriter out, Figures figures) {
    out.printf(
        "  %s pictures, %s videos (%s and %s different ones), %s other items%n",
        Names.number(figures.pictures()),
        Names.number(figures.videos()),
        Names.number(figures.distinctPictures()),
        Names.number(figures.distinctVideos()),
        Names.number(figures.items() - figures.pictures() - figures.videos()));
    Map<String, Long> verdicts = figures.verdicts();
    row(
        out,
        "Known material",
        verdicts.get("known_material"),
        "on a list, byte for byte or as a look-alike");
    for (CategoryFigures category : figures.categories()) {
      if (!category.level().equals("KNOWN_GOOD")) {
        out.printf(
            "      %-28s %8s   %s: %s identical, %s alike%n",
            Names.level(category.level()),
            Names.number(category.exact() + category.similar()),
            category.list() + ", " + Names.category(category.scheme(), category.code()),
            Names.number(category.exact()),
            Names.number(category.similar()));
      }
    }
    row(out, "Known good", verdicts.get("known_good"), "files of known products");
    row(
        out,
        "Unmatched",
        verdicts.get("unmatched"),
        "pictures and videos on no list: to be looked at");
    row(out, "Unreadable", verdicts.get("unreadable"), reasons(figures));
    row(out, "Not media", verdicts.get("not_media"), "neither picture nor video");
    row(out, "Duplicates", figures.duplicates(), "items whose content came before");
  }

  private static void row(PrintWriter out, String name, @Nullable Long count, String meaning) {
    out.printf("  %-32s %8s   %s%n", name, Names.number(count == null ? 0 : count), meaning);
  }

  private static String reasons(Figures figures) {
    StringBuilder text = new StringBuilder();
    figures
        .errors()
        .forEach((reason, count) -> {
          if (count > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(reason);
          }
        });
    return text.isEmpty() ? "nothing" : text.toString();
  }

  private void unreadable(PrintWriter out, String exhibit) throws IOException {
    int[] shown = {0};
    file.query(
        """
        SELECT error.path, reason, detail FROM error
        JOIN evidence ON evidence.id = error.evidence_id WHERE exhibit = ?
        ORDER BY error.id LIMIT ?\
        """,
        row -> {
          if (shown[0]++ < MOST_PATHS) {
            out.printf(
                "      %s: %s, %s%n",
                Names.visible(row.getString(1)), row.getString(2), Names.visible(row.getString(3)));
          } else {
            out.println("      ... all of them are in the html and csv reports");
          }
        },
        exhibit,
        MOST_PATHS + 1);
  }
}
