package org.orion.exchange.audit;

import java.util.Optional;
import org.orion.exchange.hash.Sha256;

/// Where a tree's hashes are kept. A source that keeps every complete subtree, as
/// [MerkleFrontier.NodeSink] is handed them, is asked a number of times that grows with the
/// logarithm of the tree; one that keeps leaves alone is asked for each of them.
public interface HashSource {
  /// The hash of a complete subtree of 2^level leaves, the index-th of its level. Empty where only
  /// its halves are kept; never for a leaf, level 0, of the tree.
  Optional<Sha256> hash(int level, long index);
}
