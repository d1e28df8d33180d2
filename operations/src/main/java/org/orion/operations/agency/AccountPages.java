package org.orion.operations.agency;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Role;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// An administrator's pages: the accounts of the agency.
@Controller
final class AccountPages {
  private final Accounts accounts;
  private final Sessions sessions;
  private final Passwords passwords;
  private final ViewerTransactions transactions;

  AccountPages(
      Accounts accounts, Sessions sessions, Passwords passwords, ViewerTransactions transactions) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.passwords = passwords;
    this.transactions = transactions;
  }

  @May(Action.MANAGE_ACCOUNTS)
  @GetMapping("/accounts")
  ModelAndView list(Page page) {
    return show(page, "", "");
  }

  private ModelAndView show(Page page, String shownLogin, String shownSecret) {
    List<Account> all = transactions.read(page.viewer(), () -> accounts.list(page.viewer()));
    return page.show(
        "agency/accounts",
        Map.of(
            "accounts", all,
            "roles", Arrays.asList(Role.values()),
            "shownLogin", shownLogin,
            "shownSecret", shownSecret));
  }

  /// The one-time password is shown in the answer, and nowhere again.
  @May(Action.MANAGE_ACCOUNTS)
  @PostMapping("/accounts")
  ModelAndView add(
      Page page,
      @RequestParam String login,
      @RequestParam String name,
      @RequestParam(name = "role", required = false) @Nullable List<String> roleIds) {
    String clean = login.strip().toLowerCase(Locale.ROOT);
    if (!clean.matches("[a-z0-9][a-z0-9._-]{0,63}") || name.isBlank() || name.length() > 200) {
      throw new BadInputException("agency.accounts.bad-name");
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String id : roleIds == null ? List.<String>of() : roleIds) {
      roles.add(Role.of(id).orElseThrow(() -> new BadInputException("agency.accounts.bad-role")));
    }
    if (!Accounts.areTogether(roles)) {
      throw new BadInputException("agency.accounts.bad-role");
    }
    String secret = passwords.oneTime();
    String hash = passwords.hash(secret);
    Optional<UUID> added =
        transactions.write(
            page.viewer(), () -> accounts.add(page.viewer(), clean, name.strip(), roles, hash));
    if (added.isEmpty()) {
      throw new BadInputException(409, "agency.accounts.taken");
    }
    return show(page, clean, secret);
  }

  @May(Action.MANAGE_ACCOUNTS)
  @PostMapping("/accounts/{id}/disable")
  ModelAndView disable(Page page, @PathVariable UUID id) {
    transactions.write(page.viewer(), () -> accounts.disable(page.viewer(), id));
    return new ModelAndView("redirect:/accounts");
  }

  @May(Action.MANAGE_ACCOUNTS)
  @PostMapping("/accounts/{id}/end-sessions")
  ModelAndView endSessions(Page page, @PathVariable UUID id) {
    transactions.write(
        page.viewer(), () -> sessions.endAll(page.viewer(), accounts.one(page.viewer(), id)));
    return new ModelAndView("redirect:/accounts");
  }

  @May(Action.MANAGE_ACCOUNTS)
  @PostMapping("/accounts/{id}/reset")
  ModelAndView reset(Page page, @PathVariable UUID id) {
    String secret = passwords.oneTime();
    String hash = passwords.hash(secret);
    Account account =
        transactions.write(
            page.viewer(),
            () -> {
              accounts.reset(page.viewer(), id, hash);
              return accounts.one(page.viewer(), id);
            });
    return show(page, account.login(), secret);
  }
}
