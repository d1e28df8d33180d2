package org.orion.operations.graph;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.orion.exchange.CsvField;
import org.orion.operations.graph.Link.Citation;
import org.orion.operations.web.Page;

/// The links of a drawing as CSV: one source a line. What a spreadsheet would take for a formula
/// begins with an apostrophe.
final class LinkTable {
  private LinkTable() {}

  static byte[] csv(Drawing drawing, Page page) {
    Map<NodeKey, Node> nodes = drawing.byKey();
    StringWriter output = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(output)) {
      write(
          csv,
          Stream.of("kind", "node", "detail", "other-kind", "other", "other-detail", "why", "word")
              .map(column -> page.text("graph.csv." + column)),
          Stream.of("time", "source").map(column -> page.text("graph.csv." + column)));
      for (Edge edge : drawing.edges()) {
        for (Citation citation : edge.citations()) {
          write(
              csv,
              Stream.concat(
                  cells(nodes.get(edge.one()), page), cells(nodes.get(edge.other()), page)),
              Stream.of(
                  page.text("graph.link." + citation.strand()),
                  citation.said(page),
                  citation.at().map(page::utc).orElse(""),
                  citation.words()));
        }
      }
      if (drawing.isPart()) {
        csv.writeRecord(page.text("graph.file.part"));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return output.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Stream<String> cells(@org.jspecify.annotations.Nullable Node node, Page page) {
    return node == null
        ? Stream.of("", "", "")
        : Stream.of(
            page.text("graph.kind." + node.key().kind().name()), node.shown(page), node.told(page));
  }

  private static void write(CsvWriter csv, Stream<String> some, Stream<String> more) {
    List<String> fields = Stream.concat(some, more).map(CsvField::harmless).toList();
    csv.writeRecord(fields);
  }
}
