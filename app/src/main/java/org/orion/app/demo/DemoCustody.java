package org.orion.app.demo;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.orion.operations.OperationsServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.exhibit.Custody;
import org.orion.operations.exhibit.Exhibit.Facts;
import org.orion.operations.exhibit.Exhibit.Kind;
import org.orion.operations.exhibit.Exhibits;
import org.orion.operations.exhibit.StoragePlaces;

/// Exhibits of the demonstration and their chain of custody. Each call belongs in a transaction of
/// the viewer.
final class DemoCustody {
  private static final List<Kind> KINDS =
      List.of(Kind.PHONE, Kind.COMPUTER, Kind.DRIVE, Kind.TABLET, Kind.MEMORY_CARD);

  private final Exhibits exhibits;
  private final Custody custody;
  private final StoragePlaces places;
  private final DemoDays days;

  DemoCustody(OperationsServer server, DemoDays days) {
    this.exhibits = server.desk(Exhibits.class);
    this.custody = server.desk(Custody.class);
    this.places = server.desk(StoragePlaces.class);
    this.days = days;
  }

  /// Enters what was seized in a case; the viewer has it.
  ///
  /// @param numbers of the exhibits
  List<UUID> seize(
      Viewer viewer, UUID investigation, DemoCountry.Place place, List<String> numbers, int i) {
    return exhibits.enter(
        viewer,
        investigation,
        numbers.stream()
            .map(number ->
                new Exhibits.Entered(
                    facts(place, number, i + numbers.indexOf(number)),
                    "EX-SEAL-" + (1000 + i + numbers.indexOf(number))))
            .toList());
  }

  private Facts facts(DemoCountry.Place place, String number, int i) {
    LocalDate day = days.past(9 + i % 12);
    return new Facts(
        number,
        KINDS.get(i % KINDS.size()),
        "Example Devices",
        "Model " + (i % 7 + 1),
        "EXD-%05d".formatted(10_000 + place.number() * 100 + i),
        "Found on a shelf",
        DemoDays.moment(day, LocalTime.of(6, 40), place.country().zone()),
        i % 3 == 0 ? OptionalInt.of(42) : OptionalInt.empty(),
        "%d Example Street, Sampletown".formatted(10 + i),
        "Team " + (1 + i % 4),
        "EX-%d-%03d".formatted(days.today().getYear(), 100 + i),
        i % 4 != 3);
  }

  /// Makes a place where exhibits are kept.
  UUID place(Viewer viewer, String name) {
    return places.add(viewer, name);
  }

  /// Puts an exhibit there.
  void store(Viewer viewer, UUID exhibit, UUID place) {
    custody.store(viewer, exhibit, version(viewer, exhibit), place, "", "Kept until its turn");
  }

  /// Offers an exhibit to somebody.
  void offer(Viewer viewer, UUID exhibit, UUID to) {
    custody.offer(viewer, exhibit, version(viewer, exhibit), to, "", "To be examined");
  }

  /// Receives an exhibit, and begins to examine it.
  void receive(Viewer viewer, UUID exhibit) {
    custody.receive(viewer, exhibit, version(viewer, exhibit), "", "");
    custody.beginExamination(viewer, exhibit, version(viewer, exhibit));
  }

  private int version(Viewer viewer, UUID exhibit) {
    return exhibits.find(viewer, exhibit).version();
  }
}
