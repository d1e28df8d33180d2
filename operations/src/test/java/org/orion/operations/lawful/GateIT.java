package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.orion.exchange.Stated;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.ForbiddenException;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.priority.PriorityOfTips;
import org.orion.operations.priority.ReceivedTips;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The gate on the real server: nothing that views a file goes on before the law opens it.
class GateIT {
  static final String HEADER =
      "external_id,source,reporter,username,platform,filename,md5,viewed_by_provider,publicly_available";
  static final String MD5 = "0123456789abcdef0123456789abcdef";

  private final TestServer server = TestServer.running();
  private final ViewerTransactions transactions = server.bean(ViewerTransactions.class);
  private final Gate gate = server.bean(Gate.class);
  private final FileReleases releases = server.bean(FileReleases.class);
  private final JdbcClient jdbc = server.bean(JdbcClient.class);
  private final String agency = TestServer.newAgency();
  private Viewer investigator;
  private ReceivedTips tips;

  @BeforeEach
  void anAgency() {
    investigator = server.add(agency, Role.INVESTIGATOR).account().viewer("192.0.2.1");
    tips = new ReceivedTips(server, investigator);
  }

  private UUID tip(String id, String viewed, String open) {
    return tips.csv(HEADER, row(id, viewed, open));
  }

  private static String row(String id, String viewed, String open) {
    return String.join(
        ",",
        id,
        "clearing house",
        "ExampleChat",
        "Sample.One",
        "ExampleChat",
        "holiday.jpg",
        MD5,
        viewed,
        open);
  }

  private TipGate.GatedFile file(UUID tip) {
    return transactions.read(investigator, () -> gate.of(investigator, tip)).files().getFirst();
  }

  private List<String> strings(String sql, UUID id) {
    return transactions.read(
        investigator, () -> jdbc.sql(sql).param("id", id).query(String.class).list());
  }

  private List<String> releasesOf(UUID tip) {
    return strings(
        "select ground || ' ' || receiver from orion.file_release where tip = :id order by id",
        tip);
  }

  private LegalAuthority warrant(
      Set<String> files, Set<String> accounts, Instant from, Instant to) {
    return new LegalAuthority(
        AuthorityKind.WARRANT,
        "26-0042",
        "Example District Court",
        LocalDate.now(ZoneOffset.UTC).minusDays(1),
        from,
        to,
        new AuthorityScope(files, accounts, Set.of(LawfulAct.VIEW_FILE)),
        "");
  }

  private UUID attach(UUID tip, LegalAuthority authority) {
    return transactions.write(investigator, () -> gate.attach(investigator, tip, authority));
  }

