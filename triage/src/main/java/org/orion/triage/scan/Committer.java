package org.orion.triage.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.Sha256;
import org.orion.triage.scan.PendingItem.Outcome;
import org.orion.triage.scan.PendingItem.Step;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ScanFile;
import org.orion.triage.scanfile.ScanFileException;

/// Writes outcomes to the scan file in the order of the evidence, whatever order the workers finish
/// in, and makes them permanent every moment. What the file holds is therefore always a beginning
/// of the final result.
final class Committer {
  private static final long COMMIT_NANOS = 1_000_000_000L;
  private static final int COMMIT_ITEMS = 5_000;
  private static final long POLL_MILLIS = 50;

  private final ScanFile file;
  private final ContentBook book;
  private final ScanProgress progress;
  private final StopSignal stop;
  private final List<Sha256> uncommitted = new ArrayList<>();
  private long lastCommit = System.nanoTime();
  private int sinceCommit;

  Committer(ScanFile file, ContentBook book, ScanProgress progress, StopSignal stop) {
    this.file = file;
    this.book = book;
    this.progress = progress;
    this.stop = stop;
  }

  /// Which evidence an item belongs to.
  record Place(long evidenceId, String exhibit) {}

  /// Writes one item with all its members.
  ///
  /// @return false when the scan was stopped before the item was done
  boolean write(Place place, PendingItem item, long id, long listedBytes)
      throws ScanFileException, InterruptedException, ExecutionException {
    Outcome outcome = await(item);
    if (outcome == null) {
      return false;
    }
    return switch (outcome) {
      case Outcome.Examined(ExaminedItem examined) -> {
        record(place, item, id, examined, listedBytes);
        yield true;
      }
      case Outcome.Opened(BlockingQueue<Step> steps) ->
          writeMembers(place, item, id, listedBytes, steps);
    };
  }

  private boolean writeMembers(
      Place place, PendingItem container, long id, long listedBytes, BlockingQueue<Step> steps)
      throws ScanFileException, InterruptedException, ExecutionException {
    OptionalLong begun = file.memberPending(id);
    while (true) {
      Step step = steps.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      if (step == null) {
        commitIfDue();
        if (stop.isGiven()) {
          return false;
        }
        continue;
      }
      switch (step) {
        case Step.Next(PendingItem member) -> {
          long memberId =
              begun.isPresent()
                  ? begun.getAsLong()
                  : file.member(
                      place.evidenceId(),
                      id,
                      member.ordinal(),
                      member.path(),
                      member.member().orElseThrow());
          begun = OptionalLong.empty();
          if (!write(place, member, memberId, 0)) {
            return false;
          }
        }
        case Step.End(ExaminedItem examined) -> {
          record(place, container, id, examined, listedBytes);
          return true;
        }
      }
    }
  }

  private @Nullable Outcome await(PendingItem item)
      throws InterruptedException, ExecutionException, ScanFileException {
    while (true) {
      try {
        return item.outcome().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        commitIfDue();
        if (stop.isGiven()) {
          return null;
        }
      }
    }
  }

  private void record(
      Place place, PendingItem item, long id, ExaminedItem examined, long listedBytes)
      throws ScanFileException {
    file.record(place.evidenceId(), id, item.path(), examined);
    examined.digests().ifPresent(digests -> uncommitted.add(digests.sha256()));
    progress.examined(
        place.exhibit(), item.path(), examined, item.member().isPresent(), listedBytes);
    sinceCommit++;
    commitIfDue();
  }

  private void commitIfDue() throws ScanFileException {
    if (sinceCommit >= COMMIT_ITEMS
        || sinceCommit > 0 && System.nanoTime() - lastCommit > COMMIT_NANOS) {
      commit();
    }
  }

  void commit() throws ScanFileException {
    file.commit();
    book.committed(uncommitted);
    uncommitted.clear();
    sinceCommit = 0;
    lastCommit = System.nanoTime();
  }
}
