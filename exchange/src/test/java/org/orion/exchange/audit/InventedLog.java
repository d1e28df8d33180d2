package org.orion.exchange.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A log of invented events, exported, whose lines a test may change. Line 0 is the header, and the
/// last line is the end.
final class InventedLog {
  static final String ORIGIN = "orion.example.org/audit";

  final KeyPair keys = NoteSigner.newKeys();
  final NoteKey key = NoteKey.of(ORIGIN, NoteKey.Kind.LOG, keys.getPublic());
  final NoteSigner signer = new NoteSigner(key, keys.getPrivate());
  final MerkleFrontier frontier = new MerkleFrontier();
  private final MerkleHasher hasher = new MerkleHasher();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final AuditExportWriter writer;

  InventedLog() throws IOException {
    writer = new AuditExportWriter(output, ORIGIN, List.of(key));
  }

  /// A log with a checkpoint after each of these sizes, and of so many events.
  static InventedLog of(int events, int... sizes) throws IOException {
    InventedLog log = new InventedLog();
    int next = 0;
    for (int i = 0; i <= events; i++) {
      while (next < sizes.length && sizes[next] == i) {
        log.checkpoint(log.signer);
        next++;
      }
      if (i < events) {
        log.event();
      }
    }
    return log;
  }

  static AuditEvent event(long sequence) {
    return new AuditEvent(
        sequence,
        Instant.parse("2026-01-31T08:00:00Z").plusMillis(137 * sequence),
        "user-" + sequence % 7,
        "agency-" + sequence % 3,
        "exhibit.read",
        "exhibit",
        "D-" + sequence % 100,
        sequence % 2 == 0 ? Optional.of("order-" + sequence % 5) : Optional.empty(),
        "192.0.2." + sequence % 200,
        sequence % 11 == 0 ? AuditEvent.Outcome.REFUSED : AuditEvent.Outcome.DONE);
  }

  void event() throws IOException {
    byte[] json = event(frontier.size()).toJson();
    frontier.append(hasher.leaf(json));
    writer.event(json, hasher.leaf(json));
  }

  void checkpoint(NoteSigner... signers) throws IOException {
    SignedNote note = new Checkpoint(ORIGIN, frontier.size(), frontier.root()).toNote();
    for (NoteSigner one : signers) {
      note = one.sign(note, Instant.parse("2026-01-31T09:00:00Z"));
    }
    writer.checkpoint(note);
  }

  void checkpoint(SignedNote note) throws IOException {
    writer.checkpoint(note);
  }

  byte[] export() throws IOException {
    writer.finish();
    return output.toByteArray();
  }

  List<String> lines() throws IOException {
    return new ArrayList<>(List.of(new String(export(), StandardCharsets.UTF_8).split("\n")));
  }

  static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
