package org.orion.operations.exhibit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.investigation.Cases;
import org.orion.operations.view.KeptPage;
import org.orion.operations.view.SavedViews;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The list of exhibits with the examination queue, those of a case, and one exhibit with its chain
/// of custody.
@Controller
final class ExhibitPages {
  private static final int PER_PAGE = 100;

  private final Exhibits exhibits;
  private final Custody custody;
  private final StoragePlaces places;
  private final Cases cases;
  private final CaseDesk desk;
  private final SavedViews views;
  private final ViewerTransactions transactions;

  ExhibitPages(
      Exhibits exhibits,
      Custody custody,
      StoragePlaces places,
      Cases cases,
      CaseDesk desk,
      SavedViews views,
      ViewerTransactions transactions) {
    this.exhibits = exhibits;
    this.custody = custody;
    this.places = places;
    this.cases = cases;
    this.desk = desk;
    this.views = views;
    this.transactions = transactions;
  }

  @May(Action.SEE_EXHIBITS)
  @GetMapping("/exhibits")
  ModelAndView list(Page page, @RequestParam Map<String, String> parameters) {
    Viewer viewer = page.viewer();
    ExhibitFilter filter = ExhibitFilter.of(parameters);
    SliceRequest request = SliceRequest.page(PER_PAGE, parameters.getOrDefault("after", ""));
    return transactions.write(
        viewer,
        () ->
            page.show(
                "exhibit/exhibits",
                Map.of(
                    "filter", filter,
                    "exhibits", exhibits.list(viewer, filter, request),
                    "due", exhibits.due(viewer),
                    "holders", desk.colleagues(viewer),
                    "places", places.list(viewer),
                    "views", views.list(viewer, KeptPage.EXHIBITS),
                    "now", exhibits.now())));
  }

  @May(Action.SEE_EXHIBITS)
  @GetMapping("/cases/{case}/exhibits")
  ModelAndView ofCase(Page page, @PathVariable("case") UUID id) {
    String name = page.presence().map(Presence::displayName).orElse("");
    return ofCase(page, id, ExhibitForm.empty(page.zone().getId(), name), "");
  }

  private ModelAndView ofCase(Page page, UUID id, ExhibitForm form, String problem) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "exhibit/ofCase",
                Map.of(
                    "view", cases.view(viewer, id, "exhibits"),
                    "exhibits", exhibits.inCase(viewer, id),
                    "form", form,
                    "problem", problem,
                    "now", exhibits.now())));
  }

  /// Enters what was seized; or, asked for more rows, shows the form with them.
  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/cases/{case}/exhibits")
  ModelAndView enter(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam MultiValueMap<String, String> fields) {
    Viewer viewer = page.viewer();
    ExhibitForm form = ExhibitForm.read(fields);
    if (!form.get("more").isEmpty()) {
      return ofCase(page, id, form.longer(), "");
    }
    try {
      transactions.write(viewer, () -> exhibits.enter(viewer, id, form.entered()));
    } catch (BadInputException wrong) {
      ModelAndView again =
          ofCase(page, id, form, page.text(String.valueOf(wrong.getMessage()), wrong.values()));
      again.setStatus(HttpStatusCode.valueOf(wrong.status()));
      return again;
    }
    return new ModelAndView("redirect:/cases/" + id + "/exhibits");
  }

  @May(Action.SEE_EXHIBITS)
  @GetMapping("/exhibits/{exhibit}")
  ModelAndView one(Page page, @PathVariable UUID exhibit) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          exhibits.hold(exhibit);
          ExhibitView view = exhibits.view(viewer, exhibit, "");
          List<CustodyRow> rows = custody.rows(exhibit);
          Map<String, Object> values = new HashMap<>();
          values.put("view", view);
          values.put("rows", rows);
          values.put("verdict", custody.verify(exhibit, rows));
          values.put("own", view.exhibit().agency().equals(viewer.agency()));
          values.put("now", exhibits.now());
          return page.show("exhibit/exhibit", values);
        });
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/exhibits/{exhibit}/correct")
  ModelAndView correct(
      Page page, @PathVariable UUID exhibit, @RequestParam MultiValueMap<String, String> fields) {
    Viewer viewer = page.viewer();
    ExhibitForm form = ExhibitForm.read(fields);
    transactions.write(
        viewer,
        () -> {
          exhibits.own(viewer, exhibit);
          exhibits.correct(viewer, exhibit, form.version(), form.facts(0));
        });
    return to(exhibit);
  }

  static ModelAndView to(UUID exhibit) {
    return new ModelAndView("redirect:/exhibits/" + exhibit);
  }
}
