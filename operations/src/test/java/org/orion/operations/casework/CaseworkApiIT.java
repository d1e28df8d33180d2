package org.orion.operations.casework;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.intake.TipFormat;
import org.orion.operations.intake.TipIntake.Accepted;
import tools.jackson.databind.JsonNode;

/// The queue, one tip and what is done with tips, as a program does it.
class CaseworkApiIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Account account = server.add(agency, Role.SUPERVISOR).account();
  private final Program program = new Program(server.address(), server.token(account).secret());

  private UUID tip(String owner, String id) {
    return TestTips.csv(
            server, owner, TestTips.row(id, "MATERIAL", "Example Chat", "user." + id, "A text"))
        .getFirst()
        .tip();
  }

  private UUID foreign() {
    String elsewhere = TestServer.newAgency();
    server.add(elsewhere, Role.ANALYST);
    return tip(elsewhere, "X-1");
  }

  private JsonNode get(String path) {
    HttpResponse<String> answer = program.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Program.json(answer);
  }

  private static List<String> ids(JsonNode list) {
    return list.get("items").valueStream().map(item -> item.get("id").asString()).toList();
  }

  private List<String> everything(String path) {
    List<String> all = new ArrayList<>();
    JsonNode slice = get(path);
    all.addAll(ids(slice));
    while (slice.has("next")) {
      slice = get(path + "&after=" + slice.get("next").asString());
      all.addAll(ids(slice));
    }
    return all;
  }

  private long events(String act, UUID tip) {
    return server
        .owner()
        .sql("select count(*) from orion.audit_event where verb = :act and object_id = :tip")
        .param("act", act)
        .param("tip", tip.toString())
        .query(Long.class)
        .single();
  }

  private static String versions(int version, UUID... tips) {
    return Arrays.stream(tips)
        .map(tip -> "{\"id\":\"%s\",\"version\":%d}".formatted(tip, version))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void slicesOfTheQueueHaveEachTipOnceInEveryOrder() {
    String[] rows = new String[25];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = TestTips.row("Q-" + i, "MATERIAL", "Example Board", "user" + i, "Text " + i);
    }
    List<String> all =
        TestTips.csv(server, agency, rows).stream().map(one -> one.tip().toString()).toList();
    tip(agency, "OTHER");
    // Ten have a deadline, the last of them first; the others have none, and come after them.
    for (int i = 0; i < 10; i++) {
      server
          .owner()
          .sql("update orion.tip set preserved_until = :day where id = :id")
          .param("day", LocalDate.of(2026, 12, 20 - i))
          .param("id", UUID.fromString(all.get(i)))
          .update();
    }
    server
        .owner()
        .sql("update orion.tip set preserved_until = null where id = any(:ids)")
        .param("ids", all.stream().skip(10).map(UUID::fromString).toArray(UUID[]::new))
        .update();
    for (String sort : List.of("queue", "newest", "deadline")) {
      assertThat(everything("/api/v1/tips?limit=4&platform=Example+Board&sort=" + sort))
          .as(sort)
          .containsExactlyInAnyOrderElementsOf(all);
    }
    assertThat(everything("/api/v1/tips?limit=4&platform=Example+Board&sort=newest"))
        .containsExactlyElementsOf(all.reversed());
    List<String> byDeadline = new ArrayList<>(all.subList(0, 10).reversed());
    byDeadline.addAll(all.subList(10, 25));
    assertThat(everything("/api/v1/tips?limit=4&platform=Example+Board&sort=deadline"))
        .containsExactlyElementsOf(byDeadline);
    JsonNode counts = get("/api/v1/tips/counts").get("open");
    assertThat(counts.size()).as("bands").isEqualTo(5);
    assertThat(counts.valueStream().mapToInt(JsonNode::asInt).sum()).isEqualTo(26);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state=GONE",
        "band=x'",
        "country=Spain",
        "assignee=you",
        "cluster=1",
        "due=-1",
        "sort=points",
        "platform=%00",
        "limit=0",
        "after=x",
        "sort=deadline&after=bmV2ZXIKMjAyNi0wMS0wMVQwMDowMDowMFoKMQ",
        // +1000000000-12-31T23:59:59Z as the time of a place
        "after=MAorMTAwMDAwMDAwMC0xMi0zMVQyMzo1OTo1OVoKMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw",
        // a character that no database takes
        "after=AAoyMDI2LTAxLTAxVDAwOjAwOjAwWgowMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDA"
      })
  void aFilterOrPlaceThatCannotBeIsRefused(String query) {
    HttpResponse<String> answer = program.get("/api/v1/tips?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
  }

  @Test
  void aTipHasItsPartsAndItsTag() {
    String file =
        "external_id,source,received,username,platform,filename,md5,viewed_by_provider\n"
            + "P-1,clearing house,2026-03-01T00:00:00Z,sample.one,ExampleChat,holiday.jpg,"
            + "0123456789abcdef0123456789abcdef,no\n";
    Accepted accepted = TestTips.read(server, agency, TipFormat.CSV, file).getFirst();
    String path = "/api/v1/tips/" + accepted.tip();
    HttpResponse<String> answer = program.get(path);
    assertThat(answer.headers().firstValue("ETag")).contains("\"0\"");
    JsonNode tip = Program.json(answer);
    assertThat(tip.at("/tip/code").asString()).isEqualTo(accepted.code());
    assertThat(tip.at("/tip/version").asInt()).isZero();
    assertThat(tip.at("/tip").has("assignee")).isFalse();
    assertThat(tip.at("/source").asString()).isEqualTo("CLEARING_HOUSE");
    assertThat(tip.at("/received/instant").asString()).isEqualTo("2026-03-01T00:00:00Z");
    JsonNode person = get(path + "/people").at("/items/0");
    assertThat(person.get("role").asString()).isEqualTo("REPORTED_PERSON");
    assertThat(person.at("/identifiers/0/value").asString()).isEqualTo("sample.one");
    assertThat(get(path + "/identifiers").at("/items/0/original").asString())
        .isEqualTo("sample.one");
    JsonNode gated = get(path + "/files").at("/items/0");
    assertThat(gated.get("open").asBoolean())
        .isEqualTo(get(path + "/gate").at("/files/0/open").asBoolean());
    assertThat(gated.at("/stated/viewedByProvider").asString()).isEqualTo("NO");
    assertThat(gated.at("/stated/name").asString()).isEqualTo("holiday.jpg");
    String original = tip.at("/originals/0/id").asString();
    assertThat(program.get(path + "/originals/" + original).body()).contains("holiday.jpg");
    assertThat(events("open", accepted.tip())).isEqualTo(4);
  }

  @Test
  void notesAndTasksAreMadeOnce() {
    UUID tip = tip(agency, "N-1");
    String path = "/api/v1/tips/" + tip;
    String note = "{\"body\":\"Called 555-0100 <b>\"}";
    for (int i = 0; i < 2; i++) {
      assertThat(program.post(path + "/notes", note, "Idempotency-Key", "n-1").statusCode())
          .isEqualTo(201);
    }
    JsonNode notes = get(path + "/notes").get("items");
    assertThat(notes.size()).isEqualTo(1);
    assertThat(notes.at("/0/body").asString()).isEqualTo("Called 555-0100 <b>");
    assertThat(program.post(path + "/notes", "{\"body\":\" \"}").statusCode()).isEqualTo(400);
    String task = "{\"title\":\"Ask the provider\",\"due\":\"2026-12-01\"}";
    for (int i = 0; i < 2; i++) {
      assertThat(program.post(path + "/tasks", task, "Idempotency-Key", "t-1").statusCode())
          .isEqualTo(201);
    }
    JsonNode tasks = get(path + "/tasks").get("items");
    assertThat(tasks.size()).isEqualTo(1);
    assertThat(tasks.at("/0/ownerId").asString()).isEqualTo(account.id().toString());
    assertThat(get("/api/v1/hand-over").at("/tasks/0/title").asString())
        .isEqualTo("Ask the provider");
    String finish = path + "/tasks/" + tasks.at("/0/id").asString() + "/finish";
    assertThat(Program.json(program.post(finish, "{}")).at("/items/0").has("doneAt")).isTrue();
    assertThat(events("note", tip)).isEqualTo(1);
    assertThat(events("add-task", tip)).isEqualTo(1);
  }

  @Test
  void anActNamesTheVersionThatItChanges() {
    UUID tip = tip(agency, "V-1");
    String path = "/api/v1/tips/" + tip;
    String me = "{\"account\":\"" + account.id() + "\"}";
    assertThat(program.post(path + "/assign", me).statusCode()).isEqualTo(428);
    HttpResponse<String> taken = program.post(path + "/assign", me, "If-Match", "\"0\"");
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    assertThat(taken.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(Program.json(taken).get("assignee").asString()).isEqualTo(account.login());
    for (String act : List.of("assign", "close", "reopen")) {
      String body = act.equals("close") ? "{\"reason\":\"NO_LEAD\"}" : "{}";
      assertThat(program.post(path + "/" + act, body, "If-Match", "\"0\"").statusCode())
          .as(act)
          .isEqualTo(412);
    }
    assertThat(
            program
                .post(
                    path + "/close",
                    "{\"reason\":\"NO_LEAD\",\"words\":\"Done\"}",
                    "If-Match",
                    "\"1\"")
                .statusCode())
        .isEqualTo(200);
    assertThat(program.post(path + "/assign", "{}", "If-Match", "\"2\"").statusCode())
        .as("a closed tip")
        .isEqualTo(409);
    HttpResponse<String> reopened =
        program.post(path + "/reopen", "{\"words\":\"New facts\"}", "If-Match", "\"2\"");
    assertThat(Program.json(reopened).get("state").asString()).isEqualTo("OPEN");
    List<String> kinds = new ArrayList<>();
    String next = "";
    do {
      JsonNode slice = get(path + "/history?limit=2" + next);
      slice.get("items").valueStream().forEach(one -> kinds.add(one.get("kind").asString()));
      next = slice.has("next") ? "&after=" + slice.get("next").asString() : "";
    } while (!next.isEmpty());
    assertThat(kinds).startsWith("REOPENED", "CLOSED", "ASSIGNED").endsWith("ARRIVED");
    assertThat(new HashSet<>(kinds)).hasSameSizeAs(kinds);
  }

  @Test
  void manyAreChangedWithAnEventForEach() {
    UUID one = tip(agency, "M-1");
    UUID other = tip(agency, "M-2");
    HttpResponse<String> escalated =
        program.post(
            "/api/v1/tips/escalate",
            "{\"tips\":%s,\"band\":\"IMMEDIATE\",\"reason\":\"A call\"}"
                .formatted(versions(0, one, other)));
    assertThat(escalated.statusCode()).as(escalated.body()).isEqualTo(200);
    assertThat(Program.json(escalated).get("items").valueStream())
        .extracting(tip -> tip.get("version").asInt())
        .containsExactly(1, 1);
    assertThat(get("/api/v1/tips?band=IMMEDIATE").get("items").size()).isEqualTo(2);
    assertThat(
            program
                .post(
                    "/api/v1/tips/assign",
                    "{\"tips\":%s,\"account\":\"%s\"}"
                        .formatted(versions(1, other, one), account.id()))
                .statusCode())
        .isEqualTo(200);
    assertThat(
            program
                .post(
                    "/api/v1/tips/close",
                    "{\"tips\":%s,\"reason\":\"REFERRED\"}".formatted(versions(2, one, other)))
                .statusCode())
        .isEqualTo(200);
    for (UUID tip : List.of(one, other)) {
      for (String act : List.of("override", "assign", "close")) {
        assertThat(events(act, tip)).as(act).isEqualTo(1);
      }
    }
  }

  /// One that is another agency's, one that was changed, one that is named twice: nothing is done.
  @ParameterizedTest
  @CsvSource({
    "assign, FOREIGN, 404",
    "escalate, FOREIGN, 404",
    "close, FOREIGN, 404",
    "assign, STALE, 412",
    "escalate, STALE, 412",
    "close, STALE, 412",
    "assign, TWICE, 400",
    "close, NONE, 400"
  })
  void manyAreChangedOrNone(String act, String what, int status) {
    UUID own = tip(agency, "B-1");
    UUID second = what.equals("FOREIGN") ? foreign() : tip(agency, "B-2");
    String body =
        switch (act) {
          case "assign" -> "\"account\":\"" + account.id() + "\"";
          case "escalate" -> "\"band\":\"URGENT\",\"reason\":\"Why\"";
          default -> "\"reason\":\"NO_LEAD\"";
        };
    String tips =
        switch (what) {
          case "STALE" -> versions(0, own).replace("]", "," + versions(7, second).substring(1));
          case "TWICE" -> versions(0, own, own);
          case "NONE" -> "[]";
          default -> versions(0, own, second);
        };
    HttpResponse<String> answer =
        program.post("/api/v1/tips/" + act, "{\"tips\":%s,%s}".formatted(tips, body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    for (UUID tip : List.of(own, second)) {
      assertThat(
              server
                  .owner()
                  .sql("select version || state from orion.tip where id = :id")
                  .param("id", tip)
                  .query(String.class)
                  .single())
          .isEqualTo("0OPEN");
      assertThat(events("override", tip) + events("assign", tip) + events("close", tip)).isZero();
    }
  }

  @Test
  void escalatingLeadsUpAlone() {
    UUID tip = tip(agency, "E-1");
    for (String band : List.of("STANDARD", "MONITOR", "PAUSED")) {
      HttpResponse<String> answer =
          program.post(
              "/api/v1/tips/escalate",
              "{\"tips\":%s,\"band\":\"%s\",\"reason\":\"Why\"}".formatted(versions(0, tip), band));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("IMMEDIATE or URGENT");
    }
  }

  @Test
  void aTokenDoesNoMoreThanItWasMadeFor() {
    UUID tip = tip(agency, "S-1");
    Program reader = new Program(server.address(), server.token(account, Action.SEE_TIPS).secret());
    assertThat(reader.get("/api/v1/tips/" + tip).statusCode()).isEqualTo(200);
    assertThat(reader.post("/api/v1/tips/" + tip + "/notes", "{\"body\":\"x\"}").statusCode())
        .isEqualTo(403);
    assertThat(
            reader
                .post(
                    "/api/v1/tips/close",
                    "{\"tips\":%s,\"reason\":\"NO_LEAD\"}".formatted(versions(0, tip)))
                .statusCode())
        .isEqualTo(403);
    Program investigator = server.program(agency, Role.INVESTIGATOR);
    assertThat(
            investigator
                .post(
                    "/api/v1/tips/assign",
                    "{\"tips\":%s,\"account\":\"%s\"}".formatted(versions(0, tip), account.id()))
                .statusCode())
        .as("giving it to somebody else")
        .isEqualTo(403);
  }

  @Test
  void viewsAreOnesOwn() {
    String body =
        "{\"name\":\"Danger <i>\",\"filter\":{\"band\":\"URGENT\",\"platform\":\"A&B c\"}}";
    HttpResponse<String> saved = program.post("/api/v1/views", body, "Idempotency-Key", "v-1");
    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(201);
    assertThat(program.post("/api/v1/views", body).statusCode()).isEqualTo(409);
    JsonNode view = get("/api/v1/views").at("/items/0");
    assertThat(view.at("/filter/band").asString()).isEqualTo("URGENT");
    assertThat(view.at("/filter/platform").asString()).isEqualTo("A&B c");
    String path = "/api/v1/views/" + view.get("id").asString();
    assertThat(server.program(agency, Role.ANALYST).send("DELETE", path, "").statusCode())
        .as("a colleague's")
        .isEqualTo(404);
    assertThat(program.send("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(program.send("DELETE", path, "").statusCode()).isEqualTo(404);
    Stream.of("{\"owner\":\"x\"}", "{\"band\":null}", "{\"band\":\"HIGH\"}", "{\"band\":1}")
        .forEach(filter -> {
          HttpResponse<String> answer =
              program.post("/api/v1/views", "{\"name\":\"x\",\"filter\":" + filter + "}");
          assertThat(answer.statusCode()).as(filter + answer.body()).isEqualTo(400);
        });
  }
}
