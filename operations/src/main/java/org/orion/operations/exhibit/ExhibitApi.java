package org.orion.operations.exhibit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
import org.orion.operations.enforcement.LocalMoment;
import org.orion.operations.exhibit.Exhibit.Facts;
import org.orion.operations.exhibit.Exhibit.Keeper;
import org.orion.operations.exhibit.Exhibit.Kind;
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

/// Exhibits for programs: lists, the examination queue, one exhibit with its chain of custody;
/// entering and correcting them. The tag of an exhibit is its version: how many rows its chain has.
/// What is done with it is in [CustodyApi].
@RestController
@RequestMapping("/api/v1")
final class ExhibitApi {
  private final Exhibits exhibits;
  private final Custody custody;
  private final StoragePlaces places;
  private final Cases cases;
  private final Idempotency idempotency;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  ExhibitApi(
      Exhibits exhibits,
      Custody custody,
      StoragePlaces places,
      Cases cases,
      Idempotency idempotency,
      AuditTrail audit,
      ViewerTransactions transactions) {
    this.exhibits = exhibits;
    this.custody = custody;
    this.places = places;
    this.cases = cases;
    this.idempotency = idempotency;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// An exhibit that is entered. Whoever enters it has it.
  ///
  /// @param seal empty, when absent
  /// @param facts what is stated of it
  record NewExhibit(Optional<String> seal, StatedExhibit facts) {}

  /// All that is stated of an exhibit: what is absent is taken away.
  ///
  /// @param seizedAt what clocks at the place showed, as `2026-03-01T05:30`
  /// @param zone of these clocks, by the IANA's name
  /// @param clockOffsetSeconds how far the exhibit's own clock was ahead; absent where nobody
  ///   looked
  /// @param authority the number of the legal authority
  /// @param examine whether somebody is to examine it
  record StatedExhibit(
      String number,
      Kind kind,
      Optional<String> make,
      Optional<String> model,
      Optional<String> serial,
      Optional<String> description,
      String seizedAt,
      String zone,
      Optional<Integer> clockOffsetSeconds,
      String place,
      String seizedBy,
      String authority,
      boolean examine) {
    Facts facts() {
      return new Facts(
          number,
          kind,
          make.orElse(""),
          model.orElse(""),
          serial.orElse(""),
          description.orElse(""),
          LocalMoment.of(seizedAt, zone),
          clockOffsetSeconds.map(OptionalInt::of).orElseGet(OptionalInt::empty),
          place,
          seizedBy,
          authority,
          examine);
    }
  }

  /// A chain of custody.
  ///
  /// @param brokenAt the first entry that is not as it was written, or one more than there are
  ///   where the last ones are missing; absent where the chain holds
  record Chain(List<CustodyEntry> items, OptionalInt brokenAt) {
    Chain {
      items = List.copyOf(items);
    }
  }

  @May(Action.SEE_EXHIBITS)
  @Summary(
      "The agency's exhibits that are here, unless told, the latest seizure first; with"
          + " `show=waiting` the examination queue in its order")
  @GetMapping("/exhibits")
  Slice<Exhibit> list(
      Viewer viewer,
      SliceRequest request,
      @RequestParam Optional<String> state,
      @RequestParam Optional<String> kind,
      @RequestParam Optional<String> show,
      @RequestParam Optional<String> holder,
      @RequestParam Optional<String> storage,
      @RequestParam Optional<String> operation,
      @RequestParam Optional<String> from,
      @RequestParam Optional<String> to,
      @RequestParam Optional<String> q) {
    Map<String, String> values = new HashMap<>();
    state.ifPresent(value -> values.put("state", value));
    kind.ifPresent(value -> values.put("kind", value));
    show.ifPresent(value -> values.put("show", value));
    holder.ifPresent(value -> values.put("holder", value));
    storage.ifPresent(value -> values.put("storage", value));
    operation.ifPresent(value -> values.put("operation", value));
    from.ifPresent(value -> values.put("from", value));
    to.ifPresent(value -> values.put("to", value));
    q.ifPresent(value -> values.put("q", value));
    ExhibitFilter filter = ExhibitFilter.of(values);
    return transactions.write(viewer, () -> exhibits.list(viewer, filter, request));
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("How many of the agency's exhibits need somebody")
  @GetMapping("/exhibits/counts")
  Exhibits.Due counts(Viewer viewer) {
    return transactions.read(viewer, () -> exhibits.due(viewer));
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("The exhibits of a case, by their numbers")
  @GetMapping("/cases/{case}/exhibits")
  Slice<Exhibit> ofCase(Viewer viewer, @PathVariable("case") UUID id, SliceRequest request) {
    return transactions.write(
        viewer,
        () -> {
          cases.open(viewer, id);
          return exhibits.inCase(viewer, id, request);
        });
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary(value = "Enters what was seized in a case; who enters it has it", status = 201)
  @PostMapping("/cases/{case}/exhibits")
  ResponseEntity<Made> enter(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewExhibit wanted) {
    return idempotency.at(
        "/api/v1/exhibits/",
        viewer,
        key,
        wanted,
        () -> {
          cases.own(viewer, id);
          return exhibits.enter(
              viewer, id, new Exhibits.Entered(wanted.facts().facts(), wanted.seal().orElse("")));
        });
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("An exhibit; the code on its label leads to a page whose address has its number")
  @GetMapping("/exhibits/{exhibit}")
  ResponseEntity<Exhibit> one(Viewer viewer, @PathVariable UUID exhibit) {
    return transactions.write(
        viewer,
        () -> {
          Exhibit found = exhibits.find(viewer, exhibit);
          audit.record(viewer, Act.of("open", "exhibit", exhibit));
          return tagged(found);
        });
  }

  static ResponseEntity<Exhibit> tagged(Exhibit found) {
    return IfMatch.tagged(found.version(), found);
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Corrects what is stated of an exhibit; its chain of custody keeps what it was")
  @PutMapping("/exhibits/{exhibit}")
  ResponseEntity<Exhibit> correct(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody StatedExhibit wanted) {
    return transactions.write(
        viewer,
        () -> {
          match.require(exhibits.lock(viewer, exhibit));
          exhibits.correct(viewer, exhibit, match.version(), wanted.facts());
          return tagged(exhibits.own(viewer, exhibit));
        });
  }

  @May(Action.SEE_EXHIBITS)
  @Summary("The chain of custody of an exhibit of one's agency, and whether it holds")
  @GetMapping("/exhibits/{exhibit}/custody")
  ResponseEntity<Chain> custody(Viewer viewer, @PathVariable UUID exhibit) {
    return transactions.write(
        viewer,
        () -> {
          exhibits.hold(exhibit);
          Exhibit found = exhibits.own(viewer, exhibit);
          audit.record(viewer, Act.of("open", "exhibit", exhibit));
          List<CustodyRow> rows = custody.rows(exhibit);
          return IfMatch.tagged(
              found.version(),
              new Chain(CustodyEntry.of(rows), custody.verify(exhibit, rows).brokenAt()));
        });
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("To whom an exhibit can be offered")
  @GetMapping("/exhibits/{exhibit}/addressees")
  Slice<Keeper> addressees(Viewer viewer, @PathVariable UUID exhibit) {
    return transactions.read(
        viewer, () -> Slice.whole(custody.addressees(viewer, exhibits.own(viewer, exhibit))));
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("The places where the agency keeps exhibits, those in use first; at most 1,000")
  @GetMapping("/storage-places")
  Slice<StoragePlaces.Place> places(Viewer viewer) {
    return transactions.read(viewer, () -> Slice.whole(places.list(viewer)));
  }
}
