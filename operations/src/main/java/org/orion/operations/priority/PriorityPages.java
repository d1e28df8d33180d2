package org.orion.operations.priority;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.OwnPath;
import org.orion.operations.web.Page;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// Why a tip stands where it does, and the forms of those who decide about it. Each form leads back
/// to the page that it stood on.
@Controller
final class PriorityPages {
  private final ViewerTransactions transactions;
  private final PriorityOfTips priorities;
  private final AuditTrail audit;

  PriorityPages(ViewerTransactions transactions, PriorityOfTips priorities, AuditTrail audit) {
    this.transactions = transactions;
    this.priorities = priorities;
    this.audit = audit;
  }

  @May(Action.SEE_TIPS)
  @GetMapping("/tips/{tip}/priority")
  ModelAndView show(Page page, @PathVariable UUID tip) {
    TipPriority priority =
        transactions.write(
            page.viewer(),
            () -> {
              TipPriority found = priorities.of(page.viewer(), tip);
              audit.record(page.viewer(), Act.of("open-priority", "tip", tip));
              return found;
            });
    return page.show("priority/tip", Map.of("priority", priority));
  }

  @May(Action.OVERRIDE_PRIORITY)
  @PostMapping("/tips/{tip}/priority/override")
  ModelAndView override(
      Page page,
      @PathVariable UUID tip,
      @RequestParam(defaultValue = "") String band,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String back) {
    Band wanted =
        constant(Band.class, band).orElseThrow(() -> new BadInputException("priority.bad.band"));
    transactions.write(
        page.viewer(), () -> priorities.override(page.viewer(), tip, wanted, reason));
    return backTo(tip, back);
  }

  @May(Action.OVERRIDE_PRIORITY)
  @PostMapping("/tips/{tip}/priority/withdraw")
  ModelAndView withdraw(
      Page page,
      @PathVariable UUID tip,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String back) {
    transactions.write(
        page.viewer(), () -> priorities.withdrawOverride(page.viewer(), tip, reason));
    return backTo(tip, back);
  }

  @May(Action.WORK_TIPS)
  @PostMapping("/tips/{tip}/priority/facts")
  ModelAndView state(
      Page page,
      @PathVariable UUID tip,
      @RequestParam(defaultValue = "") String kind,
      @RequestParam(defaultValue = "") String value,
      @RequestParam(defaultValue = "") String day,
      @RequestParam(defaultValue = "") String assessor,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String back) {
    FactStatement fact =
        new FactStatement(
            constant(FactStatement.Kind.class, kind)
                .orElseThrow(() -> new BadInputException("priority.bad.fact")),
            value,
            FactStatement.day(day),
            assessor,
            reason);
    transactions.write(page.viewer(), () -> priorities.state(page.viewer(), tip, fact));
    return backTo(tip, back);
  }

  @May(Action.RESUME_TIPS)
  @PostMapping("/tips/{tip}/priority/resume")
  ModelAndView resume(
      Page page,
      @PathVariable UUID tip,
      @RequestParam(defaultValue = "") String agency,
      @RequestParam(defaultValue = "") String contact,
      @RequestParam(defaultValue = "") String outcome,
      @RequestParam(defaultValue = "") String back) {
    transactions.write(
        page.viewer(), () -> priorities.resume(page.viewer(), tip, agency, contact, outcome));
    return backTo(tip, back);
  }

  private static ModelAndView backTo(UUID tip, String back) {
    return new ModelAndView(
        "redirect:" + (back.isEmpty() ? "/tips/" + tip + "/priority" : OwnPath.orHome(back)));
  }

  private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(one -> one.name().equals(name))
        .findFirst();
  }
}
