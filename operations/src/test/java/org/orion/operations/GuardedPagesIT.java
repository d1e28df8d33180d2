package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.net.HttpCookie;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orion.operations.access.Role;

/// The pages of children, series, controlled accounts and exhibits in a real Chromium: WCAG 2.2 AA
/// by axe in both themes, with all parts open, and a phone's width.
class GuardedPagesIT {
  private static final TestServer SERVER = TestServer.running();
  private static final List<String> TAGS =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  private final List<String> problems = new ArrayList<>();

  @Test
  void everyPageIsAccessibleAndNoWiderThanAPhone() {
    OneOfEach all = OneOfEach.of(SERVER, TestServer.newAgency());
    String child = "/children/" + all.ids().get("children/{child}");
    String exhibit = "/exhibits/" + all.ids().get("exhibits/{exhibit}");
    List<String> paths =
        List.of(
            "/exhibits",
            "/exhibits?show=waiting",
            exhibit,
            exhibit + "/hand-over",
            "/cases/" + all.ids().get("cases/{case}") + "/exhibits",
            "/storage-places",
            "/children",
            child,
            child + "/identity",
            "/cases/" + all.ids().get("cases/{case}") + "/children",
            "/series",
            "/series/" + all.ids().get("series/{series}"),
            "/controlled-accounts",
            "/controlled-accounts/" + all.ids().get("controlled-accounts/{account}"),
            "/controllers");
    try (Chromium chromium = new Chromium()) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        try (BrowserContext context =
            chromium
                .browser()
                .newContext(
                    new NewContextOptions().setViewportSize(1280, 900).setColorScheme(scheme))) {
          context.addCookies(cookies(all.person()));
          Page page = context.newPage();
          page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
              problems.add(page.url() + ": " + message.text());
            }
          });
          for (String path : paths) {
            page.navigate(SERVER.address() + path);
            look(page, path.replaceAll("[0-9a-f-]{36}", "one"), scheme);
          }
          page.navigate(SERVER.address() + child + "/identity");
          page.fill("#reason", "To look at the page");
          page.click("main form button");
          page.waitForURL("**/identity/open");
          look(page, "/children/one/opened", scheme);
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  /// On a phone, by what the code on the label leads to: a person is chosen, and one button pressed
  /// on either side.
  @Test
  void anExhibitChangesHandsOnAPhoneWithoutScript() {
    String agency = TestServer.newAgency();
    OneOfEach all = OneOfEach.of(SERVER, agency);
    TestServer.Person examiner = SERVER.ready(agency, Role.EXAMINER);
    Browser receiver = SERVER.signIn(examiner);
    String exhibit = SERVER.address() + "/exhibits/" + all.ids().get("exhibits/{exhibit}");
    NewContextOptions phone =
        new NewContextOptions()
            .setViewportSize(390, 844)
            .setHasTouch(true)
            .setJavaScriptEnabled(false);
    try (Chromium chromium = new Chromium();
        BrowserContext giving = chromium.browser().newContext(phone);
        BrowserContext receiving = chromium.browser().newContext(phone)) {
      giving.addCookies(cookies(all.person()));
      Page giver = giving.newPage();
      giver.navigate(exhibit + "/hand-over");
      giver.selectOption("#to", examiner.account().id().toString());
      giver.tap("form[action$='/offer'] button");
      giver.waitForURL(exhibit);
      assertThat(giver.textContent("main")).contains("Hand-over that nobody answered yet");
      receiving.addCookies(cookies(receiver));
      Page receiverPage = receiving.newPage();
      receiverPage.navigate(exhibit + "/hand-over");
      assertThat(receiverPage.locator("form[action$='/receive'] button").boundingBox().y)
          .as("the button is on the first screen")
          .isLessThan(844);
      receiverPage.tap("form[action$='/receive'] button");
      receiverPage.waitForURL(exhibit);
      assertThat(receiverPage.textContent("main"))
          .contains("Received")
          .contains("held by " + examiner.account().displayName());
    }
  }

  private void look(Page page, String name, ColorScheme scheme) {
    assertThat(page.locator("main h1").count()).as(name).isPositive();
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)");
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(
                Path.of(
                    "target/pages",
                    name.replaceAll("\\W+", "-").substring(1) + "-" + scheme + ".png")));
    for (Rule rule :
        new AxeBuilder(page).setLegacyMode(true).withTags(TAGS).analyze().getViolations()) {
      problems.add(
          "%s %s: %s %s"
              .formatted(name, scheme, rule.getId(), rule.getNodes().getFirst().getHtml()));
    }
    page.setViewportSize(390, 900);
    Object width = page.evaluate("document.documentElement.scrollWidth");
    if (((Number) width).intValue() > 390) {
      problems.add(name + " is " + width + " px wide");
    }
    page.setViewportSize(1280, 900);
  }

  private static List<Cookie> cookies(Browser browser) {
    return browser.cookies().getCookieStore().getCookies().stream()
        .map((HttpCookie one) -> new Cookie(one.getName(), one.getValue()).setUrl(SERVER.address()))
        .toList();
  }
}
