package org.orion.operations.child;

import java.time.LocalDate;
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
import org.orion.operations.child.Child.Confidence;
import org.orion.operations.child.Child.Fact;
import org.orion.operations.child.Child.Relation;
import org.orion.operations.child.Child.StepKind;
import org.orion.operations.investigation.Cases;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Children for programs, by their codes. No route leads to the sealed identity of a child who was
/// harmed: [ChildIdentities] has pages alone. The tag of a child is its version, which counts
/// changes of how long its identity is kept.
@RestController
@RequestMapping("/api/v1")
final class ChildApi {
  private final Children children;
  private final ChildDesk desk;
  private final ObjectProvider<ChildSeries> series;
  private final Cases cases;
  private final Idempotency idempotency;
  private final ViewerTransactions transactions;

  ChildApi(
      Children children,
      ChildDesk desk,
      ObjectProvider<ChildSeries> series,
      Cases cases,
      Idempotency idempotency,
      ViewerTransactions transactions) {
    this.children = children;
    this.desk = desk;
    this.series = series;
    this.cases = cases;
    this.idempotency = idempotency;
    this.transactions = transactions;
  }

  record NewFact(Fact fact, LocalDate onDay, String source, Confidence confidence) {
    ChildDesk.Stated stated() {
      return new ChildDesk.Stated(fact, onDay, source, confidence);
    }
  }

  /// @param keepUntil how long the child's identity is kept
  record NewChild(LocalDate keepUntil, NewFact first) {}

  /// @param holds whether it is true at all
  record Correction(LocalDate onDay, String source, Confidence confidence, boolean holds) {}

  /// @param code of a person of the agency's cases
  record NewNear(String code, Relation kind, String source) {}

  /// @param owner the caller, when absent
  record NewStep(
      StepKind kind,
      String title,
      Optional<String> place,
      Optional<UUID> owner,
      Optional<LocalDate> due) {}

  record NewRetention(LocalDate keepUntil, String reason) {}

  record NewCaseOfChild(UUID investigation) {}

  record LeavingCase(UUID investigation, String reason) {}

  /// The children of a case.
  ///
  /// @param items of one's own agency
  /// @param shared of another agency's case that is shared: code and status alone
  record OfCase(List<Children.Row> items, List<Children.Shared> shared) {}

  private <T> Slice<T> read(Viewer viewer, UUID child, Supplier<List<T>> part) {
    return transactions.write(
        viewer,
        () -> {
          children.open(viewer, child);
          return Slice.whole(part.get());
        });
  }

  private ResponseEntity<Void> done(Viewer viewer, Runnable act) {
    transactions.write(viewer, act);
    return ResponseEntity.noContent().build();
  }

