package org.orion.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.orion.operations.OperationsServer;
import org.orion.operations.ServerSettings;
import org.orion.operations.database.DatabaseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `orion serve`: the server of an operation.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Serves an operation: tips, their lawful handling and the record of every act.",
      "The database is an embedded PostgreSQL in the data directory; ORION_DB_URL",
      "(jdbc:postgresql://host/name?user=...&password=...) names an external one, which",
      "several servers may share. The first start makes an administrator and prints the",
      "one-time password. Ends on Ctrl-C, after the running requests."
    })
final class ServeCommand implements Callable<Integer> {
  private static final String PASSWORD_VARIABLE = "ORION_TLS_PASSWORD";

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data directory, for its owner alone ($ORION_HOME/server)")
  private @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "where to listen; 0: any free port, which is printed (8080)")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "the address to listen on; another than this machine's own needs --tls-key-store")
  private String host = "127.0.0.1";

  @Option(
      names = "--tls-key-store",
      paramLabel = "FILE",
      description =
          "PKCS#12 with the server's key and certificate; its password: ORION_TLS_PASSWORD")
  private @Nullable Path keyStore;

  ServeCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, Refusal {
    if (port < 0 || port > 65535) {
      throw Refusal.usage("--port is %d, must be 0 to 65535".formatted(port));
    }
    Path folder = DataFolder.of(Optional.ofNullable(data));
    ServerSettings settings =
        new ServerSettings(
            folder, DataFolder.binaries(folder), host, port, DataFolder.external(), tls());
    System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    CountDownLatch ended = new CountDownLatch(1);
    try (OperationsServer server = OperationsServer.start(settings)) {
      CountDownLatch asked = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asked, ended)));
      tell(server);
      asked.await();
    } catch (DatabaseException problem) {
      throw Refusal.input(String.valueOf(problem.getMessage()));
    } finally {
      ended.countDown();
    }
    return ExitCode.DONE.number();
  }

  private Optional<ServerSettings.Tls> tls() throws Refusal {
    if (keyStore != null) {
      if (!Files.isReadable(keyStore)) {
        throw Refusal.input(keyStore + ": no such file, or not readable");
      }
      String password = System.getenv(PASSWORD_VARIABLE);
      return Optional.of(
          new ServerSettings.Tls(keyStore.toAbsolutePath(), password == null ? "" : password));
    }
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw Refusal.usage(
            "--host %s can be reached from other machines: --tls-key-store is needed"
                .formatted(host));
      }
    } catch (UnknownHostException unknown) {
      throw Refusal.usage("--host %s is no address of this machine".formatted(host));
    }
    return Optional.empty();
  }

  private void tell(OperationsServer server) {
    PrintWriter out = spec.commandLine().getOut();
    server
        .firstPassword()
        .ifPresent(password ->
            out.printf("first start: sign in as admin with the one-time password %s%n", password));
    out.printf("serving on %s://%s:%d%n", keyStore == null ? "http" : "https", host, server.port());
    out.flush();
  }

  /// Asks for the end, and waits until the database has ended too.
  private static void end(CountDownLatch asked, CountDownLatch ended) {
    asked.countDown();
    try {
      ended.await();
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }
}
