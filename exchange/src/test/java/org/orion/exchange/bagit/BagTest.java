package org.orion.exchange.bagit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gov.loc.repository.bagit.creator.BagCreator;
import gov.loc.repository.bagit.domain.Bag;
import gov.loc.repository.bagit.hash.StandardSupportedAlgorithms;
import gov.loc.repository.bagit.reader.BagReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.FormatException;
import org.orion.exchange.bagit.BagFindings.Kind;

/// Bags both ways: the Library of Congress's own program verifies ours, and ours verify its.
/// Vectors of digests are FIPS 180-4's for `abc`.
class BagTest {
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07Z");
  private static final long MOST = 1 << 20;
  private static final String ABC_256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String ABC_512 =
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

  @TempDir private Path folder;

  private Path written() throws IOException {
    Path bag = folder.resolve("bag");
    write(BagWriter.folder(bag, TIME));
    return bag;
  }

  private static void write(BagWriter writer) throws IOException {
    writer.add("a.txt", BagContent.of("abc"));
    writer.add("lists/\u00E4 100%25.csv", BagContent.of("1\n"));
    writer.add("lists/two\r\nlines.csv", BagContent.of(""));
    SequencedMap<String, String> info = new LinkedHashMap<>();
    info.put("Source-Organization", "Example police\nDepartment");
    writer.finishPayload(info);
    writer.addTag("note.txt", BagContent.of("a tag\n"));
    writer.finish();
  }

  private static BagFindings verify(Path bag) throws IOException, FormatException {
    return BagVerifier.verify(bag, MOST);
  }

  private static List<String> problems(Path bag) throws Exception {
    return verify(bag).problems().stream()
        .map(problem -> problem.kind() + " " + problem.path())
        .toList();
  }

