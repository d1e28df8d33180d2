package org.orion.operations.casework;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
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
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What people do with a tip. Each act checks its right, leaves its words on the tip and its event
/// in the log; each belongs in a transaction of its viewer.
@Repository
public class TipDesk {
  private static final int MOST_NOTE = 20_000;
  private static final int MOST_TITLE = 300;
  private static final UUID FIRST = new UUID(0, 0);

  private static final String ASSIGN =
      """
      update orion.tip set assignee = :assignee, version = version + 1, changed_at = now()
      where agency = :agency and id = :id and state = 'OPEN'
      """;
  private static final String CLOSE =
      """
      update orion.tip set state = 'CLOSED', closed_at = now(), close_reason = :reason,
        version = version + 1, changed_at = now()
      where agency = :agency and id = :id and state = 'OPEN'
      """;
  private static final String REOPEN =
      """
      update orion.tip set state = 'OPEN', closed_at = null, close_reason = null,
        version = version + 1, changed_at = now()
      where agency = :agency and id = :id and state = 'CLOSED'
      """;
  private static final String CHANGE =
      """
      insert into orion.tip_change (agency, tip, account, kind, before, after, reason)
      values (:agency, :tip, :account, :kind, :before, :after, :reason)
      """;
  private static final String CHANGES =
      """
      select c.*, a.login from orion.tip_change c left join orion.account a on a.id = c.account
      where c.agency = :agency and c.tip = :tip and (c.at, c.id) < (:at::timestamptz, :id)
      order by c.at desc, c.id desc limit :most
      """;
  private static final String NOTES =
      """
      select n.*, a.display_name from orion.tip_note n join orion.account a on a.id = n.account
      where n.agency = :agency and n.tip = :tip order by n.at, n.id
      """;

  private final JdbcClient jdbc;
  private final TipQueue queue;
  private final AuditTrail audit;

  public TipDesk(JdbcClient jdbc, TipQueue queue, AuditTrail audit) {
    this.jdbc = jdbc;
    this.queue = queue;
    this.audit = audit;
  }

  /// Why a tip was closed.
  public enum CloseReason {
    REFERRED,
    ARREST,
    CHILD_SAFEGUARDED,
    NO_CRIME,
    NOT_HERE,
    DUPLICATE,
    NO_LEAD
  }

  /// A note on a tip.
  public record Note(UUID id, String author, Instant at, String body) {}

  /// A task on a tip.
  public record Task(
      UUID id,
      UUID tip,
      String tipCode,
      UUID ownerId,
      String owner,
      Optional<LocalDate> due,
      String title,
      Optional<Instant> doneAt) {}

  /// Something that happened to a tip.
  ///
  /// @param who the name at sign-in; empty for the server itself or a provider's system
  public record Change(
      UUID id,
      Instant at,
      Optional<String> who,
      String kind,
      String before,
      String after,
      String reason) {}

  /// Somebody whom a tip can be given to.
  public record Colleague(UUID id, String login, String name) {}

  /// Opens a tip: a look is an event.
  public TipRow open(Viewer viewer, UUID tip) {
    TipRow row = queue.one(viewer, tip);
    audit.record(viewer, Act.of("open", "tip", tip));
    return row;
  }

  /// Gives a tip to somebody of the agency; to oneself without more rights than to work on it.
  ///
  /// @param to nobody when empty
  public void assign(Viewer viewer, UUID tip, Optional<UUID> to) {
    viewer.require(Action.WORK_TIPS);
    TipRow row = queue.one(viewer, tip);
    boolean takesOrReturns =
        to.map(viewer.account()::equals)
            .orElseGet(() -> row.assigneeId().equals(Optional.of(viewer.account())));
    if (!takesOrReturns) {
      viewer.require(Action.ASSIGN_TIPS);
    }
    Optional<Colleague> colleague =
        to.map(id ->
            colleagues(viewer).stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow(NotFoundException::new));
    changed(
        jdbc.sql(ASSIGN)
            .param("assignee", to.orElse(null))
            .param("agency", viewer.agency())
            .param("id", tip)
            .update());
    change(
        viewer,
        tip,
        "ASSIGNED",
        row.assignee().orElse(""),
        colleague.map(Colleague::login).orElse(""),
        "");
    audit.record(viewer, Act.of("assign", "tip", tip));
  }

  public void close(Viewer viewer, UUID tip, CloseReason reason, String words) {
    viewer.require(Action.CLOSE_TIPS);
    queue.one(viewer, tip);
    changed(
        jdbc.sql(CLOSE)
            .param("reason", reason.name())
            .param("agency", viewer.agency())
            .param("id", tip)
            .update());
    change(viewer, tip, "CLOSED", "", reason.name(), cut(words));
    audit.record(viewer, Act.of("close", "tip", tip));
  }

  public void reopen(Viewer viewer, UUID tip, String words) {
    viewer.require(Action.CLOSE_TIPS);
    TipRow row = queue.one(viewer, tip);
    changed(jdbc.sql(REOPEN).param("agency", viewer.agency()).param("id", tip).update());
    change(viewer, tip, "REOPENED", row.closeReason().orElse(""), "", cut(words));
    audit.record(viewer, Act.of("reopen", "tip", tip));
  }

