package org.orion.triage.hash;

import org.orion.exchange.hash.Pdq;

/// The oracle's hash of a colour chart.
public final class ChartHash {
  private ChartHash() {}

  public static Pdq of(byte[] pixels, int width, int height) {
    return PlainPdq.hash(Charts.rows(pixels, width, height, 3));
  }
}
