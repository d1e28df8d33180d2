package org.orion.operations.child;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.child.Child.Confidence;
import org.orion.operations.child.Child.Fact;
import org.orion.operations.child.Child.Standing;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Words;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Children: recorded, found, linked to cases, and how long their identity is kept. Each call
/// belongs in a transaction of its viewer, and sees of children what the viewer may see.
@Repository
public class Children {
  static final int MOST_YEARS = 100;
  private static final int MOST_REASON = 2000;
  private static final String ROWS =
      """
      select c.*, (select count(*) from orion.child_investigation l where l.child = c.id)::integer as cases
      from orion.child c
      """;
  private static final String NEXT_NUMBER =
      """
      insert into orion.child_counter as n (agency, last) values (:agency, 1)
      on conflict (agency) do update set last = n.last + 1 returning last
      """;

  private final JdbcClient jdbc;
  private final Cases cases;
  private final AuditTrail audit;
  private final Clock clock;

  Children(JdbcClient jdbc, Cases cases, AuditTrail audit, Clock clock) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.audit = audit;
    this.clock = clock;
  }

  /// A child in a list.
  ///
  /// @param cases how many of its cases the viewer may see
  public record Row(Child child, int cases, List<Standing> standing) {
    public Row {
      standing = List.copyOf(standing);
    }
  }

  /// A child of another agency's case that is shared: its code and its status, and nothing else.
  public record Shared(String agency, int number, List<Standing> standing) {
    public Shared {
      standing = List.copyOf(standing);
    }
  }

  /// A case of a child.
  public record InCase(UUID investigation, String number, String title) {}

  /// Something that happened to a record.
  public record Change(
      Instant at, Optional<String> who, String kind, String before, String after, String reason) {}

  LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  /// A part of the agency's list, the latest number first.
  ///
  /// @param fact that holds; those for whom `UNIDENTIFIED` alone holds, where it is that one
  /// @param due only those whose identity is kept longer than was set
  public Slice<Row> list(Viewer viewer, Optional<Fact> fact, boolean due, SliceRequest request) {
    Map<String, Object> values = new HashMap<>();
    StringBuilder sql = new StringBuilder(ROWS).append("where true");
    fact.ifPresent(wanted -> {
      sql.append(
          wanted == Fact.UNIDENTIFIED
              ? " and not exists (select from orion.child_standing s where s.child = c.id and s.fact = 'IDENTIFIED')"
              : " and exists (select from orion.child_standing s where s.child = c.id and s.fact = :fact)");
      if (wanted != Fact.UNIDENTIFIED) {
        values.put("fact", wanted.name());
      }
    });
    if (due) {
      sql.append(" and c.erased_at is null and c.keep_until <= :today");
      values.put("today", today());
    }
    request
        .after()
        .ifPresent(after -> {
          sql.append(" and c.number < :number");
          values.put("number", after.number(0));
        });
    sql.append(" order by c.number desc limit ").append(request.rows());
    audit.record(viewer, Act.of("list", "child", "children"));
    return Slice.of(
        rows(jdbc.sql(sql.toString()).params(values)),
        request,
        row -> Cursor.of(row.child().number()));
  }

  /// The agency's children of a case.
  public List<Row> of(UUID investigation) {
    return rows(
        jdbc.sql(
                ROWS
                    + "where c.id in (select child from orion.child_investigation where investigation = :id)"
                    + " order by c.number limit 1000")
            .param("id", investigation));
  }

  private List<Row> rows(JdbcClient.StatementSpec statement) {
    List<Map.Entry<Child, Integer>> found =
        statement.query((row, number) -> Map.entry(child(row), row.getInt("cases"))).list();
    Map<UUID, List<Standing>> standing = new HashMap<>();
    jdbc.sql("select * from orion.child_standing where child = any(:ids) order by since, fact")
        .param("ids", found.stream().map(one -> one.getKey().id()).toArray(UUID[]::new))
        .query(row -> {
          standing
              .computeIfAbsent(row.getObject("child", UUID.class), child -> new ArrayList<>())
              .add(standing(row));
        });
    return found.stream()
        .map(one ->
            new Row(
                one.getKey(), one.getValue(), standing.getOrDefault(one.getKey().id(), List.of())))
        .toList();
  }

  /// What the viewer's agency learns of the children of a case that another shares with it.
  public List<Shared> shared(UUID investigation) {
    Map<Integer, List<Standing>> standing = new LinkedHashMap<>();
    Map<Integer, String> agencies = new HashMap<>();
    jdbc.sql("select * from orion.children_shared(:id)")
        .param("id", investigation)
        .query(row -> {
          int number = row.getInt("number");
          agencies.put(number, row.getString("agency"));
          List<Standing> facts = standing.computeIfAbsent(number, unseen -> new ArrayList<>());
          if (row.getString("fact") != null) {
            facts.add(standing(row));
          }
        });
    return standing.entrySet().stream()
        .map(one ->
            new Shared(agencies.getOrDefault(one.getKey(), ""), one.getKey(), one.getValue()))
        .toList();
  }

  /// One child of the viewer's agency.
  ///
  /// @throws NotFoundException when there is none that the viewer may see
  public Row one(UUID id) {
    List<Row> found = rows(jdbc.sql(ROWS + "where c.id = :id").param("id", id));
    if (found.isEmpty()) {
      throw new NotFoundException();
    }
    return found.getFirst();
  }

  /// The version of a child of the viewer's agency, which nobody else changes until the transaction
  /// ends.
  int lock(Viewer viewer, UUID id) {
    return jdbc.sql(
            "select version from orion.child where agency = :agency and id = :id for update")
        .param("agency", viewer.agency())
        .param("id", id)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Opens a child's record for its page: a look is an event.
  Row open(Viewer viewer, UUID id) {
    Row found = one(id);
    audit.record(viewer, Act.of("open", "child", id));
    return found;
  }

  /// The agency's child of that number.
  public UUID numbered(Viewer viewer, int number) {
    return jdbc.sql("select id from orion.child where agency = :agency and number = :number")
        .param("agency", viewer.agency())
        .param("number", number)
        .query(UUID.class)
        .optional()
        .orElseThrow(() -> new BadInputException("child.unknown"));
  }

  /// Records a child of a case.
  ///
  /// @param keepUntil how long its identity is kept
  public UUID add(Viewer viewer, UUID investigation, LocalDate keepUntil) {
    viewer.require(Action.WORK_CHILDREN);
    cases.own(viewer, investigation);
    requireDay(keepUntil);
    int number =
        jdbc.sql(NEXT_NUMBER).param("agency", viewer.agency()).query(Integer.class).single();
    UUID id =
        jdbc.sql(
                """
                insert into orion.child (agency, number, keep_until, made_by)
                values (:agency, :number, :until, :account) returning id
                """)
            .param("agency", viewer.agency())
            .param("number", number)
            .param("until", keepUntil)
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    put(viewer, id, investigation);
    changed(viewer, id, "RECORDED", "", "", "");
    audit.record(viewer, Act.of("record", "child", id));
    return id;
  }

  /// Makes a child part of another case.
  public void link(Viewer viewer, UUID id, UUID investigation) {
    viewer.require(Action.WORK_CHILDREN);
    one(id);
    String number = cases.own(viewer, investigation).number();
    put(viewer, id, investigation);
    changed(viewer, id, "LINKED", "", number, "");
    audit.record(viewer, Act.of("link", "child", id));
  }

  private void put(Viewer viewer, UUID id, UUID investigation) {
    try {
      jdbc.sql(
              """
              insert into orion.child_investigation (agency, child, investigation, account)
              values (:agency, :child, :investigation, :account)
              """)
          .param("agency", viewer.agency())
          .param("child", id)
          .param("investigation", investigation)
          .param("account", viewer.account())
          .update();
    } catch (DuplicateKeyException there) {
      throw new BadInputException(409, "child.case.there");
    }
  }

  /// Takes a child out of a case; its last case stays.
  public void unlink(Viewer viewer, UUID id, UUID investigation, String reason) {
    viewer.require(Action.WORK_CHILDREN);
    one(id);
    requireReason(reason);
    List<InCase> all = casesOf(id);
    InCase gone =
        all.stream()
            .filter(one -> one.investigation().equals(investigation))
            .findFirst()
            .orElseThrow(() -> new BadInputException(409, "child.case.absent"));
    if (all.size() == 1) {
      throw new BadInputException(409, "child.case.last");
    }
    jdbc.sql("delete from orion.child_investigation where child = :child and investigation = :id")
        .param("child", id)
        .param("id", investigation)
        .update();
    changed(viewer, id, "UNLINKED", gone.number(), "", reason);
    audit.record(viewer, Act.of("unlink", "child", id));
  }

  /// The cases of a child that the viewer may see.
  public List<InCase> casesOf(UUID id) {
    return jdbc.sql(
            """
            select i.id, i.number, i.title from orion.child_investigation l
            join orion.investigation i on i.id = l.investigation where l.child = :id order by l.at, i.id
            """)
        .param("id", id)
        .query((row, number) ->
            new InCase(
                row.getObject("id", UUID.class), row.getString("number"), row.getString("title")))
        .list();
  }

  /// Sets how long the child's identity is kept.
  ///
  /// @param version the one that was read
  void keep(Viewer viewer, UUID id, int version, LocalDate until, String reason) {
    viewer.require(Action.WORK_CHILDREN);
    Child before = one(id).child();
    requireDay(until);
    requireReason(reason);
    int rows =
        jdbc.sql(
                """
                update orion.child set keep_until = :until, version = version + 1
                where agency = :agency and id = :id and version = :version and erased_at is null
                """)
            .param("until", until)
            .param("agency", viewer.agency())
            .param("id", id)
            .param("version", version)
            .update();
    if (rows != 1) {
      throw new BadInputException(409, "investigation.changed");
    }
    changed(viewer, id, "KEPT", before.keepUntil().toString(), until.toString(), reason);
    audit.record(viewer, Act.of("set-retention", "child", id));
  }

  private void requireDay(LocalDate until) {
    if (!until.isAfter(today()) || until.isAfter(today().plusYears(MOST_YEARS))) {
      throw new BadInputException("child.keep-until.bad", MOST_YEARS);
    }
  }

  static void requireReason(String reason) {
    if (!Words.fit(reason, MOST_REASON)) {
      throw new BadInputException("investigation.reason.bad", MOST_REASON);
    }
  }

  /// Leaves what was done, with the words that the audit log must not hold.
  void changed(Viewer viewer, UUID id, String kind, String before, String after, String reason) {
    jdbc.sql(
            """
            insert into orion.child_change (agency, child, account, kind, before, after, reason)
            values (:agency, :child, :account, :kind, :before, :after, :reason)
            """)
        .param("agency", viewer.agency())
        .param("child", id)
        .param("account", viewer.account())
        .param("kind", kind)
        .param("before", before)
        .param("after", after)
        .param("reason", reason.strip())
        .update();
  }

  /// What happened to the record, the newest first; the 500 newest. The number of a case is told
  /// where the viewer may see a case of that number, or every case of his agency.
  List<Change> changes(UUID id) {
    return jdbc.sql(
            """
            select c.at, c.kind, a.display_name, case when seen.it then c.before else '' end as before,
              case when seen.it then c.after else '' end as after, case when seen.it then c.reason else '' end as reason
            from orion.child_change c left join orion.account a on a.id = c.account
            cross join lateral (select c.kind not in ('LINKED', 'UNLINKED')
              or orion.viewer_sees_cases() and (select orion.hidden_cases()) = '{}'
              or exists (select from orion.investigation i where i.agency = c.agency
                and i.number = any (array[c.before, c.after])) as it) seen
            where c.child = :id order by c.at desc, c.id desc limit 500
            """)
        .param("id", id)
        .query((row, number) ->
            new Change(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("display_name")),
                row.getString("kind"),
                row.getString("before"),
                row.getString("after"),
                row.getString("reason")))
        .list();
  }

  private static Child child(ResultSet row) throws SQLException {
    @Nullable OffsetDateTime erased = row.getObject("erased_at", OffsetDateTime.class);
    return new Child(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getInt("number"),
        row.getObject("keep_until", LocalDate.class),
        Optional.ofNullable(erased).map(OffsetDateTime::toInstant),
        row.getObject("made_at", OffsetDateTime.class).toInstant(),
        row.getInt("version"));
  }

  private static Standing standing(ResultSet row) throws SQLException {
    return new Standing(
        Fact.valueOf(row.getString("fact")),
        row.getObject("since", LocalDate.class),
        Confidence.valueOf(row.getString("confidence")));
  }
}
