package org.orion.operations.agency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
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

/// Coming in and going out.
@Controller
final class SignInPages {
  /// The session attribute of somebody whose password was right, and who must show or set more.
  private static final String PENDING = "orion.pending";

  private static final String TO = "orion.to";

  private final SignIn signIn;
  private final Accounts accounts;
  private final Passwords passwords;
  private final ViewerTransactions transactions;
  private final Clock clock;

  SignInPages(
      SignIn signIn,
      Accounts accounts,
      Passwords passwords,
      ViewerTransactions transactions,
      Clock clock) {
    this.signIn = signIn;
    this.accounts = accounts;
    this.passwords = passwords;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Open("the way in")
  @GetMapping("/sign-in")
  ModelAndView form(Page page, @RequestParam(required = false) @Nullable String to) {
    return page.show("agency/sign-in", Map.of("to", OwnPath.orHome(to), "problem", ""));
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
      case SignIn.Outcome.Locked locked -> {
        long minutes = java.time.Duration.between(clock.instant(), locked.until()).toMinutes() + 1;
        response.setHeader("Retry-After", Long.toString(minutes * 60));
        yield refused(page, target, page.text("agency.sign-in.locked", minutes), 429, response);
      }
      case SignIn.Outcome.Right right -> next(right.account(), target, request);
    };
  }

  private static ModelAndView refused(
      Page page, String target, String problem, int status, HttpServletResponse response) {
    response.setStatus(status);
    return page.show("agency/sign-in", Map.of("to", target, "problem", problem));
  }

  private ModelAndView next(Account account, String target, HttpServletRequest request) {
    HttpSession session = request.getSession(true);
    request.changeSessionId();
    session.setAttribute(TO, target);
    if (account.passwordOnce()) {
      session.setAttribute(PENDING, account.id().toString());
      return new ModelAndView("redirect:/sign-in/password");
    }
    return finish(account, request);
  }

  private ModelAndView finish(Account account, HttpServletRequest request) {
    HttpSession session = request.getSession(true);
    String target = session.getAttribute(TO) instanceof String path ? path : "/";
    session.removeAttribute(PENDING);
    session.removeAttribute(TO);
    request.changeSessionId();
    session.setAttribute(PresenceFilter.ACCOUNT, account.id().toString());
    signIn.succeed(account, request.getRemoteAddr());
    return new ModelAndView("redirect:" + target);
  }

  @Open("the way in: the session says whose password was right")
  @GetMapping("/sign-in/password")
  ModelAndView newPassword(Page page, HttpServletRequest request) {
    return pending(request).isEmpty()
        ? new ModelAndView("redirect:/sign-in")
        : page.show("agency/new-password", Map.of("problem", "", "least", Passwords.LEAST_LENGTH));
  }

  @Open("the way in: the session says whose password was right")
  @PostMapping("/sign-in/password")
  ModelAndView setPassword(
      Page page,
      @RequestParam String password,
      @RequestParam String again,
      HttpServletRequest request,
      HttpServletResponse response) {
    Optional<Account> pending = pending(request);
    if (pending.isEmpty()) {
      return new ModelAndView("redirect:/sign-in");
    }
    Account account = pending.get();
    String problem = "";
    if (!password.equals(again)) {
      problem = page.text("agency.password.differs");
    } else if (!Passwords.isAcceptable(password, account.login())) {
      problem = page.text("agency.password.weak", Passwords.LEAST_LENGTH);
    }
    if (!problem.isEmpty()) {
      response.setStatus(400);
      return page.show(
          "agency/new-password", Map.of("problem", problem, "least", Passwords.LEAST_LENGTH));
    }
    String hash = passwords.hash(password);
    Viewer viewer = account.viewer(request.getRemoteAddr());
    transactions.write(viewer, () -> accounts.setPassword(viewer, hash));
    return finish(account, request);
  }

  private Optional<Account> pending(HttpServletRequest request) {
    @Nullable HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(PENDING) instanceof String id
        ? signIn.present(UUID.fromString(id))
        : Optional.empty();
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
