package org.orion.exchange.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditFindings.Failure;
import org.orion.exchange.hash.Sha256;

/// Checkpoints that somebody kept, against logs that grew, were cut, or were written anew by
/// whoever has the key.
class KeptCheckpointTest {
  private static final Instant TIME = Instant.parse("2026-01-31T09:00:00Z");

  private static KeptCheckpoint kept(String origin, long size, Sha256 root, NoteSigner signer)
      throws FormatException {
    SignedNote note = signer.sign(new Checkpoint(origin, size, root).toNote(), TIME);
    return KeptCheckpoint.parse("kept.txt", note.toString());
  }

  /// What the log would have signed when it had so many of its events.
  private static KeptCheckpoint kept(InventedLog log, int size) throws Exception {
    return kept(InventedLog.ORIGIN, size, rootOf(0, size), log.signer);
  }

  /// The root over invented events from one number on, by the tree's other implementation.
  private static Sha256 rootOf(int from, int size) {
    MerkleHasher hasher = new MerkleHasher();
    List<Sha256> leaves = new ArrayList<>();
    for (int i = from; i < from + size; i++) {
      leaves.add(hasher.leaf(InventedLog.event(i).toJson()));
    }
    return new MerkleTree(
            (level, index) ->
                level == 0
                    ? java.util.Optional.of(leaves.get((int) index))
                    : java.util.Optional.empty(),
            size)
        .root();
  }

  private static AuditFindings verify(InventedLog log, byte[] export, KeptCheckpoint... kept)
      throws IOException, FormatException {
    return AuditVerifier.verify(
        new ByteArrayInputStream(export), "export.jsonl", List.of(log.key), List.of(kept));
  }

  private static Failure failure(InventedLog log, byte[] export, KeptCheckpoint... kept)
      throws IOException, FormatException {
    return verify(log, export, kept).failure().orElseThrow();
  }

  @Test
  void aLogThatGrewBeginsWithWhatWasKept() throws Exception {
    InventedLog log = InventedLog.of(40, 8, 20, 37);
    // 13 and 39 are sizes at which the export has no checkpoint of its own.
    AuditFindings findings =
        verify(
            log,
            log.export(),
            kept(log, 39),
            kept(log, 13),
            kept(log, 20),
            kept(log, 0),
            kept(log, 40));
    assertThat(findings.failure()).isEmpty();
    assertThat(findings.kept())
        .extracting(Checkpoint::size)
        .containsExactly(0L, 13L, 20L, 39L, 40L);
  }

  @Test
  void aLogThatWasCutIsFound() throws Exception {
    InventedLog log = InventedLog.of(40, 8, 20, 37);
    List<String> lines = log.lines();
    // The header, 20 events, two checkpoints.
    List<String> cut = new ArrayList<>(lines.subList(0, 23));
    cut.add("{\"checkpoints\":2,\"events\":20}");
    byte[] export = InventedLog.bytes(cut);
    assertThat(verify(log, export).failure()).as("by itself it is proven").isEmpty();
    assertThat(verify(log, export, kept(log, 20)).failure()).isEmpty();
    Failure failure = failure(log, export, kept(log, 20), kept(log, 37));
    assertThat(failure.subject()).isEqualTo("the kept checkpoint of size 37 (kept.txt)");
    assertThat(failure.expected()).isEqualTo("at least 37 events");
    assertThat(failure.found()).startsWith("20: the log was cut");
  }

  @Test
  void aLogThatWasWrittenAnewWithItsOwnKeyIsFound() throws Exception {
    InventedLog log = InventedLog.of(40, 8, 20, 37);
    byte[] export = log.export();
    assertThat(verify(log, export).failure()).as("by itself it is proven").isEmpty();
    Failure failure =
        failure(log, export, kept(InventedLog.ORIGIN, 20, rootOf(100, 20), log.signer));
    assertThat(failure.expected()).isEqualTo("the root %s that was kept", rootOf(100, 20).hex());
    assertThat(failure.found()).startsWith(rootOf(0, 20).hex()).contains("written anew");
    // The event before which the comparison was made: the header, 20 events and a checkpoint.
    assertThat(failure.line()).isEqualTo(22);
  }

  @Test
  void whatNoTrustedKeySignedProvesNothing() throws Exception {
    InventedLog log = InventedLog.of(40, 40);
    InventedLog other = InventedLog.of(40, 40);
    byte[] export = log.export();
    assertThat(failure(log, export, kept(other, 20)).expected())
        .isEqualTo("a signature by a trusted key");
    String note = kept(log, 20).note().toString();
    KeptCheckpoint changed =
        KeptCheckpoint.parse("kept.txt", note.replaceFirst("\n20\n", "\n21\n"));
    assertThat(failure(log, export, changed).found()).isEqualTo("one that does not hold");
    KeptCheckpoint elsewhere = kept("other.example.org/audit", 20, rootOf(0, 20), log.signer);
    assertThat(failure(log, export, elsewhere).found()).contains("other.example.org/audit");
  }

  @Test
  void aWitnesssSignatureIsEnough() throws Exception {
    InventedLog log = InventedLog.of(40, 40);
    KeyPair keys = NoteSigner.newKeys();
    NoteKey witness = NoteKey.of("witness.example.org", NoteKey.Kind.WITNESS, keys.getPublic());
    KeptCheckpoint seen =
        kept(InventedLog.ORIGIN, 20, rootOf(0, 20), new NoteSigner(witness, keys.getPrivate()));
    byte[] export = log.export();
    assertThat(failure(log, export, seen).expected()).isEqualTo("a signature by a trusted key");
    assertThat(
            AuditVerifier.verify(
                    new ByteArrayInputStream(export),
                    "export.jsonl",
                    List.of(log.key, witness),
                    List.of(seen))
                .failure())
        .isEmpty();
  }

  @Test
  void whatIsNoCheckpointIsRefused() throws Exception {
    InventedLog log = InventedLog.of(1, 1);
    String note = kept(log, 1).note().toString();
    for (String wrong :
        List.of("", "hello", note.strip(), note.replaceFirst("\n1\n", "\none\n"), note + note)) {
      assertThatThrownBy(() -> KeptCheckpoint.parse("kept.txt", wrong))
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("[kept.txt:line 1]");
    }
  }
}
