package org.orion.operations.investigation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.handling.HandlingCode;
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

/// What people do with a case: its team, tips, offences, notes, tasks, and the agencies that see
/// it. Each act checks its right, leaves its words on the case and its event in the log.
@Repository
public class CaseDesk {
  private static final int MOST_NOTE = 20_000;
  private static final int MOST_TITLE = 300;
  private static final int MOST_REASON = 2000;
  private static final int MOST_TIPS = 1000;
  private static final UUID FIRST = new UUID(0, 0);

  private final JdbcClient jdbc;
  private final Cases cases;
  private final AuditTrail audit;

  CaseDesk(JdbcClient jdbc, Cases cases, AuditTrail audit) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.audit = audit;
  }

  /// Somebody of the agency who can be on a team.
  public record Colleague(UUID id, String name, String roles) {}

  /// Somebody on the team.
  public record Member(UUID account, String name, String roles, boolean leads, Instant since) {}

  /// A tip of the case.
  public record LinkedTip(
      UUID id, String code, String band, String incidentType, Instant arrivedAt) {}

  /// An offence, as a code system names it.
  public record Offence(UUID id, String system, String version, String code, String label) {}

  /// A note.
  public record Note(UUID id, String author, Instant at, String body) {}

  /// A task.
  public record Task(
      UUID id,
      UUID investigation,
      String number,
      String owner,
      Optional<LocalDate> due,
      String title,
      Optional<Instant> doneAt) {}

  /// An agency that sees the case, or saw it.
  public record Share(
      UUID id,
      String recipient,
      String recipientName,
      String reason,
      Instant at,
      Optional<Instant> endedAt) {}

  /// Something that happened to the case.
  public record Change(
      Instant at, Optional<String> who, String kind, String before, String after, String reason) {}

  public List<Colleague> colleagues(Viewer viewer) {
    return jdbc.sql(
            """
            select id, display_name, array_to_string(roles, ', ') as roles from orion.account
            where agency = :agency and disabled_at is null and roles &&
              array['investigator', 'analyst', 'supervisor', 'examiner', 'child-specialist']
            order by display_name, login
            """)
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Colleague(
                row.getObject("id", UUID.class),
                row.getString("display_name"),
                row.getString("roles")))
        .list();
  }

  public List<Member> team(UUID investigation) {
    return jdbc.sql(
            """
            select m.account, m.leads, m.since, a.display_name, array_to_string(a.roles, ', ') as roles
            from orion.investigation_member m join orion.account a on a.id = m.account
            where m.investigation = :id order by m.leads desc, a.display_name, m.account
            """)
        .param("id", investigation)
        .query((row, number) ->
            new Member(
                row.getObject("account", UUID.class),
                row.getString("display_name"),
                row.getString("roles"),
                row.getBoolean("leads"),
                instant(row, "since")))
        .list();
  }

  /// Puts somebody of the agency on the team; once more, it changes nothing.
  public void join(Viewer viewer, UUID investigation, UUID account, boolean leads) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    Colleague colleague =
        colleagues(viewer).stream()
            .filter(one -> one.id().equals(account))
            .findFirst()
            .orElseThrow(NotFoundException::new);
    int rows =
        jdbc.sql(
                """
                insert into orion.investigation_member as m (agency, investigation, account, leads)
                values (:agency, :investigation, :account, :leads)
                on conflict (investigation, account) do update set leads = excluded.leads
                where m.leads <> excluded.leads
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("account", account)
            .param("leads", leads)
            .update();
    if (rows == 1) {
      done(viewer, investigation, "JOINED", "", colleague.name(), "", "join");
    }
  }

  /// Takes somebody from the team; the last one stays.
  public void leave(Viewer viewer, UUID investigation, UUID account) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    List<Member> team = team(investigation);
    Member member =
        team.stream()
            .filter(one -> one.account().equals(account))
            .findFirst()
            .orElseThrow(NotFoundException::new);
    if (team.size() == 1) {
      throw new BadInputException(409, "investigation.team.last");
    }
    done(viewer, investigation, "LEFT", member.name(), "", "", "leave");
    jdbc.sql(
            "delete from orion.investigation_member where investigation = :id and account = :account")
        .param("id", investigation)
        .param("account", account)
        .update();
  }

  /// The tips of a case, the oldest first; as many as its page shows.
  public List<LinkedTip> tips(UUID investigation) {
    return tips(investigation, SliceRequest.page(MOST_TIPS, "")).items();
  }

  /// A part of the tips of a case, the oldest first.
  Slice<LinkedTip> tips(UUID investigation, SliceRequest request) {
    List<LinkedTip> found =
        jdbc.sql(
                """
                select t.id, t.code, t.band, t.incident_type, t.arrived_at from orion.investigation_tip l
                join orion.tip t on t.id = l.tip and t.agency = l.agency
                where l.investigation = :id and (t.arrived_at, t.id) > (:at::timestamptz, :after)
                order by t.arrived_at, t.id limit :most
                """)
            .param("id", investigation)
            .param(
                "at", request.after().map(after -> after.instant(0).toString()).orElse("-infinity"))
            .param("after", request.after().map(after -> after.uuid(1)).orElse(FIRST))
            .param("most", request.rows())
            .query((row, number) ->
                new LinkedTip(
                    row.getObject("id", UUID.class),
                    row.getString("code"),
                    row.getString("band"),
                    row.getString("incident_type"),
                    instant(row, "arrived_at")))
            .list();
    return Slice.of(found, request, last -> Cursor.of(last.arrivedAt(), last.id()));
  }

  /// Makes a tip of the agency part of the case.
  public void link(Viewer viewer, UUID investigation, UUID tip) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    String code =
        jdbc.sql("select code from orion.tip where agency = :agency and id = :tip")
            .param("agency", viewer.agency())
            .param("tip", tip)
            .query(String.class)
            .optional()
            .orElseThrow(NotFoundException::new);
    int rows =
        jdbc.sql(
                """
                insert into orion.investigation_tip (agency, investigation, tip, account)
                values (:agency, :investigation, :tip, :account) on conflict do nothing
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("tip", tip)
            .param("account", viewer.account())
            .update();
    if (rows == 1) {
      done(viewer, investigation, "TIP_LINKED", "", code, "", "link-tip");
    }
  }

  /// A tip of that code in the viewer's agency.
  public UUID tipOf(Viewer viewer, String code) {
    return jdbc.sql("select id from orion.tip where agency = :agency and code = :code")
        .param("agency", viewer.agency())
        .param("code", code.strip())
        .query(UUID.class)
        .optional()
        .orElseThrow(() -> new BadInputException("investigation.tip.unknown"));
  }

  public void unlink(Viewer viewer, UUID investigation, UUID tip, String reason) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    int rows =
        jdbc.sql("delete from orion.investigation_tip where investigation = :id and tip = :tip")
            .param("id", investigation)
            .param("tip", tip)
            .update();
    if (rows == 0) {
      throw new NotFoundException();
    }
    done(viewer, investigation, "TIP_UNLINKED", tip.toString(), "", reason, "unlink-tip");
  }

  public List<Offence> offences(UUID investigation) {
    return jdbc.sql(
            "select * from orion.investigation_offence where investigation = :id order by system, code")
        .param("id", investigation)
        .query((row, number) ->
            new Offence(
                row.getObject("id", UUID.class),
                row.getString("system"),
                row.getString("system_version"),
                row.getString("code"),
                row.getString("label")))
        .list();
  }

  /// Adds an offence; once more, it changes nothing.
  public UUID addOffence(
      Viewer viewer, UUID investigation, String system, String version, String code, String label) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    if (!Words.fit(system, 60)
        || version.length() > 60
        || !Words.fit(code, 60)
        || !Words.fit(label, 500)) {
      throw new BadInputException("investigation.offence.bad");
    }
    int rows =
        jdbc.sql(
                """
                insert into orion.investigation_offence (agency, investigation, system, system_version, code, label)
                values (:agency, :investigation, :system, :version, :code, :label) on conflict do nothing
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("system", system.strip())
            .param("version", version.strip())
            .param("code", code.strip())
            .param("label", label.strip())
            .update();
    if (rows == 1) {
      done(viewer, investigation, "OFFENCE_ADDED", "", system + " " + code, "", "add-offence");
    }
    return offences(investigation).stream()
        .filter(one ->
            one.system().equals(system.strip())
                && one.version().equals(version.strip())
                && one.code().equals(code.strip()))
        .findFirst()
        .orElseThrow()
        .id();
  }

  public void removeOffence(Viewer viewer, UUID investigation, UUID offence) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    int rows =
        jdbc.sql(
                "delete from orion.investigation_offence where investigation = :id and id = :offence")
            .param("id", investigation)
            .param("offence", offence)
            .update();
    if (rows == 0) {
      throw new NotFoundException();
    }
    done(viewer, investigation, "OFFENCE_REMOVED", "", "", "", "remove-offence");
  }

  public List<Note> notes(UUID investigation) {
    return jdbc.sql(
            """
            select n.*, a.display_name from orion.investigation_note n join orion.account a on a.id = n.account
            where n.investigation = :id order by n.at, n.id
            """)
        .param("id", investigation)
        .query((row, number) ->
            new Note(
                row.getObject("id", UUID.class),
                row.getString("display_name"),
                instant(row, "at"),
                row.getString("body")))
        .list();
  }

  public UUID addNote(Viewer viewer, UUID investigation, String body) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    if (!Words.fit(body, MOST_NOTE)) {
      throw new BadInputException("investigation.note.bad", MOST_NOTE);
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.investigation_note (agency, investigation, account, body)
                values (:agency, :investigation, :account, :body) returning id
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("account", viewer.account())
            .param("body", body.strip())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("note", "case", investigation));
    return id;
  }

  public List<Task> tasks(UUID investigation) {
    return tasks("w.investigation = :value", investigation);
  }

  /// Open tasks of the viewer, on whatever case.
  public List<Task> ownTasks(Viewer viewer) {
    return tasks("w.done_at is null and w.owner = :value", viewer.account());
  }

  private List<Task> tasks(String condition, UUID value) {
    return jdbc.sql(
            """
            select w.*, a.display_name, i.number from orion.investigation_task w
            join orion.account a on a.id = w.owner join orion.investigation i on i.id = w.investigation
            where %s order by w.done_at nulls first, w.due nulls last, w.id limit 500
            """
                .formatted(condition))
        .param("value", value)
        .query((row, number) ->
            new Task(
                row.getObject("id", UUID.class),
                row.getObject("investigation", UUID.class),
                row.getString("number"),
                row.getString("display_name"),
                Optional.ofNullable(row.getObject("due", LocalDate.class)),
                row.getString("title"),
                Optional.ofNullable(row.getObject("done_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  public UUID addTask(
      Viewer viewer, UUID investigation, String title, UUID owner, Optional<LocalDate> due) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    if (colleagues(viewer).stream().noneMatch(one -> one.id().equals(owner))) {
      throw new NotFoundException();
    }
    if (!Words.fit(title, MOST_TITLE)) {
      throw new BadInputException("investigation.task.bad", MOST_TITLE);
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.investigation_task (agency, investigation, owner, made_by, due, title)
                values (:agency, :investigation, :owner, :account, :due, :title) returning id
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("owner", owner)
            .param("account", viewer.account())
            .param("due", due.orElse(null))
            .param("title", title.strip())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("add-task", "case", investigation));
    return id;
  }

  /// Marks a task as done; the task must be the case's.
  public void finishTask(Viewer viewer, UUID investigation, UUID task) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    int rows =
        jdbc.sql(
                """
                update orion.investigation_task set done_at = coalesce(done_at, now())
                where agency = :agency and investigation = :investigation and id = :id
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("id", task)
            .update();
    if (rows == 0) {
      throw new NotFoundException();
    }
    audit.record(viewer, Act.of("finish-task", "case", investigation));
  }

  /// The agencies that see the case; for a recipient, itself alone.
  public List<Share> shares(UUID investigation) {
    return jdbc.sql(
            """
            select s.*, g.name from orion.investigation_share s join orion.agency g on g.ref = s.recipient
            where s.investigation = :id order by s.ended_at nulls first, s.at desc, s.id
            """)
        .param("id", investigation)
        .query((row, number) ->
            new Share(
                row.getObject("id", UUID.class),
                row.getString("recipient"),
                row.getString("name"),
                row.getString("reason"),
                instant(row, "at"),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  /// Agencies that a case can be shown to.
  public List<String> otherAgencies(Viewer viewer) {
    return jdbc.sql("select ref from orion.agency where ref <> :agency order by ref")
        .param("agency", viewer.agency())
        .query(String.class)
        .list();
  }

  /// Shows the case to another agency from now on; while it is shown, once more changes nothing.
  ///
  /// @return the share that holds
  public UUID share(Viewer viewer, UUID investigation, String recipient, String reason) {
    viewer.require(Action.SHARE_CASES);
    Investigation found = cases.own(viewer, investigation);
    if (!found.handling().allows(HandlingCode.Use.SHOW)) {
      throw new BadInputException(
          409, "investigation.handling.forbids.SHOW", found.handling().name());
    }
    if (!otherAgencies(viewer).contains(recipient)) {
      throw new BadInputException("investigation.agency.unknown");
    }
    if (!Words.fit(reason, MOST_REASON)) {
      throw new BadInputException("investigation.reason.bad", MOST_REASON);
    }
    int rows =
        jdbc.sql(
                """
                insert into orion.investigation_share (agency, investigation, recipient, reason, account)
                values (:agency, :investigation, :recipient, :reason, :account) on conflict do nothing
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("recipient", recipient)
            .param("reason", reason.strip())
            .param("account", viewer.account())
            .update();
    if (rows == 1) {
      done(viewer, investigation, "SHARED", "", recipient, reason, "share");
    }
    return shares(investigation).stream()
        .filter(one -> one.recipient().equals(recipient) && one.endedAt().isEmpty())
        .findFirst()
        .orElseThrow()
        .id();
  }

  /// Ends a share; once more, it changes nothing.
  public void unshare(Viewer viewer, UUID investigation, UUID share) {
    viewer.require(Action.SHARE_CASES);
    cases.own(viewer, investigation);
    int rows =
        jdbc.sql(
                """
                update orion.investigation_share set ended_at = now()
                where agency = :agency and investigation = :investigation and id = :id and ended_at is null
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("id", share)
            .update();
    if (rows == 1) {
      done(viewer, investigation, "UNSHARED", "", "", "", "unshare");
    } else if (shares(investigation).stream().noneMatch(one -> one.id().equals(share))) {
      throw new NotFoundException();
    }
  }

  /// What happened to the case, the newest first; the 500 newest. The number of another case is
  /// told where the viewer may see a case of that number, or every case of his agency; the stage of
  /// a person, where he may see that person.
  public List<Change> changes(UUID investigation) {
    return jdbc.sql(
            """
            select c.at, c.kind, a.display_name, case when seen.it then c.before else '' end as before,
              case when seen.it then c.after else '' end as after, case when seen.it then c.reason else '' end as reason
            from orion.investigation_change c left join orion.account a on a.id = c.account
            cross join lateral (select case
              when c.kind = 'STAGE'
                then exists (select from orion.person p where p.agency = c.agency and p.code = c.before)
              when c.kind in ('MERGED', 'SPLIT') then (select orion.hidden_cases()) = '{}'
                or exists (select from orion.investigation i where i.agency = c.agency
                  and i.number = any (array[c.before, c.after]))
              else true end as it) seen
            where c.investigation = :id order by c.at desc, c.id desc limit 500
            """)
        .param("id", investigation)
        .query((row, number) ->
            new Change(
                instant(row, "at"),
                Optional.ofNullable(row.getString("display_name")),
                row.getString("kind"),
                row.getString("before"),
                row.getString("after"),
                row.getString("reason")))
        .list();
  }

  private void done(
      Viewer viewer,
      UUID investigation,
      String kind,
      String before,
      String after,
      String reason,
      String verb) {
    cases.changed(viewer, investigation, kind, before, after, reason);
    audit.record(viewer, Act.of(verb, "case", investigation));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
