package org.orion.triage.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.audit.CanonicalJson;
import org.orion.exchange.report.LabKey;
import org.orion.exchange.report.LabSigner;
import org.orion.exchange.report.MediaRow;
import org.orion.exchange.report.ReportHead;
import org.orion.exchange.report.ReportLimits;
import org.orion.exchange.report.TriageReportReader;
import org.orion.triage.scanfile.ScanFileFixture;
import org.orion.triage.scanfile.ScanFileReader;

/// What leaves the lab is what `orion report --format json` prints, and the contents that the test
/// put into the scan file.
class SubmittedReportTest {
  private static final byte[] HASH_A = new byte[32];
  private static final byte[] HASH_B = new byte[32];

  static {
    HASH_A[0] = 0x0F;
    HASH_B[31] = 0x01;
  }

  @TempDir private Path folder;
  private LabSigner signer;

  SubmittedReportTest() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    signer = new LabSigner(LabKey.of(pair.getPublic()), pair.getPrivate(), "NORTH", "lab 1");
  }

  private record Submitted(Path file, ReportHead head, List<MediaRow> rows) {
    String text(String member) throws Exception {
      try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          if (entry.getName().equals(member)) {
            return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
          }
        }
      }
      throw new IllegalArgumentException(member);
    }
  }

  private Submitted submit(Path file, boolean withPaths) throws Exception {
    Path target = folder.resolve(withPaths ? "with-paths.triage" : "report.triage");
    try (ScanFileReader reader = ScanFileReader.open(file);
        OutputStream output = Files.newOutputStream(target)) {
      new SubmittedReport(withPaths, Optional.empty())
          .write(reader, ListedNow.unchanged(), signer, folder, output);
    }
    List<MediaRow> rows = new ArrayList<>();
    try (TriageReportReader reader =
        new TriageReportReader(
            Files.newInputStream(target),
            "report",
            ReportLimits.LARGEST,
            (agency, id) -> Optional.of(signer.key()))) {
      for (Optional<MediaRow> row = reader.next(); row.isPresent(); row = reader.next()) {
        rows.add(row.get());
      }
      return new Submitted(target, reader.head(), rows);
    }
  }

  private static String canonicalJson(Path file) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ScanFileReader reader = ScanFileReader.open(file)) {
      ReportFormat.JSON.write(reader, ListedNow.unchanged(), output);
    }
    return new String(CanonicalJson.of("json", output.toByteArray()), StandardCharsets.UTF_8);
  }

  @Test
  void figuresAreThoseOfTheJsonReport() throws Exception {
    Path file = DeviceFixture.write(folder.resolve("devices.orion"));
    String json = canonicalJson(file);
    assertThat(submit(file, true).text("head.json")).endsWith(",\"triage\":" + json + "}");
    String unnamed =
        json.replace("\"image\":\"D-17.E01\"", "\"image\":\"image 1\"")
            .replace("\"path\":\"D-17.E01\"", "\"path\":\"image 1\"")
            .replace("\"image\":\"<b>D-18.E01\"", "\"image\":\"image 1\"")
            .replace("\"path\":\"<b>D-18.E01\"", "\"path\":\"image 1\"");
    // The plan names the evidence as the lab does; what lies in it is not named.
    assertThat(submit(file, false).text("head.json")).endsWith(",\"triage\":" + unnamed + "}");
  }

  @Test
  void sameScanGivesTheSameReport() throws Exception {
    Path file = DeviceFixture.write(folder.resolve("devices.orion"));
    byte[] first = Files.readAllBytes(submit(file, false).file());
    assertThat(submit(file, false).file()).hasBinaryContent(first);
    assertThat(submit(file, true).head().report())
        .isNotEqualTo(submit(file, false).head().report());
  }

  private Path media() throws Exception {
    Path file = folder.resolve("media.orion");
    try (ScanFileFixture scan =
        ScanFileFixture.create(
            file, "uuid-media", ScanFileFixture.list("a", '1'), ScanFileFixture.list("b", '2'))) {
      long first = scan.evidence("D-1", "/evidence/one");
      long second = scan.evidence("D-2", "/evidence/two");
      long known = scan.item(first, "holiday/one.png", "picture", "known_material", "one");
      scan.item(first, "holiday/copy.png", "picture", "known_material", "one");
      scan.item(second, "one.png", "picture", "known_material", "one");
      long video = scan.item(second, "two.mp4", "video", "unmatched", "two");
      long good = scan.item(second, "icon.png", "picture", "known_good", "icon");
      long document = scan.item(second, "paper.pdf", "container", "known_material", "paper");
      scan.item(second, "letter.txt", "other", "not_media", "letter");
      scan.item(second, "lost.png", "picture", "unreadable", null);
      long broken = scan.item(second, "broken.png", "picture", "unreadable", "broken");
      scan.match(known, "a", "weaker", "NON_PERTINENT", 5);
      scan.match(known, "a", "stronger", "KNOWN_CSAM", 0);
      scan.match(known, "b", "other", "COMPARISON", 3);
      scan.match(document, "b", "paper", "COMPARISON", 3);
      scan.match(good, "b", "product", "KNOWN_GOOD", 6);
      scan.sql(
          """
          INSERT INTO error (evidence_id, item_id, path, reason, detail) VALUES (2, %d, 'broken.png', 'CORRUPT', 'x');
          UPDATE item SET state = 'deleted', origin = 'phone/one.png' WHERE path = 'one.png';
          INSERT INTO metadata SELECT digest_id, 'body_serial', 'S-1' FROM item WHERE id = %d;
          INSERT INTO metadata SELECT digest_id, 'owner', 'Person One' FROM item WHERE id = %d\
          """
              .formatted(broken, known, known));
      signature(scan, known, 0, HASH_A, true);
      signature(scan, video, 0, HASH_A, false);
      signature(scan, video, 1, HASH_B, false);
      scan.complete();
    }
    return file;
  }

  private static void signature(
      ScanFileFixture scan, long item, int frame, byte[] value, boolean picture)
      throws SQLException {
    scan.insert(
        """
        INSERT INTO signature (digest_id, algorithm, frame, timestamp_millis, value, quality, dihedral)
        SELECT digest_id, 'pdq', ?, ?, ?, 90, ? FROM item WHERE id = ?\
        """,
        frame,
        frame * 1_000,
        value,
        picture ? new byte[256] : null,
        item);
  }

  @Test
  void contentsOfEachExhibitAreReportedOnce() throws Exception {
    Submitted report = submit(media(), false);
    assertThat(report.rows())
        .extracting(
            row -> "%d %s %s %d".formatted(row.exhibit(), row.kind(), row.verdict(), row.items()))
        .containsExactly(
            "0 PICTURE KNOWN_MATERIAL 2",
            "1 PICTURE KNOWN_MATERIAL 1",
            "1 VIDEO UNMATCHED 1",
            "1 OTHER KNOWN_MATERIAL 1",
            "1 PICTURE UNREADABLE 1");
    MediaRow known = report.rows().getFirst();
    assertThat(known.matches())
        .extracting(match -> match.list() + " " + match.entry() + " " + match.level())
        .containsExactly("a stronger KNOWN_CSAM", "b other COMPARISON");
    assertThat(known.sha256().toBytes()).isEqualTo(ScanFileFixture.digest("SHA-256", "one"));
    assertThat(known.leads()).isEqualTo(Map.of("body_serial", "S-1"));
    assertThat(known.look().orElseThrow().pdq().hex()).startsWith("0f00").endsWith("0000");
    assertThat(report.rows().get(2).frames())
        .extracting(frame -> frame.millis() + " " + frame.pdq().hex().substring(62))
        .containsExactly("0 00", "1000 01");
  }

  @Test
  void noNameFromAnExhibitLeavesTheLabUnasked() throws Exception {
    Path file = media();
    Submitted silent = submit(file, false);
    String all = silent.text("head.json") + silent.text("media.jsonl");
    assertThat(all)
        .doesNotContain("holiday", ".png", ".mp4", "letter", "icon", "phone", "Person One");
    Submitted open = submit(file, true);
    assertThat(open.rows().getFirst().places())
        .extracting(MediaRow.Place::path)
        .containsExactly("holiday/one.png", "holiday/copy.png");
    assertThat(open.rows().get(1).places())
        .containsExactly(new MediaRow.Place("one.png", Optional.of("phone/one.png"), "deleted"));
  }

  @Test
  void stoppedScanSaysSoWithoutAPath() throws Exception {
    Path file = media();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE scan SET state = 'examining', ended = NULL");
      statement.executeUpdate(
          "UPDATE item SET verdict = NULL, kind = NULL, digest_id = NULL WHERE path = 'letter.txt'");
    }
    assertThat(submit(file, true).head().figures().endState()).isEqualTo("stopped at letter.txt");
    Submitted silent = submit(file, false);
    assertThat(silent.head().figures().endState()).isEqualTo("stopped before its end");
    assertThat(silent.head().figures().totals().pending()).isEqualTo(1);
  }

  @Test
  void manyContentsAreReportedInBatches() throws Exception {
    Path file = folder.resolve("many.orion");
    try (ScanFileFixture scan =
        ScanFileFixture.create(file, "uuid-many", ScanFileFixture.list("a", '1'))) {
      long evidence = scan.evidence("D-1", "/evidence/one");
      scan.sql("BEGIN");
      for (int i = 0; i < 4_500; i++) {
        long item =
            scan.item(
                evidence, "p" + i, "picture", i % 2 == 0 ? "known_material" : "unmatched", "c" + i);
        if (i % 2 == 0) {
          scan.match(item, "a", "e" + i, "KNOWN_CSAM", 0);
        }
      }
      scan.sql("COMMIT");
      scan.complete();
    }
    List<MediaRow> rows = submit(file, true).rows();
    assertThat(rows).hasSize(4_500);
    assertThat(rows.stream().map(row -> row.places().getFirst().path()).collect(Collectors.toSet()))
        .hasSize(4_500);
    assertThat(rows.stream().filter(row -> !row.matches().isEmpty()))
        .hasSize(2_250)
        .allMatch(row ->
            row.matches()
                .getFirst()
                .entry()
                .substring(1)
                .equals(row.places().getFirst().path().substring(1)));
  }
}
