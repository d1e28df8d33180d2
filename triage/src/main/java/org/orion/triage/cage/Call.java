package org.orion.triage.cage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.orion.triage.cage.Cage.MessageConsumer;
import org.orion.triage.cage.Cage.Outcome;
import org.orion.triage.cage.ChildProcess.KillReason;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// One call of a task in a child, from the content's bytes to the outcome. The calling thread does
/// it all: it writes and reads the pipes and the content.
final class Call {
  private static final int SIGNALLED = 128;
  private static final int KILL = 9;

  /// What Java and the C library write when memory is refused to them.
  private static final List<String> MEMORY_WORDS =
      List.of("errno=12", "Cannot allocate memory", "insufficient memory", "OutOfMemoryError");

  private final ChildProcess child;
  private final int number;
  private final SeekableByteChannel content;
  private final Duration idle;
  private final Duration total;
  private final MessageConsumer consumer;
  private Optional<String> contentProblem = Optional.empty();

  Call(
      ChildProcess child,
      SeekableByteChannel content,
      Duration idle,
      Duration total,
      MessageConsumer consumer) {
    this.child = child;
    this.number = child.beginCall();
    this.content = content;
    this.idle = idle;
    this.total = total;
    this.consumer = consumer;
  }

  /// Runs the call. A child that cannot be used any more is killed when this returns or throws.
  Outcome run(String task, byte[] parameters) throws IOException, InterruptedException {
    boolean regular = false;
    try {
      Outcome outcome = converse(task, parameters);
      regular = true;
      return outcome;
    } finally {
      child.endCall();
      if (!regular) {
        child.kill(KillReason.RETIRED);
      }
    }
  }

  private Outcome converse(String task, byte[] parameters)
      throws IOException, InterruptedException {
    long size;
    boolean whole;
    try {
      size = content.size();
      whole = size <= Frame.WHOLE_CONTENT_BYTES;
      long placed = whole ? placeWhole((int) size) : -1;
      whole = placed >= 0;
      size = whole ? placed : size;
    } catch (ClosedByInterruptException problem) {
      throw interrupted();
    } catch (IOException problem) {
      return new Outcome.Failed(new Unreadable(Reason.IO, describe(problem)), false);
    }
    try {
      return talk(task, parameters, size, whole);
    } catch (LostException lost) {
      child.kill(KillReason.RETIRED);
      return new Outcome.Failed(lost.why, true);
    }
  }

  /// Puts all of the content into shared memory.
  ///
  /// @return its size, or -1 when windows are better: they need less room, and what cannot be read
  ///   costs no more than itself there
  private int placeWhole(int size) throws IOException {
    try {
      return child.shared().place(content, 0, size, 0);
    } catch (SharedFile.ContentException problem) {
      if (problem.problem() instanceof ClosedByInterruptException) {
        throw problem.problem();
      }
      return -1;
    } catch (IOException problem) {
      return -1;
    }
  }

  private Outcome talk(String task, byte[] parameters, long size, boolean whole)
      throws IOException, InterruptedException, LostException {
    byte[] name = task.getBytes(StandardCharsets.UTF_8);
    ByteBuffer rest = ByteBuffer.allocate(Long.BYTES + 1).putLong(size).put((byte) (whole ? 1 : 0));
    send(
        Frame.Kind.CALL,
        ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array(),
        name,
        rest.array(),
        parameters);
    while (true) {
      Frame.Kind kind = next();
      switch (kind) {
        case MESSAGE -> {
          if (!consumer.accept(message())) {
            child.kill(KillReason.RETIRED);
            return new Outcome.Done();
          }
        }
        case READ -> answerRead(whole);
        case DONE -> {
          return new Outcome.Done();
        }
        case FAILED -> {
          return failed(child.reader().payload());
        }
        case HELLO, CALL, CONTENT -> throw nonsense("frame " + kind + " out of place");
      }
    }
  }

  private void send(Frame.Kind kind, byte[]... parts)
      throws IOException, InterruptedException, LostException {
    child.beginWait(idle, total);
    try {
      child.writer().send(kind, number, parts);
    } catch (IOException problem) {
      throw died();
    } finally {
      child.endWait();
    }
  }

  private Frame.Kind next() throws IOException, InterruptedException, LostException {
    child.beginWait(idle, total);
    try {
      return child.reader().next(number);
    } catch (Frame.NonsenseException problem) {
      throw nonsense(String.valueOf(problem.getMessage()));
    } catch (IOException problem) {
      throw died();
    } finally {
      child.endWait();
    }
  }

