package org.orion.operations.agency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Open;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.OwnPath;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// Coming in with a password, and going out.
@Controller
final class SignInPages {
  private final SignIn signIn;
  private final PendingSignIn pending;
  private final Oidc oidc;
  private final Accounts accounts;
  private final Passwords passwords;
  private final ViewerTransactions transactions;
  private final Clock clock;

  SignInPages(
      SignIn signIn,
      PendingSignIn pending,
      Oidc oidc,
      Accounts accounts,
      Passwords passwords,
      ViewerTransactions transactions,
      Clock clock) {
    this.signIn = signIn;
    this.pending = pending;
    this.oidc = oidc;
    this.accounts = accounts;
    this.passwords = passwords;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Open("the way in")
  @GetMapping("/sign-in")
  ModelAndView form(
      Page page,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String refused) {
    String problem = refused == null ? "" : page.text("agency.oidc.refused");
    return show(page, OwnPath.orHome(to), problem);
  }

  private ModelAndView show(Page page, String to, String problem) {
    return page.show("agency/sign-in", Map.of("to", to, "problem", problem, "oidc", oidc.isSet()));
  }

  @Open("the way in")
  @GetMapping("/sign-in/oidc")
  ModelAndView toProvider(
      @RequestParam(required = false) @Nullable String to, HttpServletRequest request) {
    if (!oidc.isSet()) {
      throw new NotFoundException();
    }
    pending.remember(OwnPath.orHome(to), request);
    return new ModelAndView("redirect:" + Oidc.START);
  }

  @Open("the way in")
  @PostMapping("/sign-in")
  ModelAndView signIn(
      Page page,
      @RequestParam String name,
      @RequestParam String password,
      @RequestParam(required = false) @Nullable String to,
      HttpServletRequest request,
      HttpServletResponse response) {
    String target = OwnPath.orHome(to);
    SignIn.Outcome outcome = signIn.check(name, password, request.getRemoteAddr());
    return switch (outcome) {
      case SignIn.Outcome.Wrong wrong ->
          refused(page, target, page.text("agency.sign-in.wrong"), 401, response);
      case SignIn.Outcome.Locked locked ->
          refused(page, target, tooMany(page, locked.until(), clock, response), 429, response);
      case SignIn.Outcome.Right right -> pending.begin(right.account(), target, request);
    };
  }

  /// Tells when it may be tried again.
  static String tooMany(Page page, Instant until, Clock clock, HttpServletResponse response) {
    long minutes = Duration.between(clock.instant(), until).toMinutes() + 1;
    response.setHeader("Retry-After", Long.toString(minutes * 60));
    return page.text("agency.sign-in.locked", minutes);
  }

  private ModelAndView refused(
      Page page, String target, String problem, int status, HttpServletResponse response) {
    response.setStatus(status);
    return show(page, target, problem);
  }

  @Open("the way in: the session says whose password was right")
  @GetMapping("/sign-in/password")
  ModelAndView newPassword(Page page, HttpServletRequest request) {
    return setter(request).isEmpty()
        ? new ModelAndView("redirect:/sign-in")
        : page.show("agency/new-password", Map.of("problem", "", "least", Passwords.LEAST_LENGTH));
  }

  private Optional<Account> setter(HttpServletRequest request) {
    return pending
        .account(request)
        .filter(account -> pending.next(account) == PendingSignIn.Next.PASSWORD);
  }

  @Open("the way in: the session says whose password was right")
  @PostMapping("/sign-in/password")
  ModelAndView setPassword(
      Page page,
      @RequestParam String password,
      @RequestParam String again,
      HttpServletRequest request,
      HttpServletResponse response) {
    Optional<Account> setter = setter(request);
    if (setter.isEmpty()) {
      return new ModelAndView("redirect:/sign-in");
    }
    Account account = setter.get();
    String problem = problem(page, password, again, account);
    if (!problem.isEmpty()) {
      response.setStatus(400);
      return page.show(
          "agency/new-password", Map.of("problem", problem, "least", Passwords.LEAST_LENGTH));
    }
    String hash = passwords.hash(password);
    Viewer viewer = account.viewer(request.getRemoteAddr());
    Account renewed =
        transactions.write(
            viewer,
            () -> {
              accounts.setPassword(viewer, hash);
              return accounts.one(viewer, account.id());
            });
    return pending.proceed(renewed, request);
  }

  /// What is wrong with a password that somebody chose; empty when nothing is.
  static String problem(Page page, String password, String again, Account account) {
    if (!password.equals(again)) {
      return page.text("agency.password.differs");
    }
    return Passwords.isAcceptable(password, account.login())
        ? ""
        : page.text("agency.password.weak", Passwords.LEAST_LENGTH);
  }

  @May(Action.OWN_ACCOUNT)
  @PostMapping("/sign-out")
  ModelAndView signOut(HttpServletRequest request) {
    @Nullable HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
    return new ModelAndView("redirect:/sign-in");
  }
}
