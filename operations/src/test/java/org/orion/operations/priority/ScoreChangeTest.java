package org.orion.operations.priority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.IncidentType;

/// What an analyst reads when a tip's score is another than before.
class ScoreChangeTest {
  private static final Instant NOW = Instant.parse("2026-05-10T12:00:00Z");
  private static final Locale SPANISH = Locale.of("es");

  @Test
  void aChangeOfFactsIsToldInBothLanguages() {
    Score before =
        PriorityScorer.score(PriorityRules.builtIn(), TipFacts.builder().suspects(2).build(), NOW);
    Score after =
        PriorityScorer.score(
            PriorityRules.builtIn(), TipFacts.builder().childInCare(Stated.YES).build(), NOW);
    ScoreChange change = new ScoreChange(before, after);

    assertThat(change.isEmpty()).isFalse();
    assertThat(change.sentences(Locale.ENGLISH))
        .containsExactly(
            "Urgency: Monitor before, Urgent now.",
            "Points: 12 before, 25 now.",
            "New reason (+25): A child is under the reported person's care.",
            "No longer a reason (+12): Several persons are reported in one group.",
            "At least Urgent: A child is under the reported person's care.");
    assertThat(change.sentences(SPANISH))
        .containsExactly(
            "Urgencia: antes En observación, ahora Urgente.",
            "Puntos: antes 12, ahora 25.",
            "Motivo nuevo (+25): Un niño o una niña está a cargo de la persona señalada.",
            "Ya no es motivo (+12): Se señala a varias personas en un grupo.",
            "Como mínimo Urgente: Un niño o una niña está a cargo de la persona señalada.");
  }

  @Test
  void aChangeOfRulesIsTold() throws FormatException {
    String yaml =
        """
        version: "%s"
        author: A. Example
        effective: 2026-03-01
        thresholds: {immediate: 3000, urgent: 2000, standard: 1500}
        rules:
          - id: group
            when: [{fact: suspects, at_least: 2}]
            points: %d
            en: "Several {0} 'suspects'."
            es: "Varios."
        """;
    TipFacts facts = TipFacts.builder().suspects(2).build();
    Score before =
        PriorityScorer.score(PriorityRulesReader.read("a", yaml.formatted("a", 1000)), facts, NOW);
    Score after =
        PriorityScorer.score(PriorityRulesReader.read("b", yaml.formatted("b", -5)), facts, NOW);

    assertThat(new ScoreChange(before, after).sentences(Locale.ENGLISH))
        .containsExactly(
            "Points: 1000 before, -5 now.",
            "Rules: version a before, b now.",
            "Reason weighs -5 instead of +1000: Several {0} 'suspects'.");
  }

  @Test
  void timeAloneEndsAFloor() {
    TipFacts facts =
        TipFacts.builder()
            .incidentType(IncidentType.ONLINE_ENTICEMENT)
            .plannedMeeting(LocalDate.of(2026, 5, 10))
            .build();
    Score before = PriorityScorer.score(PriorityRules.builtIn(), facts, NOW);
    Score after =
        PriorityScorer.score(PriorityRules.builtIn(), facts, Instant.parse("2026-05-11T12:00:00Z"));

    assertThat(new ScoreChange(before, after).sentences(Locale.ENGLISH))
        .containsExactly(
            "Urgency: Immediate before, Urgent now.",
            "At least Urgent: Online enticement with a planned meeting.");
  }

  @Test
  void pauseAndResumeAreToldAndTheLossOfAFloorToo() {
    Score open =
        PriorityScorer.score(
            PriorityRules.builtIn(), TipFacts.builder().clusterSize(3).build(), NOW);
    Score paused =
        PriorityScorer.score(
            PriorityRules.builtIn(), TipFacts.builder().activeInterestElsewhere(true).build(), NOW);

    assertThat(new ScoreChange(open, paused).sentences(Locale.ENGLISH))
        .containsExactly(
            "Urgency: Standard before, Monitor now.",
            "No longer a floor: Three tips or more belong together.",
            "Paused: another agency has declared an active interest.");
    assertThat(new ScoreChange(paused, open).sentences(Locale.ENGLISH))
        .last()
        .isEqualTo("Resumed: a coordination with the other agency is recorded.");
  }

  @Test
  void theMomentAloneIsNoChange() {
    Score before = PriorityScorer.score(PriorityRules.builtIn(), TipFacts.NONE, NOW);
    Score after = PriorityScorer.score(PriorityRules.builtIn(), TipFacts.NONE, NOW.plusSeconds(60));

    assertThat(new ScoreChange(before, after).isEmpty()).isTrue();
    assertThat(new ScoreChange(before, after).sentences(SPANISH)).isEqualTo(List.of());
  }
}
