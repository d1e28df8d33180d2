package org.orion.operations.statistics;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.database.KeptCounts;
import org.orion.operations.statistics.DisclosureControl.Rule;
import org.orion.operations.statistics.FigureTables.Tables;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Figures of an operation or of an agency, gathered from all sources. Each call but one belongs in
/// a transaction of its viewer.
@Repository
public class Figures {
  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final ObjectProvider<FigureSource> sources;
  private final KeptFacts kept;
  private final ViewerTransactions transactions;

  Figures(
      JdbcClient jdbc,
      AuditTrail audit,
      ObjectProvider<FigureSource> sources,
      ViewerTransactions transactions,
      Clock clock) {
    this.jdbc = jdbc;
    this.audit = audit;
    this.sources = sources;
    this.transactions = transactions;
    this.kept = new KeptFacts(clock);
  }

  /// An agency whose cases are counted.
  record Counted(String agency, String name, String country) {}

  /// Figures, and the time of which they hold.
  record Exact(Tables tables, Instant asOf) {}

  /// What an operation that the viewer sees counts; outside of any transaction, so that who waits
  /// for it holds no connection to the database.
  KeptCounts.Counted<List<Fact>> counted(Viewer viewer, Scope scope) {
    viewer.require(Action.SEE_OPERATION);
    return kept.of(scope, () -> transactions.read(viewer, () -> facts(viewer, scope)));
  }

  /// Exact figures of an operation, for who takes part in it.
  Exact exact(Viewer viewer, Scope scope, KeptCounts.Counted<List<Fact>> counted) {
    viewer.require(Action.SEE_OPERATION);
    audit.record(
        viewer,
        Act.of("see", "figures", scope.operation().map(Object::toString).orElse(viewer.agency())));
    List<String> countries = countries(viewer, scope);
    return new Exact(
        FigureTables.exact(supplied(), counted.value(), scope.months(), countries), counted.at());
  }

  /// Figures as they may be told to everybody.
  Tables told(Viewer viewer, Scope scope, Rule rule) {
    viewer.require(Action.PUBLISH_FIGURES);
    return FigureTables.told(
        rule, supplied(), facts(viewer, scope), scope.months(), countries(viewer, scope));
  }

  /// The address of the rows behind a figure.
  Optional<String> rows(Scope scope, Grid.Place place) {
    return Optional.ofNullable(bySource().get(place.measure()))
        .flatMap(source -> source.rows(place.measure(), scope, place.at()));
  }

  /// The agencies that are counted.
  List<Counted> agencies(Viewer viewer, Scope scope) {
    List<Counted> agencies =
        jdbc.sql(
                """
                select a.ref, a.name, a.country from orion.agency a
                where :operation::uuid is null and a.ref = :agency
                  or exists (select from orion.operation_agency p where p.operation = :operation::uuid and p.agency = a.ref)
                order by a.country, a.name, a.ref
                """)
            .param("operation", scope.operation().map(Object::toString).orElse(null))
            .param("agency", viewer.agency())
            .query((row, number) ->
                new Counted(row.getString("ref"), row.getString("name"), row.getString("country")))
            .list();
    if (agencies.isEmpty()) {
      throw new NotFoundException();
    }
    return agencies;
  }

  private List<String> countries(Viewer viewer, Scope scope) {
    return agencies(viewer, scope).stream().map(Counted::country).distinct().sorted().toList();
  }

  private Map<Measure, FigureSource> bySource() {
    Map<Measure, FigureSource> bySource = new EnumMap<>(Measure.class);
    sources.forEach(source ->
        source
            .measures()
            .forEach(measure -> {
              if (bySource.put(measure, source) != null) {
                throw new IllegalStateException("two sources count " + measure);
              }
            }));
    return bySource;
  }

  private Set<Measure> supplied() {
    Set<Measure> supplied = EnumSet.noneOf(Measure.class);
    supplied.addAll(bySource().keySet());
    return supplied;
  }

  private List<Fact> facts(Viewer viewer, Scope scope) {
    List<Fact> facts = new ArrayList<>();
    sources.forEach(source -> facts.addAll(source.facts(viewer, scope)));
    return facts;
  }
}
