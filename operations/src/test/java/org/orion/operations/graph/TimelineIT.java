package org.orion.operations.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.orion.operations.graph.Records.done;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;

/// The timelines of cases, people and operations on the real server.
class TimelineIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);

  private static String body(Browser by, String path) {
    HttpResponse<String> answer = by.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void whatHappenedStandsInTheOrderOfTime() {
    UUID operation = Records.operation(supervisor, "An operation in time");
    UUID one =
        Records.investigation(
            investigator, "T-1", "handling", "H0", "operation", operation.toString());
    UUID person = Records.person(investigator, one, "Test Example Timed");
    String[] arrest = {
      "person",
      person.toString(),
      "at",
      "2026-03-10T06:00",
      "zone",
      "Europe/Madrid",
      "country",
      "ES",
      "place",
      "1 Example Street",
      "byWhom",
      "A team",
      "outcome",
      "CUSTODY"
    };
    done(investigator.post("/cases/" + one + "/arrests", arrest));
    String[] paths = {
      "/cases/" + one + "/timeline",
      "/people/" + person + "/timeline",
      "/operations/" + operation + "/timeline"
    };
    for (String path : paths) {
      String page = body(investigator, path);
      assertThat(page)
          .as(path)
          .contains("2026-03-10 05:00:00 UTC")
          .contains("Test Example Timed")
          .contains("A team");
      assertThat(page.indexOf("2026-03-10 05:00:00 UTC"))
          .as("the arrest stands before the stage of the day before")
          .isLessThan(page.indexOf("<th scope=\"row\">2026-03-02"));
      assertThat(body(investigator, path + "?hide=ARREST"))
          .doesNotContain("2026-03-10 05:00:00 UTC")
          .contains("2026-03-02");
      assertThat(investigator.get(path + "?hide=nothing").statusCode()).isEqualTo(400);
      assertThat(investigator.get(path + "?after=nothing").statusCode()).isEqualTo(400);
    }
    assertThat(body(investigator, paths[0])).contains("2026-03-10: 1");
  }

  @Test
  void aLongTimelineLeadsOnWithoutGapOrRepetition() {
    UUID one = Records.investigation(investigator, "L-1");
    server
        .owner()
        .sql(
            """
            with t as (
              insert into orion.tip (agency, code, format, sender, source, incident_type, arrived_at)
              select :agency, 'T-L' || n, 'CSV', 'test', 'UNKNOWN', 'MATERIAL', now() - make_interval(days => n % 7)
              from generate_series(1, 230) n returning id)
            insert into orion.investigation_tip (agency, investigation, tip, account)
            select :agency, :one, id, :one from t
            """)
        .param("agency", agency)
        .param("one", one)
        .update();
    List<String> found = new ArrayList<>();
    String path = "/cases/" + one + "/timeline?hide=OPENED";
    int pages = 0;
    while (!path.isEmpty()) {
      pages++;
      String page = body(investigator, path);
      Matcher code = Pattern.compile("T-L\\d+").matcher(page);
      while (code.find()) {
        found.add(code.group());
      }
      assertThat(page).contains("Tip arrived 230");
      Matcher next = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(page);
      path = next.find() ? next.group(1).replace("&amp;", "&") : "";
    }
    assertThat(pages).isEqualTo(3);
    assertThat(found).hasSize(230).doesNotHaveDuplicates();
  }

  @Test
  void nothingHiddenIsOnATimelineOrCounted() {
    UUID tip =
        TestTips.csv(
                server,
                agency,
                TestTips.row("TL-1", "MATERIAL", "Example Chat", "time.user", "An invented text"))
            .getFirst()
            .tip();
    UUID open = Records.investigation(investigator, "H-1", "handling", "H0", "tip", tip.toString());
    UUID person = Records.person(investigator, open, "Test Example Open");
    UUID hidden = Records.restricted(investigator, "H-HIDDEN");
    Records.join(investigator, person, "H-HIDDEN");
    Browser colleague = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(body(investigator, "/people/" + person + "/timeline")).contains("H-HIDDEN");
    assertThat(body(colleague, "/people/" + person + "/timeline"))
        .doesNotContain("H-HIDDEN")
        .contains("Stage reached 1");
    assertThat(colleague.get("/cases/" + hidden + "/timeline").statusCode()).isEqualTo(404);
    Browser examiner = server.signIn(agency, Role.EXAMINER);
    assertThat(body(colleague, "/cases/" + open + "/timeline")).contains("Tip arrived");
    assertThat(body(examiner, "/cases/" + open + "/timeline")).doesNotContain("Tip arrived");
    Browser stranger = server.signIn(TestServer.newAgency(), Role.SUPERVISOR);
    for (String path : List.of("/cases/" + open + "/timeline", "/people/" + person + "/timeline")) {
      assertThat(stranger.get(path).statusCode()).as(path).isEqualTo(404);
    }
  }
}
