package org.orion.exchange.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.Sha256;

/// Writes an export: events in their order, and each checkpoint after the events that it covers. It
/// writes what it is given, so that an export of a log that was tampered with shows it. For one
/// thread; the caller buffers and closes the stream.
public final class AuditExportWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] EVENT = ascii("{\"event\":");
  private static final byte[] LEAF = ascii(",\"leaf\":\"");
  private static final byte[] END = ascii("\"}\n");

  private final OutputStream output;
  private long events;
  private long checkpoints;

  /// Writes the first line.
  ///
  /// @param keys that signed the log's checkpoints, earlier ones included
  public AuditExportWriter(OutputStream output, String origin, List<NoteKey> keys)
      throws IOException {
    this.output = output;
    line(json -> {
      json.writeStringField("format", AuditExportReader.FORMAT);
      json.writeStringField("origin", origin);
      json.writeArrayFieldStart("keys");
      for (NoteKey key : keys) {
        json.writeString(key.toString());
      }
      json.writeEndArray();
    });
  }

  /// @param json what [AuditEvent#toJson] gave when the event came, as it is kept now
  /// @param leaf the hash of its leaf, as it was recorded then
  public void event(byte[] json, Sha256 leaf) throws IOException {
    output.write(EVENT);
    output.write(json);
    output.write(LEAF);
    output.write(ascii(leaf.hex()));
    output.write(END);
    events++;
  }

  public void checkpoint(SignedNote note) throws IOException {
    line(json -> json.writeStringField("checkpoint", note.toString()));
    checkpoints++;
  }

  /// Writes the last line. An export without it counts as cut off.
  public void finish() throws IOException {
    line(json -> {
      json.writeNumberField("events", events);
      json.writeNumberField("checkpoints", checkpoints);
    });
    output.flush();
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private void line(Fields fields) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    try {
      output.write(CanonicalJson.of("export", text.toByteArray()));
    } catch (FormatException impossible) {
      throw new IllegalStateException("a generator writes JSON", impossible);
    }
    output.write('\n');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
