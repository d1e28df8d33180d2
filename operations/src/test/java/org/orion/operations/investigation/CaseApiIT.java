package org.orion.operations.investigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.Contract;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import tools.jackson.databind.JsonNode;

/// Cases as a program works with them: every answer is held to the description.
class CaseApiIT {
  private static final String CASES = "/api/v1/cases";

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Account account = server.add(agency, Role.SUPERVISOR).account();
  private final Program program = new Program(server.address(), server.token(account).secret());
  private final Contract contract = new Contract(program);

  private static String stated(String number, String more) {
    return "{\"number\":\"%s\",\"title\":\"Invented %s\",\"openedOn\":\"2026-03-01\",\"handling\":\"H0\"%s}"
        .formatted(number, number, more);
  }

  private String open(String number) {
    return CASES + "/" + contract.made(CASES, stated(number, ""));
  }

  private static List<String> numbers(JsonNode slice) {
    return slice.get("items").valueStream().map(one -> one.get("number").asString()).toList();
  }

  private long events(String verb, String path) {
    return server
        .owner()
        .sql("select count(*) from orion.audit_event where verb = :verb and object_id = :id")
        .param("verb", verb)
        .param("id", path.substring(path.lastIndexOf('/') + 1))
        .query(Long.class)
        .single();
  }

  @Test
  void aCaseIsMadeOnceAndFoundWhereTheAnswerSays() {
    String tip =
        TestTips.csv(
                server,
                agency,
                TestTips.row("CA-1", "MATERIAL", "Example Chat", "api.user", "An invented text"))
            .getFirst()
            .tip()
            .toString();
    String body = stated("A-1", ",\"summary\":\"Words\",\"tip\":\"" + tip + "\"");
    HttpResponse<String> made = contract.post(201, CASES, body, "Idempotency-Key", "c-1");
    String path = made.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> again = contract.post(201, CASES, body, "Idempotency-Key", "c-1");
    assertThat(again.headers().firstValue("Location")).contains(path);
    HttpResponse<String> found = contract.send(200, "GET", path, "");
    assertThat(found.headers().firstValue("ETag")).contains("\"0\"");
    assertThat(Program.json(found).get("summary").asString()).isEqualTo("Words");
    assertThat(Program.json(found).has("open")).isFalse();
    assertThat(contract.get(path + "/tips").at("/items/0/id").asString()).isEqualTo(tip);
    assertThat(contract.get(CASES + "?tip=" + tip).get("items").size()).isEqualTo(1);
    assertThat(contract.get(path + "/team").at("/items/0/account").asString())
        .isEqualTo(account.id().toString());
    contract.post(409, CASES, stated("A-1", ""));
    assertThat(events("open-new", path)).isEqualTo(1);
  }

