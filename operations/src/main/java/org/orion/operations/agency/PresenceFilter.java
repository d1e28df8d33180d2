package org.orion.operations.agency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Presence;
import org.springframework.web.filter.OncePerRequestFilter;

/// Finds who a request's session belongs to, and what that account may do now. An account that was
/// disabled since has no session any more.
final class PresenceFilter extends OncePerRequestFilter {
  private final Sessions sessions;

  PresenceFilter(Sessions sessions) {
    this.sessions = sessions;
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
    if (session != null && Sessions.isSomebodys(session)) {
      Optional<Account> account = sessions.account(session);
      if (account.isPresent()) {
        request.setAttribute(Presence.ATTRIBUTE, presence(account.get(), request.getRemoteAddr()));
      } else {
        session.invalidate();
      }
    }
    chain.doFilter(request, response);
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
