package org.orion.triage.scan;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.orion.triage.disk.DeviceDigests;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ImageRow;
import org.orion.triage.scanfile.ListedImage;
import org.orion.triage.scanfile.ListedMembers;
import org.orion.triage.scanfile.ScanFile.Member;

/// An item on its way from a worker to the scan file. Its place in the order is fixed when it is
/// made; its outcome comes when a worker is done.
///
/// @param path as the scan file shows it
/// @param ordinal position in its container; of no meaning for a listed file
/// @param member what its container says of it; empty for a listed file
/// @param row its row in the scan file, where it was listed before; then it has no member
record PendingItem(
    String path,
    long ordinal,
    Optional<Member> member,
    Optional<ListedMembers.Row> row,
    CompletableFuture<Outcome> outcome) {

  static PendingItem listed(String path) {
    return new PendingItem(path, -1, Optional.empty(), Optional.empty(), new CompletableFuture<>());
  }

  static PendingItem member(String path, long ordinal, Member member) {
    return new PendingItem(
        path, ordinal, Optional.of(member), Optional.empty(), new CompletableFuture<>());
  }

  /// A file of a disk image.
  static PendingItem of(ListedMembers.Row row) {
    return new PendingItem(
        row.path(), row.ordinal(), Optional.empty(), Optional.of(row), new CompletableFuture<>());
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

    /// Asks how far an earlier run came with a disk image; answered at once.
    record Ask(CompletableFuture<ImageRow> answer) implements Step {}

    /// What the listing of a disk image found; entered in this order.
    record Found(List<ListedImage.Fact> facts) implements Step {}

    /// The listing is whole; answered when it is permanent.
    record Listed(CompletableFuture<ImageRow> answer) implements Step {}

    /// A part of the device that could not be searched for what no file system lists.
    record Unsearched(String path, Unreadable why) implements Step {}

    /// What reading the whole device gave.
    record Digested(DeviceDigests digests) implements Step {}

    record End(ExaminedItem container) implements Step {}
  }
}
