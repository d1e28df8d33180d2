package org.orion.operations.child;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.search.SearchRows;
import org.orion.operations.search.SearchSource;
import org.springframework.stereotype.Component;

/// Children by their codes, and by nothing else, for the search.
@Component
final class FoundChildren implements SearchSource {
  private static final Pattern CODE = Pattern.compile("(?:\\p{L}+ +)?(\\d{1,9})");
  private static final String CHILDREN =
      """
      select array[c.number::text] as words, c.number::text as label, '' as detail, '/children/' || c.id as path,
        c.made_at as newest
      from orion.child c
      """;

  private final SearchRows rows;

  FoundChildren(SearchRows rows) {
    this.rows = rows;
  }

  @Override
  public int place() {
    return 30;
  }

  @Override
  public Action action() {
    return Action.SEE_CHILDREN;
  }

  @Override
  public List<Group> find(Viewer viewer, String text) {
    Matcher code = CODE.matcher(text);
    if (!code.matches()) {
      return List.of();
    }
    return List.of(
        Group.of(
            Kind.CHILDREN,
            "child.menu.children",
            rows.find(CHILDREN, Map.of(), "child.code", code.group(1)),
            Optional.of("/children")));
  }
}
