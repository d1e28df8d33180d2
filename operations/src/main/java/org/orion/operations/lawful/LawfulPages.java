package org.orion.operations.lawful;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.Stated;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.OwnPath;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The gate of a tip's files: its state, and the forms of those who open it by law. Each form leads
/// back to the page that it stood on.
@Controller
final class LawfulPages {
  private final ViewerTransactions transactions;
  private final Gate gate;
  private final FileReleases releases;
  private final Preservations preservations;
  private final Letters letters;
  private final AuditTrail audit;

  LawfulPages(
      ViewerTransactions transactions,
      Gate gate,
      FileReleases releases,
      Preservations preservations,
      Letters letters,
      AuditTrail audit) {
    this.transactions = transactions;
    this.gate = gate;
    this.releases = releases;
    this.preservations = preservations;
    this.letters = letters;
    this.audit = audit;
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/tips/{tip}/lawful")
  ModelAndView show(Page page, @PathVariable UUID tip) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          gate.requireTip(viewer, tip);
          audit.record(viewer, Act.of("open-gate-page", "tip", tip));
          return page.show(
              "lawful/tip",
              Map.of(
                  "tip", tip,
                  "code", gate.code(viewer, tip),
                  "gate", gate.of(viewer, tip),
                  "preservation", preservations.of(viewer, tip),
                  "letters", letters.list(viewer, tip)));
        });
  }

  /// An authority as its form sends it.
  record AuthorityForm(
      @Nullable String kind,
      @Nullable String number,
      @Nullable String issuer,
      @Nullable String issued,
      @Nullable String from,
      @Nullable String to,
      @Nullable List<String> file,
      @Nullable String accounts,
      @Nullable List<String> act,
      @Nullable String exception) {

    /// Days begin and end in the zone of the person who enters them; the last one counts whole.
    LegalAuthority authority(ZoneId zone) {
      AuthorityKind authorityKind = constant(AuthorityKind.class, text(kind));
      Instant begins = day(from).atStartOfDay(zone).toInstant();
      Instant ends = day(to).plusDays(1).atStartOfDay(zone).toInstant();
      AuthorityScope scope =
          new AuthorityScope(
              file == null ? Set.of() : Set.copyOf(file),
              text(accounts)
                  .lines()
                  .map(Gate::normal)
                  .filter(line -> !line.isEmpty())
                  .collect(Collectors.toSet()),
              (act == null ? List.<String>of() : act)
                  .stream()
                      .map(name -> constant(LawfulAct.class, name))
                      .collect(Collectors.toSet()));
      LocalDate issuedOn = day(issued);
      Set<LegalAuthority.Problem> problems =
          LegalAuthority.problems(
              authorityKind,
              text(number),
              text(issuer),
              issuedOn,
              begins,
              ends,
              scope,
              text(exception));
      if (!problems.isEmpty()) {
        throw new BadInputException(problems.stream().sorted().findFirst().orElseThrow().textKey());
      }
      return new LegalAuthority(
          authorityKind,
          text(number),
          text(issuer),
          issuedOn,
          begins,
          ends,
          scope,
          text(exception));
    }

    private static String text(@Nullable String value) {
      return value == null ? "" : value.strip();
    }

    private static LocalDate day(@Nullable String text) {
      try {
        LocalDate day = LocalDate.parse(text(text));
        if (day.getYear() >= 1970 && day.getYear() <= 9999) {
          return day;
        }
      } catch (DateTimeException noDay) {
        throw new BadInputException("lawful.bad.day");
      }
      throw new BadInputException("lawful.bad.day");
    }
  }

  @May(Action.RECORD_AUTHORITY)
  @PostMapping("/tips/{tip}/authorities")
  ModelAndView attach(
      Page page,
      @PathVariable UUID tip,
      AuthorityForm form,
      @RequestParam(defaultValue = "") String back) {
    LegalAuthority authority = form.authority(page.zone());
    transactions.write(page.viewer(), () -> gate.attach(page.viewer(), tip, authority));
    return backTo(tip, back);
  }

  @May(Action.RECORD_AUTHORITY)
  @PostMapping("/tips/{tip}/authorities/{authority}/revoke")
  ModelAndView revoke(
      Page page,
      @PathVariable UUID tip,
      @PathVariable UUID authority,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String back) {
    transactions.write(page.viewer(), () -> gate.revoke(page.viewer(), tip, authority, reason));
    return backTo(tip, back);
  }

  @May(Action.RECORD_AUTHORITY)
  @PostMapping("/tips/{tip}/files/{file}/facts")
  ModelAndView state(
      Page page,
      @PathVariable UUID tip,
      @PathVariable UUID file,
      @RequestParam(defaultValue = "") String question,
      @RequestParam(defaultValue = "") String answer,
      @RequestParam(defaultValue = "") String source,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String back) {
    TipGate.Question asked = constant(TipGate.Question.class, question);
    Stated stated = constant(Stated.class, answer);
    transactions.write(
        page.viewer(), () -> gate.state(page.viewer(), tip, file, asked, stated, source, reason));
    return backTo(tip, back);
  }

  @May(Action.RECORD_AUTHORITY)
  @PostMapping("/tips/{tip}/files/{file}/release")
  ModelAndView release(
      Page page,
      @PathVariable UUID tip,
      @PathVariable UUID file,
      @RequestParam(defaultValue = "") String receiver,
      @RequestParam(defaultValue = "") String back) {
    releases.release(page.viewer(), tip, file, receiver);
    return backTo(tip, back);
  }

  private static ModelAndView backTo(UUID tip, String back) {
    return new ModelAndView(
        "redirect:" + (back.isEmpty() ? "/tips/" + tip + "/lawful" : OwnPath.orHome(back)));
  }

  static <E extends Enum<E>> E constant(Class<E> type, String name) {
    Optional<E> found =
        Arrays.stream(type.getEnumConstants()).filter(one -> one.name().equals(name)).findFirst();
    return found.orElseThrow(() -> new BadInputException("lawful.bad.choice"));
  }
}
