package org.orion.triage.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.poi.hmef.Attachment;
import org.apache.poi.hmef.HMEFMessage;
import org.apache.poi.hslf.usermodel.HSLFPictureData;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hsmf.MAPIMessage;
import org.apache.poi.hsmf.datatypes.AttachmentChunks;
import org.apache.poi.hssf.usermodel.HSSFPictureData;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.hwpf.HWPFDocument;
import org.apache.poi.hwpf.usermodel.Picture;
import org.apache.poi.poifs.filesystem.DirectoryEntry;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.triage.document.DocumentBench.Found;
import org.orion.triage.evidence.Unreadable.Reason;

/// Documents of Word, Excel, PowerPoint and Outlook that those programs wrote, out of the test jar
/// of Apache Tika, through the real cage. The oracle is Apache POI's readers of these formats, of
/// which the code under test uses the file system alone.
class OleDocumentIT {
  @TempDir private static Path folder;
  private static DocumentBench bench;

  @BeforeAll
  static void open() throws Exception {
    bench = new DocumentBench(folder);
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  static byte[] sample(String name) throws Exception {
    try (InputStream stream = OleDocumentIT.class.getResourceAsStream("/test-documents/" + name)) {
      assertThat(stream).as(name).isNotNull();
      return stream.readAllBytes();
    }
  }

  private static Set<String> pictures(Found found) {
    Set<String> pictures = new TreeSet<>();
    found.parts.stream()
        .filter(each -> each.path().matches(".*picture \\d+\\.(jpg|png|tif)"))
        .forEach(each -> pictures.add(each.md5()));
    return pictures;
  }

  @ParameterizedTest
  @ValueSource(strings = {"testWORD_1img.doc", "testWORD_3imgs.doc", "testWORD_embeded.doc"})
  void picturesOfWordAreThoseThatPoiFinds(String name) throws Exception {
    byte[] document = sample(name);
    Set<String> expected = new TreeSet<>();
    try (HWPFDocument word = new HWPFDocument(new ByteArrayInputStream(document))) {
      for (Picture picture : word.getPicturesTable().getAllPictures()) {
        if (picture.getMimeType().matches("image/(jpeg|png|tiff)")) {
          expected.add(DocumentBench.md5(picture.getContent()));
        }
      }
    }
    assertThat(expected).isNotEmpty();
    assertThat(pictures(bench.open(document, 0))).containsAll(expected);
    bench.goesOnAnywhere(document);
  }

  @ParameterizedTest
  @ValueSource(strings = {"testEXCEL_1img.xls"})
  void picturesOfExcelAreThoseThatPoiFinds(String name) throws Exception {
    byte[] document = sample(name);
    Set<String> expected = new TreeSet<>();
    try (HSSFWorkbook workbook = new HSSFWorkbook(new ByteArrayInputStream(document))) {
      for (HSSFPictureData picture : workbook.getAllPictures()) {
        expected.add(DocumentBench.md5(picture.getData()));
      }
    }
    assertThat(expected).isNotEmpty();
    Found found = bench.open(document, 0);
    assertThat(found.end).isEmpty();
    assertThat(pictures(found)).isEqualTo(expected);
  }

  @Test
  void aPictureOfManyRecordsIsWhole() throws Exception {
    byte[] jpeg = bench.chart("a.jpg", "jpg", 1);
    byte[] large = Arrays.copyOf(jpeg, 100_000);
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (HSSFWorkbook workbook = new HSSFWorkbook()) {
      int index = workbook.addPicture(large, HSSFWorkbook.PICTURE_TYPE_JPEG);
      workbook
          .createSheet()
          .createDrawingPatriarch()
          .createPicture(workbook.getCreationHelper().createClientAnchor(), index);
      workbook.write(target);
    }
    assertThat(bench.open(target.toByteArray(), 0).whole())
        .isEqualTo(Map.of("picture 1.jpg", DocumentBench.md5(large)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"testPPT_2imgs.ppt", "pictures.ppt", "testPPT_embeded.ppt"})
  void picturesOfPowerPointAreThoseThatPoiFinds(String name) throws Exception {
    byte[] document = sample(name);
    Set<String> expected = new TreeSet<>();
    try (HSLFSlideShow show = new HSLFSlideShow(new ByteArrayInputStream(document))) {
      for (HSLFPictureData picture : show.getPictureData()) {
        if (picture.getContentType().matches("image/(jpeg|png)")) {
          expected.add(DocumentBench.md5(picture.getData()));
        }
      }
      Found found = bench.open(document, 0);
      assertThat(pictures(found)).isEqualTo(expected);
      long objects = show.getEmbeddedObjects().length;
      assertThat(found.paths().stream().filter(each -> each.startsWith("object ")).count())
          .isEqualTo(objects);
    }
  }

  @Test
  void anEmbeddedDocumentIsHandedOn() throws Exception {
    Found word = bench.open(sample("testWORD_embedded_pdf.doc"), 0);
    assertThat(word.parts).anySatisfy(part -> assertThat(part.start()).contains("%PDF-"));
    Found show = bench.open(sample("testPPT_EmbeddedPDF.ppt"), 0);
    assertThat(show.parts)
        .filteredOn(part -> part.path().startsWith("object "))
        .anySatisfy(part -> {
          Found inner = bench.open(part.bytes(), 0);
          assertThat(inner.parts).anySatisfy(each -> assertThat(each.start()).contains("%PDF-"));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"test-outlook2003.msg", "testMSG_att_doc.msg", "testMSG_att_msg.msg"})
  void attachmentsOfAMessageAreThoseThatPoiFinds(String name) throws Exception {
    byte[] document = sample(name);
    Found found = bench.open(document, 0);
    assertThat(found.end).isEmpty();
    try (MAPIMessage message = new MAPIMessage(new ByteArrayInputStream(document))) {
      for (AttachmentChunks attachment : message.getAttachmentFiles()) {
        if (attachment.getEmbeddedAttachmentObject() != null) {
          assertThat(found.whole())
              .containsEntry(
                  attachment.getAttachLongFileName().getValue(),
                  DocumentBench.md5(attachment.getEmbeddedAttachmentObject()));
        }
      }
    }
    bench.goesOnAnywhere(document);
  }

  @Test
  void aMessageInAMessageIsOpenedUnderItsSubject() throws Exception {
    byte[] jpeg = bench.chart("a.jpg", "jpg", 1);
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (POIFSFileSystem files = new POIFSFileSystem()) {
      DirectoryEntry root = files.getRoot();
      root.createDocument("__properties_version1.0", new ByteArrayInputStream(new byte[32]));
      DirectoryEntry attached = root.createDirectory("__attach_version1.0_#00000000");
      attached.createDocument("__properties_version1.0", new ByteArrayInputStream(new byte[8]));
      DirectoryEntry inner = attached.createDirectory("__substg1.0_3701000D");
      inner.createDocument(
          "__properties_version1.0",
          new ByteArrayInputStream(sentOn(24, 133_538_400_000_000_000L)));
      inner.createDocument("__substg1.0_0037001F", unicode("charts"));
      inner.createDocument(
          "__substg1.0_10130102",
          new ByteArrayInputStream("<html>no picture</html>".getBytes(StandardCharsets.UTF_8)));
      DirectoryEntry file = inner.createDirectory("__attach_version1.0_#00000000");
      file.createDocument("__substg1.0_3707001F", unicode("chärt.jpg"));
      file.createDocument("__substg1.0_37010102", new ByteArrayInputStream(jpeg));
      files.writeFilesystem(target);
    }
    Found found = bench.open(target.toByteArray(), 0);
    assertThat(found.end).isEmpty();
    assertThat(found.whole())
        .isEqualTo(Map.of("2024-03-02 \"charts\" / chärt.jpg", DocumentBench.md5(jpeg)));
  }

  private static InputStream unicode(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_16LE));
  }

  /// Properties with one entry, the time of sending.
  private static byte[] sentOn(int header, long ticks) {
    ByteBuffer bytes = ByteBuffer.allocate(header + 16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort(header, (short) 0x0040).putShort(header + 2, (short) 0x0039);
    return bytes.putLong(header + 8, ticks).array();
  }

  @Test
  void thumbnailsAreNamedByTheirCatalog() throws Exception {
    byte[] jpeg = bench.chart("a.jpg", "jpg", 1);
    ByteBuffer catalog = ByteBuffer.allocate(16 + 16 + 22).order(ByteOrder.LITTLE_ENDIAN);
    catalog.putShort((short) 16).putShort((short) 7).putInt(1).putInt(96).putInt(96);
    catalog.putInt(38).putInt(12).putLong(0);
    catalog.put("chart.jpg\0\0".getBytes(StandardCharsets.UTF_16LE));
    ByteBuffer stream = ByteBuffer.allocate(12 + jpeg.length).order(ByteOrder.LITTLE_ENDIAN);
    stream.putInt(12).putInt(1).putInt(jpeg.length).put(jpeg);
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (POIFSFileSystem files = new POIFSFileSystem()) {
      files.createDocument(new ByteArrayInputStream(catalog.array()), "Catalog");
      files.createDocument(new ByteArrayInputStream(stream.array()), "21");
      files.writeFilesystem(target);
    }
    assertThat(bench.open(target.toByteArray(), 0).whole())
        .isEqualTo(Map.of("chart.jpg thumbnail.jpg", DocumentBench.md5(jpeg)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "testWORD_protected_passtika.doc",
        "testEXCEL_protected_passtika.xls",
        "testPPT_protected_passtika.ppt",
        "protectedFile.xlsx"
      })
  void encryptedDocumentsAreSaidToBe(String name) throws Exception {
    assertThat(bench.open(sample(name), 0).reason()).hasValue(Reason.ENCRYPTED);
  }

  @Test
  void attachmentsOfWinmailAreFound() throws Exception {
    Found found = bench.open(sample("testWINMAIL.dat"), 0);
    assertThat(found.end).isEmpty();
    Map<String, String> expected = new TreeMap<>();
    for (Attachment attachment :
        new HMEFMessage(new ByteArrayInputStream(sample("testWINMAIL.dat"))).getAttachments()) {
      expected.put(attachment.getFilename(), DocumentBench.md5(attachment.getContents()));
    }
    assertThat(expected).hasSize(5);
    assertThat(found.whole()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"testWORD_3imgs.doc", "testEXCEL_1img.xls", "pictures.ppt", "testMSG_att_msg.msg"})
  void damageNeverGoesUnsaidOrEndsAScan(String name) throws Exception {
    byte[] document = sample(name);
    bench.survivesDamage(document, bench.open(document, 0).whole(), 100, true);
  }
}
