package org.orion.operations.agency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.ProblemDetails;
import org.springframework.web.filter.OncePerRequestFilter;

/// Finds whose token a request of a program carries (RFC 6750), and holds it to its rate. A cookie
/// opens nothing here.
final class TokenFilter extends OncePerRequestFilter {
  private static final String SCHEME = "Bearer ";

  private final ApiTokens tokens;
  private final SignIn signIn;
  private final ViewerTransactions transactions;
  private final RateLimit limit;

  TokenFilter(ApiTokens tokens, SignIn signIn, ViewerTransactions transactions, RateLimit limit) {
    this.tokens = tokens;
    this.signIn = signIn;
    this.transactions = transactions;
    this.limit = limit;
  }

  private record Caller(ApiToken token, Account account) {}

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    @Nullable String header = request.getHeader("Authorization");
    if (header == null) {
      chain.doFilter(request, response);
      return;
    }
    Optional<Caller> caller = caller(header);
    if (caller.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
      ProblemDetails.write(
          response, 401, "Sign-in is needed", "the token is unknown, has expired or was revoked");
      return;
    }
    ApiToken token = caller.get().token();
    long wait = limit.waitNanos(token.id(), System.nanoTime());
    if (wait > 0) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(wait) + 1;
      response.setHeader("Retry-After", Long.toString(seconds));
      ProblemDetails.write(
          response, 429, "Too many requests", "this token may ask again in " + seconds + " s");
      return;
    }
    Account account = caller.get().account();
    Viewer whole = account.viewer(request.getRemoteAddr());
    Viewer viewer =
        new Viewer(whole.account(), whole.agency(), whole.roles(), whole.source(), token.scopes());
    if (tokens.isUseToBeNoted(token)) {
      transactions.write(viewer, () -> tokens.noteUse(viewer, token));
    }
    request.setAttribute(
        Presence.ATTRIBUTE,
        new Presence(
            viewer, account.displayName(), account.language(), account.zone(), account.keysOn()));
    chain.doFilter(request, response);
  }

  private Optional<Caller> caller(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return tokens
        .present(header.substring(SCHEME.length()).strip())
        .flatMap(
            token -> signIn.present(token.account()).map(account -> new Caller(token, account)));
  }
}
