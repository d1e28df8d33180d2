package org.orion.operations.enforcement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.enforcement.PlannedAction.Kind;
import org.orion.operations.enforcement.PlannedAction.Known;
import org.orion.operations.enforcement.PlannedAction.Status;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.PersonDesk;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Planned actions: those of a case, those of a day, and how far they are. Each call belongs in a
/// transaction of its viewer.
@Repository
public class Actions {
  private static final int MOST_WORDS = 2000;
  private static final int MOST_OF_CASE = 500;
  private static final UUID FIRST = new UUID(0, 0);
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final String COLUMNS =
      """
      select a.*, i.number, p.id as seen_person, p.name as person_name, p.code as person_code
      from orion.planned_action a join orion.investigation i on i.id = a.investigation
      left join orion.person p on p.id = a.person
      """;
  private static final String ADD =
      """
      insert into orion.planned_action (id, agency, investigation, person, kind, country, place, zone, starts_at,
        teams, authority, children, firearms, risks, made_by)
      values (:id, :agency, :investigation, :person, :kind, :country, :place, :zone, :starts,
        :teams, :authority, :children, :firearms, :risks, :account)
      """;
  private static final String EDIT =
      """
      update orion.planned_action a set person = case
          when a.person is null or exists (select from orion.person p where p.id = a.person) then :person::uuid
          else a.person end, kind = :kind, country = :country, place = :place,
        zone = :zone, starts_at = :starts, teams = :teams, authority = :authority, children = :children,
        firearms = :firearms, risks = :risks, version = version + 1, changed_at = now()
      where agency = :agency and investigation = :investigation and id = :id and version = :version
      """;

  private final JdbcClient jdbc;
  private final Cases cases;
  private final PersonDesk persons;
  private final AuditTrail audit;

