package org.orion.operations.statistics;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.orion.operations.database.KeptCounts;

/// What operations count, for their pages: that of a large one is kept for a minute.
final class KeptFacts {
  /// Operations that count less are counted each time.
  static final long LARGE = 5_000;

  /// Counted from what others counted already, not one by one.
  private static final Set<Measure> SUMS =
      EnumSet.of(Measure.PICTURES, Measure.VIDEOS, Measure.GIGABYTES);

  private final KeptCounts<Scope, List<Fact>> kept;

  KeptFacts(Clock clock) {
    kept = new KeptCounts<>(clock, KeptFacts::isLarge);
  }

  private static boolean isLarge(List<Fact> facts) {
    return facts.stream()
            .filter(fact -> !SUMS.contains(fact.measure()))
            .mapToLong(Fact::count)
            .sum()
        >= LARGE;
  }

  /// The facts of a scope that everybody who may ask for it counts alike.
  ///
  /// @param scope of an operation
  /// @param count counts them
  KeptCounts.Counted<List<Fact>> of(Scope scope, Supplier<List<Fact>> count) {
    if (scope.operation().isEmpty()) {
      throw new IllegalArgumentException("what one agency counts is not kept for others");
    }
    return kept.of(scope, () -> List.copyOf(count.get()));
  }
}
