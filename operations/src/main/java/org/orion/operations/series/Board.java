package org.orion.operations.series;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
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
import org.orion.operations.child.ChildSeries;
import org.orion.operations.child.Children;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Words;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Series: found, opened, closed, and the cases and children that they lead to. Each call belongs
/// in a transaction of its viewer, and sees of series what the viewer may see.
@Repository
public class Board implements ChildSeries {
  static final int MOST_WORDS = 5000;
  static final int MOST_REASON = 2000;
  private static final String ROWS =
      """
      select s.*, w.holders, w.claimed_until, w.claimed_by, w.idle_since, w.children
      from orion.series s join orion.series_work() w on w.series = s.id
      """;
  private static final String NEXT_NUMBER =
      """
      insert into orion.series_counter as n (agency, last) values (:agency, 1)
      on conflict (agency) do update set last = n.last + 1 returning last
      """;

  private final JdbcClient jdbc;
  private final Children children;
  private final Cases cases;
  private final AuditTrail audit;

  Board(JdbcClient jdbc, Children children, Cases cases, AuditTrail audit) {
    this.jdbc = jdbc;
    this.children = children;
    this.cases = cases;
    this.audit = audit;
  }

  /// Which series a list shows.
  ///
  /// @param state `OPEN`, `CLOSED` or `ALL`
  /// @param forgotten only those that nobody has worked on for long
  /// @param lead what a lead has in it; empty for all
  record Filter(String state, boolean forgotten, String lead) {
    Filter {
      if (!List.of("OPEN", "CLOSED", "ALL").contains(state) || lead.length() > 200) {
        throw new BadInputException("investigation.filter.bad", "state");
      }
    }
  }

  /// A case that a series is part of.
  public record InCase(UUID investigation, String number, String title) {}

  /// A child that was identified in a series.
  ///
  /// @param child absent where it is of another agency
  public record Identified(String agency, Optional<UUID> child, int number) {}

  /// A part of the board, the latest first.
  Slice<Series> list(Viewer viewer, Filter filter, SliceRequest request) {
    Map<String, Object> values = new HashMap<>();
    StringBuilder sql = new StringBuilder(ROWS).append("where true");
    if (!filter.state().equals("ALL")) {
      sql.append(" and s.state = :state");
      values.put("state", filter.state());
    }
    if (filter.forgotten()) {
      sql.append(" and s.state = 'OPEN' and w.idle_since <= now() - make_interval(days => :days)");
      values.put("days", Series.LONG_IDLE_DAYS);
    }
    if (!filter.lead().isBlank()) {
      sql.append(
          " and exists (select from orion.series_lead l where l.series = s.id and l.withdrawn_at is null"
              + " and (position(lower(:lead) in lower(l.value)) > 0 or l.normal = :serial))");
      values.put("lead", filter.lead().strip());
      values.put("serial", SeriesDesk.normal(Series.LeadKind.CAMERA_SERIAL, filter.lead()));
    }
    request
        .after()
        .ifPresent(after -> {
          sql.append(" and s.id < :after");
          values.put("after", after.uuid(0));
        });
    sql.append(" order by s.id desc limit ").append(request.rows());
    audit.record(viewer, Act.of("list", "series", "board"));
    return Slice.of(
        jdbc.sql(sql.toString()).params(values).query(Board::row).list(),
        request,
        one -> Cursor.of(one.id()));
  }

