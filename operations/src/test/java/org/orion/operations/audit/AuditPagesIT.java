package org.orion.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.orion.exchange.audit.AuditFindings;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// The auditor's page, as a browser without JavaScript sees it.
class AuditPagesIT {
  private static final Pattern OLDER = Pattern.compile("href=\"(/audit\\?[^\"]*before=[0-9]+)\"");

  private final TestServer server = TestServer.running();
  private final Logs logs = new Logs(server);

  private static List<String> objects(HttpResponse<String> page) {
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    return Pattern.compile("<code>(object-[0-9]+)</code>")
        .matcher(page.body())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void onlyAnAuditorSeesTheLog() {
    for (Role role : Role.values()) {
      if (role == Role.AUDITOR || role == Role.PROVIDER) {
        continue;
      }
      Browser browser = server.signIn(TestServer.newAgency(), role);
      for (String path : List.of("/audit", "/audit/export")) {
        assertThat(browser.get(path).statusCode()).as(role + " " + path).isEqualTo(403);
      }
      Program program = server.program(TestServer.newAgency(), role);
      for (String path : List.of("checkpoints/latest", "proofs/consistency?from=1")) {
        assertThat(program.get("/api/v1/audit/" + path).statusCode())
            .as(role + " " + path)
            .isEqualTo(403);
      }
      assertThat(browser.get("/accounts").body()).doesNotContain("href=\"/audit\"");
    }
  }

  @Test
  void anAuditorSeesTheOwnAgencysEventsWithTheNamesOfItsAccounts() throws SQLException {
    String agency = TestServer.newAgency();
    TestServer.Person analyst = server.add(agency, Role.ANALYST);
    Browser auditor = server.signIn(agency, Role.AUDITOR);
    logs.append(TestServer.newAgency(), "object-77");
    HttpResponse<String> page;
    // No other keeps the log meanwhile.
    try (Connection connection = server.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock(hashtextextended('orion.audit_leaf', 0))");
      logs.append(agency, "object-1");
      page = auditor.get("/audit");
    }
    assertThat(objects(page)).containsExactly("object-1");
    assertThat(page.body())
        .contains("<code>" + analyst.account().id() + "</code>")
        .contains("the server")
        .containsPattern(">\\s*not yet\\s*<")
        .contains("127.0.0.1");
    // The auditor's own sign-in, under the name.
    assertThat(page.body()).containsPattern("<bdi>person[0-9]+</bdi> <code>[0-9a-f-]{36}</code>");
    logs.keep();
    assertThat(auditor.get("/audit").body()).containsPattern("of [0-9]+ events,");
  }

  @Test
  void filtersNarrowTheList() {
    String agency = TestServer.newAgency();
    Browser auditor = server.signIn(agency, Role.AUDITOR);
    logs.append(agency, "object-1");
    logs.append(agency, "object-2");
    assertThat(objects(auditor.get("/audit?object=object-2"))).containsExactly("object-2");
    assertThat(objects(auditor.get("/audit?verb=try&type=example")))
        .containsExactly("object-2", "object-1");
    assertThat(objects(auditor.get("/audit?verb=sign-in"))).isEmpty();
    assertThat(objects(auditor.get("/audit?outcome=refused"))).isEmpty();
    assertThat(objects(auditor.get("/audit?outcome=done&object=object-1"))).hasSize(1);
    assertThat(objects(auditor.get("/audit?account=00000000-0000-0000-0000-000000000000")))
        .hasSize(2);
    LocalDateTime now = LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC);
    String later = now.plusMinutes(2).truncatedTo(ChronoUnit.MINUTES).toString();
    String earlier = now.minusMinutes(2).truncatedTo(ChronoUnit.MINUTES).toString();
    assertThat(objects(auditor.get("/audit?from=" + earlier + "&to=" + later))).hasSize(2);
    assertThat(objects(auditor.get("/audit?from=" + later))).isEmpty();
    assertThat(objects(auditor.get("/audit?to=" + earlier))).isEmpty();
    assertThat(auditor.get("/audit?object=object-2").body()).contains("value=\"object-2\"");
  }

  @Test
  void anAccountIsFoundByItsName() {
    String agency = TestServer.newAgency();
    TestServer.Person analyst = server.add(agency, Role.ANALYST);
    Browser browser = new Browser(server.address());
    browser.signIn(analyst.account().login(), analyst.password(), "an invented phrase 5550101");
    browser.get("/accounts");
    Browser auditor = server.signIn(agency, Role.AUDITOR);
    String own = auditor.get("/audit?account=" + analyst.account().login()).body();
    assertThat(own).contains("<td>sign-in</td>").contains("refused").contains("manage-accounts");
    assertThat(auditor.get("/audit?verb=ask&account=" + analyst.account().id()).body())
        .contains("<bdi>" + analyst.account().login() + "</bdi>");
    assertThat(auditor.get("/audit?account=nobody").body()).contains("No event matches.");
  }

  @Test
  void olderEventsComeOnTheNextPage() {
    String agency = TestServer.newAgency();
    Browser auditor = server.signIn(agency, Role.AUDITOR);
    for (int i = 0; i < 230; i++) {
      logs.append(agency, "object-" + i);
    }
    HttpResponse<String> page = auditor.get("/audit?verb=try");
    assertThat(objects(page)).hasSize(100).startsWith("object-229").endsWith("object-130");
    page = auditor.get(older(page));
    assertThat(objects(page)).hasSize(100).startsWith("object-129").endsWith("object-30");
    page = auditor.get(older(page));
    assertThat(objects(page)).hasSize(30).startsWith("object-29").endsWith("object-0");
    assertThat(OLDER.matcher(page.body()).find()).isFalse();
    assertThat(page.body()).contains("Newest");
  }

  private static String older(HttpResponse<String> page) {
    Matcher found = OLDER.matcher(page.body());
    assertThat(found.find()).isTrue();
    return found.group(1).replace("&amp;", "&");
  }

  @Test
  void whatNoEventHoldsIsRefused() {
    Browser auditor = server.signIn(TestServer.newAgency(), Role.AUDITOR);
    for (String query :
        List.of(
            "from=yesterday",
            "from=0000-01-01T00:00",
            "to=2026-13-01T00:00",
            "to=%2B999999999-01-01T00:00",
            "account=a%27b",
            "account=%00",
            "verb=DROP",
            "verb=%D9%A1",
            "type=a+b",
            "object=%3Cb%3E",
            "outcome=maybe",
            "before=-1",
            "before=99999999999999999999",
            "verb=a&verb=b")) {
      HttpResponse<String> answer = auditor.get("/audit?" + query);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(answer.body()).doesNotContain("audit.bad").doesNotContain("defect");
    }
    assertThat(auditor.get("/audit?before=999999999999999999").statusCode()).isEqualTo(200);
  }

  @Test
  void theExportOfThePageIsProvenAndHoldsItsOwnEvent() throws Exception {
    String agency = TestServer.newAgency();
    Browser auditor = server.signIn(agency, Role.AUDITOR);
    HttpResponse<String> answer = auditor.get("/audit/export");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .matches("attachment; filename=\"orion-[0-9a-f]{12}-audit\\.jsonl\"");
    AuditFindings findings = Logs.verify(answer.body().getBytes(StandardCharsets.UTF_8));
    assertThat(findings.failure()).isEmpty();
    List<String> lines = answer.body().lines().toList();
    assertThat(lines.stream().filter(line -> line.contains("\"verb\":\"export\"")).toList())
        .last()
        .asString()
        .contains("\"agency\":\"%s\"".formatted(agency));
  }
}
