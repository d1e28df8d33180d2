package org.orion.operations.enforcement;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;

/// A search, an arrest, or both, that is planned or under way.
///
/// @param number of its case
/// @param person whom it is about, where it is about one person and the viewer may see him
/// @param country ISO 3166-1, two letters
/// @param zone where its clocks are
/// @param authority the number of the legal authority
/// @param status how far it is, since `statusAt`
/// @param version counts the changes
public record PlannedAction(
    UUID id,
    String agency,
    UUID investigation,
    String number,
    Optional<UUID> person,
    String personShown,
    Kind kind,
    String country,
    String place,
    ZoneId zone,
    Instant startsAt,
    String teams,
    String authority,
    Known children,
    Known firearms,
    String risks,
    Status status,
    Instant statusAt,
    int version) {

  /// The action as it would be with what somebody states; its version is the present one.
  PlannedAction restated(Actions.Stated stated) {
    return new PlannedAction(
        id,
        agency,
        investigation,
        number,
        stated.person(),
        personShown,
        stated.kind(),
        stated.country(),
        stated.place(),
        stated.starts().zone(),
        stated.starts().instant(),
        stated.teams(),
        stated.authority(),
        stated.children(),
        stated.firearms(),
        stated.risks(),
        status,
        statusAt,
        version);
  }

  /// What is done.
  public enum Kind {
    SEARCH,
    ARREST,
    BOTH
  }

  /// Whether something is so, as far as it is known.
  public enum Known {
    YES,
    NO,
    UNKNOWN
  }

  /// How far it is, in the order of the day.
  public enum Status {
    PLANNED,
    BRIEFED,
    STARTED,
    ENTERED,
    SECURED,
    DONE,
    CALLED_OFF;

    /// Whether nothing comes after it.
    public boolean isLast() {
      return this == DONE || this == CALLED_OFF;
    }

    /// Whether one may come to the other: forward, stages left out or not, or called off. What was
    /// told once is not taken back.
    public boolean leadsTo(Status next) {
      return !isLast() && next.compareTo(this) > 0;
    }
  }

  /// The address of its page.
  public String base() {
    return "/cases/" + investigation + "/actions/" + id;
  }
}
