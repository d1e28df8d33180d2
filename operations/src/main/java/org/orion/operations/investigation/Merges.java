package org.orion.operations.investigation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Merges and splits of records. A merge links one record to another and deletes nothing: both keep
/// their histories, and undoing it is one act. A split makes a new case of people and tips of one.
@Repository
public class Merges {
  private static final int MOST_REASON = 2000;

  /// Merges whose both records the viewer may see: of others it would tell that there is one.
  private static final String VISIBLE =
      """
      select m.id, m.kind, m.source, m.target, m.reason, m.at, m.undone_at, a.display_name, %s as moved
      from orion.merge m left join orion.account a on a.id = m.account
      where m.agency = :agency and 2 = case m.kind
        when 'PERSON' then (select count(*) from orion.person p where p.id in (m.source, m.target))
        else (select count(*) from orion.investigation i where i.id in (m.source, m.target)) end
      """;

  private static final String OF =
      VISIBLE.formatted(
              """
              array(select went.id from unnest(m.moved) with ordinality as went (id, place)
                where exists (select from orion.person p where p.id = went.id)
                  or exists (select from orion.tip t where t.id = went.id) order by went.place)\
              """)
          + "and (m.source = :id or m.target = :id) order by m.at desc, m.id";

  /// With all that went: what is not seen is not put back, and then nothing is.
  private static final String TO_UNDO =
      VISIBLE.formatted("m.moved") + "and m.id = :id and m.undone_at is null for update of m";

  private final JdbcClient jdbc;
  private final Cases cases;
  private final People people;
  private final AuditTrail audit;

