package org.orion.operations.operation;

import java.util.Map;
import org.orion.operations.access.Action;
import org.orion.operations.graph.NodeKind;
import org.orion.operations.graph.NodeRows;
import org.orion.operations.graph.Strand;
import org.orion.operations.graph.Track;
import org.orion.operations.graph.Track.Subject;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Operations as nodes of the link graph, with their cases; and their phases in time.
@Configuration(proxyBeanMethods = false)
class OperationLinks {
  private static final String OPERATIONS =
      """
      select o.id::text as id, o.name as label, o.agency as detail, true as leaves
      from orion.operation o where o.id = any(:ids)
      """;
  private static final String CASES =
      """
      select i.id as one, i.operation as other, i.opened_on::timestamp at time zone 'UTC' as at, '' as word,
        '' as words, i.opened_on as newest
      from orion.investigation i where i.operation is not null
      """;
  private static final String PHASES =
      """
      select p.starts_on::timestamp at time zone 'UTC' as at, true as whole_day, p.id::text as id, '' as word,
        p.name as title, '' as source, '/operations/' || p.operation as page
      from orion.operation_phase p where p.operation = :id
      """;

  @Bean
  NodeRows operationsAsNodes() {
    return new NodeRows(
        NodeKind.OPERATION,
        Action.SEE_OPERATION,
        viewer -> OPERATIONS,
        "",
        "",
        viewer -> "/operations/{id}");
  }

  @Bean
  Strand casesOfOperations() {
    return new Strand(
        "CASE_OF_OPERATION",
        NodeKind.CASE,
        NodeKind.OPERATION,
        Action.SEE_OPERATION,
        CASES,
        "",
        "/cases/{one}");
  }

  @Bean
  Track phasesInTime() {
    return new Track("PHASE", Action.SEE_OPERATION, Map.of(Subject.OPERATION, PHASES), "", "");
  }
}
