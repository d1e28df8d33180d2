package org.orion.app.matchserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Pdq;

/// The hashing and matching routes of the Hasher-Matcher-Actioner, version 2: same parameters, same
/// shapes of replies. A list is a bank; an entry's content id is its row in the list, and those of
/// the second list begin at 2^31. Nothing is fetched: the parameter `url` is refused.
final class HmaRoutes {
  private static final JsonFactory JSON = new JsonFactory();

  private final Uploads uploads;
  private final int radiusBits;

  HmaRoutes(Uploads uploads, int radiusBits) {
    this.uploads = uploads;
    this.radiusBits = radiusBits;
  }

  /// `POST /h/hash`
  Reply hash(Request request) throws RequestRefusedException, InterruptedException {
    Map<SignalType, String> hashes = uploads.hash(request, types(request));
    return Reply.json(json -> {
      json.writeStartObject();
      for (Map.Entry<SignalType, String> hash : hashes.entrySet()) {
        json.writeStringField(hash.getKey().id(), hash.getValue());
      }
      json.writeEndObject();
    });
  }

  /// `GET /m/raw_lookup`
  Reply rawLookup(Request request, ServedLists.Version version) throws RequestRefusedException {
    SignalType type = SignalType.named(required(request, "signal_type"));
    HashValue value = type.parse(required(request, "signal"));
    boolean withDistance = flag(request, "include_distance");
    List<Lookup.Found> found = new ArrayList<>();
    Lookup.of(version, value, radiusBits, banks(request)).values().forEach(found::addAll);
    return Reply.json(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("matches");
      for (Lookup.Found each : found) {
        if (withDistance) {
          write(json, each);
        } else {
          json.writeNumber(each.contentId());
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  /// `GET /m/lookup`
  Reply lookup(Request request, ServedLists.Version version) throws RequestRefusedException {
    if (parameter(request, "url") != null) {
      throw new RequestRefusedException(403, "nothing is fetched here: send the file by POST");
    }
    if (parameter(request, "signal") == null || parameter(request, "signal_type") == null) {
      throw new RequestRefusedException(400, "both signal and signal_type are required");
    }
    SignalType type = SignalType.named(required(request, "signal_type"));
    HashValue value = type.parse(required(request, "signal"));
    Map<String, List<Lookup.Found>> found = Lookup.of(version, value, radiusBits, banks(request));
    return Reply.json(json -> write(json, found));
  }

  /// `POST /m/lookup`
  Reply lookupUpload(Request request, ServedLists.Version version)
      throws RequestRefusedException, InterruptedException {
    Set<String> banks = banks(request);
    Map<SignalType, Map<String, List<Lookup.Found>>> found = new LinkedHashMap<>();
    for (Map.Entry<SignalType, String> hash : uploads.hash(request, types(request)).entrySet()) {
      found.put(
          hash.getKey(),
          hash.getValue().isEmpty()
              ? Map.of()
              : Lookup.of(version, hash.getKey().parse(hash.getValue()), radiusBits, banks));
    }
    return Reply.json(json -> {
      json.writeStartObject();
      for (Map.Entry<SignalType, Map<String, List<Lookup.Found>>> type : found.entrySet()) {
        json.writeFieldName(type.getKey().id());
        write(json, type.getValue());
      }
      json.writeEndObject();
    });
  }

  /// `POST /m/compare`
  Reply compare(byte[] body) throws RequestRefusedException {
    Map<SignalType, List<HashValue>> pairs = pairs(body);
    return Reply.json(json -> {
      json.writeStartObject();
      for (Map.Entry<SignalType, List<HashValue>> pair : pairs.entrySet()) {
        json.writeArrayFieldStart(pair.getKey().id());
        compare(json, pair.getValue().getFirst(), pair.getValue().getLast());
        json.writeEndArray();
      }
      json.writeEndObject();
    });
  }

  private void compare(JsonGenerator json, HashValue left, HashValue right) throws IOException {
    if (left instanceof Pdq leftPdq && right instanceof Pdq rightPdq) {
      int distance = leftPdq.distanceBits(rightPdq);
      json.writeBoolean(distance <= radiusBits);
      json.writeStartObject();
      json.writeNumberField("distance", distance);
      json.writeEndObject();
    } else {
      json.writeBoolean(left.equals(right));
      json.writeStartObject();
      json.writeEndObject();
    }
  }

  private static Map<SignalType, List<HashValue>> pairs(byte[] body)
      throws RequestRefusedException {
    Map<SignalType, List<HashValue>> pairs = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new RequestRefusedException(400, "Request input was not a dict");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        SignalType type = SignalType.named(parser.currentName());
        List<HashValue> values = new ArrayList<>();
        if (parser.nextToken() != JsonToken.START_ARRAY) {
          throw new RequestRefusedException(
              400, "Comparison hashes for %s was not a list".formatted(type.id()));
        }
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
          values.add(type.parse(parser.getText()));
        }
        if (parser.currentToken() != JsonToken.END_ARRAY || values.size() != 2) {
          throw new RequestRefusedException(
              400, "Comparison hash list length must be exactly 2, of strings");
        }
        pairs.put(type, values);
      }
    } catch (IOException malformed) {
      throw new RequestRefusedException(400, "the body is not JSON");
    }
    return pairs;
  }

  /// `GET /m/index/status`
  Reply indexStatus(Request request, ServedLists.Version version) throws RequestRefusedException {
    String limit = parameter(request, "signal_type");
    List<SignalType> types =
        limit == null ? List.of(SignalType.values()) : List.of(SignalType.named(limit));
    return Reply.json(json -> {
      json.writeStartObject();
      for (SignalType type : types) {
        json.writeObjectFieldStart(type.id());
        json.writeBooleanField("present", true);
        json.writeNumberField("built_to", version.opened().getEpochSecond());
        json.writeNumberField(
            "size",
            version.lists().stream().mapToLong(list -> list.hashes(type.algorithm())).sum());
        json.writeEndObject();
      }
      json.writeEndObject();
    });
  }

  private static void write(JsonGenerator json, Map<String, List<Lookup.Found>> byBank)
      throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, List<Lookup.Found>> bank : byBank.entrySet()) {
      json.writeArrayFieldStart(bank.getKey());
      for (Lookup.Found found : bank.getValue()) {
        write(json, found);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Lookup.Found found) throws IOException {
    json.writeStartObject();
    json.writeNumberField("bank_content_id", found.contentId());
    json.writeStringField("distance", found.distance());
    json.writeEndObject();
  }

  private static List<SignalType> types(Request request) throws RequestRefusedException {
    String names = parameter(request, "types");
    List<SignalType> types = new ArrayList<>();
    for (String name : (names == null ? "" : names).split(",")) {
      if (!name.isBlank()) {
        types.add(SignalType.named(name.strip()));
      }
    }
    if (names != null && types.isEmpty()) {
      throw new RequestRefusedException(400, "empty signal type selection");
    }
    return types;
  }

  private static Set<String> banks(Request request) throws RequestRefusedException {
    String names = parameter(request, "banks");
    return names == null || names.isEmpty()
        ? Set.of()
        : Arrays.stream(names.split(",")).collect(Collectors.toSet());
  }

  private static boolean flag(Request request, String name) throws RequestRefusedException {
    String value = parameter(request, name);
    return switch (value == null ? "false" : value.toLowerCase(java.util.Locale.ROOT)) {
      case "true", "1", "yes", "on", "t", "y" -> true;
      case "false", "0", "no", "off", "f", "n" -> false;
      default ->
          throw new RequestRefusedException(
              400, "invalid boolean parameter %s: prefer true or false".formatted(name));
    };
  }

  private static String required(Request request, String name) throws RequestRefusedException {
    String value = parameter(request, name);
    if (value == null) {
      throw new RequestRefusedException(400, name + " is required");
    }
    return value;
  }

  private static @Nullable String parameter(Request request, String name)
      throws RequestRefusedException {
    try {
      Fields fields = Request.extractQueryParameters(request);
      return fields.getValue(name);
    } catch (RuntimeException malformed) {
      throw new RequestRefusedException(400, "the query cannot be read");
    }
  }
}
