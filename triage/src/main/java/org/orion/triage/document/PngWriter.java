package org.orion.triage.document;

import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Takes the samples of a picture as they come and writes a PNG row by row, so that it never holds
/// more than a row. Samples beyond the last row are left out. Source: ISO/IEC 15948.
final class PngWriter extends OutputStream {
  private static final int MOST_ROW_BYTES = 8 << 20;
  private static final int CHUNK_BYTES = 32 << 10;
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int GRAY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CYAN_MAGENTA_YELLOW_BLACK = 4;

  private final PictureShape shape;
  private final DataOutputStream target;
  private final DeflaterOutputStream rows;
  private final byte[] row;
  private int held;
  private int rowsDone;

  /// Colors as three bytes each.
  static final class Palette {
    private final byte[] colors;

    /// @param colors not copied
    Palette(byte[] colors) {
      this.colors = colors;
    }

    private byte[] first(int most) {
      return Arrays.copyOf(colors, Math.min(colors.length, 3 * most));
    }
  }

  /// What the samples of a picture are.
  ///
  /// @param components of a pixel: 1, 3 or 4, the latter for cyan, magenta, yellow and black
  /// @param bits of a component: 1, 2, 4, 8 or 16, of which three or four components take the last
  ///   two
  /// @param inverted whether the samples count from white to black
  /// @param palette the colors of the values of a sample
  record PictureShape(
      int width,
      int height,
      int components,
      int bits,
      boolean inverted,
      Optional<Palette> palette) {
    PictureShape {
      boolean valid =
          width > 0
              && height > 0
              && (components == 1 || components == 3 || components == 4)
              && (bits == 8
                  || bits == 16
                  || components == 1 && (bits == 1 || bits == 2 || bits == 4));
      if (!valid || palette.isPresent() && (components != 1 || bits > 8)) {
        throw new IllegalArgumentException(
            "a picture of %d x %d pixels, %d components of %d bits"
                .formatted(width, height, components, bits));
      }
    }

    long rowBytes() {
      return ((long) width * components * bits + 7) / 8;
    }
  }

  /// @param target left open
  PngWriter(PictureShape shape, OutputStream target) throws IOException {
    if (shape.rowBytes() > MOST_ROW_BYTES) {
      throw new PartSink.TooLargeException("a picture %d pixels wide".formatted(shape.width()));
    }
    this.shape = shape;
    this.target = new DataOutputStream(target);
    this.row = new byte[(int) shape.rowBytes()];
    this.target.writeLong(SIGNATURE);
    int type = shape.palette().isPresent() ? PALETTE : shape.components() == 1 ? GRAY : RGB;
    chunk(
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(shape.width())
            .putInt(shape.height())
            .put((byte) shape.bits())
            .put((byte) type)
            .array());
    if (shape.palette().isPresent()) {
      chunk("PLTE", shape.palette().get().first(1 << shape.bits()));
    }
    this.rows = new DeflaterOutputStream(new Data(), new Deflater(Deflater.BEST_SPEED), 1 << 13);
  }

  private void chunk(String type, byte[] content) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(content);
    target.writeInt(content.length);
    target.write(name);
    target.write(content);
    target.writeInt((int) sum.getValue());
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] samples, int offset, int length) throws IOException {
    int done = 0;
    while (done < length && rowsDone < shape.height()) {
      int count = Math.min(length - done, row.length - held);
      System.arraycopy(samples, offset + done, row, held, count);
      held += count;
      done += count;
      if (held == row.length) {
        writeRow();
      }
    }
  }

  private void writeRow() throws IOException {
    held = 0;
    rowsDone++;
    if (shape.inverted()) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (byte) ~row[i];
      }
    }
    rows.write(0);
    if (shape.components() == CYAN_MAGENTA_YELLOW_BLACK) {
      writeAsRgb();
    } else {
      rows.write(row);
    }
  }

  private void writeAsRgb() throws IOException {
    int step = shape.bits() / 8;
    byte[] colors = new byte[row.length / 4 * 3];
    int to = 0;
    for (int at = 0; at + 4 * step <= row.length; at += 4 * step) {
      int black = 255 - (row[at + 3 * step] & 0xFF);
      for (int component = 0; component < 3; component++) {
        int color = 255 - (row[at + component * step] & 0xFF);
        colors[to] = (byte) (color * black / 255);
        to += step;
      }
    }
    rows.write(colors);
  }

  /// Ends the file, which is a valid one even when rows are missing.
  ///
  /// @throws EOFException when some are
  void finish() throws IOException {
    int found = rowsDone;
    byte[] empty = new byte[row.length];
    while (found > 0 && rowsDone < shape.height()) {
      write(empty, 0, empty.length - held);
    }
    rows.finish();
    rows.flush();
    chunk("IEND", new byte[0]);
    if (found < shape.height()) {
      throw new EOFException(
          "expected %d rows of pixels, found %d".formatted(shape.height(), found));
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  /// Writes compressed rows as chunks.
  private final class Data extends OutputStream {
    private byte[] bytes = new byte[CHUNK_BYTES];
    private int count;

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      int done = 0;
      while (done < length) {
        int part = Math.min(length - done, bytes.length - count);
        System.arraycopy(source, offset + done, bytes, count, part);
        count += part;
        done += part;
        if (count == bytes.length) {
          flush();
        }
      }
    }

    @Override
    public void flush() throws IOException {
      if (count > 0) {
        chunk("IDAT", Arrays.copyOf(bytes, count));
        count = 0;
      }
    }
  }
}
