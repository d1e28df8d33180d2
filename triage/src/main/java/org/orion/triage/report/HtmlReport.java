package org.orion.triage.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.CategoryFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;
import org.orion.exchange.report.TriageReport.UsedList;
import org.orion.exchange.report.TriageReport.WithdrawnFigures;
import org.orion.triage.scanfile.ScanFileReader;

/// One page for reading and printing: self-contained, without a script, without a picture of any
/// item. Everything that comes from an exhibit is escaped.
final class HtmlReport {
  private static final int MOST_ERRORS = 1_000;
  private static final List<String> ORDER =
      List.of("known_material", "unmatched", "unreadable", "known_good", "not_media");

  private final ScanFileReader file;
  private final ListedNow now;

  HtmlReport(ScanFileReader file, ListedNow now) {
    this.file = file;
    this.now = now;
  }

  void write(OutputStream output) throws IOException {
    TriageReport report = new ScanFigures(file, now).report();
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8), false);
    Map<String, String> scan = report.scan();
    out.println("<!DOCTYPE html>");
    out.println("<html lang=\"en\"><head><meta charset=\"utf-8\"/>");
    out.println("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
    out.println("<title>Triage report</title><style>" + style() + "</style></head><body>");
    out.println("<header><h1>Triage report</h1>");
    out.println("<p class=\"quiet\">" + escape(heading(scan, report)) + "</p></header>");
    if (!"complete".equals(scan.get("state"))) {
      out.printf(
          "<p class=\"notice\"><strong>Not complete:</strong> %s of %s items are still to be"
              + " examined. The figures below count what was examined until now.</p>%n",
          Names.number(report.totals().pending()), Names.number(report.totals().items()));
    }
    for (WithdrawnFigures withdrawn : report.withdrawn()) {
      out.printf(
          "<p class=\"notice\"><strong>Withdrawn since:</strong> %s entries of list %s, on which"
              + " matches of %s items rest; %s of these items match nothing else. The figures below"
              + " still count them; the CSV report marks them.</p>%n",
          Names.number(withdrawn.entries()),
          escape(withdrawn.list()),
          Names.number(withdrawn.items()),
          Names.number(withdrawn.itemsOnlyThere()));
    }
    overview(out, report);
    for (ExhibitFigures exhibit : report.exhibits()) {
      exhibit(out, exhibit);
    }
    errors(out, report.totals());
    lists(out, report.lists());
    meaning(out);
    provenance(out, scan);
    out.println("</body></html>");
    out.flush();
  }

  private static String style() throws IOException {
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IllegalStateException("report.css is missing, must be beside HtmlReport");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String heading(Map<String, String> scan, TriageReport report) {
    String caseRef = scan.getOrDefault("case", "");
    return "%s%d exhibit%s, scanned from %s to %s"
        .formatted(
            caseRef.isEmpty() ? "" : "Case " + caseRef + ", ",
            report.exhibits().size(),
            report.exhibits().size() == 1 ? "" : "s",
            scan.get("started"),
            scan.getOrDefault("ended", "").isEmpty() ? "(not ended)" : scan.get("ended"));
  }

  private static void overview(PrintWriter out, TriageReport report) {
    Figures totals = report.totals();
    out.println("<main><h2>Result</h2>");
    out.printf(
        "<p>%s pictures and %s videos (%s and %s different ones) among %s items, %s in all."
            + " %s items are duplicates of others.</p>%n",
        Names.number(totals.pictures()),
        Names.number(totals.videos()),
        Names.number(totals.distinctPictures()),
        Names.number(totals.distinctVideos()),
        Names.number(totals.items()),
        bytes(totals.bytes()),
        Names.number(totals.duplicates()));
    out.println("<ul class=\"tiles\">");
    for (String verdict : ORDER) {
      out.printf(
          "<li class=\"%s\"><b>%s</b>%s</li>%n",
          verdict, Names.number(count(totals, verdict)), Names.verdict(verdict));
    }
    out.println("</ul>");
    chart(out, report);
  }

  private static long count(Figures figures, String verdict) {
    Long count = figures.verdicts().get(verdict);
    return count == null ? 0 : count;
  }

  private static String bytes(long bytes) {
    return bytes < 1_000_000
        ? Names.number(bytes) + " bytes"
        : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }

  /// One bar for each exhibit, divided by verdict.
  private static void chart(PrintWriter out, TriageReport report) {
    int shown = Math.min(report.exhibits().size(), 40);
    int height = 34 * shown + 6;
    StringBuilder words = new StringBuilder();
    StringBuilder bars = new StringBuilder();
    for (int i = 0; i < shown; i++) {
      ExhibitFigures exhibit = report.exhibits().get(i);
      long total = Math.max(1, exhibit.figures().items());
      double x = 180;
      bars.append(
          "<text x=\"172\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
              .formatted(34 * i + 23, escape(shorten(exhibit.exhibit()))));
      words.append(exhibit.exhibit()).append(": ");
      for (String verdict : ORDER) {
        long count = count(exhibit.figures(), verdict);
        double width = 610.0 * count / total;
        words.append(Names.verdict(verdict)).append(' ').append(count).append(", ");
        if (count > 0) {
          bars.append(
              String.format(
                  Locale.ROOT,
                  "<rect class=\"f-%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"24\"/>%n",
                  verdict,
                  x,
                  34 * i + 6,
                  Math.max(1.5, width - 1)));
        }
        x += width;
      }
    }
    out.printf(
        "<figure><svg viewBox=\"0 0 800 %d\" role=\"img\"><title>Items of each exhibit by"
            + " verdict</title><desc>%s</desc>%n%s</svg>%n<figcaption><ul class=\"legend\">",
        height, escape(words.toString()), bars);
    for (String verdict : ORDER) {
      out.printf(
          "<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"f-%s\" width=\"12\""
              + " height=\"12\"/></svg>%s</li>",
          verdict, Names.verdict(verdict));
    }
    out.println("</ul></figcaption></figure>");
  }

  private static String shorten(String text) {
    return text.length() <= 24 ? text : text.substring(0, 23) + "\u2026";
  }

  private static void exhibit(PrintWriter out, ExhibitFigures exhibit) {
    Figures figures = exhibit.figures();
    out.printf("<h2>Exhibit %s</h2>%n", escape(exhibit.exhibit()));
    out.println("<table><caption>Items by kind and verdict</caption><tbody>");
    row(out, "Pictures (different ones)", figures.pictures(), figures.distinctPictures());
    row(out, "Videos (different ones)", figures.videos(), figures.distinctVideos());
    for (String verdict : ORDER) {
      out.printf(
          "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td></tr>%n",
          Names.verdict(verdict), Names.number(count(figures, verdict)));
    }
    out.printf(
        "<tr><th scope=\"row\">All items</th><td class=\"n\">%s</td></tr>%n",
        Names.number(figures.items()));
    out.println("</tbody></table>");
    if (figures.categories().isEmpty()) {
      out.println("<p class=\"quiet\">No item of this exhibit is on a list.</p>");
      return;
    }
    out.println(
        "<table><caption>Known items by list and category; an item counts once for each list, under"
            + " its highest level there</caption><thead><tr><th scope=\"col\">Level</th>"
            + "<th scope=\"col\">List</th><th scope=\"col\">Category</th>"
            + "<th scope=\"col\" class=\"n\">Pictures</th><th scope=\"col\" class=\"n\">Videos</th>"
            + "<th scope=\"col\" class=\"n\">Identical</th>"
            + "<th scope=\"col\" class=\"n\">Look-alike</th></tr></thead><tbody>");
    for (CategoryFigures category : figures.categories()) {
      out.printf(
          "<tr><td>%s</td><td>%s</td><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>"
              + "<td class=\"n\">%s</td><td class=\"n\">%s</td></tr>%n",
          Names.level(category.level()),
          escape(category.list()),
          escape(Names.category(category.scheme(), category.code())),
          Names.number(category.pictures()),
          Names.number(category.videos()),
          Names.number(category.exact()),
          Names.number(category.similar()));
    }
    out.println("</tbody></table>");
  }

  private static void row(PrintWriter out, String name, long count, long distinct) {
    out.printf(
        "<tr><th scope=\"row\">%s</th><td class=\"n\">%s (%s)</td></tr>%n",
        name, Names.number(count), Names.number(distinct));
  }

  private void errors(PrintWriter out, Figures totals) throws IOException {
    long all = totals.errors().values().stream().mapToLong(Long::longValue).sum();
    out.println("<h2>What could not be read</h2>");
    if (all == 0) {
      out.println("<p>Everything that was listed could be read.</p>");
      return;
    }
    out.println(
        "<table><caption>Unreadable items, and folders that could not be listed</caption><thead><tr>"
            + "<th scope=\"col\">Exhibit</th><th scope=\"col\">Path</th><th scope=\"col\">Reason</th>"
            + "<th scope=\"col\">Detail</th></tr></thead><tbody>");
    file.query(
        """
        SELECT exhibit, error.path, reason, detail FROM error
        JOIN evidence ON evidence.id = error.evidence_id ORDER BY error.id LIMIT ?\
        """,
        row ->
            out.printf(
                "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>%n",
                escape(row.getString(1)),
                escape(row.getString(2)),
                row.getString(3),
                escape(row.getString(4))),
        MOST_ERRORS);
    out.println("</tbody></table>");
    if (all > MOST_ERRORS) {
      out.printf("<p>%s more are in the CSV report.</p>%n", Names.number(all - MOST_ERRORS));
    }
  }

  private static void lists(PrintWriter out, List<UsedList> lists) {
    out.println("<h2>Lists that were looked up</h2>");
    if (lists.isEmpty()) {
      out.println("<p>None: no item can be known.</p>");
      return;
    }
    out.println(
        "<table><thead><tr><th scope=\"col\">List</th><th scope=\"col\" class=\"n\">Entries</th>"
            + "<th scope=\"col\">Changed</th><th scope=\"col\">SHA-256 of its content</th></tr>"
            + "</thead><tbody>");
    for (UsedList list : lists) {
      out.printf(
          "<tr><td>%s</td><td class=\"n\">%s</td><td>%s</td><td><code>%s</code></td></tr>%n",
          escape(list.name()),
          Names.number(list.entries()),
          escape(list.imported()),
          escape(list.sha256()));
    }
    out.println("</tbody></table>");
  }

  private static void meaning(PrintWriter out) {
    out.println(
        """
        <h2>What these figures mean, and what they do not</h2>
        <ul>
        <li><strong>Identical</strong>: the item's bytes have a digest that is on the list.</li>
        <li><strong>Look-alike</strong>: the item's picture differs from a listed one in few of 256
        measured bits, possibly turned or mirrored. That is a strong pointer, not a proof: a person
        must compare.</li>
        <li><strong>Known good</strong>: on a list of files of known products. It says nothing of what
        a file shows.</li>
        <li><strong>Unmatched</strong>: on none of the lists above. Nobody is known to have seen it;
        it must be looked at.</li>
        <li><strong>Unreadable</strong>: could not be decoded, or not in full. It may hold
        anything.</li>
        <li>Lists err: a category is the judgement of those who made the list. This report decides
        nothing about a person.</li>
        </ul></main>\
        """);
  }

  private void provenance(PrintWriter out, Map<String, String> scan) throws IOException {
    out.println("<h2>Provenance</h2><table><tbody>");
    scan.forEach((name, value) -> {
      if (!value.isEmpty()) {
        boolean json = name.endsWith("_json");
        String title = name.replace("_json", "").replace('_', ' ');
        String shown = json ? "<code>" + escape(value) + "</code>" : escape(value);
        out.printf("<tr><th scope=\"row\">%s</th><td>%s</td></tr>%n", title, shown);
      }
    });
    file.query(
        "SELECT exhibit, path, kind, read_only FROM evidence ORDER BY id",
        row ->
            out.printf(
                "<tr><th scope=\"row\">evidence</th><td>%s: %s (%s, %s)</td></tr>%n",
                escape(row.getString(1)),
                escape(row.getString(2)),
                row.getString(3),
                row.getBoolean(4) ? "mounted read-only" : "on a writable mount, opened read-only"));
    out.println("</tbody></table><h3>Journal</h3><table><tbody>");
    file.query(
        "SELECT at, event, detail FROM journal ORDER BY id",
        row ->
            out.printf(
                "<tr><td>%s</td><td>%s</td><td>%s</td></tr>%n",
                row.getString(1), escape(row.getString(2)), escape(row.getString(3))));
    out.println("</tbody></table>");
  }

  private static String escape(String text) {
    return Names.visible(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
