package org.orion.triage.lists;

import java.util.LinkedHashMap;
import java.util.Map;

/// An entry's attributes as one text: a line for each, name and value between a tab.
final class Attributes {
  private Attributes() {}

  static String write(Map<String, String> attributes) {
    StringBuilder text = new StringBuilder();
    attributes.forEach((name, value) ->
        text.append(name).append('\t').append(value.replaceAll("[\\t\\n\\r]", " ")).append('\n'));
    return text.toString();
  }

  static Map<String, String> read(String text) {
    Map<String, String> attributes = new LinkedHashMap<>();
    text.lines()
        .forEach(line -> {
          int tab = line.indexOf('\t');
          if (tab > 0) {
            attributes.put(line.substring(0, tab), line.substring(tab + 1));
          }
        });
    return attributes;
  }
}
