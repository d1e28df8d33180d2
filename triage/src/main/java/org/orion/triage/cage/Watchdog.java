package org.orion.triage.cage;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.orion.triage.cage.ChildProcess.KillReason;

/// One thread that looks at all children of a cage a few times a second: at their clocks, at their
/// callers' interrupts and at their memory.
final class Watchdog implements Runnable {
  private static final int TICK_MILLIS = 40;
  private static final int PAGE_BYTES = 4096;

  /// Beside its data a child has libraries, class archives and shared memory resident.
  private static final long BESIDE_DATA_BYTES = 192L << 20;

  private final Set<ChildProcess> children;
  private final CageSettings settings;

  Watchdog(Set<ChildProcess> children, CageSettings settings) {
    this.children = children;
    this.settings = settings;
  }

  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        look();
      }
    } catch (InterruptedException end) {
      // The cage is closed.
      return;
    }
  }

  private void look() {
    long all = 0;
    for (ChildProcess child : children) {
      child.enforceLimits(settings.start());
      long resident = child.measure(PAGE_BYTES);
      all += resident;
      if (resident > settings.dataBytes() + BESIDE_DATA_BYTES) {
        child.kill(KillReason.MEMORY);
      }
    }
    if (all > settings.allBytes()) {
      crowded().ifPresent(child -> child.kill(KillReason.CROWDED));
    }
  }

  /// The largest of the idle children, or else of those at work.
  private Optional<ChildProcess> crowded() {
    return children.stream()
        .filter(ChildProcess::isUsable)
        .max(
            Comparator.comparing((ChildProcess child) -> !child.isBusy())
                .thenComparingLong(ChildProcess::residentBytes));
  }
}
