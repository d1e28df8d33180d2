package org.orion.operations.agency;

import jakarta.servlet.http.HttpSession;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.operations.access.Viewer;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/// Setting up an authenticator: the page that shows its secret, until a code proves that it has it.
/// Meanwhile the session keeps the secret, sealed.
@Component
class AuthenticatorSetup {
  private static final String SECRET = "orion.authenticator";
  private static final String ISSUER = "Orion";

  private final SecondFactors factors;

  AuthenticatorSetup(SecondFactors factors) {
    this.factors = factors;
  }

  /// Shows a new secret.
  ///
  /// @param path where the form with the first code goes
  ModelAndView begin(Page page, Account account, HttpSession session, String path) {
    byte[] secret = Totp.newSecret();
    session.setAttribute(
        SECRET, Base64.getEncoder().encodeToString(factors.seal(account.id(), secret)));
    return show(page, account, secret, path, "");
  }

  /// Shows the same secret again after a wrong code.
  ModelAndView again(Page page, Account account, HttpSession session, String path) {
    return kept(session)
        .map(sealed -> factors.open(account.id(), sealed))
        .map(secret -> show(page, account, secret, path, page.text("agency.code.wrong")))
        .orElseGet(() -> begin(page, account, session, path));
  }

  /// Sets the authenticator if the code is right.
  ///
  /// @return recovery codes; nothing when it is wrong, or no setting up has begun
  Optional<List<String>> confirm(Viewer viewer, HttpSession session, String code) {
    Optional<List<String>> codes =
        kept(session)
            .map(sealed -> factors.open(viewer.account(), sealed))
            .flatMap(secret -> factors.set(viewer, secret, code));
    if (codes.isPresent()) {
      session.removeAttribute(SECRET);
    }
    return codes;
  }

  private static Optional<byte[]> kept(HttpSession session) {
    return session.getAttribute(SECRET) instanceof String text
        ? Optional.of(Base64.getDecoder().decode(text))
        : Optional.empty();
  }

  private static ModelAndView show(
      Page page, Account account, byte[] secret, String path, String problem) {
    String address = Totp.address(ISSUER, account.login() + "@" + account.agency(), secret);
    return page.show(
        "agency/authenticator",
        Map.of(
            "qr",
            QrCode.svg(address, page.text("agency.authenticator.qr")),
            "secret",
            Totp.text(secret).replaceAll("(.{4})(?=.)", "$1 "),
            "path",
            path,
            "problem",
            problem));
  }
}
