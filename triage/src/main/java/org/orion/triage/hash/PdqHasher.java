package org.orion.triage.hash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Pdq;

/// Computes PDQ hashes, bit for bit as the reference does. An instance keeps its scratch memory, so
/// that many pictures cost no allocation; it is not safe for use by several threads.
///
/// Source: facebook/ThreatExchange, `pdq/`; the paper "The TMK+PDQF video-hashing algorithm and the
/// PDQ image-hashing algorithm".
public final class PdqHasher {
  /*
   * The reference blurs twice with a box along rows, then along columns, and then takes 64 x 64
   * samples. Each box is a running float sum: add the value that enters, subtract the one that
   * leaves, divide by the count. The order of these operations along a line decides the bits, so a
   * line cannot be split; but lines are independent of each other.
   *
   * Here the picture flows through a few rows at a time and is never held whole:
   *
   *   luma of as many rows as a vector has lanes -> strip (Lanes) -> first BoxRows -> rows again ->
   *   first BoxColumns, whose output is some rows behind -> strip -> second BoxRows, which gives 64
   *   columns only -> second BoxColumns over 64 columns, again some rows behind, read at 64 rows only.
   */
  static final int SIDE = 64;
  static final int FREQUENCIES = 16;

  private static final int LEAST_SIDE = 5;
  private static final int RESIZED_SIDE = 512;
  private static final Orientation[] ORIENTATIONS = Orientation.values();
  private static final float NOISE = 0.01f;
  private static final float[] DCT = dct();
  private static final float[] DCT_TRANSPOSED = transposed(DCT);
  private static final Pdq ZERO = new Pdq(0, 0, 0, 0);

  private final float[] samples = new float[SIDE * SIDE];
  private final float[] halfDone = new float[FREQUENCIES * SIDE];
  private final float[] coefficients = new float[FREQUENCIES * FREQUENCIES];
  private final float[] turned = new float[FREQUENCIES * FREQUENCIES];
  private final float[] selection = new float[FREQUENCIES * FREQUENCIES];
  private final float[] chosen = new float[SIDE * Lanes.ROWS];
  private final Lanes lanes = new Lanes();
  private float[] rows = new float[0];
  private float[] strip = new float[0];
  private float[] filtered = new float[0];

  /// The coefficient matrix without its constant frequency, 16 x 64, row-major.
  static float[] dct() {
    float[] matrix = new float[FREQUENCIES * SIDE];
    double scale = (float) Math.sqrt(2.0 / SIDE);
    for (int i = 0; i < FREQUENCIES; i++) {
      for (int j = 0; j < SIDE; j++) {
        matrix[i * SIDE + j] =
            (float) (scale * Math.cos((Math.PI / 2 / SIDE) * (i + 1) * (2 * j + 1)));
      }
    }
    return matrix;
  }

  private static float[] transposed(float[] matrix) {
    float[] result = new float[matrix.length];
    for (int i = 0; i < FREQUENCIES; i++) {
      for (int j = 0; j < SIDE; j++) {
        result[j * FREQUENCIES + i] = matrix[i * SIDE + j];
      }
    }
    return result;
  }

  /// Hashes a picture in both dialects.
  public PdqHashes hash(LumaRows picture) {
    PdqSignature full = hash(picture, HashAlgorithm.PDQ);
    if (picture.width() <= RESIZED_SIDE && picture.height() <= RESIZED_SIDE) {
      PdqSignature same =
          new PdqSignature(
              HashAlgorithm.PDQ_512, full.dihedral(), full.quality(), full.unstableBits());
      return new PdqHashes(full, same);
    }
    return new PdqHashes(full, hash(picture.stretchedTo(RESIZED_SIDE), HashAlgorithm.PDQ_512));
  }

  /// Hashes a picture without a resize, as video frames are hashed.
  public PdqSignature hashFull(LumaRows picture) {
    return hash(picture, HashAlgorithm.PDQ);
  }

  private PdqSignature hash(LumaRows picture, HashAlgorithm dialect) {
    if (picture.width() < LEAST_SIDE || picture.height() < LEAST_SIDE) {
      return new PdqSignature(
          dialect,
          Collections.nCopies(Orientation.values().length, ZERO),
          0,
          FREQUENCIES * FREQUENCIES);
    }
    if (picture.width() == SIDE && picture.height() == SIDE) {
      for (int y = 0; y < SIDE; y++) {
        picture.read(y, samples, y * SIDE);
      }
    } else {
      sample(picture);
    }
    transform();
    return signature(dialect);
  }

