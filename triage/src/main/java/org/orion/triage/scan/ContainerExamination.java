package org.orion.triage.scan;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.archive.Unfolder;
import org.orion.triage.disk.CagedDisk;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.MediaType;
import org.orion.triage.scan.PendingItem.Outcome;
import org.orion.triage.scan.PendingItem.Step;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ScanFile.Member;
import org.orion.triage.scanfile.ScanFileException;

/// Unfolds one container and has its members examined side by side, while their places in the order
/// stay those of the container. A container among them is unfolded before the next member is begun.
final class ContainerExamination {
  private static final int STEPS_AHEAD = 1_000;

  /// What all containers of a scan share.
  ///
  /// @param membersAtOnce bounds the members that are held in memory
  /// @param openItems bounds the files of the evidence that are open
  record Workplace(
      Examiners examiners,
      Unfolder unfolder,
      CagedDisk disk,
      int workers,
      ScanPlan plan,
      Path scanFile,
      Executor executor,
      Semaphore membersAtOnce,
      Semaphore openItems,
      StopSignal stop) {
    /// Where members too large for memory are kept: beside the scan file.
    Path spoolFolder() {
      return scanFile.toAbsolutePath().resolveSibling(".");
    }
  }

  private final Workplace workplace;
  private final UnfoldBudget budget;
  private final int depth;

  ContainerExamination(Workplace workplace, UnfoldBudget budget, int depth) {
    this.workplace = workplace;
    this.budget = budget;
    this.depth = depth;
  }

  /// Unfolds; returns when the last step was handed on.
  ///
  /// @param item the container's place in the order, whose outcome is given here
  void run(PendingItem item, MediaType type, SeekableByteChannel content, ResumedContainer resumed)
      throws IOException, InterruptedException {
    BlockingQueue<Step> steps = new ArrayBlockingQueue<>(STEPS_AHEAD);
    item.outcome().complete(new Outcome.Opened(steps));
    MemberReceiver members =
        new MemberReceiver(
            workplace,
            () -> budget,
            depth,
            (ordinal, name, raw, size, modified, state, origin) ->
                place(
                    item.path(),
                    steps,
                    ordinal,
                    name,
                    raw,
                    size,
                    modified,
                    state,
                    origin,
                    OptionalLong.empty()),
            resumed);
    Optional<Unreadable> problem;
    budget.addBytes(resumed.bytes());
    try {
      String name = item.path().substring(item.path().lastIndexOf('/') + 1).strip();
      problem = workplace.unfolder.unfold(type, name, content, resumed.members(), budget, members);
    } catch (ScanFileException fatal) {
      throw fatal;
    } catch (IOException unreadable) {
      problem =
          Optional.of(
              new Unreadable(Unreadable.Reason.IO, "cannot be read: " + unreadable.getMessage()));
    } finally {
      members.close();
    }
    if (!workplace.stop.isGiven()) {
      steps.put(new Step.End(itself(type, content, problem)));
    }
  }

  private ExaminedItem itself(
      MediaType type, SeekableByteChannel content, Optional<Unreadable> problem)
      throws IOException, InterruptedException {
    long size = content.size();
    ExaminedItem examined =
        workplace.examiners.examine(type, size, examiner -> examiner.examine(type, content));
    boolean decided = !(examined.verdict() instanceof Verdict.NotMedia);
    return problem.isEmpty() || decided
        ? examined
        : new ExaminedItem(
            type,
            size,
            examined.digests(),
            Optional.empty(),
            new Verdict.Unreadable(problem.get()));
  }

  /// Gives a member its place in the order.
  ///
  /// @param volumeId the volume of a device in which it was found
  static PendingItem place(
      String containerPath,
      BlockingQueue<Step> steps,
      long ordinal,
      String name,
      byte[] rawName,
      long size,
      long modifiedMillis,
      ItemState state,
      String origin,
      OptionalLong volumeId)
      throws InterruptedException {
    boolean utf8 = Arrays.equals(name.getBytes(StandardCharsets.UTF_8), rawName);
    PendingItem pending =
        PendingItem.member(
            containerPath + " / " + name.replace('\0', ' '),
            ordinal,
            new Member(
                utf8 ? Optional.empty() : Optional.of(rawName.clone()),
                size,
                modifiedMillis,
                state,
                origin.isEmpty() ? Optional.empty() : Optional.of(origin),
                volumeId));
    steps.put(new Step.Next(pending));
    return pending;
  }

  /// Examines a container of any kind.
  static void examine(
      Workplace workplace,
      UnfoldBudget budget,
      int depth,
      PendingItem item,
      MediaType type,
      SeekableByteChannel content,
      ResumedContainer resumed)
      throws IOException, InterruptedException {
    if (type.isDevice()) {
      new DiskExamination(workplace, budget, depth).run(item, type, content, resumed);
    } else {
      new ContainerExamination(workplace, budget, depth).run(item, type, content, resumed);
    }
  }
}
