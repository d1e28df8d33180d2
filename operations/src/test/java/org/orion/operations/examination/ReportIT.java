package org.orion.operations.examination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.LabSigner;
import org.orion.exchange.report.MediaRow;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestReports;
import org.orion.operations.TestServer;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Excerpt;
import org.orion.operations.series.ExhibitLeads;
import org.orion.operations.statistics.Dimension;
import org.orion.operations.statistics.Fact;
import org.orion.operations.statistics.Measure;
import org.orion.operations.statistics.Scope;
import org.orion.operations.web.BadInputException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Triage reports on the real server: taken in, refused, attached, counted, linked, and shown to
/// those alone who may see them.
class ReportIT {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final TestServer server = TestServer.running();
  private final Side side = new Side(TestServer.newAgency());

  /// An agency with its people, a lab and a token for it.
  private final class Side {
    final String agency;
    final Browser supervisor;
    final Browser examiner;
    final Browser administrator;
    final LabSigner lab;
    final String token;

    Side(String agency) {
      this.agency = agency;
      supervisor = server.signIn(agency, Role.SUPERVISOR);
      TestServer.Person person = server.ready(agency, Role.EXAMINER);
      examiner = server.signIn(person);
      token = server.token(person.account(), Action.SUBMIT_REPORTS).secret();
      administrator = server.signIn(agency, Role.ADMINISTRATOR);
      lab = TestReports.lab(agency, "Lab of " + agency);
    }

    Side registered() {
      administrator.get("/labs");
      ok(administrator.post("/labs", "name", "Example lab", "key", lab.key().toPem()));
      return this;
    }

    /// A case with an exhibit of that number.
    UUID exhibit(String caseNumber, String handling, String number) {
      String[] fields = {"number", caseNumber, "title", "Invented", "openedOn", "2026-03-01"};
      String[] code = {"handling", handling, "restriction", handling.equals("H3") ? "Team" : ""};
      HttpResponse<String> made = supervisor.post("/cases", with(fields, code));
      ok(made);
      String path =
          made.headers().firstValue("Location").orElseThrow().replaceAll("^.*(?=/cases/)", "");
      String[] where = {"seizedAt", "2026-03-10T05:30", "zone", "UTC", "place", "1 Example Street"};
      String[] who = {"seizedBy", "A team", "authority", "26-0042", "rows", "1"};
      String[] what = {"number-0", number, "kind-0", "DRIVE", "examine-0", "yes"};
      ok(supervisor.post(path + "/exhibits", with(with(where, who), what)));
      return owner()
          .sql(
              "select e.id from orion.exhibit e where e.investigation = :id::uuid and e.number ="
                  + " :number")
          .param("id", path.substring("/cases/".length()))
          .param("number", number)
          .query(UUID.class)
          .single();
    }

    byte[] report(String caseNumber, Optional<UUID> supersedes, String exhibit, MediaRow... rows) {
      return TestReports.report(lab, supersedes, caseNumber, List.of(exhibit), Arrays.asList(rows));
    }

    HttpResponse<String> send(byte[] report) {
      return ReportIT.this.send(token, report);
    }

    String page(Browser browser, String path) {
      HttpResponse<String> answer = browser.get(path);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    }

    String examinations(UUID exhibit) {
      return page(examiner, "/exhibits/" + exhibit + "/examinations");
    }
  }

  @BeforeEach
  void register() {
    side.registered();
  }

  private JdbcClient owner() {
    return server.owner();
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
  }

