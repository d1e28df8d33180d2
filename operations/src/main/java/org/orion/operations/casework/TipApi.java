package org.orion.operations.casework;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.tip.Moment;
import org.orion.exchange.tip.TipReport;
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
import org.orion.operations.identifier.IdentifierSearch;
import org.orion.operations.intake.Originals;
import org.orion.operations.lawful.Gate;
import org.orion.operations.lawful.TipGate;
import org.orion.operations.priority.PriorityOfTips;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// One tip for programs, in the parts that its page has as tabs. The tag of an answer is the tip's
/// version, as that of its priority is.
@RestController
@RequestMapping("/api/v1/tips/{tip}")
final class TipApi {
  private final TipQueue queue;
  private final TipDesk desk;
  private final Originals originals;
  private final PriorityOfTips priorities;
  private final Gate gate;
  private final IdentifierSearch search;
  private final Idempotency idempotency;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  TipApi(
      TipQueue queue,
      TipDesk desk,
      Originals originals,
      PriorityOfTips priorities,
      Gate gate,
      IdentifierSearch search,
      Idempotency idempotency,
      AuditTrail audit,
      ViewerTransactions transactions) {
    this.queue = queue;
    this.desk = desk;
    this.originals = originals;
    this.priorities = priorities;
    this.gate = gate;
    this.search = search;
    this.idempotency = idempotency;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// A tip, and what its report says of no person and no file.
  ///
  /// @param notUnderstood fields of the report that could not be read
  /// @param originals the bytes in which it arrived, the oldest first
  record TipAnswer(
      TipRow tip,
      TipReport.Source source,
      Optional<Moment> received,
      TipReport.Incident incident,
      Optional<TipReport.Bundle> bundle,
      List<TipReport.FreeText> texts,
      List<TipReport.Fact> facts,
      List<TipReport.NotUnderstood> notUnderstood,
      List<OriginalAnswer> originals) {}

  record OriginalAnswer(UUID id, String sha256, long bytes, java.time.Instant arrivedAt) {}

  /// A file with the state of its gate at this moment.
  ///
  /// @param ground why it is open, or what blocks it
  /// @param stated what the newest report says of it; absent where it speaks of the file no more
  record FileAnswer(
      UUID id,
      String place,
      boolean open,
      String ground,
      String source,
      Optional<TipReport.TipFile> stated) {}

  record NewTipNote(String body) {}

  /// @param owner the caller, when absent
  record NewTask(String title, Optional<UUID> owner, Optional<LocalDate> due) {}

  /// @param account nobody, when absent
  record NewAssignee(Optional<UUID> account) {}

  record NewClosing(TipDesk.CloseReason reason, Optional<String> words) {}

  record NewReopening(Optional<String> words) {}

  @May(Action.SEE_TIPS)
  @Summary("A tip with its incident, texts and originals")
  @GetMapping
  ResponseEntity<TipAnswer> tip(Viewer viewer, @PathVariable UUID tip) {
    return opened(
        viewer,
        tip,
        (row, report) ->
            IfMatch.tagged(
                row.version(),
                new TipAnswer(
                    row,
                    report.source(),
                    report.received(),
                    report.incident(),
                    report.bundle(),
                    report.texts(),
                    report.facts(),
                    report.notUnderstood(),
                    originals.list(viewer, tip).stream().map(TipApi::original).toList())));
  }

  private <T> T opened(Viewer viewer, UUID tip, BiFunction<TipRow, TipReport, T> answer) {
    return transactions.write(
        viewer, () -> answer.apply(desk.open(viewer, tip), originals.latest(viewer, tip)));
  }

  private static OriginalAnswer original(Originals.Kept kept) {
    Sha256 sha256 = kept.sha256();
    return new OriginalAnswer(kept.id(), sha256.hex(), kept.bytes(), kept.arrivedAt());
  }

  @May(Action.EXPORT_TIPS)
  @Summary("The bytes of an original as they arrived")
  @GetMapping(path = "/originals/{original}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  ResponseEntity<byte[]> original(
      Viewer viewer, @PathVariable UUID tip, @PathVariable UUID original) {
    byte[] bytes =
        transactions.write(
            viewer,
            () -> {
              queue.one(viewer, tip);
              audit.record(viewer, Act.of("export", "tip-original", original));
              return originals.open(viewer, tip, original);
            });
    return ResponseEntity.ok().header("Cache-Control", "no-store").body(bytes);
  }

  @May(Action.SEE_TIPS)
  @Summary("Everybody whom the report names")
  @GetMapping("/people")
  Slice<TipReport.Person> people(Viewer viewer, @PathVariable UUID tip) {
    return opened(viewer, tip, (row, report) -> Slice.whole(report.people()));
  }

  @May(Action.SEE_TIPS)
  @Summary("The identifiers of a tip, at most 1,000, with other tips that have them")
  @GetMapping("/identifiers")
  Slice<IdentifierSearch.Also> identifiers(Viewer viewer, @PathVariable UUID tip) {
    return opened(viewer, tip, (row, report) -> Slice.whole(search.alsoSeenIn(viewer, tip)));
  }

  @May(Action.SEE_TIPS)
  @Summary("The files of a tip, and whether each may be seen")
  @GetMapping("/files")
  Slice<FileAnswer> files(Viewer viewer, @PathVariable UUID tip) {
    return opened(
        viewer,
        tip,
        (row, report) ->
            Slice.whole(
                gate.of(viewer, tip).files().stream().map(file -> file(file, report)).toList()));
  }

  private static FileAnswer file(TipGate.GatedFile file, TipReport report) {
    return new FileAnswer(
        file.id(),
        file.place(),
        file.isOpen(),
        file.state().reason(),
        file.state().source(),
        report.files().stream().filter(stated -> stated.place().equals(file.place())).findFirst());
  }

  @May(Action.SEE_TIPS)
  @Summary("What happened to a tip, the newest first")
  @GetMapping("/history")
  Slice<TipDesk.Change> history(Viewer viewer, @PathVariable UUID tip, SliceRequest request) {
    return opened(viewer, tip, (row, report) -> desk.changes(viewer, tip, request));
  }

  @May(Action.SEE_TIPS)
  @Summary("The notes on a tip, the oldest first")
  @GetMapping("/notes")
  Slice<TipDesk.Note> notes(Viewer viewer, @PathVariable UUID tip) {
    return opened(viewer, tip, (row, report) -> Slice.whole(desk.notes(viewer, tip)));
  }

  @May(Action.WORK_TIPS)
  @Summary(value = "Adds a note", status = 201)
  @PostMapping("/notes")
  ResponseEntity<Made> note(
      Viewer viewer, @PathVariable UUID tip, IdempotencyKey key, @RequestBody NewTipNote wanted) {
    return idempotency.part(viewer, key, wanted, () -> desk.addNote(viewer, tip, wanted.body()));
  }

  @May(Action.SEE_TIPS)
  @Summary("The tasks on a tip, the open ones first")
  @GetMapping("/tasks")
  Slice<TipDesk.Task> tasks(Viewer viewer, @PathVariable UUID tip) {
    return opened(viewer, tip, (row, report) -> Slice.whole(desk.tasks(viewer, tip)));
  }

  @May(Action.WORK_TIPS)
  @Summary(value = "Adds a task; for somebody else, with the right to assign", status = 201)
  @PostMapping("/tasks")
  ResponseEntity<Made> task(
      Viewer viewer, @PathVariable UUID tip, IdempotencyKey key, @RequestBody NewTask wanted) {
    UUID owner = wanted.owner().orElse(viewer.account());
    return idempotency.part(
        viewer, key, wanted, () -> desk.addTask(viewer, tip, wanted.title(), owner, wanted.due()));
  }

  @May(Action.WORK_TIPS)
  @Summary("Marks a task as done; once more changes nothing")
  @PostMapping("/tasks/{task}/finish")
  Slice<TipDesk.Task> finish(Viewer viewer, @PathVariable UUID tip, @PathVariable UUID task) {
    return transactions.write(
        viewer,
        () -> {
          desk.finishTask(viewer, tip, task);
          return Slice.whole(desk.tasks(viewer, tip));
        });
  }

  @May(Action.WORK_TIPS)
  @Summary("Takes a tip, gives it back, or, with the right to assign, gives it to somebody")
  @PostMapping("/assign")
  ResponseEntity<TipRow> assign(
      Viewer viewer, @PathVariable UUID tip, IfMatch match, @RequestBody NewAssignee wanted) {
    return changed(viewer, tip, match, () -> desk.assign(viewer, tip, wanted.account()));
  }

  @May(Action.CLOSE_TIPS)
  @Summary("Closes a tip")
  @PostMapping("/close")
  ResponseEntity<TipRow> close(
      Viewer viewer, @PathVariable UUID tip, IfMatch match, @RequestBody NewClosing wanted) {
    return changed(
        viewer,
        tip,
        match,
        () -> desk.close(viewer, tip, wanted.reason(), wanted.words().orElse("")));
  }

  @May(Action.CLOSE_TIPS)
  @Summary("Opens a closed tip again")
  @PostMapping("/reopen")
  ResponseEntity<TipRow> reopen(
      Viewer viewer, @PathVariable UUID tip, IfMatch match, @RequestBody NewReopening wanted) {
    return changed(
        viewer,
        tip,
        match,
        () -> {
          desk.reopen(viewer, tip, wanted.words().orElse(""));
          priorities.rescore(viewer, List.of(tip));
        });
  }

  private ResponseEntity<TipRow> changed(Viewer viewer, UUID tip, IfMatch match, Runnable act) {
    return transactions.write(
        viewer,
        () -> {
          match.require(queue.lock(viewer, tip));
          act.run();
          TipRow row = queue.one(viewer, tip);
          return IfMatch.tagged(row.version(), row);
        });
  }
}