  @Test
  void everyPathIsBlockedUntilAnAuthorityIsAttached() {
    UUID tip = tip("G-1", "no", "no");
    TipGate.GatedFile file = file(tip);
    assertThat(file.isOpen()).isFalse();
    assertThat(file.hashes()).containsExactly("md5:" + MD5);
    Browser browser = server.signIn(agency, Role.INVESTIGATOR);
    String path = "/tips/" + tip;
    assertThat(browser.get(path + "/lawful").body())
        .contains("Blocked: nobody at the provider viewed the file")
        .contains("md5:" + MD5)
        .doesNotContain("/release");
    // The form that the page does not offer.
    String release = path + "/files/" + file.id() + "/release";
    assertThat(browser.post(release, "receiver", "Example Lab").statusCode()).isEqualTo(409);
    // The call that other features would make.
    assertThatThrownBy(() ->
            transactions.write(investigator, () -> gate.requireOpen(investigator, tip, file.id())))
        .isInstanceOf(GateClosedException.class);
    assertThatThrownBy(() -> releases.release(investigator, tip, file.id(), "Example Lab"))
        .isInstanceOf(BadInputException.class);
    Program program = server.program(agency, Role.INVESTIGATOR);
    String api = "/api/v1" + release;
    assertThat(program.get("/api/v1" + path + "/gate").body())
        .contains("\"open\":false")
        .contains("md5:" + MD5);
    assertThat(program.post(api, "{\"receiver\":\"Example Lab\"}").statusCode()).isEqualTo(409);
    // A finding of one's own against the report.
    String facts = path + "/files/" + file.id() + "/facts";
    assertThat(
            browser
                .post(facts, "question", "VIEWED", "answer", "YES", "source", "x", "reason", "x")
                .statusCode())
        .isEqualTo(409);
    // An import that now says yes.
    assertThat(tip("G-1", "yes", "yes")).isEqualTo(tip);
    assertThat(file(tip).isOpen()).isFalse();
    assertThat(browser.post(release, "receiver", "Example Lab").statusCode()).isEqualTo(409);
    assertThat(program.post(api, "{\"receiver\":\"Example Lab\"}").statusCode()).isEqualTo(409);
    assertThat(releasesOf(tip)).isEmpty();
    assertThat(
            strings(
                "select verb || ' ' || outcome from orion.audit_event where object_id = :id::text and verb = 'release'",
                file.id()))
        .hasSize(5)
        .containsOnly("release refused");

    assertThat(
            browser
                .post(path + "/authorities", authority("number", "26-0042", "file", file.place()))
                .statusCode())
        .isEqualTo(302);
    assertThat(browser.get(path + "/lawful").body())
        .contains("Open: an authority covers the file")
        .contains("26-0042");
    assertThat(browser.post(release, "receiver", "").statusCode()).isEqualTo(400);
    assertThat(browser.post(release, "receiver", "Example Lab").statusCode()).isEqualTo(302);
    assertThat(releasesOf(tip)).containsExactly("AUTHORITY Example Lab");
    assertThat(
            strings(
                "select outcome || (authority in (select id::text from orion.authority)) from orion.audit_event where object_id = :id::text and verb = 'release' order by id desc limit 1",
                file.id()))
        .containsExactly("donetrue");
  }

