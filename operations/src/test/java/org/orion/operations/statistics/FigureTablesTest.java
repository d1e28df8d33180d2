package org.orion.operations.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.orion.operations.statistics.DisclosureControl.Cell;
import org.orion.operations.statistics.DisclosureControl.Rule;
import org.orion.operations.statistics.FigureTables.Figure;
import org.orion.operations.statistics.FigureTables.Tables;

/// The whole catalogue, attacked with all its tables at once.
class FigureTablesTest {
  private static final List<String> MONTHS = List.of("2026-01", "2026-02", "2026-03");
  private static final List<String> COUNTRIES = List.of("ES", "FR", "PT", "XX");

  private static Fact arrests(String country, String offence, String month, long count) {
    return new Fact(
        Measure.ARRESTS,
        Map.of(Dimension.COUNTRY, country, Dimension.OFFENCE, offence, Dimension.MONTH, month),
        count);
  }

  private static OptionalLong figure(Tables tables, CatalogueTable table, String line) {
    return tables.figures().stream()
        .filter(figure -> figure.table() == table && figure.line().equals(line))
        .findFirst()
        .orElseThrow()
        .figure();
  }

  @Test
  void exactTablesAddUp() {
    List<Fact> facts =
        List.of(
            arrests("ES", "EX 1", "2026-01", 30),
            arrests("ES", "EX 2", "2026-02", 4),
            arrests("FR", "EX 1", "2026-02", 16));
    Tables tables = FigureTables.exact(EnumSet.of(Measure.ARRESTS), facts, MONTHS, COUNTRIES);
    assertThat(figure(tables, CatalogueTable.ARRESTS_BY_COUNTRY, "ES")).hasValue(34);
    assertThat(figure(tables, CatalogueTable.ARRESTS_BY_COUNTRY, "PT")).hasValue(0);
    assertThat(figure(tables, CatalogueTable.ARRESTS_BY_OFFENCE, "EX 2")).hasValue(4);
    assertThat(figure(tables, CatalogueTable.ARRESTS_BY_MONTH, "2026-02")).hasValue(20);
    assertThat(figure(tables, CatalogueTable.ARRESTS_BY_MONTH, Grid.TOTAL)).hasValue(50);
    assertThat(tables.grids()).hasSize(3);
  }

  @Test
  void anOffenceOfFewIsNotNamedAndTheSameCellIsToldTheSameInAllTables() {
    List<Fact> facts =
        List.of(
            arrests("ES", "EX 1", "2026-01", 30),
            arrests("ES", "EX rare", "2026-02", 1),
            arrests("FR", "EX 1", "2026-02", 26));
    Tables tables =
        FigureTables.told(Rule.TEN_FIVE, EnumSet.of(Measure.ARRESTS), facts, MONTHS, COUNTRIES);
    assertThat(tables.figures()).noneMatch(figure -> figure.line().equals("EX rare"));
    Map<String, OptionalLong> byKey = new HashMap<>();
    for (Figure figure : tables.figures()) {
      OptionalLong other = byKey.putIfAbsent(figure.place().key(), figure.figure());
      assertThat(other == null || other.equals(figure.figure())).as(figure.toString()).isTrue();
    }
  }

  @Test
  void noTableCrossesChildrenWithAnythingButMonths() {
    for (CatalogueTable table : CatalogueTable.values()) {
      if (table.measures().stream().anyMatch(measure -> measure.name().startsWith("CHILDREN"))) {
        assertThat(table.lines()).isEmpty();
        assertThat(table.spots()).hasValue(Dimension.MONTH);
      }
    }
  }

