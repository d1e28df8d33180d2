package org.orion.operations.operation;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.database.KeptCounts;
import org.orion.operations.graph.Timeline;
import org.orion.operations.graph.Track.Subject;
import org.springframework.stereotype.Component;

/// What the timeline of an operation counts. Of a large one that takes a second of a core: it is
/// kept for each person who asks, and one is counted at a time, by whoever has no connection to the
/// database yet, so that pages of all others go on.
@Component
class OperationTimeline {
  /// Happenings of an operation that are counted each time.
  private static final long LARGE = 5_000;

  private final Operations operations;
  private final Timeline timeline;
  private final ViewerTransactions transactions;
  private final KeptCounts<Key, Timeline.Days> kept;
  private final Semaphore turn = new Semaphore(1, true);

  OperationTimeline(
      Operations operations, Timeline timeline, ViewerTransactions transactions, Clock clock) {
    this.operations = operations;
    this.timeline = timeline;
    this.transactions = transactions;
    this.kept = new KeptCounts<>(clock, days -> days.count() >= LARGE);
  }

  /// Cases are hidden from accounts, and what else is seen follows from roles and scope.
  private record Key(
      UUID account, String agency, Set<Role> roles, Set<Action> scope, UUID operation) {}

  /// What the viewer's timeline counts; outside of any transaction.
  ///
  /// @throws org.orion.operations.access.NotFoundException when the viewer sees no such operation
  Timeline.Days days(Viewer viewer, UUID operation) {
    Operation _ = transactions.read(viewer, () -> operations.one(operation));
    KeptCounts.Counted<Timeline.Days> counted =
        kept.of(
            new Key(viewer.account(), viewer.agency(), viewer.roles(), viewer.scope(), operation),
            () -> count(viewer, operation));
    boolean isKept = counted.value().count() >= LARGE;
    return new Timeline.Days(
        counted.value().counts(), isKept ? Optional.of(counted.at()) : Optional.empty());
  }

  private Timeline.Days count(Viewer viewer, UUID operation) {
    turn.acquireUninterruptibly();
    try {
      return transactions.read(viewer, () -> timeline.days(viewer, Subject.OPERATION, operation));
    } finally {
      turn.release();
    }
  }
}
