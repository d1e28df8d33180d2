package org.orion.operations.operation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.search.SearchRows;
import org.orion.operations.search.SearchSource;
import org.springframework.stereotype.Component;

/// Operations by their names, for the search.
@Component
final class FoundOperations implements SearchSource {
  private static final String OPERATIONS =
      """
      select array[o.name] as words, o.name as label, o.agency as detail, '/operations/' || o.id as path,
        o.starts_on as newest
      from orion.operation o
      """;

  private final SearchRows rows;

  FoundOperations(SearchRows rows) {
    this.rows = rows;
  }

  @Override
  public int place() {
    return 50;
  }

  @Override
  public Action action() {
    return Action.SEE_OPERATION;
  }

  @Override
  public List<Group> find(Viewer viewer, String text) {
    return List.of(
        Group.of(
            Kind.OPERATIONS,
            "operation.menu.operations",
            rows.find(OPERATIONS, Map.of(), "", text),
            Optional.of("/operations")));
  }
}
