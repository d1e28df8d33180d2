package org.orion.exchange.tip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.orion.exchange.FormatException;
import org.orion.exchange.tip.TipReport.Completeness;
import org.orion.exchange.tip.TipReport.FreeText;
import org.orion.exchange.tip.TipReport.Incident;
import org.orion.exchange.tip.TipReport.NotUnderstood;
import org.orion.exchange.tip.TipReport.Role;
import org.orion.exchange.tip.TipReport.Source;

/// A report that somebody gave by telephone or in person, as it was written down. Its form is one
/// JSON object with the property `recordedReport`; `docs/reference/tip-formats.md` describes it.
///
/// @param id the writer's; the same again is an update
/// @param organisation from which the caller reports, such as a school
/// @param time when it happened, ISO 8601; empty when the caller does not know
/// @param danger why a child is in danger now; empty when none is
public record RecordedReport(
    String id,
    Source source,
    Instant recorded,
    Optional<String> organisation,
    IncidentType type,
    Optional<String> time,
    Optional<String> timeDescription,
    Optional<String> platform,
    Optional<String> danger,
    List<Somebody> people,
    List<Known> identifiers,
    String account) {
  /// How the form begins; a [TipReader] tells it by that.
  static final String BEGINNING = "{\"recordedReport\"";

  private static final int VERSION = 1;
  private static final int OLDEST_YEARS = 150;
  private static final String SOURCE = "recorded report";
  private static final JsonFactory JSON = new JsonFactory();

  public RecordedReport {
    people = List.copyOf(people);
    identifiers = List.copyOf(identifiers);
  }

  /// Somebody whom the caller named, or the caller.
  ///
  /// @param name in full; empty when it was not given
  /// @param words what else was said about this person
  public record Somebody(
      Role role,
      Optional<String> name,
      OptionalInt age,
      List<Known> identifiers,
      Optional<String> words) {
    public Somebody {
      identifiers = List.copyOf(identifiers);
    }

    /// Whether nothing is known at all.
    public boolean isNobody() {
      return name.isEmpty() && age.isEmpty() && identifiers.isEmpty() && words.isEmpty();
    }
  }

  /// An identifier as it was said.
  public record Known(Identifier.Kind kind, String value) {}

  /// Its form, which [TipReader] reads.
  public Original toOriginal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("recordedReport");
      json.writeNumberField("version", VERSION);
      json.writeStringField("id", id);
      json.writeStringField("source", source.name());
      json.writeStringField("recorded", recorded.toString());
      text(json, "organisation", organisation);
      json.writeStringField("type", type.name());
      text(json, "time", time);
      text(json, "timeDescription", timeDescription);
      text(json, "platform", platform);
      text(json, "danger", danger);
      json.writeArrayFieldStart("people");
      for (Somebody person : people) {
        person(json, person);
      }
      json.writeEndArray();
      known(json, identifiers);
      json.writeStringField("account", account);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Original(bytes.toByteArray());
  }

  private static void text(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }

  private static void person(JsonGenerator json, Somebody person) throws IOException {
    json.writeStartObject();
    json.writeStringField("role", person.role().name());
    text(json, "name", person.name());
    if (person.age().isPresent()) {
      json.writeNumberField("age", person.age().getAsInt());
    }
    known(json, person.identifiers());
    text(json, "words", person.words());
    json.writeEndObject();
  }

  private static void known(JsonGenerator json, List<Known> identifiers) throws IOException {
    json.writeArrayFieldStart("identifiers");
    for (Known one : identifiers) {
      json.writeStartObject();
      json.writeStringField("kind", one.kind().name());
      json.writeStringField("is", one.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// What the form says.
  ///
  /// @throws FormatException when it is another form
  static TipReport read(byte[] bytes) throws FormatException {
    Field root = JsonTree.read(new String(bytes, StandardCharsets.UTF_8), SOURCE, 1, 1);
    Field report =
        root.one("recordedReport").orElseThrow(() -> wrong("$", "recordedReport", "none"));
    String version = report.text("version").orElse("none");
    if (!version.equals(Integer.toString(VERSION))) {
      throw wrong("version", "version " + VERSION, version);
    }
    Optional<String> platform = report.text("platform");
    List<TipReport.Person> people = new ArrayList<>();
    for (Field person : report.all("people")) {
      if (person.has("role")) {
        people.add(person(person, platform));
      }
    }
    List<FreeText> texts = new ArrayList<>();
    report
        .one("account")
        .ifPresent(field ->
            field
                .value()
                .ifPresent(text -> texts.add(new FreeText("account", text, field.path()))));
    Optional<String> type = report.text("type");
    Incident incident =
        new Incident(
            WireWords.incident(type),
            type,
            report.moment("time"),
            report.text("timeDescription"),
            platform,
            report.text("danger"),
            Set.of());
    Source source = oneOf(report, "source", Source.values());
    Optional<String> id = report.text("id");
    Optional<Moment> recorded = report.moment("recorded");
    Optional<String> organisation = report.text("organisation");
    List<Identifier> identifiers = known(report, Optional.empty());
    List<NotUnderstood> notUnderstood = new ArrayList<>();
    report.listUnread(notUnderstood);
    return new TipReport(
        source,
        id,
        recorded,
        incident,
        organisation,
        Optional.empty(),
        people,
        identifiers,
        List.of(),
        texts,
        List.of(),
        notUnderstood,
        new Completeness(1, 0));
  }

  private static TipReport.Person person(Field person, Optional<String> platform)
      throws FormatException {
    PersonDraft draft = new PersonDraft(oneOf(person, "role", Role.values()), person.path());
    draft.last = person.text("name");
    draft.approximateAge = person.number("age", 0, OLDEST_YEARS);
    draft.identifiers.addAll(known(person, platform));
    person
        .one("words")
        .ifPresent(field ->
            field
                .value()
                .ifPresent(
                    text -> draft.texts.add(new FreeText("description", text, field.path()))));
    return draft.finish();
  }

  /// @param platform of the accounts among them
  private static List<Identifier> known(Field holder, Optional<String> platform)
      throws FormatException {
    List<Identifier> found = new ArrayList<>();
    for (Field one : holder.all("identifiers")) {
      Optional<String> value = one.text("is");
      if (value.isPresent()) {
        Identifier.Kind kind = oneOf(one, "kind", Identifier.Kind.values());
        Identifier identifier = Identifier.of(kind, value.get(), one.path());
        boolean ofAccount =
            kind == Identifier.Kind.USERNAME || kind == Identifier.Kind.PLATFORM_USER_ID;
        found.add(ofAccount ? identifier.on(platform) : identifier);
      }
    }
    return found;
  }

  private static <E extends Enum<E>> E oneOf(Field holder, String name, E[] values)
      throws FormatException {
    String word = holder.text(name).orElse("nothing");
    return Arrays.stream(values)
        .filter(value -> value.name().equals(word))
        .findFirst()
        .orElseThrow(() ->
            wrong(
                holder.path() + "." + name,
                "one of " + Arrays.toString(values),
                Field.shortened(word)));
  }

  private static FormatException wrong(String position, String expected, String found) {
    return new FormatException(SOURCE, position, expected, found);
  }
}
