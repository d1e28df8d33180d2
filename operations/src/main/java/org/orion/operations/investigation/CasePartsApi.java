package org.orion.operations.investigation;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.orion.exchange.handling.HandlingCode.Use;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Idempotency;
import org.orion.operations.api.IdempotencyKey;
import org.orion.operations.api.Made;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.api.Summary;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What hangs on a case, for programs: its team, offences, tips, notes, tasks, and the agencies
/// that see it.
@RestController
@RequestMapping("/api/v1/cases/{case}")
final class CasePartsApi {
  private final Cases cases;
  private final CaseDesk desk;
  private final Handling handling;
  private final Idempotency idempotency;
  private final ViewerTransactions transactions;

  CasePartsApi(
      Cases cases,
      CaseDesk desk,
      Handling handling,
      Idempotency idempotency,
      ViewerTransactions transactions) {
    this.cases = cases;
    this.desk = desk;
    this.handling = handling;
    this.idempotency = idempotency;
    this.transactions = transactions;
  }

  /// @param account of the agency
  /// @param leads no, when absent
  record NewMember(UUID account, Optional<Boolean> leads) {}

  record LeavingMember(UUID account) {}

  /// @param system of codes, with its version, as NIBRS or ICCS
  record NewOffence(String system, Optional<String> version, String code, String label) {}

  record NewLink(UUID tip) {}

  record Unlinking(UUID tip, Optional<String> reason) {}

  record NewCaseNote(String body) {}

  /// @param owner the caller, when absent
  record NewCaseTask(String title, Optional<UUID> owner, Optional<LocalDate> due) {}

  /// @param agency that sees the case from now on
  record NewShare(String agency, String reason) {}

  /// @param recipient everybody, when absent
  record NewPermission(
      Use use, Optional<String> recipient, String givenBy, LocalDate givenOn, String words) {}

  private <T> Slice<T> read(Viewer viewer, UUID id, Supplier<List<T>> part) {
    return transactions.write(
        viewer,
        () -> {
          cases.open(viewer, id);
          return Slice.whole(part.get());
        });
  }

  private ResponseEntity<Void> done(Viewer viewer, Runnable act) {
    transactions.write(viewer, act);
    return ResponseEntity.noContent().build();
  }

