package org.orion.app.matchserver;

import java.util.LinkedHashMap;
import java.util.Map;

/// So many requests a second for each caller, with as many saved up for one second at most (token
/// bucket). Safe for use by many threads.
final class RateLimit {
  private static final int MOST_CALLERS = 10_000;
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_CALLERS;
        }
      };

  private static final class Bucket {
    private double tokens;
    private long at;
  }

  /// @param perSecond 0 for no limit
  RateLimit(int perSecond) {
    this.perSecond = perSecond;
  }

  /// Whether the caller may ask now.
  synchronized boolean allows(String caller, long nanoTime) {
    if (perSecond == 0) {
      return true;
    }
    Bucket bucket = buckets.get(caller);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = perSecond;
      bucket.at = nanoTime;
      buckets.put(caller, bucket);
    }
    bucket.tokens = Math.min(perSecond, bucket.tokens + (nanoTime - bucket.at) / NANOS * perSecond);
    bucket.at = nanoTime;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }
}
