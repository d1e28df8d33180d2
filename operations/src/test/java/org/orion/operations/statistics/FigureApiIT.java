package org.orion.operations.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.orion.operations.Contract;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import tools.jackson.databind.JsonNode;

/// Figures as a program reads and releases them: every answer is held to the description.
class FigureApiIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Contract lead = new Contract(server.program(agency, Role.SUPERVISOR));

  private String operation() {
    return lead.post(
            201,
            "/api/v1/operations",
            "{\"name\":\"Invented %s\",\"startsOn\":\"2026-01-02\",\"endsOn\":\"2026-01-31\"}"
                .formatted(agency))
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  private static long cases(JsonNode figures) {
    return figures
        .get("figures")
        .valueStream()
        .filter(one ->
            one.get("line").asString().equals("CASES_OPENED")
                && one.get("spot").asString().isEmpty())
        .findFirst()
        .orElseThrow()
        .path("figure")
        .asLong(-1);
  }

  @Test
  void exactFiguresAreForThoseWhoTakePartAndReleasedOnesAreRounded() {
    String operation = operation();
    String id = operation.substring(operation.lastIndexOf('/') + 1);
    for (int i = 0; i < 13; i++) {
      lead.made(
          "/api/v1/cases",
          "{\"number\":\"F-%d\",\"title\":\"Invented\",\"openedOn\":\"2026-01-03\",\"handling\":\"H0\",\"operation\":\"%s\"}"
              .formatted(i, id));
    }
    assertThat(cases(lead.get(operation + "/figures"))).isEqualTo(13);
    new Contract(server.program(TestServer.newAgency(), Role.SUPERVISOR))
        .send(404, "GET", operation + "/figures", "");
    Program auditor = server.program(agency, Role.AUDITOR);
    assertThat(auditor.get(operation + "/figures").statusCode()).isEqualTo(403);
    lead.post(409, operation + "/release", "");
    lead.post(200, operation + "/state", "{\"state\":\"ENDED\"}", "If-Match", "\"0\"");
    HttpResponse<String> released =
        lead.post(201, operation + "/release", "", "Idempotency-Key", "r-1");
    String release = released.headers().firstValue("Location").orElseThrow();
    assertThat(
            lead.post(201, operation + "/release", "", "Idempotency-Key", "r-1")
                .headers()
                .firstValue("Location"))
        .contains(release);
    lead.post(409, operation + "/release", "");
    JsonNode told = lead.get(release);
    assertThat(told.at("/release/operation").asString()).isEqualTo(id);
    assertThat(cases(told) % 5).as("rounded to the base, never exact").isZero();
    assertThat(cases(told)).isIn(10L, 15L);
    assertThat(Program.json(auditor.get(release)).at("/release/id").asString())
        .isEqualTo(release.substring(release.lastIndexOf('/') + 1));
    assertThat(lead.get("/api/v1/releases").get("items").size()).isEqualTo(1);
    new Contract(server.program(TestServer.newAgency(), Role.SUPERVISOR))
        .send(404, "GET", release, "");
  }

  @Test
  void aQuarterIsReleasedOnceItIsOver() {
    lead.post(400, "/api/v1/releases", "{\"quarter\":\"2026-Q5\"}");
    lead.post(409, "/api/v1/releases", "{\"quarter\":\"2098-Q1\"}");
    String body = "{\"quarter\":\"2026-Q1\",\"presentations\":12}";
    String release = "/api/v1/releases/" + lead.made("/api/v1/releases", body);
    lead.post(409, "/api/v1/releases", body);
    assertThat(lead.get(release).at("/release/presentations").asInt()).isEqualTo(12);
    new Contract(server.program(agency, Role.INVESTIGATOR)).post(403, "/api/v1/releases", body);
  }
}
