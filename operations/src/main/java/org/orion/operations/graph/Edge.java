package org.orion.operations.graph;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.orion.operations.graph.Link.Citation;
import org.orion.operations.web.Page;

/// All links between two nodes.
///
/// @param one the lesser of both, so that a pair has one edge
/// @param citations the newest first
public record Edge(NodeKey one, NodeKey other, List<Citation> citations) {
  /// The most sources of one kind of link that are asked for.
  public static final int MOST_SOURCES = 100;

  private static final Comparator<Citation> NEWEST =
      Comparator.comparing((Citation citation) -> citation.at().orElse(Instant.MIN))
          .reversed()
          .thenComparing(Citation::strand)
          .thenComparing(Citation::words);

  public Edge {
    citations = List.copyOf(citations);
  }

  private record Pair(NodeKey one, NodeKey other) {}

  /// The edges that links make, each pair once.
  static List<Edge> of(Collection<Link> links) {
    Map<Pair, Set<Citation>> pairs = new LinkedHashMap<>();
    for (Link link : links) {
      boolean inOrder = link.one().compareTo(link.other()) < 0;
      Pair pair = inOrder ? new Pair(link.one(), link.other()) : new Pair(link.other(), link.one());
      pairs.computeIfAbsent(pair, unseen -> new LinkedHashSet<>()).add(link.citation());
    }
    return pairs.entrySet().stream()
        .map(pair ->
            new Edge(
                pair.getKey().one(),
                pair.getKey().other(),
                pair.getValue().stream().sorted(NEWEST).toList()))
        .toList();
  }

  /// The end that is not that node.
  NodeKey far(NodeKey node) {
    return node.equals(one) ? other : one;
  }

  boolean touches(NodeKey node) {
    return node.equals(one) || node.equals(other);
  }

  /// Whether it tells who is near a child.
  boolean isNearChild() {
    return Set.of(one.kind(), other.kind()).equals(Set.of(NodeKind.CHILD, NodeKind.PERSON));
  }

  /// Whether a kind of link has more sources than these.
  public boolean isCut() {
    return citations.stream()
        .collect(Collectors.groupingBy(Citation::strand, Collectors.counting()))
        .values()
        .stream()
        .anyMatch(count -> count >= MOST_SOURCES);
  }

  public Optional<Instant> newest() {
    return citations.getFirst().at();
  }

  /// Why it is there, in words, each kind of link once.
  public String why(Page page) {
    return citations.stream()
        .map(Citation::strand)
        .distinct()
        .map(strand -> page.text("graph.link." + strand))
        .collect(Collectors.joining(", "));
  }

  /// The address of its sources.
  public String path() {
    return "/graph/link?one=" + one.text() + "&other=" + other.text();
  }
}
