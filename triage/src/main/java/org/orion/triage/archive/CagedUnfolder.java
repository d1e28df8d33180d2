package org.orion.triage.archive;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;

/// Unfolds in the cage. When the child is lost on a member of a zip, the others after it are still
/// found by a fresh child; a compressed stream ends there.
public final class CagedUnfolder implements Unfolder {
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration TOTAL = Duration.ofDays(2);
  private static final int MOST_LOST_CHILDREN = 5;

  private static final Set<String> DOCUMENTS =
      Set.of(
          "application/pdf",
          "application/x-ole-storage",
          "application/vnd.ms-outlook-pst",
          "application/vnd.ms-tnef",
          "application/mbox",
          "message/rfc822",
          "text/rtf");

  /// Texts in which nothing can be but what is written as `base64,`.
  private static final Set<String> TEXTS =
      Set.of("text/html", "image/svg+xml", "application/xml", "text/plain");

  /// Containers whose members lie apart from each other.
  private static final Set<String> RESUMABLE =
      Set.of("application/zip", "application/vnd.sqlite3", "application/x-windows-thumbcache");

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
    boolean text = TEXTS.contains(type.name());
    if (text && !LiteralSearch.finds(content, "base64,")) {
      return Optional.empty();
    }
    budget.addMembers(skip);
    Conversation conversation = new Conversation(skip, budget, visitor);
    String task = text || DOCUMENTS.contains(type.name()) ? "document" : "unfold";
    for (int lost = 0; ; lost++) {
      Cage.Outcome outcome =
          cage.run(
              task,
              parameters(type, name, conversation, visitor.wantsAllBytes()),
              content,
              IDLE,
              TOTAL,
              conversation::accept);
      if (!(outcome instanceof Cage.Outcome.Failed failed)) {
        return conversation.stopped();
      }
      boolean goesOn = conversation.lost(failed.why());
      boolean resumable = RESUMABLE.contains(type.name());
      if (!failed.childLost() || !goesOn || !resumable || lost == MOST_LOST_CHILDREN) {
        return Optional.of(failed.why());
      }
    }
  }

  /// How a call of [#send] ended.
  ///
  /// @param members that were begun, those that were skipped included
  /// @param part the last that began; 0 when the task has none
  /// @param inMember whether the last of them was not ended
  /// @param problem what ended it before all members were sent
  /// @param childLost whether a fresh child may do better
  public record Sent(
      long members, int part, boolean inMember, Optional<Unreadable> problem, boolean childLost) {}

  /// Runs a task that sends members, in one child and once.
  ///
  /// @param skip members that the task was told to leave out from the start
  /// @param budget is charged with what is sent
  public Sent send(
      String task,
      byte[] parameters,
      SeekableByteChannel content,
      long skip,
      UnfoldBudget budget,
      MemberVisitor visitor)
      throws IOException, InterruptedException {
    Conversation conversation = new Conversation(skip, budget, visitor);
    Cage.Outcome outcome = cage.run(task, parameters, content, IDLE, TOTAL, conversation::accept);
    return switch (outcome) {
      case Cage.Outcome.Done done ->
          new Sent(
              conversation.next,
              conversation.part,
              conversation.inMember,
              conversation.stopped(),
              conversation.refused);
      case Cage.Outcome.Failed failed ->
          new Sent(
              conversation.next,
              conversation.part,
              conversation.inMember,
              Optional.of(failed.why()),
              failed.childLost());
    };
  }

  private static byte[] parameters(
      MediaType type, String name, Conversation conversation, boolean allBytes) {
    byte[] texts = (type.name() + "\0" + name).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(9 + texts.length)
        .putLong(conversation.next)
        .put((byte) (allBytes ? 1 : 0))
        .put(texts)
        .array();
  }

  /// What the child may say, in which order, and what it amounts to.
  private static final class Conversation {
    private final UnfoldBudget budget;
    private final MemberVisitor visitor;
    private long next;
    private boolean inMember;

    private int part;
    private @Nullable Unreadable stoppedBy;
    private boolean refused;

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
          case MemberSink.PART -> part(message);
          case MemberSink.NOT_SENT -> notSent(message);
          case MemberSink.ALIVE -> true;
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
      ItemState state = ItemState.values()[message.get() & 3];
      byte[] name = text(message);
      byte[] raw = text(message);
      byte[] origin = text(message);
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
          ordinal,
          new String(name, StandardCharsets.UTF_8),
          raw,
          Math.max(-1, size),
          modified,
          state,
          new String(origin, StandardCharsets.UTF_8));
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

    private boolean part(ByteBuffer message) throws IOException, InterruptedException {
      int number = message.getInt();
      if (inMember || number <= part) {
        return refuse();
      }
      part = number;
      return true;
    }

    private boolean notSent(ByteBuffer message) throws IOException, InterruptedException {
      long count = message.getLong();
      if (!inMember || count < 0 || visitor.wantsAllBytes()) {
        return refuse();
      }
      visitor.notSent(count);
      return true;
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
      refused = true;
      endMember(nonsense());
      return false;
    }

    /// @return whether a fresh child can go on behind the member that this one was lost on
    boolean lost(Unreadable why) throws IOException, InterruptedException {
      boolean known = inMember;
      endMember(why);
      return known;
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
