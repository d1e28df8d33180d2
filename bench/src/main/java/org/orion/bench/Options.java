package org.orion.bench;

import java.util.HashMap;
import java.util.Map;

/// A measurement's options, `--name value`.
final class Options {
  private final Map<String, String> values = new HashMap<>();

  Options(String[] arguments) {
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            "found %s, expected --name value".formatted(arguments[i]));
      }
      values.put(arguments[i].substring(2), arguments[i + 1]);
    }
  }

  int number(String name, int usual) {
    String value = values.get(name);
    return value == null ? usual : Integer.parseInt(value.replace("_", ""));
  }

  String text(String name, String usual) {
    return values.getOrDefault(name, usual);
  }
}
