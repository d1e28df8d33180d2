package org.orion.operations.agency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who may come in. Names that nobody has take as long as wrong passwords and are locked as
/// accounts are, so that no answer tells which names there are.
@Component
public class SignIn {
  /// So many wrong passwords or codes in a row lock the account for a while.
  static final int FAILURES_BEFORE_LOCK = 5;

  static final Duration LOCK = Duration.ofMinutes(15);

  /// Failures count together as long as no more than this lies between two of them.
  static final Duration REMEMBERED = Duration.ofHours(1);

  private static final String FAIL =
      """
      update orion.account set
        failures = case when last_failure_at > :since then failures + 1 else 1 end,
        last_failure_at = :now,
        locked_until = case when last_failure_at > :since and failures + 1 >= :most
          then :until else locked_until end
      where id = :id
      """;
  private static final String OWN_HASH =
      "select password_hash from orion.account where agency = :agency and id = :id";
  private static final String SUCCEED =
      "update orion.account set failures = 0, locked_until = null, last_sign_in_at = :now where id = :id";

  private final JdbcClient jdbc;
  private final ViewerTransactions transactions;
  private final AuditTrail audit;
  private final Passwords passwords;
  private final UnknownNames unknown;
  private final Clock clock;

  SignIn(
      JdbcClient jdbc,
      ViewerTransactions transactions,
      AuditTrail audit,
      Passwords passwords,
      UnknownNames unknown,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.audit = audit;
    this.passwords = passwords;
    this.unknown = unknown;
    this.clock = clock;
  }

  /// What came of a name and a password.
  public sealed interface Outcome {
    /// The password is right. What else is needed, the account says: a code, or a password of one's
    /// own.
    record Right(Account account) implements Outcome {}

    /// Wrong name or password, or an account that is disabled.
    record Wrong() implements Outcome {}

    /// Too many failures; even the right password does not open it before that time.
    record Locked(Instant until) implements Outcome {}
  }

  /// An account, and what its password is compared with.
  record Candidate(Account account, String hash) {}

  /// Checks a name and a password.
  public Outcome check(String login, String password, String source) {
    String name = login.strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || password.isBlank()) {
      return new Outcome.Wrong();
    }
    List<Candidate> candidates =
        candidates(name).stream().filter(candidate -> !candidate.account().isProvider()).toList();
    if (candidates.isEmpty()) {
      return nobody(name, password);
    }
    List<Instant> locks = new ArrayList<>();
    for (Candidate candidate : candidates) {
      boolean right = passwords.matches(password, candidate.hash());
      Account account = candidate.account();
      Optional<Instant> locked =
          account.lockedUntil().filter(until -> until.isAfter(clock.instant()));
      if (right && !account.isDisabled() && locked.isEmpty()) {
        return new Outcome.Right(account);
      }
      locked.ifPresent(locks::add);
    }
    if (locks.size() == candidates.size()) {
      return new Outcome.Locked(Collections.max(locks));
    }
    candidates.forEach(candidate -> fail(candidate.account(), source));
    return new Outcome.Wrong();
  }

  /// What is answered for a name that nobody has, after the same work.
  private Outcome nobody(String name, String password) {
    passwords.matchNobody(password);
    Optional<Instant> locked = unknown.lockedUntil(name);
    if (locked.isPresent()) {
      return new Outcome.Locked(locked.get());
    }
    unknown.fail(name);
    return new Outcome.Wrong();
  }

  /// All accounts of a name: agencies may have accounts of the same name.
  List<Candidate> candidates(String name) {
    return jdbc.sql("select * from orion.accounts_named(:name)")
        .param("name", name)
        .query((row, number) ->
            new Candidate(Accounts.account(row, number), row.getString("password_hash")))
        .list();
  }

  /// The account as it is now; nothing when it is disabled. What a session may do follows this, not
  /// what was true at sign-in.
  public Optional<Account> present(UUID id) {
    return jdbc.sql("select * from orion.account_of(:id)")
        .param("id", id)
        .query(Accounts::account)
        .optional()
        .filter(account -> !account.isDisabled());
  }

  /// Records that somebody tried to be this account, without counting it against it.
  void noteRefusal(Account account, String source) {
    Viewer viewer = account.viewer(source);
    transactions.write(
        viewer, () -> audit.refuse(viewer, Act.of("sign-in", "account", account.id())));
  }

  /// Counts a failure of one account.
  public void fail(Account account, String source) {
    Viewer viewer = account.viewer(source);
    transactions.write(
        viewer,
        () -> {
          Instant now = clock.instant();
          jdbc.sql(FAIL)
              .param("now", now.atOffset(ZoneOffset.UTC))
              .param("since", now.minus(REMEMBERED).atOffset(ZoneOffset.UTC))
              .param("most", FAILURES_BEFORE_LOCK)
              .param("until", now.plus(LOCK).atOffset(ZoneOffset.UTC))
              .param("id", account.id())
              .update();
          audit.refuse(viewer, Act.of("sign-in", "account", account.id()));
        });
  }

  /// The viewer's account, if the password is its own and it is not locked; a wrong one counts as a
  /// failure.
  Optional<Account> confirm(Viewer viewer, String password) {
    Optional<Account> account =
        present(viewer.account())
            .filter(present ->
                present.lockedUntil().filter(until -> until.isAfter(clock.instant())).isEmpty());
    if (account.isEmpty()) {
      return account;
    }
    String hash =
        transactions.read(
            viewer,
            () ->
                jdbc.sql(OWN_HASH)
                    .param("agency", viewer.agency())
                    .param("id", viewer.account())
                    .query(String.class)
                    .single());
    if (passwords.matches(password, hash)) {
      return account;
    }
    fail(account.get(), viewer.source());
    return Optional.empty();
  }

  /// Records that somebody is in.
  public void succeed(Account account, String source) {
    Viewer viewer = account.viewer(source);
    transactions.write(
        viewer,
        () -> {
          jdbc.sql(SUCCEED)
              .param("now", clock.instant().atOffset(ZoneOffset.UTC))
              .param("id", account.id())
              .update();
          audit.record(viewer, Act.of("sign-in", "account", account.id()));
        });
  }
}