  /// @return the note's number
  public UUID addNote(Viewer viewer, UUID tip, String body) {
    viewer.require(Action.WORK_TIPS);
    queue.one(viewer, tip);
    String text = body.strip();
    if (text.isEmpty() || text.length() > MOST_NOTE) {
      throw new BadInputException("casework.note.bad", MOST_NOTE);
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.tip_note (agency, tip, account, body)
                values (:agency, :tip, :account, :body) returning id
                """)
            .param("agency", viewer.agency())
            .param("tip", tip)
            .param("account", viewer.account())
            .param("body", text)
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("note", "tip", tip));
    return id;
  }

  /// @return the task's number
  public UUID addTask(Viewer viewer, UUID tip, String title, UUID owner, Optional<LocalDate> due) {
    viewer.require(Action.WORK_TIPS);
    queue.one(viewer, tip);
    if (!owner.equals(viewer.account())) {
      viewer.require(Action.ASSIGN_TIPS);
    }
    if (colleagues(viewer).stream().noneMatch(candidate -> candidate.id().equals(owner))) {
      throw new NotFoundException();
    }
    if (title.isBlank() || title.length() > MOST_TITLE) {
      throw new BadInputException("casework.task.bad", MOST_TITLE);
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.tip_task (agency, tip, owner, made_by, due, title)
                values (:agency, :tip, :owner, :account, :due, :title) returning id
                """)
            .param("agency", viewer.agency())
            .param("tip", tip)
            .param("owner", owner)
            .param("account", viewer.account())
            .param("due", due.orElse(null))
            .param("title", title.strip())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("add-task", "tip", tip));
    return id;
  }

  /// Marks a task as done; the task must be the tip's.
  public void finishTask(Viewer viewer, UUID tip, UUID task) {
    viewer.require(Action.WORK_TIPS);
    int finished =
        jdbc.sql(
                """
                update orion.tip_task set done_at = coalesce(done_at, now())
                where agency = :agency and tip = :tip and id = :id
                """)
            .param("agency", viewer.agency())
            .param("tip", tip)
            .param("id", task)
            .update();
    if (finished == 0) {
      throw new NotFoundException();
    }
    audit.record(viewer, Act.of("finish-task", "tip", tip));
  }

  public List<Note> notes(Viewer viewer, UUID tip) {
    return jdbc.sql(NOTES)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .query((row, number) ->
            new Note(
                row.getObject("id", UUID.class),
                row.getString("display_name"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("body")))
        .list();
  }

  public List<Task> tasks(Viewer viewer, UUID tip) {
    return tasks(viewer, "j.tip", tip);
  }

  /// Open tasks of the viewer, on whatever tip.
  public List<Task> ownTasks(Viewer viewer) {
    return tasks(viewer, "j.done_at is null and j.owner", viewer.account());
  }

  private List<Task> tasks(Viewer viewer, String condition, UUID value) {
    return jdbc.sql(
            """
            select j.*, a.display_name, t.code from orion.tip_task j join orion.account a on a.id = j.owner
              join orion.tip t on t.id = j.tip
            where j.agency = :agency and %s order by j.done_at nulls first, j.due nulls last, j.id limit 500
            """
                .formatted(condition + " = :value"))
        .param("agency", viewer.agency())
        .param("value", value)
        .query((row, number) ->
            new Task(
                row.getObject("id", UUID.class),
                row.getObject("tip", UUID.class),
                row.getString("code"),
                row.getObject("owner", UUID.class),
                row.getString("display_name"),
                Optional.ofNullable(row.getObject("due", LocalDate.class)),
                row.getString("title"),
                Optional.ofNullable(row.getObject("done_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  /// What happened to a tip, the newest first.
  public Slice<Change> changes(Viewer viewer, UUID tip, SliceRequest request) {
    List<Change> found =
        jdbc.sql(CHANGES)
            .param("agency", viewer.agency())
            .param("tip", tip)
            .param(
                "at",
                request.after().map(cursor -> cursor.instant(0).toString()).orElse("infinity"))
            .param("id", request.after().map(cursor -> cursor.uuid(1)).orElse(FIRST))
            .param("most", request.rows())
            .query((row, number) ->
                new Change(
                    row.getObject("id", UUID.class),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    Optional.ofNullable(row.getString("login")),
                    row.getString("kind"),
                    row.getString("before"),
                    row.getString("after"),
                    row.getString("reason")))
            .list();
    return Slice.of(found, request, last -> Cursor.of(last.at(), last.id()));
  }

  /// Everybody of the agency who works on tips.
  public List<Colleague> colleagues(Viewer viewer) {
    return jdbc.sql(
            """
            select id, login, display_name from orion.account
            where agency = :agency and disabled_at is null
              and roles && array['investigator', 'analyst', 'supervisor'] order by display_name, login
            """)
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Colleague(
                row.getObject("id", UUID.class),
                row.getString("login"),
                row.getString("display_name")))
        .list();
  }

  private void change(
      Viewer viewer, UUID tip, String kind, String before, String after, String reason) {
    jdbc.sql(CHANGE)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .param("account", viewer.account())
        .param("kind", kind)
        .param("before", before)
        .param("after", after)
        .param("reason", reason)
        .update();
  }

  private static String cut(@Nullable String words) {
    String text = words == null ? "" : words.strip();
    return text.length() <= 2000 ? text : text.substring(0, 2000);
  }

  private static void changed(int rows) {
    if (rows != 1) {
      throw new BadInputException(409, "casework.changed");
    }
  }
}
