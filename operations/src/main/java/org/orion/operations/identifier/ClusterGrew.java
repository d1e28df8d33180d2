package org.orion.operations.identifier;

import java.util.List;
import java.util.UUID;
import org.orion.operations.access.Viewer;

/// A cluster has three tips or more, and some that were not in so large a one before. Published
/// within the transaction that links them; their rows may be changed there.
///
/// @param tips those for which it is news
/// @param size of the cluster now
public record ClusterGrew(Viewer viewer, UUID cluster, List<UUID> tips, int size) {
  public ClusterGrew {
    tips = List.copyOf(tips);
  }
}
