package org.orion.exchange.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.exchange.FormatException;

/// Reports by Orion's writer are what Python and OpenSSL expect; reports by the script are read,
/// and each way of tampering with one is refused.
class TriageReportFileTest {
  @TempDir private Path folder;
  private ReportScript script = new ReportScript(Path.of(""));
  private Path private1 = Path.of("");

  @BeforeEach
  void makeKeys() throws Exception {
    script = new ReportScript(folder);
    private1 = script.newKey("lab1");
  }

  private LabKey key(Path privateKey) throws IOException, FormatException {
    return LabKey.parse("key", Files.readString(ReportScript.publicHalf(privateKey)));
  }

  private TriageReportReader open(InputStream input) throws IOException, FormatException {
    LabKey known = key(private1);
    return new TriageReportReader(
        input,
        "D-17.triage",
        ReportLimits.LARGEST,
        (agency, id) ->
            agency.equals("NORTH") && id.equals(known.id())
                ? Optional.of(known)
                : Optional.empty());
  }

  private static List<MediaRow> rows(TriageReportReader reader)
      throws IOException, FormatException {
    List<MediaRow> rows = new ArrayList<>();
    for (Optional<MediaRow> row = reader.next(); row.isPresent(); row = reader.next()) {
      assertThat(reader.isVerified()).isFalse();
      rows.add(row.get());
    }
    assertThat(reader.isVerified()).isTrue();
    return rows;
  }

  private List<MediaRow> read(Path report) throws IOException, FormatException {
    try (InputStream input = Files.newInputStream(report);
        TriageReportReader reader = open(input)) {
      return rows(reader);
    }
  }

  @Test
  void reportOfAnotherProgramIsRead() throws Exception {
    Path report = script.make(private1, "D-17.triage");
    assertThat(script.check(report, ReportScript.publicHalf(private1))).isEqualTo("as described");
    try (InputStream input = Files.newInputStream(report);
        TriageReportReader reader = open(input)) {
      ReportHead head = reader.head();
      assertThat(head.agency()).isEqualTo("NORTH");
      assertThat(head.figures().exhibits().getFirst().exhibit()).isEqualTo("D-17");
      assertThat(head.figures().scan())
          .containsEntry("examiner", "Examiner Öne \u2603")
          .containsEntry("authority", "")
          .containsEntry("plan_json", "{\"limits\":{\"ratio\":1.5},\"lists\":[],\"similar\":31}");
      assertThat(head.sources().getFirst().files().getFirst().isUnchanged()).isFalse();
      List<MediaRow> rows = rows(reader);
      assertThat(rows).hasSize(3);
      assertThat(rows.get(0).md5().hex()).isEqualTo("f97c5d29941bfb1b2fdab0874906ab82");
      assertThat(rows.get(0).leads()).containsEntry("body_serial", "S-0001");
      assertThat(rows.get(1).frames())
          .extracting(MediaRow.Frame::millis)
          .containsExactly(0L, 1000L);
      assertThat(rows.get(1).matches().getFirst().isExact()).isFalse();
      assertThat(rows.get(2).look().orElseThrow().quality()).isEqualTo(7);
    }
  }

  @Test
  void reportOfOrionIsWhatAnotherProgramExpects() throws Exception {
    ReportHead head;
    List<MediaRow> rows;
    try (InputStream input = Files.newInputStream(script.make(private1, "theirs.triage"));
        TriageReportReader reader = open(input)) {
      head = reader.head();
      rows = rows(reader);
    }
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    LabSigner signer =
        new LabSigner(LabKey.of(pair.getPublic()), pair.getPrivate(), "NORTH", "lab 1");
    Path pem = Files.writeString(folder.resolve("ours.pub"), signer.key().toPem());
    Optional<UUID> earlier = Optional.of(head.report());
    Path ours = folder.resolve("ours.triage");
    write(ours, signer, head, rows, earlier);
    assertThat(script.check(ours, pem)).isEqualTo("as described");
    Path again = folder.resolve("again.triage");
    write(again, signer, head, rows, earlier);
    assertThat(Files.mismatch(ours, again)).isEqualTo(-1);
    try (InputStream input = Files.newInputStream(ours);
        TriageReportReader reader =
            new TriageReportReader(
                input, "x", ReportLimits.LARGEST, (a, id) -> Optional.of(signer.key()))) {
      assertThat(reader.head().supersedes()).isEqualTo(earlier);
      assertThat(reader.head().figures()).isEqualTo(head.figures());
      assertThat(rows(reader)).isEqualTo(rows);
    }
  }

