package org.orion.triage.scanfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;
import org.orion.triage.report.ListedNow;
import org.orion.triage.report.ReportFormat;
import org.orion.triage.report.ScanFigures;
import org.orion.triage.scanfile.ScanHeader.UsedList;

/// Merging scans whose figures are known: what a source's report counts is what the merged file's
/// report counts for that exhibit; totals are added up by hand.
class ScanFileMergeTest {
  private static final UsedList NATIONAL = ScanFileFixture.list("national", '1');

  @TempDir private Path folder;
  private Path first;
  private Path second;
  private Path target;

  /// Exhibit A-1 has contents p (twice), q, text; B-1 has p, r (twice) and an unreadable one. The
  /// content p is known material, r is decoded in both but matched by none.
  @BeforeEach
  void write() throws Exception {
    target = folder.resolve("case.orion");
    first = folder.resolve("a.orion");
    try (ScanFileFixture scan = ScanFileFixture.create(first, "uuid-a", NATIONAL)) {
      long evidence = scan.evidence("A-1", "/evidence/a");
      long known = scan.item(evidence, "p.png", "picture", "known_material", "p");
      scan.item(evidence, "p-again.png", "picture", "known_material", "p");
      scan.item(evidence, "q.png", "picture", "unmatched", "q");
      scan.item(evidence, "text.txt", "other", "not_media", null);
      scan.match(known, "national", "7", "KNOWN_CSAM", 0);
      scan.sql("UPDATE digest SET decoded = 0 WHERE id = 1");
      scan.insert(
          "INSERT INTO decision (digest_id, scheme, code, person, at) VALUES (2, 's', '9', 'X', 't')");
      scan.insert("INSERT INTO journal (at, event, detail) VALUES ('t1', 'completed', '')");
      scan.complete();
    }
    second = folder.resolve("b.orion");
    try (ScanFileFixture scan = ScanFileFixture.create(second, "uuid-b", NATIONAL)) {
      long evidence = scan.evidence("B-1", "/evidence/b");
      long container = scan.item(evidence, "b.zip", "container", "not_media", null);
      long again = scan.item(evidence, "b.zip / p.png", "picture", "known_material", "p");
      scan.item(evidence, "r.png", "picture", "unmatched", "r");
      scan.item(evidence, "r-again.png", "picture", "unmatched", "r");
      long damaged = scan.item(evidence, "damaged.png", "picture", "unreadable", "x");
      scan.match(again, "national", "7", "KNOWN_CSAM", 0);
      scan.sql(
          """
          UPDATE item SET parent_id = %d WHERE path LIKE 'b.zip /%%';
          UPDATE digest SET width = 64, height = 48, decoded = 1;
          INSERT INTO signature VALUES (1, 'pdq', 0, 0, zeroblob(32), 90, 1, zeroblob(256));
          INSERT INTO signature VALUES (2, 'pdq', 0, 0, zeroblob(32), 80, 1, zeroblob(256));
          INSERT INTO metadata VALUES (2, 'make', 'Maker');
          INSERT INTO error (evidence_id, item_id, path, reason, detail)
            VALUES (%d, %d, 'damaged.png', 'CORRUPT', 'ends early');
          INSERT INTO evidence_file (evidence_id, name, bytes, modified, changed)
            VALUES (%d, 'b', 1, 't', 't');
          INSERT INTO image (item_id, format, media_bytes, listed) VALUES (%d, 'raw', 100, 1);
          INSERT INTO volume (item_id, number, description, kind, start, bytes)
            VALUES (%d, 1, 'v', 'file_system', 0, 100);
          UPDATE item SET volume_id = 1 WHERE path LIKE 'r%%';\
          """
              .formatted(container, evidence, damaged, evidence, container, container));
      scan.complete();
    }
  }

  private ScanFileMerge.Result merge(Path... sources) throws ScanFileException {
    return new ScanFileMerge(target, Optional.empty(), "9.9").run(List.of(sources));
  }

  private static TriageReport report(Path file) throws Exception {
    try (ScanFileReader reader = ScanFileReader.open(file)) {
      return new ScanFigures(reader, ListedNow.unchanged()).report();
    }
  }

  private List<String> rows(String sql) throws Exception {
    return ScanFileFixture.rows(target, sql);
  }

  @Test
  void figuresOfEachExhibitAreThoseOfItsScan() throws Exception {
    ScanFileMerge.Result result = merge(first, second);

    assertThat(result).isEqualTo(new ScanFileMerge.Result(2, List.of(), 2, 9, 4, 1));
    TriageReport merged = report(target);
    ExhibitFigures a = report(first).exhibits().getFirst();
    ExhibitFigures b = report(second).exhibits().getFirst();
    assertThat(merged.exhibits().getFirst()).isEqualTo(a);
    assertThat(withDuplicates(merged.exhibits().getLast(), 1)).isEqualTo(b);
    assertThat(merged.endState()).isEqualTo("complete with 1 unreadable");
    Figures totals = merged.totals();
    assertThat(totals.items()).isEqualTo(9);
    assertThat(totals.pictures()).isEqualTo(7);
    assertThat(totals.distinctPictures()).isEqualTo(4);
    assertThat(totals.duplicates()).isEqualTo(3);
    assertThat(totals.verdicts())
        .containsEntry("known_material", 3L)
        .containsEntry("unmatched", 3L)
        .containsEntry("unreadable", 1L)
        .containsEntry("not_media", 2L);
    assertThat(totals.categories()).hasSize(1);
    assertThat(totals.categories().getFirst().exact()).isEqualTo(3);
  }

