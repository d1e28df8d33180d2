package org.orion.operations.statistics;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.operations.access.Viewer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Counts of tips, cases, arrests and charges, by the functions of migrations `V072__figures.sql`
/// and `V104__merged_cases_in_figures.sql`.
@Repository
class CaseFigures implements FigureSource {
  private final JdbcClient jdbc;

  CaseFigures(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Set<Measure> measures() {
    return EnumSet.of(
        Measure.TIPS,
        Measure.CASES_OPENED,
        Measure.CASES_REFERRED,
        Measure.CASES_CLOSED,
        Measure.ARRESTS,
        Measure.CHARGES,
        Measure.CONVICTIONS);
  }

  @Override
  public List<Fact> facts(Viewer viewer, Scope scope) {
    List<Fact> facts = new ArrayList<>();
    facts.addAll(
        asked(scope, "count_tips")
            .query((row, number) ->
                new Fact(
                    Measure.TIPS,
                    Map.of(
                        Dimension.TYPE, Fact.stated(row.getString("type")),
                        Dimension.SOURCE, Fact.stated(row.getString("source")),
                        Dimension.MONTH, row.getString("month")),
                    row.getLong("n")))
            .list());
    facts.addAll(
        asked(scope, "count_arrests")
            .query((row, number) ->
                new Fact(
                    Measure.ARRESTS,
                    Map.of(
                        Dimension.COUNTRY, Fact.stated(row.getString("country")),
                        Dimension.OFFENCE, Fact.stated(row.getString("offence")),
                        Dimension.MONTH, row.getString("month")),
                    row.getLong("n")))
            .list());
    facts.addAll(byMonth(scope, "count_cases", "CASES_"));
    facts.addAll(byMonth(scope, "count_charges", ""));
    return facts;
  }

  private List<Fact> byMonth(Scope scope, String function, String prefix) {
    return asked(scope, function)
        .query((row, number) ->
            new Fact(
                Measure.valueOf(prefix + row.getString("what")),
                Map.of(Dimension.MONTH, row.getString("month")),
                row.getLong("n")))
        .list();
  }

  private JdbcClient.StatementSpec asked(Scope scope, String function) {
    return jdbc.sql("select * from orion." + function + "(:operation::uuid, :from, :to)")
        .param("operation", scope.operation().map(Object::toString).orElse(null))
        .param("from", scope.from())
        .param("to", scope.to());
  }

  @Override
  public Optional<String> rows(Measure measure, Scope scope, Map<Dimension, String> at) {
    return switch (measure) {
      case ARRESTS -> Optional.of(arrests(scope, at));
      case TIPS, CASES_OPENED, CASES_REFERRED, CASES_CLOSED, CHARGES, CONVICTIONS ->
          Optional.of(
              "/cases?state=ALL"
                  + scope.operation().map(operation -> "&operation=" + operation).orElse(""));
      case CHILDREN_IDENTIFIED,
          CHILDREN_LOCATED,
          CHILDREN_SAFEGUARDED,
          EXHIBITS,
          EXAMINATIONS,
          PICTURES,
          VIDEOS,
          GIGABYTES ->
          Optional.empty();
    };
  }

  private static String arrests(Scope scope, Map<Dimension, String> at) {
    LocalDate from = scope.from();
    LocalDate to = scope.to();
    String month = at.get(Dimension.MONTH);
    if (month != null) {
      YearMonth of = YearMonth.parse(month);
      from = from.isAfter(of.atDay(1)) ? from : of.atDay(1);
      to = to.isBefore(of.atEndOfMonth()) ? to : of.atEndOfMonth();
    }
    String country = at.get(Dimension.COUNTRY);
    return "/arrests?from=%s&to=%s%s%s"
        .formatted(
            from,
            to,
            scope.operation().map(operation -> "&operation=" + operation).orElse(""),
            country == null ? "" : "&country=" + country);
  }
}
