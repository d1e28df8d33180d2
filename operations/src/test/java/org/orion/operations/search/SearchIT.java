package org.orion.operations.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.orion.operations.graph.Records.done;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;
import org.orion.operations.graph.Records;

/// The search on the real server: everything is found by what is remembered of it, and nothing that
/// is hidden.
class SearchIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);

  private static String search(Browser by, String text) {
    HttpResponse<String> answer =
        by.get("/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
  }

  private void child(UUID investigation) {
    String[] fact = {"fact", "IDENTIFIED", "onDay", "2026-01-02", "source", "A tip"};
    done(
        investigator.post(
            "/cases/" + investigation + "/children",
            with(fact, "confidence", "PROBABLE", "keepUntil", "2060-01-01")));
  }

  @Test
  void everythingIsFoundInItsGroup() {
    UUID tip =
        TestTips.csv(
                server,
                agency,
                TestTips.row("SE-1", "MATERIAL", "Example Chat", "quill.user", "Invented"))
            .getFirst()
            .tip();
    UUID one = Records.investigation(investigator, "QUILL-26-1");
    UUID person =
        Records.person(investigator, one, "Test Quillfeather", "otherNames", "Old Quilly");
    Records.identifier(investigator, person, "quill.known@example.org");
    UUID operation = Records.operation(supervisor, "Operation Quill");
    UUID series = Records.series(investigator, "Rooms with a quill on the wall");
    String[] action = {"kind", "SEARCH", "country", "ES", "place", "1 Quill Street"};
    String[] start = {"startsAt", "2026-03-10T05:30", "children", "NO", "firearms", "NO"};
    done(investigator.post("/cases/" + one + "/actions", with(with(action, start), "zone", "UTC")));
    String page = search(investigator, "quill");
    assertThat(page)
        .contains("quill.user")
        .contains("/cases/" + one)
        .contains("/people/" + person)
        .contains("/operations/" + operation)
        .contains("/series/" + series)
        .contains("1 Quill Street")
        .contains("beginning")
        .contains("within");
    assertThat(search(investigator, "SE-1")).contains("/tips/" + tip);
    assertThat(search(investigator, "old quilly")).contains("/people/" + person);
    assertThat(search(investigator, "quill.known@example.org")).contains("/people/" + person);
    child(one);
    for (String code : List.of("Child 1", "1", "Niño 1")) {
      assertThat(search(investigator, code)).as(code).contains("/children/");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Test Ravenscroft, same",
    "test raven, beginning",
    "RAVENSCROFT, within",
    "Ravenscorft, similar spelling",
    "ravenscraft test, similar spelling"
  })
  void aNameIsFoundByWhatIsRememberedOfIt(String typed, String why) {
    UUID one = Records.investigation(investigator, "N-1");
    UUID person = Records.person(investigator, one, "Test Ravenscroft");
    assertThat(search(investigator, typed)).contains("/people/" + person).contains(why);
    assertThat(search(investigator, "Ravensworth")).contains("Nothing was found");
  }

  @Test
  void nothingHiddenIsFoundOrCounted() {
    UUID hidden = Records.restricted(investigator, "OWLET-1");
    Records.person(investigator, hidden, "Test Owlet");
    child(hidden);
    Browser colleague = server.signIn(agency, Role.INVESTIGATOR);
    Browser stranger = server.signIn(TestServer.newAgency(), Role.SUPERVISOR);
    for (String text : List.of("OWLET-1", "owlet", "Test Owlet", "Owlett", "Child 1", "1")) {
      assertThat(search(colleague, text)).as(text).contains("Nothing was found");
      assertThat(search(stranger, text)).as(text).contains("Nothing was found");
    }
    assertThat(search(investigator, "owlet")).contains("OWLET-1").contains("Test Owlet");
  }

  @Test
  void eachRoleFindsWhatItMaySee() {
    UUID one = Records.investigation(investigator, "ROLE-1");
    Browser specialist = server.signIn(agency, Role.CHILD_SPECIALIST);
    Records.person(specialist, one, "Test Gosling", "kind", "CHILD_OF_CONCERN");
    TestTips.csv(
        server, agency, TestTips.row("RO-1", "MATERIAL", "Example Chat", "gosling", "Invented"));
    child(one);
    assertThat(search(specialist, "gosling"))
        .contains("Test Gosling")
        .doesNotContain("/identifiers/");
    assertThat(search(investigator, "gosling"))
        .contains("/identifiers/")
        .doesNotContain("Test Gosling");
    Browser examiner = server.signIn(agency, Role.EXAMINER);
    assertThat(search(examiner, "gosling")).contains("Nothing was found");
    assertThat(search(examiner, "Child 1")).doesNotContain("/children/");
    assertThat(search(examiner, "ROLE-1")).contains("/cases/" + one);
    Browser administrator = server.signIn(agency, Role.ADMINISTRATOR);
    assertThat(administrator.get("/search?q=ROLE-1").statusCode()).isEqualTo(403);
  }

  @Test
  void whatIsNotShownIsSaid() {
    for (int i = 10; i < 35; i++) {
      Records.investigation(investigator, "MANY-" + i);
    }
    String page = search(investigator, "many-");
    assertThat(page)
        .contains("There are more than these 20.")
        .contains("/cases?state=ALL&amp;q=many-");
    assertThat(search(investigator, "many-1")).doesNotContain("There are more");
  }

  @Test
  void whatCannotBeASearchIsRefused() {
    assertThat(investigator.get("/search?q=" + "a".repeat(501)).statusCode()).isEqualTo(400);
    assertThat(search(investigator, "")).contains("Type what you remember");
    Records.investigation(investigator, "Here-1");
    assertThat(search(investigator, "here-1")).contains("/cases/");
    for (String text : List.of("%", "_", "' or 1=1 --", "\\", "\u0000")) {
      assertThat(search(investigator, text)).doesNotContain("/cases/");
    }
  }

  @Test
  void aSearchLeavesOneEventThatDoesNotSayWhatWasAsked() {
    search(investigator, "Wanted 5550107");
    List<String> events =
        server
            .owner()
            .sql(
                "select verb || ' ' || object_type || ' ' || object_id from orion.audit_event where agency = :agency and verb = 'search'")
            .param("agency", agency)
            .query(String.class)
            .list();
    assertThat(events).containsExactly("search record -");
  }
}
