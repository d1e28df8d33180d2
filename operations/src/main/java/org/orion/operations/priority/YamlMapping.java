package org.orion.operations.priority;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.orion.exchange.FormatException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// A mapping of a YAML document with the lines of its keys. Only plain values are let in: no
/// anchor, no alias, no merge, no tag of another type.
final class YamlMapping {
  private static final int MOST_CHARACTERS = 500;
  private static final Set<Tag> SCALARS =
      Set.of(Tag.STR, Tag.INT, Tag.BOOL, Tag.FLOAT, Tag.TIMESTAMP);

  private final String source;
  private final Node node;
  private final Map<String, Node> values;

  private YamlMapping(String source, Node node, Map<String, Node> values) {
    this.source = source;
    this.node = node;
    this.values = values;
  }

  /// Takes a node apart.
  ///
  /// @param known the keys that it may have
  static YamlMapping of(String source, Node node, Set<String> known) throws FormatException {
    if (!(node instanceof MappingNode mapping) || !node.getTag().equals(Tag.MAP)) {
      throw refusal(source, node, "keys with values", kind(node));
    }
    requireNoAnchor(source, node);
    Map<String, Node> values = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      String key = scalar(source, entry.getKeyNode());
      if (!known.contains(key)) {
        throw refusal(
            source, entry.getKeyNode(), "one of " + new TreeSet<>(known), "key '" + key + "'");
      }
      if (values.put(key, entry.getValueNode()) != null) {
        throw refusal(source, entry.getKeyNode(), "each key once", "'" + key + "' again");
      }
    }
    return new YamlMapping(source, node, values);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Set<String> keys() {
    return values.keySet();
  }

  /// A value that must be there.
  Node node(String key) throws FormatException {
    Node value = values.get(key);
    if (value == null) {
      throw refusal(source, node, "key '" + key + "'", "none");
    }
    return value;
  }

  YamlMapping mapping(String key, Set<String> known) throws FormatException {
    return of(source, node(key), known);
  }

  /// A text that is not blank.
  String text(String key) throws FormatException {
    Node value = node(key);
    String text = scalar(source, value);
    if (text.isBlank()) {
      throw refusal(source, value, "a text", "a blank one");
    }
    return text;
  }

  int integer(String key, int least, int most) throws FormatException {
    Node value = node(key);
    String text = scalar(source, value);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException noNumber) {
      throw refusal(source, value, "a whole number", "'" + text + "'");
    }
    throw refusal(source, value, "%d to %d".formatted(least, most), text);
  }

  boolean truth(String key) throws FormatException {
    Node value = node(key);
    String text = scalar(source, value);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refusal(source, value, "true or false", "'" + text + "'");
    };
  }

  /// The members of a list that is not empty.
  List<Node> list(String key) throws FormatException {
    Node value = node(key);
    if (!(value instanceof SequenceNode sequence) || !value.getTag().equals(Tag.SEQ)) {
      throw refusal(source, value, "a list", kind(value));
    }
    requireNoAnchor(source, value);
    if (sequence.getValue().isEmpty()) {
      throw refusal(source, value, "a list with members", "an empty one");
    }
    return List.copyOf(sequence.getValue());
  }

  List<String> texts(String key) throws FormatException {
    List<String> texts = new ArrayList<>();
    for (Node member : list(key)) {
      texts.add(scalar(source, member));
    }
    return texts;
  }

  FormatException refusal(String key, String expected, String found) {
    return refusal(source, values.getOrDefault(key, node), expected, found);
  }

  private static String scalar(String source, Node node) throws FormatException {
    if (!(node instanceof ScalarNode scalar) || !SCALARS.contains(node.getTag())) {
      throw refusal(source, node, "a single value", kind(node));
    }
    requireNoAnchor(source, node);
    if (scalar.getValue().length() > MOST_CHARACTERS) {
      throw refusal(
          source,
          node,
          "at most " + MOST_CHARACTERS + " characters",
          String.valueOf(scalar.getValue().length()));
    }
    return scalar.getValue();
  }

  /// Anchors would let one part of the document stand for another, or for itself.
  private static void requireNoAnchor(String source, Node node) throws FormatException {
    if (node.getAnchor() != null) {
      throw refusal(source, node, "no anchor", "anchor '" + node.getAnchor() + "'");
    }
  }

  private static String kind(Node node) {
    return switch (node.getNodeId()) {
      case scalar -> node.getTag().equals(Tag.NULL) ? "nothing" : "a value of another type";
      case sequence -> "a list";
      case mapping -> "keys with values";
      case anchor -> "an alias";
    };
  }

  private static FormatException refusal(String source, Node node, String expected, String found) {
    int line = node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    return new FormatException(source, "line " + line, expected, found);
  }
}
