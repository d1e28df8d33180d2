package org.orion.triage.hash;

import jdk.incubator.vector.FloatVector;

/// A box filter along columns, fed row by row: all columns move on at once, and a ring holds as
/// many rows as the window is high.
final class BoxColumns {
  private final int width;
  private final int height;
  private final int window;
  private final int lead;
  private final float[] sums;
  private final float[] ring;
  private int rowsIn;

  /// @param width a multiple of the lane count
  /// @param height number of rows that will be added
  /// @param window height of the box, at most `height`
  BoxColumns(int width, int height, int window) {
    this.width = width;
    this.height = height;
    this.window = window;
    this.lead = (window + 2) / 2 - 1;
    this.sums = new float[width];
    this.ring = new float[window * width];
  }

  /// Adds the next row of input.
  ///
  /// @return whether a row of output was written
  boolean add(float[] values, int offset, float[] output, int outputOffset) {
    int slot = (rowsIn % window) * width;
    boolean full = rowsIn >= window;
    rowsIn++;
    float count = Math.min(rowsIn, window);
    boolean gives = rowsIn > lead;
    for (int x = 0; x < width; x += Lanes.COUNT) {
      FloatVector value = FloatVector.fromArray(Lanes.FLOATS, values, offset + x);
      FloatVector sum = FloatVector.fromArray(Lanes.FLOATS, sums, x).add(value);
      if (full) {
        sum = sum.sub(FloatVector.fromArray(Lanes.FLOATS, ring, slot + x));
      }
      sum.intoArray(sums, x);
      value.intoArray(ring, slot + x);
      if (gives) {
        sum.div(count).intoArray(output, outputOffset + x);
      }
    }
    return gives;
  }

  /// After the last [#add]: how many rows are still to come.
  int rest() {
    return lead;
  }

  /// Writes one of the last rows.
  ///
  /// @param index 0 to [#rest] - 1, in order
  void finish(int index, float[] output, int outputOffset) {
    int left = height - window + index;
    int slot = (left % window) * width;
    float count = window - 1 - index;
    for (int x = 0; x < width; x += Lanes.COUNT) {
      FloatVector sum =
          FloatVector.fromArray(Lanes.FLOATS, sums, x)
              .sub(FloatVector.fromArray(Lanes.FLOATS, ring, slot + x));
      sum.intoArray(sums, x);
      sum.div(count).intoArray(output, outputOffset + x);
    }
  }
}
