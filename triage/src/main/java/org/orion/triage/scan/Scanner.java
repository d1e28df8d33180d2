package org.orion.triage.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.evidence.EvidenceFile;
import org.orion.triage.evidence.EvidenceItem;
import org.orion.triage.evidence.EvidenceSource;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;
import org.orion.triage.scanfile.ListedImage;
import org.orion.triage.scanfile.ListedItems;
import org.orion.triage.scanfile.ScanFile;
import org.orion.triage.scanfile.ScanFile.EvidenceRow;
import org.orion.triage.scanfile.ScanFileException;

/// Runs a scan, or goes on with one: lists the evidence, then examines item after item.
public final class Scanner {
  /*
   * The walk thread opens items in order and hands them to the workers; each item's place in the
   * order goes into a queue at the same moment. The calling thread takes places from the queue and
   * writes the outcomes, waiting for each in turn. The queue's length bounds how far the workers run
   * ahead of a slow item. Since the file always holds a beginning of the result, going on means: list
   * again, compare, pass over what has a verdict.
   */
  private static final int ITEMS_AHEAD = 4_000;

  private final ScanFile file;
  private final ScanPlan plan;
  private final ScanTools tools;
  private final ScanProgress progress;
  private final StopSignal stop;

  public Scanner(
      ScanFile file, ScanPlan plan, ScanTools tools, ScanProgress progress, StopSignal stop) {
    this.file = file;
    this.plan = plan;
    this.tools = tools;
    this.progress = progress;
    this.stop = stop;
  }

  /// How a scan ended.
  public enum End {
    COMPLETE,
    STOPPED
  }

  /// Scans until the end, or until the stop signal is given.
  ///
  /// @throws ScanRefusedException when the evidence is not what an earlier run listed
  public End run() throws IOException, InterruptedException, ScanRefusedException {
    String state = file.state();
    if (state.equals("complete")) {
      return End.COMPLETE;
    }
    if (state.equals("listing")) {
      file.clearListing();
      if (!list()) {
        return End.STOPPED;
      }
      file.enter("examining");
    } else {
      compareWithListing();
    }
    End end = examine();
    file.commit();
    switch (stop.failure()) {
      case null -> {}
      case IOException io -> throw io;
      case RuntimeException defect -> throw defect;
      case Exception other -> throw new IllegalStateException(other);
    }
    if (end == End.COMPLETE) {
      compareEvidenceFiles();
      file.enter("complete");
    }
    return end;
  }

  /// Notes the evidence's own files as they are now, and says so when one was written to meanwhile.
  private void compareEvidenceFiles() throws IOException {
    for (EvidenceRow row : file.evidence()) {
      List<EvidenceFile> files;
      try {
        files = EvidenceSource.open(Path.of(row.path())).files();
      } catch (IOException gone) {
        file.unlisted(row.id(), "", EvidenceSource.ioProblem("when all was examined", gone));
        continue;
      }
      for (EvidenceFile each : files) {
        if (!file.evidenceFileAfter(row.id(), each)) {
          file.unlisted(
              row.id(),
              each.name(),
              new Unreadable(Reason.IO, "the evidence was changed while it was examined"));
        }
      }
    }
  }

  private boolean list() throws IOException, InterruptedException {
    for (ScanPlan.PlannedEvidence planned : plan.evidence()) {
      EvidenceSource source = EvidenceSource.open(planned.path());
      long evidenceId =
          file.addEvidence(
              planned.exhibit(), planned.path().toString(), source.kind(), source.isReadOnly());
      Listing listing = new Listing(planned, evidenceId, source.kind().equals("file"));
      source.walk(listing);
      for (EvidenceFile each : source.files()) {
        file.evidenceFile(evidenceId, each);
      }
      file.evidenceListed(evidenceId, listing.items, listing.bytes);
      if (stop.isGiven()) {
        return false;
      }
    }
    return true;
  }

  /// Writes the listing of one evidence. Where the evidence is a disk image, so is what it holds.
  private final class Listing implements EvidenceSource.ItemVisitor {
    private final ScanPlan.PlannedEvidence planned;
    private final long evidenceId;
    private final boolean single;
    private long items;
    private long bytes;

