package org.orion.operations.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.Contract;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import tools.jackson.databind.JsonNode;

/// Children as a program works with them, by their codes: every answer is held to the description,
/// and none tells who a child is.
class ChildApiIT {
  private static final String NAME = "Test Example Of A Name Unseen";

  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Contract contract = new Contract(server.program(agency, Role.SUPERVISOR));
  private String investigation = "";

  @BeforeEach
  void openACase() {
    investigation = open("C-1");
  }

  private String open(String number) {
    return open(number, "\"H0\"");
  }

  private String open(String number, String handling) {
    return contract.made(
        "/api/v1/cases",
        "{\"number\":\"%s\",\"title\":\"Invented\",\"openedOn\":\"2026-03-01\",\"handling\":%s}"
            .formatted(number, handling));
  }

  private static String fact(String fact, String day) {
    return "{\"fact\":\"%s\",\"onDay\":\"%s\",\"source\":\"Report\",\"confidence\":\"CONFIRMED\"}"
        .formatted(fact, day);
  }

  private String child(String key) {
    return contract
        .post(
            201,
            "/api/v1/cases/" + investigation + "/children",
            "{\"keepUntil\":\"%s\",\"first\":%s}"
                .formatted(today.plusYears(5), fact("UNIDENTIFIED", "2026-03-02")),
            "Idempotency-Key",
            key)
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  @Test
  void aChildIsRecordedOnceAndItsStatusIsStatedAndCorrected() {
    String path = child("k-1");
    assertThat(child("k-1")).as("the same key").isEqualTo(path);
    JsonNode listed = contract.get("/api/v1/children");
    assertThat(listed.get("items").size()).isEqualTo(1);
    assertThat(listed.at("/items/0/child/number").asInt()).isEqualTo(1);
    contract.made(path + "/facts", fact("IDENTIFIED", "2026-03-05"));
    String located = contract.made(path + "/facts", fact("LOCATED", "2026-03-06"));
    contract.post(400, path + "/facts", fact("LOCATED", "2999-01-01"));
    String correction =
        "{\"onDay\":\"2026-03-07\",\"source\":\"Report\",\"confidence\":\"CONFIRMED\",\"holds\":false}";
    contract.made(path + "/facts/" + located + "/correct", correction);
    contract.post(409, path + "/facts/" + located + "/correct", correction);
    assertThat(contract.get(path + "/facts").get("items").size()).isEqualTo(4);
    assertThat(
            contract.get(path).get("standing").valueStream().map(one -> one.get("fact").asString()))
        .contains("IDENTIFIED")
        .doesNotContain("LOCATED");
    assertThat(contract.get("/api/v1/children?fact=IDENTIFIED").get("items").size()).isEqualTo(1);
    assertThat(contract.get("/api/v1/children?fact=UNIDENTIFIED").get("items").size()).isZero();
    assertThat(contract.get("/api/v1/children?due=true").get("items").size()).isZero();
    contract.send(400, "GET", "/api/v1/children?fact=GONE", "");
  }

  @Test
  void partsOfTheListFollowOneAnother() {
    for (int i = 0; i < 5; i++) {
      child("l-" + i);
    }
    JsonNode first = contract.get("/api/v1/children?limit=3");
    JsonNode second =
        contract.get("/api/v1/children?limit=3&after=" + first.get("next").asString());
    assertThat(
            java.util.stream.Stream.concat(
                    first.get("items").valueStream(), second.get("items").valueStream())
                .map(one -> one.at("/child/number").asInt()))
        .containsExactly(5, 4, 3, 2, 1);
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void howLongAnIdentityIsKeptIsChangedByItsVersion() {
    String path = child("r-1");
    String body = "{\"keepUntil\":\"%s\",\"reason\":\"A court\"}".formatted(today.plusYears(6));
    contract.post(428, path + "/retention", body);
    HttpResponse<String> changed =
        contract.post(200, path + "/retention", body, "If-Match", "\"0\"");
    assertThat(changed.headers().firstValue("ETag")).contains("\"1\"");
    contract.post(412, path + "/retention", body, "If-Match", "\"0\"");
    contract.post(
        400,
        path + "/retention",
        "{\"keepUntil\":\"2020-01-01\",\"reason\":\"Late\"}",
        "If-Match",
        "\"1\"");
    HttpResponse<String> late =
        server
            .signIn(agency, Role.SUPERVISOR)
            .post(
                path.replace("/api/v1", "") + "/retention",
                "version",
                "0",
                "keepUntil",
                today.plusYears(7).toString(),
                "reason",
                "Another reason");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).as("to copy").contains("Another reason");
    assertThat(contract.get(path + "/history").at("/items/0/kind").asString()).isEqualTo("KEPT");
  }

  @Test
  void stepsRelationsAndCasesHangOnAChild() {
    String path = child("h-1");
    String suspect =
        contract.made(
            "/api/v1/cases/" + investigation + "/people",
            "{\"person\":{\"kind\":\"ADULT\",\"name\":\"Test Example\",\"access\":[]},\"stage\":\"SUSPECT\",\"onDay\":\"2026-03-02\",\"source\":\"A tip\"}");
    String code = contract.get("/api/v1/people/" + suspect).get("code").asString();
    contract.post(
        204,
        path + "/relations",
        "{\"code\":\"%s\",\"kind\":\"COACHING\",\"source\":\"A tip\"}".formatted(code));
    String near = contract.get(path + "/relations").at("/items/0/id").asString();
    contract.send(204, "DELETE", path + "/relations/" + near, "");
    contract.send(404, "DELETE", path + "/relations/" + near, "");
    String step = contract.made(path + "/steps", "{\"kind\":\"SERVICE\",\"title\":\"Ask\"}");
    assertThat(
            Program.json(contract.post(200, path + "/steps/" + step + "/finish", "{}"))
                .at("/items/0/doneOn")
                .asString())
        .isEqualTo(today.toString());
    String other = open("C-2");
    contract.post(200, path + "/cases", "{\"investigation\":\"" + other + "\"}");
    assertThat(contract.get("/api/v1/cases/" + other + "/children").get("items").size())
        .isEqualTo(1);
    contract.post(
        204,
        path + "/cases/unlink",
        "{\"investigation\":\"%s\",\"reason\":\"Why\"}".formatted(other));
    contract.post(
        409,
        path + "/cases/unlink",
        "{\"investigation\":\"%s\",\"reason\":\"Why\"}".formatted(investigation));
    assertThat(contract.get(path + "/series").get("items").size()).isZero();
  }

  @Test
  void theNumberOfARestrictedCaseIsNotInTheHistoryThatOthersRead() {
    String path = child("n-1");
    String link = "{\"investigation\":\"%s\"}";
    String hidden = open("C-RESTRICTED-1", "\"H3\",\"restriction\":\"The team\"");
    contract.post(200, path + "/cases", link.formatted(hidden));
    contract.post(200, path + "/cases", link.formatted(open("C-3")));
    contract.post(
        204,
        path + "/cases/unlink",
        "{\"investigation\":\"%s\",\"reason\":\"Words 5550104\"}".formatted(hidden));
    Contract colleague = new Contract(server.program(agency, Role.INVESTIGATOR));
    assertThat(colleague.send(200, "GET", path + "/history", "").body())
        .contains("UNLINKED")
        .contains("C-3")
        .doesNotContain("C-RESTRICTED-1")
        .doesNotContain("5550104");
    HttpResponse<String> page =
        server.signIn(agency, Role.INVESTIGATOR).get(path.replace("/api/v1", ""));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("C-3")
        .doesNotContain("C-RESTRICTED-1")
        .doesNotContain("5550104");
    assertThat(contract.send(200, "GET", path + "/history", "").body())
        .contains("C-RESTRICTED-1")
        .contains("5550104");
  }

  /// The specialist of the case has entered who the child is, and holds a token for everything.
  @Test
  void noAnswerTellsWhoAChildIs() {
    String path = child("i-1");
    TestServer.Person person = server.add(agency, Role.CHILD_SPECIALIST);
    contract.post(
        200,
        "/api/v1/cases/" + investigation + "/team",
        "{\"account\":\"" + person.account().id() + "\"}");
    Browser browser = new Browser(server.address());
    browser.signIn(person.account().login(), person.password(), "an invented phrase 5550100");
    browser.get("/account");
    String page = path.replace("/api/v1", "");
    String[] named = {"version", "0", "name", NAME, "reason", "First entry"};
    assertThat(browser.post(page + "/identity", named).statusCode()).isEqualTo(302);
    assertThat(browser.post(page + "/identity/open", "reason", "To tell").body()).contains(NAME);
    Program program = new Program(server.address(), server.token(person.account()).secret());
    for (String part :
        new String[] {"", "/facts", "/relations", "/steps", "/cases", "/series", "/history"}) {
      HttpResponse<String> answer = program.get(path + part);
      assertThat(answer.statusCode()).as(part).isEqualTo(200);
      assertThat(answer.body()).as(part).doesNotContain(NAME);
    }
    assertThat(program.get("/api/v1/cases/" + investigation + "/children").body())
        .doesNotContain(NAME);
    for (String part : new String[] {"/identity", "/identity/open", "/uses"}) {
      assertThat(program.get(path + part).statusCode()).as(part).isEqualTo(404);
      assertThat(program.post(path + part, "{\"reason\":\"To tell\"}").statusCode())
          .as(part)
          .isEqualTo(404);
    }
    assertThat(program.get("/api/v1/openapi.json").body()).doesNotContain("open-identity");
  }

  @Test
  void anotherAgencyLearnsOfASharedCaseCodesAndStatusAlone() {
    String path = child("s-1");
    String other = TestServer.newAgency();
    Contract stranger = new Contract(server.program(other, Role.SUPERVISOR));
    contract.made(
        "/api/v1/cases/" + investigation + "/shares",
        "{\"agency\":\"%s\",\"reason\":\"They asked\"}".formatted(other));
    JsonNode seen = stranger.get("/api/v1/cases/" + investigation + "/children");
    assertThat(seen.get("items").size()).isZero();
    assertThat(seen.at("/shared/0/number").asInt()).isEqualTo(1);
    stranger.send(404, "GET", path, "");
    stranger.post(404, path + "/facts", fact("LOCATED", "2026-03-06"));
    Program examiner = server.program(agency, Role.EXAMINER);
    assertThat(examiner.get(path).statusCode()).isEqualTo(403);
  }
}