  @Test
  void aBagHasWhatTheRfcAsks() throws Exception {
    Path bag = written();
    assertThat(bag.resolve("bagit.txt"))
        .hasContent("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    assertThat(bag.resolve("bag-info.txt"))
        .hasContent(
            """
            Source-Organization: Example police Department
            Bagging-Date: 2026-03-04
            Payload-Oxum: 5.3
            """);
    assertThat(Files.readAllLines(bag.resolve("manifest-sha256.txt")))
        .contains(ABC_256 + "  data/a.txt")
        .anyMatch(line -> line.endsWith("  data/lists/\u00E4 100%2525.csv"))
        .anyMatch(line -> line.endsWith("  data/lists/two%0D%0Alines.csv"));
    assertThat(Files.readAllLines(bag.resolve("manifest-sha512.txt")))
        .contains(ABC_512 + "  data/a.txt");
    assertThat(Files.readString(bag.resolve("tagmanifest-sha256.txt")))
        .contains("bagit.txt", "bag-info.txt", "manifest-sha512.txt", "note.txt")
        .doesNotContain("tagmanifest");
    BagFindings findings = verify(bag);
    assertThat(findings.problems()).isEmpty();
    assertThat(findings.payload()).containsEntry("data/a.txt", ABC_256).hasSize(3);
    assertThat(findings.info()).containsEntry("Payload-Oxum", "5.3");
  }

  @Test
  void anotherProgramVerifiesOurs() throws Exception {
    // Without a percent sign: that program does not decode %25, which RFC 8493 asks for.
    Path written = folder.resolve("bag");
    BagWriter writer = BagWriter.folder(written, TIME);
    writer.add("a.txt", BagContent.of("abc"));
    writer.add("lists/\u00E4 and o.csv", BagContent.of("1\n"));
    writer.add("lists/two\r\nlines.csv", BagContent.of(""));
    writer.finishPayload(new LinkedHashMap<>());
    writer.addTag("note.txt", BagContent.of("a tag\n"));
    writer.finish();
    Bag bag = new BagReader().read(written);
    try (gov.loc.repository.bagit.verify.BagVerifier verifier =
        new gov.loc.repository.bagit.verify.BagVerifier()) {
      assertThatCode(() -> verifier.isValid(bag, false)).doesNotThrowAnyException();
      Files.writeString(folder.resolve("bag/data/a.txt"), "abd");
      assertThatThrownBy(() -> verifier.isValid(bag, false))
          .isInstanceOf(gov.loc.repository.bagit.exceptions.CorruptChecksumException.class);
    }
  }

  @Test
  void oursVerifiesAnotherProgramsBag() throws Exception {
    Path bag = Files.createDirectory(folder.resolve("theirs"));
    Files.writeString(bag.resolve("a.txt"), "abc");
    Files.createDirectory(bag.resolve("deep"));
    Files.writeString(bag.resolve("deep/b 100%25.txt"), "b");
    Files.writeString(bag.resolve("deep/two\nlines.txt"), "c");
    BagCreator.bagInPlace(
        bag,
        List.of(
            StandardSupportedAlgorithms.MD5,
            StandardSupportedAlgorithms.SHA1,
            StandardSupportedAlgorithms.SHA256,
            StandardSupportedAlgorithms.SHA512),
        false);
    assertThat(problems(bag)).isEmpty();
    assertThat(verify(bag).payload()).hasSize(3);
    Files.writeString(bag.resolve("data/a.txt"), "abd");
    assertThat(problems(bag)).containsOnly("CHANGED data/a.txt");
  }

  @Test
  void aZipIsTheSameEachTimeAndValid() throws Exception {
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    write(BagWriter.zip(one, "package", TIME));
    write(BagWriter.zip(two, "package", TIME));
    assertThat(one.toByteArray()).isEqualTo(two.toByteArray());
    Path zip = Files.write(folder.resolve("bag.zip"), one.toByteArray());
    assertThat(problems(zip)).isEmpty();
  }

  @Test
  void missingExtraAndChangedFilesAreNamed() throws Exception {
    Path bag = written();
    Files.writeString(bag.resolve("data/a.txt"), "abd");
    Files.writeString(bag.resolve("data/new.txt"), "");
    Files.delete(bag.resolve("data/lists/\u00E4 100%25.csv"));
    Files.writeString(bag.resolve("note.txt"), "another\n");
    assertThat(problems(bag))
        .contains(
            "CHANGED data/a.txt",
            "EXTRA data/new.txt",
            "MISSING data/lists/\u00E4 100%25.csv",
            "CHANGED note.txt");
  }

  @Test
  void aFileInOneManifestOnlyIsNamed() throws Exception {
    Path bag = written();
    Path manifest = bag.resolve("manifest-sha512.txt");
    Files.write(
        manifest,
        Files.readAllLines(manifest).stream().filter(line -> !line.endsWith("a.txt")).toList());
    assertThat(problems(bag)).contains("EXTRA data/a.txt", "CHANGED manifest-sha512.txt");
  }

  @Test
  void payloadOxumMustAgree() throws Exception {
    Path bag = written();
    Path info = bag.resolve("bag-info.txt");
    Files.writeString(info, Files.readString(info).replace("5.3", "6.3"));
    assertThat(verify(bag).problems().toString()).contains("Payload-Oxum is 6.3", "5.3");
  }

  @Test
  void fetchIsRefused() throws Exception {
    Path bag = written();
    Files.writeString(bag.resolve("fetch.txt"), "https://example.org/a 3 data/a.txt\n");
    assertThat(problems(bag)).containsExactly("FETCH fetch.txt");
  }

  @Test
  void pathsThatLeadOutAreNamedAndNotFollowed() throws Exception {
    List<String> paths =
        List.of("data/../../x.txt", "/etc/x", "data/./a.txt", "~/x", "C:/x", "data/a\\b.txt");
    for (String path : paths) {
      Path bag = folder.resolve("bag" + paths.indexOf(path));
      write(BagWriter.folder(bag, TIME));
      Path manifest = bag.resolve("manifest-sha256.txt");
      Files.writeString(manifest, Files.readString(manifest) + ABC_256 + "  " + path + "\n");
      assertThat(problems(bag)).as(path).contains("DANGEROUS_NAME " + path);
    }
  }

  @Test
  void aSymbolicLinkIsForbidden() throws Exception {
    Path bag = written();
    Files.createSymbolicLink(bag.resolve("data/link.txt"), bag.resolve("data/a.txt"));
    assertThat(problems(bag)).containsExactly("FORBIDDEN data/link.txt");
  }

  @Test
  void namesThatAreOneFileElsewhereAreNamed() throws Exception {
    Path bag = written();
    Files.writeString(bag.resolve("data/A.TXT"), "abc");
    Files.writeString(bag.resolve("data/lists/a\u0308 100%25.csv"), "1\n");
    assertThat(verify(bag).problems())
        .filteredOn(problem -> problem.kind() == Kind.DANGEROUS_NAME)
        .hasSize(2);
  }

  @Test
  void tagFilesThatAreNotAsTheRfcSaysAreNamed() throws Exception {
    String[][] changes = {
      {"bagit.txt", "BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n"},
      {"bagit.txt", "Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n"},
      {"bagit.txt", "\uFEFFBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"},
      {"bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n"},
      {"manifest-sha256.txt", "abc data/a.txt\n"},
      {"manifest-sha256.txt", ABC_256 + "\n"},
      {"manifest-sha256.txt", ABC_256 + "  bagit.txt\n"},
      {"manifest-sha256.txt", (ABC_256 + "  data/a.txt\n").repeat(2)},
      {"tagmanifest-sha256.txt", ABC_256 + "  data/a.txt\n"},
      {"bag-info.txt", "no label\n"},
      {"bag-info.txt", "Payload-Oxum: 5.3\nPayload-Oxum: 5.3\n"},
      {"manifest-sha9.txt", ABC_256 + "  data/a.txt\n"},
    };
    for (int i = 0; i < changes.length; i++) {
      Path bag = folder.resolve("bag-" + i);
      write(BagWriter.folder(bag, TIME));
      Files.writeString(bag.resolve(changes[i][0]), changes[i][1]);
      assertThat(problems(bag)).as(changes[i][1]).contains("MALFORMED " + changes[i][0]);
    }
  }

  @Test
  void aBagWithoutItsPartsIsNamed() throws Exception {
    Path bag = written();
    Files.delete(bag.resolve("bagit.txt"));
    Files.delete(bag.resolve("manifest-sha256.txt"));
    Files.delete(bag.resolve("manifest-sha512.txt"));
    assertThat(problems(bag)).contains("MISSING bagit.txt", "MALFORMED ");
  }

  private Path zip(String... names) throws IOException {
    Path file = folder.resolve("hostile.zip");
    try (OutputStream output = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(output, StandardCharsets.UTF_8)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write("abc".getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }

  @Test
  void hostileZipsAreNamed() throws Exception {
    assertThat(problems(zip("bag/../../x.txt"))).contains("DANGEROUS_NAME ../../x.txt");
    assertThat(problems(zip("../x.txt"))).contains("DANGEROUS_NAME ../x.txt");
    assertThat(problems(zip("x.txt"))).contains("FORBIDDEN x.txt");
    assertThat(problems(zip("/x.txt"))).contains("FORBIDDEN /x.txt");
    assertThat(verify(zip("one/x.txt", "two/x.txt")).problems().toString())
        .contains("must hold one folder");
    Path twice = zip("bag/data/a.txt", "bag/data/b.txt");
    byte[] bytes = Files.readAllBytes(twice);
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("b.txt", "a.txt");
    Files.write(twice, text.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problems(twice)).contains("FORBIDDEN data/a.txt");
  }

  @Test
  void aZipThatGrowsBeyondTheLimitIsLeft() throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    BagWriter writer = BagWriter.zip(output, "bag", TIME);
    writer.add("zeros.txt", BagContent.of(new byte[2 << 20]));
    writer.finishPayload(new LinkedHashMap<>());
    writer.finish();
    assertThat(output.size()).isLessThan(20_000);
    Path zip = Files.write(folder.resolve("bomb.zip"), output.toByteArray());
    assertThat(problems(zip)).contains("TOO_LARGE data/zeros.txt");
  }

  @Test
  void whatIsNoBagIsRefusedInOneLine() throws Exception {
    Path text = Files.writeString(folder.resolve("a.txt"), "abc");
    assertThatThrownBy(() -> verify(text))
        .isInstanceOf(FormatException.class)
        .hasMessage("[a.txt] expected a bag: a folder or a zip, found another file");
    Path damaged = Files.writeString(folder.resolve("b.zip"), "PK\u0003\u0004 and nothing");
    assertThatThrownBy(() -> verify(damaged))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("b.zip");
  }

  @Test
  void theWriterRefusesWhatTheVerifierWould() throws Exception {
    BagWriter writer = BagWriter.folder(folder.resolve("bag"), TIME);
    writer.add("a.txt", BagContent.of("abc"));
    List<String> refused = new ArrayList<>();
    for (String path :
        List.of(
            "A.txt",
            "../x.txt",
            "x//y.txt",
            "/x.txt",
            "a\u0001.txt",
            "b\\c.txt",
            "\uD800.txt",
            "a.png",
            "a.jpg",
            "a.mp4",
            "a")) {
      try {
        writer.add(path, BagContent.of("abc"));
      } catch (IllegalArgumentException expected) {
        refused.add(path);
      }
    }
    assertThat(refused).hasSize(11);
    assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    writer.finishPayload(new LinkedHashMap<>());
    assertThatThrownBy(() -> writer.addTag("fetch.txt", BagContent.of("")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.add("late.txt", BagContent.of("")))
        .isInstanceOf(IllegalStateException.class);
  }
}
