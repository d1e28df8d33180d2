package org.orion.operations.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.database.Vault;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Children on the real server: codes, dated facts, what a share shows, and who opens an identity.
class ChildIT {
  private static final String NAME = "Test Example Of An Invented Name";

  private final TestServer server = TestServer.running();
  private final JdbcClient rows = server.owner();
  private final String agency = TestServer.newAgency();
  private final Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  private static UUID made(HttpResponse<String> answer) {
    ok(answer);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return UUID.fromString(to.replaceAll("^.*/([0-9a-f-]{36}).*$", "$1"));
  }

  private static UUID open(Browser by, String number, String... more) {
    String[] fields = {"number", number, "title", "Invented " + number, "openedOn", "2026-03-01"};
    String[] handled = more.length == 0 ? new String[] {"handling", "H0"} : more;
    return made(by.post("/cases", with(fields, handled)));
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
  }

  private static String[] fact(String fact, String day) {
    return new String[] {
      "fact", fact, "onDay", day, "source", "Report of " + day, "confidence", "CONFIRMED"
    };
  }

  private static UUID child(Browser by, UUID investigation) {
    String until = LocalDate.now(ZoneOffset.UTC).plusYears(5).toString();
    return made(
        by.post(
            "/cases/" + investigation + "/children",
            with(fact("UNIDENTIFIED", "2026-03-02"), "keepUntil", until)));
  }

  /// A specialist on the team of a case.
  private Browser specialist(UUID investigation) {
    TestServer.Person person = server.add(agency, Role.CHILD_SPECIALIST);
    Browser browser = new Browser(server.address());
    browser.signIn(person.account().login(), person.password(), "an invented phrase 5550100");
    ok(
        supervisor.post(
            "/cases/" + investigation + "/team", "account", person.account().id().toString()));
    browser.get("/account");
    return browser;
  }

  private static void name(Browser by, UUID child, int version, String name) {
    ok(
        by.post(
            "/children/" + child + "/identity",
            "version",
            Integer.toString(version),
            "name",
            name,
            "bornOn",
            "2015-03",
            "reason",
            "First entry"));
  }

  private static String identity(Browser by, UUID child) {
    return by.post("/children/" + child + "/identity/open", "reason", "To tell the service").body();
  }

  private long count(String sql, UUID child) {
    return rows.sql(sql).param("child", child).query(Long.class).single();
  }

  @Test
  void numbersCountUpInEachAgencyAndAreGivenOnce() {
    UUID id = open(investigator, "N-1");
    UUID first = child(investigator, id);
    UUID second = child(investigator, id);
    assertThat(investigator.get("/children/" + first).body()).contains("<h1>Child 1</h1>");
    assertThat(investigator.get("/children/" + second).body()).contains("<h1>Child 2</h1>");
    // What fails after the number was taken gives it to nobody, and takes it from nobody.
    String[] late = with(fact("LOCATED", "2999-01-01"), "keepUntil", "2060-01-01");
    assertThat(investigator.post("/cases/" + id + "/children", late).statusCode()).isEqualTo(400);
    UUID third = child(investigator, id);
    assertThat(investigator.get("/children/" + third).body()).contains("<h1>Child 3</h1>");
    assertThatThrownBy(() ->
            asApp(
                Set.of(Role.SUPERVISOR),
                UUID.randomUUID(),
                "delete from orion.child where number = 3"))
        .as("no record is deleted, so that no number is free again")
        .hasStackTraceContaining("permission denied");
  }

  @Test
  void factsAreSeparateAndCorrectedByNewerRowsOnly() {
    UUID one = child(investigator, open(investigator, "F-1"));
    String path = "/children/" + one;
    ok(investigator.post(path + "/facts", fact("IDENTIFIED", "2026-04-01")));
    ok(investigator.post(path + "/facts", fact("LOCATED", "2026-04-03")));
    String wrong =
        rows.sql("select id::text from orion.child_fact where child = :child and fact = 'LOCATED'")
            .param("child", one)
            .query(String.class)
            .single();
    String[] other = {"onDay", "2026-04-05", "source", "A second report", "confidence", "PROBABLE"};
    ok(investigator.post(path + "/facts/" + wrong + "/correct", other));
    assertThat(standing(one))
        .as("by hand: three facts hold at once, the corrected one from its new day")
        .containsExactly("IDENTIFIED 2026-04-01", "LOCATED 2026-04-05", "UNIDENTIFIED 2026-03-02");
    assertThat(investigator.get(path).body())
        .as("what was said stays")
        .contains("2026-04-03")
        .contains("A second report");
    assertThat(investigator.post(path + "/facts/" + wrong + "/correct", other).statusCode())
        .as("two people do not correct the same row")
        .isEqualTo(409);
    String latest =
        rows.sql(
                "select id::text from orion.child_fact where child = :child and corrects is not null")
            .param("child", one)
            .query(String.class)
            .single();
    ok(investigator.post(path + "/facts/" + latest + "/correct", with(other, "holds", "false")));
    assertThat(standing(one)).containsExactly("IDENTIFIED 2026-04-01", "UNIDENTIFIED 2026-03-02");
    assertThatThrownBy(() ->
            asApp(
                Set.of(Role.SUPERVISOR),
                UUID.randomUUID(),
                "update orion.child_fact set holds = true"))
        .hasStackTraceContaining("permission denied");
    assertThat(investigator.get("/children?fact=IDENTIFIED").body()).contains(path);
    assertThat(investigator.get("/children?fact=UNIDENTIFIED").body()).doesNotContain(path);
  }

