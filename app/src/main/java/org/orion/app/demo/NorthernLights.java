package org.orion.app.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.orion.operations.OperationsServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.investigation.CaseDesk;
import org.orion.operations.operation.Operation;
import org.orion.operations.operation.OperationDesk;
import org.orion.operations.operation.Operations;
import org.orion.operations.statistics.Releases;

/// The invented operation "Northern Lights": eight countries, forty agencies, 190 arrests within a
/// month. The same day gives the same operation.
///
/// Everything is entered at the desks that the pages use, by an account of each agency, in few
/// transactions: rules, row-level security and the audit log hold as for anybody.
public final class NorthernLights {
  static final String NAME = "Northern Lights";

  /// The exhibits that the demo scans, by the names that its scan has for them.
  static final List<String> SCANNED = List.of("D-1 phone", "D-2 laptop");

  /// How many of the lead's cases come from a tip each.
  private static final int CASES_OF_TIPS = 24;

  /// The regional police of Iceland, Canada and Spain.
  private static final List<Integer> EARLIER = List.of(1, 6, 16);

  private static final int CASES_BEFORE = 50;
  private static final int DAYS_SINCE_EARLIER = 120;
  private static final String OBJECTIVES =
      """
      1. Identify, locate and safeguard the children behind the series on the board.
      2. Arrest the suspects in all eight countries within the same two weeks.
      3. Examine every exhibit within ten days, and share what is known.

      An invented operation: no agency, person or account in it exists.\
      """;

  private final OperationsServer server;
  private final ViewerTransactions transactions;
  private final Operations operations;
  private final OperationDesk desk;
  private final CaseDesk cases;
  private final Releases releases;
  private final DemoChildren children;
  private final DemoBoard board;
  private final DemoCustody custody;
  private final DemoDays days;

  private NorthernLights(OperationsServer server, LocalDate today) {
    this.server = server;
    this.transactions = server.desk(ViewerTransactions.class);
    this.operations = server.desk(Operations.class);
    this.desk = server.desk(OperationDesk.class);
    this.cases = server.desk(CaseDesk.class);
    this.releases = server.desk(Releases.class);
    this.days = new DemoDays(today);
    this.children = new DemoChildren(server, days);
    this.board = new DemoBoard(server, days);
    this.custody = new DemoCustody(server, days);
  }

  /// The people of the agency that leads.
  record Lead(
      Viewer supervisor,
      Viewer investigator,
      Viewer analyst,
      Viewer examiner,
      Viewer childSpecialist,
      Viewer handler) {
    /// In that order.
    static Lead of(List<Viewer> people) {
      return new Lead(
          people.get(0), people.get(1), people.get(2), people.get(3), people.get(4), people.get(5));
    }
  }

  /// Enters all of it.
  ///
  /// @param desks an account of each agency, by its place
  /// @param tips those of the lead, in their order
  /// @return the number of the operation
  static UUID enter(
      OperationsServer server, Lead lead, List<Viewer> desks, List<UUID> tips, LocalDate today) {
    NorthernLights made = new NorthernLights(server, today);
    UUID operation = made.operation(lead.supervisor());
    List<List<UUID>> cases = new ArrayList<>();
    for (DemoCountry.Place place : DemoCountry.places()) {
      cases.add(
          place.leads()
              ? made.ownCases(lead, operation, tips)
              : made.casesOf(place, desks.get(place.number()), operation));
    }
    made.share(lead, desks, cases);
    made.boards(lead, desks);
    made.exhibits(lead, desks, cases);
    made.earlier(lead.supervisor(), desks);
    made.transactions.write(
        lead.supervisor(),
        () -> made.operations.state(lead.supervisor(), operation, Operation.State.RUNNING, today));
    return operation;
  }

  private UUID operation(Viewer supervisor) {
    return transactions.write(
        supervisor,
        () -> {
          UUID operation =
              operations.add(
                  supervisor,
                  new Operations.Stated(NAME, OBJECTIVES, days.day(0), Optional.empty()));
          DemoCountry.places().stream()
              .filter(place -> !place.leads())
              .forEach(place -> desk.join(supervisor, operation, place.agency().ref()));
          phase(supervisor, operation, "Preparation", 0, 7);
          phase(supervisor, operation, "First days of action", 8, 10);
          phase(supervisor, operation, "Second days of action", 19, 21);
          desk.addPhase(
              supervisor, operation, "Examination and care", days.day(22), Optional.empty());
          desk.addNote(
              supervisor,
              operation,
              "Figures for the press leave through the page of releases alone.");
          return operation;
        });
  }

