package org.orion.exchange.referral;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.caseuco.CaseId;
import org.orion.exchange.caseuco.CaseIds;
import org.orion.exchange.caseuco.CaseThing;
import org.orion.exchange.caseuco.CaseThing.Account;
import org.orion.exchange.caseuco.CaseThing.AccountKind;
import org.orion.exchange.caseuco.CaseThing.Device;
import org.orion.exchange.caseuco.CaseThing.Investigation;
import org.orion.exchange.caseuco.CaseThing.InvestigativeAction;
import org.orion.exchange.caseuco.CaseThing.Organization;
import org.orion.exchange.caseuco.CaseThing.ProvenanceRecord;
import org.orion.exchange.caseuco.CaseThing.Relationship;
import org.orion.exchange.caseuco.CaseWriter;
import org.orion.exchange.referral.Referral.Exhibit;
import org.orion.exchange.referral.Referral.NamedIdentifier;
import org.orion.exchange.referral.Referral.Person;

/// A referral in the words of CASE: the case, who sent it, its persons with their identifiers, its
/// exhibits with their figures.
final class ReferralCase {
  private final Referral referral;
  private final String origin;
  private final List<CaseThing> things = new ArrayList<>();
  private final List<CaseId> members = new ArrayList<>();
  private final Set<CaseId> issuers = new HashSet<>();

  private ReferralCase(Referral referral) {
    this.referral = referral;
    this.origin = referral.from().installation() + "/referral/" + referral.id();
  }

  static void write(Referral referral, OutputStream output) throws IOException {
    ReferralCase made = new ReferralCase(referral);
    CaseWriter writer =
        new CaseWriter(
            output,
            made.id("bundle", ""),
            made.origin,
            "Referral " + referral.id(),
            Optional.of(referral.handling()));
    made.collect();
    for (CaseThing thing : made.things) {
      writer.write(thing);
    }
    writer.finish();
  }

  private CaseId id(String kind, String number) {
    return CaseId.of(origin, kind, number);
  }

  private void collect() {
    CaseId sender = id("organization", "from");
    things.add(new Organization(sender, referral.from().name()));
    things.add(new Organization(id("organization", "to"), referral.to().name()));
    for (int i = 0; i < referral.persons().size(); i++) {
      person(referral.persons().get(i), Integer.toString(i));
    }
    for (int i = 0; i < referral.identifiers().size(); i++) {
      account(referral.identifiers().get(i), "-" + i);
    }
    List<CaseId> exhibits = new ArrayList<>();
    for (Exhibit exhibit : referral.exhibits()) {
      exhibits.add(exhibit(exhibit));
    }
    members.addAll(exhibits);
    CaseId act = id("investigative-action", "referral");
    things.add(
        new InvestigativeAction(
            act,
            "Referral",
            Optional.of(
                "Reason: %s; requested: %s"
                    .formatted(referral.reason(), referral.requestedAction())),
            Optional.of(referral.time()),
            Optional.of(referral.time()),
            Optional.of(sender),
            List.of(),
            Optional.empty(),
            CaseIds.of(exhibits),
            CaseIds.of()));
    members.add(act);
    things.add(
        new Investigation(
            id("investigation", referral.caseReference()),
            referral.caseReference(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            CaseIds.of(members)));
  }

  private void person(Person person, String number) {
    CaseId id = id("person", number);
    members.add(id);
    things.add(
        new CaseThing.Person(
            id,
            Optional.of(person.name().orElse(person.reference())),
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                "%s: %s"
                    .formatted(
                        person.reference(),
                        person.role().name().toLowerCase(Locale.ROOT).replace('_', ' ')))));
    for (int i = 0; i < person.identifiers().size(); i++) {
      String own = number + "-" + i;
      CaseId account = account(person.identifiers().get(i), own);
      things.add(new Relationship(id("relationship", own), account, id, "Related_To", true));
    }
  }

  private CaseId account(NamedIdentifier identifier, String number) {
    CaseId id = id("account", number);
    members.add(id);
    Optional<CaseId> issuer =
        identifier.platform().map(platform -> id("organization", "platform " + platform));
    if (issuer.isPresent() && issuers.add(issuer.get())) {
      things.add(new Organization(issuer.get(), identifier.platform().get()));
    }
    things.add(new Account(id, kind(identifier), identifier.value(), Optional.empty(), issuer));
    return id;
  }

  private static AccountKind kind(NamedIdentifier identifier) {
    return switch (identifier.kind()) {
      case E_MAIL -> AccountKind.EMAIL;
      case PHONE -> AccountKind.PHONE;
      case IP_ADDRESS -> identifier.value().contains(":") ? AccountKind.IPV6 : AccountKind.IPV4;
      case URL, PROFILE_URL -> AccountKind.URL;
      case USERNAME, PLATFORM_USER_ID, PAYMENT_HANDLE -> AccountKind.ACCOUNT;
      case DEVICE_ID, FILE_HASH -> AccountKind.OTHER;
    };
  }

  private CaseId exhibit(Exhibit exhibit) {
    CaseId device = id("device", exhibit.number());
    CaseId taken = id("provenance-record", exhibit.number());
    List<String> facts = new ArrayList<>();
    facts.add(exhibit.description());
    for (Map.Entry<String, Long> count : exhibit.counts().entrySet()) {
      facts.add(count.getKey() + " " + count.getValue());
    }
    exhibit
        .digests()
        .forEach(
            digest -> facts.add("SHA-256 of %s %s".formatted(digest.of(), digest.sha256().hex())));
    things.add(
        new Device(
            device,
            Optional.of(exhibit.number()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    things.add(
        new ProvenanceRecord(
            taken,
            exhibit.number(),
            Optional.empty(),
            Optional.of(String.join("; ", facts)),
            CaseIds.of(device)));
    return taken;
  }
}
