package org.orion.triage.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.scanfile.ScanFileReader;

/// Reports of whole devices: what [DeviceFixture] holds was added up by hand, and SQLite's own JSON
/// functions read the JSON.
class DeviceReportTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = DeviceFixture.write(folder.resolve("devices.orion"));
  }

  private String report(ReportFormat format) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ScanFileReader reader = ScanFileReader.open(file)) {
      format.write(reader, ListedNow.unchanged(), output);
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  private void change(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  /// A value of the JSON report by SQLite's path.
  private String json(String path) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT json_extract('%s', '%s')"
                    .formatted(report(ReportFormat.JSON).replace("'", "''"), path))) {
      return String.valueOf(row.getString(1));
    }
  }

  @Test
  void jsonTellsImagesVolumesAndStates() throws Exception {
    assertThat(json("$.end_state")).isEqualTo("complete with 1 unreadable");
    assertThat(json("$.exhibits[0].images[0].path")).isEqualTo("D-17.E01");
    assertThat(json("$.exhibits[0].images[0].media_bytes")).isEqualTo("1000000");
    assertThat(json("$.exhibits[0].images[0].stored_md5")).isEqualTo("ab".repeat(16));
    assertThat(json("$.exhibits[0].images[0].stored_sha1")).isEqualTo("null");
    assertThat(json("$.exhibits[0].images[0].sha256")).isEqualTo("ef".repeat(32));
    assertThat(json("$.exhibits[0].images[0].integrity")).isEqualTo("agrees");
    assertThat(json("$.exhibits[1].images[0].damaged_chunks")).isEqualTo("3");
    assertThat(json("$.exhibits[0].states"))
        .isEqualTo("{\"allocated\":5,\"deleted\":1,\"orphan\":1,\"carved\":1}");
    assertThat(json("$.exhibits[0].volumes[2]"))
        .isEqualTo(
            "{\"image\":\"D-17.E01\",\"number\":1,\"description\":\"Basic data\","
                + "\"kind\":\"file_system\",\"file_system\":\"ntfs\",\"start\":1536,"
                + "\"bytes\":600000,\"names\":9,\"items\":7,\"carved\":1,\"verdicts\":7,"
                + "\"bytes_in_files\":11,\"bytes_unreadable\":5,\"unallocated\":599000,"
                + "\"problem\":null}");
    assertThat(json("$.exhibits[0].volumes[3].kind")).isEqualTo("encrypted");
    assertThat(json("$.exhibits[2].images")).isEqualTo("[]");
    assertThat(json("$.items")).isEqualTo("11");
    assertThat(json("$.exhibits[0].items")).isEqualTo("8");
  }

  @Test
  void summaryTellsTheEndFirstAndWhatWasNotExamined() throws Exception {
    String summary = report(ReportFormat.SUMMARY);

    assertThat(summary).startsWith("Scan: complete with 1 unreadable\n");
    assertThat(summary)
        .contains("5 allocated; 1 deleted, 1 orphan, 1 carved")
        .contains("the image is whole: its MD5 is the one stored at acquisition")
        .contains("vol2 (BitLocker, 300,000 bytes) is encrypted: nothing in it was examined")
        .contains("vol3 (Linux LVM, 98,464 bytes) is of an unsupported kind")
        .contains("agrees: volumes, gaps and partition tables cover all 1,000,000 bytes")
        .contains("agrees: each of the 7 items in its volumes has a verdict")
        .contains("DAMAGED: 3 of 120,000 chunks of the image")
        .contains(
            "DOES NOT AGREE: volumes, gaps and partition tables cover 3,932,000,000 of"
                + " 3,932,160,000 bytes")
        .contains("not changed while it was examined: 2 files, 1,000 bytes")
        .contains("1 of 1 file CHANGED while it was examined")
        .contains("size was 900, is 901");
  }

  @Test
  void htmlMarksWhatDoesNotAgreeAndEscapesNames() throws Exception {
    String html = report(ReportFormat.HTML);

    assertThat(html)
        .contains("<p class=\"end open\"><b>Scan</b> complete with 1 unreadable</p>")
        .contains("<li class=\"wrong\"><b>Does NOT agree:</b> volumes, gaps")
        .contains("<p class=\"end bad\">DAMAGED: 3 of 120,000 chunks")
        .contains("&lt;b&gt;D-18.E01")
        .doesNotContain("<b>D-18");
    assertThat(html.indexOf("class=\"end open\"")).isLessThan(html.indexOf("<h2>"));
  }

  @Test
  void csvTellsVolumeAndInode() throws Exception {
    List<String> lines = report(ReportFormat.CSV).lines().toList();

    assertThat(lines.getFirst()).startsWith("exhibit,path,origin,state,volume,inode,kind,");
    assertThat(lines).anyMatch(line -> line.startsWith("D-17,D-17.E01 / vol1/d.png,,deleted,1,8,"));
    assertThat(lines).anyMatch(line -> line.startsWith("D-19,note.txt,,allocated,,,other,"));
  }

  @Test
  void missingVerdictAndUnfinishedListingAreFlagged() throws Exception {
    change("UPDATE item SET verdict = NULL WHERE path LIKE '%b.txt'");
    change("UPDATE volume SET problem = 'folder /x is damaged' WHERE number = 1");
    change("UPDATE scan SET state = 'examining'");

    assertThat(report(ReportFormat.SUMMARY))
        .startsWith("Scan: stopped at D-17.E01 / vol1/b.txt\n")
        .contains("DOES NOT AGREE: items with a verdict in vol1: 6 of 7")
        .contains("DOES NOT AGREE: the listing of vol1 is not whole: folder /x is damaged")
        .contains("DOES NOT AGREE: 7 of 8 items have a verdict");
    assertThat(json("$.exhibits[0].volumes[2].verdicts")).isEqualTo("6");
  }

  @Test
  void theFirstPendingMemberOfAnOpenContainerIsWhereItStopped() throws Exception {
    change("UPDATE scan SET state = 'examining'");
    change("UPDATE item SET verdict = NULL WHERE path IN ('D-17.E01', 'note.txt')");
    change(
        "UPDATE item SET parent_id = 1, verdict = CASE ordinal WHEN 4 THEN NULL ELSE verdict END"
            + " WHERE evidence_id = 1 AND id > 1");

    assertThat(json("$.end_state")).isEqualTo("stopped at D-17.E01 / vol1/c.png");
  }

  @Test
  void anImageWithoutStoredDigestSaysItsOwn() throws Exception {
    change(
        "UPDATE image SET integrity = 'nothing_stored', stored_md5 = NULL WHERE integrity = 'agrees'");
    change("UPDATE image SET integrity = NULL WHERE integrity = 'damaged'");

    assertThat(report(ReportFormat.SUMMARY))
        .contains("no digest was stored at acquisition; SHA-256 as read is " + "ef".repeat(32))
        .contains("not known whether the image is whole");
  }

  @Test
  void everyFormatOfAFileWithDevicesIsWritten() throws Exception {
    for (ReportFormat format : ReportFormat.values()) {
      Files.writeString(folder.resolve("report." + format.id()), report(format));
      assertThat(folder.resolve("report." + format.id())).isNotEmptyFile();
    }
  }
}
