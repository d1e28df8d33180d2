package org.orion.operations.lawful;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/// Writes a [Letter] as PDF: Liberation Sans embedded in part, page numbers, and the same bytes for
/// the same letter. The font comes inside PDFBox (SIL Open Font License, embedding allowed), so
/// that no font of the machine is needed; it has Latin, Greek and Cyrillic letters.
///
/// A character that the font has not, that is written from right to left, or that would not be seen
/// is printed as its number, such as `[U+200B]`: nothing is lost, and nothing is hidden.
public final class LetterPdf {
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final float MARGIN = 64;
  private static final float TEXT_POINTS = 10.5f;
  private static final float HEADING_POINTS = 14;
  private static final float FOOTER_POINTS = 8.5f;
  private static final float LINE = 1.35f;
  private static final float BETWEEN_BLOCKS = 8;
  private static final float UNITS = 1000;

  /// The sheet.
  public enum Sheet {
    A4(PDRectangle.A4.getWidth(), PDRectangle.A4.getHeight()),
    US_LETTER(PDRectangle.LETTER.getWidth(), PDRectangle.LETTER.getHeight());

    private final float width;
    private final float height;

    Sheet(float width, float height) {
      this.width = width;
      this.height = height;
    }
  }

  private record Line(String text, float points, float gapBefore) {}

  private final Sheet sheet;
  private final CmapLookup glyphs;
  private final PDFont font;
  private final PDDocument document;

  private LetterPdf(PDDocument document, TrueTypeFont trueType, Sheet sheet) throws IOException {
    this.document = document;
    this.sheet = sheet;
    this.glyphs = trueType.getUnicodeCmapLookup();
    this.font = PDType0Font.load(document, trueType, true);
  }

  /// Writes the file. The stream stays open.
  ///
  /// @param language of the letter, for screen readers
  public static void write(Letter letter, Sheet sheet, Locale language, OutputStream output)
      throws IOException {
    try (PDDocument document = new PDDocument();
        TrueTypeFont trueType = font()) {
      LetterPdf pdf = new LetterPdf(document, trueType, sheet);
      pdf.draw(letter);
      PDDocumentInformation information = new PDDocumentInformation();
      information.setTitle(pdf.printable(letter.blocks().getFirst().text().replace('\n', ' ')));
      document.setDocumentInformation(information);
      document.getDocumentCatalog().setLanguage(language.toLanguageTag());
      // The identifier is otherwise made from the clock.
      document.setDocumentId(0L);
      document.save(output);
    }
  }

  private static TrueTypeFont font() throws IOException {
    try (InputStream input = LetterPdf.class.getResourceAsStream(FONT)) {
      if (input == null) {
        throw new IllegalStateException(FONT + " is missing, must come with PDFBox");
      }
      return new TTFParser().parse(new RandomAccessReadBuffer(input.readAllBytes()));
    }
  }

  private void draw(Letter letter) throws IOException {
    List<List<Line>> pages = pages(lines(letter));
    for (int i = 0; i < pages.size(); i++) {
      PDPage page = new PDPage(new PDRectangle(sheet.width, sheet.height));
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        float y = sheet.height - MARGIN;
        boolean first = true;
        for (Line line : pages.get(i)) {
          y -= (first ? 0 : line.gapBefore()) + line.points() * LINE;
          first = false;
          show(content, line.text(), line.points(), MARGIN, y);
        }
        String number = "%d / %d".formatted(i + 1, pages.size());
        float x = (sheet.width - width(number, FOOTER_POINTS)) / 2;
        show(content, number, FOOTER_POINTS, x, MARGIN / 2);
      }
    }
  }

  private void show(PDPageContentStream content, String text, float points, float x, float y)
      throws IOException {
    content.beginText();
    content.setFont(font, points);
    content.newLineAtOffset(x, y);
    content.showText(text);
    content.endText();
  }

  private List<List<Line>> pages(List<Line> lines) {
    List<List<Line>> pages = new ArrayList<>();
    List<Line> page = new ArrayList<>();
    float left = sheet.height - 2 * MARGIN;
    for (Line line : lines) {
      float height = line.points() * LINE + (page.isEmpty() ? 0 : line.gapBefore());
      if (height > left && !page.isEmpty()) {
        pages.add(List.copyOf(page));
        page.clear();
        left = sheet.height - 2 * MARGIN;
        height = line.points() * LINE;
      }
      page.add(line);
      left -= height;
    }
    pages.add(List.copyOf(page));
    return pages;
  }

  private List<Line> lines(Letter letter) {
    List<Line> lines = new ArrayList<>();
    for (Letter.Block block : letter.blocks()) {
      float points = block.heading() ? HEADING_POINTS : TEXT_POINTS;
      float gap = BETWEEN_BLOCKS;
      for (String text : block.text().split("\n", -1)) {
        for (String wrapped : wrapped(printable(text), points)) {
          lines.add(new Line(wrapped, points, gap));
          gap = 0;
        }
      }
    }
    return lines;
  }

  /// Breaks a line at spaces, and within a word that is wider than the sheet.
  private List<String> wrapped(String text, float points) {
    float most = sheet.width - 2 * MARGIN;
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      String joined = line.isEmpty() ? rest : line + " " + rest;
      if (width(joined, points) <= most) {
        line.setLength(0);
        line.append(joined);
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (width(rest, points) > most) {
        int end = fitting(rest, points, most);
        lines.add(rest.substring(0, end));
        rest = rest.substring(end);
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  /// How many characters of a word fit, at least one.
  private int fitting(String word, float points, float most) {
    int end = word.offsetByCodePoints(0, 1);
    while (end < word.length()
        && width(word.substring(0, word.offsetByCodePoints(end, 1)), points) <= most) {
      end = word.offsetByCodePoints(end, 1);
    }
    return end;
  }

  private float width(String text, float points) {
    try {
      return font.getStringWidth(text) / UNITS * points;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// The text with only such characters as the font shows, from left to right.
  private String printable(String text) {
    StringBuilder printable = new StringBuilder();
    Normalizer.normalize(text.replace('\t', ' '), Normalizer.Form.NFC)
        .codePoints()
        .forEach(point -> {
          if (isShown(point)) {
            printable.appendCodePoint(point);
          } else {
            printable.append("[U+%04X]".formatted(point));
          }
        });
    return printable.toString();
  }

  private boolean isShown(int point) {
    boolean seen =
        switch (Character.getType(point)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
    byte direction = Character.getDirectionality(point);
    return seen
        && direction != Character.DIRECTIONALITY_RIGHT_TO_LEFT
        && direction != Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
        && glyphs.getGlyphId(point) != 0;
  }
}
