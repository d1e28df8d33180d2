package org.orion.app.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.operations.OperationsServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.child.Child.Confidence;
import org.orion.operations.child.Child.Fact;
import org.orion.operations.child.Child.StepKind;
import org.orion.operations.child.ChildDesk;
import org.orion.operations.child.ChildIdentities;
import org.orion.operations.child.ChildIdentity;
import org.orion.operations.child.Children;

/// Children of the demonstration: codes, dated facts of their status, and steps. Each call belongs
/// in a transaction of the viewer.
final class DemoChildren {
  private static final int YEARS_KEPT = 10;

  private final Children children;
  private final ChildDesk desk;
  private final ChildIdentities identities;
  private final DemoDays days;

  DemoChildren(OperationsServer server, DemoDays days) {
    this.children = server.desk(Children.class);
    this.desk = server.desk(ChildDesk.class);
    this.identities = server.desk(ChildIdentities.class);
    this.days = days;
  }

  /// Records a child of each case.
  ///
  /// @return the children, in the order of their numbers
  List<UUID> enter(Viewer viewer, List<UUID> cases) {
    List<UUID> made = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      UUID child = children.add(viewer, cases.get(i), days.today().plusYears(YEARS_KEPT));
      made.add(child);
      facts(viewer, child, i);
      UUID owner = viewer.account();
      desk.addStep(
          viewer,
          child,
          new ChildDesk.StatedStep(
              StepKind.SERVICE,
              "Ask who can accompany the child",
              "Example Counseling Center",
              owner,
              Optional.of(days.today().plusDays(2 + i))));
      if (i % 3 == 0) {
        desk.addStep(
            viewer,
            child,
            new ChildDesk.StatedStep(
                StepKind.COURT,
                "Prepare a hearing by video",
                "Example District Court 1",
                owner,
                Optional.of(days.today().plusDays(20 + i))));
      }
    }
    return made;
  }

  /// All begin unidentified; of five, one stays so, one is identified, one is located too, and two
  /// are safeguarded.
  private void facts(Viewer viewer, UUID child, int i) {
    int first = 1 + i * 3 % 14;
    state(viewer, child, Fact.UNIDENTIFIED, days.day(first), "A report of the laboratory");
    if (i % 5 != 4) {
      state(viewer, child, Fact.IDENTIFIED, days.day(first + 5), "The child specialists' work");
    }
    if (i % 5 < 3) {
      state(viewer, child, Fact.LOCATED, days.day(first + 7), "The register of addresses");
    }
    if (i % 5 < 2) {
      state(viewer, child, Fact.SAFEGUARDED, days.day(first + 9), "The youth office's call");
    }
  }

  private void state(Viewer viewer, UUID child, Fact fact, LocalDate day, String source) {
    desk.state(viewer, child, new ChildDesk.Stated(fact, day, source, Confidence.CONFIRMED));
  }

  /// Writes who a child is; the viewer is a child specialist of its case's team.
  void identify(Viewer viewer, UUID child, int i) {
    identities.write(
        viewer,
        child,
        0,
        new ChildIdentity(
            "Example Child " + (i + 1),
            "20%02d".formatted(12 + i),
            "%d Example Street, Sampletown".formatted(30 + i),
            "Example guardians, +1 202 555 0199",
            "Invented for the demonstration; nobody is meant."),
        "Entered for the demonstration");
  }
}
