package org.orion.operations.priority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;

/// Two servers, each a process, score the tips of one database again.
class TwoServersIT {
  private static final String HEADER = "external_id,username,platform,escalation,country";
  private static final int STEPS = 5;
  private static final int MILLIS_UNTIL_KILLED = 300;

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Rescoring rescoring = server.bean(Rescoring.class);

  @TempDir private Path folder;

  private Map<String, Object> job() {
    return server
        .owner()
        .sql(
            "select tips, changed, finished_at is not null as finished from orion.rescore where agency = :agency and cause = 'RULES'")
        .param("agency", agency)
        .query()
        .singleRow();
  }

  private boolean isFinished() {
    return Boolean.TRUE.equals(job().get("finished"));
  }

  @Test
  void eachTipIsScoredOnceAndNoneIsLostThoughOneOfTwoServersIsKilled() throws Exception {
    int many = (STEPS - 1) * Rescoring.TIPS_PER_STEP + 7;
    Viewer supervisor = server.add(agency, Role.SUPERVISOR).account().viewer("192.0.2.1");
    ReceivedTips tips = new ReceivedTips(server, supervisor);
    UUID one = tips.csv(HEADER, "B-0,sample.one,ExampleChat,please be quick,XX");
    tips.addLike(one, many - 1);
    LocalDate day = LocalDate.now(ZoneOffset.UTC);
    postponeOwnJob();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ScoringServer.class.getName(),
                server.data().toString(),
                server.databaseUrl(),
                agency,
                day.toString())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    int own = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine())
          .as(Files.readString(folder.resolve("errors")))
          .isEqualTo("ready");
      Browser boss = server.signIn(agency, Role.SUPERVISOR);
      boss.get("/rules");
      assertThat(
              boss.post("/rules", "rules", PriorityIT.rules("2", day.toString(), 70)).statusCode())
          .isEqualTo(302);
      tell(other);
      assertThat(lines.readLine()).isEqualTo("step");
      own += step(day);
      assertThat(own).as("the other waits").isEqualTo(1);
      tell(other);
      // Most likely in the middle of a step.
      CompletableFuture.delayedExecutor(MILLIS_UNTIL_KILLED, TimeUnit.MILLISECONDS)
          .execute(other::destroyForcibly);
      for (int i = 0; i < 12_000 && !isFinished(); i++) {
        own += step(day);
      }
    } finally {
      other.destroyForcibly().waitFor();
      ownJobIsDueIn("0 seconds");
    }
    assertThat(own).isBetween(1, STEPS - 1);
    assertThat(job())
        .containsEntry("tips", (long) many)
        .containsEntry("changed", (long) many)
        .containsEntry("finished", true);
    assertThat(
            server
                .owner()
                .sql(
                    """
                    select count(*) || ' ' || count(distinct tip) || ' ' || min(points) || ' ' || max(points)
                    from orion.tip_score where agency = :agency and rules_version = '2'
                    """)
                .param("agency", agency)
                .query(String.class)
                .single())
        .as("scores, tips, points")
        .isEqualTo("%d %d 70 70".formatted(many, many));
    assertThat(
            server
                .owner()
                .sql(
                    "select count(*) from orion.tip where agency = :agency and state = 'OPEN' and points <> 70")
                .param("agency", agency)
                .query(Long.class)
                .single())
        .isZero();
  }

  private static void tell(Process other) throws IOException {
    other.getOutputStream().write('x');
    other.getOutputStream().flush();
  }

  /// The servers' own jobs would take steps too; here they wait.
  private void postponeOwnJob() throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      if (ownJobIsDueIn("1 hour") == 1) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the job does not end");
  }

  private int ownJobIsDueIn(String time) {
    return server
        .owner()
        .sql(
            "update orion.scheduled_tasks set execution_time = now() + :time::interval, version = version + 1 where task_name = 'rescore-tips' and not picked")
        .param("time", time)
        .update();
  }

  private int step(LocalDate day) throws InterruptedException {
    if (rescoring.step(Viewer.machine(agency), day)) {
      return 1;
    }
    // The other holds the job.
    Thread.sleep(5);
    return 0;
  }
}
