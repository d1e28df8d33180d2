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

  int width();

  int height();

  /// Writes the luma of one row, [#width] values from 0 to 255.
  void read(int row, float[] target, int offset);

  /// Writes the luma of chosen columns of one row, in the order given.
  void readColumns(int row, int[] columns, float[] target, int offset);

  /// Luma of sRGB pixels: `0.299 R + 0.587 G + 0.114 B` in floats, from left to right.
  ///
  /// @param pixels four bytes each: red, green, blue and one of no meaning
  /// @param strideBytes from one row to the next
  static LumaRows ofRgbx(MemorySegment pixels, int width, int height, int strideBytes) {
    int[] line = new int[width];
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
          channel(pixel)
              .mul(0.299f)
              .add(channel(pixel.lanewise(VectorOperators.LSHR, 8)).mul(0.587f))
              .add(channel(pixel.lanewise(VectorOperators.LSHR, 16)).mul(0.114f))
              .intoArray(target, offset + x);
        }
        for (; x < width; x++) {
          target[offset + x] = luma(pixels.get(PIXEL, start + 4L * x));
        }
      }

      @Override
      public void readColumns(int row, int[] columns, float[] target, int offset) {
        MemorySegment.copy(pixels, PIXEL, (long) row * strideBytes, line, 0, width);
        for (int x = 0; x < columns.length; x++) {
          target[offset + x] = luma(line[columns[x]]);
        }
      }

      private static FloatVector channel(IntVector pixel) {
        return (FloatVector) pixel.and(0xFF).convert(VectorOperators.I2F, 0);
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

      @Override
      public void readColumns(int row, int[] columns, float[] target, int offset) {
        long start = (long) row * strideBytes;
        for (int x = 0; x < columns.length; x++) {
          target[offset + x] = pixels.get(ValueLayout.JAVA_BYTE, start + columns[x]) & 0xFF;
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
        source.readColumns((int) (row * (double) source.height() / size), columns, target, offset);
      }

      @Override
      public void readColumns(int row, int[] chosen, float[] target, int offset) {
        throw new IllegalStateException("a stretched picture is read by whole rows");
      }
    };
  }
}
