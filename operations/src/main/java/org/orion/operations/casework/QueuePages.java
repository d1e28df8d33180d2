package org.orion.operations.casework;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.priority.PriorityOfTips;
import org.orion.operations.view.KeptPage;
import org.orion.operations.view.SavedViews;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.OwnPath;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The queue, and what is done to many tips at once.
@Controller
final class QueuePages {
  static final int MOST_AT_ONCE = 500;

  private final TipQueue queue;
  private final TipDesk desk;
  private final SavedViews views;
  private final PriorityOfTips priorities;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;
  private final Clock clock;

  QueuePages(
      TipQueue queue,
      TipDesk desk,
      SavedViews views,
      PriorityOfTips priorities,
      AuditTrail audit,
      ViewerTransactions transactions,
      Clock clock) {
    this.queue = queue;
    this.desk = desk;
    this.views = views;
    this.priorities = priorities;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/tips")
  ModelAndView list(Page page, @RequestParam Map<String, String> parameters) {
    Viewer viewer = page.viewer();
    QueueFilter filter = QueueFilter.of(parameters);
    String cursor = parameters.getOrDefault("after", "");
    return transactions.write(
        viewer,
        () -> {
          Map<String, Object> model = new HashMap<>();
          model.put("filter", filter);
          Slice<TipRow> tips = queue.page(viewer, filter, SliceRequest.page(TipQueue.PAGE, cursor));
          model.put("tips", tips);
          model.put("scores", priorities.scores(viewer, ids(tips.items())));
          model.put("counts", queue.counts(viewer));
          model.put("views", views.list(viewer, KeptPage.TIPS));
          model.put("colleagues", desk.colleagues(viewer));
          model.put("now", clock.instant());
          model.put("cursor", cursor);
          audit.record(viewer, Act.of("list", "tip", "queue"));
          return page.show("casework/queue", model);
        });
  }

  static List<UUID> ids(List<TipRow> rows) {
    return rows.stream().map(TipRow::id).toList();
  }

  /// What changed since a page was made, for the line above the table: the table itself stays as it
  /// is, and with it the cursor.
  @May(Action.SEE_TIPS)
  @GetMapping("/tips/news")
  ModelAndView news(Page page, @RequestParam String since, @RequestParam String back) {
    Instant moment = moment(since);
    int changed = transactions.read(page.viewer(), () -> queue.changedSince(page.viewer(), moment));
    return page.show(
        "casework/news", Map.of("changed", changed, "since", moment, "back", OwnPath.orHome(back)));
  }

  private static Instant moment(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("casework.filter.bad", "since");
    }
  }

  /// Gives tips to somebody: all of them, or, when one is not there or closed, none.
  @May(Action.WORK_TIPS)
  @PostMapping("/tips/assign")
  ModelAndView assign(
      Page page,
      @RequestParam(required = false) @Nullable List<UUID> tip,
      @RequestParam(defaultValue = "me") String to,
      @RequestParam(required = false) @Nullable String back) {
    Viewer viewer = page.viewer();
    List<UUID> tips = several(tip);
    Optional<UUID> person = person(viewer, to);
    transactions.write(
        viewer, () -> tips.stream().sorted().forEach(id -> desk.assign(viewer, id, person)));
    return new ModelAndView("redirect:" + OwnPath.orHome(back));
  }

  /// Closes tips, each with its own event.
  @May(Action.CLOSE_TIPS)
  @PostMapping("/tips/close")
  ModelAndView close(
      Page page,
      @RequestParam(required = false) @Nullable List<UUID> tip,
      @RequestParam TipDesk.CloseReason reason,
      @RequestParam(defaultValue = "") String words,
      @RequestParam(required = false) @Nullable String back) {
    Viewer viewer = page.viewer();
    List<UUID> tips = several(tip);
    transactions.write(
        viewer, () -> tips.stream().sorted().forEach(id -> desk.close(viewer, id, reason, words)));
    return new ModelAndView("redirect:" + OwnPath.orHome(back));
  }

  private static List<UUID> several(@Nullable List<UUID> tips) {
    if (tips == null || tips.isEmpty() || tips.size() > MOST_AT_ONCE) {
      throw new BadInputException("casework.bulk.bad", MOST_AT_ONCE);
    }
    return tips.stream().distinct().toList();
  }

  /// `me`, `none`, or the number of an account.
  static Optional<UUID> person(Viewer viewer, String to) {
    return switch (to) {
      case "me" -> Optional.of(viewer.account());
      case "none" -> Optional.empty();
      default -> {
        try {
          yield Optional.of(UUID.fromString(to));
        } catch (IllegalArgumentException malformed) {
          throw new BadInputException("casework.filter.bad", "to");
        }
      }
    };
  }
}
