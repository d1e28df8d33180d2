package org.orion.operations;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.agency.Agencies;
import org.orion.operations.audit.LogKey;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.Migrations;
import org.orion.operations.database.PostgresCluster;
import org.orion.operations.database.SecretFile;
import org.orion.operations.database.UnfinishedRestore;
import org.orion.operations.intake.IntakeTools;
import org.orion.operations.intake.TipImport;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// A running server of an operation: its database, its tables brought up to date, its pages and
/// interfaces.
public final class OperationsServer implements AutoCloseable {
  private static final String OIDC_ISSUER = "orion.oidc.issuer";

  private final @Nullable PostgresCluster cluster;
  private final ConfigurableApplicationContext context;
  private final Optional<String> firstPassword;

  private OperationsServer(
      @Nullable PostgresCluster cluster,
      ConfigurableApplicationContext context,
      Optional<String> firstPassword) {
    this.cluster = cluster;
    this.context = context;
    this.firstPassword = firstPassword;
  }

  /// Starts everything, with nothing but the server itself.
  public static OperationsServer start(ServerSettings settings)
      throws DatabaseException, IOException, InterruptedException {
    return start(settings, IntakeTools.NONE);
  }

  /// Starts everything and returns when requests are answered.
  public static OperationsServer start(ServerSettings settings, IntakeTools tools)
      throws DatabaseException, IOException, InterruptedException {
    return start(settings, tools, AccountDesk::firstAdministrator);
  }

  /// The same, and where there is no agency yet, this one is the first.
  public static OperationsServer start(ServerSettings settings, Agencies.Agency first)
      throws DatabaseException, IOException, InterruptedException {
    return start(settings, IntakeTools.NONE, desk -> desk.firstAdministrator(first));
  }

  private static OperationsServer start(
      ServerSettings settings,
      IntakeTools tools,
      Function<AccountDesk, Optional<String>> administrator)
      throws DatabaseException, IOException, InterruptedException {
    UnfinishedRestore.refuse(settings.data());
    SecretFile.folder(settings.data());
    @Nullable PostgresCluster cluster =
        settings.external().isPresent()
            ? null
            : PostgresCluster.start(settings.data(), settings.binaries());
    boolean started = false;
    try {
      DatabaseAddress address =
          cluster == null ? settings.external().orElseThrow() : cluster.address();
      Migrations.run(address);
      Optional<String> firstPassword;
      try (AccountDesk desk = AccountDesk.at(address)) {
        firstPassword = administrator.apply(desk);
      }
      SpringApplication application = new SpringApplication(OperationsApplication.class);
      application.setBannerMode(Banner.Mode.OFF);
      application.setRegisterShutdownHook(false);
      application.addInitializers(starting ->
          ((GenericApplicationContext) starting).registerBean(IntakeTools.class, () -> tools));
      application.setDefaultProperties(properties(settings, address));
      LogKey logKey = LogKey.in(settings.data().resolve("keys"));
      application.addInitializers(context ->
          ((GenericApplicationContext) context).registerBean(LogKey.class, () -> logKey));
      ConfigurableApplicationContext context = run(application, settings);
      started = true;
      return new OperationsServer(cluster, context, firstPassword);
    } finally {
      if (!started && cluster != null) {
        cluster.close();
      }
    }
  }

  private static ConfigurableApplicationContext run(
      SpringApplication application, ServerSettings settings) throws IOException {
    try {
      return application.run();
    } catch (ApplicationContextException problem) {
      for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
        if (cause instanceof PortInUseException) {
          throw new IOException(
              "cannot listen on %s port %d: another program does; --port takes another"
                  .formatted(settings.host(), settings.port()),
              problem);
        }
      }
      throw problem;
    }
  }

  /// Starts what a command on the server's machine needs, whether the server runs or not: on the
  /// database that runs in the data directory, or one that runs as long as the command.
  public static OperationsServer forCommand(
      Path data, Path binaries, Optional<DatabaseAddress> external)
      throws DatabaseException, IOException, InterruptedException {
    Optional<DatabaseAddress> running =
        external.isPresent()
            ? external
            : PostgresCluster.running(data).filter(OperationsServer::answers);
    return start(new ServerSettings(data, binaries, "127.0.0.1", 0, running, Optional.empty()));
  }

  /// A database that was killed leaves the file that tells of it.
  private static boolean answers(DatabaseAddress address) {
    try (Connection connection = address.connect()) {
      return connection.isValid(5);
    } catch (SQLException gone) {
      return false;
    }
  }

  private static Map<String, Object> properties(ServerSettings settings, DatabaseAddress address)
      throws IOException {
    Map<String, Object> properties = new HashMap<>();
    Path keys = SecretFile.folder(settings.data().resolve("keys"));
    // A provider of sign-ins sends the browser back from its own site: a strict cookie stays
    // behind.
    boolean hasProvider =
        settings.more().containsKey(OIDC_ISSUER) || System.getenv("ORION_OIDC_ISSUER") != null;
    properties.put("server.servlet.session.cookie.same-site", hasProvider ? "lax" : "strict");
    properties.put("orion.data", settings.data().toString());
    properties.put("orion.vault-key", SecretFile.readOrMake(keys.resolve("vault")));
    properties.put("server.address", settings.host());
    properties.put("server.port", settings.port());
    properties.put("spring.datasource.url", address.url());
    address.user().ifPresent(user -> properties.put("spring.datasource.username", user));
    address.password().ifPresent(secret -> properties.put("spring.datasource.password", secret));
    settings
        .tls()
        .ifPresent(tls -> {
          properties.put("server.ssl.key-store", tls.keyStore().toUri().toString());
          properties.put("server.ssl.key-store-type", "PKCS12");
          properties.put("server.ssl.key-store-password", tls.password());
          properties.put("server.ssl.enabled-protocols", "TLSv1.3,TLSv1.2");
          properties.put("server.servlet.session.cookie.secure", "true");
        });
    properties.putAll(settings.more());
    return properties;
  }

  /// The port that it listens on.
  public int port() {
    return java.util.Objects.requireNonNull(
            ((WebServerApplicationContext) context).getWebServer(), "no web server")
        .getPort();
  }

  /// The one-time password of the administrator that the first start made; it is told once.
  public Optional<String> firstPassword() {
    return firstPassword;
  }

  /// Takes in files of tips, for commands on the server's machine.
  public TipImport tips() {
    return context.getBean(TipImport.class);
  }

  /// The references of the installation's agencies.
  public List<String> agencies() {
    return context.getBean(Agencies.class).list().stream().map(Agencies.Agency::ref).toList();
  }

  /// One of the server's desks, for commands on the server's machine. Who calls it names a viewer
  /// in a transaction of `ViewerTransactions`, as the pages do.
  public <T> T desk(Class<T> type) {
    return context.getBean(type);
  }

  /// The server's parts, for tests of this module.
  ConfigurableApplicationContext context() {
    return context;
  }

  /// Lets running requests end, and ends; the database last.
  @Override
  public void close() {
    context.close();
    if (cluster != null) {
      cluster.close();
    }
  }
}
