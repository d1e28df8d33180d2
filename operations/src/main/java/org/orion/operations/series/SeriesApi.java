package org.orion.operations.series;

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
import org.orion.operations.series.Series.LeadKind;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The identification board for programs. The tag of a series is its version.
@RestController
@RequestMapping("/api/v1/series")
final class SeriesApi {
  private final Board board;
  private final SeriesDesk desk;
  private final Idempotency idempotency;
  private final ViewerTransactions transactions;

  SeriesApi(
      Board board, SeriesDesk desk, Idempotency idempotency, ViewerTransactions transactions) {
    this.board = board;
    this.desk = desk;
    this.idempotency = idempotency;
    this.transactions = transactions;
  }

  record StatedSeries(String words) {}

  record ClosedSeries(String reason) {}

  record NewLead(LeadKind kind, String value, String source) {}

  /// @param named whether those who see the series are told the agency's name
  record NewHolder(String agency, Optional<Boolean> named) {}

  /// @param until the last day; 30 days from now, when absent
  record NewClaim(String note, Optional<LocalDate> until) {}

  /// @param number of a case of the agency
  record NewSeriesCase(String number) {}

  /// @param number of the child's code
  record NewSeriesChild(int number) {}

  record NewSeriesShare(String agency, String reason) {}

  private <T> Slice<T> read(Viewer viewer, UUID series, Supplier<List<T>> part) {
    return transactions.write(
        viewer,
        () -> {
          board.open(viewer, series);
          return Slice.whole(part.get());
        });
  }

  /// Acts, and gives the list that was changed.
  private <T> Slice<T> after(Viewer viewer, Runnable act, Supplier<List<T>> part) {
    return transactions.write(
        viewer,
        () -> {
          act.run();
          return Slice.whole(part.get());
        });
  }

  private ResponseEntity<Void> done(Viewer viewer, Runnable act) {
    transactions.write(viewer, act);
    return ResponseEntity.noContent().build();
  }

  private static ResponseEntity<Series> tagged(Series found) {
    return IfMatch.tagged(found.version(), found);
  }

