package org.orion.operations.series;

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

/// Series by their codes, words and leads, for the search.
@Component
final class FoundSeries implements SearchSource {
  private static final String SERIES =
      """
      select array[s.number::text, s.words] || array(select l.value from orion.series_lead l
          where l.series = s.id and l.withdrawn_at is null) as words,
        s.number::text as label, left(s.words, 200) as detail, '/series/' || s.id as path, s.made_at as newest
      from orion.series s
      """;

  private final SearchRows rows;

  FoundSeries(SearchRows rows) {
    this.rows = rows;
  }

  @Override
  public int place() {
    return 40;
  }

  @Override
  public Action action() {
    return Action.SEE_CHILDREN;
  }

  @Override
  public List<Group> find(Viewer viewer, String text) {
    return List.of(
        Group.of(
            Kind.SERIES,
            "series.menu.board",
            rows.find(SERIES, Map.of(), "child.series.code", text),
            Optional.of("/series?state=ALL&q=" + URLEncoder.encode(text, StandardCharsets.UTF_8))));
  }
}
