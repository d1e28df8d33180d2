package org.orion.operations.agency;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;

/// Tokens on the real server (S6).
class TokenIT {
  private static final String UNKNOWN = "orion_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private final TestServer server = TestServer.running();

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.body()).contains("\"status\":401");
  }

  @Test
  void aTokenTellsWhoseItIs() {
    String agency = TestServer.newAgency();
    HttpResponse<String> answer = server.program(agency, Role.ANALYST).get("/api/v1/me");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"agency\":\"" + agency + "\"")
        .contains("\"roles\":[\"analyst\"]")
        .contains("\"see-tips\"");
    assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer garbage",
        "Bearer " + UNKNOWN,
        "Bearer null",
        "Bearer ' or '1'='1",
        "Basic YWRtaW46YWRtaW4=",
        "orion"
      })
  void whatIsNoTokenOpensNothing(String header) {
    Program nobody = new Program(server.address(), "");
    assertRefused(
        header.isEmpty()
            ? nobody.get("/api/v1/me")
            : nobody.send("GET", "/api/v1/me", "", "Authorization", header));
  }

  @Test
  void headersThatNameAUserOpenNothing() {
    Program nobody = new Program(server.address(), "");
    for (String name :
        new String[] {"X-User", "X-Forwarded-User", "Remote-User", "X-Remote-User", "From"}) {
      assertRefused(nobody.send("GET", "/api/v1/me", "", name, "admin"));
    }
  }

  @Test
  void aSessionOpensNothingForPrograms() {
    Browser person = server.signIn(TestServer.newAgency(), Role.ANALYST);
    assertRefused(person.get("/api/v1/me"));
  }

  @Test
  void aTokenOpensNoPage() {
    Program program = server.program(TestServer.newAgency(), Role.ADMINISTRATOR);
    assertThat(program.get("/accounts").statusCode()).isEqualTo(302);
  }

  @Test
  void anExpiredTokenOpensNothing() {
    TestServer.Person person = server.add(TestServer.newAgency(), Role.ANALYST);
    ApiTokens.Made made = server.token(person.account());
    Program program = new Program(server.address(), made.secret());
    assertThat(program.get("/api/v1/me").statusCode()).isEqualTo(200);
    server
        .owner()
        .sql("update orion.api_token set expires_at = now() where id = :id")
        .param("id", made.token().id())
        .update();
    assertRefused(program.get("/api/v1/me"));
  }

  @Test
  void aTokenEndsWithItsAccount() throws Exception {
    TestServer.Person person = server.add(TestServer.newAgency(), Role.ANALYST);
    Program first = new Program(server.address(), server.token(person.account()).secret());
    assertThat(first.get("/api/v1/me").statusCode()).isEqualTo(200);
    try (AccountDesk desk = AccountDesk.at(server.database())) {
      desk.reset(person.account());
      assertRefused(first.get("/api/v1/me"));
      Program second = new Program(server.address(), server.token(person.account()).secret());
      assertThat(second.get("/api/v1/me").statusCode()).isEqualTo(200);
      desk.disable(person.account());
      assertRefused(second.get("/api/v1/me"));
    }
  }

  @Test
  void aScopeNarrowsAndNeverWidens() {
    TestServer.Person person = server.add(TestServer.newAgency(), Role.ANALYST);
    String secret =
        server.token(person.account(), Action.SEE_TIPS, Action.MANAGE_ACCOUNTS).secret();
    assertThat(new Program(server.address(), secret).get("/api/v1/me").body())
        .contains("\"rights\":[\"own-account\",\"see-tips\"]");
  }

  @Test
  void onePersonMakesAndRevokesATokenOnAPage() {
    Browser person = server.signIn(TestServer.newAgency(), Role.ANALYST);
    person.get("/account/tokens");
    HttpResponse<String> made =
        person.post("/account/tokens", "name", "night report", "days", "30", "scope", "see-tips");
    Matcher secret = Pattern.compile("(orion_[\\w-]{43})").matcher(made.body());
    assertThat(secret.find()).as(made.body()).isTrue();
    Program program = new Program(server.address(), secret.group(1));
    assertThat(program.get("/api/v1/me").statusCode()).isEqualTo(200);

    String list = person.get("/account/tokens").body();
    assertThat(list).contains("night report").doesNotContain(secret.group(1));
    Matcher revoke = Pattern.compile("/account/tokens/([\\w-]+)/revoke").matcher(list);
    assertThat(revoke.find()).isTrue();

    Browser colleague = server.signIn(TestServer.newAgency(), Role.ANALYST);
    colleague.get("/account/tokens");
    assertThat(colleague.post(revoke.group()).statusCode()).isEqualTo(404);
    assertThat(program.get("/api/v1/me").statusCode()).isEqualTo(200);

    assertThat(person.post(revoke.group()).statusCode()).isEqualTo(302);
    assertRefused(program.get("/api/v1/me"));
  }

  @Test
  void nobodyGivesATokenMoreThanHeMay() {
    Browser person = server.signIn(TestServer.newAgency(), Role.ANALYST);
    person.get("/account/tokens");
    for (String scope : new String[] {"manage-accounts", "see-everything", ""}) {
      assertThat(
              person.post("/account/tokens", "name", "x", "days", "1", "scope", scope).statusCode())
          .isEqualTo(400);
    }
    assertThat(
            person
                .post("/account/tokens", "name", "x", "days", "367", "scope", "see-tips")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void theSecretIsNotKept() {
    TestServer.Person person = server.add(TestServer.newAgency(), Role.ANALYST);
    ApiTokens.Made made = server.token(person.account());
    String row =
        server
            .owner()
            .sql("select t::text from orion.api_token t where id = :id")
            .param("id", made.token().id())
            .query(String.class)
            .single();
    assertThat(row).doesNotContain(made.secret().substring(6));
  }

  /// By hand: 10 saved up, then one each half second.
  @Test
  void aTokenIsHeldToItsRate() {
    RateLimit limit = new RateLimit(2, 10);
    UUID token = new UUID(1, 1);
    for (int i = 0; i < 10; i++) {
      assertThat(limit.waitNanos(token, 0)).isZero();
    }
    assertThat(limit.waitNanos(token, 0)).isEqualTo(500_000_000);
    assertThat(limit.waitNanos(token, 250_000_000)).isEqualTo(250_000_000);
    assertThat(limit.waitNanos(token, 500_000_000)).isZero();
    assertThat(limit.waitNanos(token, 500_000_000)).isEqualTo(500_000_000);
    assertThat(limit.waitNanos(new UUID(2, 2), 500_000_000)).isZero();
  }

  @Test
  void tooManyRequestsAreToldWhenToComeAgain() {
    Program program = server.program(TestServer.newAgency(), Role.ANALYST);
    HttpResponse<String> last = program.get("/api/v1/me");
    for (int i = 0; i < 2_000 && last.statusCode() == 200; i++) {
      last = program.get("/api/v1/me");
    }
    assertThat(last.statusCode()).isEqualTo(429);
    assertThat(last.headers().firstValue("Retry-After")).contains("1");
  }
}
