package org.orion.operations.search;

import java.util.Comparator;
import java.util.List;
import org.orion.exchange.identifier.Spelling;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.search.SearchSource.Group;
import org.orion.operations.web.BadInputException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Asks all sources, for people and for programs alike. That somebody searched is an event.
@Component
final class Search {
  private static final int MOST_TEXT = 500;

  /// Stands in events where the text would: it may be somebody's name.
  private static final String NOTHING = "-";

  private final ObjectProvider<SearchSource> sources;
  private final AuditTrail audit;
  private final ViewerTransactions transactions;

  Search(ObjectProvider<SearchSource> sources, AuditTrail audit, ViewerTransactions transactions) {
    this.sources = sources;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// The groups in which something was found, in their order; none for nothing visible.
  List<Group> find(Viewer viewer, String typed) {
    String text = Spelling.visible(typed);
    if (text.length() > MOST_TEXT) {
      throw new BadInputException("search.long", MOST_TEXT);
    }
    return transactions.write(
        viewer,
        () -> {
          audit.record(viewer, Act.of("search", "record", NOTHING));
          return text.isEmpty() ? List.of() : found(viewer, text);
        });
  }

  private List<Group> found(Viewer viewer, String text) {
    return sources.stream()
        .filter(source -> viewer.may(source.action()))
        .sorted(Comparator.comparingInt(SearchSource::place))
        .flatMap(source -> source.find(viewer, text).stream())
        .filter(group -> !group.hits().isEmpty())
        .toList();
  }
}
