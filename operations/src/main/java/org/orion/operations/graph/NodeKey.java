package org.orion.operations.graph;

import java.util.Comparator;
import org.orion.operations.web.BadInputException;

/// Which node: `case:018f…`, `identifier:12`.
public record NodeKey(NodeKind kind, String id) implements Comparable<NodeKey> {
  private static final Comparator<NodeKey> ORDER =
      Comparator.comparing(NodeKey::kind).thenComparing(NodeKey::id);

  public NodeKey {
    if (!kind.isId(id)) {
      throw new IllegalArgumentException("the id is " + id + ", must be one of a " + kind.word());
    }
  }

  public static NodeKey of(NodeKind kind, Object id) {
    return new NodeKey(kind, id.toString());
  }

  /// @throws BadInputException when it names no node
  static NodeKey read(String text) {
    int colon = text.indexOf(':');
    String id = text.substring(colon + 1);
    return NodeKind.of(text.substring(0, Math.max(0, colon)))
        .filter(kind -> kind.isId(id))
        .map(kind -> new NodeKey(kind, id))
        .orElseThrow(() -> new BadInputException("graph.node.bad"));
  }

  /// As addresses have it.
  public String text() {
    return kind.word() + ":" + id;
  }

  @Override
  public int compareTo(NodeKey other) {
    return ORDER.compare(this, other);
  }
}
