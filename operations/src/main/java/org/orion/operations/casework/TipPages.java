package org.orion.operations.casework;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.identifier.IdentifierSearch;
import org.orion.operations.intake.Originals;
import org.orion.operations.lawful.Gate;
import org.orion.operations.priority.PriorityOfTips;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// A tip's page: its parts are tabs, each with an address of its own.
@Controller
final class TipPages {
  /// The tabs, in their order.
  static final List<String> TABS =
      List.of("summary", "people", "identifiers", "files", "texts", "notes", "history");

  private static final SliceRequest HISTORY = SliceRequest.page(500, "");

  private final TipQueue queue;
  private final TipDesk desk;
  private final Originals originals;
  private final PriorityOfTips priorities;
  private final Gate gate;
  private final IdentifierSearch search;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;
  private final Clock clock;

  TipPages(
      TipQueue queue,
      TipDesk desk,
      Originals originals,
      PriorityOfTips priorities,
      Gate gate,
      IdentifierSearch search,
      AuditTrail audit,
      ViewerTransactions transactions,
      Clock clock) {
    this.queue = queue;
    this.desk = desk;
    this.originals = originals;
    this.priorities = priorities;
    this.gate = gate;
    this.search = search;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/tips/{id}")
  ModelAndView summary(Page page, @PathVariable UUID id) {
    return tab(page, id, "summary");
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/tips/{id}/{tab:people|identifiers|files|texts|notes|history}")
  ModelAndView tab(Page page, @PathVariable UUID id, @PathVariable String tab) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          TipRow row = desk.open(viewer, id);
          TipReport report = originals.latest(viewer, id);
          Map<String, Object> model = new HashMap<>();
          model.put("tip", row);
          model.put("report", report);
          model.put("tab", tab);
          model.put("now", clock.instant());
          model.put("notes", desk.notes(viewer, id));
          model.put("tasks", desk.tasks(viewer, id));
          model.put("changes", desk.changes(viewer, id, HISTORY).items());
          model.put("originals", originals.list(viewer, id));
          model.put("colleagues", desk.colleagues(viewer));
          model.put("priority", priorities.of(viewer, id));
          model.put("gate", gate.of(viewer, id));
          model.put("also", tab.equals("identifiers") ? search.alsoSeenIn(viewer, id) : List.of());
          return page.show("casework/tip", model);
        });
  }

  /// The bytes as they arrived, to be kept or shown to a court; never to be drawn by a browser.
  @May(Action.EXPORT_TIPS)
  @GetMapping("/tips/{id}/originals/{original}")
  ResponseEntity<byte[]> original(Page page, @PathVariable UUID id, @PathVariable UUID original) {
    Viewer viewer = page.viewer();
    byte[] bytes =
        transactions.write(
            viewer,
            () -> {
              queue.one(viewer, id);
              audit.record(viewer, Act.of("export", "tip-original", original));
              return originals.open(viewer, id, original);
            });
    return ResponseEntity.ok()
        .header("Content-Type", "application/octet-stream")
        .header("Content-Disposition", "attachment; filename=\"original-" + original + ".bin\"")
        .header("Cache-Control", "no-store")
        .body(bytes);
  }

  @May(Action.WORK_TIPS)
  @PostMapping("/tips/{id}/notes")
  ModelAndView note(Page page, @PathVariable UUID id, @RequestParam String body) {
    transactions.write(page.viewer(), () -> desk.addNote(page.viewer(), id, body));
    return to(id, "/notes");
  }

  @May(Action.WORK_TIPS)
  @PostMapping("/tips/{id}/tasks")
  ModelAndView task(
      Page page,
      @PathVariable UUID id,
      @RequestParam String title,
      @RequestParam(defaultValue = "me") String owner,
      @RequestParam(defaultValue = "") String due) {
    Viewer viewer = page.viewer();
    UUID person =
        QueuePages.person(viewer, owner)
            .orElseThrow(() -> new BadInputException("casework.filter.bad", "owner"));
    Optional<LocalDate> day = day(due);
    transactions.write(viewer, () -> desk.addTask(viewer, id, title, person, day));
    return to(id, "/notes");
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("casework.filter.bad", "due");
    }
  }

  @May(Action.WORK_TIPS)
  @PostMapping("/tips/{id}/tasks/{task}/finish")
  ModelAndView finish(Page page, @PathVariable UUID id, @PathVariable UUID task) {
    transactions.write(page.viewer(), () -> desk.finishTask(page.viewer(), id, task));
    return to(id, "/notes");
  }

  /// @param version the one that the page showed: an act on an older state is refused
  @May(Action.WORK_TIPS)
  @PostMapping("/tips/{id}/assign")
  ModelAndView assign(
      Page page, @PathVariable UUID id, @RequestParam String to, @RequestParam int version) {
    Viewer viewer = page.viewer();
    Optional<UUID> person = QueuePages.person(viewer, to);
    transactions.write(
        viewer,
        () -> {
          requireVersion(viewer, id, version);
          desk.assign(viewer, id, person);
        });
    return to(id, "");
  }

  @May(Action.CLOSE_TIPS)
  @PostMapping("/tips/{id}/close")
  ModelAndView close(
      Page page,
      @PathVariable UUID id,
      @RequestParam TipDesk.CloseReason reason,
      @RequestParam(defaultValue = "") String words,
      @RequestParam int version) {
    Viewer viewer = page.viewer();
    transactions.write(
        viewer,
        () -> {
          requireVersion(viewer, id, version);
          desk.close(viewer, id, reason, words);
        });
    return to(id, "");
  }

  @May(Action.CLOSE_TIPS)
  @PostMapping("/tips/{id}/reopen")
  ModelAndView reopen(
      Page page,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String words,
      @RequestParam int version) {
    Viewer viewer = page.viewer();
    transactions.write(
        viewer,
        () -> {
          requireVersion(viewer, id, version);
          desk.reopen(viewer, id, words);
          priorities.rescore(viewer, List.of(id));
        });
    return to(id, "");
  }

  private void requireVersion(Viewer viewer, UUID id, int version) {
    if (queue.lock(viewer, id) != version) {
      throw new BadInputException(409, "casework.changed");
    }
  }

  private static ModelAndView to(UUID id, String tab) {
    return new ModelAndView("redirect:/tips/" + id + tab);
  }
}
