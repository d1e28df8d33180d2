package org.orion.operations.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The identification board on the real server: one at work on a series, none forgotten, and what
/// agencies that see it learn of each other.
class SeriesIT {
  private final TestServer server = TestServer.running();
  private final JdbcClient rows = server.owner();
  private final String agency = TestServer.newAgency();
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  private static UUID series(Browser by) {
    HttpResponse<String> answer = by.post("/series", "words", "Invented rooms");
    ok(answer);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return UUID.fromString(to.replaceAll("^.*/series/([0-9a-f-]{36}).*$", "$1"));
  }

  private static void lead(Browser by, UUID series, String kind, String value) {
    ok(by.post("/series/" + series + "/leads", "kind", kind, "value", value, "source", "A report"));
  }

  private void share(UUID series, String with) {
    ok(
        supervisor.post(
            "/series/" + series + "/shares", "agency", with, "reason", "They hold copies"));
  }

  private static HttpResponse<String> claim(Browser by, UUID series) {
    return by.post("/series/" + series + "/claims", "note", "I look for the place");
  }

  @Test
  void aSerialIsTheSameHoweverItIsWritten() {
    UUID one = series(supervisor);
    UUID other = series(supervisor);
    UUID third = series(supervisor);
    lead(supervisor, one, "CAMERA_SERIAL", "ex-0042/ab 17");
    lead(supervisor, other, "CAMERA_SERIAL", "EX0042AB17");
    lead(supervisor, third, "OBJECT", "EX0042AB17");
    assertThat(supervisor.get("/series/" + one).body())
        .contains("/series/" + other)
        .as("an object is no serial")
        .doesNotContain("/series/" + third);
    assertThat(supervisor.get("/series?q=ex0042-ab17").body())
        .contains("/series/" + one)
        .contains("/series/" + other);
    String id =
        rows.sql("select id::text from orion.series_lead where series = :id")
            .param("id", other)
            .query(String.class)
            .single();
    ok(supervisor.post("/series/" + other + "/leads/" + id + "/withdraw"));
    assertThat(supervisor.get("/series/" + one).body()).doesNotContain("/series/" + other);
  }

  @Test
  void leadsOfSeriesThatAreNotSharedLeadToNobody() {
    UUID hidden = series(supervisor);
    lead(supervisor, hidden, "CAMERA_SERIAL", "EX-HIDDEN-5550103");
    Browser stranger = server.signIn(TestServer.newAgency(), Role.ANALYST);
    UUID own = series(stranger);
    lead(stranger, own, "CAMERA_SERIAL", "EX-HIDDEN-5550103");
    assertThat(stranger.get("/series/" + own).body()).doesNotContain(hidden.toString());
    assertThat(stranger.get("/series?state=ALL&q=HIDDEN").body()).doesNotContain(hidden.toString());
    assertThat(stranger.get("/series/" + hidden).statusCode()).isEqualTo(404);
    assertThat(claim(stranger, hidden).statusCode()).isEqualTo(404);
  }

  @Test
  void oneAtATimeWorksOnASeriesOfWhateverAgency() {
    UUID one = series(supervisor);
    String first = TestServer.newAgency();
    String second = TestServer.newAgency();
    Browser helping = server.signIn(first, Role.ANALYST);
    Browser watching = server.signIn(second, Role.ANALYST);
    share(one, first);
    share(one, second);
    ok(claim(helping, one));
    LocalDate until = LocalDate.now(ZoneOffset.UTC).plusDays(30);
    assertThat(supervisor.get("/series/" + one).body()).contains(first + " until " + until);
    assertThat(watching.get("/series/" + one).body())
        .contains("somebody until " + until)
        .doesNotContain(first);
    for (Browser late : List.of(supervisor, watching, helping)) {
      assertThat(claim(late, one).statusCode()).isEqualTo(409);
    }
    String id =
        rows.sql("select id::text from orion.series_claim where series = :id")
            .param("id", one)
            .query(String.class)
            .single();
    assertThat(watching.post("/series/" + one + "/claims/" + id + "/release").statusCode())
        .isEqualTo(404);
    ok(helping.post("/series/" + one + "/claims/" + id + "/release"));
    ok(claim(watching, one));
  }

