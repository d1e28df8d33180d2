package org.orion.operations.web;

import java.util.List;
import java.util.Optional;
import org.orion.operations.access.Action;

/// The menu: areas, and in each the pages of it. A viewer is shown what he may do.
public final class Menu {
  private static final List<Area> AREAS =
      List.of(
          new Area(
              "web.area.tips",
              List.of(
                  new Item(Action.SEE_TIPS, "/tips", "casework.menu.queue"),
                  new Item(Action.SEE_TIPS, "/work", "casework.menu.work"),
                  new Item(Action.SEE_TIPS, "/clusters", "identifier.menu.clusters"),
                  new Item(Action.RESUME_TIPS, "/interests", "identifier.menu.interests"),
                  new Item(Action.RECORD_TIPS, "/tips/new", "intake.menu.new"),
                  new Item(Action.RECORD_TIPS, "/tips/import", "intake.menu.import"),
                  new Item(Action.SEE_TIPS, "/preservation", "lawful.menu.preservation"))),
          new Area(
              "web.area.cases",
              List.of(
                  new Item(Action.SEE_CASES, "/cases", "investigation.menu.cases"),
                  new Item(Action.SEE_CASES, "/people", "investigation.menu.people"),
                  new Item(Action.SEE_EXHIBITS, "/exhibits", "exhibit.menu.exhibits"),
                  new Item(Action.SEE_EXHIBITS, "/reports", "examination.menu.reports"),
                  new Item(Action.KEEP_EXHIBITS, "/storage-places", "exhibit.menu.places"),
                  new Item(Action.SEE_CASES, "/graph", "graph.menu"),
                  new Item(Action.RECEIVE_REFERRALS, "/referrals/import", "referral.menu.import"),
                  new Item(Action.SEE_CHILDREN, "/children", "child.menu.children"),
                  new Item(Action.SEE_CHILDREN, "/series", "series.menu.board"),
                  new Item(
                      Action.SEE_CONTROLLED_ACCOUNTS,
                      "/controlled-accounts",
                      "undercover.menu.registry"),
                  new Item(Action.ENROLL_CONTROLLERS, "/controllers", "undercover.menu.warnings"))),
          new Area(
              "web.area.operations",
              List.of(
                  new Item(Action.SEE_OPERATION, "/operations", "operation.menu.operations"),
                  new Item(Action.SEE_ACTIONS, "/actions", "enforcement.menu.board"),
                  new Item(Action.SEE_CASES, "/arrests", "enforcement.menu.arrests"),
                  new Item(Action.SEE_RELEASES, "/releases", "statistics.menu.releases"))),
          new Area(
              "web.area.administration",
              List.of(
                  new Item(Action.MANAGE_ACCOUNTS, "/accounts", "web.menu.accounts"),
                  new Item(Action.MANAGE_LABS, "/labs", "examination.menu.labs"),
                  new Item(Action.MANAGE_PARTNERS, "/partners", "referral.menu.partners"),
                  new Item(Action.MANAGE_RULES, "/rules", "priority.menu.rules"),
                  new Item(Action.MANAGE_RULES, "/letter-templates", "lawful.menu.templates"),
                  new Item(Action.SEE_CALIBRATION, "/calibration", "priority.menu.calibration"),
                  new Item(Action.SEE_AUDIT, "/audit", "web.menu.audit"))));

  private Menu() {}

  /// A page that the menu leads to.
  ///
  /// @param textKey of its name
  public record Item(Action action, String path, String textKey) {
    private boolean holds(Page page) {
      return page.isIn(path);
    }
  }

  /// Pages that belong together.
  public record Area(String textKey, List<Item> items) {
    /// The pages that the viewer may see.
    public List<Item> shown(Page page) {
      return items.stream().filter(item -> page.may(item.action())).toList();
    }
  }

  /// The areas in which the viewer may see something.
  public static List<Area> areas(Page page) {
    return AREAS.stream().filter(area -> !area.shown(page).isEmpty()).toList();
  }

  /// The item of the page that is shown: the one with the longest address.
  public static Optional<Item> current(Page page) {
    return AREAS.stream()
        .flatMap(area -> area.items().stream())
        .filter(item -> item.holds(page))
        .max((one, other) -> Integer.compare(one.path().length(), other.path().length()));
  }

  /// Whether the viewer may open an address of the menu, whatever its query.
  public static boolean leadsTo(Page page, String address) {
    String path = address.split("\\?", 2)[0];
    return AREAS.stream()
        .flatMap(area -> area.items().stream())
        .anyMatch(item -> item.path().equals(path) && page.may(item.action()));
  }

  /// The area of the page that is shown; the first of the viewer's where the page is in none.
  public static Optional<Area> currentArea(Page page) {
    return current(page)
        .flatMap(item -> AREAS.stream().filter(area -> area.items().contains(item)).findFirst());
  }
}
