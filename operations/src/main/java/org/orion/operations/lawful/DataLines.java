package org.orion.operations.lawful;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.orion.exchange.FormatException;

/// Lines of a table: fields between tabs, `#` begins a comment line, empty lines do not count.
final class DataLines {
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  private DataLines() {}

  /// A line with its place.
  record Line(String source, int number, List<String> fields) {
    String field(int index) {
      return fields.get(index);
    }

    /// A whole number of at least 0.
    int count(int index) throws FormatException {
      String text = field(index);
      if (!text.matches("[0-9]{1,6}")) {
        throw refusal("a number of days", text);
      }
      return Integer.parseInt(text);
    }

    <E extends Enum<E>> E constant(int index, Class<E> type) throws FormatException {
      try {
        return Enum.valueOf(type, field(index));
      } catch (IllegalArgumentException unknown) {
        throw refusal("one of " + List.of(type.getEnumConstants()), field(index));
      }
    }

    FormatException refusal(String expected, String found) {
      return new FormatException(source, "line " + number, expected, "'" + found + "'");
    }
  }

  /// Reads all lines.
  ///
  /// @param columns how many fields each must have, none of them empty
  static List<Line> read(Reader reader, String source, int columns)
      throws IOException, FormatException {
    List<Line> lines = new ArrayList<>();
    BufferedReader buffered = new BufferedReader(reader);
    int number = 0;
    for (String text = buffered.readLine(); text != null; text = buffered.readLine()) {
      number++;
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      List<String> fields = new ArrayList<>();
      for (String field : text.split("\t", -1)) {
        fields.add(field.strip());
      }
      Line line = new Line(source, number, List.copyOf(fields));
      if (fields.size() != columns || fields.contains("")) {
        throw line.refusal(columns + " fields between tabs", text);
      }
      lines.add(line);
    }
    return lines;
  }

  /// Lines of a table that comes with the program.
  static List<Line> builtIn(String name, int columns) {
    try (InputStream input = DataLines.class.getResourceAsStream(name)) {
      if (input == null) {
        throw new IllegalStateException(name + " is missing, must be beside DataLines");
      }
      return read(new InputStreamReader(input, StandardCharsets.UTF_8), name, columns);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (FormatException defect) {
      throw new IllegalStateException(defect);
    }
  }

  /// Whether a text is a country's code of ISO 3166-1, two capital letters.
  static boolean isCountry(String code) {
    return COUNTRIES.contains(code);
  }
}
