package org.orion.operations.series;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/// A series, and how things stand with it.
///
/// @param number what its code is made of: given once in the agency
/// @param closeReason empty while it is open
/// @param version counts changes of the words and the state
public record Series(
    UUID id,
    String agency,
    int number,
    String words,
    boolean open,
    String closeReason,
    Instant madeAt,
    int version,
    Work work) {
  /// After so many days without anybody at work a series is flagged.
  public static final int LONG_IDLE_DAYS = 30;

  /// Who works on it, as far as the viewer may know.
  ///
  /// @param holders how many agencies hold copies
  /// @param claimedUntil the last day of the claim that holds
  /// @param claimedBy the agency at work; told to itself and to the series' own
  /// @param idleSince since when nobody works on it; absent while somebody does
  /// @param children how many were identified in it
  public record Work(
      int holders,
      Optional<LocalDate> claimedUntil,
      Optional<String> claimedBy,
      Optional<Instant> idleSince,
      int children) {}

  /// What can lead to a child.
  public enum LeadKind {
    CAMERA_SERIAL,
    PLACE,
    TIME,
    FIRST_SEEN,
    SOUND,
    LANGUAGE,
    OBJECT
  }

  /// Whether it is open and nobody has worked on it for long.
  public boolean isForgotten(Instant now) {
    return open
        && work.idleSince()
            .filter(since -> Duration.between(since, now).toDays() >= LONG_IDLE_DAYS)
            .isPresent();
  }
}
