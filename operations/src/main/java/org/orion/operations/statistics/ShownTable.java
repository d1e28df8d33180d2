package org.orion.operations.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.orion.operations.web.Texts;

/// A table in the words of a language, for pages and sheets.
///
/// @param head what stands above, without the corner
/// @param definitions what each measure of it counts
public record ShownTable(
    CatalogueTable table,
    String title,
    List<String> definitions,
    List<String> head,
    List<Line> lines) {
  public ShownTable {
    definitions = List.copyOf(definitions);
    head = List.copyOf(head);
    lines = List.copyOf(lines);
  }

  /// A line with its name.
  public record Line(String name, List<Spot> spots) {
    public Line {
      spots = List.copyOf(spots);
    }
  }

  /// A figure, in words where it is suppressed.
  ///
  /// @param rows the address of the rows behind it
  public record Spot(String text, Optional<String> rows) {}

  /// A figure that is to be shown.
  record Given(
      CatalogueTable table, String line, String spot, OptionalLong figure, Optional<String> rows) {}

  /// Figures, in the order of the catalogue, as tables.
  static List<ShownTable> of(Texts texts, List<Given> figures) {
    Map<CatalogueTable, List<Given>> byTable = new TreeMap<>();
    figures.forEach(
        figure -> byTable.computeIfAbsent(figure.table(), table -> new ArrayList<>()).add(figure));
    return byTable.entrySet().stream()
        .map(entry -> table(texts, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static ShownTable table(Texts texts, CatalogueTable table, List<Given> figures) {
    List<String> spots = figures.stream().map(Given::spot).distinct().toList();
    List<Line> lines =
        figures.stream()
            .map(Given::line)
            .distinct()
            .map(line ->
                new Line(
                    line(texts, table, line),
                    figures.stream()
                        .filter(figure -> figure.line().equals(line))
                        .map(figure -> new Spot(words(texts, figure.figure()), figure.rows()))
                        .toList()))
            .toList();
    return new ShownTable(
        table,
        texts.text("statistics.table." + table.name()),
        table.measures().stream()
            .filter(measure ->
                table.lines().isPresent()
                    || figures.stream().anyMatch(figure -> figure.line().equals(measure.name())))
            .map(measure ->
                texts.text("statistics.measure." + measure.name())
                    + ": "
                    + texts.text("statistics.definition." + measure.name()))
            .toList(),
        spots.stream().map(spot -> spot(texts, table, spot)).toList(),
        lines);
  }

  static String words(Texts texts, OptionalLong figure) {
    return figure.isPresent()
        ? Long.toString(figure.getAsLong())
        : texts.text("statistics.suppressed");
  }

  private static String line(Texts texts, CatalogueTable table, String line) {
    return table
        .lines()
        .map(dimension -> value(texts, dimension, line))
        .orElseGet(() -> texts.text("statistics.measure." + line));
  }

  private static String spot(Texts texts, CatalogueTable table, String spot) {
    return table
        .spots()
        .map(dimension -> value(texts, dimension, spot))
        .orElseGet(() -> texts.text("statistics.number"));
  }

  private static String value(Texts texts, Dimension dimension, String value) {
    if (value.equals(Grid.TOTAL)) {
      return texts.text("statistics.total");
    }
    if (value.equals(Fact.UNSTATED)) {
      return texts.text("statistics.unstated");
    }
    if (value.equals(Grid.OTHER)) {
      return texts.text("statistics.other");
    }
    return switch (dimension) {
      case COUNTRY -> Locale.of("", value).getDisplayCountry(texts.language());
      case TYPE -> named(texts, "casework.type.", value);
      case KIND -> named(texts, "exhibit.kind.", value);
      case SOURCE -> named(texts, "intake.source.", value);
      case OFFENCE, CATEGORY, MONTH -> value;
    };
  }

  private static String named(Texts texts, String group, String value) {
    return texts.has(group + value) ? texts.text(group + value) : value;
  }
}
