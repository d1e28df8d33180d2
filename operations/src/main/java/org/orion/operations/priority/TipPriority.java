package org.orion.operations.priority;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A tip's priority as it is now: the score with its reasons, and what people decided.
///
/// @param band where it stands in the queue; PAUSED before everything else
/// @param urgency the band that it has, or will have when it is resumed
/// @param override the present one
/// @param pauses all, those that were resumed too
/// @param statements the newest of each kind
/// @param history the latest changes of the score, the newest first
public record TipPriority(
    UUID tip,
    Band band,
    Band urgency,
    Score score,
    Optional<Decision> override,
    List<Pause> pauses,
    List<Said> statements,
    List<Change> history) {

  /// A person's decision on the band. It is kept until it is withdrawn.
  public record Decision(Band band, String reason, UUID account, Instant at) {}

  /// Another agency's active interest in one of the tip's identifiers.
  ///
  /// @param agency its reference, `agencyName` and `contactPoint` what all agencies may know of it
  public record Pause(
      String agency,
      String agencyName,
      String contactPoint,
      Instant since,
      Optional<Coordination> coordination) {
    public boolean isOpen() {
      return coordination.isEmpty();
    }
  }

  /// What was agreed with the other agency.
  public record Coordination(String contact, String outcome, UUID account, Instant at) {}

  /// A fact that a person stated.
  public record Said(FactStatement fact, UUID account, Instant at) {}

  /// A score that followed another one.
  public record Change(Instant at, ScoreChange change) {}

  public TipPriority {
    pauses = List.copyOf(pauses);
    statements = List.copyOf(statements);
    history = List.copyOf(history);
  }

  /// The most urgent band that a floor holds the tip at; none where no floor applies.
  public Optional<Band> floor() {
    return floor(score);
  }

  static Optional<Band> floor(Score score) {
    return score.floors().stream().map(FloorReason::band).reduce(Band::moreUrgent);
  }

  /// The urgency of a score under an override: the override counts, but no floor gives way to it.
  static Band urgency(Score score, Optional<Band> override) {
    if (override.isEmpty()) {
      return score.urgency();
    }
    return floor(score).map(floor -> Band.moreUrgent(floor, override.get())).orElse(override.get());
  }
}
