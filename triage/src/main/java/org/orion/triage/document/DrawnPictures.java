package org.orion.triage.document;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/// The pictures in a stream of Office drawings, found by the headers of their records wherever
/// these stand, so that a damaged structure around them hides none. Source: MS-ODRAW 2.2.23 to
/// 2.2.31.
final class DrawnPictures {
  private static final int HEADER_BYTES = 8;
  private static final int UID_BYTES = 16;
  private static final int METAFILE_HEADER_BYTES = 34;
  private static final int MARK_BYTES = 128;
  private static final int START_BYTES = 16;

  /// A kind of picture.
  ///
  /// @param instance of the record with one identifier; one more or, for some, 8 more says two
  private record Kind(int type, int instance, String ending, boolean isMetafile) {}

  private static final Kind[] KINDS = {
    new Kind(0xF01A, 0x3D4, ".emf", true),
    new Kind(0xF01B, 0x216, ".wmf", true),
    new Kind(0xF01C, 0x542, ".pict", true),
    new Kind(0xF01D, 0x46A, ".jpg", false),
    new Kind(0xF01D, 0x6E2, ".jpg", false),
    new Kind(0xF02A, 0x46A, ".jpg", false),
    new Kind(0xF02A, 0x6E2, ".jpg", false),
    new Kind(0xF01E, 0x6E0, ".png", false),
    new Kind(0xF01F, 0x7A8, ".bmp", false),
    new Kind(0xF029, 0x6E4, ".tif", false),
  };

  private final InputStream stream;
  private final String prefix;
  private final PartSink sink;
  private int number;

  private DrawnPictures(InputStream stream, String prefix, PartSink sink) {
    this.stream = new BufferedInputStream(stream, 1 << 14);
    this.prefix = prefix;
    this.sink = sink;
  }

  /// Sends each as a part `picture 1.jpg`.
  ///
  /// @param prefix put before each name
  static void send(InputStream stream, String prefix, PartSink sink) throws IOException {
    new DrawnPictures(stream, prefix, sink).scan();
  }

  private void scan() throws IOException {
    long window = 0;
    int held = 0;
    for (int next = stream.read(); next >= 0; next = stream.read()) {
      window = window >>> 8 | (long) next << 56;
      held = Math.min(held + 1, HEADER_BYTES);
      int type = (int) (window >>> 16) & 0xFFFF;
      if (held == HEADER_BYTES && type >= 0xF01A && type <= 0xF02A && record(window)) {
        held = 0;
      }
    }
  }

  /// Sends the picture of a record, if its header is one.
  private boolean record(long header) throws IOException {
    long length = header >>> 32;
    for (Kind kind : KINDS) {
      int extra = (int) (header & 0xFFFF) - (kind.instance() << 4);
      if (kind.type() == ((int) (header >>> 16) & 0xFFFF) && (extra == 0 || extra == 1 << 4)) {
        int identifiers = extra == 0 ? UID_BYTES : 2 * UID_BYTES;
        return kind.isMetafile()
            ? metafile(kind, identifiers, length)
            : bitmap(kind, identifiers + 1, length);
      }
    }
    return false;
  }

  private boolean bitmap(Kind kind, int before, long length) throws IOException {
    stream.mark(MARK_BYTES);
    byte[] start = stream.readNBytes(before + START_BYTES);
    stream.reset();
    if (length <= before || start.length < before + START_BYTES || !begins(kind, start, before)) {
      return false;
    }
    stream.skipNBytes(before);
    ExactBytes bytes = new ExactBytes(stream, length - before);
    boolean bare = kind.ending().equals(".bmp");
    sink.send(name(kind), () -> bare ? DibFile.open(bytes) : bytes);
    bytes.skipToEnd();
    return true;
  }

  private static boolean begins(Kind kind, byte[] start, int at) {
    int first = LittleEndian.int16(start, at);
    return switch (kind.ending()) {
      case ".jpg" -> first == 0xD8FF;
      case ".png" -> first == 0x5089;
      case ".tif" -> first == 0x4949 || first == 0x4D4D;
      default -> beginsBitmap(start, at);
    };
  }

  private static boolean beginsBitmap(byte[] start, int at) {
    long header = LittleEndian.int32(start, at);
    boolean old = header == 12 && LittleEndian.int16(start, at + 8) == 1;
    boolean known = header == 40 || header == 52 || header == 56 || header == 108 || header == 124;
    return old || known && LittleEndian.int16(start, at + 12) == 1;
  }

  private boolean metafile(Kind kind, int before, long length) throws IOException {
    stream.mark(MARK_BYTES);
    byte[] start = stream.readNBytes(before + METAFILE_HEADER_BYTES);
    stream.reset();
    int all = before + METAFILE_HEADER_BYTES;
    if (start.length < all || length < all) {
      return false;
    }
    long saved = LittleEndian.int32(start, before + 28);
    int compression = start[before + 32] & 0xFF;
    boolean deflated = compression == 0;
    if (saved > length - all || !deflated && compression != 0xFE) {
      return false;
    }
    stream.skipNBytes(all);
    ExactBytes bytes = new ExactBytes(stream, length - all);
    sink.send(name(kind), () -> deflated ? new InflaterInputStream(bytes) : bytes);
    bytes.skipToEnd();
    return true;
  }

  private String name(Kind kind) {
    number++;
    return prefix + "picture " + number + kind.ending();
  }
}
