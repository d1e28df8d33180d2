package org.orion.exchange.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.Sha256;

/// Reads an export line by line, in bounded memory, and refuses what does not follow its format. It
/// proves nothing: that is [AuditVerifier]'s part. For one thread; the caller closes the stream.
public final class AuditExportReader {
  /// Names the format and its version, in the first line.
  static final String FORMAT = "orion-audit-export-1";

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_KEYS = 1000;

  private final String source;
  private final ExportLines lines;
  private final MerkleHasher hasher = new MerkleHasher();
  private final String origin;
  private final List<NoteKey> keys;
  private long events;
  private long checkpoints;

  /// One line of an export.
  public sealed interface Entry {
    /// @param line from 1
    /// @param leaf its hash as the log recorded it when the event came
    /// @param computed its hash as it is now
    record Event(long line, AuditEvent event, Sha256 leaf, Sha256 computed) implements Entry {}

    /// @param line from 1
    record Signed(long line, SignedNote note, Checkpoint checkpoint) implements Entry {}
  }

  /// Reads the first line.
  ///
  /// @param source named in errors
  public AuditExportReader(InputStream input, String source) throws IOException, FormatException {
    this.source = source;
    this.lines = new ExportLines(input, source);
    if (!lines.next()) {
      throw new FormatException(source, "", "an export of an audit log", "an empty file");
    }
    if (!lines.startsWith("{\"format\":\"" + FORMAT + "\",")) {
      throw new FormatException(
          source,
          place(),
          "{\"format\":\"" + FORMAT + "\" at the beginning of an export",
          SignedNote.shown(text(40)));
    }
    List<NoteKey> found = new ArrayList<>();
    try (JsonParser json = JSON.createParser(canonicalLine())) {
      json.nextToken();
      key(json, "format");
      string(json);
      key(json, "keys");
      require(json, JsonToken.START_ARRAY, "an array");
      while (json.nextToken() == JsonToken.VALUE_STRING && found.size() < MOST_KEYS) {
        found.add(NoteKey.parse(source, place(), json.getText()));
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw malformed("at most " + MOST_KEYS + " keys as strings", "something else");
      }
      key(json, "origin");
      origin = string(json);
      end(json);
    }
    keys = List.copyOf(found);
  }

  /// The log's name, as the export says.
  public String origin() {
    return origin;
  }

  /// The keys that the export itself names: proof of nothing against who wrote it.
  public List<NoteKey> keys() {
    return keys;
  }

  /// The next event or checkpoint; empty after the last, when nothing was cut off.
  public Optional<Entry> next() throws IOException, FormatException {
    if (!lines.next()) {
      throw malformed(
          "the last line, {\"checkpoints\":%d,\"events\":%d}".formatted(checkpoints, events),
          "the end of the file: it was cut off");
    }
    if (lines.startsWith("{\"event\":")) {
      events++;
      return Optional.of(event());
    }
    if (lines.startsWith("{\"checkpoint\":")) {
      checkpoints++;
      return Optional.of(checkpoint());
    }
    String last = "{\"checkpoints\":%d,\"events\":%d}".formatted(checkpoints, events);
    if (!lines.startsWith(last) || lines.end() - lines.start() != last.length()) {
      throw malformed(
          "an event, a checkpoint, or the last line, " + last, SignedNote.shown(text(80)));
    }
    if (lines.next()) {
      throw malformed("the end of the file", "more lines");
    }
    return Optional.empty();
  }

  private Entry event() throws FormatException {
    EventParser parser =
        new EventParser(source, place() + ":", lines.buffer(), lines.start(), lines.end());
    parser.literal("{\"event\":");
    int from = parser.at();
    AuditEvent event = parser.event();
    Sha256 computed = hasher.leaf(lines.buffer(), from, parser.at() - from);
    parser.literal(",\"leaf\":\"");
    String leaf =
        parser.text("64 hexadecimal digits in lower case", AuditExportReader::isLowerCaseDigest);
    parser.literal("}");
    parser.requireEnd();
    return new Entry.Event(lines.number(), event, Sha256.parse(leaf), computed);
  }

  private static boolean isLowerCaseDigest(String text) {
    return text.length() == 64
        && text.chars().allMatch(unit -> unit >= '0' && unit <= '9' || unit >= 'a' && unit <= 'f');
  }

  private Entry checkpoint() throws IOException, FormatException {
    try (JsonParser json = JSON.createParser(canonicalLine())) {
      json.nextToken();
      key(json, "checkpoint");
      SignedNote note = SignedNote.parse(source, place(), string(json));
      end(json);
      return new Entry.Signed(lines.number(), note, Checkpoint.parse(source, place(), note.text()));
    }
  }

  private byte[] canonicalLine() throws FormatException {
    byte[] line = Arrays.copyOfRange(lines.buffer(), lines.start(), lines.end());
    byte[] canonical = CanonicalJson.of(source + ":" + place(), line);
    if (!Arrays.equals(line, canonical)) {
      throw malformed("canonical JSON (RFC 8785)", "JSON in another form");
    }
    return line;
  }

  private void key(JsonParser json, String name) throws IOException, FormatException {
    if (json.nextToken() != JsonToken.FIELD_NAME || !json.currentName().equals(name)) {
      throw malformed("the key " + name, "something else");
    }
  }

  private String string(JsonParser json) throws IOException, FormatException {
    require(json, JsonToken.VALUE_STRING, "a string");
    return json.getText();
  }

  private void end(JsonParser json) throws IOException, FormatException {
    require(json, JsonToken.END_OBJECT, "no other key");
  }

  private void require(JsonParser json, JsonToken token, String expected)
      throws IOException, FormatException {
    if (json.nextToken() != token) {
      throw malformed(expected, "something else");
    }
  }

  private FormatException malformed(String expected, String found) {
    return new FormatException(source, place(), expected, found);
  }

  private String place() {
    return Long.toString(lines.number());
  }

  private String text(int mostBytes) {
    return new String(
        lines.buffer(),
        lines.start(),
        Math.min(lines.end() - lines.start(), mostBytes),
        StandardCharsets.ISO_8859_1);
  }
}