  private static String[] authority(String... changed) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    List<String> form =
        new ArrayList<>(
            List.of(
                "kind", "WARRANT",
                "issuer", "Example District Court",
                "issued", today.minusDays(1).toString(),
                "from", today.minusDays(1).toString(),
                "to", today.plusDays(30).toString(),
                "act", "VIEW_FILE",
                "accounts", "",
                "exception", ""));
    for (int i = 0; i < changed.length; i += 2) {
      int at = form.indexOf(changed[i]);
      if (at >= 0) {
        form.set(at + 1, changed[i + 1]);
      } else {
        form.addAll(List.of(changed[i], changed[i + 1]));
      }
    }
    return form.toArray(String[]::new);
  }

  @Test
  void whatAPersonAtTheProviderViewedIsOpen() {
    UUID viewed = tip("G-2", "yes", "");
    assertThat(file(viewed).isOpen()).isTrue();
    releases.release(investigator, viewed, file(viewed).id(), "Example Lab");
    assertThat(releasesOf(viewed)).containsExactly("VIEWED_BY_PROVIDER Example Lab");
    UUID silent = tip("G-3", "", "");
    assertThat(file(silent).isOpen()).isFalse();
    transactions.write(
        investigator,
        () ->
            gate.state(
                investigator,
                silent,
                file(silent).id(),
                TipGate.Question.VIEWED,
                Stated.YES,
                "Letter of the provider",
                "A person viewed it"));
    assertThat(file(silent).isOpen()).isTrue();
    // Taken back, it is closed again.
    transactions.write(
        investigator,
        () ->
            gate.state(
                investigator,
                silent,
                file(silent).id(),
                TipGate.Question.VIEWED,
                Stated.UNSTATED,
                "Second letter",
                "It was another file"));
    assertThat(file(silent).isOpen()).isFalse();
    assertThat(
            strings(
                "select after from orion.tip_change where tip = :id and kind = 'FILE' order by id",
                silent))
        .containsExactly(
            "BLOCKED NOT_STATED_AS_VIEWED",
            "VIEWED YES",
            "OPEN VIEWED_BY_PROVIDER",
            "VIEWED UNSTATED",
            "BLOCKED NOT_STATED_AS_VIEWED");
  }

  /// Whatever the law allows: the two agencies talk first.
  @Test
  void ofAPausedTipNothingIsReleasedUntilItIsResumed() {
    String other = TestServer.newAgency();
    server.add(other, Role.ANALYST);
    UUID tip = tip("G-9", "yes", "yes");
    UUID file = file(tip).id();
    attach(
        tip,
        warrant(Set.of(), Set.of("sample.one"), Instant.now(), Instant.now().plusSeconds(3600)));
    Viewer supervisor = server.add(agency, Role.SUPERVISOR).account().viewer("192.0.2.1");
    PriorityOfTips priorities = server.bean(PriorityOfTips.class);
    transactions.write(supervisor, () -> priorities.pause(supervisor, tip, List.of(other)));
    assertThat(file(tip).isOpen()).as("by the law").isTrue();
    for (Viewer viewer : List.of(investigator, supervisor)) {
      assertThatThrownBy(
              () -> transactions.write(viewer, () -> gate.requireOpen(viewer, tip, file)))
          .isInstanceOf(GateClosedException.class)
          .hasMessageContaining("paused");
      assertThatThrownBy(() -> releases.release(viewer, tip, file, "Example Lab"))
          .isInstanceOf(BadInputException.class);
    }
    String release = "/tips/" + tip + "/files/" + file + "/release";
    Browser browser = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(browser.get("/tips/" + tip + "/lawful").body())
        .contains("Paused: another agency has an interest")
        .doesNotContain("/release");
    HttpResponse<String> refused = browser.post(release, "receiver", "Example Lab");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("Paused: another agency has an interest");
    Program program = server.program(agency, Role.INVESTIGATOR);
    assertThat(program.get("/api/v1/tips/" + tip + "/gate").body()).contains("\"paused\":true");
    assertThat(program.post("/api/v1" + release, "{\"receiver\":\"Example Lab\"}").statusCode())
        .isEqualTo(409);
    assertThat(releasesOf(tip)).isEmpty();
    assertThat(
            strings(
                "select outcome from orion.audit_event where object_id = :id::text and verb = 'release'",
                file))
        .hasSize(4)
        .containsOnly("refused");
    transactions.write(
        supervisor, () -> priorities.resume(supervisor, tip, other, "Robin", "They wait"));
    assertThat(browser.get("/tips/" + tip + "/lawful").body())
        .contains("/release")
        .doesNotContain("Paused:");
    releases.release(investigator, tip, file, "Example Lab");
    assertThat(releasesOf(tip)).hasSize(1);
  }

  @Test
  void anAuthorityThatEndsClosesTheGateAgain() throws InterruptedException {
    UUID tip = tip("G-4", "no", "");
    UUID file = file(tip).id();
    Instant end = Instant.now().plusMillis(1500);
    attach(tip, warrant(Set.of(file(tip).place()), Set.of(), end.minusSeconds(3600), end));
    assertThat(file(tip).isOpen()).isTrue();
    releases.release(investigator, tip, file, "Example Lab");
    Thread.sleep(1700);
    assertThat(file(tip).isOpen()).isFalse();
    assertThatThrownBy(() -> releases.release(investigator, tip, file, "Example Lab"))
        .isInstanceOf(BadInputException.class);
    // That it closed is recorded without anybody's act.
    server.bean(GateWatch.class).run(agency, Instant.now());
    server.bean(GateWatch.class).run(agency, Instant.now());
    assertThat(strings("select ground from orion.gate_event where tip = :id order by id", tip))
        .containsExactly("NOT_VIEWED", "AUTHORITY", "NOT_VIEWED");
    assertThat(releasesOf(tip)).hasSize(1);
  }

  @Test
  void aRevokedAuthorityOpensNothing() {
    UUID tip = tip("G-5", "no", "");
    Instant now = Instant.now();
    UUID authority =
        attach(
            tip,
            warrant(Set.of(), Set.of("sample.one"), now.minusSeconds(60), now.plusSeconds(3600)));
    // The account of the only reported person covers its files, whatever its case.
    assertThat(file(tip).isOpen()).isTrue();
    Browser browser = server.signIn(agency, Role.INVESTIGATOR);
    browser.get("/tips/" + tip + "/lawful");
    String revoke = "/tips/" + tip + "/authorities/" + authority + "/revoke";
    assertThat(browser.post(revoke, "reason", "").statusCode()).isEqualTo(400);
    assertThat(browser.post(revoke, "reason", "The court withdrew it").statusCode()).isEqualTo(302);
    assertThat(browser.post(revoke, "reason", "Again").statusCode()).isEqualTo(404);
    assertThat(file(tip).isOpen()).isFalse();
    assertThat(browser.get("/tips/" + tip + "/lawful").body()).contains("The court withdrew it");
  }

  @Test
  void authoritiesAreCheckedAndNeverChanged() {
    UUID tip = tip("G-6", "no", "");
    Browser browser = server.signIn(agency, Role.SUPERVISOR);
    browser.get("/tips/" + tip + "/lawful");
    String path = "/tips/" + tip + "/authorities";
    String place = file(tip).place();
    for (String[] bad :
        List.of(
            authority("file", place),
            authority("number", "1"),
            authority("number", "1", "file", "elsewhere"),
            authority("number", "1", "file", place, "kind", "EVERYTHING"),
            authority("number", "1", "file", place, "to", "2020-01-01"),
            authority("number", "1", "file", place, "to", "soon"),
            authority("number", "1", "file", place, "issuer", " "),
            authority("number", "1", "file", place, "act", "ANYTHING"),
            authority("number", "1", "file", place, "exception", "There was no time for a court"),
            authority("number", "1".repeat(201), "file", place),
            authority("kind", "EXIGENCY", "file", place, "exception", "too short"))) {
      assertThat(browser.post(path, bad).statusCode()).as(String.join("|", bad)).isEqualTo(400);
    }
    // What compels records opens no file.
    assertThat(
            browser
                .post(path, authority("kind", "SUBPOENA", "number", "1", "file", place))
                .statusCode())
        .isEqualTo(302);
    assertThat(file(tip).isOpen()).isFalse();
    assertThatThrownBy(() ->
            transactions.write(
                investigator,
                () -> {
                  jdbc.sql("update orion.authority set kind = 'WARRANT' where tip = :id")
                      .param("id", tip)
                      .update();
                }))
        .hasStackTraceContaining("permission denied");
  }

  @Test
  void aProvidersOwnSystemTakesItsNoBack() {
    UUID tip = tip("G-10", "no", "");
    Viewer provider = server.add(agency, Role.PROVIDER).account().viewer("192.0.2.2");
    UUID same = new ReceivedTips(server, provider).csv(HEADER, row("G-10", "yes", ""));
    assertThat(same).isEqualTo(tip);
    assertThat(file(tip).isOpen()).isTrue();
  }

  @Test
  void aContradictionIsSettledByTheNewReportAndAPerson() {
    UUID tip = tip("G-11", "no", "");
    tip("G-11", "yes", "");
    assertThat(file(tip).viewed()).isEqualTo(Stated.NO);
    transactions.write(
        investigator,
        () ->
            gate.state(
                investigator,
                tip,
                file(tip).id(),
                TipGate.Question.VIEWED,
                Stated.YES,
                "Call with the provider, 555-0100",
                "The first report was wrong"));
    assertThat(file(tip).isOpen()).isTrue();
  }

  @Test
  void programsAttachAuthoritiesOnce() {
    UUID tip = tip("G-12", "no", "");
    Program program = server.program(agency, Role.INVESTIGATOR);
    Instant now = Instant.now();
    String body =
        """
        {"kind":"WARRANT","number":"26-0043","issuer":"Example District Court","issued":"2026-01-02","validFrom":"%s",
        "validTo":"%s","files":["%s"],"accounts":[],"acts":["VIEW_FILE"],"exception":""}
        """
            .formatted(now.minusSeconds(60), now.plusSeconds(3600), file(tip).place());
    String path = "/api/v1/tips/" + tip + "/authorities";
    assertThat(program.post(path, body, "Idempotency-Key", "one").statusCode()).isEqualTo(201);
    assertThat(program.post(path, body, "Idempotency-Key", "one").statusCode()).isEqualTo(201);
    assertThat(strings("select number from orion.authority where tip = :id", tip))
        .containsExactly("26-0043");
    assertThat(
            program
                .post(
                    "/api/v1/tips/" + tip + "/files/" + file(tip).id() + "/release",
                    "{\"receiver\":\"Example Lab\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(releasesOf(tip)).containsExactly("AUTHORITY Example Lab");
    assertThat(program.get("/api/v1/preservation?limit=1").body()).contains(tip.toString());
  }

  @Test
  void whoMayNotRecordAuthoritiesReleasesNothing() {
    UUID tip = tip("G-7", "yes", "");
    UUID file = file(tip).id();
    Browser analyst = server.signIn(agency, Role.ANALYST);
    assertThat(analyst.get("/tips/" + tip + "/lawful").body())
        .contains("Open:")
        .doesNotContain("/release");
    assertThat(
            analyst
                .post("/tips/" + tip + "/files/" + file + "/release", "receiver", "Lab")
                .statusCode())
        .isEqualTo(403);
    Viewer asAnalyst = server.add(agency, Role.ANALYST).account().viewer("192.0.2.1");
    assertThatThrownBy(() -> releases.release(asAnalyst, tip, file, "Lab"))
        .isInstanceOf(ForbiddenException.class);
    for (Role role : List.of(Role.ADMINISTRATOR, Role.AUDITOR, Role.EXAMINER)) {
      assertThat(server.signIn(agency, role).get("/tips/" + tip + "/lawful").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void whatIsAnotherAgencysOrAnotherTipsIsNotThere() {
    UUID tip = tip("G-8", "yes", "");
    UUID other = tip("G-9", "no", "");
    UUID file = file(tip).id();
    UUID blocked = file(other).id();
    Instant now = Instant.now();
    UUID authority =
        attach(
            other,
            warrant(
                Set.of(file(other).place()),
                Set.of(),
                now.minusSeconds(60),
                now.plusSeconds(3600)));
    Browser own = server.signIn(agency, Role.INVESTIGATOR);
    own.get("/tips/" + tip + "/lawful");
    Browser stranger = server.signIn(TestServer.newAgency(), Role.INVESTIGATOR, Role.SUPERVISOR);
    stranger.get("/rules");
    // Two ids that do not belong together, and ids of another agency.
    record Call(Browser browser, String path, List<String> form) {}
    List<String> release = List.of("receiver", "Lab");
    List<String> fact =
        List.of("question", "PUBLIC", "answer", "YES", "source", "x", "reason", "x");
    List<String> why = List.of("reason", "x");
    for (Call call :
        List.of(
            new Call(own, "/tips/" + tip + "/files/" + blocked + "/release", release),
            new Call(own, "/tips/" + tip + "/files/" + blocked + "/facts", fact),
            new Call(own, "/tips/" + tip + "/authorities/" + authority + "/revoke", why),
            new Call(stranger, "/tips/" + tip + "/files/" + file + "/release", release),
            new Call(stranger, "/tips/" + tip + "/files/" + file + "/facts", fact),
            new Call(stranger, "/tips/" + other + "/authorities/" + authority + "/revoke", why),
            new Call(
                stranger,
                "/tips/" + tip + "/authorities",
                List.of(authority("number", "1", "file", "x"))))) {
      HttpResponse<String> answer =
          call.browser().post(call.path(), call.form().toArray(String[]::new));
      assertThat(answer.statusCode()).as(call.path()).isEqualTo(404);
    }
    assertThat(stranger.get("/tips/" + tip + "/lawful").statusCode()).isEqualTo(404);
    assertThat(releasesOf(tip)).isEmpty();
    assertThat(file(other).isOpen()).isTrue();
  }
}
