package org.orion.exchange.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditFindings.Failure;
import org.orion.exchange.hash.Sha256;

/// Exports as they should be, and in every way changed, cut and forged.
class AuditVerifierTest {
  @Test
  void anExportThatNobodyTouchedIsProven() throws Exception {
    InventedLog log = InventedLog.of(40, 0, 1, 8, 20, 20, 37);
    AuditFindings findings = verify(log.export(), log.key);

    assertThat(findings.failure()).isEmpty();
    assertThat(findings.origin()).isEqualTo(InventedLog.ORIGIN);
    assertThat(findings.ownKeys()).isFalse();
    assertThat(findings.events()).isEqualTo(40);
    assertThat(findings.covered()).isEqualTo(37);
    assertThat(findings.uncovered()).isEqualTo(3);
    assertThat(findings.checkpoints()).isEqualTo(6);
    assertThat(findings.signed()).containsExactly(Map.entry(log.key, 6L));
  }

  @Test
  void withoutOtherKeysTheExportsOwnAreTaken() throws Exception {
    AuditFindings findings = verify(InventedLog.of(3, 3).export());
    assertThat(findings.failure()).isEmpty();
    assertThat(findings.ownKeys()).isTrue();
  }

  @Test
  void aChangedEventIsNamed() throws Exception {
    List<String> lines = InventedLog.of(40, 8, 20, 40).lines();
    // Header, 8 events, checkpoint: event 17 is on line 1 + 17 + 1 + 1.
    lines.set(19, lines.get(19).replace("user-3", "user-4"));

    Failure failure = failure(lines);
    assertThat(failure.subject()).isEqualTo("event 17");
    assertThat(failure.sequence()).isEqualTo(OptionalLong.of(17));
    assertThat(failure.line()).isEqualTo(20);
    assertThat(failure.expected()).startsWith("the leaf hash ").endsWith(" that was logged");
    assertThat(failure.found()).matches("[0-9a-f]{64}");
  }

  @Test
  void aChangeOfEachByteOfAnEventIsFound() throws Exception {
    InventedLog log = InventedLog.of(4, 4);
    byte[] export = log.export();
    int from = new String(export, StandardCharsets.UTF_8).indexOf("{\"event\":");
    int to = new String(export, StandardCharsets.UTF_8).indexOf("\n", from);
    for (int i = from; i <= to; i++) {
      byte[] changed = export.clone();
      changed[i] ^= 1;
      assertThat(isProven(changed, log.key)).as("byte %d changed", i).isFalse();
    }
  }

  @Test
  void aChangedEventWithAChangedLeafHashFailsTheNextCheckpoint() throws Exception {
    List<String> lines = InventedLog.of(40, 8, 20, 40).lines();
    String line = lines.get(19).replace("user-3", "user-4");
    String event = line.substring("{\"event\":".length(), line.indexOf(",\"leaf\""));
    Sha256 leaf = new MerkleHasher().leaf(event.getBytes(StandardCharsets.UTF_8));
    lines.set(19, "{\"event\":" + event + ",\"leaf\":\"" + leaf.hex() + "\"}");

    Failure failure = failure(lines);
    assertThat(failure.subject()).isEqualTo("checkpoint 2, of size 20");
    assertThat(failure.line()).isEqualTo(23);
    assertThat(failure.expected()).startsWith("the root ");
    assertThat(failure.found()).contains("one from 8 to 19 was changed");
  }

  @Test
  void aRemovedEventIsNamed() throws Exception {
    List<String> lines = InventedLog.of(40, 8, 20, 40).lines();
    lines.remove(19);
    Failure failure = failure(lines);
    assertThat(failure.subject()).isEqualTo("event 17");
    assertThat(failure.expected()).isEqualTo("sequence 17");
    assertThat(failure.found()).isEqualTo("sequence 18");
  }