  private static ResponseEntity<Children.Row> tagged(Children.Row found) {
    return IfMatch.tagged(found.child().version(), found);
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The agency's children, the latest number first; `due`: whose identity is kept too long")
  @GetMapping("/children")
  Slice<Children.Row> list(
      Viewer viewer,
      SliceRequest request,
      @RequestParam Optional<Fact> fact,
      @RequestParam(defaultValue = "false") boolean due) {
    return transactions.write(viewer, () -> children.list(viewer, fact, due, request));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The children of a case, at most 1,000")
  @GetMapping("/cases/{case}/children")
  OfCase ofCase(Viewer viewer, @PathVariable("case") UUID id) {
    return transactions.write(
        viewer,
        () -> {
          cases.open(viewer, id);
          return new OfCase(children.of(id), children.shared(id));
        });
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Records a child of a case, with the first fact of its status", status = 201)
  @PostMapping("/cases/{case}/children")
  ResponseEntity<Made> add(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewChild wanted) {
    return idempotency.at(
        "/api/v1/children/",
        viewer,
        key,
        wanted,
        () -> {
          UUID child = children.add(viewer, id, wanted.keepUntil());
          desk.state(viewer, child, wanted.first().stated());
          return child;
        });
  }

  @May(Action.SEE_CHILDREN)
  @Summary("A child by its code, and the facts that hold")
  @GetMapping("/children/{child}")
  ResponseEntity<Children.Row> one(Viewer viewer, @PathVariable UUID child) {
    return transactions.write(viewer, () -> tagged(children.open(viewer, child)));
  }

  @May(Action.WORK_CHILDREN)
  @Summary("Sets how long a child's identity is kept")
  @PostMapping("/children/{child}/retention")
  ResponseEntity<Children.Row> keep(
      Viewer viewer, @PathVariable UUID child, IfMatch match, @RequestBody NewRetention wanted) {
    return transactions.write(
        viewer,
        () -> {
          match.require(children.lock(viewer, child));
          children.keep(viewer, child, match.version(), wanted.keepUntil(), wanted.reason());
          return tagged(children.one(child));
        });
  }

  @May(Action.SEE_CHILDREN)
  @Summary("All that was ever said of a child's status, by its day")
  @GetMapping("/children/{child}/facts")
  Slice<ChildDesk.Said> facts(Viewer viewer, @PathVariable UUID child) {
    return read(viewer, child, () -> desk.facts(child));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "States what became true of a child, and on which day", status = 201)
  @PostMapping("/children/{child}/facts")
  ResponseEntity<Made> state(
      Viewer viewer, @PathVariable UUID child, IdempotencyKey key, @RequestBody NewFact wanted) {
    return idempotency.part(viewer, key, wanted, () -> desk.state(viewer, child, wanted.stated()));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Corrects what was said by a newer row of the same fact, once", status = 201)
  @PostMapping("/children/{child}/facts/{said}/correct")
  ResponseEntity<Made> correct(
      Viewer viewer,
      @PathVariable UUID child,
      @PathVariable UUID said,
      IdempotencyKey key,
      @RequestBody Correction wanted) {
    // The fact is that of the corrected row.
    ChildDesk.Stated stated =
        new ChildDesk.Stated(
            Fact.UNIDENTIFIED, wanted.onDay(), wanted.source(), wanted.confidence());
    return idempotency.part(
        viewer, key, wanted, () -> desk.correct(viewer, child, said, stated, wanted.holds()));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The people near a child whom one may see")
  @GetMapping("/children/{child}/relations")
  Slice<ChildDesk.Near> near(Viewer viewer, @PathVariable UUID child) {
    return read(viewer, child, () -> desk.near(child));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Says how a person of the agency's cases is near a child", status = 204)
  @PostMapping("/children/{child}/relations")
  ResponseEntity<Void> relate(
      Viewer viewer, @PathVariable UUID child, @RequestBody NewNear wanted) {
    return done(
        viewer, () -> desk.relate(viewer, child, wanted.code(), wanted.kind(), wanted.source()));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Takes it back", status = 204)
  @DeleteMapping("/children/{child}/relations/{near}")
  ResponseEntity<Void> unrelate(Viewer viewer, @PathVariable UUID child, @PathVariable UUID near) {
    return done(viewer, () -> desk.unrelate(viewer, child, near));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("What is to be done for a child, and what was done")
  @GetMapping("/children/{child}/steps")
  Slice<ChildDesk.Step> steps(Viewer viewer, @PathVariable UUID child) {
    return read(viewer, child, () -> desk.steps(child));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Adds a step", status = 201)
  @PostMapping("/children/{child}/steps")
  ResponseEntity<Made> addStep(
      Viewer viewer, @PathVariable UUID child, IdempotencyKey key, @RequestBody NewStep wanted) {
    ChildDesk.StatedStep stated =
        new ChildDesk.StatedStep(
            wanted.kind(),
            wanted.title(),
            wanted.place().orElse(""),
            wanted.owner().orElse(viewer.account()),
            wanted.due());
    return idempotency.part(viewer, key, wanted, () -> desk.addStep(viewer, child, stated));
  }

  @May(Action.WORK_CHILDREN)
  @Summary("Marks a step as done today; the first day stays")
  @PostMapping("/children/{child}/steps/{step}/finish")
  Slice<ChildDesk.Step> finish(Viewer viewer, @PathVariable UUID child, @PathVariable UUID step) {
    return transactions.write(
        viewer,
        () -> {
          desk.finishStep(viewer, child, step, children.today());
          return Slice.whole(desk.steps(child));
        });
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The cases of a child that one may see")
  @GetMapping("/children/{child}/cases")
  Slice<Children.InCase> casesOf(Viewer viewer, @PathVariable UUID child) {
    return read(viewer, child, () -> children.casesOf(child));
  }

  @May(Action.WORK_CHILDREN)
  @Summary("Makes a child part of another case")
  @PostMapping("/children/{child}/cases")
  Slice<Children.InCase> link(
      Viewer viewer, @PathVariable UUID child, @RequestBody NewCaseOfChild wanted) {
    return transactions.write(
        viewer,
        () -> {
          children.link(viewer, child, wanted.investigation());
          return Slice.whole(children.casesOf(child));
        });
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Takes a child out of a case; its last case stays", status = 204)
  @PostMapping("/children/{child}/cases/unlink")
  ResponseEntity<Void> unlink(
      Viewer viewer, @PathVariable UUID child, @RequestBody LeavingCase wanted) {
    return done(
        viewer, () -> children.unlink(viewer, child, wanted.investigation(), wanted.reason()));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The series that a child was identified in")
  @GetMapping("/children/{child}/series")
  Slice<ChildSeries.InSeries> seriesOf(Viewer viewer, @PathVariable UUID child) {
    return read(
        viewer, child, () -> series.stream().flatMap(one -> one.of(child).stream()).toList());
  }

  @May(Action.SEE_CHILDREN)
  @Summary("What happened to a child's record, the newest first; the 500 newest")
  @GetMapping("/children/{child}/history")
  Slice<Children.Change> history(Viewer viewer, @PathVariable UUID child) {
    return read(viewer, child, () -> children.changes(child));
  }
}
