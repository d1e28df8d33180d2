package org.orion.operations.identifier;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orion.exchange.Stated;
import org.orion.exchange.identifier.IdentifierProfile;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.exchange.identifier.Normalised;
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
  private final IdentifierRows identifiers;
  private final Agencies agencies;
  private final ViewerTransactions transactions;

  InterestPages(
      Interests interests,
      IdentifierRows identifiers,
      Agencies agencies,
      ViewerTransactions transactions) {
    this.interests = interests;
    this.identifiers = identifiers;
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
                    "kinds", kinds())));
  }

  private static List<Identifier.Kind> kinds() {
    return Stream.of(Identifier.Kind.values())
        .filter(kind -> kind != Identifier.Kind.PROFILE_URL)
        .toList();
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
    NormalIdentifier normal = read(viewer, kind, text, platform);
    LocalDate day = day(until);
    transactions.write(
        viewer,
        () -> {
          identifiers.add(viewer, List.of(normal));
          interests.declare(viewer, identifiers.number(viewer, normal), day, note);
        });
    return new ModelAndView("redirect:/interests");
  }

  @May(Action.RESUME_TIPS)
  @PostMapping("/interests/{id}/withdraw")
  ModelAndView withdraw(Page page, @PathVariable UUID id) {
    transactions.write(page.viewer(), () -> interests.withdraw(page.viewer(), id));
    return new ModelAndView("redirect:/interests");
  }

  private NormalIdentifier read(Viewer viewer, String kind, String text, String platform) {
    Identifier.Kind wanted =
        kinds().stream()
            .filter(one -> one.name().equals(kind))
            .findFirst()
            .orElseThrow(() -> new BadInputException("identifier.interest.bad-kind"));
    if (text.isBlank()) {
      throw new BadInputException("identifier.interest.bad-text");
    }
    Identifier typed =
        new Identifier(
            wanted,
            text.strip(),
            Optional.of(platform.strip()).filter(name -> !name.isEmpty()),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Stated.UNSTATED,
            Stated.UNSTATED,
            "form");
    Optional<String> country =
        transactions
            .read(viewer, () -> agencies.one(viewer.agency()))
            .map(Agencies.Agency::country);
    return switch (IdentifierProfile.normalise(typed, country)) {
      case NormalIdentifier read -> read;
      case Normalised.Refused _ -> throw new BadInputException("identifier.interest.bad-text");
    };
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("identifier.interest.bad-until", Interests.MOST_DAYS);
    }
  }
}
