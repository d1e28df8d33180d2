package org.orion.operations.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the nodes of a drawing stand in its picture: records on the left, people in the middle,
/// identifiers on the right, in an order that keeps lines short. The same drawing has the same
/// layout each time.
///
/// @param width of the picture, in its units, as all lengths here
public record Layout(int width, int height, List<Box> boxes, List<Line> lines) {
  public static final int BOX_WIDTH = 260;
  public static final int BOX_HEIGHT = 26;
  private static final int ROW = 32;
  private static final int GAP = 130;
  private static final int MARGIN = 24;
  private static final int SWEEPS = 4;

  public Layout {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  /// A node, by its upper left corner.
  public record Box(Node node, int x, int y) {
    int middle() {
      return y + BOX_HEIGHT / 2;
    }
  }

  /// An edge, with the way of its line as SVG writes it.
  public record Line(Edge edge, String way) {}

  /// The layout of a drawing.
  public static Layout of(Drawing drawing) {
    Map<NodeKind.Column, List<Node>> columns = columns(drawing);
    int tallest = columns.values().stream().mapToInt(List::size).max().orElse(1);
    List<Box> boxes = new ArrayList<>();
    int x = MARGIN;
    for (List<Node> column : columns.values()) {
      int y = MARGIN + (tallest - column.size()) * ROW / 2;
      for (Node node : column) {
        boxes.add(new Box(node, x, y));
        y += ROW;
      }
      x += BOX_WIDTH + GAP;
    }
    return new Layout(
        Math.max(x - GAP, MARGIN) + MARGIN,
        2 * MARGIN + tallest * ROW,
        boxes,
        lines(drawing, boxes));
  }

  /// Each column's nodes in their order: time and again each is sorted by the middle of what its
  /// nodes are linked to.
  private static Map<NodeKind.Column, List<Node>> columns(Drawing drawing) {
    Map<NodeKind.Column, List<Node>> columns = new EnumMap<>(NodeKind.Column.class);
    for (Node node : drawing.listed()) {
      columns.computeIfAbsent(node.key().kind().column(), unseen -> new ArrayList<>()).add(node);
    }
    Map<NodeKey, List<NodeKey>> linked = new HashMap<>();
    for (Edge edge : drawing.edges()) {
      linked.computeIfAbsent(edge.one(), unseen -> new ArrayList<>()).add(edge.other());
      linked.computeIfAbsent(edge.other(), unseen -> new ArrayList<>()).add(edge.one());
    }
    Map<NodeKey, Double> places = new HashMap<>();
    columns.values().forEach(column -> place(column, places));
    for (int i = 0; i < SWEEPS; i++) {
      for (List<Node> column : columns.values()) {
        Map<NodeKey, Double> wanted = new HashMap<>();
        for (Node node : column) {
          wanted.put(
              node.key(),
              linked.getOrDefault(node.key(), List.of()).stream()
                  .mapToDouble(key -> places.getOrDefault(key, 0.5))
                  .average()
                  .orElse(1.0));
        }
        column.sort(
            Comparator.comparing((Node node) -> wanted.getOrDefault(node.key(), 1.0))
                .thenComparing(Node::key));
        place(column, places);
      }
    }
    return columns;
  }

  private static void place(List<Node> column, Map<NodeKey, Double> places) {
    for (int i = 0; i < column.size(); i++) {
      places.put(column.get(i).key(), (i + 0.5) / column.size());
    }
  }

  private static List<Line> lines(Drawing drawing, List<Box> boxes) {
    Map<NodeKey, Box> byKey = new HashMap<>();
    boxes.forEach(box -> byKey.put(box.node().key(), box));
    List<Line> lines = new ArrayList<>();
    for (Edge edge : drawing.edges()) {
      Box one = byKey.get(edge.one());
      Box other = byKey.get(edge.other());
      if (one != null && other != null) {
        lines.add(new Line(edge, one.x() <= other.x() ? way(one, other) : way(other, one)));
      }
    }
    return lines;
  }

  /// From the right of the one box to the left of the other; within a column, around its right.
  private static String way(Box left, Box right) {
    int start = left.x() + BOX_WIDTH;
    if (left.x() == right.x()) {
      int bend = start + 20 + Math.min(GAP - 40, Math.abs(left.y() - right.y()) / 4);
      return "M%d %d C%d %d %d %d %d %d"
          .formatted(
              start,
              left.middle(),
              bend,
              left.middle(),
              bend,
              right.middle(),
              start,
              right.middle());
    }
    int middle = (start + right.x()) / 2;
    return "M%d %d C%d %d %d %d %d %d"
        .formatted(
            start,
            left.middle(),
            middle,
            left.middle(),
            middle,
            right.middle(),
            right.x(),
            right.middle());
  }
}
