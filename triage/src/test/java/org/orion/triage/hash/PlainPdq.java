package org.orion.triage.hash;

import java.util.Arrays;
import org.orion.exchange.hash.Pdq;

/// PDQ by the plainest loops, one array a step: the oracle of the fast hasher.
final class PlainPdq {
  private PlainPdq() {}

  static Pdq hash(LumaRows picture) {
    int width = picture.width();
    int height = picture.height();
    float[][] area = new float[height][width];
    for (int y = 0; y < height; y++) {
      picture.read(y, area[y], 0);
    }
    if (width != 64 || height != 64) {
      for (int pass = 0; pass < 2; pass++) {
        for (int y = 0; y < height; y++) {
          area[y] = box(area[y], (width + 127) / 128);
        }
        for (int x = 0; x < width; x++) {
          float[] column = new float[height];
          for (int y = 0; y < height; y++) {
            column[y] = area[y][x];
          }
          column = box(column, (height + 127) / 128);
          for (int y = 0; y < height; y++) {
            area[y][x] = column[y];
          }
        }
      }
    }
    float[][] small = new float[64][64];
    for (int i = 0; i < 64; i++) {
      for (int j = 0; j < 64; j++) {
        small[i][j] = area[(int) (((i + 0.5) * height) / 64)][(int) (((j + 0.5) * width) / 64)];
      }
    }
    return bits(transform(small));
  }

  private static float[] box(float[] in, int window) {
    int n = in.length;
    float[] out = new float[n];
    int half = (window + 2) / 2;
    float sum = 0;
    int count = 0;
    int right = 0;
    int left = 0;
    int at = 0;
    for (int i = 0; i < half - 1; i++) {
      sum += in[right++];
      count++;
    }
    for (int i = 0; i < window - half + 1; i++) {
      sum += in[right++];
      count++;
      out[at++] = sum / count;
    }
    for (int i = 0; i < n - window; i++) {
      sum += in[right++];
      sum -= in[left++];
      out[at++] = sum / count;
    }
    for (int i = 0; i < half - 1; i++) {
      sum -= in[left++];
      count--;
      out[at++] = sum / count;
    }
    return out;
  }

  private static float[] transform(float[][] a) {
    float[][] d = new float[16][64];
    for (int i = 0; i < 16; i++) {
      for (int j = 0; j < 64; j++) {
        d[i][j] =
            (float)
                ((double) (float) Math.sqrt(2.0 / 64)
                    * Math.cos((Math.PI / 2 / 64) * (i + 1) * (2 * j + 1)));
      }
    }
    float[] result = new float[256];
    for (int i = 0; i < 16; i++) {
      float[] half = new float[64];
      for (int j = 0; j < 64; j++) {
        float sum = 0;
        for (int k = 0; k < 64; k++) {
          sum += d[i][k] * a[k][j];
        }
        half[j] = sum;
      }
      for (int j = 0; j < 16; j++) {
        float sum = 0;
        for (int k = 0; k < 64; k++) {
          sum += half[k] * d[j][k];
        }
        result[16 * i + j] = sum;
      }
    }
    return result;
  }

  private static Pdq bits(float[] coefficients) {
    float[] sorted = coefficients.clone();
    Arrays.sort(sorted);
    StringBuilder hex = new StringBuilder();
    for (int row = 15; row >= 0; row--) {
      int word = 0;
      for (int column = 15; column >= 0; column--) {
        word = word << 1 | (coefficients[16 * row + column] > sorted[127] ? 1 : 0);
      }
      hex.append(String.format("%04x", word));
    }
    return Pdq.parse(hex.toString());
  }
}
