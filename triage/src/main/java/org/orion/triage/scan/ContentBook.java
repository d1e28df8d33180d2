package org.orion.triage.scan;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.Sha256;
import org.orion.triage.scanfile.StoredContents;

/// Sees to it that a content is decided once, however often it occurs: those that the scan file
/// does not hold yet are kept here, the others are asked of it. Safe for use by many threads.
final class ContentBook {
  private final Map<Sha256, CompletableFuture<Decision>> undecided = new ConcurrentHashMap<>();

  /// Decides a content that nobody decided yet.
  interface Decider {
    Decision decide() throws IOException, InterruptedException;
  }

  /// The decision on a content: a known one, that of another thread at work on it now, or the
  /// decider's.
  Decision decide(Sha256 digest, StoredContents stored, Decider decider)
      throws IOException, InterruptedException {
    @Nullable CompletableFuture<Decision> known = undecided.get(digest);
    if (known == null) {
      Optional<StoredContents.Content> before = stored.find(digest);
      if (before.isPresent()) {
        return new Decision(before.get().type(), before.get().verdict(), Optional.empty());
      }
      CompletableFuture<Decision> mine = new CompletableFuture<>();
      known = undecided.putIfAbsent(digest, mine);
      if (known == null) {
        return decideHere(mine, decider);
      }
    }
    try {
      return known.get();
    } catch (ExecutionException failedElsewhere) {
      return decider.decide();
    }
  }

  private static Decision decideHere(CompletableFuture<Decision> mine, Decider decider)
      throws IOException, InterruptedException {
    try {
      mine.complete(decider.decide());
      return mine.join();
    } finally {
      mine.completeExceptionally(new IllegalStateException("the content was not decided"));
    }
  }

  /// Forgets contents that the scan file now holds.
  void committed(Collection<Sha256> digests) {
    digests.forEach(undecided::remove);
  }
}
