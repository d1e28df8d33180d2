package org.orion.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditFindings;
import org.orion.exchange.audit.AuditVerifier;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditDesk;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.audit.LogKey;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.PostgresCluster;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/// Appends events to a server's log, one in each transaction, gives them their places, exports the
/// log and verifies the export. The database is the server's own, with what is acknowledged on the
/// disk.
final class AuditLogRun {
  private AuditLogRun() {}

  static void run(Options options)
      throws IOException,
          FormatException,
          DatabaseException,
          InterruptedException,
          ExecutionException {
    int events = options.number("events", 200_000);
    int threads = options.number("threads", 8);
    Path folder = Files.createTempDirectory("orion-bench");
    try (PostgresCluster cluster =
        PostgresCluster.start(folder.resolve("data"), folder.resolve("programs"))) {
      LogKey.in(folder.resolve("data/keys"));
      try (AuditDesk desk =
          AuditDesk.open(
              folder.resolve("data"), folder.resolve("programs"), Optional.of(cluster.address()))) {
        double appended = append(cluster.address(), events, threads);
        long started = System.nanoTime();
        long size = desk.keep();
        double placed = size / ((System.nanoTime() - started) / 1e9);
        Path file = folder.resolve("export.jsonl");
        started = System.nanoTime();
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
          desk.export(output);
        }
        double exported = size / ((System.nanoTime() - started) / 1e9);
        System.out.printf(
            Locale.ROOT,
            "{\"events\":%d,\"threads\":%d,\"appended_per_second\":%.0f,"
                + "\"placed_per_second\":%.0f,\"exported_per_second\":%.0f,\"checksum\":\"%s\"}%n",
            events,
            threads,
            appended,
            placed,
            exported,
            verified(file, events));
      }
    } finally {
      delete(folder);
    }
  }

  private static double append(DatabaseAddress address, int events, int threads)
      throws InterruptedException, ExecutionException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(address.url());
    config.setUsername(address.user().orElseThrow());
    config.setPassword(address.password().orElseThrow());
    config.setConnectionInitSql("set role " + DatabaseAddress.WORKING_ROLE);
    config.setMaximumPoolSize(threads);
    try (HikariDataSource source = new HikariDataSource(config);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      ViewerTransactions transactions =
          new ViewerTransactions(new JdbcTransactionManager(source), source);
      AuditTrail trail = new AuditTrail(JdbcClient.create(source));
      long started = System.nanoTime();
      List<Future<?>> writers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Viewer viewer = Viewer.machine("BENCH-" + thread);
        writers.add(
            pool.submit(() -> {
              for (int i = 0; i < events / threads; i++) {
                Act act = Act.of("read", "example", i);
                transactions.write(viewer, () -> trail.record(viewer, act));
              }
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      return events / threads * threads / ((System.nanoTime() - started) / 1e9);
    }
  }

  private static String verified(Path file, int events) throws IOException, FormatException {
    try (InputStream input = Files.newInputStream(file)) {
      AuditFindings findings = AuditVerifier.verify(input, file.toString(), List.of());
      if (findings.failure().isPresent() || findings.uncovered() != 0) {
        throw new IllegalStateException(
            "of %d events not all are proven: %s".formatted(events, findings));
      }
      return findings.root().hex();
    }
  }

  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
