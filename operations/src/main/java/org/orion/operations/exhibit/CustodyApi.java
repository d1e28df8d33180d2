package org.orion.operations.exhibit;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.IfMatch;
import org.orion.operations.api.Summary;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Acts of custody for programs, by the rules of [Custody] and of the database. Each names the
/// version that was read, and answers with the exhibit as it is then.
@RestController
@RequestMapping("/api/v1/exhibits/{exhibit}")
final class CustodyApi {
  private final Exhibits exhibits;
  private final Custody custody;
  private final ViewerTransactions transactions;

  CustodyApi(Exhibits exhibits, Custody custody, ViewerTransactions transactions) {
    this.exhibits = exhibits;
    this.custody = custody;
    this.transactions = transactions;
  }

  /// @param to an account, one of `addressees`
  /// @param seal the one that is on it then; absent where it stays as it was
  record Offering(UUID to, Optional<String> seal, Optional<String> reason) {}

  /// @param seal the one that is found on it; absent where it is the one that was stated
  record Receipt(Optional<String> seal, Optional<String> reason) {}

  record Refusal(String reason) {}

  record Withdrawal(Optional<String> reason) {}

  /// @param place one of `storage-places`
  /// @param seal the one that is on it then; absent where it stays as it was
  record Storing(UUID place, Optional<String> seal, Optional<String> reason) {}

  record Taking(String reason) {}

  record Resealing(String seal, String reason) {}

  /// @param configuration how the tool was set, as far as it decides the result
  /// @param hashBefore of the exhibit's contents: MD5, SHA-1 or SHA-256 in hexadecimal
  record Finished(
      String tool,
      String toolVersion,
      Optional<String> configuration,
      Optional<String> hashBefore,
      Optional<String> hashAfter,
      Optional<String> reason) {
    Custody.Examination made() {
      return new Custody.Examination(
          tool, toolVersion, said(configuration), hash(hashBefore), hash(hashAfter), said(reason));
    }
  }

  /// @param authority its number
  record StatedOrder(String authority, LocalDate decidedOn, String decidedBy) {
    Custody.Order order() {
      return new Custody.Order(authority, decidedOn, decidedBy);
    }
  }

  /// @param to who received it
  record Return(String to, StatedOrder order, Optional<String> reason) {}

  record Destruction(StatedOrder order, Optional<String> reason) {}

  private static String said(Optional<String> text) {
    return text.orElse("");
  }

  private static String hash(Optional<String> text) {
    return said(text).strip().toLowerCase(Locale.ROOT);
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Offers it to somebody, who then receives or refuses it")
  @PostMapping("/offer")
  ResponseEntity<Exhibit> offer(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Offering wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () ->
            custody.offer(
                viewer,
                exhibit,
                match.version(),
                wanted.to(),
                said(wanted.seal()),
                said(wanted.reason())));
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Receives what was offered to oneself")
  @PostMapping("/receive")
  ResponseEntity<Exhibit> receive(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Receipt wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () ->
            custody.receive(
                viewer, exhibit, match.version(), said(wanted.seal()), said(wanted.reason())));
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Refuses what was offered to oneself; who offers it learns the reason")
  @PostMapping("/refuse")
  ResponseEntity<Exhibit> refuse(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Refusal wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () -> custody.refuse(viewer, exhibit, match.version(), wanted.reason()));
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Takes an offer back that nobody answered")
  @PostMapping("/withdraw")
  ResponseEntity<Exhibit> withdraw(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Withdrawal wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () -> custody.withdraw(viewer, exhibit, match.version(), said(wanted.reason())));
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Puts it into a place")
  @PostMapping("/store")
  ResponseEntity<Exhibit> store(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Storing wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () ->
            custody.store(
                viewer,
                exhibit,
                match.version(),
                wanted.place(),
                said(wanted.seal()),
                said(wanted.reason())));
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Takes it out of its place, into one's own hands")
  @PostMapping("/take")
  ResponseEntity<Exhibit> take(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Taking wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () -> custody.take(viewer, exhibit, match.version(), wanted.reason()));
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Puts another seal on it")
  @PostMapping("/seal")
  ResponseEntity<Exhibit> reseal(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Resealing wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () -> custody.reseal(viewer, exhibit, match.version(), wanted.seal(), wanted.reason()));
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Says that one begins to examine what one has")
  @PostMapping("/examination/begin")
  ResponseEntity<Exhibit> begin(Viewer viewer, @PathVariable UUID exhibit, IfMatch match) {
    return acted(
        viewer, exhibit, match, () -> custody.beginExamination(viewer, exhibit, match.version()));
  }

  @May(Action.KEEP_EXHIBITS)
  @Summary("Says what one examined it with")
  @PostMapping("/examination/finish")
  ResponseEntity<Exhibit> finish(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Finished wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () -> custody.finishExamination(viewer, exhibit, match.version(), wanted.made()));
  }

  @May(Action.DISPOSE_EXHIBITS)
  @Summary("Returns it to its owner on an order; its chain of custody ends")
  @PostMapping("/return")
  ResponseEntity<Exhibit> giveBack(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Return wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () ->
            custody.giveBack(
                viewer,
                exhibit,
                match.version(),
                wanted.to(),
                wanted.order().order(),
                said(wanted.reason())));
  }

  @May(Action.DISPOSE_EXHIBITS)
  @Summary("Says that it was destroyed on an order; its chain of custody ends")
  @PostMapping("/destroy")
  ResponseEntity<Exhibit> destroy(
      Viewer viewer, @PathVariable UUID exhibit, IfMatch match, @RequestBody Destruction wanted) {
    return acted(
        viewer,
        exhibit,
        match,
        () ->
            custody.destroy(
                viewer, exhibit, match.version(), wanted.order().order(), said(wanted.reason())));
  }

  private ResponseEntity<Exhibit> acted(Viewer viewer, UUID exhibit, IfMatch match, Runnable act) {
    return transactions.write(
        viewer,
        () -> {
          match.require(exhibits.lock(viewer, exhibit));
          act.run();
          return ExhibitApi.tagged(exhibits.own(viewer, exhibit));
        });
  }
}
