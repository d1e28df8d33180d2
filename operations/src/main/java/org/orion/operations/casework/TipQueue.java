package org.orion.operations.casework;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.web.Page;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The queue of a viewer's agency. Pages are found by where the one before ended, so that the
/// thousandth costs what the first does.
@Repository
public class TipQueue {
  /// Rows of a page.
  public static final int PAGE = 50;

  private static final String ONE =
      rows("select t.* from orion.tip t where t.agency = :agency and t.id = :id");
  private static final String COUNTS =
      """
      select b.band, (select count(*) from (select from orion.tip t
        where t.agency = :agency and t.state = 'OPEN' and t.band = b.band limit :most) counted) as tips
      from unnest(:bands) with ordinality as b (band, number) order by b.number
      """;
  private static final String[] BANDS = {"IMMEDIATE", "URGENT", "STANDARD", "MONITOR", "PAUSED"};

  private final JdbcClient jdbc;

  public TipQueue(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A part of the queue.
  public Slice<TipRow> page(Viewer viewer, QueueFilter filter, SliceRequest request) {
    Map<String, Object> values = new HashMap<>();
    values.put("agency", viewer.agency());
    Order order = Order.of(filter.sort());
    StringBuilder sql = new StringBuilder("select t.id from orion.tip t where t.agency = :agency");
    conditions(viewer, filter, sql, values);
    request.after().ifPresent(cursor -> order.after(cursor, sql, values));
    sql.append(" order by ").append(order.columns).append(" limit ").append(request.rows());
    // Which tips, by an index alone; then their rows.
    String wanted =
        "select t.* from (%s) k join orion.tip t on t.agency = :agency and t.id = k.id"
            .formatted(sql);
    planForValues(true);
    List<TipRow> rows =
        jdbc.sql(rows(wanted) + " order by " + order.columns)
            .params(values)
            .query(TipQueue::row)
            .list();
    planForValues(false);
    return Slice.of(rows, request, order::cursor);
  }

  /// The tips of a page with what other tables say of them. Many tips of a page may be of one
  /// cluster, which is counted once.
  private static String rows(String shown) {
    return """
    with shown as materialized (%1$s),
    sizes as materialized (
      select c.cluster, (select count(*) from (select from orion.tip m
        where m.agency = :agency and m.cluster = c.cluster limit %2$d) members) as size
      from (select distinct cluster from shown where cluster is not null) c)
    select t.*, a.login as assignee_login, coalesce(s.size, 1) as cluster_size
    from shown t left join orion.account a on a.id = t.assignee left join sizes s on s.cluster = t.cluster
    """
        .formatted(shown, Page.MOST_COUNTED + 1);
  }

  /// Whether statements are planned for the values that they have: a plan that is good for a
  /// country with many tips is bad for one with few.
  private void planForValues(boolean values) {
    jdbc.sql("set local plan_cache_mode = " + (values ? "force_custom_plan" : "auto")).update();
  }

  private static void conditions(
      Viewer viewer, QueueFilter filter, StringBuilder sql, Map<String, Object> values) {
    sql.append(" and t.state = :state");
    values.put("state", filter.state());
    equal(filter, "band", "band", sql, values);
    equal(filter, "type", "incident_type", sql, values);
    equal(filter, "platform", "platform", sql, values);
    equal(filter, "reporter", "reporter", sql, values);
    equal(filter, "country", "country", sql, values);
    filter
        .value("assignee")
        .ifPresent(assignee -> {
          switch (assignee) {
            case "none" -> sql.append(" and t.assignee is null");
            case "me" -> {
              sql.append(" and t.assignee = :assignee");
              values.put("assignee", viewer.account());
            }
            default -> {
              sql.append(" and t.assignee = :assignee");
              values.put("assignee", filter.number("assignee").orElseThrow());
            }
          }
        });
    filter
        .number("cluster")
        .ifPresent(cluster -> {
          sql.append(" and t.cluster = :cluster");
          values.put("cluster", cluster);
        });
    filter
        .value("due")
        .ifPresent(days -> {
          sql.append(" and coalesce(t.preserved_until, 'infinity') <= current_date + :due");
          values.put("due", Integer.parseInt(days));
        });
  }

  private static void equal(
      QueueFilter filter,
      String name,
      String column,
      StringBuilder sql,
      Map<String, Object> values) {
    filter
        .value(name)
        .ifPresent(value -> {
          sql.append(" and t.").append(column).append(" = :").append(name);
          values.put(name, value);
        });
  }

  /// Open tips by band, the most urgent first; counted to one more than [Page#MOST_COUNTED].
  public Map<String, Integer> counts(Viewer viewer) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    jdbc.sql(COUNTS)
        .param("agency", viewer.agency())
        .param("bands", BANDS)
        .param("most", Page.MOST_COUNTED + 1)
        .query(row -> {
          counts.put(row.getString("band"), row.getInt("tips"));
        });
    return counts;
  }

