package org.orion.operations.lawful;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Data that a provider keeps for a time.
///
/// @param country of the provider, ISO 3166-1
/// @param start the day of the report or of the request's arrival, in the provider's zone
/// @param extended whether an extension was asked for in time
public record Preservation(
    String country, PreservationKind kind, LocalDate start, boolean extended) {
  private static final int NOW_DAYS = 14;
  private static final int SOON_DAYS = 45;

  /// How pressing it is.
  public enum State {
    /// The table knows no term for this country: ask at once.
    UNKNOWN,
    /// The last day is over.
    LAPSED,
    /// At most 14 days are left.
    DUE_NOW,
    /// At most 45 days are left.
    DUE_SOON,
    IN_TIME;

    /// The key of its words.
    public String textKey() {
      return "lawful.preservation." + name();
    }
  }

  /// Where a preservation stands on a day.
  ///
  /// @param lastDay the last day on which the data must still be there
  /// @param daysLeft 0 on the last day, negative after it
  /// @param law why; empty where the table does not know
  public record Due(State state, Optional<LocalDate> lastDay, OptionalLong daysLeft, String law) {}

  public Due due(RetentionTable table, LocalDate today) {
    Optional<RetentionTable.Retention> known = table.retention(country, kind);
    if (known.isEmpty()) {
      return due(null, "", today);
    }
    RetentionTable.Retention retention = known.get();
    LocalDate last =
        start.plusDays(retention.days() + (extended ? (long) retention.extensionDays() : 0));
    return due(last, retention.law(), today);
  }

  /// Where a term stands that ends on a day; unknown without one.
  static Due due(@Nullable LocalDate last, String law, LocalDate today) {
    if (last == null) {
      return new Due(State.UNKNOWN, Optional.empty(), OptionalLong.empty(), "");
    }
    long left = ChronoUnit.DAYS.between(today, last);
    return new Due(state(left), Optional.of(last), OptionalLong.of(left), law);
  }

  private static State state(long left) {
    if (left < 0) {
      return State.LAPSED;
    }
    if (left <= NOW_DAYS) {
      return State.DUE_NOW;
    }
    return left <= SOON_DAYS ? State.DUE_SOON : State.IN_TIME;
  }
}
