package org.orion.operations.lawful;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.orion.exchange.pdf.PdfText;

/// Writes a [Letter] as PDF: Liberation Sans embedded in part, page numbers, and the same bytes for
/// the same letter. What characters it shows, [PdfText] says.
public final class LetterPdf {
  private static final float MARGIN = 64;
  private static final float TEXT_POINTS = 10.5f;
  private static final float HEADING_POINTS = 14;
  private static final float FOOTER_POINTS = 8.5f;
  private static final float LINE = 1.35f;
  private static final float BETWEEN_BLOCKS = 8;

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
  private final PdfText text;
  private final PDDocument document;

  private LetterPdf(PDDocument document, PdfText text, Sheet sheet) {
    this.document = document;
    this.sheet = sheet;
    this.text = text;
  }

  /// Writes the file. The stream stays open.
  ///
  /// @param language of the letter, for screen readers
  public static void write(Letter letter, Sheet sheet, Locale language, OutputStream output)
      throws IOException {
    try (PDDocument document = new PDDocument();
        PdfText text = new PdfText(document)) {
      LetterPdf pdf = new LetterPdf(document, text, sheet);
      pdf.draw(letter);
      PDDocumentInformation information = new PDDocumentInformation();
      information.setTitle(text.printable(letter.blocks().getFirst().text().replace('\n', ' ')));
      document.setDocumentInformation(information);
      document.getDocumentCatalog().setLanguage(language.toLanguageTag());
      // The identifier is otherwise made from the clock.
      document.setDocumentId(0L);
      document.save(output);
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
        float x = (sheet.width - text.width(number, FOOTER_POINTS)) / 2;
        show(content, number, FOOTER_POINTS, x, MARGIN / 2);
      }
    }
  }

  private void show(PDPageContentStream content, String line, float points, float x, float y)
      throws IOException {
    content.beginText();
    content.setFont(text.font(), points);
    content.newLineAtOffset(x, y);
    content.showText(line);
    content.endText();
  }

  private List<List<Line>> pages(List<Line> lines) {
    List<List<Line>> pages = new ArrayList<>();
    List<Line> page = new ArrayList<>();
    for (Line line : lines) {
      page.add(line);
      if (page.size() > 1 && height(page) > sheet.height - 2 * MARGIN) {
        int end = beforeHeadings(page, page.size() - 1);
        pages.add(List.copyOf(page.subList(0, end)));
        page = new ArrayList<>(page.subList(end, page.size()));
      }
    }
    pages.add(List.copyOf(page));
    return pages;
  }

  private static float height(List<Line> page) {
    float height = -page.getFirst().gapBefore();
    for (Line line : page) {
      height += line.gapBefore() + line.points() * LINE;
    }
    return height;
  }

  /// Where a page ends whose last lines would be headings of what stands on the next.
  private static int beforeHeadings(List<Line> page, int end) {
    int before = end;
    while (before > 1 && page.get(before - 1).points() == HEADING_POINTS) {
      before--;
    }
    return before > 1 ? before : end;
  }

  private List<Line> lines(Letter letter) {
    List<Line> lines = new ArrayList<>();
    float most = sheet.width - 2 * MARGIN;
    for (Letter.Block block : letter.blocks()) {
      float points = block.heading() ? HEADING_POINTS : TEXT_POINTS;
      float gap = BETWEEN_BLOCKS;
      for (String written : block.text().split("\n", -1)) {
        for (String wrapped : text.wrapped(text.printable(written), points, most)) {
          lines.add(new Line(wrapped, points, gap));
          gap = 0;
        }
      }
    }
    return lines;
  }
}
