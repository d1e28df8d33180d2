package org.orion.app.demo;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.OperationsServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.series.Board;
import org.orion.operations.series.Series.LeadKind;
import org.orion.operations.series.SeriesDesk;
import org.orion.operations.undercover.ControlledAccount.RecordKind;
import org.orion.operations.undercover.ControlledAccount.Text;
import org.orion.operations.undercover.Controllers;
import org.orion.operations.undercover.Registry;

/// Series of the identification board, and a registry of controlled accounts, of the demonstration.
/// Each call belongs in a transaction of the viewer.
final class DemoBoard {
  private static final List<String> SEEN =
      List.of(
          "A room with a blue shelf and a round window",
          "A caravan with a striped awning",
          "A hall with a climbing wall",
          "A kitchen with a tiled stove",
          "A garden with a wooden gate",
          "A cabin with two bunks");
  private static final List<String> LANGUAGES = List.of("Spanish", "English", "Finnish");

  private final Board board;
  private final SeriesDesk desk;
  private final Controllers controllers;
  private final Registry registry;
  private final DemoDays days;

  DemoBoard(OperationsServer server, DemoDays days) {
    this.board = server.desk(Board.class);
    this.desk = server.desk(SeriesDesk.class);
    this.controllers = server.desk(Controllers.class);
    this.registry = server.desk(Registry.class);
    this.days = days;
  }

  /// Opens a series with its leads. The first and the fourth were made with one camera.
  UUID series(Viewer viewer, int i) {
    UUID series = board.add(viewer, SEEN.get(i % SEEN.size()));
    String camera = "EX-%04d".formatted(i % 3 == 0 ? 4711 : 5000 + i);
    desk.addLead(viewer, series, LeadKind.CAMERA_SERIAL, camera, "The files' own words");
    desk.addLead(viewer, series, LeadKind.PLACE, SEEN.get(i % SEEN.size()), "What is seen");
    desk.addLead(
        viewer, series, LeadKind.LANGUAGE, LANGUAGES.get(i % LANGUAGES.size()), "What is heard");
    desk.addLead(viewer, series, LeadKind.FIRST_SEEN, days.day(i).toString(), "A hotline's report");
    return series;
  }

  /// Says that an agency holds copies.
  void holds(Viewer viewer, UUID series, String agency, boolean named) {
    desk.addHolder(viewer, series, agency, named);
  }

  /// Shows a series to another agency.
  void share(Viewer viewer, UUID series, String recipient) {
    desk.share(viewer, series, recipient, "You may know the place");
  }

  /// Says that the viewer works on it.
  void claim(Viewer viewer, UUID series) {
    desk.claim(
        viewer, series, "I compare the window with pictures of rentals", days.today().plusDays(20));
  }

  /// Says which child was identified in it.
  void identified(Viewer viewer, UUID series, int childNumber) {
    board.linkChild(viewer, series, childNumber);
  }

  /// Says which case of the viewer's agency it is part of.
  void partOf(Viewer viewer, UUID series, String caseNumber) {
    board.linkCase(viewer, series, caseNumber);
  }

  /// Lets people open the registry.
  void enroll(Viewer viewer, List<UUID> accounts) {
    accounts.forEach(account -> controllers.enroll(viewer, account));
  }

  /// Registers invented accounts under the name of their handler, who is enrolled.
  void register(Viewer handler) {
    controllers.proved(handler);
    for (int i = 0; i < 3; i++) {
      UUID account =
          registry.add(
              handler,
              new Registry.Stated(
                  handler.account(),
                  days.day(0),
                  i == 2 ? Optional.of(days.day(20)) : Optional.empty()),
              "USERNAME",
              new Text(
                  Identifier.Kind.USERNAME,
                  "ExampleChat",
                  "invented.handle." + (i + 1),
                  "Order EX-%d of an invented court".formatted(40 + i),
                  "Made for the demonstration. Contact: desk%d@example.org".formatted(i + 1)));
      registry.addEntry(
          handler,
          account,
          RecordKind.CONTACT,
          LocalDateTime.of(days.day(5 + i), java.time.LocalTime.NOON).toInstant(ZoneOffset.UTC),
          "invented.partner." + (i + 1),
          "A talk about the weather");
      registry.addEntry(
          handler,
          account,
          RecordKind.MEETING,
          LocalDateTime.of(days.today().plusDays(4 + i), java.time.LocalTime.NOON)
              .toInstant(ZoneOffset.UTC),
          "invented.partner." + (i + 1),
          "A call that is planned");
    }
  }
}
