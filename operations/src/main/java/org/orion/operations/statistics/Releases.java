package org.orion.operations.statistics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.operation.Operation;
import org.orion.operations.operation.Operations;
import org.orion.operations.statistics.DisclosureControl.Rule;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Figures that were released. They are made once, when their period is closed, and kept: what is
/// entered later changes no figure that somebody has seen. Each call belongs in a transaction of
/// its viewer.
@Repository
public class Releases {
  private static final int MOST_PRESENTATIONS = 100_000;
  private static final String ADD =
      """
      insert into orion.figure_release (id, agency, operation, title, starts_on, ends_on, agencies, countries,
        presentations, threshold, base, account)
      values (:id, :agency, :operation, :title, :starts, :ends, :agencies, :countries,
        :presentations, :threshold, :base, :account)
      """;

  private final JdbcClient jdbc;
  private final Figures figures;
  private final Operations operations;
  private final AuditTrail audit;
  private final Clock clock;

  Releases(JdbcClient jdbc, Figures figures, Operations operations, AuditTrail audit, Clock clock) {
    this.jdbc = jdbc;
    this.figures = figures;
    this.operations = operations;
    this.audit = audit;
    this.clock = clock;
  }

  /// A figure as it was released.
  ///
  /// @param line [Grid#TOTAL] for the last line, `spot` for the last spot
  /// @param figure nothing where it is suppressed
  record Told(CatalogueTable table, String line, String spot, OptionalLong figure) {}

  /// What was released, the newest first.
  public List<Release> list(Viewer viewer) {
    audit.record(viewer, Act.of("list", "release", "releases"));
    return jdbc.sql("select * from orion.figure_release order by as_of desc, id limit 500")
        .query(Releases::row)
        .list();
  }

  /// One release, of the viewer's agency or of an operation that it takes part in.
  public Release one(Viewer viewer, UUID id) {
    audit.record(viewer, Act.of("open", "release", id));
    return jdbc.sql("select * from orion.figure_release where id = :id")
        .param("id", id)
        .query(Releases::row)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// The release of an operation.
  Optional<UUID> of(UUID operation) {
    return jdbc.sql("select id from orion.figure_release where operation = :id")
        .param("id", operation)
        .query(UUID.class)
        .optional();
  }

  /// The figures of a release, in their order.
  List<Told> told(UUID id) {
    return jdbc.sql(
            """
            select name, line, spot, figure from orion.figure_release_cell where release = :id order by place
            """)
        .param("id", id)
        .query((row, number) -> {
          long figure = row.getLong("figure");
          OptionalLong told = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(figure);
          return new Told(
              CatalogueTable.valueOf(row.getString("name")),
              row.getString("line"),
              row.getString("spot"),
              told);
        })
        .list();
  }

  /// Releases the figures of an operation that has ended. Its lead does, once.
  public UUID operation(Viewer viewer, UUID id) {
    viewer.require(Action.PUBLISH_FIGURES);
    Operation operation = operations.led(viewer, id);
    LocalDate last =
        operation.endsOn().orElseThrow(() -> new BadInputException(409, "statistics.not-closed"));
    if (operation.state() != Operation.State.ENDED || !last.isBefore(today())) {
      throw new BadInputException(409, "statistics.not-closed");
    }
    Scope scope = new Scope(Optional.of(id), operation.startsOn(), last);
    return add(viewer, scope, operation.name(), OptionalInt.empty());
  }

  /// Releases the figures of the agency's quarter.
  ///
  /// @param name as `2026-Q1`
  /// @param presentations how many were given, as the agency states it
  public UUID quarter(Viewer viewer, String name, OptionalInt presentations) {
    viewer.require(Action.PUBLISH_FIGURES);
    if (!name.matches("20\\d\\d-Q[1-4]")
        || presentations.orElse(0) < 0
        || presentations.orElse(0) > MOST_PRESENTATIONS) {
      throw new BadInputException("statistics.quarter.bad");
    }
    int first = 3 * (name.charAt(6) - '1') + 1;
    YearMonth begin = YearMonth.of(Integer.parseInt(name.substring(0, 4)), first);
    LocalDate last = begin.plusMonths(2).atEndOfMonth();
    if (!last.isBefore(today())) {
      throw new BadInputException(409, "statistics.not-closed");
    }
    return add(viewer, new Scope(Optional.empty(), begin.atDay(1), last), name, presentations);
  }

  private UUID add(Viewer viewer, Scope scope, String title, OptionalInt presentations) {
    Rule rule = Rule.TEN_FIVE;
    List<Figures.Counted> agencies = figures.agencies(viewer, scope);
    UUID id = UUID.randomUUID();
    try {
      jdbc.sql(ADD)
          .param("id", id)
          .param("agency", viewer.agency())
          .param("operation", scope.operation().orElse(null))
          .param("title", title)
          .param("starts", scope.from())
          .param("ends", scope.to())
          .param(
              "agencies",
              agencies.stream()
                  .map(one -> one.name() + " (" + one.country() + ")")
                  .collect(Collectors.joining("\n")))
          .param(
              "countries",
              agencies.stream()
                  .map(Figures.Counted::country)
                  .distinct()
                  .sorted()
                  .collect(Collectors.joining(",")))
          .param("presentations", presentations.isPresent() ? presentations.getAsInt() : null)
          .param("threshold", rule.threshold())
          .param("base", rule.base())
          .param("account", viewer.account())
          .update();
    } catch (DuplicateKeyException released) {
      throw new BadInputException(409, "statistics.released-already");
    }
    int place = 0;
    for (FigureTables.Figure figure : figures.told(viewer, scope, rule).figures()) {
      keep(viewer, id, place++, figure);
    }
    audit.record(viewer, Act.of("release", "figures", id));
    return id;
  }

  private void keep(Viewer viewer, UUID release, int place, FigureTables.Figure figure) {
    jdbc.sql(
            """
            insert into orion.figure_release_cell (agency, release, place, name, line, spot, figure)
            values (:agency, :release, :place, :name, :line, :spot, :figure)
            """)
        .param("agency", viewer.agency())
        .param("release", release)
        .param("place", place)
        .param("name", figure.table().name())
        .param("line", figure.line())
        .param("spot", figure.spot())
        .param("figure", figure.figure().isPresent() ? figure.figure().getAsLong() : null)
        .update();
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }

  private static Release row(ResultSet row, int number) throws SQLException {
    int presentations = row.getInt("presentations");
    OptionalInt stated = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(presentations);
    return new Release(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        Optional.ofNullable(row.getObject("operation", UUID.class)),
        row.getString("title"),
        row.getObject("starts_on", LocalDate.class),
        row.getObject("ends_on", LocalDate.class),
        row.getString("agencies"),
        row.getString("countries"),
        stated,
        row.getInt("threshold"),
        row.getInt("base"),
        row.getObject("as_of", OffsetDateTime.class).toInstant());
  }
}
