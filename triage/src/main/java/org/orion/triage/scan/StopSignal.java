package org.orion.triage.scan;

import org.jspecify.annotations.Nullable;

/// Asks a scan to stop at the next item. May be given from any thread.
public final class StopSignal {
  private volatile boolean given;
  private volatile @Nullable Exception failure;

  public void give() {
    given = true;
  }

  public boolean isGiven() {
    return given;
  }

  /// Stops the scan because it cannot go on, such as when the disk is full.
  void fail(Exception why) {
    failure = why;
    given = true;
  }

  @Nullable Exception failure() {
    return failure;
  }
}
