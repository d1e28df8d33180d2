package org.orion.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditFindings;
import org.orion.exchange.audit.Checkpoint;
import org.orion.exchange.audit.MerkleProof;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.orion.exchange.audit.SignedNote;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// Checkpoints, proofs and the signatures of witnesses.
class AuditApiIT {
  private static final String API = "/api/v1/audit/";

  private final TestServer server = TestServer.running();
  private final Logs logs = new Logs(server);
  private final String agency = TestServer.newAgency();
  private final Program auditor = server.program(agency, Role.AUDITOR);

  @BeforeEach
  void writeSomething() {
    for (int i = 0; i < 5; i++) {
      logs.append(agency, "object-" + i);
    }
    logs.keep();
  }

  private SignedNote latest() throws FormatException {
    HttpResponse<String> answer = auditor.get(API + "checkpoints/latest");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    return SignedNote.parse("latest", "", answer.body());
  }

  private Checkpoint last() throws FormatException {
    return Checkpoint.parse("latest", "", latest().text());
  }

  private static String text(String json, String key) {
    Matcher found = Pattern.compile("\"" + key + "\":\"?([0-9a-f]+)").matcher(json);
    assertThat(found.find()).as(key + " in " + json).isTrue();
    return found.group(1);
  }

  private static List<Sha256> proof(String json) {
    return Pattern.compile("[0-9a-f]{64}")
        .matcher(json.substring(json.indexOf("\"proof\"")))
        .results()
        .map(found -> Sha256.parse(found.group()))
        .toList();
  }

  @Test
  void anEventIsProvenToBeInTheSignedTree() throws Exception {
    Checkpoint last = last();
    long event = last.size() - 2;
    String json = auditor.get(API + "proofs/inclusion?event=" + event).body();
    assertThat(text(json, "size")).isEqualTo(Long.toString(last.size()));
    Sha256 leaf = Sha256.parse(text(json, "leaf"));
    assertThat(MerkleProof.provesInclusion(leaf, event, last.size(), proof(json), last.root()))
        .isTrue();
    assertThat(MerkleProof.provesInclusion(leaf, event - 1, last.size(), proof(json), last.root()))
        .isFalse();
  }

  @Test
  void anEarlierTreeIsProvenToBeContinued() throws Exception {
    Checkpoint earlier = last();
    logs.append(agency, "object-5");
    logs.keep();
    Checkpoint last = last();
    String json = auditor.get(API + "proofs/consistency?from=" + earlier.size()).body();
    assertThat(
            MerkleProof.provesConsistency(
                earlier.size(), earlier.root(), last.size(), last.root(), proof(json)))
        .isTrue();
    assertThat(text(json, "fromRoot")).isEqualTo(earlier.root().hex());
    assertThat(auditor.get(API + "checkpoints/" + earlier.size()).body())
        .startsWith(earlier.toNote().text());
  }

  @Test
  void anotherAgencysEventLooksLikeAMissingOne() throws FormatException {
    long own = last().size() - 1;
    Program other = server.program(TestServer.newAgency(), Role.AUDITOR);
    HttpResponse<String> hidden = other.get(API + "proofs/inclusion?event=" + own);
    HttpResponse<String> missing = other.get(API + "proofs/inclusion?event=999999999");
    assertThat(hidden.statusCode()).isEqualTo(404);
    assertThat(hidden.body()).isEqualTo(missing.body());
  }

  @Test
  void sizesThatTheLogHasNotAreRefused() throws FormatException {
    long own = last().size() - 1;
    for (String path :
        List.of(
            "proofs/inclusion?event=" + own + "&size=99999999",
            "proofs/inclusion?event=" + own + "&size=-1",
            "proofs/inclusion?event=" + own + "&size=" + own,
            "proofs/inclusion?event=abc",
            "proofs/inclusion",
            "proofs/consistency?from=-1",
            "proofs/consistency?from=99999999",
            "proofs/consistency?from=1&to=99999999999999999999",
            "checkpoints/abc")) {
      HttpResponse<String> answer = auditor.get(API + path);
      assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }
    assertThat(auditor.get(API + "checkpoints/99999999").statusCode()).isEqualTo(404);
    assertThat(new Program(server.address(), "").get(API + "checkpoints/latest").statusCode())
        .isEqualTo(401);
  }

  private HttpResponse<String> cosign(long size, String lines) {
    return auditor.post(
        API + "checkpoints/" + size + "/cosignatures",
        lines,
        "Content-Type",
        "text/plain; charset=utf-8");
  }

  @Test
  void aWitnessesSignatureIsKeptAndExported() throws Exception {
    KeyPair keys = NoteSigner.newKeys();
    NoteKey witness = NoteKey.of("witness.example.org", NoteKey.Kind.WITNESS, keys.getPublic());
    NoteSigner signer = new NoteSigner(witness, keys.getPrivate());
    SignedNote note = latest();
    long size = last().size();
    String line =
        signer.sign(note, Instant.parse("2026-02-03T04:05:06Z")).signatures().getLast() + "\n";

    assertThat(cosign(size, line).statusCode()).as("of a witness not known").isEqualTo(422);
    Files.writeString(server.data().resolve("audit-witnesses"), "# invented\n" + witness + "\n");
    HttpResponse<String> taken = cosign(size, line);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(204);
    assertThat(cosign(size, line).statusCode()).as("again").isEqualTo(204);

    assertThat(auditor.get(API + "checkpoints/" + size).body()).isEqualTo(note + line);
    AuditFindings findings = Logs.verify(logs.export());
    assertThat(findings.failure()).isEmpty();
    assertThat(findings.signed()).containsEntry(witness, 1L);

    logs.append(agency, "object-9");
    logs.keep();
    HttpResponse<String> misplaced = cosign(last().size(), line);
    assertThat(misplaced.statusCode()).as("of another checkpoint").isEqualTo(422);
    assertThat(misplaced.body()).contains("one that does not hold");
    assertThat(cosign(size, "nothing").statusCode()).isEqualTo(422);
    assertThat(cosign(size, "").statusCode()).isEqualTo(422);
    assertThat(cosign(size, "x".repeat(20_000)).statusCode()).isEqualTo(413);
    assertThat(auditor.post(API + "checkpoints/" + size + "/cosignatures", "{}").statusCode())
        .as("JSON")
        .isEqualTo(415);
    assertThat(cosign(99_999_999, line).statusCode()).isEqualTo(404);

    Files.writeString(server.data().resolve("audit-witnesses"), "nonsense\n");
    HttpResponse<String> misconfigured = cosign(size, line);
    Files.delete(server.data().resolve("audit-witnesses"));
    assertThat(misconfigured.body()).contains("audit-witnesses:1");
  }
}
