package org.orion.operations.child;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.operations.access.Viewer;
import org.orion.operations.statistics.Dimension;
import org.orion.operations.statistics.Fact;
import org.orion.operations.statistics.FigureSource;
import org.orion.operations.statistics.Measure;
import org.orion.operations.statistics.Scope;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Counts of children by what became true of them, by the function of migration
/// `V083__figures_of_children.sql`.
@Repository
class ChildFigures implements FigureSource {
  private final JdbcClient jdbc;

  ChildFigures(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Set<Measure> measures() {
    return EnumSet.of(
        Measure.CHILDREN_IDENTIFIED, Measure.CHILDREN_LOCATED, Measure.CHILDREN_SAFEGUARDED);
  }

  @Override
  public List<Fact> facts(Viewer viewer, Scope scope) {
    return jdbc.sql("select * from orion.count_children(:operation::uuid, :from, :to)")
        .param("operation", scope.operation().map(Object::toString).orElse(null))
        .param("from", scope.from())
        .param("to", scope.to())
        .query((row, number) ->
            new Fact(
                Measure.valueOf("CHILDREN_" + row.getString("what")),
                Map.of(Dimension.MONTH, row.getString("month")),
                row.getLong("n")))
        .list();
  }

  @Override
  public Optional<String> rows(Measure measure, Scope scope, Map<Dimension, String> at) {
    return Optional.of("/children");
  }
}
