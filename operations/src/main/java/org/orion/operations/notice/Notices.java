package org.orion.operations.notice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Tells accounts, and what each was told. Each call belongs in a transaction of its viewer, so
/// that there is no notice of what did not happen.
///
/// Whoever acts is not told of it. As long as a notice is not seen, the same kind about the same
/// thing is not told again.
@Repository
public class Notices {
  /// More are not counted.
  public static final int MOST_COUNTED = 100;

  private static final UUID LAST = new UUID(-1, -1);
  private static final String LIST =
      """
      select id, kind, object, label, at, seen_at from orion.notice
      where agency = :agency and account = :account and id < :after and (:all or seen_at is null)
      order by id desc limit :most
      """;

  private final JdbcClient jdbc;
  private final AuditTrail audit;

  Notices(JdbcClient jdbc, AuditTrail audit) {
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /// Tells everybody of the viewer's agency who has a role.
  ///
  /// @param object the thing's number
  /// @param label at most 40 letters, digits and hyphens, or empty
  public void tell(Viewer viewer, Role role, NoticeKind kind, Object object, String label) {
    tell(viewer, ":role = any(a.roles)", kind, object, label).param("role", role.id()).update();
  }

  /// Tells one account of the viewer's agency; an account of another is told nothing.
  public void tell(Viewer viewer, UUID account, NoticeKind kind, Object object, String label) {
    tell(viewer, "a.id = :account", kind, object, label).param("account", account).update();
  }

  private JdbcClient.StatementSpec tell(
      Viewer viewer, String whom, NoticeKind kind, Object object, String label) {
    return jdbc.sql(
            """
            insert into orion.notice (agency, account, kind, object_type, object, label)
            select a.agency, a.id, :kind, :type, :object, :label from orion.account a
            where a.agency = :agency and a.disabled_at is null and a.id <> :teller and %s
            order by a.id
            on conflict do nothing
            """
                .formatted(whom))
        .param("agency", viewer.agency())
        .param("teller", viewer.account())
        .param("kind", kind.name())
        .param("type", kind.objectType())
        .param("object", object.toString())
        .param("label", label);
  }

  /// How many the viewer has not seen, counted up to [#MOST_COUNTED].
  int unseen(Viewer viewer) {
    return of(
            viewer,
            """
            select count(*) from (select from orion.notice
              where agency = :agency and account = :account and seen_at is null limit :most) n
            """)
        .param("most", MOST_COUNTED)
        .query(Integer.class)
        .single();
  }

  /// The viewer's notices, the newest first.
  ///
  /// @param all those too that were seen
  Slice<Notice> list(Viewer viewer, boolean all, SliceRequest request) {
    List<Notice> found =
        of(viewer, LIST)
            .param("after", request.after().map(cursor -> cursor.uuid(0)).orElse(LAST))
            .param("all", all)
            .param("most", request.rows())
            .query(Notices::notice)
            .list();
    return Slice.of(found, request, last -> Cursor.of(last.id()));
  }

  private static Notice notice(ResultSet row, int number) throws SQLException {
    return new Notice(
        row.getObject("id", UUID.class),
        NoticeKind.valueOf(row.getString("kind")),
        row.getString("object"),
        row.getString("label"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("seen_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }

  /// Marks notices of the viewer as seen: all of them, or, when one is not there, none.
  void see(Viewer viewer, List<UUID> notices) {
    Set<UUID> wanted = new TreeSet<>(notices);
    int seen =
        of(
                viewer,
                """
                update orion.notice set seen_at = coalesce(seen_at, now())
                where agency = :agency and account = :account and id = any(:ids)
                """)
            .param("ids", wanted.toArray(UUID[]::new))
            .update();
    if (seen != wanted.size()) {
      throw new NotFoundException();
    }
    wanted.forEach(notice -> audit.record(viewer, Act.of("see", "notice", notice)));
  }

  private JdbcClient.StatementSpec of(Viewer viewer, String sql) {
    return jdbc.sql(sql).param("agency", viewer.agency()).param("account", viewer.account());
  }
}
