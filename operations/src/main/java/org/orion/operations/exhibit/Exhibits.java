package org.orion.operations.exhibit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Excerpt;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.enforcement.LocalMoment;
import org.orion.operations.exhibit.Exhibit.Facts;
import org.orion.operations.exhibit.Exhibit.Keeper;
import org.orion.operations.exhibit.Exhibit.Kind;
import org.orion.operations.exhibit.Exhibit.Offer;
import org.orion.operations.exhibit.Exhibit.State;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Words;
import org.orion.operations.web.BadInputException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Exhibits: entered, found, corrected. Each call belongs in a transaction of its viewer, and sees
/// of exhibits what the viewer may see of their cases.
@Repository
public class Exhibits {
  /// The most that one form enters.
  static final int MOST_ENTERED = 50;

  private static final int MOST_IN_CASE = 1_000;
  private static final int MOST_NUMBER = 40;
  private static final int MOST_NAME = 200;
  private static final int MOST_SEAL = 100;
  private static final int MOST_OFFSET_SECONDS = 2_000_000_000;
  private static final String COLUMNS =
      """
      select e.*, i.number as case_number, i.band, h.display_name as holder_name, s.name as place_name,
        c.to_account, c.to_name, c.account as offered_by, c.who as offered_by_name, c.at as offered_at,
        array_position(array['IMMEDIATE', 'URGENT', 'STANDARD', 'MONITOR'], i.band) as rank
      from orion.exhibit e join orion.investigation i on i.id = e.investigation
      left join orion.account h on h.id = e.holder left join orion.storage_place s on s.id = e.storage_place
      left join orion.custody c on c.id = e.offer
      """;

  /// What numbers are sorted by: `D-9` comes before `D-10`.
  private static final String NUMBER =
      "length(regexp_replace(%1$s, '\\d+$', '')), regexp_replace(%1$s, '\\d+$', ''), length(%1$s), %1$s";

  private static final String ADD =
      """
      insert into orion.exhibit (id, agency, investigation, number, kind, make, model, serial, description, seal,
        seized_at, zone, clock_offset_seconds, place, seized_by, authority, examine)
      values (:id, :agency, :investigation, :number, :kind, :make, :model, :serial, :description, :seal,
        :seized, :zone, :offset, :place, :by, :authority, :examine)
      """;
  private static final String CORRECT =
      """
      update orion.exhibit set number = :number, kind = :kind, make = :make, model = :model, serial = :serial,
        description = :description, seized_at = :seized, zone = :zone, clock_offset_seconds = :offset,
        place = :place, seized_by = :by, authority = :authority, examine = :examine
      where agency = :agency and investigation = :investigation and id = :id and version = :version
      """;

  private final JdbcClient jdbc;
  private final Cases cases;
  private final AuditTrail audit;
  private final Clock clock;
  private final ObjectProvider<ExhibitPart> parts;

