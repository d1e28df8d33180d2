package org.orion.operations.agency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Presence;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/// Finds who a request's session belongs to, and what that account may do now. An account that was
/// disabled since has no session any more.
final class PresenceFilter extends OncePerRequestFilter {
  /// The session attribute that holds the account's number, once everything was shown.
  static final String ACCOUNT = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

  /// The session attribute that holds the account's version at sign-in: a new password, a reset and
  /// disabling end it.
  private static final String VERSION = "orion.version";

  private final SignIn signIn;

  PresenceFilter(SignIn signIn) {
    this.signIn = signIn;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.startsWith("/webjars/") || path.startsWith("/assets/") || path.equals("/healthz");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    @Nullable HttpSession session = request.getSession(false);
    if (session != null && session.getAttribute(ACCOUNT) instanceof String id) {
      Optional<Account> account =
          signIn
              .present(UUID.fromString(id))
              .filter(present -> Objects.equals(session.getAttribute(VERSION), present.version()));
      if (account.isPresent()) {
        request.setAttribute(Presence.ATTRIBUTE, presence(account.get(), request.getRemoteAddr()));
      } else {
        session.invalidate();
      }
    }
    chain.doFilter(request, response);
  }

  /// Makes a session the account's.
  static void signIn(HttpSession session, Account account) {
    session.setAttribute(ACCOUNT, account.id().toString());
    session.setAttribute(VERSION, account.version());
  }

  /// An account as the one that a request comes from.
  static Presence presence(Account account, String source) {
    return new Presence(
        account.viewer(source),
        account.displayName(),
        account.language(),
        account.zone(),
        account.keysOn());
  }
}
