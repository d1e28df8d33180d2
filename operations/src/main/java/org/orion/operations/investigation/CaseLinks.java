package org.orion.operations.investigation;

import org.orion.operations.access.Action;
import org.orion.operations.graph.NodeKind;
import org.orion.operations.graph.NodeRows;
import org.orion.operations.graph.Strand;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Cases and people as nodes of the link graph, and what links them.
@Configuration(proxyBeanMethods = false)
class CaseLinks {
  private static final String CASES =
      """
      select i.id::text as id, i.number as label, i.handling as detail, orion.case_leaves(i.id) as leaves
      from orion.investigation i where i.id = any(:ids)
      """;
  private static final String PEOPLE =
      """
      select p.id::text as id, case when p.name = '' then p.code else p.name end as label, p.code as detail,
        orion.person_leaves(p.id) as leaves
      from orion.person p where p.id = any(:ids)
      """;
  private static final String TIPS =
      """
      select l.investigation as one, l.tip as other, l.at, '' as word, '' as words, l.at as newest
      from orion.investigation_tip l join orion.tip t on t.agency = l.agency and t.id = l.tip
      """;
  private static final String STAGES =
      """
      select l.investigation as one, l.person as other, coalesce(s.on_day::timestamp at time zone 'UTC', l.at) as at,
        coalesce(s.stage, l.stage) as word, coalesce(s.source, '') as words, coalesce(s.at, l.at) as newest
      from orion.investigation_person l
      left join orion.person_stage s on s.investigation = l.investigation and s.person = l.person
      """;
  private static final String IDENTIFIERS =
      """
      select h.person as one, h.identifier as other, h.at, '' as word, h.source as words, h.at as newest
      from orion.person_identifier h join orion.identifier n on n.id = h.identifier
      """;
  private static final String RELATIONS =
      """
      select r.person as one, r.other, r.at, r.kind as word, r.source as words, r.at as newest
      from orion.person_relation r join orion.person o on o.id = r.other
      """;
  private static final String MERGED =
      """
      select m.source as one, m.target as other, m.at, m.kind as word, m.reason as words, m.at as newest
      from orion.merge m join orion.%1$s s on s.id = m.source join orion.%1$s t on t.id = m.target
      where m.undone_at is null and m.kind in (%2$s)
      """;

  @Bean
  NodeRows casesAsNodes() {
    return new NodeRows(
        NodeKind.CASE,
        Action.SEE_CASES,
        viewer -> CASES,
        "",
        "investigation.handling.",
        viewer -> "/cases/{id}");
  }

  @Bean
  NodeRows peopleAsNodes() {
    return new NodeRows(
        NodeKind.PERSON, Action.SEE_CASES, viewer -> PEOPLE, "", "", viewer -> "/people/{id}");
  }

  @Bean
  Strand tipsOfCases() {
    return new Strand(
        "TIP_OF_CASE",
        NodeKind.CASE,
        NodeKind.TIP,
        Action.SEE_CASES,
        TIPS,
        "",
        "/cases/{one}/tips");
  }

  @Bean
  Strand stagesOfPeople() {
    return new Strand(
        "PERSON_OF_CASE",
        NodeKind.CASE,
        NodeKind.PERSON,
        Action.SEE_CASES,
        STAGES,
        "investigation.stage.",
        "/cases/{one}/people");
  }

  @Bean
  Strand identifiersOfPeople() {
    return new Strand(
        "IDENTIFIER_OF_PERSON",
        NodeKind.PERSON,
        NodeKind.IDENTIFIER,
        Action.SEE_CASES,
        IDENTIFIERS,
        "",
        "/people/{one}");
  }

  @Bean
  Strand relationsOfPeople() {
    return new Strand(
        "RELATION",
        NodeKind.PERSON,
        NodeKind.PERSON,
        Action.SEE_CASES,
        RELATIONS,
        "investigation.relation.",
        "/people/{one}");
  }

  @Bean
  Strand mergedPeople() {
    return new Strand(
        "MERGED",
        NodeKind.PERSON,
        NodeKind.PERSON,
        Action.SEE_CASES,
        MERGED.formatted("person", "'PERSON'"),
        "graph.merge.",
        "/people/{one}");
  }

  @Bean
  Strand mergedCases() {
    return new Strand(
        "MERGED",
        NodeKind.CASE,
        NodeKind.CASE,
        Action.SEE_CASES,
        MERGED.formatted("investigation", "'CASE', 'SPLIT'"),
        "graph.merge.",
        "/cases/{one}/history");
  }
}
