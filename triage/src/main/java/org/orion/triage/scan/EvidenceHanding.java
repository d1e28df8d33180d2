package org.orion.triage.scan;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.evidence.EvidenceItem;
import org.orion.triage.evidence.EvidenceSource;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;
import org.orion.triage.scan.PendingItem.Outcome;
import org.orion.triage.scanfile.ListedItems;
import org.orion.triage.scanfile.ScanFile.EvidenceRow;
import org.orion.triage.scanfile.ScanFileException;

/// Walks one evidence along its listing and hands its items to the workers.
final class EvidenceHanding implements EvidenceSource.ItemVisitor {
  private static final Pattern IMAGE_NAME =
      Pattern.compile(
          "\\.(dd|raw|img|image|iso|bin|dmg|vmdk|001|e\\d\\d)$", Pattern.CASE_INSENSITIVE);
  private static final MediaType NOT_READ = MediaType.UNKNOWN;

  /// Files with several names are recognised among so many others, from this size on.
  private static final int CONTENTS_REMEMBERED = 20_000;

  private static final int LEAST_REMEMBERED_BYTES = 16 << 10;

  private final EvidenceRow evidence;
  private final ExecutorService workers;
  private final ContainerExamination.Workplace workplace;
  private final BlockingQueue<Handed> queue;
  private final Committer.Place place;
  private final Path scanFile;
  private final Semaphore open;
  private final Map<String, PendingItem> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PendingItem> eldest) {
          return size() > CONTENTS_REMEMBERED;
        }
      };
  private ResumedContainer resumed;
  private Optional<ListedItems.Row> next = Optional.empty();
  private @Nullable ListedItems listed;

  EvidenceHanding(
      EvidenceRow evidence,
      ExecutorService workers,
      ContainerExamination.Workplace workplace,
      BlockingQueue<Handed> queue,
      ResumedContainer resumed) {
    this.evidence = evidence;
    this.workers = workers;
    this.workplace = workplace;
    this.queue = queue;
    this.place = new Committer.Place(evidence.id(), evidence.exhibit());
    this.resumed = resumed;
    this.scanFile = workplace.scanFile();
    this.open = workplace.openItems();
  }

  void run() throws IOException, InterruptedException {
    try (ListedItems items = ListedItems.open(scanFile, evidence.id())) {
      listed = items;
      next = items.next();
      EvidenceSource.open(Path.of(evidence.path())).walk(this);
      while (next.isPresent()) {
        handGone();
      }
    }
  }

  @Override
  public boolean item(EvidenceItem item) throws IOException, InterruptedException {
    while (next.isPresent()
        && EvidenceSource.compareInWalkOrder(next.get().path(), item.path()) < 0) {
      handGone();
    }
    if (next.isPresent() && next.get().path().equals(item.path())) {
      ListedItems.Row row = next.get();
      advance();
      if (!row.done()) {
        hand(item, row);
      }
    }
    return !workplace.stop().isGiven();
  }

  @Override
  public void unlisted(String path, Unreadable why) {}

  private void advance() throws ScanFileException {
    next = listed == null ? Optional.empty() : listed.next();
  }

  /// A listed file that is no longer there.
  private void handGone() throws ScanFileException, InterruptedException {
    ListedItems.Row row = next.orElseThrow();
    advance();
    if (!row.done()) {
      PendingItem pending = PendingItem.listed(row.path());
      pending
          .outcome()
          .complete(
              new Outcome.Examined(
                  Examiners.unreadable(
                      NOT_READ, row.bytes(), new Unreadable(Reason.IO, "was listed and is gone"))));
      queue.put(new Handed(place, row.id(), row.bytes(), pending));
    }
  }

  private void hand(EvidenceItem item, ListedItems.Row row) throws InterruptedException {
    PendingItem pending = PendingItem.listed(row.path());
    ResumedContainer from = resumed;
    resumed = ResumedContainer.FROM_START;
    SeekableByteChannel channel;
    open.acquire();
    try {
      channel = item.opener().open();
    } catch (IOException unreadable) {
      open.release();
      pending
          .outcome()
          .complete(
              new Outcome.Examined(
                  Examiners.unreadable(
                      NOT_READ,
                      row.bytes(),
                      EvidenceSource.ioProblem("cannot be opened", unreadable))));
      queue.put(new Handed(place, row.id(), row.bytes(), pending));
      return;
    }
    queue.put(new Handed(place, row.id(), row.bytes(), pending));
    Optional<PendingItem> first = firstOf(item, pending);
    if (first.isEmpty()) {
      workers.execute(() -> work(pending, channel, row.bytes(), from));
      return;
    }
    CompletableFuture<Void> unused =
        first
            .get()
            .outcome()
            .thenAccept(outcome -> take(outcome, pending, channel, row.bytes(), from));
  }

  /// The item by which this content was handed on before, under another name.
  private Optional<PendingItem> firstOf(EvidenceItem item, PendingItem pending) {
    boolean worthIt = !item.content().isEmpty() && item.bytes() >= LEAST_REMEMBERED_BYTES;
    return worthIt
        ? Optional.ofNullable(seen.putIfAbsent(item.content(), pending))
        : Optional.empty();
  }

  /// A further name of a content gets what the first one got; a container is opened under each.
  private void take(
      Outcome outcome,
      PendingItem pending,
      SeekableByteChannel channel,
      long bytes,
      ResumedContainer from) {
    switch (outcome) {
      case Outcome.Opened opened -> workers.execute(() -> work(pending, channel, bytes, from));
      case Outcome.Examined examined -> {
        open.release();
        try (channel) {
          pending.outcome().complete(examined);
        } catch (IOException notClosed) {
          workplace.stop().fail(notClosed);
        }
      }
    }
  }

  private void work(
      PendingItem pending, SeekableByteChannel channel, long bytes, ResumedContainer from) {
    try (channel) {
      MediaType type;
      try {
        type =
            deviceType(
                Path.of(evidence.path()), pending.path(), workplace.examiners().typeOf(channel));
      } catch (IOException unreadable) {
        pending
            .outcome()
            .complete(
                new Outcome.Examined(
                    Examiners.unreadable(
                        NOT_READ, bytes, EvidenceSource.ioProblem("cannot be read", unreadable))));
        return;
      }
      if (type.kind() == MediaType.Kind.CONTAINER) {
        UnfoldBudget budget = new UnfoldBudget(workplace.plan().limits(), bytes);
        ContainerExamination.examine(workplace, budget, 1, pending, type, channel, from);
      } else {
        pending
            .outcome()
            .complete(
                new Outcome.Examined(
                    workplace
                        .examiners()
                        .examine(type, bytes, examiner -> examiner.examine(type, channel))));
      }
    } catch (IOException | InterruptedException | RuntimeException fatal) {
      workplace.stop().fail(fatal);
    } finally {
      open.release();
    }
  }

  /// A file that is evidence by itself and is called an image is one, whatever is left of it: that
  /// nothing in it can be read must be said.
  static MediaType deviceType(Path evidence, String item, MediaType type) {
    boolean called = evidence.endsWith(item) && IMAGE_NAME.matcher(item).find();
    if (type.kind() != MediaType.Kind.OTHER || !called) {
      return type;
    }
    // A part of an image that was given without the others: its reader says what is missing.
    return switch (type.name()) {
      case "application/x-ewf-segment" ->
          new MediaType("application/x-ewf", MediaType.Kind.CONTAINER);
      case "application/x-vmdk-extent" ->
          new MediaType("application/x-vmdk", MediaType.Kind.CONTAINER);
      default -> MediaType.DISK_IMAGE;
    };
  }
}
