package org.orion.operations.agency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.ForbiddenException;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The accounts of a viewer's agency. Each call belongs in a transaction of its viewer.
@Repository
public class Accounts {
  private static final String LIST =
      "select * from orion.account where agency = :agency order by login";
  private static final String ONE =
      "select * from orion.account where agency = :agency and id = :id";
  private static final String ADD =
      """
      insert into orion.account (agency, login, display_name, roles, password_hash, password_once)
      values (:agency, :login, :name, :roles, :hash, :once)
      on conflict (agency, login) do nothing
      returning id
      """;
  private static final String DISABLE =
      """
      update orion.account set disabled_at = coalesce(disabled_at, now()), version = version + 1
      where agency = :agency and id = :id
      """;
  private static final String RESET =
      """
      update orion.account set password_hash = :hash, password_once = :once, totp_sealed = null,
        failures = 0, locked_until = null, disabled_at = null, version = version + 1
      where agency = :agency and id = :id
      """;
  private static final String FORGET_RECOVERY =
      "delete from orion.recovery_code where agency = :agency and account = :id";
  private static final String FORGET_PASSKEYS =
      "delete from orion.passkey where agency = :agency and account = :id";
  private static final String SET_PASSWORD =
      """
      update orion.account set password_hash = :hash, password_once = false, version = version + 1
      where agency = :agency and id = :id
      """;
  private static final String SET_LANGUAGE =
      "update orion.account set language = :language, zone = :zone, keys_on = :keys where agency = :agency and id = :id";

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final ApiTokens tokens;

  public Accounts(JdbcClient jdbc, AuditTrail audit, ApiTokens tokens) {
    this.jdbc = jdbc;
    this.audit = audit;
    this.tokens = tokens;
  }

  /// All of the viewer's agency, by name.
  public List<Account> list(Viewer viewer) {
    return jdbc.sql(LIST).param("agency", viewer.agency()).query(Accounts::account).list();
  }

  public Account one(Viewer viewer, UUID id) {
    return jdbc.sql(ONE)
        .param("agency", viewer.agency())
        .param("id", id)
        .query(Accounts::account)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// Makes an account in the viewer's agency.
  ///
  /// @return its number; nothing when the agency has one of that name
  public Optional<UUID> add(
      Viewer viewer, String login, String name, Set<Role> roles, String passwordHash) {
    requireManager(viewer);
    Optional<UUID> id =
        jdbc.sql(ADD)
            .param("agency", viewer.agency())
            .param("login", login)
            .param("name", name)
            .param("roles", roles.stream().map(Role::id).sorted().toArray(String[]::new))
            .param("hash", passwordHash)
            .param("once", isPerson(roles))
            .query(UUID.class)
            .optional();
    id.ifPresent(number -> audit.record(viewer, Act.of("add", "account", number)));
    return id;
  }

  /// Whether one account may have these roles: a provider's system has no other.
  public static boolean areTogether(Set<Role> roles) {
    return !roles.isEmpty() && (roles.size() == 1 || !roles.contains(Role.PROVIDER));
  }

  /// A machine cannot set a password of its own: the one that it is given stays.
  private static boolean isPerson(Set<Role> roles) {
    return !roles.equals(Set.of(Role.PROVIDER));
  }

  public void disable(Viewer viewer, UUID id) {
    requireManager(viewer);
    changeOne(jdbc.sql(DISABLE).param("agency", viewer.agency()).param("id", id).update());
    audit.record(viewer, Act.of("disable", "account", id));
  }

  /// Gives an account a one-time password, and takes its second factor, its tokens and its locks
  /// away; its sessions end.
  public void reset(Viewer viewer, UUID id, String passwordHash) {
    requireManager(viewer);
    Account account = one(viewer, id);
    changeOne(
        jdbc.sql(RESET)
            .param("hash", passwordHash)
            .param("once", isPerson(account.roles()))
            .param("agency", viewer.agency())
            .param("id", id)
            .update());
    jdbc.sql(FORGET_PASSKEYS).param("agency", viewer.agency()).param("id", id).update();
    jdbc.sql(FORGET_RECOVERY).param("agency", viewer.agency()).param("id", id).update();
    tokens.revokeAll(viewer, id);
    audit.record(viewer, Act.of("reset", "account", id));
  }

  /// Sets the viewer's own password.
  public void setPassword(Viewer viewer, String passwordHash) {
    changeOne(
        jdbc.sql(SET_PASSWORD)
            .param("hash", passwordHash)
            .param("agency", viewer.agency())
            .param("id", viewer.account())
            .update());
    audit.record(viewer, Act.of("set-password", "account", viewer.account()));
  }

  /// Sets how the viewer sees pages.
  public void setView(Viewer viewer, Locale language, ZoneId zone, boolean keysOn) {
    changeOne(
        jdbc.sql(SET_LANGUAGE)
            .param("language", language.getLanguage())
            .param("zone", zone.getId())
            .param("keys", keysOn)
            .param("agency", viewer.agency())
            .param("id", viewer.account())
            .update());
    audit.record(viewer, Act.of("set-view", "account", viewer.account()));
  }

  private static void requireManager(Viewer viewer) {
    if (!viewer.isMachine() && !viewer.may(Action.MANAGE_ACCOUNTS)) {
      throw new ForbiddenException(Action.MANAGE_ACCOUNTS);
    }
  }

  private static void changeOne(int changed) {
    if (changed != 1) {
      throw new NotFoundException();
    }
  }

  /// A row of `orion.account`.
  static Account account(ResultSet row, int number) throws SQLException {
    return new Account(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getString("login"),
        row.getString("display_name"),
        roles((String[]) row.getArray("roles").getArray()),
        row.getBoolean("password_once"),
        row.getBytes("totp_sealed") != null,
        instant(row.getObject("locked_until", OffsetDateTime.class)),
        instant(row.getObject("disabled_at", OffsetDateTime.class)),
        Locale.of(row.getString("language")),
        ZoneId.of(row.getString("zone")),
        row.getBoolean("keys_on"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row.getObject("last_sign_in_at", OffsetDateTime.class)),
        row.getInt("version"));
  }

  private static Set<Role> roles(String[] ids) {
    return Arrays.stream(ids)
        .map(id -> Role.of(id).orElseThrow(() -> new IllegalStateException("no such role: " + id)))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
    return Optional.ofNullable(time)
        .map(value -> value.withOffsetSameInstant(ZoneOffset.UTC).toInstant());
  }
}
