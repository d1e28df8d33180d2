package org.orion.operations.database;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What takes long to count. What was counted of something large is given to whoever asks for it
/// for a minute, with the time that it holds of; what is small is counted each time. One counts,
/// and who asks meanwhile is given what was counted before, unless that is too old. Safe for use by
/// many threads.
///
/// @param <K> names what is counted: who asks for the same may see the same
/// @param <V> the counts
public final class KeptCounts<K, V> {
  public static final Duration KEPT = Duration.ofMinutes(1);

  /// How old it may be while it is counted anew.
  static final Duration OLDEST = Duration.ofMinutes(2);

  private static final int MOST = 200;

  private final Clock clock;
  private final Predicate<V> isLarge;
  private final Map<K, Place<V>> places = new ConcurrentHashMap<>();

  public KeptCounts(Clock clock, Predicate<V> isLarge) {
    this.clock = clock;
    this.isLarge = isLarge;
  }

  /// What was counted, and when.
  public record Counted<V>(V value, Instant at) {}

  private static final class Place<V> {
    private final ReentrantLock counting = new ReentrantLock();
    private volatile Optional<Counted<V>> last = Optional.empty();
  }

  /// The counts of a key.
  ///
  /// @param count counts them
  public Counted<V> of(K key, Supplier<V> count) {
    if (places.size() > MOST) {
      places.clear();
    }
    Place<V> place = places.computeIfAbsent(key, _ -> new Place<>());
    Optional<Counted<V>> kept = kept(place, KEPT);
    if (kept.isPresent()) {
      return kept.get();
    }
    if (!place.counting.tryLock()) {
      Optional<Counted<V>> older = kept(place, OLDEST);
      if (older.isPresent()) {
        return older.get();
      }
      place.counting.lock();
    }
    try {
      Optional<Counted<V>> meanwhile = kept(place, KEPT);
      if (meanwhile.isPresent()) {
        return meanwhile.get();
      }
      Instant now = clock.instant();
      Counted<V> counted = new Counted<>(count.get(), now);
      place.last = Optional.of(counted);
      return counted;
    } finally {
      place.counting.unlock();
    }
  }

  private Optional<Counted<V>> kept(Place<V> place, Duration most) {
    return place.last.filter(
        last -> isLarge.test(last.value()) && last.at().plus(most).isAfter(clock.instant()));
  }
}
