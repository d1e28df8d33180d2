package org.orion.operations.priority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Scores a tip: adds up the rules that hold and applies the floors. The same rules, facts and
/// moment always give the same score; the order of the rules does not matter.
public final class PriorityScorer {
  private static final Comparator<Reason> HEAVIEST_FIRST =
      Comparator.comparingInt((Reason reason) -> -Math.abs(reason.points()))
          .thenComparing(Reason::ruleId);

  private PriorityScorer() {}

  /// @param now the moment up to which days are counted; a score that looks at days grows old
  public static Score score(PriorityRules rules, TipFacts facts, Instant now) {
    List<Reason> reasons =
        rules.rules().stream()
            .filter(rule -> rule.holds(facts, now))
            .map(Reason::of)
            .sorted(HEAVIEST_FIRST)
            .toList();
    int points = reasons.stream().mapToInt(Reason::points).sum();
    Band ofPoints = rules.thresholds().band(points);
    List<FloorReason> floors = new ArrayList<>();
    for (Floor floor : Floor.values()) {
      floor
          .band(facts, now)
          .ifPresent(
              band -> floors.add(new FloorReason(floor, band, band.compareTo(ofPoints) < 0)));
    }
    return new Score(
        rules.version(), now, points, ofPoints, reasons, floors, facts.activeInterestElsewhere());
  }
}
