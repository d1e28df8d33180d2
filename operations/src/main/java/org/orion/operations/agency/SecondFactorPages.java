package org.orion.operations.agency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// One's own second factor. Each change asks for the password once more.
@Controller
final class SecondFactorPages {
  private static final String PATH = "/account/second-factor";

  private final SecondFactors factors;
  private final Passkeys passkeys;
  private final AuthenticatorSetup setup;
  private final Accounts accounts;
  private final SignIn signIn;
  private final ViewerTransactions transactions;

  SecondFactorPages(
      SecondFactors factors,
      Passkeys passkeys,
      AuthenticatorSetup setup,
      Accounts accounts,
      SignIn signIn,
      ViewerTransactions transactions) {
    this.factors = factors;
    this.passkeys = passkeys;
    this.setup = setup;
    this.accounts = accounts;
    this.signIn = signIn;
    this.transactions = transactions;
  }

  @May(Action.OWN_ACCOUNT)
  @GetMapping(PATH)
  ModelAndView show(Page page) {
    return transactions.read(
        page.viewer(),
        () ->
            page.show(
                "agency/second-factor",
                Map.of(
                    "account", accounts.one(page.viewer(), page.viewer().account()),
                    "passkeys", passkeys.list(page.viewer()),
                    "left", factors.recoveryCodesLeft(page.viewer()),
                    "required", factors.areRequired())));
  }

  /// Shows a new authenticator's secret; the present one goes on until a code confirms it.
  @May(Action.OWN_ACCOUNT)
  @PostMapping(PATH)
  ModelAndView begin(Page page, @RequestParam String password, HttpServletRequest request) {
    Account account = confirmed(page, password);
    return setup.begin(page, account, request.getSession(), PATH + "/confirm");
  }

  @May(Action.OWN_ACCOUNT)
  @PostMapping(PATH + "/confirm")
  ModelAndView confirm(
      Page page,
      @RequestParam String code,
      HttpServletRequest request,
      HttpServletResponse response) {
    Optional<List<String>> codes =
        transactions.write(
            page.viewer(), () -> setup.confirm(page.viewer(), request.getSession(), code));
    if (codes.isPresent()) {
      return page.show("agency/recovery-codes", Map.of("codes", codes.get(), "next", PATH));
    }
    Account account =
        transactions.read(
            page.viewer(), () -> accounts.one(page.viewer(), page.viewer().account()));
    response.setStatus(400);
    return setup.again(page, account, request.getSession(), PATH + "/confirm");
  }

  @May(Action.OWN_ACCOUNT)
  @PostMapping(PATH + "/recovery-codes")
  ModelAndView renew(Page page, @RequestParam String password) {
    Account account = confirmed(page, password);
    if (!account.hasTotp()) {
      throw new BadInputException(409, "agency.second-factor.none");
    }
    List<String> codes =
        transactions.write(page.viewer(), () -> factors.renewRecoveryCodes(page.viewer()));
    return page.show("agency/recovery-codes", Map.of("codes", codes, "next", PATH));
  }

  @May(Action.OWN_ACCOUNT)
  @PostMapping(PATH + "/remove")
  ModelAndView remove(Page page, @RequestParam String password) {
    confirmed(page, password);
    transactions.write(
        page.viewer(),
        () -> {
          if (factors.areRequired() && passkeys.count(page.viewer()) == 0) {
            throw new BadInputException(409, "agency.second-factor.needed");
          }
          factors.remove(page.viewer());
        });
    return new ModelAndView("redirect:" + PATH);
  }

  /// The viewer's account, if the password is its own.
  private Account confirmed(Page page, String password) {
    return signIn
        .confirm(page.viewer(), password)
        .orElseThrow(() -> new BadInputException("agency.second-factor.wrong-password"));
  }
}
