package org.orion.operations.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.orion.exchange.tip.Identifier.Kind;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.Moment;
import org.orion.exchange.tip.Original;
import org.orion.exchange.tip.RecordedReport;
import org.orion.exchange.tip.RecordedReport.Known;
import org.orion.exchange.tip.RecordedReport.Somebody;
import org.orion.exchange.tip.TipReport.Role;
import org.orion.exchange.tip.TipReport.Source;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The form for what somebody reports by telephone or in person.
@Controller
public final class TelephonePages {
  /// Blocks for people beside the caller.
  public static final int PEOPLE = 3;

  /// From whom reports come this way.
  public static final List<Source> SOURCES =
      List.of(Source.PUBLIC, Source.HOTLINE, Source.AGENCY, Source.UNKNOWN);

  public static final List<Role> ROLES =
      List.of(Role.REPORTED_PERSON, Role.CHILD, Role.INTENDED_RECIPIENT);

  /// Fields for identifiers of people, several lines each.
  public static final List<Kind> PERSONAL =
      List.of(Kind.USERNAME, Kind.E_MAIL, Kind.PHONE, Kind.PROFILE_URL);

  /// Fields for other identifiers.
  public static final List<Kind> GENERAL =
      List.of(Kind.URL, Kind.IP_ADDRESS, Kind.DEVICE_ID, Kind.PAYMENT_HANDLE, Kind.FILE_HASH);

  private static final int MOST_TEXT = 100_000;
  private static final int MOST_LINE = 2_000;
  private static final int OLDEST_YEARS = 150;

  private final TipIntake intake;
  private final ViewerTransactions transactions;
  private final IntakeMeters meters;

  TelephonePages(TipIntake intake, ViewerTransactions transactions, IntakeMeters meters) {
    this.intake = intake;
    this.transactions = transactions;
    this.meters = meters;
  }

  /// What was typed, so that nothing has to be typed twice when something is wrong.
  public record Typed(MultiValueMap<String, String> fields) {
    public String get(String name) {
      String value = fields.getFirst(name);
      return value == null ? "" : value;
    }

    /// Whether anything was typed into fields whose names begin so; a role alone is chosen from the
    /// start.
    public boolean has(String prefix) {
      return fields.keySet().stream()
          .anyMatch(
              name -> name.startsWith(prefix) && !name.endsWith("-role") && !get(name).isBlank());
    }

    private Optional<String> text(String name) {
      String value = get(name).strip();
      if (value.length() > MOST_TEXT) {
        throw new BadInputException("intake.new.too-long", MOST_TEXT);
      }
      return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
  }

  @May(Action.RECORD_TIPS)
  @GetMapping("/tips/new")
  ModelAndView form(Page page) {
    MultiValueMap<String, String> fields = new org.springframework.util.LinkedMultiValueMap<>();
    fields.set("id", "R-" + UUID.randomUUID());
    return show(page, new Typed(fields), "");
  }

  private static ModelAndView show(Page page, Typed typed, String problem) {
    return page.show("intake/new", Map.of("typed", typed, "problem", problem));
  }

  @May(Action.RECORD_TIPS)
  @PostMapping("/tips/new")
  ModelAndView record(Page page, @RequestParam MultiValueMap<String, String> fields) {
    Typed typed = new Typed(fields);
    RecordedReport report;
    try {
      report = report(typed);
    } catch (BadInputException wrong) {
      ModelAndView again =
          show(page, typed, page.text(String.valueOf(wrong.getMessage()), wrong.values()));
      again.setStatus(org.springframework.http.HttpStatus.BAD_REQUEST);
      return again;
    }
    Original original = report.toOriginal();
    TipIntake.Accepted accepted =
        transactions.write(
            page.viewer(),
            () ->
                intake.accept(
                    page.viewer(), TipFormat.FORM, Originals.read(original.bytes()), original));
    meters.taken(TipFormat.FORM, accepted.kind());
    return new ModelAndView("redirect:/tips/" + accepted.tip());
  }

  private static RecordedReport report(Typed typed) {
    String account =
        typed.text("account").orElseThrow(() -> new BadInputException("intake.new.no-account"));
    String id = typed.get("id");
    if (!id.matches("R-[0-9a-f-]{36}")) {
      throw new BadInputException("intake.new.no-id");
    }
    List<Somebody> people = new ArrayList<>();
    Somebody caller = person(typed, "caller", Role.REPORTER);
    if (!caller.isNobody()) {
      people.add(caller);
    }
    for (int i = 1; i <= PEOPLE; i++) {
      String prefix = "person" + i;
      Role role = oneOf(typed.get(prefix + "-role"), ROLES, Role.REPORTED_PERSON);
      Somebody person = person(typed, prefix, role);
      if (!person.isNobody()) {
        people.add(person);
      }
    }
    List<Known> general = new ArrayList<>();
    GENERAL.forEach(kind -> lines(typed, "general", kind, general));
    boolean danger = typed.text("danger").isPresent();
    Optional<String> why = typed.text("danger-why");
    return new RecordedReport(
        id,
        oneOf(typed.get("source"), SOURCES, Source.UNKNOWN),
        Instant.now(),
        typed.text("organisation"),
        oneOf(typed.get("type"), Arrays.asList(IncidentType.values()), IncidentType.OTHER),
        time(typed),
        typed.text("when"),
        typed.text("platform"),
        danger || why.isPresent()
            ? Optional.of(why.orElse("The caller says that a child is in danger now"))
            : Optional.empty(),
        people,
        general,
        account);
  }

  /// A day, with a time where one is given; the zone is not asked, and so not stated.
  private static Optional<String> time(Typed typed) {
    Optional<String> day = typed.text("day");
    Optional<String> time = typed.text("time");
    if (day.isEmpty()) {
      if (time.isPresent()) {
        throw new BadInputException("intake.new.bad-time");
      }
      return Optional.empty();
    }
    String stated = day.get() + time.map(clock -> "T" + clock).orElse("");
    if (Moment.read(stated).isEmpty()) {
      throw new BadInputException("intake.new.bad-time");
    }
    return Optional.of(stated);
  }

  private static Somebody person(Typed typed, String prefix, Role role) {
    List<Known> identifiers = new ArrayList<>();
    PERSONAL.forEach(kind -> lines(typed, prefix, kind, identifiers));
    return new Somebody(
        role,
        typed.text(prefix + "-name"),
        age(typed.get(prefix + "-age").strip()),
        identifiers,
        typed.text(prefix + "-words"));
  }

  private static OptionalInt age(String text) {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > OLDEST_YEARS) {
      throw new BadInputException("intake.new.bad-age", OLDEST_YEARS);
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  private static void lines(Typed typed, String prefix, Kind kind, List<Known> into) {
    for (String line : typed.text(prefix + "-" + kind.name()).orElse("").lines().toList()) {
      String value = line.strip();
      if (value.length() > MOST_LINE) {
        throw new BadInputException("intake.new.too-long", MOST_LINE);
      }
      if (!value.isEmpty()) {
        into.add(new Known(kind, value));
      }
    }
  }

  private static <E extends Enum<E>> E oneOf(String name, List<E> allowed, E otherwise) {
    return allowed.stream()
        .filter(value -> value.name().equals(name))
        .findFirst()
        .orElse(otherwise);
  }
}
