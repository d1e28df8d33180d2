package org.orion.operations.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;
import org.orion.operations.intake.TipFormat;
import org.orion.operations.intake.TipIntake.Accepted;
import tools.jackson.databind.JsonNode;

/// Search, clusters and interests as a program asks for them, and part by part on pages.
class IdentifierApiIT {
  private static final String COLUMNS = "external_id,received,username,email,platform\n";

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Program program = server.program(agency, Role.SUPERVISOR);

  private List<Accepted> tips(String... rows) {
    return TestTips.read(server, agency, TipFormat.CSV, COLUMNS + String.join("\n", rows) + "\n");
  }

  private JsonNode get(String path) {
    HttpResponse<String> answer = program.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Program.json(answer);
  }

  private List<String> everything(String path, String field) {
    List<String> all = new ArrayList<>();
    JsonNode slice = get(path);
    while (true) {
      slice.get("items").valueStream().forEach(item -> all.add(item.get(field).asString()));
      if (!slice.has("next")) {
        return all;
      }
      slice = get(path + "&after=" + slice.get("next").asString());
    }
  }

  private static String word(int number) {
    return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
  }

  /// The one that is the same comes first, then those that begin so, in their order, and last those
  /// that look alike; each once, wherever a part ends.
  @Test
  void partsOfASearchFollowOneAnother() {
    List<String> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    rows.add("S-0,2026-01-01T00:00:00Z,heron,,Example Chat");
    expected.add("heron");
    for (int i = 0; i < 30; i++) {
      rows.add("S-1%02d,2026-01-01T00:00:00Z,heron%s,,Example Chat".formatted(i, word(i)));
      expected.add("heron" + word(i));
    }
    for (String alike : List.of("h.eron", "he_ron")) {
      rows.add("S-2%s,2026-01-01T00:00:00Z,%s,,Example Chat".formatted(alike, alike));
      expected.add(alike);
    }
    tips(rows.toArray(String[]::new));
    for (int limit : List.of(1, 3, 7, 31, 32, 33, 200)) {
      assertThat(everything("/api/v1/search?q=heron&limit=" + limit, "normal"))
          .as("parts of %d", limit)
          .containsExactlyElementsOf(expected);
    }
    assertThat(get("/api/v1/search?q=heron&limit=1").at("/items/0/reason").asString())
        .isEqualTo("SAME");
  }

