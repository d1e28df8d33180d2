package org.orion.operations.exhibit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.search.SearchRows;
import org.orion.operations.search.SearchSource;
import org.springframework.stereotype.Component;

/// Exhibits by number, make, model, serial number, seal and description, for the search.
@Component
final class FoundExhibits implements SearchSource {
  private static final String EXHIBITS =
      """
      select array[e.number, e.make, e.model, e.serial, e.seal, e.description] as words, e.number as label,
        concat_ws(' ', i.number, nullif(e.make, ''), nullif(e.model, ''), nullif(e.serial, '')) as detail,
        '/exhibits/' || e.id as path, e.seized_at as newest
      from orion.exhibit e join orion.investigation i on i.id = e.investigation
      """;

  private final SearchRows rows;

  FoundExhibits(SearchRows rows) {
    this.rows = rows;
  }

  @Override
  public int place() {
    return 35;
  }

  @Override
  public Action action() {
    return Action.SEE_EXHIBITS;
  }

  @Override
  public List<Group> find(Viewer viewer, String text) {
    return List.of(
        Group.of(
            Kind.EXHIBITS,
            "exhibit.menu.exhibits",
            rows.find(EXHIBITS, Map.of(), "", text),
            Optional.of(
                "/exhibits?state=ALL&q=" + URLEncoder.encode(text, StandardCharsets.UTF_8))));
  }
}
