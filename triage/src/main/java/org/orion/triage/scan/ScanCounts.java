package org.orion.triage.scan;

import java.time.Instant;
import java.util.OptionalLong;
import org.orion.triage.match.Verdict;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ListedMembers;
import org.orion.triage.scanfile.WorkInProgress;

/// Counts what a run has done, for whoever asks how far it is.
final class ScanCounts {
  private final long bytes;
  private final long bytesBefore;
  private final long startedNanos = System.nanoTime();
  private long itemsTotal;
  private long itemsDone;
  private long bytesDone;
  private long unreadable;
  private long matches;

  /// @param items listed altogether
  /// @param itemsBefore of these, done by earlier runs
  ScanCounts(long items, long bytes, long itemsBefore, long bytesBefore) {
    this.itemsTotal = items;
    this.bytes = bytes;
    this.itemsDone = itemsBefore;
    this.bytesBefore = bytesBefore;
    this.bytesDone = bytesBefore;
  }

  /// @param member whether it was found in a container, and not listed
  void examined(ExaminedItem item, boolean member, long listedBytes) {
    itemsTotal += member ? 1 : 0;
    itemsDone++;
    bytesDone += listedBytes;
    switch (item.verdict()) {
      case Verdict.KnownMaterial known -> matches++;
      case Verdict.Unreadable bad -> unreadable++;
      case Verdict.KnownGood good -> {}
      case Verdict.Unmatched unmatched -> {}
      case Verdict.NotMedia other -> {}
    }
  }

  /// The state at this moment.
  ///
  /// @param millis for how long the item is waited for
  WorkInProgress now(String exhibit, PendingItem item, long millis) {
    double seconds = Math.max(0.001, (System.nanoTime() - startedNanos) / 1e9);
    return new WorkInProgress(
        exhibit,
        item.path(),
        Instant.now().minusMillis(millis),
        item.row()
            .map(ListedMembers.Row::volumeId)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()),
        itemsDone,
        itemsTotal,
        bytesDone,
        bytes,
        (long) ((bytesDone - bytesBefore) / seconds),
        unreadable,
        matches);
  }
}
