package org.orion.operations.identifier;

import java.util.List;
import java.util.UUID;
import org.orion.operations.access.Viewer;

/// Clusters have three tips or more, and some that were not in so large a one before. Published
/// within the transaction that links them; their rows may be changed there.
///
/// @param tips those for which it is news
public record ClustersGrew(Viewer viewer, List<UUID> tips) {
  public ClustersGrew {
    tips = List.copyOf(tips);
  }
}
