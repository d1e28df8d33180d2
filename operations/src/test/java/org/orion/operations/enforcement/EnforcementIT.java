package org.orion.operations.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Planned actions, arrests and charges on the real server: who sees what of them, and what happens
/// when two people say how far an action is.
class EnforcementIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);

  private static UUID made(HttpResponse<String> answer, String of) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return UUID.fromString(to.replaceAll("^.*/" + of + "/([0-9a-f-]{36}).*$", "$1"));
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
  }

  private UUID open(String number, String... more) {
    String[] fields = {"number", number, "title", "Invented " + number, "openedOn", "2026-03-01"};
    return made(
        supervisor.post("/cases", with(fields, more.length == 0 ? handling("H0") : more)), "cases");
  }

  private static String[] handling(String code) {
    return new String[] {"handling", code, "restriction", "H3".equals(code) ? "The team" : ""};
  }

  private UUID person(UUID investigation, String name, String kind) {
    String[] fields = {"stage", "SUSPECT", "onDay", "2026-03-02", "source", "A tip"};
    return made(
        supervisor.post(
            "/cases/" + investigation + "/people", with(fields, "name", name, "kind", kind)),
        "people");
  }

  private UUID plan(Browser by, UUID investigation, String... more) {
    String[] fields = {
      "kind", "BOTH", "country", "ES", "place", "1 Example Street", "startsAt", "2026-03-10T05:30",
      "zone", "Europe/Madrid", "teams", "Team Invented", "authority", "26-0042", "children", "YES",
      "firearms", "UNKNOWN", "risks", "A test dog"
    };
    return made(by.post("/cases/" + investigation + "/actions", with(fields, more)), "actions");
  }

  private UUID operation(String name, String... others) {
    UUID id =
        made(supervisor.post("/operations", "name", name, "startsOn", "2026-03-01"), "operations");
    for (String other : others) {
      ok(supervisor.post("/operations/" + id + "/agencies", "agency", other));
    }
    return id;
  }

  @Test
  void theBoardShowsADaysActionsByTheirMomentsWithTheClocksOfEachPlace() {
    UUID id = open("B-1");
    plan(investigator, id);
    String[] early = {
      "kind",
      "SEARCH",
      "country",
      "AU",
      "place",
      "2 Example Road",
      "startsAt",
      "2026-03-10T14:00",
      "zone",
      "Australia/Sydney",
      "children",
      "NO",
      "firearms",
      "NO"
    };
    ok(investigator.post("/cases/" + id + "/actions", early));
    String page = investigator.get("/actions?day=2026-03-10").body();
    // 14:00 in Sydney is 03:00 UTC then, 05:30 in Madrid is 04:30 UTC.
    assertThat(page)
        .contains("2026-03-10 03:00:00 UTC")
        .contains("2026-03-10 14:00")
        .contains("2026-03-10 04:30:00 UTC")
        .contains("2026-03-10 05:30")
        .contains("Australia/Sydney");
    assertThat(page.indexOf("2 Example Road")).isLessThan(page.indexOf("1 Example Street"));
    assertThat(investigator.get("/actions?day=2026-03-11").body())
        .doesNotContain("1 Example Street");
    Browser administrator = server.signIn(agency, Role.ADMINISTRATOR);
    assertThat(administrator.get("/actions").statusCode()).isEqualTo(403);
  }

  @Test
  void ofTwoPeopleWhoTellAStatusAtOnceOneIsHeard() throws Exception {
    UUID id = open("R-1");
    UUID action = plan(investigator, id);
    String path = "/cases/" + id + "/actions/" + action;
    List<Browser> people = List.of(investigator, supervisor);
    people.forEach(one -> one.get(path));
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      List<Callable<Integer>> tells =
          people.stream()
              .map(one ->
                  (Callable<Integer>)
                      () ->
                          one.post(path + "/status", "version", "0", "status", "STARTED")
                              .statusCode())
              .toList();
      List<Integer> answers =
          pool.invokeAll(tells).stream().map(future -> future.resultNow()).sorted().toList();
      assertThat(answers).containsExactly(302, 409);
    }
    assertThat(
            server
                .owner()
                .sql(
                    "select string_agg(status, ',' order by at) from orion.planned_action_status where action = :id")
                .param("id", action)
                .query(String.class)
                .single())
        .isEqualTo("PLANNED,STARTED");
    assertThat(supervisor.post(path + "/status", "version", "1", "status", "BRIEFED").statusCode())
        .as("what was told is not taken back")
        .isEqualTo(409);
    ok(supervisor.post(path + "/status", "version", "1", "status", "CALLED_OFF"));
    assertThat(supervisor.post(path + "/status", "version", "2", "status", "DONE").statusCode())
        .isEqualTo(409);
    assertThat(supervisor.get(path).body()).contains("Called off").contains("Started");
  }

  @Test
  void anEditOfAnOldStateIsRefused() {
    UUID id = open("R-2");
    UUID action = plan(investigator, id);
    String path = "/cases/" + id + "/actions/" + action + "/edit";
    String[] fields = {
      "version",
      "0",
      "kind",
      "SEARCH",
      "country",
      "ES",
      "place",
      "3 Example Lane",
      "startsAt",
      "2026-03-10T06:00",
      "zone",
      "Europe/Madrid",
      "children",
      "NO",
      "firearms",
      "NO"
    };
    ok(investigator.post(path, fields));
    assertThat(supervisor.post(path, fields).statusCode()).isEqualTo(409);
    assertThat(supervisor.get("/cases/" + id + "/actions").body()).contains("3 Example Lane");
  }

  @Test
  void otherAgenciesOfAnOperationSeeTimeCountryKindAndStatusAlone() {
    String other = TestServer.newAgency();
    Browser partner = server.signIn(other, Role.SUPERVISOR);
    UUID operation = operation("Example Outlines", other);
    UUID id = open("O-1", with(handling("H0"), "operation", operation.toString()));
    UUID suspect = person(id, "Test Example Outlined", "ADULT");
    UUID action = plan(investigator, id, "person", suspect.toString());
    UUID hidden = open("O-3", with(handling("H3"), "operation", operation.toString()));
    String[] restricted = {
      "kind", "ARREST", "country", "PT", "place", "4 Example Square", "startsAt",
      "2026-03-10T07:00", "zone", "Europe/Lisbon", "children", "NO", "firearms", "NO"
    };
    ok(supervisor.post("/cases/" + hidden + "/actions", restricted));
    String path = "/actions?day=2026-03-10&operation=" + operation;
    String page = partner.get(path).body();
    assertThat(page)
        .contains("2026-03-10 04:30:00 UTC")
        .contains("<td>ES</td>")
        .contains("Search and arrest")
        .doesNotContain("Example Street")
        .doesNotContain("Outlined")
        .doesNotContain("Team Invented")
        .doesNotContain("Europe/Madrid")
        .doesNotContain("O-1")
        .doesNotContain("26-0042")
        .doesNotContain(action.toString())
        .doesNotContain(id.toString())
        .doesNotContain("<td>PT</td>");
    Browser stranger = server.signIn(TestServer.newAgency(), Role.SUPERVISOR);
    assertThat(stranger.get(path).body()).doesNotContain("2026-03-10 04:30:00 UTC");
    assertThat(partner.get("/cases/" + id + "/actions/" + action).statusCode()).isEqualTo(404);
    ok(partner.post("/operations/" + operation + "/agencies/leave", "agency", other));
    assertThat(partner.get(path).body()).doesNotContain("2026-03-10 04:30:00 UTC");
  }

  /// The database's own wall, past the program's questions.
  @Test
  void theDatabaseGivesAnotherAgencyNoRowOfAnAction() {
    String other = TestServer.newAgency();
    Viewer partner =
        new Viewer(
            server.add(other, Role.SUPERVISOR).account().id(),
            other,
            java.util.Set.of(Role.SUPERVISOR),
            "local");
    Viewer administrator =
        new Viewer(
            server.add(other, Role.ADMINISTRATOR).account().id(),
            other,
            java.util.Set.of(Role.ADMINISTRATOR),
            "local");
    UUID operation = operation("Example Wall", other);
    UUID id = open("W-1", with(handling("H0"), "operation", operation.toString()));
    plan(investigator, id);
    ok(supervisor.post("/cases/" + id + "/shares", "agency", other, "reason", "They asked"));
    JdbcClient jdbc = server.bean(JdbcClient.class);
    ViewerTransactions transactions = server.bean(ViewerTransactions.class);
    String outline = "select count(*) from orion.actions_of_operation(:id)";
    assertThat(
            transactions.<Long>read(
                partner,
                () ->
                    jdbc.sql("select count(*) from orion.planned_action where investigation = :id")
                        .param("id", id)
                        .query(Long.class)
                        .single()))
        .as("a share of the case shows what is known, not what is planned")
        .isZero();
    assertThat(
            transactions.<Long>read(
                partner, () -> jdbc.sql(outline).param("id", operation).query(Long.class).single()))
        .isEqualTo(1);
    assertThat(
            transactions.<Long>read(
                administrator,
                () -> jdbc.sql(outline).param("id", operation).query(Long.class).single()))
        .isZero();
    List<String> columns =
        transactions.read(
            partner,
            () ->
                jdbc
                    .sql("select * from orion.actions_of_operation(:id)")
                    .param("id", operation)
                    .query()
                    .listOfRows()
                    .getFirst()
                    .keySet()
                    .stream()
                    .sorted()
                    .toList());
    assertThat(columns).containsExactly("country", "kind", "starts_at", "status", "status_at");
  }

  @Test
  void anArrestSetsNoStageUnlessSomebodySaysSo() {
    UUID id = open("A-1");
    UUID first = person(id, "Test Example Arrested", "ADULT");
    String[] fields = {
      "person",
      first.toString(),
      "at",
      "2026-03-10T06:05",
      "zone",
      "Europe/Madrid",
      "country",
      "ES",
      "place",
      "1 Example Street",
      "byWhom",
      "Team Invented",
      "outcome",
      "CUSTODY"
    };
    ok(investigator.post("/cases/" + id + "/arrests", fields));
    assertThat(investigator.get("/cases/" + id + "/people").body())
        .contains("Suspect")
        .doesNotContain("Accused person</td>");
    ok(
        investigator.post(
            "/cases/" + id + "/arrests", with(fields, "stage", "ACCUSED", "source", "The court")));
    assertThat(investigator.get("/people/" + first).body()).contains("Accused person");
    assertThat(investigator.get("/arrests?country=ES").body()).contains("Test Example Arrested");
    assertThat(investigator.get("/arrests?country=FR").body())
        .doesNotContain("Test Example Arrested");
    String arrest =
        server
            .owner()
            .sql(
                "select id::text from orion.arrest where investigation = :id order by recorded_at limit 1")
            .param("id", id)
            .query(String.class)
            .single();
    String annul = "/cases/" + id + "/arrests/" + arrest + "/annul";
    assertThat(investigator.post(annul, "reason", " ").statusCode()).isEqualTo(400);
    ok(investigator.post(annul, "reason", "Entered twice"));
    assertThat(investigator.post(annul, "reason", "Again").statusCode()).isEqualTo(409);
    assertThat(investigator.get("/cases/" + id + "/charges").body()).contains("Entered twice");
  }

  @Test
  void somebodyOfAnotherCaseIsNotArrestedInThisOne() {
    UUID id = open("A-2");
    UUID elsewhere = person(open("A-3"), "Test Example Elsewhere", "ADULT");
    String[] fields = {
      "person",
      elsewhere.toString(),
      "at",
      "2026-03-10T06:05",
      "zone",
      "UTC",
      "country",
      "ES",
      "place",
      "1 Example Street",
      "byWhom",
      "Team Invented",
      "outcome",
      "RELEASED"
    };
    assertThat(investigator.post("/cases/" + id + "/arrests", fields).statusCode()).isEqualTo(400);
  }

  @Test
  void whatConcernsAChildOfConcernIsSeenByWhoSeesTheChild() {
    UUID id = open("C-1");
    UUID child = person(id, "Test Example Young", "CHILD_OF_CONCERN");
    String[] fields = {
      "person",
      child.toString(),
      "at",
      "2026-03-10T06:05",
      "zone",
      "UTC",
      "country",
      "ES",
      "place",
      "5 Example Court",
      "byWhom",
      "Team Invented",
      "outcome",
      "RELEASED"
    };
    ok(supervisor.post("/cases/" + id + "/arrests", fields));
    assertThat(supervisor.get("/arrests").body()).contains("5 Example Court");
    assertThat(investigator.get("/arrests").body()).doesNotContain("5 Example Court");
    assertThat(investigator.get("/cases/" + id + "/charges").body())
        .doesNotContain("5 Example Court")
        .doesNotContain("Young");
    assertThat(investigator.post("/cases/" + id + "/arrests", fields).statusCode()).isEqualTo(400);
  }

  @Test
  void aChargeKeepsTheStatutesWordsAndTheLatestDecisionHolds() {
    UUID id = open("K-1");
    UUID accused = person(id, "Test Example Charged", "ADULT");
    String words = "Whoever tests an invented thing is to be tested.";
    ok(
        investigator.post(
            "/cases/" + id + "/charges",
            "person",
            accused.toString(),
            "system",
            "EX",
            "systemVersion",
            "2026",
            "code",
            "1-1",
            "label",
            "Invented offence",
            "statute",
            words,
            "filedOn",
            "2026-04-01"));
    String charge =
        server
            .owner()
            .sql("select id::text from orion.charge where investigation = :id")
            .param("id", id)
            .query(String.class)
            .single();
    String path = "/cases/" + id + "/charges/" + charge + "/decisions";
    ok(
        investigator.post(
            path, "kind", "ACQUITTED", "onDay", "2026-09-01", "court", "High Test Court"));
    ok(investigator.post(path, "kind", "CONVICTED", "onDay", "2026-06-01", "court", "Test Court"));
    String page = investigator.get("/cases/" + id + "/charges").body();
    assertThat(page).contains(words).contains("High Test Court").doesNotContain("2026-06-01");
    ok(
        investigator.post(
            "/cases/" + id + "/court-dates",
            "person",
            accused.toString(),
            "at",
            "2026-05-01T09:00",
            "zone",
            "America/Bogota",
            "court",
            "Test Court",
            "purpose",
            "Hearing"));
    assertThat(investigator.get("/cases/" + id + "/charges").body())
        .contains("2026-05-01 14:00:00 UTC")
        .contains("2026-05-01 09:00");
  }

  @Test
  void aSharedCaseShowsItsArrestsAndNotItsPlans() {
    UUID id = open("S-1");
    UUID suspect = person(id, "Test Example Shared", "ADULT");
    plan(investigator, id);
    String[] fields = {
      "person",
      suspect.toString(),
      "at",
      "2026-03-10T06:05",
      "zone",
      "UTC",
      "country",
      "ES",
      "place",
      "6 Example Mews",
      "byWhom",
      "Team Invented",
      "outcome",
      "CUSTODY"
    };
    ok(investigator.post("/cases/" + id + "/arrests", fields));
    String other = TestServer.newAgency();
    Browser partner = server.signIn(other, Role.INVESTIGATOR);
    assertThat(partner.get("/cases/" + id + "/charges").statusCode()).isEqualTo(404);
    ok(supervisor.post("/cases/" + id + "/shares", "agency", other, "reason", "They asked"));
    assertThat(partner.get("/cases/" + id + "/charges").body()).contains("6 Example Mews");
    assertThat(partner.get("/cases/" + id + "/actions").body()).doesNotContain("1 Example Street");
    assertThat(partner.post("/cases/" + id + "/arrests", fields).statusCode()).isEqualTo(404);
  }
}
