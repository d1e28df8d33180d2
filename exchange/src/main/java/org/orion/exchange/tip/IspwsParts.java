package org.orion.exchange.tip;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.Identifier.Kind;
import org.orion.exchange.tip.TipReport.Address;
import org.orion.exchange.tip.TipReport.Fact;

/// The types of the schema that occur in several places: persons, addresses, captures.
final class IspwsParts {
  private static final int OLDEST_YEARS = 150;
  private static final int HIGHEST_PORT = 0xFFFF;

  private IspwsParts() {}

  static void person(Field person, PersonDraft draft) {
    draft.first = person.text("firstName");
    draft.middle = person.text("middleName");
    draft.last = person.text("lastName");
    draft.dateOfBirth = person.date("dateOfBirth");
    draft.approximateAge = person.number("age", 0, OLDEST_YEARS);
    if (draft.approximateAge.isEmpty()) {
      draft.approximateAge = person.number("approximateAge", 0, OLDEST_YEARS);
    }
    person.all("phone").forEach(phone -> phone(phone, draft.identifiers, draft.facts));
    person.all("email").forEach(email -> email(email, draft.identifiers, draft.facts));
    person.all("address").forEach(address -> draft.addresses.add(address(address)));
  }

  static void plain(Kind kind, Field field, List<Identifier> into) {
    field.value().ifPresent(value -> into.add(Identifier.of(kind, value, field.path())));
  }

  static void email(Field email, List<Identifier> into, List<Fact> facts) {
    Optional<String> label = email.text("@type");
    Stated verified = email.answer("@verified");
    email
        .value()
        .map(value -> Identifier.of(Kind.E_MAIL, value, email.path()))
        .ifPresent(found -> into.add(found.labelled(label).verified(verified)));
    email.attributesAsFacts("e-mail address", facts);
  }

  /// A number that does not begin with a country code gets the stated one.
  static void phone(Field phone, List<Identifier> into, List<Fact> facts) {
    Optional<String> label = phone.text("@type");
    Stated verified = phone.answer("@verified");
    Optional<String> number = phone.value();
    if (number.isPresent()) {
      boolean whole = number.get().startsWith("+");
      String code = whole ? "" : phone.text("@countryCallingCode").map(c -> c + " ").orElse("");
      Identifier found = Identifier.of(Kind.PHONE, code + number.get(), phone.path());
      into.add(found.labelled(label).verified(verified));
    }
    phone.attributesAsFacts("telephone number", facts);
  }

  static void capture(Field capture, List<Identifier> into) {
    Optional<Moment> time = capture.moment("dateTime");
    Optional<String> event = capture.text("eventName");
    OptionalInt port = capture.number("port", 1, HIGHEST_PORT);
    Stated proxy = capture.answer("possibleProxy");
    capture
        .text("ipAddress")
        .map(value -> Identifier.of(Kind.IP_ADDRESS, value, capture.path()))
        .ifPresent(found -> into.add(found.seen(time, event).from(port, proxy)));
  }

  static void device(Field device, List<Identifier> into) {
    Optional<Moment> time = device.moment("dateTime");
    Optional<String> event = device.text("eventName");
    Optional<String> label = device.text("idType");
    device
        .text("idValue")
        .map(value -> Identifier.of(Kind.DEVICE_ID, value, device.path()))
        .ifPresent(found -> into.add(found.labelled(label).seen(time, event)));
  }

  private static Address address(Field address) {
    return new Address(
        address.text("@type"),
        address.texts("address"),
        address.text("city"),
        address.text("state").or(() -> address.text("nonUsaState")),
        address.text("zipCode"),
        address.text("country"));
  }

  static void addressAsFacts(Field address, String label, List<Fact> into) {
    Address read = address(address);
    String line =
        String.join(
            ", ",
            Stream.of(
                    read.street().stream(),
                    read.city().stream(),
                    read.region().stream(),
                    read.postalCode().stream(),
                    read.country().stream(),
                    read.kind().stream())
                .flatMap(parts -> parts)
                .toList());
    if (!line.isEmpty()) {
      into.add(new Fact(label, line, address.path()));
    }
  }

  static void location(Field location, PersonDraft draft) {
    location.attributesAsFacts("estimated location", draft.facts);
    draft.addresses.add(
        new Address(
            Optional.of("estimated"),
            List.of(),
            location.text("city"),
            location.text("region"),
            Optional.empty(),
            location.text("countryCode")));
  }

  /// Names and values of a file's metadata; the kind of it stands before the name.
  static void pairs(Field pairs, List<Fact> into) {
    String kind = pairs.text("@type").map(found -> found + " ").orElse("");
    for (Field pair : pairs.all("nameValuePair")) {
      String name = pair.text("name").orElse("");
      into.add(new Fact(kind + name, pair.text("value").orElse(""), pair.path()));
    }
  }
}
