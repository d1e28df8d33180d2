package org.orion.operations.investigation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.operations.web.BadInputException;

/// Which cases a list shows. Unknown fields and values are refused.
public record CaseFilter(Map<String, String> values) {
  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "state", Set.of("OPEN", "CLOSED", "ALL"),
          "whose", Set.of("mine", "own", "shared"),
          "handling", Set.of("H0", "H1", "H2", "H3"),
          "band", Set.of("IMMEDIATE", "URGENT", "STANDARD", "MONITOR"));
  private static final int MOST_TEXT = 200;

  public CaseFilter {
    values = Map.copyOf(values);
  }

  /// The filter of a request's parameters; `after` is not part of it.
  public static CaseFilter of(Map<String, String> parameters) {
    Map<String, String> kept = new LinkedHashMap<>();
    parameters.forEach((name, value) -> {
      if (!name.equals("after") && !value.isBlank()) {
        kept.put(name, checked(name, value.strip()));
      }
    });
    return new CaseFilter(kept);
  }

  private static String checked(String name, String value) {
    Set<String> words = WORDS.get(name);
    boolean fits =
        words != null
            ? words.contains(value)
            : switch (name) {
              case "q" -> value.length() <= MOST_TEXT;
              case "operation", "tip" -> isNumber(value);
              default -> false;
            };
    if (!fits) {
      throw new BadInputException("investigation.filter.bad", name);
    }
    return value;
  }

  private static boolean isNumber(String value) {
    try {
      return UUID.fromString(value).toString().equals(value);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// What a form shows in a field.
  public String shown(String name) {
    return values.getOrDefault(name, "");
  }

  /// The list's address with this filter.
  public String path() {
    return values.isEmpty()
        ? "/cases"
        : values.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(one ->
                one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "/cases?", ""));
  }

  /// The list's address with this filter, after another page.
  public String path(String after) {
    return path()
        + (values.isEmpty() ? "?" : "&")
        + "after="
        + URLEncoder.encode(after, StandardCharsets.UTF_8);
  }
}