    Listing(ScanPlan.PlannedEvidence planned, long evidenceId, boolean single) {
      this.planned = planned;
      this.evidenceId = evidenceId;
      this.single = single;
    }

    @Override
    public boolean item(EvidenceItem item) throws IOException, InterruptedException {
      long id = file.list(evidenceId, items++, item);
      if (!single || !listDevice(id, item)) {
        bytes += item.bytes();
      }
      if (items % 10_000 == 0) {
        show();
      }
      return !stop.isGiven();
    }

    private void show() throws ScanFileException {
      file.commit();
      progress.listed(planned.exhibit(), items, bytes);
    }

    /// @return whether it is one, and anything of it could be listed
    private boolean listDevice(long itemId, EvidenceItem item)
        throws IOException, InterruptedException {
      try (SeekableByteChannel content = item.opener().open()) {
        MediaType type = EvidenceHanding.deviceType(planned.path(), item.path(), headOf(content));
        if (!type.isDevice()) {
          return false;
        }
        ListedImage image = file.beginImage(evidenceId, itemId, item.path());
        long before = items;
        ListingFacts listing =
            new ListingFacts(
                fact -> {
                  image.enter(fact);
                  items = before + image.files();
                  if (image.files() % 10_000 == 9_999) {
                    bytes = image.bytes();
                    show();
                  }
                },
                stop);
        UnfoldBudget budget = new UnfoldBudget(plan.limits(), item.bytes());
        Optional<Unreadable> problem = tools.disk().list(type, content, budget, listing);
        if (!listing.begun() || stop.isGiven()) {
          return false;
        }
        listing.brokenOff(problem);
        file.imageListed(itemId);
        items = before + image.files();
        bytes = image.bytes();
        return true;
      } catch (ScanFileException fatal) {
        throw fatal;
      } catch (IOException unreadable) {
        // Its examination says so.
        return false;
      }
    }

    @Override
    public void unlisted(String path, Unreadable why) throws ScanFileException {
      file.unlisted(evidenceId, path, why);
    }
  }

