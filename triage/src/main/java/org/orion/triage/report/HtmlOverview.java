package org.orion.triage.report;

import java.io.PrintWriter;
import java.util.Locale;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;

/// The result of all exhibits at a glance.
final class HtmlOverview {
  private HtmlOverview() {}

  static void write(PrintWriter out, TriageReport report) {
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
        Names.bytes(totals.bytes()),
        Names.number(totals.duplicates()));
    out.println("<ul class=\"tiles\">");
    for (String verdict : Html.VERDICTS) {
      out.printf(
          "<li class=\"%s\"><b>%s</b>%s</li>%n",
          verdict, Names.number(Html.count(totals, verdict)), Names.verdict(verdict));
    }
    out.println("</ul>");
    chart(out, report);
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
              .formatted(34 * i + 23, Html.escape(shorten(exhibit.exhibit()))));
      words.append(exhibit.exhibit()).append(": ");
      for (String verdict : Html.VERDICTS) {
        long count = Html.count(exhibit.figures(), verdict);
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
        height, Html.escape(words.toString()), bars);
    for (String verdict : Html.VERDICTS) {
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
}
