package org.orion.operations.enforcement;

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
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Person.Stage;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Arrests, charges and court dates for programs.
@RestController
@RequestMapping("/api/v1")
final class ArrestApi {
  private final Arrests arrests;
  private final Charges charges;
  private final Cases cases;
  private final Idempotency idempotency;
  private final ViewerTransactions transactions;

  ArrestApi(
      Arrests arrests,
      Charges charges,
      Cases cases,
      Idempotency idempotency,
      ViewerTransactions transactions) {
    this.arrests = arrests;
    this.charges = charges;
    this.cases = cases;
    this.idempotency = idempotency;
    this.transactions = transactions;
  }

  /// @param action that it was part of
  /// @param at what clocks at the place show, as `2026-03-01T05:30`, in `zone`
  /// @param stage where the person stands from that day on; left as it is, when absent
  /// @param source of the stage
  record NewArrest(
      UUID person,
      Optional<UUID> action,
      String at,
      String zone,
      String country,
      String place,
      String byWhom,
      Arrests.Outcome outcome,
      Optional<Stage> stage,
      Optional<String> source) {
    Arrests.Stated stated() {
      return new Arrests.Stated(
          person,
          action,
          LocalMoment.of(at, zone),
          country,
          place,
          byWhom,
          outcome,
          stage,
          source.orElse(""));
    }
  }

  record Annulment(String reason) {}

  record NewCharge(
      UUID person,
      String system,
      Optional<String> version,
      String code,
      String label,
      String statute,
      LocalDate filedOn) {
    Charges.Stated stated() {
      return new Charges.Stated(person, system, version.orElse(""), code, label, statute, filedOn);
    }
  }

  record NewDecision(
      Charges.Decision kind, LocalDate onDay, String court, Optional<String> words) {}

  record NewCourtDate(UUID person, String at, String zone, String court, String purpose) {}

  record NewOutcome(String outcome) {}

  private <T> Slice<T> read(Viewer viewer, UUID id, Supplier<List<T>> part) {
    return transactions.write(
        viewer,
        () -> {
          cases.open(viewer, id);
          return Slice.whole(part.get());
        });
  }

  /// The case is asked for first: who may not see it learns nothing of what is wrong with the rest.
  private ResponseEntity<Made> made(
      Viewer viewer, UUID id, IdempotencyKey key, Object wanted, Supplier<UUID> act) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () -> {
          cases.own(viewer, id);
          return act.get();
        });
  }

  @May(Action.SEE_CASES)
  @Summary("The arrests that count, the newest first; `from` and `to` are days in UTC")
  @GetMapping("/arrests")
  Slice<Arrests.Arrest> list(
      Viewer viewer,
      SliceRequest request,
      @RequestParam Optional<UUID> operation,
      @RequestParam Optional<String> country,
      @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) Optional<LocalDate> from,
      @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) Optional<LocalDate> to) {
    Arrests.Filter filter =
        new Arrests.Filter(operation, ChargePages.country(country.orElse("")), from, to);
    return transactions.write(viewer, () -> arrests.list(viewer, filter, request));
  }

  @May(Action.SEE_CASES)
  @Summary("The arrests of a case, at most 500, those that were annulled too")
  @GetMapping("/cases/{case}/arrests")
  Slice<Arrests.Arrest> ofCase(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> arrests.of(id));
  }

  @May(Action.RECORD_ARRESTS)
  @Summary(value = "Records an arrest of a person of the case", status = 201)
  @PostMapping("/cases/{case}/arrests")
  ResponseEntity<Made> arrest(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewArrest wanted) {
    return made(viewer, id, key, wanted, () -> arrests.record(viewer, id, wanted.stated()));
  }

  @May(Action.RECORD_ARRESTS)
  @Summary(
      value = "Says that an arrest was entered in error: it stays, and counts no more",
      status = 204)
  @PostMapping("/cases/{case}/arrests/{arrest}/annul")
  ResponseEntity<Void> annul(
      Viewer viewer,
      @PathVariable("case") UUID id,
      @PathVariable UUID arrest,
      @RequestBody Annulment wanted) {
    transactions.write(viewer, () -> arrests.annul(viewer, id, arrest, wanted.reason()));
    return ResponseEntity.noContent().build();
  }

  @May(Action.SEE_CASES)
  @Summary("The charges of a case, at most 500, each with what a court decided last")
  @GetMapping("/cases/{case}/charges")
  Slice<Charges.Charge> charges(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> charges.of(id));
  }

  @May(Action.RECORD_ARRESTS)
  @Summary(value = "Records a charge against a person of the case", status = 201)
  @PostMapping("/cases/{case}/charges")
  ResponseEntity<Made> charge(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewCharge wanted) {
    return made(viewer, id, key, wanted, () -> charges.charge(viewer, id, wanted.stated()));
  }

  @May(Action.RECORD_ARRESTS)
  @Summary(value = "Records what a court decided of a charge", status = 201)
  @PostMapping("/cases/{case}/charges/{charge}/decisions")
  ResponseEntity<Made> decide(
      Viewer viewer,
      @PathVariable("case") UUID id,
      @PathVariable UUID charge,
      IdempotencyKey key,
      @RequestBody NewDecision wanted) {
    return made(
        viewer,
        id,
        key,
        wanted,
        () ->
            charges.decide(
                viewer,
                id,
                charge,
                wanted.kind(),
                wanted.onDay(),
                wanted.court(),
                wanted.words().orElse("")));
  }

  @May(Action.SEE_CASES)
  @Summary("The court dates of a case, at most 500; the version of one is its tag")
  @GetMapping("/cases/{case}/court-dates")
  Slice<Charges.CourtDate> courtDates(Viewer viewer, @PathVariable("case") UUID id) {
    return read(viewer, id, () -> charges.courtDates(id));
  }

  @May(Action.RECORD_ARRESTS)
  @Summary(value = "Adds a court date", status = 201)
  @PostMapping("/cases/{case}/court-dates")
  ResponseEntity<Made> addCourtDate(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewCourtDate wanted) {
    return made(
        viewer,
        id,
        key,
        wanted,
        () ->
            charges.addCourtDate(
                viewer,
                id,
                wanted.person(),
                LocalMoment.of(wanted.at(), wanted.zone()),
                wanted.court(),
                wanted.purpose()));
  }

  @May(Action.RECORD_ARRESTS)
  @Summary("Says what came of a court date")
  @PostMapping("/cases/{case}/court-dates/{date}/outcome")
  ResponseEntity<Charges.CourtDate> outcome(
      Viewer viewer,
      @PathVariable("case") UUID id,
      @PathVariable("date") UUID courtDate,
      IfMatch match,
      @RequestBody NewOutcome wanted) {
    return transactions.write(
        viewer,
        () -> {
          match.require(charges.lockCourtDate(viewer, id, courtDate));
          charges.outcome(viewer, id, courtDate, match.version(), wanted.outcome());
          Charges.CourtDate found = charges.courtDate(id, courtDate);
          return IfMatch.tagged(found.version(), found);
        });
  }
}
