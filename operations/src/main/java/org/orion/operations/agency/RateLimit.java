package org.orion.operations.agency;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// So many requests a second for each token, with some saved up (token bucket), counted by this
/// server alone. Safe for use by many threads.
final class RateLimit {
  private static final int MOST_TOKENS = 10_000;
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private final Map<UUID, Bucket> buckets = new ConcurrentHashMap<>();

  private record Bucket(double saved, long at) {}

  /// @param perSecond 0 for no limit
  /// @param burst the most that are saved up
  RateLimit(double perSecond, double burst) {
    this.perSecond = perSecond;
    this.burst = burst;
  }

  /// How long the holder must wait, in nanoseconds; 0 when this request may pass.
  long waitNanos(UUID token, long nanoTime) {
    if (perSecond == 0) {
      return 0;
    }
    if (buckets.size() > MOST_TOKENS) {
      // Who has waited long enough to have everything saved up again need not be remembered.
      buckets.values().removeIf(bucket -> saved(bucket, nanoTime) >= burst);
    }
    double[] left = new double[1];
    buckets.compute(
        token,
        (id, bucket) -> {
          double saved = bucket == null ? burst : saved(bucket, nanoTime);
          left[0] = saved - 1;
          return new Bucket(saved < 1 ? saved : saved - 1, nanoTime);
        });
    return left[0] >= 0 ? 0 : (long) Math.ceil(-left[0] / perSecond * NANOS);
  }

  private double saved(Bucket bucket, long nanoTime) {
    return Math.min(burst, bucket.saved() + (nanoTime - bucket.at()) / NANOS * perSecond);
  }
}