  /// Names with one slip each, sorted by their number; they are looked for because nothing else is
  /// found.
  @Test
  void partsOfWhatIsSpelledSimilarlyFollowOneAnother() {
    tips(
        "T-1,2026-01-01T00:00:00Z,kingfisherx,,Example Chat",
        "T-2,2026-01-01T00:00:00Z,kingfishery,,Example Chat",
        "T-3,2026-01-01T00:00:00Z,kingfisherw,,Example Chat");
    for (int limit : List.of(1, 2, 3)) {
      assertThat(everything("/api/v1/search?q=kingfisherq&limit=" + limit, "normal"))
          .containsExactly("kingfisherx", "kingfishery", "kingfisherw");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1\n1", "99\n1", "0\n999999999999", "0", "0\nx", "0\n1\u0000"})
  void aPlaceOfNoSearchIsRefused(String place) {
    tips("P-1,2026-01-01T00:00:00Z,plover,,Example Chat");
    String after =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(place.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    HttpResponse<String> answer = program.get("/api/v1/search?q=plover&after=" + after);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
  }

  /// Another agency's identifier as a place tells nothing of it.
  @Test
  void aPlaceOfAnotherAgencyIsNone() {
    String elsewhere = TestServer.newAgency();
    server.add(elsewhere, Role.ANALYST);
    TestTips.read(
        server, elsewhere, TipFormat.CSV, COLUMNS + "Z-1,2026-01-01T00:00:00Z,dunlin,,Example\n");
    long id =
        server
            .owner()
            .sql("select id from orion.identifier where agency = :agency")
            .param("agency", elsewhere)
            .query(Long.class)
            .single();
    String after =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(("0\n" + id).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(program.get("/api/v1/search?q=dunlin&after=" + after).statusCode()).isEqualTo(400);
    assertThat(program.get("/api/v1/identifiers/" + id).statusCode()).isEqualTo(404);
  }

  /// 105 pairs of tips, each pair a cluster: with JavaScript or without, all are reached.
  @Test
  void clustersFollowOneAnotherOnPagesAndForPrograms() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 105; i++) {
      for (int half = 0; half < 2; half++) {
        rows.add(
            "C-%d-%d,2026-01-01T00:00:00Z,,pair%s@example.org,Example Chat"
                .formatted(i, half, word(i)));
      }
    }
    tips(rows.toArray(String[]::new));
    List<String> clusters = everything("/api/v1/clusters?limit=20", "id");
    assertThat(clusters).hasSize(105).doesNotHaveDuplicates();
    Browser browser = server.signIn(agency, Role.ANALYST);
    List<String> shown = new ArrayList<>();
    String path = "/clusters";
    while (!path.isEmpty()) {
      String body = browser.get(path).body();
      Matcher row = Pattern.compile("href=\"/clusters/([0-9a-f-]{36})\"").matcher(body);
      while (row.find()) {
        shown.add(row.group(1));
      }
      Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(body);
      path = next.find() ? next.group(1).replace("&amp;", "&") : "";
    }
    assertThat(shown).isEqualTo(clusters);
    String one = "/api/v1/clusters/" + clusters.getFirst();
    assertThat(get(one).at("/cluster/size").asInt()).isEqualTo(2);
    assertThat(get(one).at("/reasons/0/tips").size()).isEqualTo(2);
    assertThat(everything(one + "/tips?limit=1", "id")).hasSize(2).doesNotHaveDuplicates();
    assertThat(program.get("/api/v1/clusters/" + UUID.randomUUID() + "/tips").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aSearchPageLeadsToTheNext() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      rows.add("L-%d,2026-01-01T00:00:00Z,longbill%s,,Example Chat".formatted(i, word(i)));
    }
    tips(rows.toArray(String[]::new));
    Browser browser = server.signIn(agency, Role.ANALYST);
    List<String> shown = new ArrayList<>();
    String path = "/search/identifiers?q=longbill";
    int pages = 0;
    while (!path.isEmpty()) {
      pages++;
      String body = browser.get(path).body();
      Matcher row = Pattern.compile("<bdi>(longbill[a-z]{2})</bdi>").matcher(body);
      while (row.find()) {
        shown.add(row.group(1));
      }
      Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(body);
      path = next.find() ? next.group(1).replace("&amp;", "&") : "";
    }
    assertThat(pages).isEqualTo(2);
    assertThat(shown).hasSize(120).doesNotHaveDuplicates();
  }

  @Test
  void interestsAreDeclaredOnceAndWithdrawn() {
    String until = LocalDate.now(ZoneOffset.UTC).plusDays(30).toString();
    String wanted =
        "{\"kind\":\"E_MAIL\",\"text\":\"Heron@Example.org\",\"until\":\"%s\",\"note\":\"A note\"}"
            .formatted(until);
    HttpResponse<String> made = program.post("/api/v1/interests", wanted, "Idempotency-Key", "i-1");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(Program.json(program.post("/api/v1/interests", wanted)).get("id"))
        .as("the one that holds already")
        .isEqualTo(Program.json(made).get("id"));
    JsonNode interests = get("/api/v1/interests").get("items");
    assertThat(interests.size()).isEqualTo(1);
    assertThat(interests.at("/0/normal").asString()).isEqualTo("heron@example.org");
    assertThat(get("/api/v1/search?q=heron@example.org").get("items").size())
        .as("an identifier that was never seen")
        .isZero();
    String path = "/api/v1/interests/" + interests.at("/0/id").asString() + "/withdraw";
    assertThat(
            server.program(TestServer.newAgency(), Role.SUPERVISOR).post(path, "{}").statusCode())
        .isEqualTo(404);
    assertThat(program.post(path, "{}").statusCode()).isEqualTo(204);
    assertThat(program.post(path, "{}").statusCode()).isEqualTo(404);
    for (String bad :
        List.of(
            wanted.replace(until, "2000-01-01"),
            wanted.replace("E_MAIL", "PROFILE_URL"),
            wanted.replace("Heron@Example.org", "nothing"),
            wanted.replace("\"note\"", "\"agency\""))) {
      HttpResponse<String> answer = program.post("/api/v1/interests", bad);
      assertThat(answer.statusCode()).as(bad + answer.body()).isEqualTo(400);
    }
  }
}
