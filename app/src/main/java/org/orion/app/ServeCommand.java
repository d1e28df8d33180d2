package org.orion.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.app.matchserver.IntakeExaminer;
import org.orion.exchange.FormatException;
import org.orion.operations.OperationsServer;
import org.orion.operations.ServerSettings;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.intake.IntakeTools;
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
      "The database is an embedded PostgreSQL in the data directory; ORION_DB_URL "
          + "(jdbc:postgresql://host/name?user=...&password=...) names an external one, which "
          + "several servers may share. The first start makes an administrator and prints the "
          + "one-time password. Ends on Ctrl-C, after the running requests."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int MOST_MEBIBYTES = 1 << 16;
  private static final int DECODERS = 2;
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

  @Option(
      names = "--max-upload",
      paramLabel = "MIB",
      defaultValue = "256",
      description = "the largest file that a provider may upload, in MiB, up to 65536 (256)")
  private int mostUpload;

  @Option(
      names = "--no-examine",
      description = "hash uploaded files, and neither decode them nor look them up in lists")
  private boolean noExamine;

  @Option(
      names = "--drop-key",
      paramLabel = "FILE",
      description =
          "public keys of the laboratory, as age-keygen writes them: uploaded files are "
              + "encrypted to them and kept in the drop folder; without, they are discarded once "
              + "hashed")
  private @Nullable Path dropKey;

  @Option(
      names = "--drop",
      paramLabel = "DIR",
      description = "the drop folder (drop in the data directory)")
  private @Nullable Path drop;

  ServeCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, FormatException, Refusal {
    if (port < 0 || port > 65535) {
      throw Refusal.usage("--port is %d, must be 0 to 65535".formatted(port));
    }
    Path folder = DataFolder.of(Optional.ofNullable(data));
    ServerSettings settings =
        new ServerSettings(
            folder, DataFolder.binaries(folder), host, port, DataFolder.external(), tls());
    System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    Ending ending = new Ending();
    try (IntakeExaminer examiner = new IntakeExaminer(Lab.lists(), () -> Lab.cage(DECODERS));
        OperationsServer server = OperationsServer.start(settings, tools(folder, examiner))) {
      tell(server);
      ending.await();
    } catch (DatabaseException problem) {
      throw Refusal.input(String.valueOf(problem.getMessage()));
    } finally {
      ending.done();
    }
    return ExitCode.DONE.number();
  }

  private IntakeTools tools(Path folder, IntakeExaminer examiner) throws IOException, Refusal {
    if (mostUpload < 1 || mostUpload > MOST_MEBIBYTES) {
      throw Refusal.usage(
          "--max-upload is %d, must be 1 to %d".formatted(mostUpload, MOST_MEBIBYTES));
    }
    return new IntakeTools(
        noExamine ? Optional.empty() : Optional.of(examiner),
        (long) mostUpload << 20,
        drop(folder));
  }

  private Optional<IntakeTools.Drop> drop(Path folder) throws IOException, Refusal {
    if (dropKey == null) {
      if (drop != null) {
        throw Refusal.usage("--drop needs --drop-key: nothing is kept in the clear");
      }
      return Optional.empty();
    }
    List<String> keys =
        Files.readAllLines(dropKey).stream()
            .map(line -> line.replaceFirst("^# public key: ", "").strip())
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    if (keys.stream().anyMatch(key -> key.startsWith("AGE-SECRET-KEY"))) {
      throw Refusal.input(
          dropKey
              + ": holds a secret key; it belongs in the laboratory, the server needs age1… alone");
    }
    try {
      Path into = drop == null ? folder.resolve("drop") : drop.toAbsolutePath();
      return Optional.of(new IntakeTools.Drop(into, keys));
    } catch (IllegalArgumentException wrong) {
      throw Refusal.input(dropKey + ": " + wrong.getMessage());
    }
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
}
