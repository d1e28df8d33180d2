package org.orion.triage.hash;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Generated test pictures: smooth value noise in three octaves, computed in integers alone, so
/// that any program can make the same pixels.
public final class Charts {
  private Charts() {}

  private static int mix(int i, int j, int seed) {
    int hash = i * 0x9E3779B1 ^ j * 0x85EBCA77 ^ seed * 0xC2B2AE3D;
    hash ^= hash >>> 15;
    hash *= 0x2C1B3C6D;
    hash ^= hash >>> 12;
    hash *= 0x297A2D39;
    hash ^= hash >>> 15;
    return hash & 255;
  }

  private static int octave(int x, int y, int cell, int seed) {
    int i = x / cell;
    int fractionX = x % cell;
    int j = y / cell;
    int fractionY = y % cell;
    int above = mix(i, j, seed) * (cell - fractionX) + mix(i + 1, j, seed) * fractionX;
    int below = mix(i, j + 1, seed) * (cell - fractionX) + mix(i + 1, j + 1, seed) * fractionX;
    return (above * (cell - fractionY) + below * fractionY) / (cell * cell);
  }

  /// The value of one channel of one pixel, 0 to 255.
  public static int value(int x, int y, int cell, int seed) {
    return (4 * octave(x, y, cell, seed)
            + 2 * octave(x, y, Math.max(1, cell / 2), seed + 1)
            + octave(x, y, Math.max(1, cell / 4), seed + 2))
        / 7;
  }

  /// Interleaved 8-bit pixels, row by row.
  public static byte[] pixels(int width, int height, int cell, int seed, int channels) {
    byte[] pixels = new byte[width * height * channels];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          pixels[at++] = (byte) value(x, y, cell, seed + 10 * channel);
        }
      }
    }
    return pixels;
  }

  /// The same pixels as the hasher takes them: one byte for grey, four for colour.
  static LumaRows rows(byte[] pixels, int width, int height, int channels) {
    if (channels == 1) {
      return LumaRows.ofGrey(MemorySegment.ofArray(pixels), width, height, width);
    }
    MemorySegment rgbx = Arena.ofAuto().allocate((long) width * height * 4);
    for (int i = 0; i < width * height; i++) {
      for (int channel = 0; channel < 3; channel++) {
        rgbx.set(ValueLayout.JAVA_BYTE, 4L * i + channel, pixels[3 * i + channel]);
      }
    }
    return LumaRows.ofRgbx(rgbx, width, height, width * 4);
  }

  /// The hashes of a grey picture in the full dialect.
  public static PdqSignature signature(byte[] pixels, int width, int height) {
    return new PdqHasher().hashFull(rows(pixels, width, height, 1));
  }
}
