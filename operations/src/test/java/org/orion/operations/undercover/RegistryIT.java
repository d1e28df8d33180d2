package org.orion.operations.undercover;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Controlled accounts on the real server: who opens the registry, what a hit tells to whom, and
/// that it tells nothing to anybody else.
class RegistryIT {
  private static final String HOME = "/controlled-accounts";

  private final TestServer server = TestServer.running();
  private final JdbcClient rows = server.owner();
  private final String agency = TestServer.newAgency();
  private final String other = TestServer.newAgency();
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);
  private final TestServer.Person person = server.ready(agency, Role.INVESTIGATOR);
  private final Browser handler = signIn(person);
  private final Browser otherSupervisor = server.signIn(other, Role.SUPERVISOR);
  private final Browser otherAnalyst = server.signIn(other, Role.ANALYST);

  /// An account's name that no other test has.
  private final String name = "Quillon." + agency.toLowerCase(Locale.ROOT).replace("-", "");

  private Browser signIn(TestServer.Person who) {
    Browser browser = server.signIn(who);
    browser.get("/account");
    return browser;
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  private void enroll() {
    ok(supervisor.post("/controllers", "account", person.account().id().toString()));
  }

  private static HttpResponse<String> prove(Browser browser, String password) {
    browser.get(HOME);
    return browser.post(HOME + "/proof", "code", password);
  }

  /// Registers the account as somebody enrolled does.
  private UUID register() {
    enroll();
    ok(prove(handler, TestServer.PASSWORD));
    HttpResponse<String> answer =
        handler.post(
            HOME,
            "kind",
            "USERNAME",
            "text",
            name,
            "platform",
            "Example Chat",
            "authority",
            "Order 26-0042",
            "handler",
            person.account().id().toString(),
            "from",
            "2026-01-02",
            "words",
            "Words 5550104");
    ok(answer);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return UUID.fromString(to.substring(to.length() - 36));
  }

  private UUID tip(String user, String platform) {
    return TestTips.csv(
            server, other, TestTips.row(user + platform, "MATERIAL", platform, user, "Invented"))
        .getFirst()
        .tip();
  }

  private void answer() {
    server.bean(Questions.class).answer();
  }

  private long hits() {
    answer();
    return rows.sql("select count(*) from orion.controlled_hit where agency = :agency")
        .param("agency", agency)
        .query(Long.class)
        .single();
  }

  private long counted(UUID account, Role role, String table) {
    Viewer viewer = new Viewer(account, agency, Set.of(role), "local");
    JdbcClient app = server.bean(JdbcClient.class);
    return server
        .bean(ViewerTransactions.class)
        .<Long>read(
            viewer,
            () -> app.sql("select count(*) from orion." + table).query(Long.class).single());
  }

  @Test
  void theRegistryOpensForTheEnrolledWhoProveOnceMoreWhoTheyAre() {
    assertThat(handler.get(HOME).body()).contains("You are not enrolled");
    UUID account = register();
    assertThat(handler.get(HOME + "/" + account).body())
        .contains(name)
        .contains("Order 26-0042")
        .contains("Words 5550104");
    assertThat(supervisor.get(HOME).body()).as("not enrolled").contains("You are not enrolled");
    assertThat(supervisor.get(HOME + "/" + account).statusCode()).isEqualTo(404);
    Browser elsewhere = new Browser(server.address());
    elsewhere.get("/sign-in");
    ok(
        elsewhere.post(
            "/sign-in", "name", person.account().login(), "password", TestServer.PASSWORD));
    assertThat(elsewhere.get(HOME).body())
        .as("the proof of one session is none of another")
        .contains("Password")
        .doesNotContain("Register");
    assertThat(elsewhere.get(HOME + "/" + account).headers().firstValue("Location")).contains(HOME);
    assertThat(prove(elsewhere, "not the password").statusCode()).isEqualTo(400);
    assertThat(elsewhere.get(HOME).body()).doesNotContain("Register");
    ok(prove(elsewhere, TestServer.PASSWORD));
    assertThat(elsewhere.get(HOME).body()).contains("Register").contains("Account 1");
    String enrolment =
        rows.sql("select id::text from orion.controller where agency = :agency")
            .param("agency", agency)
            .query(String.class)
            .single();
    ok(supervisor.post("/controllers/" + enrolment + "/end"));
    assertThat(handler.get(HOME).body()).contains("You are not enrolled");
    assertThat(handler.get(HOME + "/" + account).statusCode()).isEqualTo(404);
  }

  /// The second wall: a query that forgets every condition.
  @Test
  void theDatabaseItselfShowsNothingWithoutEnrolmentAndAFreshProof() {
    UUID account = register();
    ok(
        handler.post(
            HOME + "/" + account + "/records",
            "kind",
            "MEETING",
            "at",
            "2026-05-01T14:30",
            "words",
            "Invented"));
    tip(name, "Example Chat");
    assertThat(hits()).isEqualTo(1);
    UUID enrolled = person.account().id();
    for (String table : List.of("controlled_account", "controlled_record", "controlled_hit")) {
      assertThat(counted(enrolled, Role.INVESTIGATOR, table)).as(table).isEqualTo(1);
      assertThat(counted(UUID.randomUUID(), Role.SUPERVISOR, table)).as(table).isZero();
    }
    rows.sql(
            "update orion.registry_proof set at = now() - interval '601 seconds' where account = :id")
        .param("id", enrolled)
        .update();
    for (String table : List.of("controlled_account", "controlled_record", "controlled_hit")) {
      assertThat(counted(enrolled, Role.INVESTIGATOR, table)).as(table + " too late").isZero();
    }
    assertThat(counted(enrolled, Role.SUPERVISOR, "controlled_question"))
        .as("what people ask is read by the server alone")
        .isZero();
  }

  @Test
  void theAccountStandsInNoTableInTheClear() {
    register();
    String normal = name.toLowerCase(Locale.ROOT);
    String hex = HexFormat.of().formatHex(normal.getBytes(StandardCharsets.UTF_8));
    for (String table :
        rows.sql(
                "select table_name from information_schema.tables where table_schema = 'orion' and table_type = 'BASE TABLE'")
            .query(String.class)
            .list()) {
      assertThat(
              rows.sql(
                      "select count(*) from orion.%s t where position(:text in lower(t::text)) > 0 or position(:hex in t::text) > 0"
                          .formatted(table))
                  .params(Map.of("text", normal, "hex", hex))
                  .query(Long.class)
                  .single())
          .as(table)
          .isZero();
    }
    // A digest without the key is none of a guess.
    assertThat(
            rows.sql(
                    "select count(*) from orion.controlled_digest where digest = orion.identifier_digest('USERNAME', 'example chat', :text)")
                .param("text", normal)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void aTipWarnsBothSidesAndNobodyElse() {
    UUID account = register();
    UUID tip = tip(name, "Example Chat");
    tip(name, "Another Board");
    assertThat(hits()).as("the same name elsewhere is another account").isEqualTo(1);
    assertThat(handler.get(HOME).body())
        .contains("in a tip")
        .contains(other)
        .doesNotContain(tip.toString());
    assertThat(handler.get(HOME + "/" + account).body()).contains("in a tip");
    assertThat(otherSupervisor.get("/controllers").body())
        .contains("in a tip")
        .contains("/tips/" + tip)
        .contains(agency)
        .doesNotContain(name);
    assertThat(otherSupervisor.get("/notices").body())
        .contains("met a controlled account")
        .contains(agency)
        .doesNotContain(name);
    assertThat(handler.get("/notices").body())
        .contains("your agency controls was met")
        .contains(other);
    assertThat(supervisor.get("/notices").body()).doesNotContain("ontrolled");
    assertThat(otherAnalyst.get("/notices").body()).doesNotContain("ontrolled");
    assertThat(otherAnalyst.get("/controllers").statusCode()).isEqualTo(403);
    assertThat(otherAnalyst.get("/tips/" + tip).body())
        .doesNotContain(agency)
        .doesNotContain("ontrolled");
    assertThat(otherAnalyst.get("/tips/" + tip + "/history").body()).doesNotContain(agency);
    assertThat(supervisor.get("/controllers").body())
        .as("a supervisor who is not enrolled, of the agency that controls it")
        .contains("No warnings");
    assertThat(
            rows.sql(
                    "select count(*) from orion.audit_event where agency = :other and (object_type like 'control%' or verb like '%warn%')")
                .param("other", other)
                .query(Long.class)
                .single())
        .as("auditors of the other side are not told either")
        .isZero();
    String warning =
        rows.sql("select id::text from orion.controlled_warning where agency = :other")
            .param("other", other)
            .query(String.class)
            .single();
    ok(otherSupervisor.post("/controllers/warnings/" + warning + "/seen"));
    assertThat(otherSupervisor.get("/controllers").body()).contains("seen");
    tip(name, "Example Chat");
    assertThat(hits()).as("the same tip once more is no new hit").isEqualTo(1);
  }

  /// The same search for an account that is controlled and for one that nobody has: the same
  /// answer, the same rows written.
  @Test
  void whoSearchesLearnsNothing() {
    register();
    otherAnalyst.get("/tips");
    String unknown = name.replace("Quillon", "Nobodyx");
    String control = searched(unknown);
    assertThat(hits()).isZero();
    assertThat(searched(name)).isEqualTo(control);
    assertThat(hits()).isEqualTo(1);
    assertThat(searched(name)).isEqualTo(control);
    assertThat(hits()).as("once a day for each who searches").isEqualTo(1);
    assertThat(otherSupervisor.get("/controllers").body())
        .contains("in a search")
        .contains(agency)
        .doesNotContain(name);
    assertThat(handler.get(HOME).body()).contains("in a search").contains(other);
  }

  /// The answer to a search without the words that were asked, and what it wrote.
  private String searched(String text) {
    answer();
    long events = events();
    String body =
        otherAnalyst
            .get("/search?q=" + text)
            .body()
            .replace(text, "TEXT")
            .replaceAll("(?:_csrf\" value|data-csrf)=\"[^\"]*\"", "CSRF");
    return body + "\n" + (events() - events);
  }

  private long events() {
    return rows.sql("select count(*) from orion.audit_event where agency = :other")
        .param("other", other)
        .query(Long.class)
        .single();
  }

  @Test
  void everyActAsksWhateverIsFound() {
    List<String> asked =
        server
            .bean(ViewerTransactions.class)
            .write(
                Viewer.machine(other),
                () -> {
                  // In one transaction, so that the server's own answering does not come between.
                  server
                      .bean(org.orion.operations.identifier.IdentifierSearch.class)
                      .find(
                          Viewer.machine(other),
                          "nobody.at.all.5550105",
                          new SliceRequest(10, Optional.empty()));
                  return server
                      .bean(JdbcClient.class)
                      .sql(
                          "select act || ' ' || cardinality(digests) from orion.controlled_question")
                      .query(String.class)
                      .list();
                });
    assertThat(asked).hasSize(1).first().asString().matches("SEARCH [1-9]\\d*");
  }

  @Test
  void whoTypesItIntoARecordIsMetToo() {
    register();
    ok(
        otherAnalyst.post(
            "/cases", "number", "U-1", "title", "T", "openedOn", "2026-03-01", "handling", "H0"));
    String investigation =
        rows.sql("select id::text from orion.investigation where agency = :other")
            .param("other", other)
            .query(String.class)
            .single();
    ok(
        otherAnalyst.post(
            "/cases/" + investigation + "/people",
            "name",
            "Test Example",
            "kind",
            "ADULT",
            "stage",
            "REPORTED",
            "onDay",
            "2026-03-02",
            "source",
            "A tip"));
    String suspect =
        rows.sql("select id::text from orion.person where agency = :other")
            .param("other", other)
            .query(String.class)
            .single();
    ok(
        otherAnalyst.post(
            "/people/" + suspect + "/identifiers",
            "kind",
            "USERNAME",
            "text",
            "@" + name.toUpperCase(Locale.ROOT),
            "platform",
            "example chat",
            "source",
            "A tip"));
    assertThat(hits()).isEqualTo(1);
    assertThat(otherSupervisor.get("/controllers").body()).contains("typed into a record");
  }

  @Test
  void whatWasMetBeforeItWasRegisteredWarnsAtOnce() {
    UUID tip = tip(name, "Example Chat");
    register();
    assertThat(otherSupervisor.get("/controllers").body())
        .contains("known before it was registered")
        .contains("/tips/" + tip);
    assertThat(handler.get(HOME).body()).contains("known before").contains(other);
  }

  @Test
  void meetingsArePlannedHeldOrCancelledAndContactsAreDated() {
    UUID account = register();
    String path = HOME + "/" + account;
    ok(
        handler.post(
            path + "/records",
            "kind",
            "CONTACT",
            "at",
            "2026-04-01T09:00",
            "with",
            "Contact A",
            "words",
            "Said 5550106"));
    ok(
        handler.post(
            path + "/records", "kind", "MEETING", "at", "2026-05-01T14:30", "words", "A station"));
    String meeting =
        rows.sql(
                "select id::text from orion.controlled_record where controlled = :id and kind = 'MEETING'")
            .param("id", account)
            .query(String.class)
            .single();
    assertThat(handler.get(path).body())
        .contains("Said 5550106")
        .contains("2026-04-01 09:00")
        .contains("planned");
    ok(handler.post(path + "/records/" + meeting + "/decide", "state", "CANCELLED"));
    assertThat(handler.get(path).body()).contains("cancelled").doesNotContain("planned");
    String[] change = {
      "version",
      "0",
      "handler",
      person.account().id().toString(),
      "until",
      "2026-06-30",
      "authority",
      "Order 26-0043"
    };
    ok(handler.post(path + "/change", change));
    assertThat(handler.get(path).body()).contains("Order 26-0043").contains("2026-06-30");
    assertThat(handler.post(path + "/change", change).statusCode()).isEqualTo(409);
    change[3] = UUID.randomUUID().toString();
    assertThat(handler.post(path + "/change", change).statusCode())
        .as("a handler is somebody who is enrolled")
        .isEqualTo(400);
  }
}
