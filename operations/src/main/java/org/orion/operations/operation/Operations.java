package org.orion.operations.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Operations: found, made, changed, started and ended. Each call belongs in a transaction of its
/// viewer, and sees the operations that the viewer's agency takes part in.
@Repository
public class Operations {
  private static final int MOST_NAME = 200;
  private static final int MOST_OBJECTIVES = 20_000;
  private static final String COLUMNS =
      """
      select o.*, (select count(*) from orion.operation_agency p where p.operation = o.id)::integer as agencies,
        (select count(distinct a.country) from orion.operation_agency p join orion.agency a on a.ref = p.agency
          where p.operation = o.id)::integer as countries
      from orion.operation o
      """;

  /// In the order of a list.
  private static final List<Operation.State> STATES =
      List.of(Operation.State.RUNNING, Operation.State.PLANNED, Operation.State.ENDED);

  private static final String ORDER =
      "array_position(array['RUNNING', 'PLANNED', 'ENDED'], o.state), date '1970-01-01' - o.starts_on, o.name, o.id";
  private static final String ADD =
      """
      insert into orion.operation (id, agency, name, objectives, starts_on, ends_on)
      values (:id, :agency, :name, :objectives, :starts, :ends)
      """;
  private static final String EDIT =
      """
      update orion.operation set name = :name, objectives = :objectives, starts_on = :starts, ends_on = :ends,
        version = version + 1
      where agency = :agency and id = :id and version = :version
      """;

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final ObjectProvider<OperationPart> parts;

  Operations(JdbcClient jdbc, AuditTrail audit, ObjectProvider<OperationPart> parts) {
    this.jdbc = jdbc;
    this.audit = audit;
    this.parts = parts;
  }

  /// What people state of an operation.
  public record Stated(
      String name, String objectives, LocalDate startsOn, Optional<LocalDate> endsOn) {
    private Stated checked() {
      String stripped = name.strip();
      if (stripped.isEmpty()
          || stripped.length() > MOST_NAME
          || objectives.length() > MOST_OBJECTIVES) {
        throw new BadInputException("operation.bad", MOST_NAME, MOST_OBJECTIVES);
      }
      if (endsOn.isPresent() && endsOn.get().isBefore(startsOn)) {
        throw new BadInputException("operation.period.bad");
      }
      return this;
    }
  }

  /// A part of the operations of the viewer's agency, the running ones first.
  public Slice<Operation> list(Viewer viewer, SliceRequest request) {
    audit.record(viewer, Act.of("list", "operation", "operations"));
    Map<String, Object> values = new HashMap<>();
    StringBuilder sql = new StringBuilder(COLUMNS);
    request
        .after()
        .ifPresent(after -> {
          sql.append("where (").append(ORDER).append(") > (:state, :days, ");
          sql.append("coalesce((select n.name from orion.operation n where n.id = :id), ''), :id)");
          values.put("state", after.number(0));
          values.put("days", after.number(1));
          values.put("id", after.uuid(2));
        });
    sql.append(" order by ").append(ORDER).append(" limit ").append(request.rows());
    return Slice.of(
        jdbc.sql(sql.toString()).params(values).query(Operations::row).list(),
        request,
        one -> Cursor.of(STATES.indexOf(one.state()) + 1, -one.startsOn().toEpochDay(), one.id()));
  }

