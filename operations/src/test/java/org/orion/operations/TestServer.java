package org.orion.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.agency.Agencies;
import org.orion.operations.agency.ApiTokens;
import org.orion.operations.agency.Passwords;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.PostgresCluster;
import org.orion.operations.intake.IntakeTools;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// A real server. One with its own PostgreSQL serves all tests of this module: started by the
/// first, ended with the process; tests use agencies of their own, so that they do not meet. Tests
/// that harm a server start another.
public final class TestServer implements AutoCloseable {
  /// Where the programs of PostgreSQL are.
  public static final Path BINARIES = Path.of("target/postgres").toAbsolutePath();

  /// What [#ready] gives an account.
  public static final String PASSWORD = "an invented phrase 5550100";

  private static final AtomicInteger NAMES = new AtomicInteger();

  private static final class Shared {
    static final TestServer ONE = startOne();
  }

  /// Made once: hashing is slow on purpose, and tests make many accounts.
  private static final class Hashed {
    static final String PASSWORD = new Passwords().hash(TestServer.PASSWORD);
  }

  private final OperationsServer server;
  private final Path data;

  private TestServer(OperationsServer server, Path data) {
    this.server = server;
    this.data = data;
  }

  private static TestServer startOne() {
    try {
      Path data = Files.createTempDirectory(Path.of("target"), "server-").toAbsolutePath();
      TestServer one = start(data, Optional.empty());
      Runtime.getRuntime().addShutdownHook(new Thread(one::close));
      return one;
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /// Starts another server, which the caller closes.
  ///
  /// @param external the database that it uses; its own otherwise
  public static TestServer start(Path data, Optional<DatabaseAddress> external) {
    return start(data, external, IntakeTools.NONE);
  }

  /// Like [#start(Path, Optional)], with what intake needs from outside.
  public static TestServer start(Path data, Optional<DatabaseAddress> external, IntakeTools tools) {
    try {
      OperationsServer server =
          OperationsServer.start(
              new ServerSettings(
                  data,
                  BINARIES,
                  "127.0.0.1",
                  0,
                  external,
                  Optional.empty(),
                  Map.of("orion.second-factor", "optional")),
              tools);
      return new TestServer(server, data);
    } catch (DatabaseException | IOException problem) {
      throw new IllegalStateException(problem);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(impatient);
    }
  }

  @Override
  public void close() {
    server.close();
  }

  /// The running server.
  public static TestServer running() {
    return Shared.ONE;
  }

  /// A second server beside this one, on the same database and with the same keys; the caller ends
  /// it.
  public OperationsServer another(Map<String, String> settings) {
    String url = databaseUrl();
    try {
      return OperationsServer.start(
          new ServerSettings(
              data,
              Path.of("target/postgres").toAbsolutePath(),
              "127.0.0.1",
              0,
              Optional.of(DatabaseAddress.external(url)),
              Optional.empty(),
              settings));
    } catch (DatabaseException | IOException problem) {
      throw new IllegalStateException(problem);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(impatient);
    }
  }

  /// The database with its owner's name and password, as another server on it is given it.
  public String databaseUrl() {
    DatabaseAddress own = database();
    return own.url()
        + (own.url().contains("?") ? "&" : "?")
        + "user="
        + own.user().orElseThrow()
        + "&password="
        + own.password().orElseThrow();
  }

  /// The server's bean of a type.
  public <T> T bean(Class<T> type) {
    return server.context().getBean(type);
  }

  /// The server's handlers and their routes.
  public RequestMappingHandlerMapping handlers() {
    return server
        .context()
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
  }

  public String address() {
    return "http://127.0.0.1:" + server.port();
  }

  /// The database, as its owner.
  public DatabaseAddress database() {
    try {
      return PostgresCluster.running(data).orElseThrow();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /// The database, as the superuser of the server's machine.
  public DatabaseAddress superuser() {
    try {
      return new DatabaseAddress(
          database().url(),
          Optional.of("orion_admin"),
          Optional.of(Files.readString(data.resolve("keys/postgres-admin")).strip()));
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /// The data directory.
  public Path data() {
    return data;
  }

  /// Reads and changes rows as the database's owner, past every rule.
  public JdbcClient owner() {
    DatabaseAddress address = database();
    return JdbcClient.create(
        new DriverManagerDataSource(
            address.url(), address.user().orElseThrow(), address.password().orElseThrow()));
  }

  /// A reference that no other test has.
  public static String newAgency() {
    return "TEST-" + NAMES.incrementAndGet();
  }

  /// An account, and its password.
  public record Person(Account account, String password) {}

  /// Makes an account with a one-time password.
  public Person add(String agency, Role... roles) {
    return add(agency, database(), roles);
  }

  /// Makes an account in a server's external database.
  public static Person add(String agency, DatabaseAddress database, Role... roles) {
    String login = "person" + NAMES.incrementAndGet();
    try (AccountDesk desk = AccountDesk.at(database)) {
      AccountDesk.Added added =
          desk.add(
                  login,
                  "Example Person " + login,
                  new Agencies.Agency(agency, "Agency " + agency, "XX", Agencies.Type.POLICE, ""),
                  Arrays.stream(roles).collect(Collectors.toUnmodifiableSet()))
              .orElseThrow();
      return new Person(added.account(), added.secret());
    } catch (DatabaseException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /// A token of an account.
  public ApiTokens.Made token(Account account, Action... scopes) {
    try (AccountDesk desk = AccountDesk.at(database())) {
      return desk.token(account, "a test", Set.of(scopes), Duration.ofDays(1)).orElseThrow();
    } catch (DatabaseException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /// A program that calls with a token of a new account.
  public Program program(String agency, Role... roles) {
    return new Program(address(), token(add(agency, roles).account()).secret());
  }

  /// Makes an account whose password is its own already.
  public Person ready(String agency, Role... roles) {
    Account account = add(agency, roles).account();
    owner()
        .sql("update orion.account set password_hash = :hash, password_once = false where id = :id")
        .param("hash", Hashed.PASSWORD)
        .param("id", account.id())
        .update();
    return new Person(account, PASSWORD);
  }

  /// Makes an account with a password of its own, and signs it in.
  public Browser signIn(String agency, Role... roles) {
    return signIn(ready(agency, roles));
  }

  /// Signs in somebody who is [#ready].
  public Browser signIn(Person person) {
    Browser browser = new Browser(address());
    browser.signIn(person.account().login(), person.password());
    return browser;
  }
}
