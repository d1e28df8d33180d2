package org.orion.operations.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.intake.TipImport.Kind;
import org.orion.operations.intake.TipImport.Outcome;

/// Files of tips, by page, by the interface for programs and beneath both.
class ImportIT {
  private static final String HEADER = "external_id,source,reporter,email,text\n";

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();

  private List<Outcome> read(InputStream file) throws IOException {
    server.add(agency, Role.ANALYST);
    List<Outcome> outcomes = new ArrayList<>();
    server.bean(TipImport.class).read(Viewer.machine(agency), file, "tips", outcomes::add);
    return outcomes;
  }

  private List<Outcome> read(String file) throws IOException {
    return read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
  }

  private static String row(int number) {
    return "X-%d,hotline,Example Hotline,invented%d@example.org,text %d\n"
        .formatted(number, number, number);
  }

  private static List<Kind> kinds(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::kind).toList();
  }

  private static byte[] zip(String... namesAndTexts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
        zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static String download(String id, String more) {
    return """
    {"reportId":"%s","dateReceived":"2026-01-02T03:04:05Z","reportedInformation":{
    "reportingEsp":{"espName":"Example Chat"},"incidentSummary":{"incidentType":{"value":"Misleading Domain Name"},
    "incidentDateTime":{"value":"2026-01-01T00:00:00Z"}}%s}}
    """
        .formatted(id, more);
  }

  @Test
  void whatIsReadTwiceIsThereOnce() throws IOException {
    StringBuilder rows = new StringBuilder(HEADER);
    for (int i = 0; i < 250; i++) {
      rows.append(row(i));
    }
    assertThat(kinds(read(rows.toString()))).hasSize(250).containsOnly(Kind.NEW);
    assertThat(kinds(read(rows.toString()))).hasSize(250).containsOnly(Kind.REPEATED);
    String changed = rows.toString().replace("text 7\n", "text seven\n");
    assertThat(kinds(read(changed)).stream().filter(kind -> kind == Kind.UPDATED)).hasSize(1);
    assertThat(
            server
                .owner()
                .sql("select count(*) from orion.tip where agency = ?")
                .param(agency)
                .query(Long.class)
                .single())
        .isEqualTo(250);
  }

  @Test
  void statesOfOneReportWithinAFileAreOneTip() throws IOException {
    List<Outcome> outcomes =
        read(HEADER + row(1) + row(2) + row(1) + row(1).replace("text 1", "text one") + row(3));
    assertThat(kinds(outcomes))
        .containsExactly(Kind.NEW, Kind.NEW, Kind.REPEATED, Kind.UPDATED, Kind.NEW);
    assertThat(outcomes.get(3).tip()).isEqualTo(outcomes.get(0).tip());
  }

  @Test
  void aBundleWithinAFileIsOneTipWithACount() throws IOException {
    String hash = "900150983cd24fb0d6963f7d28e17f72";
    StringBuilder rows = new StringBuilder("external_id,source,reporter,bundle_count,md5\n");
    for (int i = 0; i < 30; i++) {
      rows.append("B-%d,provider,Example Chat,2,%s\n".formatted(i, hash));
    }
    List<Outcome> outcomes = read(rows.toString());
    assertThat(kinds(outcomes).subList(1, 30)).containsOnly(Kind.BUNDLED);
    assertThat(
            server
                .owner()
                .sql("select bundle_count from orion.tip where id = ?")
                .param(outcomes.getFirst().tip().orElseThrow())
                .query(Long.class)
                .single())
        .isEqualTo(60);
  }

  @Test
  void oneBadRowCostsNoOther() throws IOException {
    List<Outcome> outcomes = read(HEADER + row(1) + "X-9,hotline,,,\"open\n" + row(2));
    assertThat(outcomes.getFirst().kind()).isEqualTo(Kind.NEW);
    assertThat(outcomes.getLast().kind()).isEqualTo(Kind.REFUSED);
    assertThat(outcomes.getLast().reason().orElseThrow()).startsWith("[tips:3]");
  }

  @Test
  void thePageTellsWhatBecameOfEachReport() throws IOException {
    Browser analyst = server.signIn(agency, Role.ANALYST);
    assertThat(analyst.get("/tips/import").statusCode()).isEqualTo(200);
    HttpResponse<String> answer =
        analyst.upload(
            "/tips/import",
            "one.json",
            download("111", ""),
            "\u202etips.csv",
            HEADER + row(1) + row(2),
            "two.zip",
            zip("a.json", download("112", ",\"newPart\":{\"x\":\"y\"}"), "b.json", "{broken"),
            "notes.txt",
            "hello");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("Files: 4.", "New: 4.", "Refused: 2.", "two.zip!b.json", "notes.txt")
        .contains("<bdi>\u202etips.csv line 2</bdi>");
    assertThat(answer.body()).doesNotContain("role=\"alert\"");
  }

  @Test
  void aChangedFormatIsLoud() throws Exception {
    String changed = "{\"reportId\":\"7\",\"Information\":{\"a\":\"b\",\"c\":\"d\"}}";
    Browser analyst = server.signIn(agency, Role.ANALYST);
    analyst.get("/tips/import");
    HttpResponse<String> answer = analyst.upload("/tips/import", "changed.json", changed);
    assertThat(answer.body()).contains("role=\"alert\"", "has changed", "format changed");
    List<Outcome> again = read(changed);
    assertThat(again.getFirst().changedFormat()).isTrue();
    UUID tip = again.getFirst().tip().orElseThrow();
    Viewer viewer = Viewer.machine(agency);
    TipReport report =
        server
            .bean(ViewerTransactions.class)
            .read(viewer, () -> server.bean(Originals.class).latest(viewer, tip));
    assertThat(report.notUnderstood())
        .extracting(TipReport.NotUnderstood::path)
        .contains("$.Information.a");
  }

  @Test
  void theFormsTokenIsNeededAndNothingChosenIsTold() {
    Browser analyst = server.signIn(agency, Role.ANALYST);
    analyst.get("/tips/import");
    assertThat(analyst.upload("/tips/import", "", "").statusCode()).isEqualTo(400);
    assertThat(
            analyst
                .send(
                    analyst
                        .request("/tips/import")
                        .header("Content-Type", "multipart/form-data; boundary=xyz")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString("--xyz--")))
                .statusCode())
        .isEqualTo(403);
    Browser auditor = server.signIn(agency, Role.AUDITOR);
    assertThat(auditor.get("/tips/import").statusCode()).isEqualTo(403);
  }

  @Test
  void programsImportToo() {
    Program program = server.program(agency, Role.ANALYST);
    HttpResponse<String> answer =
        program.post("/api/v1/tips/imports?name=tips.csv", HEADER + row(1) + "X,hotline,,,\"\n");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"files\":1", "\"result\":\"new\"", "\"result\":\"refused\"", "[tips.csv:3]");
  }

  @Test
  void manyImportsOfTheSameReportsAtOnceKeepEachOnce() throws Exception {
    StringBuilder up = new StringBuilder(HEADER);
    StringBuilder down = new StringBuilder(HEADER);
    for (int i = 0; i < 300; i++) {
      up.append(row(i));
      down.append(row(299 - i));
    }
    server.add(agency, Role.ANALYST);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Outcome>>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String file = (i % 2 == 0 ? up : down).toString();
        running.add(threads.submit(() -> read(file)));
      }
      int fresh = 0;
      for (Future<List<Outcome>> one : running) {
        List<Kind> kinds = kinds(one.get());
        assertThat(kinds).hasSize(300).doesNotContain(Kind.REFUSED);
        fresh += Collections.frequency(kinds, Kind.NEW);
      }
      assertThat(fresh).isEqualTo(300);
    }
  }

  @Test
  void hugeAndHostileFilesEndInARefusal() throws IOException {
    InputStream deep = stream("{\"reportId\":\"1\",\"a\":" + "[".repeat(100_000));
    assertThat(kinds(read(deep))).containsOnly(Kind.REFUSED);
    byte[] piece = ("\"" + "x".repeat(1 << 20) + "\",").getBytes(StandardCharsets.UTF_8);
    List<InputStream> pieces = new ArrayList<>();
    pieces.add(stream("{\"reportId\":\"1\",\"a\":["));
    for (int i = 0; i < 50; i++) {
      pieces.add(new ByteArrayInputStream(piece));
    }
    pieces.add(stream("\"\"]}\n" + download("113", "")));
    List<Outcome> large = read(new SequenceInputStream(Collections.enumeration(pieces)));
    assertThat(kinds(large)).containsExactly(Kind.REFUSED, Kind.NEW);
    byte[] noText = (HEADER + row(1)).getBytes(StandardCharsets.UTF_8);
    noText[HEADER.length() + 3] = (byte) 0xFF;
    assertThat(read(new ByteArrayInputStream(noText)).getFirst().reason().orElseThrow())
        .contains("text in UTF-8");
    byte[] bomb = zip("a.json", " ".repeat(65 << 20));
    assertThat(bomb.length).isLessThan(1 << 20);
    assertThat(read(new ByteArrayInputStream(bomb)).getFirst().reason().orElseThrow())
        .contains("tips!a.json");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
