package org.orion.triage.report;

import java.util.List;
import java.util.Locale;

/// How the report calls things, for people.
final class Names {
  private static final List<String> UNITS = List.of("MB", "GB", "TB", "PB");

  private Names() {}

  static String verdict(String id) {
    return switch (id) {
      case "known_material" -> "Known material";
      case "known_good" -> "Known good";
      case "unmatched" -> "Unmatched";
      case "not_media" -> "Not media";
      case "unreadable" -> "Unreadable";
      default -> id;
    };
  }

  static String level(String id) {
    return switch (id) {
      case "KNOWN_CSAM" -> "Known CSAM";
      case "EXPLOITIVE_OR_AGE_DIFFICULT" -> "Exploitive or age difficult";
      case "ANIMATED_OR_GENERATED" -> "Animated or generated";
      case "COMPARISON" -> "Comparison";
      case "NON_PERTINENT" -> "Non-pertinent";
      case "KNOWN_GOOD" -> "Known good";
      case "UNKNOWN_LEVEL" -> "Listed, level unknown";
      default -> id;
    };
  }

  static String category(String scheme, String code) {
    if (scheme.isEmpty() && code.isEmpty()) {
      return "-";
    }
    return code.isEmpty() ? scheme : scheme.isEmpty() ? code : scheme + " " + code;
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// A size as people read it: exact below a million, then in decimal units.
  static String bytes(long bytes) {
    if (bytes < 1_000_000) {
      return number(bytes) + " bytes";
    }
    double value = bytes / 1e6;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.size() - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%,.1f %s", value, UNITS.get(unit));
  }

  /// A path as it can be shown anywhere: control and direction characters as `\\u` escapes.
  static String visible(String path) {
    StringBuilder text = new StringBuilder(path.length());
    path.codePoints()
        .forEach(character -> {
          int type = Character.getType(character);
          boolean hidden =
              type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.SURROGATE
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR;
          if (hidden) {
            text.append("\\u").append(String.format(Locale.ROOT, "%04X", character));
          } else {
            text.appendCodePoint(character);
          }
        });
    return text.toString();
  }
}
