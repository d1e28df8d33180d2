package org.orion.operations.investigation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.handling.HandlingCode;
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

/// Cases: found, opened, changed, closed. Each call belongs in a transaction of its viewer, and
/// sees of cases what the viewer may see.
@Repository
public class Cases {
  /// The own agency keeps an operation that it left, or a change of the case would take it away.
  private static final String COLUMNS =
      """
      select i.*, case when i.agency = orion.viewer_agency() then i.operation else o.id end as of_operation,
        o.name as operation_name, other.id as leads_to, orion.shared_with(i.id) as shared_with
      from orion.investigation i left join orion.operation o on o.id = i.operation
      left join orion.investigation other on other.id = i.merged_into
      """;

  private static final String ADD =
      """
      insert into orion.investigation (id, agency, number, title, summary, operation, opened_on, handling,
        restriction, band, made_by)
      values (:id, :agency, :number, :title, :summary, :operation, :opened, :handling, :restriction, :band, :account)
      """;
  private static final String EDIT =
      """
      update orion.investigation set number = :number, title = :title, summary = :summary, operation = :operation,
        opened_on = :opened, handling = :handling, restriction = :restriction, band = :band,
        version = version + 1, changed_at = now()
      where agency = :agency and id = :id and version = :version
      """;
  private static final String CHANGE =
      """
      insert into orion.investigation_change (agency, investigation, account, kind, before, after, reason)
      values (:agency, :investigation, :account, :kind, :before, :after, :reason)
      """;

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final ObjectProvider<CasePart> parts;

  Cases(JdbcClient jdbc, AuditTrail audit, ObjectProvider<CasePart> parts) {
    this.jdbc = jdbc;
    this.audit = audit;
    this.parts = parts;
  }

  /// What people state of a case.
  ///
  /// @param operation one that the agency takes part in
  public record Stated(
      String number,
      String title,
      String summary,
      Optional<UUID> operation,
      LocalDate openedOn,
      HandlingCode handling,
      String restriction,
      String band) {
    private Stated checked() {
      boolean fits =
          Words.fit(number, 60)
              && Words.fit(title, 300)
              && summary.length() <= 20_000
              && restriction.length() <= 2000
              && List.of("IMMEDIATE", "URGENT", "STANDARD", "MONITOR").contains(band);
      if (!fits) {
        throw new BadInputException("investigation.case.bad");
      }
      if (handling == HandlingCode.H3 && restriction.isBlank()) {
        throw new BadInputException("investigation.case.restriction");
      }
      return this;
    }
  }

  /// An operation that a case can be part of.
  public record OperationName(UUID id, String name) {}

  /// A part of the list, the newest change first.
  public Slice<Investigation> list(Viewer viewer, CaseFilter filter, SliceRequest request) {
    Map<String, Object> values = new HashMap<>();
    StringBuilder sql = new StringBuilder(COLUMNS).append("where i.merged_into is null");
    conditions(viewer, filter, sql, values);
    request
        .after()
        .ifPresent(after -> {
          sql.append(" and (i.changed_at, i.id) < (:at, :id)");
          values.put("at", after.instant(0).atOffset(ZoneOffset.UTC));
          values.put("id", after.uuid(1));
        });
    sql.append(" order by i.changed_at desc, i.id desc limit ").append(request.rows());
    return Slice.of(
        jdbc.sql(sql.toString()).params(values).query(Cases::row).list(),
        request,
        one -> Cursor.of(one.changedAt(), one.id()));
  }

  private static void conditions(
      Viewer viewer, CaseFilter filter, StringBuilder sql, Map<String, Object> values) {
    String state = filter.value("state").orElse("OPEN");
    if (!state.equals("ALL")) {
      sql.append(" and i.state = :state");
      values.put("state", state);
    }
    filter
        .value("whose")
        .ifPresent(whose -> {
          values.put("agency", viewer.agency());
          switch (whose) {
            case "mine" -> {
              sql.append(
                  " and i.agency = :agency and exists (select from orion.investigation_member m"
                      + " where m.investigation = i.id and m.account = :account)");
              values.put("account", viewer.account());
            }
            case "own" -> sql.append(" and i.agency = :agency");
            default -> sql.append(" and i.agency <> :agency");
          }
        });
    for (String name : List.of("handling", "band")) {
      filter
          .value(name)
          .ifPresent(value -> {
            sql.append(" and i.").append(name).append(" = :").append(name);
            values.put(name, value);
          });
    }
    filter
        .value("operation")
        .ifPresent(operation -> {
          sql.append(
              " and i.operation = :operation::uuid and (i.agency = :agency or o.id is not null)");
          values.put("operation", operation);
          values.put("agency", viewer.agency());
        });
    filter
        .value("tip")
        .ifPresent(tip -> {
          sql.append(
              " and i.id in (select investigation from orion.investigation_tip where tip = :tip::uuid)");
          values.put("tip", tip);
        });
    filter
        .value("q")
        .ifPresent(text -> {
          sql.append(" and (position(lower(:q) in lower(i.number)) > 0")
              .append(" or position(lower(:q) in lower(i.title)) > 0)");
          values.put("q", text);
        });
  }

