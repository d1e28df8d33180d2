package org.orion.triage.scan;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ScanFile.Member;

/// An item on its way from a worker to the scan file. Its place in the order is fixed when it is
/// made; its outcome comes when a worker is done.
///
/// @param path as the scan file shows it
/// @param ordinal position in its container; of no meaning for a listed file
/// @param member what its container says of it; empty for a listed file
record PendingItem(
    String path, long ordinal, Optional<Member> member, CompletableFuture<Outcome> outcome) {

  static PendingItem listed(String path) {
    return new PendingItem(path, -1, Optional.empty(), new CompletableFuture<>());
  }

  static PendingItem member(String path, long ordinal, Member member) {
    return new PendingItem(path, ordinal, Optional.of(member), new CompletableFuture<>());
  }

  /// What became of it.
  sealed interface Outcome {
    record Examined(ExaminedItem item) implements Outcome {}

    /// A container: its members follow in order, and then itself.
    record Opened(BlockingQueue<Step> steps) implements Outcome {}
  }

  /// What follows in an opened container.
  sealed interface Step {
    record Next(PendingItem member) implements Step {}

    record End(ExaminedItem container) implements Step {}
  }
}
