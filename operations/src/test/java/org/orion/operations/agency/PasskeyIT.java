package org.orion.operations.agency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.operations.Browser;
import org.orion.operations.Chromium;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// Passkeys in a real browser with a virtual authenticator.
class PasskeyIT {
  private static final TestServer SERVER = TestServer.running();
  private static final String OWN = "an invented phrase 5550100";

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Chromium chromium;

  @BeforeAll
  static void startChromium() {
    chromium = new Chromium();
  }

  @AfterAll
  static void endChromium() {
    chromium.close();
  }

  private final TestServer.Person person = SERVER.add(TestServer.newAgency(), Role.ANALYST);
  private final String address = SERVER.address().replace("127.0.0.1", "localhost");

  private static JsonObject authenticator(boolean verifiesUser) {
    JsonObject options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "internal");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", true);
    options.addProperty("isUserVerified", verifiesUser);
    options.addProperty("automaticPresenceSimulation", true);
    JsonObject all = new JsonObject();
    all.add("options", options);
    return all;
  }

  private Page signedInPage(BrowserContext context, List<String> complaints) {
    Page page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.text().contains("Content Security Policy")) {
        complaints.add(message.text());
      }
    });
    page.navigate(address + "/sign-in");
    page.fill("#name", person.account().login());
    page.fill("#password", person.password());
    page.click("form[action='/sign-in'] button");
    page.fill("#password", OWN);
    page.fill("#again", OWN);
    page.click("main button");
    page.navigate(address + "/account/second-factor");
    return page;
  }

  private static void addPasskey(Page page, String password) {
    page.fill("#label", "test key <b>");
    page.fill("#password-passkey", password);
    page.click("form[data-passkey=add] button");
  }

  @Test
  void aPasskeyIsSetUpAndLetsItsOwnerIn() {
    List<String> complaints = new ArrayList<>();
    try (BrowserContext context = chromium.browser().newContext()) {
      Page page = signedInPage(context, complaints);
      CDPSession session = context.newCDPSession(page);
      session.send("WebAuthn.enable");
      session.send("WebAuthn.addVirtualAuthenticator", authenticator(true));

      addPasskey(page, "wrong");
      page.waitForSelector("form[data-passkey=add] [role=alert]:not([hidden])");
      addPasskey(page, OWN);
      page.waitForSelector("h3 bdi");
      assertThat(page.textContent("h3 bdi")).isEqualTo("test key <b>");

      page.click(".who button");
      page.waitForURL("**/sign-in");
      page.click("form[data-passkey=enter] button");
      page.waitForURL(url -> !url.contains("/sign-in"));
      page.navigate(address + "/account/second-factor");
      assertThat(page.url()).endsWith("/account/second-factor");

      // With the password alone, this account does not come in any more.
      page.click(".who button");
      page.waitForURL("**/sign-in");
      page.fill("#name", person.account().login());
      page.fill("#password", OWN);
      page.click("form[action='/sign-in'] button");
      page.waitForURL("**/sign-in/code");
      page.click("form[data-passkey=enter] button");
      page.waitForURL(url -> !url.contains("/sign-in"));
      assertThat(complaints).isEmpty();
    }
    assertThat(
            SERVER
                .owner()
                .sql("select signature_count from orion.passkey where account = :id")
                .param("id", person.account().id())
                .query(Long.class)
                .single())
        .isGreaterThan(1);
  }

  @Test
  void anAuthenticatorThatDoesNotVerifyItsUserIsRefused() {
    try (BrowserContext context = chromium.browser().newContext()) {
      Page page = signedInPage(context, new ArrayList<>());
      CDPSession session = context.newCDPSession(page);
      session.send("WebAuthn.enable");
      session.send("WebAuthn.addVirtualAuthenticator", authenticator(false));
      addPasskey(page, OWN);
      page.waitForSelector("form[data-passkey=add] [role=alert]:not([hidden])");
    }
    assertThat(
            SERVER
                .owner()
                .sql("select count(*) from orion.passkey where account = :id")
                .param("id", person.account().id())
                .query(Integer.class)
                .single())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "nonsense",
        "{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\"}",
        "{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\",\"response\":{},"
            + "\"clientExtensionResults\":{}}",
        "{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\",\"response\":{"
            + "\"authenticatorData\":\"AAAA\",\"clientDataJSON\":\"e30\",\"signature\":\"AAAA\","
            + "\"userHandle\":\"AAAA\"},\"clientExtensionResults\":{}}",
      })
  void anAnswerThatNoPasskeyGaveLetsNobodyIn(String body) {
    Browser browser = new Browser(address);
    browser.get("/sign-in");
    for (boolean asked : new boolean[] {true, false}) {
      if (asked) {
        assertThat(browser.post("/sign-in/passkey/options").statusCode()).isEqualTo(200);
      }
      HttpResponse<String> answer =
          browser.send(
              browser
                  .request("/sign-in/passkey")
                  .header("Content-Type", "application/json")
                  .header("X-CSRF-TOKEN", browser.token())
                  .POST(HttpRequest.BodyPublishers.ofString(body)));
      assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
      assertThat(browser.get("/account/tokens").statusCode()).isEqualTo(302);
    }
  }

  @Test
  void theAddressOfTheServerIsASettingWhereABalancerStandsInFront() {
    try (org.orion.operations.OperationsServer other =
        SERVER.another(Map.of("orion.address", "https://orion.example.org"))) {
      Browser browser = new Browser("http://127.0.0.1:" + other.port());
      browser.get("/sign-in");
      assertThat(browser.post("/sign-in/passkey/options").body())
          .contains("\"rpId\":\"orion.example.org\"")
          .contains("\"userVerification\":\"required\"");
    }
  }
}
