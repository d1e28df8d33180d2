package org.orion.operations.search;

import java.util.List;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Slice;
import org.orion.operations.api.Summary;
import org.orion.operations.search.SearchSource.Group;
import org.orion.operations.search.SearchSource.Hit;
import org.orion.operations.search.SearchSource.Kind;
import org.orion.operations.search.SearchSource.Way;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The search over everything, for programs. `/api/v1/search` is older, and of identifiers alone.
@RestController
final class SearchApi {
  private final Search search;

  SearchApi(Search search) {
    this.search = search;
  }

  /// What was found of a kind.
  ///
  /// @param goesOn whether there are others that are not given
  record FoundRecords(Kind kind, List<FoundRecord> items, boolean goesOn) {
    static FoundRecords of(Group group) {
      return new FoundRecords(
          group.kind(), group.hits().stream().map(FoundRecord::of).toList(), group.more());
    }
  }

  /// Something that was found.
  ///
  /// @param label its name, or the number of its code
  /// @param detail what tells it from others
  /// @param path of its page; below `/api/v1` that of the thing itself
  record FoundRecord(Way way, String label, String detail, String path) {
    static FoundRecord of(Hit hit) {
      return new FoundRecord(hit.way(), hit.label(), hit.detail(), hit.path());
    }
  }

  @May(Action.SEE_CASES)
  @Summary("All that one may see of what is typed, at most 20 of a kind, the best first")
  @GetMapping("/api/v1/search/records")
  Slice<FoundRecords> search(Viewer viewer, @RequestParam String q) {
    return Slice.whole(search.find(viewer, q).stream().map(FoundRecords::of).toList());
  }
}
