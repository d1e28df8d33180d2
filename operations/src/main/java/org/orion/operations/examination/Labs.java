package org.orion.operations.examination;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.exchange.report.LabKey;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The labs of an agency: the public keys whose reports it takes. Each call belongs in a
/// transaction of its viewer.
@Repository
public class Labs {
  private static final int MOST_KEY = 10_000;
  private static final int MOST_REASON = 2000;
  private static final String ADD =
      """
      insert into orion.lab_key (id, agency, name, key, pem, account)
      values (:id, :agency, :name, :key, :pem, :account) on conflict do nothing
      """;
  private static final String REVOKE =
      """
      update orion.lab_key set revoked_from = :from, revoke_reason = :reason, revoked_by = :account
      where agency = :agency and id = :id and revoked_from is null
      """;

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final Clock clock;
  private final JsonMapper json;

  Labs(JdbcClient jdbc, AuditTrail audit, Clock clock, JsonMapper json) {
    this.jdbc = jdbc;
    this.audit = audit;
    this.clock = clock;
    this.json = json;
  }

  /// A registered key.
  ///
  /// @param key SHA-256 of it, as reports and `orion key` name it
  /// @param revokedFrom from when on nothing that it signed is taken
  public record Lab(
      UUID id,
      String name,
      String key,
      Instant at,
      Optional<Instant> revokedFrom,
      String revokeReason) {}

  /// The agency's labs, those in use first.
  public List<Lab> list(Viewer viewer) {
    return jdbc.sql(
            """
            select * from orion.lab_key where agency = :agency
            order by revoked_from is not null, name, at limit 500
            """)
        .param("agency", viewer.agency())
        .query(Labs::row)
        .list();
  }

  /// Registers a key.
  ///
  /// @param text PEM, or the object that `orion key show --json` prints
  public UUID register(Viewer viewer, String name, String text) {
    viewer.require(Action.MANAGE_LABS);
    if (name.isBlank() || name.strip().length() > 100) {
      throw new BadInputException("examination.lab.bad-name");
    }
    LabKey key = parse(text);
    UUID id = UUID.randomUUID();
    int rows =
        jdbc.sql(ADD)
            .param("id", id)
            .param("agency", viewer.agency())
            .param("name", name.strip())
            .param("key", key.id())
            .param("pem", key.toPem())
            .param("account", viewer.account())
            .update();
    if (rows == 0) {
      throw new BadInputException(409, "examination.lab.known");
    }
    audit.record(viewer, Act.of("register", "lab-key", id));
    return id;
  }

  private LabKey parse(String text) {
    try {
      if (text.length() > MOST_KEY) {
        throw new BadInputException("examination.lab.bad-key");
      }
      String pem =
          text.strip().startsWith("{") ? json.readTree(text).path("public_key").asString("") : text;
      return LabKey.parse("key", pem);
    } catch (FormatException | JacksonException malformed) {
      throw new BadInputException("examination.lab.bad-key");
    }
  }

  /// Takes nothing more that a key signs from a moment on. What came before stays.
  public void revoke(Viewer viewer, UUID id, Instant from, String reason) {
    viewer.require(Action.MANAGE_LABS);
    if (reason.isBlank() || reason.strip().length() > MOST_REASON) {
      throw new BadInputException("examination.lab.bad-reason");
    }
    Lab lab =
        list(viewer).stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(NotFoundException::new);
    int rows =
        jdbc.sql(REVOKE)
            .param("from", from.atOffset(ZoneOffset.UTC))
            .param("reason", reason.strip())
            .param("account", viewer.account())
            .param("agency", viewer.agency())
            .param("id", lab.id())
            .update();
    if (rows == 0) {
      throw new BadInputException(409, "examination.lab.revoked-before");
    }
    audit.record(viewer, Act.of("revoke", "lab-key", id));
  }

  /// A key whose signature is taken now.
  record Signing(UUID id, LabKey key) {}

  /// The key that a report names.
  ///
  /// @param agency that the report names; only the viewer's own has keys here
  Optional<Signing> signing(Viewer viewer, String agency, String keyId) {
    if (!agency.equals(viewer.agency())) {
      return Optional.empty();
    }
    return jdbc.sql(
            """
            select id, pem from orion.lab_key
            where agency = :agency and key = :key and (revoked_from is null or revoked_from > :now)
            """)
        .param("agency", agency)
        .param("key", keyId)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .query((row, number) ->
            new Signing(row.getObject("id", UUID.class), kept(row.getString("pem"))))
        .optional();
  }

  private static LabKey kept(String pem) {
    try {
      return LabKey.parse("key", pem);
    } catch (FormatException changed) {
      throw new IllegalStateException("a kept key cannot be read any more", changed);
    }
  }

  private static Lab row(ResultSet row, int number) throws SQLException {
    return new Lab(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("key"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("revoked_from", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getString("revoke_reason"));
  }
}
