package org.orion.operations.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.operations.statistics.DisclosureControl.Cell;
import org.orion.operations.statistics.DisclosureControl.Rule;
import org.orion.operations.statistics.DisclosureControl.Sum;

/// What is told of counts, against hand-calculated figures and an [Attack] by linear programming.
class DisclosureControlTest {
  private static final Rule RULE = Rule.TEN_FIVE;

  /// Cells with the sums among them.
  private record Counts(List<Cell> cells, List<Sum> sums) {
    Map<String, OptionalLong> told() {
      return DisclosureControl.told(RULE, cells, sums);
    }

    List<Attack.Pinned> pinned() {
      return new Attack(RULE, cells, sums, told()).pinned();
    }
  }

  /// A line of counts with its total `T`.
  private static Counts line(boolean showsZero, long... counts) {
    List<Cell> cells = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      parts.add("c" + i);
      cells.add(new Cell("c" + i, counts[i], 0, showsZero));
      total += counts[i];
    }
    cells.add(new Cell("T", total, 0, showsZero));
    return new Counts(cells, List.of(new Sum("T", parts)));
  }

  /// A table with all its totals.
  private static Counts table(boolean showsZero, long[][] counts) {
    Map<String, Long> values = new HashMap<>();
    List<Sum> sums = new ArrayList<>();
    int columns = counts[0].length;
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < columns; j++) {
        values.put("c" + i + "." + j, counts[i][j]);
        values.merge("r" + i, counts[i][j], Long::sum);
        values.merge("k" + j, counts[i][j], Long::sum);
        values.merge("T", counts[i][j], Long::sum);
      }
      int line = i;
      sums.add(
          new Sum(
              "r" + i, IntStream.range(0, columns).mapToObj(j -> "c" + line + "." + j).toList()));
    }
    for (int j = 0; j < columns; j++) {
      int column = j;
      sums.add(
          new Sum(
              "k" + j,
              IntStream.range(0, counts.length).mapToObj(i -> "c" + i + "." + column).toList()));
    }
    sums.add(new Sum("T", IntStream.range(0, counts.length).mapToObj(i -> "r" + i).toList()));
    sums.add(new Sum("T", IntStream.range(0, columns).mapToObj(j -> "k" + j).toList()));
    List<Cell> cells = new ArrayList<>();
    values.forEach((key, value) -> cells.add(new Cell(key, value, 0, showsZero)));
    return new Counts(cells, sums);
  }

  @ParameterizedTest
  @CsvSource({"10, 10", "12, 10", "13, 15", "17, 15", "18, 20", "190, 190", "1234568, 1234570"})
  void whatIsToldIsTheNearestMultipleOfFive(long count, long told) {
    assertThat(line(false, count).told()).containsEntry("T", OptionalLong.of(told));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 5, 9})
  void whatIsUnderTenIsSuppressedZeroToo(long count) {
    assertThat(line(false, count).told()).containsEntry("T", OptionalLong.empty());
  }

  @Test
  void zeroIsZeroWhereTheTableSaysSo() {
    Map<String, OptionalLong> told = line(true, 0, 20, 30).told();
    assertThat(told)
        .containsEntry("c0", OptionalLong.of(0))
        .containsEntry("c1", OptionalLong.of(20))
        .containsEntry("T", OptionalLong.of(50));
  }

  @Test
  void aTotalIsRoundedByItselfAndNotFromRoundedParts() {
    // 12 + 12 + 12 = 36: parts are told as 10 each, the total as 35.
    assertThat(line(false, 12, 12, 12).told())
        .containsEntry("c0", OptionalLong.of(10))
        .containsEntry("T", OptionalLong.of(35));
  }

  @Test
  void oneSmallPartTakesTheSmallestOtherWithIt() {
    Map<String, OptionalLong> told = line(false, 3, 40, 25, 60).told();
    assertThat(told)
        .containsEntry("c0", OptionalLong.empty())
        .containsEntry("c2", OptionalLong.empty())
        .containsEntry("c1", OptionalLong.of(40))
        .containsEntry("T", OptionalLong.of(130));
  }

  @Test
  void severalSmallPartsProtectEachOtherOnlyIfTheyAreEnough() {
    // 1 + 1 cannot hide a 9: a larger part goes too. 5 + 5 + 5 can.
    assertThat(line(false, 1, 1, 40, 60).told()).containsEntry("c2", OptionalLong.empty());
    assertThat(line(false, 5, 5, 5, 40).told())
        .containsEntry("c3", OptionalLong.of(40))
        .containsEntry("T", OptionalLong.of(55));
  }

  @Test
  void aSmallCellOfATableTakesARectangleWithIt() {
    Counts counts = table(false, new long[][] {{2, 30, 50}, {40, 20, 70}, {60, 80, 90}});
    Map<String, OptionalLong> told = counts.told();
    long suppressed = told.values().stream().filter(OptionalLong::isEmpty).count();
    assertThat(suppressed).isEqualTo(4);
    assertThat(told.get("T")).isEqualTo(OptionalLong.of(440));
    assertThat(counts.pinned()).isEmpty();
  }

  @Test
  void theAttackFindsWhatIsNotProtected() {
    // Only the small cell is suppressed. The other part is 38 to 42, the total too: 4 at most.
    Counts counts = line(false, 1, 40);
    Map<String, OptionalLong> careless =
        Map.of(
            "c0", OptionalLong.empty(),
            "c1", OptionalLong.of(40),
            "T", OptionalLong.of(40));
    List<Attack.Pinned> pinned = new Attack(RULE, counts.cells(), counts.sums(), careless).pinned();
    assertThat(pinned).extracting(Attack.Pinned::key).containsExactly("c0");
    assertThat(pinned.getFirst().most()).isCloseTo(4, within(1e-6));
  }

  @Test
  void nothingOfAHandMadeTableIsPinned() {
    for (boolean showsZero : new boolean[] {false, true}) {
      for (long[][] counts :
          List.of(
              new long[][] {{1}},
              new long[][] {{10}, {0}, {3}},
              new long[][] {{0, 0, 1}, {0, 0, 0}, {25, 0, 0}},
              new long[][] {{9, 9}, {9, 9}},
              new long[][] {{1, 10}, {10, 1}},
              new long[][] {{1, 100, 100}, {100, 1, 100}, {100, 100, 1}},
              new long[][] {{1, 2, 3, 4}, {11, 12, 13, 14}, {10, 10, 10, 10}})) {
        Counts made = table(showsZero, counts);
        assertThat(made.pinned()).as("%s %s", showsZero, made).isEmpty();
      }
    }
  }

  /// Two tables that share a total, as arrests by country and arrests by month do.
  @Test
  void nothingFollowsThroughATotalOfTwoTables() {
    List<Cell> cells =
        List.of(
            new Cell("T", 7, 0, false),
            new Cell("a0", 4, 0, true),
            new Cell("a1", 3, 0, true),
            new Cell("b0", 7, 0, false),
            new Cell("b1", 0, 0, false));
    List<Sum> sums = List.of(new Sum("T", List.of("a0", "a1")), new Sum("T", List.of("b0", "b1")));
    assertThat(new Counts(cells, sums).pinned()).isEmpty();
  }

  @Test
  void nothingOfRandomTablesIsPinned() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      int lines = 1 + random.nextInt(6);
      int columns = 1 + random.nextInt(5);
      long[][] counts = new long[lines][columns];
      for (long[] line : counts) {
        for (int j = 0; j < columns; j++) {
          line[j] = random.nextInt(3) == 0 ? random.nextInt(12) : random.nextInt(60);
        }
      }
      Counts made = table(random.nextBoolean(), counts);
      assertThat(made.pinned()).as("seed %d, round %d: %s", seed, round, made).isEmpty();
    }
  }

  @Test
  void whatCannotBeIsAnError() {
    assertThatThrownBy(() -> new Rule(4, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rule(10, 4)).isInstanceOf(IllegalArgumentException.class);
    List<Cell> cells = List.of(new Cell("T", 9, 0, false), new Cell("c", 8, 0, false));
    assertThatThrownBy(
            () -> DisclosureControl.told(RULE, cells, List.of(new Sum("T", List.of("c")))))
        .hasMessageContaining("must be the sum of its parts, 8");
    assertThatThrownBy(
            () -> DisclosureControl.told(RULE, cells, List.of(new Sum("X", List.of("c")))))
        .hasMessageContaining("no cell");
  }
}
