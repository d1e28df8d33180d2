package org.orion.operations.graph;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;

/// Which links are followed.
///
/// @param hidden kinds that are left out
/// @param from the first day, UTC, `to` the last; links without a time are always followed
public record Filter(Set<NodeKind> hidden, Optional<LocalDate> from, Optional<LocalDate> to) {
  static final Filter NONE = new Filter(Set.of(), Optional.empty(), Optional.empty());

  public Filter {
    hidden = Set.copyOf(hidden);
  }

  boolean passes(Strand strand) {
    return !hidden.contains(strand.one()) && !hidden.contains(strand.other());
  }

  /// For the database: the beginning of the first day.
  String start() {
    return from.map(day -> day.atStartOfDay().atOffset(ZoneOffset.UTC).toString())
        .orElse("-infinity");
  }

  /// For the database: the end of the last day.
  String end() {
    return to.map(day -> day.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC).toString())
        .orElse("infinity");
  }
}