  /// One series, of the viewer's agency or shared with it.
  ///
  /// @throws NotFoundException when there is none that the viewer may see
  Series one(UUID id) {
    return jdbc.sql(ROWS + "where s.id = :id")
        .param("id", id)
        .query(Board::row)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// One series of the viewer's own agency: what is to be changed.
  Series own(Viewer viewer, UUID id) {
    Series found = one(id);
    if (!found.agency().equals(viewer.agency())) {
      throw new NotFoundException();
    }
    return found;
  }

  /// The version of a series of the viewer's own agency, which nobody else changes until the
  /// transaction ends.
  int lock(Viewer viewer, UUID id) {
    return jdbc.sql(
            "select version from orion.series where agency = :agency and id = :id for update")
        .param("agency", viewer.agency())
        .param("id", id)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Opens a series for its page: a look is an event.
  Series open(Viewer viewer, UUID id) {
    Series found = one(id);
    audit.record(viewer, Act.of("open", "series", id));
    return found;
  }

  /// Opens a series of the viewer's agency.
  ///
  /// @param words what is seen, no more than its leads need
  public UUID add(Viewer viewer, String words) {
    viewer.require(Action.WORK_CHILDREN);
    requireWords(words);
    int number =
        jdbc.sql(NEXT_NUMBER).param("agency", viewer.agency()).query(Integer.class).single();
    UUID id =
        jdbc.sql(
                """
                insert into orion.series (agency, number, words, made_by)
                values (:agency, :number, :words, :account) returning id
                """)
            .param("agency", viewer.agency())
            .param("number", number)
            .param("words", words.strip())
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("open-new", "series", id));
    return id;
  }

  /// Changes the words of a series.
  ///
  /// @param version the one that was read
  void edit(Viewer viewer, UUID id, int version, String words) {
    viewer.require(Action.WORK_CHILDREN);
    own(viewer, id);
    requireWords(words);
    update(viewer, id, version, "words = :text", words.strip());
    audit.record(viewer, Act.of("edit", "series", id));
  }

  void close(Viewer viewer, UUID id, int version, String reason) {
    viewer.require(Action.WORK_CHILDREN);
    own(viewer, id);
    requireReason(reason);
    update(viewer, id, version, "state = 'CLOSED', close_reason = :text", reason.strip());
    audit.record(viewer, Act.of("close", "series", id));
  }

  void reopen(Viewer viewer, UUID id, int version) {
    viewer.require(Action.WORK_CHILDREN);
    own(viewer, id);
    update(viewer, id, version, "state = 'OPEN', close_reason = :text", "");
    audit.record(viewer, Act.of("reopen", "series", id));
  }

  private void update(Viewer viewer, UUID id, int version, String change, String text) {
    int rows =
        jdbc.sql(
                "update orion.series set "
                    + change
                    + ", version = version + 1 where agency = :agency and id = :id and version = :version")
            .param("text", text)
            .param("agency", viewer.agency())
            .param("id", id)
            .param("version", version)
            .update();
    if (rows != 1) {
      throw new BadInputException(409, "investigation.changed");
    }
  }

  private static void requireWords(String words) {
    if (words.length() > MOST_WORDS) {
      throw new BadInputException("series.words.bad", MOST_WORDS);
    }
  }

  static void requireReason(String reason) {
    if (!Words.fit(reason, MOST_REASON)) {
      throw new BadInputException("investigation.reason.bad", MOST_REASON);
    }
  }

  /// The cases of a series that the viewer may see.
  List<InCase> casesOf(UUID id) {
    return jdbc.sql(
            """
            select i.id, i.number, i.title from orion.series_investigation l
            join orion.investigation i on i.id = l.investigation where l.series = :id order by l.at, i.id
            """)
        .param("id", id)
        .query((row, number) ->
            new InCase(
                row.getObject("id", UUID.class), row.getString("number"), row.getString("title")))
        .list();
  }

  /// Links a case of the viewer's own agency.
  public void linkCase(Viewer viewer, UUID id, String number) {
    viewer.require(Action.WORK_CHILDREN);
    one(id);
    link(viewer, id, "series_investigation", "investigation", cases.numbered(viewer, number));
    audit.record(viewer, Act.of("link-case", "series", id));
  }

  /// Links a child of the viewer's own agency, once it is identified.
  ///
  /// @param number of the child's code
  public void linkChild(Viewer viewer, UUID id, int number) {
    viewer.require(Action.WORK_CHILDREN);
    one(id);
    UUID child = children.numbered(viewer, number);
    link(viewer, id, "series_child", "child", child);
    audit.record(viewer, Act.of("link-child", "series", id));
  }

  private void link(Viewer viewer, UUID id, String table, String column, UUID value) {
    try {
      jdbc.sql(
              "insert into orion.%1$s (agency, series, %2$s, account) values (:agency, :series, :value, :account)"
                  .formatted(table, column))
          .param("agency", viewer.agency())
          .param("series", id)
          .param("value", value)
          .param("account", viewer.account())
          .update();
    } catch (DuplicateKeyException there) {
      throw new BadInputException(409, "series.linked");
    }
  }

  /// The children identified in a series; of another agency's, that there is one.
  List<Identified> childrenOf(UUID id) {
    return jdbc.sql(
            """
            select l.agency, c.id, c.number from orion.series_child l left join orion.child c on c.id = l.child
            where l.series = :id order by l.at, l.child
            """)
        .param("id", id)
        .query((row, number) ->
            new Identified(
                row.getString("agency"),
                Optional.ofNullable(row.getObject("id", UUID.class)),
                row.getInt("number")))
        .list();
  }

  @Override
  public List<InSeries> of(UUID child) {
    return jdbc.sql(
            """
            select s.id, s.agency, s.number from orion.series_child l join orion.series s on s.id = l.series
            where l.child = :child order by l.at, s.id
            """)
        .param("child", child)
        .query((row, number) ->
            new InSeries(
                row.getObject("id", UUID.class), row.getString("agency"), row.getInt("number")))
        .list();
  }

  private static Series row(ResultSet row, int number) throws SQLException {
    return new Series(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getInt("number"),
        row.getString("words"),
        row.getString("state").equals("OPEN"),
        row.getString("close_reason"),
        row.getObject("made_at", OffsetDateTime.class).toInstant(),
        row.getInt("version"),
        new Series.Work(
            row.getInt("holders"),
            Optional.ofNullable(row.getObject("claimed_until", LocalDate.class)),
            Optional.ofNullable(row.getString("claimed_by")),
            Optional.ofNullable(row.getObject("idle_since", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant),
            row.getInt("children")));
  }
}
