package org.orion.operations.agency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.orion.operations.web.BadInputException;
import org.springframework.stereotype.Component;

/// That somebody shows once more, in a session that is there already, who it is: by a code of the
/// authenticator, or by the password where the account has none. It holds for ten minutes of that
/// session. Wrong ones count as they do at the sign-in.
@Component
public class FreshProof {
  private static final Duration HOLDS = Duration.ofMinutes(10);
  private static final String AT = "orion.proved";

  private final SignIn signIn;
  private final SecondFactors factors;
  private final Clock clock;

  FreshProof(SignIn signIn, SecondFactors factors, Clock clock) {
    this.signIn = signIn;
    this.factors = factors;
    this.clock = clock;
  }

  /// Whether a code is asked for, not the password.
  public boolean asksForCode(Viewer viewer) {
    return signIn.present(viewer.account()).filter(Account::hasTotp).isPresent();
  }

  public boolean isFresh(HttpServletRequest request) {
    @Nullable HttpSession session = request.getSession(false);
    return session != null
        && session.getAttribute(AT) instanceof Long at
        && clock.millis() - at < HOLDS.toMillis();
  }

  /// Takes a code or a password; called outside of a transaction.
  ///
  /// @throws BadInputException when it is wrong, or too many were
  public void prove(Viewer viewer, String typed, HttpServletRequest request) {
    Account account =
        signIn
            .present(viewer.account())
            .orElseThrow(() -> new BadInputException("agency.proof.wrong"));
    if (account.hasTotp()) {
      switch (factors.check(account, typed, viewer.source())) {
        case SecondFactors.Outcome.Right _ -> {}
        case SecondFactors.Outcome.Wrong _ -> throw new BadInputException("agency.proof.wrong");
        case SecondFactors.Outcome.TooMany _ ->
            throw new BadInputException("agency.proof.too-many");
      }
    } else if (signIn.confirm(viewer, typed).isEmpty()) {
      throw new BadInputException("agency.proof.wrong");
    }
    request.getSession().setAttribute(AT, clock.millis());
  }
}
