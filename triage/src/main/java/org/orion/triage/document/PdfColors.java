package org.orion.triage.document;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.jspecify.annotations.Nullable;
import org.orion.triage.document.PngWriter.Palette;

/// The colors of a PDF's picture, as far as its samples can be shown by them: how many components a
/// pixel has, and a palette. Source: ISO 32000-2, 8.6.
///
/// @param components 1 for gray or a palette, 3 for red, green and blue, 4 for printing colors
/// @param inverted whether one component counts ink instead of light
/// @param palette the colors that a sample stands for
record PdfColors(int components, boolean inverted, Optional<Palette> palette) {
  private static final int MOST_PALETTE_BYTES = 4 * 256;
  private static final int MOST_DEEP = 4;

  /// @return empty for colors that are not read, and for names that only a page could explain
  static Optional<PdfColors> of(@Nullable COSBase space) throws IOException {
    return of(space, 0);
  }

  private static Optional<PdfColors> of(@Nullable COSBase space, int depth) throws IOException {
    if (depth > MOST_DEEP) {
      return Optional.empty();
    }
    if (space instanceof COSName name) {
      return named(name.getName());
    }
    if (!(space instanceof COSArray array) || !(array.getObject(0) instanceof COSName kind)) {
      return Optional.empty();
    }
    return switch (kind.getName()) {
      case "CalGray" -> plain(1);
      case "CalRGB", "Lab" -> plain(3);
      case "ICCBased" ->
          array.getObject(1) instanceof COSStream profile
              ? plain(profile.getInt(COSName.N))
              : Optional.empty();
      case "Separation" -> Optional.of(new PdfColors(1, true, Optional.empty()));
      case "DeviceN" ->
          array.getObject(1) instanceof COSArray inks ? inks(inks.size()) : Optional.empty();
      case "Indexed", "I" -> indexed(array, depth);
      default -> array.size() == 1 ? named(kind.getName()) : Optional.empty();
    };
  }

  private static Optional<PdfColors> named(String name) {
    return switch (name) {
      case "DeviceGray", "G", "CalGray" -> plain(1);
      case "DeviceRGB", "RGB", "CalRGB" -> plain(3);
      case "DeviceCMYK", "CMYK" -> plain(4);
      default -> Optional.empty();
    };
  }

  static Optional<PdfColors> plain(int components) {
    return components == 1 || components == 3 || components == 4
        ? Optional.of(new PdfColors(components, false, Optional.empty()))
        : Optional.empty();
  }

  private static Optional<PdfColors> inks(int count) {
    return count == 1
        ? Optional.of(new PdfColors(1, true, Optional.empty()))
        : plain(count == 4 ? 4 : 0);
  }

  private static Optional<PdfColors> indexed(COSArray array, int depth) throws IOException {
    Optional<PdfColors> base = of(array.getObject(1), depth + 1);
    byte[] table;
    switch (array.getObject(3)) {
      case COSString text -> table = text.getBytes();
      case COSStream stream ->
          table = PdfStreams.bytes(stream.createRawInputStream(), stream, MOST_PALETTE_BYTES);
      case null, default -> {
        return Optional.empty();
      }
    }
    if (base.isEmpty() || base.get().palette().isPresent()) {
      return Optional.empty();
    }
    int components = base.get().components();
    int colors = Math.min(table.length / components, 256);
    byte[] palette = new byte[Math.max(1, colors) * 3];
    for (int color = 0; color < colors; color++) {
      byte[] entry = Arrays.copyOfRange(table, color * components, (color + 1) * components);
      System.arraycopy(rgb(entry, base.get().inverted()), 0, palette, color * 3, 3);
    }
    return Optional.of(new PdfColors(1, false, Optional.of(new Palette(palette))));
  }

  private static byte[] rgb(byte[] entry, boolean inverted) {
    if (entry.length == 3) {
      return entry;
    }
    byte[] rgb = new byte[3];
    for (int i = 0; i < 3; i++) {
      if (entry.length == 4) {
        rgb[i] = (byte) ((255 - (entry[i] & 0xFF)) * (255 - (entry[3] & 0xFF)) / 255);
      } else {
        rgb[i] = inverted ? (byte) ~entry[0] : entry[0];
      }
    }
    return rgb;
  }
}
