package org.orion.operations.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.orion.operations.database.KeptCounts;

class KeptFactsTest {
  private static final Scope OPERATION =
      new Scope(Optional.of(new UUID(0, 1)), LocalDate.of(2026, 1, 1), LocalDate.of(2026, 3, 1));
  private static final Scope OTHER =
      new Scope(Optional.of(new UUID(0, 2)), LocalDate.of(2026, 1, 1), LocalDate.of(2026, 3, 1));

  private Instant now = Instant.parse("2026-03-01T08:00:00Z");
  private final KeptFacts kept =
      new KeptFacts(
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });
  private final AtomicInteger counts = new AtomicInteger();
  private final CountDownLatch goOn = new CountDownLatch(1);

  private KeptCounts.Counted<List<Fact>> ask(Scope scope, Measure measure, long count) {
    return kept.of(
        scope,
        () -> {
          counts.incrementAndGet();
          return List.of(new Fact(measure, Map.of(), count));
        });
  }

  @Test
  void aSmallOperationIsCountedEachTime() {
    ask(OPERATION, Measure.CASES_OPENED, 4_999);
    assertThat(ask(OPERATION, Measure.CASES_OPENED, 7).value())
        .containsExactly(new Fact(Measure.CASES_OPENED, Map.of(), 7));
  }

  @Test
  void manyPicturesMakeNoOperationLarge() {
    ask(OPERATION, Measure.PICTURES, 1_000_000);
    ask(OPERATION, Measure.PICTURES, 1_000_000);
    assertThat(counts).hasValue(2);
  }

  @Test
  void aLargeOneIsCountedOnceAMinuteAndSaysWhen() {
    Instant first = now;
    ask(OPERATION, Measure.CASES_OPENED, 5_000);
    now = first.plusSeconds(59);
    KeptCounts.Counted<List<Fact>> again = ask(OPERATION, Measure.CASES_OPENED, 6_000);
    assertThat(again.at()).isEqualTo(first);
    assertThat(again.value()).containsExactly(new Fact(Measure.CASES_OPENED, Map.of(), 5_000));
    now = first.plusSeconds(60);
    KeptCounts.Counted<List<Fact>> later = ask(OPERATION, Measure.CASES_OPENED, 6_000);
    assertThat(later.at()).isEqualTo(now);
    assertThat(later.value()).containsExactly(new Fact(Measure.CASES_OPENED, Map.of(), 6_000));
  }

  @Test
  void operationsAreKeptApart() {
    ask(OPERATION, Measure.CASES_OPENED, 5_000);
    assertThat(ask(OTHER, Measure.CASES_OPENED, 8_000).value())
        .containsExactly(new Fact(Measure.CASES_OPENED, Map.of(), 8_000));
  }

  @Test
  void whoAsksMeanwhileWaitsForTheOneCount() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<KeptCounts.Counted<List<Fact>>> first = begun(threads, 5_000);
      Future<KeptCounts.Counted<List<Fact>>> second =
          threads.submit(() -> ask(OPERATION, Measure.CASES_OPENED, 9_000));
      goOn.countDown();
      assertThat(second.get()).isEqualTo(first.get());
      assertThat(counts).hasValue(0);
    }
  }

  @Test
  void whoAsksWhileItIsCountedAnewIsGivenWhatWasCountedBefore() throws Exception {
    Instant first = now;
    ask(OPERATION, Measure.CASES_OPENED, 5_000);
    now = first.plusSeconds(61);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<KeptCounts.Counted<List<Fact>>> anew = begun(threads, 6_000);
      assertThat(ask(OPERATION, Measure.CASES_OPENED, 7_000).at()).isEqualTo(first);
      goOn.countDown();
      assertThat(anew.get().at()).isEqualTo(now);
    }
    assertThat(ask(OPERATION, Measure.CASES_OPENED, 7_000).at()).isEqualTo(now);
    assertThat(counts).hasValue(1);
  }

  @Test
  void aCountThatFailsIsNotKept() {
    assertThatThrownBy(() ->
            kept.of(
                OPERATION,
                () -> {
                  throw new IllegalStateException("the database is away");
                }))
        .hasMessage("the database is away");
    assertThat(ask(OPERATION, Measure.CASES_OPENED, 5_000).value()).hasSize(1);
  }

  /// A count that has begun, and ends when it may go on.
  private Future<KeptCounts.Counted<List<Fact>>> begun(ExecutorService threads, long count)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Future<KeptCounts.Counted<List<Fact>>> counting =
        threads.submit(() ->
            kept.of(
                OPERATION,
                () -> {
                  begun.countDown();
                  await(goOn);
                  return List.of(new Fact(Measure.CASES_OPENED, Map.of(), count));
                }));
    begun.await();
    return counting;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(ended);
    }
  }
}
