package org.orion.exchange.tip;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the words of foreign formats mean here, from the table `wire-words.txt` beside this class.
/// Incident types are found in any case; Orion's own names of them are read too.
final class WireWords {
  private static final Map<String, IncidentType> INCIDENTS = new HashMap<>();
  private static final Map<String, ReportAnnotation> REPORTS = new HashMap<>();
  private static final Map<String, FileAnnotation> FILES = new HashMap<>();
  private static final Map<String, String> FIELDS = new HashMap<>();

  static {
    for (String line : table().lines().filter(text -> !text.startsWith("#")).toList()) {
      String[] words = line.split("\t");
      switch (words[0]) {
        case "incident" -> INCIDENTS.put(folded(words[1]), IncidentType.valueOf(words[2]));
        case "report" -> REPORTS.put(words[1], ReportAnnotation.valueOf(words[2]));
        case "file" -> FILES.put(words[1], FileAnnotation.valueOf(words[2]));
        case "field" -> FIELDS.put(words[2], words[1]);
        default -> throw new IllegalStateException("wire-words.txt has a line " + line);
      }
    }
    for (IncidentType type : IncidentType.values()) {
      INCIDENTS.put(folded(type.name()), type);
    }
  }

  private WireWords() {}

  private static String table() {
    try (InputStream input = WireWords.class.getResourceAsStream("wire-words.txt")) {
      if (input == null) {
        throw new IllegalStateException("wire-words.txt is missing, must be beside WireWords");
      }
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static String folded(String words) {
    return words.strip().toLowerCase(Locale.ROOT).replaceAll("[_ ]+", " ");
  }

  /// [IncidentType#OTHER] where nothing says so.
  static IncidentType incident(Optional<String> stated) {
    return stated
        .map(words -> INCIDENTS.getOrDefault(folded(words), IncidentType.OTHER))
        .orElse(IncidentType.OTHER);
  }

  static Map<String, ReportAnnotation> reportAnnotations() {
    return Map.copyOf(REPORTS);
  }

  static Map<String, FileAnnotation> fileAnnotations() {
    return Map.copyOf(FILES);
  }

  /// The wire's name of a field that has another one here.
  static String field(String name) {
    String wire = FIELDS.get(name);
    if (wire == null) {
      throw new IllegalArgumentException("wire-words.txt has no field " + name);
    }
    return wire;
  }
}
