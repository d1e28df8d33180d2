package org.orion.exchange.tip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.Identifier.Kind;
import org.orion.exchange.tip.TipReport.Address;
import org.orion.exchange.tip.TipReport.Bundle;
import org.orion.exchange.tip.TipReport.Completeness;
import org.orion.exchange.tip.TipReport.FreeText;
import org.orion.exchange.tip.TipReport.Incident;
import org.orion.exchange.tip.TipReport.NotUnderstood;
import org.orion.exchange.tip.TipReport.Person;
import org.orion.exchange.tip.TipReport.Role;
import org.orion.exchange.tip.TipReport.Source;
import org.orion.exchange.tip.TipReport.TipFile;

/// What the columns of a row mean: those about a person or an account are about one reported
/// person, those about a file about one file.
final class TipCsvRow {
  private static final int OLDEST_YEARS = 150;
  private static final int HIGHEST_PORT = 0xFFFF;

  private TipCsvRow() {}

  /// @param columns those of the header, and of them those that are not known
  /// @return empty when the row has nothing that leads anywhere
  static Optional<TipReport> report(Field row, Completeness columns) {
    Optional<String> id = row.text("externalid");
    Optional<Moment> received = row.moment("received");
    Optional<String> platform = row.text("platform");
    List<Identifier> identifiers = new ArrayList<>();
    add(Kind.URL, row, "url", identifiers);
    List<FreeText> texts = new ArrayList<>();
    for (Field text : row.all("text")) {
      text.value().ifPresent(words -> texts.add(new FreeText("text", words, text.path())));
    }
    Optional<Person> person = person(row, platform);
    Optional<TipFile> file = file(row);
    Optional<Bundle> bundle = bundle(row);
    Optional<String> type = row.text("incidenttype");
    Incident incident =
        new Incident(
            WireWords.incident(type),
            type,
            row.moment("incidenttime"),
            Optional.empty(),
            platform,
            row.text("escalation"),
            Set.of());
    boolean leads =
        person.filter(found -> !found.identifiers().isEmpty()).isPresent()
            || file.isPresent()
            || !identifiers.isEmpty()
            || !texts.isEmpty();
    if (!leads && id.isEmpty()) {
      return Optional.empty();
    }
    Source source = source(row);
    Optional<String> reporter = row.text("reporter");
    List<NotUnderstood> notUnderstood = new ArrayList<>();
    row.listUnread(notUnderstood);
    return Optional.of(
        new TipReport(
            source,
            id,
            received,
            incident,
            reporter,
            bundle,
            person.stream().toList(),
            identifiers,
            file.stream().toList(),
            texts,
            List.of(),
            notUnderstood,
            columns));
  }

  /// Another word than those of [Source] stays unread.
  private static Source source(Field row) {
    for (Source source : Source.values()) {
      String word = source.name().replace('_', ' ');
      if (row.peek("source").filter(w -> w.replace('_', ' ').equalsIgnoreCase(word)).isPresent()) {
        row.text("source");
        return source;
      }
    }
    return Source.UNKNOWN;
  }

  private static Optional<Bundle> bundle(Field row) {
    OptionalInt count = row.number("bundlecount", 1, Integer.MAX_VALUE);
    return count.isPresent()
        ? Optional.of(new Bundle("bundle", OptionalLong.of(count.getAsInt())))
        : Optional.empty();
  }

  private static void add(Kind kind, Field row, String column, List<Identifier> into) {
    for (Field cell : row.all(column)) {
      cell.value().ifPresent(value -> into.add(Identifier.of(kind, value, cell.path())));
    }
  }

  private static Optional<Person> person(Field row, Optional<String> platform) {
    PersonDraft draft = new PersonDraft(Role.REPORTED_PERSON, row.path());
    draft.first = row.text("firstname");
    draft.last = row.text("lastname");
    draft.shown.addAll(row.texts("displayname"));
    draft.dateOfBirth = row.date("dateofbirth");
    draft.approximateAge = row.number("approximateage", 0, OLDEST_YEARS);
    List<Identifier> accounts = new ArrayList<>();
    add(Kind.USERNAME, row, "username", accounts);
    add(Kind.PLATFORM_USER_ID, row, "platformuserid", accounts);
    add(Kind.PROFILE_URL, row, "profileurl", accounts);
    accounts.addAll(captures(row));
    accounts.forEach(identifier -> draft.identifiers.add(identifier.on(platform)));
    add(Kind.E_MAIL, row, "email", draft.identifiers);
    add(Kind.PHONE, row, "phone", draft.identifiers);
    add(Kind.DEVICE_ID, row, "deviceid", draft.identifiers);
    add(Kind.PAYMENT_HANDLE, row, "paymenthandle", draft.identifiers);
    Optional<String> city = row.text("city");
    Optional<String> country = row.text("country");
    if (city.isPresent() || country.isPresent()) {
      draft.addresses.add(
          new Address(
              Optional.empty(), List.of(), city, Optional.empty(), Optional.empty(), country));
    }
    boolean anything =
        draft.isNamed()
            || !draft.addresses.isEmpty()
            || draft.dateOfBirth.isPresent()
            || draft.approximateAge.isPresent();
    return anything ? Optional.of(draft.finish()) : Optional.empty();
  }

  /// The address of a row with what stands beside it. Of several addresses it is not told which one
  /// a time or a port belongs to: these stay unread.
  private static List<Identifier> captures(Field row) {
    List<Identifier> found = new ArrayList<>();
    add(Kind.IP_ADDRESS, row, "ip", found);
    if (found.size() != 1) {
      return found;
    }
    Identifier seen = found.getFirst().seen(row.moment("iptime"), row.text("ipevent"));
    return List.of(seen.from(row.number("ipport", 1, HIGHEST_PORT), Stated.UNSTATED));
  }

  private static Optional<TipFile> file(Field row) {
    List<Identifier> hashes = new ArrayList<>();
    for (String algorithm : List.of("md5", "sha1", "sha256", "pdq")) {
      for (Field cell : row.all(algorithm)) {
        cell.value()
            .map(value -> Identifier.hash(Optional.of(algorithm), value, cell.path()))
            .ifPresent(hashes::add);
      }
    }
    Optional<String> name = row.text("filename");
    if (hashes.isEmpty() && name.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TipFile(
            row.path(),
            Optional.empty(),
            name,
            Optional.empty(),
            row.answer("viewedbyprovider"),
            row.answer("publiclyavailable"),
            Stated.UNSTATED,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            List.of(),
            hashes,
            List.of(),
            List.of()));
  }
}
