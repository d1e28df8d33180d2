package org.orion.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditFindings;
import org.orion.exchange.audit.AuditFindings.Failure;
import org.orion.exchange.audit.MerkleHasher;
import org.orion.operations.TestServer;

/// Whoever runs the database can switch its triggers off and rewrite rows. The export tells.
///
/// The log has 30 events and more, with checkpoints of 10, 20 and all.
class AuditTamperingIT {
  private static final List<String> TABLES =
      List.of("audit_event", "audit_leaf", "audit_node", "audit_checkpoint", "audit_pending");

  @TempDir private static Path folder;
  private static TestServer server;
  private static Logs logs;
  private static long size;

  @BeforeAll
  static void writeLog() throws SQLException {
    server = TestServer.start(folder, Optional.empty());
    logs = new Logs(server);
    long before = logs.keep();
    for (int i = 0; i < 30 - before; i++) {
      logs.append("TEST", "object-" + i);
      size = i % 10 == 9 ? logs.keep() : size;
    }
    size = logs.keep();
    for (String table : TABLES) {
      asSuperuser(
          "create table public.%1$s as table orion.%1$s".formatted(table),
          "alter table orion.%s disable trigger never_changed".formatted(table));
    }
    asSuperuser("alter table orion.audit_pending disable trigger never_forgotten");
  }

  @AfterEach
  void putRowsBack() throws SQLException {
    for (String table : TABLES) {
      asSuperuser(
          "delete from orion." + table,
          "insert into orion.%1$s overriding system value table public.%1$s".formatted(table));
    }
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static void asSuperuser(String... statements) throws SQLException {
    Logs.run(server.superuser(), statements);
  }

  private static String event(long sequence) {
    return "(select event from orion.audit_leaf where sequence = %d)".formatted(sequence);
  }

  private static Failure failure() throws IOException, FormatException {
    AuditFindings findings = Logs.verify(logs.export());
    return findings.failure().orElseThrow();
  }

  @Test
  void anUntouchedLogIsProven() throws IOException, FormatException {
    AuditFindings findings = Logs.verify(logs.export());
    assertThat(findings.failure()).isEmpty();
    assertThat(findings.covered()).isEqualTo(size).isGreaterThanOrEqualTo(30);
    assertThat(findings.checkpoints()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aChangedEventIsNamed() throws Exception {
    asSuperuser("update orion.audit_event set outcome = 'refused' where id = " + event(7));
    assertThat(failure().subject()).isEqualTo("event 7");
  }

  @Test
  void anEventMovedInTimeIsNamed() throws Exception {
    asSuperuser(
        "update orion.audit_event set at = at - interval '1 microsecond' where id = " + event(7));
    assertThat(failure().subject()).isEqualTo("event 7");
  }

  @Test
  void aRemovedEventIsNamed() throws Exception {
    asSuperuser("delete from orion.audit_event where id = " + event(12));
    assertThat(failure())
        .returns("event 12", Failure::subject)
        .returns("sequence 13", Failure::found);
  }

  @Test
  void anEventRemovedWithItsLeafIsNamed() throws Exception {
    asSuperuser(
        "delete from orion.audit_event where id = " + event(12),
        "delete from orion.audit_leaf where sequence = 12");
    assertThat(failure().subject()).isEqualTo("event 12");
  }

  @Test
  void aNameInTheLogIsNoEvent() throws Exception {
    asSuperuser(
        "alter domain orion.opaque_id drop constraint opaque_id_check",
        "update orion.audit_event set object_id = 'Alex Example' where id = " + event(9));
    assertThat(failure().subject()).isEqualTo("event 9");
  }

  @Test
  void reorderedEventsAreNamed() throws Exception {
    swap(3, 4);
    assertThat(failure().subject()).isEqualTo("event 3");
  }

  private static void swap(int one, int other) throws SQLException {
    asSuperuser(
        "update orion.audit_leaf set sequence = -1 where sequence = " + one,
        "update orion.audit_leaf set sequence = %d where sequence = %d".formatted(one, other),
        "update orion.audit_leaf set sequence = %d where sequence = -1".formatted(other));
  }

  /// Who knows the format makes the leaves' hashes anew: then the signed root tells.
  @Test
  void reorderedEventsWithNewHashesAreFoundByTheNextCheckpoint() throws Exception {
    asSuperuser("alter table orion.audit_leaf drop constraint audit_leaf_sequence_check");
    swap(3, 4);
    List<String> lines = new String(logs.export(), StandardCharsets.UTF_8).lines().toList();
    for (int sequence : List.of(3, 4)) {
      String line =
          lines.stream()
              .filter(one -> one.contains("\"sequence\":%d,".formatted(sequence)))
              .findFirst()
              .orElseThrow();
      String json = line.substring("{\"event\":".length(), line.indexOf(",\"leaf\""));
      byte[] hash = new MerkleHasher().leaf(json.getBytes(StandardCharsets.UTF_8)).toBytes();
      asSuperuser(
          "update orion.audit_leaf set hash = '\\x%s' where sequence = %d"
              .formatted(HexFormat.of().formatHex(hash), sequence));
    }
    assertThat(failure().subject()).startsWith("checkpoint 2, of size");
    assertThat(failure().found()).contains("one from 1 to 10");
  }

  @Test
  void aLogThatWasCutIsFoundByItsCheckpointAndNotContinued() throws Exception {
    asSuperuser(
        "delete from orion.audit_event where id >= " + event(size - 5),
        "delete from orion.audit_leaf where sequence >= " + (size - 5));
    assertThat(failure().expected()).isEqualTo("size %d, the events before it".formatted(size - 5));
    logs.append("TEST", "object-after");
    assertThatThrownBy(logs::keep)
        .isInstanceOf(BrokenLogException.class)
        .hasMessageContaining("it has %d leaves".formatted(size - 5));
  }

  @Test
  void aChangedCheckpointIsFound() throws Exception {
    asSuperuser("update orion.audit_checkpoint set note = replace(note, '/audit', '/other')");
    assertThat(failure().subject()).startsWith("checkpoint 1");
    asSuperuser("update orion.audit_checkpoint set note = 'nothing'");
    assertThatThrownBy(() -> Logs.verify(logs.export()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("expected a signed note")
        .hasMessageContaining("The checkpoint of size");
  }

  @Test
  void aTreeThatWasRewrittenIsNotContinued() throws Exception {
    asSuperuser("update orion.audit_node set hash = sha256('other') where level = 3");
    logs.append("TEST", "object-after");
    assertThatThrownBy(logs::keep)
        .isInstanceOf(BrokenLogException.class)
        .hasMessageContaining("its tree is not that of its checkpoint of size " + size);
    // The act was done, its event waits; what was signed is proven as before.
    AuditFindings findings = Logs.verify(logs.export());
    assertThat(findings.failure()).isEmpty();
    assertThat(findings.covered()).isEqualTo(size);
    assertThat(findings.uncovered()).isZero();
  }
}
