package org.orion.operations.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.orion.exchange.CsvField;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// Figures on the real server: exact for those who lead and take part, and released for others.
class StatisticsIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);

  private static UUID made(HttpResponse<String> answer, String of) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    String to = answer.headers().firstValue("Location").orElseThrow();
    return UUID.fromString(to.replaceAll("^.*/" + of + "/([0-9a-f-]{36}).*$", "$1"));
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
  }

  private UUID operation(String name, String... days) {
    return made(supervisor.post("/operations", with(days, "name", name)), "operations");
  }

  private UUID open(UUID operation, String number, String handling) {
    String[] fields = {"number", number, "title", "Invented", "openedOn", "2026-03-01"};
    return made(
        supervisor.post(
            "/cases",
            with(
                fields,
                "handling",
                handling,
                "restriction",
                handling.equals("H3") ? "The team" : "",
                "operation",
                operation.toString())),
        "cases");
  }

  private void arrests(UUID investigation, String country, int count) {
    UUID person =
        made(
            supervisor.post(
                "/cases/" + investigation + "/people",
                "name",
                "Test Example " + country,
                "kind",
                "ADULT",
                "stage",
                "SUSPECT",
                "onDay",
                "2026-03-02",
                "source",
                "A tip"),
            "people");
    for (int i = 0; i < count; i++) {
      ok(
          supervisor.post(
              "/cases/" + investigation + "/arrests",
              "person",
              person.toString(),
              "at",
              "2026-03-10T06:05",
              "zone",
              "UTC",
              "country",
              country,
              "place",
              "1 Example Street",
              "byWhom",
              "A team",
              "outcome",
              "CUSTODY"));
    }
  }

  private static String cell(String page, String table, String line) {
    String after = page.substring(page.indexOf("t-" + table));
    String row = after.substring(after.indexOf("<bdi>" + line + "</bdi>"));
    return row.substring(0, row.indexOf("</tr>")).replaceAll("(?s)<[^>]*>", " ").strip();
  }

  @Test
  void exactFiguresLeadToTheirRowsAndReleasedOnesDoNotTellSmallNumbers() throws IOException {
    server
        .owner()
        .sql("update orion.agency set country = 'ES' where ref = :agency")
        .param("agency", agency)
        .update();
    UUID operation =
        operation("=Example Figures", "startsOn", "2026-03-01", "endsOn", "2026-03-31");
    UUID investigation = open(operation, "F-1", "H0");
    arrests(investigation, "ES", 12);
    arrests(investigation, "FR", 3);
    arrests(open(operation, "F-3", "H3"), "PT", 11);
    String path = "/operations/" + operation;
    String exact = supervisor.get(path + "/figures").body();
    assertThat(cell(exact, "ARRESTS_BY_COUNTRY", "France")).contains("3");
    assertThat(cell(exact, "ARRESTS_BY_COUNTRY", "Total"))
        .as("a case whose code forbids counting is not counted")
        .contains("15");
    assertThat(exact).contains("/arrests?from=2026-03-01&amp;to=2026-03-31&amp;operation=");
    assertThat(
            supervisor
                .get("/arrests?from=2026-03-01&to=2026-03-31&country=FR&operation=" + operation)
                .body()
                .split("1 Example Street", -1))
        .as("the rows behind the figure")
        .hasSize(4);
    assertThat(supervisor.post(path + "/release").statusCode())
        .as("the operation has not ended")
        .isEqualTo(409);
    ok(supervisor.post(path + "/state", "state", "ENDED"));
    UUID release = made(supervisor.post(path + "/release"), "releases");
    String told = supervisor.get("/releases/" + release).body();
    assertThat(told).doesNotContain("France");
    assertThat(cell(told, "ARRESTS_BY_COUNTRY", "Total")).contains("15");
    assertThat(cell(told, "ARRESTS_BY_COUNTRY", "Others, too few to be named"))
        .contains("suppressed");
    assertThat(told).doesNotContain(">12<").doesNotContain(">3<");
    // What is entered later changes nothing that was told.
    arrests(investigation, "ES", 10);
    assertThat(supervisor.post(path + "/release").statusCode()).isEqualTo(409);
    assertThat(cell(supervisor.get("/releases/" + release).body(), "ARRESTS_BY_MONTH", "2026-03"))
        .contains("15");
    HttpResponse<String> csv = supervisor.get("/releases/" + release + "/sheet.csv");
    assertThat(csv.headers().firstValue("Content-Disposition").orElse("")).contains("attachment");
    assertThat(csv.body()).contains("Arrests by month,2026-03,Number,15,");
    assertThat(csv.body().lines()).noneMatch(line -> line.startsWith("="));
    assertThat(pdf("/releases/" + release + "/sheet.pdf"))
        .contains("Figures of operation =Example Figures")
        .contains("As of")
        .contains("rounded to the nearest multiple of 5")
        .contains("Cases whose handling code forbids counting")
        .contains("Arrests made in the period");
  }

  private String pdf(String path) throws IOException {
    HttpRequest request = supervisor.request(path).GET().build();
    try (java.net.http.HttpClient client =
        java.net.http.HttpClient.newBuilder().cookieHandler(supervisor.cookies()).build()) {
      byte[] bytes = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
      assertThat(new String(bytes, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
      try (PDDocument document = Loader.loadPDF(new ByteArrayInputStream(bytes).readAllBytes())) {
        return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(impatient);
    }
  }

  @Test
  void whatIsOfAMergedCaseStaysCountedAndTheCaseIsNot() {
    UUID operation =
        operation("Example Merged Figures", "startsOn", "2026-03-01", "endsOn", "2026-03-31");
    UUID source = open(operation, "M-1", "H0");
    arrests(source, "ES", 2);
    arrests(open(operation, "M-2", "H0"), "ES", 1);
    String[] where = {"seizedAt", "2026-03-10T05:30", "zone", "UTC", "place", "1 Example Street"};
    String[] who = {"seizedBy", "A team", "authority", "26-0042", "rows", "1"};
    ok(
        supervisor.post(
            "/cases/" + source + "/exhibits",
            with(with(where, who), "number-0", "D-1", "kind-0", "DRIVE")));
    String path = "/operations/" + operation + "/figures";
    String before = supervisor.get(path).body();
    String arrests = cell(before, "ARRESTS_BY_COUNTRY", "Total");
    String exhibits = cell(before, "EXHIBITS_BY_KIND", "Total");
    assertThat(arrests).contains("3");
    assertThat(exhibits).contains("1");
    assertThat(cell(before, "CASES_BY_MONTH", "Cases opened")).contains("2");
    ok(supervisor.post("/cases/" + source + "/merge", "into", "M-2", "reason", "The same"));
    String after = supervisor.get(path).body();
    assertThat(cell(after, "ARRESTS_BY_COUNTRY", "Total")).isEqualTo(arrests);
    assertThat(cell(after, "EXHIBITS_BY_KIND", "Total")).isEqualTo(exhibits);
    assertThat(cell(after, "CASES_BY_MONTH", "Cases opened")).contains("1").doesNotContain("2");
  }

  @Test
  void figuresOfAnOperationAreOverAllItsAgenciesAndForThemAlone() {
    String other = TestServer.newAgency();
    UUID operation =
        operation("Example Shared Figures", "startsOn", "2026-03-01", "endsOn", "2026-03-31");
    String path = "/operations/" + operation;
    Browser partner = server.signIn(other, Role.SUPERVISOR);
    assertThat(partner.get(path + "/figures").statusCode()).isEqualTo(404);
    ok(supervisor.post(path + "/agencies", "agency", other));
    arrests(open(operation, "G-1", "H0"), "ES", 4);
    assertThat(cell(partner.get(path + "/figures").body(), "ARRESTS_BY_COUNTRY", "Spain"))
        .contains("4");
    assertThat(partner.get("/arrests?operation=" + operation).body())
        .as("the rows are their agency's")
        .doesNotContain("1 Example Street");
    ok(supervisor.post(path + "/state", "state", "ENDED"));
    assertThat(partner.post(path + "/release").statusCode()).as("the lead releases").isEqualTo(404);
    Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(investigator.post(path + "/release").statusCode()).isEqualTo(403);
    UUID release = made(supervisor.post(path + "/release"), "releases");
    assertThat(partner.get("/releases/" + release).body()).contains("Example Shared Figures");
    Browser auditor = server.signIn(agency, Role.AUDITOR);
    assertThat(auditor.get("/releases/" + release).statusCode()).isEqualTo(200);
    assertThat(auditor.get(path + "/figures").statusCode()).isEqualTo(403);
    Browser stranger = server.signIn(TestServer.newAgency(), Role.SUPERVISOR);
    assertThat(stranger.get("/releases/" + release).statusCode()).isEqualTo(404);
    assertThat(stranger.get("/releases").body()).doesNotContain("Example Shared Figures");
  }

  /// Straight into the tables: how children are recorded is another feature's test.
  @Test
  void childrenAreCountedOnTheFirstDayThatIsConfirmedAndHolds() {
    UUID operation =
        operation("Example Children", "startsOn", "2026-03-01", "endsOn", "2026-04-30");
    UUID investigation = open(operation, "H-1", "H0");
    String child =
        server
            .owner()
            .sql(
                """
                insert into orion.child (agency, number, keep_until, made_by)
                values (:agency, 1, '2050-01-01', gen_random_uuid()) returning id::text
                """)
            .param("agency", agency)
            .query(String.class)
            .single();
    server
        .owner()
        .sql(
            """
            insert into orion.child_investigation (agency, child, investigation, account)
            values (:agency, :child::uuid, :investigation, gen_random_uuid())
            """)
        .param("agency", agency)
        .param("child", child)
        .param("investigation", investigation)
        .update();
    String[][] facts = {
      {"IDENTIFIED", "2026-03-05", "POSSIBLE"},
      {"IDENTIFIED", "2026-04-07", "CONFIRMED"},
      {"IDENTIFIED", "2026-04-09", "CONFIRMED"},
      {"SAFEGUARDED", "2026-05-02", "CONFIRMED"}
    };
    for (String[] fact : facts) {
      server
          .owner()
          .sql(
              """
              insert into orion.child_fact (agency, child, fact, on_day, source, confidence, account)
              values (:agency, :child::uuid, :fact, :day::date, 'A test', :confidence, gen_random_uuid())
              """)
          .param("agency", agency)
          .param("child", child)
          .param("fact", fact[0])
          .param("day", fact[1])
          .param("confidence", fact[2])
          .update();
    }
    String page = supervisor.get("/operations/" + operation + "/figures").body();
    assertThat(cell(page, "CHILDREN_BY_MONTH", "Children identified").replaceAll("\\s+", " "))
        .isEqualTo("Children identified 0 1 1");
    assertThat(cell(page, "CHILDREN_BY_MONTH", "Children safeguarded").replaceAll("\\s+", " "))
        .isEqualTo("Children safeguarded 0 0 0");
  }

  @Test
  void aQuarterIsReleasedOnceItIsOver() {
    assertThat(supervisor.post("/releases", "quarter", "1999-Q1").statusCode()).isEqualTo(400);
    assertThat(supervisor.post("/releases", "quarter", "2026-Q5").statusCode()).isEqualTo(400);
    assertThat(supervisor.post("/releases", "quarter", "2088-Q1").statusCode()).isEqualTo(409);
    String[] fields = {"quarter", "2026-Q1", "presentations", "7"};
    UUID release = made(supervisor.post("/releases", fields), "releases");
    assertThat(supervisor.post("/releases", fields).statusCode()).isEqualTo(409);
    String page = supervisor.get("/releases/" + release).body();
    assertThat(page)
        .contains("Report of the quarter 2026-Q1")
        .contains("Presentations given (as stated)")
        .contains("2026-01-01 – 2026-03-31")
        .contains("Tips by type and source")
        .contains("Children identified, located and safeguarded by month")
        .contains("Exhibits by kind")
        .contains("Pictures and videos by category");
  }

  @Test
  void noFieldOfASheetIsAFormula() {
    for (String field : new String[] {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"}) {
      assertThat(CsvField.harmless(field)).isEqualTo("'" + field);
    }
    assertThat(CsvField.harmless("Spain")).isEqualTo("Spain");
  }
}
