package org.orion.exchange.tip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.orion.exchange.FormatException;

/// Reads one JSON object into a tree of [Field]s, within limits.
final class JsonTree {
  static final int MOST_LEVELS = 64;
  static final int MOST_FIELDS = 200_000;
  private static final int MOST_DIGITS = 1_000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_LEVELS)
                  .maxNumberLength(MOST_DIGITS)
                  .maxStringLength(JsonReports.MOST_BYTES)
                  .maxNameLength(MOST_DIGITS)
                  .build())
          // Names are the sender's: they must not fill a table that outlives the document.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final JsonParser parser;
  private final String source;
  private final long firstLine;
  private final long firstColumn;
  private int fields;

  private JsonTree(JsonParser parser, String source, long firstLine, long firstColumn) {
    this.parser = parser;
    this.source = source;
    this.firstLine = firstLine;
    this.firstColumn = firstColumn;
  }

  /// @param firstLine the line of the file in which the text begins, from 1
  /// @param firstColumn the column, from 1
  static Field read(String text, String source, long firstLine, long firstColumn)
      throws FormatException {
    try (JsonParser parser = JSON.createParser(text)) {
      JsonTree tree = new JsonTree(parser, source, firstLine, firstColumn);
      try {
        return tree.read();
      } catch (StreamConstraintsException beyond) {
        throw tree.wrong(
            beyond.getLocation(),
            "at most %d levels, and numbers and names of at most %,d characters"
                .formatted(MOST_LEVELS, MOST_DIGITS),
            "something beyond that");
      } catch (JsonProcessingException broken) {
        throw tree.wrong(broken.getLocation(), "JSON", "a syntax error or the end of the document");
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private FormatException wrong(JsonLocation location, String expected, String found) {
    JsonLocation at = location == null ? parser.currentLocation() : location;
    long line = firstLine + at.getLineNr() - 1;
    long column = at.getColumnNr() + (at.getLineNr() == 1 ? firstColumn - 1 : 0);
    return new FormatException(source, line + ":" + column, expected, found);
  }

  private Field read() throws IOException, FormatException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw wrong(parser.currentTokenLocation(), "a report, which is an object", "something else");
    }
    Field root = Field.json();
    object(root);
    if (parser.nextToken() != null) {
      throw wrong(parser.currentTokenLocation(), "the end of the report", "more");
    }
    return root;
  }

  private void object(Field into) throws IOException, FormatException {
    Set<String> names = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (!names.add(name)) {
        throw wrong(
            parser.currentTokenLocation(),
            "every name of an object once",
            "`%s` again".formatted(Field.shortened(name)));
      }
      parser.nextToken();
      value(into, name, -1);
    }
  }

  private void value(Field into, String name, int index) throws IOException, FormatException {
    if (++fields > MOST_FIELDS) {
      throw wrong(
          parser.currentTokenLocation(), "at most %,d fields".formatted(MOST_FIELDS), "more");
    }
    switch (parser.currentToken()) {
      case START_OBJECT -> object(into.add(name, index));
      case START_ARRAY -> array(into, name, index);
      case VALUE_NULL -> into.add(name, index);
      default -> into.add(name, index).append(parser.getText());
    }
  }

  /// The elements of an array stand beside each other under its name; those of an array within an
  /// array have none.
  private void array(Field into, String name, int index) throws IOException, FormatException {
    Field holder = index < 0 ? into : into.add(name, index);
    String elementName = index < 0 ? name : "";
    int number = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      value(holder, elementName, number++);
    }
    if (number == 0 && index < 0) {
      into.add(name);
    }
  }
}
