package org.orion.operations.graph;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is shown of the graph.
///
/// @param nodes at most [Graph#MOST_SHOWN]
/// @param edges between them
/// @param opened those of the nodes whose neighbors were asked for
/// @param hidden how many neighbors of each opened node are not shown; absent where none is
/// @param hiddenInAll how many nodes that is; each counts once
/// @param cut opened nodes that have more links than were asked for, so that more are hidden
/// @param isPart whether it is a file's, and not all that was drawn may stand there
public record Drawing(
    List<Node> nodes,
    List<Edge> edges,
    Set<NodeKey> starts,
    Set<NodeKey> opened,
    Map<NodeKey, Integer> hidden,
    int hiddenInAll,
    Set<NodeKey> cut,
    boolean isPart) {
  public Drawing {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    starts = Set.copyOf(starts);
    opened = Set.copyOf(opened);
    hidden = Map.copyOf(hidden);
    cut = Set.copyOf(cut);
  }

  /// How many edges a node has here.
  public long degree(NodeKey key) {
    return edges.stream().filter(edge -> edge.touches(key)).count();
  }

  public Map<NodeKey, Node> byKey() {
    return nodes.stream()
        .collect(Collectors.toMap(Node::key, node -> node, (one, same) -> one, TreeMap::new));
  }

  /// What of it may stand in a file that holds no more than these nodes. Who is near a child is
  /// told on the child's page alone.
  Drawing of(Set<NodeKey> left) {
    return new Drawing(
        nodes.stream().filter(node -> left.contains(node.key())).toList(),
        edges.stream()
            .filter(edge -> left.contains(edge.one()) && left.contains(edge.other()))
            .filter(edge -> !edge.isNearChild())
            .toList(),
        starts,
        opened,
        Map.of(),
        0,
        Set.of(),
        left.size() < nodes.size() || hiddenInAll > 0 || !cut.isEmpty());
  }

  /// The nodes for a table: by kind, then by label.
  public List<Node> listed() {
    return nodes.stream()
        .sorted(
            Comparator.comparing((Node node) -> node.key().kind())
                .thenComparing(Node::label)
                .thenComparing(Node::key))
        .toList();
  }
}
