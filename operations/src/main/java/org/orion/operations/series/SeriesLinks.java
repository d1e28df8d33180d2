package org.orion.operations.series;

import org.orion.operations.access.Action;
import org.orion.operations.graph.NodeKind;
import org.orion.operations.graph.NodeRows;
import org.orion.operations.graph.Strand;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Series as nodes of the link graph, and what they lead to.
@Configuration(proxyBeanMethods = false)
class SeriesLinks {
  private static final String SERIES =
      """
      select s.id::text as id, s.number::text as label, s.agency as detail,
        not exists (select from orion.series_investigation l where l.series = s.id)
          or exists (select from orion.series_investigation l where l.series = s.id and orion.case_leaves(l.investigation))
          as leaves
      from orion.series s where s.id = any(:ids)
      """;
  private static final String CASES =
      """
      select l.series as one, l.investigation as other, l.at, '' as word, '' as words, l.at as newest
      from orion.series_investigation l
      """;
  private static final String CHILDREN =
      """
      select l.series as one, l.child as other, l.at, '' as word, '' as words, l.at as newest
      from orion.series_child l join orion.child c on c.id = l.child
      """;
  private static final String LEADS =
      """
      select a.series as one, b.series as other, greatest(a.at, b.at) as at, a.kind as word, a.value as words,
        greatest(a.at, b.at) as newest
      from orion.series_lead a join orion.series_lead b on b.kind = a.kind and b.normal = a.normal
        and b.series > a.series
      where a.withdrawn_at is null and b.withdrawn_at is null
      """;

  @Bean
  NodeRows seriesAsNodes() {
    return new NodeRows(
        NodeKind.SERIES,
        Action.SEE_CHILDREN,
        viewer -> SERIES,
        "child.series.code",
        "",
        viewer -> "/series/{id}");
  }

  @Bean
  Strand casesOfSeries() {
    return new Strand(
        "CASE_OF_SERIES",
        NodeKind.SERIES,
        NodeKind.CASE,
        Action.SEE_CHILDREN,
        CASES,
        "",
        "/series/{one}");
  }

  @Bean
  Strand childrenOfSeries() {
    return new Strand(
        "CHILD_OF_SERIES",
        NodeKind.SERIES,
        NodeKind.CHILD,
        Action.SEE_CHILDREN,
        CHILDREN,
        "",
        "/series/{one}");
  }

  @Bean
  Strand sameLeads() {
    return new Strand(
        "SAME_LEAD",
        NodeKind.SERIES,
        NodeKind.SERIES,
        Action.SEE_CHILDREN,
        LEADS,
        "series.lead.",
        "/series/{one}");
  }
}
