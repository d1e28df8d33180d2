package org.orion.operations.enforcement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.PersonDesk;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Charges, what courts decided of them, and court dates. Each call belongs in a transaction of its
/// viewer.
@Repository
public class Charges {
  private static final int MOST_STATUTE = 10_000;
  private static final int MOST_DECISION = 5000;
  private static final int MOST_OUTCOME = 2000;
  private static final String CHARGES =
      """
      select c.*, p.name, p.code as person_code, d.kind, d.on_day, d.court, d.words from orion.charge c
      join orion.person p on p.id = c.person
      left join lateral (select * from orion.charge_disposition x where x.charge = c.id
        order by x.on_day desc, x.at desc, x.id desc limit 1) d on true
      where c.investigation = :id order by c.filed_on, c.at, c.id limit 500
      """;
  private static final String COURT_DATES =
      """
      select d.*, p.name, p.code as person_code from orion.court_date d
      join orion.person p on p.id = d.person
      """;

  private final JdbcClient jdbc;
  private final Cases cases;
  private final PersonDesk persons;
  private final AuditTrail audit;

  Charges(JdbcClient jdbc, Cases cases, PersonDesk persons, AuditTrail audit) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.persons = persons;
    this.audit = audit;
  }

  /// What a court decided of a charge.
  public enum Decision {
    CONVICTED,
    ACQUITTED,
    DISMISSED,
    WITHDRAWN,
    DIVERTED,
    OTHER
  }

  /// The latest decision.
  public record Disposition(Decision kind, LocalDate onDay, String court, String words) {}

  /// A charge.
  ///
  /// @param system of codes, with its version: NIBRS, ICCS, a national one
  /// @param statute its own words
  public record Charge(
      UUID id,
      UUID person,
      String shown,
      String system,
      String version,
      String code,
      String label,
      String statute,
      LocalDate filedOn,
      Optional<Disposition> disposition) {}

  /// What people state of a charge.
  public record Stated(
      UUID person,
      String system,
      String version,
      String code,
      String label,
      String statute,
      LocalDate filedOn) {}

  /// A date at a court.
  ///
  /// @param version counts the outcomes that were stated
  public record CourtDate(
      UUID id,
      UUID person,
      String shown,
      Instant at,
      ZoneId zone,
      String court,
      String purpose,
      String outcome,
      int version) {}

  /// The charges of a case.
  public List<Charge> of(UUID investigation) {
    return jdbc.sql(CHARGES).param("id", investigation).query(Charges::row).list();
  }

  /// Records a charge against a person of the case.
  public UUID charge(Viewer viewer, UUID investigation, Stated stated) {
    viewer.require(Action.RECORD_ARRESTS);
    cases.own(viewer, investigation);
    Arrests.requirePerson(persons, investigation, stated.person());
    boolean fits =
        Arrests.fits(stated.system(), 60)
            && stated.version().length() <= 60
            && Arrests.fits(stated.code(), 60)
            && Arrests.fits(stated.label(), 500)
            && Arrests.fits(stated.statute(), MOST_STATUTE);
    if (!fits) {
      throw new BadInputException("enforcement.charge.bad");
    }
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            insert into orion.charge (id, agency, investigation, person, system, system_version, code, label,
              statute, filed_on, account)
            values (:id, :agency, :investigation, :person, :system, :version, :code, :label, :statute, :filed, :account)
            """)
        .param("id", id)
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("person", stated.person())
        .param("system", stated.system().strip())
        .param("version", stated.version().strip())
        .param("code", stated.code().strip())
        .param("label", stated.label().strip())
        .param("statute", stated.statute().strip())
        .param("filed", stated.filedOn())
        .param("account", viewer.account())
        .update();
    audit.record(viewer, Act.of("record", "charge", id));
    return id;
  }

  /// Records what a court decided of a charge of the case.
  public UUID decide(
      Viewer viewer,
      UUID investigation,
      UUID charge,
      Decision kind,
      LocalDate onDay,
      String court,
      String words) {
    viewer.require(Action.RECORD_ARRESTS);
    cases.own(viewer, investigation);
    requireCharge(investigation, charge);
    if (!Arrests.fits(court, 300) || words.length() > MOST_DECISION) {
      throw new BadInputException("enforcement.decision.bad");
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.charge_disposition (agency, investigation, charge, kind, on_day, court, words, account)
                values (:agency, :investigation, :charge, :kind, :day, :court, :words, :account) returning id
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("charge", charge)
            .param("kind", kind.name())
            .param("day", onDay)
            .param("court", court.strip())
            .param("words", words.strip())
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("decide", "charge", charge));
    return id;
  }

  private void requireCharge(UUID investigation, UUID charge) {
    boolean there =
        jdbc.sql(
                "select exists (select from orion.charge where investigation = :investigation and id = :id)")
            .param("investigation", investigation)
            .param("id", charge)
            .query(Boolean.class)
            .single();
    if (!there) {
      throw new NotFoundException();
    }
  }

  /// The court dates of a case.
  public List<CourtDate> courtDates(UUID investigation) {
    return jdbc.sql(COURT_DATES + "where d.investigation = :id order by d.at, d.id limit 500")
        .param("id", investigation)
        .query(Charges::courtDate)
        .list();
  }

  /// One court date of a case.
  CourtDate courtDate(UUID investigation, UUID id) {
    return jdbc.sql(COURT_DATES + "where d.investigation = :investigation and d.id = :id")
        .param("investigation", investigation)
        .param("id", id)
        .query(Charges::courtDate)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// The version of a court date of the viewer's own agency, which nobody else changes until the
  /// transaction ends.
  int lockCourtDate(Viewer viewer, UUID investigation, UUID id) {
    return jdbc.sql(
            """
            select version from orion.court_date
            where agency = :agency and investigation = :investigation and id = :id for update
            """)
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("id", id)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  public UUID addCourtDate(
      Viewer viewer,
      UUID investigation,
      UUID person,
      LocalMoment at,
      String court,
      String purpose) {
    viewer.require(Action.RECORD_ARRESTS);
    cases.own(viewer, investigation);
    Arrests.requirePerson(persons, investigation, person);
    if (!Arrests.fits(court, 300) || !Arrests.fits(purpose, 300)) {
      throw new BadInputException("enforcement.court-date.bad");
    }
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            insert into orion.court_date (id, agency, investigation, person, at, zone, court, purpose, account)
            values (:id, :agency, :investigation, :person, :at, :zone, :court, :purpose, :account)
            """)
        .param("id", id)
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("person", person)
        .param("at", Actions.utc(at.instant()))
        .param("zone", at.zone().getId())
        .param("court", court.strip())
        .param("purpose", purpose.strip())
        .param("account", viewer.account())
        .update();
    audit.record(viewer, Act.of("add-court-date", "case", investigation));
    return id;
  }

  /// Says what came of a court date of the case.
  ///
  /// @param version the one that was read
  public void outcome(
      Viewer viewer, UUID investigation, UUID courtDate, int version, String outcome) {
    viewer.require(Action.RECORD_ARRESTS);
    cases.own(viewer, investigation);
    if (!Arrests.fits(outcome, MOST_OUTCOME)) {
      throw new BadInputException("enforcement.words.bad", MOST_OUTCOME);
    }
    if (lockCourtDate(viewer, investigation, courtDate) != version) {
      throw new BadInputException(409, "enforcement.changed");
    }
    jdbc.sql(
            """
            update orion.court_date set outcome = :outcome, version = version + 1
            where agency = :agency and investigation = :investigation and id = :id
            """)
        .param("outcome", outcome.strip())
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("id", courtDate)
        .update();
    audit.record(viewer, Act.of("set-court-outcome", "case", investigation));
  }

  /// How many arrests, charges and court dates a case has.
  public long count(UUID investigation) {
    return jdbc.sql(
            """
            select (select count(*) from orion.arrest where investigation = :id and annulled_at is null)
              + (select count(*) from orion.charge where investigation = :id)
              + (select count(*) from orion.court_date where investigation = :id)
            """)
        .param("id", investigation)
        .query(Long.class)
        .single();
  }

  private static String shown(ResultSet row) throws SQLException {
    return row.getString("name").isEmpty() ? row.getString("person_code") : row.getString("name");
  }

  private static CourtDate courtDate(ResultSet row, int number) throws SQLException {
    return new CourtDate(
        row.getObject("id", UUID.class),
        row.getObject("person", UUID.class),
        shown(row),
        Actions.instant(row, "at"),
        LocalMoment.known(row.getString("zone")),
        row.getString("court"),
        row.getString("purpose"),
        row.getString("outcome"),
        row.getInt("version"));
  }

  private static Charge row(ResultSet row, int number) throws SQLException {
    Optional<String> kind = Optional.ofNullable(row.getString("kind"));
    Optional<Disposition> disposition =
        kind.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Disposition(
                    Decision.valueOf(kind.get()),
                    row.getObject("on_day", LocalDate.class),
                    row.getString("court"),
                    row.getString("words")));
    return new Charge(
        row.getObject("id", UUID.class),
        row.getObject("person", UUID.class),
        shown(row),
        row.getString("system"),
        row.getString("system_version"),
        row.getString("code"),
        row.getString("label"),
        row.getString("statute"),
        row.getObject("filed_on", LocalDate.class),
        disposition);
  }
}
