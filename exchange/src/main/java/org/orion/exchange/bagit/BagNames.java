package org.orion.exchange.bagit;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of files in a bag, and how they stand in its manifests.
final class BagNames {
  static final String DECLARATION = "bagit.txt";
  static final String DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
  static final String INFO = "bag-info.txt";
  static final String FETCH = "fetch.txt";
  static final String DATA = "data/";

  /// A manifest's own name: whether it is of tags, and its algorithm.
  static final Pattern MANIFEST = Pattern.compile("(tag)?manifest-([a-z0-9]+)\\.txt");

  private static final Pattern ENCODED = Pattern.compile("%(0[dDaA]|25)");

  private BagNames() {}

  /// As a path stands in a manifest (RFC 8493 section 2.1.3): on one line, whatever is in it.
  static String encoded(String path) {
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  /// A percent sign before anything else stands for itself, as other programs write it.
  static String decoded(String path) {
    Matcher matcher = ENCODED.matcher(path);
    return matcher.replaceAll(found ->
        switch (found.group(1).toUpperCase(Locale.ROOT)) {
          case "0D" -> "\r";
          case "0A" -> "\n";
          default -> "%";
        });
  }

  /// What makes a path one that must not be followed.
  static Optional<String> danger(String path) {
    List<String> steps = Arrays.asList(path.split("/", -1));
    if (path.isEmpty() || path.startsWith("/")) {
      return Optional.of("it does not begin within the bag");
    }
    if (path.startsWith("~") || path.matches("[A-Za-z]:.*")) {
      return Optional.of("it may begin at another place than the bag");
    }
    if (steps.contains("..") || steps.contains(".")) {
      return Optional.of("it leads out of its folder");
    }
    if (steps.contains("")) {
      return Optional.of("it has a step without a name");
    }
    if (path.indexOf('\\') >= 0) {
      return Optional.of("a backslash leads into a folder on some systems");
    }
    // A manifest has a form for ends of lines, and for no other.
    boolean controls =
        path.codePoints()
            .anyMatch(point -> Character.isISOControl(point) && point != '\r' && point != '\n');
    return controls ? Optional.of("it has a control character") : Optional.empty();
  }

  /// Paths with the same key are one file on some systems (RFC 8493 section 6.1.2 and 6.1.3).
  static String key(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /// For messages: on one line.
  static String shown(String path) {
    StringBuilder shown = new StringBuilder();
    path.codePoints()
        .forEach(point -> {
          int type = Character.getType(point);
          if (type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR) {
            shown.append("\\u").append(String.format(Locale.ROOT, "%04X", point));
          } else {
            shown.appendCodePoint(point);
          }
        });
    return shown.toString();
  }
}
