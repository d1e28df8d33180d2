package org.orion.operations.enforcement;

import java.util.Map;
import org.orion.operations.access.Action;
import org.orion.operations.graph.NodeKind;
import org.orion.operations.graph.Strand;
import org.orion.operations.graph.Track;
import org.orion.operations.graph.Track.Subject;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Planned actions, arrests and charges as links of the link graph, and in time with what courts
/// decided.
@Configuration(proxyBeanMethods = false)
class EnforcementLinks {
  private static final String ACTIONS =
      """
      select a.investigation as one, a.person as other, a.starts_at as at, a.kind as word, a.place as words,
        a.starts_at as newest
      from orion.planned_action a join orion.person p on p.id = a.person
      """;
  private static final String ARRESTS =
      """
      select r.investigation as one, r.person as other, r.at, r.outcome as word, r.by_whom as words, r.at as newest
      from orion.arrest r where r.annulled_at is null
      """;
  private static final String CHARGES =
      """
      select c.investigation as one, c.person as other, c.filed_on::timestamp at time zone 'UTC' as at, '' as word,
        c.system || ' ' || c.code || ' · ' || c.label as words, c.at as newest
      from orion.charge c
      """;

  private static final String PERSON = "case when p.name = '' then p.code else p.name end";
  private static final String STATUSES =
      """
      select s.at, false as whole_day, s.id::text as id, s.status as word, a.place || ' · ' || i.number as title,
        s.words as source, '/cases/' || i.id || '/actions/' || a.id as page
      from orion.planned_action_status s join orion.planned_action a on a.id = s.action
      join orion.investigation i on i.id = a.investigation left join orion.person p on p.id = a.person
      where %s = :id
      """;
  private static final String ARRESTED =
      """
      select r.at, false as whole_day, r.id::text as id, r.outcome as word, %s || ' · ' || i.number as title,
        r.by_whom as source, '/cases/' || i.id || '/charges' as page
      from orion.arrest r join orion.investigation i on i.id = r.investigation join orion.person p on p.id = r.person
      where r.annulled_at is null and %s = :id
      """;
  private static final String CHARGED =
      """
      select c.filed_on::timestamp at time zone 'UTC' as at, true as whole_day, c.id::text as id, '' as word,
        c.code || ' ' || c.label || ' · ' || %s || ' · ' || i.number as title, '' as source,
        '/cases/' || i.id || '/charges' as page
      from orion.charge c join orion.investigation i on i.id = c.investigation join orion.person p on p.id = c.person
      where %s = :id
      """;
  private static final String DECIDED =
      """
      select d.on_day::timestamp at time zone 'UTC' as at, true as whole_day, d.id::text as id, d.kind as word,
        c.code || ' · ' || %s || ' · ' || i.number as title, d.court as source,
        '/cases/' || i.id || '/charges' as page
      from orion.charge_disposition d join orion.charge c on c.id = d.charge
      join orion.investigation i on i.id = d.investigation join orion.person p on p.id = c.person
      where %s = :id
      """;
  private static final String DATES =
      """
      select c.at, false as whole_day, c.id::text as id, '' as word,
        c.purpose || ' · ' || %s || ' · ' || i.number as title, c.court as source,
        '/cases/' || i.id || '/charges' as page
      from orion.court_date c join orion.investigation i on i.id = c.investigation
      join orion.person p on p.id = c.person
      where %s = :id
      """;

  private static Map<Subject, String> ofAll(String sql) {
    return Map.of(
        Subject.CASE, sql.formatted(PERSON, "i.id"),
        Subject.PERSON, sql.formatted(PERSON, "p.id"),
        Subject.OPERATION, sql.formatted(PERSON, "i.operation"));
  }

  private static Strand strand(String name, Action action, String sql, String key, String page) {
    return new Strand(name, NodeKind.CASE, NodeKind.PERSON, action, sql, key, page);
  }

  @Bean
  Strand plannedActionsAsLinks() {
    return strand(
        "ACTION", Action.SEE_ACTIONS, ACTIONS, "enforcement.kind.", "/cases/{one}/actions");
  }

  @Bean
  Strand arrestsAsLinks() {
    return strand(
        "ARREST", Action.SEE_CASES, ARRESTS, "enforcement.outcome.", "/cases/{one}/charges");
  }

  @Bean
  Strand chargesAsLinks() {
    return strand("CHARGE", Action.SEE_CASES, CHARGES, "", "/cases/{one}/charges");
  }

  @Bean
  Track actionsInTime() {
    return new Track(
        "ACTION",
        Action.SEE_ACTIONS,
        Map.of(
            Subject.CASE, STATUSES.formatted("i.id"),
            Subject.PERSON, STATUSES.formatted("p.id"),
            Subject.OPERATION, STATUSES.formatted("i.operation")),
        "enforcement.status.",
        "");
  }

  @Bean
  Track arrestsInTime() {
    return new Track("ARREST", Action.SEE_CASES, ofAll(ARRESTED), "enforcement.outcome.", "");
  }

  @Bean
  Track chargesInTime() {
    return new Track("CHARGE", Action.SEE_CASES, ofAll(CHARGED), "", "");
  }

  @Bean
  Track decisionsInTime() {
    return new Track("DECISION", Action.SEE_CASES, ofAll(DECIDED), "enforcement.decision.", "");
  }

  @Bean
  Track courtDatesInTime() {
    return new Track("COURT_DATE", Action.SEE_CASES, ofAll(DATES), "", "");
  }
}
