package org.orion.operations.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What people do with an operation: its agencies, phases and notes. Each act checks its right, and
/// leaves its words on the operation and its event in the log.
@Repository
public class OperationDesk {
  private static final int MOST_NAME = 200;
  private static final int MOST_NOTE = 20_000;

  private final JdbcClient jdbc;
  private final Operations operations;
  private final AuditTrail audit;

  OperationDesk(JdbcClient jdbc, Operations operations, AuditTrail audit) {
    this.jdbc = jdbc;
    this.operations = operations;
    this.audit = audit;
  }

  /// An agency that takes part.
  public record Participant(String agency, String name, String country, LocalDate joinedOn) {}

  /// An agency of the installation.
  public record AgencyName(String agency, String name) {}

  /// A phase.
  public record Phase(UUID id, String name, LocalDate startsOn, Optional<LocalDate> endsOn) {}

  /// A note, which all agencies of the operation read.
  public record Note(String agency, String author, Instant at, String body) {}

  /// Something that happened to the operation.
  ///
  /// @param who where it was somebody of the viewer's own agency
  public record Change(
      Instant at, String agency, Optional<String> who, String kind, String before, String after) {}

  public List<Participant> participants(UUID operation) {
    return jdbc.sql(
            """
            select p.agency, p.joined_on, a.name, a.country from orion.operation_agency p
            join orion.agency a on a.ref = p.agency
            where p.operation = :id order by a.country, a.name, p.agency
            """)
        .param("id", operation)
        .query((row, number) ->
            new Participant(
                row.getString("agency"),
                row.getString("name"),
                row.getString("country"),
                row.getObject("joined_on", LocalDate.class)))
        .list();
  }

  /// The agencies that could join.
  public List<AgencyName> others(UUID operation) {
    return jdbc.sql(
            """
            select a.ref, a.name from orion.agency a
            where not exists (select from orion.operation_agency p where p.operation = :id and p.agency = a.ref)
            order by a.ref
            """)
        .param("id", operation)
        .query((row, number) -> new AgencyName(row.getString("ref"), row.getString("name")))
        .list();
  }

  /// Takes an agency in. From then on it sees the operation, and what of planned actions all
  /// agencies of it see.
  public void join(Viewer viewer, UUID operation, String agency) {
    viewer.require(Action.MANAGE_OPERATION);
    Operation found = operations.led(viewer, operation);
    requireNotEnded(found);
    boolean isKnown =
        jdbc.sql("select exists (select from orion.agency where ref = :agency)")
            .param("agency", agency)
            .query(Boolean.class)
            .single();
    if (!isKnown) {
      throw new BadInputException("operation.agency.unknown");
    }
    int rows =
        jdbc.sql(
                """
                insert into orion.operation_agency (operation, agency) values (:operation, :agency)
                on conflict do nothing
                """)
            .param("operation", operation)
            .param("agency", agency)
            .update();
    if (rows == 1) {
      done(viewer, operation, "JOINED", "", agency, "join");
    }
  }

  /// Takes an agency out: its own supervisor any, the lead's whichever but the lead.
  public void leave(Viewer viewer, UUID operation, String agency) {
    viewer.require(Action.MANAGE_OPERATION);
    Operation found = operations.one(operation);
    if (!agency.equals(viewer.agency()) && !found.agency().equals(viewer.agency())) {
      throw new NotFoundException();
    }
    if (agency.equals(found.agency())) {
      throw new BadInputException(409, "operation.lead-stays");
    }
    if (participants(operation).stream().noneMatch(one -> one.agency().equals(agency))) {
      throw new BadInputException("operation.agency.unknown");
    }
    // First what was done: who has left may write nothing more here.
    done(viewer, operation, "LEFT", agency, "", "leave");
    jdbc.sql("delete from orion.operation_agency where operation = :operation and agency = :agency")
        .param("operation", operation)
        .param("agency", agency)
        .update();
  }

  public List<Phase> phases(UUID operation) {
    return jdbc.sql(
            """
            select id, name, starts_on, ends_on from orion.operation_phase
            where operation = :id order by starts_on, name
            """)
        .param("id", operation)
        .query((row, number) ->
            new Phase(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("starts_on", LocalDate.class),
                Optional.ofNullable(row.getObject("ends_on", LocalDate.class))))
        .list();
  }

