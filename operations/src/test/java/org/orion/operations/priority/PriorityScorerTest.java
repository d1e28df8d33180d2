package org.orion.operations.priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.ReportAnnotation;

/// Scores of the built-in rules, calculated by hand, and what must hold for any rules and facts.
class PriorityScorerTest {
  private static final PriorityRules RULES = PriorityRules.builtIn();
  private static final Instant NOW = Instant.parse("2026-05-10T12:00:00Z");
  private static final int TRIES = 2_000;

  @Test
  void aTipThatSaysNothingIsMonitored() {
    Score score = PriorityScorer.score(RULES, TipFacts.NONE, NOW);

    assertThat(score.points()).isZero();
    assertThat(score.band()).isEqualTo(Band.MONITOR);
    assertThat(score.reasons()).isEmpty();
    assertThat(score.floors()).isEmpty();
    assertThat(score.rulesVersion()).isEqualTo("1");
  }

  @Test
  void pointsAreTheSumOfReasonsWorkedOutByHand() {
    TipFacts facts =
        TipFacts.builder()
            .incidentType(IncidentType.MATERIAL) // 12
            .accessToChildren(Stated.YES) // 20
            .newestUpload(NOW.minus(Duration.ofDays(10))) // 8
            .files(10, 4) // 8
            .earlierTipsHere(4) // 10 + 8
            .connectionComplete(Stated.YES) // 5
            .logExpires(LocalDate.of(2026, 5, 24)) // 12: 14 days left
            .build();

    Score score = PriorityScorer.score(RULES, facts, NOW);

    assertThat(score.points()).isEqualTo(12 + 20 + 8 + 8 + 10 + 8 + 5 + 12);
    assertThat(score.band()).isEqualTo(Band.URGENT);
    assertThat(score.reasons())
        .extracting(Reason::ruleId)
        .containsExactly(
            "access-to-children",
            "log-expires-soon",
            "material",
            "earlier-tips-here",
            "many-earlier-tips-here",
            "some-unlisted",
            "upload-this-month",
            "connection-complete");
    assertThat(score.reasons().getFirst().textKey()).isEqualTo("priority.rule.access-to-children");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 15", "7, 15", "8, 8", "30, 8", "31, 0", "400, 0", "-3, 15",
  })
  void recencyIsCountedInWholeDays(int days, int points) {
    TipFacts facts = TipFacts.builder().newestUpload(NOW.minus(Duration.ofDays(days))).build();
    assertThat(PriorityScorer.score(RULES, facts, NOW).points()).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-05-09, 5",
    "2026-05-10, 17",
    "2026-05-24, 17",
    "2026-05-25, 5",
  })
  void anExpiredLogIsNoHurry(LocalDate last, int points) {
    TipFacts facts = TipFacts.builder().connectionComplete(Stated.YES).logExpires(last).build();
    assertThat(PriorityScorer.score(RULES, facts, NOW).points()).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "200, 0, 0",
    "200, 1, 0",
    "100, 1, 8",
    "100, 49, 8",
    "2, 1, 15",
    "3, 3, 15",
  })
  void shareOfUnlistedFiles(int files, int unlisted, int points) {
    TipFacts facts = TipFacts.builder().files(files, unlisted).build();
    assertThat(PriorityScorer.score(RULES, facts, NOW).points()).isEqualTo(points);
  }

  @Test
  void aChildInDangerIsImmediateWhateverThePoints() {
    for (Escalation escalation : List.of(Escalation.IMMEDIATE_DANGER, Escalation.CRISIS)) {
      Score score =
          PriorityScorer.score(
              RULES, TipFacts.builder().escalation(escalation).bundle(Bundle.MEME).build(), NOW);
      assertThat(score.points()).isNegative();
      assertThat(score.bandOfPoints()).isEqualTo(Band.MONITOR);
      assertThat(score.band()).isEqualTo(Band.IMMEDIATE);
      assertThat(score.floors())
          .containsExactly(new FloorReason(Floor.CHILD_IN_DANGER, Band.IMMEDIATE, true));
    }
    assertThat(
            PriorityScorer.score(
                    RULES, TipFacts.builder().escalation(Escalation.OTHER_REASON).build(), NOW)
                .floors())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Stated.class)
  void extortionIsImmediateUnlessNobodyIsPressed(Stated liveVictim) {
    Score score =
        PriorityScorer.score(
            RULES,
            TipFacts.builder()
                .annotations(Set.of(ReportAnnotation.EXTORTION))
                .liveVictim(liveVictim)
                .build(),
            NOW);
    assertThat(score.band()).isEqualTo(liveVictim == Stated.NO ? Band.STANDARD : Band.IMMEDIATE);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-05-12T00:00:00Z, IMMEDIATE",
    "2026-05-13T00:00:00Z, IMMEDIATE",
    "2026-05-13T11:59:59Z, IMMEDIATE", // still the 12th at UTC-12
    "2026-05-13T12:00:00Z, URGENT",
    "2027-01-01T00:00:00Z, URGENT",
  })
  void aPlannedMeetingIsImmediateUntilItsDayIsOverEverywhere(Instant now, Band expected) {
    TipFacts facts =
        TipFacts.builder()
            .incidentType(IncidentType.ONLINE_ENTICEMENT)
            .plannedMeeting(LocalDate.of(2026, 5, 12))
            .build();
    assertThat(PriorityScorer.score(RULES, facts, now).band()).isEqualTo(expected);
    assertThat(
            PriorityScorer.score(
                    RULES, facts.toBuilder().incidentType(IncidentType.OTHER).build(), now)
                .band())
        .isEqualTo(Band.MONITOR);
  }

  @Test
  void aChildInCareIsAtLeastUrgent() {
    Score score =
        PriorityScorer.score(RULES, TipFacts.builder().childInCare(Stated.YES).build(), NOW);
    assertThat(score.bandOfPoints()).isEqualTo(Band.STANDARD);
    assertThat(score.band()).isEqualTo(Band.URGENT);
    assertThat(
            PriorityScorer.score(RULES, TipFacts.builder().childInCare(Stated.NO).build(), NOW)
                .band())
        .isEqualTo(Band.MONITOR);
  }

  @ParameterizedTest
  @CsvSource({"1, MONITOR", "2, MONITOR", "3, STANDARD", "4000, STANDARD"})
  void threeTipsThatBelongTogetherAreStandard(int size, Band expected) {
    Score score = PriorityScorer.score(RULES, TipFacts.builder().clusterSize(size).build(), NOW);
    assertThat(score.band()).isEqualTo(expected);
  }

  @Test
  void aClusterDoesNotLowerAnUrgentTip() {
    Score score =
        PriorityScorer.score(
            RULES, TipFacts.builder().childInCare(Stated.YES).clusterSize(9).build(), NOW);
    assertThat(score.band()).isEqualTo(Band.URGENT);
    assertThat(score.floors())
        .containsExactly(
            new FloorReason(Floor.CHILD_IN_CARE, Band.URGENT, true),
            new FloorReason(Floor.CLUSTER, Band.STANDARD, false));
  }

  @Test
  void aPausedTipKeepsItsUrgencyForLater() {
    Score score =
        PriorityScorer.score(
            RULES,
            TipFacts.builder()
                .escalation(Escalation.IMMEDIATE_DANGER)
                .activeInterestElsewhere(true)
                .build(),
            NOW);
    assertThat(score.band()).isEqualTo(Band.PAUSED);
    assertThat(score.urgency()).isEqualTo(Band.IMMEDIATE);
  }

  @Test
  void whatIsNotStatedFulfilsNothing() {
    for (Fact fact : List.of(Fact.ACCESS_TO_CHILDREN, Fact.CHILD_IN_CARE, Fact.LIVE_VICTIM)) {
      assertThat(new Condition.Is(fact, true).holds(TipFacts.NONE, NOW)).isFalse();
      assertThat(new Condition.Is(fact, false).holds(TipFacts.NONE, NOW)).isFalse();
    }
    for (Fact fact : List.of(Fact.UPLOAD_AGE_DAYS, Fact.UNLISTED_PERCENT, Fact.LOG_DAYS_LEFT)) {
      assertThat(
              new Condition.Between(fact, Long.MIN_VALUE, Long.MAX_VALUE).holds(TipFacts.NONE, NOW))
          .isFalse();
    }
  }

  @Test
  void everyFactOfTheVocabularyCanBeFulfilled() {
    TipFacts facts =
        new RandomFacts(new Random(1), NOW)
            .next().toBuilder()
                .annotations(Set.of(ReportAnnotation.SOLICITATION))
                .childNamedOrLocated(Stated.YES)
                .production(Stated.YES)
                .accessToChildren(Stated.YES)
                .childInCare(Stated.YES)
                .liveVictim(Stated.YES)
                .seriesWithUnidentifiedVictim(Stated.YES)
                .connectionComplete(Stated.YES)
                .newestUpload(NOW)
                .logExpires(LocalDate.of(2026, 5, 11))
                .files(2, 1)
                .assessment(
                    new Assessment(Assessment.Level.LOW, LocalDate.of(2026, 5, 1), "B. Example"))
                .build();
    for (Fact fact : Fact.values()) {
      Condition condition =
          switch (fact.kind()) {
            case FLAG -> new Condition.Is(fact, true);
            case NUMBER -> new Condition.Between(fact, 0, Integer.MAX_VALUE);
            case WORDS -> new Condition.In(fact, fact.vocabulary());
          };
      assertThat(condition.holds(facts, NOW)).as(fact.id()).isTrue();
    }
  }

  @Test
  void reasonsAddUpAndFloorsHoldForAnyFacts() {
    long seed = new Random().nextLong();
    RandomFacts random = new RandomFacts(new Random(seed), NOW);
    for (int i = 0; i < TRIES; i++) {
      TipFacts facts = random.next();
      Score score = PriorityScorer.score(RULES, facts, NOW);
      int sum = 0;
      for (PriorityRule rule : RULES.rules()) {
        boolean all = true;
        for (Condition condition : rule.conditions()) {
          all &= condition.holds(facts, NOW);
        }
        sum += all ? rule.points() : 0;
      }
      assertThat(score.points()).as("seed %d, %s", seed, facts).isEqualTo(sum);
      assertThat(score.reasons().stream().mapToInt(Reason::points).sum()).isEqualTo(sum);
      Band least = leastBand(facts);
      assertThat(score.urgency().compareTo(least))
          .as("seed %d, %s", seed, facts)
          .isLessThanOrEqualTo(0);
      Band ofSum =
          sum >= 100
              ? Band.IMMEDIATE
              : sum >= 60 ? Band.URGENT : sum >= 25 ? Band.STANDARD : Band.MONITOR;
      assertThat(score.urgency())
          .as("seed %d, %s", seed, facts)
          .isEqualTo(ofSum.compareTo(least) < 0 ? ofSum : least);
    }
  }

  /// The floors of the specification, written once more without the code under test.
  private static Band leastBand(TipFacts facts) {
    boolean danger =
        facts.escalation() == Escalation.IMMEDIATE_DANGER
            || facts.escalation() == Escalation.CRISIS;
    boolean extortion =
        facts.annotations().contains(ReportAnnotation.EXTORTION) && facts.liveVictim() != Stated.NO;
    boolean meeting =
        facts.incidentType() == IncidentType.ONLINE_ENTICEMENT
            && facts.plannedMeeting().isPresent();
    boolean ahead = meeting && !facts.plannedMeeting().get().isBefore(LocalDate.of(2026, 5, 10));
    if (danger || extortion || ahead) {
      return Band.IMMEDIATE;
    }
    if (meeting || facts.childInCare() == Stated.YES) {
      return Band.URGENT;
    }
    return facts.clusterSize() >= 3 ? Band.STANDARD : Band.MONITOR;
  }

  @Test
  void theOrderOfRulesDoesNotMatter() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RandomFacts randomFacts = new RandomFacts(random, NOW);
    for (int i = 0; i < 200; i++) {
      TipFacts facts = randomFacts.next();
      List<PriorityRule> shuffled = new ArrayList<>(RULES.rules());
      Collections.shuffle(shuffled, random);
      PriorityRules other =
          new PriorityRules(
              RULES.version(), RULES.author(), RULES.effective(), RULES.thresholds(), shuffled);
      assertThat(PriorityScorer.score(other, facts, NOW))
          .as("seed %d, %s", seed, facts)
          .isEqualTo(PriorityScorer.score(RULES, facts, NOW));
    }
  }

  @Test
  void wordsOfFloorsAreThereInBothLanguages() {
    for (Floor floor : Floor.values()) {
      assertThat(floor.words().in(Locale.ENGLISH)).isNotBlank();
      assertThat(floor.words().in(Locale.of("es", "MX")))
          .isNotBlank()
          .isNotEqualTo(floor.words().in(Locale.ENGLISH));
      assertThat(floor.words().in(Locale.FRENCH)).isEqualTo(floor.words().english());
    }
    assertThat(Floor.CHILD_IN_CARE.words().english()).contains("person's");
  }

  @Test
  void whatContradictsItselfIsNoTip() {
    assertThatThrownBy(() -> TipFacts.builder().files(1, 2).build())
        .hasMessage("unlistedFiles is 2, must be at most files, 1");
    assertThatThrownBy(() -> TipFacts.builder().suspects(-1).build())
        .hasMessage("suspects is -1, must be at least 0");
    assertThatThrownBy(() -> TipFacts.builder().clusterSize(0).build())
        .hasMessage("clusterSize is 0, must be at least 1");
    assertThatThrownBy(() -> new Score("1", NOW, 5, Band.MONITOR, List.of(), List.of(), false))
        .hasMessage("points are 5, must be the sum of the reasons, 0");
  }
}
