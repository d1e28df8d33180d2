package org.orion.operations.child;

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

/// The one place that shows who a child is: as the answer to a form that states the reason, so that
/// the page has no address under which a browser keeps it.
@Controller
final class IdentityPages {
  private final ChildIdentities identities;
  private final ViewerTransactions transactions;

  IdentityPages(ChildIdentities identities, ViewerTransactions transactions) {
    this.identities = identities;
    this.transactions = transactions;
  }

  /// Asks for the reason.
  @May(Action.OPEN_IDENTITY)
  @GetMapping("/children/{child}/identity")
  ModelAndView ask(Page page, @PathVariable UUID child) {
    Viewer viewer = page.viewer();
    return transactions.read(
        viewer,
        () -> page.show("child/reason", Map.of("child", identities.require(viewer, child))));
  }

  @May(Action.OPEN_IDENTITY)
  @PostMapping("/children/{child}/identity/open")
  ModelAndView open(Page page, @PathVariable UUID child, @RequestParam String reason) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          Child found = identities.require(viewer, child);
          return page.show(
              "child/identity",
              Map.of("child", found, "opened", identities.open(viewer, child, reason)));
        });
  }

  @May(Action.OPEN_IDENTITY)
  @PostMapping("/children/{child}/identity")
  ModelAndView write(
      Page page,
      @PathVariable UUID child,
      @RequestParam int version,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String bornOn,
      @RequestParam(defaultValue = "") String address,
      @RequestParam(defaultValue = "") String guardians,
      @RequestParam(defaultValue = "") String words,
      @RequestParam String reason) {
    Viewer viewer = page.viewer();
    ChildIdentity identity =
        new ChildIdentity(
            name.strip(), bornOn.strip(), address.strip(), guardians.strip(), words.strip());
    transactions.write(viewer, () -> identities.write(viewer, child, version, identity, reason));
    return ChildPages.to(child);
  }

  @May(Action.OPEN_IDENTITY)
  @PostMapping("/children/{child}/identity/erase")
  ModelAndView erase(
      Page page,
      @PathVariable UUID child,
      @RequestParam String authority,
      @RequestParam String reason,
      @RequestParam int number) {
    Viewer viewer = page.viewer();
    transactions.write(viewer, () -> identities.erase(viewer, child, authority, reason, number));
    return ChildPages.to(child);
  }
}
