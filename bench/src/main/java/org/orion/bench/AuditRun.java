package org.orion.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditEvent;
import org.orion.exchange.audit.AuditExportWriter;
import org.orion.exchange.audit.AuditFindings;
import org.orion.exchange.audit.AuditVerifier;
import org.orion.exchange.audit.Checkpoint;
import org.orion.exchange.audit.MerkleFrontier;
import org.orion.exchange.audit.MerkleHasher;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.orion.exchange.hash.Sha256;

/// Writes an export of an invented log with a checkpoint for each 1,000 events, and verifies it.
final class AuditRun {
  private static final String ORIGIN = "bench.example.org/audit";
  private static final int EVENTS_A_CHECKPOINT = 1000;
  private static final int ROUNDS = 3;

  private AuditRun() {}

  static void run(Options options) throws IOException, FormatException {
    int events = options.number("events", 2_000_000);
    Path file = Files.createTempFile("orion-bench", ".jsonl");
    try {
      long started = System.nanoTime();
      try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        write(output, events);
      }
      double writing = events / ((System.nanoTime() - started) / 1e9);
      double best = 0;
      Sha256 root = MerkleHasher.EMPTY_ROOT;
      for (int round = 0; round < ROUNDS; round++) {
        started = System.nanoTime();
        try (InputStream input = Files.newInputStream(file)) {
          AuditFindings findings = AuditVerifier.verify(input, file.toString(), List.of());
          if (findings.failure().isPresent() || findings.covered() != events) {
            throw new IllegalStateException("the export is not proven: " + findings);
          }
          root = findings.root();
        }
        best = Math.max(best, events / ((System.nanoTime() - started) / 1e9));
      }
      System.out.printf(
          Locale.ROOT,
          "{\"events\":%d,\"bytes\":%d,\"written_per_second\":%.0f,\"verified_per_second\":%.0f,"
              + "\"checksum\":\"%s\"}%n",
          events,
          Files.size(file),
          writing,
          best,
          root.hex());
    } finally {
      Files.delete(file);
    }
  }

  private static void write(OutputStream output, int events) throws IOException {
    KeyPair keys = NoteSigner.newKeys();
    NoteKey key = NoteKey.of(ORIGIN, NoteKey.Kind.LOG, keys.getPublic());
    NoteSigner signer = new NoteSigner(key, keys.getPrivate());
    AuditExportWriter writer = new AuditExportWriter(output, ORIGIN, List.of(key));
    MerkleFrontier frontier = new MerkleFrontier();
    MerkleHasher hasher = new MerkleHasher();
    for (int i = 0; i < events; i++) {
      byte[] json = event(i).toJson();
      Sha256 leaf = hasher.leaf(json);
      frontier.append(leaf);
      writer.event(json, leaf);
      if (i % EVENTS_A_CHECKPOINT == EVENTS_A_CHECKPOINT - 1 || i == events - 1) {
        Checkpoint checkpoint = new Checkpoint(ORIGIN, frontier.size(), frontier.root());
        writer.checkpoint(signer.sign(checkpoint.toNote(), Instant.EPOCH));
      }
    }
    writer.finish();
  }

  private static AuditEvent event(int i) {
    return new AuditEvent(
        i,
        Instant.EPOCH.plusMillis(1_769_000_000_000L + i),
        "user-" + i % 300,
        "agency-" + i % 30,
        "exhibit.read",
        "exhibit",
        "D-" + i % 5000,
        i % 2 == 0 ? Optional.of("order-" + i % 50) : Optional.empty(),
        "192.0.2." + i % 200,
        AuditEvent.Outcome.DONE);
  }
}
