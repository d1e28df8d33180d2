package org.orion.triage.report;

import java.io.PrintWriter;
import org.orion.exchange.report.TriageReport.CategoryFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;

/// The figures of one exhibit as tables.
final class HtmlExhibit {
  private HtmlExhibit() {}

  static void write(PrintWriter out, ExhibitFigures exhibit) {
    Figures figures = exhibit.figures();
    out.printf("<h2>Exhibit %s</h2>%n", Html.escape(exhibit.exhibit()));
    out.println("<table><caption>Items by kind and verdict</caption><tbody>");
    row(out, "Pictures (different ones)", figures.pictures(), figures.distinctPictures());
    row(out, "Videos (different ones)", figures.videos(), figures.distinctVideos());
    for (String verdict : Html.VERDICTS) {
      out.printf(
          "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td></tr>%n",
          Names.verdict(verdict), Names.number(Html.count(figures, verdict)));
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
          Html.escape(category.list()),
          Html.escape(Names.category(category.scheme(), category.code())),
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
}
