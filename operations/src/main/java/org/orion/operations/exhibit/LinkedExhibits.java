package org.orion.operations.exhibit;

import java.util.Map;
import org.orion.operations.access.Action;
import org.orion.operations.graph.NodeKind;
import org.orion.operations.graph.NodeRows;
import org.orion.operations.graph.Strand;
import org.orion.operations.graph.Track;
import org.orion.operations.graph.Track.Subject;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Exhibits as nodes of the link graph, and their custody in time.
@Configuration(proxyBeanMethods = false)
class LinkedExhibits {
  private static final String EXHIBITS =
      """
      select e.id::text as id, concat_ws(' ', e.number, nullif(e.make, ''), nullif(e.model, '')) as label,
        e.kind as detail, orion.case_leaves(e.investigation) as leaves
      from orion.exhibit e where e.id = any(:ids)
      """;
  private static final String CASES =
      """
      select e.id as one, e.investigation as other, e.seized_at as at, '' as word,
        e.authority || ' · ' || e.seized_by as words, e.seized_at as newest
      from orion.exhibit e
      """;
  private static final String CUSTODY =
      """
      select c.at, false as whole_day, c.id::text as id, c.kind as word, e.number || ' · ' || i.number as title,
        c.who as source, '/exhibits/' || e.id as page
      from orion.custody c join orion.exhibit e on e.id = c.exhibit
      join orion.investigation i on i.id = e.investigation where %s = :id
      """;

  @Bean
  NodeRows exhibitsAsNodes() {
    return new NodeRows(
        NodeKind.EXHIBIT,
        Action.SEE_EXHIBITS,
        viewer -> EXHIBITS,
        "",
        "exhibit.kind.",
        viewer -> "/exhibits/{id}");
  }

  @Bean
  Strand exhibitsOfCases() {
    return new Strand(
        "EXHIBIT_OF_CASE",
        NodeKind.EXHIBIT,
        NodeKind.CASE,
        Action.SEE_EXHIBITS,
        CASES,
        "",
        "/exhibits/{one}");
  }

  @Bean
  Track custodyInTime() {
    return new Track(
        "CUSTODY",
        Action.SEE_EXHIBITS,
        Map.of(
            Subject.CASE, CUSTODY.formatted("i.id"),
            Subject.OPERATION, CUSTODY.formatted("i.operation")),
        "exhibit.custody.",
        "");
  }
}
