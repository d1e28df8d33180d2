package org.orion.operations.agency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.stereotype.Component;

/// Coming in by an agency's own OpenID Connect provider, where one is set. It names an account that
/// there is already and makes none; the second factor is its business.
///
/// The provider is asked for its metadata when it is first needed, so that the server starts
/// without it. No token of it is kept.
@Component
class Oidc {
  /// Where Spring begins the exchange.
  static final String START = "/sign-in/oidc/provider";

  static final String CALLBACK = "/sign-in/callback";
  static final String REFUSED = "/sign-in?refused";

  private static final String REGISTRATION = "provider";

  private final SignIn signIn;
  private final PendingSignIn pending;
  private final String issuer;
  private final String clientId;
  private final String clientSecret;
  private final String claim;
  private final Optional<String> agency;
  private final String address;

  /// @param claim of the ID token that is the name at sign-in
  /// @param agency whose accounts are meant, where names occur in more than one
  Oidc(
      SignIn signIn,
      PendingSignIn pending,
      @Value("${orion.oidc.issuer:}") String issuer,
      @Value("${orion.oidc.client-id:}") String clientId,
      @Value("${orion.oidc.client-secret:}") String clientSecret,
      @Value("${orion.oidc.claim:preferred_username}") String claim,
      @Value("${orion.oidc.agency:}") String agency,
      @Value("${orion.address:}") String address) {
    this.signIn = signIn;
    this.pending = pending;
    this.issuer = issuer;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.claim = claim;
    this.agency = agency.isEmpty() ? Optional.empty() : Optional.of(agency);
    this.address = address.isEmpty() ? "{baseUrl}" : address.replaceFirst("/$", "");
    if (isSet() && (clientId.isEmpty() || clientSecret.isEmpty())) {
      throw new IllegalArgumentException(
          "orion.oidc.issuer is set: orion.oidc.client-id and orion.oidc.client-secret must be too");
    }
  }

  /// Whether there is a provider.
  boolean isSet() {
    return !issuer.isEmpty();
  }

  /// Adds the exchange to the chain of pages.
  void addTo(HttpSecurity http) throws Exception {
    if (!isSet()) {
      return;
    }
    ClientRegistrationRepository registrations =
        new SupplierClientRegistrationRepository(
            () -> new InMemoryClientRegistrationRepository(registration()));
    http.securityContext(
            context -> context.securityContextRepository(new NullSecurityContextRepository()))
        .oauth2Login(login ->
            login
                .clientRegistrationRepository(registrations)
                .authorizedClientRepository(new Nowhere())
                .authorizationEndpoint(endpoint -> endpoint.baseUri("/sign-in/oidc"))
                .redirectionEndpoint(endpoint -> endpoint.baseUri(CALLBACK))
                .loginPage("/sign-in")
                .successHandler(this::accept)
                .failureHandler((request, response, problem) -> response.sendRedirect(REFUSED)));
  }

  private ClientRegistration registration() {
    return ClientRegistrations.fromIssuerLocation(issuer)
        .registrationId(REGISTRATION)
        .clientId(clientId)
        .clientSecret(clientSecret)
        .scope("openid", "profile")
        .redirectUri(address + CALLBACK)
        .build();
  }

  /// The exchange was right; what it named must be one account.
  private void accept(HttpServletRequest request, HttpServletResponse response, Authentication who)
      throws IOException {
    Optional<Account> account =
        who.getPrincipal() instanceof OidcUser user ? account(user) : Optional.empty();
    if (account.isEmpty()) {
      response.sendRedirect(REFUSED);
    } else if (account.get().isDisabled()) {
      signIn.noteRefusal(account.get(), request.getRemoteAddr());
      response.sendRedirect(REFUSED);
    } else {
      response.sendRedirect(pending.finish(account.get(), request));
    }
  }

  private Optional<Account> account(OidcUser user) {
    @Nullable String named = user.getClaimAsString(claim);
    if (named == null || named.isBlank()) {
      return Optional.empty();
    }
    List<Account> accounts =
        signIn.candidates(named.strip().toLowerCase(Locale.ROOT)).stream()
            .map(SignIn.Candidate::account)
            .filter(account -> !account.isProvider())
            .filter(account -> agency.isEmpty() || agency.get().equals(account.agency()))
            .toList();
    return accounts.size() == 1 ? Optional.of(accounts.getFirst()) : Optional.empty();
  }

  /// The provider's tokens serve once, to tell who it is, and are kept nowhere.
  private static final class Nowhere implements OAuth2AuthorizedClientRepository {
    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface has it
    public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
        String registration, Authentication principal, HttpServletRequest request) {
      return null;
    }

    @Override
    public void saveAuthorizedClient(
        OAuth2AuthorizedClient client,
        Authentication principal,
        HttpServletRequest request,
        HttpServletResponse response) {
      // Kept nowhere.
    }

    @Override
    public void removeAuthorizedClient(
        String registration,
        Authentication principal,
        HttpServletRequest request,
        HttpServletResponse response) {
      // Nothing was kept.
    }
  }
}