  private List<String> standing(UUID child) {
    return rows.sql(
            "select fact || ' ' || since from orion.child_standing where child = :child order by 1")
        .param("child", child)
        .query(String.class)
        .list();
  }

  /// Runs a statement as the program does, by its working role, for a viewer.
  private int asApp(Set<Role> roles, UUID account, String sql) {
    Viewer viewer = new Viewer(account, agency, roles, "local");
    JdbcClient app = server.bean(JdbcClient.class);
    return server.bean(ViewerTransactions.class).write(viewer, () -> app.sql(sql).update());
  }

  private long counted(Set<Role> roles, UUID account, String table) {
    Viewer viewer = new Viewer(account, agency, roles, "local");
    JdbcClient app = server.bean(JdbcClient.class);
    return server
        .bean(ViewerTransactions.class)
        .read(
            viewer,
            () -> app.sql("select count(*) from orion." + table).query(Long.class).single());
  }

  @Test
  void aShareShowsCodesAndStatusAndNothingElse() {
    UUID id = open(investigator, "S-1");
    UUID one = child(investigator, id);
    ok(
        investigator.post(
            "/children/" + one + "/steps", "kind", "SERVICE", "title", "Step 5550102"));
    String other = TestServer.newAgency();
    Browser stranger = server.signIn(other, Role.CHILD_SPECIALIST);
    assertThat(stranger.get("/cases/" + id + "/children").statusCode()).isEqualTo(404);
    ok(supervisor.post("/cases/" + id + "/shares", "agency", other, "reason", "They asked"));
    String tab = stranger.get("/cases/" + id + "/children").body();
    assertThat(tab)
        .contains("Child 1 (" + agency + ")")
        .contains("Unidentified")
        .contains("2026-03-02")
        .doesNotContain("Report of")
        .doesNotContain(one.toString())
        .doesNotContain("5550102");
    assertThat(stranger.get("/children/" + one).statusCode()).isEqualTo(404);
    assertThat(stranger.get("/children").body()).contains("No children");
    Browser examiner = server.signIn(agency, Role.EXAMINER);
    assertThat(examiner.get("/cases/" + id).body())
        .as("an examiner has no tab of it")
        .doesNotContain("/children");
    assertThat(examiner.get("/cases/" + id + "/children").statusCode()).isEqualTo(403);
  }

  @Test
  void theChildrenOfARestrictedCaseAreThereForItsTeamAlone() {
    UUID id = open(investigator, "R-1", "handling", "H3", "restriction", "The named team only");
    UUID one = child(investigator, id);
    Browser colleague = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(colleague.get("/children/" + one).statusCode()).isEqualTo(404);
    assertThat(colleague.get("/children").body()).doesNotContain(one.toString());
    assertThat(supervisor.get("/children/" + one).statusCode()).isEqualTo(200);
    UUID open = open(investigator, "R-2");
    ok(investigator.post("/children/" + one + "/cases", "number", "R-2"));
    assertThat(colleague.get("/children/" + one).body()).contains("R-2").doesNotContain("R-1");
    assertThat(colleague.get("/cases/" + open + "/children").body()).contains("/children/" + one);
  }

