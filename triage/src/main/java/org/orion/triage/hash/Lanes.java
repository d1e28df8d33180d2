package org.orion.triage.hash;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The machine's vector width, and the exchange of rows and columns at that width.
///
/// Eight or sixteen rows lie side by side in a strip: lane `k` of vector `x` is row `k`, column
/// `x`. In a strip the chains of additions along rows, which must each keep their order, run next
/// to each other.
final class Lanes {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
  static final int COUNT = FLOATS.length();

  private static final int STAGES = Integer.numberOfTrailingZeros(COUNT);
  private static final IntVector[] LOW = new IntVector[STAGES];
  private static final IntVector[] HIGH = new IntVector[STAGES];

  static {
    // Butterfly exchange: stage s swaps the blocks of 2^s lanes of two rows that lie 2^s apart.
    for (int stage = 0; stage < STAGES; stage++) {
      int block = 1 << stage;
      int[] low = new int[COUNT];
      int[] high = new int[COUNT];
      for (int lane = 0; lane < COUNT; lane++) {
        boolean own = (lane & block) == 0;
        low[lane] = own ? lane : COUNT + (lane - block);
        high[lane] = own ? lane + block : COUNT + lane;
      }
      LOW[stage] = IntVector.fromArray(INTS, low, 0);
      HIGH[stage] = IntVector.fromArray(INTS, high, 0);
    }
  }

  private final float[] square = new float[COUNT * COUNT];

  /// The least multiple of the lane count that holds `length` values.
  static int padded(int length) {
    return (length + COUNT - 1) / COUNT * COUNT;
  }

  /// Turns [#COUNT] rows into a strip.
  ///
  /// @param stride from one row to the next, a multiple of the lane count
  void rowsToStrip(float[] rows, int stride, float[] strip) {
    for (int x = 0; x < stride; x += COUNT) {
      transpose(rows, x, stride, strip, x * COUNT, COUNT);
    }
  }

  /// Turns a strip into [#COUNT] rows.
  void stripToRows(float[] strip, int stride, float[] rows) {
    for (int x = 0; x < stride; x += COUNT) {
      transpose(strip, x * COUNT, COUNT, rows, x, stride);
    }
  }

  private void transpose(
      float[] in, int inOffset, int inStride, float[] out, int outOffset, int outStride) {
    if (STAGES == 4) {
      twoStages(in, inOffset, inStride, square, 0, COUNT, 0);
      twoStages(square, 0, COUNT, out, outOffset, outStride, 2);
    } else if (STAGES == 3) {
      twoStages(in, inOffset, inStride, square, 0, COUNT, 0);
      oneStage(square, 0, COUNT, out, outOffset, outStride, 2);
    } else {
      for (int row = 0; row < COUNT; row++) {
        for (int column = 0; column < COUNT; column++) {
          out[outOffset + column * outStride + row] = in[inOffset + row * inStride + column];
        }
      }
    }
  }

  /// Two stages of the butterfly at once, so that four vectors stay in registers between them.
  private static void twoStages(
      float[] in,
      int inOffset,
      int inStride,
      float[] out,
      int outOffset,
      int outStride,
      int stage) {
    IntVector lowNear = LOW[stage];
    IntVector highNear = HIGH[stage];
    IntVector lowFar = LOW[stage + 1];
    IntVector highFar = HIGH[stage + 1];
    int block = 1 << stage;
    for (int quad = 0; quad < COUNT / 4; quad++) {
      int first = (quad & -block) << 2 | (quad & (block - 1));
      int from = inOffset + first * inStride;
      int inStep = block * inStride;
      IntVector a = load(in, from);
      IntVector b = load(in, from + inStep);
      IntVector c = load(in, from + 2 * inStep);
      IntVector d = load(in, from + 3 * inStep);
      IntVector ab = lowNear.selectFrom(a, b);
      IntVector ba = highNear.selectFrom(a, b);
      IntVector cd = lowNear.selectFrom(c, d);
      IntVector dc = highNear.selectFrom(c, d);
      int to = outOffset + first * outStride;
      int outStep = block * outStride;
      store(lowFar.selectFrom(ab, cd), out, to);
      store(lowFar.selectFrom(ba, dc), out, to + outStep);
      store(highFar.selectFrom(ab, cd), out, to + 2 * outStep);
      store(highFar.selectFrom(ba, dc), out, to + 3 * outStep);
    }
  }

  private static void oneStage(
      float[] in,
      int inOffset,
      int inStride,
      float[] out,
      int outOffset,
      int outStride,
      int stage) {
    int block = 1 << stage;
    for (int pair = 0; pair < COUNT / 2; pair++) {
      int first = (pair & -block) << 1 | (pair & (block - 1));
      IntVector a = load(in, inOffset + first * inStride);
      IntVector b = load(in, inOffset + (first + block) * inStride);
      store(LOW[stage].selectFrom(a, b), out, outOffset + first * outStride);
      store(HIGH[stage].selectFrom(a, b), out, outOffset + (first + block) * outStride);
    }
  }

  private static IntVector load(float[] values, int offset) {
    return FloatVector.fromArray(FLOATS, values, offset).reinterpretAsInts();
  }

  private static void store(IntVector vector, float[] values, int offset) {
    vector.reinterpretAsFloats().intoArray(values, offset);
  }
}
