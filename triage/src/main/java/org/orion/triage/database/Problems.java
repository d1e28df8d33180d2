package org.orion.triage.database;

import java.util.Optional;

/// What was wrong with a database: the first finding in words, of the others their number.
final class Problems {
  private String first = "";
  private long count;

  void add(DamagedDatabaseException damage) {
    if (count++ == 0) {
      first = String.valueOf(damage.getMessage());
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  Optional<String> summary() {
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(
        count == 1 ? first : "%s; and %,d more findings".formatted(first, count - 1));
  }
}
