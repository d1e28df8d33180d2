package org.orion.operations.priority;

import java.time.Instant;
import java.util.List;

/// Points that a tip gets when it fulfils all conditions.
///
/// @param id lower-case letters, digits and hyphens; stays the same from version to version, so
///   that scores can be compared
/// @param points -1000 to 1000, not 0
public record PriorityRule(String id, List<Condition> conditions, int points, PlainText words) {
  static final int MOST_POINTS = 1000;

  public PriorityRule {
    conditions = List.copyOf(conditions);
    if (!isId(id)) {
      throw new IllegalArgumentException("a rule's id is " + id + ", must be of [a-z0-9-]");
    }
    if (conditions.isEmpty()) {
      throw new IllegalArgumentException("rule " + id + " has no condition, must have one");
    }
    if (points == 0 || Math.abs(points) > MOST_POINTS) {
      throw new IllegalArgumentException(
          "rule %s has %d points, must be 1 to %d or negative".formatted(id, points, MOST_POINTS));
    }
  }

  static boolean isId(String id) {
    return id.matches("[a-z0-9][a-z0-9-]{0,63}");
  }

  boolean holds(TipFacts facts, Instant now) {
    return conditions.stream().allMatch(condition -> condition.holds(facts, now));
  }
}
