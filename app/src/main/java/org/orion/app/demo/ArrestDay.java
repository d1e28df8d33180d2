package org.orion.app.demo;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.OperationsServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.enforcement.Actions;
import org.orion.operations.enforcement.Arrests;
import org.orion.operations.enforcement.Charges;
import org.orion.operations.enforcement.PlannedAction.Known;
import org.orion.operations.enforcement.PlannedAction.Status;
import org.orion.operations.investigation.Person.Stage;
import org.orion.operations.investigation.PersonDesk;

/// Planned actions of one agency, and what follows from them: arrests, charges, court dates. Each
/// call belongs in a transaction of the viewer.
final class ArrestDay {
  private static final LocalTime BEFORE_WORK = LocalTime.of(5, 30);

  /// The first days of the two weeks in which all countries acted.
  private static final List<Integer> WAVES = List.of(8, 19);

  /// How far today's actions are, one after the other.
  private static final List<List<Status>> TODAY =
      List.of(
          List.of(Status.BRIEFED, Status.STARTED, Status.ENTERED),
          List.of(),
          List.of(Status.BRIEFED),
          List.of(Status.STARTED, Status.SECURED),
          List.of(Status.STARTED, Status.DONE),
          List.of(Status.CALLED_OFF));

  private final Actions actions;
  private final Arrests arrests;
  private final Charges charges;
  private final PersonDesk persons;
  private final Viewer viewer;
  private final DemoCountry.Place place;
  private final DemoDays days;

  ArrestDay(OperationsServer server, Viewer viewer, DemoCountry.Place place, DemoDays days) {
    this.actions = server.desk(Actions.class);
    this.arrests = server.desk(Arrests.class);
    this.charges = server.desk(Charges.class);
    this.persons = server.desk(PersonDesk.class);
    this.viewer = viewer;
    this.place = place;
    this.days = days;
  }

  /// An arrest, most of them planned for one of the days on which all countries acted, and the
  /// charge that follows.
  ///
  /// @param i which of the agency's
  void arrest(UUID investigation, UUID person, int i) {
    boolean planned = i % 3 != 2;
    int number = planned ? WAVES.get(i % 2) + i % 3 : 2 + (i * 7 + place.number()) % 26;
    LocalDate day = days.past(number);
    Optional<UUID> action =
        planned ? Optional.of(planned(investigation, person, day, i, done(i))) : Optional.empty();
    arrests.record(
        viewer,
        investigation,
        new Arrests.Stated(
            person,
            action,
            DemoDays.moment(day, BEFORE_WORK.plusMinutes(20 + i % 5 * 7L), place.country().zone()),
            place.country().code(),
            address(i),
            "Team " + (1 + i % 4),
            i % 4 == 0 ? Arrests.Outcome.RELEASED : Arrests.Outcome.CUSTODY,
            Optional.empty(),
            ""));
    if (i % 4 != 3) {
      charge(investigation, person, number + 1, i);
    }
  }

  /// An action of today, or of tomorrow.
  void today(UUID investigation, UUID person, int i) {
    LocalDate day = i == 2 ? days.today().plusDays(1) : days.today();
    List<Status> reached = i == 2 ? List.of() : TODAY.get((place.number() + i) % TODAY.size());
    planned(investigation, person, day, i, reached);
  }

  private List<Status> done(int i) {
    return place.leads() && i % 4 == 0
        ? List.of(Status.BRIEFED, Status.STARTED, Status.ENTERED, Status.SECURED, Status.DONE)
        : List.of(Status.DONE);
  }

  private String address(int i) {
    return "%d Example Street, Sampletown %d".formatted(10 + i, 1 + i % 9);
  }

  private UUID planned(
      UUID investigation, UUID person, LocalDate day, int i, List<Status> reached) {
    UUID action =
        actions.plan(
            viewer,
            investigation,
            new Actions.Stated(
                Optional.of(person),
                i % 2 == 0
                    ? org.orion.operations.enforcement.PlannedAction.Kind.BOTH
                    : org.orion.operations.enforcement.PlannedAction.Kind.ARREST,
                place.country().code(),
                address(i),
                DemoDays.moment(day, BEFORE_WORK.plusMinutes(i % 3 * 15L), place.country().zone()),
                "Team %d: four officers\nLaboratory: one examiner".formatted(1 + i % 4),
                "EX-%d-%03d".formatted(days.today().getYear(), 100 + i),
                i % 5 == 0 ? Known.YES : Known.NO,
                i % 9 == 8 ? Known.UNKNOWN : Known.NO,
                i % 5 == 0 ? "A child lives there; the child specialist comes along." : ""));
    for (int version = 0; version < reached.size(); version++) {
      actions.tell(viewer, investigation, action, version, reached.get(version), "");
    }
    return action;
  }

  private void charge(UUID investigation, UUID person, int number, int i) {
    LocalDate filed = days.past(number);
    UUID charge = charges.charge(viewer, investigation, stated(person, filed, i));
    persons.stage(viewer, investigation, person, Stage.ACCUSED, filed, "The charge");
    if (i % 12 == 0 && number + 8 < DemoDays.LENGTH) {
      LocalDate day = days.day(number + 8);
      charges.decide(
          viewer, investigation, charge, Charges.Decision.CONVICTED, day, court(), "After a plea");
      persons.stage(viewer, investigation, person, Stage.CONVICTED, day, "The court's decision");
    } else if (i % 15 == 9) {
      charges.decide(
          viewer,
          investigation,
          charge,
          Charges.Decision.WITHDRAWN,
          days.past(number + 5),
          court(),
          "The account was of somebody else");
      persons.stage(
          viewer, investigation, person, Stage.CLEARED, days.past(number + 5), "The decision");
    } else if (i % 2 == 0) {
      charges.addCourtDate(
          viewer,
          investigation,
          person,
          DemoDays.moment(
              days.today().plusDays(5 + i % 40), LocalTime.of(9, 30), place.country().zone()),
          court(),
          "First hearing");
    }
  }

  private String court() {
    return "Example District Court " + (1 + place.number() % 3);
  }

  private Charges.Stated stated(UUID person, LocalDate filed, int i) {
    return switch (i % 4) {
      case 0 ->
          new Charges.Stated(
              person,
              "EX-PENAL",
              "2026",
              "12.1",
              "Possession of known material",
              "Section 12.1 of the invented code: who keeps known material is punished.",
              filed);
      case 1 ->
          new Charges.Stated(
              person,
              "EX-PENAL",
              "2026",
              "12.2",
              "Passing on known material",
              "Section 12.2 of the invented code: who passes known material on is punished.",
              filed);
      default ->
          new Charges.Stated(
              person,
              "ICCS",
              "1.0",
              "03022",
              "Sexual exploitation of children",
              "Section 14 of the invented code, in its own words.",
              filed);
    };
  }
}
