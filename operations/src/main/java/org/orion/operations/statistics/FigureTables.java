package org.orion.operations.statistics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.orion.operations.statistics.DisclosureControl.Cell;
import org.orion.operations.statistics.DisclosureControl.Rule;
import org.orion.operations.statistics.DisclosureControl.Sum;
import org.orion.operations.statistics.Grid.Place;

/// The catalogue's tables made of facts: exactly, or as they are told. Pure functions.
final class FigureTables {
  private FigureTables() {}

  /// A figure of a table.
  ///
  /// @param line [Grid#TOTAL] for the last line, `spot` for the last spot
  /// @param figure nothing where it is suppressed
  record Figure(CatalogueTable table, String line, String spot, Place place, OptionalLong figure) {}

  /// Tables and their figures, line by line.
  record Tables(List<Grid> grids, List<Figure> figures) {
    Tables {
      grids = List.copyOf(grids);
      figures = List.copyOf(figures);
    }
  }

  /// Exact figures.
  ///
  /// @param supplied the measures that somebody counts; tables of others are left out
  /// @param countries those that have a line whatever is counted
  static Tables exact(
      Set<Measure> supplied, List<Fact> facts, List<String> months, Collection<String> countries) {
    Counts counts = new Counts(facts);
    return filled(
        grids(supplied, facts, months, countries), place -> OptionalLong.of(counts.of(place)));
  }

  /// Figures as they may be told. Values that come up only where something was counted are listed
  /// from the threshold on; the others are one line together. That line is there where it is not
  /// zero, and wherever the measure's total is under the threshold.
  static Tables told(
      Rule rule,
      Set<Measure> supplied,
      List<Fact> facts,
      List<String> months,
      Collection<String> countries) {
    List<Fact> pooled = pooled(rule, facts, countries);
    Counts counts = new Counts(pooled);
    List<Grid> grids =
        grids(supplied, pooled, months, countries).stream()
            .map(grid -> withOther(rule, grid, counts))
            .toList();
    Map<String, OptionalLong> told =
        DisclosureControl.told(rule, cells(rule, grids, counts, countries), sums(grids));
    return filled(grids, place -> told.getOrDefault(place.key(), OptionalLong.empty()));
  }

  private interface Filling {
    OptionalLong of(Place place);
  }

  private static Tables filled(List<Grid> grids, Filling filling) {
    List<Figure> figures = new ArrayList<>();
    for (Grid grid : grids) {
      for (String line : withTotal(grid.lines(), grid.hasTotalLine())) {
        for (String spot : withTotal(grid.spots(), true)) {
          Place place = grid.place(line, spot);
          figures.add(new Figure(grid.table(), line, spot, place, filling.of(place)));
        }
      }
    }
    return new Tables(grids, figures);
  }

  private static List<String> withTotal(List<String> values, boolean hasTotal) {
    return hasTotal ? Stream.concat(values.stream(), Stream.of(Grid.TOTAL)).toList() : values;
  }

  private static List<Grid> grids(
      Set<Measure> supplied, List<Fact> facts, List<String> months, Collection<String> countries) {
    List<Grid> grids = new ArrayList<>();
    for (CatalogueTable table : CatalogueTable.values()) {
      List<Measure> measures = table.measures().stream().filter(supplied::contains).toList();
      if (measures.isEmpty()) {
        continue;
      }
      List<String> lines =
          table
              .lines()
              .map(dimension -> values(dimension, measures, facts, months, countries))
              .orElseGet(() -> measures.stream().map(Enum::name).toList());
      List<String> spots =
          table
              .spots()
              .map(dimension -> values(dimension, measures, facts, months, countries))
              .orElse(List.of());
      grids.add(new Grid(table, lines, spots));
    }
    return grids;
  }

  private static List<String> values(
      Dimension dimension,
      List<Measure> measures,
      List<Fact> facts,
      List<String> months,
      Collection<String> countries) {
    if (dimension == Dimension.MONTH) {
      return months;
    }
    Set<String> values = new TreeSet<>();
    if (dimension == Dimension.COUNTRY) {
      values.addAll(countries);
    }
    facts.stream()
        .filter(fact -> measures.contains(fact.measure()))
        .flatMap(fact -> Optional.ofNullable(fact.at().get(dimension)).stream())
        .forEach(values::add);
    boolean hasOther = values.remove(Grid.OTHER);
    return Stream.concat(values.stream(), hasOther ? Stream.of(Grid.OTHER) : Stream.empty())
        .toList();
  }

  private static Grid withOther(Rule rule, Grid grid, Counts counts) {
    boolean isSmall =
        grid.table().measures().stream()
            .anyMatch(measure -> counts.of(new Place(measure, Map.of())) < rule.threshold());
    return new Grid(
        grid.table(),
        grid.table().lines().map(of -> withOther(of, grid.lines(), isSmall)).orElse(grid.lines()),
        grid.table().spots().map(of -> withOther(of, grid.spots(), isSmall)).orElse(grid.spots()));
  }

