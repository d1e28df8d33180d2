package org.orion.operations.operation;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.graph.Timeline;
import org.orion.operations.graph.Track.Subject;
import org.orion.operations.investigation.CaseFilter;
import org.orion.operations.investigation.Cases;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The list of operations, the form for one, and an operation's own tabs.
@Controller
final class OperationPages {
  private static final int FEW_CASES = 50;

  private final Operations operations;
  private final OperationDesk desk;
  private final Cases cases;
  private final Timeline timeline;
  private final OperationTimeline turns;
  private final ViewerTransactions transactions;
  private final Clock clock;

  OperationPages(
      Operations operations,
      OperationDesk desk,
      Cases cases,
      Timeline timeline,
      OperationTimeline turns,
      ViewerTransactions transactions,
      Clock clock) {
    this.operations = operations;
    this.desk = desk;
    this.cases = cases;
    this.timeline = timeline;
    this.turns = turns;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_OPERATION)
  @GetMapping("/operations")
  ModelAndView list(Page page, SliceRequest request) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "operation/operations", Map.of("operations", operations.list(viewer, request))));
  }

  @May(Action.MANAGE_OPERATION)
  @GetMapping("/operations/new")
  ModelAndView form(Page page) {
    return page.show("operation/form", form(Optional.empty(), Optional.empty(), ""));
  }

  @May(Action.MANAGE_OPERATION)
  @PostMapping("/operations")
  ModelAndView add(
      Page page,
      @RequestParam String name,
      @RequestParam(defaultValue = "") String objectives,
      @RequestParam String startsOn,
      @RequestParam(defaultValue = "") String endsOn) {
    Operations.Stated stated =
        new Operations.Stated(name, objectives, day(startsOn), optionalDay(endsOn));
    return to(transactions.write(page.viewer(), () -> operations.add(page.viewer(), stated)), "");
  }

  @May(Action.SEE_OPERATION)
  @GetMapping("/operations/{operation}")
  ModelAndView overview(Page page, @PathVariable("operation") UUID id) {
    Viewer viewer = page.viewer();
    return tab(
        page,
        id,
        "",
        model -> {
          CaseFilter filter = CaseFilter.of(Map.of("operation", id.toString(), "state", "ALL"));
          model.put("participants", desk.participants(id));
          model.put("phases", desk.phases(id));
          model.put("others", desk.others(id));
          model.put("today", today());
          model.put(
              "cases", cases.list(viewer, filter, new SliceRequest(FEW_CASES, Optional.empty())));
        });
  }

  @May(Action.SEE_OPERATION)
  @GetMapping("/operations/{operation}/notes")
  ModelAndView notes(Page page, @PathVariable("operation") UUID id) {
    return tab(page, id, "notes", model -> model.put("notes", desk.notes(id)));
  }

  @May(Action.SEE_OPERATION)
  @GetMapping("/operations/{operation}/history")
  ModelAndView history(Page page, @PathVariable("operation") UUID id) {
    return tab(page, id, "history", model -> model.put("changes", desk.changes(id)));
  }

  @May(Action.SEE_OPERATION)
  @GetMapping("/operations/{operation}/timeline")
  ModelAndView timeline(
      Page page,
      @PathVariable("operation") UUID id,
      @RequestParam(defaultValue = "") List<String> hide,
      @RequestParam(defaultValue = "") String after)
      throws InterruptedException {
    String path = "/operations/" + id + "/timeline";
    Viewer viewer = page.viewer();
    return turns.show(
        viewer,
        id,
        days ->
            tab(
                page,
                id,
                "timeline",
                model ->
                    model.put(
                        "timeline",
                        timeline.view(viewer, Subject.OPERATION, id, path, hide, after, days))));
  }

  private ModelAndView tab(Page page, UUID id, String current, Consumer<Map<String, Object>> more) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          Map<String, Object> model = new HashMap<>();
          model.put("view", operations.view(viewer, id, current));
          more.accept(model);
          return page.show("operation/" + (current.isEmpty() ? "overview" : current), model);
        });
  }

  @May(Action.MANAGE_OPERATION)
  @GetMapping("/operations/{operation}/edit")
  ModelAndView editForm(Page page, @PathVariable("operation") UUID id) {
    return transactions.read(
        page.viewer(),
        () ->
            page.show(
                "operation/form",
                form(Optional.of(operations.led(page.viewer(), id)), Optional.empty(), "")));
  }

  @May(Action.MANAGE_OPERATION)
  @PostMapping("/operations/{operation}/edit")
  ModelAndView edit(
      Page page,
      @PathVariable("operation") UUID id,
      @RequestParam int version,
      @RequestParam String name,
      @RequestParam(defaultValue = "") String objectives,
      @RequestParam String startsOn,
      @RequestParam(defaultValue = "") String endsOn) {
    Operations.Stated stated =
        new Operations.Stated(name, objectives, day(startsOn), optionalDay(endsOn));
    Viewer viewer = page.viewer();
    try {
      transactions.write(viewer, () -> operations.edit(viewer, id, version, stated));
    } catch (BadInputException problem) {
      return kept(page, id, stated, problem);
    }
    return to(id, "");
  }

  /// The form with what was written and not saved, beside what stands now.
  private ModelAndView kept(
      Page page, UUID id, Operations.Stated stated, BadInputException problem) {
    Operation stored = transactions.read(page.viewer(), () -> operations.led(page.viewer(), id));
    ModelAndView answer =
        page.show(
            "operation/form",
            form(Optional.of(stored.restated(stated)), Optional.of(stored), page.told(problem)));
    answer.setStatus(HttpStatusCode.valueOf(problem.status()));
    return answer;
  }

  private Map<String, Object> form(
      Optional<Operation> existing, Optional<Operation> stored, String problem) {
    return Map.of("existing", existing, "stored", stored, "problem", problem, "today", today());
  }

  @May(Action.MANAGE_OPERATION)
  @PostMapping("/operations/{operation}/state")
  ModelAndView state(
      Page page, @PathVariable("operation") UUID id, @RequestParam Operation.State state) {
    transactions.write(page.viewer(), () -> operations.state(page.viewer(), id, state, today()));
    return to(id, "");
  }

  @May(Action.MANAGE_OPERATION)
  @PostMapping("/operations/{operation}/agencies")
  ModelAndView join(Page page, @PathVariable("operation") UUID id, @RequestParam String agency) {
    transactions.write(page.viewer(), () -> desk.join(page.viewer(), id, agency));
    return to(id, "");
  }

  /// Takes an agency out; who takes his own out has no page of the operation any more.
  @May(Action.MANAGE_OPERATION)
  @PostMapping("/operations/{operation}/agencies/leave")
  ModelAndView leave(Page page, @PathVariable("operation") UUID id, @RequestParam String agency) {
    transactions.write(page.viewer(), () -> desk.leave(page.viewer(), id, agency));
    return agency.equals(page.viewer().agency())
        ? new ModelAndView("redirect:/operations")
        : to(id, "");
  }

  @May(Action.MANAGE_OPERATION)
  @PostMapping("/operations/{operation}/phases")
  ModelAndView addPhase(
      Page page,
      @PathVariable("operation") UUID id,
      @RequestParam String name,
      @RequestParam String startsOn,
      @RequestParam(defaultValue = "") String endsOn) {
    transactions.write(
        page.viewer(),
        () -> desk.addPhase(page.viewer(), id, name, day(startsOn), optionalDay(endsOn)));
    return to(id, "");
  }

  @May(Action.MANAGE_OPERATION)
  @PostMapping("/operations/{operation}/phases/{phase}/remove")
  ModelAndView removePhase(
      Page page, @PathVariable("operation") UUID id, @PathVariable UUID phase) {
    transactions.write(page.viewer(), () -> desk.removePhase(page.viewer(), id, phase));
    return to(id, "");
  }

  @May(Action.SEE_OPERATION)
  @PostMapping("/operations/{operation}/notes")
  ModelAndView note(Page page, @PathVariable("operation") UUID id, @RequestParam String body) {
    transactions.write(page.viewer(), () -> desk.addNote(page.viewer(), id, body));
    return to(id, "/notes");
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  private static Optional<LocalDate> optionalDay(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(day(text));
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("operation.day.bad");
    }
  }

  private static ModelAndView to(UUID id, String tab) {
    return new ModelAndView("redirect:/operations/" + id + tab);
  }
}
