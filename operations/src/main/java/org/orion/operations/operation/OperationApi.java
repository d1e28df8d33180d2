package org.orion.operations.operation;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
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
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Operations for programs. The tag of an operation is its version.
@RestController
@RequestMapping("/api/v1/operations")
final class OperationApi {
  private final Operations operations;
  private final OperationDesk desk;
  private final Idempotency idempotency;
  private final ViewerTransactions transactions;
  private final Clock clock;

  OperationApi(
      Operations operations,
      OperationDesk desk,
      Idempotency idempotency,
      ViewerTransactions transactions,
      Clock clock) {
    this.operations = operations;
    this.desk = desk;
    this.idempotency = idempotency;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// All that is stated of an operation: what is absent is taken away.
  record StatedOperation(
      String name, Optional<String> objectives, LocalDate startsOn, Optional<LocalDate> endsOn) {
    Operations.Stated stated() {
      return new Operations.Stated(name, objectives.orElse(""), startsOn, endsOn);
    }
  }

  record NewState(Operation.State state) {}

  record AgencyWanted(String agency) {}

  record NewPhase(String name, LocalDate startsOn, Optional<LocalDate> endsOn) {}

  record NewOperationNote(String body) {}

  private static ResponseEntity<Operation> tagged(Operation found) {
    return IfMatch.tagged(found.version(), found);
  }

  private ResponseEntity<Operation> changed(Viewer viewer, UUID id, IfMatch match, Runnable act) {
    return transactions.write(
        viewer,
        () -> {
          match.require(operations.lock(viewer, id));
          act.run();
          return tagged(operations.one(id));
        });
  }

  private <T> Slice<T> read(Viewer viewer, UUID id, Supplier<List<T>> part) {
    return transactions.write(
        viewer,
        () -> {
          operations.open(viewer, id);
          return Slice.whole(part.get());
        });
  }

  @May(Action.SEE_OPERATION)
  @Summary("The operations that one's agency takes part in, the running ones first")
  @GetMapping
  Slice<Operation> list(Viewer viewer, SliceRequest request) {
    return transactions.write(viewer, () -> operations.list(viewer, request));
  }

  @May(Action.MANAGE_OPERATION)
  @Summary(value = "Makes an operation that one's agency leads", status = 201)
  @PostMapping
  ResponseEntity<Made> add(Viewer viewer, IdempotencyKey key, @RequestBody StatedOperation wanted) {
    return idempotency.at(
        "/api/v1/operations/", viewer, key, wanted, () -> operations.add(viewer, wanted.stated()));
  }

  @May(Action.SEE_OPERATION)
  @Summary("An operation")
  @GetMapping("/{operation}")
  ResponseEntity<Operation> one(Viewer viewer, @PathVariable("operation") UUID id) {
    return transactions.write(viewer, () -> tagged(operations.open(viewer, id)));
  }

  @May(Action.MANAGE_OPERATION)
  @Summary("Changes what is stated of an operation that one's agency leads")
  @PutMapping("/{operation}")
  ResponseEntity<Operation> edit(
      Viewer viewer,
      @PathVariable("operation") UUID id,
      IfMatch match,
      @RequestBody StatedOperation wanted) {
    return changed(
        viewer, id, match, () -> operations.edit(viewer, id, match.version(), wanted.stated()));
  }

  @May(Action.MANAGE_OPERATION)
  @Summary("Starts an operation, ends it, or takes it up again")
  @PostMapping("/{operation}/state")
  ResponseEntity<Operation> state(
      Viewer viewer,
      @PathVariable("operation") UUID id,
      IfMatch match,
      @RequestBody NewState wanted) {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    return changed(viewer, id, match, () -> operations.state(viewer, id, wanted.state(), today));
  }

  @May(Action.SEE_OPERATION)
  @Summary("The agencies that take part")
  @GetMapping("/{operation}/agencies")
  Slice<OperationDesk.Participant> agencies(Viewer viewer, @PathVariable("operation") UUID id) {
    return read(viewer, id, () -> desk.participants(id));
  }

  @May(Action.MANAGE_OPERATION)
  @Summary("Takes an agency in; once more, it changes nothing")
  @PostMapping("/{operation}/agencies")
  Slice<OperationDesk.Participant> join(
      Viewer viewer, @PathVariable("operation") UUID id, @RequestBody AgencyWanted wanted) {
    return transactions.write(
        viewer,
        () -> {
          desk.join(viewer, id, wanted.agency());
          return Slice.whole(desk.participants(id));
        });
  }

  @May(Action.MANAGE_OPERATION)
  @Summary(value = "Takes an agency out: one's own, or any where one's agency leads", status = 204)
  @PostMapping("/{operation}/agencies/leave")
  ResponseEntity<Void> leave(
      Viewer viewer, @PathVariable("operation") UUID id, @RequestBody AgencyWanted wanted) {
    transactions.write(viewer, () -> desk.leave(viewer, id, wanted.agency()));
    return ResponseEntity.noContent().build();
  }

  @May(Action.SEE_OPERATION)
  @Summary("The phases of an operation")
  @GetMapping("/{operation}/phases")
  Slice<OperationDesk.Phase> phases(Viewer viewer, @PathVariable("operation") UUID id) {
    return read(viewer, id, () -> desk.phases(id));
  }

  @May(Action.MANAGE_OPERATION)
  @Summary(value = "Adds a phase", status = 201)
  @PostMapping("/{operation}/phases")
  ResponseEntity<Made> addPhase(
      Viewer viewer,
      @PathVariable("operation") UUID id,
      IdempotencyKey key,
      @RequestBody NewPhase wanted) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () -> desk.addPhase(viewer, id, wanted.name(), wanted.startsOn(), wanted.endsOn()));
  }

  @May(Action.MANAGE_OPERATION)
  @Summary(value = "Removes a phase", status = 204)
  @DeleteMapping("/{operation}/phases/{phase}")
  ResponseEntity<Void> removePhase(
      Viewer viewer, @PathVariable("operation") UUID id, @PathVariable UUID phase) {
    transactions.write(viewer, () -> desk.removePhase(viewer, id, phase));
    return ResponseEntity.noContent().build();
  }

  @May(Action.SEE_OPERATION)
  @Summary(
      "The notes of an operation, which all its agencies read, the oldest first; at most 1,000")
  @GetMapping("/{operation}/notes")
  Slice<OperationDesk.Note> notes(Viewer viewer, @PathVariable("operation") UUID id) {
    return read(viewer, id, () -> desk.notes(id));
  }

  @May(Action.SEE_OPERATION)
  @Summary(value = "Writes a note for all agencies of the operation", status = 201)
  @PostMapping("/{operation}/notes")
  ResponseEntity<Made> addNote(
      Viewer viewer,
      @PathVariable("operation") UUID id,
      IdempotencyKey key,
      @RequestBody NewOperationNote wanted) {
    return idempotency.part(viewer, key, wanted, () -> desk.addNote(viewer, id, wanted.body()));
  }

  @May(Action.SEE_OPERATION)
  @Summary("What happened to an operation, the newest first; the 500 newest")
  @GetMapping("/{operation}/history")
  Slice<OperationDesk.Change> history(Viewer viewer, @PathVariable("operation") UUID id) {
    return read(viewer, id, () -> desk.changes(id));
  }
}