  private static ExhibitFigures withDuplicates(ExhibitFigures exhibit, long duplicates) {
    Figures f = exhibit.figures();
    return new ExhibitFigures(
        exhibit.exhibit(),
        new Figures(
            f.items(),
            f.pending(),
            f.pictures(),
            f.videos(),
            f.distinctPictures(),
            f.distinctVideos(),
            f.unreadable(),
            f.bytes(),
            duplicates,
            f.verdicts(),
            f.categories(),
            f.errors()),
        exhibit.device());
  }

  @Test
  void aContentThatCameBeforeIsADuplicateInTheOrderOfTheMergedFile() throws Exception {
    merge(second, first);

    assertThat(
            rows(
                "SELECT exhibit, item.path, duplicate FROM item JOIN evidence ON evidence.id = evidence_id ORDER BY item.id"))
        .containsExactly(
            "B-1|b.zip|0",
            "B-1|b.zip / p.png|0",
            "B-1|r.png|0",
            "B-1|r-again.png|1",
            "B-1|damaged.png|0",
            "A-1|p.png|1",
            "A-1|p-again.png|1",
            "A-1|q.png|0",
            "A-1|text.txt|0");
  }

  @Test
  void everythingThatBelongsToItemsAndContentsFollowsThem() throws Exception {
    merge(first, second);

    assertThat(
            rows(
                "SELECT child.path, parent.path FROM item child JOIN item parent ON parent.id = child.parent_id"))
        .containsExactly("b.zip / p.png|b.zip");
    assertThat(
            rows(
                "SELECT item.path, volume.description, image.format FROM item JOIN volume ON volume.id = volume_id JOIN image ON image.item_id = volume.item_id ORDER BY item.id"))
        .containsExactly("r.png|v|raw", "r-again.png|v|raw");
    assertThat(
            rows(
                "SELECT exhibit, name FROM evidence_file JOIN evidence ON evidence.id = evidence_id"))
        .containsExactly("B-1|b");
    assertThat(
            rows(
                "SELECT item.path, error.reason, exhibit FROM error JOIN item ON item.id = item_id JOIN evidence ON evidence.id = error.evidence_id"))
        .containsExactly("damaged.png|CORRUPT|B-1");
    assertThat(
            rows(
                "SELECT DISTINCT item.path, value FROM metadata JOIN item USING (digest_id) ORDER BY item.id"))
        .containsExactly("r.png|Maker", "r-again.png|Maker");
    assertThat(rows("SELECT item.path, code FROM decision JOIN item USING (digest_id)"))
        .containsExactly("q.png|9");
    assertThat(
            rows("SELECT item.path, entry FROM match JOIN item USING (digest_id) ORDER BY item.id"))
        .containsExactly("p.png|7", "p-again.png|7", "b.zip / p.png|7");
    assertThat(rows("SELECT event, detail FROM journal ORDER BY id"))
        .containsExactly("completed|[a.orion] ", "merged|a.orion, b.orion");
  }

  @Test
  void aContentThatOnlyOneScanDecodedKeepsItsSignature() throws Exception {
    merge(first, second);

    assertThat(
            rows(
                "SELECT decoded, width, quality FROM digest JOIN signature ON digest_id = digest.id WHERE digest.id = 1"))
        .containsExactly("1|64|90");
    assertThat(rows("SELECT count(*) FROM signature")).containsExactly("2");
  }

