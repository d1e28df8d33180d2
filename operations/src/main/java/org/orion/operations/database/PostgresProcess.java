package org.orion.operations.database;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The process of an embedded PostgreSQL. Once it is kept, it is started again whenever it ends
/// without having been asked to: a full disk makes PostgreSQL give up, and it comes back by itself
/// when there is room. For several threads.
final class PostgresProcess {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final List<String> command;
  private final File log;
  private final CountDownLatch ending = new CountDownLatch(1);
  private Process process;

  private PostgresProcess(List<String> command, File log) throws IOException {
    this.command = List.copyOf(command);
    this.log = log;
    this.process = launch(this.command, log);
  }

  static PostgresProcess start(List<String> command, Path log) throws IOException {
    return new PostgresProcess(command, log.toFile());
  }

  private static Process launch(List<String> command, File log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .start();
  }

  private synchronized Process process() {
    return process;
  }

  boolean isAlive() {
    return process().isAlive();
  }

  /// From now on it runs until [#end].
  void keep() {
    Thread.ofPlatform().daemon().name("orion-postgres").start(this::startAgain);
  }

  private void startAgain() {
    try {
      process().waitFor();
      while (!ending.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println(
            "orion: PostgreSQL ended by itself and is started again; why, is in " + log);
        relaunch();
        process().waitFor();
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void relaunch() {
    if (ending.getCount() > 0) {
      try {
        process = launch(command, log);
      } catch (IOException notNow) {
        System.err.println("orion: PostgreSQL cannot be started: " + notNow.getMessage());
      }
    }
  }

  /// Ends it in order, and by force when that takes longer.
  void end(Duration longest) throws IOException, InterruptedException {
    Process last = last();
    interrupt(last.pid());
    if (!last.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
      last.destroyForcibly();
    }
  }

  void destroy() {
    last().destroyForcibly();
  }

  /// The process after which there is no other.
  private synchronized Process last() {
    ending.countDown();
    return process;
  }

  /// SIGINT is PostgreSQL's fast shutdown; Java's own signal would wait for every connection.
  static void interrupt(long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(pid)).inheritIO().start().waitFor();
  }
}
