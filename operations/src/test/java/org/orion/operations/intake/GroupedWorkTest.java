package org.orion.operations.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GroupedWorkTest {
  private static final int MOST = 5;

  private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /// Squares numbers; 0 is refused, a group with 13 fails as a whole, and 99 is beyond hope. The
  /// first group waits until it is told to go on.
  private List<Supplier<Integer>> work(String key, List<Integer> numbers) {
    groups.add(numbers);
    begun.countDown();
    try {
      assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException impatient) {
      throw new IllegalStateException(impatient);
    }
    if (numbers.contains(13)) {
      throw new IllegalArgumentException("13");
    }
    if (numbers.contains(99)) {
      throw new IllegalStateException("99");
    }
    if (numbers.contains(666)) {
      throw new AssertionError("666");
    }
    return numbers.stream()
        .<Supplier<Integer>>map(number ->
            () -> {
              if (number == 0) {
                throw new ArithmeticException("0");
              }
              return number * number;
            })
        .toList();
  }

  private final GroupedWork<String, Integer, Integer> grouped =
      new GroupedWork<>(MOST, this::work, problem -> problem instanceof IllegalStateException);

  /// Has one piece begin, and the others come while it is being done.
  private List<Future<Integer>> behind(ExecutorService threads, int first, List<Integer> others)
      throws InterruptedException {
    List<Future<Integer>> all = new ArrayList<>();
    all.add(threads.submit(() -> grouped.call("key", first)));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    others.forEach(one -> all.add(threads.submit(() -> grouped.call("key", one))));
    while (grouped.waiting("key") < others.size()) {
      Thread.sleep(1);
    }
    goOn.countDown();
    return all;
  }

  @Test
  void whoComesMeanwhileIsDoneTogether() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> others = IntStream.rangeClosed(2, 12).boxed().toList();
      List<Future<Integer>> all = behind(threads, 1, others);
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i).get()).isEqualTo((i + 1) * (i + 1));
      }
    }
    assertThat(groups).extracting(List::size).containsExactly(1, MOST, MOST, 1);
    assertThat(groups.stream().flatMap(List::stream)).hasSize(12).doesNotHaveDuplicates();
    assertThat(grouped.call("key", 3)).isEqualTo(9);
  }

  @Test
  void aRefusalIsItsCallersAlone() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = behind(threads, 1, List.of(2, 0, 3));
      assertThatThrownBy(() -> all.get(2).get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ArithmeticException.class);
      assertThat(all.get(1).get()).isEqualTo(4);
      assertThat(all.get(3).get()).isEqualTo(9);
    }
    assertThat(groups).extracting(List::size).containsExactly(1, 3);
  }

  @Test
  void whereAGroupFailsEachIsDoneAlone() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = behind(threads, 1, List.of(2, 13, 3));
      assertThatThrownBy(() -> all.get(2).get()).hasCauseInstanceOf(IllegalArgumentException.class);
      assertThat(all.get(1).get()).isEqualTo(4);
      assertThat(all.get(3).get()).isEqualTo(9);
    }
    assertThat(groups).hasSize(5).contains(List.of(2), List.of(13), List.of(3));
  }

  @Test
  void whereAllMustFailNobodyTriesAgain() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = behind(threads, 1, List.of(2, 99));
      for (Future<Integer> one : all.subList(1, 3)) {
        assertThatThrownBy(one::get).hasRootCauseMessage("99");
      }
    }
    assertThat(groups).extracting(List::size).containsExactly(1, 2);
  }

  @Test
  void anErrorLeavesNobodyWaiting() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = behind(threads, 1, List.of(2, 666, 3, 4, 5, 6));
      for (Future<Integer> one : all.subList(1, 6)) {
        assertThatThrownBy(one::get).isInstanceOf(ExecutionException.class);
      }
      assertThat(all.get(6).get()).isEqualTo(36);
    }
    assertThatThrownBy(() -> grouped.call("key", 666)).isInstanceOf(AssertionError.class);
    assertThat(grouped.call("key", 3)).isEqualTo(9);
  }

  @Test
  void keysDoNotWaitForEachOther() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> one = threads.submit(() -> grouped.call("key", 1));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      Future<Integer> other = threads.submit(() -> grouped.call("other", 2));
      while (groups.size() < 2) {
        Thread.sleep(1);
      }
      goOn.countDown();
      assertThat(one.get() + other.get()).isEqualTo(5);
    }
  }
}
