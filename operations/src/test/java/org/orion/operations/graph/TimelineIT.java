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

  /// Tips of a case, as `T-L000001`.
  ///
  /// @param ago how long ago the n-th arrived
  private void tips(UUID investigation, String letter, int count, String ago) {
    server
        .owner()
        .sql(
            """
            with t as (
              insert into orion.tip (agency, code, format, sender, source, incident_type, arrived_at)
              select :agency, 'T-' || :letter || lpad(n::text, 6, '0'), 'CSV', 'test', 'UNKNOWN', 'MATERIAL',
                now() - make_interval(%s)
              from generate_series(1, :count) n returning id)
            insert into orion.investigation_tip (agency, investigation, tip, account)
            select :agency, :one, id, :one from t
            """
                .formatted(ago))
        .param("agency", agency)
        .param("letter", letter)
        .param("count", count)
        .param("one", investigation)
        .update();
  }

  @Test
  void aLongTimelineLeadsOnWithoutGapOrRepetition() {
    UUID one = Records.investigation(investigator, "L-1");
    tips(one, "L", 230, "days => n % 7");
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
  void aLargeOperationIsCountedOnceAMinuteAndShowsWhatIsThere() {
    UUID operation = Records.operation(supervisor, "A large operation");
    UUID one =
        Records.investigation(
            investigator, "O-1", "handling", "H0", "operation", operation.toString());
    tips(one, "O", 6_000, "mins => (6000 - n) * 20");
    String path = "/operations/" + operation + "/timeline?hide=OPENED";
    assertThat(body(investigator, path)).contains("Tip arrived 6000").contains("Counted at");
    Browser colleague = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(body(colleague, path)).contains("Tip arrived 6000");
    // The newest 5,700, of two months of the hundred days that were counted.
    server
        .owner()
        .sql(
            """
            delete from orion.investigation_tip l using orion.tip t
            where l.investigation = :one and t.id = l.tip and t.code > 'T-O000300'
            """)
        .param("one", one)
        .update();
    String later = body(investigator, path);
    assertThat(later)
        .as("counted before")
        .contains("Tip arrived 6000")
        .as("but shown as it is")
        .contains("T-O000300")
        .contains("T-O000201")
        .doesNotContain("T-O000200<")
        .doesNotContain("T-O000301")
        .contains("rel=\"next\"");
    server
        .owner()
        .sql(
            "update orion.investigation set handling = 'H3', restriction = 'The named team only' where id = :one")
        .param("one", one)
        .update();
    assertThat(body(colleague, path)).contains("Nothing is on this timeline");
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