  /// How many open tips came or were changed since a moment; counted to one more than
  /// [Page#MOST_COUNTED].
  public int changedSince(Viewer viewer, Instant since) {
    return jdbc.sql(
            """
            select count(*) from (select from orion.tip
              where agency = :agency and changed_at > :since limit :most) counted
            """)
        .param("agency", viewer.agency())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .param("most", Page.MOST_COUNTED + 1)
        .query(Integer.class)
        .single();
  }

  /// One tip.
  public TipRow one(Viewer viewer, UUID id) {
    return jdbc.sql(ONE)
        .param("agency", viewer.agency())
        .param("id", id)
        .query(TipQueue::row)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// The version of a tip, which nobody else changes until the transaction ends.
  int lock(Viewer viewer, UUID id) {
    return jdbc.sql("select version from orion.tip where agency = :agency and id = :id for update")
        .param("agency", viewer.agency())
        .param("id", id)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  private static TipRow row(ResultSet row, int number) throws SQLException {
    return new TipRow(
        row.getObject("id", UUID.class),
        row.getString("code"),
        row.getString("band"),
        row.getInt("points"),
        row.getInt("queue_rank"),
        row.getString("incident_type"),
        row.getString("platform"),
        row.getString("reporter"),
        row.getString("country"),
        row.getObject("arrived_at", OffsetDateTime.class).toInstant(),
        instant(row, "incident_at"),
        Optional.ofNullable(row.getObject("preserved_until", LocalDate.class)),
        Optional.ofNullable(row.getObject("assignee", UUID.class)),
        Optional.ofNullable(row.getString("assignee_login")),
        Optional.ofNullable(row.getObject("cluster", UUID.class)),
        row.getLong("cluster_size"),
        row.getLong("bundle_count"),
        row.getInt("files"),
        row.getInt("updates"),
        row.getBoolean("escalated"),
        row.getBoolean("changed_format"),
        row.getInt("not_understood"),
        row.getString("state"),
        Optional.ofNullable(row.getString("close_reason")),
        instant(row, "closed_at"),
        row.getString("format"),
        Optional.ofNullable(row.getString("external_id")),
        row.getInt("version"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }

  /// An order, and how a part begins where the one before ended. Tips without a deadline are the
  /// last in its order.
  private enum Order {
    QUEUE(
        "t.queue_rank, t.arrived_at, t.id",
        "(t.queue_rank, t.arrived_at, t.id) > (:k::bigint, :at, :id)"),
    NEWEST("t.arrived_at desc, t.id desc", "(t.arrived_at, t.id) < (:at, :id)"),
    DEADLINE(
        "coalesce(t.preserved_until, 'infinity'), t.arrived_at, t.id",
        "(coalesce(t.preserved_until, 'infinity'), t.arrived_at, t.id) > (:k::date, :at, :id)");

    private static final String NEVER = "infinity";

    private final String columns;
    private final String following;

    Order(String columns, String following) {
      this.columns = columns;
      this.following = following;
    }

    static Order of(QueueFilter.Sort sort) {
      return switch (sort) {
        case QUEUE -> QUEUE;
        case NEWEST -> NEWEST;
        case DEADLINE -> DEADLINE;
      };
    }

    /// The place of a part's last row.
    Cursor cursor(TipRow last) {
      Object key =
          switch (this) {
            case QUEUE -> last.rank();
            case NEWEST -> 0;
            case DEADLINE -> last.preservedUntil().map(LocalDate::toString).orElse(NEVER);
          };
      return Cursor.of(key, last.arrivedAt(), last.id());
    }

    void after(Cursor cursor, StringBuilder sql, Map<String, Object> values) {
      switch (this) {
        case QUEUE -> values.put("k", cursor.number(0));
        case NEWEST -> {}
        case DEADLINE -> values.put("k", day(cursor.text(0)));
      }
      values.put("at", cursor.instant(1).atOffset(ZoneOffset.UTC));
      values.put("id", cursor.uuid(2));
      sql.append(" and ").append(following);
    }

    private static String day(String text) {
      try {
        return text.equals(NEVER) ? text : LocalDate.parse(text).toString();
      } catch (DateTimeParseException malformed) {
        throw Cursor.refused();
      }
    }
  }
}