  /// One operation that the viewer's agency takes part in.
  ///
  /// @throws NotFoundException when there is none
  public Operation one(UUID id) {
    return jdbc.sql(COLUMNS + "where o.id = :id")
        .param("id", id)
        .query(Operations::row)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// One operation that the viewer's agency leads: what is to be changed.
  public Operation led(Viewer viewer, UUID id) {
    Operation found = one(id);
    if (!found.agency().equals(viewer.agency())) {
      throw new NotFoundException();
    }
    return found;
  }

  /// The version of an operation that the viewer's agency leads, which nobody else changes until
  /// the transaction ends.
  int lock(Viewer viewer, UUID id) {
    return jdbc.sql(
            "select version from orion.operation where agency = :agency and id = :id for update")
        .param("agency", viewer.agency())
        .param("id", id)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Opens an operation for a program: a look is an event.
  public Operation open(Viewer viewer, UUID id) {
    Operation found = one(id);
    audit.record(viewer, Act.of("open", "operation", id));
    return found;
  }

  /// Opens an operation for its page: a look is an event.
  ///
  /// @param current the tab that is shown
  public OperationView view(Viewer viewer, UUID id, String current) {
    Operation found = one(id);
    audit.record(viewer, Act.of("open", "operation", id));
    Stream<OperationView.Tab> own =
        Stream.of(
            new OperationView.Tab("", "operation.tab.overview", -1),
            new OperationView.Tab("notes", "operation.tab.notes", notes(id)),
            new OperationView.Tab("timeline", "graph.timeline", -1));
    Stream<OperationView.Tab> others =
        parts.stream()
            .sorted(Comparator.comparingInt(OperationPart::place))
            .filter(part -> viewer.may(part.action()))
            .map(
                part -> new OperationView.Tab(part.path(), part.textKey(), part.count(viewer, id)));
    Stream<OperationView.Tab> last =
        Stream.of(new OperationView.Tab("history", "operation.tab.history", -1));
    return new OperationView(
        found, Stream.of(own, others, last).flatMap(tabs -> tabs).toList(), current);
  }

  private long notes(UUID id) {
    return jdbc.sql("select count(*) from orion.operation_note where operation = :id")
        .param("id", id)
        .query(Long.class)
        .single();
  }

  /// Makes an operation that the viewer's agency leads.
  public UUID add(Viewer viewer, Stated stated) {
    viewer.require(Action.MANAGE_OPERATION);
    UUID id = UUID.randomUUID();
    write(viewer, jdbc.sql(ADD), id, stated.checked());
    jdbc.sql("insert into orion.operation_agency (operation, agency) values (:id, :agency)")
        .param("id", id)
        .param("agency", viewer.agency())
        .update();
    changed(viewer, id, "MADE", "", stated.name().strip());
    audit.record(viewer, Act.of("make", "operation", id));
    return id;
  }

  /// Changes what is stated of an operation.
  ///
  /// @param version the one that was read
  public void edit(Viewer viewer, UUID id, int version, Stated stated) {
    viewer.require(Action.MANAGE_OPERATION);
    Operation before = led(viewer, id);
    if (write(viewer, jdbc.sql(EDIT).param("version", version), id, stated.checked()) != 1) {
      throw new BadInputException(409, "operation.changed");
    }
    changed(viewer, id, "EDITED", before.name(), stated.name().strip());
    audit.record(viewer, Act.of("edit", "operation", id));
  }

  private static int write(
      Viewer viewer, JdbcClient.StatementSpec statement, UUID id, Stated stated) {
    try {
      return statement
          .param("id", id)
          .param("agency", viewer.agency())
          .param("name", stated.name().strip())
          .param("objectives", stated.objectives().strip())
          .param("starts", stated.startsOn())
          .param("ends", stated.endsOn().orElse(null))
          .update();
    } catch (DuplicateKeyException taken) {
      throw new BadInputException(409, "operation.name-taken");
    }
  }

  /// Starts, ends or takes up again.
  ///
  /// @param day the last day, where it ends and none was set
  public void state(Viewer viewer, UUID id, Operation.State state, LocalDate day) {
    viewer.require(Action.MANAGE_OPERATION);
    Operation before = led(viewer, id);
    int rows =
        jdbc.sql(
                """
                update orion.operation set state = :state, version = version + 1,
                  ends_on = case when :state = 'ENDED' then coalesce(ends_on, greatest(starts_on, :day)) else ends_on end
                where agency = :agency and id = :id and state <> :state
                """)
            .param("state", state.name())
            .param("day", day)
            .param("agency", viewer.agency())
            .param("id", id)
            .update();
    if (rows != 1) {
      throw new BadInputException(409, "operation.changed");
    }
    changed(viewer, id, "STATE", before.state().name(), state.name());
    audit.record(viewer, Act.of("set-state", "operation", id));
  }

  /// Leaves what was done on the operation, for all who take part.
  void changed(Viewer viewer, UUID operation, String kind, String before, String after) {
    jdbc.sql(
            """
            insert into orion.operation_change (agency, operation, account, kind, before, after)
            values (:agency, :operation, :account, :kind, :before, :after)
            """)
        .param("agency", viewer.agency())
        .param("operation", operation)
        .param("account", viewer.account())
        .param("kind", kind)
        .param("before", before)
        .param("after", after)
        .update();
  }

  private static Operation row(ResultSet row, int number) throws SQLException {
    return new Operation(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getString("name"),
        row.getString("objectives"),
        row.getObject("starts_on", LocalDate.class),
        Optional.ofNullable(row.getObject("ends_on", LocalDate.class)),
        Operation.State.valueOf(row.getString("state")),
        row.getInt("agencies"),
        row.getInt("countries"),
        row.getInt("version"));
  }
}
