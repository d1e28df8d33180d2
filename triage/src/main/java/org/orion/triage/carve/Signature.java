package org.orion.triage.carve;

import java.io.IOException;
import java.util.Optional;

/// The formats that are carved, by their first bytes.
///
/// Sources: ITU-T T.81 (JPEG), ISO/IEC 15948 (PNG), GIF89a, Microsoft's RIFF and BITMAPFILEHEADER,
/// ISO/IEC 14496-12, RFC 8794 (EBML), Microsoft's ASF specification.
enum Signature {
  JPEG,
  PNG,
  GIF,
  BMP,
  /// WebP and AVI.
  RIFF,
  /// MP4, QuickTime, 3GP, HEIF, AVIF.
  ISO_MEDIA,
  /// Matroska and WebM.
  MATROSKA,
  ASF;

  private static final int PNG_START = 0x89504E47;
  private static final int GIF_START = 'G' << 24 | 'I' << 16 | 'F' << 8 | '8';
  private static final int RIFF_START = 'R' << 24 | 'I' << 16 | 'F' << 8 | 'F';
  private static final int EBML_START = 0x1A45DFA3;
  private static final int ASF_START = 0x3026B275;
  private static final int JPEG_START = 0xFFD8FF;
  private static final int BMP_START = 'B' << 8 | 'M';
  private static final int MOST_FTYP_BYTES = 1 << 12;

  /// A cheap test that most sectors fail.
  ///
  /// @param first the first four bytes, the first of them highest
  static boolean mayBeginWith(int first) {
    return first >>> 8 == JPEG_START
        || first >>> 16 == BMP_START
        || first == PNG_START
        || first == GIF_START
        || first == RIFF_START
        || first == EBML_START
        || first == ASF_START
        || first >= 8 && first <= MOST_FTYP_BYTES;
  }

  /// What begins at a place, by all of its first bytes.
  static Optional<Signature> at(RangeBytes in, long start) throws IOException {
    for (Signature signature : values()) {
      if (signature.isAt(in, start)) {
        return Optional.of(signature);
      }
    }
    return Optional.empty();
  }

  boolean isAt(RangeBytes in, long start) throws IOException {
    long first = in.big32(start);
    return switch (this) {
      case JPEG -> first >>> 8 == JPEG_START && (first & 0xFF) >= 0xC0;
      case PNG -> (int) first == PNG_START && in.big32(start + 4) == 0x0D0A1A0A;
      case GIF -> first == GIF_START && (in.isText(start + 4, "7a") || in.isText(start + 4, "9a"));
      case BMP -> first >>> 16 == BMP_START && BmpStructure.isPlausible(in, start);
      case RIFF ->
          first == RIFF_START && (in.isText(start + 8, "WEBP") || in.isText(start + 8, "AVI "));
      case ISO_MEDIA ->
          first >= 8 && first <= MOST_FTYP_BYTES && first % 4 == 0 && in.isText(start + 4, "ftyp");
      case MATROSKA -> first == EBML_START;
      case ASF -> first == ASF_START && in.big32(start + 4) == 0x8E66CF11L;
    };
  }

  /// Follows what begins at a place.
  Optional<Walked> walk(RangeBytes in, long start) throws IOException {
    return switch (this) {
      case JPEG -> new JpegStructure(in, start).walk();
      case PNG -> new PngStructure(in, start).walk();
      case GIF -> new GifStructure(in, start).walk();
      case BMP -> BmpStructure.walk(in, start);
      case RIFF -> new RiffStructure(in, start).walk();
      case ISO_MEDIA -> new IsoMediaStructure(in, start).walk();
      case MATROSKA -> new MatroskaStructure(in, start).walk();
      case ASF -> new AsfStructure(in, start).walk();
    };
  }
}
