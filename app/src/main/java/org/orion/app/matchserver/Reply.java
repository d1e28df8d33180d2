package org.orion.app.matchserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// What a request is answered with.
///
/// @param body owned by the reply from now on
record Reply(int status, String type, String body) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  private static final JsonFactory FACTORY = new JsonFactory();

  /// Writes a value.
  interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  static Reply json(Writer writer) {
    return json(200, JSON, writer);
  }

  static Reply json(int status, String type, Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      writer.write(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Reply(status, type, bytes.toString(StandardCharsets.UTF_8));
  }

  /// As the Hasher-Matcher-Actioner says what is wrong.
  static Reply message(int status, String message) {
    return json(
        status,
        JSON,
        json -> {
          json.writeStartObject();
          json.writeStringField("message", message);
          json.writeEndObject();
        });
  }

  /// As RFC 9457 says what is wrong.
  static Reply problem(int status, String title, String detail) {
    return json(
        status,
        PROBLEM,
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "about:blank");
          json.writeStringField("title", title);
          json.writeNumberField("status", status);
          json.writeStringField("detail", detail);
          json.writeEndObject();
        });
  }

  static Reply text(int status, String text) {
    return new Reply(status, "text/plain; charset=utf-8", text);
  }
}
