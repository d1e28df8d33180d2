package org.orion.operations.priority;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.Page;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// How the bands proved: counts of what later came of the tips of each. Counts alone, also for an
/// auditor, who sees no tip.
@Controller
final class CalibrationPages {
  private static final int DAYS = 365;
  private static final int MOST_DAYS = 3650;
  private static final String COUNTS = "select * from orion.calibration_counts(:since)";

  private final ViewerTransactions transactions;
  private final JdbcClient jdbc;
  private final AuditTrail audit;

  CalibrationPages(ViewerTransactions transactions, JdbcClient jdbc, AuditTrail audit) {
    this.transactions = transactions;
    this.jdbc = jdbc;
    this.audit = audit;
  }

  private record Count(Band band, Optional<String> reason, int tips) {}

  @May(Action.SEE_CALIBRATION)
  @GetMapping("/calibration")
  ModelAndView show(Page page, @RequestParam(defaultValue = "" + DAYS) int days) {
    int span = Math.clamp(days, 1, MOST_DAYS);
    Viewer viewer = page.viewer();
    Instant since = Instant.now().minus(java.time.Duration.ofDays(span));
    Calibration calibration =
        transactions.write(
            viewer,
            () -> {
              audit.record(viewer, Act.of("open", "calibration", viewer.agency()));
              return calibration(counts(since));
            });
    return page.show("priority/calibration", Map.of("calibration", calibration, "days", span));
  }

  private List<Count> counts(Instant since) {
    return jdbc.sql(COUNTS)
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query((row, number) ->
            new Count(
                Band.valueOf(row.getString("band")),
                Optional.ofNullable(row.getString("close_reason")),
                Math.toIntExact(row.getLong("tips"))))
        .list();
  }

  private static Calibration calibration(List<Count> counts) {
    List<Calibration.Row> rows = new ArrayList<>();
    for (Band band : Band.values()) {
      int tips = 0;
      int open = 0;
      Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(outcome, 0);
      }
      for (Count count : counts) {
        if (count.band() == band) {
          @Nullable Outcome outcome = count.reason().map(CalibrationPages::outcome).orElse(null);
          tips += count.tips();
          if (outcome == null) {
            open += count.tips();
          } else {
            outcomes.merge(outcome, count.tips(), Integer::sum);
          }
        }
      }
      rows.add(new Calibration.Row(band, tips, open, outcomes));
    }
    return new Calibration(rows);
  }

  /// What a reason for closing says of the outcome; of a tip that was referred, others know it.
  private static @Nullable Outcome outcome(String reason) {
    return switch (reason) {
      case "ARREST" -> Outcome.ARREST;
      case "CHILD_SAFEGUARDED" -> Outcome.CHILD_SAFEGUARDED;
      case "NO_CRIME", "NOT_HERE", "DUPLICATE", "NO_LEAD" -> Outcome.CLOSED_WITHOUT_ACTION;
      default -> null;
    };
  }
}
