package org.orion.operations.enforcement;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Idempotency;
import org.orion.operations.api.IdempotencyKey;
import org.orion.operations.api.IfMatch;
import org.orion.operations.api.Made;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.api.Summary;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.enforcement.PlannedAction.Kind;
import org.orion.operations.enforcement.PlannedAction.Known;
import org.orion.operations.enforcement.PlannedAction.Status;
import org.orion.operations.investigation.Cases;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Planned searches and arrests for programs. The tag of an action is its version.
@RestController
@RequestMapping("/api/v1")
final class ActionApi {
  private final Actions actions;
  private final Cases cases;
  private final Idempotency idempotency;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  ActionApi(
      Actions actions,
      Cases cases,
      Idempotency idempotency,
      AuditTrail audit,
      ViewerTransactions transactions) {
    this.actions = actions;
    this.cases = cases;
    this.idempotency = idempotency;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// All that is stated of an action: what is absent is taken away.
  ///
  /// @param startsAt what clocks at the place show, as `2026-03-01T05:30`
  /// @param zone of these clocks, by the IANA's name
  record StatedAction(
      Optional<UUID> person,
      Kind kind,
      String country,
      String place,
      String startsAt,
      String zone,
      Optional<String> teams,
      Optional<String> authority,
      Known children,
      Known firearms,
      Optional<String> risks) {
    Actions.Stated stated() {
      return new Actions.Stated(
          person,
          kind,
          country,
          place,
          LocalMoment.of(startsAt, zone),
          teams.orElse(""),
          authority.orElse(""),
          children,
          firearms,
          risks.orElse(""));
    }
  }

  record NewStatus(Status status, Optional<String> words) {}

  @May(Action.SEE_ACTIONS)
  @Summary("The actions of one's agency that start within a time, at most 1,000")
  @GetMapping("/actions")
  Slice<PlannedAction> board(
      Viewer viewer,
      @RequestParam Instant from,
      @RequestParam Instant to,
      @RequestParam Optional<UUID> operation) {
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "action", "actions"));
          return Slice.whole(actions.board(from, to, operation));
        });
  }

  @May(Action.SEE_ACTIONS)
  @Summary(
      "What other agencies of an operation plan within a time, at most 1,000, without where and whom")
  @GetMapping("/actions/outlines")
  Slice<Actions.Outline> outlines(
      Viewer viewer,
      @RequestParam Instant from,
      @RequestParam Instant to,
      @RequestParam UUID operation) {
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "action", "actions"));
          return Slice.whole(actions.outlines(operation, from, to));
        });
  }

  @May(Action.SEE_ACTIONS)
  @Summary("The actions of a case, by their start")
  @GetMapping("/cases/{case}/actions")
  Slice<PlannedAction> of(Viewer viewer, @PathVariable("case") UUID id, SliceRequest request) {
    return transactions.write(
        viewer,
        () -> {
          cases.open(viewer, id);
          return actions.of(id, request);
        });
  }

  @May(Action.PLAN_ACTIONS)
  @Summary(value = "Plans an action", status = 201)
  @PostMapping("/cases/{case}/actions")
  ResponseEntity<Made> plan(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody StatedAction wanted) {
    return idempotency.at(
        "/api/v1/cases/" + id + "/actions/",
        viewer,
        key,
        wanted,
        () -> {
          cases.own(viewer, id);
          return actions.plan(viewer, id, wanted.stated());
        });
  }

  @May(Action.SEE_ACTIONS)
  @Summary("A planned action")
  @GetMapping("/cases/{case}/actions/{action}")
  ResponseEntity<PlannedAction> one(
      Viewer viewer, @PathVariable("case") UUID id, @PathVariable("action") UUID action) {
    return transactions.write(viewer, () -> tagged(opened(viewer, id, action)));
  }

  private PlannedAction opened(Viewer viewer, UUID id, UUID action) {
    cases.one(viewer, id);
    PlannedAction found = actions.one(id, action);
    audit.record(viewer, Act.of("open", "action", action));
    return found;
  }

  private static ResponseEntity<PlannedAction> tagged(PlannedAction found) {
    return IfMatch.tagged(found.version(), found);
  }

  @May(Action.SEE_ACTIONS)
  @Summary("The statuses that an action reached, in their order")
  @GetMapping("/cases/{case}/actions/{action}/statuses")
  Slice<Actions.Reached> statuses(
      Viewer viewer, @PathVariable("case") UUID id, @PathVariable("action") UUID action) {
    return transactions.write(
        viewer,
        () -> {
          opened(viewer, id, action);
          List<Actions.Reached> reached = actions.reached(action);
          return Slice.whole(reached);
        });
  }

  @May(Action.PLAN_ACTIONS)
  @Summary("Changes what is stated of an action; a person whom one may not see stays")
  @PutMapping("/cases/{case}/actions/{action}")
  ResponseEntity<PlannedAction> edit(
      Viewer viewer,
      @PathVariable("case") UUID id,
      @PathVariable("action") UUID action,
      IfMatch match,
      @RequestBody StatedAction wanted) {
    return changed(
        viewer,
        id,
        action,
        match,
        () -> actions.edit(viewer, id, action, match.version(), wanted.stated()));
  }

  @May(Action.PLAN_ACTIONS)
  @Summary("Tells how far an action is; what was told once is not taken back")
  @PostMapping("/cases/{case}/actions/{action}/status")
  ResponseEntity<PlannedAction> tell(
      Viewer viewer,
      @PathVariable("case") UUID id,
      @PathVariable("action") UUID action,
      IfMatch match,
      @RequestBody NewStatus wanted) {
    return changed(
        viewer,
        id,
        action,
        match,
        () ->
            actions.tell(
                viewer, id, action, match.version(), wanted.status(), wanted.words().orElse("")));
  }

  private ResponseEntity<PlannedAction> changed(
      Viewer viewer, UUID id, UUID action, IfMatch match, Runnable act) {
    return transactions.write(
        viewer,
        () -> {
          match.require(actions.lock(viewer, id, action));
          act.run();
          return tagged(actions.one(id, action));
        });
  }
}
