package org.orion.operations.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.Contract;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import tools.jackson.databind.JsonNode;

/// Planned actions, arrests, charges and court dates as a program works with them: every answer is
/// held to the description.
class EnforcementApiIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Contract contract = new Contract(server.program(agency, Role.INVESTIGATOR));
  private String path = "";
  private String suspect = "";

  @BeforeEach
  void openACaseWithASuspect() {
    path =
        "/api/v1/cases/"
            + contract.made(
                "/api/v1/cases",
                "{\"number\":\"E-1\",\"title\":\"Invented\",\"openedOn\":\"2026-03-01\",\"handling\":\"H0\"}");
    suspect =
        contract.made(
            path + "/people",
            "{\"person\":{\"kind\":\"ADULT\",\"name\":\"Test Example\",\"access\":[]},\"stage\":\"SUSPECT\",\"onDay\":\"2026-03-02\",\"source\":\"A tip\"}");
  }

  private String action(String place, String startsAt) {
    return "{\"person\":\"%s\",\"kind\":\"SEARCH\",\"country\":\"ES\",\"place\":\"%s\",\"startsAt\":\"%s\",\"zone\":\"Europe/Madrid\",\"children\":\"UNKNOWN\",\"firearms\":\"NO\"}"
        .formatted(suspect, place, startsAt);
  }

  @Test
  void anActionIsPlannedChangedAndToldByItsVersion() {
    HttpResponse<String> made =
        contract.post(
            201,
            path + "/actions",
            action("1 Example Street", "2026-03-10T05:30"),
            "Idempotency-Key",
            "a-1");
    String one = made.headers().firstValue("Location").orElseThrow();
    assertThat(contract.get(one).get("startsAt").asString()).isEqualTo("2026-03-10T04:30:00Z");
    assertThat(contract.get(one).get("zone").asString()).isEqualTo("Europe/Madrid");
    String changed = action("2 Example Street", "2026-03-10T06:30");
    contract.send(428, "PUT", one, changed);
    contract.send(200, "PUT", one, changed, "If-Match", "\"0\"");
    contract.send(412, "PUT", one, changed, "If-Match", "\"0\"");
    contract.send(400, "PUT", one, action("x", "2026-03-29T02:30"), "If-Match", "\"1\"");
    contract.post(412, one + "/status", "{\"status\":\"BRIEFED\"}", "If-Match", "\"0\"");
    contract.post(200, one + "/status", "{\"status\":\"STARTED\"}", "If-Match", "\"1\"");
    contract.post(409, one + "/status", "{\"status\":\"BRIEFED\"}", "If-Match", "\"2\"");
    assertThat(
            contract
                .get(one + "/statuses")
                .get("items")
                .valueStream()
                .map(told -> told.get("status").asString()))
        .containsExactly("PLANNED", "STARTED");
    String day = "?from=2026-03-10T00:00:00Z&to=2026-03-11T00:00:00Z";
    assertThat(contract.get("/api/v1/actions" + day).get("items").size()).isEqualTo(1);
    assertThat(contract.get(path + "/actions").get("items").size()).isEqualTo(1);
    contract.send(400, "GET", "/api/v1/actions?from=yesterday&to=2026-03-11T00:00:00Z", "");
    Browser late = server.signIn(agency, Role.INVESTIGATOR);
    String page = one.replace("/api/v1", "");
    HttpResponse<String> answer =
        late.post(
            page + "/edit",
            "version",
            "0",
            "kind",
            "SEARCH",
            "country",
            "ES",
            "place",
            "3 Example Street",
            "startsAt",
            "2026-03-10T07:30",
            "zone",
            "Europe/Madrid",
            "children",
            "NO",
            "firearms",
            "NO");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .contains("value=\"3 Example Street\"")
        .contains("2 Example Street")
        .contains("name=\"version\" value=\"2\"");
  }

  @Test
  void partsOfTheActionsOfACaseFollowOneAnother() {
    List<String> all = new ArrayList<>();
    for (int day = 15; day > 10; day--) {
      all.addFirst(
          contract.made(
              path + "/actions", action("1 Example Street", "2026-03-" + day + "T05:30")));
    }
    List<String> found = new ArrayList<>();
    String next = "";
    do {
      JsonNode slice = contract.get(path + "/actions?limit=2" + next);
      assertThat(slice.get("items").size()).isLessThanOrEqualTo(2);
      slice.get("items").valueStream().forEach(one -> found.add(one.get("id").asString()));
      next = slice.has("next") ? "&after=" + slice.get("next").asString() : "";
    } while (!next.isEmpty());
    assertThat(found).isEqualTo(all);
  }

  /// Puts 500 rows like one before it.
  private void before(String table, String columns, String earlier, String id) {
    server
        .owner()
        .sql(
            "insert into orion.%1$s (agency, investigation, person, %2$s) select agency, investigation, person, %3$s from orion.%1$s, generate_series(1, 500) where id = :id::uuid"
                .formatted(table, columns, earlier))
        .param("id", id)
        .update();
  }

  @Test
  void whatStandsBelowTheEndOfAListIsFoundToo() {
    String last = contract.made(path + "/actions", action("1 Example Street", "2026-12-10T05:30"));
    String planned = "kind, country, place, zone, children, firearms, made_by, starts_at";
    before("planned_action", planned, planned.replace("starts_at", "'2026-01-01'::date"), last);
    String arrest =
        contract.made(
            path + "/arrests",
            "{\"person\":\"%s\",\"action\":\"%s\",\"at\":\"2026-12-10T06:00\",\"zone\":\"UTC\",\"country\":\"ES\",\"place\":\"1 Example Street\",\"byWhom\":\"A team\",\"outcome\":\"CUSTODY\"}"
                .formatted(suspect, last));
    String arrested = "zone, country, place, by_whom, outcome, account, at";
    before("arrest", arrested, arrested.replace(", at", ", '2026-01-01'::date"), arrest);
    assertThat(contract.get(path + "/arrests").get("items").size()).isEqualTo(500);
    String reason = "{\"reason\":\"In error\"}";
    contract.post(404, path + "/arrests/" + UUID.randomUUID() + "/annul", reason);
    contract.post(204, path + "/arrests/" + arrest + "/annul", reason);
    contract.post(409, path + "/arrests/" + arrest + "/annul", reason);
    String charge =
        contract.made(
            path + "/charges",
            "{\"person\":\"%s\",\"system\":\"EX\",\"code\":\"1\",\"label\":\"Invented\",\"statute\":\"Words\",\"filedOn\":\"2026-12-11\"}"
                .formatted(suspect));
    String charged = "system, code, label, statute, account, filed_on";
    before("charge", charged, charged.replace("filed_on", "'2026-01-01'::date"), charge);
    String decision = "{\"kind\":\"CONVICTED\",\"onDay\":\"2026-12-12\",\"court\":\"Test Court\"}";
    contract.post(404, path + "/charges/" + UUID.randomUUID() + "/decisions", decision);
    contract.made(path + "/charges/" + charge + "/decisions", decision);
  }

  @Test
  void otherAgenciesOfAnOperationSeeWhenAndWhatAlone() {
    Contract lead = new Contract(server.program(agency, Role.SUPERVISOR));
    String operation =
        lead.made(
            "/api/v1/operations",
            "{\"name\":\"Invented %s\",\"startsOn\":\"2026-03-01\"}".formatted(agency));
    String other = TestServer.newAgency();
    Contract partner = new Contract(server.program(other, Role.INVESTIGATOR));
    lead.post(
        200, "/api/v1/operations/" + operation + "/agencies", "{\"agency\":\"" + other + "\"}");
    lead.send(
        200,
        "PUT",
        path,
        "{\"number\":\"E-1\",\"title\":\"Invented\",\"openedOn\":\"2026-03-01\",\"handling\":\"H0\",\"band\":\"STANDARD\",\"operation\":\"%s\"}"
            .formatted(operation),
        "If-Match",
        "\"0\"");
    contract.made(path + "/actions", action("1 Example Street", "2026-03-10T05:30"));
    String query = "?from=2026-03-10T00:00:00Z&to=2026-03-11T00:00:00Z&operation=" + operation;
    HttpResponse<String> seen = partner.send(200, "GET", "/api/v1/actions/outlines" + query, "");
    assertThat(Program.json(seen).at("/items/0/kind").asString()).isEqualTo("SEARCH");
    assertThat(seen.body()).doesNotContain("Example Street").doesNotContain(suspect);
    assertThat(partner.get("/api/v1/actions" + query).get("items").size()).isZero();
    partner.send(404, "GET", path + "/actions", "");
  }

  @Test
  void arrestsChargesAndCourtDatesAreRecorded() {
    String arrest =
        "{\"person\":\"%s\",\"at\":\"2026-03-10T06:00\",\"zone\":\"UTC\",\"country\":\"ES\",\"place\":\"1 Example Street\",\"byWhom\":\"A team\",\"outcome\":\"CUSTODY\"}"
            .formatted(suspect);
    String made = contract.made(path + "/arrests", arrest, "Idempotency-Key", "r-1");
    assertThat(contract.made(path + "/arrests", arrest, "Idempotency-Key", "r-1")).isEqualTo(made);
    String days = "/api/v1/arrests?country=ES&from=2026-03-10&to=2026-03-10";
    assertThat(contract.get(days).at("/items/0/id").asString()).isEqualTo(made);
    assertThat(contract.get(days + "&limit=1").has("next")).isFalse();
    contract.send(400, "GET", "/api/v1/arrests?country=XX", "");
    contract.send(400, "GET", "/api/v1/arrests?from=10.3.2026", "");
    contract.post(204, path + "/arrests/" + made + "/annul", "{\"reason\":\"In error\"}");
    contract.post(409, path + "/arrests/" + made + "/annul", "{\"reason\":\"In error\"}");
    assertThat(contract.get(days).get("items").size()).isZero();
    assertThat(contract.get(path + "/arrests").at("/items/0/annulReason").asString())
        .isEqualTo("In error");
    String charge =
        contract.made(
            path + "/charges",
            "{\"person\":\"%s\",\"system\":\"EX\",\"code\":\"1\",\"label\":\"Invented\",\"statute\":\"Words\",\"filedOn\":\"2026-03-11\"}"
                .formatted(suspect));
    contract.made(
        path + "/charges/" + charge + "/decisions",
        "{\"kind\":\"CONVICTED\",\"onDay\":\"2026-06-01\",\"court\":\"Test Court\"}");
    assertThat(contract.get(path + "/charges").at("/items/0/disposition/kind").asString())
        .isEqualTo("CONVICTED");
    new Contract(server.program(agency, Role.ANALYST)).post(403, path + "/arrests", arrest);
  }

  /// Of two who say what came of a court date, the second is told, on a page too, and gets back
  /// what he wrote.
  @Test
  void theOutcomeOfACourtDateIsNotOverwrittenUnseen() {
    String date =
        contract.made(
            path + "/court-dates",
            "{\"person\":\"%s\",\"at\":\"2026-05-01T09:00\",\"zone\":\"UTC\",\"court\":\"Test Court\",\"purpose\":\"Hearing\"}"
                .formatted(suspect));
    int version = contract.get(path + "/court-dates").at("/items/0/version").asInt();
    String outcome = path + "/court-dates/" + date + "/outcome";
    contract.post(428, outcome, "{\"outcome\":\"Adjourned\"}");
    HttpResponse<String> told =
        contract.post(
            200, outcome, "{\"outcome\":\"Adjourned\"}", "If-Match", "\"" + version + "\"");
    contract.post(412, outcome, "{\"outcome\":\"Lost\"}", "If-Match", "\"" + version + "\"");
    HttpResponse<String> late =
        server
            .signIn(agency, Role.INVESTIGATOR)
            .post(
                outcome.replace("/api/v1", ""),
                "version",
                Integer.toString(version),
                "outcome",
                "Held <b>over");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("Held &lt;b&gt;over");
    assertThat(contract.get(path + "/court-dates").at("/items/0/outcome").asString())
        .isEqualTo("Adjourned");
    String tag = told.headers().firstValue("ETag").orElseThrow();
    contract.post(200, outcome, "{\"outcome\":\"Held\"}", "If-Match", tag);
    contract.post(200, outcome, "{\"outcome\":\"Adjourned\"}", "If-Match", "\"2\"");
    contract.post(412, outcome, "{\"outcome\":\"Lost\"}", "If-Match", tag);
  }
}
