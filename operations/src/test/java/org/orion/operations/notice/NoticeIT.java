package org.orion.operations.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.intake.TipIntake.Accepted;
import tools.jackson.databind.JsonNode;

/// Who is told what, once, and by whom it is seen.
class NoticeIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Account supervisor = server.add(agency, Role.SUPERVISOR).account();
  private final Program program = new Program(server.address(), server.token(supervisor).secret());

  private Accepted tip(String owner, String id, String user) {
    return TestTips.csv(
            server, owner, TestTips.row(id, "MATERIAL", "Example Chat", user, "A secret text"))
        .getFirst();
  }

  private static List<String> told(Program program) {
    List<String> told = new ArrayList<>();
    for (JsonNode notice : Program.json(program.get("/api/v1/notices")).get("items")) {
      told.add(notice.get("kind").asString() + " " + notice.get("label").asString());
    }
    return told;
  }

  private static String first(Program program) {
    return Program.json(program.get("/api/v1/notices")).at("/items/0/id").asString();
  }

  private static int see(Program program, String... notices) {
    return program
        .post("/api/v1/notices/seen", "{\"notices\":[\"" + String.join("\",\"", notices) + "\"]}")
        .statusCode();
  }

  /// A cluster is news from its third tip on, and again with its tenth.
  @Test
  void supervisorsLearnThatAClusterFormsAndGrows() {
    Program analyst = server.program(agency, Role.ANALYST);
    Program other = server.program(TestServer.newAgency(), Role.SUPERVISOR);
    for (int i = 1; i <= 12; i++) {
      tip(agency, "C-" + i, "shared.heron");
      int expected = i < 3 || i > 3 && i < 10 || i > 10 ? 0 : 1;
      assertThat(told(program)).as("%d tips", i).hasSize(expected);
      if (expected == 1) {
        assertThat(told(program).getFirst()).matches("CLUSTER_GREW [0-9a-f]{8}");
        assertThat(see(program, first(program))).isEqualTo(204);
      }
    }
    assertThat(told(analyst)).isEmpty();
    assertThat(told(other)).isEmpty();
    assertThat(Program.json(program.get("/api/v1/notices?all=true")).get("items").size())
        .isEqualTo(2);
  }

  @Test
  void supervisorsLearnOfEscalationsButNotOfTheirOwn() {
    Accepted tip = tip(agency, "E-1", "quiet.plover");
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String path = "/tips/" + tip.tip() + "/priority/override";
    analyst.get("/tips/" + tip.tip() + "/priority");
    analyst.post(path, "band", "URGENT", "reason", "A secret reason");
    assertThat(told(program)).containsExactly("TIP_ESCALATED " + tip.code());
    analyst.post(path, "band", "IMMEDIATE", "reason", "More of it");
    assertThat(told(program)).as("not twice while it is not seen").hasSize(1);
    analyst.post(path, "band", "STANDARD", "reason", "Less of it");
    see(program, first(program));
    assertThat(told(program)).as("down is no escalation").isEmpty();
    Program second = server.program(agency, Role.SUPERVISOR);
    int status =
        second
            .post(
                "/api/v1/tips/escalate",
                "{\"tips\":[{\"id\":\"%s\",\"version\":%d}],\"band\":\"URGENT\",\"reason\":\"x\"}"
                    .formatted(tip.tip(), 3))
            .statusCode();
    assertThat(status).isEqualTo(200);
    assertThat(told(second)).isEmpty();
    assertThat(told(program)).hasSize(1);
    assertThat(program.get("/api/v1/notices?all=true").body()).doesNotContain("secret");
  }

  /// Both agencies' supervisors are told: whose tip is paused, and whose interest it touches.
  @Test
  void bothSupervisorsLearnOfAnInterestThatPausesATip() {
    String declarer = TestServer.newAgency();
    Program other = server.program(declarer, Role.SUPERVISOR);
    String until = LocalDate.now(ZoneOffset.UTC).plusDays(30).toString();
    String mail = "wanted." + agency.toLowerCase(java.util.Locale.ROOT);
    String wanted =
        "{\"kind\":\"E_MAIL\",\"text\":\"%s@example.org\",\"until\":\"%s\"}".formatted(mail, until);
    assertThat(other.post("/api/v1/interests", wanted).statusCode()).isEqualTo(201);
    Accepted tip = tip(agency, "I-1", mail);
    assertThat(told(program)).containsExactly("TIP_PAUSED " + tip.code());
    assertThat(told(other)).containsExactly("INTEREST_MET " + agency);
    see(program, first(program));
    tip(agency, "I-1", mail);
    TestTips.csv(server, agency, TestTips.row("I-1", "MATERIAL", "Example Chat", mail, "Changed"));
    assertThat(told(program)).as("it was paused before").isEmpty();
  }

  @Test
  void eachSeesTheirOwnAndMarksNobodyElses() {
    Program colleague = server.program(agency, Role.SUPERVISOR);
    for (int i = 0; i < 3; i++) {
      tip(agency, "O-" + i, "own.siskin");
    }
    assertThat(told(program)).hasSize(1);
    assertThat(told(colleague)).hasSize(1);
    String own = first(program);
    String foreign = first(colleague);
    assertThat(see(program, own, foreign)).as("mixed with a colleague's").isEqualTo(404);
    assertThat(see(program, foreign)).isEqualTo(404);
    assertThat(see(program, UUID.randomUUID().toString())).isEqualTo(404);
    assertThat(told(program)).hasSize(1);
    assertThat(see(program, own, own)).isEqualTo(204);
    assertThat(told(program)).isEmpty();
    assertThat(told(colleague)).hasSize(1);
    assertThat(program.post("/api/v1/notices/seen", "{\"notices\":[]}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void thePageShowsCountsAndMarks() {
    Browser browser = server.signIn(agency, Role.SUPERVISOR);
    assertThat(browser.get("/notices").body()).contains("nothing that you have not seen");
    for (int i = 0; i < 3; i++) {
      tip(agency, "P-" + i, "paged.finch");
      tip(agency, "R-" + i, "other.dunlin");
    }
    assertThat(browser.get("/account").body()).contains("<span id=\"notices\"><strong>2</strong>");
    assertThat(browser.get("/tips/news?since=2026-01-01T00:00:00Z&back=/tips").body())
        .as("live, with the news of the queue")
        .contains("hx-swap-oob=\"true\"><strong>2</strong>");
    String page = browser.get("/notices").body();
    assertThat(page).contains("A cluster formed").contains("href=\"/clusters/");
    List<String> ids =
        java.util.regex.Pattern.compile("name=\"notice\" value=\"([^\"]+)\"")
            .matcher(page)
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();
    assertThat(ids).hasSize(2);
    assertThat(browser.post("/notices/seen", "notice", ids.getFirst()).statusCode()).isEqualTo(302);
    assertThat(browser.get("/account").body()).contains("<strong>1</strong>");
    assertThat(
            browser
                .post("/notices/seen", "notice", ids.getFirst(), "notice", ids.getLast())
                .statusCode())
        .isEqualTo(302);
    assertThat(browser.get("/account").body()).doesNotContain("<strong>");
    assertThat(browser.get("/notices?all=yes").body()).contains("A cluster formed");
    assertThat(browser.post("/notices/seen").statusCode()).isEqualTo(400);
  }
}
