package org.orion.operations.search;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.orion.exchange.identifier.Spelling;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.search.SearchSource.Group;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The page of the search.
@Controller
final class SearchPages {
  private static final int MOST_TEXT = 500;

  /// Stands in events where the text would: it may be somebody's name.
  private static final String NOTHING = "-";

  private final ObjectProvider<SearchSource> sources;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  SearchPages(
      ObjectProvider<SearchSource> sources, AuditTrail audit, ViewerTransactions transactions) {
    this.sources = sources;
    this.audit = audit;
    this.transactions = transactions;
  }

  @May(Action.SEE_CASES)
  @GetMapping("/search")
  ModelAndView search(Page page, @RequestParam(defaultValue = "") String q) {
    String text = Spelling.visible(q);
    if (text.length() > MOST_TEXT) {
      throw new BadInputException("search.long", MOST_TEXT);
    }
    Viewer viewer = page.viewer();
    List<Group> groups =
        transactions.write(
            viewer,
            () -> {
              audit.record(viewer, Act.of("search", "record", NOTHING));
              return text.isEmpty() ? List.of() : find(viewer, text);
            });
    return page.show("search/search", Map.of("q", q.strip(), "groups", groups));
  }

  private List<Group> find(Viewer viewer, String text) {
    return sources.stream()
        .filter(source -> viewer.may(source.action()))
        .sorted(Comparator.comparingInt(SearchSource::place))
        .flatMap(source -> source.find(viewer, text).stream())
        .filter(group -> !group.hits().isEmpty())
        .toList();
  }
}
