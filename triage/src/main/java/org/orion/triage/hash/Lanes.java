package org.orion.triage.hash;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The machine's vector width, and the exchange of rows and columns at that width.
///
/// A strip holds [#ROWS] rows side by side, two vectors for each column: value `k` of column `x` is
/// row `k`. In a strip the chains of additions along rows, which must each keep their order, run
/// next to each other; two vectors, since each addition has to wait for the one before.
final class Lanes {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
  static final int COUNT = FLOATS.length();

  /// Rows of a strip.
  static final int ROWS = 2 * COUNT;

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

  /// `sum / divisor`, correctly rounded as the division is, in a third of its time.
  ///
  /// One Newton step with an exact remainder (Markstein, "Computation of elementary functions on
  /// the IBM RISC System/6000 processor", 1990); holds for every float that the filters meet and
  /// all whole divisors to 1050.
  ///
  /// @param minusDivisor the divisor, negated
  /// @param reciprocal the correctly rounded `1 / divisor`
  static FloatVector quotient(FloatVector sum, FloatVector minusDivisor, FloatVector reciprocal) {
    FloatVector near = sum.mul(reciprocal);
    return near.fma(minusDivisor, sum).fma(reciprocal, near);
  }

  static FloatVector all(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  /// Turns [#ROWS] rows into a strip.
  ///
  /// @param stride from one row to the next, a multiple of the lane count
  void rowsToStrip(float[] rows, int stride, float[] strip) {
    int squares = stride / COUNT;
    for (int half = 0; half < ROWS; half += COUNT) {
      transpose(rows, half * stride, COUNT, stride, strip, half, COUNT * ROWS, ROWS, squares);
    }
  }

  /// Turns a strip into [#ROWS] rows.
  void stripToRows(float[] strip, float[] rows, int firstRow, int stride) {
    int squares = stride / COUNT;
    for (int half = 0; half < ROWS; half += COUNT) {
      int to = (firstRow + half) * stride;
      transpose(strip, half, COUNT * ROWS, ROWS, rows, to, COUNT, stride, squares);
    }
  }

  /// Transposes squares one after another.
  ///
  /// @param inStep from one square to the next
  /// @param inStride from one row of a square to the next
  private void transpose(
      float[] in,
      int inOffset,
      int inStep,
      int inStride,
      float[] out,
      int outOffset,
      int outStep,
      int outStride,
      int squares) {
    if (STAGES == 4) {
      sixteen(in, inOffset, inStep, inStride, out, outOffset, outStep, outStride, squares);
      return;
    }
    for (int i = 0; i < squares; i++) {
      int to = outOffset + i * outStep;
      if (STAGES == 3) {
        twoStages(in, inOffset + i * inStep, inStride, square, 0, COUNT, 0);
        oneStage(square, 0, COUNT, out, to, outStride, 2);
      } else {
        plain(in, inOffset + i * inStep, inStride, out, to, outStride);
      }
    }
  }

  private static void plain(
      float[] in, int from, int inStride, float[] out, int to, int outStride) {
    for (int row = 0; row < COUNT; row++) {
      for (int column = 0; column < COUNT; column++) {
        out[to + column * outStride + row] = in[from + row * inStride + column];
      }
    }
  }

  /// Squares of sixteen by sixteen values, four stages each, all in registers. Written out in one
  /// loop without calls, for only so the compiler keeps every vector in a register.
  private static void sixteen(
      float[] in,
      int inOffset,
      int inStep,
      int inStride,
      float[] out,
      int outOffset,
      int outStep,
      int outStride,
      int squares) {
    IntVector low0 = LOW[0];
    IntVector high0 = HIGH[0];
    IntVector low1 = LOW[1];
    IntVector high1 = HIGH[1];
    IntVector low2 = LOW[2];
    IntVector high2 = HIGH[2];
    IntVector low3 = LOW[3];
    IntVector high3 = HIGH[3];
    for (int square = 0; square < squares; square++) {
      int from = inOffset + square * inStep;
      IntVector a0 = FloatVector.fromArray(FLOATS, in, from).reinterpretAsInts();
      IntVector a1 = FloatVector.fromArray(FLOATS, in, from + inStride).reinterpretAsInts();
      IntVector a2 = FloatVector.fromArray(FLOATS, in, from + 2 * inStride).reinterpretAsInts();
      IntVector a3 = FloatVector.fromArray(FLOATS, in, from + 3 * inStride).reinterpretAsInts();
      IntVector a4 = FloatVector.fromArray(FLOATS, in, from + 4 * inStride).reinterpretAsInts();
      IntVector a5 = FloatVector.fromArray(FLOATS, in, from + 5 * inStride).reinterpretAsInts();
      IntVector a6 = FloatVector.fromArray(FLOATS, in, from + 6 * inStride).reinterpretAsInts();
      IntVector a7 = FloatVector.fromArray(FLOATS, in, from + 7 * inStride).reinterpretAsInts();
      IntVector a8 = FloatVector.fromArray(FLOATS, in, from + 8 * inStride).reinterpretAsInts();
      IntVector a9 = FloatVector.fromArray(FLOATS, in, from + 9 * inStride).reinterpretAsInts();
      IntVector a10 = FloatVector.fromArray(FLOATS, in, from + 10 * inStride).reinterpretAsInts();
      IntVector a11 = FloatVector.fromArray(FLOATS, in, from + 11 * inStride).reinterpretAsInts();
      IntVector a12 = FloatVector.fromArray(FLOATS, in, from + 12 * inStride).reinterpretAsInts();
      IntVector a13 = FloatVector.fromArray(FLOATS, in, from + 13 * inStride).reinterpretAsInts();
      IntVector a14 = FloatVector.fromArray(FLOATS, in, from + 14 * inStride).reinterpretAsInts();
      IntVector a15 = FloatVector.fromArray(FLOATS, in, from + 15 * inStride).reinterpretAsInts();
      IntVector b0 = low0.selectFrom(a0, a1);
      IntVector b1 = high0.selectFrom(a0, a1);
      IntVector b2 = low0.selectFrom(a2, a3);
      IntVector b3 = high0.selectFrom(a2, a3);
      IntVector b4 = low0.selectFrom(a4, a5);
      IntVector b5 = high0.selectFrom(a4, a5);
      IntVector b6 = low0.selectFrom(a6, a7);
      IntVector b7 = high0.selectFrom(a6, a7);
      IntVector b8 = low0.selectFrom(a8, a9);
      IntVector b9 = high0.selectFrom(a8, a9);
      IntVector b10 = low0.selectFrom(a10, a11);
      IntVector b11 = high0.selectFrom(a10, a11);
      IntVector b12 = low0.selectFrom(a12, a13);
      IntVector b13 = high0.selectFrom(a12, a13);
      IntVector b14 = low0.selectFrom(a14, a15);
      IntVector b15 = high0.selectFrom(a14, a15);
      IntVector c0 = low1.selectFrom(b0, b2);
      IntVector c2 = high1.selectFrom(b0, b2);
      IntVector c1 = low1.selectFrom(b1, b3);
      IntVector c3 = high1.selectFrom(b1, b3);
      IntVector c4 = low1.selectFrom(b4, b6);
      IntVector c6 = high1.selectFrom(b4, b6);
      IntVector c5 = low1.selectFrom(b5, b7);
      IntVector c7 = high1.selectFrom(b5, b7);
      IntVector c8 = low1.selectFrom(b8, b10);
      IntVector c10 = high1.selectFrom(b8, b10);
      IntVector c9 = low1.selectFrom(b9, b11);
      IntVector c11 = high1.selectFrom(b9, b11);
      IntVector c12 = low1.selectFrom(b12, b14);
      IntVector c14 = high1.selectFrom(b12, b14);
      IntVector c13 = low1.selectFrom(b13, b15);
      IntVector c15 = high1.selectFrom(b13, b15);
      IntVector d0 = low2.selectFrom(c0, c4);
      IntVector d4 = high2.selectFrom(c0, c4);
      IntVector d1 = low2.selectFrom(c1, c5);
      IntVector d5 = high2.selectFrom(c1, c5);
      IntVector d2 = low2.selectFrom(c2, c6);
      IntVector d6 = high2.selectFrom(c2, c6);
      IntVector d3 = low2.selectFrom(c3, c7);
      IntVector d7 = high2.selectFrom(c3, c7);
      IntVector d8 = low2.selectFrom(c8, c12);
      IntVector d12 = high2.selectFrom(c8, c12);
      IntVector d9 = low2.selectFrom(c9, c13);
      IntVector d13 = high2.selectFrom(c9, c13);
      IntVector d10 = low2.selectFrom(c10, c14);
      IntVector d14 = high2.selectFrom(c10, c14);
      IntVector d11 = low2.selectFrom(c11, c15);
      IntVector d15 = high2.selectFrom(c11, c15);
      IntVector e0 = low3.selectFrom(d0, d8);
      IntVector e8 = high3.selectFrom(d0, d8);
      IntVector e1 = low3.selectFrom(d1, d9);
      IntVector e9 = high3.selectFrom(d1, d9);
      IntVector e2 = low3.selectFrom(d2, d10);
      IntVector e10 = high3.selectFrom(d2, d10);
      IntVector e3 = low3.selectFrom(d3, d11);
      IntVector e11 = high3.selectFrom(d3, d11);
      IntVector e4 = low3.selectFrom(d4, d12);
      IntVector e12 = high3.selectFrom(d4, d12);
      IntVector e5 = low3.selectFrom(d5, d13);
      IntVector e13 = high3.selectFrom(d5, d13);
      IntVector e6 = low3.selectFrom(d6, d14);
      IntVector e14 = high3.selectFrom(d6, d14);
      IntVector e7 = low3.selectFrom(d7, d15);
      IntVector e15 = high3.selectFrom(d7, d15);
      int to = outOffset + square * outStep;
      e0.reinterpretAsFloats().intoArray(out, to);
      e1.reinterpretAsFloats().intoArray(out, to + outStride);
      e2.reinterpretAsFloats().intoArray(out, to + 2 * outStride);
      e3.reinterpretAsFloats().intoArray(out, to + 3 * outStride);
      e4.reinterpretAsFloats().intoArray(out, to + 4 * outStride);
      e5.reinterpretAsFloats().intoArray(out, to + 5 * outStride);
      e6.reinterpretAsFloats().intoArray(out, to + 6 * outStride);
      e7.reinterpretAsFloats().intoArray(out, to + 7 * outStride);
      e8.reinterpretAsFloats().intoArray(out, to + 8 * outStride);
      e9.reinterpretAsFloats().intoArray(out, to + 9 * outStride);
      e10.reinterpretAsFloats().intoArray(out, to + 10 * outStride);
      e11.reinterpretAsFloats().intoArray(out, to + 11 * outStride);
      e12.reinterpretAsFloats().intoArray(out, to + 12 * outStride);
      e13.reinterpretAsFloats().intoArray(out, to + 13 * outStride);
      e14.reinterpretAsFloats().intoArray(out, to + 14 * outStride);
      e15.reinterpretAsFloats().intoArray(out, to + 15 * outStride);
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
