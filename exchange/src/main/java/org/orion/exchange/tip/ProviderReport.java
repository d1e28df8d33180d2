package org.orion.exchange.tip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// A provider's finished report as its receiver keeps it: the documents as they were submitted,
/// byte for byte, and what only the receiver knows: the number, who sent it and when, and the
/// digests of the files that were uploaded for it. The files themselves are not in it.
///
/// Its form is one JSON object with the property `providerReport`; `docs/reference/tip-formats.md`
/// describes it.
///
/// @param number that the receiver gave
/// @param reporter name of the account that reported
/// @param report the submitted XML
/// @param files in the order in which they came
public record ProviderReport(
    long number, String reporter, Instant received, Original report, List<Upload> files) {
  /// How the form begins; a [TipReader] tells it by that.
  static final String BEGINNING = "{\"providerReport\"";

  private static final int VERSION = 1;

  /// Base64 is written in pieces of so many bytes, so that no text is longer than readers take.
  private static final int PIECE_BYTES = 3 << 20;

  private static final String SOURCE = "provider report";
  private static final JsonFactory JSON = new JsonFactory();

  public ProviderReport {
    files = List.copyOf(files);
  }

  /// A file that came with the report.
  ///
  /// @param fileId that the receiver gave
  /// @param type what it is by its content, such as `image/png`; empty when nobody looked
  /// @param pdq of a picture that was decoded
  /// @param details the last fileDetails document about it
  public record Upload(
      String fileId,
      long bytes,
      Md5 md5,
      Sha1 sha1,
      Sha256 sha256,
      Optional<String> type,
      Optional<Pdq> pdq,
      Instant received,
      Optional<Original> details) {

    /// Where it stands in its report, whatever is said about it.
    public String place() {
      return placeOf(fileId);
    }
  }

  static String placeOf(String fileId) {
    return "files/" + fileId;
  }

  /// What it says.
  ///
  /// @throws FormatException when a document in it is none that the intake takes
  public TipReport tip() throws FormatException {
    return ProviderReportMapping.tip(this);
  }

  /// Its form, which [TipReader] reads.
  public Original toOriginal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("providerReport");
      json.writeNumberField("version", VERSION);
      json.writeStringField("number", Long.toString(number));
      json.writeStringField("reporter", reporter);
      json.writeStringField("received", received.toString());
      document(json, "report", report);
      json.writeArrayFieldStart("files");
      for (Upload file : files) {
        file(json, file);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Original(bytes.toByteArray());
  }

  private static void file(JsonGenerator json, Upload file) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", file.fileId());
    json.writeStringField("bytes", Long.toString(file.bytes()));
    json.writeStringField("md5", file.md5().hex());
    json.writeStringField("sha1", file.sha1().hex());
    json.writeStringField("sha256", file.sha256().hex());
    if (file.type().isPresent()) {
      json.writeStringField("type", file.type().get());
    }
    if (file.pdq().isPresent()) {
      json.writeStringField("pdq", file.pdq().get().hex());
    }
    json.writeStringField("received", file.received().toString());
    if (file.details().isPresent()) {
      document(json, "details", file.details().get());
    }
    json.writeEndObject();
  }

  private static void document(JsonGenerator json, String name, Original document)
      throws IOException {
    byte[] bytes = document.bytes();
    json.writeArrayFieldStart(name);
    for (int from = 0; from < bytes.length; from += PIECE_BYTES) {
      byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE_BYTES));
      json.writeString(Base64.getEncoder().encodeToString(piece));
    }
    json.writeEndArray();
  }

  /// Reads the form.
  ///
  /// @throws FormatException when it is another one
  public static ProviderReport read(byte[] bytes) throws FormatException {
    Field root = JsonTree.read(new String(bytes, StandardCharsets.UTF_8), SOURCE, 1, 1);
    Field report =
        root.one("providerReport").orElseThrow(() -> wrong("$", "providerReport", "none"));
    String version = report.text("version").orElse("none");
    if (!version.equals(Integer.toString(VERSION))) {
      throw wrong("version", "version " + VERSION, version);
    }
    List<Upload> files = new ArrayList<>();
    for (Field file : report.all("files")) {
      // An empty array leaves a field without anything below it.
      if (file.has("id")) {
        files.add(upload(file));
      }
    }
    return new ProviderReport(
        number(report, "number"),
        required(report, "reporter"),
        instant(report),
        document(report, "report").orElseThrow(() -> wrong("report", "a document", "none")),
        files);
  }

  private static Upload upload(Field file) throws FormatException {
    try {
      return new Upload(
          required(file, "id"),
          number(file, "bytes"),
          Md5.parse(required(file, "md5")),
          Sha1.parse(required(file, "sha1")),
          Sha256.parse(required(file, "sha256")),
          file.text("type"),
          file.text("pdq").map(Pdq::parse),
          instant(file),
          document(file, "details"));
    } catch (IllegalArgumentException noHash) {
      throw wrong(file.path(), "digests in hexadecimal digits", "something else");
    }
  }

  private static Optional<Original> document(Field holder, String name) throws FormatException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (String piece : holder.texts(name)) {
        bytes.writeBytes(Base64.getDecoder().decode(piece));
      }
    } catch (IllegalArgumentException broken) {
      throw wrong(holder.path() + "." + name, "base64", "something else");
    }
    return bytes.size() == 0 ? Optional.empty() : Optional.of(new Original(bytes.toByteArray()));
  }

  private static String required(Field holder, String name) throws FormatException {
    return holder
        .text(name)
        .orElseThrow(() -> wrong(holder.path() + "." + name, "a value", "nothing"));
  }

  private static long number(Field holder, String name) throws FormatException {
    String text = required(holder, name);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException other) {
      throw wrong(holder.path() + "." + name, "a whole number", "something else");
    }
  }

  private static Instant instant(Field holder) throws FormatException {
    try {
      return Instant.parse(required(holder, "received"));
    } catch (DateTimeException other) {
      throw wrong(holder.path() + ".received", "a time in UTC", "something else");
    }
  }

  static FormatException wrong(String position, String expected, String found) {
    return new FormatException(SOURCE, position, expected, found);
  }
}
