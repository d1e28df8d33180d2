package org.orion.operations.priority;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.ReportAnnotation;

/// What a tip is never ranked below, whatever its points. Floors are not data: no file of rules
/// removes or lowers one.
public enum Floor {
  /// The reporter says that a child is in danger now, or may harm itself.
  CHILD_IN_DANGER {
    @Override
    Optional<Band> band(TipFacts facts, Instant now) {
      boolean holds =
          switch (facts.escalation()) {
            case IMMEDIATE_DANGER, CRISIS -> true;
            case NONE, OTHER_REASON -> false;
          };
      return holds ? Optional.of(Band.IMMEDIATE) : Optional.empty();
    }
  },
  /// Sexual extortion, unless it is stated that no victim is being pressed.
  LIVE_EXTORTION {
    @Override
    Optional<Band> band(TipFacts facts, Instant now) {
      return facts.annotations().contains(ReportAnnotation.EXTORTION)
              && facts.liveVictim() != Stated.NO
          ? Optional.of(Band.IMMEDIATE)
          : Optional.empty();
    }
  },
  /// Enticement with a day for a meeting: immediate until that day is over, then urgent.
  PLANNED_MEETING {
    @Override
    Optional<Band> band(TipFacts facts, Instant now) {
      if (facts.incidentType() != IncidentType.ONLINE_ENTICEMENT) {
        return Optional.empty();
      }
      return facts
          .plannedMeeting()
          .map(day -> now.isBefore(endEverywhere(day)) ? Band.IMMEDIATE : Band.URGENT);
    }
  },
  CHILD_IN_CARE {
    @Override
    Optional<Band> band(TipFacts facts, Instant now) {
      return facts.childInCare() == Stated.YES ? Optional.of(Band.URGENT) : Optional.empty();
    }
  },
  /// Three tips or more that belong together.
  CLUSTER {
    @Override
    Optional<Band> band(TipFacts facts, Instant now) {
      return facts.clusterSize() >= LEAST_CLUSTER ? Optional.of(Band.STANDARD) : Optional.empty();
    }
  };

  private static final int LEAST_CLUSTER = 3;

  /// The zone in which a day ends last.
  private static final ZoneOffset LAST_ZONE = ZoneOffset.ofHours(-12);

  /// The band that it holds a tip at; none where it does not apply.
  abstract Optional<Band> band(TipFacts facts, Instant now);

  /// The name in stored scores.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The key of its words.
  public String textKey() {
    return "priority.floor." + id();
  }

  public PlainText words() {
    return new PlainText(
        Words.get(textKey(), Locale.ENGLISH), Words.get(textKey(), Locale.of("es")));
  }

  /// When a day is over in every time zone: 12:00 UTC of the next day. Where a meeting takes place
  /// is not known.
  static Instant endEverywhere(LocalDate day) {
    return day.plusDays(1).atStartOfDay().toInstant(LAST_ZONE);
  }
}
