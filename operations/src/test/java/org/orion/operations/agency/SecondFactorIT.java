package org.orion.operations.agency;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.OperationsServer;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// The second factor, on a server where nobody works without one (S7, S8).
class SecondFactorIT {
  private static final TestServer SERVER = TestServer.running();
  private static final String OWN = "an invented phrase 5550100";
  private static final Pattern SECRET = Pattern.compile("<code class=\"secret\">([A-Z2-7 ]+)<");
  private static final Pattern RECOVERY =
      Pattern.compile("<li><code class=\"secret\">([a-z0-9-]+)<");

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static OperationsServer strict;

  @BeforeAll
  static void startStrictServer() {
    strict = SERVER.another(Map.of("orion.second-factor", "required"));
  }

  @AfterAll
  static void endStrictServer() {
    strict.close();
  }

  private final TestServer.Person person = SERVER.add(TestServer.newAgency(), Role.ANALYST);

  private static Browser browser() {
    return new Browser("http://127.0.0.1:" + strict.port());
  }

  private HttpResponse<String> password(Browser browser, String password) {
    browser.get("/sign-in");
    return browser.post("/sign-in", "name", person.account().login(), "password", password);
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  private static String code(byte[] secret, int stepsFromNow) {
    return Totp.code(secret, Totp.step(Instant.now()) + stepsFromNow);
  }

  @SuppressWarnings("ArrayRecordComponent") // read only
  private record Enrolled(Browser browser, byte[] secret, List<String> recovery) {}

  /// Signs in for the first time, and sets up an authenticator as a person would.
  private Enrolled enrol() {
    Browser browser = browser();
    assertThat(location(password(browser, person.password()))).isEqualTo("/sign-in/password");
    browser.get("/sign-in/password");
    assertThat(location(browser.post("/sign-in/password", "password", OWN, "again", OWN)))
        .isEqualTo("/sign-in/enrol");
    assertThat(browser.get("/account/tokens").statusCode()).isEqualTo(302);
    HttpResponse<String> offer = browser.get("/sign-in/enrol");
    assertThat(offer.body()).contains("<svg");
    byte[] secret = new Base32().decode(first(SECRET, offer.body()).replace(" ", ""));
    assertThat(browser.post("/sign-in/enrol", "code", "000000x").statusCode()).isEqualTo(400);
    HttpResponse<String> done = browser.post("/sign-in/enrol", "code", code(secret, -1));
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    List<String> recovery =
        RECOVERY.matcher(done.body()).results().map(found -> found.group(1)).toList();
    assertThat(recovery).hasSize(10).doesNotHaveDuplicates();
    return new Enrolled(browser, secret, recovery);
  }

  @Test
  void nobodyComesInWithAPasswordAlone() {
    Enrolled enrolled = enrol();
    assertThat(enrolled.browser().get("/account/tokens").statusCode()).isEqualTo(200);

    Browser next = browser();
    assertThat(location(password(next, OWN))).isEqualTo("/sign-in/code");
    assertThat(location(next.get("/account/tokens"))).startsWith("/sign-in");
    assertThat(location(next.get("/sign-in/enrol"))).isEqualTo("/sign-in");
    assertThat(location(next.post("/sign-in/enrol", "code", "123456"))).isEqualTo("/sign-in");
    assertThat(location(next.get("/sign-in/password"))).isEqualTo("/sign-in");
    next.get("/sign-in/code");
    String before = next.cookies().getCookieStore().getCookies().toString();
    assertThat(location(next.post("/sign-in/code", "code", code(enrolled.secret(), 0))))
        .isEqualTo("/");
    assertThat(next.cookies().getCookieStore().getCookies().toString()).isNotEqualTo(before);
    assertThat(next.get("/account/tokens").statusCode()).isEqualTo(200);
  }

  /// What opens the registry of controlled accounts once more.
  @Test
  void aFreshProofIsACodeWhereThereIsAnAuthenticator() {
    Enrolled enrolled = enrol();
    SERVER
        .owner()
        .sql(
            """
            with changed as (update orion.account set roles = '{investigator}' where id = :id returning agency, id)
            insert into orion.controller (agency, account, enrolled_by) select agency, id, id from changed
            """)
        .param("id", person.account().id())
        .update();
    Browser browser = enrolled.browser();
    String path = "/controlled-accounts";
    assertThat(browser.get(path).body()).contains("Code of your authenticator");
    for (String wrong : List.of(OWN, "000000", code(enrolled.secret(), -1))) {
      assertThat(browser.post(path + "/proof", "code", wrong).statusCode())
          .as(wrong)
          .isEqualTo(400);
    }
    assertThat(browser.get(path).body()).contains("Code of your authenticator");
    assertThat(location(browser.post(path + "/proof", "code", code(enrolled.secret(), 0))))
        .isEqualTo(path);
    assertThat(browser.get(path).body()).contains("Register an account");
  }

  @Test
  void aCodeWorksOnce() {
    Enrolled enrolled = enrol();
    String code = code(enrolled.secret(), 0);
    Browser one = browser();
    password(one, OWN);
    one.get("/sign-in/code");
    assertThat(one.post("/sign-in/code", "code", code).statusCode()).isEqualTo(302);
    Browser two = browser();
    password(two, OWN);
    two.get("/sign-in/code");
    assertThat(two.post("/sign-in/code", "code", code).statusCode()).isEqualTo(401);
  }

  @Test
  void aRecoveryCodeWorksOnce() {
    Enrolled enrolled = enrol();
    String code = enrolled.recovery().get(3);
    for (int status : new int[] {302, 401}) {
      Browser browser = browser();
      password(browser, OWN);
      browser.get("/sign-in/code");
      assertThat(browser.post("/sign-in/code", "code", code).statusCode()).isEqualTo(status);
    }
  }

  @Test
  void theSixthWrongCodeIsRefusedUnseenAndIsAnEvent() {
    Enrolled enrolled = enrol();
    Browser browser = browser();
    password(browser, OWN);
    browser.get("/sign-in/code");
    for (int i = 0; i < 5; i++) {
      assertThat(browser.post("/sign-in/code", "code", "00000" + i + "a").statusCode())
          .isEqualTo(401);
    }
    HttpResponse<String> sixth = browser.post("/sign-in/code", "code", "111111a");
    assertThat(sixth.statusCode()).isEqualTo(429);
    assertThat(sixth.headers().firstValue("Retry-After")).isPresent();
    assertThat(browser.post("/sign-in/code", "code", code(enrolled.secret(), 0)).statusCode())
        .as("not even the right one")
        .isEqualTo(429);
    assertThat(
            SERVER
                .owner()
                .sql(
                    "select count(*) from orion.audit_event where object_id = :id and verb = 'too-many-codes'")
                .param("id", person.account().id().toString())
                .query(Integer.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void manyGuessesAtOnceAreFiveAtMost() {
    enrol();
    Browser browser = browser();
    password(browser, OWN);
    browser.get("/sign-in/code");
    List<Integer> statuses =
        Stream.generate(() -> "x")
            .limit(40)
            .parallel()
            .map(x -> browser.post("/sign-in/code", "code", "000000b").statusCode())
            .toList();
    assertThat(statuses.stream().filter(status -> status == 401)).hasSize(5);
    assertThat(statuses.stream().filter(status -> status == 429)).hasSize(35);
  }

  @Test
  void secretsAreSealed() {
    Enrolled enrolled = enrol();
    String row =
        SERVER
            .owner()
            .sql("select a::text from orion.account a where id = :id")
            .param("id", person.account().id())
            .query(String.class)
            .single();
    assertThat(row)
        .doesNotContain(java.util.HexFormat.of().formatHex(enrolled.secret()))
        .contains("\\\\x01");
  }

  @Test
  void aChangeAsksForThePasswordOnceMore() {
    Browser browser = enrol().browser();
    browser.get("/account/second-factor");
    assertThat(browser.post("/account/second-factor", "password", "wrong").statusCode())
        .isEqualTo(400);
    assertThat(
            browser.post("/account/second-factor/recovery-codes", "password", "wrong").statusCode())
        .isEqualTo(400);
    HttpResponse<String> renewed =
        browser.post("/account/second-factor/recovery-codes", "password", OWN);
    assertThat(RECOVERY.matcher(renewed.body()).results()).hasSize(10);
    assertThat(browser.post("/account/second-factor/remove", "password", OWN).statusCode())
        .isEqualTo(409);
    HttpResponse<String> offer = browser.post("/account/second-factor", "password", OWN);
    byte[] secret = new Base32().decode(first(SECRET, offer.body()).replace(" ", ""));
    assertThat(browser.post("/account/second-factor/confirm", "code", code(secret, 0)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aResetTakesTheSecondFactorAwayAndEndsSessions() throws Exception {
    Enrolled enrolled = enrol();
    assertThat(enrolled.browser().get("/account/tokens").statusCode()).isEqualTo(200);
    try (AccountDesk desk = AccountDesk.at(SERVER.database())) {
      String once = desk.reset(person.account());
      assertThat(enrolled.browser().get("/account/tokens").statusCode()).isEqualTo(302);
      assertThat(location(password(browser(), once))).isEqualTo("/sign-in/password");
    }
  }

  @Test
  void aMissingAnswerIsNeverTheRightOne() {
    enrol();
    Browser browser = browser();
    password(browser, OWN);
    browser.get("/sign-in/code");
    for (String code : new String[] {"", " ", "000000", "null"}) {
      assertThat(browser.post("/sign-in/code", "code", code).statusCode()).isEqualTo(401);
    }
    assertThat(browser.post("/sign-in/code").statusCode()).isEqualTo(400);
    assertThat(browser.get("/account/tokens").statusCode()).isEqualTo(302);
  }
}