  private static MediaType headOf(SeekableByteChannel content) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(MediaDetector.HEAD_BYTES);
    content.position(0);
    try {
      while (head.hasRemaining() && content.read(head) >= 0) {
        continue;
      }
    } catch (IOException unreadable) {
      // A bad sector in them is no reason not to look at the rest.
      if (head.position() == 0) {
        throw unreadable;
      }
    }
    return MediaDetector.detect(head.array(), head.position());
  }

  private void compareWithListing() throws IOException, InterruptedException, ScanRefusedException {
    for (EvidenceRow row : file.evidence()) {
      try (ListedItems listed = ListedItems.open(file.path(), row.id())) {
        Comparison comparison = new Comparison(listed);
        EvidenceSource.open(Path.of(row.path())).walk(comparison);
        Optional<ListedItems.Row> missing =
            comparison.difference.isEmpty() ? listed.next() : Optional.empty();
        Optional<String> difference =
            missing.isPresent()
                ? Optional.of(missing.get().path() + " was listed and is gone")
                : comparison.difference;
        if (difference.isPresent()) {
          throw new ScanRefusedException(
              "%s: the evidence changed since it was listed: %s"
                  .formatted(row.path(), difference.get()));
        }
      }
    }
  }

  /// Holds what is there now against the listing.
  private static final class Comparison implements EvidenceSource.ItemVisitor {
    private final ListedItems listed;
    private Optional<String> difference = Optional.empty();

    Comparison(ListedItems listed) {
      this.listed = listed;
    }

    @Override
    public boolean item(EvidenceItem item) throws ScanFileException {
      Optional<ListedItems.Row> row = listed.next();
      String modified = Instant.ofEpochMilli(item.modifiedMillis()).toString();
      if (row.isEmpty() || !row.get().path().equals(item.path())) {
        difference =
            Optional.of(
                "expected %s, found %s"
                    .formatted(row.map(ListedItems.Row::path).orElse("nothing more"), item.path()));
      } else if (row.get().bytes() != item.bytes()) {
        difference =
            Optional.of(
                "%s: expected %d bytes, found %d"
                    .formatted(item.path(), row.get().bytes(), item.bytes()));
      } else if (!Instant.parse(row.get().modified()).equals(Instant.parse(modified))) {
        difference =
            Optional.of(
                "%s: expected a file of %s, found one of %s"
                    .formatted(item.path(), row.get().modified(), modified));
      }
      return difference.isEmpty();
    }

    @Override
    public void unlisted(String path, Unreadable why) {}
  }

  private End examine() throws IOException, InterruptedException {
    ContentBook book = new ContentBook();
    BlockingQueue<Handed> queue = new LinkedBlockingQueue<>(ITEMS_AHEAD);
    ExecutorService members = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    ExecutorService workers =
        Executors.newFixedThreadPool(tools.workers(), Thread.ofPlatform().daemon().factory());
    ExecutorService walk =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    try (Examiners examiners = new Examiners(tools, plan, book, file.path())) {
      ContainerExamination.Workplace workplace =
          new ContainerExamination.Workplace(
              examiners,
              tools.unfolder(),
              tools.disk(),
              tools.workers(),
              plan,
              file.path(),
              members,
              new Semaphore(tools.workers() + 1),
              new Semaphore(16 * tools.workers()),
              stop);
      List<EvidenceRow> evidence = file.evidence();
      ScanCounts counts = announce(evidence);
      ResumedContainer resumed = resumedContainer(evidence);
      Future<?> walking =
          walk.submit(() -> {
            for (EvidenceRow row : evidence) {
              new EvidenceHanding(row, workers, workplace, queue, resumed).run();
            }
            queue.put(new Handed(new Committer.Place(-1, ""), -1, 0, null));
            return true;
          });
      return write(queue, walking, new Committer(file, book, progress, counts, stop));
    } finally {
      walk.shutdownNow();
      workers.shutdownNow();
      members.shutdownNow();
      walk.awaitTermination(5, TimeUnit.SECONDS);
      workers.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private ScanCounts announce(List<EvidenceRow> evidence) throws ScanFileException {
    long items = 0;
    long bytes = 0;
    for (EvidenceRow row : evidence) {
      items += row.items();
      bytes += row.bytes();
    }
    long itemsDone = file.listedDone();
    long bytesDone = file.listedBytesDone();
    progress.begins(items, bytes, itemsDone, bytesDone);
    return new ScanCounts(items, bytes, itemsDone, bytesDone);
  }

  /// The container in which an earlier run stopped: the first listed item without a verdict, if it
  /// has members already.
  private ResumedContainer resumedContainer(List<EvidenceRow> evidence) throws ScanFileException {
    for (EvidenceRow row : evidence) {
      try (ListedItems listed = ListedItems.open(file.path(), row.id())) {
        for (Optional<ListedItems.Row> item = listed.next();
            item.isPresent();
            item = listed.next()) {
          if (!item.get().done()) {
            return ResumedContainer.of(file, item.get().id());
          }
        }
      }
    }
    return ResumedContainer.FROM_START;
  }

  private End write(BlockingQueue<Handed> queue, Future<?> walking, Committer committer)
      throws IOException, InterruptedException {
    try {
      while (true) {
        Handed handed = queue.poll(50, TimeUnit.MILLISECONDS);
        if (handed == null) {
          if (walking.isDone()) {
            walking.get();
          }
          if (stop.isGiven()) {
            committer.commit();
            return End.STOPPED;
          }
          continue;
        }
        if (handed.item() == null) {
          walking.get();
          committer.commit();
          return End.COMPLETE;
        }
        if (!committer.write(handed.place(), handed.item(), handed.id(), handed.listedBytes())) {
          committer.commit();
          return End.STOPPED;
        }
      }
    } catch (ExecutionException failed) {
      committer.commit();
      switch (failed.getCause()) {
        case IOException io -> throw io;
        case RuntimeException defect -> throw defect;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(failed);
      }
    }
  }
}
