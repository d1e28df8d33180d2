package org.orion.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.app.matchserver.ApiKeys;
import org.orion.app.matchserver.MatchServer;
import org.orion.app.matchserver.UploadHasher;
import org.orion.exchange.FormatException;
import org.orion.triage.cage.Cage;
import org.orion.triage.lists.ListStore;
import org.orion.triage.media.CagedMediaDecoder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `orion match-server`: matching as a service.
@Command(
    name = "match-server",
    mixinStandardHelpOptions = true,
    description = {
      "Serves matching over HTTP: the routes of the Hasher-Matcher-Actioner (/h/hash, "
          + "/m/lookup, /m/raw_lookup, /m/compare, /m/index/status, /status) and POST "
          + "/v1/match.",
      "Lists that change are served anew at once. Ends on Ctrl-C, after the running " + "requests."
    })
final class MatchServerCommand implements Callable<Integer> {
  private static final int MEBIBYTE = 1 << 20;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8081",
      description = "where to listen; 0: any free port, which is printed (8081)")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "the address to listen on; another than this machine's own needs --api-keys")
  private String host = "127.0.0.1";

  @Option(
      names = "--list",
      paramLabel = "NAME",
      arity = "1..*",
      description = "lists to serve; without: all of them")
  private List<String> lists = new ArrayList<>();

  @Option(
      names = "--similar",
      paramLabel = "N",
      defaultValue = "31",
      description = "greatest distance of a look-alike, 0 to 64 (31)")
  private int similar;

  @Option(
      names = "--api-keys",
      paramLabel = "FILE",
      description = "who may ask: lines of name:SHA-256 of the key; the file for its owner alone")
  private @Nullable Path keyFile;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "requests a second of each caller; 0: no limit (0)")
  private int rate;

  @Option(
      names = "--max-upload",
      paramLabel = "MIB",
      defaultValue = "64",
      description = "the largest file that is hashed, in MiB, up to 1024 (64)")
  private int mostUpload;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "decoders beside each other (2)")
  private int workers;

  MatchServerCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, FormatException, Refusal {
    checkOptions();
    ApiKeys keys = keyFile == null ? ApiKeys.none() : ApiKeys.read(keyFile);
    ListStore store = Lab.lists();
    List<String> names = lists.isEmpty() ? store.names() : lists.stream().distinct().toList();
    if (names.isEmpty()) {
      throw Refusal.input("no lists yet; orion list import NAME FILE... brings one");
    }
    MatchServer.Settings settings =
        new MatchServer.Settings(host, port, similar, keys, rate, mostUpload * MEBIBYTE);
    try (Cage cage = Lab.cage(workers);
        MatchServer server =
            MatchServer.start(
                settings, store, names, new UploadHasher(CagedMediaDecoder.of(cage)))) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, main)));
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "listening on http://%s:%d with %s; %s%n",
          host,
          server.port(),
          names.size() == 1 ? "list " + names.getFirst() : "lists " + String.join(", ", names),
          keys.areNeeded() ? "API keys are needed" : "no API keys");
      out.flush();
      server.join();
    } catch (ListStore.RefusedException refused) {
      throw Refusal.input(String.valueOf(refused.getMessage()));
    }
    return ExitCode.DONE.number();
  }

  /// Ends the server, and waits until the cage has been cleared up too.
  private static void end(MatchServer server, Thread main) {
    server.close();
    try {
      main.join(5_000);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkOptions() throws Refusal {
    require(similar >= 0 && similar <= 64, "--similar is %d, must be 0 to 64", similar);
    require(port >= 0 && port <= 65535, "--port is %d, must be 0 to 65535", port);
    require(rate >= 0, "--rate is %d, must be 0 or more", rate);
    require(
        mostUpload >= 1 && mostUpload <= 1024, "--max-upload is %d, must be 1 to 1024", mostUpload);
    require(workers >= 1 && workers <= 256, "--workers is %d, must be 1 to 256", workers);
    try {
      if (keyFile == null && !InetAddress.getByName(host).isLoopbackAddress()) {
        throw Refusal.usage(
            "--host %s can be reached from other machines: --api-keys is needed".formatted(host));
      }
    } catch (UnknownHostException unknown) {
      throw Refusal.usage("--host %s is no address of this machine".formatted(host));
    }
  }

  private static void require(boolean holds, String message, int value) throws Refusal {
    if (!holds) {
      throw Refusal.usage(message.formatted(value));
    }
  }
}
