package org.orion.operations.statistics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What operations count, for their pages. Of an operation so large that counting it takes long,
/// what was counted is given to whoever asks for a minute, with the time that it holds of; of all
/// others it is counted each time. Who asks at once waits for one count. Safe for use by many
/// threads.
final class KeptFacts {
  static final Duration KEPT = Duration.ofMinutes(1);

  /// Operations that count less are counted each time.
  static final long LARGE = 5_000;

  private static final int MOST = 200;

  /// Counted from what others counted already, not one by one.
  private static final Set<Measure> SUMS =
      EnumSet.of(Measure.PICTURES, Measure.VIDEOS, Measure.GIGABYTES);

  private final Clock clock;
  private final Map<Scope, Place> places = new ConcurrentHashMap<>();

  KeptFacts(Clock clock) {
    this.clock = clock;
  }

  /// What was counted, and when.
  record Counted(List<Fact> facts, Instant at) {
    Counted {
      facts = List.copyOf(facts);
    }

    boolean isLarge() {
      return facts.stream()
              .filter(fact -> !SUMS.contains(fact.measure()))
              .mapToLong(Fact::count)
              .sum()
          >= LARGE;
    }
  }

  private static final class Place {
    private Optional<Counted> last = Optional.empty();
  }

  /// The facts of a scope that everybody who may ask for it counts alike.
  ///
  /// @param scope of an operation
  /// @param count counts them
  Counted of(Scope scope, Supplier<List<Fact>> count) {
    if (scope.operation().isEmpty()) {
      throw new IllegalArgumentException("what one agency counts is not kept for others");
    }
    if (places.size() > MOST) {
      places.clear();
    }
    Place place = places.computeIfAbsent(scope, _ -> new Place());
    synchronized (place) {
      Instant now = clock.instant();
      Optional<Counted> kept =
          place.last.filter(last -> last.isLarge() && last.at().plus(KEPT).isAfter(now));
      Counted counted = kept.orElseGet(() -> new Counted(count.get(), now));
      place.last = Optional.of(counted);
      return counted;
    }
  }
}
