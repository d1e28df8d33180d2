package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.FormatException;

/// Letters from a template to a page. What the pages hold is read back with PDFBox's own reader,
/// and checked with qpdf where the machine has it.
class LetterTest {
  private static final Locale SPANISH = Locale.of("es");

  private static Map<LetterField, String> values(LetterKind kind) {
    Map<LetterField, String> values = new EnumMap<>(LetterField.class);
    kind.fields().forEach(field -> values.put(field, "[" + field.id() + "]"));
    return values;
  }

  private static byte[] pdf(Letter letter, LetterPdf.Sheet sheet) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LetterPdf.write(letter, sheet, Locale.ENGLISH, bytes);
    return bytes.toByteArray();
  }

  private static String text(byte[] pdf) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(document);
    }
  }

  private static Letter letter(String text) throws FormatException {
    return LetterTemplate.of(LetterKind.PRESERVATION, "t", text).fill(Map.of());
  }

  @ParameterizedTest
  @EnumSource(LetterKind.class)
  void builtInTemplatesUseEveryFieldOfTheirKindInBothLanguages(LetterKind kind) throws Exception {
    LetterTemplate english = LetterTemplate.builtIn(kind, Locale.ENGLISH);
    LetterTemplate spanish = LetterTemplate.builtIn(kind, SPANISH);
    assertThat(english.fields()).isEqualTo(kind.fields());
    assertThat(spanish.fields()).isEqualTo(kind.fields());
    assertThat(english.text()).isNotEqualTo(spanish.text());
    for (LetterTemplate template : List.of(english, spanish)) {
      String text = text(pdf(template.fill(values(kind)), LetterPdf.Sheet.A4));
      for (LetterField field : kind.fields()) {
        assertThat(text).contains("[" + field.id() + "]");
      }
      assertThat(text).doesNotContain("{{");
    }
    assertThat(text(pdf(spanish.fill(values(kind)), LetterPdf.Sheet.US_LETTER)))
        .contains(
            kind == LetterKind.PRESERVATION ? "Solicitud de conservación" : "un niño o una niña");
  }

  @Test
  void theReferralAsksForPreservationBeforeAnythingElse() throws Exception {
    for (Locale locale : List.of(Locale.ENGLISH, SPANISH)) {
      String text =
          text(
              pdf(
                  LetterTemplate.builtIn(LetterKind.REFERRAL, locale)
                      .fill(values(LetterKind.REFERRAL)),
                  LetterPdf.Sheet.A4));
      assertThat(text.indexOf("[treaty_preservation]"))
          .isBetween(0, text.indexOf("[treaty_request]"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{nothing}}",
        "{{AGENCY}}",
        "{{ agency }}",
        "{{}}",
        "{{agency",
        "{{agency\n}}",
        "agency}}",
        "{{{agency}}}",
        "{{agency}}}}",
        "{{treaty_request}}",
        "{{#if agency}}",
        "{{agency.length()}}",
        "{{agency+1}}",
        "{{{{agency}}}}",
        "a\u0000b",
        "a\u001b[31m",
        "",
        " \n\n ",
      })
  void whatIsNoFieldIsRefusedWhenItIsSaved(String text) {
    assertThatThrownBy(() -> LetterTemplate.of(LetterKind.PRESERVATION, "ours", text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("[ours");
  }

  @Test
  void theLineOfAnUnknownFieldIsNamed() {
    assertThatThrownBy(
            () -> LetterTemplate.of(LetterKind.PRESERVATION, "ours", "# A\r\n\r\nx {{naem}}"))
        .hasMessageStartingWith("[ours:line 3] expected a field of this letter: [agency,")
        .hasMessageEndingWith("found 'naem'");
    assertThatThrownBy(() -> LetterTemplate.of(LetterKind.PRESERVATION, "ours", "x".repeat(20_001)))
        .hasMessageContaining("20001");
  }

  @Test
  void expressionsOfOtherLanguagesAreText() throws Exception {
    String text = "${7*7} #{7*7} <%= 7*7 %> [[7*7]] @{x} {agency} %s \\u0041";
    assertThat(letter(text).blocks()).containsExactly(new Letter.Block(false, text));
  }

  @Test
  void whatIsFilledInIsNeverATemplate() throws Exception {
    LetterTemplate template =
        LetterTemplate.of(LetterKind.PRESERVATION, "t", "{{agency}}\n{{officer}}");
    Letter letter =
        template.fill(
            Map.of(
                LetterField.AGENCY,
                "{{officer}}\r\n\r\n# Not a heading",
                LetterField.OFFICER,
                "{{agency}} $1 \\1"));
    assertThat(letter.blocks())
        .containsExactly(
            new Letter.Block(false, "{{officer}}\n\n# Not a heading\n{{agency}} $1 \\1"));
  }

  @Test
  void aFieldWithoutAValueIsNamedBeforeAnythingIsDrafted() throws Exception {
    LetterTemplate template =
        LetterTemplate.of(LetterKind.PRESERVATION, "t", "{{agency}} {{officer}} {{today}}");
    Map<LetterField, String> values = Map.of(LetterField.TODAY, "today", LetterField.OFFICER, " ");
    assertThat(template.missing(values)).isEqualTo(Set.of(LetterField.AGENCY, LetterField.OFFICER));
    assertThatThrownBy(() -> template.fill(values))
        .hasMessage("no value for [agency, officer], must have one");
  }

  @Test
  void headingsAndParagraphsAreTakenApart() throws Exception {
    assertThat(letter("# A\nb\nc\n\n\nd\n# E\n").blocks())
        .containsExactly(
            new Letter.Block(true, "A"),
            new Letter.Block(false, "b\nc"),
            new Letter.Block(false, "d"),
            new Letter.Block(true, "E"));
  }

  @Test
  void lettersOfManyAlphabetsArePrinted() throws Exception {
    String line = "Ünïcödé ñ ¿? Łódź Ğüneş — Привет Ελλάδα €";
    assertThat(text(pdf(letter(line), LetterPdf.Sheet.A4))).contains(line);
    // Composed from letter and accent.
    assertThat(text(pdf(letter("Cafe\u0301"), LetterPdf.Sheet.A4))).contains("Café");
  }

  @Test
  void whatCannotBePrintedIsPrintedAsItsNumber() throws Exception {
    String text =
        text(pdf(letter("a\u200Bb \u202Ecba 汉 \uD83D\uDE00 \u05D0 \u0645"), LetterPdf.Sheet.A4));
    assertThat(text).contains("a[U+200B]b [U+202E]cba [U+6C49] [U+1F600] [U+05D0] [U+0645]");
  }

  @Test
  void aLoneSurrogateIsNoCrash() throws Exception {
    assertThat(text(pdf(letter("a\uD83Db"), LetterPdf.Sheet.A4))).contains("a[U+D83D]b");
  }

  @Test
  void longTextsGetManyPagesWithNumbersAndLoseNothing() throws Exception {
    StringBuilder text = new StringBuilder("# Title\n");
    for (int i = 0; i < 400; i++) {
      text.append("Line ").append(i).append(" of an invented letter.\n\n");
    }
    byte[] pdf = pdf(letter(text.toString()), LetterPdf.Sheet.A4);
    try (PDDocument document = Loader.loadPDF(pdf)) {
      int pages = document.getNumberOfPages();
      assertThat(pages).isGreaterThan(5);
      for (int i = 1; i <= pages; i++) {
        PDFTextStripper stripper = new PDFTextStripper();
        stripper.setStartPage(i);
        stripper.setEndPage(i);
        assertThat(stripper.getText(document)).contains(i + " / " + pages);
      }
    }
    String extracted = text(pdf);
    for (int i = 0; i < 400; i++) {
      assertThat(extracted).contains("Line " + i + " of an invented letter.");
    }
  }

  @Test
  void longWordsAndLinesStayOnTheSheet() throws Exception {
    String word = "https://example.org/" + "a".repeat(400);
    byte[] pdf =
        pdf(letter("See " + word + " and " + "many words ".repeat(60)), LetterPdf.Sheet.A4);
    assertThat(text(pdf).replaceAll("\\s", "")).contains(word);
    try (PDDocument document = Loader.loadPDF(pdf)) {
      RightEdge edge = new RightEdge();
      edge.getText(document);
      assertThat(edge.right).isBetween(400f, document.getPage(0).getMediaBox().getWidth() - 60);
    }
  }

  /// Finds how far to the right letters reach.
  private static final class RightEdge extends PDFTextStripper {
    private float right;

    @Override
    protected void processTextPosition(TextPosition position) {
      right = Math.max(right, position.getX() + position.getWidth());
    }
  }

  @Test
  void theSheetAndTheFontAreTheLettersOwn() throws Exception {
    for (LetterPdf.Sheet sheet : LetterPdf.Sheet.values()) {
      try (PDDocument document = Loader.loadPDF(pdf(letter("# Title\nWords."), sheet))) {
        PDPage page = document.getPage(0);
        assertThat(page.getMediaBox().getWidth())
            .isCloseTo(sheet == LetterPdf.Sheet.A4 ? 595.2756f : 612f, within(0.001f));
        PDFont font =
            page.getResources().getFont(page.getResources().getFontNames().iterator().next());
        assertThat(font.isEmbedded()).isTrue();
        assertThat(font.getName()).endsWith("+LiberationSans");
        assertThat(document.getDocumentInformation().getTitle()).isEqualTo("Title");
        assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("en");
      }
    }
  }

  @Test
  void theSameLetterIsTheSameBytes() throws Exception {
    Letter letter =
        LetterTemplate.builtIn(LetterKind.REFERRAL, SPANISH).fill(values(LetterKind.REFERRAL));
    byte[] first = pdf(letter, LetterPdf.Sheet.A4);
    TimeUnit.MILLISECONDS.sleep(1_100);
    assertThat(pdf(letter, LetterPdf.Sheet.A4)).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(LetterKind.class)
  void qpdfFindsNoFault(LetterKind kind, @TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/qpdf")), "qpdf is not installed");
    Path file = folder.resolve("letter.pdf");
    Files.write(
        file,
        pdf(LetterTemplate.builtIn(kind, SPANISH).fill(values(kind)), LetterPdf.Sheet.US_LETTER));
    Process qpdf =
        new ProcessBuilder("/usr/bin/qpdf", "--check", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("qpdf.txt").toFile())
            .start();
    assertThat(qpdf.waitFor()).as(Files.readString(folder.resolve("qpdf.txt"))).isZero();
  }

  @Test
  void noPageEndsWithAHeading() throws Exception {
    int begun = 0;
    for (int lines = 30; lines < 60; lines++) {
      String filled = "A line\n".repeat(lines).strip();
      Letter letter =
          new Letter(
              List.of(
                  new Letter.Block(false, filled),
                  new Letter.Block(true, "A heading"),
                  new Letter.Block(false, "What it is of")));
      try (PDDocument document = Loader.loadPDF(pdf(letter, LetterPdf.Sheet.A4))) {
        PDFTextStripper last = new PDFTextStripper();
        last.setStartPage(document.getNumberOfPages());
        String text = last.getText(document);
        assertThat(text.contains("A heading")).as(text).isEqualTo(text.contains("What it is of"));
        begun += text.startsWith("A heading") ? 1 : 0;
      }
    }
    assertThat(begun).as("letters whose last page begins with the heading").isGreaterThan(1);
  }
}