  @Test
  void ofManyWhoClaimAtOnceOneGetsIt() throws InterruptedException, ExecutionException {
    UUID one = series(supervisor);
    List<Browser> people = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Browser person = server.signIn(agency, Role.ANALYST);
      person.get("/account");
      people.add(person);
    }
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(people.size())) {
      List<Future<Integer>> all =
          people.stream()
              .map(person -> threads.submit(() -> claim(person, one).statusCode()))
              .toList();
      for (Future<Integer> answer : all) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).containsExactlyInAnyOrder(302, 409, 409, 409);
  }

  @Test
  void whatNobodyWorksOnForLongIsFlagged() {
    UUID one = series(supervisor);
    assertThat(supervisor.get("/series?forgotten=true").body()).doesNotContain(one.toString());
    rows.sql("update orion.series set made_at = now() - interval '80 days' where id = :id")
        .param("id", one)
        .update();
    assertThat(supervisor.get("/series?forgotten=true").body())
        .contains(one.toString())
        .contains("unclaimed for long");
    ok(claim(supervisor, one));
    assertThat(supervisor.get("/series?forgotten=true").body()).doesNotContain(one.toString());
    // By hand: the claim ran out 31 days ago, so that nobody has worked on it for 30 whole days.
    rows.sql(
            "update orion.series_claim set since = now() - interval '60 days', until = current_date - 32 where series = :id")
        .param("id", one)
        .update();
    assertThat(supervisor.get("/series?forgotten=true").body()).contains(one.toString());
    ok(claim(supervisor, one));
  }

  @Test
  void othersSeeHowManyHoldCopiesAndOnlyTheNamesThatTheyAreTold() {
    UUID one = series(supervisor);
    String seeing = TestServer.newAgency();
    String silent = TestServer.newAgency();
    String named = TestServer.newAgency();
    for (String other : List.of(silent, named)) {
      server.add(other, Role.ANALYST);
    }
    Browser reader = server.signIn(seeing, Role.ANALYST);
    share(one, seeing);
    String path = "/series/" + one + "/holders";
    ok(supervisor.post(path, "agency", silent));
    ok(supervisor.post(path, "agency", named, "named", "true"));
    assertThat(reader.post(path, "agency", silent).statusCode())
        .as("of others the owner alone says it")
        .isEqualTo(404);
    ok(reader.post(path, "agency", seeing));
    assertThat(reader.get("/series/" + one).body())
        .contains("Agencies: 3")
        .contains(named)
        .doesNotContain(silent);
    assertThat(supervisor.get("/series/" + one).body()).contains(silent).contains(seeing);
  }

  @Test
  void aChildOfAnotherAgencyIsOneMoreAndNothingElse() {
    UUID one = series(supervisor);
    String seeing = TestServer.newAgency();
    Browser other = server.signIn(seeing, Role.SUPERVISOR);
    share(one, seeing);
    String[] fields = {
      "number", "C-9", "title", "Invented", "openedOn", "2026-03-01", "handling", "H0"
    };
    ok(other.post("/cases", fields));
    UUID investigation =
        rows.sql("select id from orion.investigation where agency = :agency")
            .param("agency", seeing)
            .query(UUID.class)
            .single();
    ok(
        other.post(
            "/cases/" + investigation + "/children",
            "keepUntil",
            "2060-01-01",
            "fact",
            "IDENTIFIED",
            "onDay",
            "2026-03-02",
            "source",
            "A report",
            "confidence",
            "CONFIRMED"));
    ok(other.post("/series/" + one + "/children", "number", "1"));
    String child =
        rows.sql("select id::text from orion.child where agency = :agency")
            .param("agency", seeing)
            .query(String.class)
            .single();
    assertThat(other.get("/children/" + child).body()).contains("/series/" + one);
    assertThat(supervisor.get("/series/" + one).body())
        .contains("1 identified")
        .contains("a child of " + seeing)
        .doesNotContain(child);
    assertThat(
            other
                .post("/series/" + one + "/leads", "kind", "PLACE", "value", "x", "source", "y")
                .statusCode())
        .as("a share lets no lead be changed")
        .isEqualTo(404);
  }
}
