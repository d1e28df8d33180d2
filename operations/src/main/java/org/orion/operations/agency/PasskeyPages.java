package org.orion.operations.agency;

import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.verifier.exception.VerificationException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Open;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.OwnPath;
import org.orion.operations.web.Page;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorAttestationResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.PublicKeyCredential;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.jackson.WebauthnJacksonModule;
import org.springframework.security.web.webauthn.management.ImmutablePublicKeyCredentialCreationOptionsRequest;
import org.springframework.security.web.webauthn.management.ImmutablePublicKeyCredentialRequestOptionsRequest;
import org.springframework.security.web.webauthn.management.ImmutableRelyingPartyRegistrationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyPublicKey;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.ModelAndView;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Passkeys: setting one up, and coming in with one (WebAuthn level 3). The authenticator verifies
/// its user by a finger or a PIN, so that a passkey is both factors at once.
///
/// The browser's part is `passkeys.js`; what passes between them is the JSON of the specification.
@Controller
final class PasskeyPages {
  private static final String CREATION = "orion.passkey-creation";
  private static final String REQUEST = "orion.passkey-request";
  private static final String PATH = "/account/passkeys";
  private static final JsonMapper JSON =
      JsonMapper.builder().addModule(new WebauthnJacksonModule()).build();

  private final Passkeys passkeys;
  private final SignIn signIn;
  private final PendingSignIn pending;
  private final SecondFactors factors;
  private final ViewerTransactions transactions;
  private final Optional<URI> address;

  /// @param address under which browsers reach this server, where it is not the one of the request
  PasskeyPages(
      Passkeys passkeys,
      SignIn signIn,
      PendingSignIn pending,
      SecondFactors factors,
      ViewerTransactions transactions,
      @Value("${orion.address:}") String address) {
    this.passkeys = passkeys;
    this.signIn = signIn;
    this.pending = pending;
    this.factors = factors;
    this.transactions = transactions;
    this.address = address.isEmpty() ? Optional.empty() : Optional.of(URI.create(address));
  }

  private PasskeyStore store(HttpServletRequest request) {
    return new PasskeyStore(passkeys, signIn, transactions, request.getRemoteAddr());
  }

  private Webauthn4JRelyingPartyOperations party(HttpServletRequest request) {
    URI own = address.orElseGet(() -> URI.create(request.getRequestURL().toString()).resolve("/"));
    String origin = own.toString().replaceFirst("/$", "");
    PasskeyStore store = store(request);
    Webauthn4JRelyingPartyOperations party =
        new Webauthn4JRelyingPartyOperations(
            store,
            store,
            PublicKeyCredentialRpEntity.builder().id(own.getHost()).name("Orion").build(),
            Set.of(origin));
    party.setCustomizeCreationOptions(options ->
        options.authenticatorSelection(
            AuthenticatorSelectionCriteria.builder()
                .residentKey(ResidentKeyRequirement.REQUIRED)
                .userVerification(UserVerificationRequirement.REQUIRED)
                .build()));
    party.setCustomizeRequestOptions(
        options -> options.userVerification(UserVerificationRequirement.REQUIRED));
    return party;
  }

