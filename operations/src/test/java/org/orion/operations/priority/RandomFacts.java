package org.orion.operations.priority;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.ReportAnnotation;

/// Invented tips in which every component takes every kind of value.
final class RandomFacts {
  private final Random random;
  private final Instant now;

  RandomFacts(Random random, Instant now) {
    this.random = random;
    this.now = now;
  }

  TipFacts next() {
    Set<ReportAnnotation> annotations = EnumSet.noneOf(ReportAnnotation.class);
    for (ReportAnnotation annotation : ReportAnnotation.values()) {
      if (random.nextInt(4) == 0) {
        annotations.add(annotation);
      }
    }
    int files = random.nextInt(5);
    TipFactsBuilder builder =
        TipFacts.builder()
            .escalation(random.nextInt(3) > 0 ? Escalation.NONE : one(Escalation.values()))
            .annotations(annotations)
            .incidentType(one(IncidentType.values()))
            .liveVictim(one(Stated.values()))
            .childNamedOrLocated(one(Stated.values()))
            .production(one(Stated.values()))
            .accessToChildren(one(Stated.values()))
            .childInCare(one(Stated.values()))
            .files(files, random.nextInt(files + 1))
            .seriesWithUnidentifiedVictim(one(Stated.values()))
            .earlierTipsHere(random.nextInt(6))
            .earlierTipsElsewhere(random.nextInt(3))
            .connectionComplete(one(Stated.values()))
            .bundle(one(Bundle.values()))
            .suspects(random.nextInt(4))
            .clusterSize(1 + random.nextInt(5))
            .activeInterestElsewhere(random.nextBoolean());
    LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
    if (random.nextBoolean()) {
      builder.plannedMeeting(today.plusDays(random.nextInt(21) - 10));
    }
    if (random.nextBoolean()) {
      builder.newestUpload(now.minus(Duration.ofHours(random.nextInt(1200) - 48)));
    }
    if (random.nextBoolean()) {
      builder.logExpires(today.plusDays(random.nextInt(60) - 20));
    }
    if (random.nextInt(3) == 0) {
      builder.assessment(new Assessment(one(Assessment.Level.values()), today, "B. Example"));
    }
    return builder.build();
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
