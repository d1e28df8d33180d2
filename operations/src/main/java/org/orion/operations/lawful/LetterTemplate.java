package org.orion.operations.lawful;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.orion.exchange.FormatException;

/// A letter that an agency can edit: text with fields such as `{{agency}}` from the closed list of
/// its kind. An empty line ends a paragraph, a line that begins with `# ` is a heading. There are
/// no expressions, conditions or loops, and what is filled in is never read as a template.
///
/// A template that cannot be filled in does not exist: what is wrong is found when it is saved.
public final class LetterTemplate {
  private static final int MOST_CHARACTERS = 20_000;
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";
  private static final String HEADING = "# ";

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Field(LetterField field) implements Part {}
  }

  private record Paragraph(boolean heading, List<Part> parts) {}

  private final LetterKind kind;
  private final String text;
  private final List<Paragraph> paragraphs;

  private LetterTemplate(LetterKind kind, String text, List<Paragraph> paragraphs) {
    this.kind = kind;
    this.text = text;
    this.paragraphs = paragraphs;
  }

  /// Reads a template.
  ///
  /// @param source names it in errors
  public static LetterTemplate of(LetterKind kind, String source, String text)
      throws FormatException {
    if (text.length() > MOST_CHARACTERS) {
      throw new FormatException(
          source,
          "",
          "at most %d characters".formatted(MOST_CHARACTERS),
          String.valueOf(text.length()));
    }
    String normal = text.replace("\r\n", "\n").replace('\r', '\n');
    List<Paragraph> paragraphs = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    int number = 0;
    for (String line : normal.split("\n", -1)) {
      number++;
      boolean heading = line.startsWith(HEADING);
      if (line.isBlank() || heading) {
        end(paragraphs, parts);
      }
      if (line.isBlank()) {
        continue;
      }
      List<Part> ofLine =
          parts(kind, source, number, heading ? line.substring(HEADING.length()) : line);
      if (heading) {
        paragraphs.add(new Paragraph(true, ofLine));
        continue;
      }
      if (!parts.isEmpty()) {
        parts.add(new Part.Text("\n"));
      }
      parts.addAll(ofLine);
    }
    end(paragraphs, parts);
    if (paragraphs.isEmpty()) {
      throw new FormatException(source, "", "a letter", "an empty text");
    }
    return new LetterTemplate(kind, normal, List.copyOf(paragraphs));
  }

  /// The template that comes with the program: in Spanish where that is the language, otherwise in
  /// English.
  public static LetterTemplate builtIn(LetterKind kind, Locale locale) {
    String name = kind.id() + (locale.getLanguage().equals("es") ? "_es.txt" : "_en.txt");
    try (InputStream input = LetterTemplate.class.getResourceAsStream(name)) {
      if (input == null) {
        throw new IllegalStateException(name + " is missing, must be beside LetterTemplate");
      }
      return of(kind, name, new String(input.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (FormatException defect) {
      throw new IllegalStateException(defect);
    }
  }

  private static void end(List<Paragraph> paragraphs, List<Part> parts) {
    if (!parts.isEmpty()) {
      paragraphs.add(new Paragraph(false, List.copyOf(parts)));
      parts.clear();
    }
  }

  private static List<Part> parts(LetterKind kind, String source, int number, String line)
      throws FormatException {
    List<Part> parts = new ArrayList<>();
    int position = 0;
    while (position < line.length()) {
      int open = line.indexOf(OPEN, position);
      int textEnd = open < 0 ? line.length() : open;
      if (textEnd > position) {
        parts.add(new Part.Text(plain(source, number, line.substring(position, textEnd))));
      }
      if (open < 0) {
        break;
      }
      int close = line.indexOf(CLOSE, open);
      if (close < 0) {
        throw new FormatException(
            source, "line " + number, "}} after {{ on the same line", "the line's end");
      }
      String name = line.substring(open + OPEN.length(), close);
      LetterField field = LetterField.named(name).orElse(null);
      if (field == null || !kind.fields().contains(field)) {
        throw new FormatException(
            source,
            "line " + number,
            "a field of this letter: " + names(kind.fields()),
            "'" + shortened(name) + "'");
      }
      parts.add(new Part.Field(field));
      position = close + CLOSE.length();
    }
    return List.copyOf(parts);
  }

  private static String plain(String source, int number, String text) throws FormatException {
    if (text.contains(CLOSE)) {
      throw new FormatException(source, "line " + number, "{{ before }}", "}} alone");
    }
    if (text.chars()
        .anyMatch(character -> Character.isISOControl(character) && character != '\t')) {
      throw new FormatException(source, "line " + number, "text", "a control character");
    }
    return text;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static String names(Set<LetterField> fields) {
    return fields.stream()
        .map(LetterField::id)
        .collect(Collectors.toCollection(TreeSet::new))
        .toString();
  }

  public LetterKind kind() {
    return kind;
  }

  /// The text as it was saved, with line feeds.
  public String text() {
    return text;
  }

  /// The fields that it asks for.
  public Set<LetterField> fields() {
    Set<LetterField> fields = EnumSet.noneOf(LetterField.class);
    for (Paragraph paragraph : paragraphs) {
      for (Part part : paragraph.parts()) {
        switch (part) {
          case Part.Field field -> fields.add(field.field());
          case Part.Text _ -> {}
        }
      }
    }
    return fields;
  }

  /// The fields that it asks for and that have no value; a form shows them before anything is
  /// drafted.
  public Set<LetterField> missing(Map<LetterField, String> values) {
    Set<LetterField> missing = fields();
    missing.removeIf(field -> !values.getOrDefault(field, "").isBlank());
    return missing;
  }

  /// Fills in the fields. Line breaks in a value stay; nothing else in it has a meaning.
  ///
  /// @throws IllegalArgumentException when a field has no value
  public Letter fill(Map<LetterField, String> values) {
    Set<LetterField> missing = missing(values);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("no value for " + names(missing) + ", must have one");
    }
    Map<LetterField, String> normal = new EnumMap<>(LetterField.class);
    values.forEach((field, value) ->
        normal.put(field, value.strip().replace("\r\n", "\n").replace('\r', '\n')));
    List<Letter.Block> blocks = new ArrayList<>();
    for (Paragraph paragraph : paragraphs) {
      StringBuilder words = new StringBuilder();
      for (Part part : paragraph.parts()) {
        words.append(
            switch (part) {
              case Part.Text(String plain) -> plain;
              case Part.Field(LetterField field) -> normal.getOrDefault(field, "");
            });
      }
      blocks.add(new Letter.Block(paragraph.heading(), words.toString()));
    }
    return new Letter(blocks);
  }
}
