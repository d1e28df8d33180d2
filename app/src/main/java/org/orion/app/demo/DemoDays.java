package org.orion.app.demo;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.orion.operations.enforcement.LocalMoment;

/// The days of the demonstration's operation: the month that ends today.
record DemoDays(LocalDate today) {
  static final int LENGTH = 30;

  /// A day of the operation, counted from its first one, 0.
  LocalDate day(int number) {
    return today.minusDays(LENGTH).plusDays(number);
  }

  /// The same, and never later than yesterday.
  LocalDate past(int number) {
    return day(Math.min(number, LENGTH - 1));
  }

  /// A time of day as the clocks of a place show it.
  static LocalMoment moment(LocalDate day, LocalTime time, ZoneId zone) {
    return LocalMoment.of(day.atTime(time).toString(), zone.getId());
  }
}
