package org.orion.triage.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.archive.Unfolder;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.hash.ContentDigests;
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
    Members members = new Members(item.path(), steps, resumed);
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

  /// Receives the members of this container.
  private final class Members implements Unfolder.MemberVisitor {
    private final String containerPath;
    private final BlockingQueue<Step> steps;
    private final ResumedContainer resumed;
    private @Nullable MemberContent content;
    private @Nullable PendingItem pending;
    private long ordinal;

    Members(String containerPath, BlockingQueue<Step> steps, ResumedContainer resumed) {
      this.containerPath = containerPath;
      this.steps = steps;
      this.resumed = resumed;
    }

    @Override
    public boolean begin(
        long number,
        String name,
        byte[] rawName,
        long size,
        long modifiedMillis,
        ItemState state,
        String origin)
        throws InterruptedException {
      ordinal = number;
      content = new MemberContent(workplace.spoolFolder(), workplace.plan.allFiles());
      boolean utf8 = Arrays.equals(name.getBytes(StandardCharsets.UTF_8), rawName);
      pending =
          PendingItem.member(
              containerPath + " / " + name.replace('\0', ' '),
              number,
              new Member(
                  utf8 ? Optional.empty() : Optional.of(rawName.clone()),
                  size,
                  modifiedMillis,
                  state,
                  origin.isEmpty() ? Optional.empty() : Optional.of(origin)));
      steps.put(new Step.Next(pending));
      return !workplace.stop.isGiven();
    }

    @Override
    public boolean bytes(ByteBuffer chunk) throws IOException {
      if (content != null) {
        content.add(chunk);
      }
      return !workplace.stop.isGiven();
    }

    @Override
    public boolean wantsAllBytes() {
      return workplace.plan.allFiles();
    }

    @Override
    public void notSent(long count) throws IOException {
      if (content != null) {
        content.passOver(count);
      }
    }

    @Override
    public boolean end(Optional<Unreadable> problem) throws IOException, InterruptedException {
      MemberContent member = content;
      PendingItem item = pending;
      content = null;
      pending = null;
      if (member == null || item == null) {
        return true;
      }
      MediaType type = member.end();
      if (problem.isPresent()) {
        MediaType seen = member.bytes() == 0 ? MediaType.UNKNOWN : type;
        complete(item, Examiners.unreadable(seen, member.bytes(), problem.get()));
        member.close();
      } else if (type.kind() == MediaType.Kind.CONTAINER) {
        unfoldMember(item, type, member);
      } else if (type.isMedia()) {
        examineLater(item, type, member);
      } else {
        complete(item, notMedia(type, member));
        member.close();
      }
      return !workplace.stop.isGiven();
    }

    private void unfoldMember(PendingItem item, MediaType type, MemberContent member)
        throws IOException, InterruptedException {
      try (member) {
        if (!budget.allowsDepth(depth + 1)) {
          complete(item, Examiners.unreadable(type, member.bytes(), budget.tooDeep()));
          return;
        }
        new ContainerExamination(workplace, budget, depth + 1)
            .run(item, type, member.content(), resumed.inside(ordinal));
      }
    }

    private void examineLater(PendingItem item, MediaType type, MemberContent member)
        throws InterruptedException {
      workplace.membersAtOnce.acquire();
      workplace.executor.execute(() -> {
        try (member) {
          SeekableByteChannel bytes = member.content();
          complete(
              item,
              workplace.examiners.examine(
                  type, member.bytes(), examiner -> examiner.examine(type, bytes)));
        } catch (IOException | InterruptedException | RuntimeException fatal) {
          workplace.stop.fail(fatal);
        } finally {
          workplace.membersAtOnce.release();
        }
      });
    }

    private ExaminedItem notMedia(MediaType type, MemberContent member)
        throws IOException, InterruptedException {
      Optional<ContentDigests> digests = member.digests();
      if (digests.isEmpty()) {
        return new ExaminedItem(
            type, member.bytes(), Optional.empty(), Optional.empty(), new Verdict.NotMedia());
      }
      return workplace.examiners.examine(
          type,
          member.bytes(),
          examiner -> {
            Decision decision = examiner.decideByDigests(type, digests.get());
            return new ExaminedItem(
                decision.type(), member.bytes(), digests, Optional.empty(), decision.verdict());
          });
    }

    private static void complete(PendingItem item, ExaminedItem examined) {
      item.outcome().complete(new Outcome.Examined(examined));
    }

    void close() throws IOException {
      if (content != null) {
        content.close();
      }
    }
  }
}
