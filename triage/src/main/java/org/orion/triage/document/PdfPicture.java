package org.orion.triage.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNumber;
import org.orion.triage.document.PngWriter.PictureShape;
import org.orion.triage.evidence.Unreadable.Reason;

/// One picture of a PDF: a JPEG or JPEG 2000 as it is, others as a PNG of the same samples. Source:
/// ISO 32000-2, 8.9.
final class PdfPicture {
  /// More than the decoder of pictures takes.
  private static final long MOST_PIXELS = 300_000_000;

  /// The reader of fax pages needs them all in memory.
  private static final long MOST_FAX_BYTES = 64 << 20;

  private final COSDictionary dictionary;
  private final PdfDocument.Raw raw;
  private final PartSink sink;

  /// @param dictionary of the stream, or of an inline picture with its short names
  PdfPicture(COSDictionary dictionary, PdfDocument.Raw raw, PartSink sink) {
    this.dictionary = dictionary;
    this.raw = raw;
    this.sink = sink;
  }

  /// Whether a dictionary is one of a picture, whatever it says it is.
  static boolean is(COSDictionary dictionary) {
    List<COSName> filters = PdfStreams.filters(dictionary);
    String last = filters.isEmpty() ? "" : filters.getLast().getName();
    return COSName.IMAGE.equals(dictionary.getCOSName(COSName.SUBTYPE))
        || List.of("DCTDecode", "JPXDecode", "JBIG2Decode", "CCITTFaxDecode").contains(last)
        || dictionary.getInt(COSName.WIDTH) > 0
            && dictionary.getInt(COSName.HEIGHT) > 0
            && dictionary.containsKey(COSName.BITS_PER_COMPONENT);
  }

  /// @param name without an ending
  void send(String name) throws IOException {
    List<COSName> filters = PdfStreams.filters(dictionary);
    String last = filters.isEmpty() ? "" : filters.getLast().getName();
    switch (last) {
      case "DCTDecode", "DCT" -> sendAsItIs(name + ".jpg", filters);
      case "JPXDecode" -> sendAsItIs(name + ".jp2", filters);
      case "JBIG2Decode" ->
          sink.unreadable(name + ".jbig2", Reason.UNSUPPORTED, "a page in JBIG2 is not read");
      default ->
          sendSamples(name + ".png", filters, last.startsWith("CCF") || last.startsWith("CCITT"));
    }
  }

  private void sendAsItIs(String name, List<COSName> filters) throws IOException {
    sink.write(
        name,
        target ->
            PdfStreams.decode(
                raw.open(), dictionary, filters.subList(0, filters.size() - 1), target));
  }

  private void sendSamples(String name, List<COSName> filters, boolean fax) throws IOException {
    long width = dictionary.getInt(COSName.WIDTH, COSName.W, 0);
    long height = dictionary.getInt(COSName.HEIGHT, COSName.H, 0);
    if (width <= 0 || height <= 0) {
      sink.unreadable(name, Reason.CORRUPT, "a picture of %d x %d pixels".formatted(width, height));
    } else if (width * height > MOST_PIXELS || fax && width * height / 8 > MOST_FAX_BYTES) {
      sink.unreadable(
          name, Reason.TOO_LARGE, "a picture of %d x %d pixels".formatted(width, height));
    } else {
      Optional<PictureShape> shape = shape((int) width, (int) height, fax);
      if (shape.isEmpty()) {
        sink.unreadable(name, Reason.UNSUPPORTED, "a picture in colors that are not read");
      } else {
        sink.write(name, target -> writeSamples(shape.get(), filters, target));
      }
    }
  }

  private void writeSamples(PictureShape shape, List<COSName> filters, OutputStream target)
      throws IOException {
    PngWriter png = new PngWriter(shape, target);
    try (InputStream encoded = raw.open()) {
      PdfStreams.decode(encoded, dictionary, filters, png);
    }
    png.finish();
  }

  private Optional<PictureShape> shape(int width, int height, boolean fax) throws IOException {
    boolean mask = dictionary.getBoolean(COSName.IMAGE_MASK, COSName.IM, false);
    int bits = mask || fax ? 1 : dictionary.getInt(COSName.BITS_PER_COMPONENT, COSName.BPC, 8);
    Optional<PdfColors> colors =
        mask
            ? PdfColors.plain(1)
            : PdfColors.of(dictionary.getDictionaryObject(COSName.COLORSPACE, COSName.CS));
    if (colors.isEmpty()) {
      colors = guessed(width, height, bits);
    }
    if (colors.isEmpty()) {
      return Optional.empty();
    }
    boolean inverted = colors.get().inverted() != isInverted();
    try {
      return Optional.of(
          new PictureShape(
              width, height, colors.get().components(), bits, inverted, colors.get().palette()));
    } catch (IllegalArgumentException unusual) {
      return Optional.empty();
    }
  }

  /// An inline picture may name colors of its page. How many samples there are tells enough.
  private Optional<PdfColors> guessed(int width, int height, int bits) throws IOException {
    if (raw.length() < 0) {
      return Optional.empty();
    }
    byte[] samples = PdfStreams.bytes(raw.open(), dictionary, 16 << 20);
    long pixels = (long) width * height;
    return PdfColors.plain((int) (samples.length * 8L / Math.max(1, pixels * bits)));
  }

  private boolean isInverted() {
    COSBase decode = dictionary.getDictionaryObject(COSName.DECODE, COSName.D);
    return decode instanceof COSArray array
        && array.size() >= 2
        && array.getObject(0) instanceof COSNumber first
        && array.getObject(1) instanceof COSNumber second
        && first.floatValue() > second.floatValue();
  }
}
