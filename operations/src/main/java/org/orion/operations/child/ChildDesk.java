package org.orion.operations.child;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.child.Child.Confidence;
import org.orion.operations.child.Child.Fact;
import org.orion.operations.child.Child.Relation;
import org.orion.operations.child.Child.StepKind;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.investigation.People;
import org.orion.operations.investigation.Words;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What is known of a child and done for it, without who it is: the facts of its status, the people
/// near it, and the steps.
@Repository
public class ChildDesk {
  private static final int MOST_SOURCE = 500;
  private static final int MOST_TITLE = 300;

  private final JdbcClient jdbc;
  private final Children children;
  private final People people;
  private final CaseDesk desk;
  private final AuditTrail audit;

  ChildDesk(JdbcClient jdbc, Children children, People people, CaseDesk desk, AuditTrail audit) {
    this.jdbc = jdbc;
    this.children = children;
    this.people = people;
    this.desk = desk;
    this.audit = audit;
  }

  /// A row of what was said of a child's status.
  ///
  /// @param holds false where it says that the row which it corrects was wrong
  /// @param corrected whether a newer row stands in its place
  public record Said(
      UUID id,
      Fact fact,
      LocalDate onDay,
      String source,
      Confidence confidence,
      boolean holds,
      Optional<UUID> corrects,
      boolean corrected,
      Optional<String> who,
      Instant at) {}

  /// What a person states of a fact.
  public record Stated(Fact fact, LocalDate onDay, String source, Confidence confidence) {}

  /// A person near a child.
  public record Near(UUID id, UUID person, String shown, Relation kind, String source) {}

  /// Something done for a child.
  public record Step(
      UUID id,
      StepKind kind,
      String title,
      String place,
      String owner,
      Optional<LocalDate> due,
      Optional<LocalDate> doneOn) {}

  /// What a person states of a step.
  public record StatedStep(
      StepKind kind, String title, String place, UUID owner, Optional<LocalDate> due) {}

