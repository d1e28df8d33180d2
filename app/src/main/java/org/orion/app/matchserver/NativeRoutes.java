package org.orion.app.matchserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hashlist.HashText;
import org.orion.triage.index.SimilarityIndex;
import org.orion.triage.match.Match;
import org.orion.triage.match.Matcher;

/// `POST /v1/match`: many hashes at once, with all that the lists say of each.
final class NativeRoutes {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_HASHES = 10_000;

  private final int radiusBits;

  NativeRoutes(int radiusBits) {
    this.radiusBits = radiusBits;
  }

  /// @param hashes each with its readings
  private record Batch(List<List<HashValue>> hashes, int radiusBits) {}

  Reply match(byte[] body, ServedLists.Version version) throws RequestRefusedException {
    Batch batch = read(body);
    Matcher matcher = version.matcher();
    return Reply.json(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("results");
      for (List<HashValue> readings : batch.hashes()) {
        json.writeStartObject();
        json.writeArrayFieldStart("matches");
        for (HashValue reading : readings) {
          List<Match> matches =
              reading instanceof Pdq pdq
                  ? matcher.similar(pdq, batch.radiusBits())
                  : matcher.exact(reading);
          for (Match match : matches) {
            write(json, match);
          }
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    });
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
    json.writeEndObject();
  }

  private Batch read(byte[] body) throws RequestRefusedException {
    List<List<HashValue>> hashes = new ArrayList<>();
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
          case "radius" -> radius = parser.getIntValue();
          default ->
              throw new RequestRefusedException(400, "an unknown key; known are hashes, radius");
        }
      }
    } catch (IOException malformed) {
      throw new RequestRefusedException(400, "the body is not the JSON that is expected");
    }
    if (radius < 0 || radius > SimilarityIndex.MOST_RADIUS_BITS) {
      throw new RequestRefusedException(400, "radius is %d, must be 0 to 64".formatted(radius));
    }
    return new Batch(hashes, radius);
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
}
