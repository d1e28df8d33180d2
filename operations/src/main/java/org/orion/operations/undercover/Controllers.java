package org.orion.operations.undercover;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Who may open the registry, as the agency's supervisors enroll them, and the warnings that
/// supervisors get.
@Repository
public class Controllers {
  private final JdbcClient jdbc;
  private final CaseDesk desk;
  private final AuditTrail audit;
  private final Clock clock;

  Controllers(JdbcClient jdbc, CaseDesk desk, AuditTrail audit, Clock clock) {
    this.jdbc = jdbc;
    this.desk = desk;
    this.audit = audit;
    this.clock = clock;
  }

  /// Somebody who may open the registry, or might once.
  public record Enrolled(
      UUID id, UUID account, String name, Instant at, Optional<Instant> endedAt) {}

  /// That the agency met a controlled account of another one, or its own.
  ///
  /// @param other whom to call first
  /// @param act `TIP`, `SEARCH`, `TYPED` or `KNOWN`
  /// @param who searched or typed
  public record Warning(
      UUID id,
      String other,
      String otherName,
      String contact,
      String act,
      Optional<UUID> tip,
      Optional<String> who,
      Instant at,
      Optional<Instant> seenAt) {}

  /// Whether the viewer is enrolled now.
  boolean isEnrolled() {
    return jdbc.sql("select orion.viewer_in_registry()").query(Boolean.class).single();
  }

  /// Refuses whoever is not enrolled as if there were no registry.
  void require(Viewer viewer) {
    viewer.require(Action.SEE_CONTROLLED_ACCOUNTS);
    if (!isEnrolled()) {
      throw new NotFoundException();
    }
  }

  /// Notes that the viewer just proved who it is; the database's own rule asks for it.
  public void proved(Viewer viewer) {
    jdbc.sql(
            """
            insert into orion.registry_proof (account, agency, at) values (:account, :agency, :now)
            on conflict (account) do update set at = excluded.at
            """)
        .param("account", viewer.account())
        .param("agency", viewer.agency())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    audit.record(viewer, Act.of("prove", "registry", "-"));
  }

  List<Enrolled> list() {
    return jdbc.sql(
            """
            select c.*, a.display_name from orion.controller c join orion.account a on a.id = c.account
            order by c.ended_at nulls first, a.display_name, c.id
            """)
        .query((row, number) ->
            new Enrolled(
                row.getObject("id", UUID.class),
                row.getObject("account", UUID.class),
                row.getString("display_name"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  /// Lets somebody of the agency open the registry.
  public void enroll(Viewer viewer, UUID account) {
    viewer.require(Action.ENROLL_CONTROLLERS);
    if (desk.colleagues(viewer).stream().noneMatch(one -> one.id().equals(account))) {
      throw new NotFoundException();
    }
    try {
      jdbc.sql(
              "insert into orion.controller (agency, account, enrolled_by) values (:agency, :account, :by)")
          .param("agency", viewer.agency())
          .param("account", account)
          .param("by", viewer.account())
          .update();
    } catch (DuplicateKeyException there) {
      throw new BadInputException(409, "undercover.enrolled.there");
    }
    audit.record(viewer, Act.of("enroll", "controller", account));
  }

  void end(Viewer viewer, UUID id) {
    viewer.require(Action.ENROLL_CONTROLLERS);
    changed(
        jdbc.sql(
                """
                update orion.controller set ended_at = coalesce(ended_at, now())
                where agency = :agency and id = :id
                """)
            .param("agency", viewer.agency())
            .param("id", id)
            .update());
    audit.record(viewer, Act.of("end", "controller", id));
  }

  /// The warnings of the agency's supervisors, those first that nobody saw; the 500 newest.
  List<Warning> warnings() {
    return jdbc.sql(
            """
            select w.*, g.name, g.contact, a.display_name from orion.controlled_warning w
            join orion.agency g on g.ref = w.other left join orion.account a on a.id = w.account
            order by w.seen_at is not null, w.at desc, w.id desc limit 500
            """)
        .query((row, number) ->
            new Warning(
                row.getObject("id", UUID.class),
                row.getString("other"),
                row.getString("name"),
                row.getString("contact"),
                row.getString("act"),
                Optional.ofNullable(row.getObject("tip", UUID.class)),
                Optional.ofNullable(row.getString("display_name")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("seen_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  void seeWarning(Viewer viewer, UUID id) {
    viewer.require(Action.ENROLL_CONTROLLERS);
    see(viewer, "controlled_warning", id);
  }

  /// Marks a hit or a warning as seen; who saw it first stays.
  void see(Viewer viewer, String table, UUID id) {
    changed(
        jdbc.sql(
                """
                update orion.%s set seen_by = case when seen_at is null then :account else seen_by end,
                  seen_at = coalesce(seen_at, now())
                where agency = :agency and id = :id
                """
                    .formatted(table))
            .param("account", viewer.account())
            .param("agency", viewer.agency())
            .param("id", id)
            .update());
  }

  static void changed(int rows) {
    if (rows == 0) {
      throw new NotFoundException();
    }
  }
}
