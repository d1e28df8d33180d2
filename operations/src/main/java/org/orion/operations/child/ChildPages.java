package org.orion.operations.child;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.child.Child.Confidence;
import org.orion.operations.child.Child.Fact;
import org.orion.operations.child.Child.Relation;
import org.orion.operations.child.Child.StepKind;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.investigation.Cases;
import org.orion.operations.view.KeptPage;
import org.orion.operations.view.SavedViews;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The list of children, those of a case, and one child's record; all by their codes.
@Controller
final class ChildPages {
  private static final int USUAL_YEARS = 10;

  private final Children children;
  private final ChildDesk desk;
  private final ChildIdentities identities;
  private final ObjectProvider<ChildSeries> series;
  private final Cases cases;
  private final CaseDesk caseDesk;
  private final SavedViews views;
  private final ViewerTransactions transactions;

  ChildPages(
      Children children,
      ChildDesk desk,
      ChildIdentities identities,
      ObjectProvider<ChildSeries> series,
      Cases cases,
      CaseDesk caseDesk,
      SavedViews views,
      ViewerTransactions transactions) {
    this.children = children;
    this.desk = desk;
    this.identities = identities;
    this.series = series;
    this.cases = cases;
    this.caseDesk = caseDesk;
    this.views = views;
    this.transactions = transactions;
  }

  @May(Action.SEE_CHILDREN)
  @GetMapping("/children")
  ModelAndView list(
      Page page,
      SliceRequest request,
      @RequestParam(required = false) @Nullable Fact fact,
      @RequestParam(defaultValue = "false") boolean due) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "child/children",
                Map.of(
                    "children",
                    children.list(viewer, Optional.ofNullable(fact), due, request),
                    "fact",
                    fact == null ? "" : fact.name(),
                    "due",
                    due,
                    "views",
                    views.list(viewer, KeptPage.CHILDREN),
                    "today",
                    children.today())));
  }

  @May(Action.SEE_CHILDREN)
  @GetMapping("/cases/{case}/children")
  ModelAndView ofCase(Page page, @PathVariable("case") UUID id) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "child/ofCase",
                Map.of(
                    "view", cases.view(viewer, id, "children"),
                    "children", children.of(id),
                    "shared", children.shared(id),
                    "today", children.today(),
                    "keepUntil", children.today().plusYears(USUAL_YEARS))));
  }

  /// Records a child of a case, with the first fact of its status.
  @May(Action.WORK_CHILDREN)
  @PostMapping("/cases/{case}/children")
  ModelAndView add(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam String keepUntil,
      @RequestParam Fact fact,
      @RequestParam String onDay,
      @RequestParam String source,
      @RequestParam Confidence confidence) {
    Viewer viewer = page.viewer();
    ChildDesk.Stated stated = new ChildDesk.Stated(fact, day(onDay), source, confidence);
    UUID made =
        transactions.write(
            viewer,
            () -> {
              UUID child = children.add(viewer, id, day(keepUntil));
              desk.state(viewer, child, stated);
              return child;
            });
    return to(made);
  }

  @May(Action.SEE_CHILDREN)
  @GetMapping("/children/{child}")
  ModelAndView one(Page page, @PathVariable UUID child) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          Map<String, Object> values = new HashMap<>();
          values.put("row", children.open(viewer, child));
          values.put("cases", children.casesOf(child));
          values.put("facts", desk.facts(child));
          values.put("near", desk.near(child));
          values.put("steps", desk.steps(child));
          values.put("series", series.stream().flatMap(one -> one.of(child).stream()).toList());
          values.put("changes", children.changes(child));
          values.put("uses", identities.uses(child));
          values.put("opens", viewer.may(Action.OPEN_IDENTITY) && identities.isOnTeam(child));
          values.put("colleagues", caseDesk.colleagues(viewer));
          values.put("today", children.today());
          return page.show("child/child", values);
        });
  }

  /// Makes a child part of another case, which is named by its number.
  @May(Action.WORK_CHILDREN)
  @PostMapping("/children/{child}/cases")
  ModelAndView link(Page page, @PathVariable UUID child, @RequestParam String number) {
    Viewer viewer = page.viewer();
    transactions.write(
        viewer,
        () -> {
          children.one(child);
          children.link(viewer, child, cases.numbered(viewer, number));
        });
    return to(child);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/children/{child}/cases/unlink")
  ModelAndView unlink(
      Page page,
      @PathVariable UUID child,
      @RequestParam UUID investigation,
      @RequestParam String reason) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> children.unlink(viewer, child, investigation, reason));
    return to(child);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/children/{child}/facts")
  ModelAndView state(
      Page page,
      @PathVariable UUID child,
      @RequestParam Fact fact,
      @RequestParam String onDay,
      @RequestParam String source,
      @RequestParam Confidence confidence) {
    Viewer viewer = page.viewer();
    ChildDesk.Stated stated = new ChildDesk.Stated(fact, day(onDay), source, confidence);
    transactions.write(viewer, () -> desk.state(viewer, child, stated));
    return to(child);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/children/{child}/facts/{said}/correct")
  ModelAndView correct(
      Page page,
      @PathVariable UUID child,
      @PathVariable UUID said,
      @RequestParam String onDay,
      @RequestParam String source,
      @RequestParam Confidence confidence,
      @RequestParam(defaultValue = "true") boolean holds) {
    Viewer viewer = page.viewer();
    // The fact is that of the corrected row.
    ChildDesk.Stated stated =
        new ChildDesk.Stated(Fact.UNIDENTIFIED, day(onDay), source, confidence);
    transactions.write(viewer, () -> desk.correct(viewer, child, said, stated, holds));
    return to(child);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/children/{child}/relations")
  ModelAndView relate(
      Page page,
      @PathVariable UUID child,
      @RequestParam String code,
      @RequestParam Relation kind,
      @RequestParam String source) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> desk.relate(viewer, child, code, kind, source));
    return to(child);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/children/{child}/relations/{near}/remove")
  ModelAndView unrelate(Page page, @PathVariable UUID child, @PathVariable UUID near) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> desk.unrelate(viewer, child, near));
    return to(child);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/children/{child}/steps")
  ModelAndView addStep(
      Page page,
      @PathVariable UUID child,
      @RequestParam StepKind kind,
      @RequestParam String title,
      @RequestParam(defaultValue = "") String place,
      @RequestParam(required = false) @Nullable UUID owner,
      @RequestParam(defaultValue = "") String due) {
    Viewer viewer = page.viewer();
    ChildDesk.StatedStep stated =
        new ChildDesk.StatedStep(
            kind,
            title,
            place,
            owner == null ? viewer.account() : owner,
            due.isBlank() ? Optional.empty() : Optional.of(day(due)));
    transactions.write(viewer, () -> desk.addStep(viewer, child, stated));
    return to(child);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/children/{child}/steps/{step}/finish")
  ModelAndView finish(Page page, @PathVariable UUID child, @PathVariable UUID step) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> desk.finishStep(viewer, child, step, children.today()));
    return to(child);
  }

  @May(Action.WORK_CHILDREN)
  @PostMapping("/children/{child}/retention")
  ModelAndView keep(
      Page page,
      @PathVariable UUID child,
      @RequestParam int version,
      @RequestParam String keepUntil,
      @RequestParam String reason) {
    Viewer viewer = page.viewer();
    LocalDate until = day(keepUntil);
    transactions.write(viewer, () -> children.keep(viewer, child, version, until, reason));
    return to(child);
  }

  static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("investigation.day.bad");
    }
  }

  static ModelAndView to(UUID child) {
    return new ModelAndView("redirect:/children/" + child);
  }
}
