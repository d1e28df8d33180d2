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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// What operations count, for their pages. Of an operation so large that counting it takes long,
/// what was counted is given to whoever asks for a minute, with the time that it holds of; of all
/// others it is counted each time. One counts, and who asks meanwhile is given what was counted
/// before, unless that is too old. Safe for use by many threads.
final class KeptFacts {
  static final Duration KEPT = Duration.ofMinutes(1);

  /// How old it may be while it is counted anew.
  static final Duration OLDEST = Duration.ofMinutes(2);

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
    private final ReentrantLock counting = new ReentrantLock();
    private volatile Optional<Counted> last = Optional.empty();
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
    Optional<Counted> kept = kept(place, KEPT);
    if (kept.isPresent()) {
      return kept.get();
    }
    if (!place.counting.tryLock()) {
      Optional<Counted> older = kept(place, OLDEST);
      if (older.isPresent()) {
        return older.get();
      }
      place.counting.lock();
    }
    try {
      Optional<Counted> meanwhile = kept(place, KEPT);
      if (meanwhile.isPresent()) {
        return meanwhile.get();
      }
      Instant now = clock.instant();
      Counted counted = new Counted(count.get(), now);
      place.last = Optional.of(counted);
      return counted;
    } finally {
      place.counting.unlock();
    }
  }

  private Optional<Counted> kept(Place place, Duration most) {
    return place.last.filter(
        last -> last.isLarge() && last.at().plus(most).isAfter(clock.instant()));
  }
}
