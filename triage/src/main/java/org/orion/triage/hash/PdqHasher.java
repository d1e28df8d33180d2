package org.orion.triage.hash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import jdk.incubator.vector.FloatVector;
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
   *   first BoxColumns, with a ring of the last rows of its window -> strip -> second BoxRows, which
   *   gives 64 columns only -> second BoxColumns over 64 columns, read at 64 rows only.
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
  private final Lanes lanes = new Lanes();
  private float[] rows = new float[0];
  private float[] strip = new float[0];
  private float[] filtered = new float[0];
  private float[] waiting = new float[0];

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
    int stride = Lanes.padded(width);
    int windowY = (height + 127) / 128;
    BoxRows boxRows = new BoxRows(width, (width + 127) / 128);
    BoxColumns firstColumns = new BoxColumns(stride, height, windowY);
    Rest rest = new Rest(width, height, boxRows, new BoxColumns(SIDE, height, windowY));
    reserve(stride);
    for (int y = 0; y < height; y += Lanes.COUNT) {
      int count = Math.min(Lanes.COUNT, height - y);
      for (int k = 0; k < count; k++) {
        picture.read(y + k, rows, k * stride);
      }
      lanes.rowsToStrip(rows, stride, strip);
      boxRows.filter(strip, filtered);
      lanes.stripToRows(filtered, stride, rows);
      for (int k = 0; k < count; k++) {
        if (firstColumns.add(rows, k * stride, waiting, rest.nextOffset(stride))) {
          rest.rowAdded(stride);
        }
      }
    }
    for (int i = 0; i < firstColumns.rest(); i++) {
      firstColumns.finish(i, waiting, rest.nextOffset(stride));
      rest.rowAdded(stride);
    }
    rest.finish(stride);
  }

  private void reserve(int stride) {
    int size = stride * Lanes.COUNT;
    if (rows.length < size) {
      rows = new float[size];
      strip = new float[size];
      filtered = new float[size];
      waiting = new float[size];
    }
  }

  private static int[] sampled(int length) {
    int[] indices = new int[SIDE];
    for (int i = 0; i < SIDE; i++) {
      indices[i] = (int) (((i + 0.5) * length) / SIDE);
    }
    return indices;
  }

  /// The second blur: takes rows that come out of the first, a strip at a time, keeps 64 columns of
  /// each, and of their column sums 64 rows.
  private final class Rest {
    private final BoxRows boxRows;
    private final BoxColumns columns;
    private final int[] sampledColumns;
    private final int[] sampledRows;
    private final float[] chosen = new float[SIDE * Lanes.COUNT];
    private final float[] line = new float[SIDE];
    private final float[] output = new float[SIDE];
    private int waitingRows;
    private int outputRow;
    private int nextSample;

    Rest(int width, int height, BoxRows boxRows, BoxColumns columns) {
      this.boxRows = boxRows;
      this.columns = columns;
      this.sampledColumns = sampled(width);
      this.sampledRows = sampled(height);
    }

    int nextOffset(int stride) {
      return waitingRows * stride;
    }

    void rowAdded(int stride) {
      if (++waitingRows == Lanes.COUNT) {
        flush(stride);
      }
    }

    private void flush(int stride) {
      lanes.rowsToStrip(waiting, stride, strip);
      boxRows.filterAt(strip, sampledColumns, chosen);
      for (int k = 0; k < waitingRows; k++) {
        for (int j = 0; j < SIDE; j++) {
          line[j] = chosen[j * Lanes.COUNT + k];
        }
        if (columns.add(line, 0, output, 0)) {
          sampleRow();
        }
      }
      waitingRows = 0;
    }

    void finish(int stride) {
      if (waitingRows > 0) {
        flush(stride);
      }
      for (int i = 0; i < columns.rest(); i++) {
        columns.finish(i, output, 0);
        sampleRow();
      }
    }

    private void sampleRow() {
      while (nextSample < SIDE && sampledRows[nextSample] == outputRow) {
        System.arraycopy(output, 0, samples, nextSample * SIDE, SIDE);
        nextSample++;
      }
      outputRow++;
    }
  }

  private void transform() {
    Arrays.fill(halfDone, 0);
    for (int i = 0; i < FREQUENCIES; i++) {
      for (int k = 0; k < SIDE; k++) {
        addScaled(halfDone, i * SIDE, samples, k * SIDE, DCT[i * SIDE + k], SIDE);
      }
    }
    Arrays.fill(coefficients, 0);
    for (int i = 0; i < FREQUENCIES; i++) {
      for (int k = 0; k < SIDE; k++) {
        addScaled(
            coefficients,
            i * FREQUENCIES,
            DCT_TRANSPOSED,
            k * FREQUENCIES,
            halfDone[i * SIDE + k],
            FREQUENCIES);
      }
    }
  }

  private static void addScaled(
      float[] target, int targetOffset, float[] source, int sourceOffset, float scale, int n) {
    for (int j = 0; j < n; j += Lanes.COUNT) {
      FloatVector product =
          FloatVector.fromArray(Lanes.FLOATS, source, sourceOffset + j).mul(scale);
      FloatVector.fromArray(Lanes.FLOATS, target, targetOffset + j)
          .add(product)
          .intoArray(target, targetOffset + j);
    }
  }

  private PdqSignature signature(HashAlgorithm dialect) {
    List<Pdq> dihedral = new ArrayList<>(Orientation.values().length);
    float median = 0;
    for (Orientation orientation : ORIENTATIONS) {
      turn(orientation);
      float middle = lowerMedian();
      if (orientation == Orientation.ORIGINAL) {
        median = middle;
      }
      dihedral.add(bits(middle));
    }
    int unstable = 0;
    for (float coefficient : coefficients) {
      if (Math.abs(coefficient - median) < NOISE) {
        unstable++;
      }
    }
    return new PdqSignature(dialect, dihedral, quality(), unstable);
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
    for (int bit = 0; bit < turned.length; bit++) {
      if (turned[bit] > median) {
        words[3 - (bit >> 6)] |= 1L << (bit & 63);
      }
    }
    return new Pdq(words[0], words[1], words[2], words[3]);
  }

  private int quality() {
    int sum = 0;
    for (int y = 0; y < SIDE - 1; y++) {
      for (int x = 0; x < SIDE; x++) {
        sum += step(samples[y * SIDE + x], samples[(y + 1) * SIDE + x]);
      }
    }
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE - 1; x++) {
        sum += step(samples[y * SIDE + x], samples[y * SIDE + x + 1]);
      }
    }
    return Math.min(100, sum / 90);
  }

  private static int step(float left, float right) {
    return Math.abs((int) (((left - right) * 100) / 255));
  }
}
