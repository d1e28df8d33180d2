package org.orion.operations.statistics;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.operations.operation.Operation;

/// What figures are of.
///
/// @param operation the operation, over all its agencies; nothing for the viewer's agency alone
/// @param from the first day, in UTC
/// @param to the last day
public record Scope(Optional<UUID> operation, LocalDate from, LocalDate to) {
  public Scope {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("to is " + to + ", must not be before " + from);
    }
  }

  /// An operation's days up to one.
  static Scope of(Operation operation, LocalDate today) {
    LocalDate last = operation.endsOn().filter(day -> day.isBefore(today)).orElse(today);
    return new Scope(
        Optional.of(operation.id()),
        operation.startsOn(),
        last.isBefore(operation.startsOn()) ? operation.startsOn() : last);
  }

  /// The months that the period touches.
  public List<String> months() {
    YearMonth last = YearMonth.from(to);
    return Stream.iterate(
            YearMonth.from(from), month -> !month.isAfter(last), month -> month.plusMonths(1))
        .map(YearMonth::toString)
        .toList();
  }
}
