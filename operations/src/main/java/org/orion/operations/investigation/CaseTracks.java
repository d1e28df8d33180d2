package org.orion.operations.investigation;

import java.util.Map;
import org.orion.operations.access.Action;
import org.orion.operations.graph.Track;
import org.orion.operations.graph.Track.Subject;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What happens to cases and people, for the timelines.
@Configuration(proxyBeanMethods = false)
class CaseTracks {
  private static final String OPENED =
      """
      select i.opened_on::timestamp at time zone 'UTC' as at, true as whole_day, i.id::text as id, '' as word,
        i.number || ' ' || i.title as title, '' as source, '/cases/' || i.id as page
      from orion.investigation i where %s
      """;
  private static final String CLOSED =
      """
      select i.closed_at as at, false as whole_day, i.id::text as id, i.close_reason as word,
        i.number as title, '' as source, '/cases/' || i.id || '/history' as page
      from orion.investigation i where i.closed_at is not null and %s
      """;
  private static final String TIPS =
      """
      select t.arrived_at as at, false as whole_day, t.id::text as id, t.incident_type as word, t.code as title,
        t.reporter as source, '/tips/' || t.id as page
      from orion.investigation_tip l join orion.tip t on t.agency = l.agency and t.id = l.tip
      join orion.investigation i on i.id = l.investigation where %s
      """;
  private static final String PERSON = "case when p.name = '' then p.code else p.name end";
  private static final String STAGES =
      """
      select s.on_day::timestamp at time zone 'UTC' as at, true as whole_day, s.id::text as id, s.stage as word,
        %s || ' · ' || i.number as title, s.source, '/people/' || p.id as page
      from orion.person_stage s join orion.person p on p.id = s.person
      join orion.investigation i on i.id = s.investigation where %s
      """;
  private static final String ASSESSMENTS =
      """
      select a.on_day::timestamp at time zone 'UTC' as at, true as whole_day, a.id::text as id, a.level as word,
        %s || ' · ' || i.number as title, a.method || ' · ' || a.assessor as source, '/people/' || p.id as page
      from orion.person_assessment a join orion.person p on p.id = a.person
      join orion.investigation i on i.id = a.investigation where %s
      """;
  private static final String IDENTIFIERS =
      """
      select h.at, false as whole_day, h.id::text as id, '' as word, h.original as title, h.source,
        '/people/' || h.person as page
      from orion.person_identifier h where h.person = :id
      """;
  private static final String SIGHTINGS =
      """
      select coalesce(s.at, t.arrived_at) as at, false as whole_day, s.id::text as id, '' as word,
        s.original || ' · ' || t.code as title, t.reporter as source, '/tips/' || t.id || '/identifiers' as page
      from orion.person_identifier h join orion.sighting s on s.agency = h.agency and s.identifier = h.identifier
      join orion.tip t on t.agency = s.agency and t.id = s.tip where h.person = :id
      """;
  private static final String RELATIONS =
      """
      select r.at, false as whole_day, r.id::text as id, r.kind as word, %s as title, r.source,
        '/people/' || p.id as page
      from orion.person_relation r
      join orion.person p on p.id = case when r.person = :id then r.other else r.person end
      where r.person = :id or r.other = :id
      """
          .formatted(PERSON);

  private static Map<Subject, String> ofCases(String sql) {
    return Map.of(
        Subject.CASE, sql.formatted("i.id = :id"),
        Subject.OPERATION, sql.formatted("i.operation = :id"));
  }

  private static Map<Subject, String> ofAll(String sql, String person) {
    return Map.of(
        Subject.CASE, sql.formatted(PERSON, "i.id = :id"),
        Subject.PERSON, sql.formatted(PERSON, person + " = :id"),
        Subject.OPERATION, sql.formatted(PERSON, "i.operation = :id"));
  }

  @Bean
  Track openedCases() {
    return new Track("OPENED", Action.SEE_CASES, ofCases(OPENED), "", "");
  }

  @Bean
  Track closedCases() {
    return new Track("CLOSED", Action.SEE_CASES, ofCases(CLOSED), "investigation.close.", "");
  }

  @Bean
  Track tipsOfCasesInTime() {
    return new Track("TIP", Action.SEE_TIPS, ofCases(TIPS), "casework.type.", "");
  }

  @Bean
  Track stagesInTime() {
    return new Track(
        "STAGE", Action.SEE_CASES, ofAll(STAGES, "s.person"), "investigation.stage.", "");
  }

  @Bean
  Track assessmentsInTime() {
    return new Track(
        "ASSESSMENT", Action.SEE_CASES, ofAll(ASSESSMENTS, "a.person"), "investigation.level.", "");
  }

  @Bean
  Track identifiersOfPeopleInTime() {
    return new Track("IDENTIFIER", Action.SEE_CASES, Map.of(Subject.PERSON, IDENTIFIERS), "", "");
  }

  @Bean
  Track sightingsOfPeopleInTime() {
    return new Track("SIGHTING", Action.SEE_TIPS, Map.of(Subject.PERSON, SIGHTINGS), "", "");
  }

  @Bean
  Track relationsInTime() {
    return new Track(
        "RELATION",
        Action.SEE_CASES,
        Map.of(Subject.PERSON, RELATIONS),
        "investigation.relation.",
        "");
  }
}
