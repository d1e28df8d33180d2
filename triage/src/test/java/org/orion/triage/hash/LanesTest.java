package org.orion.triage.hash;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class LanesTest {
  /// Every mantissa, for every window that a side up to 32,768 pixels gives; the oracle is the
  /// machine's division.
  @Test
  void aQuotientIsRoundedAsTheDivisionIs() {
    float[] found = new float[Lanes.COUNT];
    for (int divisor = 1; divisor <= 256; divisor++) {
      FloatVector minusDivisor = Lanes.all(-divisor);
      FloatVector reciprocal = Lanes.all(1f / divisor);
      int step = divisor <= 16 ? 1 : 37;
      for (int mantissa = 0; mantissa < 1 << 23; mantissa += step * Lanes.COUNT) {
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
          found[lane] = Float.intBitsToFloat(0x43000000 | (mantissa + lane * step & 0x7FFFFF));
        }
        FloatVector sums = FloatVector.fromArray(Lanes.FLOATS, found, 0);
        FloatVector quotient = Lanes.quotient(sums, minusDivisor, reciprocal);
        assertThat(quotient.eq(sums.div(divisor)).allTrue())
            .as("sums from mantissa %d on, divided by %d", mantissa, divisor)
            .isTrue();
      }
    }
  }

  @Test
  void rowsComeBackFromAStrip() {
    int stride = 3 * Lanes.COUNT;
    float[] rows = new float[Lanes.ROWS * stride];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    float[] strip = new float[rows.length];
    float[] back = new float[rows.length + stride];
    Lanes lanes = new Lanes();
    lanes.rowsToStrip(rows, stride, strip);
    lanes.stripToRows(strip, back, 1, stride);
    for (int x = 0; x < stride; x++) {
      for (int row = 0; row < Lanes.ROWS; row++) {
        assertThat(strip[x * Lanes.ROWS + row]).isEqualTo(rows[row * stride + x]);
        assertThat(back[(row + 1) * stride + x]).isEqualTo(rows[row * stride + x]);
      }
    }
  }
}
