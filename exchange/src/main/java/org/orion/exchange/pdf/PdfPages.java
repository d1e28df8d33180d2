package org.orion.exchange.pdf;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.jspecify.annotations.Nullable;

/// A document of headings, paragraphs and tables on A4, with a footer and the page's number on each
/// page. The same text gives the same bytes.
public final class PdfPages implements AutoCloseable {
  private static final float MARGIN = 56;
  private static final float TEXT_POINTS = 9.5f;
  private static final float TABLE_POINTS = 8;
  private static final float FOOTER_POINTS = 7.5f;
  private static final float LINE = 1.35f;
  private static final float BETWEEN_BLOCKS = 7;
  private static final float BETWEEN_COLUMNS = 8;
  private static final float LABEL = 116;
  private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;
  private static final float BOTTOM = MARGIN + 12;

  /// Where a column of a table begins.
  ///
  /// @param share of the width, compared with the other columns
  /// @param isNumber whether it stands to the right
  public record Column(String name, float share, boolean isNumber) {}

  private final PDDocument document = new PDDocument();
  private final PdfText text;
  private final PdfStructure structure = new PdfStructure();
  private final List<String> footer;
  private @Nullable PDPageContentStream content;
  private float y;

  /// @param footer lines at the foot of each page
  public PdfPages(String title, Locale language, List<String> footer) throws IOException {
    this.text = new PdfText(document);
    this.footer = List.copyOf(footer);
    PDDocumentInformation information = new PDDocumentInformation();
    information.setTitle(text.printable(title));
    document.setDocumentInformation(information);
    document.getDocumentCatalog().setLanguage(language.toLanguageTag());
    PDViewerPreferences preferences = new PDViewerPreferences(new COSDictionary());
    preferences.setDisplayDocTitle(true);
    document.getDocumentCatalog().setViewerPreferences(preferences);
  }

  /// @param level 1 to 3
  public void heading(int level, String words) throws IOException {
    float points = level == 1 ? 18 : level == 2 ? 14 : 11;
    // A heading does not stay alone at the foot of a page.
    room(points * LINE + 4 * TEXT_POINTS * LINE);
    y -= level == 1 ? 0 : BETWEEN_BLOCKS;
    block(structure.add(structure.top(), "H" + level), words, points, 0);
  }

  /// How many pages there are so far: the number of the one that was written on last.
  public int pages() {
    return document.getNumberOfPages();
  }

  public void paragraph(String words) throws IOException {
    block(structure.add(structure.top(), "P"), words, TEXT_POINTS, 0);
  }

  /// Sentences that belong together, one below the other.
  public void list(List<String> items) throws IOException {
    PDStructureElement list = structure.add(structure.top(), "L");
    for (String item : items) {
      PDStructureElement body = structure.add(structure.add(list, "LI"), "LBody");
      block(body, "\u2022 " + item, TEXT_POINTS, 10);
    }
  }

  private void block(PDStructureElement element, String words, float points, float indent)
      throws IOException {
    y -= BETWEEN_BLOCKS / 2;
    for (String line : text.wrapped(text.printable(words), points, WIDTH - indent)) {
      room(points * LINE);
      y -= points * LINE;
      show(element, line, points, MARGIN + indent, y);
    }
    y -= BETWEEN_BLOCKS / 2;
  }

  /// A code of dark squares with lines of text beside it, in a frame to cut out.
  ///
  /// @param squares by their rows, all of one length; true for a dark one; with the light edge that
  ///   readers need
  /// @param alternative what the code is, for those who do not see it
  /// @param words the first line is the largest
  public void label(boolean[][] squares, String alternative, List<String> words)
      throws IOException {
    room(LABEL + BETWEEN_BLOCKS);
    y -= LABEL;
    frame();
    PDStructureElement figure = structure.add(structure.top(), "Figure");
    figure.setAlternateDescription(alternative);
    code(figure, squares);
    PDStructureElement body = structure.add(structure.top(), "P");
    float x = MARGIN + LABEL + BETWEEN_COLUMNS;
    float at = y + LABEL;
    for (int i = 0; i < words.size(); i++) {
      float points = i == 0 ? 16 : TEXT_POINTS;
      for (String line :
          text.wrapped(text.printable(words.get(i)), points, WIDTH - LABEL - 2 * BETWEEN_COLUMNS)) {
        at -= points * LINE;
        if (at > y) {
          show(body, line, points, x, at);
        }
      }
    }
    y -= BETWEEN_BLOCKS;
  }

  private void frame() throws IOException {
    PDPageContentStream stream = stream();
    stream.beginMarkedContent(COSName.ARTIFACT);
    stream.setLineWidth(0.5f);
    stream.addRect(MARGIN, y, WIDTH, LABEL);
    stream.stroke();
    stream.endMarkedContent();
  }

  private void code(PDStructureElement figure, boolean[][] squares) throws IOException {
    PDPageContentStream stream = stream();
    stream.beginMarkedContent(COSName.getPDFName("Figure"), structure.bind(lastPage(), figure));
    float side = LABEL / squares.length;
    for (int row = 0; row < squares.length; row++) {
      for (int column = 0; column < squares[row].length; column++) {
        if (squares[row][column]) {
          stream.addRect(MARGIN + column * side, y + LABEL - (row + 1) * side, side, side);
        }
      }
    }
    stream.fill();
    stream.endMarkedContent();
  }

