package org.orion.operations.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.orion.operations.Contract;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// The identification board as a program works with it: every answer is held to the description.
class SeriesApiIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Contract contract = new Contract(server.program(agency, Role.SUPERVISOR));

  private String series(String words) {
    return contract
        .post(
            201,
            "/api/v1/series",
            "{\"words\":\"" + words + "\"}",
            "Idempotency-Key",
            "s-" + words.replace(' ', '-'))
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  @Test
  void aSeriesIsOpenedOnceChangedAndClosedByItsVersion() {
    String path = series("Rooms");
    assertThat(series("Rooms")).as("the same key").isEqualTo(path);
    assertThat(contract.get("/api/v1/series").get("items").size()).isEqualTo(1);
    contract.send(428, "PUT", path, "{\"words\":\"Other rooms\"}");
    HttpResponse<String> changed =
        contract.send(200, "PUT", path, "{\"words\":\"Other rooms\"}", "If-Match", "\"0\"");
    assertThat(changed.headers().firstValue("ETag")).contains("\"1\"");
    contract.send(412, "PUT", path, "{\"words\":\"Lost\"}", "If-Match", "\"0\"");
    contract.post(412, path + "/close", "{\"reason\":\"Found\"}", "If-Match", "\"0\"");
    contract.post(200, path + "/close", "{\"reason\":\"Found\"}", "If-Match", "\"1\"");
    assertThat(contract.get("/api/v1/series").get("items").size()).isZero();
    assertThat(contract.get("/api/v1/series?state=CLOSED").at("/items/0/open").asBoolean())
        .isFalse();
    contract.post(200, path + "/reopen", "", "If-Match", "\"2\"");
    contract.send(400, "GET", "/api/v1/series?state=GONE", "");
    HttpResponse<String> late =
        server
            .signIn(agency, Role.ANALYST)
            .post(path.replace("/api/v1", "") + "/edit", "version", "0", "words", "My long words");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).as("to copy").contains("My long words");
  }

  @Test
  void leadsClaimsHoldersAndSharesHangOnASeries() {
    String path = series("Leads");
    String other = series("Leads elsewhere");
    String lead = "{\"kind\":\"CAMERA_SERIAL\",\"value\":\"%s\",\"source\":\"A report\"}";
    String made = contract.made(path + "/leads", lead.formatted("ex-0042/" + agency));
    contract.made(other + "/leads", lead.formatted("EX0042" + agency));
    assertThat(contract.get(path + "/leads").at("/items/0/elsewhere/0/series").asString())
        .isEqualTo(other.substring(other.lastIndexOf('/') + 1));
    assertThat(contract.get("/api/v1/series?q=ex0042" + agency).get("items").size()).isEqualTo(2);
    contract.post(204, path + "/leads/" + made + "/withdraw", "{}");
    contract.post(404, other + "/leads/" + made + "/withdraw", "{}");
    String claim = contract.made(path + "/claims", "{\"note\":\"I look\"}");
    contract.post(409, path + "/claims", "{\"note\":\"I look too\"}");
    contract.post(204, path + "/claims/" + claim + "/release", "{}");
    assertThat(contract.get(path + "/claims").at("/items/0").has("releasedAt")).isTrue();
    String stranger = TestServer.newAgency();
    Contract partner = new Contract(server.program(stranger, Role.ANALYST));
    contract.post(200, path + "/holders", "{\"agency\":\"%s\",\"named\":true}".formatted(stranger));
    partner.send(404, "GET", path, "");
    String share =
        Program.json(
                contract.post(
                    200,
                    path + "/shares",
                    "{\"agency\":\"%s\",\"reason\":\"They hold copies\"}".formatted(stranger)))
            .at("/items/0/id")
            .asString();
    assertThat(partner.get(path + "/holders").at("/items/0/agency").asString()).isEqualTo(stranger);
    partner.send(404, "PUT", path, "{\"words\":\"Ours\"}", "If-Match", "\"0\"");
    contract.post(204, path + "/shares/" + share + "/end", "{}");
    partner.send(404, "GET", path, "");
  }

  @Test
  void casesAndChildrenAreLinkedByWhatPeopleCallThem() {
    String path = series("Links");
    String investigation =
        contract.made(
            "/api/v1/cases",
            "{\"number\":\"S-1\",\"title\":\"Invented\",\"openedOn\":\"2026-03-01\",\"handling\":\"H0\"}");
    String child =
        contract.made(
            "/api/v1/cases/" + investigation + "/children",
            "{\"keepUntil\":\"2060-01-01\",\"first\":{\"fact\":\"IDENTIFIED\",\"onDay\":\"2026-03-02\",\"source\":\"A tip\",\"confidence\":\"CONFIRMED\"}}");
    contract.post(200, path + "/cases", "{\"number\":\"S-1\"}");
    contract.post(409, path + "/cases", "{\"number\":\"S-1\"}");
    contract.post(400, path + "/cases", "{\"number\":\"S-2\"}");
    contract.post(200, path + "/children", "{\"number\":1}");
    assertThat(contract.get(path + "/children").at("/items/0/child").asString()).isEqualTo(child);
    assertThat(contract.get(path + "/cases").at("/items/0/number").asString()).isEqualTo("S-1");
    assertThat(contract.get("/api/v1/children/" + child + "/series").get("items").size())
        .isEqualTo(1);
  }
}
