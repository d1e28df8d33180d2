package org.orion.operations.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What of exact counts may be told: small ones are suppressed, the others rounded, and so many
/// more suppressed that no small one follows from the others.
///
/// A pure function. All cells that will ever be told together go in at once, with every sum that
/// holds among them; what is told in two tables is one cell. Each cell is rounded by itself, a
/// total too.
public final class DisclosureControl {
  /*
   * Protected is a cell when the unknown counts could be otherwise, with all sums kept and all told
   * counts as they are: a small cell anywhere from its floor to just under the threshold, another
   * suppressed cell over a range as wide. That such counts exist is shown by making them, a step of
   * one at a time: the cell is moved, which breaks its sums; each broken sum is mended by moving
   * another suppressed cell of it, which may break others, until none is broken. In a table this
   * walks around a rectangle of suppressed cells; across tables it goes through the shared totals.
   * Where no way is found, the told cells of the cheapest way through them are suppressed too. The told counts are held at their exact
   * values, of which whoever attacks knows less, since he sees them rounded: what is protected here
   * is protected from him.
   *
   * Floors are what is known of a count anyway: where zero is told as zero, that a suppressed count
   * is not zero; where only lines of at least the threshold are listed, that it is at least that.
   * Should floors alone pin a small cell, zeros are suppressed like other small counts.
   */

  private static final int DEEPEST = 8;
  private static final int MOST_STEPS = 20_000;

  private final Rule rule;
  private final Map<String, Cell> cells = new TreeMap<>();
  private final List<Sum> sums;
  private final Map<String, List<Sum>> sumsOf = new HashMap<>();
  private final TreeSet<String> suppressed = new TreeSet<>();
  private final boolean tellsZeros;
  private final int width;

  /// How it is done.
  ///
  /// @param threshold counts under it are suppressed; at least 5
  /// @param base told counts are multiples of it; at least 5
  public record Rule(int threshold, int base) {
    /// Under 10 suppressed, rounded to 5.
    public static final Rule TEN_FIVE = new Rule(10, 5);

    public Rule {
      if (threshold < 5 || base < 5) {
        throw new IllegalArgumentException(
            "threshold and base are %d and %d, must be at least 5".formatted(threshold, base));
      }
    }

    /// The multiple of the base that is nearest.
    long rounded(long count) {
      return (count + base / 2) / base * base;
    }
  }

  /// An exact count.
  ///
  /// @param key what is counted; the same thing has the same key in every table
  /// @param floor what the count is known not to be under, whatever is told
  /// @param showsZero whether zero is told as zero
  public record Cell(String key, long count, long floor, boolean showsZero) {
    public Cell {
      if (floor < 0 || count < floor) {
        throw new IllegalArgumentException(
            "count is %d, must be at least the floor %d, which is at least 0"
                .formatted(count, floor));
      }
    }
  }

  /// That a total is the sum of its parts, by keys.
  public record Sum(String total, List<String> parts) {
    public Sum {
      parts = List.copyOf(parts);
    }
  }

  private DisclosureControl(Rule rule, List<Cell> cells, List<Sum> sums, boolean tellsZeros) {
    this.rule = rule;
    this.sums = List.copyOf(sums);
    this.tellsZeros = tellsZeros;
    this.width = rule.threshold() - 1;
    for (Cell cell : cells) {
      Cell other = this.cells.putIfAbsent(cell.key(), cell);
      if (other != null && !other.equals(cell)) {
        throw new IllegalArgumentException("two different cells are " + cell.key());
      }
    }
    for (Sum sum : sums) {
      sumsOf.computeIfAbsent(sum.total(), key -> new ArrayList<>()).add(sum);
      sum.parts().forEach(part -> sumsOf.computeIfAbsent(part, key -> new ArrayList<>()).add(sum));
      long parts = sum.parts().stream().mapToLong(this::count).sum();
      if (parts != count(sum.total())) {
        throw new IllegalArgumentException(
            "%s is %d, must be the sum of its parts, %d"
                .formatted(sum.total(), count(sum.total()), parts));
      }
    }
  }

  /// What is told of each cell: a rounded count, or nothing.
  ///
  /// @throws IllegalArgumentException when a sum does not hold, or names a cell that is not there
  public static Map<String, OptionalLong> told(Rule rule, List<Cell> cells, List<Sum> sums) {
    DisclosureControl first = new DisclosureControl(rule, cells, sums, true);
    if (first.suppress()) {
      return first.told();
    }
    DisclosureControl second = new DisclosureControl(rule, cells, sums, false);
    second.suppress();
    return second.told();
  }

  private Map<String, OptionalLong> told() {
    Map<String, OptionalLong> told = new TreeMap<>();
    cells.forEach((key, cell) ->
        told.put(
            key,
            suppressed.contains(key)
                ? OptionalLong.empty()
                : OptionalLong.of(rule.rounded(cell.count()))));
    return told;
  }

  private long count(String key) {
    Cell cell = cells.get(key);
    if (cell == null) {
      throw new IllegalArgumentException("a sum names " + key + ", which is no cell");
    }
    return cell.count();
  }

  private boolean isSmall(Cell cell) {
    return cell.count() < rule.threshold();
  }

  private boolean isToldZero(Cell cell) {
    return tellsZeros && cell.showsZero() && cell.count() == 0;
  }

  private long floor(String key) {
    Cell cell = cell(key);
    return tellsZeros && cell.showsZero() ? Math.max(1, cell.floor()) : cell.floor();
  }

  private Cell cell(String key) {
    return cells.getOrDefault(key, new Cell(key, 0, 0, false));
  }