  private void write(
      Path target, LabSigner signer, ReportHead like, List<MediaRow> rows, Optional<UUID> earlier)
      throws IOException {
    try (TriageReportWriter writer = new TriageReportWriter(folder, false);
        var output = Files.newOutputStream(target)) {
      for (MediaRow row : rows) {
        writer.media(row);
      }
      writer.finish(
          new TriageReportWriter.Statement(earlier, like.sources(), like.figures()),
          signer,
          output);
    }
    assertThat(folder.toFile().list((at, name) -> name.startsWith(".orion-rows"))).isEmpty();
  }

  @Test
  void rowsThatDoNotAddUpAreNotWritten() throws Exception {
    try (InputStream input = Files.newInputStream(script.make(private1, "theirs.triage"));
        TriageReportReader reader = open(input);
        TriageReportWriter writer = new TriageReportWriter(folder, false)) {
      writer.media(reader.next().orElseThrow());
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      LabSigner signer = new LabSigner(LabKey.of(pair.getPublic()), pair.getPrivate(), "N", "l");
      assertThatThrownBy(() ->
              writer.finish(
                  new TriageReportWriter.Statement(
                      Optional.empty(), List.of(), reader.head().figures()),
                  signer,
                  new ByteArrayOutputStream()))
          .hasMessageContaining(
              "$.triage.exhibits[0].verdicts.known_material is 3", "add up to, 2");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          format=orion-triage-report-2 | [D-17.triage!head.json:$.format] expected orion-triage-report-1, found another version
          format=orion-audit-export-1 | found the head of something else
          loose=1 | canonical JSON
          padding=17 | at most 16,777,216 bytes
          extra=1 | the keys of orion-triage-report-1 and no others
          id=8f14e45f-ceea-867f-a9d5-0123456789ab | $.report] expected the id that belongs to this content
          agency=SOUTH | $.lab.key] expected a key that is registered for the agency SOUTH
          key=aa | $.lab.key] expected a key that is registered
          known=4 | $.triage.exhibits[0].verdicts.known_material] expected what the rows add up to, 3, found 4
          declared=274877906944 | $.media.bytes] expected at most 137,438,953,472
          declared=10 | [D-17.triage!media.jsonl] expected 10 bytes, as the head says, found more
          declared=10000 | expected 10,000 bytes, as the head says
          rows=swapped | rows of the digest that the head states, found others
          rows=forged | rows of the digest that the head states, found others
          rows=missing | bytes, as the head says
          rows=more | as the head says, found more
          bomb=300 | as the head says, found more
          member=1 | [D-17.triage] expected three members, found more
          places=1 | [D-17.triage!media.jsonl:1.places] expected no places
          """)
  void tamperedReportIsRefused(String change, String message) throws Exception {
    Path report = script.make(private1, "D-17.triage", change);
    assertThatThrownBy(() -> read(report))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void signatureOfAnotherKeyIsRefused() throws Exception {
    Path other = script.newKey("lab2");
    Path report = script.make(private1, "D-17.triage", "signer=" + other);
    assertThatThrownBy(() -> read(report))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("[D-17.triage!head.sig] expected the signature of the lab's key");
  }

  @Test
  void reportThatIsCutOffAnywhereIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(script.make(private1, "D-17.triage"));
    assertThat(read(new ByteArrayInputStream(whole))).hasSize(3);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(new ByteArrayInputStream(part)))
          .as("%d bytes", length)
          .isInstanceOf(FormatException.class);
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> read(new ByteArrayInputStream(longer)))
        .isInstanceOf(FormatException.class);
  }

  private List<MediaRow> read(InputStream input) throws IOException, FormatException {
    try (TriageReportReader reader = open(input)) {
      return rows(reader);
    }
  }

  /// Whatever byte is changed: either the same content is read, as where a time stands that the zip
  /// alone knows, or a [FormatException] says what is wrong.
  @Test
  void noChangedByteChangesWhatIsRead() throws Exception {
    byte[] whole = Files.readAllBytes(script.make(private1, "D-17.triage"));
    List<MediaRow> expected = read(new ByteArrayInputStream(whole));
    int refused = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 0x41;
      try {
        assertThat(read(new ByteArrayInputStream(changed))).as("byte %d", i).isEqualTo(expected);
      } catch (FormatException why) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length / 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1] | 1] expected an object
          {"exhibit":0} | `kind`, found a row without it
          {"exhibit":0,"exhibit":1} | a fault in it
          {"exhibit":"0"} | 1.exhibit] expected a whole number
          {"exhibit":1.5} | 1.exhibit] expected a whole number
          {"exhibit":99999999999999999999} | 1.exhibit]
          {"exhibit":-1,ROW} | 1.exhibit] expected 0 to 100000, found -1
          {"exhibit":0,"name":"x"} | a key of a row, found another
          {"exhibit":0,"leads":{"owner":"x"},ROW} | leads of this version
          {"exhibit":0,"pdq":"00",ROW} | a hash and its quality
          {"exhibit":0,"pdq":"00","quality":1,ROW} | 1.pdq] expected a hash in hexadecimal digits
          {"exhibit":0,"matches":[{"list":"x"}],ROW} | each with `entry`
          {"exhibit":0,"matches":[{"list":{"a":{"b":{"c":[]}}}}],ROW} | 1.matches]
          {"exhibit":0,"leads":[[[[[[]]]]]],ROW} | 1.leads]
          {"exhibit":0,"places":[{"path":"a","state":"allocated","more":1}],ROW} | more
          """)
  void malformedRowIsRefused(String text, String message) throws IOException {
    String row =
        "\"kind\":\"picture\",\"type\":\"image/png\",\"bytes\":1,\"items\":1,\"md5\":\"%s\",\"sha1\":\"%s\",\"sha256\":\"%s\",\"verdict\":\"unmatched\""
            .formatted("0".repeat(32), "0".repeat(40), "0".repeat(64));
    byte[] bytes = text.replace("ROW", row).getBytes(StandardCharsets.UTF_8);
    try (MediaRowParser parser = new MediaRowParser(new ByteArrayInputStream(bytes), "rows")) {
      assertThatThrownBy(parser::next)
          .isInstanceOf(FormatException.class)
          .hasMessageContaining(message);
    }
  }

  @Test
  void onlyLeadsOfTheListCanBeReported() {
    assertThatThrownBy(() ->
            new MediaRow(
                0,
                MediaRow.Kind.PICTURE,
                "image/png",
                1,
                1,
                org.orion.exchange.hash.Md5.OF_NOTHING,
                org.orion.exchange.hash.Sha1.OF_NOTHING,
                org.orion.exchange.hash.Sha256.OF_NOTHING,
                MediaRow.Verdict.UNMATCHED,
                Optional.empty(),
                List.of(),
                new LinkedHashMap<>(java.util.Map.of("owner", "Person One")),
                List.of(),
                List.of()))
        .hasMessageContaining("leads are [owner]");
  }

  @Test
  void keyThatIsNotOfEd25519IsRefused() throws Exception {
    KeyPairGenerator other = KeyPairGenerator.getInstance("X25519");
    assertThatThrownBy(() -> LabKey.of(other.generateKeyPair().getPublic()))
        .hasMessageContaining("not of Ed25519");
    assertThatThrownBy(() -> LabKey.parse("a.pem", "hello"))
        .hasMessageContaining("[a.pem] expected a public key in PEM");
    assertThatThrownBy(() -> LabKey.parse("a.pem", Files.readString(private1)))
        .hasMessageContaining("[a.pem] expected a public key in PEM");
  }
}
