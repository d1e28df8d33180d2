package org.orion.operations.identifier;

import org.orion.operations.access.Action;
import org.orion.operations.graph.NodeKind;
import org.orion.operations.graph.NodeRows;
import org.orion.operations.graph.Strand;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Tips and identifiers as nodes of the link graph, and the sightings that link them.
@Configuration(proxyBeanMethods = false)
class IdentifierLinks {
  private static final String TIPS =
      """
      select t.id::text as id, t.code as label, t.incident_type as detail, true as leaves
      from orion.tip t where t.id = any(:ids)
      """;

  /// An identifier is there for who may see one of the tips or people that have it.
  private static final String OF_PEOPLE =
      """
      select i.id::text as id, i.normal as label, i.kind as detail,
        exists (select from orion.person_identifier h where h.identifier = i.id and orion.person_leaves(h.person))
          as leaves
      from orion.identifier i where i.id = any(:ids)
        and exists (select from orion.person_identifier h where h.identifier = i.id)
      """;

  private static final String OF_TIPS =
      """
      select i.id::text as id, i.normal as label, i.kind as detail, s.seen or exists (select from orion.person_identifier h
          where h.identifier = i.id and orion.person_leaves(h.person)) as leaves
      from orion.identifier i cross join lateral (select exists (select from orion.sighting s
        where s.agency = i.agency and s.identifier = i.id) as seen) s
      where i.id = any(:ids)
        and (s.seen or exists (select from orion.person_identifier h where h.identifier = i.id))
      """;

  /// Tips are numbered by their time.
  private static final String SIGHTINGS =
      """
      select s.tip as one, s.identifier as other, coalesce(s.at, uuid_extract_timestamp(s.tip)) as at, '' as word,
        s.original as words, s.tip as newest
      from orion.sighting s
      """;

  @Bean
  NodeRows tipsAsNodes() {
    return new NodeRows(
        NodeKind.TIP,
        Action.SEE_TIPS,
        viewer -> TIPS,
        "",
        "casework.type.",
        viewer -> "/tips/{id}");
  }

  @Bean
  NodeRows identifiersAsNodes() {
    return new NodeRows(
        NodeKind.IDENTIFIER,
        Action.SEE_CASES,
        viewer -> viewer.may(Action.SEE_TIPS) ? OF_TIPS : OF_PEOPLE,
        "",
        "casework.kind.",
        viewer ->
            viewer.may(Action.SEE_TIPS)
                ? "/identifiers/{id}"
                : "/graph?start=identifier:{id}&open=identifier:{id}");
  }

  @Bean
  Strand sightingsInTips() {
    return new Strand(
        "SIGHTING",
        NodeKind.TIP,
        NodeKind.IDENTIFIER,
        Action.SEE_TIPS,
        SIGHTINGS,
        "",
        "/tips/{one}/identifiers");
  }
}
