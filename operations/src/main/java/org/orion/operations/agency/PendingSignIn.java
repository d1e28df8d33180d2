package org.orion.operations.agency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/// Somebody whose password was right, and who must show or set more before the session is
/// anybody's. What is next follows from the account as it is now, never from what a page says.
@Component
class PendingSignIn {
  private static final String ACCOUNT = "orion.pending";
  private static final String VERSION = "orion.pending-version";
  private static final String TO = "orion.to";

  private final SignIn signIn;
  private final SecondFactors factors;
  private final Passkeys passkeys;
  private final ViewerTransactions transactions;
  private final Sessions sessions;

  PendingSignIn(
      SignIn signIn,
      SecondFactors factors,
      Passkeys passkeys,
      ViewerTransactions transactions,
      Sessions sessions) {
    this.signIn = signIn;
    this.factors = factors;
    this.passkeys = passkeys;
    this.transactions = transactions;
    this.sessions = sessions;
  }

  /// Begins after the right password, with a new session number.
  ///
  /// @param to where the person wanted to go: an own path
  ModelAndView begin(Account account, String to, HttpServletRequest request) {
    HttpSession session = request.getSession(true);
    request.changeSessionId();
    session.setAttribute(TO, to);
    return proceed(account, request);
  }

  /// Remembers where somebody wants to go who is sent elsewhere first.
  ///
  /// @param to an own path
  void remember(String to, HttpServletRequest request) {
    request.getSession(true).setAttribute(TO, to);
  }

  /// Who is pending; nobody once the password was changed elsewhere.
  Optional<Account> account(HttpServletRequest request) {
    @Nullable HttpSession session = request.getSession(false);
    if (session != null
        && session.getAttribute(ACCOUNT) instanceof String id
        && session.getAttribute(VERSION) instanceof Integer version) {
      return signIn.present(UUID.fromString(id)).filter(account -> account.version() == version);
    }
    return Optional.empty();
  }

  /// Leads to what is needed next.
  ModelAndView proceed(Account account, HttpServletRequest request) {
    HttpSession session = request.getSession(true);
    session.setAttribute(ACCOUNT, account.id().toString());
    session.setAttribute(VERSION, account.version());
    return switch (next(account)) {
      case PASSWORD -> new ModelAndView("redirect:/sign-in/password");
      case CODE -> new ModelAndView("redirect:/sign-in/code");
      case ENROL -> new ModelAndView("redirect:/sign-in/enrol");
      case NOTHING -> new ModelAndView("redirect:" + finish(account, request));
    };
  }

  /// What a pending account needs.
  enum Next {
    PASSWORD,
    CODE,
    ENROL,
    NOTHING
  }

  Next next(Account account) {
    if (account.passwordOnce()) {
      return Next.PASSWORD;
    }
    Viewer viewer = account.viewer("local");
    if (account.hasTotp() || transactions.read(viewer, () -> passkeys.count(viewer)) > 0) {
      return Next.CODE;
    }
    return factors.areRequired() ? Next.ENROL : Next.NOTHING;
  }

  /// Makes the session the account's, under a new number.
  ///
  /// @return where the person wanted to go
  String finish(Account account, HttpServletRequest request) {
    HttpSession session = request.getSession(true);
    String target = session.getAttribute(TO) instanceof String path ? path : "/";
    session.removeAttribute(ACCOUNT);
    session.removeAttribute(VERSION);
    session.removeAttribute(TO);
    request.changeSessionId();
    sessions.begin(session, account, request.getRemoteAddr());
    signIn.succeed(account, request.getRemoteAddr());
    return target;
  }
}
