package org.orion.operations.priority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.orion.exchange.tip.IncidentType;
import org.orion.exchange.tip.ReportAnnotation;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.ForbiddenException;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.identifier.Interests;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The priority of tips on the real server: scored in the queue's rows, decided by people, and
/// scored again.
class PriorityIT {
  private static final String HEADER = "external_id,username,platform,escalation,country";

  private final TestServer server = TestServer.running();
  private final ViewerTransactions transactions = server.bean(ViewerTransactions.class);
  private final PriorityOfTips priorities = server.bean(PriorityOfTips.class);
  private final JdbcClient jdbc = server.bean(JdbcClient.class);
  private final String agency = TestServer.newAgency();
  private Viewer supervisor;
  private ReceivedTips tips;

  @BeforeEach
  void anAgency() {
    supervisor = server.add(agency, Role.SUPERVISOR).account().viewer("192.0.2.1");
    tips = new ReceivedTips(server, supervisor);
  }

  private TipPriority of(UUID tip) {
    return transactions.read(supervisor, () -> priorities.of(supervisor, tip));
  }

  private record Queued(String band, int urgency, int points) {}

  private Queued queued(UUID tip) {
    return transactions.read(
        supervisor,
        () ->
            jdbc.sql("select band, urgency, points from orion.tip where id = :id")
                .param("id", tip)
                .query((row, number) ->
                    new Queued(row.getString("band"), row.getInt("urgency"), row.getInt("points")))
                .single());
  }

  private List<String> changes(UUID tip, String kind) {
    return transactions.read(
        supervisor,
        () ->
            jdbc.sql(
                    "select before || '>' || after || '|' || reason from orion.tip_change where tip = :id and kind = :kind order by id")
                .param("id", tip)
                .param("kind", kind)
                .query(String.class)
                .list());
  }

  private List<String> events(UUID tip) {
    return transactions.read(
        supervisor,
        () ->
            jdbc.sql("select verb from orion.audit_event where object_id = :id order by id")
                .param("id", tip.toString())
                .query(String.class)
                .list());
  }

  @Test
  void aChildInDangerStandsFirstWhateverThePoints() {
    UUID danger = tips.csv(HEADER, "D-1,sample.one,ExampleChat,A child is in immediate danger.,XX");
    // 25 points for the escalation are STANDARD by the thresholds; the floor lifts it.
    assertThat(queued(danger)).isEqualTo(new Queued("IMMEDIATE", 0, 25));
    assertThat(of(danger).score().floors())
        .extracting(FloorReason::floor)
        .containsExactly(Floor.CHILD_IN_DANGER);
    UUID haste = tips.csv(HEADER, "D-2,sample.two,ExampleChat,Please be quick.,XX");
    assertThat(queued(haste)).isEqualTo(new Queued("STANDARD", 2, 25));
    UUID silent = tips.csv(HEADER, "D-3,sample.three,ExampleChat,,XX");
    assertThat(queued(silent)).isEqualTo(new Queued("MONITOR", 3, 0));
    assertThat(changes(silent, "SCORED")).containsExactly(">MONITOR|");
  }

  @Test
  void aPersonLiftsATipAndTakesItBack() {
    UUID tip = tips.csv(HEADER, "O-1,sample.one,ExampleChat,,XX");
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String path = "/tips/" + tip + "/priority";
    assertThat(analyst.get(path).body()).contains("Monitor").contains("No rule gives it points");
    assertThat(analyst.post(path + "/override", "band", "URGENT", "reason", "").statusCode())
        .isEqualTo(400);
    assertThat(queued(tip).band()).isEqualTo("MONITOR");
    HttpResponse<String> done =
        analyst.post(
            path + "/override", "band", "URGENT", "reason", "<i>A neighbor called</i> 555 0100");
    assertThat(done.statusCode()).isEqualTo(302);
    assertThat(done.headers().firstValue("Location").orElseThrow()).endsWith(path);
    assertThat(queued(tip)).isEqualTo(new Queued("URGENT", 1, 0));
    assertThat(analyst.get(path).body())
        .contains("A person put it here: Urgent")
        .contains("&lt;i&gt;A neighbor called&lt;/i&gt;");
    // It holds when the tip is scored again.
    transactions.write(supervisor, () -> priorities.rescore(supervisor, List.of(tip)));
    assertThat(queued(tip).band()).isEqualTo("URGENT");
    assertThat(analyst.post(path + "/withdraw", "reason", "It was another tip").statusCode())
        .isEqualTo(302);
    assertThat(queued(tip).band()).isEqualTo("MONITOR");
    assertThat(analyst.post(path + "/withdraw", "reason", "Again").statusCode()).isEqualTo(409);
    assertThat(changes(tip, "OVERRIDDEN"))
        .containsExactly(
            "MONITOR>URGENT|<i>A neighbor called</i> 555 0100",
            "URGENT>MONITOR|It was another tip");
    assertThat(events(tip)).contains("override", "withdraw-override", "open-priority");
  }

