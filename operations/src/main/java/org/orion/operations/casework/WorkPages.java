package org.orion.operations.casework;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.priority.PriorityOfTips;
import org.orion.operations.priority.Score;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// One's own work, and the hand-over to the next shift.
@Controller
final class WorkPages {
  private static final int MOST_HOURS = 24 * 14;

  private final HandOver handOver;
  private final CaseDesk cases;
  private final PriorityOfTips priorities;
  private final ViewerTransactions transactions;
  private final Clock clock;

  WorkPages(
      HandOver handOver,
      CaseDesk cases,
      PriorityOfTips priorities,
      ViewerTransactions transactions,
      Clock clock) {
    this.handOver = handOver;
    this.cases = cases;
    this.priorities = priorities;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// How far a hand-over may look back.
  static Duration past(int hours) {
    if (hours < 1 || hours > MOST_HOURS) {
      throw new BadInputException("casework.filter.bad", "hours");
    }
    return Duration.ofHours(hours);
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/work")
  ModelAndView work(Page page, @RequestParam(defaultValue = "8") int hours) {
    Duration past = past(hours);
    Instant now = clock.instant();
    HandOver.Digest digest =
        transactions.write(page.viewer(), () -> handOver.since(page.viewer(), now.minus(past)));
    List<UUID> shown = new ArrayList<>(QueuePages.ids(digest.unassigned()));
    shown.addAll(QueuePages.ids(digest.own()));
    Map<UUID, Score> scores =
        transactions.read(page.viewer(), () -> priorities.scores(page.viewer(), shown));
    return page.show(
        "casework/work",
        Map.of(
            "digest", digest,
            "caseTasks", transactions.read(page.viewer(), () -> cases.ownTasks(page.viewer())),
            "scores", scores,
            "hours", hours,
            "now", now));
  }
}
