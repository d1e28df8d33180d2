package org.orion.triage.cage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.orion.triage.cage.ChildProcess.KillReason;
import org.orion.triage.evidence.Unreadable;

/// A pool of caged child processes. Safe for use by many threads; each call has a child of its own.
///
/// A call takes an idle child or starts one, so the callers bound how many there are; a consumer
/// may call again, as for archives in archives. One spare child is kept warm. Children are started
/// by one thread that lives as long as the cage, since the kernel ends them with the thread that
/// started them.
public final class Cage implements AutoCloseable {
  /// The largest message either side sends, in bytes; a longer one is a defect of the sender.
  public static final int LARGEST_MESSAGE = 1 << 20;

  /// Contents up to this size are handed over before the call; of larger ones the child asks for
  /// parts.
  public static final int WHOLE_CONTENT_BYTES = Frame.WHOLE_CONTENT_BYTES;

  private static final int STARTS = 3;

  /// An idle child that is larger than this is replaced, in bytes.
  private static final long BLOATED_BYTES = 400L << 20;

  private final CageSettings settings;
  private final Sandbox sandbox;
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("orion-cage-starter").factory());
  private final Set<ChildProcess> children = ConcurrentHashMap.newKeySet();
  private final Thread watchdog;
  private final ReentrantLock largeAlone = new ReentrantLock();

  /// Guarded by itself, as are the two flags; the next to be taken stands first.
  private final Deque<ChildProcess> idle = new ArrayDeque<>();

  private boolean spareOrdered;
  private boolean closed;

  private Cage(CageSettings settings, Sandbox sandbox) {
    this.settings = settings;
    this.sandbox = sandbox;
    this.watchdog =
        Thread.ofPlatform()
            .daemon()
            .name("orion-cage-watchdog")
            .unstarted(new Watchdog(children, settings));
  }

  /// Finds out how children can be confined here and starts the first one.
  public static Cage open(CageSettings settings) throws InterruptedException {
    Cage cage = new Cage(settings, Sandbox.find(settings, ChildCommand.files(settings)));
    cage.watchdog.start();
    synchronized (cage.idle) {
      cage.orderSpare();
    }
    return cage;
  }

  /// What the children are confined by.
  public Protections protections() {
    return sandbox.protections();
  }

  /// How one call ended.
  public sealed interface Outcome {
    /// The task returned, or the consumer had enough.
    record Done() implements Outcome {}

    /// The child crashed, hung, grew or answered nonsense, or the content could not be read.
    ///
    /// @param childLost whether the child is gone, so that trying once more in a fresh one makes
    ///   sense
    record Failed(Unreadable why, boolean childLost) implements Outcome {}
  }

  /// Receives the child's messages, which are as hostile as the bytes they come from.
  public interface MessageConsumer {
    /// @param message valid during the call only
    /// @return false when no more is wanted; the child is given up then, so this is for ends that
    ///   the task does not know of
    boolean accept(ByteBuffer message) throws IOException, InterruptedException;
  }

  /// Runs one task in a child.
  ///
  /// @param content bytes for the task; read by the calling thread on the child's behalf; its
  ///   position is undefined afterwards
  /// @param idle longest time without a sign of life from the child
  /// @param total longest time altogether that the caller waits for the child; what the consumer
  ///   and the content take is not counted
  /// @throws IOException when no child can be started, shared memory is full, the cage is closed or
  ///   the consumer throws it
  public Outcome run(
      String task,
      byte[] parameters,
      SeekableByteChannel content,
      Duration idle,
      Duration total,
      MessageConsumer consumer)
      throws IOException, InterruptedException {
    return run(take(task, false), task, parameters, content, idle, total, consumer);
  }

  /// Runs one task and, when its child was lost, once more in a fresh child; for tasks whose
  /// messages can be thrown away and received again. A child that took too long is not tried again.
  /// Second tries after a lack of memory happen one at a time.
  ///
  /// @param consumers gives a new consumer for each try; the last one has the messages
  public Outcome runRetrying(
      String task,
      byte[] parameters,
      SeekableByteChannel content,
      Duration idle,
      Duration total,
      Supplier<MessageConsumer> consumers)
      throws IOException, InterruptedException {
    Outcome first = run(task, parameters, content, idle, total, consumers.get());
    return switch (first) {
      case Outcome.Done done -> done;
      case Outcome.Failed failed
          when !failed.childLost() || failed.why().reason() == Unreadable.Reason.TIMED_OUT ->
          failed;
      case Outcome.Failed failed -> {
        boolean alone = failed.why().reason() == Unreadable.Reason.TOO_LARGE;
        if (alone) {
          largeAlone.lockInterruptibly();
        }
        try {
          yield run(take(task, true), task, parameters, content, idle, total, consumers.get());
        } finally {
          if (alone) {
            largeAlone.unlock();
          }
        }
      }
    };
  }

  private Outcome run(
      ChildProcess child,
      String task,
      byte[] parameters,
      SeekableByteChannel content,
      Duration idleLimit,
      Duration totalLimit,
      MessageConsumer consumer)
      throws IOException, InterruptedException {
    if (parameters.length > LARGEST_MESSAGE) {
      giveBack(child);
      throw new IllegalArgumentException(
          "parameters are %d bytes, must be at most %d"
              .formatted(parameters.length, LARGEST_MESSAGE));
    }
    child.usedTo(task);
    try {
      return new Call(child, content, idleLimit, totalLimit, consumer).run(task, parameters);
    } finally {
      giveBack(child);
    }
  }

  /// Takes a child that is ready for a call.
  ///
  /// @param fresh whether it must not have worked before
  private ChildProcess take(String task, boolean fresh) throws IOException, InterruptedException {
    String lastWords = "";
    for (int attempt = 0; attempt < STARTS; attempt++) {
      Optional<ChildProcess> waiting = takeIdle(task, fresh);
      ChildProcess child = waiting.isPresent() ? waiting.get() : startNow();
      boolean ready = false;
      try {
        ready = child.awaitReady() && child.isUsable();
      } finally {
        if (!ready) {
          retire(child);
        }
      }
      if (ready) {
        return child;
      }
      lastWords = child.lastWords();
    }
    throw new IOException("the child process does not start: " + lastWords);
  }

  /// Best is a child that did the same before, for its loops are compiled; then one that did
  /// nothing yet, and only then one that would have to learn something else.
  private Optional<ChildProcess> takeIdle(String task, boolean fresh) throws IOException {
    synchronized (idle) {
      requireOpen();
      idle.stream().filter(child -> !child.isUsable()).forEach(Cage::retire);
      idle.removeIf(child -> !child.isUsable());
      Optional<ChildProcess> taken =
          idle.stream()
              .filter(child -> !fresh || child.calls() == 0)
              .min(
                  Comparator.comparingInt(
                      child -> child.isUsedTo(task) ? 0 : child.calls() == 0 ? 1 : 2));
      taken.ifPresent(idle::remove);
      orderSpare();
      return taken;
    }
  }

  private ChildProcess startNow() throws IOException, InterruptedException {
    Future<ChildProcess> start;
    synchronized (idle) {
      requireOpen();
      start = starter.submit(this::startChild);
    }
    try {
      return start.get();
    } catch (InterruptedException interrupt) {
      // Whatever still comes of it is nobody's.
      starter.execute(() -> giveBackWhenStarted(start));
      throw interrupt;
    } catch (ExecutionException problem) {
      Throwable cause = problem.getCause() == null ? problem : problem.getCause();
      throw new IOException("the child process cannot be started: " + cause.getMessage(), problem);
    }
  }

  /// Runs in the starter's thread.
  private ChildProcess startChild() throws IOException {
    ChildProcess child = ChildProcess.start(settings, sandbox);
    children.add(child);
    child.whenEnded(() -> children.remove(child));
    return child;
  }

  private void giveBackWhenStarted(Future<ChildProcess> start) {
    if (start.state() == Future.State.SUCCESS) {
      giveBack(start.resultNow());
    }
  }

  /// Has a child started in the background when none is idle; the caller holds the lock.
  private void orderSpare() {
    if (!closed && !spareOrdered && idle.isEmpty()) {
      spareOrdered = true;
      starter.execute(this::startSpare);
    }
  }

  private void startSpare() {
    Optional<ChildProcess> child = Optional.empty();
    try {
      child = Optional.of(startChild());
    } catch (IOException problem) {
      // Whoever needs a child next starts it and is told then.
      child = Optional.empty();
    } finally {
      boolean late;
      synchronized (idle) {
        spareOrdered = false;
        late = closed;
        if (!late) {
          child.ifPresent(idle::addLast);
        }
      }
      if (late) {
        // Nobody takes it any more, and its shared memory must not stay behind.
        child.ifPresent(Cage::retire);
      }
    }
  }

  private void giveBack(ChildProcess child) {
    boolean kept =
        child.isUsable()
            && child.calls() < settings.callsPerChild()
            && child.residentBytes() < BLOATED_BYTES
            && child.tidy();
    if (kept) {
      synchronized (idle) {
        kept = !closed && idle.size() <= settings.processes();
        if (kept) {
          idle.addFirst(child);
        }
      }
    }
    if (!kept) {
      retire(child);
    }
  }

  private static void retire(ChildProcess child) {
    child.kill(KillReason.RETIRED);
    child.closeShared();
  }

  private void requireOpen() throws IOException {
    synchronized (idle) {
      if (closed) {
        throw new IOException("the cage is closed");
      }
    }
  }

  /// Ends all children, those at work included, and waits until they are gone.
  @Override
  public void close() {
    List<ChildProcess> waiting;
    synchronized (idle) {
      closed = true;
      waiting = new ArrayList<>(idle);
      idle.clear();
    }
    try {
      // Before the starter ends, for then the kernel ends them and nobody knows why.
      children.forEach(child -> child.kill(KillReason.CAGE_CLOSED));
      starter.shutdown();
      starter.awaitTermination(10, TimeUnit.SECONDS);
      List<ChildProcess> last = List.copyOf(children);
      last.forEach(child -> child.kill(KillReason.CAGE_CLOSED));
      for (ChildProcess child : last) {
        child.awaitEnd();
        child.closeShared();
      }
    } catch (InterruptedException interrupt) {
      children.forEach(child -> child.kill(KillReason.CAGE_CLOSED));
      Thread.currentThread().interrupt();
    } finally {
      waiting.forEach(ChildProcess::closeShared);
      watchdog.interrupt();
    }
  }
}
