package org.orion.app;

import java.util.Locale;

/// Numbers of bytes as people read them.
final class Sizes {
  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

  private Sizes() {}

  static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }
}
