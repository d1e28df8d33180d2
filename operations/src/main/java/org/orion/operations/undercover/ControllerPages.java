package org.orion.operations.undercover;

import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// A supervisor's page: who may open the registry, and the warnings that the agency got.
@Controller
final class ControllerPages {
  private static final String HOME = "/controllers";

  private final Controllers controllers;
  private final CaseDesk desk;
  private final ViewerTransactions transactions;

  ControllerPages(Controllers controllers, CaseDesk desk, ViewerTransactions transactions) {
    this.controllers = controllers;
    this.desk = desk;
    this.transactions = transactions;
  }

  @May(Action.ENROLL_CONTROLLERS)
  @GetMapping(HOME)
  ModelAndView list(Page page) {
    Viewer viewer = page.viewer();
    return transactions.read(
        viewer,
        () ->
            page.show(
                "undercover/controllers",
                Map.of(
                    "enrolled", controllers.list(),
                    "warnings", controllers.warnings(),
                    "colleagues", desk.colleagues(viewer))));
  }

  @May(Action.ENROLL_CONTROLLERS)
  @PostMapping(HOME)
  ModelAndView enroll(Page page, @RequestParam UUID account) {
    transactions.write(page.viewer(), () -> controllers.enroll(page.viewer(), account));
    return new ModelAndView("redirect:" + HOME);
  }

  @May(Action.ENROLL_CONTROLLERS)
  @PostMapping(HOME + "/{controller}/end")
  ModelAndView end(Page page, @PathVariable UUID controller) {
    transactions.write(page.viewer(), () -> controllers.end(page.viewer(), controller));
    return new ModelAndView("redirect:" + HOME);
  }

  @May(Action.ENROLL_CONTROLLERS)
  @PostMapping(HOME + "/warnings/{warning}/seen")
  ModelAndView seen(Page page, @PathVariable UUID warning) {
    transactions.write(page.viewer(), () -> controllers.seeWarning(page.viewer(), warning));
    return new ModelAndView("redirect:" + HOME);
  }
}
