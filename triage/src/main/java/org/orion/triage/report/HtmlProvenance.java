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
        <li><strong>Names listed</strong>: files, streams, folders and links of a file system; folders
        and links are no items, so that there are more names than items.</li>
        <li><strong>In files</strong>: sizes of the contents in use, one with several names counted
        once. Sparse and compressed files take less room than that.</li>
        <li><strong>Deleted, orphan and carved</strong> items are no longer in use. Whether somebody
        knew of them, and who deleted them, cannot be seen from that.</li>
        <li>Lists err: a category is the judgement of those who made the list. This report decides
        nothing about a person.</li>
        </ul></main>\
        """);
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
