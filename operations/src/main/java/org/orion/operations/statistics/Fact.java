package org.orion.operations.statistics;

import java.util.Map;

/// So many of a measure at one place.
///
/// @param at the value of each dimension that is known of them
/// @param count at least 0
public record Fact(Measure measure, Map<Dimension, String> at, long count) {
  /// The value of what is not stated, or not there yet.
  public static final String UNSTATED = "-";

  public Fact {
    at = Map.copyOf(at);
    if (count < 0) {
      throw new IllegalArgumentException("count is " + count + ", must be at least 0");
    }
  }

  /// A value as it was stated, or that it was not.
  public static String stated(String value) {
    return value.isBlank() ? UNSTATED : value;
  }
}
