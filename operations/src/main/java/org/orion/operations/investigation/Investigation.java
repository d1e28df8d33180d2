package org.orion.operations.investigation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.handling.HandlingCode;

/// A case as its viewer may see it.
///
/// @param agency whose case it is
/// @param number what that agency calls it
/// @param operation the operation that it is part of; for a recipient of a share, where it takes
///   part in it too
/// @param restriction what [HandlingCode#H3] asks for; else empty
/// @param mergedInto the case that this one leads to, where the viewer may see it
/// @param sharedWith how many other agencies see it now
public record Investigation(
    UUID id,
    String agency,
    String number,
    String title,
    String summary,
    Optional<UUID> operation,
    Optional<String> operationName,
    State state,
    LocalDate openedOn,
    Optional<Instant> closedAt,
    Optional<CloseReason> closeReason,
    HandlingCode handling,
    String restriction,
    String band,
    Optional<UUID> mergedInto,
    int sharedWith,
    int version,
    Instant changedAt) {

  @JsonIgnore
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /// The case as it would be with what somebody states of it; its version is the present one.
  ///
  /// @param mayShare whether the handling is his to state; if not, it stays
  Investigation restated(Cases.Stated stated, boolean mayShare) {
    return new Investigation(
        id,
        agency,
        stated.number(),
        stated.title(),
        stated.summary(),
        stated.operation(),
        operationName,
        state,
        stated.openedOn(),
        closedAt,
        closeReason,
        mayShare ? stated.handling() : handling,
        mayShare ? stated.restriction() : restriction,
        stated.band(),
        mergedInto,
        sharedWith,
        version,
        changedAt);
  }

  /// Whether it is worked on.
  public enum State {
    OPEN,
    CLOSED
  }

  /// Why it was closed.
  public enum CloseReason {
    CONVICTED,
    ACQUITTED,
    REFERRED,
    NO_CRIME,
    NO_LEAD,
    MERGED,
    OTHER
  }
}
