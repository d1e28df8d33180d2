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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The queue of a viewer's agency. Pages are found by where the one before ended, so that the
/// thousandth costs what the first does.
@Repository
public class TipQueue {
  /// Rows of a page.
  public static final int PAGE = 50;

  /// Counts end here; more is shown as "1000+".
  public static final int MOST_COUNTED = 1000;

  private static final String COLUMNS =
      """
      select t.*, a.login assignee_login,
        case when t.cluster is null then 1 else
          (select count(*) from (select from orion.tip c
            where c.agency = t.agency and c.cluster = t.cluster limit 1000) members) end cluster_size
      from orion.tip t left join orion.account a on a.id = t.assignee
      """;
  private static final String ONE = COLUMNS + " where t.agency = :agency and t.id = :id";

  private final JdbcClient jdbc;

  public TipQueue(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A part of the queue.
  public Slice<TipRow> page(Viewer viewer, QueueFilter filter, SliceRequest request) {
    Map<String, Object> values = new HashMap<>();
    values.put("agency", viewer.agency());
    StringBuilder sql = new StringBuilder(COLUMNS).append("where t.agency = :agency");
    conditions(viewer, filter, sql, values);
    Order order = Order.of(filter.sort());
    request.after().ifPresent(cursor -> order.after(cursor, sql, values));
    sql.append(" order by ").append(order.columns).append(" limit ").append(request.rows());
    List<TipRow> rows = jdbc.sql(sql.toString()).params(values).query(TipQueue::row).list();
    return Slice.of(rows, request, order::cursor);
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

  /// Open tips by band, the most urgent first; counted up to [#MOST_COUNTED].
  public Map<String, Integer> counts(Viewer viewer) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String band : List.of("IMMEDIATE", "URGENT", "STANDARD", "MONITOR", "PAUSED")) {
      counts.put(
          band,
          jdbc.sql(
                  """
                  select count(*) from (select from orion.tip
                    where agency = :agency and state = 'OPEN' and band = :band limit :most) counted
                  """)
              .param("agency", viewer.agency())
              .param("band", band)
              .param("most", MOST_COUNTED)
              .query(Integer.class)
              .single());
    }
    return counts;
  }

  /// How many open tips came or were changed since a moment; counted up to [#MOST_COUNTED].
  public int changedSince(Viewer viewer, Instant since) {
    return jdbc.sql(
            """
            select count(*) from (select from orion.tip
              where agency = :agency and changed_at > :since limit :most) counted
            """)
        .param("agency", viewer.agency())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .param("most", MOST_COUNTED)
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
