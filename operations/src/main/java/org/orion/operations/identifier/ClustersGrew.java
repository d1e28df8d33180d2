package org.orion.operations.identifier;

import java.util.List;
import java.util.UUID;
import org.orion.operations.access.Viewer;

/// Clusters have three tips or more, and some that were not in so large a one before. Published
/// within the transaction that links them; their rows may be changed there.
///
/// @param tips those for which it is news
/// @param clusters what they are in now
public record ClustersGrew(Viewer viewer, List<UUID> tips, List<Growth> clusters) {
  public ClustersGrew {
    tips = List.copyOf(tips);
    clusters = List.copyOf(clusters);
  }

  /// A cluster that grew.
  ///
  /// @param before how many tips it had
  /// @param now how many it has
  public record Growth(UUID cluster, int before, int now) {}
}
