package org.orion.operations.investigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;

/// Cases and people on the real server, as those who work on them see them: what each page shows
/// and, above all, what it must not show.
class CaseIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);

  private static UUID made(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return UUID.fromString(to.replaceAll("^.*/(?:cases|people)/([0-9a-f-]{36}).*$", "$1"));
  }

  private static UUID open(Browser by, String number, String... more) {
    String[] fields = {"number", number, "title", "Invented " + number, "openedOn", "2026-03-01"};
    String[] handled = more.length == 0 ? new String[] {"handling", "H0"} : more;
    return made(
        by.post(
            "/cases", Stream.concat(Stream.of(fields), Stream.of(handled)).toArray(String[]::new)));
  }

  private static UUID person(Browser by, UUID investigation, String name, String kind) {
    return made(
        by.post(
            "/cases/" + investigation + "/people",
            "name",
            name,
            "kind",
            kind,
            "stage",
            "SUSPECT",
            "onDay",
            "2026-03-02",
            "source",
            "A tip"));
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  private void share(UUID investigation, String with) {
    ok(
        supervisor.post(
            "/cases/" + investigation + "/shares", "agency", with, "reason", "They asked"));
  }

  @Test
  void aCaseOfATipHoldsThatTipAndSaysSoOnItsPage() {
    UUID tip =
        TestTips.csv(
                server,
                agency,
                TestTips.row("CT-1", "MATERIAL", "Example Chat", "case.user", "An invented text"))
            .getFirst()
            .tip();
    UUID id = open(investigator, "K-1", "handling", "H0", "tip", tip.toString());
    assertThat(investigator.get("/cases/" + id + "/tips").body()).contains("/tips/" + tip);
    assertThat(investigator.get("/cases").body()).contains("K-1");
    for (String tab : new String[] {"", "/people", "/tips", "/notes", "/sharing", "/history"}) {
      HttpResponse<String> page = investigator.get("/cases/" + id + tab);
      assertThat(page.statusCode()).as(tab + page.body()).isEqualTo(200);
    }
  }

  @Test
  void anotherAgencySeesACaseOnlyWhileItIsShared() {
    UUID id = open(investigator, "S-1");
    UUID suspect = person(investigator, id, "Test Example Senior", "ADULT");
    ok(investigator.post("/cases/" + id + "/notes", "body", "Our own thought 5550101"));
    String other = TestServer.newAgency();
    Browser stranger = server.signIn(other, Role.INVESTIGATOR);
    assertThat(stranger.get("/cases/" + id).statusCode()).isEqualTo(404);
    assertThat(stranger.get("/people/" + suspect).statusCode()).isEqualTo(404);
    share(id, other);
    assertThat(stranger.get("/cases/" + id).body()).contains("S-1").contains("Test Example Senior");
    assertThat(stranger.get("/people/" + suspect).statusCode()).isEqualTo(200);
    assertThat(stranger.get("/cases/" + id + "/notes").body()).doesNotContain("5550101");
    UUID later = person(investigator, id, "Test Example Later", "ADULT");
    assertThat(stranger.get("/cases/" + id + "/people").body()).contains("/people/" + later);
    assertThat(stranger.post("/cases/" + id + "/notes", "body", "Not mine").statusCode())
        .as("a share shows and lets nothing be changed")
        .isEqualTo(404);
    assertThat(stranger.get("/cases?q=S-1&whose=shared").body()).contains("/cases/" + id);
    String share =
        server
            .owner()
            .sql("select id::text from orion.investigation_share where investigation = :id")
            .param("id", id)
            .query(String.class)
            .single();
    ok(supervisor.post("/cases/" + id + "/shares/" + share + "/end"));
    assertThat(stranger.get("/cases/" + id).statusCode()).isEqualTo(404);
    assertThat(stranger.get("/people/" + suspect).statusCode()).isEqualTo(404);
    assertThat(stranger.get("/people").body()).doesNotContain("Test Example Senior");
  }

  @Test
  void agenciesThatSeeACaseDoNotSeeEachOther() {
    UUID id = open(investigator, "S-2");
    String first = TestServer.newAgency();
    String second = TestServer.newAgency();
    Browser one = server.signIn(first, Role.ANALYST);
    server.signIn(second, Role.ANALYST);
    share(id, first);
    share(id, second);
    assertThat(one.get("/cases/" + id + "/sharing").body()).contains(first).doesNotContain(second);
  }

  @Test
  void aRestrictedCaseIsThereForItsTeamAndSupervisorsAlone() {
    UUID id = open(investigator, "R-1", "handling", "H3", "restriction", "The named team only");
    UUID suspect = person(investigator, id, "Test Example Restricted", "ADULT");
    Browser colleague = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(colleague.get("/cases/" + id).statusCode()).isEqualTo(404);
    assertThat(colleague.get("/people/" + suspect).statusCode()).isEqualTo(404);
    assertThat(colleague.get("/cases").body()).doesNotContain("R-1");
    assertThat(colleague.get("/people?q=Restricted").body())
        .doesNotContain("Test Example Restricted");
    ok(
        investigator.post(
            "/people/" + suspect + "/identifiers",
            "kind",
            "E_MAIL",
            "text",
            "restricted-only@example.org",
            "source",
            "A statement"));
    long identifier =
        server
            .owner()
            .sql("select id from orion.identifier where agency = :agency and normal = :normal")
            .param("agency", agency)
            .param("normal", "restricted-only@example.org")
            .query(Long.class)
            .single();
    assertThat(colleague.get("/identifiers/" + identifier).statusCode()).isEqualTo(404);
    assertThat(supervisor.get("/cases/" + id).statusCode()).isEqualTo(200);
    String other = TestServer.newAgency();
    server.signIn(other, Role.ANALYST);
    HttpResponse<String> refused =
        supervisor.post("/cases/" + id + "/shares", "agency", other, "reason", "They asked");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("H3");
  }

  @Test
  void theLinkOfAnIdentifierThatAPersonAloneHasLeadsToItsPage() {
    UUID id = open(investigator, "I-1");
    UUID suspect = person(investigator, id, "Test Example Known", "ADULT");
    ok(
        investigator.post(
            "/people/" + suspect + "/identifiers",
            "kind",
            "E_MAIL",
            "text",
            "person-only@example.org",
            "source",
            "A statement"));
    Matcher link =
        Pattern.compile("href=\"(/identifiers/\\d+)\"")
            .matcher(investigator.get("/people/" + suspect).body());
    assertThat(link.find()).isTrue();
    HttpResponse<String> page = investigator.get(link.group(1));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("person-only@example.org");
    Browser stranger = server.signIn(TestServer.newAgency(), Role.INVESTIGATOR);
    assertThat(stranger.get(link.group(1)).statusCode()).isEqualTo(404);
  }

  @Test
  void aNumberTellsNothingOfAHiddenCase() {
    open(investigator, "H-1", "handling", "H3", "restriction", "The named team only");
    open(investigator, "H-2");
    Browser colleague = server.signIn(agency, Role.INVESTIGATOR);
    String[] fields = {"title", "Invented", "openedOn", "2026-03-01", "handling", "H0", "number"};
    HttpResponse<String> hidden =
        colleague.post(
            "/cases", Stream.concat(Stream.of(fields), Stream.of("H-1")).toArray(String[]::new));
    HttpResponse<String> seen =
        colleague.post(
            "/cases", Stream.concat(Stream.of(fields), Stream.of("H-2")).toArray(String[]::new));
    assertThat(hidden.statusCode()).as("as if there were none").isEqualTo(302);
    assertThat(seen.statusCode()).isEqualTo(409);
  }

  @Test
  void aChildOfConcernIsSeenByChildSpecialistsAndSupervisorsAlone() {
    UUID id = open(investigator, "C-1");
    Browser specialist = server.signIn(agency, Role.CHILD_SPECIALIST);
    UUID child = person(specialist, id, "Test Example Young", "CHILD_OF_CONCERN");
    assertThat(investigator.get("/people/" + child).statusCode()).isEqualTo(404);
    assertThat(investigator.get("/cases/" + id).body()).doesNotContain("Test Example Young");
    assertThat(investigator.get("/people?q=Young").body()).doesNotContain("Test Example Young");
    assertThat(supervisor.get("/people/" + child).statusCode()).isEqualTo(200);
    assertThat(specialist.get("/cases/" + id).body()).contains("Test Example Young");
    HttpResponse<String> refused =
        investigator.post(
            "/cases/" + id + "/people",
            "name",
            "Test",
            "kind",
            "CHILD_OF_CONCERN",
            "stage",
            "REPORTED",
            "onDay",
            "2026-03-02",
            "source",
            "A tip");
    assertThat(refused.statusCode()).isEqualTo(409);
  }

  @Test
  void theLatestDayDecidesWhereSomebodyStandsWhateverWasEnteredLast() {
    UUID id = open(investigator, "L-1");
    UUID suspect = person(investigator, id, "Test Example Staged", "ADULT");
    for (String[] stage : new String[][] {{"CONVICTED", "2026-09-01"}, {"ACCUSED", "2026-05-01"}}) {
      ok(
          investigator.post(
              "/people/" + suspect + "/stages",
              "number",
              "L-1",
              "stage",
              stage[0],
              "onDay",
              stage[1],
              "source",
              "A court"));
    }
    assertThat(investigator.get("/cases/" + id + "/people").body())
        .contains("Convicted person")
        .doesNotContain("<td>Accused person");
  }

  @Test
  void twoPeopleWhoEditTheSameCaseDoNotOverwriteEachOther() {
    UUID id = open(investigator, "E-1");
    String[] first = {
      "version", "0", "number", "E-1", "title", "First", "openedOn", "2026-03-01", "handling", "H0"
    };
    String[] second = first.clone();
    second[5] = "Second";
    ok(investigator.post("/cases/" + id + "/edit", first));
    assertThat(supervisor.post("/cases/" + id + "/edit", second).statusCode()).isEqualTo(409);
    assertThat(investigator.get("/cases/" + id).body()).contains("First").doesNotContain("Second");
  }

  @Test
  void onlyASupervisorChangesAHandlingCode() {
    UUID id = open(investigator, "E-2", "handling", "H2");
    HttpResponse<String> refused =
        investigator.post(
            "/cases/" + id + "/edit",
            "version",
            "0",
            "number",
            "E-2",
            "title",
            "T",
            "openedOn",
            "2026-03-01",
            "handling",
            "H0");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(investigator.get("/cases/" + id).body()).contains("H2 not to be passed on");
  }

  @Test
  void mergedRecordsLeadToOneAndAreThereAgainWhenItIsUndone() {
    UUID id = open(supervisor, "M-1");
    UUID one = person(supervisor, id, "Test Example Twin", "ADULT");
    UUID other = person(supervisor, id, "Test Example Twin", "ADULT");
    ok(
        supervisor.post(
            "/people/" + one + "/identifiers",
            "kind",
            "E_MAIL",
            "text",
            "twin@example.org",
            "source",
            "A tip"));
    assertThat(supervisor.get("/people/" + one).body()).contains("same name");
    ok(supervisor.post("/people/" + one + "/merge", "into", other.toString(), "reason", "Same"));
    assertThat(supervisor.get("/people/" + other).body()).contains("twin@example.org");
    assertThat(supervisor.get("/people/" + one).body()).contains("/people/" + other);
    assertThat(supervisor.get("/people?q=Twin").body()).doesNotContain("/people/" + one);
    String merge =
        server
            .owner()
            .sql("select id::text from orion.merge where source = :id")
            .param("id", one)
            .query(String.class)
            .single();
    ok(supervisor.post("/merges/" + merge + "/undo", "back", "/people"));
    assertThat(supervisor.get("/people/" + other).body()).doesNotContain("twin@example.org");
    assertThat(supervisor.get("/people?q=Twin").body()).contains("/people/" + one);
    assertThat(supervisor.post("/merges/" + merge + "/undo").statusCode()).isEqualTo(404);
  }

  @Test
  void aSplitMovesPeopleToANewCaseAndUndoingBringsThemBack() {
    UUID id = open(supervisor, "P-1");
    UUID stays = person(supervisor, id, "Test Example Stays", "ADULT");
    UUID goes = person(supervisor, id, "Test Example Goes", "ADULT");
    UUID made =
        made(
            supervisor.post(
                "/cases/" + id + "/split",
                "number",
                "P-2",
                "person",
                goes.toString(),
                "reason",
                "Another matter"));
    assertThat(supervisor.get("/cases/" + made + "/people").body()).contains("/people/" + goes);
    assertThat(supervisor.get("/cases/" + id + "/people").body())
        .contains("/people/" + stays)
        .doesNotContain("/people/" + goes);
    String split =
        server
            .owner()
            .sql("select id::text from orion.merge where source = :id")
            .param("id", id)
            .query(String.class)
            .single();
    ok(supervisor.post("/merges/" + split + "/undo"));
    assertThat(supervisor.get("/cases/" + id + "/people").body()).contains("/people/" + goes);
  }

  @Test
  void aRightThatTheCodeForbidsNeedsARecordedPermission() {
    UUID id = open(supervisor, "G-1", "handling", "H2");
    ok(
        supervisor.post(
            "/cases/" + id + "/permissions",
            "use",
            "PASS_ON",
            "recipient",
            "EXAMPLE-LAB",
            "givenBy",
            "Test Desk",
            "givenOn",
            "2026-03-03",
            "words",
            "By letter of that day"));
    String page = supervisor.get("/cases/" + id + "/sharing").body();
    assertThat(page).contains("EXAMPLE-LAB").contains("By letter of that day");
  }
}
