package org.orion.operations.exhibit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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

/// Exhibits and their custody as the system of a property office or of a lab works with them: every
/// answer is held to the description.
class ExhibitApiIT {
  private static final String EXHIBITS = "/api/v1/exhibits";

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
  private final Account keeper = server.add(agency, Role.INVESTIGATOR).account();
  private final Account examiner = server.add(agency, Role.EXAMINER).account();
  private final Contract office = contract(keeper);
  private final Contract lab = contract(examiner);
  private final Contract supervisor = contract(agency, Role.SUPERVISOR);

  private Contract contract(Account account) {
    return new Contract(new Program(server.address(), server.token(account).secret()));
  }

  private Contract contract(String of, Role role) {
    return new Contract(server.program(of, role));
  }

  private static String facts(String number, String more) {
    return """
    {"number":"%s","kind":"PHONE","make":"Example","seizedAt":"2026-03-10T05:30","zone":"Europe/Madrid",
    "place":"1 Example Street","seizedBy":"A team","authority":"26-0042","examine":true%s}
    """
        .formatted(number, more);
  }

  private static String entered(String number) {
    return "{\"seal\":\"S-1\",\"facts\":" + facts(number, "") + "}";
  }

  private static String inCase(UUID investigation) {
    return "/api/v1/cases/" + investigation + "/exhibits";
  }

  private String enter(UUID investigation, String number) {
    return EXHIBITS + "/" + office.made(inCase(investigation), entered(number));
  }

  /// Acts on the version that is named.
  private static JsonNode act(Contract by, String path, String verb, int version, String body) {
    return Program.json(by.post(200, path + "/" + verb, body, "If-Match", "\"" + version + "\""));
  }

  private static List<String> numbers(JsonNode slice) {
    return slice.get("items").valueStream().map(one -> one.at("/facts/number").asString()).toList();
  }

  private static List<String> everything(Contract by, String path) {
    List<String> found = new ArrayList<>();
    String next = "";
    do {
      JsonNode slice = by.get(path + (path.contains("?") ? "&" : "?") + "limit=2" + next);
      assertThat(slice.get("items").size()).isLessThanOrEqualTo(2);
      found.addAll(numbers(slice));
      next = slice.has("next") ? "&after=" + slice.get("next").asString() : "";
    } while (!next.isEmpty());
    return found;
  }

  private List<String> events(String path) {
    return server
        .owner()
        .sql(
            """
            select verb from orion.audit_event where object_type = 'exhibit' and object_id = :id and verb <> 'open'
            order by id
            """)
        .param("id", path.substring(path.lastIndexOf('/') + 1))
        .query(String.class)
        .list();
  }

  @Test
  void anExhibitIsEnteredOnceAndFoundWhereTheAnswerSays() {
    UUID investigation = Records.investigation(investigator, "EN-1");
    String body = entered("D-1");
    HttpResponse<String> made =
        office.post(201, inCase(investigation), body, "Idempotency-Key", "e-1");
    String path = made.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> again =
        office.post(201, inCase(investigation), body, "Idempotency-Key", "e-1");
    assertThat(again.headers().firstValue("Location")).contains(path);
    HttpResponse<String> found = lab.send(200, "GET", path, "");
    assertThat(found.headers().firstValue("ETag")).contains("\"1\"");
    JsonNode one = Program.json(found);
    assertThat(one.at("/facts/seizedAt/instant").asString()).isEqualTo("2026-03-10T04:30:00Z");
    assertThat(one.at("/holder/id").asString()).isEqualTo(keeper.id().toString());
    assertThat(one.get("seal").asString()).isEqualTo("S-1");
    assertThat(one.get("state").asString()).isEqualTo("SEIZED");
    office.post(409, inCase(investigation), entered("D-1"));
    office.post(400, inCase(investigation), entered("D-2").replace("\"seal\"", "\"holder\""));
    office.post(400, inCase(investigation), entered("D-2").replace("PHONE", "CAR"));
    office.post(400, inCase(investigation), entered("D-2").replace("2026-03-10T05:30", "soon"));
    contract(agency, Role.ANALYST).post(403, inCase(investigation), entered("D-2"));
    assertThat(events(path)).containsExactly("seize");
  }

