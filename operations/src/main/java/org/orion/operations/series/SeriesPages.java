package org.orion.operations.series;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Excerpt;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.series.Series.LeadKind;
import org.orion.operations.series.SeriesDesk.Lead;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The identification board, and one series.
@Controller
final class SeriesPages {
  private final Board board;
  private final SeriesDesk desk;
  private final CaseDesk cases;
  private final ObjectProvider<ExhibitLeads> exhibits;
  private final ViewerTransactions transactions;
  private final Clock clock;

  SeriesPages(
      Board board,
      SeriesDesk desk,
      CaseDesk cases,
      ObjectProvider<ExhibitLeads> exhibits,
      ViewerTransactions transactions,
      Clock clock) {
    this.board = board;
    this.desk = desk;
    this.cases = cases;
    this.exhibits = exhibits;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_CHILDREN)
  @GetMapping("/series")
  ModelAndView list(
      Page page,
      SliceRequest request,
      @RequestParam(defaultValue = "OPEN") String state,
      @RequestParam(defaultValue = "false") boolean forgotten,
      @RequestParam(defaultValue = "") String q) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "series/board",
                Map.of(
                    "series",
                    board.list(viewer, new Board.Filter(state, forgotten, q), request),
                    "state",
                    state,
                    "forgotten",
                    forgotten,
                    "q",
                    q,
                    "now",
                    clock.instant())));
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series")
  ModelAndView add(Page page, @RequestParam(defaultValue = "") String words) {
    return to(transactions.write(page.viewer(), () -> board.add(page.viewer(), words)));
  }

  @May(Action.SEE_CHILDREN)
  @GetMapping("/series/{series}")
  ModelAndView one(Page page, @PathVariable UUID series) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          Map<String, Object> model = new HashMap<>();
          model.put("series", board.open(viewer, series));
          List<Lead> leads = desk.leads(series);
          model.put("leads", leads);
          model.put("exhibits", onExhibits(viewer, leads));
          model.put("holders", desk.holders(series));
          model.put("claims", desk.claims(series));
          model.put("shares", desk.shares(series));
          model.put("cases", board.casesOf(series));
          model.put("children", board.childrenOf(series));
          model.put("agencies", cases.otherAgencies(viewer));
          model.put("today", desk.today());
          model.put("usualUntil", desk.today().plusDays(SeriesDesk.USUAL_DAYS));
          model.put("now", clock.instant());
          return page.show("series/series", model);
        });
  }

  private Excerpt<ExhibitLeads.Found> onExhibits(Viewer viewer, List<Lead> leads) {
    List<String> serials =
        leads.stream()
            .filter(lead -> lead.kind() == LeadKind.CAMERA_SERIAL)
            .map(Lead::normal)
            .distinct()
            .toList();
    if (serials.isEmpty()) {
      return Excerpt.none();
    }
    List<Excerpt<ExhibitLeads.Found>> found =
        exhibits.stream().map(one -> one.withSerials(viewer, serials)).toList();
    return new Excerpt<>(
        found.stream().flatMap(one -> one.items().stream()).toList(),
        found.stream().anyMatch(Excerpt::goesOn));
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/edit")
  ModelAndView edit(
      Page page,
      @PathVariable UUID series,
      @RequestParam int version,
      @RequestParam(defaultValue = "") String words) {
    transactions.write(page.viewer(), () -> board.edit(page.viewer(), series, version, words));
    return to(series);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/close")
  ModelAndView close(
      Page page,
      @PathVariable UUID series,
      @RequestParam int version,
      @RequestParam String reason) {
    transactions.write(page.viewer(), () -> board.close(page.viewer(), series, version, reason));
    return to(series);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/reopen")
  ModelAndView reopen(Page page, @PathVariable UUID series, @RequestParam int version) {
    transactions.write(page.viewer(), () -> board.reopen(page.viewer(), series, version));
    return to(series);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/leads")
  ModelAndView addLead(
      Page page,
      @PathVariable UUID series,
      @RequestParam LeadKind kind,
      @RequestParam String value,
      @RequestParam String source) {
    transactions.write(
        page.viewer(), () -> desk.addLead(page.viewer(), series, kind, value, source));
    return to(series);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/leads/{lead}/withdraw")
  ModelAndView withdrawLead(Page page, @PathVariable UUID series, @PathVariable UUID lead) {
    transactions.write(page.viewer(), () -> desk.withdrawLead(page.viewer(), series, lead));
    return to(series);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/holders")
  ModelAndView addHolder(
      Page page,
      @PathVariable UUID series,
      @RequestParam String agency,
      @RequestParam(defaultValue = "false") boolean named) {
    transactions.write(page.viewer(), () -> desk.addHolder(page.viewer(), series, agency, named));
    return to(series);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/claims")
  ModelAndView claim(
      Page page,
      @PathVariable UUID series,
      @RequestParam String note,
      @RequestParam(defaultValue = "") String until) {
    LocalDate day = until.isBlank() ? desk.today().plusDays(SeriesDesk.USUAL_DAYS) : day(until);
    transactions.write(page.viewer(), () -> desk.claim(page.viewer(), series, note, day));
    return to(series);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/claims/{claim}/release")
  ModelAndView release(Page page, @PathVariable UUID series, @PathVariable UUID claim) {
    transactions.write(page.viewer(), () -> desk.release(page.viewer(), series, claim));
    return to(series);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/cases")
  ModelAndView linkCase(Page page, @PathVariable UUID series, @RequestParam String number) {
    transactions.write(page.viewer(), () -> board.linkCase(page.viewer(), series, number));
    return to(series);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/series/{series}/children")
  ModelAndView linkChild(Page page, @PathVariable UUID series, @RequestParam int number) {
    transactions.write(page.viewer(), () -> board.linkChild(page.viewer(), series, number));
    return to(series);
  }

  @May(Action.SHARE_CASES)
  @PostMapping("/series/{series}/shares")
  ModelAndView share(
      Page page,
      @PathVariable UUID series,
      @RequestParam String agency,
      @RequestParam String reason) {
    transactions.write(page.viewer(), () -> desk.share(page.viewer(), series, agency, reason));
    return to(series);
  }

  @May(Action.SHARE_CASES)
  @PostMapping("/series/{series}/shares/{seen}/end")
  ModelAndView unshare(Page page, @PathVariable UUID series, @PathVariable UUID seen) {
    transactions.write(page.viewer(), () -> desk.unshare(page.viewer(), series, seen));
    return to(series);
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("investigation.day.bad");
    }
  }

  private static ModelAndView to(UUID series) {
    return new ModelAndView("redirect:/series/" + series);
  }
}
