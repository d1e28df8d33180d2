package org.orion.exchange.hashlist;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// Writes a hash set of Project VIC's JSON, version 2.0, in the form that other readers of the
/// field accept: context first, no byte order mark, MD5 and SHA-1 in capitals. An entry needs an
/// MD5.
public final class VicsHashSetWriter implements AutoCloseable {
  static final String CONTEXT =
      "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media";

  private final JsonGenerator json;
  private long skipped;
  private long number;

  public VicsHashSetWriter(OutputStream output) throws IOException {
    json = new JsonFactory().createGenerator(output);
    json.writeStartObject();
    json.writeStringField("@odata.context", CONTEXT);
    json.writeArrayFieldStart("value");
  }

  /// Writes an entry that has an MD5, and counts one that has none.
  public void write(ListEntry entry) throws IOException {
    String md5 = find(entry, Md5.class);
    if (md5.isEmpty()) {
      skipped++;
      return;
    }
    json.writeStartObject();
    json.writeNumberField("MediaID", ++number);
    category(entry.category().code());
    json.writeStringField("MD5", md5.toUpperCase(Locale.ROOT));
    String sha1 = find(entry, Sha1.class);
    if (!sha1.isEmpty()) {
      json.writeStringField("SHA1", sha1.toUpperCase(Locale.ROOT));
    }
    attribute(entry, "series", "Series");
    attribute(entry, "tags", "Tags");
    attribute(entry, "comments", "Comments");
    attribute(entry, "victim_identified", "VictimIdentified");
    attribute(entry, "offender_identified", "OffenderIdentified");
    attribute(entry, "is_distributed", "IsDistributed");
    json.writeArrayFieldStart("AlternativeHashes");
    alternative(md5, "SHA256", find(entry, Sha256.class).toUpperCase(Locale.ROOT));
    for (HashValue hash : entry.hashes()) {
      if (hash instanceof Pdq) {
        alternative(md5, "PDQ", hash.hex());
      }
    }
    alternative(md5, "PhotoDNA", entry.attributes().getOrDefault("photodna", ""));
    json.writeEndArray();
    json.writeEndObject();
  }

  private void category(String code) throws IOException {
    if (code.matches("\\d{1,4}")) {
      json.writeNumberField("Category", Integer.parseInt(code));
    } else if (!code.isEmpty()) {
      json.writeStringField("Category", code);
    }
  }

  private void attribute(ListEntry entry, String name, String property) throws IOException {
    String value = entry.attributes().get(name);
    if (value != null) {
      json.writeStringField(property, value);
    }
  }

  private void alternative(String md5, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStartObject();
      json.writeStringField("MD5", md5.toUpperCase(Locale.ROOT));
      json.writeStringField("HashName", name);
      json.writeStringField("HashValue", value);
      json.writeEndObject();
    }
  }

  static String find(ListEntry entry, Class<? extends HashValue> kind) {
    return entry.hashes().stream()
        .filter(kind::isInstance)
        .findFirst()
        .map(HashValue::hex)
        .orElse("");
  }

  /// How many entries had no MD5.
  public long skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.close();
  }
}
