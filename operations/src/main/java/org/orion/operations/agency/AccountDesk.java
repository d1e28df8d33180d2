package org.orion.operations.agency;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.OpenDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/// Accounts from the command line of the server's machine, whether the server runs or not. Who can
/// read the data directory may do everything here; each act is an event of the machine.
public final class AccountDesk implements AutoCloseable {
  private static final Agencies.Agency FIRST_AGENCY =
      new Agencies.Agency("LOCAL", "This agency", "ZZ", Agencies.Type.POLICE, "");
  private static final String FIRST_LOGIN = "admin";

  private final OpenDatabase database;
  private final Accounts accounts;
  private final ApiTokens tokens;
  private final Agencies agencies;
  private final ViewerTransactions transactions;
  private final Passwords passwords = new Passwords();

  private AccountDesk(OpenDatabase database) {
    this.database = database;
    JdbcClient jdbc = JdbcClient.create(database.source());
    AuditTrail audit = new AuditTrail(jdbc);
    this.tokens = new ApiTokens(jdbc, audit, Clock.systemUTC());
    this.accounts = new Accounts(jdbc, audit, tokens);
    this.agencies = new Agencies(jdbc);
    this.transactions =
        new ViewerTransactions(new JdbcTransactionManager(database.source()), database.source());
  }

  /// The desk of a database.
  public static AccountDesk at(DatabaseAddress address) throws DatabaseException {
    return new AccountDesk(OpenDatabase.at(address));
  }

  /// The desk of a data directory: of its running database, or of one that runs as long as the desk
  /// is open.
  public static AccountDesk open(Path data, Path binaries, Optional<DatabaseAddress> external)
      throws DatabaseException, IOException, InterruptedException {
    return new AccountDesk(OpenDatabase.of(data, binaries, external));
  }

  /// An account, and the secret that is shown once.
  public record Added(Account account, String secret) {}

  /// Makes an account; its agency too, when there is none of that reference.
  ///
  /// @return nothing when the agency has an account of that name
  public Optional<Added> add(String login, String name, Agencies.Agency agency, Set<Role> roles) {
    String secret = passwords.oneTime();
    String hash = passwords.hash(secret);
    Viewer viewer = Viewer.machine(agency.ref());
    return transactions.write(
        viewer,
        () -> {
          agencies.add(agency);
          return accounts
              .add(viewer, login.toLowerCase(Locale.ROOT), name, roles, hash)
              .map(id -> new Added(accounts.one(viewer, id), secret));
        });
  }

  /// All accounts, of one agency or of all.
  public List<Account> list(Optional<String> agency) {
    return agencies.list().stream()
        .map(Agencies.Agency::ref)
        .filter(ref -> agency.isEmpty() || agency.get().equals(ref))
        .flatMap(ref -> {
          Viewer viewer = Viewer.machine(ref);
          return transactions.read(viewer, () -> accounts.list(viewer)).stream();
        })
        .toList();
  }

  /// Disables an account: its sessions end with its next request.
  public void disable(Account account) {
    Viewer viewer = Viewer.machine(account.agency());
    transactions.write(viewer, () -> accounts.disable(viewer, account.id()));
  }

  /// Gives an account a new one-time password.
  public String reset(Account account) {
    String secret = passwords.oneTime();
    String hash = passwords.hash(secret);
    Viewer viewer = Viewer.machine(account.agency());
    transactions.write(viewer, () -> accounts.reset(viewer, account.id(), hash));
    return secret;
  }

  /// Makes a token for programs.
  ///
  /// @param scopes what it may do; all that the account may do now when there is none
  /// @return nothing when the account has as many as one may have
  public Optional<ApiTokens.Made> token(
      Account account, String name, Set<Action> scopes, Duration life) {
    Viewer viewer = Viewer.machine(account.agency());
    Set<Action> all =
        Arrays.stream(Action.values())
            .filter(action -> action.isAllowedTo(account.roles()))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.class)));
    return transactions.write(
        viewer,
        () -> tokens.add(viewer, account.id(), name, scopes.isEmpty() ? all : scopes, life));
  }

  /// Makes the first administrator where there is no account at all.
  ///
  /// @return the one-time password
  public Optional<String> firstAdministrator() {
    return firstAdministrator(FIRST_AGENCY);
  }

  /// The same, with an agency of one's choice for it.
  public Optional<String> firstAdministrator(Agencies.Agency agency) {
    if (!agencies.list().isEmpty()) {
      return Optional.empty();
    }
    return add(FIRST_LOGIN, "Administrator", agency, Set.of(Role.ADMINISTRATOR)).map(Added::secret);
  }

  @Override
  public void close() {
    database.close();
  }

  /// The number of an account that is named by agency and login.
  public Optional<Account> find(String login, Optional<String> agency) {
    List<Account> named =
        list(agency).stream().filter(account -> account.login().equals(login)).toList();
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
  }
}
