package org.orion.operations.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.operations.Browser;

/// Makes cases, people and what hangs on them, as those who work on them do.
public final class Records {
  private Records() {}

  public static void done(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  private static UUID made(HttpResponse<String> answer) {
    done(answer);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return UUID.fromString(
        to.replaceAll("^.*/(?:cases|people|operations|series)/([0-9a-f-]{36}).*$", "$1"));
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
  }

  /// A case; `more` has its handling code, or else it is H0.
  public static UUID investigation(Browser by, String number, String... more) {
    String[] fields = {"number", number, "title", "Invented " + number, "openedOn", "2026-03-01"};
    return made(by.post("/cases", with(fields, more.length == 0 ? h0() : more)));
  }

  private static String[] h0() {
    return new String[] {"handling", "H0"};
  }

  public static UUID restricted(Browser by, String number) {
    return investigation(by, number, "handling", "H3", "restriction", "The named team only");
  }

  public static UUID person(Browser by, UUID investigation, String name, String... more) {
    String[] fields = {"name", name, "stage", "SUSPECT", "onDay", "2026-03-02", "source", "A tip"};
    return made(by.post("/cases/" + investigation + "/people", with(fields, more)));
  }

  /// Makes a person part of another case.
  public static void join(Browser by, UUID person, String number) {
    String[] fields = {"number", number, "stage", "SUSPECT", "onDay", "2026-03-05"};
    done(by.post("/people/" + person + "/stages", with(fields, "source", "A tip")));
  }

  public static void relate(Browser by, UUID one, String code) {
    done(
        by.post(
            "/people/" + one + "/relations", "other", code, "kind", "FRIEND", "source", "A tip"));
  }

  public static void identifier(Browser by, UUID person, String mail) {
    done(
        by.post(
            "/people/" + person + "/identifiers",
            "kind",
            "E_MAIL",
            "text",
            mail,
            "source",
            "A tip"));
  }

  public static UUID operation(Browser by, String name) {
    return made(by.post("/operations", "name", name, "startsOn", "2026-01-02"));
  }

  public static UUID series(Browser by, String words) {
    return made(by.post("/series", "words", words));
  }
}
