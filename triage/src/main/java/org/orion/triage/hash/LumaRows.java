package org.orion.triage.hash;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// A picture as rows of luma, computed when asked for, so that no float copy of the whole picture
/// is ever held.
public interface LumaRows {
  /// Four bytes as an int with red lowest, on any machine.
  ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// The float 2^23, above which floats are whole numbers, and its bits.
  float TWO_TO_23 = 1 << 23;

  int TWO_TO_23_BITS = 0x4B000000;

  int width();

  int height();

  /// Writes the luma of one row, [#width] values from 0 to 255.
  void read(int row, float[] target, int offset);

  /// Luma of sRGB pixels: `0.299 R + 0.587 G + 0.114 B` in floats, from left to right.
  ///
  /// @param pixels four bytes each: red, green, blue and one of no meaning
  /// @param strideBytes from one row to the next
  static LumaRows ofRgbx(MemorySegment pixels, int width, int height, int strideBytes) {
    return new LumaRows() {
      @Override
      public int width() {
        return width;
      }

      @Override
      public int height() {
        return height;
      }

      @Override
      public void read(int row, float[] target, int offset) {
        long start = (long) row * strideBytes;
        int x = 0;
        for (; x <= width - Lanes.COUNT; x += Lanes.COUNT) {
          IntVector pixel =
              IntVector.fromMemorySegment(
                  Lanes.INTS, pixels, start + 4L * x, ByteOrder.LITTLE_ENDIAN);
          weighted(pixel.and(0xFF), 0.299f)
              .add(weighted(pixel.and(0xFF00), 0.587f / 256))
              .add(weighted(pixel.lanewise(VectorOperators.LSHR, 16).and(0xFF), 0.114f))
              .intoArray(target, offset + x);
        }
        for (; x < width; x++) {
          target[offset + x] = luma(pixels.get(PIXEL, start + 4L * x));
        }
      }

      // Whole numbers below 2^23 times a weight, rounded once. As the lowest bits of the float
      // 2^23 they need no conversion, and the fused step takes 2^23 times the weight, which is
      // exact, off again.
      private static FloatVector weighted(IntVector whole, float weight) {
        return whole
            .or(TWO_TO_23_BITS)
            .reinterpretAsFloats()
            .lanewise(VectorOperators.FMA, weight, -TWO_TO_23 * weight);
      }

      private static float luma(int pixel) {
        return 0.299f * (pixel & 0xFF)
            + 0.587f * (pixel >> 8 & 0xFF)
            + 0.114f * (pixel >> 16 & 0xFF);
      }
    };
  }

  /// Luma of a grey picture: its value.
  ///
  /// @param pixels one byte each
  static LumaRows ofGrey(MemorySegment pixels, int width, int height, int strideBytes) {
    byte[] line = new byte[width];
    return new LumaRows() {
      @Override
      public int width() {
        return width;
      }

      @Override
      public int height() {
        return height;
      }

      @Override
      public void read(int row, float[] target, int offset) {
        MemorySegment.copy(pixels, ValueLayout.JAVA_BYTE, (long) row * strideBytes, line, 0, width);
        for (int x = 0; x < width; x++) {
          target[offset + x] = line[x] & 0xFF;
        }
      }
    };
  }

  /// The picture stretched to exactly `size` x `size`, nearest neighbour: source index
  /// `(int)(target * (double) length / size)` on both axes.
  default LumaRows stretchedTo(int size) {
    LumaRows source = this;
    int[] columns = new int[size];
    for (int x = 0; x < size; x++) {
      columns[x] = (int) (x * (double) source.width() / size);
    }
    return new LumaRows() {
      private final float[] line = new float[source.width()];
      private int lineRow = -1;

      @Override
      public int width() {
        return size;
      }

      @Override
      public int height() {
        return size;
      }

      @Override
      public void read(int row, float[] target, int offset) {
        int sourceRow = (int) (row * (double) source.height() / size);
        if (sourceRow != lineRow) {
          source.read(sourceRow, line, 0);
          lineRow = sourceRow;
        }
        for (int x = 0; x < size; x++) {
          target[offset + x] = line[columns[x]];
        }
      }
    };
  }
}
