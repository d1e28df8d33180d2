package org.orion.triage.hash;

import jdk.incubator.vector.FloatVector;

/// A box filter along the rows of a strip; see [Lanes]. Every row keeps its own order of additions.
/// `below` is always the second vector of a column, for the lower half of the rows.
final class BoxRows {
  private final int width;
  private final int window;
  private final int lead;

  /// @param window width of the box, at most `width`
  BoxRows(int width, int window) {
    this.width = width;
    this.window = window;
    this.lead = BoxColumns.lead(window);
  }

  /// Filters a strip into another.
  void filter(float[] in, float[] out) {
    FloatVector sum = FloatVector.zero(Lanes.FLOATS);
    FloatVector below = sum;
    int right = 0;
    int target = 0;
    for (; right < lead; right++) {
      sum = sum.add(at(in, right));
      below = below.add(atBelow(in, right));
    }
    for (; right < window; right++) {
      sum = sum.add(at(in, right));
      below = below.add(atBelow(in, right));
      put(sum.div(right + 1), below.div(right + 1), out, target++);
    }
    FloatVector minusFull = Lanes.all(-window);
    FloatVector reciprocal = Lanes.all(1f / window);
    for (int left = 0; right < width; right++, left++) {
      sum = sum.add(at(in, right)).sub(at(in, left));
      below = below.add(atBelow(in, right)).sub(atBelow(in, left));
      put(
          Lanes.quotient(sum, minusFull, reciprocal),
          Lanes.quotient(below, minusFull, reciprocal),
          out,
          target++);
    }
    for (int left = width - window; target < width; left++) {
      sum = sum.sub(at(in, left));
      below = below.sub(atBelow(in, left));
      put(sum.div(width - left - 1), below.div(width - left - 1), out, target++);
    }
  }

  /// Filters a strip and keeps chosen columns only.
  ///
  /// @param columns ascending
  /// @param out a strip of the chosen columns
  void filterAt(float[] in, int[] columns, float[] out) {
    FloatVector sum = FloatVector.zero(Lanes.FLOATS);
    FloatVector below = sum;
    int right = 0;
    int left = 0;
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      int end = Math.min(column + lead + 1, width);
      for (; right < Math.min(end, window); right++) {
        sum = sum.add(at(in, right));
        below = below.add(atBelow(in, right));
      }
      for (; right < end; right++, left++) {
        sum = sum.add(at(in, right)).sub(at(in, left));
        below = below.add(atBelow(in, right)).sub(atBelow(in, left));
      }
      for (; left < column + lead + 1 - window; left++) {
        sum = sum.sub(at(in, left));
        below = below.sub(atBelow(in, left));
      }
      put(sum.div(right - left), below.div(right - left), out, i);
    }
  }

  private static FloatVector at(float[] strip, int column) {
    return FloatVector.fromArray(Lanes.FLOATS, strip, column * Lanes.ROWS);
  }

  private static FloatVector atBelow(float[] strip, int column) {
    return FloatVector.fromArray(Lanes.FLOATS, strip, column * Lanes.ROWS + Lanes.COUNT);
  }

  private static void put(FloatVector values, FloatVector below, float[] strip, int column) {
    values.intoArray(strip, column * Lanes.ROWS);
    below.intoArray(strip, column * Lanes.ROWS + Lanes.COUNT);
  }
}