  public UUID addPhase(
      Viewer viewer, UUID operation, String name, LocalDate startsOn, Optional<LocalDate> endsOn) {
    viewer.require(Action.MANAGE_OPERATION);
    operations.led(viewer, operation);
    String stripped = name.strip();
    if (stripped.isEmpty() || stripped.length() > MOST_NAME) {
      throw new BadInputException("operation.phase.bad", MOST_NAME);
    }
    if (endsOn.isPresent() && endsOn.get().isBefore(startsOn)) {
      throw new BadInputException("operation.period.bad");
    }
    UUID id;
    try {
      id =
          jdbc.sql(
                  """
                  insert into orion.operation_phase (operation, name, starts_on, ends_on)
                  values (:operation, :name, :starts, :ends) returning id
                  """)
              .param("operation", operation)
              .param("name", stripped)
              .param("starts", startsOn)
              .param("ends", endsOn.orElse(null))
              .query(UUID.class)
              .single();
    } catch (DuplicateKeyException taken) {
      throw new BadInputException(409, "operation.phase.name-taken");
    }
    done(viewer, operation, "PHASE_ADDED", "", stripped, "add-phase");
    return id;
  }

  public void removePhase(Viewer viewer, UUID operation, UUID phase) {
    viewer.require(Action.MANAGE_OPERATION);
    operations.led(viewer, operation);
    String name =
        jdbc.sql(
                """
                delete from orion.operation_phase where operation = :operation and id = :id returning name
                """)
            .param("operation", operation)
            .param("id", phase)
            .query(String.class)
            .optional()
            .orElseThrow(NotFoundException::new);
    done(viewer, operation, "PHASE_REMOVED", name, "", "remove-phase");
  }

  public List<Note> notes(UUID operation) {
    return jdbc.sql(
            """
            select agency, author, at, body from orion.operation_note
            where operation = :id order by at, id limit 1000
            """)
        .param("id", operation)
        .query((row, number) ->
            new Note(
                row.getString("agency"),
                row.getString("author"),
                instant(row),
                row.getString("body")))
        .list();
  }

  /// Writes a note for all agencies of the operation.
  public UUID addNote(Viewer viewer, UUID operation, String body) {
    viewer.require(Action.SEE_OPERATION);
    operations.one(operation);
    String stripped = body.strip();
    if (stripped.isEmpty() || stripped.length() > MOST_NOTE) {
      throw new BadInputException("operation.note.bad", MOST_NOTE);
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.operation_note (agency, operation, account, author, body)
                select agency, :operation, id, display_name, :body from orion.account where id = :account returning id
                """)
            .param("operation", operation)
            .param("account", viewer.account())
            .param("body", stripped)
            .query(UUID.class)
            .single();
    audit.record(viewer, Act.of("note", "operation", operation));
    return id;
  }

  /// What happened to the operation, the newest first; the 500 newest.
  public List<Change> changes(UUID operation) {
    return jdbc.sql(
            """
            select c.at, c.agency, c.kind, c.before, c.after, a.display_name from orion.operation_change c
            left join orion.account a on a.id = c.account
            where c.operation = :id order by c.at desc, c.id desc limit 500
            """)
        .param("id", operation)
        .query((row, number) ->
            new Change(
                instant(row),
                row.getString("agency"),
                Optional.ofNullable(row.getString("display_name")),
                row.getString("kind"),
                row.getString("before"),
                row.getString("after")))
        .list();
  }

  private static void requireNotEnded(Operation operation) {
    if (operation.state() == Operation.State.ENDED) {
      throw new BadInputException(409, "operation.has-ended");
    }
  }

  private void done(
      Viewer viewer, UUID operation, String kind, String before, String after, String verb) {
    operations.changed(viewer, operation, kind, before, after);
    audit.record(viewer, Act.of(verb, "operation", operation));
  }

  private static Instant instant(ResultSet row) throws SQLException {
    return row.getObject("at", OffsetDateTime.class).toInstant();
  }
}
