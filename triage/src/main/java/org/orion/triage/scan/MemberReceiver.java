package org.orion.triage.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.archive.Unfolder;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.MediaType;
import org.orion.triage.scan.PendingItem.Outcome;
import org.orion.triage.scanfile.ExaminedItem;

/// Receives the members of a container or the files of a device, and has each examined when its
/// last byte is there. A container among them is unfolded before the next one is received.
final class MemberReceiver implements Unfolder.MemberVisitor, AutoCloseable {
  private final ContainerExamination.Workplace workplace;
  private final Supplier<UnfoldBudget> budget;
  private final int depth;
  private final Place place;
  private final ResumedContainer resumed;
  private @Nullable MemberContent content;
  private @Nullable PendingItem pending;

  /// @param budget gives the budget for a container among the members
  MemberReceiver(
      ContainerExamination.Workplace workplace,
      Supplier<UnfoldBudget> budget,
      int depth,
      Place place,
      ResumedContainer resumed) {
    this.workplace = workplace;
    this.budget = budget;
    this.depth = depth;
    this.place = place;
    this.resumed = resumed;
  }

  /// Knows where in the order of the scan a member stands.
  interface Place {
    PendingItem of(
        long ordinal,
        String name,
        byte[] rawName,
        long size,
        long modifiedMillis,
        ItemState state,
        String origin)
        throws InterruptedException;
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
      throws IOException, InterruptedException {
    if (content != null) {
      // Begun a second time, since the first child was lost.
      content.close();
    }
    content = new MemberContent(workplace.spoolFolder(), workplace.plan().allFiles());
    pending = place.of(number, name, rawName, size, modifiedMillis, state, origin);
    return !workplace.stop().isGiven();
  }

  @Override
  public boolean bytes(ByteBuffer chunk) throws IOException {
    if (content != null) {
      content.add(chunk);
    }
    return !workplace.stop().isGiven();
  }

  @Override
  public boolean wantsAllBytes() {
    return workplace.plan().allFiles();
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
    return !workplace.stop().isGiven();
  }

  private void unfoldMember(PendingItem item, MediaType type, MemberContent member)
      throws IOException, InterruptedException {
    try (member) {
      UnfoldBudget inside = budget.get();
      if (!inside.allowsDepth(depth + 1)) {
        complete(item, Examiners.unreadable(type, member.bytes(), inside.tooDeep()));
        return;
      }
      ContainerExamination.examine(
          workplace,
          inside,
          depth + 1,
          item,
          type,
          member.content(),
          resumed.inside(item.ordinal()));
    }
  }

  private void examineLater(PendingItem item, MediaType type, MemberContent member)
      throws InterruptedException {
    workplace.membersAtOnce().acquire();
    workplace
        .executor()
        .execute(() -> {
          try (member) {
            SeekableByteChannel bytes = member.content();
            complete(
                item,
                workplace
                    .examiners()
                    .examine(type, member.bytes(), examiner -> examiner.examine(type, bytes)));
          } catch (IOException | InterruptedException | RuntimeException fatal) {
            workplace.stop().fail(fatal);
          } finally {
            workplace.membersAtOnce().release();
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
    return workplace
        .examiners()
        .examine(
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

  @Override
  public void close() throws IOException {
    if (content != null) {
      content.close();
    }
  }
}
