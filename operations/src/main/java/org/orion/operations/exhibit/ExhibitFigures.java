package org.orion.operations.exhibit;

import java.time.LocalDate;
import java.time.YearMonth;
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

/// Counts of seized exhibits, by the function of migration `V061__custody.sql`.
@Repository
class ExhibitFigures implements FigureSource {
  private final JdbcClient jdbc;

  ExhibitFigures(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Set<Measure> measures() {
    return EnumSet.of(Measure.EXHIBITS);
  }

  @Override
  public List<Fact> facts(Viewer viewer, Scope scope) {
    return jdbc.sql("select * from orion.count_exhibits(:operation::uuid, :from, :to)")
        .param("operation", scope.operation().map(Object::toString).orElse(null))
        .param("from", scope.from())
        .param("to", scope.to())
        .query((row, number) ->
            new Fact(
                Measure.EXHIBITS,
                Map.of(
                    Dimension.KIND, row.getString("what"), Dimension.MONTH, row.getString("month")),
                row.getLong("n")))
        .list();
  }

  @Override
  public Optional<String> rows(Measure measure, Scope scope, Map<Dimension, String> at) {
    LocalDate from = scope.from();
    LocalDate to = scope.to();
    String month = at.get(Dimension.MONTH);
    if (month != null) {
      YearMonth of = YearMonth.parse(month);
      from = from.isAfter(of.atDay(1)) ? from : of.atDay(1);
      to = to.isBefore(of.atEndOfMonth()) ? to : of.atEndOfMonth();
    }
    String kind = at.get(Dimension.KIND);
    return Optional.of(
        "/exhibits?state=ALL&from=%s&to=%s%s%s"
            .formatted(
                from,
                to,
                scope.operation().map(operation -> "&operation=" + operation).orElse(""),
                kind == null ? "" : "&kind=" + kind));
  }
}
