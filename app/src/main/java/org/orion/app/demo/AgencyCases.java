package org.orion.app.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.handling.HandlingCode;
import org.orion.operations.OperationsServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.investigation.Cases;
import org.orion.operations.investigation.Investigation.CloseReason;
import org.orion.operations.investigation.People;
import org.orion.operations.investigation.Person.ChildAccess;
import org.orion.operations.investigation.Person.Kind;
import org.orion.operations.investigation.Person.Level;
import org.orion.operations.investigation.Person.Relation;
import org.orion.operations.investigation.Person.Stage;
import org.orion.operations.investigation.PersonDesk;

/// The cases of one agency and the people in them, entered at the desks that its people use. Each
/// call belongs in a transaction of the viewer.
final class AgencyCases {
  private static final List<HandlingCode> CODES =
      List.of(HandlingCode.H1, HandlingCode.H0, HandlingCode.H1, HandlingCode.H2);
  private static final List<String> BANDS =
      List.of("STANDARD", "URGENT", "STANDARD", "MONITOR", "IMMEDIATE");

  private final Cases cases;
  private final CaseDesk desk;
  private final People people;
  private final PersonDesk persons;
  private final ArrestDay arrestDay;
  private final Viewer viewer;
  private final DemoCountry.Place place;
  private final DemoDays days;
  private final int first;
  private final List<UUID> made = new ArrayList<>();
  private final List<UUID> recorded = new ArrayList<>();

  /// @param first how many cases the agency had before
  AgencyCases(
      OperationsServer server, Viewer viewer, DemoCountry.Place place, DemoDays days, int first) {
    this.cases = server.desk(Cases.class);
    this.desk = server.desk(CaseDesk.class);
    this.people = server.desk(People.class);
    this.persons = server.desk(PersonDesk.class);
    this.arrestDay = new ArrestDay(server, viewer, place, days);
    this.viewer = viewer;
    this.place = place;
    this.days = days;
    this.first = first;
  }

  /// Enters all of it.
  ///
  /// @param tips those of the agency that cases come from, a tip for each of the first cases
  /// @return the cases, in the order of their numbers
  List<UUID> enter(UUID operation, List<UUID> tips) {
    for (int i = 0; i < place.cases(); i++) {
      UUID investigation = cases.add(viewer, stated(operation, i));
      made.add(investigation);
      if (i < tips.size()) {
        desk.link(viewer, investigation, tips.get(i));
      }
      if (i % 2 == 0) {
        desk.addNote(viewer, investigation, DemoWords.note(i + place.number()));
      }
      if (i % 3 == 0) {
        desk.addOffence(
            viewer, investigation, "EX-PENAL", "2026", "12.1", "Possession of known material");
      }
      if (!isRestricted(i) && arrestsOf(i) == 0) {
        person(investigation, i % 4 == 3 ? Stage.WITNESS : Stage.REPORTED);
      }
      if (place.leads() && i == 0) {
        person(investigation, Stage.SUSPECT);
        person(investigation, Stage.WITNESS);
      }
    }
    arrests();
    close();
    return List.copyOf(made);
  }

  private Cases.Stated stated(UUID operation, int i) {
    HandlingCode code = isRestricted(i) ? HandlingCode.H3 : CODES.get(i % CODES.size());
    return new Cases.Stated(
        place.leads() && i == 0 ? "DEMO-1" : place.caseNumber(first + i),
        DemoWords.title(i + place.number()),
        "An invented case of the demonstration. Nothing in it is anybody's.",
        Optional.of(operation),
        days.day(i * 3 % 24),
        code,
        code == HandlingCode.H3 ? "For the team alone until the source agrees" : "",
        place.leads() && i == 0 ? "IMMEDIATE" : BANDS.get((i + place.number()) % BANDS.size()));
  }

  /// The last case of a national police: for its team alone, and in no figure.
  private boolean isRestricted(int i) {
    return place.office() == DemoCountry.Office.NATIONAL && i == place.cases() - 1;
  }

  /// Cases that people are arrested in: all that are not restricted.
  private int open() {
    return place.office() == DemoCountry.Office.NATIONAL ? place.cases() - 1 : place.cases();
  }

  private int arrestsOf(int i) {
    return place.arrests() / open() + (i < place.arrests() % open() ? 1 : 0);
  }

  private void arrests() {
    for (int i = 0; i < place.arrests(); i++) {
      UUID investigation = made.get(i % open());
      arrestDay.arrest(investigation, person(investigation, Stage.SUSPECT), i);
    }
    if (place.isPolice() && first == 0) {
      for (int i = 0; i < 3; i++) {
        UUID investigation = made.get((i * 5 + 1) % open());
        arrestDay.today(investigation, person(investigation, Stage.SUSPECT), i);
      }
    }
  }

  /// Records a person of a case, with an address and, for some, whom they know and how they are
  /// assessed.
  private UUID person(UUID investigation, Stage stage) {
    int i = recorded.size();
    int number = first + i + place.number() * 11;
    String country = place.country().code();
    UUID person =
        people.add(
            viewer,
            new People.Stated(
                Kind.ADULT,
                DemoWords.name(number),
                i % 4 == 0 ? "the one with the boat" : "",
                String.valueOf(1960 + number % 40),
                country,
                "Sampletown " + (1 + i % 9),
                i % 6 == 1 ? List.of(ChildAccess.COACHING) : List.of()));
    LocalDate since = days.day(i % 3);
    persons.stage(viewer, investigation, person, stage, since, "The case's first report");
    persons.addIdentifier(
        viewer, person, "E_MAIL", DemoWords.mail(number, country), "", "The provider's answer");
    if (place.leads() && i % 2 == 0) {
      persons.addIdentifier(
          viewer, person, "USERNAME", DemoTips.account(i), DemoTips.platform(i), "The tip");
    }
    if (i % 5 == 4) {
      persons.relate(
          viewer, person, recorded.getLast(), Relation.ONLINE, "Messages on ExampleChat");
    }
    if (i % 7 == 0) {
      persons.assess(viewer, person, assessment(investigation, i));
    }
    recorded.add(person);
    return person;
  }

  private PersonDesk.Assessment assessment(UUID investigation, int i) {
    return new PersonDesk.Assessment(
        investigation,
        "",
        Level.values()[i / 7 % Level.values().length],
        "An invented method",
        days.day(2),
        "A. Assessor",
        "Made for the demonstration; it is about nobody.");
  }

  /// Some cases without an arrest have ended.
  private void close() {
    for (int i = 0; i < made.size(); i++) {
      if (!isRestricted(i) && arrestsOf(i) == 0 && i % 2 == 1) {
        cases.close(
            viewer,
            made.get(i),
            place.isPolice() ? CloseReason.NO_LEAD : CloseReason.REFERRED,
            "Closed for the demonstration");
      }
    }
  }
}