  @Test
  void onlyASpecialistOfTheTeamOpensAnIdentityAndSaysWhy() {
    UUID id = open(supervisor, "I-1");
    UUID one = child(supervisor, id);
    String path = "/children/" + one + "/identity";
    Browser specialist = specialist(id);
    name(specialist, one, 0, NAME);
    assertThat(specialist.get(path).body()).as("asks first").doesNotContain(NAME);
    assertThat(specialist.post(path + "/open", "reason", " ").statusCode()).isEqualTo(400);
    assertThat(identity(specialist, one)).contains(NAME).contains("2015-03");
    Browser elsewhere = server.signIn(agency, Role.CHILD_SPECIALIST);
    for (Browser not : List.of(elsewhere, investigator, supervisor)) {
      assertThat(not.get(path).statusCode()).isEqualTo(403);
      HttpResponse<String> refused = not.post(path + "/open", "reason", "I want to");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).doesNotContain(NAME);
    }
    assertThat(
            count(
                "select count(*) from orion.audit_event where object_id = :child::text and verb = 'open-identity' and outcome = 'done'",
                one))
        .isEqualTo(1);
    assertThat(supervisor.get("/children/" + one).body()).contains("To tell the service");
    assertThat(investigator.get("/children/" + one).body()).doesNotContain("To tell the service");
    assertThat(
            specialist
                .post(path, "version", "0", "name", "Somebody else", "reason", "Late")
                .statusCode())
        .as("who did not read it does not overwrite it")
        .isEqualTo(409);
    assertThat(identity(specialist, one)).contains(NAME);
  }

  /// The second wall: a query that forgets every condition.
  @Test
  void theDatabaseItselfHidesIdentityAndKeyFromAllOthers() {
    UUID id = open(supervisor, "W-1");
    UUID one = child(supervisor, id);
    name(specialist(id), one, 0, NAME);
    UUID member =
        rows.sql(
                """
                select m.account from orion.investigation_member m join orion.account a on a.id = m.account
                where m.investigation = :child and 'child-specialist' = any(a.roles)
                """)
            .param("child", id)
            .query(UUID.class)
            .single();
    for (String table : List.of("child_identity", "child_key")) {
      assertThat(counted(Set.of(Role.CHILD_SPECIALIST), member, table)).isEqualTo(1);
      assertThat(counted(Set.of(Role.CHILD_SPECIALIST), UUID.randomUUID(), table))
          .as("not on the team")
          .isZero();
      assertThat(counted(Set.of(Role.SUPERVISOR, Role.INVESTIGATOR), member, table))
          .as("on the team, in another role")
          .isZero();
      Viewer machine = Viewer.machine(agency);
      JdbcClient app = server.bean(JdbcClient.class);
      assertThat(
              server
                  .bean(ViewerTransactions.class)
                  .<Long>read(
                      machine,
                      () ->
                          app.sql("select count(*) from orion." + table)
                              .query(Long.class)
                              .single()))
          .as("the server at its own work")
          .isZero();
    }
  }

  /// A copy of the table, as a backup holds it, opens nothing once the key is destroyed; nor does
  /// it with another child's key, nor with the installation's.
  @Test
  void anErasedIdentityIsNotOpenedFromACopyOfItsTable() {
    UUID id = open(supervisor, "E-1");
    UUID one = child(supervisor, id);
    UUID other = child(supervisor, id);
    Browser specialist = specialist(id);
    name(specialist, one, 0, NAME);
    name(specialist, other, 0, "Another invented name");
    byte[] sealed =
        rows.sql("select sealed from orion.child_identity where child = :child")
            .param("child", one)
            .query((row, number) -> row.getBytes(1))
            .single();
    byte[] wrapped =
        rows.sql("select wrapped from orion.child_key where child = :child")
            .param("child", one)
            .query((row, number) -> row.getBytes(1))
            .single();
    Vault installation = server.bean(Vault.class);
    String purpose = "child-identity:" + one;
    Vault own =
        new Vault(
            Base64.getUrlEncoder().encodeToString(installation.open("child-key:" + one, wrapped)));
    assertThat(new String(own.open(purpose, sealed), java.nio.charset.StandardCharsets.UTF_8))
        .as("the control: with its key the copy opens")
        .contains(NAME);
    String path = "/children/" + one + "/identity";
    String[] act = {"authority", "Example Court 26-0042", "reason", "The time is over", "number"};
    assertThat(specialist.post(path + "/erase", with(act, "9999")).statusCode()).isEqualTo(400);
    ok(specialist.post(path + "/erase", with(act, "1")));
    rows.sql(
            "insert into orion.child_identity (child, agency, sealed, version) values (:child, :agency, :sealed, 1)")
        .param("child", one)
        .param("agency", agency)
        .param("sealed", sealed)
        .update();
    assertThat(specialist.post(path + "/open", "reason", "Again").statusCode()).isEqualTo(409);
    assertThat(specialist.get("/children/" + one).body()).contains("erased");
    assertThatThrownBy(() -> installation.open(purpose, sealed))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] foreign =
        rows.sql("select wrapped from orion.child_key where child = :child")
            .param("child", other)
            .query((row, number) -> row.getBytes(1))
            .single();
    assertThatThrownBy(() -> installation.open("child-key:" + one, foreign))
        .as("a key moved to another child's row")
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(count("select count(*) from orion.child_key where child = :child", one)).isZero();
    assertThat(
            rows.sql(
                    "select authority from orion.child_identity_use where child = :child and act = 'ERASED'")
                .param("child", one)
                .query(String.class)
                .single())
        .isEqualTo("Example Court 26-0042");
    assertThat(specialist.post(path, "version", "0", "name", "Again", "reason", "Why").statusCode())
        .as("what was erased is not entered again")
        .isEqualTo(409);
  }

  @Test
  void whatIsKeptTooLongIsListed() {
    UUID one = child(investigator, open(investigator, "D-1"));
    assertThat(investigator.get("/children?due=true").body()).doesNotContain("/children/" + one);
    rows.sql("update orion.child set keep_until = current_date where id = :child")
        .param("child", one)
        .update();
    assertThat(investigator.get("/children?due=true").body()).contains("/children/" + one);
    String[] longer = {"version", "0", "keepUntil", "2060-01-01", "reason", "The trial goes on"};
    ok(investigator.post("/children/" + one + "/retention", longer));
    assertThat(investigator.post("/children/" + one + "/retention", longer).statusCode())
        .isEqualTo(409);
    assertThat(investigator.get("/children?due=true").body()).doesNotContain("/children/" + one);
    assertThat(investigator.get("/children/" + one).body()).contains("The trial goes on");
  }
}