  @Test
  void aRemovedLastEventFailsTheCheckpoint() throws Exception {
    List<String> lines = InventedLog.of(40, 40).lines();
    lines.remove(40);
    Failure failure = failure(lines);
    assertThat(failure.subject()).isEqualTo("checkpoint 1, of size 40");
    assertThat(failure.expected()).isEqualTo("size 39, the events before it");
  }

  @Test
  void eventsInAnotherOrderAreFound() throws Exception {
    List<String> lines = InventedLog.of(40, 40).lines();
    lines.add(20, lines.remove(18));
    assertThat(failure(lines).subject()).isEqualTo("event 17");
  }

  @Test
  void anEventThatComesTwiceIsFound() throws Exception {
    List<String> lines = InventedLog.of(40, 40).lines();
    lines.add(18, lines.get(17));
    assertThat(failure(lines).found()).isEqualTo("sequence 16");
  }

  @Test
  void aMovedCheckpointIsFound() throws Exception {
    List<String> lines = InventedLog.of(40, 8, 20, 40).lines();
    lines.add(8, lines.remove(9));
    assertThat(failure(lines).found()).isEqualTo("size 8");
  }

  @Test
  void aCheckpointThatIsSmallerThanTheOneBeforeIsFound() throws Exception {
    List<String> lines = InventedLog.of(40, 8, 20, 40).lines();
    lines.set(22, lines.get(9));
    Failure failure = failure(lines);
    assertThat(failure.subject()).isEqualTo("checkpoint 2, of size 8");
    assertThat(failure.line()).isEqualTo(23);
  }

  /// The log's own key signs another history of the same size.
  @Test
  void aSignedOtherHistoryIsFound() throws Exception {
    InventedLog log = InventedLog.of(20, 20);
    Sha256 other = InventedLog.of(5).frontier.root();
    SignedNote note = new Checkpoint(InventedLog.ORIGIN, 20, other).toNote();
    log.checkpoint(log.signer.sign(note, Instant.EPOCH));

    Failure failure = verify(log.export(), log.key).failure().orElseThrow();
    assertThat(failure.subject()).isEqualTo("checkpoint 2, of size 20");
    assertThat(failure.found()).endsWith("over the same events as the checkpoint before");
  }

  @Test
  void aLogOfAnotherKeyIsRefused() throws Exception {
    InventedLog log = InventedLog.of(20, 20);
    NoteKey other =
        NoteKey.of(InventedLog.ORIGIN, NoteKey.Kind.LOG, NoteSigner.newKeys().getPublic());
    Failure failure = verify(log.export(), other).failure().orElseThrow();
    assertThat(failure.expected()).isEqualTo("a signature by a trusted key");
  }

  @Test
  void aCheckpointWithAChangedNoteIsRefused() throws Exception {
    List<String> lines = InventedLog.of(20, 20).lines();
    lines.set(21, lines.get(21).replace("\\n20\\n", "\\n19\\n"));
    assertThat(failure(lines).found()).isEqualTo("one that does not hold");
  }

  @Test
  void aCheckpointOfAnotherLogIsRefused() throws Exception {
    InventedLog log = InventedLog.of(3);
    SignedNote note = new Checkpoint("other.example.org", 3, log.frontier.root()).toNote();
    log.checkpoint(log.signer.sign(note, Instant.EPOCH));
    assertThat(verify(log.export(), log.key).failure().orElseThrow().found())
        .isEqualTo("origin other.example.org");
  }

  @Test
  void aLogsKeyForAnotherLogDoesNotCount() throws Exception {
    InventedLog log = InventedLog.of(3);
    NoteKey other = NoteKey.of("other.example.org", NoteKey.Kind.LOG, log.keys.getPublic());
    log.checkpoint(new NoteSigner(other, log.keys.getPrivate()));
    assertThat(verify(log.export(), other).failure().orElseThrow().found()).isEqualTo("none");
  }

