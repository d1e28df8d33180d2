package org.orion.operations.referral;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.NoteKey;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Agencies at other installations whose public keys an administrator registered, after they were
/// compared by another way. Each call belongs in a transaction of its viewer.
@Repository
public class Partners {
  private static final int MOST_NAME = 200;

  private final JdbcClient jdbc;
  private final AuditTrail audit;

  Partners(JdbcClient jdbc, AuditTrail audit) {
    this.jdbc = jdbc;
    this.audit = audit;
  }

  /// A partner.
  ///
  /// @param key its public key, whose name is the installation's
  public record Partner(
      UUID id, String name, String country, NoteKey key, Instant at, Optional<Instant> endedAt) {
    public boolean isActive() {
      return endedAt.isEmpty();
    }
  }

  /// All partners of the viewer's agency, those whose time has ended last.
  public List<Partner> list(Viewer viewer) {
    return jdbc.sql(
            """
            select * from orion.partner where agency = :agency
            order by ended_at nulls first, name, id limit 1000
            """)
        .param("agency", viewer.agency())
        .query((row, number) ->
            new Partner(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("country"),
                key(row.getString("key")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .list();
  }

  /// Those that packages go to and are taken from.
  List<Partner> active(Viewer viewer) {
    return list(viewer).stream().filter(Partner::isActive).toList();
  }

  static NoteKey key(String text) {
    try {
      return NoteKey.parse("orion.partner", "", text);
    } catch (FormatException changed) {
      throw new IllegalStateException("a registered key is none any more", changed);
    }
  }

  /// Registers a partner.
  ///
  /// @param key as `NAME+ID+BASE64`
  public void add(Viewer viewer, String name, String country, String key) {
    viewer.require(Action.MANAGE_PARTNERS);
    NoteKey parsed;
    try {
      parsed = NoteKey.parse("key", "", key.strip());
    } catch (FormatException malformed) {
      throw new BadInputException("referral.partner.key-bad");
    }
    boolean fits =
        !name.isBlank()
            && name.strip().length() <= MOST_NAME
            && country.matches("[A-Z]{2}")
            && parsed.kind() == NoteKey.Kind.LOG;
    if (!fits) {
      throw new BadInputException("referral.partner.bad");
    }
    UUID id = UUID.randomUUID();
    try {
      jdbc.sql(
              """
              insert into orion.partner (id, agency, name, country, key, account)
              values (:id, :agency, :name, :country, :key, :account)
              """)
          .param("id", id)
          .param("agency", viewer.agency())
          .param("name", name.strip())
          .param("country", country)
          .param("key", parsed.toString())
          .param("account", viewer.account())
          .update();
    } catch (DuplicateKeyException registered) {
      throw new BadInputException(409, "referral.partner.known");
    }
    audit.record(viewer, Act.of("register", "partner", id));
  }

  /// Ends a partner's time: nothing goes to it any more, and nothing is taken from it.
  public void end(Viewer viewer, UUID id) {
    viewer.require(Action.MANAGE_PARTNERS);
    int ended =
        jdbc.sql(
                """
                update orion.partner set ended_at = coalesce(ended_at, now())
                where agency = :agency and id = :id
                """)
            .param("agency", viewer.agency())
            .param("id", id)
            .update();
    if (ended == 0) {
      throw new NotFoundException();
    }
    audit.record(viewer, Act.of("end", "partner", id));
  }
}
