package org.orion.operations.casework;

import java.util.Map;
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
import org.orion.operations.view.KeptPage;
import org.orion.operations.view.SavedViews;
import org.orion.operations.web.BadInputException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The saved views of the token's account, for programs.
@RestController
@RequestMapping("/api/v1/views")
final class ViewApi {
  private final SavedViews views;
  private final Idempotency idempotency;
  private final ViewerTransactions transactions;

  ViewApi(SavedViews views, Idempotency idempotency, ViewerTransactions transactions) {
    this.views = views;
    this.idempotency = idempotency;
    this.transactions = transactions;
  }

  /// @param filter parameters of the queue, by name
  record ViewAnswer(UUID id, String name, Map<String, String> filter) {}

  record NewView(String name, Map<String, String> filter) {}

  @May(Action.SEE_TIPS)
  @Summary("One's own saved views of the queue")
  @GetMapping
  Slice<ViewAnswer> list(Viewer viewer) {
    return transactions.read(
        viewer,
        () ->
            Slice.whole(
                views.list(viewer, KeptPage.TIPS).stream()
                    .map(view ->
                        new ViewAnswer(
                            view.id(), view.name(), QueueFilter.ofPath(view.path()).values()))
                    .toList()));
  }

  @May(Action.SEE_TIPS)
  @Summary(value = "Saves a view of the queue", status = 201)
  @PostMapping
  ResponseEntity<Made> save(Viewer viewer, IdempotencyKey key, @RequestBody NewView wanted) {
    for (String name : wanted.filter().keySet()) {
      if (!QueueFilter.NAMES.contains(name)) {
        throw new BadInputException("filter: no parameter of the queue has one of its names");
      }
    }
    QueueFilter filter = QueueFilter.of(wanted.filter());
    return idempotency.part(
        viewer, key, wanted, () -> views.save(viewer, KeptPage.TIPS, wanted.name(), filter.path()));
  }

  @May(Action.SEE_TIPS)
  @Summary(value = "Removes a saved view", status = 204)
  @DeleteMapping("/{id}")
  ResponseEntity<Void> remove(Viewer viewer, @PathVariable UUID id) {
    transactions.write(viewer, () -> views.remove(viewer, id));
    return ResponseEntity.noContent().build();
  }
}
