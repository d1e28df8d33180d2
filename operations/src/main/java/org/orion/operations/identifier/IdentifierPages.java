package org.orion.operations.identifier;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The list of identifiers that a search finds, and one identifier's page.
@Controller
final class IdentifierPages {
  private static final int PER_PAGE = 100;
  static final String NOTHING = "-";

  private final IdentifierSearch search;
  private final SightingRows rows;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  IdentifierPages(
      IdentifierSearch search,
      SightingRows rows,
      AuditTrail audit,
      ViewerTransactions transactions) {
    this.search = search;
    this.rows = rows;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// What was asked for stands in no event: it may be somebody's name.
  @May(Action.SEE_TIPS)
  @GetMapping("/search/identifiers")
  ModelAndView search(
      Page page,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String after) {
    Viewer viewer = page.viewer();
    SliceRequest request = SliceRequest.page(PER_PAGE, after);
    IdentifierSearch.Result result =
        transactions.write(
            viewer,
            () -> {
              audit.record(viewer, Act.of("search", "identifier", NOTHING));
              return search.find(viewer, q, request);
            });
    return page.show(
        "identifier/search",
        Map.of(
            "q", q.strip(),
            "kinds", IdentifierSearch.byKind(result.identifiers().items()),
            "tips", result.tips(),
            "first", after.isEmpty(),
            "next",
                result
                    .identifiers()
                    .next()
                    .map(next -> "/search/identifiers?q=" + encoded(q) + "&after=" + encoded(next))
                    .orElse("")));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/identifiers/{id}")
  ModelAndView one(Page page, @PathVariable long id) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          SightingRows.One one = rows.one(viewer, id);
          audit.record(viewer, Act.of("open", "identifier", id));
          return page.show(
              "identifier/identifier",
              Map.of(
                  "identifier",
                  one,
                  "sightings",
                  rows.sightings(viewer, id),
                  "most",
                  SightingRows.MOST_SIGHTINGS));
        });
  }
}
