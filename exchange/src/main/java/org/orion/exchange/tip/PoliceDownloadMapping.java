package org.orion.exchange.tip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.Identifier.Kind;
import org.orion.exchange.tip.TipReport.Address;
import org.orion.exchange.tip.TipReport.Completeness;
import org.orion.exchange.tip.TipReport.Fact;
import org.orion.exchange.tip.TipReport.FreeText;
import org.orion.exchange.tip.TipReport.Incident;
import org.orion.exchange.tip.TipReport.NotUnderstood;
import org.orion.exchange.tip.TipReport.Person;
import org.orion.exchange.tip.TipReport.Role;
import org.orion.exchange.tip.TipReport.Source;
import org.orion.exchange.tip.TipReport.TipFile;

/// What the properties of a report in the download mean. Of the expected fields, the empty ones are
/// counted as they are read.
final class PoliceDownloadMapping {
  private static final int OLDEST_YEARS = 150;
  private static final int HIGHEST_PORT = 0xFFFF;

  private final List<Person> people = new ArrayList<>();
  private final List<Identifier> identifiers = new ArrayList<>();
  private final List<TipFile> files = new ArrayList<>();
  private final List<FreeText> texts = new ArrayList<>();
  private int expected;
  private int empty;

  private PoliceDownloadMapping() {}

  static TipReport report(Field report) {
    return new PoliceDownloadMapping().read(report);
  }

  private TipReport read(Field report) {
    Optional<String> id = expect(report.text("reportId"));
    Optional<Moment> received = expect(report.moment("dateReceived"));
    Field information = report.one("reportedInformation").orElse(Field.json());
    Optional<String> reporter =
        expect(information.one("reportingEsp").flatMap(this::reportingProvider));
    for (Field details : information.all("incidentDetails")) {
      details.all("webpageIncident").forEach(this::incidentDetails);
      details.all("emailIncident").forEach(this::incidentDetails);
    }
    additional(information, texts);
    people(information, "reportedPeople", "reportedPersons", Role.REPORTED_PERSON);
    people(information, "intendedRecipients", "intendedRecipients", Role.INTENDED_RECIPIENT);
    information.all("uploadedFiles", "uploadedFiles").forEach(this::file);
    Incident incident = incident(information);
    List<NotUnderstood> notUnderstood = new ArrayList<>();
    report.listUnread(notUnderstood);
    return new TipReport(
        Source.CLEARING_HOUSE,
        id,
        received,
        incident,
        reporter,
        Optional.empty(),
        people,
        identifiers,
        files,
        texts,
        List.of(),
        notUnderstood,
        new Completeness(expected, empty));
  }

  private <T> Optional<T> expect(Optional<T> value) {
    expected++;
    empty += value.isPresent() ? 0 : 1;
    return value;
  }

  private Incident incident(Field information) {
    Field summary = information.one("incidentSummary").orElse(Field.json());
    Optional<String> type = expect(summary.text("incidentType"));
    return new Incident(
        WireWords.incident(type),
        type,
        expect(summary.moment("incidentDateTime")),
        summary.text("incidentDateTimeDescription"),
        IspwsMapping.firstService(people),
        Optional.empty(),
        Set.of());
  }

  private Optional<String> reportingProvider(Field provider) {
    PersonDraft draft = new PersonDraft(Role.REPORTER, provider.path());
    person(provider, draft);
    if (draft.isNamed() || !draft.addresses.isEmpty()) {
      people.add(draft.finish());
    }
    return provider.text("espName");
  }

  private void incidentDetails(Field incident) {
    captures(incident, identifiers);
    contents(incident, "contents", "content", texts);
    additional(incident, texts);
  }

  private void people(Field information, String holder, String name, Role role) {
    List<Field> found = information.all(holder, name);
    for (Field field : found) {
      PersonDraft draft = new PersonDraft(role, field.path());
      person(field, draft);
      Optional<Person> person = Optional.of(draft.finish());
      if (role == Role.REPORTED_PERSON) {
        expect(person.filter(named -> draft.isNamed()));
      }
      people.add(person.get());
    }
  }

  private static void person(Field person, PersonDraft draft) {
    draft.first = person.text("firstName");
    draft.middle = person.text("middleName");
    draft.last = person.text("lastName");
    draft.preferred = person.text("preferredName");
    draft.dateOfBirth = person.date("dateOfBirth");
    draft.approximateAge = person.number("approximateAge", 0, OLDEST_YEARS);
    draft.occupation = person.text("occupation");
    draft.relationshipToChild = person.text("relationshipToChildVictim");
    draft.accessToChild = person.answer("accessToChildVictim");
    draft.accessToChildren = person.answer("accessToChildren");
    draft.accessToFirearms = person.answer("accessToFirearms");
    draft.convicted = person.answer(WireWords.field("convicted"));
    for (Field address : person.all("addresses", "addresses")) {
      draft.addresses.add(address(address));
    }
    account(person, draft);
    additional(person, draft.texts);
  }