  /// One case, of the viewer's agency or shared with it.
  ///
  /// @throws NotFoundException when there is none that the viewer may see
  public Investigation one(Viewer viewer, UUID id) {
    return jdbc.sql(COLUMNS + "where i.id = :id")
        .param("id", id)
        .query(Cases::row)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// One case of the viewer's own agency: what is to be changed.
  public Investigation own(Viewer viewer, UUID id) {
    Investigation found = one(viewer, id);
    if (!found.agency().equals(viewer.agency())) {
      throw new NotFoundException();
    }
    return found;
  }

  /// The version of a case of the viewer's own agency, which nobody else changes until the
  /// transaction ends.
  int lock(Viewer viewer, UUID id) {
    return jdbc.sql(
            "select version from orion.investigation where agency = :agency and id = :id for update")
        .param("agency", viewer.agency())
        .param("id", id)
        .query(Integer.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Opens a case for a program: a look is an event.
  public Investigation open(Viewer viewer, UUID id) {
    Investigation found = one(viewer, id);
    audit.record(viewer, Act.of("open", "case", id));
    return found;
  }

  /// The viewer's own agency's case of that number; the open one, where a restricted case has it
  /// too.
  public UUID numbered(Viewer viewer, String number) {
    return jdbc.sql(
            """
            select id from orion.investigation where agency = :agency and number = :number
            order by handling = 'H3', id limit 1
            """)
        .param("agency", viewer.agency())
        .param("number", number.strip())
        .query(UUID.class)
        .optional()
        .orElseThrow(() -> new BadInputException("investigation.case.unknown"));
  }

  /// Opens a case for its page: a look is an event.
  ///
  /// @param current the tab that is shown
  public CaseView view(Viewer viewer, UUID id, String current) {
    Investigation found = one(viewer, id);
    audit.record(viewer, Act.of("open", "case", id));
    Stream<CaseView.Tab> own =
        Stream.of(
            new CaseView.Tab("", "investigation.tab.overview", -1),
            new CaseView.Tab(
                "people", "investigation.tab.people", count("investigation_person", id)),
            new CaseView.Tab("tips", "investigation.tab.tips", count("investigation_tip", id)),
            new CaseView.Tab(
                "notes",
                "investigation.tab.notes",
                count("investigation_note", id) + count("investigation_task", id)),
            new CaseView.Tab("timeline", "graph.timeline", -1));
    Stream<CaseView.Tab> others =
        parts.stream()
            .sorted(Comparator.comparingInt(CasePart::place))
            .filter(part -> viewer.may(part.action()))
            .map(part -> new CaseView.Tab(part.path(), part.textKey(), part.count(viewer, id)));
    Stream<CaseView.Tab> last =
        Stream.of(
            new CaseView.Tab("sharing", "investigation.tab.sharing", -1),
            new CaseView.Tab("history", "investigation.tab.history", -1));
    return new CaseView(
        found, Stream.of(own, others, last).flatMap(tabs -> tabs).toList(), current);
  }

  private long count(String table, UUID investigation) {
    return jdbc.sql("select count(*) from orion." + table + " where investigation = :id")
        .param("id", investigation)
        .query(Long.class)
        .single();
  }

  /// Opens a new case; who opens it leads its team.
  public UUID add(Viewer viewer, Stated stated) {
    viewer.require(Action.WORK_CASES);
    Stated checked = stated.checked();
    requireOperation(checked.operation());
    UUID id = UUID.randomUUID();
    // A case under H3 is hidden from whoever is not on its team, so that the team comes first.
    jdbc.sql(
            """
            insert into orion.investigation_member (agency, investigation, account, leads)
            values (:agency, :investigation, :account, true)
            """)
        .param("agency", viewer.agency())
        .param("investigation", id)
        .param("account", viewer.account())
        .update();
    write(viewer, jdbc.sql(ADD).param("account", viewer.account()), id, checked);
    changed(viewer, id, "OPENED", "", checked.number(), "");
    audit.record(viewer, Act.of("open-new", "case", id));
    return id;
  }

  /// Changes what is stated of a case.
  ///
  /// @param version the one that was read
  public void edit(Viewer viewer, UUID id, int version, Stated stated) {
    viewer.require(Action.WORK_CASES);
    Investigation before = own(viewer, id);
    Stated checked = stated.checked();
    if (checked.handling() != before.handling()
        || !checked.restriction().equals(before.restriction())) {
      viewer.require(Action.SHARE_CASES);
    }
    if (!checked.operation().equals(before.operation())) {
      requireOperation(checked.operation());
    }
    int rows = write(viewer, jdbc.sql(EDIT).param("version", version), id, checked);
    if (rows != 1) {
      throw new BadInputException(409, "investigation.changed");
    }
    changed(
        viewer,
        id,
        checked.handling() == before.handling() ? "EDITED" : "HANDLING",
        checked.handling() == before.handling() ? "" : before.handling().name(),
        checked.handling() == before.handling() ? "" : checked.handling().name(),
        "");
    audit.record(viewer, Act.of("edit", "case", id));
  }

  private int write(Viewer viewer, JdbcClient.StatementSpec statement, UUID id, Stated stated) {
    try {
      return statement
          .param("id", id)
          .param("agency", viewer.agency())
          .param("number", stated.number().strip())
          .param("title", stated.title().strip())
          .param("summary", stated.summary().strip())
          .param("operation", stated.operation().orElse(null))
          .param("opened", stated.openedOn())
          .param("handling", stated.handling().name())
          .param(
              "restriction",
              stated.handling() == HandlingCode.H3 ? stated.restriction().strip() : "")
          .param("band", stated.band())
          .update();
    } catch (DuplicateKeyException taken) {
      throw new BadInputException(409, "investigation.case.number-taken");
    }
  }

  private void requireOperation(Optional<UUID> operation) {
    if (operation.isPresent()
        && operations().stream().noneMatch(known -> known.id().equals(operation.get()))) {
      throw new NotFoundException();
    }
  }

  /// The operations that the viewer's agency leads or takes part in, and that have not ended.
  public List<OperationName> operations() {
    return jdbc.sql("select id, name from orion.operation where state <> 'ENDED' order by name")
        .query((row, number) ->
            new OperationName(row.getObject("id", UUID.class), row.getString("name")))
        .list();
  }

  /// Closes a case.
  public void close(Viewer viewer, UUID id, Investigation.CloseReason reason, String words) {
    viewer.require(Action.CLOSE_CASES);
    own(viewer, id);
    state(
        viewer,
        id,
        """
        update orion.investigation set state = 'CLOSED', closed_at = now(), close_reason = :reason,
          version = version + 1, changed_at = now()
        where agency = :agency and id = :id and state = 'OPEN'
        """,
        reason.name());
    changed(viewer, id, "CLOSED", "", reason.name(), words);
    audit.record(viewer, Act.of("close", "case", id));
  }

  public void reopen(Viewer viewer, UUID id, String words) {
    viewer.require(Action.CLOSE_CASES);
    Investigation before = own(viewer, id);
    state(
        viewer,
        id,
        """
        update orion.investigation set state = 'OPEN', closed_at = null, close_reason = null,
          version = version + 1, changed_at = now()
        where agency = :agency and id = :id and state = 'CLOSED' and merged_into is null
          and close_reason = :reason
        """,
        before.closeReason().map(Enum::name).orElse(""));
    changed(viewer, id, "REOPENED", before.closeReason().map(Enum::name).orElse(""), "", words);
    audit.record(viewer, Act.of("reopen", "case", id));
  }

  private void state(Viewer viewer, UUID id, String sql, String reason) {
    int rows =
        jdbc.sql(sql)
            .param("agency", viewer.agency())
            .param("id", id)
            .param("reason", reason)
            .update();
    if (rows != 1) {
      throw new BadInputException(409, "investigation.changed");
    }
  }

  /// Leaves what was done on the case, with the words that the audit log must not hold.
  void changed(
      Viewer viewer, UUID investigation, String kind, String before, String after, String reason) {
    jdbc.sql(CHANGE)
        .param("agency", viewer.agency())
        .param("investigation", investigation)
        .param("account", viewer.account())
        .param("kind", kind)
        .param("before", before)
        .param("after", after)
        .param(
            "reason",
            reason.strip().length() <= 2000 ? reason.strip() : reason.strip().substring(0, 2000))
        .update();
  }

  private static Investigation row(ResultSet row, int number) throws SQLException {
    return new Investigation(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getString("number"),
        row.getString("title"),
        row.getString("summary"),
        Optional.ofNullable(row.getObject("of_operation", UUID.class)),
        Optional.ofNullable(row.getString("operation_name")),
        Investigation.State.valueOf(row.getString("state")),
        row.getObject("opened_on", LocalDate.class),
        time(row.getObject("closed_at", OffsetDateTime.class)),
        Optional.ofNullable(row.getString("close_reason")).map(Investigation.CloseReason::valueOf),
        HandlingCode.valueOf(row.getString("handling")),
        row.getString("restriction"),
        row.getString("band"),
        Optional.ofNullable(row.getObject("leads_to", UUID.class)),
        row.getInt("shared_with"),
        row.getInt("version"),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }

  private static Optional<Instant> time(@Nullable OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }
}