  @Test
  void earlierKeysAndWitnessesAreVerifiedToo() throws Exception {
    KeyPair second = NoteSigner.newKeys();
    NoteKey later = NoteKey.of(InventedLog.ORIGIN, NoteKey.Kind.LOG, second.getPublic());
    KeyPair third = NoteSigner.newKeys();
    NoteKey witness = NoteKey.of("witness.example.org", NoteKey.Kind.WITNESS, third.getPublic());
    NoteSigner laterSigner = new NoteSigner(later, second.getPrivate());
    NoteSigner witnessSigner = new NoteSigner(witness, third.getPrivate());
    InventedLog log = InventedLog.of(3, 2);
    log.checkpoint(laterSigner, witnessSigner);
    byte[] export = log.export();

    assertThat(verify(export, log.key, later, witness).signed())
        .containsExactly(Map.entry(log.key, 1L), Map.entry(later, 1L), Map.entry(witness, 1L));
    assertThat(verify(export, log.key).failure().orElseThrow().subject())
        .isEqualTo("checkpoint 2, of size 3");
    assertThat(verify(export, witness).failure().orElseThrow().subject())
        .isEqualTo("checkpoint 1, of size 2");
  }

  @Test
  void aWitnessWhoseSignatureDoesNotHoldIsNamed() throws Exception {
    KeyPair keys = NoteSigner.newKeys();
    NoteKey witness = NoteKey.of("witness.example.org", NoteKey.Kind.WITNESS, keys.getPublic());
    InventedLog log = InventedLog.of(1);
    SignedNote other = new Checkpoint(InventedLog.ORIGIN, 2, log.frontier.root()).toNote();
    SignedNote note = new Checkpoint(InventedLog.ORIGIN, 1, log.frontier.root()).toNote();
    NoteSignature moved =
        new NoteSigner(witness, keys.getPrivate())
            .sign(other, Instant.EPOCH)
            .signatures()
            .getFirst();
    log.checkpoint(log.signer.sign(note, Instant.EPOCH).with(moved));
    assertThat(verify(log.export(), log.key, witness).failure().orElseThrow().expected())
        .isEqualTo("a signature by " + witness);
  }

  @Test
  void anExportWithoutCheckpointsProvesNothing() throws Exception {
    assertThat(failure(InventedLog.of(3).lines()).found()).contains("nothing is proven");
    assertThat(failure(InventedLog.of(0).lines()).found()).contains("nothing is proven");
  }

  @Test
  void everyCutIsRefused() throws Exception {
    InventedLog log = InventedLog.of(5, 3, 5);
    byte[] export = log.export();
    for (int length = 0; length < export.length; length++) {
      byte[] cut = Arrays.copyOf(export, length);
      assertThatThrownBy(() -> verify(cut, log.key))
          .as("cut after %d bytes", length)
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("[export.jsonl");
    }
  }

  @Test
  void everyHostileLineIsRefusedInOneLine() throws Exception {
    List<String> hostile =
        List.of(
            "",
            "garbage",
            "{}",
            "[]",
            "{\"event\":{}}",
            "{\"event\":" + "[".repeat(60_000),
            "{\"checkpoint\":" + "[".repeat(60_000),
            "{\"checkpoint\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}",
            "{\"checkpoint\":7}",
            "{\"checkpoint\":\"x\"}",
            "{\"checkpoint\": \"x\"}",
            "{\"checkpoint\":\"x\",\"more\":1}",
            "{\"checkpoint\":\"\\ud83d\"}",
            "x".repeat(ExportLines.MOST_BYTES + 1),
            "x".repeat(3_000_000));
    InventedLog log = InventedLog.of(3, 3);
    List<String> lines = log.lines();
    for (String line : hostile) {
      List<String> changed = new ArrayList<>(lines);
      changed.add(2, line);
      refused(InventedLog.bytes(changed), "[export.jsonl:3");
    }
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws Exception {
    byte[] export = InventedLog.of(3, 3).export();
    String text = new String(export, StandardCharsets.ISO_8859_1);
    for (String place : List.of("{\"format\"", "user-1", "orion.example.org/audit\\n")) {
      byte[] changed = export.clone();
      changed[text.indexOf(place) + 4] = (byte) 0xFF;
      refused(changed, "[export.jsonl:");
    }
    refused(HexFormat.of().parseHex("1f8b0800000000000003"), "[export.jsonl:1] ");
    refused(new byte[1 << 20], "[export.jsonl:1] ");
  }

  @Test
  void randomDamageNeverPassesAndNeverCrashes() throws Exception {
    InventedLog log = InventedLog.of(30, 10, 30);
    byte[] export = log.export();
    int end = new String(export, StandardCharsets.UTF_8).lastIndexOf("{\"checkpoints\"");
    long seed = 4711;
    Random random = new Random(seed);
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = export.clone();
      // After the keys of the header: those are not used when others are given.
      int at = 300 + random.nextInt(end - 300);
      byte before = damaged[at];
      damaged[at] = (byte) random.nextInt();
      assertThat(isProven(damaged, log.key))
          .as("seed %d, round %d, byte %d", seed, i, at)
          .isEqualTo(before == damaged[at]);
    }
  }

