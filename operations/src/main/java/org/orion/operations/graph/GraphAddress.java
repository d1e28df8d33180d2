package org.orion.operations.graph;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orion.operations.web.BadInputException;
import org.springframework.util.MultiValueMap;

/// What of the graph is looked at. All of it stands in the address, so that a view can be kept,
/// gone back from, and given to somebody else, who sees of it what that person may see.
///
/// @param starts nodes that are shown whatever else is
/// @param opened nodes whose neighbors are shown, the latest last
public record GraphAddress(Set<NodeKey> starts, Set<NodeKey> opened, Filter filter) {
  static final int MOST_STARTS = 50;
  static final int MOST_OPENED = 50;

  public GraphAddress {
    starts = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(starts));
    opened = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(opened));
    if (starts.size() > MOST_STARTS || opened.size() > MOST_OPENED) {
      throw new BadInputException("graph.many", MOST_STARTS, MOST_OPENED);
    }
  }

  /// Of the parameters of a request.
  ///
  /// @param others names of parameters that are not the graph's
  static GraphAddress of(MultiValueMap<String, String> parameters, Set<String> others) {
    Set<NodeKey> starts = new LinkedHashSet<>();
    Set<NodeKey> opened = new LinkedHashSet<>();
    Set<NodeKind> hidden = EnumSet.noneOf(NodeKind.class);
    Optional<LocalDate> from = Optional.empty();
    Optional<LocalDate> to = Optional.empty();
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      for (String value : parameter.getValue()) {
        switch (parameter.getKey()) {
          case "start" -> starts.add(NodeKey.read(value));
          case "open" -> opened.add(NodeKey.read(value));
          case "hide" ->
              hidden.add(
                  NodeKind.of(value).orElseThrow(() -> new BadInputException("graph.filter.bad")));
          case "from" -> from = day(value);
          case "to" -> to = day(value);
          default -> {
            if (!others.contains(parameter.getKey())) {
              throw new BadInputException("graph.filter.unknown", parameter.getKey());
            }
          }
        }
      }
    }
    if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
      throw new BadInputException("graph.filter.order");
    }
    return new GraphAddress(starts, opened, new Filter(hidden, from, to));
  }

  private static Optional<LocalDate> day(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.parse(text.strip());
      if (day.getYear() < 1 || day.getYear() > 9998) {
        throw new BadInputException("graph.filter.day");
      }
      return Optional.of(day);
    } catch (DateTimeParseException malformed) {
      throw new BadInputException("graph.filter.day");
    }
  }

  /// With a node opened.
  public GraphAddress open(NodeKey node) {
    Set<NodeKey> more = new LinkedHashSet<>(opened);
    more.add(node);
    return new GraphAddress(starts, more, filter);
  }

  /// Whether another node can be opened.
  public boolean hasRoom() {
    return opened.size() < MOST_OPENED;
  }

  /// With a node no longer opened.
  public GraphAddress close(NodeKey node) {
    Set<NodeKey> fewer = new LinkedHashSet<>(opened);
    fewer.remove(node);
    return new GraphAddress(starts, fewer, filter);
  }

  /// With a kind of node hidden, or shown again.
  public GraphAddress toggle(NodeKind kind) {
    Set<NodeKind> hidden = EnumSet.noneOf(NodeKind.class);
    hidden.addAll(filter.hidden());
    if (!hidden.remove(kind)) {
      hidden.add(kind);
    }
    return new GraphAddress(starts, opened, new Filter(hidden, filter.from(), filter.to()));
  }

  /// The page's address.
  public String path() {
    return path("/graph");
  }

  /// An address with these parameters.
  public String path(String base) {
    List<String> parts = new ArrayList<>();
    fields().forEach(field -> parts.add(field.name() + "=" + field.value()));
    return parts.isEmpty() ? base : base + "?" + String.join("&", parts);
  }

  /// A parameter; its value needs no encoding.
  public record Field(String name, String value) {}

  /// All parameters, for forms.
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>(nodes());
    filter.hidden().stream().sorted().forEach(kind -> fields.add(new Field("hide", kind.word())));
    filter.from().ifPresent(day -> fields.add(new Field("from", day.toString())));
    filter.to().ifPresent(day -> fields.add(new Field("to", day.toString())));
    return fields;
  }

  /// The parameters that name nodes.
  public List<Field> nodes() {
    List<Field> fields = new ArrayList<>();
    starts.forEach(node -> fields.add(new Field("start", node.text())));
    opened.forEach(node -> fields.add(new Field("open", node.text())));
    return fields;
  }
}
