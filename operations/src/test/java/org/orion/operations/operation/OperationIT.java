package org.orion.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// Operations on the real server, as their lead, the agencies that take part and strangers see
/// them.
class OperationIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final String other = TestServer.newAgency();
  private final Browser lead = server.signIn(agency, Role.SUPERVISOR);
  private final Browser partner = server.signIn(other, Role.SUPERVISOR);

  private static UUID made(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return UUID.fromString(to.replaceAll("^.*/operations/([0-9a-f-]{36}).*$", "$1"));
  }

  private UUID make(String name) {
    return made(
        lead.post(
            "/operations", "name", name, "objectives", "Invented aims", "startsOn", "2026-03-01"));
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  @Test
  void anOperationIsThereForThoseWhoTakePartAndForNobodyElse() {
    UUID id = make("Example Light");
    String path = "/operations/" + id;
    assertThat(partner.get(path).statusCode()).isEqualTo(404);
    assertThat(partner.get("/operations").body()).doesNotContain("Example Light");
    ok(lead.post(path + "/agencies", "agency", other));
    for (String tab : new String[] {"", "/notes", "/history"}) {
      assertThat(partner.get(path + tab).statusCode()).as(tab).isEqualTo(200);
    }
    assertThat(partner.get("/operations").body()).contains("Example Light");
    assertThat(partner.get(path).body()).contains("Invented aims").contains(agency);
    Browser administrator = server.signIn(other, Role.ADMINISTRATOR);
    assertThat(administrator.get(path).statusCode()).isEqualTo(403);
  }

  @Test
  void onlyTheLeadChangesAnOperation() {
    UUID id = make("Example Lead");
    String path = "/operations/" + id;
    ok(lead.post(path + "/agencies", "agency", other));
    String[] edit = {"version", "0", "name", "Taken", "startsOn", "2026-03-01"};
    assertThat(partner.post(path + "/edit", edit).statusCode()).isEqualTo(404);
    assertThat(partner.post(path + "/state", "state", "ENDED").statusCode()).isEqualTo(404);
    assertThat(partner.post(path + "/agencies", "agency", agency).statusCode()).isEqualTo(404);
    assertThat(partner.post(path + "/agencies/leave", "agency", agency).statusCode())
        .as("the lead is not put out")
        .isEqualTo(404);
    Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(investigator.post(path + "/state", "state", "ENDED").statusCode()).isEqualTo(403);
    ok(lead.post(path + "/edit", edit));
    assertThat(lead.post(path + "/edit", edit).statusCode())
        .as("the second of two who edited the same")
        .isEqualTo(409);
    assertThat(lead.get(path).body()).contains("Taken");
  }

  @Test
  void whoLeavesSeesNothingMoreAndTheOthersSeeThatHeLeft() {
    UUID id = make("Example Leaving");
    String path = "/operations/" + id;
    ok(lead.post(path + "/agencies", "agency", other));
    ok(partner.post(path + "/notes", "body", "We bring 5550102"));
    ok(partner.post(path + "/agencies/leave", "agency", other));
    assertThat(partner.get(path).statusCode()).isEqualTo(404);
    assertThat(partner.get(path + "/notes").statusCode()).isEqualTo(404);
    assertThat(partner.post(path + "/notes", "body", "More").statusCode()).isEqualTo(404);
    assertThat(lead.get(path + "/notes").body()).contains("5550102");
    assertThat(lead.get(path + "/history").body()).contains("Agency left").contains(other);
    assertThat(lead.post(path + "/agencies/leave", "agency", agency).statusCode()).isEqualTo(409);
  }

  @Test
  void casesOfAnOperationAreShownToThoseWhoSeeThemAnyway() {
    UUID id = make("Example Cases");
    String path = "/operations/" + id;
    ok(lead.post(path + "/agencies", "agency", other));
    String[] fields = {
      "number",
      "OP-1",
      "title",
      "Invented matter",
      "openedOn",
      "2026-03-02",
      "handling",
      "H0",
      "operation",
      id.toString()
    };
    ok(lead.post("/cases", fields));
    assertThat(lead.get(path).body()).contains("Invented matter");
    assertThat(partner.get(path).body()).doesNotContain("Invented matter").doesNotContain("OP-1");
  }

  @Test
  void anEndedOperationTakesNobodyInAndHasALastDay() {
    UUID id = make("Example End");
    String path = "/operations/" + id;
    ok(lead.post(path + "/phases", "name", "Before the day", "startsOn", "2026-03-01"));
    assertThat(lead.get(path).body()).contains("Before the day");
    ok(lead.post(path + "/state", "state", "ENDED"));
    assertThat(lead.post(path + "/agencies", "agency", other).statusCode()).isEqualTo(409);
    assertThat(lead.post(path + "/state", "state", "ENDED").statusCode()).isEqualTo(409);
    assertThat(
            server
                .owner()
                .sql("select ends_on is not null from orion.operation where id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single())
        .isTrue();
    ok(lead.post(path + "/state", "state", "RUNNING"));
    ok(lead.post(path + "/agencies", "agency", other));
  }

  @Test
  void whatCannotBeIsRefusedInWords() {
    String[] backwards = {"name", "Example", "startsOn", "2026-03-02", "endsOn", "2026-03-01"};
    HttpResponse<String> answer = lead.post("/operations", backwards);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("The last day comes before the first");
    assertThat(lead.post("/operations", "name", " ", "startsOn", "2026-03-02").statusCode())
        .isEqualTo(400);
    make("Example Twice");
    assertThat(
            lead.post("/operations", "name", "Example Twice", "startsOn", "2026-03-02")
                .statusCode())
        .isEqualTo(409);
    assertThat(
            partner
                .post("/operations", "name", "Example Twice", "startsOn", "2026-03-02")
                .statusCode())
        .as("another agency's name tells nothing")
        .isEqualTo(302);
  }
}
