package org.orion.operations.casework;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.Page;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What the next shift must know: what is urgent and nobody's, what is mine, and what was done
/// since a moment.
@Repository
public class HandOver {
  private static final int MOST = 200;
  private static final SliceRequest FIRST = SliceRequest.page(TipQueue.PAGE, "");

  private static final String HAPPENED =
      """
      select c.id, c.at, c.kind, c.before, c.after, c.reason, t.id as tip, t.code, t.band, a.login
      from orion.tip_change c join orion.tip t on t.id = c.tip and t.agency = c.agency
        left join orion.account a on a.id = c.account
      where c.agency = :agency and c.at > :since and c.kind <> 'ARRIVED' and c.kind <> 'SCORED'
      order by c.at desc limit :most
      """;

  private final JdbcClient jdbc;
  private final TipQueue queue;
  private final TipDesk desk;
  private final AuditTrail audit;

  HandOver(JdbcClient jdbc, TipQueue queue, TipDesk desk, AuditTrail audit) {
    this.jdbc = jdbc;
    this.queue = queue;
    this.desk = desk;
    this.audit = audit;
  }

  /// One line of what was done.
  public record Line(UUID tip, String code, String band, TipDesk.Change change) {}

  /// @param arrived tips that came since; counted to one more than [Page#MOST_COUNTED]
  public record Digest(
      Instant since,
      int arrived,
      List<TipRow> unassigned,
      List<TipRow> own,
      List<TipDesk.Task> tasks,
      List<Line> happened) {}

  Digest since(Viewer viewer, Instant since) {
    audit.record(viewer, Act.of("open", "hand-over", viewer.account()));
    return new Digest(
        since,
        arrived(viewer, since),
        unassigned(viewer),
        queue.page(viewer, QueueFilter.of(Map.of("assignee", "me")), FIRST).items(),
        desk.ownTasks(viewer),
        happened(viewer, since));
  }

  private List<TipRow> unassigned(Viewer viewer) {
    QueueFilter nobodys = QueueFilter.of(Map.of("assignee", "none"));
    return queue.page(viewer, nobodys, FIRST).items().stream()
        .filter(row -> row.band().equals("IMMEDIATE") || row.band().equals("URGENT"))
        .toList();
  }

  private int arrived(Viewer viewer, Instant since) {
    return jdbc.sql(
            """
            select count(*) from (select from orion.tip
              where agency = :agency and state in ('OPEN', 'CLOSED') and arrived_at > :since limit :most) counted
            """)
        .param("agency", viewer.agency())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .param("most", Page.MOST_COUNTED + 1)
        .query(Integer.class)
        .single();
  }

  private List<Line> happened(Viewer viewer, Instant since) {
    return jdbc.sql(HAPPENED)
        .param("agency", viewer.agency())
        .param("since", since.atOffset(ZoneOffset.UTC))
        .param("most", MOST)
        .query((row, number) ->
            new Line(
                row.getObject("tip", UUID.class),
                row.getString("code"),
                row.getString("band"),
                new TipDesk.Change(
                    row.getObject("id", UUID.class),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    Optional.ofNullable(row.getString("login")),
                    row.getString("kind"),
                    row.getString("before"),
                    row.getString("after"),
                    row.getString("reason"))))
        .list();
  }
}
