package org.orion.triage.cage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// One child process as the parent holds it: its pipes, its shared memory, and why it was killed.
/// Used by one calling thread at a time, and by the watchdog beside it.
final class ChildProcess {
  /// Why the parent killed a child; the first reason stays.
  enum KillReason {
    IDLE_TOO_LONG,
    TOTAL_TOO_LONG,
    START_TOO_LONG,
    INTERRUPTED,
    /// It used more memory than one child may.
    MEMORY,
    /// All children together used too much, and it was the largest.
    CROWDED,
    /// It is done with: replaced, or its call ended early.
    RETIRED,
    CAGE_CLOSED
  }

  /// That the calling thread waits for the child now.
  ///
  /// @param sinceNanos by [System#nanoTime]
  /// @param idleNanos longest wait
  /// @param leftNanos what is left of the call's total
  private record Wait(Thread caller, long sinceNanos, long idleNanos, long leftNanos) {}

  private static final int EXIT_SECONDS = 5;

  private final Process process;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final SharedFile shared;
  private final LastLines errors = new LastLines();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final long startedNanos = System.nanoTime();
  private volatile Optional<ProcessHandle> java = Optional.empty();
  private volatile Optional<Wait> wait = Optional.empty();
  private volatile Optional<KillReason> killReason = Optional.empty();
  private volatile boolean busy;
  private volatile long residentBytes;
  private long waitedNanos;
  private int calls;
  private volatile String lastTask = "";

  private ChildProcess(Process process, SharedFile shared) {
    this.process = process;
    this.shared = shared;
    this.reader = new FrameReader(process.getInputStream());
    this.writer = new FrameWriter(process.getOutputStream());
  }

  /// Starts a child. The calling thread must outlive it: the kernel kills a child whose starting
  /// thread ends.
  static ChildProcess start(CageSettings settings, Sandbox sandbox) throws IOException {
    SharedFile shared = SharedFile.create(settings.spool());
    try {
      List<String> java = ChildCommand.of(settings, sandbox.contentPath(shared.path()));
      Process process = Sandbox.start(sandbox.command(Optional.of(shared.path()), java));
      ChildProcess child = new ChildProcess(process, shared);
      Thread.ofPlatform().daemon().name("orion-cage-errors").start(child::greetAndDrain);
      return child;
    } catch (IOException problem) {
      shared.close();
      throw problem;
    }
  }

  private void greetAndDrain() {
    try (InputStream stderr = process.getErrorStream()) {
      try {
        greet();
        ready.complete(null);
        errors.drain(stderr);
      } catch (EOFException end) {
        // Its last words first, since killing a process closes its streams.
        errors.drain(stderr);
        ready.completeExceptionally(end);
      }
    } catch (IOException problem) {
      // No greeting, or the streams were closed with the process: there are no more lines.
      process.destroyForcibly();
      ready.completeExceptionally(problem);
    } finally {
      drained.complete(null);
    }
  }

  private void greet() throws IOException {
    if (reader.next(0) != Frame.Kind.HELLO) {
      throw new Frame.NonsenseException("no greeting");
    }
    shared.unlink();
    java = innermost(process.toHandle());
  }

  /// The process at the end of a chain of single children, which is Java inside the sandbox.
  private static Optional<ProcessHandle> innermost(ProcessHandle outermost) {
    long pid = outermost.pid();
    try {
      String children = childrenOf(pid);
      while (!children.isEmpty()) {
        pid = Long.parseLong(children.split(" ", -1)[0]);
        children = childrenOf(pid);
      }
      return ProcessHandle.of(pid);
    } catch (IOException problem) {
      // A kernel that does not list them: look through all processes.
      return outermost
          .descendants()
          .reduce((first, second) -> second)
          .or(() -> Optional.of(outermost));
    }
  }

  private static String childrenOf(long pid) throws IOException {
    Path list = Path.of("/proc", Long.toString(pid), "task", Long.toString(pid), "children");
    return Files.readString(list).strip();
  }

  /// Waits until the child can take calls.
  ///
  /// @return false when it did not come up
  boolean awaitReady() throws InterruptedException {
    try {
      ready.get();
      return true;
    } catch (ExecutionException problem) {
      return false;
    }
  }

  FrameReader reader() {
    return reader;
  }

  FrameWriter writer() {
    return writer;
  }

  SharedFile shared() {
    return shared;
  }

