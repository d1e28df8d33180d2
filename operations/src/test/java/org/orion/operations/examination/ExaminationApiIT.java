package org.orion.operations.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.LabSigner;
import org.orion.exchange.report.MediaRow;
import org.orion.operations.Browser;
import org.orion.operations.Contract;
import org.orion.operations.TestReports;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.graph.Records;
import tools.jackson.databind.JsonNode;

/// What triage reports found and have in common, as programs read it: to whom the pages show it,
/// and where a list is cut, said as such.
class ExaminationApiIT {
  private static final String REPORTS = "/api/v1/triage-reports";

  private final TestServer server = TestServer.running();
  private final Side side = new Side();

  /// An agency with its people and a lab.
  private final class Side {
    final String agency = TestServer.newAgency();
    final Browser browser = server.signIn(agency, Role.SUPERVISOR);
    final Contract examiner = new Contract(server.program(agency, Role.EXAMINER));
    final Contract supervisor = new Contract(server.program(agency, Role.SUPERVISOR));
    final LabSigner lab = TestReports.lab(agency, "Lab of " + agency);

    Side() {
      Browser administrator = server.signIn(agency, Role.ADMINISTRATOR);
      administrator.get("/labs");
      Records.done(administrator.post("/labs", "name", "Example lab", "key", lab.key().toPem()));
    }

    UUID open(String number, String handling) {
      return handling.equals("H3")
          ? Records.restricted(browser, number)
          : Records.investigation(browser, number, "handling", handling);
    }

    /// An exhibit of a case; by a page, so that it can be of a restricted one.
    String exhibit(UUID investigation, String number) {
      Records.done(
          browser.post(
              "/cases/" + investigation + "/exhibits",
              "seizedAt",
              "2026-03-10T05:30",
              "zone",
              "UTC",
              "place",
              "1 Example Street",
              "seizedBy",
              "A team",
              "authority",
              "26-0042",
              "rows",
              "1",
              "number-0",
              number,
              "kind-0",
              "DRIVE",
              "examine-0",
              "yes"));
      return "/api/v1/exhibits/"
          + server
              .owner()
              .sql("select id from orion.exhibit where investigation = :case and number = :number")
              .param("case", investigation)
              .param("number", number)
              .query(UUID.class)
              .single();
    }

    /// Hands a report in.
    ///
    /// @return its path
    String send(String caseNumber, List<String> exhibits, MediaRow... rows) {
      byte[] report =
          TestReports.report(lab, Optional.empty(), caseNumber, exhibits, List.of(rows));
      HttpResponse<String> taken = browser.upload("/reports/new", "a.triage", report);
      assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
      return REPORTS
          + "/"
          + server
              .owner()
              .sql(
                  "select id from orion.triage_report where agency = :agency order by batch desc limit 1")
              .param("agency", agency)
              .query(UUID.class)
              .single();
    }

    /// Does now what the server's own work does within seconds.
    void compare() {
      server
          .owner()
          .sql("select batch from orion.triage_report where agency = :agency order by batch")
          .param("agency", agency)
          .query(Long.class)
          .list()
          .forEach(server.bean(Comparison.class)::compare);
    }
  }

  private static String hash(long content) {
    return Sha256.digest("content " + content).hex();
  }

  @Test
  void theFiguresOfAnExhibitLeadToTheContentsOfItsReport() {
    String exhibit = side.exhibit(side.open("F-1", "H0"), "D-1");
    assertThat(side.examiner.get(exhibit + "/examinations").has("counted")).isFalse();
    String report =
        side.send(
            "F-1",
            List.of("D-1"),
            TestReports.unmatched(0, 7001),
            TestReports.known(0, 7002, 5),
            TestReports.fromCamera(0, 7003, "SN-5550101"));
    JsonNode found = side.examiner.get(exhibit + "/examinations");
    assertThat(found.at("/counted/figures/unmatched").asInt()).isEqualTo(2);
    assertThat(found.at("/counted/figures/knownMaterial").asInt()).isEqualTo(5);
    assertThat(found.at("/counted/figures/distinctPictures").asInt()).isEqualTo(3);
    assertThat(found.at("/counted/scan/examiner").asString()).isEqualTo("Example Examiner");
    assertThat(found.at("/counted/sources/0/unchanged").asInt()).isEqualTo(1);
    assertThat(found.at("/categories/items/0/list").asString()).isEqualTo(TestReports.LIST);
    assertThat(found.at("/others/items")).isEmpty();
    assertThat(REPORTS + "/" + found.at("/counted/report").asString()).isEqualTo(report);
    String part = found.at("/counted/id").asString();
    assertThat(side.examiner.get(report + "/parts/" + part + "/categories").get("items"))
        .hasSize(1);
    List<String> hashes = new ArrayList<>();
    String next = "";
    do {
      JsonNode slice = side.examiner.get(report + "/contents?limit=2" + next);
      assertThat(slice.get("items").size()).isLessThanOrEqualTo(2);
      slice.get("items").forEach(one -> hashes.add(one.get("sha256").asString()));
      next = slice.has("next") ? "&after=" + slice.get("next").asString() : "";
    } while (!next.isEmpty());
    assertThat(hashes).containsExactly(hash(7001), hash(7002), hash(7003));
    assertThat(
            side.examiner
                .get(report + "/contents?verdict=KNOWN_MATERIAL&part=" + part)
                .at("/items/0/sha256")
                .asString())
        .isEqualTo(hash(7002));
    for (String wrong : List.of("verdict=ALL", "kind=FILM", "part=1", "category=x")) {
      side.examiner.send(400, "GET", report + "/contents?" + wrong, "");
    }
    side.examiner.send(404, "GET", report + "/contents?part=" + new UUID(1, 1), "");
    JsonNode content = side.examiner.get(report + "/content?line=2");
    assertThat(content.at("/matches/0/entry").asString()).isEqualTo("entry 7002");
    assertThat(side.examiner.get(report + "/content?line=3").at("/leads/body_serial").asString())
        .isEqualTo("SN-5550101");
    side.examiner.send(404, "GET", report + "/content?line=9", "");
  }

