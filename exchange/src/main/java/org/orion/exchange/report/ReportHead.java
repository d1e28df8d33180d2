package org.orion.exchange.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.CanonicalJson;
import org.orion.exchange.hash.Sha256;

/// What a lab signs: who reports, on what, the figures, and the digest of the rows. Its external
/// form is canonical JSON (RFC 8785), the member `head.json` of a report.
///
/// @param report the report's id, which follows from all else in the head: [#withOwnId]
/// @param supersedes an earlier report that this one takes the place of
/// @param agency reference of the agency that the lab belongs to
/// @param lab its name
/// @param key id of its key
/// @param withPaths whether rows say where on the exhibit a content lies
public record ReportHead(
    UUID report,
    Optional<UUID> supersedes,
    String agency,
    String lab,
    String key,
    boolean withPaths,
    List<ExaminedSource> sources,
    TriageReport figures,
    Rows rows) {

  /// Names the format and its version.
  public static final String FORMAT = "orion-triage-report-1";

  static final UUID NO_ID = new UUID(0, 0);

  public ReportHead {
    sources = List.copyOf(sources);
  }

  /// The rows of a report.
  ///
  /// @param count of them
  /// @param bytes unpacked
  /// @param sha256 of those bytes
  public record Rows(long count, long bytes, Sha256 sha256) {}

  /// The same head with the id that belongs to it: the first 122 bits of SHA-256 over the head with
  /// the nil UUID in the id's place, as a UUID of version 8 (RFC 9562 section 5.8). The same scan
  /// reported again is the same report.
  ReportHead withOwnId() {
    ReportHead unnamed =
        new ReportHead(NO_ID, supersedes, agency, lab, key, withPaths, sources, figures, rows);
    ByteBuffer digest = ByteBuffer.wrap(Sha256.digest(unnamed.toJson()).toBytes());
    long high = digest.getLong() & ~0xF000L | 0x8000L;
    long low = digest.getLong() & ~(3L << 62) | 2L << 62;
    return new ReportHead(
        new UUID(high, low), supersedes, agency, lab, key, withPaths, sources, figures, rows);
  }

  /// SHA-256 of the external form, which binds all of the report.
  public Sha256 digest() {
    return Sha256.digest(toJson());
  }

  /// The external form.
  byte[] toJson() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("format", FORMAT);
      json.writeObjectFieldStart("lab");
      json.writeStringField("agency", agency);
      json.writeStringField("key", key);
      json.writeStringField("name", lab);
      json.writeEndObject();
      json.writeObjectFieldStart("media");
      json.writeNumberField("bytes", rows.bytes());
      json.writeNumberField("rows", rows.count());
      json.writeStringField("sha256", rows.sha256().hex());
      json.writeEndObject();
      json.writeBooleanField("paths", withPaths);
      json.writeStringField("report", report.toString());
      json.writeArrayFieldStart("sources");
      for (ExaminedSource source : sources) {
        write(json, source);
      }
      json.writeEndArray();
      json.writeStringField("supersedes", supersedes.map(UUID::toString).orElse(null));
      json.writeFieldName("triage");
      figures.write(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    try {
      return CanonicalJson.of("head.json", bytes.toByteArray());
    } catch (FormatException unwritable) {
      throw new IllegalArgumentException("the head of a report must be JSON", unwritable);
    }
  }

  private static void write(JsonGenerator json, ExaminedSource source) throws IOException {
    json.writeStartObject();
    json.writeStringField("exhibit", source.exhibit());
    json.writeStringField("path", source.path());
    json.writeStringField("kind", source.kind());
    json.writeBooleanField("read_only", source.readOnly());
    json.writeArrayFieldStart("files");
    for (ExaminedSource.SourceFile file : source.files()) {
      json.writeStartObject();
      json.writeStringField("name", file.name());
      json.writeNumberField("bytes", file.bytes());
      json.writeStringField("modified", file.modified());
      json.writeStringField("changed", file.changed());
      number(json, "bytes_after", file.bytesAfter());
      json.writeStringField("modified_after", file.modifiedAfter().orElse(null));
      json.writeStringField("changed_after", file.changedAfter().orElse(null));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void number(JsonGenerator json, String name, OptionalLong value) throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.getAsLong());
    } else {
      json.writeNullField(name);
    }
  }
}
