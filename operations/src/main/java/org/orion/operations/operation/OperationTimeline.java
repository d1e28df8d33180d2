package org.orion.operations.operation;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.database.KeptCounts;
import org.orion.operations.graph.Timeline;
import org.orion.operations.graph.Track.Subject;
import org.orion.operations.web.BadInputException;
import org.springframework.stereotype.Component;

/// The timeline of an operation. Of a large one its counts take a second of a core, and its rows a
/// third of one: counts are kept for each person who asks, and few are shown at a time, so that who
/// waits holds no connection to the database and pages of all others go on.
@Component
class OperationTimeline {
  /// Happenings of an operation that are counted each time.
  private static final long LARGE = 5_000;

  private static final int AT_ONCE = 2;
  private static final int LONGEST_WAIT_SECONDS = 10;

  private final Operations operations;
  private final Timeline timeline;
  private final ViewerTransactions transactions;
  private final KeptCounts<Key, Timeline.Days> kept;
  private final Semaphore places = new Semaphore(AT_ONCE, true);

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

  /// Shows a timeline when there is a place for it; outside of any transaction.
  ///
  /// @param shown makes the page of what was counted
  /// @throws BadInputException 503 when too many are being shown
  /// @throws org.orion.operations.access.NotFoundException when the viewer sees no such operation
  <T> T show(Viewer viewer, UUID operation, Function<Timeline.Days, T> shown)
      throws InterruptedException {
    Operation _ = transactions.read(viewer, () -> operations.one(operation));
    if (!places.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new BadInputException(503, "operation.timeline.busy");
    }
    try {
      return shown.apply(days(viewer, operation));
    } finally {
      places.release();
    }
  }

  private Timeline.Days days(Viewer viewer, UUID operation) {
    KeptCounts.Counted<Timeline.Days> counted =
        kept.of(
            new Key(viewer.account(), viewer.agency(), viewer.roles(), viewer.scope(), operation),
            () ->
                transactions.read(
                    viewer, () -> timeline.days(viewer, Subject.OPERATION, operation)));
    boolean isKept = counted.value().count() >= LARGE;
    return new Timeline.Days(
        counted.value().counts(), isKept ? Optional.of(counted.at()) : Optional.empty());
  }
}
