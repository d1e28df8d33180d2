package org.orion.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.audit.AuditFindings;
import org.orion.operations.TestServer;
import org.orion.operations.database.PostgresCluster;

/// Nothing is lost or doubled under load, with several servers, and when one is killed.
class AuditLoadIT {
  @TempDir private Path folder;

  /// What threads of all servers append, while each server keeps the log.
  private static void appendWhileKept(List<TestServer> servers, int threads, int each)
      throws Exception {
    AtomicBoolean writing = new AtomicBoolean(true);
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      List<Future<?>> writers = new ArrayList<>();
      List<Future<?>> keepers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Logs logs = new Logs(servers.get(thread % servers.size()));
        String prefix = "object-" + thread + "-";
        writers.add(
            pool.submit(() -> {
              for (int i = 0; i < each; i++) {
                logs.append("TEST", prefix + i);
              }
            }));
      }
      for (TestServer server : servers) {
        keepers.add(
            pool.submit(() -> {
              while (writing.get()) {
                new Logs(server).keep();
              }
            }));
      }
      try {
        for (Future<?> writer : writers) {
          writer.get(5, TimeUnit.MINUTES);
        }
      } finally {
        writing.set(false);
      }
      for (Future<?> keeper : keepers) {
        keeper.get(1, TimeUnit.MINUTES);
      }
    }
  }

  private static AuditFindings proven(byte[] export) throws Exception {
    AuditFindings findings = Logs.verify(export);
    assertThat(findings.failure()).isEmpty();
    assertThat(findings.uncovered()).isZero();
    return findings;
  }

  @Test
  void eightThreadsAppendWhileTheLogIsKept() throws Exception {
    try (TestServer server = TestServer.start(folder, Optional.empty())) {
      appendWhileKept(List.of(server), 8, 250);
      Logs logs = new Logs(server);
      logs.keep();
      byte[] export = logs.export();
      assertThat(Logs.objects(export)).hasSize(2000);
      assertThat(proven(export).checkpoints()).isGreaterThan(2);
    }
  }

  /// Each has a key of its own; both are listed.
  @Test
  void twoServersOnOneDatabaseDoubleNothing() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.start(folder.resolve("database"), TestServer.BINARIES);
        TestServer one = TestServer.start(folder.resolve("one"), Optional.of(cluster.address()));
        TestServer other =
            TestServer.start(folder.resolve("other"), Optional.of(cluster.address()))) {
      appendWhileKept(List.of(one, other), 4, 250);
      new Logs(other).append("TEST", "last");
      new Logs(other).keep();
      new Logs(one).append("TEST", "very-last");
      new Logs(one).keep();
      byte[] export = new Logs(one).export();
      assertThat(export).isEqualTo(new Logs(other).export());
      assertThat(Logs.objects(export)).hasSize(1002);
      assertThat(proven(export).signed()).hasSize(2).doesNotContainValue(0L);
    }
  }

  @Test
  void aServerKilledInTheMiddleLosesNothingThatWasAcknowledged() throws Exception {
    Set<String> acknowledged = new HashSet<>();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WritingServer.class.getName(),
                folder.toString())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged.add(line);
        if (acknowledged.size() == 500) {
          process.toHandle().destroyForcibly();
        }
      }
      assertThat(process.waitFor()).as("killed by SIGKILL").isEqualTo(137);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(500);
      try (TestServer server = TestServer.start(folder, Optional.empty())) {
        Logs logs = new Logs(server);
        logs.keep();
        byte[] export = logs.export();
        assertThat(Logs.objects(export)).containsAll(acknowledged);
        assertThat(proven(export).checkpoints()).isGreaterThan(1);
      }
    } finally {
      process.destroyForcibly();
      endDatabase();
    }
  }

  private void endDatabase() throws IOException {
    Path pid = folder.resolve("postgres/postmaster.pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /// Of an earlier key, checkpoints stay verifiable.
  @Test
  void aReplacedKeyLeavesEarlierCheckpointsVerifiable() throws Exception {
    try (TestServer server = TestServer.start(folder, Optional.empty())) {
      new Logs(server).append("TEST", "object-0");
    }
    Files.move(folder.resolve("keys/audit-log"), folder.resolve("keys/audit-log.2026"));
    try (TestServer server = TestServer.start(folder, Optional.empty())) {
      Logs logs = new Logs(server);
      logs.append("TEST", "object-1");
      logs.keep();
      AuditFindings findings = proven(logs.export());
      assertThat(findings.signed()).hasSize(2).doesNotContainValue(0L);
    }
  }

  /// What was appended last is covered when the server has ended.
  @Test
  void theEndOfAServerSignsWhatIsThere() throws Exception {
    long covered;
    try (TestServer server = TestServer.start(folder, Optional.empty())) {
      covered = new Logs(server).keep();
      new Logs(server).append("TEST", "object-0");
    }
    try (PostgresCluster cluster = PostgresCluster.start(folder, TestServer.BINARIES);
        var connection = cluster.address().connect();
        var result =
            connection
                .createStatement()
                .executeQuery("select max(size) from orion.audit_checkpoint")) {
      assertThat(result.next()).isTrue();
      assertThat(result.getLong(1)).isEqualTo(covered + 1);
    }
  }
}
