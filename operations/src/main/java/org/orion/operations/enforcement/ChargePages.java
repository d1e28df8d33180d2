package org.orion.operations.enforcement;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.enforcement.Arrests.Arrest;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Person.Stage;
import org.orion.operations.investigation.PersonDesk;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// Arrests, charges and court dates of a case, and the list of arrests.
@Controller
final class ChargePages {
  private final Arrests arrests;
  private final Charges charges;
  private final Actions actions;
  private final Cases cases;
  private final PersonDesk persons;
  private final ViewerTransactions transactions;
  private final Clock clock;

  ChargePages(
      Arrests arrests,
      Charges charges,
      Actions actions,
      Cases cases,
      PersonDesk persons,
      ViewerTransactions transactions,
      Clock clock) {
    this.arrests = arrests;
    this.charges = charges;
    this.actions = actions;
    this.cases = cases;
    this.persons = persons;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_CASES)
  @GetMapping("/arrests")
  ModelAndView list(
      Page page,
      SliceRequest request,
      @RequestParam(required = false) @Nullable UUID operation,
      @RequestParam(defaultValue = "") String country,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to) {
    Arrests.Filter filter =
        new Arrests.Filter(
            Optional.ofNullable(operation), country(country), optionalDay(from), optionalDay(to));
    Slice<Arrest> found =
        transactions.write(page.viewer(), () -> arrests.list(page.viewer(), filter, request));
    return page.show(
        "enforcement/arrests",
        Map.of(
            "arrests",
            found,
            "filter",
            filter,
            "next",
            found.next().map(after -> path(filter, after))));
  }

  private static String path(Arrests.Filter filter, String after) {
    StringBuilder path = new StringBuilder("/arrests?");
    filter.operation().ifPresent(value -> path.append("operation=").append(value).append('&'));
    filter.country().ifPresent(value -> path.append("country=").append(value).append('&'));
    filter.from().ifPresent(value -> path.append("from=").append(value).append('&'));
    filter.to().ifPresent(value -> path.append("to=").append(value).append('&'));
    return path.append("after=")
        .append(URLEncoder.encode(after, StandardCharsets.UTF_8))
        .toString();
  }

  static Optional<String> country(String text) {
    if (!text.isEmpty() && !Actions.isCountry(text)) {
      throw new BadInputException("enforcement.country.bad");
    }
    return Optional.of(text).filter(value -> !value.isEmpty());
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases/{case}/charges")
  ModelAndView of(Page page, @PathVariable("case") UUID id) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "enforcement/charges",
                Map.of(
                    "view", cases.view(viewer, id, "charges"),
                    "arrests", arrests.of(id),
                    "charges", charges.of(id),
                    "courtDates", charges.courtDates(id),
                    "actions", actions.of(id),
                    "people", persons.of(id),
                    "today", LocalDate.now(clock.withZone(ZoneOffset.UTC)))));
  }

  @May(Action.RECORD_ARRESTS)
  @PostMapping("/cases/{case}/arrests")
  ModelAndView arrest(Page page, @PathVariable("case") UUID id, ArrestForm form) {
    Viewer viewer = page.viewer();
    transactions.write(
        viewer,
        () -> {
          cases.own(viewer, id);
          arrests.record(viewer, id, form.stated());
        });
    return to(id);
  }

  @May(Action.RECORD_ARRESTS)
  @PostMapping("/cases/{case}/arrests/{arrest}/annul")
  ModelAndView annul(
      Page page,
      @PathVariable("case") UUID id,
      @PathVariable UUID arrest,
      @RequestParam String reason) {
    transactions.write(page.viewer(), () -> arrests.annul(page.viewer(), id, arrest, reason));
    return to(id);
  }

  @May(Action.RECORD_ARRESTS)
  @PostMapping("/cases/{case}/charges")
  ModelAndView charge(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam UUID person,
      @RequestParam String system,
      @RequestParam(defaultValue = "") String systemVersion,
      @RequestParam String code,
      @RequestParam String label,
      @RequestParam String statute,
      @RequestParam String filedOn) {
    Charges.Stated stated =
        new Charges.Stated(person, system, systemVersion, code, label, statute, day(filedOn));
    transactions.write(page.viewer(), () -> charges.charge(page.viewer(), id, stated));
    return to(id);
  }

  @May(Action.RECORD_ARRESTS)
  @PostMapping("/cases/{case}/charges/{charge}/decisions")
  ModelAndView decide(
      Page page,
      @PathVariable("case") UUID id,
      @PathVariable UUID charge,
      @RequestParam Charges.Decision kind,
      @RequestParam String onDay,
      @RequestParam String court,
      @RequestParam(defaultValue = "") String words) {
    transactions.write(
        page.viewer(),
        () -> charges.decide(page.viewer(), id, charge, kind, day(onDay), court, words));
    return to(id);
  }

  @May(Action.RECORD_ARRESTS)
  @PostMapping("/cases/{case}/court-dates")
  ModelAndView courtDate(
      Page page,
      @PathVariable("case") UUID id,
      @RequestParam UUID person,
      @RequestParam String at,
      @RequestParam String zone,
      @RequestParam String court,
      @RequestParam String purpose) {
    Viewer viewer = page.viewer();
    transactions.write(
        viewer,
        () -> {
          cases.own(viewer, id);
          charges.addCourtDate(viewer, id, person, LocalMoment.of(at, zone), court, purpose);
        });
    return to(id);
  }

  @May(Action.RECORD_ARRESTS)
  @PostMapping("/cases/{case}/court-dates/{date}/outcome")
  ModelAndView outcome(
      Page page,
      @PathVariable("case") UUID id,
      @PathVariable("date") UUID courtDate,
      @RequestParam int version,
      @RequestParam String outcome) {
    transactions.write(
        page.viewer(), () -> charges.outcome(page.viewer(), id, courtDate, version, outcome));
    return to(id);
  }

  private static Optional<LocalDate> optionalDay(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(day(text));
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("enforcement.day.bad");
    }
  }

  private static ModelAndView to(UUID id) {
    return new ModelAndView("redirect:/cases/" + id + "/charges");
  }

  /// The fields of an arrest, as its form sends them.
  record ArrestForm(
      UUID person,
      @Nullable UUID action,
      String at,
      String zone,
      String country,
      String place,
      String byWhom,
      Arrests.Outcome outcome,
      @Nullable Stage stage,
      @Nullable String source) {
    Arrests.Stated stated() {
      return new Arrests.Stated(
          person,
          Optional.ofNullable(action),
          LocalMoment.of(at, zone),
          country.strip(),
          place,
          byWhom,
          outcome,
          Optional.ofNullable(stage),
          source == null ? "" : source);
    }
  }
}
