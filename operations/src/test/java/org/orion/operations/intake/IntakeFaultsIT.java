package org.orion.operations.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.PostgresCluster;

/// What was acknowledged is there, whatever happens to the server and its database.
class IntakeFaultsIT {
  private static final int CLIENTS = 6;

  @TempDir private Path folder;

  private static List<Long> tips(TestServer server) {
    return server.owner().sql("select external_id::bigint from orion.tip").query(Long.class).list();
  }

  private void endDatabase(Path data) throws IOException {
    Path pid = data.resolve("postgres/postmaster.pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void aServerAndItsDatabaseKilledInTheMiddleLoseNoReport() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ReportingServer.class.getName(),
                folder.toString())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    Flood flood = new Flood(300);
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      String[] words = String.valueOf(lines.readLine()).split(" ");
      assertThat(words).as(Files.readString(folder.resolve("errors"))).hasSize(3);
      for (int i = 0; i < CLIENTS; i++) {
        ProviderClient client = new ProviderClient(words[0], words[1], words[2]);
        threads.execute(() -> flood.run(client));
      }
      assertThat(flood.isEnough(120)).isTrue();
      endDatabase(folder);
      process.toHandle().destroyForcibly();
      flood.end();
      assertThat(process.waitFor()).as("killed by SIGKILL").isEqualTo(137);
    } finally {
      process.destroyForcibly();
      endDatabase(folder);
    }
    assertThat(flood.wrong()).allMatch(answer -> !answer.startsWith("200 "));
    assertThat(flood.finished()).hasSizeGreaterThanOrEqualTo(300);
    try (TestServer server = TestServer.start(folder, Optional.empty())) {
      List<Long> tips = tips(server);
      assertThat(tips).doesNotHaveDuplicates().containsAll(flood.finished());
      // What was not acknowledged is whole as well: a tip, or a report that is still open.
      assertThat(
              server
                  .owner()
                  .sql(
                      """
                      select count(*) from orion.ispws_report r full join orion.tip t on t.id = r.tip
                      where r.number is null or (r.state = 'FINISHED') <> (t.id is not null)
                        or (t.id is not null and not exists (select from orion.tip_original o where o.tip = t.id))
                      """)
                  .query(Long.class)
                  .single())
          .isZero();
    }
  }

  @Test
  void anEmbeddedDatabaseThatIsKilledAloneComesBack() throws Exception {
    Flood flood = new Flood(50);
    try (TestServer server = TestServer.start(folder, Optional.empty());
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      TestServer.Person person = server.add("TEST", Role.PROVIDER);
      for (int i = 0; i < CLIENTS; i++) {
        ProviderClient client =
            new ProviderClient(server.address(), person.account().login(), person.password());
        threads.execute(() -> flood.run(client));
      }
      assertThat(flood.isEnough(60)).isTrue();
      endDatabase(folder);
      for (int i = 0; i < 300 && !flood.statuses().contains(503); i++) {
        Thread.sleep(100);
      }
      int before = flood.finished().size();
      for (int i = 0; i < 600 && flood.finished().size() < before + 20; i++) {
        Thread.sleep(100);
      }
      flood.end();
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(flood.wrong()).isEmpty();
      assertThat(flood.statuses()).containsExactlyInAnyOrder(200, 503);
      assertThat(flood.finished()).hasSizeGreaterThanOrEqualTo(before + 20);
      assertThat(tips(server)).doesNotHaveDuplicates().containsAll(flood.finished());
    }
  }

  /// Passes connections on to a database that may move.
  private static final class Way implements AutoCloseable {
    private final ServerSocket entrance;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int port;

    Way(int port) throws IOException {
      this.port = port;
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      threads.execute(this::accept);
    }

    private void accept() {
      while (!entrance.isClosed()) {
        try {
          Socket caller = entrance.accept();
          threads.execute(() -> connect(caller));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private void connect(Socket caller) {
      try (caller;
          Socket database = new Socket(InetAddress.getLoopbackAddress(), port)) {
        threads.execute(() -> pass(caller, database));
        pass(database, caller);
      } catch (IOException away) {
        // The caller sees that its connection has ended.
      }
    }

    private static void pass(Socket from, Socket to) {
      try (from;
          to;
          InputStream input = from.getInputStream();
          OutputStream output = to.getOutputStream()) {
        byte[] buffer = new byte[1 << 14];
        for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
          output.write(buffer, 0, read);
        }
      } catch (IOException ended) {
        // One of the two is gone, and the other is closed.
      }
    }

    @Override
    public void close() throws IOException {
      entrance.close();
      threads.shutdownNow();
    }
  }

  private static int port(PostgresCluster cluster) {
    return Integer.parseInt(cluster.address().url().replaceFirst(".*:(\\d+)/.*", "$1"));
  }

  @Test
  void whileTheDatabaseIsAwayProvidersAreToldToTryAgain() throws Exception {
    Path data = folder.resolve("database");
    Flood flood = new Flood(50);
    PostgresCluster cluster = PostgresCluster.start(data, TestServer.BINARIES);
    try (Way way = new Way(port(cluster))) {
      DatabaseAddress own = cluster.address();
      DatabaseAddress address =
          new DatabaseAddress(
              own.url().replaceFirst(":\\d+/", ":" + way.entrance.getLocalPort() + "/"),
              own.user(),
              own.password());
      try (TestServer server = TestServer.start(folder.resolve("server"), Optional.of(address));
          ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
        TestServer.Person person = TestServer.add("TEST", address, Role.PROVIDER);
        for (int i = 0; i < CLIENTS; i++) {
          ProviderClient client =
              new ProviderClient(server.address(), person.account().login(), person.password());
          threads.execute(() -> flood.run(client));
        }
        assertThat(flood.isEnough(60)).isTrue();
        cluster.close();
        Thread.sleep(6_000);
        int before = flood.finished().size();
        cluster = PostgresCluster.start(data, TestServer.BINARIES);
        way.port = port(cluster);
        for (int i = 0; i < 300 && flood.finished().size() < before + 20; i++) {
          Thread.sleep(100);
        }
        flood.end();
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(flood.wrong()).isEmpty();
        assertThat(flood.statuses()).containsExactlyInAnyOrder(200, 503);
        assertThat(flood.finished()).hasSizeGreaterThanOrEqualTo(before + 20);
        List<Long> tips = new ArrayList<>(reports(cluster.address()));
        assertThat(new HashSet<>(tips)).hasSameSizeAs(tips).containsAll(flood.finished());
      }
    } finally {
      cluster.close();
    }
  }

  private static List<Long> reports(DatabaseAddress address) throws SQLException {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select external_id::bigint from orion.tip")) {
      List<Long> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getLong(1));
      }
      return found;
    }
  }
}
