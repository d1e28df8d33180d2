package org.orion.operations.enforcement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.search.SearchRows;
import org.orion.operations.search.SearchSource;
import org.springframework.stereotype.Component;

/// Planned actions by place, authority and teams, for the search.
@Component
final class FoundActions implements SearchSource {
  private static final String ACTIONS =
      """
      select array[a.place, a.authority, a.teams] as words, a.place as label,
        i.number || ' · ' || to_char(a.starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') as detail,
        '/cases/' || a.investigation || '/actions/' || a.id as path, a.starts_at as newest
      from orion.planned_action a join orion.investigation i on i.id = a.investigation
      """;

  private final SearchRows rows;

  FoundActions(SearchRows rows) {
    this.rows = rows;
  }

  @Override
  public int place() {
    return 60;
  }

  @Override
  public Action action() {
    return Action.SEE_ACTIONS;
  }

  @Override
  public List<Group> find(Viewer viewer, String text) {
    return List.of(
        Group.of(
            Kind.ACTIONS,
            "enforcement.menu.board",
            rows.find(ACTIONS, Map.of(), "", text),
            Optional.empty()));
  }
}
