package org.orion.operations.child;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.ForbiddenException;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.database.Vault;
import org.orion.operations.investigation.Words;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// Who children are: opened with a reason, written, and erased, by child specialists of the teams
/// of their cases.
///
/// An identity is sealed by a [Vault] under a random key of its child. That key is sealed under the
/// installation's and stands in a table of its own; whoever has one table, or both without the
/// installation's key, opens nothing. Erasing deletes both rows, so that a copy of the sealed row
/// that is left in a backup opens no more.
@Repository
public class ChildIdentities {
  private static final int KEY_BYTES = 32;
  private static final int MOST_REASON = 500;
  private static final int MOST_AUTHORITY = 300;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String IS_ON_TEAM = "select :child = any (orion.children_of_team())";
  private static final String PUT =
      """
      insert into orion.child_identity as i (child, agency, sealed, version) values (:child, :agency, :sealed, 1)
      on conflict (child) do update set sealed = excluded.sealed, version = i.version + 1, changed_at = now()
      where i.version = :version
      """;

  private final JdbcClient jdbc;
  private final Children children;
  private final Vault vault;
  private final AuditTrail audit;
  private final SecureRandom random = new SecureRandom();

  ChildIdentities(JdbcClient jdbc, Children children, Vault vault, AuditTrail audit) {
    this.jdbc = jdbc;
    this.children = children;
    this.vault = vault;
    this.audit = audit;
  }

  /// An identity that was opened.
  ///
  /// @param version 0 where none was written yet
  public record Opened(ChildIdentity identity, int version) {}

  /// That somebody opened, wrote or erased an identity.
  ///
  /// @param authority what ordered an erasure
  public record Use(
      Instant at, Optional<String> who, String act, String reason, String authority) {}

  /// Refuses whoever is no child specialist of the team of one of the child's cases.
  ///
  /// @throws NotFoundException where the child itself is hidden
  Child require(Viewer viewer, UUID id) {
    viewer.require(Action.OPEN_IDENTITY);
    Child child = children.one(id).child();
    if (!isOnTeam(id)) {
      throw new ForbiddenException(Action.OPEN_IDENTITY);
    }
    return child;
  }

  boolean isOnTeam(UUID id) {
    return jdbc.sql(IS_ON_TEAM).param("child", id).query(Boolean.class).single();
  }

  /// Opens an identity; the reason is kept, and the look is an event.
  Opened open(Viewer viewer, UUID id, String reason) {
    requireNotErased(require(viewer, id));
    used(viewer, id, "OPENED", reason, "");
    audit.record(viewer, Act.of("open-identity", "child", id));
    return read(id);
  }

  @SuppressWarnings("ArrayRecordComponent") // as the database hands it over
  private record Row(byte[] sealed, int version) {}

  private Opened read(UUID id) {
    Optional<Row> row =
        jdbc.sql("select sealed, version from orion.child_identity where child = :child")
            .param("child", id)
            .query((found, number) -> new Row(found.getBytes("sealed"), found.getInt("version")))
            .optional();
    if (row.isEmpty()) {
      return new Opened(ChildIdentity.UNKNOWN, 0);
    }
    Vault own = own(id).orElseThrow(() -> new IllegalStateException("the key is missing"));
    byte[] clear = own.open(purpose(id), row.get().sealed());
    ChildIdentity identity = JSON.readValue(clear, ChildIdentity.class);
    Arrays.fill(clear, (byte) 0);
    return new Opened(identity, row.get().version());
  }

  /// Writes an identity.
  ///
  /// @param version the one that was read; 0 for the first
  public void write(Viewer viewer, UUID id, int version, ChildIdentity identity, String reason) {
    requireNotErased(require(viewer, id));
    used(viewer, id, "WRITTEN", reason, "");
    byte[] clear = JSON.writeValueAsBytes(identity.checked());
    byte[] sealed = own(id).orElseGet(() -> make(viewer, id)).seal(purpose(id), clear);
    Arrays.fill(clear, (byte) 0);
    int rows =
        jdbc.sql(PUT)
            .param("child", id)
            .param("agency", viewer.agency())
            .param("sealed", sealed)
            .param("version", version)
            .update();
    if (rows != 1) {
      throw new BadInputException(409, "investigation.changed");
    }
    audit.record(viewer, Act.of("write-identity", "child", id));
  }

