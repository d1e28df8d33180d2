package org.orion.operations.exhibit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.operations.web.BadInputException;

/// Which exhibits a list shows. Unknown fields and values are refused.
///
/// `state` is one of [Exhibit.State], `HERE` for all that are neither returned nor destroyed, which
/// is meant where nothing is said, or `ALL`; `show` is `waiting` for the examination queue or
/// `open` for hand-overs that nobody answered.
public record ExhibitFilter(Map<String, String> values) {
  private static final int MOST_TEXT = 200;

  public ExhibitFilter {
    values = Map.copyOf(values);
  }

  /// The filter of a request's parameters; `after` is not part of it.
  static ExhibitFilter of(Map<String, String> parameters) {
    Map<String, String> kept = new LinkedHashMap<>();
    parameters.forEach((name, value) -> {
      if (!name.equals("after") && !value.isBlank()) {
        kept.put(name, checked(name, value.strip()));
      }
    });
    return new ExhibitFilter(kept);
  }

  private static String checked(String name, String value) {
    boolean fits =
        switch (name) {
          case "state" ->
              value.equals("HERE") || value.equals("ALL") || isOne(Exhibit.State.values(), value);
          case "kind" -> isOne(Exhibit.Kind.values(), value);
          case "show" -> value.equals("waiting") || value.equals("open");
          case "holder" -> value.equals("me") || isNumber(value);
          case "storage", "operation" -> isNumber(value);
          case "from", "to" -> isDay(value);
          case "q" -> value.length() <= MOST_TEXT;
          default -> false;
        };
    if (!fits) {
      throw new BadInputException("investigation.filter.bad", name);
    }
    return value;
  }

  private static boolean isOne(Enum<?>[] values, String name) {
    return Arrays.stream(values).anyMatch(value -> value.name().equals(name));
  }

  private static boolean isNumber(String value) {
    try {
      return UUID.fromString(value).toString().equals(value);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static boolean isDay(String value) {
    try {
      int year = LocalDate.parse(value).getYear();
      return year >= 1970 && year < 2200;
    } catch (DateTimeParseException malformed) {
      return false;
    }
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// What a form shows in a field.
  public String shown(String name) {
    return values.getOrDefault(name, "");
  }

  /// Whether it is the examination queue that is asked for.
  public boolean isQueue() {
    return shown("show").equals("waiting");
  }

  /// The list's address with this filter.
  public String path() {
    return values.isEmpty()
        ? "/exhibits"
        : values.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(one -> one.getKey() + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&", "/exhibits?", ""));
  }

  /// The list's address with this filter, after another page.
  public String path(String after) {
    return path() + (values.isEmpty() ? "?" : "&") + "after=" + encoded(after);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
