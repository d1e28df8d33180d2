package org.orion.operations.investigation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.identifier.TypedIdentifiers;
import org.orion.operations.investigation.Person.Judgement;
import org.orion.operations.investigation.Person.Level;
import org.orion.operations.investigation.Person.Relation;
import org.orion.operations.investigation.Person.Stage;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What is known of a person, each fact with its source: stages in cases, identifiers, relations,
/// assessments, and what people judged of two records.
@Repository
public class PersonDesk {
  private static final int MOST_SOURCE = 500;
  private static final int MOST_REASON = 2000;

  private final JdbcClient jdbc;
  private final Cases cases;
  private final People people;
  private final TypedIdentifiers typed;
  private final AuditTrail audit;

  PersonDesk(
      JdbcClient jdbc, Cases cases, People people, TypedIdentifiers typed, AuditTrail audit) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.people = people;
    this.typed = typed;
    this.audit = audit;
  }

  /// A person in a case.
  ///
  /// @param level of the latest assessment in this case
  public record InCase(
      UUID investigation,
      String number,
      String title,
      UUID person,
      String shown,
      String code,
      Person.Kind kind,
      Stage stage,
      Optional<Level> level) {}

  /// A stage that was reached.
  public record StageReached(
      UUID investigation, String number, Stage stage, LocalDate onDay, String source, Instant at) {}

  /// An identifier of a person.
  ///
  /// @param tips how many tips of the agency it was seen in
  /// @param people how many other people have it
  public record Known(
      UUID id,
      long identifier,
      Identifier.Kind kind,
      String platform,
      String normal,
      String original,
      String source,
      Instant at,
      int tips,
      int people) {}

  /// Somebody whom a person knows.
  public record Related(UUID id, UUID other, String shown, Relation kind, String source) {}

  /// An assessment of a risk, as a person made it.
  public record Assessment(
      UUID investigation,
      String number,
      Level level,
      String method,
      LocalDate onDay,
      String assessor,
      String words) {}

  /// Another record that has an identifier or the name in common.
  public record Candidate(
      Person person, int identifiers, boolean name, Optional<Judgement> judgement) {}

  /// One of two records that are compared.
  public record Side(Person person, List<Known> identifiers, List<InCase> cases) {}

  /// The people of a case.
  public List<InCase> of(UUID investigation) {
    return inCases("l.investigation = :value", investigation);
  }

  /// The cases of a person.
  public List<InCase> casesOf(UUID person) {
    return inCases("l.person = :value", person);
  }

  /// Whether the viewer sees a person in a case.
  public boolean isIn(UUID investigation, UUID person) {
    return jdbc.sql(
            """
            select exists (select from orion.investigation_person
              where investigation = :investigation and person = :person)
            """)
        .param("investigation", investigation)
        .param("person", person)
        .query(Boolean.class)
        .single();
  }

  private List<InCase> inCases(String condition, UUID value) {
    return jdbc.sql(
            """
            select l.investigation, i.number, i.title, l.person, l.stage, p.name, p.code, p.kind,
              (select a.level from orion.person_assessment a where a.investigation = l.investigation
                and a.person = l.person order by a.on_day desc, a.at desc limit 1) as level
            from orion.investigation_person l join orion.investigation i on i.id = l.investigation
            join orion.person p on p.id = l.person
            where %s order by l.at, l.person, l.investigation limit 1000
            """
                .formatted(condition))
        .param("value", value)
        .query((row, number) ->
            new InCase(
                row.getObject("investigation", UUID.class),
                row.getString("number"),
                row.getString("title"),
                row.getObject("person", UUID.class),
                row.getString("name").isEmpty() ? row.getString("code") : row.getString("name"),
                row.getString("code"),
                Person.Kind.valueOf(row.getString("kind")),
                Stage.valueOf(row.getString("stage")),
                Optional.ofNullable(row.getString("level")).map(Level::valueOf)))
        .list();
  }

  /// Sets where a person stands in a case from a day on; the first time it makes the person part of
  /// the case. The latest day holds.
  ///
  /// @return the row of the stage
  public UUID stage(
      Viewer viewer, UUID investigation, UUID person, Stage stage, LocalDate day, String source) {
    viewer.require(Action.WORK_CASES);
    cases.own(viewer, investigation);
    Person found = people.own(viewer, person);
    requireSource(source);
    jdbc.sql(
            """
            insert into orion.investigation_person (agency, investigation, person, stage)
            values (:agency, :investigation, :person, :stage) on conflict (investigation, person) do nothing
            """)
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("person", person)
        .param("stage", stage.name())
        .update();
    UUID id =
        jdbc.sql(
                """
                insert into orion.person_stage (agency, investigation, person, stage, on_day, source, account)
                values (:agency, :investigation, :person, :stage, :day, :source, :account) returning id
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("person", person)
            .param("stage", stage.name())
            .param("day", day)
            .param("source", source.strip())
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    jdbc.sql(
            """
            update orion.investigation_person set stage = (select s.stage from orion.person_stage s
              where s.investigation = :investigation and s.person = :person order by s.on_day desc, s.at desc, s.id desc limit 1)
            where investigation = :investigation and person = :person
            """)
        .param("investigation", investigation)
        .param("person", person)
        .update();
    cases.changed(viewer, investigation, "STAGE", found.code(), stage.name(), source);
    audit.record(viewer, Act.of("set-stage", "person", person));
    return id;
  }

  public List<StageReached> stages(UUID person) {
    return jdbc.sql(
            """
            select s.*, i.number from orion.person_stage s join orion.investigation i on i.id = s.investigation
            where s.person = :person order by s.on_day, s.at, s.id
            """)
        .param("person", person)
        .query((row, number) ->
            new StageReached(
                row.getObject("investigation", UUID.class),
                row.getString("number"),
                Stage.valueOf(row.getString("stage")),
                row.getObject("on_day", LocalDate.class),
                row.getString("source"),
                instant(row)))
        .list();
  }

  /// The identifiers of a person and of the records merged into it.
  public List<Known> identifiers(List<UUID> persons) {
    return jdbc.sql(
            """
            select h.*, i.kind, i.platform, i.normal,
              (select count(*) from (select distinct s.tip from orion.sighting s
                where s.agency = h.agency and s.identifier = h.identifier limit 1000) t)::integer as tips,
              (select count(distinct o.person) from orion.person_identifier o
                where o.agency = h.agency and o.identifier = h.identifier and not (o.person = any(:persons)))::integer as people
            from orion.person_identifier h join orion.identifier i on i.id = h.identifier
            where h.person = any(:persons) order by i.kind, i.normal, h.id limit 1000
            """)
        .param("persons", persons.toArray(UUID[]::new))
        .query((row, number) ->
            new Known(
                row.getObject("id", UUID.class),
                row.getLong("identifier"),
                Identifier.Kind.valueOf(row.getString("kind")),
                row.getString("platform"),
                row.getString("normal"),
                row.getString("original"),
                row.getString("source"),
                instant(row),
                row.getInt("tips"),
                row.getInt("people")))
        .list();
  }

  /// Adds an identifier that somebody typed; once more, it changes nothing.
  ///
  /// @return the person's row of it
  public UUID addIdentifier(
      Viewer viewer, UUID person, String kind, String text, String platform, String source) {
    viewer.require(Action.WORK_CASES);
    people.own(viewer, person);
    requireSource(source);
    if (!Words.fit(text, MOST_SOURCE)) {
      throw new BadInputException("identifier.interest.bad-text");
    }
    long identifier = typed.add(viewer, kind, text, platform).number();
    jdbc.sql(
            """
            insert into orion.person_identifier (agency, person, identifier, original, source, account)
            values (:agency, :person, :identifier, :original, :source, :account) on conflict do nothing
            """)
        .param("agency", viewer.agency())
        .param("person", person)
        .param("identifier", identifier)
        .param("original", text.strip())
        .param("source", source.strip())
        .param("account", viewer.account())
        .update();
    audit.record(viewer, Act.of("add-identifier", "person", person));
    return jdbc.sql(
            "select id from orion.person_identifier where person = :person and identifier = :identifier")
        .param("person", person)
        .param("identifier", identifier)
        .query(UUID.class)
        .single();
  }

  public void removeIdentifier(Viewer viewer, UUID person, UUID known) {
    viewer.require(Action.WORK_CASES);
    people.own(viewer, person);
    removed(
        jdbc.sql("delete from orion.person_identifier where person = :person and id = :id")
            .param("person", person)
            .param("id", known)
            .update());
    audit.record(viewer, Act.of("remove-identifier", "person", person));
  }

  /// Whom a person knows, from either side.
  public List<Related> related(List<UUID> persons) {
    return jdbc.sql(
            """
            select r.id, r.kind, r.source, p.id as other, p.name, p.code
            from orion.person_relation r
            join orion.person p on p.id = case when r.person = any(:persons) then r.other else r.person end
            where r.person = any(:persons) or r.other = any(:persons) order by r.at, r.id limit 1000
            """)
        .param("persons", persons.toArray(UUID[]::new))
        .query((row, number) ->
            new Related(
                row.getObject("id", UUID.class),
                row.getObject("other", UUID.class),
                row.getString("name").isEmpty() ? row.getString("code") : row.getString("name"),
                Relation.valueOf(row.getString("kind")),
                row.getString("source")))
        .list();
  }

  /// Says how two people know each other; once more, it changes nothing.
  ///
  /// @return the relation
  public UUID relate(Viewer viewer, UUID person, UUID other, Relation kind, String source) {
    viewer.require(Action.WORK_CASES);
    people.own(viewer, person);
    people.own(viewer, other);
    requireSource(source);
    if (person.equals(other)) {
      throw new BadInputException("investigation.person.itself");
    }
    jdbc.sql(
            """
            insert into orion.person_relation (agency, person, other, kind, source, account)
            values (:agency, :person, :other, :kind, :source, :account) on conflict do nothing
            """)
        .param("agency", viewer.agency())
        .param("person", person)
        .param("other", other)
        .param("kind", kind.name())
        .param("source", source.strip())
        .param("account", viewer.account())
        .update();
    audit.record(viewer, Act.of("relate", "person", person));
    return jdbc.sql(
            "select id from orion.person_relation where person = :person and other = :other and kind = :kind")
        .param("person", person)
        .param("other", other)
        .param("kind", kind.name())
        .query(UUID.class)
        .single();
  }

  public void unrelate(Viewer viewer, UUID person, UUID relation) {
    viewer.require(Action.WORK_CASES);
    people.own(viewer, person);
    removed(
        jdbc.sql(
                "delete from orion.person_relation where id = :id and (person = :person or other = :person)")
            .param("person", person)
            .param("id", relation)
            .update());
    audit.record(viewer, Act.of("unrelate", "person", person));
  }

  public List<Assessment> assessments(UUID person) {
    return jdbc.sql(
            """
            select a.*, i.number from orion.person_assessment a join orion.investigation i on i.id = a.investigation
            where a.person = :person order by a.on_day desc, a.at desc, a.id
            """)
        .param("person", person)
        .query((row, number) ->
            new Assessment(
                row.getObject("investigation", UUID.class),
                row.getString("number"),
                Level.valueOf(row.getString("level")),
                row.getString("method"),
                row.getObject("on_day", LocalDate.class),
                row.getString("assessor"),
                row.getString("words")))
        .list();
  }

  /// Enters an assessment that somebody made: the program makes none.
  ///
  /// @param assessment its case must be one of the person's
  public UUID assess(Viewer viewer, UUID person, Assessment assessment) {
    viewer.require(Action.WORK_CASES);
    people.own(viewer, person);
    cases.own(viewer, assessment.investigation());
    if (!isIn(assessment.investigation(), person)) {
      throw new NotFoundException();
    }
    if (!Words.fit(assessment.method(), 200)
        || !Words.fit(assessment.assessor(), 200)
        || assessment.words().length() > 5000) {
      throw new BadInputException("investigation.assessment.bad");
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.person_assessment
                  (agency, investigation, person, level, method, on_day, assessor, words, account)
                values (:agency, :investigation, :person, :level, :method, :day, :assessor, :words, :account) returning id
                """)
            .param("agency", viewer.agency())
            .param("investigation", assessment.investigation())
            .param("person", person)
            .param("level", assessment.level().name())
            .param("method", assessment.method().strip())
            .param("day", assessment.onDay())
            .param("assessor", assessment.assessor().strip())
            .param("words", assessment.words().strip())
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("assess", "person", person));
    return id;
  }

  /// Records that may be of the same human being: with an identifier in common, or the name.
  public List<Candidate> candidates(Viewer viewer, UUID person) {
    return jdbc.sql(
            """
            with own as (select identifier from orion.person_identifier where person = :person),
              same as (
                select h.person, count(*)::integer as shared, false as named from orion.person_identifier h
                where h.agency = :agency and h.identifier in (select identifier from own) and h.person <> :person
                group by h.person
                union all
                select p.id, 0, true from orion.person p
                join orion.person me on me.id = :person and me.name <> '' and lower(me.name) = lower(p.name)
                where p.agency = :agency and p.id <> :person),
              found as (select person, max(shared) as shared, bool_or(named) as named from same group by person)
            select p.*, p.merged_into as leads_to, f.shared, f.named, (select j.judgement from orion.person_judgement j
              where j.person = least(p.id, :person) and j.other = greatest(p.id, :person)
              order by j.at desc, j.id desc limit 1) as judgement
            from found f join orion.person p on p.id = f.person and p.merged_into is null
            order by f.shared desc, p.code limit 100
            """)
        .param("person", person)
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Candidate(
                People.row(row, number),
                row.getInt("shared"),
                row.getBoolean("named"),
                Optional.ofNullable(row.getString("judgement")).map(Judgement::valueOf)))
        .list();
  }

  /// Keeps what a person judged of two records, with its reason.
  public UUID judge(Viewer viewer, UUID person, UUID other, Judgement judgement, String reason) {
    viewer.require(Action.WORK_CASES);
    people.own(viewer, person);
    people.own(viewer, other);
    if (person.equals(other)) {
      throw new BadInputException("investigation.person.itself");
    }
    if (!Words.fit(reason, MOST_REASON)) {
      throw new BadInputException("investigation.reason.bad", MOST_REASON);
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.person_judgement (agency, person, other, judgement, reason, account)
                values (:agency, least(:person, :other), greatest(:person, :other), :judgement, :reason, :account) returning id
                """)
            .param("agency", viewer.agency())
            .param("person", person)
            .param("other", other)
            .param("judgement", judgement.name())
            .param("reason", reason.strip())
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("judge", "person", person));
    return id;
  }

  private static void requireSource(String source) {
    if (!Words.fit(source, MOST_SOURCE)) {
      throw new BadInputException("investigation.source.bad", MOST_SOURCE);
    }
  }

  private static void removed(int rows) {
    if (rows == 0) {
      throw new NotFoundException();
    }
  }

  private static Instant instant(ResultSet row) throws SQLException {
    return row.getObject("at", OffsetDateTime.class).toInstant();
  }
}