  /// All that was ever said, by its day.
  List<Said> facts(UUID child) {
    return jdbc.sql(
            """
            select f.*, a.display_name, exists (select from orion.child_fact c where c.corrects = f.id) as corrected
            from orion.child_fact f left join orion.account a on a.id = f.account
            where f.child = :child order by f.on_day, f.at, f.id
            """)
        .param("child", child)
        .query((row, number) ->
            new Said(
                row.getObject("id", UUID.class),
                Fact.valueOf(row.getString("fact")),
                row.getObject("on_day", LocalDate.class),
                row.getString("source"),
                Confidence.valueOf(row.getString("confidence")),
                row.getBoolean("holds"),
                Optional.ofNullable(row.getObject("corrects", UUID.class)),
                row.getBoolean("corrected"),
                Optional.ofNullable(row.getString("display_name")),
                row.getObject("at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /// States what became true of a child, and on which day.
  public UUID state(Viewer viewer, UUID child, Stated stated) {
    viewer.require(Action.WORK_CHILDREN);
    children.one(child);
    UUID id = write(viewer, child, stated, true, Optional.empty());
    audit.record(viewer, Act.of("state-status", "child", child));
    return id;
  }

  /// Corrects a row that was not corrected yet, by a newer one of the same fact.
  ///
  /// @param holds whether it is true at all
  UUID correct(Viewer viewer, UUID child, UUID wrong, Stated stated, boolean holds) {
    viewer.require(Action.WORK_CHILDREN);
    children.one(child);
    Said old =
        facts(child).stream()
            .filter(one -> one.id().equals(wrong))
            .findFirst()
            .orElseThrow(NotFoundException::new);
    if (old.corrected()) {
      throw new BadInputException(409, "child.fact.corrected");
    }
    Stated kept =
        new Stated(
            old.fact(), holds ? stated.onDay() : old.onDay(), stated.source(), stated.confidence());
    UUID id;
    try {
      id = write(viewer, child, kept, holds, Optional.of(wrong));
    } catch (DuplicateKeyException meanwhile) {
      throw new BadInputException(409, "child.fact.corrected");
    }
    audit.record(viewer, Act.of("correct-status", "child", child));
    return id;
  }

  private UUID write(
      Viewer viewer, UUID child, Stated stated, boolean holds, Optional<UUID> corrects) {
    requireSource(stated.source());
    // Somewhere on earth it is tomorrow already.
    if (stated.onDay().isAfter(children.today().plusDays(1))) {
      throw new BadInputException("child.fact.future");
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.child_fact (agency, child, fact, on_day, source, confidence, holds, corrects, account)
                values (:agency, :child, :fact, :day, :source, :confidence, :holds, :corrects, :account) returning id
                """)
            .param("agency", viewer.agency())
            .param("child", child)
            .param("fact", stated.fact().name())
            .param("day", stated.onDay())
            .param("source", stated.source().strip())
            .param("confidence", stated.confidence().name())
            .param("holds", holds)
            .param("corrects", corrects.orElse(null))
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    return id;
  }

  /// The people near a child whom the viewer may see.
  List<Near> near(UUID child) {
    return jdbc.sql(
            """
            select r.id, r.person, r.kind, r.source, p.name, p.code from orion.child_relation r
            join orion.person p on p.id = r.person where r.child = :child order by r.at, r.id
            """)
        .param("child", child)
        .query((row, number) ->
            new Near(
                row.getObject("id", UUID.class),
                row.getObject("person", UUID.class),
                row.getString("name").isEmpty() ? row.getString("code") : row.getString("name"),
                Relation.valueOf(row.getString("kind")),
                row.getString("source")))
        .list();
  }

  /// Says how a person of the agency's cases is near a child; once more, it changes nothing.
  public void relate(Viewer viewer, UUID child, String code, Relation kind, String source) {
    viewer.require(Action.WORK_CHILDREN);
    children.one(child);
    requireSource(source);
    jdbc.sql(
            """
            insert into orion.child_relation (agency, child, person, kind, source, account)
            values (:agency, :child, :person, :kind, :source, :account) on conflict do nothing
            """)
        .param("agency", viewer.agency())
        .param("child", child)
        .param("person", people.coded(viewer, code))
        .param("kind", kind.name())
        .param("source", source.strip())
        .param("account", viewer.account())
        .update();
    audit.record(viewer, Act.of("relate", "child", child));
  }

  void unrelate(Viewer viewer, UUID child, UUID relation) {
    viewer.require(Action.WORK_CHILDREN);
    Near gone =
        near(child).stream()
            .filter(one -> one.id().equals(relation))
            .findFirst()
            .orElseThrow(NotFoundException::new);
    jdbc.sql("delete from orion.child_relation where child = :child and id = :id")
        .param("child", child)
        .param("id", relation)
        .update();
    children.changed(viewer, child, "UNRELATED", gone.kind().name(), "", "");
    audit.record(viewer, Act.of("unrelate", "child", child));
  }

  /// What is to be done first, the next day first; then what was done.
  List<Step> steps(UUID child) {
    return jdbc.sql(
            """
            select s.*, a.display_name from orion.child_step s join orion.account a on a.id = s.owner
            where s.child = :child order by s.done_on desc nulls first, s.due nulls last, s.id
            """)
        .param("child", child)
        .query((row, number) ->
            new Step(
                row.getObject("id", UUID.class),
                StepKind.valueOf(row.getString("kind")),
                row.getString("title"),
                row.getString("place"),
                row.getString("display_name"),
                Optional.ofNullable(row.getObject("due", LocalDate.class)),
                Optional.ofNullable(row.getObject("done_on", LocalDate.class))))
        .list();
  }

  public UUID addStep(Viewer viewer, UUID child, StatedStep stated) {
    viewer.require(Action.WORK_CHILDREN);
    children.one(child);
    if (desk.colleagues(viewer).stream().noneMatch(one -> one.id().equals(stated.owner()))) {
      throw new NotFoundException();
    }
    if (!Words.fit(stated.title(), MOST_TITLE) || stated.place().length() > MOST_TITLE) {
      throw new BadInputException("child.step.bad", MOST_TITLE);
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.child_step (agency, child, kind, title, place, owner, due, made_by)
                values (:agency, :child, :kind, :title, :place, :owner, :due, :account) returning id
                """)
            .param("agency", viewer.agency())
            .param("child", child)
            .param("kind", stated.kind().name())
            .param("title", stated.title().strip())
            .param("place", stated.place().strip())
            .param("owner", stated.owner())
            .param("due", stated.due().orElse(null))
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("add-step", "child", child));
    return id;
  }

  /// Marks a step as done on a day; the step must be the child's. The first day stays.
  public void finishStep(Viewer viewer, UUID child, UUID step, LocalDate day) {
    viewer.require(Action.WORK_CHILDREN);
    children.one(child);
    int rows =
        jdbc.sql(
                """
                update orion.child_step set done_by = case when done_on is null then :account else done_by end,
                  done_on = coalesce(done_on, :day)
                where agency = :agency and child = :child and id = :id
                """)
            .param("account", viewer.account())
            .param("day", day)
            .param("agency", viewer.agency())
            .param("child", child)
            .param("id", step)
            .update();
    if (rows == 0) {
      throw new NotFoundException();
    }
    audit.record(viewer, Act.of("finish-step", "child", child));
  }

  private static void requireSource(String source) {
    if (!Words.fit(source, MOST_SOURCE)) {
      throw new BadInputException("investigation.source.bad", MOST_SOURCE);
    }
  }
}