  Exhibits(
      JdbcClient jdbc,
      Cases cases,
      AuditTrail audit,
      Clock clock,
      ObjectProvider<ExhibitPart> parts) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.audit = audit;
    this.clock = clock;
    this.parts = parts;
  }

  /// How many of the agency's exhibits need somebody.
  ///
  /// @param waiting for an examination
  /// @param open offered to somebody who has not answered
  /// @param late of those, for more than a day
  /// @param mine in the viewer's hands
  public record Due(long waiting, long open, long late, long mine) {}

  /// An exhibit as it is entered.
  public record Entered(Facts facts, String seal) {}

  /// One exhibit, of the viewer's agency or of a case that is shared with it.
  ///
  /// @throws NotFoundException when there is none that the viewer may see
  public Exhibit find(Viewer viewer, UUID id) {
    viewer.require(Action.SEE_EXHIBITS);
    return jdbc.sql(COLUMNS + "where e.id = :id")
        .param("id", id)
        .query(Exhibits::row)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// One exhibit of the viewer's own agency: what is to be changed or handed on.
  public Exhibit own(Viewer viewer, UUID id) {
    Exhibit found = find(viewer, id);
    if (!found.agency().equals(viewer.agency())) {
      throw new NotFoundException();
    }
    return found;
  }

  /// Holds an exhibit as it is until the transaction ends: an act in between would tear apart what
  /// is read of it and of its chain of custody. Another agency's, whose chain nobody sees, is not
  /// held.
  void hold(UUID id) {
    jdbc.sql("select id from orion.exhibit where id = :id for share")
        .param("id", id)
        .query(UUID.class)
        .optional();
  }

  /// Holds one of the agency's own exhibits until the transaction ends, so that nobody changes it
  /// in between.
  ///
  /// @return its version
  int lock(Viewer viewer, UUID id) {
    return jdbc.sql(
            "select version from orion.exhibit where agency = :agency and id = :id for update")
        .param("agency", viewer.agency())
        .param("id", id)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// The exhibits of a case, by their numbers.
  public Excerpt<Exhibit> inCase(Viewer viewer, UUID investigation) {
    return Excerpt.of(
        inCase(viewer, investigation, Optional.empty(), MOST_IN_CASE + 1), MOST_IN_CASE);
  }

  /// A part of them.
  Slice<Exhibit> inCase(Viewer viewer, UUID investigation, SliceRequest request) {
    return Slice.of(
        inCase(viewer, investigation, request.after().map(after -> after.uuid(0)), request.rows()),
        request,
        one -> Cursor.of(one.id()));
  }

  /// @param after the exhibit of the case that comes before
  private List<Exhibit> inCase(Viewer viewer, UUID investigation, Optional<UUID> after, int most) {
    viewer.require(Action.SEE_EXHIBITS);
    Optional<String> number =
        after.map(id ->
            jdbc.sql("select number from orion.exhibit where investigation = :case and id = :id")
                .param("case", investigation)
                .param("id", id)
                .query(String.class)
                .optional()
                .orElseThrow(Cursor::refused));
    return jdbc.sql(
            COLUMNS
                + "where e.investigation = :id and (:isFirst or (%s) > (%s)) order by %s limit :most"
                    .formatted(
                        NUMBER.formatted("e.number"),
                        NUMBER.formatted(":number::text"),
                        NUMBER.formatted("e.number")))
        .param("id", investigation)
        .param("isFirst", number.isEmpty())
        .param("number", number.orElse(""))
        .param("most", most)
        .query(Exhibits::row)
        .list();
  }

  /// How many exhibits a case has.
  long count(UUID investigation) {
    return jdbc.sql("select count(*) from orion.exhibit where investigation = :id")
        .param("id", investigation)
        .query(Long.class)
        .single();
  }

  /// A part of the agency's exhibits: the latest seizure first, or, of the queue, the case's
  /// priority and then the oldest first.
  Slice<Exhibit> list(Viewer viewer, ExhibitFilter filter, SliceRequest request) {
    Map<String, Object> values = new HashMap<>(Map.of("agency", viewer.agency()));
    StringBuilder sql = new StringBuilder(COLUMNS).append("where e.agency = :agency");
    conditions(viewer, filter, sql, values);
    request
        .after()
        .ifPresent(after -> {
          sql.append(
              filter.isQueue()
                  ? " and (array_position(array['IMMEDIATE', 'URGENT', 'STANDARD', 'MONITOR'],"
                      + " i.band), e.seized_at, e.id) > (:rank, :at, :id)"
                  : " and (e.seized_at, e.id) < (:at, :id)");
          values.put("at", after.instant(0).atOffset(ZoneOffset.UTC));
          values.put("id", after.uuid(1));
          if (filter.isQueue()) {
            values.put("rank", Math.clamp(after.number(2), 0, 9));
          }
        });
    sql.append(
            filter.isQueue()
                ? " order by rank, e.seized_at, e.id limit "
                : " order by e.seized_at desc, e.id desc limit ")
        .append(request.rows());
    audit.record(viewer, Act.of("list", "exhibit", "exhibits"));
    return Slice.of(
        jdbc.sql(sql.toString()).params(values).query(Exhibits::row).list(),
        request,
        one ->
            Cursor.of(
                one.facts().seizedAt().instant(),
                one.id(),
                1 + List.of("IMMEDIATE", "URGENT", "STANDARD", "MONITOR").indexOf(one.band())));
  }

  private static void conditions(
      Viewer viewer, ExhibitFilter filter, StringBuilder sql, Map<String, Object> values) {
    String state = filter.value("state").orElse("HERE");
    if (state.equals("HERE")) {
      sql.append(" and e.state not in ('RETURNED', 'DESTROYED')");
    } else if (!state.equals("ALL")) {
      sql.append(" and e.state = :state");
      values.put("state", state);
    }
    if (filter.isQueue()) {
      sql.append(" and e.examine and e.state in ('SEIZED', 'STORED', 'EXAMINED')");
    } else if (filter.value("show").isPresent()) {
      sql.append(" and e.offer is not null");
    }
    Map<String, String> exact =
        Map.of(
            "kind", " and e.kind = :kind",
            "storage", " and e.storage_place = :storage::uuid",
            "operation", " and i.operation = :operation::uuid",
            "from", " and (e.seized_at at time zone 'UTC')::date >= :from::date",
            "to", " and (e.seized_at at time zone 'UTC')::date <= :to::date");
    exact.forEach((name, condition) ->
        filter
            .value(name)
            .ifPresent(value -> {
              sql.append(condition);
              values.put(name, value);
            }));
    filter
        .value("holder")
        .ifPresent(holder -> {
          sql.append(" and e.holder = :holder");
          values.put("holder", holder.equals("me") ? viewer.account() : UUID.fromString(holder));
        });
    filter
        .value("q")
        .ifPresent(text -> {
          sql.append(
              " and (position(lower(:q) in lower(e.number)) > 0 or position(lower(:q) in"
                  + " lower(e.serial)) > 0 or position(lower(:q) in lower(e.make || ' ' ||"
                  + " e.model)) > 0)");
          values.put("q", text);
        });
  }

  /// What needs somebody, of what the viewer may see.
  Due due(Viewer viewer) {
    return jdbc.sql(
            """
            select count(*) filter (where e.examine and e.state <> 'IN_EXAMINATION') as waiting,
              count(e.offer) as open, count(*) filter (where c.at < :late) as late,
              count(*) filter (where e.holder = :account) as mine
            from orion.exhibit e left join orion.custody c on c.id = e.offer
            where e.agency = :agency and e.state not in ('RETURNED', 'DESTROYED')
            """)
        .param("late", now().minus(Offer.USUAL).atOffset(ZoneOffset.UTC))
        .param("account", viewer.account())
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Due(
                row.getLong("waiting"),
                row.getLong("open"),
                row.getLong("late"),
                row.getLong("mine")))
        .single();
  }

  /// Opens an exhibit for its page: a look is an event.
  ///
  /// @param current the tab that is shown
  public ExhibitView view(Viewer viewer, UUID id, String current) {
    Exhibit found = find(viewer, id);
    audit.record(viewer, Act.of("open", "exhibit", id));
    Stream<ExhibitView.Tab> own = Stream.of(new ExhibitView.Tab("", "exhibit.tab.custody", -1));
    Stream<ExhibitView.Tab> others =
        parts.stream()
            .sorted(Comparator.comparingInt(ExhibitPart::place))
            .filter(part -> viewer.may(part.action()))
            .map(part ->
                new ExhibitView.Tab(part.path(), part.textKey(), part.count(viewer, found)));
    return new ExhibitView(found, Stream.concat(own, others).toList(), current);
  }

  /// Enters one exhibit; see [#enter(Viewer, UUID, List)].
  UUID enter(Viewer viewer, UUID investigation, Entered entered) {
    return enter(viewer, investigation, List.of(entered)).getFirst();
  }

  /// Enters what was seized in a case; who enters it has it. All of it, or, when one number is
  /// taken, nothing.
  public List<UUID> enter(Viewer viewer, UUID investigation, List<Entered> entered) {
    viewer.require(Action.KEEP_EXHIBITS);
    cases.own(viewer, investigation);
    if (entered.isEmpty() || entered.size() > MOST_ENTERED) {
      throw new BadInputException("exhibit.enter.none", MOST_ENTERED);
    }
    return entered.stream().map(one -> write(viewer, investigation, one)).toList();
  }

  private UUID write(Viewer viewer, UUID investigation, Entered entered) {
    if (entered.seal().strip().length() > MOST_SEAL) {
      throw new BadInputException("exhibit.bad", entered.facts().number());
    }
    UUID id = UUID.randomUUID();
    write(
        viewer,
        jdbc.sql(ADD).param("seal", entered.seal().strip()),
        investigation,
        id,
        entered.facts());
    audit.record(viewer, Act.of("seize", "exhibit", id));
    return id;
  }

  /// Corrects what is stated of an exhibit; its chain of custody keeps what it was.
  ///
  /// @param version the one that was read
  void correct(Viewer viewer, UUID id, int version, Facts facts) {
    viewer.require(Action.KEEP_EXHIBITS);
    Exhibit before = own(viewer, id);
    if (before.state().isLast()) {
      throw new BadInputException(409, "exhibit.custody.ended");
    }
    int rows =
        write(
            viewer, jdbc.sql(CORRECT).param("version", version), before.investigation(), id, facts);
    if (rows != 1) {
      throw new BadInputException(409, "exhibit.changed");
    }
    audit.record(viewer, Act.of("correct", "exhibit", id));
  }

  private int write(
      Viewer viewer,
      JdbcClient.StatementSpec statement,
      UUID investigation,
      UUID id,
      Facts unchecked) {
    Facts facts = checked(unchecked);
    try {
      return statement
          .param("id", id)
          .param("agency", viewer.agency())
          .param("investigation", investigation)
          .param("number", facts.number())
          .param("kind", facts.kind().name())
          .param("make", facts.make())
          .param("model", facts.model())
          .param("serial", facts.serial())
          .param("description", facts.description())
          .param("seized", facts.seizedAt().instant().atOffset(ZoneOffset.UTC))
          .param("zone", facts.seizedAt().zone().getId())
          .param("offset", offset(facts))
          .param("place", facts.place())
          .param("by", facts.seizedBy())
          .param("authority", facts.authority())
          .param("examine", facts.examine())
          .update();
    } catch (DuplicateKeyException taken) {
      throw new BadInputException(409, "exhibit.number.taken", facts.number());
    }
  }

  private static @Nullable Integer offset(Facts facts) {
    return facts.clockOffsetSeconds().isPresent() ? facts.clockOffsetSeconds().getAsInt() : null;
  }

  private Facts checked(Facts facts) {
    Instant latest = clock.instant().plus(Duration.ofMinutes(5));
    if (facts.seizedAt().instant().isAfter(latest)) {
      throw new BadInputException("exhibit.time.future");
    }
    boolean fits =
        Words.fit(facts.number(), MOST_NUMBER)
            && facts.number().chars().noneMatch(Character::isISOControl)
            && facts.make().strip().length() <= MOST_NAME
            && facts.model().strip().length() <= MOST_NAME
            && facts.serial().strip().length() <= MOST_NAME
            && facts.description().strip().length() <= 5000
            && Math.abs((long) facts.clockOffsetSeconds().orElse(0)) <= MOST_OFFSET_SECONDS
            && Words.fit(facts.place(), 500)
            && Words.fit(facts.seizedBy(), 300)
            && Words.fit(facts.authority(), MOST_NAME);
    if (!fits) {
      throw new BadInputException("exhibit.bad", facts.number().strip());
    }
    return new Facts(
        facts.number().strip(),
        facts.kind(),
        facts.make().strip(),
        facts.model().strip(),
        facts.serial().strip(),
        facts.description().strip(),
        facts.seizedAt(),
        facts.clockOffsetSeconds(),
        facts.place().strip(),
        facts.seizedBy().strip(),
        facts.authority().strip(),
        facts.examine());
  }

  LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  Instant now() {
    return clock.instant();
  }

  private static Exhibit row(ResultSet row, int number) throws SQLException {
    return new Exhibit(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getObject("investigation", UUID.class),
        row.getString("case_number"),
        row.getString("band"),
        facts(row),
        row.getString("seal"),
        State.valueOf(row.getString("state")),
        keeper(row, "holder", "holder_name"),
        keeper(row, "storage_place", "place_name"),
        offer(row),
        row.getInt("version"),
        instant(row, "changed_at"));
  }

  private static Facts facts(ResultSet row) throws SQLException {
    @Nullable Integer offset = row.getObject("clock_offset_seconds", Integer.class);
    return new Facts(
        row.getString("number"),
        Kind.valueOf(row.getString("kind")),
        row.getString("make"),
        row.getString("model"),
        row.getString("serial"),
        row.getString("description"),
        new LocalMoment(instant(row, "seized_at"), LocalMoment.known(row.getString("zone"))),
        offset == null ? OptionalInt.empty() : OptionalInt.of(offset),
        row.getString("place"),
        row.getString("seized_by"),
        row.getString("authority"),
        row.getBoolean("examine"));
  }

  /// Names of another agency's people and places are not there.
  private static Optional<Keeper> keeper(ResultSet row, String id, String name)
      throws SQLException {
    @Nullable UUID found = row.getObject(id, UUID.class);
    @Nullable String called = row.getString(name);
    return found == null || called == null
        ? Optional.empty()
        : Optional.of(new Keeper(found, called));
  }

  private static Optional<Offer> offer(ResultSet row) throws SQLException {
    Optional<Keeper> to = keeper(row, "to_account", "to_name");
    Optional<Keeper> by = keeper(row, "offered_by", "offered_by_name");
    return to.isEmpty() || by.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Offer(
                row.getObject("offer", UUID.class),
                to.get(),
                by.get(),
                instant(row, "offered_at")));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
