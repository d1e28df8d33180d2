package org.orion.operations.statistics;

import java.util.List;

/// Bars of a picture, with its title.
public record Bars(String title, List<Bar> bars) {
  private static final int LONGEST = 130;

  public Bars {
    bars = List.copyOf(bars);
  }

  /// A bar.
  ///
  /// @param width in units of the picture, in relation to the longest bar
  public record Bar(String name, long count, long width) {}

  /// What a bar stands for.
  record Counted(String name, long count) {}

  static Bars of(String title, List<Counted> counted) {
    long most = Math.max(1, counted.stream().mapToLong(Counted::count).max().orElse(1));
    return new Bars(
        title,
        counted.stream()
            .map(one -> new Bar(one.name(), one.count(), one.count() * LONGEST / most))
            .toList());
  }
}