  /// A table with the names of its columns at its head, again on each page.
  ///
  /// @param rows each with a field for each column; the first field is what the row is about
  public void table(String caption, List<Column> columns, List<List<String>> rows)
      throws IOException {
    PDStructureElement table = structure.add(structure.top(), "Table");
    room(8 * TABLE_POINTS * LINE);
    block(structure.add(table, "Caption"), caption, TEXT_POINTS, 0);
    List<String> names = columns.stream().map(Column::name).toList();
    boolean headed = names.stream().anyMatch(name -> !name.isEmpty());
    int headedPage = 0;
    for (List<String> row : rows) {
      List<List<String>> cells = wrapped(columns, row);
      int lines = cells.stream().mapToInt(List::size).max().orElse(1);
      fit(lines);
      if (headed && headedPage != document.getNumberOfPages()) {
        row(structure.add(table, "TR"), columns, wrapped(columns, names), true);
        rule();
      }
      row(structure.add(table, "TR"), columns, cells, false);
      headedPage = document.getNumberOfPages();
    }
    y -= BETWEEN_BLOCKS;
  }

  /// A row that would fit on a page of its own is not divided.
  private void fit(int lines) throws IOException {
    float height = (lines + 3) * TABLE_POINTS * LINE;
    float whole = PDRectangle.A4.getHeight() - MARGIN - BOTTOM;
    room(height <= whole ? height : 4 * TABLE_POINTS * LINE);
  }

  private List<List<String>> wrapped(List<Column> columns, List<String> fields) {
    List<List<String>> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      float most = width(columns, i) - BETWEEN_COLUMNS;
      cells.add(text.wrapped(text.printable(fields.get(i)), TABLE_POINTS, most));
    }
    return cells;
  }

  private static float width(List<Column> columns, int index) {
    double all = columns.stream().mapToDouble(Column::share).sum();
    return (float) (WIDTH * columns.get(index).share() / all);
  }

  private void row(
      PDStructureElement row, List<Column> columns, List<List<String>> cells, boolean isHead)
      throws IOException {
    List<PDStructureElement> elements = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      elements.add(structure.add(row, isHead || i == 0 ? "TH" : "TD"));
    }
    int lines = cells.stream().mapToInt(List::size).max().orElse(1);
    for (int line = 0; line < lines; line++) {
      room(TABLE_POINTS * LINE);
      y -= TABLE_POINTS * LINE;
      float x = MARGIN;
      for (int i = 0; i < columns.size(); i++) {
        float width = width(columns, i);
        if (line < cells.get(i).size() && !cells.get(i).get(line).isEmpty()) {
          String words = cells.get(i).get(line);
          float right = width - BETWEEN_COLUMNS - text.width(words, TABLE_POINTS);
          float at = x + (columns.get(i).isNumber() ? Math.max(0, right) : 0);
          show(elements.get(i), words, TABLE_POINTS, at, y);
        }
        x += width;
      }
    }
    y -= 2;
  }

  private void rule() throws IOException {
    PDPageContentStream stream = stream();
    stream.beginMarkedContent(COSName.ARTIFACT);
    stream.setLineWidth(0.5f);
    stream.moveTo(MARGIN, y);
    stream.lineTo(MARGIN + WIDTH, y);
    stream.stroke();
    stream.endMarkedContent();
    y -= 1;
  }

  private void show(PDStructureElement element, String words, float points, float x, float at)
      throws IOException {
    PDPageContentStream stream = stream();
    int number = structure.bind(lastPage(), element);
    stream.beginMarkedContent(COSName.getPDFName(element.getStructureType()), number);
    show(stream, words, points, x, at);
    stream.endMarkedContent();
  }

  private void show(PDPageContentStream stream, String words, float points, float x, float at)
      throws IOException {
    stream.beginText();
    stream.setFont(text.font(), points);
    stream.newLineAtOffset(x, at);
    stream.showText(words);
    stream.endText();
  }

  private PDPage lastPage() {
    return document.getPage(document.getNumberOfPages() - 1);
  }

  private PDPageContentStream stream() {
    if (content == null) {
      throw new IllegalStateException("there is no page, must be");
    }
    return content;
  }

  /// Begins a page where there is not that much room left.
  private void room(float height) throws IOException {
    if (content == null || y - height < BOTTOM) {
      if (content != null) {
        content.close();
      }
      PDPage page = new PDPage(PDRectangle.A4);
      document.addPage(page);
      structure.beginPage(page);
      content = new PDPageContentStream(document, page);
      y = PDRectangle.A4.getHeight() - MARGIN;
    }
  }

  /// Writes the document, which then is complete, and leaves the stream open.
  public void write(OutputStream output) throws IOException {
    room(0);
    stream().close();
    int pages = document.getNumberOfPages();
    for (int i = 0; i < pages; i++) {
      PDPage page = document.getPage(i);
      try (PDPageContentStream foot =
          new PDPageContentStream(document, page, AppendMode.APPEND, true, true)) {
        foot.beginMarkedContent(COSName.ARTIFACT);
        float at = MARGIN;
        for (String line : footer) {
          show(foot, fitting(line), FOOTER_POINTS, MARGIN, at);
          at -= FOOTER_POINTS * LINE;
        }
        String number = "%d / %d".formatted(i + 1, pages);
        float x = MARGIN + WIDTH - text.width(number, FOOTER_POINTS);
        show(foot, number, FOOTER_POINTS, x, at);
        foot.endMarkedContent();
      }
    }
    structure.writeTo(document);
    // The identifier is otherwise made from the clock.
    document.setDocumentId(0L);
    document.save(output);
  }

  private String fitting(String line) {
    List<String> lines = text.wrapped(text.printable(line), FOOTER_POINTS, WIDTH - 10);
    return lines.size() == 1 ? lines.getFirst() : lines.getFirst() + "\u2026";
  }

  @Override
  public void close() throws IOException {
    document.close();
    text.close();
  }
}
