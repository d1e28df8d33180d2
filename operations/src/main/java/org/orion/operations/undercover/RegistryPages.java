package org.orion.operations.undercover;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.FreshProof;
import org.orion.operations.identifier.TypedIdentifiers;
import org.orion.operations.undercover.ControlledAccount.RecordKind;
import org.orion.operations.undercover.ControlledAccount.RecordState;
import org.orion.operations.undercover.ControlledAccount.Text;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The registry's pages, for those who are enrolled and have proved within ten minutes, in this
/// session, who they are. Others are told no more than that.
@Controller
final class RegistryPages {
  private static final String HOME = "/controlled-accounts";

  private final Registry registry;
  private final Controllers controllers;
  private final FreshProof proof;
  private final ViewerTransactions transactions;
  private final Clock clock;

  RegistryPages(
      Registry registry,
      Controllers controllers,
      FreshProof proof,
      ViewerTransactions transactions,
      Clock clock) {
    this.registry = registry;
    this.controllers = controllers;
    this.proof = proof;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_CONTROLLED_ACCOUNTS)
  @GetMapping(HOME)
  ModelAndView list(Page page, HttpServletRequest request) {
    Viewer viewer = page.viewer();
    if (!transactions.read(viewer, controllers::isEnrolled)) {
      return page.show("undercover/not-enrolled", Map.of());
    }
    if (!proof.isFresh(request)) {
      return page.show("undercover/proof", Map.of("code", proof.asksForCode(viewer)));
    }
    return transactions.write(
        viewer,
        () ->
            page.show(
                "undercover/registry",
                Map.of(
                    "accounts", registry.list(viewer),
                    "hits", registry.hits(),
                    "enrolled", enrolled(),
                    "kinds", TypedIdentifiers.kinds(),
                    "today", today())));
  }

  /// Takes a code of the authenticator, or the password of whoever has none.
  @May(Action.SEE_CONTROLLED_ACCOUNTS)
  @PostMapping(HOME + "/proof")
  ModelAndView prove(Page page, @RequestParam String code, HttpServletRequest request) {
    Viewer viewer = page.viewer();
    if (transactions.read(viewer, controllers::isEnrolled)) {
      proof.prove(viewer, code, request);
      transactions.write(viewer, () -> controllers.proved(viewer));
    }
    return new ModelAndView("redirect:" + HOME);
  }

  @May(Action.SEE_CONTROLLED_ACCOUNTS)
  @PostMapping(HOME)
  ModelAndView add(
      Page page,
      HttpServletRequest request,
      @RequestParam String kind,
      @RequestParam String text,
      @RequestParam(defaultValue = "") String platform,
      @RequestParam String authority,
      @RequestParam(defaultValue = "") String words,
      @RequestParam UUID handler,
      @RequestParam String from,
      @RequestParam(defaultValue = "") String until) {
    Viewer viewer = page.viewer();
    Registry.Stated stated = new Registry.Stated(handler, day(from), maybe(until));
    // The kind is the one that the text is read as.
    Text given =
        new Text(
            Identifier.Kind.USERNAME,
            platform.strip(),
            text.strip(),
            authority.strip(),
            words.strip());
    return guarded(
        page,
        request,
        () -> {
          UUID made = registry.add(viewer, stated, kind, given);
          return new ModelAndView("redirect:" + HOME + "/" + made);
        });
  }

  @May(Action.SEE_CONTROLLED_ACCOUNTS)
  @GetMapping(HOME + "/{account}")
  ModelAndView one(Page page, @PathVariable UUID account, HttpServletRequest request) {
    Viewer viewer = page.viewer();
    return guarded(
        page,
        request,
        () -> {
          Map<String, Object> model = new HashMap<>();
          model.put("account", registry.open(viewer, account));
          model.put("entries", registry.entries(account));
          model.put(
              "hits",
              registry.hits().stream().filter(hit -> hit.controlled().equals(account)).toList());
          model.put("enrolled", enrolled());
          model.put(
              "now",
              LocalDateTime.ofInstant(clock.instant(), page.zone()).withSecond(0).withNano(0));
          return page.show("undercover/account", model);
        });
  }

  @May(Action.SEE_CONTROLLED_ACCOUNTS)
  @PostMapping(HOME + "/{account}/change")
  ModelAndView change(
      Page page,
      @PathVariable UUID account,
      HttpServletRequest request,
      @RequestParam int version,
      @RequestParam UUID handler,
      @RequestParam(defaultValue = "") String until,
      @RequestParam String authority,
      @RequestParam(defaultValue = "") String words) {
    Registry.Change change =
        new Registry.Change(handler, maybe(until), authority.strip(), words.strip());
    return guarded(
        page,
        request,
        () -> {
          registry.change(page.viewer(), account, version, change);
          return to(account);
        });
  }

  /// Records a contact or a meeting.
  ///
  /// @param at in the viewer's time zone
  @May(Action.SEE_CONTROLLED_ACCOUNTS)
  @PostMapping(HOME + "/{account}/records")
  ModelAndView addEntry(
      Page page,
      @PathVariable UUID account,
      HttpServletRequest request,
      @RequestParam RecordKind kind,
      @RequestParam String at,
      @RequestParam(defaultValue = "") String with,
      @RequestParam String words) {
    Instant time = moment(page, at);
    return guarded(
        page,
        request,
        () -> {
          registry.addEntry(page.viewer(), account, kind, time, with, words);
          return to(account);
        });
  }

  @May(Action.SEE_CONTROLLED_ACCOUNTS)
  @PostMapping(HOME + "/{account}/records/{entry}/decide")
  ModelAndView decide(
      Page page,
      @PathVariable UUID account,
      @PathVariable UUID entry,
      HttpServletRequest request,
      @RequestParam RecordState state) {
    return guarded(
        page,
        request,
        () -> {
          registry.decide(page.viewer(), account, entry, state);
          return to(account);
        });
  }

  @May(Action.SEE_CONTROLLED_ACCOUNTS)
  @PostMapping(HOME + "/hits/{hit}/seen")
  ModelAndView seen(Page page, @PathVariable UUID hit, HttpServletRequest request) {
    return guarded(
        page,
        request,
        () -> {
          registry.seeHit(page.viewer(), hit);
          return new ModelAndView("redirect:" + HOME);
        });
  }

  /// Runs an act of somebody who is enrolled; without a fresh proof it leads to where one is given.
  private ModelAndView guarded(Page page, HttpServletRequest request, Supplier<ModelAndView> act) {
    Viewer viewer = page.viewer();
    transactions.read(
        viewer,
        () -> {
          controllers.require(viewer);
          return true;
        });
    if (!proof.isFresh(request)) {
      return new ModelAndView("redirect:" + HOME);
    }
    return transactions.write(viewer, act);
  }

  private List<Controllers.Enrolled> enrolled() {
    return controllers.list().stream().filter(one -> one.endedAt().isEmpty()).toList();
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  private static Optional<LocalDate> maybe(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(day(text));
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("investigation.day.bad");
    }
  }

  private static Instant moment(Page page, String text) {
    try {
      return LocalDateTime.parse(text).atZone(page.zone()).toInstant();
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("undercover.moment.bad");
    }
  }

  private static ModelAndView to(UUID account) {
    return new ModelAndView("redirect:" + HOME + "/" + account);
  }
}
