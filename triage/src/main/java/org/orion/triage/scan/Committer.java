package org.orion.triage.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.Sha256;
import org.orion.triage.disk.DeviceDigests;
import org.orion.triage.disk.ImageFacts;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.scan.PendingItem.Outcome;
import org.orion.triage.scan.PendingItem.Step;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ImageRow;
import org.orion.triage.scanfile.ListedImage;
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
  private final ScanCounts counts;
  private final StopSignal stop;
  private final List<Sha256> uncommitted = new ArrayList<>();
  private final Map<Long, ListedImage> listings = new HashMap<>();
  private long lastCommit = System.nanoTime();
  private int sinceCommit;

  Committer(
      ScanFile file, ContentBook book, ScanProgress progress, ScanCounts counts, StopSignal stop) {
    this.counts = counts;
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
    Outcome outcome = await(place, item);
    if (outcome == null) {
      return false;
    }
    return switch (outcome) {
      case Outcome.Examined(ExaminedItem examined) -> {
        record(place, item, id, examined, listedBytes);
        yield true;
      }
      case Outcome.Opened(BlockingQueue<Step> steps) -> {
        boolean done = writeMembers(place, item, id, listedBytes, steps);
        listings.remove(id);
        yield done;
      }
    };
  }

  private boolean writeMembers(
      Place place, PendingItem container, long id, long listedBytes, BlockingQueue<Step> steps)
      throws ScanFileException, InterruptedException, ExecutionException {
    OptionalLong begun = file.memberPending(id);
    boolean device = false;
    boolean searching = false;
    long since = System.nanoTime();
    while (true) {
      Step step = steps.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      if (step == null) {
        commitIfDue();
        tell(place, container, since);
        if (stop.isGiven()) {
          return false;
        }
        continue;
      }
      since = System.nanoTime();
      switch (step) {
        case Step.Next(PendingItem member) -> {
          long memberId;
          if (member.row().isPresent()) {
            memberId = member.row().get().id();
          } else {
            if (device && !searching) {
              // All that was listed is done; what waits was found beyond it by an earlier run.
              begun = file.memberPending(id);
              searching = true;
            }
            memberId = begun.isPresent() ? begun.getAsLong() : enter(place, id, member);
            begun = OptionalLong.empty();
          }
          long bytes = member.row().map(row -> Math.max(0, row.bytes())).orElse(0L);
          if (!write(place, member, memberId, bytes)) {
            return false;
          }
        }
        case Step.Ask(CompletableFuture<ImageRow> answer) -> {
          device = true;
          begun = OptionalLong.empty();
          answer.complete(ask(place, container, id));
        }
        case Step.Found(List<ListedImage.Fact> facts) -> {
          for (ListedImage.Fact fact : facts) {
            listing(id).enter(fact);
          }
          sinceCommit += facts.size();
          commitIfDue();
        }
        case Step.Listed(CompletableFuture<ImageRow> answer) -> {
          file.imageListed(id);
          commit();
          answer.complete(file.image(id).orElseThrow());
        }
        case Step.Digested(DeviceDigests digests) -> file.imageDigested(id, digests);
        case Step.Unsearched(String path, Unreadable why) ->
            file.unlisted(place.evidenceId(), path, why);
        case Step.End(ExaminedItem examined) -> {
          // Of a device its files were counted, one by one.
          record(place, container, id, examined, device ? 0 : listedBytes);
          return true;
        }
      }
    }
  }

  private long enter(Place place, long containerId, PendingItem member) throws ScanFileException {
    return file.member(
        place.evidenceId(),
        containerId,
        member.ordinal(),
        member.path(),
        member.member().orElseThrow());
  }

  /// How far an earlier run came with an image; what it had not listed whole is listed again.
  private ImageRow ask(Place place, PendingItem image, long id) throws ScanFileException {
    Optional<ImageRow> known = file.image(id);
    if (known.isPresent() && known.get().listed()) {
      return known.get();
    }
    listings.put(id, file.beginImage(place.evidenceId(), id, image.path()));
    return new ImageRow(
        id,
        false,
        new ImageFacts("", 0, 0, Optional.empty(), Optional.empty(), Optional.empty()),
        false,
        0);
  }

  private ListedImage listing(long id) {
    return Objects.requireNonNull(listings.get(id), "the image is asked for before it is listed");
  }

  private @Nullable Outcome await(Place place, PendingItem item)
      throws InterruptedException, ExecutionException, ScanFileException {
    long since = System.nanoTime();
    while (true) {
      try {
        return item.outcome().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        commitIfDue();
        tell(place, item, since);
        if (stop.isGiven()) {
          return null;
        }
      }
    }
  }

  /// Tells the terminal, and whoever reads the file, which item is waited for.
  private void tell(Place place, PendingItem item, long sinceNanos) throws ScanFileException {
    long millis = (System.nanoTime() - sinceNanos) / 1_000_000;
    progress.waiting(place.exhibit(), item.path(), millis);
    file.progress(() -> counts.now(place.exhibit(), item, millis));
  }

  private void record(
      Place place, PendingItem item, long id, ExaminedItem examined, long listedBytes)
      throws ScanFileException {
    file.record(place.evidenceId(), id, item.path(), examined);
    examined.digests().ifPresent(digests -> uncommitted.add(digests.sha256()));
    progress.examined(
        place.exhibit(), item.path(), examined, item.member().isPresent(), listedBytes);
    counts.examined(examined, item.member().isPresent(), listedBytes);
    file.progress(() -> counts.now(place.exhibit(), item, 0));
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
