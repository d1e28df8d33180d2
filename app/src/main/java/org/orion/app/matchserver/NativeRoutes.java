package org.orion.app.matchserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hashlist.HashText;
import org.orion.triage.index.SimilarityIndex;
import org.orion.triage.match.Match;
import org.orion.triage.match.Matcher;
import org.orion.triage.media.Decoded;

/// `POST /v1/match`: many hashes at once, or one file, with all that the lists say of each; and
/// whether entries that matched before have been withdrawn since.
final class NativeRoutes {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_HASHES = 10_000;

  private final Uploads uploads;
  private final int radiusBits;

  NativeRoutes(Uploads uploads, int radiusBits) {
    this.uploads = uploads;
    this.radiusBits = radiusBits;
  }

  /// What is asked for.
  ///
  /// @param hashes each with its readings
  private record Batch(List<List<HashValue>> hashes, List<Earlier> entries, int radiusBits) {}

  /// An entry that matched before.
  private record Earlier(String list, String entry) {}

  Reply match(Request request, ServedLists.Version version)
      throws RequestRefusedException, IOException, InterruptedException {
    return Uploads.isOne(request)
        ? matchFile(uploads.receive(request).file(), version.matcher())
        : match(read(JsonBody.of(request)), version);
  }

  private static Reply match(Batch batch, ServedLists.Version version)
      throws RequestRefusedException, IOException {
    List<Boolean> withdrawn = new ArrayList<>();
    for (Earlier earlier : batch.entries()) {
      withdrawn.add(version.list(earlier.list()).isWithdrawn(earlier.entry()));
    }
    return Reply.json(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("results");
      for (List<HashValue> readings : batch.hashes()) {
        List<Match> matches = new ArrayList<>();
        for (HashValue reading : readings) {
          matches.addAll(
              reading instanceof Pdq pdq
                  ? version.matcher().similar(pdq, batch.radiusBits())
                  : version.matcher().exact(reading));
        }
        writeResult(json, null, matches);
      }
      json.writeEndArray();
      if (!withdrawn.isEmpty()) {
        json.writeArrayFieldStart("entries");
        for (int i = 0; i < withdrawn.size(); i++) {
          json.writeStartObject();
          json.writeStringField("list", batch.entries().get(i).list());
          json.writeStringField("entry", batch.entries().get(i).entry());
          json.writeBooleanField("withdrawn", withdrawn.get(i));
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    });
  }

  /// A picture is looked up as it lies and in every other orientation.
  private Reply matchFile(UploadHasher.Upload upload, Matcher matcher)
      throws RequestRefusedException {
    List<Match> matches = new ArrayList<>(matcher.exact(upload.digests()));
    Integer quality =
        switch (upload.decoded()) {
          case Decoded.Picture picture -> {
            matches.addAll(matcher.similar(picture.full(), picture.resized(), radiusBits));
            yield picture.full().quality();
          }
          case Decoded.Video video -> {
            matches.addAll(matcher.similarVideo(video.signature(), radiusBits));
            yield null;
          }
          case Decoded.NoMedia other -> null;
          case Decoded.Failed failed ->
              throw new RequestRefusedException(
                  400, "the file cannot be decoded: " + failed.why().reason());
        };
    return Reply.json(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("results");
      writeResult(json, quality, matches);
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  /// @param quality of the picture's PDQ hash, where the picture is known
  private static void writeResult(
      JsonGenerator json, @Nullable Integer quality, List<Match> matches) throws IOException {
    json.writeStartObject();
    json.writeFieldName("quality");
    json.writeObject(quality);
    json.writeArrayFieldStart("matches");
    for (Match match : matches) {
      write(json, match);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Match match) throws IOException {
    json.writeStartObject();
    json.writeStringField("list", match.list());
    json.writeStringField("entry", match.entry());
    json.writeStringField(
        "scheme", match.category().scheme().isEmpty() ? null : match.category().scheme());
    json.writeStringField(
        "code", match.category().code().isEmpty() ? null : match.category().code());
    json.writeStringField("level", match.level().name());
    json.writeStringField("algorithm", match.algorithm().id());
    json.writeStringField("orientation", match.orientation().id());
    json.writeNumberField("distance", match.distanceBits());
    // What is withdrawn matches no more: an older match is asked about by its entry.
    json.writeBooleanField("withdrawn", false);
    json.writeEndObject();
  }

  private Batch read(byte[] body) throws RequestRefusedException {
    List<List<HashValue>> hashes = new ArrayList<>();
    List<Earlier> entries = new ArrayList<>();
    int radius = radiusBits;
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new RequestRefusedException(400, "expected an object with the array hashes");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "hashes" -> readHashes(parser, hashes);
          case "entries" -> readEntries(parser, entries);
          case "radius" -> radius = parser.getIntValue();
          default ->
              throw new RequestRefusedException(
                  400, "an unknown key; known are hashes, entries, radius");
        }
      }
    } catch (IOException malformed) {
      throw new RequestRefusedException(400, "the body is not the JSON that is expected");
    }
    if (radius < 0 || radius > SimilarityIndex.MOST_RADIUS_BITS) {
      throw new RequestRefusedException(400, "radius is %d, must be 0 to 64".formatted(radius));
    }
    return new Batch(hashes, entries, radius);
  }

  private static void readHashes(JsonParser parser, List<List<HashValue>> hashes)
      throws IOException, RequestRefusedException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new RequestRefusedException(400, "hashes is no array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (hashes.size() == MOST_HASHES) {
        throw new RequestRefusedException(
            413, "more than %d hashes in one request".formatted(MOST_HASHES));
      }
      try {
        hashes.add(HashText.readings(String.valueOf(parser.getValueAsString())));
      } catch (IllegalArgumentException noHash) {
        throw new RequestRefusedException(
            400, "hashes[%d]: %s".formatted(hashes.size(), noHash.getMessage()));
      }
    }
  }

  private static void readEntries(JsonParser parser, List<Earlier> entries)
      throws IOException, RequestRefusedException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new RequestRefusedException(400, "entries is no array");
    }
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      String list = "";
      String entry = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        String value = String.valueOf(parser.nextTextValue());
        list = name.equals("list") ? value : list;
        entry = name.equals("entry") ? value : entry;
      }
      if (entries.size() == MOST_HASHES) {
        throw new RequestRefusedException(
            413, "more than %d entries in one request".formatted(MOST_HASHES));
      }
      entries.add(new Earlier(list, entry));
    }
    if (parser.currentToken() != JsonToken.END_ARRAY) {
      throw new RequestRefusedException(400, "entries holds something else than objects");
    }
  }
}
