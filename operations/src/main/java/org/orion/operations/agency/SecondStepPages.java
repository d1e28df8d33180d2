package org.orion.operations.agency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orion.operations.access.Open;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The second step of coming in: a code, or setting up where codes will come from.
@Controller
final class SecondStepPages {
  private final PendingSignIn pending;
  private final SecondFactors factors;
  private final AuthenticatorSetup setup;
  private final ViewerTransactions transactions;
  private final Clock clock;

  SecondStepPages(
      PendingSignIn pending,
      SecondFactors factors,
      AuthenticatorSetup setup,
      ViewerTransactions transactions,
      Clock clock) {
    this.pending = pending;
    this.factors = factors;
    this.setup = setup;
    this.transactions = transactions;
    this.clock = clock;
  }

  private Optional<Account> who(HttpServletRequest request, PendingSignIn.Next step) {
    return pending.account(request).filter(account -> pending.next(account) == step);
  }

  @Open("the way in: the session says whose password was right")
  @GetMapping("/sign-in/code")
  ModelAndView ask(Page page, HttpServletRequest request) {
    return who(request, PendingSignIn.Next.CODE).isEmpty()
        ? new ModelAndView("redirect:/sign-in")
        : page.show("agency/code", Map.of("problem", ""));
  }

  @Open("the way in: the session says whose password was right")
  @PostMapping("/sign-in/code")
  ModelAndView check(
      Page page,
      @RequestParam String code,
      HttpServletRequest request,
      HttpServletResponse response) {
    Optional<Account> account = who(request, PendingSignIn.Next.CODE);
    if (account.isEmpty()) {
      return new ModelAndView("redirect:/sign-in");
    }
    SecondFactors.Outcome outcome = factors.check(account.get(), code, request.getRemoteAddr());
    return switch (outcome) {
      case SecondFactors.Outcome.Right right ->
          new ModelAndView("redirect:" + pending.finish(account.get(), request));
      case SecondFactors.Outcome.Wrong wrong -> {
        response.setStatus(401);
        yield page.show("agency/code", Map.of("problem", page.text("agency.code.wrong")));
      }
      case SecondFactors.Outcome.TooMany many -> {
        response.setStatus(429);
        yield page.show(
            "agency/code",
            Map.of("problem", SignInPages.tooMany(page, many.until(), clock, response)));
      }
    };
  }

  @Open("the way in: the session says whose password was right")
  @GetMapping("/sign-in/enrol")
  ModelAndView offer(Page page, HttpServletRequest request) {
    return who(request, PendingSignIn.Next.ENROL)
        .map(account -> setup.begin(page, account, request.getSession(), "/sign-in/enrol"))
        .orElseGet(() -> new ModelAndView("redirect:/sign-in"));
  }

  @Open("the way in: the session says whose password was right")
  @PostMapping("/sign-in/enrol")
  ModelAndView enrol(
      Page page,
      @RequestParam String code,
      HttpServletRequest request,
      HttpServletResponse response) {
    Optional<Account> found = who(request, PendingSignIn.Next.ENROL);
    if (found.isEmpty()) {
      return new ModelAndView("redirect:/sign-in");
    }
    Account account = found.get();
    Viewer viewer = account.viewer(request.getRemoteAddr());
    HttpSession session = request.getSession();
    Optional<List<String>> codes =
        transactions.write(viewer, () -> setup.confirm(viewer, session, code));
    if (codes.isEmpty()) {
      response.setStatus(400);
      return setup.again(page, account, session, "/sign-in/enrol");
    }
    String target = pending.finish(account, request);
    return page.show("agency/recovery-codes", Map.of("codes", codes.get(), "next", target));
  }
}