  /// An operation of three agencies that ended in the spring, as it were, and whose figures were
  /// released.
  private void earlier(Viewer supervisor, List<Viewer> desks) {
    DemoDays before = new DemoDays(days.today().minusDays(DAYS_SINCE_EARLIER));
    UUID operation =
        transactions.write(
            supervisor,
            () -> {
              UUID made =
                  operations.add(
                      supervisor,
                      new Operations.Stated(
                          "First Frost",
                          "The rehearsal of Northern Lights.",
                          before.day(0),
                          Optional.of(before.today())));
              for (int number : EARLIER) {
                desk.join(supervisor, made, DemoCountry.places().get(number).agency().ref());
              }
              return made;
            });
    for (int number : EARLIER) {
      Viewer viewer = desks.get(number);
      DemoCountry.Place place = DemoCountry.places().get(number);
      transactions.write(
          viewer,
          () ->
              new AgencyCases(server, viewer, place, before, CASES_BEFORE)
                  .enter(operation, List.of()));
    }
    transactions.write(
        supervisor,
        () -> {
          operations.state(supervisor, operation, Operation.State.ENDED, before.today());
          releases.operation(supervisor, operation);
        });
  }

  private void phase(Viewer viewer, UUID operation, String name, int first, int last) {
    desk.addPhase(viewer, operation, name, days.day(first), Optional.of(days.day(last)));
  }

  /// The lead's cases: an investigator enters them, the others join their teams.
  private List<UUID> ownCases(Lead lead, UUID operation, List<UUID> tips) {
    Viewer investigator = lead.investigator();
    List<UUID> own =
        transactions.write(
            investigator,
            () -> {
              List<UUID> made =
                  new AgencyCases(server, investigator, DemoCountry.places().getFirst(), days, 0)
                      .enter(operation, everySecond(tips));
              for (int i = 0; i < made.size(); i++) {
                team(lead, made.get(i), i);
              }
              return made;
            });
    Viewer specialist = lead.childSpecialist();
    transactions.write(
        specialist,
        () -> {
          List<UUID> entered = children.enter(specialist, own.subList(0, 14));
          for (int i = 0; i < 3; i++) {
            children.identify(specialist, entered.get(i), i);
          }
        });
    return own;
  }

  private static List<UUID> everySecond(List<UUID> tips) {
    return IntStream.range(0, Math.min(CASES_OF_TIPS, tips.size() / 2))
        .mapToObj(i -> tips.get(2 * i))
        .toList();
  }

  /// Who works on a case of the lead, and what they have to do.
  private void team(Lead lead, UUID investigation, int i) {
    Viewer viewer = lead.investigator();
    if (i < 14) {
      cases.join(viewer, investigation, lead.childSpecialist().account(), false);
    }
    if (i % 2 == 0) {
      cases.join(viewer, investigation, lead.analyst().account(), false);
    }
    if (i % 3 == 0) {
      cases.join(viewer, investigation, lead.examiner().account(), false);
    }
    List<Viewer> owners =
        List.of(viewer, lead.analyst(), lead.supervisor(), lead.childSpecialist());
    if (i < 12) {
      cases.addTask(
          viewer,
          investigation,
          DemoWords.task(i),
          owners.get(i % owners.size()).account(),
          Optional.of(days.today().plusDays(i % 7 - 1)));
    }
  }

  /// The cases of another agency, and its children.
  private List<UUID> casesOf(DemoCountry.Place place, Viewer viewer, UUID operation) {
    return transactions.write(
        viewer,
        () -> {
          List<UUID> made =
              new AgencyCases(server, viewer, place, days, 0).enter(operation, List.of());
          int count =
              switch (place.office()) {
                case NATIONAL -> 2;
                case CHILD_PROTECTION -> 3;
                case REGIONAL, HOTLINE, PROSECUTION -> 0;
              };
          children.enter(viewer, made.subList(0, count));
          if (place.office() == DemoCountry.Office.NATIONAL) {
            desk.addNote(
                viewer,
                operation,
                "All teams of %s are back; nobody was hurt.".formatted(place.country().title()));
          }
          return made;
        });
  }