  @Test
  void linesAfterTheLastOneAreRefused() throws Exception {
    List<String> lines = InventedLog.of(3, 3).lines();
    lines.add(lines.get(1));
    refused(InventedLog.bytes(lines), "[export.jsonl:7] expected the end of the file");
  }

  @Test
  void countsThatDisagreeWithTheLinesAreRefused() throws Exception {
    List<String> lines = InventedLog.of(3, 3).lines();
    lines.set(5, "{\"checkpoints\":1,\"events\":4}");
    refused(InventedLog.bytes(lines), "[export.jsonl:6] expected an event, a checkpoint, or");
  }

  @Test
  void anotherVersionIsRefused() throws Exception {
    List<String> lines = InventedLog.of(3, 3).lines();
    lines.set(0, lines.getFirst().replace("export-1", "export-2"));
    refused(
        InventedLog.bytes(lines), "[export.jsonl:1] expected {\"format\":\"orion-audit-export-1\"");
  }

  /// Endings of a line that the buffer's end, the longest line and the file's end meet.
  @Test
  void linesAreFoundWhereverTheBufferEnds() throws Exception {
    InventedLog log = InventedLog.of(4000, 4000);
    byte[] export = log.export();
    for (int piece : new int[] {1, 7, 4096, 65_536, 1 << 20}) {
      AuditFindings findings =
          AuditVerifier.verify(
              new ByteArrayInputStream(export) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                  return super.read(target, offset, Math.min(length, piece));
                }
              },
              "export.jsonl",
              List.of(log.key));
      assertThat(findings.failure()).isEmpty();
      assertThat(findings.covered()).isEqualTo(4000);
    }
  }

  private static void refused(byte[] export, String beginning) {
    assertThatThrownBy(() -> verify(export))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(beginning)
        .satisfies(problem -> {
          assertThat(problem.getMessage()).hasSizeLessThan(400);
          assertThat(problem.getMessage()).doesNotContain("\n");
        });
  }

  private static Failure failure(List<String> lines) throws IOException, FormatException {
    // The counts of the last line are made to agree, as whoever changes an export would.
    long checkpoints = lines.stream().filter(line -> line.startsWith("{\"checkpoint\"")).count();
    long events = lines.stream().filter(line -> line.startsWith("{\"event\"")).count();
    lines.set(
        lines.size() - 1, "{\"checkpoints\":%d,\"events\":%d}".formatted(checkpoints, events));
    return verify(InventedLog.bytes(lines)).failure().orElseThrow();
  }

  private static boolean isProven(byte[] export, NoteKey key) throws IOException {
    try {
      return verify(export, key).failure().isEmpty();
    } catch (FormatException refused) {
      return false;
    }
  }

  private static AuditFindings verify(byte[] export, NoteKey... keys)
      throws IOException, FormatException {
    return AuditVerifier.verify(new ByteArrayInputStream(export), "export.jsonl", List.of(keys));
  }
}