  @Test
  void theExhibitsOfACaseStandInTheOrderOfTheirNumbersAndInParts() {
    UUID investigation = Records.investigation(investigator, "LI-1");
    List<String> all = List.of("A", "D-1", "D-2", "D-9", "D-10", "D-100", "E-1");
    for (String number : List.of("D-10", "D-2", "E-1", "D-100", "A", "D-9", "D-1")) {
      enter(investigation, number);
    }
    assertThat(numbers(office.get(inCase(investigation)))).isEqualTo(all);
    assertThat(everything(office, inCase(investigation))).isEqualTo(all);
    office.send(400, "GET", inCase(investigation) + "?after=x", "");
    String other = enter(Records.investigation(investigator, "LI-2"), "X-1");
    String place = other.substring(other.lastIndexOf('/') + 1);
    String after =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(place.getBytes(StandardCharsets.UTF_8));
    office.send(400, "GET", inCase(investigation) + "?after=" + after, "");
  }

  @Test
  void theListAndTheQueueTakeThePagesFilters() {
    UUID standard = Records.investigation(investigator, "QU-1");
    UUID urgent = Records.investigation(investigator, "QU-2", "handling", "H0", "band", "URGENT");
    for (String number : List.of("D-1", "D-2", "D-3")) {
      enter(standard, number);
    }
    enter(urgent, "U-1");
    assertThat(everything(office, EXHIBITS)).hasSize(4).doesNotHaveDuplicates();
    List<String> queue = everything(office, EXHIBITS + "?show=waiting");
    assertThat(queue).startsWith("U-1").containsExactlyInAnyOrder("U-1", "D-1", "D-2", "D-3");
    assertThat(numbers(office.get(EXHIBITS + "?q=D-2"))).containsExactly("D-2");
    assertThat(numbers(lab.get(EXHIBITS + "?holder=me"))).isEmpty();
    assertThat(office.get(EXHIBITS + "/counts").get("waiting").asInt()).isEqualTo(4);
    assertThat(office.get(EXHIBITS + "/counts").get("mine").asInt()).isEqualTo(4);
    for (String wrong : List.of("state=GONE", "kind=CAR", "show=all", "holder=1", "from=soon")) {
      office.send(400, "GET", EXHIBITS + "?" + wrong, "");
    }
  }

