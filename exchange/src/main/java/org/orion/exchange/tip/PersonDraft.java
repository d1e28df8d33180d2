package org.orion.exchange.tip;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.TipReport.Address;
import org.orion.exchange.tip.TipReport.Fact;
import org.orion.exchange.tip.TipReport.FreeText;
import org.orion.exchange.tip.TipReport.Name;
import org.orion.exchange.tip.TipReport.Person;
import org.orion.exchange.tip.TipReport.Role;

/// A person while the fields about them are read.
final class PersonDraft {
  final Role role;
  final String place;
  Optional<String> first = Optional.empty();
  Optional<String> middle = Optional.empty();
  Optional<String> last = Optional.empty();
  Optional<String> preferred = Optional.empty();
  final List<String> shown = new ArrayList<>();
  Optional<LocalDate> dateOfBirth = Optional.empty();
  OptionalInt approximateAge = OptionalInt.empty();
  Optional<String> occupation = Optional.empty();
  Optional<String> relationshipToChild = Optional.empty();
  Stated accessToChild = Stated.UNSTATED;
  Stated accessToChildren = Stated.UNSTATED;
  Stated accessToFirearms = Stated.UNSTATED;
  Stated convicted = Stated.UNSTATED;
  final List<Address> addresses = new ArrayList<>();
  final List<Identifier> identifiers = new ArrayList<>();
  final List<FreeText> texts = new ArrayList<>();
  final List<Fact> facts = new ArrayList<>();

  PersonDraft(Role role, String place) {
    this.role = role;
    this.place = place;
  }

  Person finish() {
    return new Person(
        role,
        place,
        new Name(first, middle, last, preferred, shown),
        dateOfBirth,
        approximateAge,
        occupation,
        relationshipToChild,
        accessToChild,
        accessToChildren,
        accessToFirearms,
        convicted,
        addresses,
        identifiers,
        texts,
        facts);
  }

  /// Whether anything is known of them.
  boolean isNamed() {
    return first.isPresent()
        || last.isPresent()
        || preferred.isPresent()
        || !shown.isEmpty()
        || !identifiers.isEmpty();
  }
}