  private ByteBuffer message() throws LostException {
    ByteBuffer payload = child.reader().payload();
    if (payload.remaining() > Cage.LARGEST_MESSAGE) {
      throw nonsense("message of %d bytes".formatted(payload.remaining()));
    }
    return payload;
  }

  private void answerRead(boolean whole) throws IOException, InterruptedException, LostException {
    ByteBuffer request = child.reader().payload();
    if (whole || request.remaining() != 16) {
      throw nonsense("misplaced read request");
    }
    long position = request.getLong();
    int length = request.getInt();
    int offset = request.getInt();
    boolean possible =
        position >= 0
            && length > 0
            && length <= Frame.WINDOW_BYTES
            && offset >= 0
            && offset <= Frame.WINDOWS * Frame.WINDOW_BYTES - length;
    if (!possible) {
      throw nonsense("impossible read request");
    }
    int count = -1;
    try {
      count = child.shared().place(content, position, length, offset);
    } catch (SharedFile.ContentException problem) {
      if (problem.problem() instanceof ClosedByInterruptException) {
        throw interrupted();
      }
      contentProblem = Optional.of(describe(problem.problem()));
    }
    send(Frame.Kind.CONTENT, ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
  }

  private Outcome failed(ByteBuffer payload) throws LostException {
    if (!payload.hasRemaining()) {
      throw nonsense("failure without a reason");
    }
    Frame.Trouble trouble = Frame.trouble(payload.get()).orElse(Frame.Trouble.BROKEN);
    String text = LastLines.plain(StandardCharsets.UTF_8.decode(payload).toString());
    return switch (trouble) {
      case CONTENT_UNREADABLE -> outcome(Reason.IO, contentProblem.orElse(text));
      case BROKEN -> outcome(Reason.CORRUPT, text);
      case NO_SUCH_TASK -> outcome(Reason.UNSUPPORTED, text);
      case DEFECT -> outcome(Reason.UNSUPPORTED, "the decoder does not work here: " + text);
      case OUT_OF_MEMORY ->
          throw new LostException(
              Reason.TOO_LARGE, "reading it needs more memory than a child process has: " + text);
    };
  }

  private static Outcome outcome(Reason reason, String detail) {
    return new Outcome.Failed(new Unreadable(reason, detail), false);
  }

  private static LostException nonsense(String what) {
    return new LostException(Reason.CORRUPT, "the process reading it answered nonsense: " + what);
  }

  /// Tells from what is known why the child is gone.
  private LostException died() throws IOException, InterruptedException {
    int exitCode = child.exitCode();
    if (child.killReason().isEmpty()) {
      return diedByItself(exitCode);
    }
    return switch (child.killReason().get()) {
      case IDLE_TOO_LONG ->
          new LostException(
              Reason.TIMED_OUT, "no sign of life from its reader for " + inSeconds(idle));
      case TOTAL_TOO_LONG ->
          new LostException(Reason.TIMED_OUT, "its reader was not done after " + inSeconds(total));
      case MEMORY ->
          new LostException(
              Reason.TOO_LARGE, "reading it took more memory than a child process may have");
      case CROWDED ->
          new LostException(
              Reason.TOO_LARGE, "reading it took more memory than all child processes may have");
      case INTERRUPTED -> throw interrupted();
      case START_TOO_LONG, RETIRED, CAGE_CLOSED -> throw new IOException("the cage is closed");
    };
  }

  private LostException diedByItself(int exitCode) {
    boolean outOfMemory =
        MEMORY_WORDS.stream().anyMatch(words -> child.errors().anyContains(words));
    if (outOfMemory) {
      return new LostException(
          Reason.TOO_LARGE, "reading it needs more memory than a child process has");
    }
    if (exitCode == SIGNALLED + KILL) {
      return new LostException(
          Reason.TOO_LARGE, "the process reading it was killed, perhaps for lack of memory");
    }
    return new LostException(
        Reason.CORRUPT,
        exitCode > SIGNALLED
            ? "the process reading it crashed (signal %d)".formatted(exitCode - SIGNALLED)
            : "the process reading it crashed (exit code %d)".formatted(exitCode));
  }

  /// Clears the flag, as whoever throws this does.
  private static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException("interrupted while a child process worked");
  }

  private static String describe(IOException problem) {
    String message = problem.getMessage();
    return message == null ? problem.getClass().getSimpleName() : message;
  }

  private static String inSeconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }

  /// The child is gone or must go.
  private static final class LostException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Unreadable why;

    LostException(Reason reason, String detail) {
      super(detail, null, false, false);
      this.why = new Unreadable(reason, detail);
    }
  }
}
