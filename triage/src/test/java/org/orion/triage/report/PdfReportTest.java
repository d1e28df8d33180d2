package org.orion.triage.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.scanfile.ScanFileReader;

/// The printed report of [DeviceFixture]: poppler's `pdftotext` and `pdfinfo` read it, `qpdf`
/// checks it, and the figures are those of the JSON report.
class PdfReportTest {
  @TempDir private Path folder;
  private Path scan;
  private Path pdf;

  @BeforeEach
  void write() throws Exception {
    scan = DeviceFixture.write(folder.resolve("devices.orion"));
    pdf = Files.write(folder.resolve("report.pdf"), report(ReportFormat.PDF));
  }

  private byte[] report(ReportFormat format) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ScanFileReader reader = ScanFileReader.open(scan)) {
      format.write(reader, ListedNow.unchanged(), output);
    }
    return output.toByteArray();
  }

  private String tool(String... command) throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(out)).isZero();
    return Files.readString(out);
  }

  private String text() throws Exception {
    return tool("pdftotext", "-layout", pdf.toString(), "-").replaceAll("\\s+", " ");
  }

  @Test
  void everyFigureOfTheJsonReportIsInIt() throws Exception {
    Set<String> words = new TreeSet<>(Arrays.asList(text().split("[ ();]+")));
    int numbers = 0;
    try (JsonParser json = new JsonFactory().createParser(report(ReportFormat.JSON))) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        String name = String.valueOf(json.currentName());
        boolean plan = json.getParsingContext().pathAsPointer().toString().contains("/plan");
        // The size of all items is printed in words, the number of chunks only of a damaged image.
        if (token == JsonToken.VALUE_NUMBER_INT
            && !plan
            && !name.equals("bytes")
            && !name.equals("chunks")) {
          assertThat(words).as(name).contains("%,d".formatted(json.getLongValue()));
          numbers++;
        }
      }
    }
    assertThat(numbers).isGreaterThan(100);
  }

  @Test
  void itSaysWhatThePageSays() throws Exception {
    assertThat(text())
        .contains(
            "Case C-1, 3 exhibits",
            "Scan: complete with 1 unreadable",
            "Exhibit D-17",
            "Integrity: the image is whole",
            "DAMAGED: 3 of 120,000 chunks",
            "vol2 (BitLocker, 300,000 bytes) is encrypted",
            "ef".repeat(8),
            "Does NOT agree:",
            "CORRUPT",
            "ends early",
            "CHANGED: size was 900, is 901",
            ReportTerms.HEADING,
            "Look-alike: the item's picture differs",
            "Examiner One");
  }

  @Test
  void eachPageHasItsNumberTheExhibitsAndTheDigest() throws Exception {
    String digest =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(report(ReportFormat.JSON)));
    String[] pages = tool("pdftotext", "-layout", pdf.toString(), "-").split("\f");
    assertThat(pages.length).isGreaterThan(2);
    for (int i = 0; i < pages.length; i++) {
      assertThat(pages[i])
          .contains(digest, "Exhibit D-17, D-18, D-19")
          .containsPattern("(?m)^ *%d ?/ ?%d$".formatted(i + 1, pages.length));
    }
  }

  @Test
  void theFileIsWholeAndTheSameEachTime() throws Exception {
    assertThat(tool("qpdf", "--check", pdf.toString()).toLowerCase(Locale.ROOT))
        .contains("no syntax or stream encoding errors found")
        .doesNotContain("warning");
    assertThat(report(ReportFormat.PDF)).isEqualTo(Files.readAllBytes(pdf));
  }

  /// A screen reader is told the language, the title, headings, and the cells of tables.
  @Test
  void theTextHasAStructure() throws Exception {
    assertThat(tool("pdfinfo", pdf.toString()))
        .contains("Triage report, D-17, D-18, D-19")
        .containsPattern("Tagged: +yes");
    String structure = tool("pdfinfo", "-struct-text", pdf.toString());
    assertThat(structure)
        .containsPattern("H1.*\\s+\"Triage report\"")
        .containsPattern("H2.*\\s+\"Exhibit D-17\"")
        .containsPattern("TH.*\\s+\"Unmatched\"\\s+TD.*\\s+\"5\"")
        .contains("Table", "LBody");
    assertThat(Files.readString(pdf, StandardCharsets.ISO_8859_1)).contains("/Lang (en)");
  }

  @Test
  void namesOfTheEvidenceCannotDisturbIt() throws Exception {
    assertThat(text()).contains("Image <b>D-18.E01");
    assertThat(tool("pdfimages", "-list", pdf.toString()).lines()).hasSize(2);
  }
}