  @Test
  void theListHasEachCaseOnceAndTakesThePagesFilters() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      open("L-" + i);
      all.addFirst("L-" + i);
    }
    List<String> found = new ArrayList<>();
    String next = "";
    do {
      JsonNode slice = contract.get(CASES + "?limit=3&q=l-" + next);
      found.addAll(numbers(slice));
      next = slice.has("next") ? "&after=" + slice.get("next").asString() : "";
    } while (!next.isEmpty());
    assertThat(found).isEqualTo(all);
    assertThat(numbers(contract.get(CASES + "?state=CLOSED&q=L-"))).isEmpty();
    assertThat(numbers(contract.get(CASES + "?whose=mine&q=L-3"))).containsExactly("L-3");
    assertThat(numbers(contract.get(CASES + "?handling=H2"))).isEmpty();
    for (String wrong : List.of("state=GONE", "handling=H9", "operation=1", "whose=all")) {
      contract.send(400, "GET", CASES + "?" + wrong, "");
    }
  }

  @Test
  void whoChangesACaseNamesTheVersionThatHeRead() {
    String path = open("V-1");
    String edited = stated("V-1", ",\"band\":\"URGENT\"");
    contract.send(428, "PUT", path, edited);
    HttpResponse<String> changed = contract.send(200, "PUT", path, edited, "If-Match", "\"0\"");
    assertThat(changed.headers().firstValue("ETag")).contains("\"1\"");
    contract.send(412, "PUT", path, stated("V-2", ",\"band\":\"URGENT\""), "If-Match", "\"0\"");
    contract.post(412, path + "/close", "{\"reason\":\"NO_LEAD\"}", "If-Match", "\"0\"");
    assertThat(contract.get(path).get("number").asString()).isEqualTo("V-1");
    contract.post(200, path + "/close", "{\"reason\":\"NO_LEAD\"}", "If-Match", "\"1\"");
    contract.post(409, path + "/close", "{\"reason\":\"NO_LEAD\"}", "If-Match", "\"2\"");
    contract.post(200, path + "/reopen", "{}", "If-Match", "\"2\"");
    contract.send(400, "PUT", path, edited.replace("}", ",\"agency\":\"X\"}"), "If-Match", "\"3\"");
    contract.send(400, "PUT", path, edited.replace("URGENT", "SOON"), "If-Match", "\"3\"");
    assertThat(
            contract
                .get(path + "/history")
                .get("items")
                .valueStream()
                .map(one -> one.get("kind").asString()))
        .containsExactly("REOPENED", "CLOSED", "EDITED", "OPENED");
    assertThat(events("edit", path)).isEqualTo(1);
  }

  /// Two programs that change the same version at the same moment: one of them is heard.
  @Test
  void oneOfTwoEditorsAtTheSameMomentIsHeard() throws Exception {
    String path = open("T-1");
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      List<Callable<Integer>> edits = new ArrayList<>();
      for (String band : List.of("URGENT", "IMMEDIATE")) {
        String body = stated("T-1", ",\"band\":\"" + band + "\"");
        edits.add(() -> program.send("PUT", path, body, "If-Match", "\"0\"").statusCode());
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : both.invokeAll(edits)) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsExactlyInAnyOrder(200, 412);
    }
    assertThat(contract.get(path).get("version").asInt()).isEqualTo(1);
    assertThat(events("edit", path)).isEqualTo(1);
  }

  /// On pages too: the second editor is told, keeps what he wrote, sees what stands now, and saves
  /// it knowingly.
  @Test
  void theSecondEditorOnAPageKeepsWhatHeWroteAndSeesWhatStandsNow() {
    String path = open("P-1");
    String page = path.replace("/api/v1", "");
    Browser first = server.signIn(agency, Role.INVESTIGATOR);
    Browser second = server.signIn(agency, Role.INVESTIGATOR);
    String[] fields = {"openedOn", "2026-03-01", "handling", "H0", "number", "P-1", "title"};
    String[] version = {"version", "0"};
    assertThat(
            first.post(page + "/edit", with(with(fields, "The first title"), version)).statusCode())
        .isEqualTo(302);
    HttpResponse<String> late =
        second.post(
            page + "/edit",
            with(with(fields, "The second title"), "version", "0", "summary", "Long <b>words"));
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body())
        .contains("value=\"The second title\"")
        .contains("Long &lt;b&gt;words")
        .contains("The first title")
        .contains("name=\"version\" value=\"1\"");
    assertThat(contract.get(path).get("title").asString()).isEqualTo("The first title");
    assertThat(
            second
                .post(page + "/edit", with(with(fields, "The second title"), "version", "1"))
                .statusCode())
        .isEqualTo(302);
    assertThat(contract.get(path).get("title").asString()).isEqualTo("The second title");
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Arrays.stream(fields), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void whatHangsOnACaseIsReadAddedAndTakenAway() {
    String path = open("H-1");
    String offence = "{\"system\":\"EX\",\"code\":\"1\",\"label\":\"Invented\"}";
    String first = contract.made(path + "/offences", offence);
    assertThat(contract.made(path + "/offences", offence)).as("once more").isEqualTo(first);
    assertThat(contract.get(path + "/offences").get("items").size()).isEqualTo(1);
    contract.send(204, "DELETE", path + "/offences/" + first, "");
    contract.send(404, "DELETE", path + "/offences/" + first, "");
    for (int i = 0; i < 2; i++) {
      contract.made(path + "/notes", "{\"body\":\"A <b>note\"}", "Idempotency-Key", "n-" + path);
    }
    assertThat(contract.get(path + "/notes").at("/items/0/body").asString()).isEqualTo("A <b>note");
    assertThat(contract.get(path + "/notes").get("items").size()).isEqualTo(1);
    String task = contract.made(path + "/tasks", "{\"title\":\"Ask\",\"due\":\"2026-12-01\"}");
    assertThat(
            Program.json(contract.post(200, path + "/tasks/" + task + "/finish", "{}"))
                .at("/items/0")
                .has("doneAt"))
        .isTrue();
    String colleague = server.add(agency, Role.EXAMINER).account().id().toString();
    assertThat(contract.get(path + "/team/candidates").get("items").size()).isEqualTo(2);
    contract.post(200, path + "/team", "{\"account\":\"" + colleague + "\"}");
    contract.post(204, path + "/team/leave", "{\"account\":\"" + colleague + "\"}");
    contract.post(409, path + "/team/leave", "{\"account\":\"" + account.id() + "\"}");
    String permission =
        contract.made(
            path + "/permissions",
            "{\"use\":\"EVIDENCE\",\"givenBy\":\"Example\",\"givenOn\":\"2026-03-02\",\"words\":\"Why\"}");
    contract.post(204, path + "/permissions/" + permission + "/withdraw", "{}");
    assertThat(contract.get(path + "/permissions").at("/items/0").has("withdrawnAt")).isTrue();
    assertThat(events("note", path)).isEqualTo(1);
    assertThat(events("permit", path)).isEqualTo(1);
  }

  @Test
  void aRecipientReadsACaseWhileItIsSharedAndNoThoughtsOnIt() {
    String path = open("S-1");
    contract.made(path + "/notes", "{\"body\":\"Our own thought 5550101\"}");
    String other = TestServer.newAgency();
    Contract stranger = new Contract(server.program(other, Role.SUPERVISOR));
    stranger.send(404, "GET", path, "");
    String share =
        contract.made(
            path + "/shares", "{\"agency\":\"%s\",\"reason\":\"They asked\"}".formatted(other));
    assertThat(stranger.get(path).get("number").asString()).isEqualTo("S-1");
    assertThat(stranger.get(path + "/notes").get("items").size()).isZero();
    assertThat(stranger.get(path + "/team").get("items").size()).isZero();
    stranger.send(404, "PUT", path, stated("S-1", ",\"band\":\"URGENT\""), "If-Match", "\"0\"");
    stranger.post(404, path + "/notes", "{\"body\":\"Not mine\"}");
    contract.post(204, path + "/shares/" + share + "/end", "{}");
    stranger.send(404, "GET", path, "");
  }

  @Test
  void casesAreMergedSplitAndPutBack() {
    String source = open("M-1");
    String target = open("M-2");
    String into = target.substring(target.lastIndexOf('/') + 1);
    String body = "{\"into\":\"%s\",\"reason\":\"The same\"}".formatted(into);
    contract.post(428, source + "/merge", body);
    HttpResponse<String> merged = contract.post(200, source + "/merge", body, "If-Match", "\"0\"");
    assertThat(Program.json(merged).get("mergedInto").asString()).isEqualTo(into);
    String merge = contract.get(source + "/merges").at("/items/0/id").asString();
    contract.post(204, "/api/v1/merges/" + merge + "/undo", "{}");
    assertThat(contract.get(source).get("state").asString()).isEqualTo("OPEN");
    contract.post(
        400,
        source + "/split",
        "{\"number\":\"M-3\",\"people\":[],\"tips\":[],\"reason\":\"Why\"}");
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void merge(String source, String target, String reason) {
    contract.post(
        200,
        source + "/merge",
        "{\"into\":\"%s\",\"reason\":\"%s\"}".formatted(id(target), reason),
        "If-Match",
        "\"0\"");
  }

  /// The other case is restricted after the merge, so that its number stands in the history.
  @Test
  void aMergeIntoARestrictedCaseTellsNothingToWhoIsNotOnItsTeam() {
    String source = open("N-1");
    String target = open("N-2");
    merge(source, target, "Words 5550102");
    Contract colleague = new Contract(server.program(agency, Role.INVESTIGATOR));
    assertThat(colleague.get(source).get("mergedInto").asString()).isEqualTo(id(target));
    assertThat(colleague.get(source + "/merges").get("items").size()).isEqualTo(1);
    contract.send(
        200,
        "PUT",
        target,
        stated("N-2", ",\"restriction\":\"The team\",\"band\":\"STANDARD\"").replace("H0", "H3"),
        "If-Match",
        "\"0\"");
    colleague.send(404, "GET", target, "");
    assertThat(colleague.get(source).has("mergedInto")).isFalse();
    assertThat(colleague.get(source + "/merges").get("items").size()).isZero();
    assertThat(colleague.send(200, "GET", source + "/history", "").body())
        .contains("MERGED")
        .doesNotContain("N-2")
        .doesNotContain("5550102");
    Browser browser = server.signIn(agency, Role.INVESTIGATOR);
    for (String part : List.of("", "/history")) {
      HttpResponse<String> page = browser.get(source.replace("/api/v1", "") + part);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).doesNotContain(id(target)).doesNotContain("5550102");
    }
    assertThat(contract.get(source).get("mergedInto").asString()).isEqualTo(id(target));
    assertThat(contract.send(200, "GET", source + "/history", "").body())
        .contains("N-2")
        .contains("5550102");
    String merge = contract.get(source + "/merges").at("/items/0/id").asString();
    new Contract(server.program(agency, Role.ANALYST))
        .post(404, "/api/v1/merges/" + merge + "/undo", "{}");
    contract.post(204, "/api/v1/merges/" + merge + "/undo", "{}");
  }

  @Test
  void aRecipientFindsNoCaseByAnOperationThatItMayNotSee() {
    String operation =
        contract.made(
            "/api/v1/operations",
            "{\"name\":\"Invented %s\",\"startsOn\":\"2026-03-01\"}".formatted(agency));
    String path =
        CASES + "/" + contract.made(CASES, stated("O-4", ",\"operation\":\"" + operation + "\""));
    String other = TestServer.newAgency();
    Contract stranger = new Contract(server.program(other, Role.SUPERVISOR));
    contract.made(
        path + "/shares", "{\"agency\":\"%s\",\"reason\":\"They asked\"}".formatted(other));
    String list = CASES + "?state=ALL&operation=" + operation;
    assertThat(contract.get(list).get("items").size()).isEqualTo(1);
    assertThat(stranger.get(CASES + "?state=ALL").get("items").size()).isEqualTo(1);
    assertThat(stranger.get(list).get("items").size()).isZero();
    contract.post(
        200, "/api/v1/operations/" + operation + "/agencies", "{\"agency\":\"" + other + "\"}");
    assertThat(stranger.get(list).get("items").size()).isEqualTo(1);
  }

  @Test
  void aRecipientLearnsOfNoOperationAndNoCaseThatItMayNotSee() {
    String operation =
        contract.made(
            "/api/v1/operations",
            "{\"name\":\"Invented %s\",\"startsOn\":\"2026-03-01\"}".formatted(agency));
    String path =
        CASES + "/" + contract.made(CASES, stated("O-1", ",\"operation\":\"" + operation + "\""));
    String target = open("O-2");
    String other = TestServer.newAgency();
    Contract stranger = new Contract(server.program(other, Role.SUPERVISOR));
    String share = "{\"agency\":\"%s\",\"reason\":\"They asked\"}".formatted(other);
    contract.made(path + "/shares", share);
    merge(path, target, "The same");
    JsonNode seen = stranger.get(path);
    assertThat(seen.get("number").asString()).isEqualTo("O-1");
    assertThat(seen.has("operation")).isFalse();
    assertThat(seen.has("mergedInto")).isFalse();
    contract.post(
        200, "/api/v1/operations/" + operation + "/agencies", "{\"agency\":\"" + other + "\"}");
    contract.made(target + "/shares", share);
    assertThat(stranger.get(path).get("operation").asString()).isEqualTo(operation);
    assertThat(stranger.get(path).get("mergedInto").asString()).isEqualTo(id(target));
  }

  @Test
  void aCaseKeepsTheOperationThatItsAgencyLeft() {
    Contract lead = new Contract(server.program(TestServer.newAgency(), Role.SUPERVISOR));
    String operation =
        lead.made(
            "/api/v1/operations",
            "{\"name\":\"Invented %s\",\"startsOn\":\"2026-03-01\"}".formatted(agency));
    String agencies = "/api/v1/operations/" + operation + "/agencies";
    lead.post(200, agencies, "{\"agency\":\"" + agency + "\"}");
    String of = ",\"operation\":\"" + operation + "\"";
    String path = CASES + "/" + contract.made(CASES, stated("O-3", of));
    contract.post(204, agencies + "/leave", "{\"agency\":\"" + agency + "\"}");
    assertThat(contract.get(path).get("operation").asString()).isEqualTo(operation);
    contract.send(
        200, "PUT", path, stated("O-3", of + ",\"band\":\"URGENT\""), "If-Match", "\"0\"");
    Browser browser = server.signIn(agency, Role.INVESTIGATOR);
    String page = path.replace("/api/v1", "");
    assertThat(browser.get(page + "/edit").body()).contains("value=\"" + operation + "\" selected");
    assertThat(browser.get(page).body()).contains("O-3").doesNotContain(operation);
  }

  @Test
  void partsOfTheTipsOfACaseFollowOneAnother() {
    String path = open("T-2");
    String[] rows = new String[5];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = TestTips.row("CP-" + i, "MATERIAL", "Example Chat", "part.user", "Invented");
    }
    TestTips.csv(server, agency, rows)
        .forEach(tip -> contract.post(200, path + "/tips", "{\"tip\":\"" + tip.tip() + "\"}"));
    List<String> all = codes(contract.get(path + "/tips"));
    assertThat(all).hasSize(5).doesNotHaveDuplicates();
    List<String> found = new ArrayList<>();
    String next = "";
    do {
      JsonNode slice = contract.get(path + "/tips?limit=2" + next);
      assertThat(slice.get("items").size()).isLessThanOrEqualTo(2);
      found.addAll(codes(slice));
      next = slice.has("next") ? "&after=" + slice.get("next").asString() : "";
    } while (!next.isEmpty());
    assertThat(found).isEqualTo(all);
    contract.send(400, "GET", path + "/tips?after=x", "");
  }

  private static List<String> codes(JsonNode slice) {
    return slice.get("items").valueStream().map(one -> one.get("code").asString()).toList();
  }

  @Test
  void whatIsDoneOnceMoreStandsOnceInTheHistory() {
    String path = open("D-1");
    String other = TestServer.newAgency();
    server.add(other, Role.SUPERVISOR);
    String colleague = server.add(agency, Role.EXAMINER).account().id().toString();
    String first = "";
    for (int i = 0; i < 2; i++) {
      contract.made(
          path + "/offences", "{\"system\":\"EX\",\"code\":\"1\",\"label\":\"Invented\"}");
      String share =
          contract.made(
              path + "/shares", "{\"agency\":\"%s\",\"reason\":\"They asked\"}".formatted(other));
      assertThat(share).isEqualTo(i == 0 ? share : first);
      first = share;
      contract.post(200, path + "/team", "{\"account\":\"" + colleague + "\"}");
    }
    assertThat(
            contract
                .get(path + "/history")
                .get("items")
                .valueStream()
                .map(one -> one.get("kind").asString()))
        .containsExactly("JOINED", "SHARED", "OFFENCE_ADDED", "OPENED");
    assertThat(events("share", path)).isEqualTo(1);
    contract.post(200, path + "/team", "{\"account\":\"" + colleague + "\",\"leads\":true}");
    assertThat(contract.get(path + "/history").at("/items/0/kind").asString()).isEqualTo("JOINED");
    assertThat(events("join", path)).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      contract.post(204, path + "/shares/" + first + "/end", "{}");
    }
    assertThat(events("unshare", path)).isEqualTo(1);
  }

  /// Whoever makes a link chooses its text: no page says that its reader wrote it.
  @Test
  void noTextOfALinkIsShownAsWritten() {
    HttpResponse<String> answer =
        server
            .signIn(agency, Role.INVESTIGATOR)
            .get("/cases?version=1&state=GONE&q=Words+of+a+link");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("Words of a link");
  }

  @Test
  void aTokenDoesNoMoreWithCasesThanItWasMadeFor() {
    String path = open("R-1");
    Program reader =
        new Program(server.address(), server.token(account, Action.SEE_CASES).secret());
    assertThat(reader.get(path).statusCode()).isEqualTo(200);
    assertThat(reader.post(path + "/notes", "{\"body\":\"x\"}").statusCode()).isEqualTo(403);
    Program examiner = server.program(agency, Role.EXAMINER);
    assertThat(examiner.post(CASES, stated("R-2", "")).statusCode()).isEqualTo(403);
    Contract investigator = new Contract(server.program(agency, Role.INVESTIGATOR));
    investigator.send(
        403,
        "PUT",
        path,
        stated("R-1", ",\"band\":\"URGENT\"").replace("H0", "H2"),
        "If-Match",
        "\"0\"");
  }
}
