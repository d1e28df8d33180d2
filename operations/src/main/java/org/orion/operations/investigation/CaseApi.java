package org.orion.operations.investigation;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.orion.exchange.handling.HandlingCode;
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
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Cases for programs: the list, one case, and what changes it as a whole. The tag of a case is its
/// version.
@RestController
@RequestMapping("/api/v1")
final class CaseApi {
  private final Cases cases;
  private final CaseDesk desk;
  private final Merges merges;
  private final Idempotency idempotency;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  CaseApi(
      Cases cases,
      CaseDesk desk,
      Merges merges,
      Idempotency idempotency,
      AuditTrail audit,
      ViewerTransactions transactions) {
    this.cases = cases;
    this.desk = desk;
    this.merges = merges;
    this.idempotency = idempotency;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// A case that is opened.
  ///
  /// @param restriction needed with H3, else empty
  /// @param band STANDARD, when absent
  /// @param tip of the agency, which the case is opened for
  record NewCase(
      String number,
      String title,
      Optional<String> summary,
      Optional<UUID> operation,
      LocalDate openedOn,
      HandlingCode handling,
      Optional<String> restriction,
      Optional<String> band,
      Optional<UUID> tip) {
    Cases.Stated stated() {
      return new Cases.Stated(
          number,
          title,
          summary.orElse(""),
          operation,
          openedOn,
          handling,
          restriction.orElse(""),
          band.orElse("STANDARD"));
    }
  }

  /// All that is stated of a case: what is absent is taken away.
  record StatedCase(
      String number,
      String title,
      Optional<String> summary,
      Optional<UUID> operation,
      LocalDate openedOn,
      HandlingCode handling,
      Optional<String> restriction,
      String band) {
    Cases.Stated stated() {
      return new Cases.Stated(
          number,
          title,
          summary.orElse(""),
          operation,
          openedOn,
          handling,
          restriction.orElse(""),
          band);
    }
  }

  record CaseClosing(Investigation.CloseReason reason, Optional<String> words) {}

  record CaseReopening(Optional<String> words) {}

  /// @param into the case that it leads to
  record CaseMerge(UUID into, String reason) {}

  /// @param number of the new case
  /// @param people and `tips` that go to it
  record CaseSplit(String number, List<UUID> people, List<UUID> tips, String reason) {}

  @May(Action.SEE_CASES)
  @Summary("The cases that one may see, the newest change first; open ones, unless told")
  @GetMapping("/cases")
  Slice<Investigation> list(
      Viewer viewer,
      SliceRequest request,
      @RequestParam Optional<String> state,
      @RequestParam Optional<String> whose,
      @RequestParam Optional<String> handling,
      @RequestParam Optional<String> band,
      @RequestParam Optional<String> operation,
      @RequestParam Optional<String> tip,
      @RequestParam Optional<String> q) {
    Map<String, String> values = new HashMap<>();
    state.ifPresent(value -> values.put("state", value));
    whose.ifPresent(value -> values.put("whose", value));
    handling.ifPresent(value -> values.put("handling", value));
    band.ifPresent(value -> values.put("band", value));
    operation.ifPresent(value -> values.put("operation", value));
    tip.ifPresent(value -> values.put("tip", value));
    q.ifPresent(value -> values.put("q", value));
    CaseFilter filter = CaseFilter.of(values);
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("list", "case", "cases"));
          return cases.list(viewer, filter, request);
        });
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Opens a case; who opens it leads its team", status = 201)
  @PostMapping("/cases")
  ResponseEntity<Made> add(Viewer viewer, IdempotencyKey key, @RequestBody NewCase wanted) {
    return idempotency.at(
        "/api/v1/cases/",
        viewer,
        key,
        wanted,
        () -> {
          UUID id = cases.add(viewer, wanted.stated());
          wanted.tip().ifPresent(tip -> desk.link(viewer, id, tip));
          return id;
        });
  }

  @May(Action.SEE_CASES)
  @Summary("A case")
  @GetMapping("/cases/{case}")
  ResponseEntity<Investigation> one(Viewer viewer, @PathVariable("case") UUID id) {
    return transactions.write(viewer, () -> tagged(cases.open(viewer, id)));
  }

  private static ResponseEntity<Investigation> tagged(Investigation found) {
    return IfMatch.tagged(found.version(), found);
  }

  @May(Action.WORK_CASES)
  @Summary("Changes what is stated of a case; its handling, with the right to share")
  @PutMapping("/cases/{case}")
  ResponseEntity<Investigation> edit(
      Viewer viewer, @PathVariable("case") UUID id, IfMatch match, @RequestBody StatedCase wanted) {
    return changed(
        viewer, id, match, () -> cases.edit(viewer, id, match.version(), wanted.stated()));
  }

  @May(Action.CLOSE_CASES)
  @Summary("Closes a case")
  @PostMapping("/cases/{case}/close")
  ResponseEntity<Investigation> close(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IfMatch match,
      @RequestBody CaseClosing wanted) {
    return changed(
        viewer,
        id,
        match,
        () -> cases.close(viewer, id, wanted.reason(), wanted.words().orElse("")));
  }

  @May(Action.CLOSE_CASES)
  @Summary("Takes up a closed case again")
  @PostMapping("/cases/{case}/reopen")
  ResponseEntity<Investigation> reopen(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IfMatch match,
      @RequestBody CaseReopening wanted) {
    return changed(viewer, id, match, () -> cases.reopen(viewer, id, wanted.words().orElse("")));
  }

  private ResponseEntity<Investigation> changed(
      Viewer viewer, UUID id, IfMatch match, Runnable act) {
    return locked(
        viewer,
        id,
        match,
        () -> {
          act.run();
          return tagged(cases.one(viewer, id));
        });
  }

  private <T> T locked(Viewer viewer, UUID id, IfMatch match, Supplier<T> act) {
    return transactions.write(
        viewer,
        () -> {
          match.require(cases.lock(viewer, id));
          return act.get();
        });
  }

  @May(Action.SEE_CASES)
  @Summary("What happened to a case, the newest first; the 500 newest")
  @GetMapping("/cases/{case}/history")
  Slice<CaseDesk.Change> history(Viewer viewer, @PathVariable("case") UUID id) {
    return transactions.write(
        viewer,
        () -> {
          cases.open(viewer, id);
          return Slice.whole(desk.changes(id));
        });
  }

  @May(Action.SEE_CASES)
  @Summary("The merges and splits of a case, on either side, where one may see both cases")
  @GetMapping("/cases/{case}/merges")
  Slice<Merges.Done> merges(Viewer viewer, @PathVariable("case") UUID id) {
    return transactions.write(
        viewer,
        () -> {
          cases.open(viewer, id);
          return Slice.whole(merges.of(viewer, id));
        });
  }

  @May(Action.MERGE_RECORDS)
  @Summary("Lets a case lead to another one; it is closed as merged")
  @PostMapping("/cases/{case}/merge")
  ResponseEntity<Investigation> merge(
      Viewer viewer, @PathVariable("case") UUID id, IfMatch match, @RequestBody CaseMerge wanted) {
    return changed(
        viewer, id, match, () -> merges.cases(viewer, id, wanted.into(), wanted.reason()));
  }

  @May(Action.MERGE_RECORDS)
  @Summary(value = "Makes a new case of people and tips of one, which leave it", status = 201)
  @PostMapping("/cases/{case}/split")
  ResponseEntity<Made> split(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody CaseSplit wanted) {
    return idempotency.at(
        "/api/v1/cases/",
        viewer,
        key,
        wanted,
        () ->
            merges.split(
                viewer, id, wanted.number(), wanted.people(), wanted.tips(), wanted.reason()));
  }

  @May(Action.MERGE_RECORDS)
  @Summary(value = "Takes a merge or split back", status = 204)
  @PostMapping("/merges/{merge}/undo")
  ResponseEntity<Void> undo(Viewer viewer, @PathVariable UUID merge) {
    transactions.write(viewer, () -> merges.undo(viewer, merge));
    return ResponseEntity.noContent().build();
  }
}
