package org.orion.triage.cage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.locks.LockSupport;
import org.orion.triage.evidence.Unreadable;

/// A pool of caged child processes. Safe for use by many threads; each call has a child of its own,
/// so callers bound how many run at once.
public final class Cage implements AutoCloseable {
  /// The largest message either side sends, in bytes; a longer one is a defect of the sender.
  public static final int LARGEST_MESSAGE = 1 << 20;

  private static final int CALLS_OF_A_CHILD = 10_000;
  private static final long WATCH_NANOS = Duration.ofMillis(50).toNanos();

  private final CageSettings settings;
  private final Sandbox sandbox;
  private final BlockingDeque<ChildProcess> idle = new LinkedBlockingDeque<>();
  private final Set<ChildProcess> all = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private Cage(CageSettings settings, Sandbox sandbox) {
    this.settings = settings;
    this.sandbox = sandbox;
  }

  /// Opens a cage and begins to start its children.
  public static Cage open(CageSettings settings) throws InterruptedException {
    Cage cage = new Cage(settings, Sandbox.probe(settings));
    Thread.ofPlatform().daemon().name("cage-watchdog").start(cage::watch);
    for (int i = 0; i < settings.processes(); i++) {
      cage.startSpare();
    }
    return cage;
  }

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
    /// @return false when no more is wanted
    boolean accept(ByteBuffer message) throws IOException, InterruptedException;
  }

  /// Runs one task in a child.
  ///
  /// @param content bytes for the task; read by the calling thread on the child's behalf
  /// @param idleLimit longest time without a sign of life from the child; the consumer's time does
  ///   not count
  /// @param total longest time altogether, likewise
  public Outcome run(
      String task,
      byte[] parameters,
      SeekableByteChannel content,
      Duration idleLimit,
      Duration total,
      MessageConsumer consumer)
      throws IOException, InterruptedException {
    ChildProcess child = take();
    boolean ended = false;
    try {
      Outcome outcome = child.run(task, parameters, content, idleLimit, total, consumer);
      ended = true;
      return outcome;
    } finally {
      giveBack(child, ended);
    }
  }

  private ChildProcess take() throws IOException {
    for (ChildProcess child = idle.pollFirst(); child != null; child = idle.pollFirst()) {
      if (child.isAlive()) {
        return child;
      }
      drop(child);
    }
    return start();
  }

  private ChildProcess start() throws IOException {
    if (closed) {
      throw new IOException("the decoders were ended");
    }
    ChildProcess child = ChildProcess.start(sandbox);
    all.add(child);
    if (closed) {
      drop(child);
      throw new IOException("the decoders were ended");
    }
    return child;
  }

  private void startSpare() {
    Thread.ofPlatform()
        .daemon()
        .name("cage-spare")
        .start(() -> {
          try {
            keep(start());
          } catch (IOException notStarted) {
            // Whoever needs a child starts one and is told why it does not work.
            return;
          }
        });
  }

  private void keep(ChildProcess child) {
    if (closed || idle.size() > settings.processes()) {
      drop(child);
    } else {
      idle.addFirst(child);
    }
  }

  private void giveBack(ChildProcess child, boolean usable) {
    if (usable && child.isAlive() && child.calls() < CALLS_OF_A_CHILD) {
      keep(child);
      return;
    }
    drop(child);
    if (!closed && idle.isEmpty()) {
      startSpare();
    }
  }

  private void drop(ChildProcess child) {
    all.remove(child);
    child.close();
  }

  private void watch() {
    long residentLimit = settings.memoryBytes() + settings.memoryBytes() / 2;
    while (!closed) {
      LockSupport.parkNanos(WATCH_NANOS);
      long now = System.nanoTime();
      for (ChildProcess child : all) {
        child.check(now, residentLimit);
      }
    }
  }

  /// Runs a task that may be done twice: when its child is lost, once more in a fresh one.
  ///
  /// @param retry called between the two
  public Outcome runTwice(
      String task,
      byte[] parameters,
      SeekableByteChannel content,
      Duration idleLimit,
      Duration total,
      MessageConsumer consumer,
      Runnable retry)
      throws IOException, InterruptedException {
    Outcome outcome = run(task, parameters, content, idleLimit, total, consumer);
    if (outcome instanceof Outcome.Failed failed
        && failed.childLost()
        && failed.why().reason() == Unreadable.Reason.CORRUPT) {
      retry.run();
      outcome = run(task, parameters, content, idleLimit, total, consumer);
    }
    return outcome;
  }

  @Override
  public void close() {
    closed = true;
    idle.clear();
    for (ChildProcess child : all) {
      drop(child);
    }
  }
}
