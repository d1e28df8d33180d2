package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.audit.AuditEvent;
import org.orion.exchange.audit.AuditExportWriter;
import org.orion.exchange.audit.Checkpoint;
import org.orion.exchange.audit.MerkleFrontier;
import org.orion.exchange.audit.MerkleHasher;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;

/// Verifying an audit log as its outsiders meet it: by the program, and without it by Python and
/// OpenSSL, which know nothing of Orion.
class AuditIT {
  private static final String ORIGIN = "orion.example.org/audit";

  /// Prints the size and root of each checkpoint, after comparing its root with one computed by the
  /// definition of RFC 9162 section 2.1.1; writes the last note's text, signature and key to files.
  static final String SCRIPT =
      """
      import base64, hashlib, json, sys

      def root(leaves):
          if len(leaves) == 1:
              return hashlib.sha256(b"\\0" + leaves[0]).digest()
          half = 1
          while half * 2 < len(leaves):
              half *= 2
          return hashlib.sha256(b"\\1" + root(leaves[:half]) + root(leaves[half:])).digest()

      leaves = []
      for line in open("export.jsonl", encoding="utf-8"):
          record = json.loads(line)
          if "format" in record:
              key = record["keys"][0]
          if "event" in record:
              event = record["event"]
              assert event["sequence"] == len(leaves)
              leaf = json.dumps(event, sort_keys=True, separators=(",", ":")).encode()
              assert hashlib.sha256(b"\\0" + leaf).hexdigest() == record["leaf"]
              leaves.append(leaf)
          if "checkpoint" in record:
              text, signatures = record["checkpoint"].split("\\n\\n")
              origin, size, expected = text.split("\\n")
              assert int(size) == len(leaves)
              assert base64.b64decode(expected) == root(leaves)
              print(size, root(leaves).hex())
      signature = base64.b64decode(signatures.split()[2])
      public = base64.b64decode(key.split("+", 2)[2])
      open("text", "w").write(text + "\\n")
      open("signature", "wb").write(signature[4:])
      open("key.der", "wb").write(bytes.fromhex("302a300506032b6570032100") + public[1:])
      """;

  @TempDir private Path folder;
  private Path export;
  private NoteKey key;

  @BeforeEach
  void writeExport() throws IOException {
    KeyPair keys = NoteSigner.newKeys();
    key = NoteKey.of(ORIGIN, NoteKey.Kind.LOG, keys.getPublic());
    NoteSigner signer = new NoteSigner(key, keys.getPrivate());
    export = folder.resolve("export.jsonl");
    MerkleHasher hasher = new MerkleHasher();
    MerkleFrontier frontier = new MerkleFrontier();
    try (OutputStream output = Files.newOutputStream(export)) {
      AuditExportWriter writer = new AuditExportWriter(output, ORIGIN, List.of(key));
      for (int i = 0; i < 23; i++) {
        byte[] json = event(i).toJson();
        frontier.append(hasher.leaf(json));
        writer.event(json, hasher.leaf(json));
        if (i % 7 == 5) {
          Checkpoint checkpoint = new Checkpoint(ORIGIN, frontier.size(), frontier.root());
          writer.checkpoint(signer.sign(checkpoint.toNote(), Instant.EPOCH));
        }
      }
      writer.finish();
    }
  }

  private static AuditEvent event(int i) {
    return new AuditEvent(
        i,
        Instant.parse("2026-01-31T08:00:00Z").plusSeconds(i),
        "user-" + i % 3,
        "agency-1",
        "exhibit.read",
        "exhibit",
        "D-" + i,
        i == 4 ? Optional.of("order-1") : Optional.empty(),
        "192.0.2.17",
        AuditEvent.Outcome.DONE);
  }