  LastLines errors() {
    return errors;
  }

  Optional<KillReason> killReason() {
    return killReason;
  }

  int calls() {
    return calls;
  }

  /// Notes what the child does now.
  void usedTo(String task) {
    lastTask = task;
  }

  /// Whether the child did the same last.
  boolean isUsedTo(String task) {
    return lastTask.equals(task);
  }

  long residentBytes() {
    return residentBytes;
  }

  boolean isUsable() {
    return killReason.isEmpty() && process.isAlive();
  }

  boolean isBusy() {
    return busy;
  }

  /// Opens a call and gives its number.
  int beginCall() {
    busy = true;
    waitedNanos = 0;
    calls++;
    return calls;
  }

  void endCall() {
    busy = false;
  }

  /// The clock runs only between this and [#endWait]: what the parent does itself is not the
  /// child's time.
  void beginWait(Duration idle, Duration total) {
    wait =
        Optional.of(
            new Wait(
                Thread.currentThread(),
                System.nanoTime(),
                idle.toNanos(),
                total.toNanos() - waitedNanos));
  }

  void endWait() {
    synchronized (this) {
      wait.ifPresent(each -> waitedNanos += System.nanoTime() - each.sinceNanos());
      wait = Optional.empty();
    }
  }

  /// Kills the child when its call has waited too long or its caller was interrupted.
  void enforceLimits(Duration start) {
    if (!ready.isDone() && System.nanoTime() - startedNanos > start.toNanos()) {
      kill(KillReason.START_TOO_LONG);
    }
    if (wait.isEmpty()) {
      return;
    }
    synchronized (this) {
      wait.flatMap(ChildProcess::exceeded).ifPresent(this::kill);
    }
  }

  private static Optional<KillReason> exceeded(Wait wait) {
    long waited = System.nanoTime() - wait.sinceNanos();
    if (wait.caller().isInterrupted()) {
      return Optional.of(KillReason.INTERRUPTED);
    }
    if (waited > wait.leftNanos()) {
      return Optional.of(KillReason.TOTAL_TOO_LONG);
    }
    return waited > wait.idleNanos() ? Optional.of(KillReason.IDLE_TOO_LONG) : Optional.empty();
  }

  /// Measures the child's resident memory; 0 when it is gone.
  long measure(int pageBytes) {
    residentBytes = java.map(each -> resident(each.pid(), pageBytes)).orElse(0L);
    return residentBytes;
  }

  private static long resident(long pid, int pageBytes) {
    try {
      String[] pages =
          Files.readString(Path.of("/proc", Long.toString(pid), "statm")).split(" ", -1);
      return Long.parseLong(pages[1]) * pageBytes;
    } catch (IOException | NumberFormatException problem) {
      return 0;
    }
  }

  void kill(KillReason reason) {
    synchronized (this) {
      if (killReason.isEmpty()) {
        killReason = Optional.of(reason);
      }
    }
    process.destroyForcibly();
    // With die-with-parent this one goes by itself; without, nobody else would end it.
    java.ifPresent(ProcessHandle::destroyForcibly);
  }

  /// Waits a little for the end of a child whose pipe has ended, and kills it if need be.
  ///
  /// @return its exit code as a shell would give it, above 128 for a signal
  int exitCode() throws InterruptedException {
    if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    int exitCode = process.waitFor();
    drained.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
    return exitCode;
  }

  /// Waits until no process of this child is left.
  void awaitEnd() throws InterruptedException {
    process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
    if (java.isPresent()) {
      java.get()
          .onExit()
          .completeOnTimeout(java.get(), EXIT_SECONDS, TimeUnit.SECONDS)
          .handle((handle, problem) -> handle)
          .join();
    }
  }

  /// Gives back what a large content took.
  ///
  /// @return false when that cannot be done and the child is of no more use
  boolean tidy() {
    try {
      reader.shrink();
      shared.shrink();
      return true;
    } catch (IOException problem) {
      return false;
    }
  }

  /// Gives the shared memory back; the child must be gone or killed.
  void closeShared() {
    try {
      shared.close();
    } catch (IOException problem) {
      // Nothing was left to be written, and the name is gone with the next start of the host.
      return;
    }
  }

  void whenEnded(Runnable action) {
    CompletableFuture<Void> _ = process.onExit().thenRun(action);
  }

  /// The child's last words, for a message.
  String lastWords() {
    return errors.all();
  }
}
