package org.orion.operations.priority;

import java.util.Locale;

/// Where a tip stands in the queue, the most urgent first.
public enum Band {
  IMMEDIATE,
  URGENT,
  STANDARD,
  MONITOR,
  /// Another agency has declared an active interest; nobody acts before a coordination is recorded.
  PAUSED;

  /// Its name for people.
  public String words(Locale locale) {
    return Words.get("priority.band." + name(), locale);
  }

  /// The more urgent of two bands.
  static Band moreUrgent(Band one, Band other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