  Actions(JdbcClient jdbc, Cases cases, PersonDesk persons, AuditTrail audit) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.persons = persons;
    this.audit = audit;
  }

  /// What people state of an action.
  ///
  /// @param person one of the case
  /// @param teams who goes, a team a line
  public record Stated(
      Optional<UUID> person,
      Kind kind,
      String country,
      String place,
      LocalMoment starts,
      String teams,
      String authority,
      Known children,
      Known firearms,
      String risks) {
    private Stated checked() {
      boolean fits =
          COUNTRIES.contains(country)
              && !place.isBlank()
              && place.strip().length() <= 500
              && teams.length() <= MOST_WORDS
              && authority.length() <= 200
              && risks.length() <= 5000;
      if (!fits) {
        throw new BadInputException("enforcement.action.bad");
      }
      return this;
    }
  }

  /// A status that was reached.
  public record Reached(Status status, Instant at, Optional<String> who, String words) {}

  /// What is seen of another agency's action.
  public record Outline(
      Instant startsAt, String country, Kind kind, Status status, Instant statusAt) {}

  /// An operation of the board's choice.
  public record OperationName(UUID id, String name) {}

  /// The actions of a case, by their start; as many as its page shows.
  public List<PlannedAction> of(UUID investigation) {
    return of(investigation, SliceRequest.page(MOST_OF_CASE, "")).items();
  }

  /// A part of the actions of a case, by their start.
  Slice<PlannedAction> of(UUID investigation, SliceRequest request) {
    List<PlannedAction> found =
        jdbc.sql(
                COLUMNS
                    + """
                    where a.investigation = :id and (a.starts_at, a.id) > (:at::timestamptz, :after)
                    order by a.starts_at, a.id limit :most
                    """)
            .param("id", investigation)
            .param(
                "at", request.after().map(after -> after.instant(0).toString()).orElse("-infinity"))
            .param("after", request.after().map(after -> after.uuid(1)).orElse(FIRST))
            .param("most", request.rows())
            .query(Actions::row)
            .list();
    return Slice.of(found, request, last -> Cursor.of(last.startsAt(), last.id()));
  }

  /// Whether an action is of a case.
  boolean isOf(UUID investigation, UUID id) {
    return jdbc.sql(
            "select exists (select from orion.planned_action where investigation = :investigation and id = :id)")
        .param("investigation", investigation)
        .param("id", id)
        .query(Boolean.class)
        .single();
  }

  /// How many actions a case has.
  public long count(UUID investigation) {
    return jdbc.sql("select count(*) from orion.planned_action where investigation = :id")
        .param("id", investigation)
        .query(Long.class)
        .single();
  }

  /// One action of a case.
  public PlannedAction one(UUID investigation, UUID id) {
    return jdbc.sql(COLUMNS + "where a.investigation = :investigation and a.id = :id")
        .param("investigation", investigation)
        .param("id", id)
        .query(Actions::row)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// The version of an action of the viewer's own agency, which nobody else changes until the
  /// transaction ends.
  int lock(Viewer viewer, UUID investigation, UUID id) {
    return jdbc.sql(
            """
            select version from orion.planned_action
            where agency = :agency and investigation = :investigation and id = :id for update
            """)
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("id", id)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// The statuses of an action, in their order.
  public List<Reached> reached(UUID id) {
    return jdbc.sql(
            """
            select s.status, s.at, s.words, a.display_name from orion.planned_action_status s
            left join orion.account a on a.id = s.account where s.action = :id order by s.at, s.id
            """)
        .param("id", id)
        .query((row, number) ->
            new Reached(
                Status.valueOf(row.getString("status")),
                instant(row, "at"),
                Optional.ofNullable(row.getString("display_name")),
                row.getString("words")))
        .list();
  }

  /// The actions of the viewer's agency that start within a time.
  ///
  /// @param operation of whose cases; nothing for all
  public List<PlannedAction> board(Instant from, Instant to, Optional<UUID> operation) {
    Map<String, Object> values = new HashMap<>(Map.of("from", utc(from), "to", utc(to)));
    String more = "";
    if (operation.isPresent()) {
      more = " and i.operation = :operation";
      values.put("operation", operation.get());
    }
    return jdbc.sql(
            COLUMNS
                + "where a.starts_at >= :from and a.starts_at < :to"
                + more
                + " order by a.starts_at, a.id limit 1000")
        .params(values)
        .query(Actions::row)
        .list();
  }

  /// What other agencies of an operation plan within a time.
  public List<Outline> outlines(UUID operation, Instant from, Instant to) {
    return jdbc.sql(
            """
            select * from orion.actions_of_operation(:operation)
            where starts_at >= :from and starts_at < :to limit 1000
            """)
        .param("operation", operation)
        .param("from", utc(from))
        .param("to", utc(to))
        .query((row, number) ->
            new Outline(
                instant(row, "starts_at"),
                row.getString("country"),
                Kind.valueOf(row.getString("kind")),
                Status.valueOf(row.getString("status")),
                instant(row, "status_at")))
        .list();
  }

  /// How many actions of the board changed since a moment, other agencies' statuses among them.
  public int changedSince(Instant since, Instant from, Instant to, Optional<UUID> operation) {
    int others =
        operation.isEmpty()
            ? 0
            : (int)
                outlines(operation.get(), from, to).stream()
                    .filter(outline -> outline.statusAt().isAfter(since))
                    .count();
    return others
        + jdbc.sql(
                """
                select count(*) from orion.planned_action a join orion.investigation i on i.id = a.investigation
                where a.changed_at > :since and a.starts_at >= :from and a.starts_at < :to
                  and (:operation::uuid is null or i.operation = :operation::uuid)
                """)
            .param("since", utc(since))
            .param("from", utc(from))
            .param("to", utc(to))
            .param("operation", operation.map(UUID::toString).orElse(null))
            .query(Integer.class)
            .single();
  }

  /// The operations that the viewer's agency takes part in.
  public List<OperationName> operations() {
    return jdbc.sql("select id, name from orion.operation order by name, id")
        .query((row, number) ->
            new OperationName(row.getObject("id", UUID.class), row.getString("name")))
        .list();
  }

  /// Plans an action.
  public UUID plan(Viewer viewer, UUID investigation, Stated stated) {
    viewer.require(Action.PLAN_ACTIONS);
    cases.own(viewer, investigation);
    requirePerson(investigation, stated.person());
    UUID id = UUID.randomUUID();
    write(viewer, jdbc.sql(ADD).param("account", viewer.account()), investigation, id, stated);
    reached(viewer, investigation, id, Status.PLANNED, "");
    audit.record(viewer, Act.of("plan", "action", id));
    return id;
  }

  /// Changes what is stated of an action. A person whom the viewer may not see stays.
  ///
  /// @param version the one that was read
  public void edit(Viewer viewer, UUID investigation, UUID id, int version, Stated stated) {
    viewer.require(Action.PLAN_ACTIONS);
    cases.own(viewer, investigation);
    one(investigation, id);
    requirePerson(investigation, stated.person());
    int rows = write(viewer, jdbc.sql(EDIT).param("version", version), investigation, id, stated);
    if (rows != 1) {
      throw new BadInputException(409, "enforcement.changed");
    }
    audit.record(viewer, Act.of("edit", "action", id));
  }

  private void requirePerson(UUID investigation, Optional<UUID> person) {
    person.ifPresent(one -> Arrests.requirePerson(persons, investigation, one));
  }

  private static int write(
      Viewer viewer,
      JdbcClient.StatementSpec statement,
      UUID investigation,
      UUID id,
      Stated unchecked) {
    Stated stated = unchecked.checked();
    return statement
        .param("id", id)
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("person", stated.person().orElse(null))
        .param("kind", stated.kind().name())
        .param("country", stated.country())
        .param("place", stated.place().strip())
        .param("zone", stated.starts().zone().getId())
        .param("starts", utc(stated.starts().instant()))
        .param("teams", stated.teams().strip())
        .param("authority", stated.authority().strip())
        .param("children", stated.children().name())
        .param("firearms", stated.firearms().name())
        .param("risks", stated.risks().strip())
        .update();
  }

  /// Tells how far an action is. Of two people who tell it at once, one is heard.
  ///
  /// @param version the one that was read
  public void tell(
      Viewer viewer, UUID investigation, UUID id, int version, Status status, String words) {
    viewer.require(Action.PLAN_ACTIONS);
    cases.own(viewer, investigation);
    PlannedAction before = one(investigation, id);
    if (words.strip().length() > MOST_WORDS) {
      throw new BadInputException("enforcement.words.bad", MOST_WORDS);
    }
    int rows =
        jdbc.sql(
                """
                update orion.planned_action set status = :status, status_at = clock_timestamp(),
                  version = version + 1, changed_at = clock_timestamp()
                where agency = :agency and investigation = :investigation and id = :id and version = :version
                """)
            .param("status", status.name())
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("id", id)
            .param("version", version)
            .update();
    if (rows != 1) {
      throw new BadInputException(409, "enforcement.changed");
    }
    if (!before.status().leadsTo(status)) {
      throw new BadInputException(409, "enforcement.status.back");
    }
    reached(viewer, investigation, id, status, words);
    audit.record(viewer, Act.of("set-status", "action", id));
  }

  private void reached(Viewer viewer, UUID investigation, UUID id, Status status, String words) {
    jdbc.sql(
            """
            insert into orion.planned_action_status (agency, investigation, action, status, account, words)
            values (:agency, :investigation, :action, :status, :account, :words)
            """)
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("action", id)
        .param("status", status.name())
        .param("account", viewer.account())
        .param("words", words.strip())
        .update();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static boolean isCountry(String code) {
    return COUNTRIES.contains(code);
  }

  private static PlannedAction row(ResultSet row, int number) throws SQLException {
    String name = Optional.ofNullable(row.getString("person_name")).orElse("");
    String code = Optional.ofNullable(row.getString("person_code")).orElse("");
    return new PlannedAction(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getObject("investigation", UUID.class),
        row.getString("number"),
        Optional.ofNullable(row.getObject("seen_person", UUID.class)),
        name.isEmpty() ? code : name,
        Kind.valueOf(row.getString("kind")),
        row.getString("country"),
        row.getString("place"),
        LocalMoment.known(row.getString("zone")),
        instant(row, "starts_at"),
        row.getString("teams"),
        row.getString("authority"),
        Known.valueOf(row.getString("children")),
        Known.valueOf(row.getString("firearms")),
        row.getString("risks"),
        Status.valueOf(row.getString("status")),
        instant(row, "status_at"),
        row.getInt("version"));
  }
}
