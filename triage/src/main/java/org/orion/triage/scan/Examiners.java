package org.orion.triage.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.MediaType;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.StoredContents;

/// The examiners of a scan, as many as it has workers. Whoever has bytes to examine waits for a
/// free one; none of them ever waits for another item, so they always come free.
final class Examiners implements AutoCloseable {
  private final BlockingQueue<ContentExaminer> free = new LinkedBlockingQueue<>();
  private final int count;

  Examiners(ScanTools tools, ScanPlan plan, ContentBook book, Path scanFile)
      throws ScanFileException {
    this.count = tools.workers();
    for (int i = 0; i < count; i++) {
      free.add(
          new ContentExaminer(
              tools.matcher(), tools.decoder(), plan, book, StoredContents.open(scanFile)));
    }
  }

  /// Work for one examiner.
  interface Examination {
    ExaminedItem examine(ContentExaminer examiner) throws IOException, InterruptedException;
  }

  /// Examines with a free examiner. What goes wrong with the item becomes its verdict.
  ExaminedItem examine(MediaType type, long bytes, Examination examination)
      throws InterruptedException, ScanFileException {
    ContentExaminer examiner = free.take();
    try {
      return examination.examine(examiner);
    } catch (ScanFileException fatal) {
      throw fatal;
    } catch (IOException unreadable) {
      return unreadable(
          type, bytes, new Unreadable(Reason.IO, "cannot be read: " + unreadable.getMessage()));
    } catch (UncheckedIOException ofAList) {
      // No fault of the item: without its lists a scan must not go on.
      throw ofAList;
    } catch (RuntimeException defect) {
      return unreadable(
          type, bytes, new Unreadable(Reason.CORRUPT, "could not be examined: " + defect));
    } finally {
      free.add(examiner);
    }
  }

  static ExaminedItem unreadable(MediaType type, long bytes, Unreadable why) {
    return new ExaminedItem(
        type, bytes, Optional.empty(), Optional.empty(), new Verdict.Unreadable(why));
  }

  MediaType typeOf(SeekableByteChannel content) throws IOException, InterruptedException {
    ContentExaminer examiner = free.take();
    try {
      return examiner.typeOf(content);
    } finally {
      free.add(examiner);
    }
  }

  @Override
  public void close() {
    for (ContentExaminer examiner : free) {
      examiner.close();
    }
  }
}
