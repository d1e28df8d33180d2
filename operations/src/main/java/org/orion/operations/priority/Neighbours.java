package org.orion.operations.priority;

import java.util.List;
import org.orion.operations.identifier.ClusterGrew;
import org.orion.operations.identifier.InterestFound;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// What happens elsewhere and changes a tip's priority: its cluster grew, or another agency is
/// interested.
@Component
class Neighbours {
  private final PriorityOfTips priorities;

  Neighbours(PriorityOfTips priorities) {
    this.priorities = priorities;
  }

  @EventListener
  void clusterGrew(ClusterGrew event) {
    priorities.rescore(event.viewer(), event.tips());
  }

  @EventListener
  void interestFound(InterestFound event) {
    priorities.pause(event.viewer(), event.tip(), List.copyOf(event.agencies()));
  }
}