  private ResponseEntity<Series> changed(Viewer viewer, UUID series, IfMatch match, Runnable act) {
    return transactions.write(
        viewer,
        () -> {
          match.require(board.lock(viewer, series));
          act.run();
          return tagged(board.one(series));
        });
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The series that one may see, the latest first; open ones, unless told")
  @GetMapping
  Slice<Series> list(
      Viewer viewer,
      SliceRequest request,
      @RequestParam(defaultValue = "OPEN") String state,
      @RequestParam(defaultValue = "false") boolean forgotten,
      @RequestParam(defaultValue = "") String q) {
    Board.Filter filter = new Board.Filter(state, forgotten, q);
    return transactions.write(viewer, () -> board.list(viewer, filter, request));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Opens a series", status = 201)
  @PostMapping
  ResponseEntity<Made> add(Viewer viewer, IdempotencyKey key, @RequestBody StatedSeries wanted) {
    return idempotency.at(
        "/api/v1/series/", viewer, key, wanted, () -> board.add(viewer, wanted.words()));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("A series, and how things stand with it")
  @GetMapping("/{series}")
  ResponseEntity<Series> one(Viewer viewer, @PathVariable UUID series) {
    return transactions.write(viewer, () -> tagged(board.open(viewer, series)));
  }

  @May(Action.WORK_CHILDREN)
  @Summary("Changes the words of a series")
  @PutMapping("/{series}")
  ResponseEntity<Series> edit(
      Viewer viewer, @PathVariable UUID series, IfMatch match, @RequestBody StatedSeries wanted) {
    return changed(
        viewer, series, match, () -> board.edit(viewer, series, match.version(), wanted.words()));
  }

  @May(Action.WORK_CHILDREN)
  @Summary("Closes a series")
  @PostMapping("/{series}/close")
  ResponseEntity<Series> close(
      Viewer viewer, @PathVariable UUID series, IfMatch match, @RequestBody ClosedSeries wanted) {
    return changed(
        viewer, series, match, () -> board.close(viewer, series, match.version(), wanted.reason()));
  }

  @May(Action.WORK_CHILDREN)
  @Summary("Takes up a closed series again")
  @PostMapping("/{series}/reopen")
  ResponseEntity<Series> reopen(Viewer viewer, @PathVariable UUID series, IfMatch match) {
    return changed(viewer, series, match, () -> board.reopen(viewer, series, match.version()));
  }

  @May(Action.SEE_CHILDREN)
  @Summary(
      "The leads of a series, at most 1,000, each with at most 20 other series of the same lead")
  @GetMapping("/{series}/leads")
  Slice<SeriesDesk.Lead> leads(Viewer viewer, @PathVariable UUID series) {
    return read(viewer, series, () -> desk.leads(series));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Adds a lead", status = 201)
  @PostMapping("/{series}/leads")
  ResponseEntity<Made> addLead(
      Viewer viewer, @PathVariable UUID series, IdempotencyKey key, @RequestBody NewLead wanted) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () -> desk.addLead(viewer, series, wanted.kind(), wanted.value(), wanted.source()));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Takes a lead back", status = 204)
  @PostMapping("/{series}/leads/{lead}/withdraw")
  ResponseEntity<Void> withdrawLead(
      Viewer viewer, @PathVariable UUID series, @PathVariable UUID lead) {
    return done(viewer, () -> desk.withdrawLead(viewer, series, lead));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The agencies that hold copies and whose name one may see")
  @GetMapping("/{series}/holders")
  Slice<SeriesDesk.Holder> holders(Viewer viewer, @PathVariable UUID series) {
    return read(viewer, series, () -> desk.holders(series));
  }

  @May(Action.WORK_CHILDREN)
  @Summary("Notes that an agency holds copies")
  @PostMapping("/{series}/holders")
  Slice<SeriesDesk.Holder> addHolder(
      Viewer viewer, @PathVariable UUID series, @RequestBody NewHolder wanted) {
    boolean named = wanted.named().orElse(false);
    return after(
        viewer,
        () -> desk.addHolder(viewer, series, wanted.agency(), named),
        () -> desk.holders(series));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The claims that one may see, the latest first; the 200 latest")
  @GetMapping("/{series}/claims")
  Slice<SeriesDesk.Claim> claims(Viewer viewer, @PathVariable UUID series) {
    return read(viewer, series, () -> desk.claims(series));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Says that one works on it; one claim holds at a time", status = 201)
  @PostMapping("/{series}/claims")
  ResponseEntity<Made> claim(
      Viewer viewer, @PathVariable UUID series, IdempotencyKey key, @RequestBody NewClaim wanted) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () ->
            desk.claim(
                viewer,
                series,
                wanted.note(),
                wanted.until().orElse(desk.today().plusDays(SeriesDesk.USUAL_DAYS))));
  }

  @May(Action.WORK_CHILDREN)
  @Summary(value = "Ends a claim of one's agency before its time", status = 204)
  @PostMapping("/{series}/claims/{claim}/release")
  ResponseEntity<Void> release(Viewer viewer, @PathVariable UUID series, @PathVariable UUID claim) {
    return done(viewer, () -> desk.release(viewer, series, claim));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The cases of a series that one may see")
  @GetMapping("/{series}/cases")
  Slice<Board.InCase> cases(Viewer viewer, @PathVariable UUID series) {
    return read(viewer, series, () -> board.casesOf(series));
  }

  @May(Action.WORK_CHILDREN)
  @Summary("Links a case of one's own agency")
  @PostMapping("/{series}/cases")
  Slice<Board.InCase> linkCase(
      Viewer viewer, @PathVariable UUID series, @RequestBody NewSeriesCase wanted) {
    return after(
        viewer, () -> board.linkCase(viewer, series, wanted.number()), () -> board.casesOf(series));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The children identified in a series; of another agency's, that there is one")
  @GetMapping("/{series}/children")
  Slice<Board.Identified> children(Viewer viewer, @PathVariable UUID series) {
    return read(viewer, series, () -> board.childrenOf(series));
  }

  @May(Action.WORK_CHILDREN)
  @Summary("Links a child of one's own agency, once it is identified")
  @PostMapping("/{series}/children")
  Slice<Board.Identified> linkChild(
      Viewer viewer, @PathVariable UUID series, @RequestBody NewSeriesChild wanted) {
    return after(
        viewer,
        () -> board.linkChild(viewer, series, wanted.number()),
        () -> board.childrenOf(series));
  }

  @May(Action.SEE_CHILDREN)
  @Summary("The agencies that see the series, or saw it; for one of them, itself alone")
  @GetMapping("/{series}/shares")
  Slice<SeriesDesk.Share> shares(Viewer viewer, @PathVariable UUID series) {
    return read(viewer, series, () -> desk.shares(series));
  }

  @May(Action.SHARE_CASES)
  @Summary("Shows the series to another agency from now on")
  @PostMapping("/{series}/shares")
  Slice<SeriesDesk.Share> share(
      Viewer viewer, @PathVariable UUID series, @RequestBody NewSeriesShare wanted) {
    return after(
        viewer,
        () -> desk.share(viewer, series, wanted.agency(), wanted.reason()),
        () -> desk.shares(series));
  }

  @May(Action.SHARE_CASES)
  @Summary(value = "Ends a share", status = 204)
  @PostMapping("/{series}/shares/{seen}/end")
  ResponseEntity<Void> unshare(Viewer viewer, @PathVariable UUID series, @PathVariable UUID seen) {
    return done(viewer, () -> desk.unshare(viewer, series, seen));
  }
}