  /// Suppresses what must be.
  ///
  /// @return whether every suppressed cell is protected then
  private boolean suppress() {
    cells.values().stream()
        .filter(cell -> isSmall(cell) && !isToldZero(cell))
        .forEach(cell -> suppressed.add(cell.key()));
    for (Optional<Bare> bare = bare(); bare.isPresent(); bare = bare()) {
      Set<String> more = more(bare.get());
      if (more.isEmpty()) {
        return false;
      }
      suppressed.addAll(more);
    }
    return true;
  }

  /// A suppressed cell that is not protected.
  ///
  /// @param direction in which it cannot be moved far enough
  /// @param counts where it got stuck
  private record Bare(String key, int direction, Map<String, Long> counts) {}

  private Optional<Bare> bare() {
    return suppressed.stream().flatMap(key -> bare(key).stream()).findFirst();
  }

  private Optional<Bare> bare(String key) {
    Cell cell = cell(key);
    long wanted = isSmall(cell) ? width - cell.count() : width;
    Map<String, Long> up = unknown();
    long made = moves(key, 1, wanted, up);
    Map<String, Long> down = unknown();
    if (!isSmall(cell)) {
      boolean isWide = made + moves(key, -1, width - made, down) >= width;
      return isWide ? Optional.empty() : Optional.of(new Bare(key, 1, up));
    }
    if (made < wanted) {
      return Optional.of(new Bare(key, 1, up));
    }
    long deep = cell.count() - floor(key);
    return moves(key, -1, deep, down) < deep
        ? Optional.of(new Bare(key, -1, down))
        : Optional.empty();
  }

  private Map<String, Long> unknown() {
    Map<String, Long> counts = new HashMap<>();
    suppressed.forEach(key -> counts.put(key, cell(key).count()));
    return counts;
  }

  /// Moves a cell by steps of one, up to a wanted number of them, and tells how many were made.
  private long moves(String key, int direction, long wanted, Map<String, Long> counts) {
    long made = 0;
    while (made < wanted) {
      Map<String, Integer> way = new Search(counts, false).from(key, direction);
      if (way.isEmpty()) {
        return made;
      }
      way.forEach((one, step) -> counts.merge(one, (long) step, Long::sum));
      made++;
    }
    return made;
  }

  /// What to suppress too: the told cells of the cheapest way; where there is none, the smallest
  /// told cell of a sum that holds something suppressed.
  private Set<String> more(Bare bare) {
    Set<String> more =
        new TreeSet<>(new Search(bare.counts(), true).from(bare.key(), bare.direction()).keySet());
    more.removeAll(suppressed);
    if (!more.isEmpty()) {
      return more;
    }
    return sums.stream()
        .filter(this::holdsSuppressed)
        .flatMap(sum -> Stream.concat(sum.parts().stream(), Stream.of(sum.total())))
        .filter(key -> !suppressed.contains(key) && !isToldZero(cell(key)))
        .min(Comparator.<String>comparingLong(key -> cell(key).count()).thenComparing(key -> key))
        .map(Set::of)
        .orElse(Set.of());
  }

  private boolean holdsSuppressed(Sum sum) {
    return suppressed.contains(sum.total()) || sum.parts().stream().anyMatch(suppressed::contains);
  }

  private Optional<Sum> broken(Map<String, Integer> steps) {
    return steps.keySet().stream()
        .sorted()
        .flatMap(key -> sumsOf.getOrDefault(key, List.of()).stream())
        .filter(sum -> excess(sum, steps) != 0)
        .findFirst();
  }

  private static int excess(Sum sum, Map<String, Integer> steps) {
    int parts = sum.parts().stream().mapToInt(part -> steps.getOrDefault(part, 0)).sum();
    return parts - steps.getOrDefault(sum.total(), 0);
  }

  /// Looks for a step of one of a cell with the steps of others that keep all sums: the shortest
  /// ones first, among them the cheapest.
  private final class Search {
    private final Map<String, Long> counts;
    private final boolean takesTold;
    private final Map<String, Integer> steps = new HashMap<>();
    private Map<String, Integer> found = Map.of();
    private long price = Long.MAX_VALUE;
    private int left = MOST_STEPS;

    /// @param takesTold whether a told cell may be moved too, at the price of its count
    Search(Map<String, Long> counts, boolean takesTold) {
      this.counts = counts;
      this.takesTold = takesTold;
    }

    /// The steps; none where there is no way.
    Map<String, Integer> from(String key, int direction) {
      if (price(key, direction) == 0) {
        steps.put(key, direction);
        for (int depth = 0; depth <= DEEPEST && found.isEmpty(); depth++) {
          mend(0, depth);
        }
      }
      return found;
    }

    private void mend(long spent, int depth) {
      if (spent >= price) {
        return;
      }
      Optional<Sum> broken = broken(steps);
      if (broken.isEmpty()) {
        price = spent;
        found = Map.copyOf(steps);
        return;
      }
      if (depth == 0 || left-- <= 0) {
        return;
      }
      int part = -Integer.signum(excess(broken.get(), steps));
      broken.get().parts().forEach(key -> mendBy(key, part, spent, depth));
      mendBy(broken.get().total(), -part, spent, depth);
    }

    private void mendBy(String key, int direction, long spent, int depth) {
      long more = price(key, direction);
      if (more >= 0 && price > 0 && steps.putIfAbsent(key, direction) == null) {
        mend(spent + more, depth - 1);
        steps.remove(key);
      }
    }

    /// Nothing for a suppressed cell; less than 0 where the cell cannot be moved.
    private long price(String key, int direction) {
      Long count = counts.get(key);
      if (count != null) {
        return direction > 0 || count > floor(key) ? 0 : -1;
      }
      Cell cell = cell(key);
      boolean isOfUse = direction > 0 || cell.count() - floor(key) >= width;
      return takesTold && !isToldZero(cell) && isOfUse ? cell.count() : -1;
    }
  }
}
