package org.orion.triage.scan;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.disk.CarvePart;
import org.orion.triage.disk.DeviceDigests;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.DeviceHasher;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.MediaType;
import org.orion.triage.scan.PendingItem.Outcome;
import org.orion.triage.scan.PendingItem.Step;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ImageRow;
import org.orion.triage.scanfile.ListedImage.Fact;
import org.orion.triage.scanfile.ListedMembers;

/// Examines one disk image. Its files are listed first, unless that was done when the evidence was
/// listed; then several readers send the files' contents, while the whole device is read once for
/// its own digests.
final class DiskExamination {
  private static final int STEPS_AHEAD = 1_000;
  private static final int FACTS_AT_ONCE = 500;
  private static final long POLL_MILLIS = 100;

  private final ContainerExamination.Workplace workplace;
  private final UnfoldBudget budget;
  private final int depth;
  private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(STEPS_AHEAD);
  private final List<Fact> facts = new ArrayList<>();

  DiskExamination(ContainerExamination.Workplace workplace, UnfoldBudget budget, int depth) {
    this.workplace = workplace;
    this.budget = budget;
    this.depth = depth;
  }

  /// Returns when the last step was handed on.
  ///
  /// @param item the image's place in the order, whose outcome is given here
  void run(PendingItem item, MediaType type, SeekableByteChannel content, ResumedContainer resumed)
      throws IOException, InterruptedException {
    item.outcome().complete(new Outcome.Opened(steps));
    CompletableFuture<ImageRow> asked = new CompletableFuture<>();
    steps.put(new Step.Ask(asked));
    ImageRow image = await(asked);
    Optional<Unreadable> problem = Optional.empty();
    if (image != null && !image.listed()) {
      ListingFacts listing = new ListingFacts(this::note, workplace.stop());
      problem = workplace.disk().list(type, ContentView.of(content), budget, listing);
      image = listed(listing, problem);
    }
    if (image == null || workplace.stop().isGiven()) {
      if (!workplace.stop().isGiven()) {
        steps.put(
            new Step.End(
                Examiners.unreadable(
                    type,
                    content.size(),
                    problem.orElse(new Unreadable(Reason.CORRUPT, "nothing of it was listed")))));
      }
      return;
    }
    examine(image, item.path(), type, content, resumed);
  }

  /// @return null when nothing of the image is known, or the scan stops
  private @Nullable ImageRow listed(ListingFacts listing, Optional<Unreadable> problem)
      throws IOException, InterruptedException {
    if (!listing.begun()) {
      return null;
    }
    listing.brokenOff(problem);
    steps.put(new Step.Found(List.copyOf(facts)));
    facts.clear();
    CompletableFuture<ImageRow> permanent = new CompletableFuture<>();
    steps.put(new Step.Listed(permanent));
    return await(permanent);
  }

  private void note(Fact fact) throws InterruptedException {
    facts.add(fact);
    if (facts.size() >= FACTS_AT_ONCE) {
      steps.put(new Step.Found(List.copyOf(facts)));
      facts.clear();
    }
  }

