package org.orion.operations.exhibit;

import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The places where an agency keeps exhibits.
@Controller
final class StoragePages {
  private final StoragePlaces places;
  private final ViewerTransactions transactions;

  StoragePages(StoragePlaces places, ViewerTransactions transactions) {
    this.places = places;
    this.transactions = transactions;
  }

  @May(Action.KEEP_EXHIBITS)
  @GetMapping("/storage-places")
  ModelAndView list(Page page) {
    Viewer viewer = page.viewer();
    return transactions.read(
        viewer, () -> page.show("exhibit/places", Map.of("places", places.list(viewer))));
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/storage-places")
  ModelAndView add(Page page, @RequestParam String name) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> places.add(viewer, name));
    return new ModelAndView("redirect:/storage-places");
  }

  @May(Action.KEEP_EXHIBITS)
  @PostMapping("/storage-places/{place}/edit")
  ModelAndView edit(
      Page page,
      @PathVariable UUID place,
      @RequestParam int version,
      @RequestParam String name,
      @RequestParam(defaultValue = "false") boolean closed) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> places.edit(viewer, place, version, name, closed));
    return new ModelAndView("redirect:/storage-places");
  }
}
