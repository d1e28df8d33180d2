package org.orion.operations.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;

/// What the server counts, as Prometheus reads it.
class MetricsIT {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? ([0-9.eE+-]+|NaN|[+-]Inf)");
  private static final Pattern LABEL =
      Pattern.compile("([a-z_A-Z0-9]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final String HEADER =
      "external_id,source,received,username,platform,filename,md5,viewed_by_provider\n";

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Program operator = server.program(agency, Role.ADMINISTRATOR);

  private Map<String, Double> samples() {
    HttpResponse<String> answer = operator.get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain;version=0.0.4");
    Map<String, Double> samples = new TreeMap<>();
    for (String line : answer.body().lines().filter(line -> !line.startsWith("#")).toList()) {
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      String labels = sample.group(2) == null ? "" : sample.group(2);
      samples.put(sample.group(1) + labels, Double.parseDouble(sample.group(3)));
    }
    return samples;
  }

  private void take(Browser analyst, String... rows) {
    analyst.get("/tips/import");
    analyst.upload("/tips/import", "tips.csv", HEADER + String.join("", rows));
  }

  @Test
  void tipsAreCountedByFormAndOutcomeWhenTheyAreKept() {
    Browser analyst = server.signIn(agency, Role.ANALYST);
    Map<String, Double> before = samples();
    String row =
        "%s-%s,clearing house,2026-03-01T00:00:00Z,%s,ExampleChat,chart.jpg,0123456789abcdef0123456789abcdef,no\n";
    String one = row.formatted(agency, "M-1", "metric.one");
    take(analyst, one, row.formatted(agency, "M-2", "metric.two"));
    take(analyst, one);
    Map<String, Double> after = samples();
    assertThat(grown(before, after, "orion_tips_total{format=\"csv\",outcome=\"new\"}"))
        .isEqualTo(2);
    assertThat(grown(before, after, "orion_tips_total{format=\"csv\",outcome=\"repeated\"}"))
        .isEqualTo(1);
  }

  private static double grown(Map<String, Double> before, Map<String, Double> after, String name) {
    assertThat(after).containsKey(name);
    return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
  }

  @Test
  void whatOperatorsNeedIsThere() {
    new Browser(server.address()).get("/healthz");
    Map<String, Double> samples = samples();
    assertThat(samples).containsKeys("orion_jobs_overdue", "orion_jobs_failing");
    assertThat(samples.get("orion_data_free_bytes"))
        .isCloseTo(
            (double) server.data().toFile().getUsableSpace(),
            org.assertj.core.data.Percentage.withPercentage(20));
    assertThat(samples.keySet())
        .anyMatch(name -> name.startsWith("hikaricp_connections_active{"))
        .anyMatch(name -> name.startsWith("hikaricp_connections_pending{"))
        .anyMatch(name -> name.startsWith("jvm_memory_used_bytes{"))
        .anyMatch(name ->
            name.startsWith("http_server_requests_seconds_count{")
                && name.contains("uri=\"/healthz\""));
  }

  @Test
  void aJobThatNobodyDoesIsSeen() {
    server
        .owner()
        .sql(
            "insert into orion.scheduled_tasks (task_name, task_instance, execution_time, picked, version) values ('nobodys', 'x', now() - interval '3 minutes', false, 1)")
        .update();
    try {
      assertThat(samples().get("orion_jobs_overdue")).isEqualTo(1);
    } finally {
      server.owner().sql("delete from orion.scheduled_tasks where task_name = 'nobodys'").update();
    }
  }

  /// Requests with numbers and names in their addresses are counted by the template of the route.
  @Test
  void noLabelHoldsANameOrANumberOfAnything() {
    Account account = server.add(agency, Role.ANALYST).account();
    Browser analyst = server.signIn(agency, Role.ANALYST, Role.SUPERVISOR);
    analyst.get("/tips/01234567-0123-7123-8123-0123456789ab");
    analyst.get("/identifiers/4711");
    analyst.get("/search?q=metric.secret");
    analyst.get("/no/such/" + account.login());
    new Program(server.address(), "").get("/api/v1/tips/" + account.id() + "/gate");
    for (String name : samples().keySet()) {
      Matcher label = LABEL.matcher(name);
      while (label.find()) {
        assertThat(label.group(2))
            .as(name)
            .doesNotContain(
                agency, account.login(), "metric.secret", "4711", server.data().toString())
            .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
      }
      assertThat(name).doesNotContain("agency=");
    }
  }

  @Test
  void onlyATokenWithTheRightOpensThem() {
    assertThat(new Program(server.address(), "").get("/metrics").statusCode()).isEqualTo(401);
    assertThat(server.program(agency, Role.AUDITOR).get("/metrics").statusCode()).isEqualTo(403);
    assertThat(server.signIn(agency, Role.ADMINISTRATOR).get("/metrics").statusCode())
        .as("a session is no token")
        .isEqualTo(401);
    Account administrator = server.add(agency, Role.ADMINISTRATOR).account();
    for (Action scope : List.of(Action.SEE_METRICS, Action.MANAGE_ACCOUNTS)) {
      Program program = new Program(server.address(), server.token(administrator, scope).secret());
      assertThat(program.get("/metrics").statusCode())
          .isEqualTo(scope == Action.SEE_METRICS ? 200 : 403);
      assertThat(program.get("/tips").statusCode()).isNotEqualTo(200);
    }
  }
}
