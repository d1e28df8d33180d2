package org.orion.triage.index;

import org.orion.exchange.hash.Pdq;

/// Finds every stored 256-bit hash within a Hamming distance of a query. Safe for use by many
/// threads.
public interface SimilarityIndex {

  /// The number of stored hashes.
  int size();

  /// Hands every entry within `radiusBits` of the query to the visitor, once each, in no order.
  ///
  /// @param radiusBits 0 to 64
  void search(Pdq query, int radiusBits, Visitor visitor);

  /// Receives one answer.
  interface Visitor {
    /// @param entry the number the hash was stored under
    void found(int entry, int distanceBits);
  }
}
