package org.orion.operations.agency;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.database.Vault;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What somebody shows besides the password: a code of an authenticator, or one of ten recovery
/// codes. Each works once. Secrets are sealed, recovery codes hashed.
@Repository
class SecondFactors {
  private static final int RECOVERY_CODES = 10;

  private static final String LOCK_ROW =
      """
      select totp_sealed, totp_last_step, locked_until from orion.account
      where agency = :agency and id = :account for update
      """;
  private static final String USE_STEP =
      "update orion.account set totp_last_step = :step where agency = :agency and id = :account";
  private static final String SET =
      """
      update orion.account set totp_sealed = :sealed, totp_last_step = :step
      where agency = :agency and id = :account
      """;
  private static final String REMOVE =
      "update orion.account set totp_sealed = null where agency = :agency and id = :account";
  private static final String USE_RECOVERY =
      """
      update orion.recovery_code set used_at = :now
      where agency = :agency and account = :account and code_sha256 = :hash and used_at is null
      """;
  private static final String FORGET_RECOVERY =
      "delete from orion.recovery_code where agency = :agency and account = :account";
  private static final String ADD_RECOVERY =
      """
      insert into orion.recovery_code (agency, account, code_sha256)
      values (:agency, :account, :hash)
      """;
  private static final String COUNT_RECOVERY =
      """
      select count(*) from orion.recovery_code
      where agency = :agency and account = :account and used_at is null
      """;

  private final JdbcClient jdbc;
  private final ViewerTransactions transactions;
  private final AuditTrail audit;
  private final SignIn signIn;
  private final Passwords passwords;
  private final Vault vault;
  private final Clock clock;
  private final boolean required;

  SecondFactors(
      JdbcClient jdbc,
      ViewerTransactions transactions,
      AuditTrail audit,
      SignIn signIn,
      Passwords passwords,
      Vault vault,
      Clock clock,
      @Value("${orion.second-factor:required}") String rule) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.audit = audit;
    this.signIn = signIn;
    this.passwords = passwords;
    this.vault = vault;
    this.clock = clock;
    this.required =
        switch (rule) {
          case "required" -> true;
          case "optional" -> false;
          default ->
              throw new IllegalArgumentException(
                  "orion.second-factor is %s, must be required or optional".formatted(rule));
        };
  }

  /// Whether nobody comes in with a password alone.
  boolean areRequired() {
    return required;
  }

  /// What came of a code.
  sealed interface Outcome {
    record Right() implements Outcome {}

    record Wrong() implements Outcome {}

    /// Too many wrong ones; before that time not even the right one is looked at.
    record TooMany(Instant until) implements Outcome {}
  }

  @SuppressWarnings("ArrayRecordComponent") // as the database hands it over
  private record State(byte @Nullable [] sealed, long lastStep, Optional<Instant> lockedUntil) {}

  /// Checks a code of the authenticator, or a recovery code. The sixth wrong one within minutes is
  /// refused unseen, and is an event of its own.
  Outcome check(Account account, String typed, String source) {
    Viewer viewer = account.viewer(source);
    return transactions.write(
        viewer,
        () -> {
          State state = state(viewer);
          Optional<Instant> locked =
              state.lockedUntil().filter(until -> until.isAfter(clock.instant()));
          if (locked.isPresent()) {
            audit.refuse(viewer, Act.of("too-many-codes", "account", account.id()));
            return new Outcome.TooMany(locked.get());
          }
          if (isRight(viewer, state, typed)) {
            return new Outcome.Right();
          }
          signIn.fail(account, source);
          return new Outcome.Wrong();
        });
  }

  private State state(Viewer viewer) {
    return of(viewer, LOCK_ROW)
        .query((row, number) ->
            new State(
                row.getBytes("totp_sealed"),
                row.getLong("totp_last_step"),
                Optional.ofNullable(row.getObject("locked_until", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant)))
        .single();
  }

  private boolean isRight(Viewer viewer, State state, String typed) {
    String code = typed.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
    if (code.length() != Totp.DIGITS) {
      boolean used =
          of(viewer, USE_RECOVERY)
                  .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                  .param("hash", hash(code))
                  .update()
              == 1;
      if (used) {
        audit.record(viewer, Act.of("use-recovery-code", "account", viewer.account()));
      }
      return used;
    }
    byte @Nullable [] sealed = state.sealed();
    if (sealed == null) {
      return false;
    }
    byte[] secret = vault.open(purpose(viewer.account()), sealed);
    OptionalLong step = Totp.match(secret, code, clock.instant(), state.lastStep());
    Arrays.fill(secret, (byte) 0);
    step.ifPresent(used -> of(viewer, USE_STEP).param("step", used).update());
    return step.isPresent();
  }

  /// A secret that is about to be set, in the form in which a session may keep it.
  byte[] seal(UUID account, byte[] secret) {
    return vault.seal(purpose(account), secret);
  }

  byte[] open(UUID account, byte[] sealed) {
    return vault.open(purpose(account), sealed);
  }

  /// Sets the viewer's authenticator, once a code shows that it has the secret.
  ///
  /// @return new recovery codes; nothing when the code is wrong
  Optional<List<String>> set(Viewer viewer, byte[] secret, String typed) {
    String code = typed.replaceAll("\\s", "");
    OptionalLong step = Totp.match(secret, code, clock.instant(), 0);
    if (step.isEmpty()) {
      return Optional.empty();
    }
    of(viewer, SET)
        .param("sealed", seal(viewer.account(), secret))
        .param("step", step.getAsLong())
        .update();
    audit.record(viewer, Act.of("set-authenticator", "account", viewer.account()));
    return Optional.of(renewRecoveryCodes(viewer));
  }

  /// Takes the viewer's authenticator away.
  void remove(Viewer viewer) {
    of(viewer, REMOVE).update();
    audit.record(viewer, Act.of("remove-authenticator", "account", viewer.account()));
  }

  /// New recovery codes in the place of all that there were.
  List<String> renewRecoveryCodes(Viewer viewer) {
    of(viewer, FORGET_RECOVERY).update();
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < RECOVERY_CODES; i++) {
      String code = passwords.oneTime();
      codes.add(code);
      of(viewer, ADD_RECOVERY).param("hash", hash(code.replace("-", ""))).update();
    }
    audit.record(viewer, Act.of("renew-recovery-codes", "account", viewer.account()));
    return codes;
  }

  int recoveryCodesLeft(Viewer viewer) {
    return of(viewer, COUNT_RECOVERY).query(Integer.class).single();
  }

  private JdbcClient.StatementSpec of(Viewer viewer, String sql) {
    return jdbc.sql(sql).param("agency", viewer.agency()).param("account", viewer.account());
  }

  private static String purpose(UUID account) {
    return "totp:" + account;
  }

  private static byte[] hash(String code) {
    return Sha256.digest(code).toBytes();
  }
}
