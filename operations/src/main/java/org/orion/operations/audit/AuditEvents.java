package org.orion.operations.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The events of a viewer's agency, to be looked at. Each call belongs in a transaction of its
/// viewer.
@Component
final class AuditEvents {
  private static final String SEARCH =
      """
      select event.*, account.login, leaf.sequence, covering.size, covering.signed_at
      from orion.audit_event event
      left join orion.account account
        on account.agency = event.agency and cast(account.id as text) = event.account
      left join orion.audit_leaf leaf on leaf.event = event.id
      left join lateral (
        select size, signed_at from orion.audit_checkpoint
        where size > leaf.sequence order by size limit 1) covering on true
      where event.agency = :agency
      """;
  private static final String NEWEST_FIRST = "order by event.at desc, event.id desc limit :most";
  private static final String LEAF_OF_OWN =
      """
      select leaf.sequence from orion.audit_leaf leaf
      join orion.audit_event event on event.id = leaf.event
      where leaf.sequence = :sequence and event.agency = :agency
      """;

  private final JdbcClient jdbc;

  AuditEvents(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// The newest that fit.
  List<AuditRow> search(Viewer viewer, AuditSearch search, int most) {
    StringBuilder sql = new StringBuilder(SEARCH);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("agency", viewer.agency());
    values.put("most", most);
    search
        .from()
        .ifPresent(time -> {
          sql.append("and event.at >= :from\n");
          values.put("from", time.atOffset(ZoneOffset.UTC));
        });
    search
        .to()
        .ifPresent(time -> {
          sql.append("and event.at < :to\n");
          values.put("to", time.atOffset(ZoneOffset.UTC));
        });
    search
        .account()
        .ifPresent(account -> {
          sql.append(
              """
              and event.account = coalesce(
                (select cast(id as text) from orion.account where agency = :agency and login = :account), :account)
              """);
          values.put("account", account);
        });
    equal(sql, values, "verb", search.verb());
    equal(sql, values, "object_type", search.objectType());
    equal(sql, values, "object_id", search.objectId());
    equal(sql, values, "outcome", search.outcome());
    search
        .before()
        .ifPresent(id -> {
          sql.append(
              "and (event.at, event.id) < (select at, id from orion.audit_event where id = :before)\n");
          values.put("before", id);
        });
    sql.append(NEWEST_FIRST);
    return jdbc.sql(sql.toString()).params(values).query(AuditEvents::row).list();
  }

  private static void equal(
      StringBuilder sql, Map<String, Object> values, String column, Optional<String> value) {
    value.ifPresent(text -> {
      sql.append("and event.").append(column).append(" = :").append(column).append('\n');
      values.put(column, text);
    });
  }

  private static AuditRow row(ResultSet row, int number) throws SQLException {
    long sequence = row.getLong("sequence");
    boolean placed = !row.wasNull();
    @Nullable OffsetDateTime signedAt = row.getObject("signed_at", OffsetDateTime.class);
    return new AuditRow(
        row.getLong("id"),
        placed ? OptionalLong.of(sequence) : OptionalLong.empty(),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("account"),
        Optional.ofNullable(row.getString("login")),
        row.getString("verb"),
        row.getString("object_type"),
        row.getString("object_id"),
        Optional.ofNullable(row.getString("authority")),
        row.getString("source"),
        row.getString("outcome"),
        signedAt == null
            ? Optional.empty()
            : Optional.of(new AuditRow.Covered(row.getLong("size"), signedAt.toInstant())));
  }

  /// Whether an event of the viewer's agency has a place in the log.
  boolean has(Viewer viewer, long sequence) {
    return jdbc.sql(LEAF_OF_OWN)
        .param("sequence", sequence)
        .param("agency", viewer.agency())
        .query(Long.class)
        .optional()
        .isPresent();
  }
}