  Merges(JdbcClient jdbc, Cases cases, People people, AuditTrail audit) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.people = people;
    this.audit = audit;
  }

  /// A merge or split that was done.
  ///
  /// @param moved for a split, what went to the new case: people and tips that the viewer may see
  public record Done(
      UUID id,
      Kind kind,
      UUID source,
      UUID target,
      List<UUID> moved,
      String reason,
      Optional<String> who,
      Instant at,
      Optional<Instant> undoneAt) {}

  /// What was merged or split.
  public enum Kind {
    PERSON,
    CASE,
    SPLIT
  }

  /// The merges and splits of a record, on either side, whose other record the viewer may see too,
  /// the newest first.
  public List<Done> of(Viewer viewer, UUID record) {
    return jdbc.sql(OF)
        .param("agency", viewer.agency())
        .param("id", record)
        .query(Merges::row)
        .list();
  }

  /// Lets one person's record lead to another's.
  public void people(Viewer viewer, UUID source, UUID target, String reason) {
    viewer.require(Action.MERGE_RECORDS);
    people.own(viewer, source);
    people.own(viewer, target);
    requireMergeable(source, target, people.isMerged(source) || people.isMerged(target));
    link("person", "", viewer, source, target);
    record(viewer, Kind.PERSON, source, target, List.of(), reason);
    audit.record(viewer, Act.of("merge", "person", source));
  }

  /// Lets one case lead to another; it is closed as merged.
  public void cases(Viewer viewer, UUID source, UUID target, String reason) {
    viewer.require(Action.MERGE_RECORDS);
    Investigation from = cases.own(viewer, source);
    Investigation to = cases.own(viewer, target);
    requireMergeable(source, target, !from.isOpen() || !to.isOpen());
    if (from.handling() != to.handling()) {
      throw new BadInputException(409, "investigation.merge.handling");
    }
    link(
        "investigation",
        ", state = 'CLOSED', closed_at = now(), close_reason = 'MERGED'",
        viewer,
        source,
        target);
    record(viewer, Kind.CASE, source, target, List.of(), reason);
    cases.changed(viewer, source, "MERGED", "", to.number(), reason);
    cases.changed(viewer, target, "MERGED", from.number(), "", reason);
    audit.record(viewer, Act.of("merge", "case", source));
  }

  /// Makes a new case of some people and tips of one. They leave the old case.
  ///
  /// @return the new case
  public UUID split(
      Viewer viewer,
      UUID investigation,
      String number,
      List<UUID> persons,
      List<UUID> tips,
      String reason) {
    viewer.require(Action.MERGE_RECORDS);
    Investigation old = cases.own(viewer, investigation);
    if (persons.isEmpty() && tips.isEmpty()) {
      throw new BadInputException("investigation.split.nothing");
    }
    requireReason(reason);
    UUID made =
        cases.add(
            viewer,
            new Cases.Stated(
                number,
                old.title(),
                "",
                old.operation(),
                old.openedOn(),
                old.handling(),
                old.restriction(),
                old.band()));
    jdbc.sql(
            """
            insert into orion.investigation_member (agency, investigation, account, leads)
            select agency, :made, account, leads from orion.investigation_member where investigation = :old
            on conflict do nothing
            """)
        .param("made", made)
        .param("old", investigation)
        .update();
    List<UUID> movedPeople = persons.stream().distinct().toList();
    List<UUID> movedTips = tips.stream().distinct().toList();
    move(investigation, made, movedPeople, movedTips);
    record(
        viewer,
        Kind.SPLIT,
        investigation,
        made,
        Stream.concat(movedPeople.stream(), movedTips.stream()).toList(),
        reason);
    cases.changed(viewer, investigation, "SPLIT", "", number.strip(), reason);
    cases.changed(viewer, made, "SPLIT", old.number(), "", reason);
    audit.record(viewer, Act.of("split", "case", investigation));
    return made;
  }

  private void move(UUID from, UUID to, List<UUID> persons, List<UUID> tips) {
    int moved =
        jdbc.sql(
                """
                update orion.investigation_person set investigation = :to
                where investigation = :from and person = any(:ids)
                """)
            .param("from", from)
            .param("to", to)
            .param("ids", persons.toArray(UUID[]::new))
            .update();
    moved +=
        jdbc.sql(
                """
                with gone as (delete from orion.investigation_tip
                  where investigation = :from and tip = any(:ids) returning agency, tip, at, account)
                insert into orion.investigation_tip (agency, investigation, tip, at, account)
                select agency, :to, tip, at, account from gone
                """)
            .param("from", from)
            .param("to", to)
            .param("ids", tips.toArray(UUID[]::new))
            .update();
    if (moved != persons.size() + tips.size()) {
      throw new NotFoundException();
    }
  }

  /// Takes a merge or split back.
  public void undo(Viewer viewer, UUID merge) {
    viewer.require(Action.MERGE_RECORDS);
    Done done =
        jdbc.sql(TO_UNDO)
            .param("agency", viewer.agency())
            .param("id", merge)
            .query(Merges::row)
            .optional()
            .orElseThrow(NotFoundException::new);
    switch (done.kind()) {
      case PERSON -> unlink("person", "", people.own(viewer, done.source()).id());
      case CASE -> {
        unlink(
            "investigation",
            ", state = 'OPEN', closed_at = null, close_reason = null",
            cases.own(viewer, done.source()).id());
        cases.changed(viewer, done.source(), "MERGE_UNDONE", "", "", "");
        cases.changed(viewer, done.target(), "MERGE_UNDONE", "", "", "");
      }
      case SPLIT -> {
        cases.own(viewer, done.source());
        List<UUID> persons = movedPeople(done);
        move(
            cases.own(viewer, done.target()).id(),
            done.source(),
            persons,
            done.moved().stream().filter(one -> !persons.contains(one)).toList());
        cases.changed(viewer, done.source(), "SPLIT_UNDONE", "", "", "");
        cases.changed(viewer, done.target(), "SPLIT_UNDONE", "", "", "");
      }
    }
    jdbc.sql("update orion.merge set undone_at = now(), undone_by = :account where id = :id")
        .param("account", viewer.account())
        .param("id", merge)
        .update();
    audit.record(
        viewer,
        Act.of("undo-merge", done.kind() == Kind.PERSON ? "person" : "case", done.source()));
  }

  private List<UUID> movedPeople(Done done) {
    return jdbc.sql("select id from orion.person where id = any(:ids)")
        .param("ids", done.moved().toArray(UUID[]::new))
        .query(UUID.class)
        .list();
  }

  private void link(String table, String more, Viewer viewer, UUID source, UUID target) {
    int rows =
        jdbc.sql(
                """
                update orion.%s set merged_into = :target, version = version + 1, changed_at = now()%s
                where agency = :agency and id = :source and merged_into is null
                """
                    .formatted(table, more))
            .param("agency", viewer.agency())
            .param("source", source)
            .param("target", target)
            .update();
    if (rows != 1) {
      throw new BadInputException(409, "investigation.changed");
    }
  }

  private void unlink(String table, String more, UUID source) {
    jdbc.sql(
            "update orion.%s set merged_into = null, version = version + 1, changed_at = now()%s where id = :source"
                .formatted(table, more))
        .param("source", source)
        .update();
  }

  private void record(
      Viewer viewer, Kind kind, UUID source, UUID target, List<UUID> moved, String reason) {
    requireReason(reason);
    jdbc.sql(
            """
            insert into orion.merge (agency, kind, source, target, moved, reason, account)
            values (:agency, :kind, :source, :target, :moved, :reason, :account)
            """)
        .param("agency", viewer.agency())
        .param("kind", kind.name())
        .param("source", source)
        .param("target", target)
        .param("moved", moved.toArray(UUID[]::new))
        .param("reason", reason.strip())
        .param("account", viewer.account())
        .update();
  }

  private static void requireMergeable(UUID source, UUID target, boolean isGone) {
    if (source.equals(target) || isGone) {
      throw new BadInputException(409, "investigation.merge.impossible");
    }
  }

  private static void requireReason(String reason) {
    if (!Words.fit(reason, MOST_REASON)) {
      throw new BadInputException("investigation.reason.bad", MOST_REASON);
    }
  }

  private static Done row(ResultSet row, int number) throws SQLException {
    return new Done(
        row.getObject("id", UUID.class),
        Kind.valueOf(row.getString("kind")),
        row.getObject("source", UUID.class),
        row.getObject("target", UUID.class),
        List.of((UUID[]) row.getArray("moved").getArray()),
        row.getString("reason"),
        Optional.ofNullable(row.getString("display_name")),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("undone_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }
}