  private static void account(Field person, PersonDraft draft) {
    Optional<String> service = person.text("espService");
    service.ifPresent(
        name -> draft.facts.add(new Fact("service", name, person.path() + ".espService")));
    List<Identifier> own = new ArrayList<>();
    identifiers(Kind.PLATFORM_USER_ID, person.all("espUserId"), own);
    identifiers(Kind.USERNAME, person.all("screenName"), own);
    captures(person, own);
    own.forEach(identifier -> draft.identifiers.add(identifier.on(service)));
    identifiers(Kind.E_MAIL, person.all("emails", "emails"), draft.identifiers);
    identifiers(Kind.PHONE, person.all("phones", "phones"), draft.identifiers);
  }

  private static void identifiers(Kind kind, List<Field> fields, List<Identifier> into) {
    for (Field field : fields) {
      Stated verified = field.answer("verified");
      field
          .value()
          .map(value -> Identifier.of(kind, value, field.path()))
          .ifPresent(found -> into.add(found.verified(verified)));
    }
  }

  private static Address address(Field address) {
    List<String> street = new ArrayList<>(address.texts("street1"));
    street.addAll(address.texts("street2"));
    return new Address(
        Optional.empty(),
        street,
        address.text("city"),
        address.text("state"),
        address.text("postalCode"),
        address.text("country"));
  }

  private static void captures(Field holder, List<Identifier> into) {
    for (Field capture : holder.all("sourceInformation", "sourceCaptures")) {
      Optional<Kind> kind = captureKind(capture);
      Optional<String> value = kind.isPresent() ? capture.text("value") : Optional.empty();
      if (kind.isPresent() && value.isPresent()) {
        capture.text("captureType");
        Optional<Moment> time = capture.moment("dateTime");
        Optional<String> event = capture.text("eventName");
        OptionalInt port = capture.number("port", 1, HIGHEST_PORT);
        Identifier found = Identifier.of(kind.get(), value.get(), capture.path());
        into.add(found.seen(time, event).from(port, Stated.UNSTATED));
      }
    }
  }

  /// Empty, and the type unread, when it is of a kind that is not known.
  private static Optional<Kind> captureKind(Field capture) {
    return capture
        .peek("captureType")
        .flatMap(type ->
            switch (type) {
              case "IP Address" -> Optional.of(Kind.IP_ADDRESS);
              case "URL" -> Optional.of(Kind.URL);
              case "Profile URL" -> Optional.of(Kind.PROFILE_URL);
              default -> Optional.empty();
            });
  }

  private static void contents(Field holder, String name, String label, List<FreeText> into) {
    for (Field text : holder.all(name)) {
      text.value().ifPresent(words -> into.add(new FreeText(label, words, text.path())));
    }
  }

  private static void additional(Field holder, List<FreeText> into) {
    contents(holder, "additionalInformations", "additional information", into);
  }

  private void file(Field file) {
    List<Identifier> found = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    List<Fact> metadata = new ArrayList<>();
    List<FreeText> said = new ArrayList<>();
    Optional<String> name = expect(file.text("filename"));
    Optional<Field> hash = file.one("verificationHash");
    expect(hash.flatMap(Field::value))
        .ifPresent(value ->
            found.add(
                Identifier.hash(
                    Optional.empty(), value, hash.map(Field::path).orElse(file.path()))));
    Stated viewed = file.answer("viewedByEsp");
    expect(Optional.of(viewed).filter(answer -> answer != Stated.UNSTATED));
    captures(file, found);
    for (Field group : file.all("ncmecTags", "groups")) {
      tags.addAll(group.texts("tags"));
    }
    for (Field pair : file.all("espMetadata", "metadatas")) {
      String value = pair.text("value").orElse("");
      metadata.add(new Fact(pair.text("name").orElse(""), value, pair.path()));
    }
    additional(file, said);
    files.add(
        new TipFile(
            file.path(),
            file.text("submittalId"),
            name,
            file.text("originalFilename"),
            viewed,
            file.answer("publiclyAvailable"),
            Stated.UNSTATED,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            tags,
            found,
            metadata,
            said));
  }
}
