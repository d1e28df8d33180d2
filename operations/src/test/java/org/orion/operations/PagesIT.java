package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.orion.operations.TestServer.Person;
import org.orion.operations.access.Role;

/// The pages in a real Chromium: WCAG 2.2 AA by axe in both themes, the keys of the queue, a
/// phone's width, and no word of the content security policy. Pictures of the pages are left in
/// `target/pages`.
class PagesIT {
  private static final TestServer SERVER = TestServer.running();
  private static final String AGENCY = TestServer.newAgency();
  private static final String PASSWORD = "an invented phrase 5550100";
  private static final List<String> TAGS =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  /// Sends the form of a page as if somebody had been faster.
  private static final String STALE =
      """
      () => {
        const form = document.querySelector("form[action$='/edit']");
        form.querySelector("[name=version]").value = "999";
        form.submit();
      }
      """;

  private static Chromium chromium;
  private static Person supervisor;
  private static UUID tip;
  private static OneOfEach made;

  @BeforeAll
  static void prepare() {
    chromium = new Chromium();
    supervisor =
        SERVER.add(AGENCY, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.INVESTIGATOR);
    List<String> rows = new ArrayList<>();
    String[] types = {"MATERIAL", "ONLINE_ENTICEMENT", "ABUSE_IN_PERSON", "TRAFFICKING"};
    for (int i = 0; i < 30; i++) {
      rows.add(
          TestTips.row(
              "P-" + i,
              types[i % types.length],
              i % 3 == 0 ? "Example Chat" : "Example Board",
              "invented." + i % 9,
              "An invented text of some length, number " + i));
    }
    tip = TestTips.csv(SERVER, AGENCY, rows.toArray(String[]::new)).getFirst().tip();
    made = OneOfEach.of(SERVER, AGENCY);
    try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
      Page page = context.newPage();
      page.navigate(SERVER.address() + "/sign-in");
      enter(page, supervisor.password());
      page.fill("#password", PASSWORD);
      page.fill("#again", PASSWORD);
      page.click("main button");
    }
  }

  @AfterAll
  static void end() {
    chromium.close();
  }

  private static BrowserContext context(int width, ColorScheme scheme) {
    return chromium
        .browser()
        .newContext(new NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
  }

  private static void enter(Page page, String password) {
    page.fill("#name", supervisor.account().login());
    page.fill("#password", password);
    page.click("main form button");
  }

  private static Page signedIn(BrowserContext context, List<String> problems) {
    Page page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") && !message.text().contains("status of 4")) {
        problems.add(message.text());
      }
    });
    page.onPageError(problems::add);
    page.navigate(SERVER.address() + "/sign-in");
    enter(page, PASSWORD);
    return page;
  }

  private static List<String> paths() {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/tips",
                "/work",
                "/accounts",
                "/audit",
                "/tips/import",
                "/tips/new",
                "/clusters",
                "/search?q=invented.1",
                "/search/identifiers?q=invented.1",
                "/notices",
                "/notices?all=yes",
                "/account",
                "/account/tokens",
                "/rules",
                "/calibration",
                "/preservation",
                "/letter-templates",
                "/letter-templates/REFERRAL/en"));
    for (String tab :
        List.of(
            "",
            "/people",
            "/identifiers",
            "/files",
            "/texts",
            "/notes",
            "/history",
            "/priority",
            "/lawful")) {
      paths.add("/tips/" + tip + tab);
    }
    String operation = "/operations/" + made.ids().get("operations/{operation}");
    String investigation = "/cases/" + made.ids().get("cases/{case}");
    paths.addAll(
        List.of(
            "/operations",
            "/operations/new",
            operation,
            operation + "/notes",
            operation + "/history",
            operation + "/figures",
            operation + "/timeline",
            investigation + "/timeline",
            "/people/" + made.ids().get("people/{person}") + "/timeline",
            "/graph",
            "/graph?start=case:%1$s&open=case:%1$s&open=tip:%2$s"
                .formatted(made.ids().get("cases/{case}"), made.ids().get("tips/{id}")),
            "/graph/link?one=case:%s&other=person:%s"
                .formatted(made.ids().get("cases/{case}"), made.ids().get("people/{person}")),
            "/graph/path?between=tip:%s&and=person:%s"
                .formatted(made.ids().get("tips/{id}"), made.ids().get("people/{person}")),
            "/search?q=example",
            "/actions?day=2026-03-10",
            "/arrests",
            "/releases",
            "/releases/" + made.ids().get("releases/{release}"),
            investigation + "/actions",
            investigation + "/actions/" + made.ids().get("actions/{action}"),
            investigation + "/charges",
            "/labs",
            "/reports",
            "/reports/new",
            "/reports/" + made.ids().get("reports/{report}"),
            "/reports/" + made.ids().get("reports/{report}") + "/media",
            "/reports/" + made.ids().get("reports/{report}") + "/content?line=1",
            "/exhibits/" + made.ids().get("exhibits/{exhibit}") + "/examinations",
            investigation + "/referrals",
            "/referrals/import",
            "/partners"));
    return paths;
  }

  @Test
  void everyPageIsAccessibleInBothThemes() {
    List<String> problems = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (BrowserContext context = context(1280, scheme)) {
        Page page = signedIn(context, problems);
        for (String path : paths()) {
          page.navigate(SERVER.address() + path);
          String name =
              path.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "one")
                  .replaceAll("\\W+", "-")
                  .substring(1);
          page.screenshot(
              new Page.ScreenshotOptions()
                  .setFullPage(true)
                  .setPath(Path.of("target/pages", name + "-" + scheme + ".png")));
          for (Rule rule :
              new AxeBuilder(page).setLegacyMode(true).withTags(TAGS).analyze().getViolations()) {
            problems.add(
                "%s %s: %s %s"
                    .formatted(path, scheme, rule.getId(), rule.getNodes().getFirst().getHtml()));
          }
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void nothingIsWiderThanAPhone() {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = context(390, ColorScheme.LIGHT)) {
      Page page = signedIn(context, problems);
      for (String path : paths()) {
        page.navigate(SERVER.address() + path);
        Object width = page.evaluate("document.documentElement.scrollWidth");
        if (((Number) width).intValue() > 390) {
          problems.add(path + " is " + width + " px wide");
        }
      }
      page.navigate(SERVER.address() + "/tips");
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/pages/phone.png")));
    }
    assertThat(problems).isEmpty();
  }

  /// The forms that come back to the second of two editors, with what he wrote.
  @Test
  void whatWasNotSavedIsAccessibleAndFitsAPhone() {
    List<String> problems = new ArrayList<>();
    String investigation = "/cases/" + made.ids().get("cases/{case}");
    try (BrowserContext context = context(390, ColorScheme.LIGHT)) {
      Page page = signedIn(context, problems);
      for (String path :
          List.of(
              investigation + "/edit",
              "/operations/" + made.ids().get("operations/{operation}") + "/edit",
              "/people/" + made.ids().get("people/{person}"),
              investigation + "/actions/" + made.ids().get("actions/{action}"),
              "/series/" + made.ids().get("series/{series}"))) {
        page.navigate(SERVER.address() + path);
        page.evaluate(STALE);
        page.waitForSelector("main [role=alert]");
        assertThat(page.locator("[role=alert]").count()).as(path).isEqualTo(1);
        Object width = page.evaluate("document.documentElement.scrollWidth");
        if (((Number) width).intValue() > 390) {
          problems.add(path + " is " + width + " px wide");
        }
        page.setViewportSize(1280, 900);
        for (Rule rule :
            new AxeBuilder(page).setLegacyMode(true).withTags(TAGS).analyze().getViolations()) {
          problems.add(path + " " + rule.getId() + " " + rule.getNodes().getFirst().getHtml());
        }
        page.setViewportSize(390, 900);
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void keysMoveThroughTheQueueAndTakeATip() {
    List<String> problems = new ArrayList<>();
    try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
      Page page = signedIn(context, problems);
      page.navigate(SERVER.address() + "/tips?assignee=none");
      page.focus("#queue");
      page.keyboard().press("j");
      page.keyboard().press("j");
      String second = page.getAttribute("tr.current", "data-tip");
      assertThat(page.evaluate("document.activeElement.closest('tr').dataset.tip"))
          .isEqualTo(second);
      page.keyboard().press("x");
      assertThat(page.isChecked("tr.current input")).isTrue();
      page.keyboard().press("x");
      page.keyboard().press("k");
      String first = page.getAttribute("tr.current", "data-tip");
      page.keyboard().press("a");
      page.waitForURL("**/tips?assignee=none");
      page.waitForSelector("tr.current");
      assertThat(page.querySelector("tr[data-tip='" + first + "']")).as("it is taken").isNull();
      assertThat(page.getAttribute("tr.current", "data-tip"))
          .as("the next row has the focus")
          .isEqualTo(second);
      page.keyboard().press("Enter");
      page.waitForURL("**/tips/" + second);
    }
    assertThat(problems).isEmpty();
  }
}
