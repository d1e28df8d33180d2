package org.orion.operations.referral;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.referral.ReceivedReferral;
import org.orion.exchange.referral.Referral;
import org.orion.exchange.referral.Referral.NamedIdentifier;
import org.orion.exchange.referral.ReferralReader;
import org.orion.exchange.referral.ReferralReceipt;
import org.orion.exchange.referral.ReferralRefusedException;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.audit.InstallationKey;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.People;
import org.orion.operations.investigation.Person;
import org.orion.operations.investigation.PersonDesk;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Takes in packages that other installations made: everything is verified before anything is kept,
/// and then a case of the receiver is made of it, with its origin stated, and a receipt. Each call
/// belongs in a transaction of its viewer.
@Repository
public class ReceivedReferrals {
  private static final int MOST_NOTE = 15_000;
  private static final String KNOWN =
      "select count(*) from orion.referral_received where agency = :agency and referral = :referral";
  private static final String ADD =
      """
      insert into orion.referral_received (agency, investigation, referral, partner, sender, country,
        sender_case, sha256, receipt, account, at)
      values (:agency, :case, :referral, :partner, :sender, :country, :senderCase, :sha256, :receipt, :account, :at)
      """;
  private static final String OF =
      "select * from orion.referral_received where investigation = :case order by at, id";

  private final JdbcClient jdbc;
  private final Partners partners;
  private final Cases cases;
  private final CaseDesk desk;
  private final People people;
  private final PersonDesk persons;
  private final InstallationKey installation;
  private final AuditTrail audit;
  private final Clock clock;

  ReceivedReferrals(
      JdbcClient jdbc,
      Partners partners,
      Cases cases,
      CaseDesk desk,
      People people,
      PersonDesk persons,
      InstallationKey installation,
      AuditTrail audit,
      Clock clock) {
    this.jdbc = jdbc;
    this.partners = partners;
    this.cases = cases;
    this.desk = desk;
    this.people = people;
    this.persons = persons;
    this.installation = installation;
    this.audit = audit;
    this.clock = clock;
  }

  /// A package that came, and the case made of it.
  ///
  /// @param receipt the signed note for the sender
  public record Received(
      UUID investigation,
      UUID referral,
      String sender,
      String country,
      String senderCase,
      String receipt,
      Instant at) {}

  /// The package that a case was made of, when it was.
  public Optional<Received> of(UUID investigation) {
    return jdbc
        .sql(OF)
        .param("case", investigation)
        .query((row, number) ->
            new Received(
                row.getObject("investigation", UUID.class),
                row.getObject("referral", UUID.class),
                row.getString("sender"),
                row.getString("country"),
                row.getString("sender_case"),
                row.getString("receipt"),
                row.getObject("at", OffsetDateTime.class).toInstant()))
        .list()
        .stream()
        .findFirst();
  }

  /// The receipt of a case that came as a package.
  ///
  /// @throws BadInputException with 409 when it did not
  public String receipt(Viewer viewer, UUID investigation) {
    cases.own(viewer, investigation);
    Received received =
        of(investigation).orElseThrow(() -> new BadInputException(409, "referral.receipt.none"));
    audit.record(viewer, Act.of("open-receipt", "case", investigation));
    return received.receipt();
  }

