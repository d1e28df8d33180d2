package org.orion.operations.intake;

import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Reports that are submitted and finished until told to end, or until nothing answers any more.
final class Flood {
  private final Set<Long> finished = ConcurrentHashMap.newKeySet();
  private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
  private final Set<String> wrong = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CountDownLatch enough;

  Flood(int enough) {
    this.enough = new CountDownLatch(enough);
  }

  void run(ProviderClient client) {
    while (!ended.get()) {
      try {
        ProviderClient.Answer opened = client.submit(ProviderClient.SMALL);
        note(opened);
        if (opened.status() == 200) {
          ProviderClient.Answer done = client.finish(opened.reportId());
          note(done);
          if (done.status() == 200) {
            finished.add(opened.reportId());
            enough.countDown();
          }
        } else {
          Thread.sleep(50);
        }
      } catch (UncheckedIOException gone) {
        return;
      } catch (InterruptedException impatient) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void note(ProviderClient.Answer answer) {
    statuses.add(answer.status());
    if (!answer.body().contains("<responseCode>%d<".formatted(answer.status() == 200 ? 0 : 1000))) {
      wrong.add(answer.status() + " " + answer.body());
    }
  }

  void end() {
    ended.set(true);
  }

  /// Waits until so many reports are finished as it was made for.
  boolean isEnough(int seconds) throws InterruptedException {
    return enough.await(seconds, TimeUnit.SECONDS);
  }

  /// Reports whose finish was acknowledged.
  Set<Long> finished() {
    return finished;
  }

  Set<Integer> statuses() {
    return statuses;
  }

  /// Answers that are neither done nor "try again".
  Set<String> wrong() {
    return wrong;
  }
}