  /// The lead shows six of its cases, and the other national police one each to the lead.
  private void share(Lead lead, List<Viewer> desks, List<List<UUID>> made) {
    String reason = "The same account was met in both countries";
    List<DemoCountry.Place> national =
        DemoCountry.places().stream()
            .filter(place -> !place.leads() && place.office() == DemoCountry.Office.NATIONAL)
            .toList();
    transactions.write(
        lead.supervisor(),
        () -> {
          for (int i = 0; i < 6; i++) {
            cases.share(
                lead.supervisor(), made.getFirst().get(i), national.get(i).agency().ref(), reason);
          }
        });
    String leading = DemoCountry.places().getFirst().agency().ref();
    for (DemoCountry.Place place : national) {
      Viewer viewer = desks.get(place.number());
      UUID first = made.get(place.number()).getFirst();
      transactions.write(viewer, () -> cases.share(viewer, first, leading, reason));
    }
  }

  /// The two exhibits that the demo scans, in DEMO-1 under the names that the scan calls them by,
  /// and others: with the examiner, offered to her, or stored.
  private void exhibits(Lead lead, List<Viewer> desks, List<List<UUID>> made) {
    Viewer investigator = lead.investigator();
    DemoCountry.Place leading = DemoCountry.places().getFirst();
    List<UUID> own = made.getFirst();
    List<UUID> scanned =
        transactions.write(
            investigator,
            () -> {
              List<UUID> devices = custody.seize(investigator, own.getFirst(), leading, SCANNED, 0);
              devices.forEach(
                  device -> custody.offer(investigator, device, lead.examiner().account()));
              UUID room = custody.place(investigator, "Evidence room, shelf 4");
              for (int i = 1; i < 19; i++) {
                UUID one =
                    custody
                        .seize(
                            investigator, own.get(i), leading, List.of("D-%d".formatted(i + 2)), i)
                        .getFirst();
                if (i % 3 == 0) {
                  custody.offer(investigator, one, lead.examiner().account());
                } else if (i % 3 == 1) {
                  custody.store(investigator, one, room);
                }
              }
              return devices;
            });
    transactions.write(
        lead.examiner(), () -> scanned.forEach(device -> custody.receive(lead.examiner(), device)));
    for (DemoCountry.Place place : DemoCountry.places()) {
      if (place.isPolice() && !place.leads()) {
        Viewer viewer = desks.get(place.number());
        transactions.write(
            viewer,
            () -> {
              for (int i = 0; i < 4; i++) {
                custody.seize(
                    viewer, made.get(place.number()).get(i), place, List.of("D-" + (i + 1)), i);
              }
            });
      }
    }
  }

  private void boards(Lead lead, List<Viewer> desks) {
    Viewer supervisor = lead.supervisor();
    String partner = DemoCountry.places().get(5).agency().ref();
    List<UUID> series = new ArrayList<>();
    transactions.write(
        supervisor,
        () -> {
          for (int i = 0; i < 6; i++) {
            series.add(board.series(supervisor, i));
            if (i % 2 == 0) {
              board.holds(supervisor, series.get(i), partner, i == 0);
              board.share(supervisor, series.get(i), partner);
            }
          }
          board.partOf(supervisor, series.getFirst(), "DEMO-1");
          board.identified(supervisor, series.get(1), 1);
          board.enroll(
              supervisor,
              List.of(
                  lead.handler().account(), supervisor.account(), lead.investigator().account()));
        });
    transactions.write(
        lead.childSpecialist(), () -> board.claim(lead.childSpecialist(), series.getFirst()));
    transactions.write(lead.handler(), () -> board.register(lead.handler()));
    String leading = DemoCountry.places().getFirst().agency().ref();
    for (int number : List.of(5, 15, 20)) {
      Viewer viewer = desks.get(number);
      transactions.write(
          viewer,
          () -> {
            UUID shown = board.series(viewer, number);
            board.share(viewer, shown, leading);
            if (number == 15) {
              board.claim(viewer, shown);
            }
          });
    }
  }
}