  /// Takes a package in.
  ///
  /// @throws BadInputException with 422 when it is refused, in words; with 409 when it came before
  public Received take(Viewer viewer, byte[] zip) {
    viewer.require(Action.RECEIVE_REFERRALS);
    try {
      // Readers of bags need a file; it is nobody else's, and gone at the end.
      Path file = Files.createTempFile("orion-", ".zip");
      try {
        return take(viewer, file, zip);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private Received take(Viewer viewer, Path file, byte[] zip) throws IOException {
    Files.write(file, zip);
    List<Partners.Partner> known = partners.active(viewer);
    ReceivedReferral read = read(viewer, file, known);
    Partners.Partner partner =
        known.stream()
            .filter(one -> one.key().equals(read.sender()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("a key of no partner"));
    return keep(viewer, read.referral(), partner, Sha256.digest(zip));
  }

  private ReceivedReferral read(Viewer viewer, Path file, List<Partners.Partner> known)
      throws IOException {
    List<NoteKey> keys = known.stream().map(Partners.Partner::key).toList();
    try {
      return new ReferralReader(installation.name(), keys, id -> isKnown(viewer, id)).read(file);
    } catch (ReferralRefusedException refused) {
      if (refused.reason() == ReferralRefusedException.Reason.REPLAYED) {
        throw new BadInputException(409, "referral.refused.REPLAYED");
      }
      throw new BadInputException(422, "referral.refused." + refused.reason().name());
    }
  }

  private boolean isKnown(Viewer viewer, UUID referral) {
    return jdbc.sql(KNOWN)
            .param("agency", viewer.agency())
            .param("referral", referral)
            .query(Long.class)
            .single()
        > 0;
  }

  private Received keep(Viewer viewer, Referral referral, Partners.Partner partner, Sha256 sha256) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String receipt =
        new ReferralReceipt(
                referral.id(), installation.name(), referral.from().installation(), at, sha256)
            .sign(installation.signer())
            .toString();
    UUID id = cases.add(viewer, stated(referral, at));
    String source =
        shortened("Referral %s of %s".formatted(referral.id(), referral.from().name()), 500);
    for (Referral.Person person : referral.persons()) {
      add(viewer, id, person, source, LocalDate.ofInstant(referral.time(), ZoneOffset.UTC));
    }
    notes(viewer, id, referral);
    try {
      jdbc.sql(ADD)
          .param("agency", viewer.agency())
          .param("case", id)
          .param("referral", referral.id())
          .param("partner", partner.id())
          .param("sender", shortened(referral.from().name(), 300))
          .param("country", referral.from().country())
          .param("senderCase", shortened(referral.caseReference(), 300))
          .param("sha256", sha256.toBytes())
          .param("receipt", receipt)
          .param("account", viewer.account())
          .param("at", at.atOffset(ZoneOffset.UTC))
          .update();
    } catch (DuplicateKeyException cameMeanwhile) {
      throw new BadInputException(409, "referral.refused.REPLAYED");
    }
    audit.record(viewer, Act.of("receive", "referral", referral.id()));
    return of(id).orElseThrow();
  }

  private static Cases.Stated stated(Referral referral, Instant at) {
    String number = "R-" + referral.id().toString().substring(0, 13).toUpperCase(Locale.ROOT);
    String summary =
        """
        Referred by %s (%s), its case %s, on %s.

        %s

        Requested: %s
        """
            .formatted(
                referral.from().name(),
                referral.from().country(),
                referral.caseReference(),
                referral.time(),
                referral.reason(),
                referral.requestedAction());
    return new Cases.Stated(
        number,
        shortened(
            "Referral of %s: %s".formatted(referral.from().name(), referral.caseReference()), 300),
        shortened(summary, 20_000),
        Optional.empty(),
        LocalDate.ofInstant(at, ZoneOffset.UTC),
        referral.handling(),
        shortened(referral.restrictions().orElse(""), 2000),
        "STANDARD");
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  /// Somebody of the package, as a person of the case. A child has a code of the sender's alone,
  /// and stands in a note.
  private void add(
      Viewer viewer, UUID investigation, Referral.Person person, String source, LocalDate day) {
    if (person.role() == Referral.Role.CHILD) {
      desk.addNote(viewer, investigation, "%s (%s)".formatted(person.reference(), source));
      return;
    }
    UUID id =
        people.add(
            viewer,
            new People.Stated(
                Person.Kind.UNKNOWN,
                shortened(person.name().orElse(""), 300),
                shortened(person.reference(), 2000),
                "",
                "",
                "",
                List.of()));
    persons.stage(viewer, investigation, id, stage(person.role()), day, source);
    for (NamedIdentifier one : person.identifiers()) {
      if (!isTaken(viewer, id, one, source)) {
        desk.addNote(viewer, investigation, person.reference() + ": " + line(one));
      }
    }
  }

  /// What this installation cannot read as an identifier is kept in words.
  private boolean isTaken(Viewer viewer, UUID person, NamedIdentifier one, String source) {
    try {
      persons.addIdentifier(
          viewer, person, one.kind().name(), one.value(), one.platform().orElse(""), source);
      return true;
    } catch (BadInputException unreadable) {
      return false;
    }
  }

  private static Person.Stage stage(Referral.Role role) {
    return switch (role) {
      case REPORTED_PERSON, CHILD -> Person.Stage.REPORTED;
      case SUSPECT -> Person.Stage.SUSPECT;
      case ACCUSED_PERSON -> Person.Stage.ACCUSED;
      case CONVICTED_PERSON -> Person.Stage.CONVICTED;
      case CLEARED_PERSON -> Person.Stage.CLEARED;
      case WITNESS -> Person.Stage.WITNESS;
    };
  }

  /// Identifiers of nobody known, exhibits and permissions, in notes.
  private void notes(Viewer viewer, UUID investigation, Referral referral) {
    note(
        viewer,
        investigation,
        "Identifiers of nobody known:",
        referral.identifiers().stream().map(ReceivedReferrals::line).toList());
    note(
        viewer,
        investigation,
        "Exhibits of the sender:",
        referral.exhibits().stream()
            .map(one -> "%s %s %s".formatted(one.number(), one.description(), one.counts()))
            .toList());
    note(
        viewer,
        investigation,
        "Permissions that the sender has:",
        referral.permissions().stream()
            .map(one -> "%s, %s: %s".formatted(one.giver(), one.at(), one.scope()))
            .toList());
  }

  private static String line(NamedIdentifier one) {
    return one.kind()
        + " "
        + one.value()
        + one.platform().map(platform -> " (" + platform + ")").orElse("");
  }

  private void note(Viewer viewer, UUID investigation, String head, List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines.stream().map(one -> shortened(one, 1000)).toList()) {
      if (text.length() + line.length() > MOST_NOTE) {
        desk.addNote(viewer, investigation, text.toString());
        text.setLength(0);
      }
      text.append(text.isEmpty() ? head : "").append('\n').append(line);
    }
    if (!text.isEmpty()) {
      desk.addNote(viewer, investigation, text.toString());
    }
  }
}
