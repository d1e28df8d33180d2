package org.orion.triage.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.orion.exchange.hash.Pdq;

/// Finds stored 256-bit hashes within a Hamming distance of a query, and misses none. Safe for use
/// by many threads.
public interface SimilarityIndex {
  /// The widest radius that is searched.
  int MOST_RADIUS_BITS = 64;

  /// The number of stored entries.
  int size();

  /// Hands every entry within `radiusBits` of the query to the visitor, once each, in no order,
  /// until the visitor has enough.
  ///
  /// @param radiusBits 0 to 64
  /// @throws java.io.UncheckedIOException of a [DamagedIndexException] when a part of the index
  ///   that the search needs is damaged
  void search(Pdq query, int radiusBits, Visitor visitor);

  /// Receives one answer.
  interface Visitor {
    /// @param entry the number the hash was stored under
    /// @return whether the search shall go on
    boolean found(int entry, int distanceBits);
  }

  /// An answer.
  record Neighbor(int entry, int distanceBits) {}

  /// Whether any entry lies within the radius.
  default boolean any(Pdq query, int radiusBits) {
    boolean[] found = new boolean[1];
    search(
        query,
        radiusBits,
        (entry, distance) -> {
          found[0] = true;
          return false;
        });
    return found[0];
  }

  /// The nearest entries within the radius, nearest first and of equals the lower number first.
  ///
  /// @param most how many at most
  default List<Neighbor> nearest(Pdq query, int radiusBits, int most) {
    Comparator<Neighbor> order =
        Comparator.comparingInt(Neighbor::distanceBits).thenComparingInt(Neighbor::entry);
    PriorityQueue<Neighbor> kept = new PriorityQueue<>(order.reversed());
    search(
        query,
        radiusBits,
        (entry, distance) -> {
          kept.add(new Neighbor(entry, distance));
          if (kept.size() > most) {
            kept.poll();
          }
          return true;
        });
    List<Neighbor> nearest = new ArrayList<>(kept);
    nearest.sort(order);
    return nearest;
  }
}
