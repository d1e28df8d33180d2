package org.orion.operations.investigation;

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
import org.jspecify.annotations.Nullable;
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.handling.HandlingCode.Use;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.view.KeptPage;
import org.orion.operations.view.SavedViews;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.OwnPath;
import org.orion.operations.web.Page;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The list of cases, the form for one, and a case's own tabs.
@Controller
final class CasePages {
  private final Cases cases;
  private final CaseDesk desk;
  private final PersonDesk persons;
  private final Handling handling;
  private final Merges merges;
  private final SavedViews views;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;
  private final Clock clock;

  CasePages(
      Cases cases,
      CaseDesk desk,
      PersonDesk persons,
      Handling handling,
      Merges merges,
      SavedViews views,
      AuditTrail audit,
      ViewerTransactions transactions,
      Clock clock) {
    this.cases = cases;
    this.desk = desk;
    this.persons = persons;
    this.handling = handling;
    this.merges = merges;
    this.views = views;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases")
  ModelAndView list(Page page, SliceRequest request, @RequestParam Map<String, String> parameters) {
    Viewer viewer = page.viewer();
    parameters.remove("limit");
    CaseFilter filter = CaseFilter.of(parameters);
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "case", "cases"));
          return page.show(
              "investigation/cases",
              Map.of(
                  "filter", filter,
                  "cases", cases.list(viewer, filter, request),
                  "operations", cases.operations(),
                  "views", views.list(viewer, KeptPage.CASES),
                  "now", clock.instant()));
        });
  }

  /// The form for a new case, of a tip where one is given.
  @May(Action.WORK_CASES)
  @GetMapping("/cases/new")
  ModelAndView form(Page page, @RequestParam(defaultValue = "") String tip) {
    return transactions.read(
        page.viewer(),
        () -> page.show("investigation/form", form(Optional.empty(), Optional.empty(), "", tip)));
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases")
  ModelAndView add(Page page, CaseForm form, @RequestParam(defaultValue = "") String tip) {
    Viewer viewer = page.viewer();
    UUID made =
        transactions.write(
            viewer,
            () -> {
              UUID id = cases.add(viewer, form.stated());
              if (!tip.isBlank()) {
                desk.link(viewer, id, number(tip));
              }
              return id;
            });
    return to(made, "");
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases/{case}")
  ModelAndView overview(Page page, @PathVariable("case") UUID id) {
    return tab(
        page,
        id,
        "",
        model -> {
          model.put("team", desk.team(id));
          model.put("offences", desk.offences(id));
          model.put("people", persons.of(id));
          model.put("tasks", desk.tasks(id));
          model.put("colleagues", desk.colleagues(page.viewer()));
        });
  }

  @May(Action.WORK_CASES)
  @GetMapping("/cases/{case}/edit")
  ModelAndView editForm(Page page, @PathVariable("case") UUID id) {
    Viewer viewer = page.viewer();
    return transactions.read(
        viewer,
        () ->
            page.show(
                "investigation/form",
                form(Optional.of(cases.own(viewer, id)), Optional.empty(), "", "")));
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/edit")
  ModelAndView edit(
      Page page, @PathVariable("case") UUID id, @RequestParam int version, CaseForm form) {
    Viewer viewer = page.viewer();
    Cases.Stated stated = form.stated();
    try {
      transactions.write(viewer, () -> cases.edit(viewer, id, version, stated));
    } catch (BadInputException problem) {
      return kept(page, id, stated, problem);
    }
    return to(id, "");
  }

  /// The form with what was written and not saved, beside what stands now.
  private ModelAndView kept(Page page, UUID id, Cases.Stated stated, BadInputException problem) {
    Viewer viewer = page.viewer();
    ModelAndView answer =
        transactions.read(
            viewer,
            () -> {
              Investigation stored = cases.own(viewer, id);
              Investigation written = stored.restated(stated, viewer.may(Action.SHARE_CASES));
              return page.show(
                  "investigation/form",
                  form(Optional.of(written), Optional.of(stored), page.told(problem), ""));
            });
    answer.setStatus(HttpStatusCode.valueOf(problem.status()));
    return answer;
  }

  private Map<String, Object> form(
      Optional<Investigation> existing,
      Optional<Investigation> stored,
      String problem,
      String tip) {
    return Map.of(
        "existing", existing,
        "stored", stored,
        "problem", problem,
        "tip", tip,
        "today", today(),
        "operations", cases.operations());
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases/{case}/tips")
  ModelAndView tips(Page page, @PathVariable("case") UUID id) {
    return tab(page, id, "tips", model -> model.put("tips", desk.tips(id)));
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases/{case}/notes")
  ModelAndView notes(Page page, @PathVariable("case") UUID id) {
    return tab(
        page,
        id,
        "notes",
        model -> {
          model.put("notes", desk.notes(id));
          model.put("tasks", desk.tasks(id));
          model.put("colleagues", desk.colleagues(page.viewer()));
        });
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases/{case}/sharing")
  ModelAndView sharing(Page page, @PathVariable("case") UUID id) {
    Viewer viewer = page.viewer();
    return tab(
        page,
        id,
        "sharing",
        model -> {
          model.put("shares", desk.shares(id));
          model.put("permissions", handling.permissions(viewer, id));
          model.put("agencies", desk.otherAgencies(viewer));
          model.put("today", today());
        });
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases/{case}/history")
  ModelAndView history(Page page, @PathVariable("case") UUID id) {
    Viewer viewer = page.viewer();
    return tab(
        page,
        id,
        "history",
        model -> {
          model.put("changes", desk.changes(id));
          model.put("merges", merges.of(viewer, id));
          model.put("people", persons.of(id));
          model.put("tips", desk.tips(id));
        });
  }

  private ModelAndView tab(Page page, UUID id, String current, Consumer<Map<String, Object>> more) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          Map<String, Object> model = new HashMap<>();
          model.put("view", cases.view(viewer, id, current));
          model.put("now", clock.instant());
          more.accept(model);
          return page.show("investigation/" + (current.isEmpty() ? "overview" : current), model);
        });
  }

  @May(Action.CLOSE_CASES)
  @PostMapping("/cases/{case}/close")
  ModelAndView close(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam Investigation.CloseReason reason,
      @RequestParam(defaultValue = "") String words) {
    transactions.write(page.viewer(), () -> cases.close(page.viewer(), id, reason, words));
    return to(id, "");
  }

  @May(Action.CLOSE_CASES)
  @PostMapping("/cases/{case}/reopen")
  ModelAndView reopen(
      Page page, @PathVariable("case") UUID id, @RequestParam(defaultValue = "") String words) {
    transactions.write(page.viewer(), () -> cases.reopen(page.viewer(), id, words));
    return to(id, "");
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/team")
  ModelAndView join(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam UUID account,
      @RequestParam(defaultValue = "false") boolean leads) {
    transactions.write(page.viewer(), () -> desk.join(page.viewer(), id, account, leads));
    return to(id, "");
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/team/leave")
  ModelAndView leave(Page page, @PathVariable("case") UUID id, @RequestParam UUID account) {
    transactions.write(page.viewer(), () -> desk.leave(page.viewer(), id, account));
    return to(id, "");
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/offences")
  ModelAndView addOffence(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam String system,
      @RequestParam(defaultValue = "") String systemVersion,
      @RequestParam String code,
      @RequestParam String label) {
    transactions.write(
        page.viewer(),
        () -> desk.addOffence(page.viewer(), id, system, systemVersion, code, label));
    return to(id, "");
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/offences/{offence}/remove")
  ModelAndView removeOffence(Page page, @PathVariable("case") UUID id, @PathVariable UUID offence) {
    transactions.write(page.viewer(), () -> desk.removeOffence(page.viewer(), id, offence));
    return to(id, "");
  }

  /// Links a tip by its number, or by the code that people know.
  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/tips")
  ModelAndView link(Page page, @PathVariable("case") UUID id, @RequestParam String tip) {
    Viewer viewer = page.viewer();
    transactions.write(
        viewer,
        () ->
            desk.link(
                viewer, id, tip.strip().startsWith("T-") ? desk.tipOf(viewer, tip) : number(tip)));
    return to(id, "/tips");
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/tips/unlink")
  ModelAndView unlink(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam UUID tip,
      @RequestParam(defaultValue = "") String reason) {
    transactions.write(page.viewer(), () -> desk.unlink(page.viewer(), id, tip, reason));
    return to(id, "/tips");
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/notes")
  ModelAndView note(Page page, @PathVariable("case") UUID id, @RequestParam String body) {
    transactions.write(page.viewer(), () -> desk.addNote(page.viewer(), id, body));
    return to(id, "/notes");
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/tasks")
  ModelAndView task(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam String title,
      @RequestParam(required = false) @Nullable UUID owner,
      @RequestParam(defaultValue = "") String due) {
    Viewer viewer = page.viewer();
    Optional<LocalDate> day = due.isBlank() ? Optional.empty() : Optional.of(day(due));
    transactions.write(
        viewer,
        () -> desk.addTask(viewer, id, title, owner == null ? viewer.account() : owner, day));
    return to(id, "/notes");
  }

  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/tasks/{todo}/finish")
  ModelAndView finish(Page page, @PathVariable("case") UUID id, @PathVariable UUID todo) {
    transactions.write(page.viewer(), () -> desk.finishTask(page.viewer(), id, todo));
    return to(id, "/notes");
  }

  @May(Action.SHARE_CASES)
  @PostMapping("/cases/{case}/shares")
  ModelAndView share(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam String agency,
      @RequestParam String reason) {
    transactions.write(page.viewer(), () -> desk.share(page.viewer(), id, agency, reason));
    return to(id, "/sharing");
  }

  @May(Action.SHARE_CASES)
  @PostMapping("/cases/{case}/shares/{share}/end")
  ModelAndView unshare(Page page, @PathVariable("case") UUID id, @PathVariable UUID share) {
    transactions.write(page.viewer(), () -> desk.unshare(page.viewer(), id, share));
    return to(id, "/sharing");
  }

  @May(Action.SHARE_CASES)
  @PostMapping("/cases/{case}/permissions")
  ModelAndView permit(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam Use use,
      @RequestParam(defaultValue = "") String recipient,
      @RequestParam String givenBy,
      @RequestParam String givenOn,
      @RequestParam String words) {
    Handling.Stated stated = new Handling.Stated(use, recipient, givenBy, day(givenOn), words);
    transactions.write(page.viewer(), () -> handling.permit(page.viewer(), id, stated));
    return to(id, "/sharing");
  }

  @May(Action.SHARE_CASES)
  @PostMapping("/cases/{case}/permissions/{permission}/withdraw")
  ModelAndView withdraw(Page page, @PathVariable("case") UUID id, @PathVariable UUID permission) {
    transactions.write(page.viewer(), () -> handling.withdraw(page.viewer(), id, permission));
    return to(id, "/sharing");
  }

  /// Lets this case lead to another one, which is named by its number.
  @May(Action.MERGE_RECORDS)
  @PostMapping("/cases/{case}/merge")
  ModelAndView merge(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam String into,
      @RequestParam String reason) {
    Viewer viewer = page.viewer();
    UUID target =
        transactions.write(
            viewer,
            () -> {
              cases.own(viewer, id);
              UUID found = cases.numbered(viewer, into);
              merges.cases(viewer, id, found, reason);
              return found;
            });
    return to(target, "/history");
  }

  @May(Action.MERGE_RECORDS)
  @PostMapping("/cases/{case}/split")
  ModelAndView split(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam String number,
      @RequestParam(required = false) @Nullable List<UUID> person,
      @RequestParam(required = false) @Nullable List<UUID> tip,
      @RequestParam String reason) {
    Viewer viewer = page.viewer();
    UUID made =
        transactions.write(
            viewer,
            () ->
                merges.split(
                    viewer,
                    id,
                    number,
                    person == null ? List.of() : person,
                    tip == null ? List.of() : tip,
                    reason));
    return to(made, "");
  }

  @May(Action.MERGE_RECORDS)
  @PostMapping("/merges/{merge}/undo")
  ModelAndView undo(
      Page page, @PathVariable UUID merge, @RequestParam(defaultValue = "") String back) {
    transactions.write(page.viewer(), () -> merges.undo(page.viewer(), merge));
    return new ModelAndView("redirect:" + OwnPath.orHome(back));
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("investigation.day.bad");
    }
  }

  static UUID number(String text) {
    try {
      return UUID.fromString(text.strip());
    } catch (IllegalArgumentException malformed) {
      throw new BadInputException("investigation.tip.unknown");
    }
  }

  private static ModelAndView to(UUID id, String tab) {
    return new ModelAndView("redirect:/cases/" + id + tab);
  }

  /// The fields of a case, as its form sends them.
  record CaseForm(
      String number,
      String title,
      @Nullable String summary,
      @Nullable String operation,
      String openedOn,
      String handling,
      @Nullable String restriction,
      @Nullable String band) {
    Cases.Stated stated() {
      return new Cases.Stated(
          orEmpty(number),
          orEmpty(title),
          orEmpty(summary),
          Optional.of(orEmpty(operation)).filter(text -> !text.isBlank()).map(CasePages::number),
          day(orEmpty(openedOn)),
          HandlingCode.of(orEmpty(handling))
              .orElseThrow(() -> new BadInputException("investigation.case.bad")),
          orEmpty(restriction),
          band == null ? "STANDARD" : band);
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }
  }
}
