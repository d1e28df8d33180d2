package org.orion.operations.referral;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.handling.HandlingCode.Use;
import org.orion.exchange.referral.Referral;
import org.orion.exchange.referral.Referral.NamedIdentifier;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.agency.Agencies;
import org.orion.operations.audit.InstallationKey;
import org.orion.operations.child.Children;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Handling;
import org.orion.operations.investigation.Investigation;
import org.orion.operations.investigation.People;
import org.orion.operations.investigation.Person;
import org.orion.operations.investigation.PersonDesk;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Chooses what of a case goes into a package: the people, children and tips that a person picked,
/// each of which must be of that case, as far as the handling code allows.
@Component
class ReferralContents {
  private static final String IDENTIFIERS_OF_TIP =
      """
      select distinct i.kind, i.platform, s.original from orion.investigation_tip l
      join orion.sighting s on s.tip = l.tip and s.agency = l.agency
      join orion.identifier i on i.id = s.identifier
      where l.investigation = :case and l.tip = any(:tips) order by i.kind, s.original
      """;
  private static final String IDENTIFIERS_OF_PEOPLE =
      """
      select i.kind, i.platform, (array_agg(h.original order by h.id))[1] as original
      from orion.person_identifier h join orion.identifier i on i.id = h.identifier
      join orion.person p on p.id = h.person and p.kind <> 'CHILD_OF_CONCERN'
      where h.person = any(:people) group by i.id, i.kind, i.platform, i.normal order by i.kind, i.normal, i.id
      """;
  private static final String KEPT = "select unnest(orion.kept_by_codes(:case, ''))";
  private static final String LINKED_TIPS =
      "select tip from orion.investigation_tip where investigation = :case";

  private final JdbcClient jdbc;
  private final Cases cases;
  private final Handling handling;
  private final PersonDesk persons;
  private final People records;
  private final Children children;
  private final Agencies agencies;
  private final InstallationKey installation;

  ReferralContents(
      JdbcClient jdbc,
      Cases cases,
      Handling handling,
      PersonDesk persons,
      People records,
      Children children,
      Agencies agencies,
      InstallationKey installation) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.handling = handling;
    this.persons = persons;
    this.records = records;
    this.children = children;
    this.agencies = agencies;
    this.installation = installation;
  }

  /// What a package begins with.
  record Head(UUID id, Instant at, Partners.Partner partner, String reason, String requested) {}

  /// @throws NotFoundException when something picked is not of the case
  /// @throws BadInputException with 409 when the handling code forbids it, or that of another case
  ///   of somebody picked is stricter: what is known of a person belongs to no case
  Referral of(Viewer viewer, UUID investigation, Head head, Referrals.Stated stated) {
    Investigation one = cases.own(viewer, investigation);
    handling.require(viewer, investigation, Use.PASS_ON, head.partner().name());
    List<Referral.Person> people = new ArrayList<>();
    persons(investigation, stated.people(), people);
    children(viewer, investigation, stated.children(), people);
    return new Referral(
        head.id(),
        head.at(),
        own(viewer),
        new Referral.Agency(
            head.partner().name(), head.partner().country(), head.partner().key().name()),
        one.handling(),
        one.handling() == HandlingCode.H3 ? Optional.of(one.restriction()) : Optional.empty(),
        permissions(viewer, investigation, head.partner().name()),
        one.number(),
        head.reason(),
        head.requested(),
        true,
        people,
        identifiers(investigation, stated.tips()),
        List.of());
  }

  private Referral.Agency own(Viewer viewer) {
    Agencies.Agency agency = agencies.one(viewer.agency()).orElseThrow();
    return new Referral.Agency(agency.name(), agency.country(), installation.name());
  }

  private List<Referral.Permission> permissions(
      Viewer viewer, UUID investigation, String recipient) {
    return handling.permissions(viewer, investigation).stream()
        .filter(one -> one.withdrawnAt().isEmpty() && one.use() == Use.PASS_ON)
        .filter(one -> one.recipient().isEmpty() || one.recipient().equals(recipient))
        .map(one ->
            new Referral.Permission(
                one.givenBy(), one.givenOn().atStartOfDay().toInstant(ZoneOffset.UTC), one.words()))
        .toList();
  }

  private void persons(UUID investigation, List<UUID> picked, List<Referral.Person> into) {
    List<PersonDesk.InCase> all = persons.of(investigation);
    List<UUID> kept = jdbc.sql(KEPT).param("case", investigation).query(UUID.class).list();
    for (UUID id : picked) {
      PersonDesk.InCase person =
          all.stream()
              .filter(one -> one.person().equals(id))
              .findFirst()
              .orElseThrow(NotFoundException::new);
      if (kept.contains(id)) {
        throw new BadInputException(409, "referral.person.stricter");
      }
      boolean isChild = person.kind() == Person.Kind.CHILD_OF_CONCERN;
      into.add(
          new Referral.Person(
              person.code(),
              isChild ? Referral.Role.CHILD : role(person.stage()),
              isChild || person.shown().equals(person.code())
                  ? Optional.empty()
                  : Optional.of(person.shown()),
              isChild ? List.of() : known(id)));
    }
  }

  private static Referral.Role role(Person.Stage stage) {
    return switch (stage) {
      case REPORTED -> Referral.Role.REPORTED_PERSON;
      case SUSPECT -> Referral.Role.SUSPECT;
      case ACCUSED -> Referral.Role.ACCUSED_PERSON;
      case CONVICTED -> Referral.Role.CONVICTED_PERSON;
      case CLEARED -> Referral.Role.CLEARED_PERSON;
      case WITNESS -> Referral.Role.WITNESS;
    };
  }

  private List<NamedIdentifier> known(UUID person) {
    return jdbc.sql(IDENTIFIERS_OF_PEOPLE)
        .param("people", records.together(person).toArray(UUID[]::new))
        .query(ReferralContents::named)
        .list();
  }

  private static NamedIdentifier named(ResultSet row, int number) throws SQLException {
    return new NamedIdentifier(
        Identifier.Kind.valueOf(row.getString("kind")),
        row.getString("original"),
        Optional.of(row.getString("platform")).filter(text -> !text.isEmpty()));
  }

  private void children(
      Viewer viewer, UUID investigation, List<UUID> picked, List<Referral.Person> into) {
    if (picked.isEmpty()) {
      return;
    }
    viewer.require(Action.SEE_CHILDREN);
    List<Children.Row> all = children.of(investigation);
    for (UUID id : picked) {
      Children.Row child =
          all.stream()
              .filter(one -> one.child().id().equals(id))
              .findFirst()
              .orElseThrow(NotFoundException::new);
      into.add(
          new Referral.Person(
              "Child " + child.child().number(), Referral.Role.CHILD, Optional.empty(), List.of()));
    }
  }

  private List<NamedIdentifier> identifiers(UUID investigation, List<UUID> tips) {
    Set<UUID> linked =
        jdbc.sql(LINKED_TIPS).param("case", investigation).query(UUID.class).list().stream()
            .collect(Collectors.toSet());
    if (!linked.containsAll(tips)) {
      throw new NotFoundException();
    }
    return jdbc.sql(IDENTIFIERS_OF_TIP)
        .param("case", investigation)
        .param("tips", tips.toArray(UUID[]::new))
        .query(ReferralContents::named)
        .list();
  }
}
