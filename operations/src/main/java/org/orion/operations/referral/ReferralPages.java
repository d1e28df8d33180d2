package org.orion.operations.referral;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.InstallationKey;
import org.orion.operations.child.Children;
import org.orion.operations.intake.UploadedFile;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.PersonDesk;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// Referrals of a case, packages that come, and the partners.
@Controller
final class ReferralPages {
  static final int MOST_BYTES = 64 << 20;

  private final Referrals referrals;
  private final ReceivedReferrals received;
  private final Partners partners;
  private final Cases cases;
  private final CaseDesk desk;
  private final PersonDesk persons;
  private final Children children;
  private final InstallationKey installation;
  private final ViewerTransactions transactions;
  private final Clock clock;

  ReferralPages(
      Referrals referrals,
      ReceivedReferrals received,
      Partners partners,
      Cases cases,
      CaseDesk desk,
      PersonDesk persons,
      Children children,
      InstallationKey installation,
      ViewerTransactions transactions,
      Clock clock) {
    this.referrals = referrals;
    this.received = received;
    this.partners = partners;
    this.cases = cases;
    this.desk = desk;
    this.persons = persons;
    this.children = children;
    this.installation = installation;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases/{case}/referrals")
  ModelAndView of(Page page, @PathVariable("case") UUID id) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          Map<String, Object> model = new HashMap<>();
          model.put("view", cases.view(viewer, id, "referrals"));
          model.put("sent", referrals.of(id));
          model.put("steps", referrals.steps(id));
          model.put("received", received.of(id));
          model.put("partners", partners.active(viewer));
          model.put("people", persons.of(id));
          model.put("tips", desk.tips(id));
          model.put("children", viewer.may(Action.SEE_CHILDREN) ? children.of(id) : List.of());
          model.put("today", today());
          return page.show("referral/referrals", model);
        });
  }

  @May(Action.REFER_CASES)
  @PostMapping("/cases/{case}/referrals")
  ModelAndView refer(Page page, @PathVariable("case") UUID id, ReferralForm form) {
    transactions.write(page.viewer(), () -> referrals.refer(page.viewer(), id, form.stated()));
    return to(id);
  }

  @May(Action.REFER_CASES)
  @GetMapping("/cases/{case}/referrals/{referral}/package.zip")
  ResponseEntity<byte[]> download(
      Page page, @PathVariable("case") UUID id, @PathVariable UUID referral) {
    byte[] zip =
        transactions.write(page.viewer(), () -> referrals.open(page.viewer(), id, referral));
    return CaseFilePages.file(zip, CaseFilePages.ZIP, "referral-" + referral + ".zip");
  }

  @May(Action.REFER_CASES)
  @PostMapping("/cases/{case}/referrals/{referral}/receipt")
  ModelAndView acknowledge(
      Page page,
      @PathVariable("case") UUID id,
      @PathVariable UUID referral,
      @RequestParam int version,
      @RequestParam String receipt) {
    transactions.write(
        page.viewer(), () -> referrals.acknowledge(page.viewer(), id, referral, version, receipt));
    return to(id);
  }

  @May(Action.REFER_CASES)
  @PostMapping("/cases/{case}/referrals/{referral}/state")
  ModelAndView tell(
      Page page,
      @PathVariable("case") UUID id,
      @PathVariable UUID referral,
      @RequestParam int version,
      @RequestParam Referrals.State state,
      @RequestParam(defaultValue = "") String words) {
    transactions.write(
        page.viewer(), () -> referrals.tell(page.viewer(), id, referral, version, state, words));
    return to(id);
  }

  @May(Action.RECEIVE_REFERRALS)
  @GetMapping("/cases/{case}/receipt.note")
  ResponseEntity<byte[]> receipt(Page page, @PathVariable("case") UUID id) {
    String note = transactions.write(page.viewer(), () -> received.receipt(page.viewer(), id));
    return CaseFilePages.file(
        note.getBytes(StandardCharsets.UTF_8), MediaType.TEXT_PLAIN, "receipt-" + id + ".note");
  }

  @May(Action.RECEIVE_REFERRALS)
  @GetMapping("/referrals/import")
  ModelAndView form(Page page) {
    return page.show("referral/import", Map.of());
  }

  /// The token of the form is in the address: the body is not read before it was checked.
  @May(Action.RECEIVE_REFERRALS)
  @PostMapping("/referrals/import")
  ModelAndView take(Page page, HttpServletRequest request) throws IOException {
    byte[] zip = UploadedFile.read(request, MOST_BYTES);
    return to(
        transactions.write(page.viewer(), () -> received.take(page.viewer(), zip)).investigation());
  }

  @May(Action.MANAGE_PARTNERS)
  @GetMapping("/partners")
  ModelAndView partners(Page page) {
    Viewer viewer = page.viewer();
    return transactions.read(
        viewer,
        () ->
            page.show(
                "referral/partners",
                Map.of(
                    "partners", partners.list(viewer), "ownKey", installation.key().toString())));
  }

  @May(Action.MANAGE_PARTNERS)
  @PostMapping("/partners")
  ModelAndView addPartner(
      Page page,
      @RequestParam String name,
      @RequestParam String country,
      @RequestParam String key) {
    transactions.write(
        page.viewer(), () -> partners.add(page.viewer(), name, country.strip(), key));
    return new ModelAndView("redirect:/partners");
  }

  @May(Action.MANAGE_PARTNERS)
  @PostMapping("/partners/{partner}/end")
  ModelAndView endPartner(Page page, @PathVariable UUID partner) {
    transactions.write(page.viewer(), () -> partners.end(page.viewer(), partner));
    return new ModelAndView("redirect:/partners");
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  private static ModelAndView to(UUID id) {
    return new ModelAndView("redirect:/cases/" + id + "/referrals");
  }

  /// The fields of a referral, as its form sends them.
  record ReferralForm(
      @Nullable UUID partner,
      @Nullable String reason,
      @Nullable String findings,
      @Nullable String requested,
      @Nullable String authority,
      @Nullable String dueOn,
      @Nullable List<UUID> person,
      @Nullable List<UUID> child,
      @Nullable List<UUID> tip) {
    Referrals.Stated stated() {
      LocalDate due;
      try {
        due = LocalDate.parse(orEmpty(dueOn));
      } catch (DateTimeParseException malformed) {
        throw new BadInputException("investigation.day.bad");
      }
      if (partner == null) {
        throw new BadInputException("referral.bad");
      }
      return new Referrals.Stated(
          partner,
          orEmpty(reason),
          orEmpty(findings),
          orEmpty(requested),
          orEmpty(authority),
          due,
          person == null ? List.of() : person,
          child == null ? List.of() : child,
          tip == null ? List.of() : tip);
    }

    private static String orEmpty(@Nullable String text) {
      return Optional.ofNullable(text).orElse("");
    }
  }
}