  @Test
  void noDecisionPutsATipBelowItsFloor() {
    UUID tip = tips.csv(HEADER, "F-1,sample.one,ExampleChat,child in crisis,XX");
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String path = "/tips/" + tip + "/priority";
    analyst.get(path);
    assertThat(analyst.post(path + "/override", "band", "MONITOR", "reason", "Known sender").body())
        .contains("cannot be put below its floor");
    assertThat(queued(tip).band()).isEqualTo("IMMEDIATE");
    assertThat(
            analyst
                .post(path + "/override", "band", "PAUSED", "reason", "Known sender")
                .statusCode())
        .isEqualTo(400);
    // A floor that comes after the decision counts all the same.
    UUID lowered = tips.csv(HEADER, "F-2,sample.two,ExampleChat,please be quick,XX");
    transactions.write(
        supervisor, () -> priorities.override(supervisor, lowered, Band.MONITOR, "Known sender"));
    assertThat(queued(lowered).band()).isEqualTo("MONITOR");
    String facts = "/tips/" + lowered + "/priority/facts";
    assertThat(
            analyst
                .post(facts, "kind", "CHILD_IN_CARE", "value", "YES", "reason", "School said so")
                .statusCode())
        .isEqualTo(302);
    assertThat(queued(lowered).band()).isEqualTo("URGENT");
    assertThat(
            analyst
                .post(facts, "kind", "CHILD_IN_CARE", "value", "", "reason", "Another person")
                .statusCode())
        .isEqualTo(302);
    assertThat(queued(lowered).band()).isEqualTo("MONITOR");
  }

  @Test
  void aPlannedMeetingIsImmediateUntilItsDayIsOver() {
    UUID tip = tips.of(HEADER, "M-1,sample.one,ExampleChat,,XX", IncidentType.ONLINE_ENTICEMENT);
    assertThat(queued(tip)).isEqualTo(new Queued("STANDARD", 2, 35));
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    state(tip, FactStatement.Kind.PLANNED_MEETING, today.plusDays(3).toString());
    assertThat(queued(tip).band()).isEqualTo("IMMEDIATE");
    state(tip, FactStatement.Kind.PLANNED_MEETING, today.minusDays(3).toString());
    assertThat(queued(tip).band()).isEqualTo("URGENT");
    state(tip, FactStatement.Kind.PLANNED_MEETING, "");
    assertThat(queued(tip).band()).isEqualTo("STANDARD");
    assertThat(of(tip).history()).hasSize(3);
  }

  private void state(UUID tip, FactStatement.Kind kind, String day) {
    FactStatement fact =
        new FactStatement(kind, "", FactStatement.day(day), "", "The chat says so");
    transactions.write(supervisor, () -> priorities.state(supervisor, tip, fact));
  }

