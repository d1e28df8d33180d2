package org.orion.operations.statistics;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Idempotency;
import org.orion.operations.api.IdempotencyKey;
import org.orion.operations.api.Made;
import org.orion.operations.api.Slice;
import org.orion.operations.api.Summary;
import org.orion.operations.database.KeptCounts;
import org.orion.operations.operation.Operations;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Figures for programs: the exact ones of an operation to those who take part in it, as its page
/// shows them, and what was released.
@RestController
@RequestMapping("/api/v1")
final class FigureApi {
  private final Figures figures;
  private final Releases releases;
  private final Operations operations;
  private final Idempotency idempotency;
  private final ViewerTransactions transactions;
  private final Clock clock;

  FigureApi(
      Figures figures,
      Releases releases,
      Operations operations,
      Idempotency idempotency,
      ViewerTransactions transactions,
      Clock clock) {
    this.figures = figures;
    this.releases = releases;
    this.operations = operations;
    this.idempotency = idempotency;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// A figure of a table.
  ///
  /// @param line empty for the last line, which is the total; `spot` for the last spot
  /// @param figure absent where it is suppressed
  record FigureAnswer(CatalogueTable table, String line, String spot, OptionalLong figure) {}

  /// @param asOf the time of which they hold
  /// @param figures line by line
  record FiguresAnswer(LocalDate from, LocalDate to, Instant asOf, List<FigureAnswer> figures) {}

  record ReleaseAnswer(Release release, List<FigureAnswer> figures) {}

  /// @param quarter a closed one, as `2026-Q1`
  /// @param presentations how many were given, as the agency states it
  record NewRelease(String quarter, OptionalInt presentations) {}

  private static FigureAnswer answer(
      CatalogueTable table, String line, String spot, OptionalLong figure) {
    return new FigureAnswer(table, line, spot, figure);
  }

  @May(Action.SEE_OPERATION)
  @Summary("The exact figures of an operation, over its days up to now")
  @GetMapping("/operations/{operation}/figures")
  FiguresAnswer figures(Viewer viewer, @PathVariable("operation") UUID id) {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    Scope scope = transactions.read(viewer, () -> Scope.of(operations.one(id), today));
    KeptCounts.Counted<List<Fact>> counted = figures.counted(viewer, scope);
    return transactions.write(
        viewer,
        () -> {
          operations.open(viewer, id);
          Figures.Exact exact = figures.exact(viewer, scope, counted);
          return new FiguresAnswer(
              scope.from(),
              scope.to(),
              exact.asOf(),
              exact.tables().figures().stream()
                  .map(one -> answer(one.table(), one.line(), one.spot(), one.figure()))
                  .toList());
        });
  }

  @May(Action.PUBLISH_FIGURES)
  @Summary(value = "Releases the figures of an operation that has ended, once", status = 201)
  @PostMapping("/operations/{operation}/release")
  ResponseEntity<Made> release(
      Viewer viewer, @PathVariable("operation") UUID id, IdempotencyKey key) {
    return idempotency.at(
        "/api/v1/releases/", viewer, key, id, () -> releases.operation(viewer, id));
  }

  @May(Action.SEE_RELEASES)
  @Summary("The figures that were released, the newest first; the 500 newest")
  @GetMapping("/releases")
  Slice<Release> list(Viewer viewer) {
    return transactions.write(viewer, () -> Slice.whole(releases.list(viewer)));
  }

  @May(Action.PUBLISH_FIGURES)
  @Summary(value = "Releases the figures of the agency's quarter, once", status = 201)
  @PostMapping("/releases")
  ResponseEntity<Made> quarter(Viewer viewer, IdempotencyKey key, @RequestBody NewRelease wanted) {
    return idempotency.at(
        "/api/v1/releases/",
        viewer,
        key,
        wanted,
        () -> releases.quarter(viewer, wanted.quarter(), wanted.presentations()));
  }

  @May(Action.SEE_RELEASES)
  @Summary("A release with its figures; what is absent is suppressed")
  @GetMapping("/releases/{release}")
  ReleaseAnswer one(Viewer viewer, @PathVariable("release") UUID id) {
    return transactions.write(
        viewer,
        () ->
            new ReleaseAnswer(
                releases.one(viewer, id),
                releases.told(id).stream()
                    .map(one -> answer(one.table(), one.line(), one.spot(), one.figure()))
                    .toList()));
  }
}
