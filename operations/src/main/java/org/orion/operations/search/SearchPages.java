package org.orion.operations.search;

import java.util.Map;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The page of the search.
@Controller
final class SearchPages {
  private final Search search;

  SearchPages(Search search) {
    this.search = search;
  }

  @May(Action.SEE_CASES)
  @GetMapping("/search")
  ModelAndView search(Page page, @RequestParam(defaultValue = "") String q) {
    return page.show(
        "search/search", Map.of("q", q.strip(), "groups", search.find(page.viewer(), q)));
  }
}
