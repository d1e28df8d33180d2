package org.orion.operations.view;

import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.OwnPath;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// Keeps what is looked at under a name, and forgets it, for all pages whose views are kept;
/// whoever may see one of them may see cases.
@Controller
final class ViewPages {
  private final SavedViews views;
  private final ViewerTransactions transactions;

  ViewPages(SavedViews views, ViewerTransactions transactions) {
    this.views = views;
    this.transactions = transactions;
  }

  /// @param path the address that is kept, its filter included
  @May(Action.SEE_CASES)
  @PostMapping("/views")
  ModelAndView save(Page page, @RequestParam String name, @RequestParam String path) {
    KeptPage of =
        KeptPage.of(OwnPath.orHome(path))
            .orElseThrow(() -> new BadInputException("casework.filter.bad", "path"));
    page.viewer().require(of.action());
    transactions.write(page.viewer(), () -> views.save(page.viewer(), of, name, path));
    return new ModelAndView("redirect:" + path);
  }

  @May(Action.SEE_CASES)
  @PostMapping("/views/{view}/remove")
  ModelAndView remove(Page page, @PathVariable("view") UUID id) {
    KeptPage of = transactions.write(page.viewer(), () -> views.remove(page.viewer(), id));
    return new ModelAndView("redirect:" + of.path());
  }
}