  private @Nullable ImageRow await(CompletableFuture<ImageRow> answer) throws InterruptedException {
    while (!workplace.stop().isGiven()) {
      try {
        return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        continue;
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return null;
  }

  private void examine(
      ImageRow image,
      String path,
      MediaType type,
      SeekableByteChannel content,
      ResumedContainer resumed)
      throws IOException, InterruptedException {
    CompletableFuture<Whole> whole = readWhole(image, type, content);
    new DeviceFiles(workplace, depth, image, type, content, resumed).examine(steps);
    if (workplace.plan().carve() && !workplace.stop().isGiven()) {
      carve(image, path, type, content, resumed);
    }
    Whole read = await(whole, "the device");
    if (read == null) {
      return;
    }
    if (read.digests().isPresent()) {
      steps.put(new Step.Digested(read.digests().get()));
    }
    steps.put(new Step.End(itself(image, type, content.size(), read)));
  }

  /// Searches what belongs to no file, after all that is listed.
  private void carve(
      ImageRow image,
      String path,
      MediaType type,
      SeekableByteChannel content,
      ResumedContainer resumed)
      throws IOException, InterruptedException {
    List<CarvePart> parts = new ArrayList<>();
    Map<String, Long> volumes = new HashMap<>();
    try (ListedMembers listed = ListedMembers.open(workplace.scanFile(), image.itemId())) {
      for (ListedMembers.UnlistedPart unlisted : listed.unlisted()) {
        parts.add(unlisted.part());
        volumes.put(unlisted.part().name(), unlisted.volumeId());
      }
    }
    long seen = Math.max(0, resumed.members() - image.files());
    try (MemberReceiver receiver =
        new MemberReceiver(
            workplace,
            () -> budget,
            depth,
            (ordinal, name, raw, size, modified, state, origin) ->
                ContainerExamination.place(
                    path,
                    steps,
                    image.files() + ordinal,
                    name,
                    raw,
                    size,
                    modified,
                    state,
                    origin,
                    volumeOf(name, volumes)),
            resumed)) {
      List<Unreadable> problems =
          workplace.disk().carve(type, ContentView.of(content), parts, seen, budget, receiver);
      for (Unreadable problem : problems) {
        steps.put(new Step.Unsearched(path + " / $Unallocated", problem));
      }
    }
  }

  /// The name of a find begins with that of the part it was found in.
  private static OptionalLong volumeOf(String find, Map<String, Long> volumes) {
    Long volume = volumes.get(find.substring(0, Math.max(0, find.indexOf(" / "))));
    return volume == null ? OptionalLong.empty() : OptionalLong.of(volume);
  }

  /// What reading the whole image gave.
  ///
  /// @param item the image as an item
  private record Whole(ExaminedItem item, Optional<DeviceDigests> digests) {}

  private CompletableFuture<Whole> readWhole(
      ImageRow image, MediaType type, SeekableByteChannel content) {
    CompletableFuture<Whole> whole = new CompletableFuture<>();
    workplace
        .executor()
        .execute(() -> {
          try {
            whole.complete(readWholeNow(image, type, content));
          } catch (IOException | InterruptedException | RuntimeException fatal) {
            workplace.stop().fail(fatal);
            whole.completeExceptionally(fatal);
          }
        });
    return whole;
  }

  private Whole readWholeNow(ImageRow image, MediaType type, SeekableByteChannel content)
      throws IOException, InterruptedException {
    SeekableByteChannel view = ContentView.of(content);
    if (!type.isDiskImage()) {
      // What contains the sectors is nobody's file; the sectors' digests are the device's.
      ExaminedItem container =
          new ExaminedItem(
              type, view.size(), Optional.empty(), Optional.empty(), new Verdict.NotMedia());
      return new Whole(
          container,
          image.digested() ? Optional.empty() : Optional.of(workplace.disk().digest(type, view)));
    }
    ContentDigests digests;
    try {
      digests = digest(view);
    } catch (IOException unreadable) {
      String why = "not all sectors can be read: " + unreadable.getMessage();
      return new Whole(
          Examiners.unreadable(type, view.size(), new Unreadable(Reason.IO, why)),
          Optional.of(new DeviceDigests("", "", "", 1, Optional.of(why))));
    }
    ExaminedItem examined =
        workplace
            .examiners()
            .examine(
                type,
                digests.bytes(),
                examiner -> {
                  Decision decision = examiner.decideByDigests(type, digests);
                  return new ExaminedItem(
                      decision.type(),
                      digests.bytes(),
                      Optional.of(digests),
                      Optional.empty(),
                      decision.verdict());
                });
    return new Whole(
        examined,
        Optional.of(
            new DeviceDigests(
                digests.md5().hex(),
                digests.sha1().hex(),
                digests.sha256().hex(),
                0,
                Optional.empty())));
  }

  /// Without an examiner, since it takes as long as the device is large.
  private ContentDigests digest(SeekableByteChannel content)
      throws IOException, InterruptedException {
    try (DeviceHasher hasher = new DeviceHasher()) {
      long size = content.size();
      content.position(0);
      for (long at = 0; at < size && !workplace.stop().isGiven(); ) {
        ByteBuffer buffer = hasher.buffer();
        buffer.limit((int) Math.min(buffer.capacity(), size - at));
        while (buffer.hasRemaining()) {
          if (content.read(buffer) < 0) {
            throw new EOFException("it ends at byte " + (at + buffer.position()));
          }
        }
        at += buffer.position();
        hasher.update();
      }
      return hasher.finish();
    }
  }

  private @Nullable Whole await(CompletableFuture<Whole> whole, String what)
      throws InterruptedException {
    while (!workplace.stop().isGiven()) {
      try {
        return whole.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        continue;
      } catch (ExecutionException failed) {
        throw new IllegalStateException(what, failed);
      }
    }
    return null;
  }

  private static ExaminedItem itself(ImageRow image, MediaType type, long size, Whole read) {
    Optional<Unreadable> problem =
        read.digests()
            .flatMap(digests -> digests.problem(image.facts()))
            .or(() -> image.facts().problem())
            .map(text -> new Unreadable(Reason.CORRUPT, text));
    boolean decided = !(read.item().verdict() instanceof Verdict.NotMedia);
    return problem.isEmpty() || decided
        ? read.item()
        : new ExaminedItem(
            type,
            size,
            read.item().digests(),
            Optional.empty(),
            new Verdict.Unreadable(problem.get()));
  }
}
