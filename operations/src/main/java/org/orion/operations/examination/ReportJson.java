package org.orion.operations.examination;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.orion.exchange.report.ExaminedSource;
import org.orion.exchange.report.MediaRow;

/// What of a report is kept as JSON for the pages that show it. The texts are ASCII, so that a
/// database takes whatever a lab wrote.
final class ReportJson {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private ReportJson() {}

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static String text(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      content.write(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /// A text that a column takes: without NUL and halves of characters.
  static String plain(String text) {
    boolean isPlain =
        text.codePoints().noneMatch(one -> one == 0 || one >= 0xD800 && one <= 0xDFFF);
    return isPlain
        ? text
        : text.codePoints()
            .map(one -> one == 0 || one >= 0xD800 && one <= 0xDFFF ? 0xFFFD : one)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  static String sources(List<ExaminedSource> sources) {
    return text(json -> {
      json.writeStartArray();
      for (ExaminedSource source : sources) {
        json.writeStartObject();
        json.writeStringField("path", source.path());
        json.writeStringField("kind", source.kind());
        json.writeBooleanField("read_only", source.readOnly());
        json.writeArrayFieldStart("files");
        for (ExaminedSource.SourceFile file : source.files()) {
          json.writeStartObject();
          json.writeStringField("name", file.name());
          json.writeNumberField("bytes", file.bytes());
          json.writeStringField("modified", file.modified());
          json.writeBooleanField("unchanged", file.isUnchanged());
          json.writeBooleanField("compared", file.bytesAfter().isPresent());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  static String matches(List<MediaRow.ListMatch> matches) {
    return text(json -> {
      json.writeStartArray();
      for (MediaRow.ListMatch match : matches) {
        json.writeStartObject();
        json.writeStringField("list", match.list());
        json.writeStringField("entry", match.entry());
        json.writeStringField("scheme", match.scheme());
        json.writeStringField("code", match.code());
        json.writeStringField("level", match.level());
        json.writeStringField("algorithm", match.algorithm().id());
        json.writeNumberField("distance", match.distanceBits());
        json.writeNumberField("frames", match.framesPercent());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  static String leads(Map<String, String> leads) {
    return text(json -> {
      json.writeStartObject();
      for (Map.Entry<String, String> lead : leads.entrySet()) {
        json.writeStringField(lead.getKey(), lead.getValue());
      }
      json.writeEndObject();
    });
  }

  static String places(List<MediaRow.Place> places) {
    return text(json -> {
      json.writeStartArray();
      for (MediaRow.Place place : places) {
        json.writeStartObject();
        json.writeStringField("path", place.path());
        json.writeStringField("origin", place.origin().orElse(""));
        json.writeStringField("state", place.state());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }
}
