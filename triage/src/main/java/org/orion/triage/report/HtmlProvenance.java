package org.orion.triage.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.orion.exchange.report.TriageReport.Figures;
import org.orion.exchange.report.TriageReport.UsedList;
import org.orion.triage.scanfile.ScanFileReader;

/// What stands behind the figures: what could not be read, the lists, what the words mean, and how
/// the scan was made.
final class HtmlProvenance {
  private static final int MOST_ERRORS = 1_000;

  private final ScanFileReader file;
  private final PrintWriter out;

  HtmlProvenance(ScanFileReader file, PrintWriter out) {
    this.file = file;
    this.out = out;
  }

  void errors(Figures totals) throws IOException {
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
                Html.escape(row.getString(1)),
                Html.escape(row.getString(2)),
                row.getString(3),
                Html.escape(row.getString(4))),
        MOST_ERRORS);
    out.println("</tbody></table>");
    if (all > MOST_ERRORS) {
      out.printf("<p>%s more are in the CSV report.</p>%n", Names.number(all - MOST_ERRORS));
    }
  }

  void lists(List<UsedList> lists) {
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
          Html.escape(list.name()),
          Names.number(list.entries()),
          Html.escape(list.imported()),
          Html.escape(list.sha256()));
    }
    out.println("</tbody></table>");
  }

  void meaning() {
    out.printf("<h2>%s</h2>%n<ul>%n", ReportTerms.HEADING);
    for (ReportTerms.Term term : ReportTerms.ALL) {
      String name = term.name().isEmpty() ? "" : "<strong>" + term.name() + "</strong>";
      out.printf("<li>%s%s</li>%n", name, term.meaning());
    }
    out.println("</ul></main>");
  }

  void scan(Map<String, String> scan) throws IOException {
    out.println("<h2>Provenance</h2><table><tbody>");
    scan.forEach((name, value) -> {
      if (!value.isEmpty()) {
        boolean json = name.endsWith("_json");
        String title = name.replace("_json", "").replace('_', ' ');
        String shown = json ? "<code>" + Html.escape(value) + "</code>" : Html.escape(value);
        out.printf("<tr><th scope=\"row\">%s</th><td>%s</td></tr>%n", title, shown);
      }
    });
    file.query(
        "SELECT exhibit, path, kind, read_only FROM evidence ORDER BY id",
        row ->
            out.printf(
                "<tr><th scope=\"row\">evidence</th><td>%s: %s (%s, %s)</td></tr>%n",
                Html.escape(row.getString(1)),
                Html.escape(row.getString(2)),
                row.getString(3),
                row.getBoolean(4) ? "mounted read-only" : "on a writable mount, opened read-only"));
    out.println("</tbody></table><h3>Journal</h3><table><tbody>");
    file.query(
        "SELECT at, event, detail FROM journal ORDER BY id",
        row ->
            out.printf(
                "<tr><td>%s</td><td>%s</td><td>%s</td></tr>%n",
                row.getString(1), Html.escape(row.getString(2)), Html.escape(row.getString(3))));
    out.println("</tbody></table>");
  }
}
