package org.orion.operations.investigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.Contract;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import tools.jackson.databind.JsonNode;

/// The people of cases as a program works with them: every answer is held to the description.
class PersonApiIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Contract contract = new Contract(server.program(agency, Role.SUPERVISOR));
  private String investigation = "";

  @BeforeEach
  void openACase() {
    investigation = open("P-1", "\"H0\"");
  }

  private String open(String number, String handling) {
    return contract.made(
        "/api/v1/cases",
        "{\"number\":\"%s\",\"title\":\"Invented\",\"openedOn\":\"2026-03-01\",\"handling\":%s}"
            .formatted(number, handling));
  }

  private static String stated(String name, String kind) {
    return "{\"kind\":\"%s\",\"name\":\"%s\",\"bornOn\":\"1990-05\",\"access\":[\"COACHING\"]}"
        .formatted(kind, name);
  }

  private HttpResponse<String> record(Contract by, int status, String name, String kind) {
    return by.post(
        status,
        "/api/v1/cases/" + investigation + "/people",
        "{\"person\":%s,\"stage\":\"SUSPECT\",\"onDay\":\"2026-03-02\",\"source\":\"A tip\"}"
            .formatted(stated(name, kind)),
        "Idempotency-Key",
        "p-" + name.replace(' ', '-'));
  }

  private String person(String name) {
    return record(contract, 201, name, "ADULT").headers().firstValue("Location").orElseThrow();
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Test
  void aPersonIsRecordedOnceFoundAndChanged() {
    String path = person("Test Example One");
    assertThat(person("Test Example One")).as("the same key").isEqualTo(path);
    JsonNode listed = contract.get("/api/v1/people?q=example+one");
    assertThat(listed.get("items").size()).isEqualTo(1);
    HttpResponse<String> found = contract.send(200, "GET", path, "");
    assertThat(found.headers().firstValue("ETag")).contains("\"0\"");
    assertThat(contract.get("/api/v1/cases/" + investigation + "/people").at("/items/0/stage"))
        .hasToString("\"SUSPECT\"");
    String changed = stated("Test Example Uno", "ADULT");
    contract.send(428, "PUT", path, changed);
    contract.send(200, "PUT", path, changed, "If-Match", "\"0\"");
    contract.send(412, "PUT", path, stated("Lost", "ADULT"), "If-Match", "\"0\"");
    contract.send(400, "PUT", path, stated("x".repeat(301), "ADULT"), "If-Match", "\"1\"");
    contract.send(
        400, "PUT", path, changed.replace("}", ",\"code\":\"P-1\"}"), "If-Match", "\"1\"");
    assertThat(contract.get(path).get("name").asString()).isEqualTo("Test Example Uno");
  }

  @Test
  void whatIsKnownOfAPersonHasItsSource() {
    String path = person("Test Example Known");
    String other = person("Test Example Other");
    String body =
        "{\"kind\":\"E_MAIL\",\"text\":\"one.%s@example.org\",\"source\":\"A tip\"}"
            .formatted(agency.toLowerCase(Locale.ROOT));
    String known = contract.made(path + "/identifiers", body);
    assertThat(contract.made(path + "/identifiers", body)).as("once more").isEqualTo(known);
    contract.made(other + "/identifiers", body);
    JsonNode candidate = contract.get(path + "/candidates").at("/items/0");
    assertThat(candidate.at("/person/id").asString()).isEqualTo(id(other));
    assertThat(candidate.get("identifiers").asInt()).isEqualTo(1);
    contract.made(
        path + "/judgements",
        "{\"other\":\"%s\",\"judgement\":\"UNSURE\",\"reason\":\"Why\"}".formatted(id(other)));
    assertThat(contract.get(path + "/candidates").at("/items/0/judgement").asString())
        .isEqualTo("UNSURE");
    String relation =
        contract.made(
            path + "/relations",
            "{\"other\":\"%s\",\"kind\":\"FRIEND\",\"source\":\"A tip\"}".formatted(id(other)));
    assertThat(contract.get(other + "/relations").at("/items/0/id").asString()).isEqualTo(relation);
    contract.send(204, "DELETE", path + "/relations/" + relation, "");
    contract.made(
        path + "/stages",
        "{\"investigation\":\"%s\",\"stage\":\"ACCUSED\",\"onDay\":\"2026-04-01\",\"source\":\"A court\"}"
            .formatted(investigation));
    assertThat(contract.get(path + "/stages").get("items").size()).isEqualTo(2);
    assertThat(contract.get(path + "/cases").at("/items/0/stage").asString()).isEqualTo("ACCUSED");
    contract.made(
        path + "/assessments",
        "{\"investigation\":\"%s\",\"level\":\"LOW\",\"method\":\"Example\",\"onDay\":\"2026-04-02\",\"assessor\":\"Test\"}"
            .formatted(investigation));
    assertThat(contract.get(path + "/assessments").at("/items/0/level").asString())
        .isEqualTo("LOW");
    contract.send(404, "DELETE", other + "/identifiers/" + known, "");
    contract.send(204, "DELETE", path + "/identifiers/" + known, "");
    assertThat(contract.get(path + "/identifiers").get("items").size()).isZero();
  }

  @Test
  void recordsAreMergedAndPutBack() {
    String source = person("Test Example Source");
    String target = person("Test Example Target");
    String body = "{\"into\":\"%s\",\"reason\":\"The same\"}".formatted(id(target));
    contract.post(412, source + "/merge", body, "If-Match", "\"4\"");
    contract.post(200, source + "/merge", body, "If-Match", "\"0\"");
    assertThat(contract.get(source).get("mergedInto").asString()).isEqualTo(id(target));
    String merge = contract.get(target + "/merges").at("/items/0/id").asString();
    contract.post(204, "/api/v1/merges/" + merge + "/undo", "{}");
    assertThat(contract.get(source).has("mergedInto")).isFalse();
  }

  @Test
  void aMergeIntoARecordOfARestrictedCaseTellsNothingToWhoIsNotOnItsTeam() {
    String source = person("Test Example Open");
    String another = person("Test Example Another");
    investigation = open("P-2", "\"H3\",\"restriction\":\"The team\"");
    String target = person("Test Example Restricted");
    contract.post(
        200,
        source + "/merge",
        "{\"into\":\"%s\",\"reason\":\"Words 5550103\"}".formatted(id(target)),
        "If-Match",
        "\"0\"");
    Contract analyst = new Contract(server.program(agency, Role.ANALYST));
    analyst.send(404, "GET", target, "");
    assertThat(analyst.get(source).has("mergedInto")).isFalse();
    assertThat(analyst.get(source + "/merges").get("items").size()).isZero();
    HttpResponse<String> page =
        server.signIn(agency, Role.INVESTIGATOR).get(source.replace("/api/v1", ""));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).doesNotContain("5550103").doesNotContain(id(target));
    String body = "{\"into\":\"%s\",\"reason\":\"The same\"}";
    analyst.post(409, source + "/merge", body.formatted(id(another)), "If-Match", "\"1\"");
    analyst.post(409, another + "/merge", body.formatted(id(source)), "If-Match", "\"0\"");
    String merge = contract.get(source + "/merges").at("/items/0/id").asString();
    analyst.post(404, "/api/v1/merges/" + merge + "/undo", "{}");
    assertThat(contract.get(source).get("mergedInto").asString()).isEqualTo(id(target));
    contract.post(204, "/api/v1/merges/" + merge + "/undo", "{}");
  }

  @Test
  void ofWhatASplitMovedEverybodyLearnsWhatHeMaySee() {
    String adult = person("Test Example Moved");
    String young =
        record(contract, 201, "Test Example Moved Too", "CHILD_OF_CONCERN")
            .headers()
            .firstValue("Location")
            .orElseThrow();
    String path = "/api/v1/cases/" + investigation;
    contract.made(
        path + "/split",
        "{\"number\":\"P-3\",\"people\":[\"%s\",\"%s\"],\"tips\":[],\"reason\":\"Why\"}"
            .formatted(id(adult), id(young)));
    Contract investigator = new Contract(server.program(agency, Role.INVESTIGATOR));
    assertThat(investigator.get(path + "/merges").at("/items/0/moved"))
        .hasToString("[\"" + id(adult) + "\"]");
    assertThat(contract.get(path + "/merges").at("/items/0/moved").size()).isEqualTo(2);
    String code = contract.get(young).get("code").asString();
    assertThat(contract.send(200, "GET", path + "/history", "").body()).contains(code);
    assertThat(investigator.send(200, "GET", path + "/history", "").body())
        .contains(contract.get(adult).get("code").asString())
        .doesNotContain(code);
    Contract analyst = new Contract(server.program(agency, Role.ANALYST));
    String split = contract.get(path + "/merges").at("/items/0/id").asString();
    analyst.post(404, "/api/v1/merges/" + split + "/undo", "{}");
    contract.post(204, "/api/v1/merges/" + split + "/undo", "{}");
  }

  @Test
  void aChildOfConcernIsNotThereForWhoMayNotSeeIt() {
    Contract investigator = new Contract(server.program(agency, Role.INVESTIGATOR));
    record(investigator, 409, "Test Example Young", "CHILD_OF_CONCERN");
    String path =
        record(contract, 201, "Test Example Minded", "CHILD_OF_CONCERN")
            .headers()
            .firstValue("Location")
            .orElseThrow();
    investigator.send(404, "GET", path, "");
    investigator.send(404, "GET", path + "/stages", "");
    assertThat(investigator.get("/api/v1/people?q=Minded").get("items").size()).isZero();
    assertThat(investigator.get("/api/v1/cases/" + investigation + "/people").get("items").size())
        .isZero();
  }

  @Test
  void theSecondEditorOfAPersonKeepsWhatHeWrote() {
    String path = person("Test Example Edited");
    String page = path.replace("/api/v1", "");
    Browser late = server.signIn(agency, Role.INVESTIGATOR);
    contract.send(200, "PUT", path, stated("Test Example First", "ADULT"), "If-Match", "\"0\"");
    HttpResponse<String> answer =
        late.post(page + "/edit", "version", "0", "kind", "ADULT", "name", "Test Example Second");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .contains("value=\"Test Example Second\"")
        .contains("Test Example First")
        .contains("name=\"version\" value=\"1\"");
    assertThat(Program.json(contract.send(200, "GET", path, "")).get("name").asString())
        .isEqualTo("Test Example First");
  }
}
