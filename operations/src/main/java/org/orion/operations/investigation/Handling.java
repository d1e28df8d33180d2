package org.orion.operations.investigation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.handling.HandlingCode.Use;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What may be done with a case's information: its handling code, and the permissions beyond it.
/// Whatever shows a case to somebody else, hands it to a court or counts it for the public asks
/// here first.
@Repository
public class Handling {
  private static final int MOST_WORDS = 2000;
  private static final String PERMISSIONS =
      """
      select p.*, a.display_name from orion.handling_permission p left join orion.account a on a.id = p.account
      where p.investigation = :investigation order by p.at desc, p.id
      """;

  private final JdbcClient jdbc;
  private final Cases cases;
  private final AuditTrail audit;

  Handling(JdbcClient jdbc, Cases cases, AuditTrail audit) {
    this.jdbc = jdbc;
    this.cases = cases;
    this.audit = audit;
  }

  /// A permission of who gave the information.
  ///
  /// @param recipient to whom; empty for everybody
  /// @param givenBy who allowed it, in words
  public record Permission(
      UUID id,
      Use use,
      String recipient,
      String givenBy,
      LocalDate givenOn,
      String words,
      Optional<String> recordedBy,
      Instant at,
      Optional<Instant> withdrawnAt) {}

  /// What a person states of a permission.
  public record Stated(
      Use use, String recipient, String givenBy, LocalDate givenOn, String words) {}

  /// Whether a use of a case is allowed, by its code or by a permission.
  ///
  /// @param recipient who would receive it; empty for no one in particular
  public boolean allows(Viewer viewer, UUID investigation, Use use, String recipient) {
    HandlingCode code = cases.one(viewer, investigation).handling();
    return code.allows(use)
        || permissions(viewer, investigation).stream()
            .filter(permission -> permission.withdrawnAt().isEmpty() && permission.use() == use)
            .anyMatch(permission ->
                permission.recipient().isEmpty() || permission.recipient().equals(recipient));
  }

  /// Refuses a use that is not allowed; the refusal is an event.
  ///
  /// @throws BadInputException with 409, naming the code
  public void require(Viewer viewer, UUID investigation, Use use, String recipient) {
    if (!allows(viewer, investigation, use, recipient)) {
      throw new BadInputException(
          409,
          "investigation.handling.forbids." + use.name(),
          cases.one(viewer, investigation).handling().name());
    }
  }

  public List<Permission> permissions(Viewer viewer, UUID investigation) {
    return jdbc.sql(PERMISSIONS)
        .param("investigation", investigation)
        .query((row, number) ->
            new Permission(
                row.getObject("id", UUID.class),
                Use.valueOf(row.getString("use")),
                row.getString("recipient"),
                row.getString("given_by"),
                row.getObject("given_on", LocalDate.class),
                row.getString("words"),
                Optional.ofNullable(row.getString("display_name")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("withdrawn_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  /// Records a permission.
  public UUID permit(Viewer viewer, UUID investigation, Stated stated) {
    viewer.require(Action.SHARE_CASES);
    cases.own(viewer, investigation);
    boolean complete =
        stated.use() != Use.SHOW
            && Words.fit(stated.givenBy(), 300)
            && Words.fit(stated.words(), MOST_WORDS)
            && stated.recipient().length() <= 200;
    if (!complete) {
      throw new BadInputException("investigation.permission.bad");
    }
    UUID id =
        jdbc.sql(
                """
                insert into orion.handling_permission
                  (agency, investigation, use, recipient, given_by, given_on, words, account)
                values (:agency, :investigation, :use, :recipient, :givenBy, :givenOn, :words, :account)
                returning id
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("use", stated.use().name())
            .param("recipient", stated.recipient().strip())
            .param("givenBy", stated.givenBy().strip())
            .param("givenOn", stated.givenOn())
            .param("words", stated.words().strip())
            .param("account", viewer.account())
            .query(UUID.class)
            .single();
    cases.changed(viewer, investigation, "PERMITTED", "", stated.use().name(), stated.words());
    audit.record(viewer, Act.of("permit", "case", investigation));
    return id;
  }

  /// Takes a permission back; the permission must be the case's.
  public void withdraw(Viewer viewer, UUID investigation, UUID permission) {
    viewer.require(Action.SHARE_CASES);
    cases.own(viewer, investigation);
    int withdrawn =
        jdbc.sql(
                """
                update orion.handling_permission set withdrawn_at = coalesce(withdrawn_at, now())
                where agency = :agency and investigation = :investigation and id = :id
                """)
            .param("agency", viewer.agency())
            .param("investigation", investigation)
            .param("id", permission)
            .update();
    if (withdrawn == 0) {
      throw new NotFoundException();
    }
    cases.changed(viewer, investigation, "PERMISSION_WITHDRAWN", "", "", "");
    audit.record(viewer, Act.of("withdraw-permission", "case", investigation));
  }
}
