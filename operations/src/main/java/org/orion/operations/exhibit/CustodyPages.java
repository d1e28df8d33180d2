package org.orion.operations.exhibit;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// Acts of custody. The page of a hand-over is where the code on a label leads to, and fits a
/// phone.
@Controller
final class CustodyPages {
  private final Exhibits exhibits;
  private final Custody custody;
  private final StoragePlaces places;
  private final ViewerTransactions transactions;

  CustodyPages(
      Exhibits exhibits, Custody custody, StoragePlaces places, ViewerTransactions transactions) {
    this.exhibits = exhibits;
    this.custody = custody;
    this.places = places;
    this.transactions = transactions;
  }

  @May(Action.KEEP_EXHIBITS)
  @GetMapping("/exhibits/{exhibit}/hand-over")
  ModelAndView handOver(Page page, @PathVariable UUID exhibit) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          Exhibit found = exhibits.own(viewer, exhibit);
          List<CustodyRow> rows = custody.rows(exhibit);
          return page.show(
              "exhibit/handOver",
              Map.of(
                  "view", exhibits.view(viewer, exhibit, "hand-over"),
                  "last", rows.getLast(),
                  "addressees", custody.addressees(viewer, found),
                  "places", places.inUse(viewer),
                  "now", exhibits.now()));
        });
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/offer")
  ModelAndView offer(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam UUID to,
      @RequestParam(defaultValue = "") String seal,
      @RequestParam(defaultValue = "") String reason) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> custody.offer(viewer, exhibit, version, to, seal, reason));
    return ExhibitPages.to(exhibit);
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/receive")
  ModelAndView receive(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam(defaultValue = "") String seal,
      @RequestParam(defaultValue = "") String reason) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> custody.receive(viewer, exhibit, version, seal, reason));
    return ExhibitPages.to(exhibit);
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/refuse")
  ModelAndView refuse(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam String reason) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> custody.refuse(viewer, exhibit, version, reason));
    return ExhibitPages.to(exhibit);
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/withdraw")
  ModelAndView withdraw(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam(defaultValue = "") String reason) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> custody.withdraw(viewer, exhibit, version, reason));
    return ExhibitPages.to(exhibit);
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/store")
  ModelAndView store(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam UUID place,
      @RequestParam(defaultValue = "") String seal,
      @RequestParam(defaultValue = "") String reason) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> custody.store(viewer, exhibit, version, place, seal, reason));
    return ExhibitPages.to(exhibit);
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/take")
  ModelAndView take(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam String reason) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> custody.take(viewer, exhibit, version, reason));
    return ExhibitPages.to(exhibit);
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/seal")
  ModelAndView reseal(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam String seal,
      @RequestParam String reason) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> custody.reseal(viewer, exhibit, version, seal, reason));
    return ExhibitPages.to(exhibit);
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/examination/begin")
  ModelAndView begin(Page page, @PathVariable UUID exhibit, @RequestParam int version) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> custody.beginExamination(viewer, exhibit, version));
    return ExhibitPages.to(exhibit);
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/examination/finish")
  ModelAndView finish(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam String tool,
      @RequestParam String toolVersion,
      @RequestParam(defaultValue = "") String configuration,
      @RequestParam(defaultValue = "") String hashBefore,
      @RequestParam(defaultValue = "") String hashAfter,
      @RequestParam(defaultValue = "") String reason) {
    Viewer viewer = page.viewer();
    Custody.Examination made =
        new Custody.Examination(
            tool, toolVersion, configuration, hash(hashBefore), hash(hashAfter), reason);
    transactions.write(viewer, () -> custody.finishExamination(viewer, exhibit, version, made));
    return ExhibitPages.to(exhibit);
  }

  private static String hash(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  @May(Action.DISPOSE_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/return")
  ModelAndView giveBack(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam String to,
      @RequestParam String authority,
      @RequestParam String decidedOn,
      @RequestParam String decidedBy,
      @RequestParam(defaultValue = "") String reason) {
    Viewer viewer = page.viewer();
    Custody.Order order = new Custody.Order(authority, day(decidedOn), decidedBy);
    transactions.write(viewer, () -> custody.giveBack(viewer, exhibit, version, to, order, reason));
    return ExhibitPages.to(exhibit);
  }

  @May(Action.DISPOSE_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/destroy")
  ModelAndView destroy(
      Page page,
      @PathVariable UUID exhibit,
      @RequestParam int version,
      @RequestParam String authority,
      @RequestParam String decidedOn,
      @RequestParam String decidedBy,
      @RequestParam(defaultValue = "") String reason) {
    Viewer viewer = page.viewer();
    Custody.Order order = new Custody.Order(authority, day(decidedOn), decidedBy);
    transactions.write(viewer, () -> custody.destroy(viewer, exhibit, version, order, reason));
    return ExhibitPages.to(exhibit);
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("investigation.day.bad");
    }
  }
}
