package org.orion.triage.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.WithdrawnFigures;
import org.orion.triage.scanfile.ScanFileReader;

/// One page for reading and printing: self-contained, without a script, without a picture of any
/// item. Everything that comes from an exhibit is escaped.
final class HtmlReport {
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
    out.println("<p class=\"quiet\">" + Html.escape(heading(scan, report)) + "</p></header>");
    endState(out, report.endState());
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
          Html.escape(withdrawn.list()),
          Names.number(withdrawn.items()),
          Names.number(withdrawn.itemsOnlyThere()));
    }
    HtmlOverview.write(out, report);
    for (ExhibitFigures exhibit : report.exhibits()) {
      HtmlExhibit.write(out, exhibit);
      new HtmlDevice(file, out).write(exhibit);
    }
    HtmlProvenance provenance = new HtmlProvenance(file, out);
    provenance.errors(report.totals());
    provenance.lists(report.lists());
    provenance.meaning();
    provenance.scan(scan);
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

  private static void endState(PrintWriter out, String endState) {
    String weight =
        endState.equals("complete") ? "good" : endState.startsWith("complete") ? "open" : "bad";
    out.printf("<p class=\"end %s\"><b>Scan</b> %s</p>%n", weight, Html.escape(endState));
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
}
