package org.orion.app;

import java.util.concurrent.CountDownLatch;

/// The end of a command that serves: Ctrl-C or SIGTERM asks for it, and the process stays until
/// everything has ended in order.
final class Ending {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  /// Returns when somebody asks for the end. From the call on, the process ends only after [#done].
  void await() throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::ask));
    asked.await();
  }

  private void ask() {
    asked.countDown();
    try {
      done.await();
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  /// Everything has ended.
  void done() {
    done.countDown();
  }
}
