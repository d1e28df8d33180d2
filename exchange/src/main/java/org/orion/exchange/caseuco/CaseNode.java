package org.orion.exchange.caseuco;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Writes the parts of a node: its name and class, references, and values with their XSD types.
final class CaseNode {
  private final JsonGenerator json;

  CaseNode(JsonGenerator json) {
    this.json = json;
  }

  void begin(CaseId id, String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("@id", id.toString());
    json.writeStringField("@type", type);
  }

  void text(String property, String text) throws IOException {
    json.writeStringField(property, visible(text));
  }

  void text(String property, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      text(property, text.get());
    }
  }

  void texts(String property, List<String> texts) throws IOException {
    if (!texts.isEmpty()) {
      json.writeArrayFieldStart(property);
      for (String text : texts) {
        json.writeString(visible(text));
      }
      json.writeEndArray();
    }
  }

  void number(String property, long number) throws IOException {
    typed(property, "xsd:integer", Long.toString(number));
  }

  /// A year beyond 9999 has no sign in XSD, which [Instant] gives it.
  void time(String property, Optional<Instant> time) throws IOException {
    if (time.isPresent()) {
      String text = time.get().toString();
      typed(property, "xsd:dateTime", text.startsWith("+") ? text.substring(1) : text);
    }
  }

  void typed(String property, String type, String value) throws IOException {
    json.writeObjectFieldStart(property);
    json.writeStringField("@type", type);
    json.writeStringField("@value", value);
    json.writeEndObject();
  }

  void reference(String property, CaseId id) throws IOException {
    json.writeFieldName(property);
    reference(id);
  }

  void reference(String property, Optional<CaseId> id) throws IOException {
    if (id.isPresent()) {
      reference(property, id.get());
    }
  }

  void references(String property, CaseIds ids) throws IOException {
    json.writeArrayFieldStart(property);
    ids.forEach(this::reference);
    json.writeEndArray();
  }

  private void reference(CaseId id) throws IOException {
    json.writeStartObject();
    json.writeStringField("@id", id.toString());
    json.writeEndObject();
  }

  /// The text with what no XSD string can hold (XML 1.0 production 2) as `\\u` and its number.
  private static String visible(String text) {
    if (text.codePoints().allMatch(CaseNode::isAllowed)) {
      return text;
    }
    StringBuilder visible = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(point -> {
          if (isAllowed(point)) {
            visible.appendCodePoint(point);
          } else {
            visible.append("\\u").append(String.format(Locale.ROOT, "%04X", point));
          }
        });
    return visible.toString();
  }

  private static boolean isAllowed(int point) {
    return point >= ' '
        ? point < 0xD800 || point > 0xDFFF && point != 0xFFFE && point != 0xFFFF
        : point == '\t' || point == '\n' || point == '\r';
  }
}