  @Test
  void statementsAreCheckedAndKeptWithTheirReason() {
    UUID tip =
        tips.of(
            HEADER,
            "S-1,sample.one,ExampleChat,,XX",
            IncidentType.OTHER,
            ReportAnnotation.EXTORTION);
    assertThat(queued(tip).band()).isEqualTo("IMMEDIATE");
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String facts = "/tips/" + tip + "/priority/facts";
    analyst.get("/tips/" + tip + "/priority");
    for (String[] bad :
        new String[][] {
          {"kind", "NOTHING", "value", "YES", "reason", "x"},
          {"kind", "LIVE_VICTIM", "value", "PERHAPS", "reason", "x"},
          {"kind", "LIVE_VICTIM", "value", "NO", "reason", " "},
          {"kind", "ASSESSMENT", "value", "HIGH", "reason", "x"},
          {
            "kind",
            "ASSESSMENT",
            "value",
            "HIGH",
            "day",
            "2026-13-01",
            "assessor",
            "A",
            "reason",
            "x"
          },
          {"kind", "PLANNED_MEETING", "day", "yesterday", "reason", "x"}
        }) {
      assertThat(analyst.post(facts, bad).statusCode()).as(String.join(",", bad)).isEqualTo(400);
    }
    assertThat(of(tip).statements()).isEmpty();
    analyst.post(facts, "kind", "LIVE_VICTIM", "value", "NO", "reason", "The account is a test");
    assertThat(queued(tip)).isEqualTo(new Queued("STANDARD", 2, 35));
    analyst.post(
        facts,
        "kind",
        "ASSESSMENT",
        "value",
        "HIGH",
        "day",
        "2026-01-31",
        "assessor",
        "Robin Example",
        "reason",
        "Assessment of January");
    assertThat(queued(tip)).isEqualTo(new Queued("URGENT", 1, 60));
    assertThat(of(tip).statements()).hasSize(2);
    assertThat(analyst.get("/tips/" + tip + "/priority").body()).contains("Robin Example");
  }

