package org.orion.triage.media.decode;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.orion.triage.evidence.Unreadable.Reason;

/// Turns libavcodec's frames into [Pixels].
///
/// RGB, grey and palette formats are taken apart here, value by value, because a lossless picture
/// must give exact pixels; formats of 16 bits keep their high byte. Only YUV goes through
/// libswscale, with its exact rounding.
@SuppressWarnings("restricted") // native memory is what this class is for
final class FrameConverter implements AutoCloseable {
  private static final int SCALER_FLAGS =
      SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT;
  private static final int WHITE = 255;

  private SwsContext scaler = new SwsContext(null);
  private int scalerWidth;
  private int scalerHeight;
  private int scalerFormat = AV_PIX_FMT_NONE;

  /// Converts one frame. The frame stays the caller's.
  Pixels convert(AVFrame frame) throws DecodeException {
    Pixels.checkSize(frame.width(), frame.height());
    AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
    if (format == null || format.isNull()) {
      throw new DecodeException(Reason.UNSUPPORTED, "a pixel format that is not known");
    }
    long flags = format.flags();
    boolean rgb = (flags & AV_PIX_FMT_FLAG_RGB) != 0;
    boolean palette = (flags & AV_PIX_FMT_FLAG_PAL) != 0;
    boolean bits = (flags & AV_PIX_FMT_FLAG_BITSTREAM) != 0;
    boolean special = (flags & (AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER)) != 0;
    boolean grey = format.nb_components() <= 2 && !rgb && !palette;
    Arena arena = Arena.ofConfined();
    try {
      MemorySegment memory;
      boolean greyResult = false;
      if (palette) {
        memory = palette(arena, frame);
      } else if (bits && grey) {
        memory = oneBit(arena, frame);
        greyResult = true;
      } else if ((rgb || grey) && !bits && !special) {
        greyResult = grey && format.nb_components() == 1;
        memory = components(arena, frame, format, grey);
      } else {
        memory = scaled(arena, frame, (flags & AV_PIX_FMT_FLAG_ALPHA) != 0);
      }
      return new Pixels(
          arena, memory, frame.width(), frame.height(), greyResult, 1, Optional.empty());
    } catch (DecodeException | RuntimeException | OutOfMemoryError problem) {
      arena.close();
      throw problem;
    }
  }

  private static MemorySegment plane(AVFrame frame, int index, int height) {
    long stride = frame.linesize(index);
    return MemorySegment.ofAddress(frame.data(index).address()).reinterpret(stride * height);
  }