  @Test
  void anExhibitGoesFromTheOfficeToTheLabAndBack() {
    String path = enter(Records.investigation(investigator, "GO-1"), "D-1");
    List<String> addressees =
        office
            .get(path + "/addressees")
            .get("items")
            .valueStream()
            .map(one -> one.get("id").asString())
            .toList();
    assertThat(addressees)
        .contains(examiner.id().toString())
        .doesNotContain(keeper.id().toString());
    String to = "{\"to\":\"" + examiner.id() + "\",\"reason\":\"To be examined\"}";
    JsonNode offered = act(office, path, "offer", 1, to);
    assertThat(offered.at("/offer/to/id").asString()).isEqualTo(examiner.id().toString());
    assertThat(numbers(office.get(EXHIBITS + "?show=open"))).containsExactly("D-1");
    JsonNode refused = act(lab, path, "refuse", 2, "{\"reason\":\"The seal is torn\"}");
    assertThat(refused.has("offer")).isFalse();
    act(office, path, "seal", 3, "{\"seal\":\"S-2\",\"reason\":\"The old one was torn\"}");
    act(office, path, "offer", 4, to);
    act(office, path, "withdraw", 5, "{}");
    act(office, path, "offer", 6, to);
    act(lab, path, "receive", 7, "{}");
    assertThat(act(lab, path, "examination/begin", 8, "").get("state").asString())
        .isEqualTo("IN_EXAMINATION");
    String hash = "AB".repeat(16);
    JsonNode examined =
        act(
            lab,
            path,
            "examination/finish",
            9,
            "{\"tool\":\"Example\",\"toolVersion\":\"1\",\"hashBefore\":\"%s\"}".formatted(hash));
    assertThat(examined.get("state").asString()).isEqualTo("EXAMINED");
    assertThat(examined.at("/facts/examine").asBoolean()).isFalse();
    String place = place("Shelf of " + agency);
    assertThat(
            act(lab, path, "store", 10, "{\"place\":\"" + place + "\"}")
                .at("/storagePlace/id")
                .asString())
        .isEqualTo(place);
    act(office, path, "take", 11, "{\"reason\":\"For the court\"}");
    String order =
        "{\"to\":\"An owner\",\"order\":{\"authority\":\"26-9\",\"decidedOn\":\"2026-03-20\",\"decidedBy\":\"A court\"}}";
    office.post(403, path + "/return", order, "If-Match", "\"12\"");
    assertThat(act(supervisor, path, "return", 12, order).get("state").asString())
        .isEqualTo("RETURNED");
    JsonNode chain = office.get(path + "/custody");
    assertThat(chain.get("items").valueStream().map(one -> one.get("kind").asString()))
        .containsExactly(
            "SEIZED",
            "OFFERED",
            "REFUSED",
            "RESEALED",
            "OFFERED",
            "WITHDRAWN",
            "OFFERED",
            "RECEIVED",
            "EXAMINATION_BEGUN",
            "EXAMINED",
            "STORED",
            "TAKEN",
            "RETURNED");
    assertThat(chain.has("brokenAt")).isFalse();
    assertThat(chain.at("/items/9/hashBefore").asString()).isEqualTo("ab".repeat(16));
    assertThat(chain.at("/items/3/sealAfter").asString()).isEqualTo("S-2");
    assertThat(events(path))
        .containsExactly(
            "seize",
            "offer",
            "refuse",
            "seal",
            "offer",
            "withdraw",
            "offer",
            "receive",
            "begin-examination",
            "finish-examination",
            "store",
            "take",
            "return");
    office.post(409, path + "/take", "{\"reason\":\"Again\"}", "If-Match", "\"13\"");
  }

  private String place(String name) {
    Records.done(investigator.post("/storage-places", "name", name));
    JsonNode places = office.get("/api/v1/storage-places").get("items");
    assertThat(places.at("/0/name").asString()).isEqualTo(name);
    return places.at("/0/id").asString();
  }

  @Test
  void whoActsNamesTheVersionThatHeReadAndKeepsTheRulesOfCustody() {
    String path = enter(Records.investigation(investigator, "VE-1"), "D-1");
    String to = "{\"to\":\"" + examiner.id() + "\"}";
    office.post(428, path + "/offer", to);
    office.post(412, path + "/offer", to, "If-Match", "\"0\"");
    lab.post(409, path + "/offer", to, "If-Match", "\"1\"");
    lab.post(409, path + "/receive", "{}", "If-Match", "\"1\"");
    lab.post(409, path + "/examination/begin", "", "If-Match", "\"1\"");
    office.post(400, path + "/offer", to.replace("}", ",\"by\":\"x\"}"), "If-Match", "\"1\"");
    office.post(400, path + "/take", "{\"reason\":\" \"}", "If-Match", "\"1\"");
    act(office, path, "offer", 1, to);
    office.post(412, path + "/withdraw", "{}", "If-Match", "\"1\"");
    office.send(428, "PUT", path, facts("D-7", ""));
    office.send(412, "PUT", path, facts("D-7", ""), "If-Match", "\"1\"");
    HttpResponse<String> corrected =
        office.send(
            200, "PUT", path, facts("D-7", ",\"clockOffsetSeconds\":-42"), "If-Match", "\"2\"");
    assertThat(corrected.headers().firstValue("ETag")).contains("\"3\"");
    JsonNode last = office.get(path + "/custody").at("/items/2");
    assertThat(last.get("corrected").valueStream().map(JsonNode::asString))
        .anyMatch(line -> line.contains("D-7"))
        .anyMatch(line -> line.contains("-42"));
    assertThat(events(path)).containsExactly("seize", "offer", "correct");
  }