  private static List<String> withOther(Dimension dimension, List<String> values, boolean isSmall) {
    if (dimension == Dimension.MONTH || !isSmall || values.contains(Grid.OTHER)) {
      return values;
    }
    return Stream.concat(values.stream(), Stream.of(Grid.OTHER)).toList();
  }

  /// Whether a value has a line whatever is counted.
  private static boolean isFixed(Dimension dimension, String value, Collection<String> countries) {
    return dimension == Dimension.MONTH
        || value.equals(Grid.OTHER)
        || dimension == Dimension.COUNTRY && countries.contains(value);
  }

  private static List<Fact> pooled(Rule rule, List<Fact> facts, Collection<String> countries) {
    Counts counts = new Counts(facts);
    return facts.stream()
        .filter(fact -> fact.count() > 0)
        .map(fact -> {
          Map<Dimension, String> at = new HashMap<>();
          fact.at()
              .forEach((dimension, value) ->
                  at.put(
                      dimension,
                      isFixed(dimension, value, countries)
                              || largest(counts, fact.measure(), dimension, value)
                                  >= rule.threshold()
                          ? value
                          : Grid.OTHER));
          return new Fact(fact.measure(), at, fact.count());
        })
        .toList();
  }

  /// The largest count at a value, of all measures that stand in one table with this one.
  private static long largest(Counts counts, Measure measure, Dimension dimension, String value) {
    return Stream.of(CatalogueTable.values())
        .filter(table -> table.measures().contains(measure))
        .filter(table ->
            Stream.concat(table.lines().stream(), table.spots().stream())
                .anyMatch(dimension::equals))
        .flatMap(table -> table.measures().stream())
        .mapToLong(one -> counts.of(new Place(one, Map.of(dimension, value))))
        .max()
        .orElse(0);
  }

  private static List<Cell> cells(
      Rule rule, List<Grid> grids, Counts counts, Collection<String> countries) {
    Map<String, Cell> cells = new TreeMap<>();
    // A cell of two tables shows zero where one of them does.
    Set<Measure> showing = new TreeSet<>();
    grids.stream()
        .filter(grid -> grid.table().showsZero())
        .forEach(grid -> showing.addAll(grid.table().measures()));
    for (Figure figure : filled(grids, place -> OptionalLong.empty()).figures()) {
      Place place = figure.place();
      boolean showsZero =
          showing.contains(place.measure())
              && (place.at().isEmpty() || place.at().containsKey(Dimension.MONTH));
      long count = counts.of(place);
      long floor = floor(rule, figure, counts, countries);
      cells.put(place.key(), new Cell(place.key(), count, floor, showsZero));
    }
    return List.copyOf(cells.values());
  }

  /// What a line tells of its count by being there.
  private static long floor(Rule rule, Figure figure, Counts counts, Collection<String> countries) {
    Place place = figure.place();
    long total = counts.of(new Place(place.measure(), Map.of()));
    if (place.at().size() != 1
        || figure.table().measures().size() != 1
        || total < rule.threshold()) {
      return 0;
    }
    Map.Entry<Dimension, String> only = place.at().entrySet().iterator().next();
    if (only.getValue().equals(Grid.OTHER)) {
      return 1;
    }
    return isFixed(only.getKey(), only.getValue(), countries) ? 0 : rule.threshold();
  }

  /// All sums that hold: of each line, of each spot, and of the totals.
  private static List<Sum> sums(List<Grid> grids) {
    List<Sum> sums = new ArrayList<>();
    for (Grid grid : grids) {
      if (!grid.spots().isEmpty()) {
        for (String line : withTotal(grid.lines(), grid.hasTotalLine())) {
          sums.add(
              sum(
                  grid.place(line, Grid.TOTAL),
                  grid.spots().stream().map(spot -> grid.place(line, spot))));
        }
      }
      if (grid.hasTotalLine()) {
        for (String spot : withTotal(grid.spots(), true)) {
          sums.add(
              sum(
                  grid.place(Grid.TOTAL, spot),
                  grid.lines().stream().map(line -> grid.place(line, spot))));
        }
      }
    }
    return sums;
  }

  private static Sum sum(Place total, Stream<Place> parts) {
    return new Sum(total.key(), parts.map(Place::key).toList());
  }

  /// Counts at places, by what is known of each fact.
  private static final class Counts {
    private final Map<Measure, List<Fact>> facts = new HashMap<>();

    Counts(List<Fact> facts) {
      facts.forEach(fact ->
          this.facts.computeIfAbsent(fact.measure(), measure -> new ArrayList<>()).add(fact));
    }

    long of(Place place) {
      return facts.getOrDefault(place.measure(), List.of()).stream()
          .filter(fact ->
              place.at().entrySet().stream()
                  .allMatch(one -> one.getValue().equals(fact.at().get(one.getKey()))))
          .mapToLong(Fact::count)
          .sum();
    }
  }
}
