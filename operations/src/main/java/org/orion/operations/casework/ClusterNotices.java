package org.orion.operations.casework;

import java.util.List;
import org.orion.operations.access.Role;
import org.orion.operations.identifier.ClustersGrew;
import org.orion.operations.notice.NoticeKind;
import org.orion.operations.notice.Notices;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Tells supervisors of clusters: when one forms, and each time that it passes a size from which on
/// it is another matter.
@Component
class ClusterNotices {
  private static final List<Integer> SIZES = List.of(3, 10, 30, 100, 300, 1000);
  private static final int LABEL = 8;

  private final Notices notices;

  ClusterNotices(Notices notices) {
    this.notices = notices;
  }

  @EventListener
  void grew(ClustersGrew event) {
    for (ClustersGrew.Growth growth : event.clusters()) {
      if (SIZES.stream().anyMatch(size -> growth.before() < size && size <= growth.now())) {
        notices.tell(
            event.viewer(),
            Role.SUPERVISOR,
            NoticeKind.CLUSTER_GREW,
            growth.cluster(),
            growth.cluster().toString().substring(0, LABEL));
      }
    }
  }
}
