package org.orion.triage.hash;

import jdk.incubator.vector.FloatVector;

/// A box filter along columns, fed a few rows at a time: all columns move on at once, and a ring
/// holds as many rows as the window is high.
final class BoxColumns {
  /*
   * Before its first row and after its last one the picture is taken to go on in zeros: adding or
   * taking off a zero changes no float, so that every row is handled alike and only the divisor
   * tells how many rows of the picture the window covers.
   */
  private static final int ROWS_AT_ONCE = 4;

  private final int width;
  private final int height;
  private final int window;
  private final float[] sums;
  private final float[] ring;
  private final int ringRows;
  private int nextRow;
  private int nextSlot;

  /// @param width a multiple of the lane count
  /// @param height rows of the picture
  /// @param window height of the box, at most `height`
  /// @param firstRow number of the first row that will be added; below 0 for rows before the
  ///   picture
  BoxColumns(int width, int height, int window, int firstRow) {
    this.width = width;
    this.height = height;
    this.window = window;
    this.sums = new float[width];
    this.ringRows = (window / Lanes.ROWS + 2) * Lanes.ROWS;
    this.ring = new float[ringRows * width];
    this.nextRow = firstRow;
  }

  /// By how many rows the output is behind the input.
  static int lead(int window) {
    return (window + 2) / 2 - 1;
  }

  /// Where the next [Lanes#ROWS] rows go, from [#nextSlot] on, without gaps. Rows outside the
  /// picture must be zero.
  float[] ring() {
    return ring;
  }

  /// The row of [#ring] where the next ones begin.
  int nextSlot() {
    return nextSlot;
  }

  /// Takes in the rows that were put into the ring and writes as many rows of output, those that
  /// lie [#lead] rows before. What is written for rows outside the picture has no meaning.
  void filter(float[] output) {
    for (int row = 0; row < Lanes.ROWS; row += ROWS_AT_ONCE) {
      filterFour(output, row * width);
      nextRow += ROWS_AT_ONCE;
      nextSlot += ROWS_AT_ONCE;
    }
    nextSlot %= ringRows;
  }

  private void filterFour(float[] output, int target) {
    int entering = nextSlot * width;
    int leaving1 = leaving(0);
    int leaving2 = leaving(1);
    int leaving3 = leaving(2);
    int leaving4 = leaving(3);
    float covered1 = covered(nextRow);
    float covered2 = covered(nextRow + 1);
    float covered3 = covered(nextRow + 2);
    float covered4 = covered(nextRow + 3);
    for (int x = 0; x < width; x += Lanes.COUNT) {
      FloatVector sum = FloatVector.fromArray(Lanes.FLOATS, sums, x);
      sum = exchange(sum, entering + x, leaving1 + x);
      put(sum, covered1, output, target + x);
      sum = exchange(sum, entering + width + x, leaving2 + x);
      put(sum, covered2, output, target + width + x);
      sum = exchange(sum, entering + 2 * width + x, leaving3 + x);
      put(sum, covered3, output, target + 2 * width + x);
      sum = exchange(sum, entering + 3 * width + x, leaving4 + x);
      put(sum, covered4, output, target + 3 * width + x);
      sum.intoArray(sums, x);
    }
  }

  private FloatVector exchange(FloatVector sum, int entering, int leaving) {
    return sum.add(FloatVector.fromArray(Lanes.FLOATS, ring, entering))
        .sub(FloatVector.fromArray(Lanes.FLOATS, ring, leaving));
  }

  private static void put(FloatVector sum, float covered, float[] output, int offset) {
    Lanes.quotient(sum, Lanes.all(-covered), Lanes.all(1 / covered)).intoArray(output, offset);
  }

  private int leaving(int row) {
    return Math.floorMod(nextSlot + row - window, ringRows) * width;
  }

  /// How many rows of the picture the window covers that `lastRow` is the newest of.
  private float covered(int lastRow) {
    int count = Math.min(lastRow, height - 1) - Math.max(lastRow - window + 1, 0) + 1;
    return Math.max(count, 1);
  }
}
