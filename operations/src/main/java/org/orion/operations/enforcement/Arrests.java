package org.orion.operations.enforcement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Person.Stage;
import org.orion.operations.investigation.PersonDesk;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Arrests: recorded, annulled where one was entered in error, listed. Each call belongs in a
/// transaction of its viewer.
@Repository
public class Arrests {
  private static final int MOST_REASON = 2000;
  private static final String COLUMNS =
      """
      select r.*, i.number, p.name, p.code from orion.arrest r
      join orion.investigation i on i.id = r.investigation join orion.person p on p.id = r.person
      """;
  private static final String ADD =
      """
      insert into orion.arrest (id, agency, investigation, person, action, at, zone, country, place, by_whom,
        outcome, account)
      values (:id, :agency, :investigation, :person, :action, :at, :zone, :country, :place, :byWhom, :outcome, :account)
      """;

  private final JdbcClient jdbc;
  private final Cases cases;
  private final PersonDesk persons;
  private final Actions actions;
  private final AuditTrail audit;

  Arrests(JdbcClient jdbc, Cases cases, PersonDesk persons, Actions actions, AuditTrail audit) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.persons = persons;
    this.actions = actions;
    this.audit = audit;
  }

  /// What became of somebody at first.
  public enum Outcome {
    RELEASED,
    CUSTODY
  }

  /// An arrest.
  ///
  /// @param number of its case
  /// @param annulReason why it counts no more; empty where it counts
  public record Arrest(
      UUID id,
      String agency,
      UUID investigation,
      String number,
      UUID person,
      String shown,
      Instant at,
      ZoneId zone,
      String country,
      String place,
      String byWhom,
      Outcome outcome,
      Optional<Instant> annulledAt,
      String annulReason) {}

  /// What people state of an arrest.
  ///
  /// @param action of the same case
  /// @param stage where the person stands from that day on; nothing leaves it as it is
  public record Stated(
      UUID person,
      Optional<UUID> action,
      LocalMoment at,
      String country,
      String place,
      String byWhom,
      Outcome outcome,
      Optional<Stage> stage,
      String source) {}

  /// Which arrests a list shows.
  ///
  /// @param from the first day, UTC; `to` the last one
  public record Filter(
      Optional<UUID> operation,
      Optional<String> country,
      Optional<LocalDate> from,
      Optional<LocalDate> to) {}

  /// The arrests of a case.
  public List<Arrest> of(UUID investigation) {
    return jdbc.sql(COLUMNS + "where r.investigation = :id order by r.at, r.id limit 500")
        .param("id", investigation)
        .query(Arrests::row)
        .list();
  }

  /// A part of the list of those that count, the newest first.
  public Slice<Arrest> list(Viewer viewer, Filter filter, SliceRequest request) {
    audit.record(viewer, Act.of("list", "arrest", "arrests"));
    Map<String, Object> values = new HashMap<>();
    StringBuilder sql = new StringBuilder(COLUMNS).append("where r.annulled_at is null");
    filter
        .operation()
        .ifPresent(
            operation -> add(sql, values, "i.operation = :operation", "operation", operation));
    filter
        .country()
        .ifPresent(country -> add(sql, values, "r.country = :country", "country", country));
    filter
        .from()
        .ifPresent(day ->
            add(sql, values, "r.at >= :from::date at time zone 'UTC'", "from", day.toString()));
    filter
        .to()
        .ifPresent(day ->
            add(sql, values, "r.at < (:to::date + 1) at time zone 'UTC'", "to", day.toString()));
    request
        .after()
        .ifPresent(after -> {
          values.put("id", after.uuid(1));
          add(sql, values, "(r.at, r.id) < (:at, :id)", "at", Actions.utc(after.instant(0)));
        });
    sql.append(" order by r.at desc, r.id desc limit ").append(request.rows());
    return Slice.of(
        jdbc.sql(sql.toString()).params(values).query(Arrests::row).list(),
        request,
        one -> Cursor.of(one.at(), one.id()));
  }

  private static void add(
      StringBuilder sql, Map<String, Object> values, String condition, String name, Object value) {
    sql.append(" and ").append(condition);
    values.put(name, value);
  }

  /// Records an arrest of a person of the case. It changes where the person stands only where that
  /// is stated.
  public UUID record(Viewer viewer, UUID investigation, Stated stated) {
    viewer.require(Action.RECORD_ARRESTS);
    cases.own(viewer, investigation);
    requirePerson(persons, investigation, stated.person());
    if (stated.action().isPresent() && !actions.isOf(investigation, stated.action().get())) {
      throw new BadInputException("enforcement.action.not-of-case");
    }
    boolean fits =
        Actions.isCountry(stated.country())
            && fits(stated.place(), 500)
            && fits(stated.byWhom(), 300);
    if (!fits) {
      throw new BadInputException("enforcement.arrest.bad");
    }
    UUID id = UUID.randomUUID();
    jdbc.sql(ADD)
        .param("id", id)
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("person", stated.person())
        .param("action", stated.action().orElse(null))
        .param("at", Actions.utc(stated.at().instant()))
        .param("zone", stated.at().zone().getId())
        .param("country", stated.country())
        .param("place", stated.place().strip())
        .param("byWhom", stated.byWhom().strip())
        .param("outcome", stated.outcome().name())
        .param("account", viewer.account())
        .update();
    stated
        .stage()
        .ifPresent(stage ->
            persons.stage(
                viewer,
                investigation,
                stated.person(),
                stage,
                stated.at().instant().atZone(stated.at().zone()).toLocalDate(),
                stated.source()));
    audit.record(viewer, Act.of("record", "arrest", id));
    return id;
  }

  /// Says that an arrest was entered in error: it stays, and counts no more.
  public void annul(Viewer viewer, UUID investigation, UUID id, String reason) {
    viewer.require(Action.RECORD_ARRESTS);
    cases.own(viewer, investigation);
    if (!fits(reason, MOST_REASON)) {
      throw new BadInputException("enforcement.reason.bad", MOST_REASON);
    }
    int rows =
        jdbc.sql(
                """
                update orion.arrest set annulled_at = now(), annul_reason = :reason
                where agency = :agency and investigation = :investigation and id = :id and annulled_at is null
                """)
            .param("reason", reason.strip())
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("id", id)
            .update();
    if (rows != 1) {
      requireArrest(investigation, id);
      throw new BadInputException(409, "enforcement.changed");
    }
    audit.record(viewer, Act.of("annul", "arrest", id));
  }

  private void requireArrest(UUID investigation, UUID id) {
    boolean there =
        jdbc.sql(
                "select exists (select from orion.arrest where investigation = :investigation and id = :id)")
            .param("investigation", investigation)
            .param("id", id)
            .query(Boolean.class)
            .single();
    if (!there) {
      throw new NotFoundException();
    }
  }

  static void requirePerson(PersonDesk persons, UUID investigation, UUID person) {
    if (!persons.isIn(investigation, person)) {
      throw new BadInputException("enforcement.person.not-of-case");
    }
  }

  /// Whether something is said, in at most so many characters.
  static boolean fits(String text, int most) {
    return !text.isBlank() && text.strip().length() <= most;
  }

  private static Arrest row(ResultSet row, int number) throws SQLException {
    return new Arrest(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getObject("investigation", UUID.class),
        row.getString("number"),
        row.getObject("person", UUID.class),
        row.getString("name").isEmpty() ? row.getString("code") : row.getString("name"),
        Actions.instant(row, "at"),
        LocalMoment.known(row.getString("zone")),
        row.getString("country"),
        row.getString("place"),
        row.getString("by_whom"),
        Outcome.valueOf(row.getString("outcome")),
        Optional.ofNullable(row.getObject("annulled_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getString("annul_reason"));
  }
}
