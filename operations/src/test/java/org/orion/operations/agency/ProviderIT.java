package org.orion.operations.agency;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/// How providers' systems come in, on the real server, by a handler that only this test has.
class ProviderIT {
  private static final TestServer SERVER = TestServer.running();
  private static final String PATH = "/ispws/test-whoami";
  private static final RequestMappingInfo ROUTE =
      RequestMappingInfo.paths(PATH)
          .methods(RequestMethod.POST)
          .options(SERVER.handlers().getBuilderConfiguration())
          .build();

  private final Program program = new Program(SERVER.address(), "");

  /// Tells who is in.
  static final class WhoAmI {
    @ResponseBody
    @May(Action.REPORT_TIPS)
    public String tell(Viewer viewer) {
      return viewer.account().toString();
    }
  }

  @BeforeAll
  static void addHandler() throws NoSuchMethodException {
    Method handler = WhoAmI.class.getMethod("tell", Viewer.class);
    SERVER.handlers().registerMapping(ROUTE, new WhoAmI(), handler);
  }

  @AfterAll
  static void removeHandler() {
    SERVER.handlers().unregisterMapping(ROUTE);
  }

  private HttpResponse<String> call(String login, String password) {
    return program.post(PATH, "", "Authorization", basic(login + ":" + password));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
    assertThat(answer.headers().firstValue("Request-ID")).isPresent();
  }

  @Test
  void aProviderIsLetInWithoutSessionOrForm() {
    TestServer.Person provider = SERVER.add(TestServer.newAgency(), Role.PROVIDER);
    HttpResponse<String> answer = call(provider.account().login(), provider.password());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(provider.account().id().toString());
    assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    assertThat(answer.headers().firstValue("Request-ID")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic ???",
        "Basic bm9jb2xvbg==",
        "Bearer x",
        "Basic Og=="
      })
  void whatIsNoPairIsRefused(String header) {
    assertRefused(
        header.isEmpty()
            ? program.post(PATH, "")
            : program.post(PATH, "", "Authorization", header));
  }

  @Test
  void wrongAndBlankPasswordsAreRefused() {
    TestServer.Person provider = SERVER.add(TestServer.newAgency(), Role.PROVIDER);
    String login = provider.account().login();
    assertThat(call(login, provider.password()).statusCode()).isEqualTo(200);
    assertRefused(call(login, ""));
    assertRefused(call(login, " "));
    assertRefused(call(login, provider.password() + "x"));
    assertRefused(call("nobody-of-that-name", provider.password()));
    for (int i = 0; i < 8; i++) {
      assertRefused(call(login, "wrong" + i));
    }
    assertThat(call(login, provider.password()).statusCode())
        .as("nobody can lock a provider out")
        .isEqualTo(200);
    assertThat(
            SERVER
                .owner()
                .sql(
                    "select count(*) from orion.audit_event where object_id = :id and outcome = 'refused'")
                .param("id", provider.account().id().toString())
                .query(Integer.class)
                .single())
        .as("told once a minute")
        .isEqualTo(1);
  }

  @Test
  void aPersonIsNoProviderAndAProviderIsNoPerson() {
    TestServer.Person person = SERVER.add(TestServer.newAgency(), Role.ANALYST);
    assertRefused(call(person.account().login(), person.password()));
    TestServer.Person provider = SERVER.add(TestServer.newAgency(), Role.PROVIDER);
    Browser browser = new Browser(SERVER.address());
    browser.get("/sign-in");
    HttpResponse<String> answer =
        browser.post(
            "/sign-in", "name", provider.account().login(), "password", provider.password());
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("Name or password is wrong.");
  }

  @Test
  void whatIsRememberedEndsWithAResetAndWithDisabling() throws Exception {
    TestServer.Person provider = SERVER.add(TestServer.newAgency(), Role.PROVIDER);
    String login = provider.account().login();
    assertThat(call(login, provider.password()).statusCode()).isEqualTo(200);
    try (AccountDesk desk = AccountDesk.at(SERVER.database())) {
      String renewed = desk.reset(provider.account());
      assertRefused(call(login, provider.password()));
      assertThat(call(login, renewed).statusCode()).isEqualTo(200);
      desk.disable(provider.account());
      assertThat(call(login, renewed).statusCode()).as("known, and may do nothing").isEqualTo(403);
      assertRefused(call(login, provider.password()));
    }
  }

  /// Argon2id takes about 20 ms of one core; 200 calls of it would take seconds.
  @Test
  void aPasswordThatWasRightIsRightAgainAtOnce() {
    TestServer.Person provider = SERVER.add(TestServer.newAgency(), Role.PROVIDER);
    String login = provider.account().login();
    assertThat(call(login, provider.password()).statusCode()).isEqualTo(200);
    ProviderCredentials credentials = SERVER.bean(ProviderCredentials.class);
    long before = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      assertThat(credentials.account(login, provider.password(), "192.0.2.1")).isPresent();
    }
    assertThat(System.nanoTime() - before).isLessThan(1_500_000_000L);
  }

  @Test
  void aProviderHasNoOtherRole() {
    Browser admin = SERVER.signIn(TestServer.newAgency(), Role.ADMINISTRATOR);
    admin.get("/accounts");
    HttpResponse<String> both =
        admin.post(
            "/accounts", "login", "both", "name", "Both", "role", "provider", "role", "analyst");
    assertThat(both.statusCode()).isEqualTo(400);
  }

  @Test
  void aSessionOpensNothingHere() {
    assertRefused(SERVER.signIn(TestServer.newAgency(), Role.ANALYST).get(PATH));
  }
}
