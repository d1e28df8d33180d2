package org.orion.operations.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.graph.Records;

/// Views as people keep them: of each page that has them, for their maker alone.
class ViewIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);

  private static String body(Browser browser, String path) {
    return browser.get(path).body();
  }

  private static int keep(Browser browser, String name, String path) {
    return browser.post("/views", "name", name, "path", path).statusCode();
  }

  private String number(String name) {
    return server
        .owner()
        .sql("select id::text from orion.saved_view where agency = :agency and name = :name")
        .param("agency", agency)
        .param("name", name)
        .query(String.class)
        .single();
  }

  @Test
  void aViewLeadsToTheListUnderItsFilter() {
    Records.investigation(investigator, "V-1", "handling", "H0");
    Records.investigation(investigator, "V-2", "handling", "H1");
    assertThat(keep(investigator, "Free to pass on", "/cases?handling=H0")).isEqualTo(302);
    assertThat(body(investigator, "/cases"))
        .contains("href=\"/cases?handling=H0\"", "Free to pass on");
    assertThat(body(investigator, "/cases?handling=H0")).contains("V-1").doesNotContain("V-2");
  }

  @Test
  void eachPageHasItsOwnViewsAndEachPersonToo() {
    List<String> pages =
        List.of(
            "/tips?band=URGENT",
            "/cases?state=ALL",
            "/children?fact=LOCATED&due=false",
            "/exhibits?show=waiting",
            "/graph?start=case:" + Records.investigation(investigator, "V-3"));
    for (int i = 0; i < pages.size(); i++) {
      assertThat(keep(investigator, "Mine 5550103 of " + i, pages.get(i))).isEqualTo(302);
    }
    for (int i = 0; i < pages.size(); i++) {
      String page = pages.get(i);
      String list = page.substring(0, page.indexOf('?'));
      assertThat(body(investigator, list))
          .containsOnlyOnce("aria-label=\"Remove the view Mine 5550103 of " + i)
          .containsOnlyOnce("aria-label=\"Remove the view Mine");
      assertThat(body(supervisor, list)).doesNotContain("Mine 5550103");
    }
  }

  @Test
  void aNameIsTakenOnOnePageOnly() {
    investigator.get("/cases");
    assertThat(keep(investigator, "Mine", "/cases?state=ALL")).isEqualTo(302);
    assertThat(keep(investigator, "Mine", "/cases?state=CLOSED")).isEqualTo(409);
    assertThat(keep(investigator, "Mine", "/exhibits?state=ALL")).isEqualTo(302);
    supervisor.get("/cases");
    assertThat(keep(supervisor, "Mine", "/cases?state=ALL")).isEqualTo(302);
  }

  @Test
  void aViewIsRemovedByItsMakerAlone() {
    investigator.get("/cases");
    keep(investigator, "For a while", "/cases?state=ALL");
    String path = "/views/" + number("For a while") + "/remove";
    supervisor.get("/cases");
    assertThat(supervisor.post(path).statusCode()).isEqualTo(404);
    assertThat(body(investigator, "/cases")).contains("For a while");
    assertThat(investigator.post(path).headers().firstValue("Location")).hasValue("/cases");
    assertThat(body(investigator, "/cases")).doesNotContain("For a while");
    assertThat(investigator.post(path).statusCode()).isEqualTo(404);
  }

  @Test
  void nothingElseThanThesePagesIsKept() {
    investigator.get("/cases");
    for (String path :
        List.of(
            "//example.org/cases",
            "https://example.org/cases",
            "/casesandmore",
            "/cases/../admin",
            "/accounts",
            "javascript:alert(1)",
            "")) {
      assertThat(keep(investigator, "Elsewhere", path)).as(path).isEqualTo(400);
    }
    assertThat(
            investigator
                .post("/views", "name", "Long", "path", "/cases?q=" + "a".repeat(8000))
                .body())
        .contains("A view of more than 8000 characters cannot be saved");
    assertThat(keep(investigator, " ", "/cases")).isEqualTo(400);
    assertThat(keep(investigator, "n".repeat(81), "/cases")).isEqualTo(400);
  }

  @Test
  void nobodyKeepsAViewOfAPageThatTheyMayNotSee() {
    Browser examiner = server.signIn(agency, Role.EXAMINER);
    examiner.get("/cases");
    assertThat(keep(examiner, "Tips", "/tips?band=URGENT")).isEqualTo(403);
    assertThat(keep(examiner, "Children", "/children?due=true")).isEqualTo(403);
    assertThat(keep(examiner, "Waiting", "/exhibits?show=waiting")).isEqualTo(302);
  }
}
