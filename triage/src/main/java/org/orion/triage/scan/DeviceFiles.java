package org.orion.triage.scan;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.disk.DiskVolume;
import org.orion.triage.disk.FilePlace;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.MediaType;
import org.orion.triage.scan.PendingItem.Outcome;
import org.orion.triage.scan.PendingItem.Step;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ImageRow;
import org.orion.triage.scanfile.ListedMembers;

/// Examines the listed files of a device, page by page, with as many readers as the scan has
/// workers. The readers take turns in short stretches of the listing, so that all of them stay near
/// the item that is written next.
final class DeviceFiles {
  private static final int PAGE_ROWS = 8_192;
  private static final int STRETCH = 16;
  private static final int LINKS_REMEMBERED = 50_000;

  private final ContainerExamination.Workplace workplace;
  private final int depth;
  private final ImageRow image;
  private final MediaType type;
  private final SeekableByteChannel content;
  private final ResumedContainer resumed;
  private final List<DiskVolume> volumes = new ArrayList<>();
  private final Map<Long, Integer> volumeNumbers = new HashMap<>();
  private final Map<Content, PendingItem> linked =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Content, PendingItem> eldest) {
          return size() > LINKS_REMEMBERED;
        }
      };

  DeviceFiles(
      ContainerExamination.Workplace workplace,
      int depth,
      ImageRow image,
      MediaType type,
      SeekableByteChannel content,
      ResumedContainer resumed) {
    this.workplace = workplace;
    this.depth = depth;
    this.image = image;
    this.type = type;
    this.content = content;
    this.resumed = resumed;
  }

  /// A content that several names stand for.
  private record Content(long volumeId, long inode, int stream) {}

  /// Hands every listed file that waits on as a step, and sees to its outcome.
  void examine(BlockingQueue<Step> steps) throws IOException, InterruptedException {
    try (ListedMembers listed = ListedMembers.open(workplace.scanFile(), image.itemId())) {
      for (ListedMembers.VolumeRow row : listed.volumes()) {
        volumeNumbers.put(row.id(), volumes.size());
        volumes.add(row.volume());
      }
      while (!workplace.stop().isGiven()) {
        List<ListedMembers.Row> page = listed.page(PAGE_ROWS);
        if (page.isEmpty()) {
          return;
        }
        examine(page, steps);
      }
    }
  }

  private void examine(List<ListedMembers.Row> page, BlockingQueue<Step> steps)
      throws IOException, InterruptedException {
    List<PendingItem> all = new ArrayList<>();
    List<List<PendingItem>> shares = new ArrayList<>();
    for (int i = 0; i < workplace.workers(); i++) {
      shares.add(new ArrayList<>());
    }
    int read = 0;
    for (ListedMembers.Row row : page) {
      PendingItem pending = PendingItem.of(row);
      all.add(pending);
      if (!isDecided(pending, row) && !isLinked(pending, row)) {
        shares.get(read++ / STRETCH % shares.size()).add(pending);
      }
    }
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (List<PendingItem> share : shares) {
      if (!share.isEmpty()) {
        readers.add(readLater(share));
      }
    }
    for (PendingItem pending : all) {
      steps.put(new Step.Next(pending));
    }
    for (CompletableFuture<Void> reader : readers) {
      try {
        reader.get();
      } catch (ExecutionException failed) {
        // The scan was told to stop by whoever failed.
        return;
      }
    }
  }

  /// What needs no reading.
  private static boolean isDecided(PendingItem pending, ListedMembers.Row row) {
    if (row.lost().isPresent()) {
      complete(pending, Examiners.unreadable(MediaType.UNKNOWN, row.bytes(), row.lost().get()));
      return true;
    }
    if (row.bytes() == 0) {
      complete(
          pending,
          new ExaminedItem(
              MediaType.EMPTY, 0, Optional.empty(), Optional.empty(), new Verdict.NotMedia()));
      return true;
    }
    return false;
  }

  private static void complete(PendingItem pending, ExaminedItem examined) {
    pending.outcome().complete(new Outcome.Examined(examined));
  }

  /// A further name of a content that was seen gets what the first one got. A container is opened
  /// under each of its names.
  private boolean isLinked(PendingItem pending, ListedMembers.Row row) {
    if (row.links() < 2) {
      return false;
    }
    @Nullable PendingItem first =
        linked.putIfAbsent(new Content(row.volumeId(), row.inode(), row.stream()), pending);
    if (first == null) {
      return false;
    }
    CompletableFuture<Void> unused = first.outcome().thenAccept(outcome -> take(pending, outcome));
    return true;
  }

  private void take(PendingItem pending, Outcome outcome) {
    switch (outcome) {
      case Outcome.Examined examined -> pending.outcome().complete(examined);
      case Outcome.Opened opened -> {
        // Whoever fails there stops the scan himself.
        CompletableFuture<Void> unused = readLater(List.of(pending));
      }
    }
  }

  private CompletableFuture<Void> readLater(List<PendingItem> share) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    workplace
        .executor()
        .execute(() -> {
          try {
            read(share);
            done.complete(null);
          } catch (IOException | InterruptedException | RuntimeException fatal) {
            workplace.stop().fail(fatal);
            done.completeExceptionally(fatal);
          }
        });
    return done;
  }

  private void read(List<PendingItem> share) throws IOException, InterruptedException {
    List<FilePlace> places = new ArrayList<>();
    for (PendingItem pending : share) {
      ListedMembers.Row row = pending.row().orElseThrow();
      Integer volume = volumeNumbers.get(row.volumeId());
      places.add(
          new FilePlace(volume == null ? 0 : volume, row.inode(), row.stream(), row.bytes()));
    }
    try (MemberReceiver receiver =
        new MemberReceiver(
            workplace,
            () -> new UnfoldBudget(workplace.plan().limits(), image.facts().mediaBytes()),
            depth,
            (ordinal, name, raw, size, modified, state, origin) -> share.get((int) ordinal),
            resumed)) {
      workplace.disk().read(type, ContentView.of(content), volumes, places, receiver);
    }
  }
}
