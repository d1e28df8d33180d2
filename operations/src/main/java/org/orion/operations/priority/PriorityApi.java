package org.orion.operations.priority;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.IfMatch;
import org.orion.operations.api.Summary;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The priority of tips for programs. The tag of an answer is the tip's version; each change names
/// the one that it was made to.
@RestController
@RequestMapping("/api/v1/tips/{tip}/priority")
final class PriorityApi {
  private final ViewerTransactions transactions;
  private final PriorityOfTips priorities;
  private final PriorityRows rows;
  private final AuditTrail audit;

  PriorityApi(
      ViewerTransactions transactions,
      PriorityOfTips priorities,
      PriorityRows rows,
      AuditTrail audit) {
    this.transactions = transactions;
    this.priorities = priorities;
    this.rows = rows;
    this.audit = audit;
  }

  /// Why a tip stands where it does.
  record PriorityAnswer(
      Band band,
      Band urgency,
      int points,
      String rules,
      List<PriorityReason> reasons,
      List<PriorityFloor> floors,
      Optional<PriorityOverride> override,
      List<PriorityPause> pauses) {}

  record PriorityReason(String rule, int points, String en, String es) {}

  record PriorityFloor(Floor floor, Band band, String en, String es) {}

  record PriorityOverride(Band band, String reason, UUID account, Instant at) {}

  /// @param contact the other agency's contact point
  record PriorityPause(String agency, String contact, Instant since, boolean open) {}

  record NewOverride(Band band, String reason) {}

  record Withdrawal(String reason) {}

  /// @param value absent, and of a planned meeting the day too, to take the fact back
  record NewFact(
      FactStatement.Kind kind,
      Optional<String> value,
      Optional<LocalDate> day,
      Optional<String> assessor,
      String reason) {}

  record NewCoordination(String agency, String contact, String outcome) {}

  @May(Action.SEE_TIPS)
  @Summary("The priority of a tip with its reasons")
  @GetMapping
  ResponseEntity<PriorityAnswer> priority(Viewer viewer, @PathVariable UUID tip) {
    return transactions.write(
        viewer,
        () -> {
          ResponseEntity<PriorityAnswer> answer = answer(viewer, tip);
          audit.record(viewer, Act.of("open-priority", "tip", tip));
          return answer;
        });
  }

  @May(Action.OVERRIDE_PRIORITY)
  @Summary("Puts a tip into a band by a person's decision")
  @PutMapping("/override")
  ResponseEntity<PriorityAnswer> override(
      Viewer viewer, @PathVariable UUID tip, IfMatch match, @RequestBody NewOverride wanted) {
    return changed(
        viewer, tip, match, () -> priorities.override(viewer, tip, wanted.band(), wanted.reason()));
  }

  @May(Action.OVERRIDE_PRIORITY)
  @Summary("Withdraws a person's decision on the band")
  @PostMapping("/override/withdraw")
  ResponseEntity<PriorityAnswer> withdraw(
      Viewer viewer, @PathVariable UUID tip, IfMatch match, @RequestBody Withdrawal wanted) {
    return changed(
        viewer, tip, match, () -> priorities.withdrawOverride(viewer, tip, wanted.reason()));
  }

  @May(Action.WORK_TIPS)
  @Summary("States a fact, or takes one back")
  @PostMapping("/facts")
  ResponseEntity<PriorityAnswer> state(
      Viewer viewer, @PathVariable UUID tip, IfMatch match, @RequestBody NewFact wanted) {
    FactStatement fact =
        new FactStatement(
            wanted.kind(),
            wanted.value().orElse(""),
            wanted.day(),
            wanted.assessor().orElse(""),
            wanted.reason());
    return changed(viewer, tip, match, () -> priorities.state(viewer, tip, fact));
  }

  @May(Action.RESUME_TIPS)
  @Summary("Records the coordination with another agency that resumes a tip")
  @PostMapping("/resume")
  ResponseEntity<PriorityAnswer> resume(
      Viewer viewer, @PathVariable UUID tip, IfMatch match, @RequestBody NewCoordination wanted) {
    return changed(
        viewer,
        tip,
        match,
        () -> priorities.resume(viewer, tip, wanted.agency(), wanted.contact(), wanted.outcome()));
  }

  private ResponseEntity<PriorityAnswer> changed(
      Viewer viewer, UUID tip, IfMatch match, Runnable act) {
    return transactions.write(
        viewer,
        () -> {
          rows.lock(viewer, tip);
          match.require(rows.version(viewer, tip));
          act.run();
          return answer(viewer, tip);
        });
  }

  private ResponseEntity<PriorityAnswer> answer(Viewer viewer, UUID tip) {
    TipPriority priority = priorities.of(viewer, tip);
    Score score = priority.score();
    return ResponseEntity.ok()
        .eTag(IfMatch.tag(rows.version(viewer, tip)))
        .body(
            new PriorityAnswer(
                priority.band(),
                priority.urgency(),
                score.points(),
                score.rulesVersion(),
                score.reasons().stream()
                    .map(reason ->
                        new PriorityReason(
                            reason.ruleId(),
                            reason.points(),
                            reason.words().english(),
                            reason.words().spanish()))
                    .toList(),
                score.floors().stream()
                    .map(floor ->
                        new PriorityFloor(
                            floor.floor(),
                            floor.band(),
                            floor.words().english(),
                            floor.words().spanish()))
                    .toList(),
                priority
                    .override()
                    .map(one ->
                        new PriorityOverride(one.band(), one.reason(), one.account(), one.at())),
                priority.pauses().stream()
                    .map(pause ->
                        new PriorityPause(
                            pause.agency(), pause.contactPoint(), pause.since(), pause.isOpen()))
                    .toList()));
  }
}
