package org.orion.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.Contract;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import tools.jackson.databind.JsonNode;

/// Operations as a program works with them: every answer is held to the description.
class OperationApiIT {
  private static final String OPERATIONS = "/api/v1/operations";

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Contract lead = new Contract(server.program(agency, Role.SUPERVISOR));

  private static String stated(String name, String startsOn) {
    return "{\"name\":\"%s\",\"objectives\":\"Invented\",\"startsOn\":\"%s\"}"
        .formatted(name, startsOn);
  }

  private String make(String name, String startsOn) {
    return lead.post(
            201,
            OPERATIONS,
            stated(name, startsOn),
            "Idempotency-Key",
            "o-" + name.replace(' ', '-'))
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  private void state(String path, String state, int version) {
    lead.post(
        200, path + "/state", "{\"state\":\"" + state + "\"}", "If-Match", "\"" + version + "\"");
  }

  /// The running ones first, then by the day, the latest first, then by name; each once, wherever a
  /// part ends.
  @Test
  void partsOfTheListFollowOneAnother() {
    make("B", "2026-03-01");
    String ended = make("C", "2026-05-01");
    make("A", "2026-03-01");
    String running = make("D", "2025-01-01");
    make("E", "2026-04-01");
    state(ended, "ENDED", 0);
    state(running, "RUNNING", 0);
    List<String> names = new ArrayList<>();
    String next = "";
    do {
      JsonNode slice = lead.get(OPERATIONS + "?limit=2" + next);
      slice.get("items").valueStream().forEach(one -> names.add(one.get("name").asString()));
      next = slice.has("next") ? "&after=" + slice.get("next").asString() : "";
    } while (!next.isEmpty());
    assertThat(names).containsExactly("D", "E", "A", "B", "C");
    lead.send(400, "GET", OPERATIONS + "?after=x", "");
    assertThat(server.signIn(agency, Role.ANALYST).get("/operations").body())
        .contains(running.replace("/api/v1", ""));
  }

  @Test
  void whoChangesAnOperationNamesTheVersionThatHeRead() {
    String path = make("Invented change", "2026-03-01");
    assertThat(make("Invented change", "2026-03-01")).as("the same key").isEqualTo(path);
    lead.post(409, OPERATIONS, stated("Invented change", "2026-03-01"));
    String body = stated("Invented change", "2026-03-02");
    lead.send(428, "PUT", path, body);
    HttpResponse<String> changed = lead.send(200, "PUT", path, body, "If-Match", "\"0\"");
    assertThat(changed.headers().firstValue("ETag")).contains("\"1\"");
    lead.send(412, "PUT", path, stated("Lost", "2026-03-03"), "If-Match", "\"0\"");
    lead.post(412, path + "/state", "{\"state\":\"RUNNING\"}", "If-Match", "\"0\"");
    assertThat(lead.get(path).get("startsOn").asString()).isEqualTo("2026-03-02");
    Browser late = server.signIn(agency, Role.SUPERVISOR);
    HttpResponse<String> page =
        late.post(
            path.replace("/api/v1", "") + "/edit",
            "version",
            "0",
            "name",
            "The second name",
            "startsOn",
            "2026-03-04",
            "objectives",
            "Long words");
    assertThat(page.statusCode()).isEqualTo(409);
    assertThat(page.body())
        .contains("value=\"The second name\"")
        .contains(">Long words</textarea>")
        .contains("<bdi>Invented change</bdi>")
        .contains("name=\"version\" value=\"1\"");
  }

  @Test
  void agenciesPhasesAndNotesAreThereForThoseWhoTakePart() {
    String path = make("Invented part", "2026-03-01");
    String other = TestServer.newAgency();
    Contract partner = new Contract(server.program(other, Role.SUPERVISOR));
    partner.send(404, "GET", path, "");
    partner.post(404, path + "/notes", "{\"body\":\"Not yet\"}");
    lead.post(200, path + "/agencies", "{\"agency\":\"" + other + "\"}");
    lead.post(400, path + "/agencies", "{\"agency\":\"NOBODY\"}");
    assertThat(partner.get(path + "/agencies").get("items").size()).isEqualTo(2);
    partner.made(path + "/notes", "{\"body\":\"Together <i>\"}", "Idempotency-Key", "n-1");
    partner.made(path + "/notes", "{\"body\":\"Together <i>\"}", "Idempotency-Key", "n-1");
    assertThat(lead.get(path + "/notes").get("items").size()).isEqualTo(1);
    String phase = lead.made(path + "/phases", "{\"name\":\"First\",\"startsOn\":\"2026-03-02\"}");
    partner.send(404, "DELETE", path + "/phases/" + phase, "");
    assertThat(partner.get(path + "/phases").at("/items/0/id").asString()).isEqualTo(phase);
    lead.send(204, "DELETE", path + "/phases/" + phase, "");
    partner.send(404, "PUT", path, stated("Ours", "2026-03-01"), "If-Match", "\"0\"");
    lead.post(409, path + "/agencies/leave", "{\"agency\":\"" + agency + "\"}");
    partner.post(204, path + "/agencies/leave", "{\"agency\":\"" + other + "\"}");
    partner.send(404, "GET", path, "");
    assertThat(
            lead.get(path + "/history")
                .get("items")
                .valueStream()
                .map(one -> one.get("kind").asString()))
        .containsExactly("LEFT", "PHASE_REMOVED", "PHASE_ADDED", "JOINED", "MADE");
    Program investigator = server.program(agency, Role.INVESTIGATOR);
    assertThat(investigator.post(OPERATIONS, stated("No", "2026-03-01")).statusCode())
        .isEqualTo(403);
  }
}
