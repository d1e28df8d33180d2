package org.orion.operations.undercover;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.tip.Identifier;

/// An account under an agency's control.
///
/// @param number what its code is made of
/// @param handler who runs it, by name
/// @param until the last day; absent while it goes on
/// @param version counts changes
public record ControlledAccount(
    UUID id,
    int number,
    UUID handlerId,
    String handler,
    LocalDate from,
    Optional<LocalDate> until,
    int version,
    Text text) {

  /// What is sealed of it. It does not print itself.
  ///
  /// @param account as it was typed
  /// @param authority what it rests on: order, law, number
  public record Text(
      Identifier.Kind kind, String platform, String account, String authority, String words) {
    @Override
    public String toString() {
      return "Text[not shown]";
    }
  }

  /// What is recorded of an account's doings.
  public enum RecordKind {
    CONTACT,
    /// Held, planned or cancelled.
    MEETING
  }

  /// Where a record stands; a contact is held.
  public enum RecordState {
    PLANNED,
    HELD,
    CANCELLED
  }
}
