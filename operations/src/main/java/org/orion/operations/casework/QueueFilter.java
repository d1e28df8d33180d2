package org.orion.operations.casework;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.web.BadInputException;

/// Which tips of the queue are shown, and in which order. Every filter is a link: what a cell holds
/// filters by it.
///
/// @param values by name, those of [#NAMES] only; never blank
public record QueueFilter(Map<String, String> values) {
  /// The filters, by the name that an address has them under.
  static final List<String> NAMES =
      List.of(
          "state",
          "band",
          "type",
          "platform",
          "reporter",
          "country",
          "assignee",
          "cluster",
          "due",
          "sort");

  private static final int MOST_LENGTH = 300;

  /// The order of a queue.
  public enum Sort {
    /// The most urgent first.
    QUEUE,
    NEWEST,
    /// What must be preserved soonest first.
    DEADLINE
  }

  public QueueFilter {
    values = Map.copyOf(values);
  }

  /// Of the parameters of a request; others are not looked at.
  public static QueueFilter of(Map<String, String> parameters) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : NAMES) {
      String value = parameters.getOrDefault(name, "").strip();
      if (value.length() > MOST_LENGTH || value.indexOf('\0') >= 0) {
        throw new BadInputException("casework.filter.bad", name);
      }
      if (!value.isEmpty()) {
        values.put(name, value);
      }
    }
    QueueFilter filter = new QueueFilter(values);
    filter.check();
    return filter;
  }

  private void check() {
    require("state", "OPEN|CLOSED");
    require("band", "IMMEDIATE|URGENT|STANDARD|MONITOR|PAUSED");
    require("country", "[A-Z]{2}");
    require("assignee", "me|none|[0-9a-f-]{36}");
    require("cluster", "[0-9a-f-]{36}");
    require("due", "\\d{1,4}");
    require("sort", "queue|newest|deadline");
  }

  private void require(String name, String pattern) {
    if (!values.getOrDefault(name, "").matches(pattern + "|")) {
      throw new BadInputException("casework.filter.bad", name);
    }
  }

  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  public String state() {
    return value("state").orElse("OPEN");
  }

  public Sort sort() {
    return switch (value("sort").orElse("queue")) {
      case "newest" -> Sort.NEWEST;
      case "deadline" -> Sort.DEADLINE;
      default -> Sort.QUEUE;
    };
  }

  Optional<UUID> number(String name) {
    try {
      return value(name).map(UUID::fromString);
    } catch (IllegalArgumentException malformed) {
      throw new BadInputException("casework.filter.bad", name);
    }
  }

  /// This filter with one value set; an empty one removes it.
  public QueueFilter with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    if (value.isEmpty()) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    return new QueueFilter(changed);
  }

  /// The address of the queue under this filter.
  public String path() {
    return path("/tips", "");
  }

  /// An address with this filter's parameters, and a cursor unless it is empty.
  public String path(String base, String cursor) {
    List<String> parts = new ArrayList<>();
    for (String name : NAMES) {
      value(name)
          .ifPresent(
              value -> parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    }
    if (!cursor.isEmpty()) {
      parts.add("after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
    }
    return parts.isEmpty() ? base : base + "?" + String.join("&", parts);
  }
}
