package org.orion.operations.view;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Idempotency;
import org.orion.operations.api.IdempotencyKey;
import org.orion.operations.api.Made;
import org.orion.operations.api.Slice;
import org.orion.operations.api.Summary;
import org.orion.operations.view.SavedViews.SavedView;
import org.orion.operations.web.BadInputException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/// The saved views of the token's account, for programs: those of the pages that it may see.
@RestController
@RequestMapping("/api/v1/views")
final class ViewApi {
  private final SavedViews views;
  private final ObjectProvider<KeptFilter> filters;
  private final Idempotency idempotency;
  private final ViewerTransactions transactions;

  ViewApi(
      SavedViews views,
      ObjectProvider<KeptFilter> filters,
      Idempotency idempotency,
      ViewerTransactions transactions) {
    this.views = views;
    this.filters = filters;
    this.idempotency = idempotency;
    this.transactions = transactions;
  }

  /// A view.
  ///
  /// @param path of the page under the filter; below `/api/v1` the same is the list for programs,
  ///   where there is one
  /// @param filter parameters of the page, by name; absent where one stands more than once, as
  ///   nodes of the graph do
  record ViewAnswer(
      UUID id, KeptPage page, String name, String path, Optional<Map<String, String>> filter) {
    static ViewAnswer of(KeptPage page, SavedView view) {
      return new ViewAnswer(view.id(), page, view.name(), view.path(), filter(view.path()));
    }

    private static Optional<Map<String, String>> filter(String path) {
      Map<String, String> filter = new LinkedHashMap<>();
      for (Map.Entry<String, List<String>> one :
          UriComponentsBuilder.fromUriString(path).build().getQueryParams().entrySet()) {
        if (one.getValue().size() > 1) {
          return Optional.empty();
        }
        String value = Optional.ofNullable(one.getValue().getFirst()).orElse("");
        if (!value.isEmpty()) {
          filter.put(one.getKey(), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
      }
      return Optional.of(filter);
    }
  }

  /// A view that is kept.
  ///
  /// @param page TIPS, when absent
  record NewView(String name, Optional<KeptPage> page, Map<String, String> filter) {}

  @May(Action.SEE_CASES)
  @Summary("One's own saved views, of one page or of all that one may see")
  @GetMapping
  Slice<ViewAnswer> list(Viewer viewer, @RequestParam Optional<KeptPage> page) {
    page.ifPresent(wanted -> viewer.require(wanted.action()));
    List<KeptPage> pages =
        Arrays.stream(KeptPage.values())
            .filter(one -> page.map(one::equals).orElseGet(() -> viewer.may(one.action())))
            .toList();
    return transactions.read(
        viewer,
        () ->
            Slice.whole(
                pages.stream()
                    .flatMap(one ->
                        views.list(viewer, one).stream().map(view -> ViewAnswer.of(one, view)))
                    .toList()));
  }

  @May(Action.SEE_CASES)
  @Summary(value = "Saves a view of a page; of the queue, when no page is named", status = 201)
  @PostMapping
  ResponseEntity<Made> save(Viewer viewer, IdempotencyKey key, @RequestBody NewView wanted) {
    KeptPage page = wanted.page().orElse(KeptPage.TIPS);
    viewer.require(page.action());
    if (wanted.filter().containsKey("after")) {
      throw new BadInputException("filter: a view begins where its list begins, without after");
    }
    String path =
        filters.stream()
            .filter(one -> one.page() == page)
            .findFirst()
            .orElseThrow()
            .path()
            .apply(wanted.filter());
    return idempotency.part(
        viewer, key, wanted, () -> views.save(viewer, page, wanted.name(), path));
  }

  @May(Action.SEE_CASES)
  @Summary(value = "Removes a saved view", status = 204)
  @DeleteMapping("/{id}")
  ResponseEntity<Void> remove(Viewer viewer, @PathVariable UUID id) {
    transactions.write(viewer, () -> views.remove(viewer, id));
    return ResponseEntity.noContent().build();
  }
}