  @Test
  void reportsAreListedInParts() {
    for (int i = 0; i < 3; i++) {
      side.send("", List.of("L-" + i), TestReports.unmatched(0, 7100 + i));
    }
    JsonNode first = side.examiner.get(REPORTS + "?limit=2");
    assertThat(first.get("items")).hasSize(2);
    JsonNode rest = side.examiner.get(REPORTS + "?limit=2&after=" + first.get("next").asString());
    assertThat(rest.get("items")).hasSize(1);
    assertThat(rest.has("next")).isFalse();
    JsonNode waiting = side.examiner.get(REPORTS + "/waiting");
    assertThat(waiting.get("items")).hasSize(3);
    assertThat(waiting.get("goesOn").asBoolean()).isFalse();
    Contract stranger = new Contract(server.program(TestServer.newAgency(), Role.SUPERVISOR));
    assertThat(stranger.get(REPORTS).get("items")).isEmpty();
    assertThat(stranger.get(REPORTS + "/waiting").get("items")).isEmpty();
  }

  @Test
  void whatTwoExhibitsHaveInCommonIsToldAndOfAHiddenOneNothing() {
    String one = side.exhibit(side.open("C-1", "H0"), "D-1");
    String two = side.exhibit(side.open("C-2", "H0"), "D-2");
    String hidden = side.exhibit(side.open("C-3", "H3"), "D-3");
    String report =
        side.send(
            "C-1",
            List.of("D-1"),
            TestReports.unmatched(0, 7201),
            TestReports.unmatched(0, 7202),
            TestReports.fromCamera(0, 7203, "SN-" + side.agency));
    side.send(
        "C-2",
        List.of("D-2"),
        TestReports.unmatched(0, 7201),
        TestReports.fromCamera(0, 7204, "SN-" + side.agency));
    String secret = side.send("C-3", List.of("D-3"), TestReports.unmatched(0, 7202));
    side.compare();
    JsonNode links = side.examiner.get(one + "/links");
    assertThat(links.get("compared").asBoolean()).isTrue();
    assertThat(links.at("/links/items")).hasSize(1);
    assertThat(links.at("/links/goesOn").asBoolean()).isFalse();
    assertThat(links.at("/links/items/0/there/label").asString()).isEqualTo("D-2");
    assertThat("/api/v1/exhibits/" + links.at("/links/items/0/there/exhibit").asString())
        .isEqualTo(two);
    assertThat(links.at("/links/items/0/exactUnmatched").asInt()).isEqualTo(1);
    assertThat(links.at("/serials/items/0/there/label").asString()).isEqualTo("D-2");
    assertThat(links.get("elsewhere")).isEmpty();
    assertThat(links.toString()).doesNotContain("D-3", "C-3");
    assertThat(side.supervisor.get(one + "/links").at("/links/items"))
        .as("who sees the restricted case")
        .hasSize(2);
    JsonNode holders = side.examiner.get(report + "/content?line=1").get("holders");
    assertThat(holders.at("/items/0/there/label").asString()).isEqualTo("D-2");
    assertThat(side.examiner.get(report + "/content?line=2").at("/holders/items")).isEmpty();
    for (String path : List.of(hidden + "/links", hidden + "/examinations", secret)) {
      side.examiner.send(404, "GET", path, "");
    }
    for (String part : List.of("/parts", "/contents", "/content")) {
      side.examiner.send(404, "GET", secret + part, "");
    }
  }