  private HttpResponse<String> send(String token, byte[] report) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/triage-reports"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(report))
            .build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(impatient);
    }
  }

  private static void taken(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private long count(String table, String agency) {
    return owner()
        .sql("select count(*) from orion." + table + " where agency = :agency")
        .param("agency", agency)
        .query(Long.class)
        .single();
  }

  private UUID reportId(String agency) {
    return owner()
        .sql(
            "select id from orion.triage_report where agency = :agency order by arrived_at desc"
                + " limit 1")
        .param("agency", agency)
        .query(UUID.class)
        .single();
  }

  private static UUID labId(HttpResponse<String> answer) {
    return UUID.fromString(Program.json(answer).path("report").asString(""));
  }

  /// Does now what the server's own work does within seconds.
  private void compare(String agency) {
    owner()
        .sql("select batch from orion.triage_report where agency = :agency order by batch")
        .param("agency", agency)
        .query(Long.class)
        .list()
        .forEach(server.bean(Comparison.class)::compare);
  }

  private void assertNothingKept(HttpResponse<String> answer, int status, String why) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(why).doesNotContain("\tat ");
    for (String table :
        List.of(
            "triage_report",
            "report_exhibit",
            "report_media",
            "report_look",
            "triage_report_piece")) {
      assertThat(count(table, side.agency)).as(table).isZero();
    }
  }

  @Test
  void reportIsAttachedToItsExhibitAndItsFiguresLeadToTheRows() {
    UUID exhibit = side.exhibit("C-1", "H0", "D-17");
    byte[] report =
        TestReports.report(
            side.lab,
            "D-17",
            TestReports.unmatched(0, 1),
            TestReports.unmatched(0, 2),
            TestReports.known(0, 3, 5));
    HttpResponse<String> first = side.send(report);
    taken(first);
    assertThat(Program.json(first).path("number").asString("")).matches("R-[0-9A-F]{10}");
    assertThat(Program.json(first).path("state").asString("")).isEqualTo("accepted");
    String page = side.examinations(exhibit);
    assertThat(page)
        .contains("verdict=UNMATCHED\">2</a>")
        .contains("verdict=KNOWN_MATERIAL\">5</a>")
        .contains("kind=PICTURE\">7</a> (3 different)")
        .contains(TestReports.LIST)
        .contains("1 of 1 compared")
        .contains("Orion 0.1.0");
    UUID id = reportId(side.agency);
    String rows = side.page(side.examiner, "/reports/" + id + "/media?verdict=UNMATCHED");
    assertThat(rows)
        .contains(Sha256.digest("content 1").hex(), Sha256.digest("content 2").hex())
        .doesNotContain(Sha256.digest("content 3").hex());
    String list = "/reports/" + id + "/media?list=" + TestReports.LIST.replace(" ", "%20");
    assertThat(side.page(side.examiner, list))
        .contains(Sha256.digest("content 3").hex())
        .doesNotContain(Sha256.digest("content 1").hex());
    assertThat(side.page(side.examiner, "/reports/" + id + "/content?line=3"))
        .contains("entry 3", Sha256.digest("content 3").hex());
    assertThat(side.examiner.get("/reports/" + id + "/content?line=4").statusCode()).isEqualTo(404);
    assertThat(side.examiner.get("/reports/" + id + "/media?verdict=nothing").statusCode())
        .isEqualTo(400);
    assertThat(side.page(side.supervisor, "/notices")).contains("A triage report came");
  }

  @Test
  void sameReportAgainGetsTheFirstReceipt() {
    byte[] report = TestReports.report(side.lab, "D-1", TestReports.unmatched(0, 11));
    HttpResponse<String> first = side.send(report);
    taken(first);
    HttpResponse<String> again = side.send(report);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(count("triage_report", side.agency)).isEqualTo(1);
    assertThat(count("report_media", side.agency)).isEqualTo(1);
    byte[] repacked = repacked(report);
    HttpResponse<String> other = side.send(repacked);
    assertThat(other.statusCode()).as(other.body()).isEqualTo(409);
    assertThat(other.body()).contains("in other bytes");
    assertThat(count("report_media", side.agency)).isEqualTo(1);
    assertThat(events("submit", "refused")).isEqualTo(1);
  }

  private long events(String verb, String outcome) {
    return owner()
        .sql(
            "select count(*) from orion.audit_event where agency = :agency and verb = :verb and"
                + " object_type = 'triage-report' and outcome = :outcome")
        .param("agency", side.agency)
        .param("verb", verb)
        .param("outcome", outcome)
        .query(Long.class)
        .single();
  }

  @Test
  void reportThatIsTooLargeIsRefusedWithAnEvent() {
    Viewer viewer =
        new Viewer(UUID.randomUUID(), side.agency, java.util.Set.of(Role.EXAMINER), "local");
    assertThatThrownBy(() ->
            server
                .bean(Submission.class)
                .take(
                    viewer,
                    spool -> {
                      throw new BadInputException(413, "examination.report.too-large", 8192);
                    }))
        .isInstanceOf(BadInputException.class);
    assertThat(events("submit", "refused")).isEqualTo(1);
  }

  /// The same members in a zip of another program.
  private static byte[] repacked(byte[] report) {
    return members(report, (name, content) -> content);
  }

  private interface Change {
    byte[] of(String name, byte[] content);
  }

  private static byte[] members(byte[] report, Change change) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(report));
        ZipOutputStream to = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        byte[] content = change.of(entry.getName(), from.readAllBytes());
        ZipEntry copy = new ZipEntry(entry.getName());
        CRC32 sum = new CRC32();
        sum.update(content);
        if (!entry.getName().endsWith(".jsonl")) {
          copy.setMethod(ZipEntry.STORED);
          copy.setSize(content.length);
          copy.setCrc(sum.getValue());
        }
        to.putNextEntry(copy);
        to.write(content);
        to.closeEntry();
      }
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return bytes.toByteArray();
  }

  @Test
  void oneOfTwoThatComeAtOnceIsTakenAndTheOtherIsToldSo() throws Exception {
    MediaRow[] rows =
        LongStream.range(0, 3_000)
            .mapToObj(i -> TestReports.unmatched(0, 100_000 + i))
            .toArray(MediaRow[]::new);
    byte[] report = TestReports.report(side.lab, "D-2", rows);
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      Callable<HttpResponse<String>> sending = () -> side.send(report);
      List<HttpResponse<String>> answers =
          pool.invokeAll(List.of(sending, sending)).stream().map(one -> one.resultNow()).toList();
      assertThat(answers.stream().map(HttpResponse::statusCode).sorted().toList())
          .containsExactly(200, 201);
      assertThat(answers.get(0).body()).isEqualTo(answers.get(1).body());
    }
    assertThat(count("report_media", side.agency)).isEqualTo(3_000);
  }

  @Test
  void whatIsAlteredAnywhereIsRefusedAndNothingIsKept() {
    byte[] report =
        TestReports.report(
            side.lab, "D-3", TestReports.unmatched(0, 21), TestReports.unmatched(0, 22));
    // The rows, swapped.
    byte[] swapped =
        members(
            report,
            (name, content) -> {
              if (!name.endsWith(".jsonl")) {
                return content;
              }
              String[] lines = new String(content, StandardCharsets.UTF_8).split("\n");
              return (lines[1] + "\n" + lines[0] + "\n").getBytes(StandardCharsets.UTF_8);
            });
    assertNothingKept(side.send(swapped), 422, "media.jsonl");
    // A figure, against the signature.
    byte[] figure =
        members(
            report,
            (name, content) ->
                name.endsWith(".json")
                    ? new String(content, StandardCharsets.UTF_8)
                        .replace("\"pictures\":2", "\"pictures\":9")
                        .getBytes(StandardCharsets.UTF_8)
                    : content);
    assertNothingKept(side.send(figure), 422, "report");
    // A future version.
    byte[] future =
        members(
            report,
            (name, content) ->
                name.endsWith(".json")
                    ? new String(content, StandardCharsets.UTF_8)
                        .replace("orion-triage-report-1", "orion-triage-report-2")
                        .getBytes(StandardCharsets.UTF_8)
                    : content);
    assertNothingKept(side.send(future), 422, "another version");
    // Cut off at any of ten places.
    for (int part = 0; part < 10; part++) {
      assertNothingKept(
          side.send(Arrays.copyOf(report, report.length * part / 10)), 422, "[report");
    }
    // One bit of any of 60 places; whatever of a zip carries no meaning may differ.
    int refused = 0;
    int others = 0;
    for (int i = 0; i < 60; i++) {
      byte[] altered = report.clone();
      altered[30 + i * (report.length - 60) / 60] ^= 1;
      HttpResponse<String> answer = side.send(altered);
      if (answer.statusCode() == 422) {
        refused++;
      } else {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 409);
        others += answer.statusCode() == 409 ? 1 : 0;
      }
    }
    assertThat(refused).isGreaterThan(40);
    assertThat(
            owner()
                .sql(
                    "select count(*) from orion.audit_event where agency = :agency and verb ="
                        + " 'submit' and outcome = 'refused'")
                .param("agency", side.agency)
                .query(Long.class)
                .single())
        .isEqualTo(13 + refused + others);
  }

  @Test
  void whatIsHugeIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("head.json"));
      byte[] piece = new byte[1 << 20];
      Arrays.fill(piece, (byte) ' ');
      for (int i = 0; i < 40; i++) {
        zip.write(piece);
      }
      zip.closeEntry();
    }
    assertNothingKept(side.send(bytes.toByteArray()), 422, "at most 16,777,216 bytes");
    assertNothingKept(side.send(new byte[0]), 422, "a triage report");
    assertNothingKept(side.send("hello".getBytes(StandardCharsets.UTF_8)), 422, "a triage report");
  }

  @Test
  void keysOfOthersAndRevokedOnesSignNothing() {
    Side other = new Side(TestServer.newAgency()).registered();
    MediaRow row = TestReports.unmatched(0, 31);
    // Another agency's lab, as itself and in this agency's name.
    assertNothingKept(side.send(TestReports.report(other.lab, "D-4", row)), 422, "lab.key");
    LabSigner stranger = TestReports.lab(side.agency, "Stranger");
    assertNothingKept(side.send(TestReports.report(stranger, "D-4", row)), 422, "lab.key");
    // Nobody registers a key with another agency, or sees its labs.
    assertThat(other.page(other.administrator, "/labs"))
        .contains(other.lab.key().id())
        .doesNotContain(side.lab.key().id());
    UUID lab =
        owner()
            .sql("select id from orion.lab_key where agency = :agency")
            .param("agency", side.agency)
            .query(UUID.class)
            .single();
    assertThat(other.administrator.post("/labs/" + lab + "/revoke", "reason", "Why").statusCode())
        .isEqualTo(404);
    assertThat(side.supervisor.get("/labs").statusCode()).isEqualTo(403);
    // What came before a revocation stays, what comes after is refused.
    byte[] before = TestReports.report(side.lab, "D-4", row);
    taken(side.send(before));
    ok(side.administrator.post("/labs/" + lab + "/revoke", "reason", "Lost"));
    assertThat(side.administrator.post("/labs/" + lab + "/revoke", "reason", "Lost").statusCode())
        .isEqualTo(409);
    HttpResponse<String> after =
        side.send(TestReports.report(side.lab, "D-4", TestReports.unmatched(0, 32)));
    assertThat(after.statusCode()).isEqualTo(422);
    assertThat(side.send(before).statusCode()).as("the same file again").isEqualTo(200);
    assertThat(count("triage_report", side.agency)).isEqualTo(1);
  }

  @Test
  void keyIsTakenAsPemOrAsTheProgramPrintsIt() {
    LabSigner second = TestReports.lab(side.agency, "Second");
    String printed =
        "{\"id\":\"%s\",\"name\":\"Second\",\"agency\":\"%s\",\"public_key\":\"%s\"}"
            .formatted(second.key().id(), side.agency, second.key().toPem().replace("\n", "\\n"));
    ok(side.administrator.post("/labs", "name", "Second", "key", printed));
    assertThat(side.page(side.administrator, "/labs")).contains(second.key().id());
    assertThat(side.administrator.post("/labs", "name", "Again", "key", printed).statusCode())
        .isEqualTo(409);
    for (String wrong : List.of("", "hello", "{}", "{\"public_key\":7}", "{", "[]")) {
      assertThat(side.administrator.post("/labs", "name", "Wrong", "key", wrong).statusCode())
          .as(wrong)
          .isEqualTo(400);
    }
    taken(side.send(TestReports.report(second, "D-5", TestReports.unmatched(0, 41))));
  }

  @Test
  void whatIsNotKnownWaitsUntilSomebodyAttachesIt() {
    taken(side.send(TestReports.report(side.lab, "D-6", TestReports.unmatched(0, 51))));
    UUID id = reportId(side.agency);
    assertThat(side.page(side.examiner, "/reports")).contains("Not attached (1)", "D-6");
    assertThat(side.page(side.examiner, "/notices")).doesNotContain("A triage report came");
    UUID exhibit = side.exhibit("C-6", "H0", "D-6a");
    UUID part =
        owner()
            .sql("select id from orion.report_exhibit where report = :report")
            .param("report", id)
            .query(UUID.class)
            .single();
    String path = "/reports/" + id + "/parts/" + part + "/attach";
    assertThat(side.examiner.post(path, "version", "0", "number", "D-9").statusCode())
        .isEqualTo(400);
    Side other = new Side(TestServer.newAgency());
    other.exhibit("C-6", "H0", "D-6a");
    other.examiner.get("/reports");
    assertThat(other.examiner.post(path, "version", "0", "number", "D-6a").statusCode())
        .isEqualTo(404);
    ok(side.examiner.post(path, "version", "0", "number", "D-6a", "case", "C-6"));
    assertThat(side.examiner.post(path, "version", "0", "number", "D-6a").statusCode())
        .as("it is attached already")
        .isEqualTo(409);
    assertThat(side.examinations(exhibit)).contains("verdict=UNMATCHED\">1</a>");
    assertThat(side.page(side.examiner, "/reports")).doesNotContain("Not attached");
  }

  @Test
  void numberThatSeveralCasesHaveNeedsTheCase() {
    side.exhibit("C-7", "H0", "D-7");
    UUID second = side.exhibit("C-8", "H0", "D-7");
    taken(side.send(TestReports.report(side.lab, "D-7", TestReports.unmatched(0, 61))));
    assertThat(side.page(side.examiner, "/reports")).contains("Not attached (1)");
    taken(
        side.send(
            TestReports.report(
                side.lab,
                Optional.empty(),
                "C-8",
                List.of("D-7"),
                List.of(TestReports.unmatched(0, 62)))));
    assertThat(side.examinations(second)).contains("verdict=UNMATCHED\">1</a>");
  }

  @Test
  void laterReportTakesThePlaceOfAnEarlierOneWhicheverComesFirst() {
    UUID exhibit = side.exhibit("C-9", "H0", "D-10");
    MediaRow one = TestReports.unmatched(0, 71);
    MediaRow two = TestReports.unmatched(0, 72);
    byte[] early = TestReports.report(side.lab, "D-10", one);
    HttpResponse<String> first = side.send(early);
    taken(first);
    UUID old = reportId(side.agency);
    taken(
        side.send(
            TestReports.report(
                side.lab, Optional.of(labId(first)), "", List.of("D-10"), List.of(one, two))));
    String page = side.examinations(exhibit);
    assertThat(page).contains("verdict=UNMATCHED\">2</a>").contains("it counts no more");
    assertThat(side.page(side.examiner, "/reports/" + old))
        .contains("A later report takes its place")
        .contains("verdict=UNMATCHED\">1</a>");
    assertThat(pictures()).isEqualTo(2);
  }

  /// The id that a report names itself by.
  private static UUID ownId(byte[] report) {
    List<UUID> found = new ArrayList<>();
    members(
        report,
        (name, content) -> {
          Matcher id =
              Pattern.compile("\"report\":\"([0-9a-f-]{36})\"")
                  .matcher(new String(content, StandardCharsets.UTF_8));
          if (name.equals("head.json") && id.find()) {
            found.add(UUID.fromString(id.group(1)));
          }
          return content;
        });
    return found.getFirst();
  }

  @Test
  void earlierReportThatComesLastCountsNoMore() {
    UUID exhibit = side.exhibit("C-9a", "H0", "D-10a");
    MediaRow one = TestReports.unmatched(0, 73);
    MediaRow two = TestReports.unmatched(0, 74);
    byte[] early = TestReports.report(side.lab, "D-10a", one);
    taken(
        side.send(
            TestReports.report(
                side.lab, Optional.of(ownId(early)), "", List.of("D-10a"), List.of(one, two))));
    taken(side.send(early));
    assertThat(side.examinations(exhibit))
        .contains("verdict=UNMATCHED\">2</a>")
        .contains("it counts no more");
    assertThat(pictures()).isEqualTo(2);
  }

  @Test
  void partGivesItsPlaceUpToOneOfTheSameExhibitAlone() {
    UUID first = side.exhibit("C-40", "H0", "D-40");
    UUID second = side.exhibit("C-41", "H0", "D-40");
    MediaRow one = TestReports.unmatched(0, 141);
    MediaRow two = TestReports.unmatched(0, 142);
    byte[] early = side.report("C-40", Optional.empty(), "D-40", one);
    taken(side.send(early));
    Optional<UUID> before = Optional.of(ownId(early));
    taken(side.send(side.report("C-41", before, "D-40", one, two)));
    assertThat(side.examinations(first))
        .contains("verdict=UNMATCHED\">1</a>")
        .doesNotContain("it counts no more");
    assertThat(side.examinations(second)).contains("verdict=UNMATCHED\">2</a>");
    assertThat(pictures()).isEqualTo(3);
    // One that waits takes nobody's place before it is attached to that exhibit.
    MediaRow[] rows = {one, two, TestReports.unmatched(0, 143)};
    taken(side.send(side.report("", before, "D-40", rows)));
    assertThat(side.examinations(first)).contains("verdict=UNMATCHED\">1</a>");
    UUID waiting = reportId(side.agency);
    UUID part =
        owner()
            .sql("select id from orion.report_exhibit where report = :report")
            .param("report", waiting)
            .query(UUID.class)
            .single();
    side.examiner.get("/reports/" + waiting);
    ok(
        side.examiner.post(
            "/reports/" + waiting + "/parts/" + part + "/attach",
            "version",
            "0",
            "number",
            "D-40",
            "case",
            "C-40"));
    assertThat(side.examinations(first))
        .contains("verdict=UNMATCHED\">3</a>")
        .contains("it counts no more");
    assertThat(pictures()).isEqualTo(5);
  }

  @Test
  void whoSeesOnePartOfAReportLearnsNothingOfTheOthers() {
    UUID open = side.exhibit("C-51", "H0", "D-51");
    side.exhibit("C-52", "H3", "D-52");
    taken(
        side.send(
            TestReports.report(
                side.lab,
                Optional.empty(),
                "",
                List.of("D-51", "D-52"),
                List.of(
                    TestReports.unmatched(0, 151),
                    TestReports.unmatched(1, 152),
                    TestReports.unmatched(1, 153)))));
    UUID report = reportId(side.agency);
    String contents = "<td class=\"number\">3</td>";
    for (String path : List.of("/reports/" + report, "/exhibits/" + open + "/examinations")) {
      assertThat(side.page(side.supervisor, path))
          .as(path)
          .contains("Example Examiner", "<code>{", "/evidence/D-51");
      assertThat(side.page(side.examiner, path))
          .as(path)
          .contains("Orion 0.1.0", "/evidence/D-51")
          .doesNotContain("Example Examiner", "<code>{", "D-52");
    }
    assertThat(side.page(side.supervisor, "/reports")).contains(contents);
    assertThat(side.page(side.examiner, "/reports"))
        .contains("/reports/" + report)
        .doesNotContain(contents);
    assertThat(side.page(side.examiner, "/reports/" + report + "/media"))
        .contains(Sha256.digest("content 151").hex())
        .doesNotContain("D-52", Sha256.digest("content 152").hex());
    assertThat(side.examiner.get("/reports/" + report + "/original").statusCode()).isEqualTo(404);
    assertThat(side.supervisor.get("/reports/" + report + "/original").statusCode()).isEqualTo(200);
  }

  @Test
  void partWithoutContentsIsComparedToo() {
    UUID exhibit = side.exhibit("C-53", "H0", "D-53");
    taken(side.send(TestReports.report(side.lab, "D-53")));
    assertThat(side.examinations(exhibit)).contains("verdict=UNMATCHED\">0</a>");
    compare(side.agency);
    assertThat(side.examinations(exhibit))
        .doesNotContain("is being compared")
        .contains("Nothing in common");
  }

  @Test
  void listThatIsCutSaysSo() {
    UUID exhibit = side.exhibit("C-54", "H0", "S-0");
    for (int others : List.of(20, 21)) {
      String serial = "SN-%s-%d".formatted(side.agency, others);
      List<String> labels = new ArrayList<>();
      List<MediaRow> rows = new ArrayList<>();
      for (int i = 0; i <= others; i++) {
        labels.add("S-" + i);
        rows.add(TestReports.fromCamera(i, 6_000L + 100L * others + i, serial));
      }
      taken(side.send(TestReports.report(side.lab, Optional.empty(), "", labels, rows)));
      String page = side.examinations(exhibit);
      if (others == 20) {
        assertThat(page).contains(serial).doesNotContain("and more that are not shown");
      } else {
        assertThat(page).contains(serial).contains("and more that are not shown");
      }
    }
  }

  private long pictures() {
    Viewer viewer =
        new Viewer(UUID.randomUUID(), side.agency, java.util.Set.of(Role.SUPERVISOR), "local");
    java.time.LocalDate today = java.time.LocalDate.now(java.time.ZoneOffset.UTC);
    List<Fact> facts =
        server
            .bean(ViewerTransactions.class)
            .read(
                viewer,
                () ->
                    server
                        .bean(MediaFigures.class)
                        .facts(
                            viewer,
                            new Scope(Optional.empty(), today.minusDays(1), today.plusDays(1))));
    return facts.stream()
        .filter(fact -> fact.measure() == Measure.PICTURES)
        .mapToLong(Fact::count)
        .sum();
  }

  @Test
  void figuresCountEachExhibitOnceUnderItsHighestCategory() {
    side.exhibit("C-11", "H0", "D-11");
    side.exhibit("C-12", "H3", "D-12");
    taken(
        side.send(
            TestReports.report(
                side.lab, "D-11", TestReports.unmatched(0, 81), TestReports.known(0, 82, 3))));
    // The same exhibit from another scan, and one whose case forbids counting.
    taken(
        side.send(
            TestReports.report(
                side.lab, "D-11", TestReports.unmatched(0, 81), TestReports.known(0, 82, 4))));
    taken(side.send(TestReports.report(side.lab, "D-12", TestReports.unmatched(0, 83))));
    assertThat(pictures()).isEqualTo(5);
    Viewer viewer =
        new Viewer(UUID.randomUUID(), side.agency, java.util.Set.of(Role.SUPERVISOR), "local");
    java.time.LocalDate today = java.time.LocalDate.now(java.time.ZoneOffset.UTC);
    List<Fact> facts =
        server
            .bean(ViewerTransactions.class)
            .read(
                viewer,
                () ->
                    server
                        .bean(MediaFigures.class)
                        .facts(viewer, new Scope(Optional.empty(), today, today)));
    assertThat(facts)
        .contains(
            new Fact(
                Measure.PICTURES,
                java.util.Map.of(Dimension.CATEGORY, TestReports.LIST + " example 1"),
                4),
            new Fact(Measure.PICTURES, java.util.Map.of(Dimension.CATEGORY, Fact.UNSTATED), 1));
  }

  @Test
  void restrictedCaseHidesItsReportFromWhoSentIt() {
    UUID exhibit = side.exhibit("C-13", "H3", "D-13");
    HttpResponse<String> first =
        side.send(TestReports.report(side.lab, "D-13", TestReports.unmatched(0, 91)));
    taken(first);
    UUID id = reportId(side.agency);
    for (String path :
        List.of(
            "/reports/" + id,
            "/reports/" + id + "/media",
            "/reports/" + id + "/content?line=1",
            "/reports/" + id + "/original",
            "/exhibits/" + exhibit + "/examinations")) {
      assertThat(side.examiner.get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(side.page(side.examiner, "/reports")).contains("No report has come");
    assertThat(side.page(side.supervisor, "/reports/" + id)).contains("D-13");
    assertThat(side.send(TestReports.report(side.lab, "D-13", TestReports.unmatched(0, 91))).body())
        .isEqualTo(first.body());
  }

  @Test
  void sameAndSimilarContentsLinkExhibitsAndTheUnmatchedComeFirst() {
    UUID first = side.exhibit("C-14", "H0", "D-14");
    UUID second = side.exhibit("C-15", "H0", "D-15");
    taken(
        side.send(
            TestReports.report(
                side.lab,
                "D-14",
                TestReports.unmatched(0, 1001),
                TestReports.known(0, 1002, 1),
                TestReports.unmatched(0, 1003))));
    taken(
        side.send(
            TestReports.report(
                side.lab,
                "D-15",
                TestReports.unmatched(0, 1001),
                TestReports.known(0, 1002, 1),
                TestReports.like(0, 1004, 1003, 31),
                TestReports.like(0, 1005, 1003, 32))));
    assertThat(side.examinations(second)).containsAnyOf("is being compared", "id=\"links\"");
    compare(side.agency);
    String row =
        "<td class=\"number\">1</td><td class=\"number\">1</td><td class=\"number\">2</td><td"
            + " class=\"number\">1</td>";
    for (UUID exhibit : List.of(first, second)) {
      assertThat(side.examinations(exhibit)).contains(row);
    }
    UUID report = reportId(side.agency);
    assertThat(side.page(side.examiner, "/reports/" + report + "/content?line=3"))
        .contains("31 bits apart", "D-14");
    assertThat(side.page(side.examiner, "/reports/" + report + "/content?line=4"))
        .contains("On no other exhibit");
    assertThat(side.page(side.examiner, "/reports/" + report + "/content?line=1"))
        .contains("the same content", "D-14");
    // Compared again, it is the same.
    compare(side.agency);
    assertThat(side.examinations(second)).contains(row);
  }

  @Test
  void ofAnotherAgencyNoMoreIsShownThanItsHandlingCodeLetsBePassedOn() {
    Side other = new Side(TestServer.newAgency()).registered();
    UUID own = side.exhibit("C-16", "H0", "D-16");
    MediaRow same = TestReports.fromCamera(0, 2001, "SN-" + side.agency + "-77");
    taken(side.send(TestReports.report(side.lab, "D-16", same)));
    UUID report = reportId(side.agency);
    String content = "/reports/" + report + "/content?line=1";
    List<UUID> theirs = new ArrayList<>();
    for (String code : List.of("H2", "H3")) {
      theirs.add(other.exhibit("Secret-" + code, code, "X-" + code));
      taken(other.send(TestReports.report(other.lab, "X-" + code, same)));
    }
    compare(other.agency);
    for (String path : List.of("/exhibits/" + own + "/examinations", content)) {
      assertThat(side.page(side.examiner, path))
          .as(path)
          .doesNotContain(other.agency)
          .doesNotContain("X-H")
          .doesNotContain("Secret");
    }
    theirs.add(other.exhibit("Secret-H1", "H1", "X-H1"));
    taken(other.send(TestReports.report(other.lab, "X-H1", same, TestReports.unmatched(0, 2002))));
    compare(other.agency);
    for (String path : List.of("/exhibits/" + own + "/examinations", content)) {
      assertThat(side.page(side.examiner, path))
          .as(path)
          .contains(other.agency)
          .doesNotContain("X-H")
          .doesNotContain("Secret");
    }
    assertThat(side.examinations(own))
        .contains("at least 1 unmatched the same, 0 unmatched similar, 1 the same, 0 similar");
    // The restricted ones of the other agency are not even told to its own people.
    String page = other.examinations(theirs.get(2));
    assertThat(page).contains("X-H2").doesNotContain("X-H3");
    assertThat(side.examiner.get("/exhibits/" + theirs.get(2) + "/examinations").statusCode())
        .isEqualTo(404);
  }

  @Test
  void cameraSerialsLeadFromASeriesToExhibits() {
    UUID exhibit = side.exhibit("C-17", "H0", "D-18");
    taken(
        side.send(
            TestReports.report(
                side.lab, "D-18", TestReports.fromCamera(0, 3001, "ab-12/34 " + side.agency))));
    Viewer viewer =
        new Viewer(UUID.randomUUID(), side.agency, java.util.Set.of(Role.INVESTIGATOR), "local");
    String serial = ReportWriter.comparable("AB1234" + side.agency);
    Excerpt<ExhibitLeads.Found> found =
        server
            .bean(ViewerTransactions.class)
            .read(
                viewer, () -> server.bean(ExhibitLeads.class).withSerials(viewer, List.of(serial)));
    assertThat(found.items())
        .containsExactly(
            new ExhibitLeads.Found(serial, "D-18", "/exhibits/" + exhibit + "/examinations", 1));
    Viewer stranger =
        new Viewer(
            UUID.randomUUID(),
            TestServer.newAgency(),
            java.util.Set.of(Role.INVESTIGATOR),
            "local");
    assertThat(
            server
                .bean(ViewerTransactions.class)
                .read(
                    stranger,
                    () -> server.bean(ExhibitLeads.class).withSerials(stranger, List.of(serial)))
                .items())
        .isEmpty();
  }

  @Test
  void fileIsKeptAsItCameAndSealed() throws Exception {
    byte[] report = TestReports.report(side.lab, "D-19", TestReports.unmatched(0, 4001));
    side.examiner.get("/reports/new");
    HttpResponse<String> page = side.examiner.upload("/reports/new", "D-19.triage", report);
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.body()).contains("is taken in as R-");
    UUID id = reportId(side.agency);
    HttpRequest request = side.examiner.request("/reports/" + id + "/original").GET().build();
    HttpClient client = HttpClient.newBuilder().cookieHandler(side.examiner.cookies()).build();
    try (InputStream kept =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(kept.readAllBytes()).isEqualTo(report);
    }
    byte[] sealed =
        owner()
            .sql("select sealed from orion.triage_report_piece where report = :report")
            .param("report", id)
            .query((row, number) -> row.getBytes(1))
            .single();
    assertThat(HexFormat.of().formatHex(sealed))
        .doesNotContain(HexFormat.of().formatHex("head.json".getBytes(StandardCharsets.UTF_8)));
    assertThat(side.supervisor.upload("/reports/new").statusCode()).isEqualTo(400);
    assertThat(side.examiner.upload("/reports/new", "a", report, "b", report).statusCode())
        .isEqualTo(400);
  }

  @Test
  void exportIsAnEventEvenWhenTheDownloadBreaks() throws Exception {
    byte[] report = TestReports.report(side.lab, "D-19a", TestReports.unmatched(0, 4002));
    taken(side.send(report));
    UUID id = reportId(side.agency);
    HttpRequest request = side.examiner.request("/reports/" + id + "/original").GET().build();
    HttpClient client = HttpClient.newBuilder().cookieHandler(side.examiner.cookies()).build();
    // As if later pieces were missing: it does not end as if it were whole, nor with a page.
    owner()
        .sql("update orion.triage_report set bytes = bytes + 100000 where id = :id")
        .param("id", id)
        .update();
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    try (InputStream kept =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThatThrownBy(() -> kept.transferTo(came)).isInstanceOf(IOException.class);
    }
    assertThat(came.toByteArray()).isEqualTo(report);
    assertThat(events("export", "done")).isEqualTo(1);
    owner()
        .sql("update orion.triage_report_piece set sealed = '\\x00' where report = :id")
        .param("id", id)
        .update();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(500);
    assertThat(events("export", "done")).isEqualTo(2);
  }

  @Test
  void nobodySubmitsWithoutTheRight() {
    byte[] report = TestReports.report(side.lab, "D-20", TestReports.unmatched(0, 5001));
    assertThat(send("", report).statusCode()).isEqualTo(401);
    TestServer.Person analyst = server.add(side.agency, Role.ANALYST);
    String token = server.token(analyst.account(), Action.values()).secret();
    assertThat(send(token, report).statusCode()).isEqualTo(403);
    assertThat(count("triage_report", side.agency)).isZero();
  }
}
