package org.orion.operations;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.DeviceFigures;
import org.orion.exchange.report.ExaminedSource;
import org.orion.exchange.report.LabKey;
import org.orion.exchange.report.LabSigner;
import org.orion.exchange.report.MediaRow;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.CategoryFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;
import org.orion.exchange.report.TriageReportWriter;

/// Triage reports of invented contents, written by the lab's own writer. A content is a number: the
/// same number is the same content wherever it lies.
public final class TestReports {
  public static final String LIST = "Example list";

  private TestReports() {}

  /// A lab with a key of its own.
  public static LabSigner lab(String agency, String name) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new LabSigner(LabKey.of(pair.getPublic()), pair.getPrivate(), agency, name);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Pdq pdq(long content) {
    Random random = new Random(content);
    return new Pdq(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private static MediaRow row(
      int exhibit, long content, long items, MediaRow.Verdict verdict, Pdq pdq, String serial) {
    Sha256 sha256 = Sha256.digest("content " + content);
    ByteBuffer bytes = ByteBuffer.wrap(sha256.toBytes());
    SequencedMap<String, String> leads = new LinkedHashMap<>();
    if (!serial.isEmpty()) {
      leads.put("make", "Example");
      leads.put("body_serial", serial);
    }
    boolean isKnown = verdict == MediaRow.Verdict.KNOWN_MATERIAL;
    return new MediaRow(
        exhibit,
        MediaRow.Kind.PICTURE,
        "image/png",
        1_000 + content % 1_000,
        items,
        Md5.parse(sha256.hex().substring(0, 32)),
        Sha1.parse(sha256.hex().substring(0, 40)),
        Sha256.of(bytes.array()),
        verdict,
        Optional.of(new MediaRow.Look(pdq, 90)),
        isKnown
            ? List.of(
                new MediaRow.ListMatch(
                    LIST, "entry " + content, "example", "1", "A", HashAlgorithm.SHA256, 0, 100))
            : List.of(),
        leads,
        List.of(),
        List.of());
  }

  /// A picture that no list knows.
  public static MediaRow unmatched(int exhibit, long content) {
    return row(exhibit, content, 1, MediaRow.Verdict.UNMATCHED, pdq(content), "");
  }

  /// The same from a camera.
  public static MediaRow fromCamera(int exhibit, long content, String serial) {
    return row(exhibit, content, 1, MediaRow.Verdict.UNMATCHED, pdq(content), serial);
  }

  /// A picture of another content that looks like one: so many bits differ, spread over the look.
  public static MediaRow like(int exhibit, long content, long model, int bits) {
    Pdq look = pdq(model);
    long[] words = {look.a(), look.b(), look.c(), look.d()};
    for (int bit = 0; bit < bits; bit++) {
      int at = bit * 8 + 3;
      words[at / 64] ^= 1L << at % 64;
    }
    return row(
        exhibit,
        content,
        1,
        MediaRow.Verdict.UNMATCHED,
        new Pdq(words[0], words[1], words[2], words[3]),
        "");
  }

  /// A picture that a list knows.
  public static MediaRow known(int exhibit, long content, long items) {
    return row(exhibit, content, items, MediaRow.Verdict.KNOWN_MATERIAL, pdq(content), "");
  }

  /// A report of a scan.
  ///
  /// @param caseNumber empty where the lab names none
  /// @param exhibits what the lab calls them, in the order of the rows' numbers
  public static byte[] report(
      LabSigner lab,
      Optional<UUID> supersedes,
      String caseNumber,
      List<String> exhibits,
      List<MediaRow> rows) {
    try (TriageReportWriter writer = new TriageReportWriter(Path.of("target"), false)) {
      for (MediaRow row : rows) {
        writer.media(row);
      }
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      writer.finish(
          new TriageReportWriter.Statement(
              supersedes, sources(exhibits), figures(caseNumber, exhibits, rows)),
          lab,
          output);
      return output.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// A report of one exhibit.
  public static byte[] report(LabSigner lab, String exhibit, MediaRow... rows) {
    return report(lab, Optional.empty(), "", List.of(exhibit), Arrays.asList(rows));
  }

  private static List<ExaminedSource> sources(List<String> exhibits) {
    return exhibits.stream()
        .map(exhibit ->
            new ExaminedSource(
                exhibit,
                "/evidence/" + exhibit,
                "folder",
                true,
                List.of(
                    new ExaminedSource.SourceFile(
                        "one.png",
                        1_000,
                        "2026-03-01T00:00:00Z",
                        "2026-03-01T00:00:00Z",
                        OptionalLong.of(1_000),
                        Optional.of("2026-03-01T00:00:00Z"),
                        Optional.of("2026-03-01T00:00:00Z")))))
        .toList();
  }

  private static TriageReport figures(
      String caseNumber, List<String> exhibits, List<MediaRow> rows) {
    SequencedMap<String, String> scan = new LinkedHashMap<>();
    scan.put("uuid", new UUID(1, rows.size()).toString());
    scan.put("case", caseNumber);
    scan.put("examiner", "Example Examiner");
    scan.put("program_version", "0.1.0");
    scan.put("plan_json", "{\"similar\":31}");
    List<ExhibitFigures> figures = new ArrayList<>();
    for (int i = 0; i < exhibits.size(); i++) {
      int exhibit = i;
      figures.add(
          new ExhibitFigures(
              exhibits.get(i),
              counted(rows.stream().filter(row -> row.exhibit() == exhibit).toList()),
              new DeviceFigures(List.of(), new LinkedHashMap<>(Map.of("allocated", 1L)))));
    }
    return new TriageReport(scan, "complete", List.of(), figures, counted(rows), List.of());
  }

  private static Figures counted(List<MediaRow> rows) {
    SequencedMap<String, Long> verdicts = new LinkedHashMap<>();
    for (String verdict :
        List.of("known_material", "known_good", "unmatched", "not_media", "unreadable")) {
      verdicts.put(verdict, 0L);
    }
    long pictures = 0;
    long known = 0;
    long bytes = 0;
    Set<Sha256> contents = new LinkedHashSet<>();
    for (MediaRow row : rows) {
      pictures += row.items();
      bytes += row.items() * row.bytes();
      contents.add(row.sha256());
      boolean isKnown = row.verdict() == MediaRow.Verdict.KNOWN_MATERIAL;
      verdicts.merge(isKnown ? "known_material" : "unmatched", row.items(), Long::sum);
      known += isKnown ? row.items() : 0;
    }
    List<CategoryFigures> categories =
        known == 0
            ? List.of()
            : List.of(new CategoryFigures(LIST, "example", "1", "A", known, 0, known, 0));
    return new Figures(
        pictures,
        0,
        pictures,
        0,
        contents.size(),
        0,
        0,
        bytes,
        pictures - contents.size(),
        verdicts,
        categories,
        new LinkedHashMap<>(Map.of("CORRUPT", 0L)));
  }
}
