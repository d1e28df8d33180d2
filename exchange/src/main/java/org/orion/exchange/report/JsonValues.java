package org.orion.exchange.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;

/// An object of a text that is canonical JSON already, asked by name. What is asked for and is not
/// there, or is of another kind, is refused by its path.
final class JsonValues {
  private final String source;
  private final String path;
  private final SequencedMap<String, Object> members;

  private JsonValues(String source, String path, SequencedMap<String, Object> members) {
    this.source = source;
    this.path = path;
    this.members = members;
  }

  /// Stands for null.
  private enum Nothing {
    NULL
  }

  /// @param canonical a text that [org.orion.exchange.audit.CanonicalJson] gave
  static JsonValues of(String source, String canonical) throws FormatException {
    try (JsonParser parser = new JsonFactory().createParser(canonical)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FormatException(source, "$", "an object", "something else");
      }
      return new JsonValues(source, "$", members(parser));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static SequencedMap<String, Object> members(JsonParser parser) throws IOException {
    SequencedMap<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return members(parser);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(value(parser));
      }
      return elements;
    }
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return parser.getBooleanValue();
    }
    if (token == JsonToken.VALUE_NULL) {
      return Nothing.NULL;
    }
    JsonParser.NumberType kind = parser.getNumberType();
    return kind == JsonParser.NumberType.INT || kind == JsonParser.NumberType.LONG
        ? (Object) parser.getLongValue()
        : (Object) parser.getDoubleValue();
  }

  /// The object as JSON.
  String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      write(json, members);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : map.entrySet()) {
          json.writeFieldName((String) member.getKey());
          write(json, member.getValue());
        }
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        for (Object element : list) {
          write(json, element);
        }
        json.writeEndArray();
      }
      case String text -> json.writeString(text);
      case Boolean flag -> json.writeBoolean(flag);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      default -> json.writeNull();
    }
  }

  List<String> names() {
    return List.copyOf(members.sequencedKeySet());
  }

  String text(String name) throws FormatException {
    return require(name, "a text", String.class);
  }

  Optional<String> optionalText(String name) throws FormatException {
    return isNull(name) ? Optional.empty() : Optional.of(text(name));
  }

  boolean flag(String name) throws FormatException {
    return require(name, "true or false", Boolean.class);
  }

  /// A count or size: 0 and more.
  long number(String name) throws FormatException {
    long number = require(name, "a whole number", Long.class);
    if (number < 0) {
      throw new FormatException(source, path + "." + name, "0 or more", "a negative number");
    }
    return number;
  }

  OptionalLong optionalNumber(String name) throws FormatException {
    return isNull(name) ? OptionalLong.empty() : OptionalLong.of(number(name));
  }

  JsonValues object(String name) throws FormatException {
    return nested(path + "." + name, require(name, "an object", Map.class));
  }

  boolean isObject(String name) {
    return members.get(name) instanceof Map<?, ?>;
  }

  List<JsonValues> objects(String name) throws FormatException {
    List<?> elements = require(name, "an array of objects", List.class);
    List<JsonValues> objects = new ArrayList<>(elements.size());
    for (Object element : elements) {
      String place = "%s.%s[%d]".formatted(path, name, objects.size());
      if (!(element instanceof Map<?, ?> map)) {
        throw new FormatException(source, place, "an object", "something else");
      }
      objects.add(nested(place, map));
    }
    return objects;
  }

  FormatException wrong(String name, String expected, String found) {
    return new FormatException(source, path + "." + name, expected, found);
  }

  private JsonValues nested(String place, Map<?, ?> map) {
    SequencedMap<String, Object> copy = new LinkedHashMap<>();
    map.forEach((name, value) -> copy.put((String) name, value));
    return new JsonValues(source, place, copy);
  }

  private boolean isNull(String name) {
    return members.get(name) == Nothing.NULL;
  }

  private <T> T require(String name, String expected, Class<T> kind) throws FormatException {
    @Nullable Object value = members.get(name);
    if (!kind.isInstance(value)) {
      throw new FormatException(
          source, path + "." + name, expected, value == null ? "nothing" : "something else");
    }
    return kind.cast(value);
  }
}
