package org.orion.operations.graph;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.springframework.stereotype.Component;

/// Finds a shortest way from one node to another, from both ends at once, over nothing that the
/// viewer may not see.
@Component
class Paths {
  static final int MOST_STEPS = 8;

  /// The most nodes that are looked at.
  static final int MOST_NODES = 20_000;

  /// The most links of one strand that are followed at one node.
  static final int MOST_LINKS = 200;

  private static final int PIECE = 100;
  private static final Duration MOST_TIME = Duration.ofSeconds(4);

  private final Links links;

  Paths(Links links) {
    this.links = links;
  }

  /// What became of the search.
  sealed interface Result {
    /// A shortest way.
    ///
    /// @param nodes from the one end to the other
    /// @param edges between them, one fewer
    record Way(List<Node> nodes, List<Edge> edges) implements Result {}

    /// There is none: all that either end leads to was looked at.
    record NoWay() implements Result {}

    /// None was found within the bounds; there may be one.
    ///
    /// @param nodes how many were looked at
    record GaveUp(Reason reason, int nodes) implements Result {}
  }

  /// Which bound ended a search.
  enum Reason {
    STEPS,
    NODES,
    TIME,
    /// Nodes with more links than were followed.
    LINKS
  }

  /// One of the two ends, and what was reached from it.
  private static final class Side {
    final Map<NodeKey, @Nullable NodeKey> cameFrom = new HashMap<>();
    final Map<NodeKey, Integer> steps = new HashMap<>();
    Set<NodeKey> edge = new TreeSet<>();

    Side(NodeKey start) {
      cameFrom.put(start, null);
      steps.put(start, 0);
      edge.add(start);
    }

    Deque<NodeKey> way(NodeKey from) {
      Deque<NodeKey> way = new ArrayDeque<>();
      for (@Nullable NodeKey key = from; key != null; key = cameFrom.get(key)) {
        way.addLast(key);
      }
      return way;
    }
  }

  /// @throws NotFoundException when the viewer may not see both ends
  Result find(Viewer viewer, NodeKey from, NodeKey to, Filter filter) {
    Map<NodeKey, Node> known = new TreeMap<>();
    known.put(from, links.node(viewer, from));
    known.put(to, links.node(viewer, to));
    if (from.equals(to)) {
      return new Result.Way(List.of(known.get(from)), List.of());
    }
    Side one = new Side(from);
    Side other = new Side(to);
    boolean cut = false;
    long until = System.nanoTime() + MOST_TIME.toNanos();
    for (int step = 0; step < MOST_STEPS; step++) {
      Side near = one.edge.size() <= other.edge.size() ? one : other;
      Side far = near == one ? other : one;
      Map<NodeKey, NodeKey> reached = new TreeMap<>();
      for (List<NodeKey> piece : pieces(near.edge)) {
        Links.Found found = links.from(viewer, piece, filter, MOST_LINKS);
        cut |= !found.cut().isEmpty();
        reach(near, found.links(), reached);
        if (known.size() + reached.size() > MOST_NODES) {
          return new Result.GaveUp(Reason.NODES, known.size());
        }
        if (System.nanoTime() > until) {
          return new Result.GaveUp(Reason.TIME, known.size());
        }
      }
      advance(viewer, near, reached, known);
      Optional<NodeKey> met = met(near, far);
      if (met.isPresent()) {
        return way(viewer, one, other, met.get(), known, filter);
      }
      if (near.edge.isEmpty()) {
        return cut ? new Result.GaveUp(Reason.LINKS, known.size()) : new Result.NoWay();
      }
    }
    return new Result.GaveUp(Reason.STEPS, known.size());
  }

  /// So few that their links fit into memory, and that a bound is noticed between them.
  private static List<List<NodeKey>> pieces(Set<NodeKey> nodes) {
    List<NodeKey> all = List.copyOf(nodes);
    List<List<NodeKey>> pieces = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PIECE) {
      pieces.add(all.subList(from, Math.min(all.size(), from + PIECE)));
    }
    return pieces;
  }

  private static void reach(Side side, List<Link> found, Map<NodeKey, NodeKey> reached) {
    for (Link link : found) {
      reach(side, link.one(), link.other(), reached);
      reach(side, link.other(), link.one(), reached);
    }
  }

  /// Goes one step on: to those of the nodes that the viewer may see.
  private void advance(
      Viewer viewer, Side side, Map<NodeKey, NodeKey> reached, Map<NodeKey, Node> known) {
    Set<NodeKey> unknown = new TreeSet<>(reached.keySet());
    unknown.removeAll(known.keySet());
    known.putAll(links.nodes(viewer, unknown));
    reached.keySet().retainAll(known.keySet());
    reached.forEach((key, from) -> {
      side.cameFrom.put(key, from);
      side.steps.put(key, side.steps.getOrDefault(from, 0) + 1);
    });
    side.edge = new TreeSet<>(reached.keySet());
  }

  private static void reach(Side side, NodeKey from, NodeKey to, Map<NodeKey, NodeKey> reached) {
    if (side.edge.contains(from) && !side.cameFrom.containsKey(to)) {
      reached.merge(to, from, (first, second) -> first.compareTo(second) <= 0 ? first : second);
    }
  }

  /// Where both sides meet, by the fewest steps.
  private static Optional<NodeKey> met(Side near, Side far) {
    return near.edge.stream()
        .filter(far.steps::containsKey)
        .min(
            java.util.Comparator.comparing((NodeKey key) -> far.steps.getOrDefault(key, 0))
                .thenComparing(java.util.Comparator.naturalOrder()));
  }

  private Result way(
      Viewer viewer, Side one, Side other, NodeKey met, Map<NodeKey, Node> known, Filter filter) {
    List<NodeKey> keys = new ArrayList<>(one.way(met));
    Collections.reverse(keys);
    other.way(met).stream().skip(1).forEach(keys::add);
    List<Edge> all = Edge.of(links.among(viewer, keys, filter));
    List<Edge> edges = new ArrayList<>();
    for (int i = 1; i < keys.size(); i++) {
      NodeKey before = keys.get(i - 1);
      NodeKey after = keys.get(i);
      all.stream()
          .filter(edge -> edge.touches(before) && edge.touches(after))
          .findFirst()
          .ifPresent(edges::add);
    }
    return new Result.Way(keys.stream().map(known::get).toList(), edges);
  }
}
