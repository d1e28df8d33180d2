package org.orion.operations.agency;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpCookie;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.operations.Browser;
import org.orion.operations.OperationsServer;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// Sessions and one's own account (S7).
class SessionIT {
  private static final TestServer SERVER = TestServer.running();
  private static final String OWN = "an invented phrase 5550100";
  private static final Pattern END = Pattern.compile("/account/sessions/[\\w-]{36}/end");

  private final String agency = TestServer.newAgency();
  private final TestServer.Person person = SERVER.add(agency, Role.ANALYST);

  private Browser first() {
    Browser browser = new Browser(SERVER.address());
    browser.signIn(person.account().login(), person.password(), OWN);
    return browser;
  }

  private Browser again(String address, String password) {
    Browser browser = new Browser(address);
    browser.get("/sign-in");
    HttpResponse<String> answer =
        browser.post("/sign-in", "name", person.account().login(), "password", password);
    assertThat(answer.statusCode()).isEqualTo(302);
    return browser;
  }

  private static boolean isIn(Browser browser) {
    return browser.get("/account").statusCode() == 200;
  }

  private static String cookie(Browser browser) {
    return browser.cookies().getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("orion"))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse("");
  }

  @Test
  void aNewNumberIsGivenAtSignInAndTheOldOneOpensNothing() {
    first();
    Browser browser = new Browser(SERVER.address());
    browser.get("/sign-in");
    String before = cookie(browser);
    assertThat(before).isNotEmpty();
    browser.post("/sign-in", "name", person.account().login(), "password", OWN);
    assertThat(cookie(browser)).isNotEqualTo(before);
    assertThat(isIn(browser)).isTrue();
    Browser thief = new Browser(SERVER.address());
    HttpResponse<String> answer =
        thief.send(thief.request("/account").header("Cookie", "orion=" + before).GET());
    assertThat(answer.statusCode()).isEqualTo(302);
  }

  @Test
  void theCookieIsForThisSiteAndNoScript() {
    HttpResponse<String> answer = new Browser(SERVER.address()).get("/sign-in");
    assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
        .contains("HttpOnly")
        .contains("SameSite=Strict");
  }

  @Test
  void onesOwnSessionsAreListedAndEnded() {
    Browser one = first();
    Browser two = again(SERVER.address(), OWN);
    String list = one.get("/account/sessions").body();
    assertThat(list).contains("this one").doesNotContain(cookie(one)).doesNotContain(cookie(two));
    Matcher end = END.matcher(list);
    assertThat(end.find()).isTrue();
    String path = end.group();

    Browser stranger = SERVER.signIn(agency, Role.ANALYST);
    stranger.get("/account/sessions");
    assertThat(stranger.post(path).statusCode()).isEqualTo(404);
    assertThat(isIn(two)).isTrue();

    assertThat(one.post(path).statusCode()).isEqualTo(302);
    assertThat(isIn(two)).isFalse();
    assertThat(isIn(one)).isTrue();

    Browser three = again(SERVER.address(), OWN);
    one.get("/account/sessions");
    one.post("/account/sessions/end-others");
    assertThat(isIn(three)).isFalse();
    assertThat(isIn(one)).isTrue();
  }

  @Test
  void anAdministratorEndsSessionsOfTheOwnAgencyOnly() {
    Browser one = first();
    String path = "/accounts/" + person.account().id() + "/end-sessions";
    Browser foreign = SERVER.signIn(TestServer.newAgency(), Role.ADMINISTRATOR);
    foreign.get("/accounts");
    assertThat(foreign.post(path).statusCode()).isEqualTo(404);
    assertThat(isIn(one)).isTrue();
    Browser own = SERVER.signIn(agency, Role.ADMINISTRATOR);
    own.get("/accounts");
    assertThat(own.post(path).statusCode()).isEqualTo(302);
    assertThat(isIn(one)).isFalse();
  }

  @Test
  void aNewPasswordEndsAllOtherSessions() {
    Browser one = first();
    Browser two = again(SERVER.address(), OWN);
    one.get("/account");
    String other = "another invented phrase 5550101";
    assertThat(
            one.post("/account/password", "present", "wrong", "password", other, "again", other)
                .statusCode())
        .isEqualTo(400);
    assertThat(
            one.post("/account/password", "present", OWN, "password", "short", "again", "short")
                .statusCode())
        .isEqualTo(400);
    assertThat(isIn(two)).isTrue();
    assertThat(
            one.post("/account/password", "present", OWN, "password", other, "again", other)
                .statusCode())
        .isEqualTo(302);
    assertThat(isIn(one)).isTrue();
    assertThat(isIn(two)).isFalse();
    assertThat(isIn(again(SERVER.address(), other))).isTrue();
  }

  @Test
  void halfAnHourWithoutARequestEndsASession() {
    Browser one = first();
    int changed =
        SERVER
            .owner()
            .sql(
                "update orion.spring_session set last_access_time = last_access_time - 31 * 60 * 1000 where principal_name = :id")
            .param("id", person.account().id().toString())
            .update();
    assertThat(changed).isEqualTo(1);
    assertThat(isIn(one)).isFalse();
  }

  @Test
  void aSessionEndsInTheEndHoweverBusy() throws InterruptedException {
    first();
    try (OperationsServer other =
        SERVER.another(Map.of("orion.second-factor", "optional", "orion.session.longest", "3s"))) {
      Browser browser = again("http://127.0.0.1:" + other.port(), OWN);
      assertThat(isIn(browser)).isTrue();
      for (int i = 0; i < 4; i++) {
        Thread.sleep(1_000);
        browser.get("/account");
      }
      assertThat(isIn(browser)).isFalse();
    }
  }

  @Test
  void pagesLookAsTheirUserLikes() {
    Browser one = first();
    one.get("/account");
    assertThat(one.post("/account", "language", "es", "zone", "America/Bogota").statusCode())
        .isEqualTo(302);
    String page = one.get("/account").body();
    assertThat(page).contains("<html lang=\"es\">").contains("Mi cuenta");
    assertThat(page).contains("<option selected>America/Bogota</option>");
    assertThat(page).doesNotContain("id=\"keys\" checked");
  }

  @ParameterizedTest
  @CsvSource({"xx,UTC", "en,Mars/Base", "en,+25:00", "EN,UTC", "'',''", "en,../../etc"})
  void aViewThatThereIsNotIsRefused(String language, String zone) {
    Browser one = first();
    one.get("/account");
    assertThat(one.post("/account", "language", language, "zone", zone).statusCode())
        .isEqualTo(400);
  }
}
