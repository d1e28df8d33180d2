package org.orion.exchange.hashlist;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes a case of Project VIC's JSON, version 2.0, medium by medium.
public final class VicsCaseWriter implements AutoCloseable {
  private static final String CONTEXT =
      "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases";

  private final JsonGenerator json;

  /// @param totalMedia how many media will be written
  public record Header(
      String caseId,
      String caseNumber,
      String contactName,
      String application,
      String applicationVersion,
      long totalMedia) {}

  /// One content.
  ///
  /// @param category code of the scheme `vics-us-2.0`
  /// @param source what gave the category
  /// @param alternativeHashes by the name of the algorithm
  /// @param exifs facts by name
  /// @param files where it was found; at least one
  public record Media(
      long mediaId,
      Optional<String> category,
      Optional<String> source,
      String md5,
      String sha1,
      long bytes,
      String mimeType,
      Map<String, String> alternativeHashes,
      Map<String, String> exifs,
      List<MediaFile> files) {}

  /// One place.
  ///
  /// @param path with backslashes
  public record MediaFile(String name, String path, Optional<String> written, String sourceId) {}

  /// Begins the case. The stream stays open after [#close].
  public VicsCaseWriter(OutputStream output, Header header) throws IOException {
    json =
        new JsonFactory().createGenerator(output).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    json.writeStringField("@odata.context", CONTEXT);
    json.writeArrayFieldStart("value");
    json.writeStartObject();
    json.writeStringField("CaseID", header.caseId());
    json.writeStringField("CaseNumber", header.caseNumber());
    json.writeStringField("ContactName", header.contactName());
    json.writeStringField("SourceApplicationName", header.application());
    json.writeStringField("SourceApplicationVersion", header.applicationVersion());
    json.writeNumberField("TotalMediaFiles", header.totalMedia());
    json.writeArrayFieldStart("Media");
  }

  public void write(Media media) throws IOException {
    json.writeStartObject();
    json.writeNumberField("MediaID", media.mediaId());
    category(media.category());
    json.writeStringField("MD5", media.md5());
    json.writeStringField("SHA1", media.sha1());
    json.writeNumberField("MediaSize", media.bytes());
    json.writeStringField("MimeType", media.mimeType());
    json.writeBooleanField("IsPrecategorized", media.category().isPresent());
    json.writeStringField("PrecategorizationSource", media.source().orElse(""));
    json.writeArrayFieldStart("AlternativeHashes");
    for (Map.Entry<String, String> hash : media.alternativeHashes().entrySet()) {
      json.writeStartObject();
      json.writeStringField("MD5", media.md5());
      json.writeStringField("HashName", hash.getKey());
      json.writeStringField("HashValue", hash.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("Exifs");
    for (Map.Entry<String, String> fact : media.exifs().entrySet()) {
      json.writeStartObject();
      json.writeStringField("MD5", media.md5());
      json.writeStringField("PropertyName", fact.getKey());
      json.writeStringField("PropertyValue", fact.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("MediaFiles");
    for (MediaFile file : media.files()) {
      write(media, file);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void category(Optional<String> code) throws IOException {
    if (code.isPresent() && code.get().matches("\\d{1,4}")) {
      json.writeNumberField("Category", Integer.parseInt(code.get()));
    } else {
      json.writeNullField("Category");
    }
  }

  private void write(Media media, MediaFile file) throws IOException {
    json.writeStartObject();
    json.writeStringField("MD5", media.md5());
    json.writeStringField("FileName", file.name());
    json.writeStringField("FilePath", file.path());
    json.writeStringField("Written", file.written().orElse(null));
    json.writeBooleanField("Unallocated", false);
    json.writeBooleanField("Deleted", false);
    json.writeStringField("SourceID", file.sourceId());
    json.writeEndObject();
  }

  @Override
  public void close() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.close();
  }
}
