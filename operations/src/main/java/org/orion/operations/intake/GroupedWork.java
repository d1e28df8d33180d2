package org.orion.operations.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Does in one transaction what several callers ask for at once. Nobody waits for company: a caller
/// who finds nothing going on starts, and who comes meanwhile is in the next group. Each caller has
/// an answer when its group is done, and one caller of each group does the work of all.
///
/// Where a group fails as a whole, each of its callers does its own piece alone, unless that would
/// fail as well. Safe for use by many threads.
///
/// @param <K> what one group has in common
/// @param <T> a piece of work
/// @param <R> what comes of it
final class GroupedWork<K, T, R> {
  private final int most;
  private final BiFunction<K, List<T>, List<Supplier<R>>> work;
  private final Predicate<RuntimeException> isHopeless;

  /// Who waits for the next group; a key is here as long as a group is being done.
  private final Map<K, Deque<Waiting<T, R>>> waiting = new HashMap<>();

  /// @param most pieces of one group
  /// @param work gives for each piece, in their order, what tells its caller the result or throws
  /// @param isHopeless whether a failure is none of the group's, so that nobody need try again
  GroupedWork(
      int most,
      BiFunction<K, List<T>, List<Supplier<R>>> work,
      Predicate<RuntimeException> isHopeless) {
    this.most = most;
    this.work = work;
    this.isHopeless = isHopeless;
  }

  private static final class Waiting<T, R> {
    private final T piece;

    /// What its caller does when it need not wait any more; ends in the result.
    private final CompletableFuture<Supplier<R>> next = new CompletableFuture<>();

    Waiting(T piece) {
      this.piece = piece;
    }
  }

  /// Has a piece done, and returns when it is.
  R call(K key, T piece) {
    Waiting<T, R> own = new Waiting<>(piece);
    join(key, own);
    return own.next.join().get();
  }

  /// How many wait for the next group.
  synchronized int waiting(K key) {
    return waiting.getOrDefault(key, new ArrayDeque<>()).size();
  }

  private synchronized void join(K key, Waiting<T, R> own) {
    boolean goesOn = waiting.containsKey(key);
    waiting.computeIfAbsent(key, _ -> new ArrayDeque<>()).add(own);
    if (!goesOn) {
      own.next.complete(() -> lead(key));
    }
  }

  /// Does the work of those who wait, the caller being the first of them.
  private R lead(K key) {
    List<Waiting<T, R>> group = group(key);
    List<Supplier<R>> results;
    try {
      results = results(key, group);
      for (int i = 1; i < group.size(); i++) {
        group.get(i).next.complete(results.get(i));
      }
    } finally {
      // After an error nobody is left waiting either.
      group.forEach(one -> one.next.completeExceptionally(new IllegalStateException("given up")));
      goOn(key);
    }
    return results.getFirst().get();
  }

  private List<Supplier<R>> results(K key, List<Waiting<T, R>> group) {
    try {
      return work.apply(key, group.stream().map(one -> one.piece).toList());
    } catch (RuntimeException problem) {
      boolean hopeless = group.size() == 1 || isHopeless.test(problem);
      return group.stream()
          .<Supplier<R>>map(one ->
              hopeless
                  ? () -> {
                    throw problem;
                  }
                  : () -> work.apply(key, List.of(one.piece)).getFirst().get())
          .toList();
    }
  }

  private synchronized List<Waiting<T, R>> group(K key) {
    Deque<Waiting<T, R>> all = waiting.getOrDefault(key, new ArrayDeque<>());
    List<Waiting<T, R>> group = new ArrayList<>();
    while (group.size() < most && !all.isEmpty()) {
      group.add(all.remove());
    }
    return group;
  }

  private synchronized void goOn(K key) {
    Deque<Waiting<T, R>> all = waiting.getOrDefault(key, new ArrayDeque<>());
    if (all.isEmpty()) {
      waiting.remove(key);
    } else {
      all.element().next.complete(() -> lead(key));
    }
  }
}
