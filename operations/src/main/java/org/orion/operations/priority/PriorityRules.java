package org.orion.operations.priority;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.FormatException;

/// One version of the rules. Read from YAML by [PriorityRulesReader]; never changed, only followed
/// by another version.
///
/// @param version names this set in every score
/// @param author who answers for it
/// @param effective the first day on which it is used
public record PriorityRules(
    String version,
    String author,
    LocalDate effective,
    Thresholds thresholds,
    List<PriorityRule> rules) {
  static final int MOST_RULES = 500;
  private static final String NAME = "priority-rules.yml";

  /// The least points of each band; below all of them is MONITOR. Descending.
  public record Thresholds(int immediate, int urgent, int standard) {
    public Thresholds {
      if (immediate <= urgent || urgent <= standard) {
        throw new IllegalArgumentException(
            "thresholds are %d, %d, %d, must descend".formatted(immediate, urgent, standard));
      }
    }

    Band band(int points) {
      if (points >= immediate) {
        return Band.IMMEDIATE;
      }
      if (points >= urgent) {
        return Band.URGENT;
      }
      return points >= standard ? Band.STANDARD : Band.MONITOR;
    }
  }

  public PriorityRules {
    rules = List.copyOf(rules);
    if (version.isBlank() || author.isBlank()) {
      throw new IllegalArgumentException("version or author is blank, must be words");
    }
    if (rules.isEmpty() || rules.size() > MOST_RULES) {
      throw new IllegalArgumentException(
          "there are %d rules, must be 1 to %d".formatted(rules.size(), MOST_RULES));
    }
    Set<String> ids = new HashSet<>();
    for (PriorityRule rule : rules) {
      if (!ids.add(rule.id())) {
        throw new IllegalArgumentException(rule.id() + " is there twice, must be once");
      }
    }
  }

  /// The rules that come with the program.
  public static PriorityRules builtIn() {
    try {
      return PriorityRulesReader.read(NAME, builtInText());
    } catch (FormatException defect) {
      throw new IllegalStateException(defect);
    }
  }

  /// Their text, from which an agency writes its own.
  static String builtInText() {
    try (InputStream input = PriorityRules.class.getResourceAsStream(NAME)) {
      if (input == null) {
        throw new IllegalStateException(NAME + " is missing, must be beside PriorityRules");
      }
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Of several versions the one in force on a day: the latest that is effective by then, the later
  /// in the list among equals. None when all are effective later.
  public static Optional<PriorityRules> inForce(List<PriorityRules> versions, LocalDate day) {
    return versions.stream()
        .filter(rules -> !rules.effective().isAfter(day))
        .max(
            Comparator.comparing(PriorityRules::effective).thenComparingInt(versions::lastIndexOf));
  }
}
