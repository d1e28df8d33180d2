package org.orion.operations.agency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

/// One's own account: how pages look, the password, and where one is signed in.
@Controller
final class OwnAccountPages {
  private static final Set<String> LANGUAGES = Set.of("en", "es");
  private static final Set<String> ZONES = new TreeSet<>(ZoneId.getAvailableZoneIds());

  private final Accounts accounts;
  private final Sessions sessions;
  private final SignIn signIn;
  private final Passwords passwords;
  private final ViewerTransactions transactions;

  OwnAccountPages(
      Accounts accounts,
      Sessions sessions,
      SignIn signIn,
      Passwords passwords,
      ViewerTransactions transactions) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.signIn = signIn;
    this.passwords = passwords;
    this.transactions = transactions;
  }

  @May(Action.OWN_ACCOUNT)
  @GetMapping("/account")
  ModelAndView show(Page page) {
    return show(page, "");
  }

  private ModelAndView show(Page page, String problem) {
    Account account = own(page);
    return page.show(
        "agency/account",
        Map.of(
            "account",
            account,
            "zones",
            List.copyOf(ZONES),
            "problem",
            problem,
            "least",
            Passwords.LEAST_LENGTH));
  }

  private Account own(Page page) {
    return transactions.read(
        page.viewer(), () -> accounts.one(page.viewer(), page.viewer().account()));
  }

  @May(Action.OWN_ACCOUNT)
  @PostMapping("/account")
  ModelAndView setView(
      Page page,
      @RequestParam String language,
      @RequestParam String zone,
      @RequestParam(required = false) @Nullable String keys) {
    if (!LANGUAGES.contains(language)) {
      throw new BadInputException("agency.account.bad-language");
    }
    if (!ZONES.contains(zone)) {
      throw new BadInputException("agency.account.bad-zone");
    }
    transactions.write(
        page.viewer(),
        () -> accounts.setView(page.viewer(), Locale.of(language), ZoneId.of(zone), keys != null));
    return new ModelAndView("redirect:/account");
  }

  /// Sets a new password; all other sessions end.
  @May(Action.OWN_ACCOUNT)
  @PostMapping("/account/password")
  ModelAndView setPassword(
      Page page,
      @RequestParam String present,
      @RequestParam String password,
      @RequestParam String again,
      HttpServletRequest request,
      HttpServletResponse response) {
    String problem =
        signIn
            .confirm(page.viewer(), present)
            .map(account -> SignInPages.problem(page, password, again, account))
            .orElseGet(() -> page.text("agency.second-factor.wrong-password"));
    if (!problem.isEmpty()) {
      response.setStatus(400);
      return show(page, problem);
    }
    String hash = passwords.hash(password);
    transactions.write(page.viewer(), () -> accounts.setPassword(page.viewer(), hash));
    sessions.renew(request.getSession(), own(page));
    return new ModelAndView("redirect:/account");
  }

  @May(Action.OWN_ACCOUNT)
  @GetMapping("/account/sessions")
  ModelAndView listSessions(Page page, HttpServletRequest request) {
    return page.show(
        "agency/sessions", Map.of("sessions", sessions.list(page.viewer(), request.getSession())));
  }

  @May(Action.OWN_ACCOUNT)
  @PostMapping("/account/sessions/{number}/end")
  ModelAndView endSession(Page page, @PathVariable UUID number) {
    transactions.write(page.viewer(), () -> sessions.end(page.viewer(), number));
    return new ModelAndView("redirect:/account/sessions");
  }

  @May(Action.OWN_ACCOUNT)
  @PostMapping("/account/sessions/end-others")
  ModelAndView endOthers(Page page, HttpServletRequest request) {
    transactions.write(
        page.viewer(), () -> sessions.endOthers(page.viewer(), request.getSession()));
    return new ModelAndView("redirect:/account/sessions");
  }
}
