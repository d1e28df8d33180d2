package org.orion.operations.agency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.tip.IspwsResponse;
import org.orion.exchange.tip.ResponseCode;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets in providers' systems by HTTP Basic (RFC 7617), with each request anew; everything else is
/// answered with 401 and no body. Every answer has a `Request-ID`.
final class ProviderFilter extends OncePerRequestFilter {
  private static final String SCHEME = "Basic ";

  private final ProviderCredentials credentials;

  ProviderFilter(ProviderCredentials credentials) {
    this.credentials = credentials;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("Request-ID", UUID.randomUUID().toString());
    Optional<Account> account;
    try {
      account = account(request.getHeader("Authorization"), request.getRemoteAddr());
    } catch (DataAccessException away) {
      tellToTryAgain(request, response);
      return;
    }
    if (account.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Basic realm=\"ispws\", charset=\"UTF-8\"");
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    request.setAttribute(Presence.ATTRIBUTE, presence(account.get(), request.getRemoteAddr()));
    chain.doFilter(request, response);
  }

  /// A disabled account is known and may do nothing: its system is told so, in the codes that it
  /// has for that.
  private static Presence presence(Account account, String source) {
    Presence presence = PresenceFilter.presence(account, source);
    if (!account.isDisabled()) {
      return presence;
    }
    Viewer viewer = presence.viewer();
    return new Presence(
        new Viewer(viewer.account(), viewer.agency(), Set.of(), viewer.source()),
        presence.displayName(),
        presence.language(),
        presence.zone(),
        presence.keysOn());
  }

  /// Who it is cannot be told without the database; that is no wrong password.
  private static void tellToTryAgain(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ResponseCode code = ResponseCode.SERVER_ERROR;
    IspwsResponse answer =
        request.getRequestURI().equals("/ispws/finish")
            ? new IspwsResponse.Done(code, 0, List.of())
            : IspwsResponse.Report.of(
                code, "The database does not answer at the moment; please try again");
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader("Retry-After", "10");
    response.setContentType("text/xml;charset=UTF-8");
    response.getOutputStream().write(answer.xml());
  }

  private Optional<Account> account(@Nullable String header, String source) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()),
              StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : credentials.account(pair.substring(0, colon), pair.substring(colon + 1), source);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
