package org.orion.exchange.referral;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.CanonicalJson;
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.referral.Referral.Agency;
import org.orion.exchange.referral.Referral.Digest;
import org.orion.exchange.referral.Referral.Exhibit;
import org.orion.exchange.referral.Referral.NamedIdentifier;
import org.orion.exchange.referral.Referral.Permission;
import org.orion.exchange.referral.Referral.Person;
import org.orion.exchange.referral.Referral.Role;
import org.orion.exchange.tip.Identifier;

/// A referral as canonical JSON (RFC 8785) and back. There is one way to write each referral: what
/// is read is written again, and both must be the same bytes, so that no key, known or not, is
/// passed over.
final class ReferralJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ReferralJson() {}

  static byte[] write(Referral referral) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("format", ReferralForm.FORMAT);
      json.writeStringField("id", referral.id().toString());
      json.writeStringField("time", referral.time().toString());
      json.writeFieldName("from");
      write(json, referral.from());
      json.writeFieldName("to");
      write(json, referral.to());
      json.writeStringField("handling", referral.handling().name());
      write(json, "restrictions", referral.restrictions());
      write(json, "permissions", referral.permissions(), ReferralJson::write);
      json.writeStringField("case", referral.caseReference());
      json.writeStringField("reason", referral.reason());
      json.writeStringField("requested_action", referral.requestedAction());
      json.writeBooleanField("receipt_wanted", referral.receiptWanted());
      write(json, "persons", referral.persons(), ReferralJson::write);
      write(json, "identifiers", referral.identifiers(), ReferralJson::write);
      write(json, "exhibits", referral.exhibits(), ReferralJson::write);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    try {
      return CanonicalJson.of(ReferralForm.REFERRAL, text.toByteArray());
    } catch (FormatException unfit) {
      throw new IllegalArgumentException("a referral's text has half of a surrogate pair", unfit);
    }
  }

  private interface Writing<T> {
    void write(JsonGenerator json, T value) throws IOException;
  }

  private static <T> void write(JsonGenerator json, String name, List<T> values, Writing<T> one)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T value : values) {
      one.write(json, value);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }

  private static void write(JsonGenerator json, Agency agency) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", agency.name());
    json.writeStringField("country", agency.country());
    json.writeStringField("installation", agency.installation());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Permission permission) throws IOException {
    json.writeStartObject();
    json.writeStringField("giver", permission.giver());
    json.writeStringField("at", permission.at().toString());
    json.writeStringField("scope", permission.scope());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Person person) throws IOException {
    json.writeStartObject();
    json.writeStringField("reference", person.reference());
    json.writeStringField("role", person.role().name());
    write(json, "name", person.name());
    write(json, "identifiers", person.identifiers(), ReferralJson::write);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, NamedIdentifier identifier) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", identifier.kind().name());
    json.writeStringField("value", identifier.value());
    write(json, "platform", identifier.platform());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Exhibit exhibit) throws IOException {
    json.writeStartObject();
    json.writeStringField("number", exhibit.number());
    json.writeStringField("description", exhibit.description());
    json.writeObjectFieldStart("counts");
    for (Map.Entry<String, Long> count : exhibit.counts().entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("digests");
    for (Digest digest : exhibit.digests()) {
      json.writeStartObject();
      json.writeStringField("of", digest.of());
      json.writeStringField("sha256", digest.sha256().hex());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// @throws FormatException when it is not the canonical form of a referral of this version
  static Referral read(byte[] json) throws FormatException {
    Referral referral;
    try {
      // Keys that come twice, numbers out of range and too many levels end here.
      referral = referral(node(CanonicalJson.of(ReferralForm.REFERRAL, json)));
    } catch (IllegalArgumentException | DateTimeException unfit) {
      String found = unfit.getMessage() == null ? "another value" : unfit.getMessage();
      throw new FormatException(ReferralForm.REFERRAL, "", "a referral", found);
    }
    if (!Arrays.equals(write(referral), json)) {
      throw new FormatException(
          ReferralForm.REFERRAL,
          "",
          "the canonical form of a referral",
          "more than that, or the same in another form");
    }
    return referral;
  }

  private static Node node(byte[] canonical) {
    try (JsonParser parser = JSON.createParser(canonical)) {
      parser.nextToken();
      return Node.read(parser);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Referral referral(Node json) {
    if (!json.text("format").equals(ReferralForm.FORMAT)) {
      throw new IllegalArgumentException("another format than " + ReferralForm.FORMAT);
    }
    return new Referral(
        UUID.fromString(json.text("id")),
        Instant.parse(json.text("time")),
        agency(json.node("from")),
        agency(json.node("to")),
        HandlingCode.of(json.text("handling"))
            .orElseThrow(() -> new IllegalArgumentException("an unknown handling code")),
        json.optional("restrictions"),
        json.nodes("permissions").stream()
            .map(one ->
                new Permission(one.text("giver"), Instant.parse(one.text("at")), one.text("scope")))
            .toList(),
        json.text("case"),
        json.text("reason"),
        json.text("requested_action"),
        json.text("receipt_wanted").equals("true"),
        json.nodes("persons").stream().map(ReferralJson::person).toList(),
        identifiers(json),
        json.nodes("exhibits").stream().map(ReferralJson::exhibit).toList());
  }

  private static Agency agency(Node json) {
    return new Agency(json.text("name"), json.text("country"), json.text("installation"));
  }

  private static Person person(Node json) {
    return new Person(
        json.text("reference"),
        Role.valueOf(json.text("role")),
        json.optional("name"),
        identifiers(json));
  }

  private static List<NamedIdentifier> identifiers(Node json) {
    return json.nodes("identifiers").stream()
        .map(one ->
            new NamedIdentifier(
                Identifier.Kind.valueOf(one.text("kind")),
                one.text("value"),
                one.optional("platform")))
        .toList();
  }

  private static Exhibit exhibit(Node json) {
    SortedMap<String, Long> counts = new TreeMap<>();
    json.node("counts").values.forEach((name, count) -> counts.put(name, Long.valueOf(count.own)));
    return new Exhibit(
        json.text("number"),
        json.text("description"),
        counts,
        json.nodes("digests").stream()
            .map(one -> new Digest(one.text("of"), Sha256.parse(one.text("sha256"))))
            .toList());
  }

  /// A JSON value: an object's members, an array's elements, or any other value's text.
  private record Node(Map<String, Node> values, List<Node> elements, String own) {
    static Node read(JsonParser parser) throws IOException {
      Map<String, Node> values = new HashMap<>();
      List<Node> elements = new ArrayList<>();
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          values.put(name, read(parser));
        }
      } else if (parser.currentToken() == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(parser));
        }
      } else {
        return new Node(values, elements, parser.getText());
      }
      return new Node(values, elements, "");
    }

    Node node(String name) {
      Node value = values.get(name);
      if (value == null) {
        throw new IllegalArgumentException("no '%s'".formatted(name));
      }
      return value;
    }

    List<Node> nodes(String name) {
      return node(name).elements;
    }

    String text(String name) {
      return node(name).own;
    }

    Optional<String> optional(String name) {
      return Optional.ofNullable(values.get(name)).map(Node::own);
    }
  }
}
