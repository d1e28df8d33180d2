package org.orion.operations.agency;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.access.Action;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The tokens of accounts: `orion_` and 256 random bits. The database has their SHA-256 only.
@Repository
public class ApiTokens {
  /// The longest that a token may live.
  public static final int MOST_DAYS = 366;

  private static final String PREFIX = "orion_";
  private static final int SECRET_BYTES = 32;
  private static final int SECRET_LENGTH = PREFIX.length() + 43;
  private static final int MOST_OF_ONE = 50;

  private static final String ADD =
      """
      insert into orion.api_token (agency, account, name, secret_sha256, scopes, expires_at)
      select :agency, :account, :name, :hash, :scopes, :expires
      where (select count(*) from orion.api_token where agency = :agency and account = :account
             and revoked_at is null and expires_at > :now) < :most
      returning *
      """;
  private static final String LIST =
      """
      select * from orion.api_token where agency = :agency and account = :account
      order by revoked_at is not null, id desc limit 200
      """;
  private static final String REVOKE =
      """
      update orion.api_token set revoked_at = coalesce(revoked_at, :now)
      where agency = :agency and account = :account and id = :id
      """;
  private static final String REVOKE_ALL =
      """
      update orion.api_token set revoked_at = :now
      where agency = :agency and account = :account and revoked_at is null
      """;
  private static final String USED =
      """
      update orion.api_token set last_used_at = :now
      where agency = :agency and id = :id
      """;

  private final JdbcClient jdbc;
  private final AuditTrail audit;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public ApiTokens(JdbcClient jdbc, AuditTrail audit, Clock clock) {
    this.jdbc = jdbc;
    this.audit = audit;
    this.clock = clock;
  }

  /// A token, and its secret, which is shown once.
  public record Made(ApiToken token, String secret) {}

  /// Makes a token for an account: its owner's own act, or one of the server's machine.
  ///
  /// @return nothing when the account has as many as one may have
  public Optional<Made> add(
      Viewer viewer, UUID account, String name, Set<Action> scopes, Duration life) {
    if (!viewer.isMachine() && !viewer.account().equals(account)) {
      throw new NotFoundException();
    }
    // Whom it belongs to, every token may ask.
    Set<Action> all = EnumSet.of(Action.OWN_ACCOUNT);
    all.addAll(scopes);
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant();
    Optional<ApiToken> token =
        jdbc.sql(ADD)
            .param("agency", viewer.agency())
            .param("account", account)
            .param("name", name)
            .param("hash", hash(secret))
            .param("scopes", all.stream().map(Action::id).sorted().toArray(String[]::new))
            .param("expires", now.plus(life).atOffset(ZoneOffset.UTC))
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("most", MOST_OF_ONE)
            .query(ApiTokens::token)
            .optional();
    token.ifPresent(made -> audit.record(viewer, Act.of("add", "api-token", made.id())));
    return token.map(made -> new Made(made, secret));
  }

  /// The viewer's own, the living first.
  public List<ApiToken> list(Viewer viewer) {
    return jdbc.sql(LIST)
        .param("agency", viewer.agency())
        .param("account", viewer.account())
        .query(ApiTokens::token)
        .list();
  }

  /// Ends one of the viewer's own.
  public void revoke(Viewer viewer, UUID id) {
    int changed =
        jdbc.sql(REVOKE)
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .param("agency", viewer.agency())
            .param("account", viewer.account())
            .param("id", id)
            .update();
    if (changed != 1) {
      throw new NotFoundException();
    }
    audit.record(viewer, Act.of("revoke", "api-token", id));
  }

  /// Ends all tokens of an account of the viewer's agency.
  void revokeAll(Viewer viewer, UUID account) {
    jdbc.sql(REVOKE_ALL)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("agency", viewer.agency())
        .param("account", account)
        .update();
  }

  /// The token of a secret, if it is alive.
  Optional<ApiToken> present(String secret) {
    if (secret.length() != SECRET_LENGTH || !secret.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return jdbc.sql("select * from orion.api_token_of(:hash)")
        .param("hash", hash(secret))
        .query(ApiTokens::token)
        .optional()
        .filter(token -> token.isAlive(clock.instant()));
  }

  /// Uses are noted once a minute.
  boolean isUseToBeNoted(ApiToken token) {
    return token.lastUsedAt().isEmpty()
        || token.lastUsedAt().get().isBefore(clock.instant().minus(Duration.ofMinutes(1)));
  }

  /// Notes that the viewer used it.
  void noteUse(Viewer viewer, ApiToken token) {
    jdbc.sql(USED)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("agency", viewer.agency())
        .param("id", token.id())
        .update();
  }

  private static byte[] hash(String secret) {
    return Sha256.digest(secret).toBytes();
  }

  private static ApiToken token(ResultSet row, int number) throws SQLException {
    Set<Action> scopes = EnumSet.noneOf(Action.class);
    // A right that this version has no more is one that nobody has.
    Arrays.stream((String[]) row.getArray("scopes").getArray())
        .forEach(id -> Action.of(id).ifPresent(scopes::add));
    return new ApiToken(
        row.getObject("id", UUID.class),
        row.getString("agency"),
        row.getObject("account", UUID.class),
        row.getString("name"),
        scopes,
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        instant(row.getObject("last_used_at", OffsetDateTime.class)),
        instant(row.getObject("revoked_at", OffsetDateTime.class)));
  }

  private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }
}