  @Test
  void anotherAgencysInterestPausesUntilASupervisorRecordsTheCoordination() {
    String other = TestServer.newAgency();
    server.add(other, Role.ANALYST);
    UUID tip = tips.csv(HEADER, "P-1,sample.one,ExampleChat,in danger,XX");
    transactions.write(supervisor, () -> priorities.pause(supervisor, tip, List.of(other, other)));
    // It stands where it would stand if it were resumed; one more reason is the interest itself.
    assertThat(queued(tip)).isEqualTo(new Queued("PAUSED", 0, 35));
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String path = "/tips/" + tip + "/priority";
    assertThat(analyst.get(path).body())
        .contains("Paused: Agency " + other)
        .contains("A supervisor must record")
        .doesNotContain("/resume");
    assertThat(
            analyst
                .post(path + "/resume", "agency", other, "contact", "Robin", "outcome", "They wait")
                .statusCode())
        .isEqualTo(403);
    Viewer asAnalyst = server.add(agency, Role.ANALYST).account().viewer("192.0.2.1");
    assertThatThrownBy(() ->
            transactions.write(
                asAnalyst, () -> priorities.resume(asAnalyst, tip, other, "Robin", "They wait")))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() ->
            transactions.write(
                supervisor, () -> priorities.resume(supervisor, tip, agency, "Robin", "Alone")))
        .isInstanceOf(NotFoundException.class);
    assertThat(queued(tip).band()).isEqualTo("PAUSED");
    Browser boss = server.signIn(agency, Role.SUPERVISOR);
    assertThat(boss.get(path).body()).contains("/resume");
    assertThat(
            boss.post(path + "/resume", "agency", other, "contact", "", "outcome", "They wait")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            boss.post(path + "/resume", "agency", other, "contact", "Robin", "outcome", "They wait")
                .statusCode())
        .isEqualTo(302);
    assertThat(queued(tip).band()).isEqualTo("IMMEDIATE");
    assertThat(changes(tip, "RESUMED")).containsExactly(other + ">Robin|They wait");
    // What is coordinated does not pause again.
    transactions.write(supervisor, () -> priorities.pause(supervisor, tip, List.of(other)));
    assertThat(queued(tip).band()).isEqualTo("IMMEDIATE");
  }

  @Test
  void anInterestThatWasDeclaredPausesWhatArrivesLater() {
    Viewer other =
        server.add(TestServer.newAgency(), Role.SUPERVISOR).account().viewer("192.0.2.3");
    String user = "met." + agency.toLowerCase(Locale.ROOT);
    new ReceivedTips(server, other).csv(HEADER, "I-1," + user + ",ExampleChat,,XX");
    transactions.write(
        other,
        () -> {
          long identifier =
              jdbc.sql("select id from orion.identifier where normal like 'met.%'")
                  .query(Long.class)
                  .single();
          server
              .bean(Interests.class)
              .declare(other, identifier, LocalDate.now(ZoneOffset.UTC).plusDays(30), "");
        });
    UUID tip = tips.csv(HEADER, "I-2," + user + ",ExampleChat,,XX");
    assertThat(queued(tip).band()).isEqualTo("PAUSED");
    transactions.write(
        supervisor, () -> priorities.resume(supervisor, tip, other.agency(), "Robin", "They wait"));
    assertThat(queued(tip).band()).isEqualTo("MONITOR");
  }

  @Test
  void threeTipsThatBelongTogetherAreNoLongerOnlyKept() {
    UUID one = tips.csv(HEADER, "K-1,together,ExampleChat,,XX");
    UUID two = tips.csv(HEADER, "K-2,together,ExampleChat,,XX");
    assertThat(queued(one).band()).isEqualTo("MONITOR");
    UUID three = tips.csv(HEADER, "K-3,together,ExampleChat,,XX");
    for (UUID tip : List.of(one, two, three)) {
      assertThat(queued(tip).band()).isEqualTo("STANDARD");
      assertThat(of(tip).score().floors()).extracting(FloorReason::floor).contains(Floor.CLUSTER);
    }
  }

  @Test
  void twoInterestsNeedTwoCoordinations() {
    String one = TestServer.newAgency();
    String two = TestServer.newAgency();
    server.add(one, Role.ANALYST);
    server.add(two, Role.ANALYST);
    UUID tip = tips.csv(HEADER, "P-2,sample.one,ExampleChat,,XX");
    transactions.write(supervisor, () -> priorities.pause(supervisor, tip, List.of(one, two)));
    transactions.write(
        supervisor, () -> priorities.resume(supervisor, tip, one, "Robin", "They wait"));
    assertThat(queued(tip).band()).isEqualTo("PAUSED");
    transactions.write(
        supervisor, () -> priorities.resume(supervisor, tip, two, "Sam", "They wait"));
    assertThat(queued(tip).band()).isEqualTo("MONITOR");
  }

  @Test
  void newRulesScoreOpenTipsAgainAndSayWhy() throws InterruptedException {
    UUID tip = tips.csv(HEADER, "R-1,sample.one,ExampleChat,please be quick,XX");
    UUID closed = tips.csv(HEADER, "R-2,sample.two,ExampleChat,please be quick,XX");
    transactions.write(
        supervisor,
        () -> {
          jdbc.sql(
                  "update orion.tip set state = 'CLOSED', closed_at = now(), close_reason = 'NO_LEAD' where id = :id")
              .param("id", closed)
              .update();
        });
    Browser boss = server.signIn(agency, Role.SUPERVISOR);
    assertThat(boss.get("/rules").body()).contains("version 1,").contains("reporter-escalated");
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    String rules = rules("2", today, 70);
    assertThat(boss.post("/rules/preview", "rules", rules).body())
        .contains("1 of the latest 1 open tips")
        .contains("Reason weighs +70 instead of +25");
    assertThat(queued(tip).points()).isEqualTo(25);
    assertThat(boss.post("/rules", "rules", rules.replace("points: 70", "points: many")).body())
        .contains("line 9")
        .contains("a whole number");
    assertThat(boss.post("/rules", "rules", rules("2", "2020-01-01", 70)).body())
        .contains("the earliest day is " + today);
    assertThat(boss.post("/rules", "rules", rules("1", today, 70)).statusCode()).isEqualTo(409);
    assertThat(boss.post("/rules", "rules", rules).statusCode()).isEqualTo(302);
    assertThat(boss.post("/rules", "rules", rules).statusCode()).isEqualTo(409);
    scoreAgain();
    assertThat(queued(tip)).isEqualTo(new Queued("URGENT", 1, 70));
    assertThat(queued(closed).points()).isEqualTo(25);
    assertThat(changes(tip, "SCORED").getLast())
        .contains("STANDARD>URGENT|")
        .contains("Rules: version 1 before, 2 now.")
        .contains("Reason weighs +70 instead of +25");
    assertThat(boss.get("/tips/" + tip + "/priority").body())
        .contains("Reason weighs +70 instead of +25");
    assertThat(boss.get("/rules").body()).contains("1 open tips scored again, 1 with another");
    // Done once: the next run finds nothing to do.
    scoreAgain();
    assertThat(changes(tip, "SCORED")).hasSize(2);
  }

  @Test
  void rulesOfALaterDayWaitForIt() {
    UUID tip = tips.csv(HEADER, "R-3,sample.one,ExampleChat,please be quick,XX");
    LocalDate tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1);
    Browser boss = server.signIn(agency, Role.SUPERVISOR);
    boss.get("/rules");
    boss.post("/rules", "rules", rules("next", tomorrow.toString(), 70));
    server.bean(Rescoring.class).run(agency, Instant.now());
    assertThat(queued(tip).points()).isEqualTo(25);
    assertThat(boss.get("/rules").body()).contains("version 1,").contains("the others follow");
  }

  @Test
  void scoringAgainGoesOnWhereItWas() {
    int many = Rescoring.TIPS_PER_STEP + 7;
    UUID one = tips.csv(HEADER, "B-0,sample.one,ExampleChat,please be quick,XX");
    tips.addLike(one, many);
    Browser boss = server.signIn(agency, Role.SUPERVISOR);
    boss.get("/rules");
    // A job of tomorrow, which the server itself leaves alone until then.
    LocalDate tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1);
    boss.post("/rules", "rules", rules("2", tomorrow.toString(), 70));
    Rescoring rescoring = server.bean(Rescoring.class);
    Viewer machine = Viewer.machine(agency);
    assertThat(rescoring.step(machine, tomorrow)).isTrue();
    assertThat(progress()).containsExactly(Rescoring.TIPS_PER_STEP + " false");
    assertThat(rescoring.step(machine, tomorrow)).isTrue();
    assertThat(progress()).containsExactly(many + 1 + " true");
    assertThat(rescoring.step(machine, tomorrow)).isFalse();
  }

  private List<String> progress() {
    return transactions.read(
        supervisor,
        () ->
            jdbc.sql(
                    "select tips || ' ' || (finished_at is not null) from orion.rescore where agency = :agency and cause = 'RULES'")
                .param("agency", agency)
                .query(String.class)
                .list());
  }

  /// Scores again, unless the server itself is at it, and then waits for it.
  private void scoreAgain() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      server.bean(Rescoring.class).run(agency, Instant.now());
      if (progress().stream().allMatch(job -> job.endsWith("true"))) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("scoring again did not end");
  }

  static String rules(String version, String effective, int points) {
    return """
    version: "%s"
    author: Example Supervisor
    effective: %s
    thresholds: {immediate: 100, urgent: 60, standard: 20}
    rules:
      - id: reporter-escalated
        when:
          - {fact: reporter_escalation, in: [other_reason, immediate_danger, crisis]}
        points: %d
        en: "The reporter asked for haste."
        es: "Quien informa pidió urgencia."
    """
        .formatted(version, effective, points);
  }

  @Test
  void calibrationCountsOutcomesPerBandAlsoForAnAuditor() {
    UUID tip = tips.csv(HEADER, "C-1,sample.one,ExampleChat,in danger,XX");
    tips.csv(HEADER, "C-2,sample.two,ExampleChat,,XX");
    transactions.write(
        supervisor,
        () -> {
          jdbc.sql(
                  "update orion.tip set state = 'CLOSED', closed_at = now(), close_reason = 'CHILD_SAFEGUARDED' where id = :id")
              .param("id", tip)
              .update();
        });
    String other = TestServer.newAgency();
    Viewer stranger = server.add(other, Role.SUPERVISOR).account().viewer("192.0.2.1");
    new ReceivedTips(server, stranger).csv(HEADER, "C-1,sample.one,ExampleChat,in danger,XX");
    for (Role role : List.of(Role.AUDITOR, Role.SUPERVISOR)) {
      String body = plain(server.signIn(agency, role).get("/calibration").body());
      // Band, tips, outcome not known, arrest, safeguarded, without action.
      assertThat(body).contains("Immediate 1 0 0 1 0").contains("Monitor 1 1 0 0 0");
    }
    assertThat(server.signIn(agency, Role.ANALYST).get("/calibration").statusCode()).isEqualTo(403);
  }

  private static String plain(String html) {
    return html.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
  }

  @Test
  void whatIsAnotherAgencysIsNotThere() {
    UUID tip = tips.csv(HEADER, "X-1,sample.one,ExampleChat,,XX");
    Browser boss = server.signIn(TestServer.newAgency(), Role.SUPERVISOR, Role.ANALYST);
    boss.get("/rules");
    String path = "/tips/" + tip + "/priority";
    assertThat(boss.get(path).statusCode()).isEqualTo(404);
    assertThat(boss.post(path + "/override", "band", "URGENT", "reason", "x").statusCode())
        .isEqualTo(404);
    assertThat(boss.post(path + "/withdraw", "reason", "x").statusCode()).isEqualTo(404);
    assertThat(
            boss.post(path + "/facts", "kind", "LIVE_VICTIM", "value", "NO", "reason", "x")
                .statusCode())
        .isEqualTo(404);
    assertThat(
            boss.post(path + "/resume", "agency", agency, "contact", "x", "outcome", "x")
                .statusCode())
        .isEqualTo(404);
    assertThat(boss.get("/tips/nothing/priority").statusCode()).isBetween(400, 404);
    assertThat(boss.get("/tips/" + UUID.randomUUID() + "/priority").statusCode()).isEqualTo(404);
    assertThat(of(tip).override()).isEmpty();
    Viewer stranger = server.add(TestServer.newAgency(), Role.SUPERVISOR).account().viewer("x");
    int changed = transactions.write(stranger, () -> priorities.rescore(stranger, List.of(tip)));
    assertThat(changed).isZero();
  }

  @Test
  void programsSeeWhyAndDecideOnWhatTheyRead() {
    UUID tip = tips.csv(HEADER, "A-1,sample.one,ExampleChat,in danger,XX");
    Program program = server.program(agency, Role.ANALYST);
    String path = "/api/v1/tips/" + tip + "/priority";
    HttpResponse<String> answer = program.get(path);
    assertThat(answer.body())
        .contains("\"band\":\"IMMEDIATE\"")
        .contains("CHILD_IN_DANGER")
        .contains("The reporter asked for haste.");
    String tag = answer.headers().firstValue("ETag").orElseThrow();
    String lower = "{\"band\":\"MONITOR\",\"reason\":\"Known sender\"}";
    assertThat(program.send("PUT", path + "/override", lower).statusCode()).isEqualTo(428);
    assertThat(program.send("PUT", path + "/override", lower, "If-Match", tag).statusCode())
        .isEqualTo(409);
    String fact = "{\"kind\":\"PRODUCTION\",\"value\":\"YES\",\"reason\":\"Seen in the lab\"}";
    assertThat(program.post(path + "/facts", fact, "If-Match", tag).body())
        .contains("\"points\":50");
    assertThat(program.post(path + "/facts", fact, "If-Match", tag).statusCode()).isEqualTo(412);
    assertThat(
            program
                .post(
                    path + "/resume",
                    "{\"agency\":\"X\",\"contact\":\"x\",\"outcome\":\"x\"}",
                    "If-Match",
                    tag)
                .statusCode())
        .isEqualTo(403);
    assertThat(server.program(TestServer.newAgency(), Role.ANALYST).get(path).statusCode())
        .isEqualTo(404);
  }

  @Test
  void administratorsAndExaminersSeeNone() {
    UUID tip = tips.csv(HEADER, "X-2,sample.one,ExampleChat,,XX");
    for (Role role : List.of(Role.ADMINISTRATOR, Role.EXAMINER, Role.AUDITOR)) {
      Browser browser = server.signIn(agency, role);
      assertThat(browser.get("/tips/" + tip + "/priority").statusCode()).isEqualTo(403);
      assertThat(browser.get("/rules").statusCode()).isEqualTo(403);
    }
  }
}
