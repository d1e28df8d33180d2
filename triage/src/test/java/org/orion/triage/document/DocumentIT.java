package org.orion.triage.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.document.DocumentBench.Found;
import org.orion.triage.document.DocumentBench.Part;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;

/// PDF, rich text, HTML and zipped documents, made by other programs where there are such, through
/// the real cage.
class DocumentIT {
  @TempDir private static Path folder;
  private static DocumentBench bench;
  private static byte[] jpegBytes = {};
  private static byte[] pngBytes = {};
  private static String jpeg = "";
  private static String png = "";

  @BeforeAll
  static void makeDocuments() throws Exception {
    bench = new DocumentBench(folder);
    jpegBytes = bench.chart("a.jpg", "jpg", 1);
    pngBytes = bench.chart("b.png", "png", 2);
    jpeg = DocumentBench.md5(jpegBytes);
    png = DocumentBench.md5(pngBytes);
    bench.shell("img2pdf --nodate -o two.pdf a.jpg b.png a.jpg");
    bench.shell(
        "qpdf --object-streams=generate --add-attachment a.jpg --filename=chart.jpg -- two.pdf att.pdf");
    bench.shell("qpdf --linearize --object-streams=generate two.pdf lin.pdf");
    bench.shell("qpdf --encrypt '' owner 256 -- two.pdf open.pdf");
    bench.shell("qpdf --encrypt user owner 256 -- two.pdf shut.pdf");
    bench.shell("qpdf --qdf --object-streams=disable two.pdf plain.pdf");
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  private static int[] pixels(byte[] picture) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static Part part(Found found, String ending) {
    return found.parts.stream()
        .filter(each -> each.path().endsWith(ending))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void picturesOfAPdfAreTheOnesPutIn() throws Exception {
    for (String name : List.of("two.pdf", "lin.pdf", "open.pdf", "plain.pdf")) {
      Found found = bench.open(name);
      assertThat(found.end).as(name).isEmpty();
      for (String page : List.of("page 1 / picture ", "page 3 / picture ")) {
        Part first =
            found.parts.stream().filter(each -> each.path().startsWith(page)).findFirst().get();
        assertThat(first.path()).endsWith(".jpg");
        assertThat(first.md5()).isEqualTo(jpeg);
      }
      assertThat(pixels(part(found, ".png").bytes())).isEqualTo(pixels(pngBytes));
      assertThat(part(found, ".png").path()).startsWith("page 2 / picture ");
    }
    bench.goesOnAnywhere(bench.read("two.pdf"));
  }

  @Test
  void attachmentsOfAPdfHaveTheirNames() throws Exception {
    Found found = bench.open("att.pdf");
    assertThat(found.end).isEmpty();
    assertThat(found.whole()).containsEntry("chart.jpg", jpeg);
  }

  @Test
  void aPdfWithAPasswordIsEncrypted() throws Exception {
    Found found = bench.open("shut.pdf");
    assertThat(found.reason()).hasValue(Reason.ENCRYPTED);
    assertThat(found.parts).isEmpty();
  }

  private static byte[] deflated(byte[] bytes) throws Exception {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(target)) {
      deflater.write(bytes);
    }
    return target.toByteArray();
  }

  /// A PDF of the objects given, numbered from 1; the first is the catalog.
  private static byte[] pdf(byte[]... objects) throws Exception {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    target.write("%PDF-1.7\n".getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder table = new StringBuilder("0000000000 65535 f \n");
    for (int i = 0; i < objects.length; i++) {
      table.append(String.format("%010d 00000 n \n", target.size()));
      target.write(((i + 1) + " 0 obj\n").getBytes(StandardCharsets.ISO_8859_1));
      target.write(objects[i]);
      target.write("\nendobj\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    int start = target.size();
    int size = objects.length + 1;
    target.write(
        "xref\n0 %d\n%strailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            .formatted(size, table, size, start)
            .getBytes(StandardCharsets.ISO_8859_1));
    return target.toByteArray();
  }

  private static byte[] object(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] stream(String dictionary, byte[] data) throws Exception {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    target.write(object("<<%s /Length %d>>\nstream\n".formatted(dictionary, data.length)));
    target.write(data);
    target.write(object("\nendstream"));
    return target.toByteArray();
  }

  private static final String CATALOG = "<</Type /Catalog /Pages 2 0 R>>";

  @Test
  void everyColorOfAPdfIsShown() throws Exception {
    byte[] palette = {0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255};
    String size = "/Subtype /Image /Width 4 /Height 1 ";
    byte[] document =
        pdf(
            object(CATALOG),
            object("<</Type /Pages /#4Bids [] /Count 0>>"),
            stream(
                size + "/BitsPerComponent 8 /ColorSpace /DeviceGray", new byte[] {0, 100, -56, -1}),
            stream(
                size
                    + "/BitsPerComponent 2 /ColorSpace [/Indexed /DeviceRGB 3 <"
                    + HexFormat.of().formatHex(palette)
                    + ">]",
                new byte[] {0b00011011}),
            stream(
                size + "/BitsPerComponent 8 /ColorSpace /DeviceCMYK /Filter /FlateDecode",
                deflated(new byte[] {0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, -1})),
            stream(size + "/ImageMask true /Decode [1 0]", new byte[] {(byte) 0b01010000}));
    Found found = bench.open(document, 0);
    assertThat(found.end).isEmpty();
    assertThat(found.parts).hasSize(4);
    assertThat(pixels(found.parts.get(1).bytes()))
        .containsExactly(0xFF000000, 0xFFFF0000, 0xFF00FF00, 0xFF0000FF);
    assertThat(pixels(found.parts.get(2).bytes()))
        .containsExactly(0xFFFFFFFF, 0xFF00FFFF, 0xFFFF00FF, 0xFF000000);
    assertThat(pixels(found.parts.get(3).bytes()))
        .containsExactly(0xFFFFFFFF, 0xFF000000, 0xFFFFFFFF, 0xFF000000);
    BufferedImage gray = ImageIO.read(new ByteArrayInputStream(found.parts.getFirst().bytes()));
    assertThat(gray.getRaster().getSample(1, 0, 0)).isEqualTo(100);
    assertThat(gray.getRaster().getSample(2, 0, 0)).isEqualTo(200);
  }

  @Test
  void inlinePicturesAndThoseOfAnnotationsAreFound() throws Exception {
    byte[] content =
        object("q BI /W 2 /H 1 /BPC 8 /CS /RGB ID \u0001\u0002\u0003\u0004\u0005\u0006 EI Q");
    byte[] document =
        pdf(
            object(CATALOG),
            object("<</Type /Pages /#4Bids [3 0 R] /Count 1>>"),
            object("<</Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [5 0 R]>>"),
            stream("", content),
            object("<</Type /Annot /Subtype /Stamp /P 3 0 R /AP <</N 6 0 R>>>>"),
            stream(
                "/Type /XObject /Subtype /Form /Resources <</XObject <</Im 7 0 R>>>>",
                object("/Im Do")),
            stream(
                "/Type /XObject /Subtype /Image /Width 160 /Height 120 /Filter /DCTDecode",
                jpegBytes));
    Found found = bench.open(document, 0);
    assertThat(found.end).isEmpty();
    assertThat(found.paths()).containsExactly("page 1 / inline 4.1.png", "page 1 / picture 7.jpg");
    assertThat(pixels(found.parts.getFirst().bytes())).containsExactly(0xFF010203, 0xFF040506);
    assertThat(found.parts.get(1).md5()).isEqualTo(jpeg);
  }

  @Test
  void hostilePdfsEndWithAReason() throws Exception {
    byte[] bomb =
        pdf(
            object(CATALOG),
            object("<</Type /Pages /#4Bids [2 0 R 3 0 R] /Count 2>>"),
            object("<</Type /Pages /Parent 2 0 R /#4Bids [2 0 R] /Count 1>>"),
            stream(
                "/Subtype /Image /Width 65535 /Height 65535 /BitsPerComponent 8"
                    + " /ColorSpace /DeviceRGB /Filter /FlateDecode",
                deflated(new byte[1000])),
            stream(
                "/Subtype /Image /Width 10000 /Height 10000 /BitsPerComponent 8"
                    + " /ColorSpace /DeviceRGB /Filter [/FlateDecode /FlateDecode]",
                deflated(deflated(new byte[1 << 20]))),
            stream(
                "/Subtype /Image /Width 65535 /Height 65535 /Filter /CCITTFaxDecode"
                    + " /DecodeParms <</K -1 /Columns 65535>>",
                new byte[100]),
            stream("/Subtype /Image /Width 160 /Height 120 /Filter /DCTDecode", jpegBytes));
    Found found = bench.open(bomb, 0);
    assertThat(found.parts)
        .extracting(Part::why)
        .extracting(why -> why.orElse(null))
        .containsExactly(Reason.TOO_LARGE, Reason.CORRUPT, Reason.TOO_LARGE, null);
    assertThat(found.parts.getLast().md5()).isEqualTo(jpeg);

    String loop =
        """
        %PDF-1.4
        1 0 obj <</Type /Catalog>> endobj
        xref
        0 1
        0000000000 65535 f\s
        trailer <</Size 2 /Root 1 0 R /Prev 43>>
        startxref
        43
        %%EOF
        """;
    Found looped = bench.open(object(loop), 0);
    assertThat(looped.parts).isEmpty();
  }

  @Test
  void damageOfAPdfNeverGoesUnsaidOrEndsAScan() throws Exception {
    for (String name : List.of("att.pdf", "lin.pdf", "plain.pdf")) {
      bench.survivesDamage(bench.read(name), bench.open(name).whole(), 100, true);
    }
  }

  @Test
  void urisOfTextsAreDecoded() throws Exception {
    String encoded = Base64.getEncoder().encodeToString(pngBytes);
    String html =
        """
        <!DOCTYPE html><html><body data-x="data:text"><img src="data:image/png;base64,%s">
        <img src='DATA:image/jpeg;charset=x;base64,%s'><a href="data:,plain">x</a></body></html>
        """
            .formatted(
                encoded.replace("+", "%2B").replace("/", "%2f"),
                Base64.getMimeEncoder().encodeToString(jpegBytes));
    Found found = bench.open(html.getBytes(StandardCharsets.UTF_8), 0);
    assertThat(found.end).isEmpty();
    assertThat(found.whole()).isEqualTo(Map.of("picture 1.png", png, "picture 2.jpg", jpeg));
    String json = "{\"icon\": \"data:image/png;base64,%s\"}".formatted(encoded.replace("/", "\\/"));
    assertThat(bench.open(json.getBytes(StandardCharsets.UTF_8), 0).whole())
        .isEqualTo(Map.of("picture 1.png", png));
    String svg =
        "<svg xmlns='x'><image href='data:image/jpeg;base64,"
            + Base64.getEncoder().encodeToString(jpegBytes)
            + "'/></svg>";
    assertThat(bench.open(svg.getBytes(StandardCharsets.UTF_8), 0).whole())
        .isEqualTo(Map.of("picture 1.jpg", jpeg));
    bench.survivesDamage(html.getBytes(StandardCharsets.UTF_8), found.whole(), 100, false);
    bench.goesOnAnywhere(html.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTextWithoutUrisIsNotOpened() throws Exception {
    byte[] html = "<html><body>nothing encoded</body></html>".getBytes(StandardCharsets.UTF_8);
    bench.close();
    try {
      // The cage is shut: asking it would fail.
      Found found = bench.open(html, 0);
      assertThat(found.end).isEmpty();
      assertThat(found.parts).isEmpty();
    } finally {
      bench = new DocumentBench(folder);
    }
  }

  @Test
  void richTextGivesPicturesAndPackages() throws Exception {
    ByteArrayOutputStream packaged = new ByteArrayOutputStream();
    packaged.writeBytes(new byte[] {2, 0});
    packaged.writeBytes("chart.png\0C:\\x\\chart.png\0".getBytes(StandardCharsets.US_ASCII));
    packaged.writeBytes(new byte[] {0, 0, 3, 0, 2, 0, 0, 0, 'x', 0});
    packaged.writeBytes(little(pngBytes.length));
    packaged.writeBytes(pngBytes);
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    object.writeBytes(new byte[] {1, 5, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0});
    object.writeBytes("Package\0".getBytes(StandardCharsets.US_ASCII));
    object.writeBytes(new byte[8]);
    object.writeBytes(little(packaged.size()));
    object.writeBytes(packaged.toByteArray());
    ByteArrayOutputStream rtf = new ByteArrayOutputStream();
    rtf.writeBytes(
        object("{\\rtf1\\ansi Charts {\\*\\shppict{\\pict{\\*\\blipuid 00ff}\\jpegblip\\picw10 "));
    rtf.writeBytes(object(HexFormat.of().formatHex(jpegBytes).replaceAll("(.{128})", "$1\r\n")));
    rtf.writeBytes(object("}}{\\pict\\pngblip\\bin%d ".formatted(pngBytes.length)));
    rtf.writeBytes(pngBytes);
    rtf.writeBytes(
        object(
            "}{\\object{\\*\\objdata " + HexFormat.of().formatHex(object.toByteArray()) + "}}}"));
    Found found = bench.open(rtf.toByteArray(), 0);
    assertThat(found.end).isEmpty();
    assertThat(found.whole())
        .isEqualTo(Map.of("picture 1.jpg", jpeg, "picture 2.png", png, "chart.png", png));
    bench.survivesDamage(rtf.toByteArray(), found.whole(), 100, true);
    bench.goesOnAnywhere(rtf.toByteArray());
  }

  private static byte[] little(int number) {
    return new byte[] {
      (byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)
    };
  }

  @Test
  void zippedDocumentsGiveTheirPicturesAndTheirXmlIsNotRead() throws Exception {
    bench.python(
        """
        import zipfile
        bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + ''.join(
            '<!ENTITY %s "%s">' % (chr(98 + i), ('&%s;' % chr(97 + i)) * 10) for i in range(12)) + ']><x>&m;</x>'
        with zipfile.ZipFile('charts.docx', 'w', zipfile.ZIP_DEFLATED) as z:
            z.writestr('[Content_Types].xml', '<Types/>')
            z.writestr('word/document.xml', bomb)
            z.write('a.jpg', 'word/media/image1.jpg')
        with zipfile.ZipFile('charts.epub', 'w') as z:
            z.writestr('mimetype', 'application/epub+zip')
            z.write('b.png', 'OEBPS/b.png')
        manifest = '''<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
        <manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
        <manifest:file-entry manifest:full-path="Pictures/a&amp;b.jpg" manifest:media-type="image/jpeg" manifest:size="10">
        <manifest:encryption-data manifest:checksum="x"></manifest:encryption-data></manifest:file-entry>
        <manifest:file-entry manifest:full-path="Pictures/b.png" manifest:media-type="image/png"/></manifest:manifest>'''
        with zipfile.ZipFile('secret.odt', 'w') as z:
            z.writestr('mimetype', 'application/vnd.oasis.opendocument.text')
            z.writestr('Pictures/a&b.jpg', bytes(range(200)))
            z.write('b.png', 'Pictures/b.png')
            z.writestr('META-INF/manifest.xml', manifest)
        """);
    Found docx = bench.open("charts.docx");
    assertThat(docx.end).isEmpty();
    assertThat(docx.whole()).containsEntry("word/media/image1.jpg", jpeg).hasSize(3);
    assertThat(bench.open("charts.epub").whole()).containsEntry("OEBPS/b.png", png);
    Found odt = bench.open("secret.odt");
    assertThat(odt.whole()).containsEntry("Pictures/b.png", png);
    assertThat(part(odt, "a&b.jpg").why()).hasValue(Reason.ENCRYPTED);
  }

  @Test
  void documentsAreToldByTheirFirstBytes() {
    Map<String, String> heads =
        Map.of(
            "junk\n%PDF-1.4\n", "application/pdf",
            "{\\rtf1\\ansi", "text/rtf",
            "!BDN....", "application/vnd.ms-outlook-pst",
            "From ada@example.org Sat Mar  2 10:00:00 2024\nSubject: x\n", "application/mbox",
            "Received: from x\n by y\nSubject: x\n\nHello", "message/rfc822",
            "<!-- x --><HTML>", "text/html",
            "<?xml version='1.0'?>\n<svg>", "image/svg+xml",
            "From now on, this is a text.\nSubject: x\n", "text/plain",
            "Subject: alone\nHello", "text/plain",
            "Key: value\nOther: value\n", "text/plain");
    heads.forEach((head, type) -> {
      byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
      MediaType found = MediaDetector.detect(bytes, bytes.length);
      assertThat(found.name()).as(head).isEqualTo(type);
      assertThat(found.kind() == MediaType.Kind.CONTAINER).isEqualTo(!type.equals("text/plain"));
    });
  }
}
