package org.orion.operations.casework;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;
import org.orion.operations.intake.TipIntake.Accepted;

/// The queue and a tip's page on the real server, as an analyst uses them.
class QueueIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser analyst = server.signIn(agency, Role.ANALYST);

  private UUID tip(String id, String user) {
    return TestTips.csv(
            server, agency, TestTips.row(id, "MATERIAL", "Example Chat", user, "An invented text"))
        .getFirst()
        .tip();
  }

  @Test
  void aTipIsInTheQueueAndItsPageShowsWhatItsOriginalSays() {
    UUID id = tip("A-1", "invented.user");
    assertThat(analyst.get("/tips").body()).contains("/tips/" + id).contains("Example Chat");
    HttpResponse<String> page = analyst.get("/tips/" + id);
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.body()).contains("An invented text").contains("invented.user@example.org");
    for (String tab : List.of("people", "identifiers", "files", "texts", "notes", "history")) {
      assertThat(analyst.get("/tips/" + id + "/" + tab).statusCode()).as(tab).isEqualTo(200);
    }
  }

  @Test
  void theSameNumberIsAnUpdateAndTheSameBytesAreNothingNew() {
    String row = TestTips.row("B-1", "MATERIAL", "Example Chat", "second.user", "One");
    Accepted first = TestTips.csv(server, agency, row).getFirst();
    Accepted again = TestTips.csv(server, agency, row).getFirst();
    Accepted newer =
        TestTips.csv(
                server,
                agency,
                TestTips.row("B-1", "MATERIAL", "Example Chat", "second.user", "Two"))
            .getFirst();
    assertThat(again.tip()).isEqualTo(first.tip());
    assertThat(again.kind()).isEqualTo(Accepted.Kind.REPEATED);
    assertThat(newer.tip()).isEqualTo(first.tip());
    assertThat(newer.kind()).isEqualTo(Accepted.Kind.UPDATED);
    assertThat(analyst.get("/tips/" + first.tip()).body()).contains("Two").doesNotContain(">One<");
  }

  @Test
  void anotherAgencySeesNothingOfIt() {
    UUID id = tip("C-1", "third.user");
    Browser stranger = server.signIn(TestServer.newAgency(), Role.ANALYST, Role.SUPERVISOR);
    assertThat(stranger.get("/tips").body()).doesNotContain(id.toString());
    assertThat(stranger.get("/tips/" + id).statusCode()).isEqualTo(404);
    stranger.get("/tips");
    assertThat(stranger.post("/tips/assign", "tip", id.toString(), "to", "me").statusCode())
        .isEqualTo(404);
    assertThat(stranger.post("/tips/" + id + "/notes", "body", "x").statusCode()).isEqualTo(404);
  }

  @Test
  void takingGivingBackNotingAndClosingLeaveTheirHistory() {
    UUID id = tip("D-1", "fourth.user");
    analyst.get("/tips/" + id);
    assertThat(analyst.post("/tips/" + id + "/assign", "to", "me", "version", "0").statusCode())
        .isEqualTo(302);
    assertThat(analyst.post("/tips/" + id + "/assign", "to", "none", "version", "0").statusCode())
        .as("an act on an older state")
        .isEqualTo(409);
    assertThat(analyst.post("/tips/" + id + "/notes", "body", "Called 555-0100").statusCode())
        .isEqualTo(302);
    assertThat(
            analyst
                .post("/tips/" + id + "/tasks", "title", "Ask the provider", "due", "2026-12-01")
                .statusCode())
        .isEqualTo(302);
    assertThat(analyst.get("/work").body()).contains("Ask the provider");
    assertThat(
            analyst
                .post(
                    "/tips/" + id + "/close", "reason", "NO_LEAD", "words", "Done", "version", "1")
                .statusCode())
        .isEqualTo(302);
    assertThat(analyst.get("/tips/" + id + "/history").body())
        .contains("assigned")
        .contains("No lead");
    assertThat(analyst.get("/tips").body()).doesNotContain(id.toString());
    assertThat(analyst.get("/tips?state=CLOSED").body()).contains(id.toString());
  }

  @Test
  void manyAtOnceAreAllDoneOrNone() {
    UUID own = tip("E-1", "fifth.user");
    String elsewhere = TestServer.newAgency();
    server.add(elsewhere, Role.ANALYST);
    UUID foreign =
        TestTips.csv(
                server,
                elsewhere,
                TestTips.row("E-2", "MATERIAL", "Example Chat", "sixth.user", "Text"))
            .getFirst()
            .tip();
    analyst.get("/tips");
    HttpResponse<String> answer =
        analyst.post(
            "/tips/close", "tip", own.toString(), "tip", foreign.toString(), "reason", "NO_LEAD");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(analyst.get("/tips").body()).contains(own.toString());
  }

  @Test
  void pagesOfTheQueueFollowEachOtherWithoutGapsOrRepeats() {
    String[] rows = new String[120];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = TestTips.row("F-" + i, "MATERIAL", "Example Board", "user" + i, "Text " + i);
    }
    List<Accepted> accepted = TestTips.csv(server, agency, rows);
    for (String sort : List.of("queue", "newest", "deadline")) {
      StringBuilder seen = new StringBuilder();
      String path = "/tips?platform=Example+Board&sort=" + sort;
      for (int page = 0; page < 3; page++) {
        String body = analyst.get(path).body();
        seen.append(body);
        java.util.regex.Matcher next =
            java.util.regex.Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(body);
        if (next.find()) {
          path = next.group(1).replace("&amp;", "&");
        }
      }
      for (Accepted tip : accepted) {
        String row = "<tr data-tip=\"" + tip.tip() + "\"";
        assertThat(seen.toString().split(java.util.regex.Pattern.quote(row), -1))
            .as(sort + " " + tip.code())
            .hasSize(2);
      }
    }
  }

  @Test
  void filtersOfSeveralColumnsLeaveOnlyWhatHasAllOfThem() {
    UUID material = tip("H-1", "seventh.user");
    UUID elsewhere =
        TestTips.csv(
                server,
                agency,
                TestTips.row("H-2", "MATERIAL", "Example Forum", "eighth.user", "Text"))
            .getFirst()
            .tip();
    for (String sort : List.of("queue", "newest", "deadline")) {
      String query = "/tips?sort=" + sort + "&type=MATERIAL";
      assertThat(analyst.get(query).body())
          .contains(material.toString())
          .contains(elsewhere.toString());
      assertThat(analyst.get(query + "&platform=Example+Forum").body())
          .doesNotContain(material.toString())
          .contains(elsewhere.toString());
      assertThat(analyst.get(query + "&platform=Example+Forum&country=QQ").body())
          .doesNotContain(elsewhere.toString());
    }
  }

  @Test
  void aPlaceThatNoPageNamedIsRefused() {
    for (String place :
        List.of(
            "2026-02-31|%s",
            "infinity|%s", "1; select 1|%s", "|%s", "0000-01-01|9%s", "5|-%s", "x")) {
      String text = place.formatted("1767225600000000|" + UUID.randomUUID());
      String after =
          java.util.Base64.getUrlEncoder()
              .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      for (String sort : List.of("queue", "deadline")) {
        assertThat(analyst.get("/tips?sort=" + sort + "&after=" + after).statusCode())
            .as(sort + " " + text)
            .isEqualTo(400);
      }
    }
  }

  @Test
  void scriptInEveryFieldStaysText() {
    String evil = "<script>alert(1)</script>";
    UUID id =
        TestTips.csv(
                server,
                agency,
                "G-1,2026-11-20T10:00:00Z,\"%s\",\"%s\",,\"%s\",ES,\"%s\"\n"
                    .formatted(evil, evil, evil, evil))
            .getFirst()
            .tip();
    assertThat(analyst.get("/tips").body()).doesNotContain(evil);
    for (String tab : List.of("", "/people", "/identifiers", "/texts")) {
      assertThat(analyst.get("/tips/" + id + tab).body()).as(tab).doesNotContain(evil);
    }
  }
}