  private static MemorySegment palette(Arena arena, AVFrame frame) throws DecodeException {
    requirePositiveStride(frame, 0);
    int width = frame.width();
    int height = frame.height();
    MemorySegment indices = plane(frame, 0, height);
    MemorySegment colours = MemorySegment.ofAddress(frame.data(1).address()).reinterpret(4 * 256);
    MemorySegment result = arena.allocate(4L * width * height, 64);
    long stride = frame.linesize(0);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int index = indices.get(ValueLayout.JAVA_BYTE, y * stride + x) & 0xFF;
        int colour = colours.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * index);
        put(
            result,
            (long) y * width + x,
            colour >> 16 & 0xFF,
            colour >> 8 & 0xFF,
            colour & 0xFF,
            colour >>> 24);
      }
    }
    return result;
  }

  private static MemorySegment oneBit(Arena arena, AVFrame frame) throws DecodeException {
    requirePositiveStride(frame, 0);
    int width = frame.width();
    int height = frame.height();
    MemorySegment bits = plane(frame, 0, height);
    int one = frame.format() == AV_PIX_FMT_MONOWHITE ? 0 : 255;
    MemorySegment result = arena.allocate((long) width * height, 64);
    long stride = frame.linesize(0);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int value = bits.get(ValueLayout.JAVA_BYTE, y * stride + (x >> 3)) >> (7 - (x & 7)) & 1;
        result.set(
            ValueLayout.JAVA_BYTE, (long) y * width + x, (byte) (value == 1 ? one : 255 - one));
      }
    }
    return result;
  }

  /// Any format whose components lie at whole bytes or in 16-bit words.
  private static MemorySegment components(
      Arena arena, AVFrame frame, AVPixFmtDescriptor format, boolean grey) throws DecodeException {
    int width = frame.width();
    int height = frame.height();
    int count = format.nb_components();
    boolean alpha = (format.flags() & AV_PIX_FMT_FLAG_ALPHA) != 0;
    Component[] components = new Component[count];
    for (int i = 0; i < count; i++) {
      requirePositiveStride(frame, format.comp(i).plane());
      components[i] = Component.of(frame, format, i);
    }
    if (grey && count == 1) {
      MemorySegment result = arena.allocate((long) width * height, 64);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          result.set(ValueLayout.JAVA_BYTE, (long) y * width + x, (byte) components[0].value(x, y));
        }
      }
      return result;
    }
    MemorySegment result = arena.allocate(4L * width * height, 64);
    Component red = components[0];
    Component green = grey ? components[0] : components[1];
    Component blue = grey ? components[0] : components[2];
    Component opacity = components[count - 1];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        put(
            result,
            (long) y * width + x,
            red.value(x, y),
            green.value(x, y),
            blue.value(x, y),
            alpha ? opacity.value(x, y) : 255);
      }
    }
    return result;
  }

  /// Where one channel of a pixel lies.
  private record Component(
      MemorySegment plane, long stride, int step, int offset, int shift, int depth, boolean big) {
    static Component of(AVFrame frame, AVPixFmtDescriptor format, int index) {
      int plane = format.comp(index).plane();
      return new Component(
          FrameConverter.plane(frame, plane, frame.height()),
          frame.linesize(plane),
          format.comp(index).step(),
          format.comp(index).offset(),
          format.comp(index).shift(),
          format.comp(index).depth(),
          (format.flags() & AV_PIX_FMT_FLAG_BE) != 0);
    }

    int value(int x, int y) {
      long at = y * stride + (long) x * step + offset;
      if (depth == 8 && shift == 0) {
        return plane.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      }
      int word;
      if (depth + shift <= 8) {
        word = plane.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      } else {
        ValueLayout.OfShort layout =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(
                big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        word = plane.get(layout, at) & 0xFFFF;
      }
      int value = word >> shift & ((1 << depth) - 1);
      if (depth >= 8) {
        return value >> (depth - 8);
      }
      return value * 255 / ((1 << depth) - 1);
    }
  }

  private static void put(
      MemorySegment target, long pixel, int red, int green, int blue, int alpha) {
    int pixelBytes =
        alpha == 255
            ? red | green << 8 | blue << 16
            : onWhite(red, alpha) | onWhite(green, alpha) << 8 | onWhite(blue, alpha) << 16;
    target.set(
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4 * pixel, pixelBytes);
  }

  private static int onWhite(int value, int alpha) {
    return (value * alpha + WHITE * (255 - alpha) + 127) / 255;
  }

  private static void requirePositiveStride(AVFrame frame, int plane) throws DecodeException {
    if (frame.linesize(plane) <= 0 || frame.data(plane) == null) {
      throw new DecodeException(Reason.UNSUPPORTED, "a picture stored upside down in memory");
    }
  }

  private MemorySegment scaled(Arena arena, AVFrame frame, boolean alpha) throws DecodeException {
    int width = frame.width();
    int height = frame.height();
    prepareScaler(frame);
    MemorySegment result = arena.allocate(4L * width * height, 64);
    try (PointerPointer<BytePointer> target = new PointerPointer<>(4);
        BytePointer base = new BytePointer(result.asByteBuffer());
        IntPointer strides = new IntPointer(4 * width, 0, 0, 0)) {
      target.put(0, base);
      target.put(1, null);
      target.put(2, null);
      target.put(3, null);
      int rows = sws_scale(scaler, frame.data(), frame.linesize(), 0, height, target, strides);
      if (rows < height) {
        throw new DecodeException(Reason.CORRUPT, "a frame that cannot be converted");
      }
    }
    if (alpha) {
      for (long pixel = 0; pixel < (long) width * height; pixel++) {
        int value = result.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * pixel);
        put(result, pixel, value & 0xFF, value >> 8 & 0xFF, value >> 16 & 0xFF, value >>> 24);
      }
    }
    return result;
  }

  private void prepareScaler(AVFrame frame) throws DecodeException {
    if (scalerWidth == frame.width()
        && scalerHeight == frame.height()
        && scalerFormat == frame.format()) {
      return;
    }
    sws_freeContext(scaler);
    scaler =
        sws_getContext(
            frame.width(),
            frame.height(),
            frame.format(),
            frame.width(),
            frame.height(),
            AV_PIX_FMT_RGBA,
            SCALER_FLAGS,
            null,
            null,
            (DoublePointer) null);
    if (scaler == null || scaler.isNull()) {
      scaler = new SwsContext(null);
      throw new DecodeException(Reason.UNSUPPORTED, "a pixel format that cannot be converted");
    }
    scalerWidth = frame.width();
    scalerHeight = frame.height();
    scalerFormat = frame.format();
    int matrix =
        frame.colorspace() == AVCOL_SPC_BT709
            ? SWS_CS_ITU709
            : frame.colorspace() == AVCOL_SPC_BT2020_NCL ? SWS_CS_BT2020 : SWS_CS_ITU601;
    IntPointer coefficients = sws_getCoefficients(matrix);
    int range = frame.color_range() == AVCOL_RANGE_JPEG ? 1 : 0;
    sws_setColorspaceDetails(scaler, coefficients, range, coefficients, 1, 0, 1 << 16, 1 << 16);
  }

  @Override
  public void close() {
    sws_freeContext(scaler);
  }
}