  @Test
  void whatIsHiddenOrAnothersIsNotThere() {
    UUID hidden = Records.restricted(investigator, "HI-1");
    Browser specialist = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(specialist.get("/cases/" + hidden).statusCode()).isEqualTo(404);
    String[] seizure = {"seizedAt", "2026-03-10T05:30", "zone", "UTC", "place", "1 Example Street"};
    String[] who = {"seizedBy", "A team", "authority", "26-0042", "rows", "1"};
    Records.done(
        investigator.post(
            "/cases/" + hidden + "/exhibits",
            Stream.of(
                    seizure,
                    who,
                    new String[] {"number-0", "H-1", "kind-0", "DRIVE", "examine-0", "yes"})
                .flatMap(Stream::of)
                .toArray(String[]::new)));
    String secret =
        EXHIBITS
            + "/"
            + server
                .owner()
                .sql("select id::text from orion.exhibit where investigation = :id")
                .param("id", hidden)
                .query(String.class)
                .single();
    Contract stranger = contract(TestServer.newAgency(), Role.SUPERVISOR);
    for (Contract by : List.of(office, stranger)) {
      by.send(404, "GET", inCase(hidden), "");
      by.post(404, inCase(hidden), entered("H-2"));
      for (String part : List.of("", "/custody", "/addressees", "/examinations", "/links")) {
        by.send(404, "GET", secret + part, "");
      }
      by.post(404, secret + "/take", "{\"reason\":\"Why\"}", "If-Match", "\"1\"");
      by.send(404, "PUT", secret, facts("H-9", ""), "If-Match", "\"1\"");
      assertThat(numbers(by.get(EXHIBITS + "?state=ALL"))).isEmpty();
      assertThat(by.get(EXHIBITS + "/counts").get("waiting").asInt()).isZero();
    }
  }

  /// Another agency to which the case is shared reads what the page shows it, and no custody.
  @Test
  void aRecipientReadsAnExhibitButNeitherItsCustodyNorWhoHasIt() {
    UUID investigation = Records.investigation(investigator, "SH-1");
    String path = enter(investigation, "D-1");
    String other = TestServer.newAgency();
    Contract recipient = contract(other, Role.SUPERVISOR);
    recipient.send(404, "GET", path, "");
    supervisor.made(
        "/api/v1/cases/" + investigation + "/shares",
        "{\"agency\":\"%s\",\"reason\":\"They asked\"}".formatted(other));
    JsonNode seen = recipient.get(path);
    assertThat(seen.at("/facts/number").asString()).isEqualTo("D-1");
    assertThat(seen.has("holder")).isFalse();
    assertThat(numbers(recipient.get(inCase(investigation)))).containsExactly("D-1");
    recipient.send(404, "GET", path + "/custody", "");
    recipient.send(404, "GET", path + "/addressees", "");
    recipient.post(404, path + "/take", "{\"reason\":\"Why\"}", "If-Match", "\"1\"");
    assertThat(numbers(recipient.get(EXHIBITS))).as("its own").isEmpty();
  }

  @Test
  void aTokenThatMayReadDoesNotAct() {
    String path = enter(Records.investigation(investigator, "SC-1"), "D-1");
    Contract reader =
        new Contract(
            new Program(server.address(), server.token(keeper, Action.SEE_EXHIBITS).secret()));
    reader.get(path);
    reader.post(403, path + "/take", "{\"reason\":\"Why\"}", "If-Match", "\"1\"");
    reader.send(403, "GET", "/api/v1/storage-places", "");
  }

  @Test
  void aTextThatNoColumnTakesIsRefused() {
    UUID investigation = Records.investigation(investigator, "NU-1");
    office.post(400, inCase(investigation), entered("D\\u00001"));
    office.send(400, "GET", EXHIBITS + "?q=%00", "");
    assertThat(investigator.get("/exhibits?q=%00").statusCode()).isEqualTo(400);
    assertThat(numbers(office.get(inCase(investigation)))).isEmpty();
  }
}
