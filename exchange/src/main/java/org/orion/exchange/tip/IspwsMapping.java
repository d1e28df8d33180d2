package org.orion.exchange.tip;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.Identifier.Kind;
import org.orion.exchange.tip.TipReport.Bundle;
import org.orion.exchange.tip.TipReport.Completeness;
import org.orion.exchange.tip.TipReport.Fact;
import org.orion.exchange.tip.TipReport.FreeText;
import org.orion.exchange.tip.TipReport.Incident;
import org.orion.exchange.tip.TipReport.NotUnderstood;
import org.orion.exchange.tip.TipReport.Person;
import org.orion.exchange.tip.TipReport.Role;
import org.orion.exchange.tip.TipReport.Source;
import org.orion.exchange.tip.TipReport.TipFile;

/// What the elements of a valid document of the intake for service providers mean.
final class IspwsMapping {
  /// Type and time of the incident: what the schema asks of every report.
  private static final int EXPECTED_FIELDS = 2;

  private final List<Person> people = new ArrayList<>();
  private final List<Identifier> identifiers = new ArrayList<>();
  private final List<FreeText> texts = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();

  private IspwsMapping() {}

  static TipReport report(Field report) {
    return new IspwsMapping().read(report);
  }

  private TipReport read(Field report) {
    Optional<Bundle> bundle =
        report
            .one("batchedReport")
            .flatMap(batched -> batched.text("@reason"))
            .map(reason -> new Bundle(reason, OptionalLong.empty()));
    report.all("internetDetails").forEach(this::details);
    report.one("lawEnforcement").ifPresent(this::lawEnforcement);
    report.one("reporter").ifPresent(this::reporter);
    for (Field person : report.all("personOrUserReported")) {
      person(Role.REPORTED_PERSON, person, "personOrUserReportedPerson");
    }
    for (Field person : report.all("intendedRecipient")) {
      person(Role.INTENDED_RECIPIENT, person, "intendedRecipientPerson");
    }
    for (Field person : report.all("victim")) {
      person(Role.CHILD, person, "victimPerson");
    }
    texts(report, texts, "additionalInfo");
    Incident incident = incident(report);
    int empty = (incident.statedType().isPresent() ? 0 : 1) + (incident.time().isPresent() ? 0 : 1);
    List<NotUnderstood> notUnderstood = new ArrayList<>();
    report.listUnread(notUnderstood);
    return new TipReport(
        Source.PROVIDER,
        Optional.empty(),
        Optional.empty(),
        incident,
        Optional.empty(),
        bundle,
        people,
        identifiers,
        List.of(),
        texts,
        facts,
        notUnderstood,
        new Completeness(EXPECTED_FIELDS, empty));
  }

  private Incident incident(Field report) {
    Optional<Field> found = report.one("incidentSummary");
    Field summary = found.orElse(report);
    Optional<String> type = summary.text("incidentType");
    return new Incident(
        WireWords.incident(type),
        type,
        summary.moment("incidentDateTime"),
        summary.text("incidentDateTimeDescription"),
        summary.text("platform").or(() -> firstService(people)),
        summary.text("escalateToHighPriority"),
        marks(summary, "reportAnnotations", WireWords.reportAnnotations(), ReportAnnotation.class));
  }

  /// The service on which the first reported person has an account.
  static Optional<String> firstService(List<Person> people) {
    return people.stream()
        .filter(person -> person.role() == Role.REPORTED_PERSON)
        .flatMap(person -> person.identifiers().stream())
        .flatMap(identifier -> identifier.platform().stream())
        .findFirst();
  }

  /// Annotations that are there: their only value is true, so that an empty one says so too.
  private static <E extends Enum<E>> Set<E> marks(
      Field holder, String name, Map<String, E> words, Class<E> type) {
    Set<E> marks = EnumSet.noneOf(type);
    for (Field annotations : holder.all(name)) {
      words.forEach((wire, meaning) -> {
        if (annotations.one(wire).isPresent()) {
          annotations.text(wire);
          marks.add(meaning);
        }
      });
    }
    return marks;
  }

  private void details(Field details) {
    for (Field incident : details.rest()) {
      details.one(incident.name());
      List<Identifier> found = identifiers;
      incident.all("url").forEach(url -> IspwsParts.plain(Kind.URL, url, found));
      incident.all("emailAddress").forEach(email -> IspwsParts.email(email, found, facts));
      incident.all("phoneNumber").forEach(phone -> IspwsParts.phone(phone, found, facts));
      incident.all("ipCaptureEvent").forEach(capture -> IspwsParts.capture(capture, found));
      incident.facts("name", "newsgroup", facts);
      incident.facts(
          facts,
          "chatClient",
          "chatRoomName",
          "gameName",
          "console",
          "latitude",
          "longitude",
          "locationName",
          "client",
          "fileNames");
      for (Field address : incident.all("incidentAddress")) {
        IspwsParts.addressAsFacts(address, "incident address", facts);
      }
      incident.attributesAsFacts("page", facts);
      texts(incident, texts, "content", "additionalInfo");
    }
  }

