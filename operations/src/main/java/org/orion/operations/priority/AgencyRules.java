package org.orion.operations.priority;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.orion.exchange.FormatException;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rules that agencies wrote. The rules that come with the program stand in until an agency's
/// own come into force. Each call belongs in a transaction of its viewer.
@Repository
public class AgencyRules {
  private static final String IN_FORCE =
      """
      select id, rules from orion.priority_rules where agency = :agency and effective <= :day
      order by effective desc, id desc limit 1
      """;
  private static final String LIST =
      """
      select id, version, author, effective, account, at from orion.priority_rules
      where agency = :agency order by id desc
      """;
  private static final String ONE =
      "select rules from orion.priority_rules where agency = :agency and id = :id";
  private static final String ADD =
      """
      insert into orion.priority_rules (agency, version, author, effective, rules, account)
      values (:agency, :version, :author, :effective, :rules, :account)
      on conflict (agency, version) do nothing returning id
      """;
  private static final String RESCORE =
      "insert into orion.rescore (agency, cause, day) values (:agency, 'RULES', :day)";

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final PriorityRules builtIn = PriorityRules.builtIn();

  /// Rows are never changed, so that what was read once stays true.
  private final Map<UUID, PriorityRules> read = new ConcurrentHashMap<>();

  AgencyRules(JdbcClient jdbc, AuditTrail audit) {
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /// A version that an agency added.
  public record Version(
      UUID id, String version, String author, LocalDate effective, UUID account, Instant at) {}

  private record Stored(UUID id, String rules) {}

  PriorityRules builtIn() {
    return builtIn;
  }

  /// The rules of the viewer's agency on a day.
  PriorityRules inForce(Viewer viewer, LocalDate day) {
    Optional<Stored> own =
        jdbc.sql(IN_FORCE)
            .param("agency", viewer.agency())
            .param("day", day)
            .query((row, number) ->
                new Stored(row.getObject("id", UUID.class), row.getString("rules")))
            .optional();
    return own.map(stored -> read.computeIfAbsent(stored.id(), _ -> parsed(stored.rules())))
        .orElse(builtIn);
  }

  private static PriorityRules parsed(String rules) {
    try {
      return PriorityRulesReader.read("rules", rules);
    } catch (FormatException defect) {
      throw new IllegalStateException("kept rules cannot be read any more", defect);
    }
  }

  /// The versions of the viewer's agency, the newest first.
  List<Version> list(Viewer viewer) {
    return jdbc.sql(LIST)
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Version(
                row.getObject("id", UUID.class),
                row.getString("version"),
                row.getString("author"),
                row.getObject("effective", LocalDate.class),
                row.getObject("account", UUID.class),
                PriorityRows.instant(row, "at")))
        .list();
  }

  /// The text of a version.
  String text(Viewer viewer, UUID id) {
    return jdbc.sql(ONE)
        .param("agency", viewer.agency())
        .param("id", id)
        .query(String.class)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Adds a version. From the day on which it is effective, all open tips are scored again in the
  /// background.
  ///
  /// @param rules as read from the text
  /// @param today the first day on which it can become effective: what was is not judged anew
  UUID add(Viewer viewer, PriorityRules rules, String text, LocalDate today) {
    viewer.require(Action.MANAGE_RULES);
    if (rules.effective().isBefore(today)) {
      throw new BadInputException("priority.rules.too-early", rules.effective(), today);
    }
    Optional<UUID> id =
        rules.version().equals(builtIn.version())
            ? Optional.empty()
            : jdbc.sql(ADD)
                .param("agency", viewer.agency())
                .param("version", rules.version())
                .param("author", rules.author())
                .param("effective", rules.effective())
                .param("rules", text)
                .param("account", viewer.account())
                .query(UUID.class)
                .optional();
    UUID added =
        id.orElseThrow(
            () -> new BadInputException(409, "priority.rules.version-taken", rules.version()));
    jdbc.sql(RESCORE).param("agency", viewer.agency()).param("day", rules.effective()).update();
    audit.record(viewer, Act.of("add", "priority-rules", added));
    return added;
  }
}
