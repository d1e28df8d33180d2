package org.orion.operations.identifier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.orion.exchange.identifier.IdentifierProfile;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.exchange.identifier.Normalised;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.Moment;
import org.orion.exchange.tip.TipReport;

/// One sighting of a report, with its identifier in the form that is compared.
///
/// @param role whose it is; empty when it belongs to nobody named
/// @param links whether it says something about the persons of the tip: what belongs to whoever
///   reported it does not
record Sighted(
    NormalIdentifier identifier,
    String role,
    String place,
    Optional<Instant> at,
    OptionalInt port,
    boolean links) {
  private static final String FILE = "FILE";

  /// All sightings of a report, in its order.
  static List<Sighted> in(TipReport report) {
    List<Sighted> all = new ArrayList<>();
    Optional<String> country =
        report.people().stream()
            .filter(person -> person.role() == TipReport.Role.REPORTED_PERSON)
            .flatMap(person -> country(person).stream())
            .findFirst();
    report.identifiers().forEach(one -> all.add(of(one, "", country, true)));
    for (TipReport.Person person : report.people()) {
      boolean links =
          switch (person.role()) {
            case REPORTED_PERSON, INTENDED_RECIPIENT, CHILD, ASSOCIATED_ACCOUNT -> true;
            case REPORTER, OFFICER -> false;
          };
      Optional<String> own = country(person).or(() -> country);
      person.identifiers().forEach(one -> all.add(of(one, person.role().name(), own, links)));
    }
    for (TipReport.TipFile file : report.files()) {
      file.identifiers().forEach(one -> all.add(of(one, FILE, country, true)));
    }
    return all;
  }

  private static Sighted of(
      Identifier sighting, String role, Optional<String> country, boolean links) {
    NormalIdentifier normal =
        switch (IdentifierProfile.normalise(sighting, country)) {
          case NormalIdentifier read -> read;
          case Normalised.Refused _ -> IdentifierProfile.asWritten(sighting);
        };
    OptionalInt port = sighting.port().isPresent() ? sighting.port() : normal.port();
    return new Sighted(
        normal, role, sighting.place(), sighting.time().map(Moment::instant), port, links);
  }

  private static Optional<String> country(TipReport.Person person) {
    return person.addresses().stream()
        .flatMap(address -> address.country().stream())
        .map(country -> country.strip().toUpperCase(Locale.ROOT))
        .filter(country -> country.matches("[A-Z]{2}"))
        .findFirst();
  }
}
