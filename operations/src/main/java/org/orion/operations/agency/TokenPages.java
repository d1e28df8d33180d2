package org.orion.operations.agency;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// One's own tokens for programs.
@Controller
final class TokenPages {
  private final ApiTokens tokens;
  private final ViewerTransactions transactions;
  private final java.time.Clock clock;

  TokenPages(ApiTokens tokens, ViewerTransactions transactions, java.time.Clock clock) {
    this.tokens = tokens;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.OWN_ACCOUNT)
  @GetMapping("/account/tokens")
  ModelAndView list(Page page) {
    return show(page, "");
  }

  private ModelAndView show(Page page, String secret) {
    List<ApiToken> all = transactions.read(page.viewer(), () -> tokens.list(page.viewer()));
    List<Action> scopes =
        Arrays.stream(Action.values())
            .filter(action -> action != Action.OWN_ACCOUNT && page.may(action))
            .toList();
    return page.show(
        "agency/tokens",
        Map.of("tokens", all, "scopes", scopes, "secret", secret, "now", clock.instant()));
  }

  /// The secret is shown in the answer, and nowhere again.
  @May(Action.OWN_ACCOUNT)
  @PostMapping("/account/tokens")
  ModelAndView add(
      Page page,
      @RequestParam String name,
      @RequestParam int days,
      @RequestParam(name = "scope", required = false) @Nullable List<String> ids) {
    if (name.isBlank() || name.length() > 100) {
      throw new BadInputException("agency.tokens.bad-name");
    }
    if (days < 1 || days > ApiTokens.MOST_DAYS) {
      throw new BadInputException("agency.tokens.bad-days", ApiTokens.MOST_DAYS);
    }
    Set<Action> scopes = EnumSet.noneOf(Action.class);
    for (String id : ids == null ? List.<String>of() : ids) {
      scopes.add(
          Action.of(id)
              .filter(page.viewer()::may)
              .orElseThrow(() -> new BadInputException("agency.tokens.bad-scope")));
    }
    if (scopes.isEmpty()) {
      throw new BadInputException("agency.tokens.bad-scope");
    }
    Optional<ApiTokens.Made> made =
        transactions.write(
            page.viewer(),
            () ->
                tokens.add(
                    page.viewer(),
                    page.viewer().account(),
                    name.strip(),
                    scopes,
                    Duration.ofDays(days)));
    return show(
        page,
        made.orElseThrow(() -> new BadInputException(409, "agency.tokens.too-many")).secret());
  }

  @May(Action.OWN_ACCOUNT)
  @PostMapping("/account/tokens/{id}/revoke")
  ModelAndView revoke(Page page, @PathVariable UUID id) {
    transactions.write(page.viewer(), () -> tokens.revoke(page.viewer(), id));
    return new ModelAndView("redirect:/account/tokens");
  }
}
