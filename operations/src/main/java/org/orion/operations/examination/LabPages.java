package org.orion.operations.examination;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The labs of an agency.
@Controller
final class LabPages {
  private final Labs labs;
  private final ViewerTransactions transactions;
  private final Clock clock;

  LabPages(Labs labs, ViewerTransactions transactions, Clock clock) {
    this.labs = labs;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.MANAGE_LABS)
  @GetMapping("/labs")
  ModelAndView list(Page page) {
    return page.show(
        "examination/labs",
        Map.of(
            "labs",
            transactions.read(page.viewer(), () -> labs.list(page.viewer())),
            "now",
            clock.instant()));
  }

  @May(Action.MANAGE_LABS)
  @PostMapping("/labs")
  ModelAndView register(Page page, @RequestParam String name, @RequestParam String key) {
    transactions.write(page.viewer(), () -> labs.register(page.viewer(), name, key));
    return new ModelAndView("redirect:/labs");
  }

  /// @param from by the viewer's clocks; empty for now
  @May(Action.MANAGE_LABS)
  @PostMapping("/labs/{lab}/revoke")
  ModelAndView revoke(
      Page page,
      @PathVariable("lab") UUID id,
      @RequestParam String reason,
      @RequestParam(defaultValue = "") String from) {
    transactions.write(
        page.viewer(), () -> labs.revoke(page.viewer(), id, moment(page, from), reason));
    return new ModelAndView("redirect:/labs");
  }

  private Instant moment(Page page, String text) {
    try {
      if (text.isBlank()) {
        return clock.instant();
      }
      LocalDateTime moment = LocalDateTime.parse(text);
      if (moment.getYear() < 2000 || moment.getYear() > 2199) {
        throw new BadInputException("examination.lab.bad-time");
      }
      return moment.atZone(page.zone()).toInstant();
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("examination.lab.bad-time");
    }
  }
}