  @Test
  void anExportIsProvenWithTheKeyThatSigned() throws Exception {
    Program.Run run = orion(0, "audit", "verify", export.toString(), "--key", key.toString());

    assertThat(run.out())
        .contains("proven", "20 proven to be what was signed", "3, each consistent")
        .contains("3 events after the last checkpoint", key.toString() + ": 3 of them");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void itsOwnKeysComeWithANotice() throws Exception {
    Program.Run run = orion(0, "audit", "verify", export.toString(), "--json");

    assertThat(run.out())
        .contains("\"proven\":true,\"events\":23,\"covered\":20,\"uncovered\":3,\"checkpoints\":3")
        .contains("\"own_keys\":true", "\"failure\":null}");
    assertThat(run.err()).contains("the keys are the export's own");
  }

  @Test
  void aChangedEventIsNamedOnOneLine() throws Exception {
    List<String> lines = new ArrayList<>(Files.readAllLines(export));
    lines.set(11, lines.get(11).replace("D-9", "D-8"));
    Files.write(export, lines);
    Program.Run run =
        orion(3, "audit", "verify", export.toString(), "--json", "--key", key.toString());

    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("event 9 (line 12) fails: expected the leaf hash ");
    assertThat(run.out())
        .contains("\"proven\":false", "\"covered\":6", "\"sequence\":9,\"line\":12");
  }

  @Test
  void aCheckpointThatWasKeptShowsThatTheLogOnlyGrew() throws Exception {
    Path whole = folder.resolve("whole.jsonl");
    Files.copy(export, whole);
    Path kept = folder.resolve("kept.txt");
    List<String> lines = Files.readAllLines(whole);
    String last =
        lines.stream().filter(line -> line.startsWith("{\"checkpoint\"")).toList().getLast();
    Files.writeString(
        kept,
        last.replaceFirst("^\\{\"checkpoint\":\"", "")
            .replaceFirst("\"}$", "")
            .replace("\\n", "\n"));
    Program.Run run =
        orion(
            0,
            "audit",
            "verify",
            whole.toString(),
            "--key",
            key.toString(),
            "--checkpoint",
            kept.toString());
    assertThat(run.out()).contains("kept         the checkpoint of size 20 is contained");

    // Cut back to the checkpoint before.
    List<String> cut = new ArrayList<>(lines.subList(0, 16));
    cut.add("{\"checkpoints\":2,\"events\":13}");
    Files.write(export, cut);
    orion(0, "audit", "verify", export.toString(), "--key", key.toString());
    assertThat(
            orion(
                    3,
                    "audit",
                    "verify",
                    export.toString(),
                    "--key",
                    key.toString(),
                    "--checkpoint",
                    kept.toString())
                .err()
                .lines())
        .singleElement()
        .asString()
        .contains("the kept checkpoint of size 20")
        .contains("expected at least 20 events, found 13: the log was cut");
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "hello");
    assertThat(
            orion(3, "audit", "verify", whole.toString(), "--checkpoint", wrong.toString()).err())
        .contains("wrong.txt")
        .contains("a signed note");
  }

  @Test
  void whatIsNoExportIsRefusedOnOneLine() throws Exception {
    Path other = Files.writeString(folder.resolve("other.txt"), "hello\n");
    for (Path wrong : List.of(other, folder, folder.resolve("missing"))) {
      assertThat(orion(3, "audit", "verify", wrong.toString()).err().lines())
          .singleElement()
          .asString()
          .startsWith("orion: ")
          .contains(wrong.toString());
    }
    assertThat(orion(2, "audit", "verify", export.toString(), "--key", "abc").err().lines())
        .singleElement()
        .asString()
        .contains("NAME+ID+BASE64");
    orion(2, "audit");
  }

  @Test
  void pythonAndOpensslComeToTheSame() throws Exception {
    Files.writeString(folder.resolve("check.py"), SCRIPT);
    String root =
        orion(0, "audit", "verify", export.toString())
            .out()
            .lines()
            .filter(line -> line.startsWith("root"))
            .findFirst()
            .orElseThrow()
            .replaceFirst("root *", "");

    assertThat(shell("python3 check.py").lines()).hasSize(3).last().isEqualTo("20 " + root);
    assertThat(
            shell(
                "openssl pkeyutl -verify -pubin -inkey key.der -keyform DER -rawin -in text"
                    + " -sigfile signature"))
        .contains("Signature Verified Successfully");
  }

  /// The reference page shows an export and how to check it by hand; both are as it says.
  @Test
  void theExampleOfTheReferencePageIsProvenByTheCommandsOfThePage() throws Exception {
    String page = Files.readString(ProjectFiles.root().resolve("docs/reference/audit-export.md"));
    Files.writeString(export, block(page, "json\n{\"format\""));
    Files.writeString(folder.resolve("check.sh"), block(page, "sh\n"));

    orion(0, "audit", "verify", export.toString());
    assertThat(shell("sh check.sh")).isEqualTo(block(page, "\nThe root agrees: "));
  }

  private static String block(String page, String beginning) {
    int start = page.indexOf("```" + beginning);
    assertThat(start).as("a block of %s", beginning).isPositive();
    int from = page.indexOf('\n', start) + 1;
    return page.substring(from, page.indexOf("```", from));
  }

  private Program.Run orion(int exitCode, String... arguments) throws Exception {
    Program.Run run = new Program(folder, folder.resolve("home")).run(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    return run;
  }

  private String shell(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out;
  }
}
