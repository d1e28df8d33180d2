package org.orion.operations.priority;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import org.orion.exchange.Stated;
import org.orion.operations.web.BadInputException;

/// A fact that a person adds to a tip, or takes back.
///
/// @param value a constant of the kind's vocabulary; of a planned meeting, empty; empty for all
///   kinds when the fact is taken back
/// @param day of the meeting or the assessment
/// @param assessor who assessed; empty for all other kinds
public record FactStatement(
    Kind kind, String value, Optional<LocalDate> day, String assessor, String reason) {
  private static final int MOST_REASON = 2000;
  private static final int MOST_NAME = 200;

  /// What can be stated.
  public enum Kind {
    ESCALATION,
    PLANNED_MEETING,
    LIVE_VICTIM,
    CHILD_IN_CARE,
    CHILD_NAMED_OR_LOCATED,
    /// Material was made, not only kept or passed on.
    PRODUCTION,
    ASSESSMENT
  }

  public FactStatement {
    value = value.strip();
    assessor = assessor.strip();
    reason = reason.strip();
    if (reason.isEmpty() || reason.length() > MOST_REASON) {
      throw new BadInputException("priority.bad.reason");
    }
    if (assessor.length() > MOST_NAME) {
      throw new BadInputException("priority.bad.fact");
    }
    if (!isTakenBack(kind, value, day)) {
      require(kind, value, day, assessor);
    }
  }

  private static boolean isTakenBack(Kind kind, String value, Optional<LocalDate> day) {
    return value.isEmpty() && (kind != Kind.PLANNED_MEETING || day.isEmpty());
  }

  private static void require(Kind kind, String value, Optional<LocalDate> day, String assessor) {
    try {
      boolean complete =
          switch (kind) {
            case ESCALATION -> Escalation.valueOf(value) != Escalation.NONE;
            case PLANNED_MEETING -> value.isEmpty() && isDay(day);
            case LIVE_VICTIM, CHILD_IN_CARE, CHILD_NAMED_OR_LOCATED, PRODUCTION ->
                Stated.valueOf(value) != Stated.UNSTATED;
            case ASSESSMENT -> {
              Assessment.Level.valueOf(value);
              yield isDay(day) && !assessor.isEmpty();
            }
          };
      if (!complete) {
        throw new BadInputException("priority.bad.fact");
      }
    } catch (IllegalArgumentException unknown) {
      throw new BadInputException("priority.bad.fact");
    }
  }

  private static boolean isDay(Optional<LocalDate> day) {
    return day.filter(date -> date.getYear() >= 1970 && date.getYear() <= 9999).isPresent();
  }

  /// A day as forms send it; nothing where none was sent.
  static Optional<LocalDate> day(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(LocalDate.parse(text.strip()));
    } catch (DateTimeException noDay) {
      throw new BadInputException("priority.bad.day");
    }
  }

  /// Whether it takes the fact back.
  public boolean isTakenBack() {
    return isTakenBack(kind, value, day);
  }

  /// Puts what is stated in the place of what the report says. An escalation that a person states
  /// never makes the reporter's own a lesser one.
  void applyTo(TipFacts facts, TipFactsBuilder builder) {
    if (isTakenBack()) {
      return;
    }
    switch (kind) {
      case ESCALATION -> {
        Escalation stated = Escalation.valueOf(value);
        if (stated.compareTo(facts.escalation()) > 0) {
          builder.escalation(stated);
        }
      }
      case PLANNED_MEETING -> builder.plannedMeeting(day.orElseThrow());
      case LIVE_VICTIM -> builder.liveVictim(Stated.valueOf(value));
      case CHILD_IN_CARE -> builder.childInCare(Stated.valueOf(value));
      case CHILD_NAMED_OR_LOCATED -> builder.childNamedOrLocated(Stated.valueOf(value));
      case PRODUCTION -> builder.production(Stated.valueOf(value));
      case ASSESSMENT ->
          builder.assessment(
              new Assessment(Assessment.Level.valueOf(value), day.orElseThrow(), assessor));
    }
  }
}
