package org.orion.exchange.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/// The letters of a document: Liberation Sans, embedded in part. The font comes inside PDFBox (SIL
/// Open Font License, embedding allowed), so that no font of the machine is needed; it has Latin,
/// Greek and Cyrillic letters.
///
/// A character that the font has not, that is written from right to left, or that would not be seen
/// is printed as its number, such as `[U+200B]`: nothing is lost, and nothing is hidden.
public final class PdfText implements AutoCloseable {
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final float UNITS = 1000;

  private final TrueTypeFont trueType;
  private final CmapLookup glyphs;
  private final PDFont font;

  /// To be closed when the document was written.
  public PdfText(PDDocument document) throws IOException {
    trueType = trueType();
    glyphs = trueType.getUnicodeCmapLookup();
    font = PDType0Font.load(document, trueType, true);
  }

  private static TrueTypeFont trueType() throws IOException {
    try (InputStream input = PDDocument.class.getResourceAsStream(FONT)) {
      if (input == null) {
        throw new IllegalStateException(FONT + " is missing, must come with PDFBox");
      }
      return new TTFParser().parse(new RandomAccessReadBuffer(input.readAllBytes()));
    }
  }

  public PDFont font() {
    return font;
  }

  /// Width of a text that is printable, in points.
  ///
  /// @param points size of the font
  public float width(String text, float points) {
    try {
      return font.getStringWidth(text) / UNITS * points;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Breaks a line of printable text at spaces, and within a word that is wider than there is room.
  public List<String> wrapped(String text, float points, float most) {
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

  /// The text with only such characters as the font shows, from left to right.
  public String printable(String text) {
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

  @Override
  public void close() throws IOException {
    trueType.close();
  }
}
