package org.orion.operations.priority;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the words in a reporter's free fields are taken for: a look-up in a table of words, and
/// nothing that guesses. The table is `stated-words.tsv`.
final class StatedWords {
  private static final String NAME = "stated-words.tsv";
  private static final List<Line> LINES = read();

  private StatedWords() {}

  private record Line(String field, boolean whole, String words, String meaning) {
    boolean fits(String wanted, String text) {
      return field.equals(wanted)
          && (whole ? text.equals(words) : (" " + text + " ").contains(" " + words + " "));
    }
  }

  /// Why a reporter asks for haste, by its own words. The gravest reason that they hold counts.
  static Escalation escalation(String stated) {
    String text = folded(stated);
    Escalation found = Escalation.OTHER_REASON;
    for (Line line : LINES) {
      if (line.fits("escalation", text)) {
        Escalation meaning = Escalation.valueOf(line.meaning());
        if (meaning == Escalation.IMMEDIATE_DANGER) {
          return meaning;
        }
        found = meaning;
      }
    }
    return found;
  }

  /// Whether a stated relationship means that the child is under the person's care.
  static boolean isCare(String relationship) {
    String text = folded(relationship);
    return LINES.stream().anyMatch(line -> line.fits("relationship", text));
  }

  /// Letters and digits in lower case, with one space between words.
  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", " ")
        .strip();
  }

  private static List<Line> read() {
    try (InputStream input = StatedWords.class.getResourceAsStream(NAME)) {
      if (input == null) {
        throw new IllegalStateException(NAME + " is missing, must be beside StatedWords");
      }
      List<Line> lines = new ArrayList<>();
      for (String line :
          new String(input.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          List<String> fields = List.of(line.split("\t", -1));
          lines.add(
              new Line(
                  fields.get(0), fields.get(1).equals("is"), folded(fields.get(2)), fields.get(3)));
        }
      }
      return List.copyOf(lines);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