  private void sample(LumaRows picture) {
    int width = picture.width();
    int height = picture.height();
    // An odd number of vectors, so that the rows of a square do not fall on the same cache lines.
    int stride = Lanes.padded(width) | Lanes.COUNT;
    int window = (height + 127) / 128;
    int lead = BoxColumns.lead(window);
    BoxRows boxRows = new BoxRows(width, (width + 127) / 128);
    BoxColumns first = new BoxColumns(stride, height, window, 0);
    BoxColumns second = new BoxColumns(SIDE, height, window, -lead);
    int[] sampledColumns = sampled(width);
    int[] sampledRows = sampled(height);
    reserve(stride);
    Stage[] reading = {
      y -> read(picture, y, stride),
      y -> lanes.rowsToStrip(rows, stride, strip),
      y -> boxRows.filter(strip, filtered),
      y -> lanes.stripToRows(filtered, first.ring(), first.nextSlot(), stride)
    };
    Stage[] finishing = {
      y -> clearOutside(first, stride, y, height),
      y -> first.filter(filtered),
      y -> lanes.rowsToStrip(filtered, stride, strip),
      y -> boxRows.filterAt(strip, sampledColumns, chosen),
      y -> lanes.stripToRows(chosen, second.ring(), second.nextSlot(), SIDE),
      y -> clearOutside(second, SIDE, y - lead, height),
      y -> second.filter(chosen),
      y -> keep(sampledRows, y - 2 * lead)
    };
    for (int y = 0; y < height + 2 * lead; y += Lanes.ROWS) {
      if (y < height) {
        run(reading, y);
      }
      run(finishing, y);
    }
  }

  private static void run(Stage[] stages, int y) {
    for (Stage stage : stages) {
      stage.run(y);
    }
  }

  /// One step of the way of a few rows. Behind an interface each is compiled by itself: all in one
  /// method they are more than the compiler inlines, and vectors end up as objects.
  private interface Stage {
    /// @param y first row of the picture that is read in this round
    void run(int y);
  }

  private void read(LumaRows picture, int y, int stride) {
    for (int k = 0; k < Math.min(Lanes.ROWS, picture.height() - y); k++) {
      picture.read(y + k, rows, k * stride);
    }
  }

  /// Copies those of the finished rows that are sampled.
  private void keep(int[] sampledRows, int firstRow) {
    for (int i = 0; i < SIDE; i++) {
      int k = sampledRows[i] - firstRow;
      if (k >= 0 && k < Lanes.ROWS) {
        System.arraycopy(chosen, k * SIDE, samples, i * SIDE, SIDE);
      }
    }
  }

  /// Sets those of the rows just put into the ring to zero that lie outside the picture.
  private static void clearOutside(BoxColumns columns, int width, int firstRow, int height) {
    for (int k = 0; k < Lanes.ROWS; k++) {
      if (firstRow + k < 0 || firstRow + k >= height) {
        int start = (columns.nextSlot() + k) * width;
        Arrays.fill(columns.ring(), start, start + width, 0);
      }
    }
  }

  private void reserve(int stride) {
    int size = stride * Lanes.ROWS;
    if (rows.length < size) {
      rows = new float[size];
      strip = new float[size];
      filtered = new float[size];
    }
  }

  private static int[] sampled(int length) {
    int[] indices = new int[SIDE];
    for (int i = 0; i < SIDE; i++) {
      indices[i] = (int) (((i + 0.5) * length) / SIDE);
    }
    return indices;
  }

  private void transform() {
    multiply(DCT, samples, SIDE, halfDone);
    multiply(halfDone, DCT_TRANSPOSED, FREQUENCIES, coefficients);
  }

  /// Sixteen rows of 64 values times 64 rows of `columns` values; every sum is taken in order.
  private static void multiply(float[] left, float[] right, int columns, float[] product) {
    for (int i = 0; i < FREQUENCIES; i++) {
      for (int j = 0; j < columns; j += Lanes.COUNT) {
        FloatVector sum = FloatVector.zero(Lanes.FLOATS);
        for (int k = 0; k < SIDE; k++) {
          FloatVector row = FloatVector.fromArray(Lanes.FLOATS, right, k * columns + j);
          sum = sum.add(row.mul(left[i * SIDE + k]));
        }
        sum.intoArray(product, i * columns + j);
      }
    }
  }

