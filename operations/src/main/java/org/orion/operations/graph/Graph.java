package org.orion.operations.graph;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.springframework.stereotype.Component;

/// Finds what of the graph is shown: the nodes that one starts with, those that were opened, and
/// the neighbors of these, as many as there is room for.
///
/// The most relevant come first: those linked to more of the opened nodes; then by kind, people and
/// children before cases, tips last; then those with the newest link.
@Component
public class Graph {
  /// The most nodes that are shown at once.
  public static final int MOST_SHOWN = 150;

  /// The most links of one strand that are asked for at one node; more are told of as "more than".
  static final int MOST_LINKS = 1000;

  private final Links links;

  Graph(Links links) {
    this.links = links;
  }

  /// What a viewer sees at an address.
  ///
  /// @throws NotFoundException when the viewer may see none of the nodes that it starts with
  public Drawing draw(Viewer viewer, GraphAddress address) {
    Set<NodeKey> named = new LinkedHashSet<>(address.starts());
    named.addAll(address.opened());
    Map<NodeKey, Node> shown = new LinkedHashMap<>();
    Map<NodeKey, Node> seen = links.nodes(viewer, named);
    named.stream()
        .filter(seen::containsKey)
        .filter(key ->
            address.starts().contains(key) || !address.filter().hidden().contains(key.kind()))
        .forEach(key -> shown.put(key, seen.get(key)));
    if (address.starts().stream().noneMatch(shown::containsKey)) {
      throw new NotFoundException();
    }
    Set<NodeKey> opened = new LinkedHashSet<>(address.opened());
    opened.retainAll(shown.keySet());
    Links.Found found = links.from(viewer, opened, address.filter(), MOST_LINKS);
    Map<NodeKey, Node> ends = links.ends(viewer, found.links());
    List<Edge> edges =
        Edge.of(
            found.links().stream()
                .filter(link -> ends.containsKey(link.one()) && ends.containsKey(link.other()))
                .filter(link -> !link.one().equals(link.other()))
                .toList());
    for (NodeKey key : ranked(edges, opened, shown.keySet())) {
      if (shown.size() < MOST_SHOWN) {
        shown.put(key, ends.get(key));
      }
    }
    return drawing(viewer, address, shown, opened, edges, found.cut());
  }

  /// The far ends of edges, the most relevant first.
  private static List<NodeKey> ranked(List<Edge> edges, Set<NodeKey> opened, Set<NodeKey> shown) {
    Map<NodeKey, Integer> linked = new HashMap<>();
    Map<NodeKey, Instant> newest = new HashMap<>();
    for (Edge edge : edges) {
      for (NodeKey end : List.of(edge.one(), edge.other())) {
        if (!shown.contains(end) && opened.contains(edge.far(end))) {
          linked.merge(end, 1, Integer::sum);
          newest.merge(
              end,
              edge.newest().orElse(Instant.MIN),
              (one, other) -> one.isAfter(other) ? one : other);
        }
      }
    }
    return linked.keySet().stream()
        .sorted(
            Comparator.comparingInt((NodeKey key) -> -linked.getOrDefault(key, 0))
                .thenComparing(NodeKey::kind)
                .thenComparing(
                    key -> newest.getOrDefault(key, Instant.MIN), Comparator.reverseOrder())
                .thenComparing(NodeKey::id))
        .toList();
  }

  private Drawing drawing(
      Viewer viewer,
      GraphAddress address,
      Map<NodeKey, Node> shown,
      Set<NodeKey> opened,
      List<Edge> edges,
      Set<NodeKey> cut) {
    Map<NodeKey, Integer> hidden = new TreeMap<>();
    Set<NodeKey> away = new HashSet<>();
    for (Edge edge : edges) {
      for (NodeKey end : List.of(edge.one(), edge.other())) {
        if (opened.contains(end) && !shown.containsKey(edge.far(end))) {
          hidden.merge(end, 1, Integer::sum);
          away.add(edge.far(end));
        }
      }
    }
    return new Drawing(
        new ArrayList<>(shown.values()),
        Edge.of(
            links.among(viewer, shown.keySet(), address.filter()).stream()
                .filter(link -> !link.one().equals(link.other()))
                .toList()),
        address.starts(),
        opened,
        hidden,
        away.size(),
        cut,
        false);
  }

  /// All links between two nodes, with their ends.
  ///
  /// @throws NotFoundException when the viewer may not see both, or nothing links them
  Edge between(Viewer viewer, NodeKey one, NodeKey other) {
    links.node(viewer, one);
    links.node(viewer, other);
    return Edge.of(links.among(viewer, List.of(one, other), Filter.NONE)).stream()
        .filter(edge -> edge.touches(one) && edge.touches(other))
        .findFirst()
        .orElseThrow(NotFoundException::new);
  }

  /// What of a drawing may stand in a file that leaves the server.
  Drawing leaving(Viewer viewer, Drawing drawing) {
    return drawing.of(links.leaving(viewer, drawing.byKey().keySet()));
  }

  List<NodeKind> kinds(Viewer viewer) {
    return links.kinds(viewer);
  }

  Node node(Viewer viewer, NodeKey key) {
    return links.node(viewer, key);
  }
}