  @May(Action.SEE_CASES)
  @Summary("The team of a case, its leads first; empty for an agency that it is shared with")
  @GetMapping("/team")
  Slice<CaseDesk.Member> team(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> desk.team(id));
  }

  @May(Action.WORK_CASES)
  @Summary("Who of the agency can be on a team")
  @GetMapping("/team/candidates")
  Slice<CaseDesk.Colleague> candidates(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> desk.colleagues(viewer));
  }

  @May(Action.WORK_CASES)
  @Summary(
      "Puts somebody of the agency on the team, or changes whether he leads it; once more changes nothing")
  @PostMapping("/team")
  Slice<CaseDesk.Member> join(
      Viewer viewer, @PathVariable("case") UUID id, @RequestBody NewMember wanted) {
    return transactions.write(
        viewer,
        () -> {
          desk.join(viewer, id, wanted.account(), wanted.leads().orElse(false));
          return Slice.whole(desk.team(id));
        });
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Takes somebody from the team; the last one stays", status = 204)
  @PostMapping("/team/leave")
  ResponseEntity<Void> leave(
      Viewer viewer, @PathVariable("case") UUID id, @RequestBody LeavingMember wanted) {
    return done(viewer, () -> desk.leave(viewer, id, wanted.account()));
  }

  @May(Action.SEE_CASES)
  @Summary("The offences of a case")
  @GetMapping("/offences")
  Slice<CaseDesk.Offence> offences(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> desk.offences(id));
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Adds an offence; once more, it changes nothing", status = 201)
  @PostMapping("/offences")
  ResponseEntity<Made> addOffence(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewOffence wanted) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () ->
            desk.addOffence(
                viewer,
                id,
                wanted.system(),
                wanted.version().orElse(""),
                wanted.code(),
                wanted.label()));
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Removes an offence", status = 204)
  @DeleteMapping("/offences/{offence}")
  ResponseEntity<Void> removeOffence(
      Viewer viewer, @PathVariable("case") UUID id, @PathVariable UUID offence) {
    return done(viewer, () -> desk.removeOffence(viewer, id, offence));
  }

  @May(Action.SEE_CASES)
  @Summary("The tips of a case that one may see, the oldest first")
  @GetMapping("/tips")
  Slice<CaseDesk.LinkedTip> tips(
      Viewer viewer, @PathVariable("case") UUID id, SliceRequest request) {
    return transactions.write(
        viewer,
        () -> {
          cases.open(viewer, id);
          return desk.tips(id, request);
        });
  }

  @May(Action.WORK_CASES)
  @Summary(
      "Makes a tip of the agency part of the case, and gives the case's tips; once more, it changes nothing")
  @PostMapping("/tips")
  Slice<CaseDesk.LinkedTip> link(
      Viewer viewer,
      @PathVariable("case") UUID id,
      SliceRequest request,
      @RequestBody NewLink wanted) {
    return transactions.write(
        viewer,
        () -> {
          desk.link(viewer, id, wanted.tip());
          return desk.tips(id, request);
        });
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Takes a tip out of the case", status = 204)
  @PostMapping("/tips/unlink")
  ResponseEntity<Void> unlink(
      Viewer viewer, @PathVariable("case") UUID id, @RequestBody Unlinking wanted) {
    return done(viewer, () -> desk.unlink(viewer, id, wanted.tip(), wanted.reason().orElse("")));
  }

  @May(Action.SEE_CASES)
  @Summary("The notes on a case, the oldest first; the agency's own alone")
  @GetMapping("/notes")
  Slice<CaseDesk.Note> notes(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> desk.notes(id));
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Adds a note", status = 201)
  @PostMapping("/notes")
  ResponseEntity<Made> addNote(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewCaseNote wanted) {
    return idempotency.part(viewer, key, wanted, () -> desk.addNote(viewer, id, wanted.body()));
  }

  @May(Action.SEE_CASES)
  @Summary("The tasks on a case, the open ones first, at most 500; the agency's own alone")
  @GetMapping("/tasks")
  Slice<CaseDesk.Task> tasks(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> desk.tasks(id));
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Adds a task", status = 201)
  @PostMapping("/tasks")
  ResponseEntity<Made> addTask(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewCaseTask wanted) {
    UUID owner = wanted.owner().orElse(viewer.account());
    return idempotency.part(
        viewer, key, wanted, () -> desk.addTask(viewer, id, wanted.title(), owner, wanted.due()));
  }

  @May(Action.WORK_CASES)
  @Summary("Marks a task as done; once more changes nothing")
  @PostMapping("/tasks/{todo}/finish")
  Slice<CaseDesk.Task> finish(
      Viewer viewer, @PathVariable("case") UUID id, @PathVariable UUID todo) {
    return transactions.write(
        viewer,
        () -> {
          desk.finishTask(viewer, id, todo);
          return Slice.whole(desk.tasks(id));
        });
  }

  @May(Action.SEE_CASES)
  @Summary("The agencies that see the case, or saw it; for one of them, itself alone")
  @GetMapping("/shares")
  Slice<CaseDesk.Share> shares(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> desk.shares(id));
  }

  @May(Action.SHARE_CASES)
  @Summary(
      value =
          "Shows the case to another agency from now on; while it is shown, once more changes nothing",
      status = 201)
  @PostMapping("/shares")
  ResponseEntity<Made> share(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewShare wanted) {
    return idempotency.part(
        viewer, key, wanted, () -> desk.share(viewer, id, wanted.agency(), wanted.reason()));
  }

  @May(Action.SHARE_CASES)
  @Summary(value = "Ends a share", status = 204)
  @PostMapping("/shares/{share}/end")
  ResponseEntity<Void> unshare(
      Viewer viewer, @PathVariable("case") UUID id, @PathVariable UUID share) {
    return done(viewer, () -> desk.unshare(viewer, id, share));
  }

  @May(Action.SEE_CASES)
  @Summary("What whoever gave the information allows beyond the handling code")
  @GetMapping("/permissions")
  Slice<Handling.Permission> permissions(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> handling.permissions(viewer, id));
  }

  @May(Action.SHARE_CASES)
  @Summary(value = "Records a permission", status = 201)
  @PostMapping("/permissions")
  ResponseEntity<Made> permit(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewPermission wanted) {
    Handling.Stated stated =
        new Handling.Stated(
            wanted.use(),
            wanted.recipient().orElse(""),
            wanted.givenBy(),
            wanted.givenOn(),
            wanted.words());
    return idempotency.part(viewer, key, wanted, () -> handling.permit(viewer, id, stated));
  }

  @May(Action.SHARE_CASES)
  @Summary(value = "Takes a permission back", status = 204)
  @PostMapping("/permissions/{permission}/withdraw")
  ResponseEntity<Void> withdraw(
      Viewer viewer, @PathVariable("case") UUID id, @PathVariable UUID permission) {
    return done(viewer, () -> handling.withdraw(viewer, id, permission));
  }
}