  /// The second seed gives a table of one line.
  @ParameterizedTest
  @MethodSource("seeds")
  void nothingOfTheCatalogueIsPinned(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      List<Fact> facts = facts(random, 1 + random.nextInt(60));
      Tables exact = FigureTables.exact(EnumSet.allOf(Measure.class), facts, MONTHS, COUNTRIES);
      Tables told =
          FigureTables.told(Rule.TEN_FIVE, EnumSet.allOf(Measure.class), facts, MONTHS, COUNTRIES);
      assertThat(exact.grids()).hasSameSizeAs(told.grids());
      assertThat(pinned(told, facts)).as("seed %d, round %d", seed, round).isEmpty();
    }
  }

  private static LongStream seeds() {
    return LongStream.of(new Random().nextLong(), -3_637_381_048_776_724_585L);
  }

  /// The attack builds cells and sums from the tables as they are printed, not from what made them.
  private static List<Attack.Pinned> pinned(Tables told, List<Fact> facts) {
    Map<String, OptionalLong> figures = new TreeMap<>();
    Map<String, Cell> cells = new TreeMap<>();
    List<DisclosureControl.Sum> sums = new ArrayList<>();
    Map<String, List<Figure>> lines = new TreeMap<>();
    Map<String, List<Figure>> spots = new TreeMap<>();
    for (Figure figure : told.figures()) {
      figures.put(figure.place().key(), figure.figure());
      lines
          .computeIfAbsent(figure.table() + "/" + figure.line(), key -> new ArrayList<>())
          .add(figure);
      if (figure.table().lines().isPresent()) {
        spots
            .computeIfAbsent(figure.table() + "/" + figure.spot(), key -> new ArrayList<>())
            .add(figure);
      }
    }
    lines.values().forEach(line -> add(sums, line, Figure::spot));
    spots.values().forEach(spot -> add(sums, spot, Figure::line));
    Map<String, Long> counts = counts(told, facts);
    for (Figure figure : told.figures()) {
      String key = figure.place().key();
      boolean showsZero =
          figure.place().measure() == Measure.EXHIBITS
              ? figure.place().at().isEmpty() || figure.place().at().containsKey(Dimension.MONTH)
              : figure.place().measure() == Measure.EXAMINATIONS;
      long count = counts.getOrDefault(key, 0L);
      long total = counts.getOrDefault(figure.place().measure().name(), 0L);
      cells.put(key, new Cell(key, count, total < 10 ? 0 : floor(figure, told), showsZero));
    }
    return new Attack(Rule.TEN_FIVE, List.copyOf(cells.values()), sums, figures).pinned();
  }

  /// What a line tells by being there: a named one of ten, the others of one. In a table of two
  /// measures it tells nothing of either. Where a table has one line, what stands in it is what
  /// stands in the total below, and as much is known of it.
  private static long floor(Figure figure, Tables told) {
    Map<Dimension, String> at = new HashMap<>(figure.place().at());
    CatalogueTable table = figure.table();
    if (at.size() == 2 && listed(told, table, Figure::line) == 1) {
      at.remove(table.lines().orElseThrow());
    } else if (at.size() == 2 && listed(told, table, Figure::spot) == 1) {
      at.remove(table.spots().orElseThrow());
    }
    if (at.size() != 1 || table.measures().size() != 1) {
      return 0;
    }
    Map.Entry<Dimension, String> only = at.entrySet().iterator().next();
    if (only.getValue().equals(Grid.OTHER)) {
      return 1;
    }
    boolean isAlwaysThere = only.getKey() == Dimension.MONTH || COUNTRIES.contains(only.getValue());
    return isAlwaysThere ? 0 : 10;
  }

  private static long listed(Tables told, CatalogueTable table, Name name) {
    return told.figures().stream()
        .filter(figure -> figure.table() == table)
        .map(name::of)
        .filter(one -> !one.equals(Grid.TOTAL))
        .distinct()
        .count();
  }

  private interface Name {
    String of(Figure figure);
  }

  private static void add(List<DisclosureControl.Sum> sums, List<Figure> figures, Name name) {
    List<String> parts =
        figures.stream()
            .filter(figure -> !name.of(figure).equals(Grid.TOTAL))
            .map(figure -> figure.place().key())
            .toList();
    figures.stream()
        .filter(figure -> name.of(figure).equals(Grid.TOTAL))
        .filter(figure -> !parts.isEmpty())
        .forEach(total -> sums.add(new DisclosureControl.Sum(total.place().key(), parts)));
  }

  /// What stands at each printed place: a value that is not listed counts among the others.
  private static Map<String, Long> counts(Tables told, List<Fact> facts) {
    Map<String, Long> counts = new HashMap<>();
    for (Figure figure : told.figures()) {
      if (counts.containsKey(figure.place().key())) {
        continue;
      }
      long count =
          facts.stream()
              .filter(fact -> fact.measure() == figure.place().measure())
              .filter(fact ->
                  figure.place().at().entrySet().stream()
                      .allMatch(one ->
                          one.getValue()
                              .equals(
                                  printed(
                                      told,
                                      fact.measure(),
                                      one.getKey(),
                                      fact.at().getOrDefault(one.getKey(), "")))))
              .mapToLong(Fact::count)
              .sum();
      counts.put(figure.place().key(), count);
    }
    return counts;
  }

  private static String printed(Tables told, Measure measure, Dimension dimension, String value) {
    boolean isListed =
        told.figures().stream()
            .filter(figure -> figure.place().measure() == measure)
            .anyMatch(figure -> value.equals(figure.place().at().get(dimension)));
    return isListed ? value : Grid.OTHER;
  }

  private static List<Fact> facts(Random random, int most) {
    List<Fact> facts = new ArrayList<>();
    for (String month : MONTHS) {
      for (Measure measure : Measure.values()) {
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
          Map<Dimension, String> at = new HashMap<>();
          at.put(Dimension.MONTH, month);
          at.put(Dimension.COUNTRY, COUNTRIES.get(random.nextInt(COUNTRIES.size())));
          at.put(Dimension.OFFENCE, "EX " + random.nextInt(4));
          at.put(Dimension.TYPE, "TYPE" + random.nextInt(3));
          at.put(Dimension.SOURCE, "source " + random.nextInt(3));
          at.put(Dimension.KIND, "kind " + random.nextInt(3));
          at.put(Dimension.CATEGORY, "category " + random.nextInt(3));
          facts.add(new Fact(measure, at, random.nextInt(most)));
        }
      }
    }
    return facts;
  }

  @Test
  void aValueThatOnlyOneMeasureHasInNumbersIsALineOfAll() {
    List<Fact> facts =
        IntStream.range(0, 2)
            .mapToObj(i ->
                new Fact(
                    i == 0 ? Measure.PICTURES : Measure.VIDEOS,
                    Map.of(Dimension.CATEGORY, "A list 1"),
                    i == 0 ? 400 : 2))
            .toList();
    Tables tables =
        FigureTables.told(
            Rule.TEN_FIVE, EnumSet.of(Measure.PICTURES, Measure.VIDEOS), facts, MONTHS, COUNTRIES);
    assertThat(tables.figures())
        .anyMatch(figure ->
            figure.line().equals("PICTURES")
                && figure.spot().equals(Grid.TOTAL)
                && figure.figure().equals(OptionalLong.of(400)))
        .anyMatch(figure ->
            figure.line().equals("VIDEOS")
                && figure.spot().equals("A list 1")
                && figure.figure().isEmpty());
  }
}
