package org.orion.operations.examination;

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

/// Counts of pictures, videos and bytes on exhibits, by the function of migration
/// `V103__replaced_reports.sql`: of each exhibit its latest report that nothing supersedes.
@Repository
class MediaFigures implements FigureSource {
  private final JdbcClient jdbc;

  MediaFigures(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Set<Measure> measures() {
    return EnumSet.of(Measure.PICTURES, Measure.VIDEOS, Measure.GIGABYTES);
  }

  @Override
  public List<Fact> facts(Viewer viewer, Scope scope) {
    return jdbc.sql("select * from orion.count_media(:operation::uuid, :from, :to)")
        .param("operation", scope.operation().map(Object::toString).orElse(null))
        .param("from", scope.from())
        .param("to", scope.to())
        .query((row, number) -> {
          Measure measure = Measure.valueOf(row.getString("what"));
          return new Fact(
              measure,
              measure == Measure.GIGABYTES
                  ? Map.of()
                  : Map.of(Dimension.CATEGORY, Fact.stated(row.getString("category"))),
              row.getLong("n"));
        })
        .list();
  }

  /// No list shows what is counted here: a category's contents stand in many reports.
  @Override
  public Optional<String> rows(Measure measure, Scope scope, Map<Dimension, String> at) {
    return Optional.empty();
  }
}