  @Test
  void theMergedFileNamesItsSourcesByDigest() throws Exception {
    merge(first, second);

    String digest =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(first)));
    assertThat(
            rows(
                "SELECT json_extract(plan, '$.sources[0].sha256'), json_extract(plan, '$.sources[1].uuid'), json_extract(plan, '$.sources[1].file'), json_extract(plan, '$.similar'), case_ref, examiner, state FROM scan"))
        .containsExactly(digest + "|uuid-b|b.orion|31|C-1|Examiner One|complete");
    assertThat(rows("SELECT name, sha256 FROM list")).containsExactly("national|" + "1".repeat(64));
    assertThat(rows("PRAGMA integrity_check")).containsExactly("ok");
    for (ReportFormat format : ReportFormat.values()) {
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      try (ScanFileReader reader = ScanFileReader.open(target)) {
        format.write(reader, ListedNow.unchanged(), output);
      }
      assertThat(text(format, output.toByteArray())).as(format.id()).contains("A-1");
    }
  }

  private static String text(ReportFormat format, byte[] report) throws IOException {
    if (format != ReportFormat.PDF) {
      return new String(report, StandardCharsets.UTF_8);
    }
    try (PDDocument document = Loader.loadPDF(report)) {
      return new PDFTextStripper().getText(document);
    }
  }

  @Test
  void mergedFilesMergeAgain() throws Exception {
    merge(first, second);
    Path third = folder.resolve("c.orion");
    try (ScanFileFixture scan = ScanFileFixture.create(third, "uuid-c", NATIONAL)) {
      scan.item(scan.evidence("A-1", "/evidence/other"), "p.png", "picture", "known_material", "q");
      scan.complete();
    }
    Path all = folder.resolve("all.orion");

    new ScanFileMerge(all, Optional.empty(), "9.9").run(List.of(target, third));

    assertThat(report(all).exhibits().getFirst().figures().items()).isEqualTo(5);
    assertThat(report(all).totals().duplicates()).isEqualTo(4);
  }

  @Test
  void theSameFileTwiceIsTakenOnce() throws Exception {
    Path copy = Files.copy(first, folder.resolve("copy.orion"));

    ScanFileMerge.Result result = merge(first, copy, second);

    assertThat(result.repeated()).containsExactly(copy);
    assertThat(report(target).totals().items()).isEqualTo(9);
  }

  @Test
  void anotherScanOfTheSameEvidenceIsRefused() throws Exception {
    Path copy = Files.copy(first, folder.resolve("copy.orion"));
    change(copy, "UPDATE scan SET uuid = 'other'");

    assertThatThrownBy(() -> merge(first, copy))
        .hasMessage(
            "%s and %s both hold exhibit A-1 from /evidence/a, and are not the same file; leave one of them out"
                .formatted(first, copy));
    assertNothingWritten();
  }

  @Test
  void anUnfinishedScanIsRefusedWithHowToGoOn() throws Exception {
    change(second, "UPDATE scan SET state = 'examining'");

    assertThatThrownBy(() -> merge(first, second))
        .hasMessageContaining(second + ": the scan is not complete")
        .hasMessageContaining("go on with the orion scan command that began it");
    assertNothingWritten();
  }

  @Test
  void aListThatOnlyOneUsedIsRefusedWithTheCommand() throws Exception {
    change(second, "DELETE FROM match; DELETE FROM list");

    assertThatThrownBy(() -> merge(first, second))
        .hasMessageContaining("list national was not looked up for " + second)
        .hasMessageEndingWith("orion rematch %s --list national".formatted(second));
    assertNothingWritten();
  }

  @Test
  void anotherVersionOfAListIsRefusedWithTheCommands() throws Exception {
    change(second, "UPDATE list SET sha256 = 'ff'");

    assertThatThrownBy(() -> merge(first, second))
        .hasMessageContaining("list national is not of the same version")
        .hasMessageEndingWith(
            "orion rematch %s --list national && orion rematch %s --list national"
                .formatted(first, second));
  }

  @Test
  void theCommandNamesEveryListAndTheRadiusOfTheScan() throws Exception {
    change(
        second,
        "DELETE FROM match; DELETE FROM list; UPDATE scan SET plan = json_set(plan, '$.similar', 20)");
    change(
        first,
        "UPDATE scan SET plan = json_set(plan, '$.similar', 20); INSERT INTO list VALUES ('other one', 'ff', 1, 't')");

    assertThatThrownBy(() -> merge(first, second))
        .hasMessageEndingWith(
            "orion rematch %s --list national --list 'other one' --similar 20".formatted(second));
  }

  @Test
  void anotherRadiusOrCaseIsRefused() throws Exception {
    change(second, "UPDATE scan SET case_ref = 'C-2'");
    assertThatThrownBy(() -> merge(first, second))
        .hasMessageContaining("different cases (C-1, C-2)");

    change(second, "UPDATE scan SET plan = json_set(plan, '$.similar', 20)");
    assertThatThrownBy(() -> merge(first, second))
        .hasMessageContaining("--similar 31")
        .hasMessageContaining("--similar 20");
    assertNothingWritten();
  }

  @Test
  void anExistingTargetIsLeftAsItIs() throws Exception {
    Files.writeString(target, "mine");

    assertThatThrownBy(() -> merge(first, second)).hasMessageContaining("exists already");
    assertThat(target).hasContent("mine");
  }

  @Test
  void aFileWithALogBesideItIsRefused() throws Exception {
    try (ScanFile writer = ScanFile.open(second)) {
      writer.journal("rematching", "x");

      assertThatThrownBy(() -> merge(first, second)).hasMessageContaining("being written");
    }
  }

  private static void change(Path file, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private void assertNothingWritten() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name -> List.of("a.orion", "b.orion", "copy.orion").contains(name));
    }
  }
}
