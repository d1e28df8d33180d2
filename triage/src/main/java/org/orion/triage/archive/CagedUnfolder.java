package org.orion.triage.archive;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;

/// Unfolds in the cage. When the child is lost on a member of a zip, the others after it are still
/// found by a fresh child; a compressed stream ends there.
public final class CagedUnfolder implements Unfolder {
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration TOTAL = Duration.ofDays(2);
  private static final int MOST_LOST_CHILDREN = 5;

  private final Cage cage;

  public CagedUnfolder(Cage cage) {
    this.cage = cage;
  }

  @Override
  public Optional<Unreadable> unfold(
      MediaType type,
      String name,
      SeekableByteChannel content,
      long skip,
      UnfoldBudget budget,
      MemberVisitor visitor)
      throws IOException, InterruptedException {
    budget.addMembers(skip);
    Conversation conversation = new Conversation(skip, budget, visitor);
    for (int lost = 0; ; lost++) {
      Cage.Outcome outcome =
          cage.run(
              "unfold",
              parameters(type, name, conversation.next),
              content,
              IDLE,
              TOTAL,
              conversation::accept);
      if (!(outcome instanceof Cage.Outcome.Failed failed)) {
        return conversation.stopped();
      }
      boolean goesOn = conversation.inMember;
      conversation.lost(failed.why());
      if (!failed.childLost()
          || !goesOn
          || !type.name().equals("application/zip")
          || lost == MOST_LOST_CHILDREN) {
        return Optional.of(failed.why());
      }
    }
  }

  private static byte[] parameters(MediaType type, String name, long skip) {
    byte[] texts = (type.name() + "\0" + name).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + texts.length).putLong(skip).put(texts).array();
  }

  /// What the child may say, in which order, and what it amounts to.
  private static final class Conversation {
    private final UnfoldBudget budget;
    private final MemberVisitor visitor;
    private long next;
    private boolean inMember;
    private @Nullable Unreadable stoppedBy;

    Conversation(long next, UnfoldBudget budget, MemberVisitor visitor) {
      this.next = next;
      this.budget = budget;
      this.visitor = visitor;
    }

    Optional<Unreadable> stopped() {
      return Optional.ofNullable(stoppedBy);
    }

    boolean accept(ByteBuffer message) throws IOException, InterruptedException {
      try {
        return switch (message.get()) {
          case MemberSink.BEGIN -> begin(message);
          case MemberSink.DATA -> data(message);
          case MemberSink.END -> end(message);
          case MemberSink.STOPPED -> {
            stoppedBy = problem(message).orElse(nonsense());
            yield true;
          }
          default -> refuse();
        };
      } catch (BufferUnderflowException | IllegalArgumentException malformed) {
        return refuse();
      }
    }

    private boolean begin(ByteBuffer message) throws IOException, InterruptedException {
      long ordinal = message.getLong();
      long size = message.getLong();
      long modified = message.getLong();
      byte[] name = text(message);
      byte[] raw = text(message);
      if (inMember || ordinal != next) {
        return refuse();
      }
      budget.addMembers(1);
      if (overBudget()) {
        return false;
      }
      next++;
      inMember = true;
      return visitor.begin(
          ordinal, new String(name, StandardCharsets.UTF_8), raw, Math.max(-1, size), modified);
    }

    private boolean data(ByteBuffer message) throws IOException, InterruptedException {
      if (!inMember) {
        return refuse();
      }
      budget.addBytes(message.remaining());
      if (overBudget()) {
        return false;
      }
      return visitor.bytes(message);
    }

    private boolean end(ByteBuffer message) throws IOException, InterruptedException {
      if (!inMember) {
        return refuse();
      }
      inMember = false;
      return visitor.end(problem(message));
    }

    private boolean overBudget() throws IOException, InterruptedException {
      Optional<Unreadable> exceeded = budget.exceeded();
      if (exceeded.isPresent()) {
        stoppedBy = exceeded.get();
        endMember(exceeded.get());
        return true;
      }
      return false;
    }

    private boolean refuse() throws IOException, InterruptedException {
      stoppedBy = nonsense();
      endMember(nonsense());
      return false;
    }

    void lost(Unreadable why) throws IOException, InterruptedException {
      endMember(why);
    }

    private void endMember(Unreadable why) throws IOException, InterruptedException {
      if (inMember) {
        inMember = false;
        visitor.end(Optional.of(why));
      }
    }

    private static Unreadable nonsense() {
      return new Unreadable(Reason.CORRUPT, "the reader of archives sent nonsense; it was ended");
    }

    private static byte[] text(ByteBuffer message) {
      int length = message.getInt();
      if (length < 0 || length > MemberSink.MOST_NAME_BYTES || length > message.remaining()) {
        throw new IllegalArgumentException("length is " + length);
      }
      byte[] bytes = new byte[length];
      message.get(bytes);
      return bytes;
    }

    private static Optional<Unreadable> problem(ByteBuffer message) {
      int reason = message.get();
      if (reason == MemberSink.NO_PROBLEM) {
        return Optional.empty();
      }
      if (reason < 0 || reason >= Reason.values().length) {
        return Optional.of(nonsense());
      }
      byte[] text = new byte[message.remaining()];
      message.get(text);
      return Optional.of(
          new Unreadable(Reason.values()[reason], new String(text, StandardCharsets.UTF_8)));
    }
  }
}
