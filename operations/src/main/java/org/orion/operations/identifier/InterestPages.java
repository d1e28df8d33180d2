package org.orion.operations.identifier;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.Agencies;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// A supervisor's page: the interests of the agency, and whom to call about them.
@Controller
final class InterestPages {
  private final Interests interests;
  private final InterestDesk desk;
  private final Agencies agencies;
  private final ViewerTransactions transactions;

  InterestPages(
      Interests interests, InterestDesk desk, Agencies agencies, ViewerTransactions transactions) {
    this.interests = interests;
    this.desk = desk;
    this.agencies = agencies;
    this.transactions = transactions;
  }

  @May(Action.RESUME_TIPS)
  @GetMapping("/interests")
  ModelAndView list(Page page) {
    Viewer viewer = page.viewer();
    return transactions.read(
        viewer,
        () ->
            page.show(
                "identifier/interests",
                Map.of(
                    "interests", interests.list(viewer),
                    "agencies",
                        agencies.list().stream()
                            .collect(Collectors.toMap(Agencies.Agency::ref, agency -> agency)),
                    "kinds", TypedIdentifiers.kinds())));
  }

  @May(Action.RESUME_TIPS)
  @PostMapping("/interests")
  ModelAndView declare(
      Page page,
      @RequestParam String kind,
      @RequestParam String text,
      @RequestParam(defaultValue = "") String platform,
      @RequestParam String until,
      @RequestParam(defaultValue = "") String note) {
    Viewer viewer = page.viewer();
    Identifier.Kind wanted =
        TypedIdentifiers.kinds().stream()
            .filter(one -> one.name().equals(kind))
            .findFirst()
            .orElseThrow(() -> new BadInputException("identifier.interest.bad-kind"));
    LocalDate day = day(until);
    transactions.write(viewer, () -> desk.declare(viewer, wanted, text, platform, day, note));
    return new ModelAndView("redirect:/interests");
  }

  @May(Action.RESUME_TIPS)
  @PostMapping("/interests/{id}/withdraw")
  ModelAndView withdraw(Page page, @PathVariable UUID id) {
    transactions.write(page.viewer(), () -> interests.withdraw(page.viewer(), id));
    return new ModelAndView("redirect:/interests");
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("identifier.interest.bad-until", Interests.MOST_DAYS);
    }
  }
}