  /// What the browser makes a passkey with.
  @May(Action.OWN_ACCOUNT)
  @PostMapping(value = PATH + "/options", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseBody
  String creation(Page page, @RequestParam String password, HttpServletRequest request) {
    Account account =
        signIn
            .confirm(page.viewer(), password)
            .orElseThrow(() -> new BadInputException("agency.second-factor.wrong-password"));
    Authentication who =
        UsernamePasswordAuthenticationToken.authenticated(account.id().toString(), null, Set.of());
    PublicKeyCredentialCreationOptions options =
        party(request)
            .createPublicKeyCredentialCreationOptions(
                new ImmutablePublicKeyCredentialCreationOptionsRequest(who));
    request.getSession().setAttribute(CREATION, options);
    return JSON.writeValueAsString(options);
  }

  /// Takes the passkey that the browser made.
  @May(Action.OWN_ACCOUNT)
  @PostMapping(
      value = PATH,
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseBody
  String add(
      Page page, @RequestParam String label, @RequestBody String body, HttpServletRequest request) {
    if (label.isBlank() || label.length() > 100) {
      throw new BadInputException("agency.passkey.bad-label");
    }
    PublicKeyCredentialCreationOptions options =
        taken(request.getSession(), CREATION, PublicKeyCredentialCreationOptions.class)
            .orElseThrow(() -> new BadInputException("agency.passkey.refused"));
    PublicKeyCredential<AuthenticatorAttestationResponse> credential =
        read(body, new TypeReference<>() {});
    Optional<CredentialRecord> added =
        verified(() ->
            transactions.write(
                page.viewer(),
                () ->
                    party(request)
                        .registerCredential(
                            new ImmutableRelyingPartyRegistrationRequest(
                                options, new RelyingPartyPublicKey(credential, label.strip())))));
    if (added.isEmpty()) {
      throw new BadInputException("agency.passkey.refused");
    }
    return next("/account/second-factor");
  }

  @May(Action.OWN_ACCOUNT)
  @PostMapping(PATH + "/{id}/remove")
  ModelAndView remove(Page page, @PathVariable UUID id, @RequestParam String password) {
    Account account =
        signIn
            .confirm(page.viewer(), password)
            .orElseThrow(() -> new BadInputException("agency.second-factor.wrong-password"));
    transactions.write(
        page.viewer(),
        () -> {
          passkeys.remove(page.viewer(), id);
          if (factors.areRequired() && !account.hasTotp() && passkeys.count(page.viewer()) == 0) {
            throw new BadInputException(409, "agency.second-factor.needed");
          }
        });
    return new ModelAndView("redirect:/account/second-factor");
  }

  /// What the browser asks an authenticator with. Whose passkey it will be, nobody knows yet.
  @Open("the way in")
  @PostMapping(value = "/sign-in/passkey/options", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseBody
  String request(HttpServletRequest request) {
    PublicKeyCredentialRequestOptions options =
        party(request)
            .createCredentialRequestOptions(
                new ImmutablePublicKeyCredentialRequestOptionsRequest(
                    UsernamePasswordAuthenticationToken.unauthenticated("nobody", "")));
    request.getSession(true).setAttribute(REQUEST, options);
    return JSON.writeValueAsString(options);
  }

  /// Lets in whose passkey signed.
  @Open("the way in")
  @PostMapping(
      value = "/sign-in/passkey",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseBody
  String enter(
      Page page,
      @RequestBody String body,
      @RequestParam(required = false) @Nullable String to,
      HttpServletRequest request,
      HttpServletResponse response) {
    Optional<PublicKeyCredentialRequestOptions> options =
        taken(request.getSession(true), REQUEST, PublicKeyCredentialRequestOptions.class);
    PublicKeyCredential<AuthenticatorAssertionResponse> credential =
        read(body, new TypeReference<>() {});
    Optional<Account> account =
        options
            .flatMap(asked ->
                verified(() ->
                    party(request)
                        .authenticate(new RelyingPartyAuthenticationRequest(asked, credential))))
            .flatMap(user -> store(request).account(user.getId()));
    if (account.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      return next("/sign-in");
    }
    String wanted = pending.finish(account.get(), request);
    return next(to == null ? wanted : OwnPath.orHome(to));
  }

  private static String next(String path) {
    return JSON.writeValueAsString(Map.of("next", path));
  }

  /// What the session kept for this one answer.
  private static <T> Optional<T> taken(HttpSession session, String name, Class<T> type) {
    Object kept = session.getAttribute(name);
    session.removeAttribute(name);
    return type.isInstance(kept) ? Optional.of(type.cast(kept)) : Optional.empty();
  }

  private static <T> T read(String body, TypeReference<T> type) {
    try {
      return JSON.readValue(body, type);
    } catch (JacksonException | IllegalArgumentException malformed) {
      throw new BadInputException("agency.passkey.refused");
    }
  }

  /// What the library makes of an answer; nothing when it does not believe it.
  private static <T> Optional<T> verified(Supplier<@Nullable T> ceremony) {
    try {
      return Optional.ofNullable(ceremony.get());
    } catch (VerificationException
        | DataConversionException
        | AuthenticationException
        | IllegalArgumentException
        | NullPointerException unbelieved) {
      // The library meets fields that are missing with these too.
      return Optional.empty();
    }
  }
}