  private void lawEnforcement(Field agency) {
    agency.facts("agencyName", "agency told before", facts);
    agency.facts("caseNumber", "case number there", facts);
    agency.facts("reportedToLe", "reported to an agency", facts);
    agency.facts(facts, "servedLegalProcessDomestic", "servedLegalProcessInternational");
    agency.one("officerContact").ifPresent(officer -> contact(Role.OFFICER, officer));
  }

  private void reporter(Field reporter) {
    reporter.one("reportingPerson").ifPresent(person -> contact(Role.REPORTER, person));
    reporter.one("contactPerson").ifPresent(person -> contact(Role.REPORTER, person));
    texts(reporter, texts, "companyTemplate", "termsOfService");
    reporter.facts("legalURL", "page of the legal terms", facts);
  }

  private void contact(Role role, Field person) {
    PersonDraft draft = new PersonDraft(role, person.path());
    IspwsParts.person(person, draft);
    if (draft.isNamed() || !draft.addresses.isEmpty()) {
      people.add(draft.finish());
    }
  }

  private void person(Role role, Field holder, String personName) {
    PersonDraft draft = new PersonDraft(role, holder.path());
    holder.one(personName).ifPresent(person -> IspwsParts.person(person, draft));
    account(holder, draft);
    people.add(draft.finish());
    for (Field associated : holder.all("associatedAccount")) {
      PersonDraft other = new PersonDraft(Role.ASSOCIATED_ACCOUNT, associated.path());
      associated.attributesAsFacts("associated account", other.facts);
      IspwsParts.person(associated, other);
      account(associated, other);
      people.add(other.finish());
    }
  }

  private static void account(Field holder, PersonDraft draft) {
    // Of an associated account the platform is stated too, and may be another company's.
    Optional<String> service = holder.text("platform").or(() -> holder.text("espService"));
    holder.one("platform").ifPresent(found -> found.attributesAsFacts("platform", draft.facts));
    holder.facts("espService", "service", draft.facts);
    List<Identifier> own = new ArrayList<>();
    holder.all("espIdentifier").forEach(id -> IspwsParts.plain(Kind.PLATFORM_USER_ID, id, own));
    holder.all("screenName").forEach(name -> IspwsParts.plain(Kind.USERNAME, name, own));
    holder.all("profileUrl").forEach(url -> IspwsParts.plain(Kind.PROFILE_URL, url, own));
    holder.all("ipCaptureEvent").forEach(capture -> IspwsParts.capture(capture, own));
    holder.all("deviceId").forEach(device -> IspwsParts.device(device, own));
    own.forEach(identifier -> draft.identifiers.add(identifier.on(service)));
    draft.shown.addAll(holder.texts("displayName"));
    holder.facts("priorCTReports", "earlier report", draft.facts);
    holder.facts("priorCTReport", "earlier report", draft.facts);
    holder.facts(
        draft.facts,
        "vehicleDescription",
        "schoolName",
        "groupIdentifier",
        "compromisedAccount",
        "thirdPartyUserReported",
        "allEmailsReported",
        "accountTemporarilyDisabled",
        "accountPermanentlyDisabled");
    holder.one("estimatedLocation").ifPresent(found -> IspwsParts.location(found, draft));
    texts(holder, draft.texts, "profileBio", "additionalInfo");
  }

  private static void texts(Field holder, List<FreeText> into, String... names) {
    for (String name : names) {
      for (Field text : holder.all(name)) {
        String label = Field.words(name);
        text.value().ifPresent(words -> into.add(new FreeText(label, words, text.path())));
      }
    }
  }

  /// A file that was uploaded for an open report. The caller has checked its two numbers.
  static FileDetails file(Field details, long reportId, String fileId) {
    List<Identifier> found = new ArrayList<>();
    List<Fact> metadata = new ArrayList<>();
    List<FreeText> said = new ArrayList<>();
    details.all("locationOfFile").forEach(url -> IspwsParts.plain(Kind.URL, url, found));
    for (Field hash : details.all("originalFileHash")) {
      Optional<String> algorithm = hash.text("@hashType");
      hash.value().ifPresent(value -> found.add(Identifier.hash(algorithm, value, hash.path())));
    }
    details.all("ipCaptureEvent").forEach(capture -> IspwsParts.capture(capture, found));
    details.all("deviceId").forEach(device -> IspwsParts.device(device, found));
    for (Field pairs : details.all("details")) {
      IspwsParts.pairs(pairs, metadata);
    }
    Set<FileAnnotation> annotations =
        marks(details, "fileAnnotations", WireWords.fileAnnotations(), FileAnnotation.class);
    if (details.answer("potentialMeme") == Stated.YES) {
      annotations.add(FileAnnotation.POTENTIAL_MEME);
    }
    texts(details, said, "additionalInfo");
    TipFile file =
        new TipFile(
            details.path(),
            Optional.of(fileId),
            details.text("fileName"),
            details.text("originalFileName"),
            details.answer("fileViewedByEsp"),
            details.answer("publiclyAvailable"),
            details.answer("exifViewedByEsp"),
            details.moment("uploadedToEspTimestamp"),
            details.text("fileRelevance"),
            annotations,
            details.text("industryClassification"),
            List.of(),
            found,
            metadata,
            said);
    List<NotUnderstood> notUnderstood = new ArrayList<>();
    details.listUnread(notUnderstood);
    return new FileDetails(reportId, fileId, file, notUnderstood);
  }
}