  @Test
  void ofAnotherAgencysExhibitTheAgencyAndAtLeastSoMuchIsTold() {
    Side other = new Side();
    String mine = side.exhibit(side.open("A-1", "H0"), "D-1");
    String theirs = other.exhibit(other.open("A-2", "H0"), "D-2");
    String closed = other.exhibit(other.open("A-3", "H2"), "D-3");
    String report =
        side.send(
            "A-1", List.of("D-1"), TestReports.unmatched(0, 7301), TestReports.unmatched(0, 7302));
    other.send("A-2", List.of("D-2"), TestReports.unmatched(0, 7301));
    other.send("A-3", List.of("D-3"), TestReports.unmatched(0, 7302));
    side.compare();
    other.compare();
    JsonNode links = side.examiner.get(mine + "/links");
    assertThat(links.at("/links/items")).isEmpty();
    assertThat(links.get("elsewhere")).hasSize(1);
    assertThat(links.at("/elsewhere/0/agency").asString()).isEqualTo(other.agency);
    assertThat(links.at("/elsewhere/0/exactUnmatched").asInt()).isEqualTo(1);
    assertThat(links.at("/contacts/0/agency").asString()).isEqualTo(other.agency);
    assertThat(links.toString()).doesNotContain("D-2", "D-3", "A-2", "A-3");
    assertThat(side.examiner.get(report + "/content?line=1").at("/elsewhere/0/agency").asString())
        .isEqualTo(other.agency);
    assertThat(side.examiner.get(report + "/content?line=2").get("elsewhere")).isEmpty();
    for (String path : List.of(theirs, closed)) {
      side.examiner.send(404, "GET", path + "/links", "");
      side.examiner.send(404, "GET", path + "/examinations", "");
    }
  }

  @Test
  void whoSeesOnePartOfAReportIsToldNothingOfTheWhole() {
    String open = side.exhibit(side.open("P-1", "H0"), "D-51");
    side.exhibit(side.open("P-2", "H3"), "D-52");
    String report =
        side.send(
            "",
            List.of("D-51", "D-52"),
            TestReports.unmatched(0, 7401),
            TestReports.unmatched(1, 7402));
    JsonNode seen = side.examiner.get(report);
    assertThat(seen.get("whole").asBoolean()).isFalse();
    assertThat(seen.has("contents") || seen.has("endState")).isFalse();
    assertThat(side.examiner.get(report + "/parts").get("items")).hasSize(1);
    JsonNode scan = side.examiner.get(open + "/examinations").at("/counted/scan");
    assertThat(scan.get("programVersion").asString()).isEqualTo("0.1.0");
    assertThat(scan.has("examiner") || scan.has("authority")).isFalse();
    assertThat(side.examiner.get(report + "/contents").toString())
        .contains(hash(7401))
        .doesNotContain(hash(7402), "D-52");
    JsonNode all = side.supervisor.get(report);
    assertThat(all.get("whole").asBoolean()).isTrue();
    assertThat(all.get("contents").asInt()).isEqualTo(2);
    assertThat(side.supervisor.get(report + "/parts").at("/items/1/scan/examiner").asString())
        .isEqualTo("Example Examiner");
  }

  @Test
  void aListThatIsCutSaysSo() {
    String exhibit = side.exhibit(side.open("S-1", "H0"), "S-0");
    List<String> labels = new ArrayList<>();
    List<MediaRow> rows = new ArrayList<>();
    for (int i = 0; i <= 21; i++) {
      labels.add("S-" + i);
      rows.add(TestReports.fromCamera(i, 7500L + i, "SN-MANY-" + side.agency));
    }
    side.send("", labels, rows.toArray(MediaRow[]::new));
    JsonNode serials = side.examiner.get(exhibit + "/links").at("/serials/items");
    assertThat(serials).hasSize(20);
    assertThat(serials.valueStream().filter(one -> one.get("moreThere").asBoolean())).hasSize(1);
  }

  @Test
  void aPartIsAttachedToAnExhibitByWhoReadItAsItIs() {
    String exhibit = side.exhibit(side.open("T-1", "H0"), "D-9");
    String report = side.send("", List.of("Box nine"), TestReports.unmatched(0, 7601));
    JsonNode waiting = side.examiner.get(REPORTS + "/waiting").at("/items/0");
    String attach = report + "/parts/" + waiting.get("id").asString() + "/attach";
    String body = "{\"number\":\"D-9\",\"caseNumber\":\"T-1\"}";
    side.examiner.post(428, attach, body);
    side.examiner.post(412, attach, body, "If-Match", "\"7\"");
    side.examiner.post(400, attach, "{\"number\":\"D-404\"}", "If-Match", "\"0\"");
    side.examiner.post(400, attach, body.replace("number", "id"), "If-Match", "\"0\"");
    new Contract(server.program(side.agency, Role.INVESTIGATOR))
        .post(403, attach, body, "If-Match", "\"0\"");
    new Contract(server.program(TestServer.newAgency(), Role.EXAMINER))
        .post(404, attach, body, "If-Match", "\"0\"");
    HttpResponse<String> attached = side.examiner.post(200, attach, body, "If-Match", "\"0\"");
    assertThat(attached.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(side.examiner.get(exhibit + "/examinations").at("/counted/label").asString())
        .isEqualTo("Box nine");
    assertThat(
            server
                .owner()
                .sql(
                    "select count(*) from orion.audit_event where object_id = :id and verb = 'attach'")
                .param("id", report.substring(REPORTS.length() + 1))
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }
}