  /// Destroys the key of an identity, and with it the identity, for good.
  ///
  /// @param authority what orders it
  /// @param number of the child's code, typed once more
  void erase(Viewer viewer, UUID id, String authority, String reason, int number) {
    Child child = require(viewer, id);
    requireNotErased(child);
    if (!Words.fit(authority, MOST_AUTHORITY)) {
      throw new BadInputException("child.erase.authority", MOST_AUTHORITY);
    }
    if (number != child.number()) {
      throw new BadInputException("child.erase.number");
    }
    used(viewer, id, "ERASED", reason, authority.strip());
    jdbc.sql("delete from orion.child_key where child = :child").param("child", id).update();
    jdbc.sql("delete from orion.child_identity where child = :child").param("child", id).update();
    int rows =
        jdbc.sql(
                """
                update orion.child set erased_at = now()
                where agency = :agency and id = :child and erased_at is null
                """)
            .param("agency", viewer.agency())
            .param("child", id)
            .update();
    if (rows != 1) {
      throw new BadInputException(409, "child.erased");
    }
    children.changed(viewer, id, "ERASED", "", "", "");
    audit.record(viewer, Act.of("erase-identity", "child", id));
  }

  private static void requireNotErased(Child child) {
    if (child.erasedAt().isPresent()) {
      throw new BadInputException(409, "child.erased");
    }
  }

  private void used(Viewer viewer, UUID id, String act, String reason, String authority) {
    if (!Words.fit(reason, MOST_REASON)) {
      throw new BadInputException("investigation.reason.bad", MOST_REASON);
    }
    jdbc.sql(
            """
            insert into orion.child_identity_use (agency, child, act, reason, authority, account)
            values (:agency, :child, :act, :reason, :authority, :account)
            """)
        .param("agency", viewer.agency())
        .param("child", id)
        .param("act", act)
        .param("reason", reason.strip())
        .param("authority", authority)
        .param("account", viewer.account())
        .update();
  }

  /// Who opened, wrote or erased it, the newest first: for specialists and supervisors.
  List<Use> uses(UUID id) {
    return jdbc.sql(
            """
            select u.*, a.display_name from orion.child_identity_use u left join orion.account a on a.id = u.account
            where u.child = :child order by u.at desc, u.id desc limit 500
            """)
        .param("child", id)
        .query((row, number) ->
            new Use(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("display_name")),
                row.getString("act"),
                row.getString("reason"),
                row.getString("authority")))
        .list();
  }

  /// The vault under the child's own key, if it has one.
  private Optional<Vault> own(UUID id) {
    byte @Nullable [] wrapped =
        jdbc.sql("select wrapped from orion.child_key where child = :child")
            .param("child", id)
            .query((row, number) -> row.getBytes("wrapped"))
            .optional()
            .orElse(null);
    return wrapped == null
        ? Optional.empty()
        : Optional.of(vault(vault.open(keyPurpose(id), wrapped)));
  }

  private Vault make(Viewer viewer, UUID id) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    jdbc.sql(
            "insert into orion.child_key (child, agency, wrapped) values (:child, :agency, :wrapped)")
        .param("child", id)
        .param("agency", viewer.agency())
        .param("wrapped", vault.seal(keyPurpose(id), key))
        .update();
    return vault(key);
  }

  private static Vault vault(byte[] key) {
    Vault own = new Vault(Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    Arrays.fill(key, (byte) 0);
    return own;
  }

  private static String purpose(UUID id) {
    return "child-identity:" + id;
  }

  private static String keyPurpose(UUID id) {
    return "child-key:" + id;
  }
}
