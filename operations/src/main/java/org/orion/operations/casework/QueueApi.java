package org.orion.operations.casework;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.IfMatch;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.api.Summary;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.priority.Band;
import org.orion.operations.priority.PriorityOfTips;
import org.orion.operations.web.BadInputException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The queue for programs, and what is done to many tips at once. Each of them is named with the
/// version that the program has seen; where one is not there, or was changed, nothing is done.
@RestController
@RequestMapping("/api/v1")
final class QueueApi {
  private final TipQueue queue;
  private final TipDesk desk;
  private final HandOver handOver;
  private final PriorityOfTips priorities;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;
  private final Clock clock;

  QueueApi(
      TipQueue queue,
      TipDesk desk,
      HandOver handOver,
      PriorityOfTips priorities,
      AuditTrail audit,
      ViewerTransactions transactions,
      Clock clock) {
    this.queue = queue;
    this.desk = desk;
    this.handOver = handOver;
    this.priorities = priorities;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// A tip as the program has seen it, or as it is after the act.
  record TipVersion(UUID id, int version) {}

  /// @param account nobody, when absent
  record ManyAssigned(List<TipVersion> tips, Optional<UUID> account) {}

  /// @param band IMMEDIATE or URGENT
  record ManyEscalated(List<TipVersion> tips, Band band, String reason) {}

  record ManyClosed(List<TipVersion> tips, TipDesk.CloseReason reason, Optional<String> words) {}

  /// Open tips by band, each counted up to 1,000.
  record OpenTips(Map<String, Integer> open) {}

  @May(Action.SEE_TIPS)
  @Summary("The queue; without a filter, open tips with the most urgent first")
  @GetMapping("/tips")
  Slice<TipRow> list(
      Viewer viewer,
      SliceRequest request,
      @RequestParam Optional<String> state,
      @RequestParam Optional<String> band,
      @RequestParam Optional<String> type,
      @RequestParam Optional<String> platform,
      @RequestParam Optional<String> reporter,
      @RequestParam Optional<String> country,
      @RequestParam Optional<String> assignee,
      @RequestParam Optional<String> cluster,
      @RequestParam Optional<String> due,
      @RequestParam Optional<String> sort) {
    Map<String, String> values = new HashMap<>();
    state.ifPresent(value -> values.put("state", value));
    band.ifPresent(value -> values.put("band", value));
    type.ifPresent(value -> values.put("type", value));
    platform.ifPresent(value -> values.put("platform", value));
    reporter.ifPresent(value -> values.put("reporter", value));
    country.ifPresent(value -> values.put("country", value));
    assignee.ifPresent(value -> values.put("assignee", value));
    cluster.ifPresent(value -> values.put("cluster", value));
    due.ifPresent(value -> values.put("due", value));
    sort.ifPresent(value -> values.put("sort", value));
    QueueFilter filter = QueueFilter.of(values);
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "tip", "queue"));
          return queue.page(viewer, filter, request);
        });
  }

  @May(Action.SEE_TIPS)
  @Summary("How many tips are open in each band, counted up to 1,000")
  @GetMapping("/tips/counts")
  OpenTips counts(Viewer viewer) {
    return transactions.read(viewer, () -> new OpenTips(queue.counts(viewer)));
  }

  @May(Action.SEE_TIPS)
  @Summary("Whom of the agency tips can be given to")
  @GetMapping("/colleagues")
  Slice<TipDesk.Colleague> colleagues(Viewer viewer) {
    return transactions.read(viewer, () -> Slice.whole(desk.colleagues(viewer)));
  }

  @May(Action.WORK_TIPS)
  @Summary("Gives at most 500 tips to somebody: all of them, or none")
  @PostMapping("/tips/assign")
  Slice<TipVersion> assign(Viewer viewer, @RequestBody ManyAssigned wanted) {
    return each(viewer, wanted.tips(), tip -> desk.assign(viewer, tip, wanted.account()));
  }

  @May(Action.OVERRIDE_PRIORITY)
  @Summary("Puts at most 500 tips into a more urgent band: all of them, or none")
  @PostMapping("/tips/escalate")
  Slice<TipVersion> escalate(Viewer viewer, @RequestBody ManyEscalated wanted) {
    if (wanted.band() != Band.IMMEDIATE && wanted.band() != Band.URGENT) {
      throw new BadInputException("casework.escalate.band");
    }
    return each(
        viewer,
        wanted.tips(),
        tip -> priorities.override(viewer, tip, wanted.band(), wanted.reason()));
  }

  @May(Action.CLOSE_TIPS)
  @Summary("Closes at most 500 tips: all of them, or none")
  @PostMapping("/tips/close")
  Slice<TipVersion> close(Viewer viewer, @RequestBody ManyClosed wanted) {
    String words = wanted.words().orElse("");
    return each(viewer, wanted.tips(), tip -> desk.close(viewer, tip, wanted.reason(), words));
  }

  private Slice<TipVersion> each(Viewer viewer, List<TipVersion> tips, Consumer<UUID> act) {
    Map<UUID, Integer> wanted = new TreeMap<>();
    tips.forEach(tip -> wanted.put(tip.id(), tip.version()));
    if (tips.isEmpty() || tips.size() > QueuePages.MOST_AT_ONCE || wanted.size() != tips.size()) {
      throw new BadInputException("casework.bulk.bad", QueuePages.MOST_AT_ONCE);
    }
    return transactions.write(
        viewer,
        () -> {
          wanted.forEach((tip, seen) -> new IfMatch(seen).require(queue.lock(viewer, tip)));
          wanted.keySet().forEach(act);
          return Slice.whole(
              wanted.keySet().stream()
                  .map(tip -> new TipVersion(tip, queue.lock(viewer, tip)))
                  .toList());
        });
  }

  @May(Action.SEE_TIPS)
  @Summary("What the next shift must know: of the last hours, 8 unless told, at most 336")
  @GetMapping("/hand-over")
  HandOver.Digest handOver(Viewer viewer, @RequestParam(defaultValue = "8") int hours) {
    Duration past = WorkPages.past(hours);
    return transactions.write(viewer, () -> handOver.since(viewer, clock.instant().minus(past)));
  }
}
