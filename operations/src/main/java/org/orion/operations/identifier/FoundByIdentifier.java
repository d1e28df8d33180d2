package org.orion.operations.identifier;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.search.SearchSource;
import org.springframework.stereotype.Component;

/// Tips and identifiers for the search. Whoever searches is heard of, also who may see no tips: the
/// text may be an account that somebody must not meet.
@Component
final class FoundByIdentifier implements SearchSource {
  private static final SliceRequest FIRST = SliceRequest.page(MOST, "");

  private final IdentifierSearch search;

  FoundByIdentifier(IdentifierSearch search) {
    this.search = search;
  }

  @Override
  public int place() {
    return 10;
  }

  @Override
  public Action action() {
    return Action.SEE_CASES;
  }

  @Override
  public List<Group> find(Viewer viewer, String text) {
    IdentifierSearch.Result result = search.find(viewer, text, FIRST);
    if (!viewer.may(Action.SEE_TIPS)) {
      return List.of();
    }
    List<Hit> tips =
        result.tips().stream()
            .map(tip -> new Hit(Way.SAME, "", tip.code(), "", "/tips/" + tip.id()))
            .toList();
    List<Hit> identifiers = result.identifiers().items().stream().map(this::hit).toList();
    return List.of(
        Group.of(Kind.TIPS, "identifier.search.tips", tips, Optional.empty()),
        new Group(
            Kind.IDENTIFIERS,
            "identifier.search.identifiers",
            identifiers,
            result.identifiers().next().isPresent(),
            Optional.of(
                "/search/identifiers?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8))));
  }

  private Hit hit(IdentifierSearch.Found found) {
    Way way =
        switch (found.reason()) {
          case SAME -> Way.SAME;
          case BEGINNING -> Way.BEGINNING;
          case LOOK_ALIKE -> Way.LOOK_ALIKE;
          case SPELLING -> Way.SIMILAR;
        };
    return new Hit(way, "", found.normal(), detail(found), "/identifiers/" + found.id());
  }

  /// The platform, and the newest tip in which it was seen.
  private static String detail(IdentifierSearch.Found found) {
    String code = found.newest().code();
    return found.platform().isEmpty() ? code : found.platform() + " · " + code;
  }
}
