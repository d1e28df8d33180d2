package org.orion.operations.operation;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/// An operation as those who take part in it see it.
///
/// @param agency who leads it
/// @param endsOn the last day, as far as it is set
/// @param agencies how many take part, the lead among them
/// @param countries how many countries these are of
/// @param version counts the changes of what is stated
public record Operation(
    UUID id,
    String agency,
    String name,
    String objectives,
    LocalDate startsOn,
    Optional<LocalDate> endsOn,
    State state,
    int agencies,
    int countries,
    int version) {

  /// The operation as it would be with what somebody states; its version is the present one.
  Operation restated(Operations.Stated stated) {
    return new Operation(
        id,
        agency,
        stated.name(),
        stated.objectives(),
        stated.startsOn(),
        stated.endsOn(),
        state,
        agencies,
        countries,
        version);
  }

  /// Where it stands.
  public enum State {
    PLANNED,
    RUNNING,
    ENDED
  }

  /// The address of its page.
  public String base() {
    return "/operations/" + id;
  }
}
