package org.orion.operations.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.Contract;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import tools.jackson.databind.JsonNode;

/// Saved views for programs: of every page that has them, as far as its reader may see the page.
class ViewApiIT {
  private static final String VIEWS = "/api/v1/views";

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final TestServer.Person person = server.ready(agency, Role.INVESTIGATOR);
  private final Contract contract = contract(person.account());

  private Contract contract(Account account, Action... scopes) {
    return new Contract(new Program(server.address(), server.token(account, scopes).secret()));
  }

  private static String view(String name, String page, String filter) {
    return "{\"name\":\"%s\",\"page\":\"%s\",\"filter\":{%s}}".formatted(name, page, filter);
  }

  private static List<String> names(JsonNode slice) {
    return slice.get("items").valueStream().map(one -> one.get("name").asString()).toList();
  }

  @Test
  void aViewOfEachPageIsKeptAndIsTheSameOnThePage() {
    Map<String, String> filters =
        Map.of(
            "TIPS", "\"band\":\"URGENT\"",
            "CASES", "\"state\":\"ALL\",\"q\":\"a b&c\"",
            "CHILDREN", "\"fact\":\"LOCATED\",\"due\":\"false\"",
            "EXHIBITS", "\"show\":\"waiting\"",
            "GRAPH", "\"from\":\"2026-01-02\"");
    filters.forEach((page, filter) -> contract.made(VIEWS, view("Of " + page, page, filter)));
    assertThat(names(contract.get(VIEWS)))
        .containsExactly("Of TIPS", "Of CASES", "Of CHILDREN", "Of EXHIBITS", "Of GRAPH");
    JsonNode cases = contract.get(VIEWS + "?page=CASES").at("/items/0");
    assertThat(cases.get("page").asString()).isEqualTo("CASES");
    assertThat(cases.get("path").asString()).isEqualTo("/cases?q=a+b%26c&state=ALL");
    assertThat(cases.at("/filter/q").asString()).isEqualTo("a b&c");
    contract.get("/api/v1" + cases.get("path").asString());
    Browser browser = server.signIn(person);
    assertThat(browser.get("/exhibits").body())
        .contains("href=\"/exhibits?show=waiting\"", "Of EXHIBITS");
    browser.get("/graph");
    assertThat(
            browser
                .post("/views", "name", "Two", "path", "/graph?hide=case&hide=person")
                .statusCode())
        .isEqualTo(302);
    JsonNode two = contract.get(VIEWS + "?page=GRAPH").at("/items/1");
    assertThat(two.has("filter")).as("a parameter that stands twice").isFalse();
    assertThat(two.get("path").asString()).isEqualTo("/graph?hide=case&hide=person");
    assertThat(names(contract(server.add(agency, Role.INVESTIGATOR).account()).get(VIEWS)))
        .as("a colleague's")
        .isEmpty();
  }

  @Test
  void whatItsPageWouldRefuseIsNotKept() {
    for (String page : List.of("TIPS", "CASES", "CHILDREN", "EXHIBITS", "GRAPH")) {
      for (String filter : List.of("\"owner\":\"x\"", "\"after\":\"x\"", "\"state\":\"GONE\"")) {
        contract.post(400, VIEWS, view("Wrong", page, filter));
      }
    }
    contract.post(400, VIEWS, view("Wrong", "PEOPLE", ""));
    contract.post(400, VIEWS, "{\"name\":\"Wrong\",\"filter\":{},\"path\":\"/cases\"}");
    contract.post(400, VIEWS, view(" ", "CASES", ""));
    contract.send(400, "GET", VIEWS + "?page=PEOPLE", "");
    assertThat(names(contract.get(VIEWS))).isEmpty();
  }

  @Test
  void whoMayNotSeeAPageHasNoViewsOfIt() {
    Account account = server.add(agency, Role.INVESTIGATOR).account();
    Contract all = contract(account);
    all.made(VIEWS, view("Of tips", "TIPS", ""));
    all.made(VIEWS, view("Of cases", "CASES", ""));
    Contract cases = contract(account, Action.SEE_CASES);
    assertThat(names(cases.get(VIEWS))).containsExactly("Of cases");
    cases.send(403, "GET", VIEWS + "?page=TIPS", "");
    cases.post(403, VIEWS, view("More", "TIPS", ""));
    Contract examiner = contract(server.add(agency, Role.EXAMINER).account());
    examiner.made(VIEWS, view("Waiting", "EXHIBITS", "\"show\":\"waiting\""));
    examiner.post(403, VIEWS, view("Children", "CHILDREN", ""));
    assertThat(names(examiner.get(VIEWS))).containsExactly("Waiting");
  }

  @Test
  void keepingAndRemovingAreEvents() {
    String id = contract.made(VIEWS, view("Once", "CASES", ""), "Idempotency-Key", "view-1");
    assertThat(contract.made(VIEWS, view("Once", "CASES", ""), "Idempotency-Key", "view-1"))
        .isEqualTo(id);
    contract.send(204, "DELETE", VIEWS + "/" + id, "");
    contract.send(404, "DELETE", VIEWS + "/" + id, "");
    assertThat(
            server
                .owner()
                .sql("select verb from orion.audit_event where object_id = :id order by id")
                .param("id", id)
                .query(String.class)
                .list())
        .containsExactly("add", "remove");
  }
}
