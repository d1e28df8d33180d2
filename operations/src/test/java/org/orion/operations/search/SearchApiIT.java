package org.orion.operations.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.Contract;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.graph.Records;
import tools.jackson.databind.JsonNode;

/// The search over everything as a program asks it: the same as the page finds, and nothing that is
/// hidden.
class SearchApiIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
  private final Contract contract = contract(agency, Role.INVESTIGATOR);

  private Contract contract(String of, Role role) {
    return new Contract(server.program(of, role));
  }

  private static JsonNode search(Contract by, String text) {
    return by.get("/api/v1/search/records?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
        .get("items");
  }

  private static List<String> kinds(JsonNode groups) {
    return StreamSupport.stream(groups.spliterator(), false)
        .map(group -> group.get("kind").asString())
        .toList();
  }

  @Test
  void whatIsFoundIsToldByItsKindAndReadBelowThePathThatIsGiven() {
    UUID one = Records.investigation(investigator, "QUAIL-1");
    Records.person(investigator, one, "Test Quail");
    JsonNode groups = search(contract, "quail");
    assertThat(kinds(groups)).containsExactly("CASES", "PEOPLE");
    assertThat(groups.at("/0/items/0/way").asString()).isEqualTo("BEGINNING");
    assertThat(groups.at("/0/items/0/path").asString()).isEqualTo("/cases/" + one);
    for (JsonNode group : groups) {
      assertThat(group.get("goesOn").asBoolean()).isFalse();
      contract.get("/api/v1" + group.at("/items/0/path").asString());
    }
    assertThat(search(contract, "Quial").at("/0/items/0/way").asString()).isEqualTo("SIMILAR");
  }

  @Test
  void nothingHiddenIsFound() {
    UUID hidden = Records.restricted(investigator, "HOOPOE-1");
    Records.person(investigator, hidden, "Test Hoopoe");
    Contract stranger = contract(TestServer.newAgency(), Role.SUPERVISOR);
    for (Contract by : List.of(contract, stranger)) {
      for (String text : List.of("HOOPOE-1", "hoopoe", "Hooppoe")) {
        assertThat(search(by, text)).as(text).isEmpty();
      }
    }
    Records.investigation(investigator, "HOOPOE-2");
    assertThat(search(contract, "hoopoe").at("/0/items")).hasSize(1);
    assertThat(search(stranger, "hoopoe")).isEmpty();
  }

  @Test
  void aTokenFindsNoMoreThanItMaySee() {
    UUID one = Records.investigation(investigator, "SCOPE-1");
    Records.series(investigator, "A scope on the shelf");
    assertThat(one).isNotNull();
    assertThat(kinds(search(contract, "scope"))).containsExactly("CASES", "SERIES");
    Account account = server.add(agency, Role.INVESTIGATOR).account();
    String secret = server.token(account, Action.SEE_CASES).secret();
    Contract cases = new Contract(new Program(server.address(), secret));
    assertThat(kinds(search(cases, "scope"))).containsExactly("CASES");
  }

  @Test
  void whatIsNotGivenIsSaid() {
    for (int i = 10; i < 32; i++) {
      Records.investigation(investigator, "LOTS-" + i);
    }
    JsonNode group = search(contract, "lots-").get(0);
    assertThat(group.get("items")).hasSize(20);
    assertThat(group.get("goesOn").asBoolean()).isTrue();
  }

  @Test
  void whatCannotBeASearchIsRefusedAndASearchIsAnEventWithoutItsText() {
    contract.send(400, "GET", "/api/v1/search/records", "");
    contract.send(400, "GET", "/api/v1/search/records?q=" + "a".repeat(501), "");
    contract(agency, Role.ADMINISTRATOR).send(403, "GET", "/api/v1/search/records?q=a", "");
    search(contract, "Wanted 5550108");
    assertThat(
            server
                .owner()
                .sql(
                    """
                    select object_type || ' ' || object_id from orion.audit_event
                    where agency = :agency and verb = 'search'
                    """)
                .param("agency", agency)
                .query(String.class)
                .list())
        .containsExactly("record -");
  }
}