  private PdqSignature signature(HashAlgorithm dialect) {
    float[] medians = new float[ORIENTATIONS.length];
    List<Pdq> dihedral = new ArrayList<>(ORIENTATIONS.length);
    for (Orientation orientation : ORIENTATIONS) {
      turn(orientation);
      Orientation same = sameValues(orientation);
      medians[orientation.ordinal()] =
          same == orientation ? lowerMedian() : medians[same.ordinal()];
      dihedral.add(bits(medians[orientation.ordinal()]));
    }
    float median = medians[Orientation.ORIGINAL.ordinal()];
    int unstable = 0;
    for (float coefficient : coefficients) {
      if (Math.abs(coefficient - median) < NOISE) {
        unstable++;
      }
    }
    return new PdqSignature(dialect, dihedral, quality(), unstable);
  }

  /// The first orientation with the same coefficients and signs, if at other places: it has the
  /// same median.
  private static Orientation sameValues(Orientation orientation) {
    return switch (orientation) {
      case ORIGINAL, TRANSPOSED -> Orientation.ORIGINAL;
      case ROTATED_90, FLIPPED_Y -> Orientation.ROTATED_90;
      case ROTATED_180, ANTI_TRANSPOSED -> Orientation.ROTATED_180;
      case ROTATED_270, FLIPPED_X -> Orientation.ROTATED_270;
    };
  }

  private void turn(Orientation orientation) {
    for (int i = 0; i < FREQUENCIES; i++) {
      for (int j = 0; j < FREQUENCIES; j++) {
        float value = coefficients[i * FREQUENCIES + j];
        boolean oddI = (i & 1) == 1;
        boolean oddJ = (j & 1) == 1;
        int same = i * FREQUENCIES + j;
        int swapped = j * FREQUENCIES + i;
        switch (orientation) {
          case ORIGINAL -> turned[same] = value;
          case ROTATED_90 -> turned[swapped] = oddJ ? value : -value;
          case ROTATED_180 -> turned[same] = oddI != oddJ ? -value : value;
          case ROTATED_270 -> turned[swapped] = oddI ? value : -value;
          case FLIPPED_X -> turned[same] = oddI ? value : -value;
          case FLIPPED_Y -> turned[same] = oddJ ? value : -value;
          case TRANSPOSED -> turned[swapped] = value;
          case ANTI_TRANSPOSED -> turned[swapped] = oddI != oddJ ? -value : value;
        }
      }
    }
  }

  /// The 128th smallest of the 256 turned values.
  private float lowerMedian() {
    System.arraycopy(turned, 0, selection, 0, selection.length);
    int wanted = selection.length / 2 - 1;
    int low = 0;
    int high = selection.length - 1;
    while (low < high) {
      float pivot = selection[(low + high) >>> 1];
      int left = low;
      int right = high;
      while (left <= right) {
        while (selection[left] < pivot) {
          left++;
        }
        while (selection[right] > pivot) {
          right--;
        }
        if (left <= right) {
          float swap = selection[left];
          selection[left++] = selection[right];
          selection[right--] = swap;
        }
      }
      if (wanted <= right) {
        high = right;
      } else if (wanted >= left) {
        low = left;
      } else {
        return selection[wanted];
      }
    }
    return selection[wanted];
  }

  private Pdq bits(float median) {
    long[] words = new long[4];
    for (int bit = 0; bit < turned.length; bit += Lanes.COUNT) {
      long above =
          FloatVector.fromArray(Lanes.FLOATS, turned, bit)
              .compare(VectorOperators.GT, median)
              .toLong();
      words[3 - (bit >> 6)] |= above << (bit & 63);
    }
    return new Pdq(words[0], words[1], words[2], words[3]);
  }

  private int quality() {
    int sum = steps(0, (SIDE - 1) * SIDE, SIDE);
    for (int y = 0; y < SIDE; y++) {
      int last = SIDE - Lanes.COUNT;
      sum += steps(y * SIDE, last, 1);
      // The row's last value has no neighbour to its right.
      for (int x = last; x < SIDE - 1; x++) {
        sum += step(samples[y * SIDE + x], samples[y * SIDE + x + 1]);
      }
    }
    return Math.min(100, sum / 90);
  }

  /// The sum of the steps of `count` samples to those `apart` further on.
  private int steps(int start, int count, int apart) {
    IntVector sum = IntVector.zero(Lanes.INTS);
    for (int i = start; i < start + count; i += Lanes.COUNT) {
      FloatVector left = FloatVector.fromArray(Lanes.FLOATS, samples, i);
      FloatVector right = FloatVector.fromArray(Lanes.FLOATS, samples, i + apart);
      IntVector step =
          (IntVector) left.sub(right).mul(100).div(255).convert(VectorOperators.F2I, 0);
      sum = sum.add(step.abs());
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  private static int step(float left, float right) {
    return Math.abs((int) (((left - right) * 100) / 255));
  }
}
