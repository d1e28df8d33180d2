package org.orion.operations.enforcement;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.enforcement.PlannedAction.Kind;
import org.orion.operations.enforcement.PlannedAction.Known;
import org.orion.operations.enforcement.PlannedAction.Status;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.PersonDesk;
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

/// The board of a day, and the planned actions of a case.
@Controller
final class ActionPages {
  private final Actions actions;
  private final Cases cases;
  private final PersonDesk persons;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;
  private final Clock clock;

  ActionPages(
      Actions actions,
      Cases cases,
      PersonDesk persons,
      AuditTrail audit,
      ViewerTransactions transactions,
      Clock clock) {
    this.actions = actions;
    this.cases = cases;
    this.persons = persons;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// A day in the zone of who looks.
  private record Day(LocalDate date, ZoneId zone) {
    Instant from() {
      return date.atStartOfDay(zone).toInstant();
    }

    Instant to() {
      return date.plusDays(1).atStartOfDay(zone).toInstant();
    }
  }

  private Day day(Page page, String text) {
    try {
      ZoneId zone = page.zone();
      return new Day(
          text.isBlank() ? LocalDate.now(clock.withZone(zone)) : LocalDate.parse(text), zone);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("enforcement.day.bad");
    }
  }

  private static Optional<UUID> number(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(UUID.fromString(text.strip()));
    } catch (IllegalArgumentException malformed) {
      throw new BadInputException("enforcement.number.bad");
    }
  }

  /// All actions of a day, in the order of their moments, whatever their clocks show.
  @May(Action.SEE_ACTIONS)
  @GetMapping("/actions")
  ModelAndView board(
      Page page,
      @RequestParam(name = "day", defaultValue = "") String text,
      @RequestParam(defaultValue = "") String operation) {
    Viewer viewer = page.viewer();
    Day day = day(page, text);
    Optional<UUID> chosen = number(operation);
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "action", "actions"));
          return page.show(
              "enforcement/board",
              Map.of(
                  "day", day.date(),
                  "operation", chosen,
                  "operations", actions.operations(),
                  "actions", actions.board(day.from(), day.to(), chosen),
                  "outlines",
                      chosen.isEmpty()
                          ? List.of()
                          : actions.outlines(chosen.get(), day.from(), day.to()),
                  "now", clock.instant()));
        });
  }

  /// What changed on the board since it was made, for the line above it: the board itself stays as
  /// it is, and with it what somebody is about to press.
  @May(Action.SEE_ACTIONS)
  @GetMapping("/actions/news")
  ModelAndView news(
      Page page,
      @RequestParam String since,
      @RequestParam(name = "day", defaultValue = "") String text,
      @RequestParam(defaultValue = "") String operation) {
    Day day = day(page, text);
    Optional<UUID> chosen = number(operation);
    Instant moment = moment(since);
    int changed =
        transactions.read(
            page.viewer(), () -> actions.changedSince(moment, day.from(), day.to(), chosen));
    return page.show(
        "enforcement/news", Map.of("changed", changed, "day", day.date(), "operation", chosen));
  }

  private static Instant moment(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("enforcement.time.bad");
    }
  }

  @May(Action.SEE_ACTIONS)
  @GetMapping("/cases/{case}/actions")
  ModelAndView of(Page page, @PathVariable("case") UUID id) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "enforcement/actions",
                Map.of(
                    "view", cases.view(viewer, id, "actions"),
                    "actions", actions.of(id),
                    "people", persons.of(id))));
  }

  @May(Action.SEE_ACTIONS)
  @GetMapping("/cases/{case}/actions/{action}")
  ModelAndView one(Page page, @PathVariable("case") UUID id, @PathVariable("action") UUID action) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("open", "action", action));
          return page.show(
              "enforcement/action",
              Map.of(
                  "view", cases.view(viewer, id, "actions"),
                  "action", actions.one(id, action),
                  "reached", actions.reached(action),
                  "people", persons.of(id)));
        });
  }

  @May(Action.PLAN_ACTIONS)
  @PostMapping("/cases/{case}/actions")
  ModelAndView plan(Page page, @PathVariable("case") UUID id, ActionForm form) {
    Viewer viewer = page.viewer();
    UUID made =
        transactions.write(
            viewer,
            () -> {
              cases.own(viewer, id);
              return actions.plan(viewer, id, form.stated());
            });
    return new ModelAndView("redirect:/cases/" + id + "/actions/" + made);
  }

  @May(Action.PLAN_ACTIONS)
  @PostMapping("/cases/{case}/actions/{action}/edit")
  ModelAndView edit(
      Page page,
      @PathVariable("case") UUID id,
      @PathVariable("action") UUID action,
      @RequestParam int version,
      ActionForm form) {
    Viewer viewer = page.viewer();
    try {
      transactions.write(
          viewer,
          () -> {
            cases.own(viewer, id);
            actions.one(id, action);
            actions.edit(viewer, id, action, version, form.stated());
          });
    } catch (BadInputException problem) {
      return kept(page, id, action, form.stated(), problem);
    }
    return new ModelAndView("redirect:/cases/" + id + "/actions/" + action);
  }

  /// A form with what was written and not saved, beside what stands now.
  private ModelAndView kept(
      Page page, UUID id, UUID action, Actions.Stated stated, BadInputException problem) {
    Viewer viewer = page.viewer();
    ModelAndView answer =
        transactions.write(
            viewer,
            () -> {
              PlannedAction stored = actions.one(id, action);
              return page.show(
                  "enforcement/actionForm",
                  Map.of(
                      "view", cases.view(viewer, id, "actions"),
                      "stored", stored,
                      "written", stored.restated(stated),
                      "problem", page.told(problem),
                      "people", persons.of(id)));
            });
    answer.setStatus(HttpStatusCode.valueOf(problem.status()));
    return answer;
  }

  @May(Action.PLAN_ACTIONS)
  @PostMapping("/cases/{case}/actions/{action}/status")
  ModelAndView tell(
      Page page,
      @PathVariable("case") UUID id,
      @PathVariable("action") UUID action,
      @RequestParam int version,
      @RequestParam Status status,
      @RequestParam(defaultValue = "") String words,
      @RequestParam(defaultValue = "") String back) {
    transactions.write(
        page.viewer(), () -> actions.tell(page.viewer(), id, action, version, status, words));
    return new ModelAndView(
        "redirect:"
            + (back.isEmpty() ? "/cases/" + id + "/actions/" + action : OwnPath.orHome(back)));
  }

  /// The fields of an action, as its form sends them.
  record ActionForm(
      @Nullable UUID person,
      Kind kind,
      String country,
      String place,
      String startsAt,
      String zone,
      @Nullable String teams,
      @Nullable String authority,
      Known children,
      Known firearms,
      @Nullable String risks) {
    Actions.Stated stated() {
      return new Actions.Stated(
          Optional.ofNullable(person),
          kind,
          country.strip(),
          place,
          LocalMoment.of(startsAt, zone),
          teams == null ? "" : teams,
          authority == null ? "" : authority,
          children,
          firearms,
          risks == null ? "" : risks);
    }
  }
}
