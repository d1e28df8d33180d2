package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.intake.TipIntake.Accepted;

/// What was done to others' servers of this kind, tried here.
class AttacksIT {
  private static final TestServer SERVER = TestServer.running();
  private static final String PASSWORD = "an invented phrase 5550100";
  private static final Pattern SECRET = Pattern.compile("(?:[A-Za-z0-9]{5}-){3}[A-Za-z0-9]{5}");

  private final String agency = TestServer.newAgency();

  private static List<String> agenciesWith(String login) {
    return SERVER
        .owner()
        .sql("select agency from orion.account where login = :login order by agency")
        .param("login", login)
        .query(String.class)
        .list();
  }

  private static String secretIn(HttpResponse<String> page) {
    Matcher secret = SECRET.matcher(page.body());
    assertThat(secret.find()).as(page.body()).isTrue();
    return secret.group();
  }

  /// S4: fields that name another agency or number change nothing about whose account it becomes.
  @Test
  void anAdministratorAddsToNoOtherAgency() {
    String other = TestServer.newAgency();
    SERVER.add(other, Role.ANALYST);
    Browser administrator = SERVER.signIn(agency, Role.ADMINISTRATOR);
    administrator.get("/accounts");
    String login = "intruder." + agency.toLowerCase(java.util.Locale.ROOT);
    HttpResponse<String> answer =
        administrator.post(
            "/accounts?agency=" + other,
            "login",
            login,
            "name",
            "Example Person",
            "role",
            "supervisor",
            "agency",
            other,
            "id",
            UUID.randomUUID().toString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(agenciesWith(login)).containsExactly(agency);
    String secret = secretIn(answer);
    assertThat(administrator.get("/accounts").body()).contains(login).doesNotContain(secret);
  }

  /// S5: nobody's password is reset from another agency, and the answer tells nothing.
  @Test
  void anAdministratorResetsNobodyElsewhere() {
    Account victim = SERVER.add(TestServer.newAgency(), Role.ADMINISTRATOR).account();
    Browser administrator = SERVER.signIn(agency, Role.ADMINISTRATOR);
    administrator.get("/accounts");
    String sql = "select password_hash || version from orion.account where id = :id";
    String before = SERVER.owner().sql(sql).param("id", victim.id()).query(String.class).single();
    for (String act : List.of("reset", "disable", "end-sessions")) {
      HttpResponse<String> hidden =
          administrator.post("/accounts/" + victim.id() + "/" + act, "agency", victim.agency());
      HttpResponse<String> missing =
          administrator.post("/accounts/" + UUID.randomUUID() + "/" + act);
      assertThat(hidden.statusCode()).isEqualTo(404);
      assertThat(alike(hidden, Map.of())).isEqualTo(alike(missing, Map.of()));
      assertThat(hidden.body()).doesNotContain(victim.login());
    }
    assertThat(SERVER.owner().sql(sql).param("id", victim.id()).query(String.class).single())
        .isEqualTo(before);
  }

  /// S6: what other programs trust says nothing here.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-User",
        "X-Remote-User",
        "Remote-User",
        "X-User-Id",
        "X-Orion-Account",
        "X-Original-User",
        "Cookie"
      })
  void aHeaderThatNamesSomebodyLetsNobodyIn(String header) {
    Account account = SERVER.add(agency, Role.SUPERVISOR).account();
    for (String value : List.of(account.login(), account.id().toString(), "admin")) {
      HttpResponse<String> answer =
          new Program(SERVER.address(), "").send("GET", "/api/v1/me", "", header, value);
      assertThat(answer.statusCode()).isEqualTo(401);
      Browser browser = new Browser(SERVER.address());
      assertThat(browser.send(browser.request("/tips").header(header, value).GET()).statusCode())
          .isEqualTo(302);
    }
  }

  /// S14, through the forms that take an address.
  @ParameterizedTest
  @ValueSource(
      strings = {"//example.org", "/\\example.org", "/%2f%2fexample.org", "https://example.org/"})
  void noFormLeadsToAnotherServer(String target) {
    TestServer.Person person = SERVER.add(agency, Role.ANALYST);
    Browser first = new Browser(SERVER.address());
    first.signIn(person.account().login(), person.password(), PASSWORD);
    Browser browser = new Browser(SERVER.address());
    browser.get("/sign-in");
    HttpResponse<String> signedIn =
        browser.post(
            "/sign-in", "name", person.account().login(), "password", PASSWORD, "to", target);
    assertThat(signedIn.headers().firstValue("Location")).contains("/");
    UUID tip =
        TestTips.csv(SERVER, agency, TestTips.row("S-14", "MATERIAL", "Example Chat", "s14", "x"))
            .getFirst()
            .tip();
    browser.get("/tips");
    HttpResponse<String> assigned =
        browser.post("/tips/assign", "tip", tip.toString(), "to", "me", "back", target);
    assertThat(assigned.statusCode()).isEqualTo(302);
    assertThat(assigned.headers().firstValue("Location")).contains("/");
  }

  /// S16: the right is asked for at the very first request too.
  @Test
  void theFirstRequestOfAReaderMayNotWrite() {
    UUID tip =
        TestTips.csv(
                SERVER,
                SERVER.add(agency, Role.INVESTIGATOR).account().agency(),
                TestTips.row("S-16", "MATERIAL", "Example Chat", "s16", "x"))
            .getFirst()
            .tip();
    HttpResponse<String> answer =
        SERVER
            .program(agency, Role.AUDITOR)
            .post("/api/v1/tips/" + tip + "/priority/resume", "{}", "If-Match", "\"0\"");
    assertThat(answer.statusCode()).isEqualTo(403);
    Browser auditor = SERVER.signIn(agency, Role.AUDITOR);
    String token = auditor.token();
    assertThat(token).isNotEmpty();
    auditor.get("/account");
    assertThat(auditor.post("/tips/" + tip + "/notes", "body", "x").statusCode()).isEqualTo(403);
    assertThat(
            SERVER
                .owner()
                .sql("select count(*) from orion.tip_note where tip = :tip")
                .param("tip", tip)
                .query(Long.class)
                .single())
        .isZero();
  }

  /// SQL in whatever a program may ask a list by is a text like any other.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "' or '1'='1",
        "'; drop table orion.tip; --",
        "x') union select null, null --",
        "1 and pg_sleep(9)",
        "\\'; select 1 --",
        "$$; select 1; $$",
        ":agency",
        "%' or 1=1 --"
      })
  void noParameterOfAListIsRead(String text) {
    SERVER.add(agency, Role.ANALYST);
    TestTips.csv(SERVER, agency, TestTips.row("S-8", "MATERIAL", "Example Chat", "s8", "x"));
    Program program = SERVER.program(agency, Role.SUPERVISOR);
    String value = java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    for (String list :
        List.of(
            "tips?type=",
            "tips?platform=",
            "tips?reporter=",
            "tips?assignee=",
            "tips?cluster=",
            "tips?due=",
            "tips?sort=",
            "tips?after=",
            "search?q=",
            "search?q=s8&after=",
            "clusters?after=",
            "notices?after=",
            "hand-over?hours=")) {
      HttpResponse<String> answer = program.get("/api/v1/" + list + value);
      assertThat(answer.statusCode()).as(list + answer.body()).isIn(200, 400);
      if (answer.statusCode() == 200) {
        assertThat(Program.json(answer).get("items")).as(list).isEmpty();
      }
    }
    assertThat(Program.json(program.get("/api/v1/tips")).get("items")).hasSize(1);
  }

  /// S19: an account, a view, a version of rules and a report that another agency has too.
  @Test
  void whatAnotherAgencyHasTooIsMadeAsIfItWereNew() {
    OneOfEach other = OneOfEach.of(SERVER, TestServer.newAgency());
    String taken = logins(other.agency()).getFirst();
    Browser duplicate = SERVER.signIn(agency, Role.ADMINISTRATOR, Role.SUPERVISOR);
    String fresh = TestServer.newAgency();
    Browser control = SERVER.signIn(fresh, Role.ADMINISTRATOR, Role.SUPERVISOR);
    String unused = taken.replace("person", "nobody");
    assertThat(alike(add(duplicate, taken), Map.of(taken, "LOGIN", agency, "AGENCY")))
        .isEqualTo(alike(add(control, unused), Map.of(unused, "LOGIN", fresh, "AGENCY")));
    assertThat(agenciesWith(taken)).contains(agency, other.agency());
    for (Browser browser : List.of(duplicate, control)) {
      browser.get("/tips");
      assertThat(browser.post("/views", "name", "A view", "path", "/tips?band=URGENT").statusCode())
          .isEqualTo(302);
    }
    String row = TestTips.row("S-19", "MATERIAL", "Example Chat", "s19", "x");
    Accepted elsewhere = TestTips.csv(SERVER, other.agency(), row).getFirst();
    Accepted here = TestTips.csv(SERVER, agency, row).getFirst();
    assertThat(here.kind()).isEqualTo(elsewhere.kind());
    assertThat(here.tip()).isNotEqualTo(elsewhere.tip());
  }

  private static List<String> logins(String agency) {
    return SERVER
        .owner()
        .sql("select login from orion.account where agency = :agency order by id")
        .param("agency", agency)
        .query(String.class)
        .list();
  }

  private static HttpResponse<String> add(Browser administrator, String login) {
    administrator.get("/accounts");
    return administrator.post(
        "/accounts", "login", login, "name", "Example Person", "role", "analyst");
  }

  /// An answer without what is random in it, and without its own names.
  private static String alike(HttpResponse<String> answer, Map<String, String> names) {
    String body =
        SECRET
            .matcher(answer.body())
            .replaceAll("SECRET")
            .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID")
            .replaceAll("(?:_csrf\" value|data-csrf)=\"[^\"]*\"", "CSRF")
            .replaceAll("\\d{4}-\\d{2}-\\d{2}[T ][0-9:.]+Z?", "TIME");
    for (Map.Entry<String, String> name : names.entrySet()) {
      body = body.replaceAll("\\b" + Pattern.quote(name.getKey()) + "\\b", name.getValue());
    }
    return answer.statusCode() + "\n" + body.replaceAll("\\bperson\\d+\\b", "PERSON");
  }
}
