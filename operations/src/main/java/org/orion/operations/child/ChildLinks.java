package org.orion.operations.child;

import java.util.Map;
import org.orion.operations.access.Action;
import org.orion.operations.graph.NodeKind;
import org.orion.operations.graph.NodeRows;
import org.orion.operations.graph.Strand;
import org.orion.operations.graph.Track;
import org.orion.operations.graph.Track.Subject;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Children as nodes of the link graph, by their codes; and their status in time.
@Configuration(proxyBeanMethods = false)
class ChildLinks {
  private static final String CODE = "child.code";
  private static final String CHILDREN =
      """
      select c.id::text as id, c.number::text as label, '' as detail,
        exists (select from orion.child_investigation l where l.child = c.id and orion.case_leaves(l.investigation))
          as leaves
      from orion.child c where c.id = any(:ids)
      """;
  private static final String CASES =
      """
      select l.child as one, l.investigation as other, l.at, '' as word, '' as words, l.at as newest
      from orion.child_investigation l
      """;
  private static final String RELATIONS =
      """
      select r.child as one, r.person as other, r.at, r.kind as word, r.source as words, r.at as newest
      from orion.child_relation r
      """;
  private static final String FACTS =
      """
      select f.on_day::timestamp at time zone 'UTC' as at, true as whole_day, f.id::text as id, f.fact as word,
        c.number::text as title, f.source, '/children/' || c.id as page
      from orion.child_fact f join orion.child c on c.id = f.child
      where f.holds and not exists (select from orion.child_fact n where n.corrects = f.id)
        and exists (select from orion.child_investigation l join orion.investigation i on i.id = l.investigation
          where l.child = c.id and %s = :id)
      """;

  @Bean
  NodeRows childrenAsNodes() {
    return new NodeRows(
        NodeKind.CHILD,
        Action.SEE_CHILDREN,
        viewer -> CHILDREN,
        CODE,
        "",
        viewer -> "/children/{id}");
  }

  @Bean
  Strand childrenOfCases() {
    return new Strand(
        "CHILD_OF_CASE",
        NodeKind.CHILD,
        NodeKind.CASE,
        Action.SEE_CHILDREN,
        CASES,
        "",
        "/cases/{other}/children");
  }

  @Bean
  Strand peopleNearChildren() {
    return new Strand(
        "NEAR_CHILD",
        NodeKind.CHILD,
        NodeKind.PERSON,
        Action.SEE_CHILDREN,
        RELATIONS,
        "child.relation.",
        "/children/{one}");
  }

  @Bean
  Track factsOfChildrenInTime() {
    return new Track(
        "CHILD",
        Action.SEE_CHILDREN,
        Map.of(
            Subject.CASE, FACTS.formatted("i.id"),
            Subject.OPERATION, FACTS.formatted("i.operation")),
        "child.fact.",
        CODE);
  }
}
