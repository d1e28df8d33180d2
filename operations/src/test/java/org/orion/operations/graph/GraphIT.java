package org.orion.operations.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.orion.operations.graph.Records.done;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;

/// The link graph on the real server: what it shows, and above all what it must not show or count.
class GraphIT {
  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Browser investigator = server.signIn(agency, Role.INVESTIGATOR);
  private final Browser supervisor = server.signIn(agency, Role.SUPERVISOR);

  private static String at(NodeKind kind, Object id) {
    return "/graph?start=%1$s&open=%1$s".formatted(key(kind, id));
  }

  private static String key(NodeKind kind, Object id) {
    return NodeKey.of(kind, id).text();
  }

  private static String body(Browser by, String path) {
    HttpResponse<String> answer = by.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String path(UUID one, UUID other) {
    return "/graph/path?between=%s&and=%s"
        .formatted(key(NodeKind.PERSON, one), key(NodeKind.PERSON, other));
  }

  private String code(UUID person) {
    return server
        .owner()
        .sql("select code from orion.person where id = :id")
        .param("id", person)
        .query(String.class)
        .single();
  }

  /// Tips of one identifier, put in past the intake.
  private long seen(int tips) {
    long identifier =
        server
            .owner()
            .sql(
                """
                insert into orion.identifier (agency, kind, platform, normal, loose)
                values (:agency, 'E_MAIL', '', 'crowd@example.org', 'crowd@example.org') returning id
                """)
            .param("agency", agency)
            .query(Long.class)
            .single();
    server
        .owner()
        .sql(
            """
            with t as (
              insert into orion.tip (agency, code, format, sender, source, incident_type)
              select :agency, 'T-G' || n, 'CSV', 'test', 'UNKNOWN', 'MATERIAL' from generate_series(1, :tips) n
              returning id)
            insert into orion.sighting (agency, identifier, tip, original, place)
            select :agency, :identifier, id, 'crowd@example.org', 'test' from t
            """)
        .param("agency", agency)
        .param("tips", tips)
        .param("identifier", identifier)
        .update();
    return identifier;
  }

  private static long nodes(String page) {
    return Pattern.compile("class=\"node\"").matcher(page).results().count();
  }

  @Test
  void aCaseLeadsToWhatHangsOnItStepByStep() {
    UUID tip =
        TestTips.csv(
                server,
                agency,
                TestTips.row("G-1", "MATERIAL", "Example Chat", "graph.user", "An invented text"))
            .getFirst()
            .tip();
    UUID one = Records.investigation(investigator, "G-1", "handling", "H0", "tip", tip.toString());
    UUID person = Records.person(investigator, one, "Test Example Linked");
    Records.identifier(investigator, person, "linked@example.org");
    String closed = body(investigator, "/graph?start=" + key(NodeKind.CASE, one));
    assertThat(nodes(closed)).as("a start that is not opened stands alone").isEqualTo(1);
    String opened = body(investigator, at(NodeKind.CASE, one));
    assertThat(opened)
        .contains("Test Example Linked")
        .contains("/tips/" + tip)
        .doesNotContain("linked@example.org");
    String further =
        body(investigator, at(NodeKind.CASE, one) + "&open=" + key(NodeKind.PERSON, person));
    assertThat(further).contains("linked@example.org");
    String withTip = body(investigator, at(NodeKind.CASE, one) + "&open=" + key(NodeKind.TIP, tip));
    assertThat(withTip).contains("graph.user");
    assertThat(body(investigator, at(NodeKind.CASE, one) + "&hide=tip"))
        .doesNotContain("/tips/" + tip)
        .contains("Test Example Linked");
    assertThat(body(investigator, at(NodeKind.CASE, one) + "&to=2026-03-01"))
        .as("a link that became true later")
        .doesNotContain("Test Example Linked");
  }

  @Test
  void aLinkSaysWhyItIsThere() {
    UUID one = Records.investigation(investigator, "W-1");
    UUID person = Records.person(investigator, one, "Test Example Why");
    String page =
        body(
            investigator,
            "/graph/link?one=%s&other=%s"
                .formatted(key(NodeKind.CASE, one), key(NodeKind.PERSON, person)));
    assertThat(page)
        .contains("Person of the case")
        .contains("Suspect")
        .contains("A tip")
        .contains("2026-03-02")
        .contains("/cases/" + one + "/people");
    UUID other = Records.investigation(investigator, "W-2");
    assertThat(
            investigator
                .get(
                    "/graph/link?one=%s&other=%s"
                        .formatted(key(NodeKind.CASE, other), key(NodeKind.PERSON, person)))
                .statusCode())
        .as("nothing links the two")
        .isEqualTo(404);
  }

  @Test
  void aHiddenCaseBetweenTwoVisibleOnesIsNoPathAndNoCount() {
    UUID first = Records.investigation(investigator, "P-1");
    UUID second = Records.investigation(investigator, "P-2");
    UUID one = Records.person(investigator, first, "Test Example Near");
    UUID other = Records.person(investigator, second, "Test Example Far");
    UUID hidden = Records.restricted(investigator, "P-HIDDEN");
    Records.join(investigator, one, "P-HIDDEN");
    Records.join(investigator, other, "P-HIDDEN");
    UUID within = Records.person(investigator, hidden, "Test Example Within");
    Records.relate(investigator, within, code(one));
    Records.relate(investigator, within, code(other));
    Browser colleague = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(body(investigator, path(one, other))).contains("Steps: 2");
    assertThat(body(colleague, path(one, other)))
        .contains("There is no path")
        .doesNotContain("P-HIDDEN")
        .doesNotContain("Within");
    String page = body(colleague, at(NodeKind.PERSON, one));
    assertThat(page).doesNotContain("P-HIDDEN").doesNotContain("Within").doesNotContain(" hidden");
    assertThat(nodes(page)).as("the person and its visible case").isEqualTo(2);
    assertThat(nodes(body(investigator, at(NodeKind.PERSON, one)))).isEqualTo(4);
    for (String path :
        List.of(
            at(NodeKind.CASE, hidden),
            at(NodeKind.PERSON, within),
            "/graph/link?one=%s&other=%s"
                .formatted(key(NodeKind.CASE, hidden), key(NodeKind.PERSON, one)),
            path(one, within))) {
      assertThat(colleague.get(path).statusCode()).as(path).isEqualTo(404);
      assertThat(investigator.get(path).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void anIdentifierOfAHiddenPersonIsNotThere() {
    UUID hidden = Records.restricted(investigator, "I-1");
    UUID within = Records.person(investigator, hidden, "Test Example Within");
    Records.identifier(investigator, within, "within@example.org");
    long identifier =
        server
            .owner()
            .sql(
                "select id from orion.identifier where agency = :agency and normal = 'within@example.org'")
            .param("agency", agency)
            .query(Long.class)
            .single();
    Browser colleague = server.signIn(agency, Role.INVESTIGATOR);
    assertThat(investigator.get(at(NodeKind.IDENTIFIER, identifier)).statusCode()).isEqualTo(200);
    assertThat(colleague.get(at(NodeKind.IDENTIFIER, identifier)).statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsAnothersIsNotThereUntilItIsShared() {
    UUID one = Records.investigation(investigator, "O-1");
    UUID person = Records.person(investigator, one, "Test Example Own");
    String others = TestServer.newAgency();
    Browser stranger = server.signIn(others, Role.SUPERVISOR);
    for (String path : List.of(at(NodeKind.CASE, one), at(NodeKind.PERSON, person))) {
      assertThat(stranger.get(path).statusCode()).as(path).isEqualTo(404);
    }
    done(supervisor.post("/cases/" + one + "/shares", "agency", others, "reason", "They asked"));
    assertThat(body(stranger, at(NodeKind.CASE, one))).contains("Test Example Own");
  }

  @Test
  void aChildOfConcernIsOnNobodysGraphButTheirs() {
    UUID one = Records.investigation(investigator, "C-1");
    Browser specialist = server.signIn(agency, Role.CHILD_SPECIALIST);
    Records.person(specialist, one, "Test Example Young", "kind", "CHILD_OF_CONCERN");
    assertThat(nodes(body(investigator, at(NodeKind.CASE, one)))).isEqualTo(1);
    assertThat(body(specialist, at(NodeKind.CASE, one))).contains("Test Example Young");
  }

  @Test
  void aChildIsACodeForThoseWhoMaySeeChildren() {
    UUID one = Records.investigation(investigator, "C-2");
    String[] child = {
      "keepUntil", "2060-01-01", "fact", "IDENTIFIED", "onDay", "2026-01-02", "source", "A tip"
    };
    done(
        investigator.post(
            "/cases/" + one + "/children",
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(child),
                    java.util.stream.Stream.of("confidence", "PROBABLE"))
                .toArray(String[]::new)));
    assertThat(body(investigator, at(NodeKind.CASE, one))).contains("Child 1");
    Browser examiner = server.signIn(agency, Role.EXAMINER);
    String page = body(examiner, at(NodeKind.CASE, one));
    assertThat(page).doesNotContain("Child 1").doesNotContain(" hidden");
    assertThat(nodes(page)).isEqualTo(1);
  }

  @Test
  void whoSeesNoTipsIsNotLedToThem() {
    UUID tip =
        TestTips.csv(
                server,
                agency,
                TestTips.row("G-3", "MATERIAL", "Example Chat", "graph.three", "An invented text"))
            .getFirst()
            .tip();
    UUID one = Records.investigation(investigator, "T-1", "handling", "H0", "tip", tip.toString());
    Browser examiner = server.signIn(agency, Role.EXAMINER);
    assertThat(nodes(body(examiner, at(NodeKind.CASE, one)))).isEqualTo(1);
    assertThat(examiner.get(at(NodeKind.TIP, tip)).statusCode()).isEqualTo(404);
  }

  @Test
  void aCycleEnds() {
    UUID one = Records.investigation(investigator, "R-1");
    UUID first = Records.person(investigator, one, "Test Example First");
    UUID second = Records.person(investigator, one, "Test Example Second");
    UUID third = Records.person(investigator, one, "Test Example Third");
    Records.relate(investigator, first, code(second));
    Records.relate(investigator, second, code(third));
    Records.relate(investigator, third, code(first));
    String all =
        at(NodeKind.PERSON, first)
            + "&open="
            + key(NodeKind.PERSON, second)
            + "&open="
            + key(NodeKind.PERSON, third);
    assertThat(nodes(body(investigator, all))).as("three people and their case").isEqualTo(4);
    assertThat(body(investigator, path(first, third))).contains("Steps: 1");
    assertThat(body(investigator, path(first, first))).contains("Steps: 0");
  }

  @Test
  void tenThousandNeighborsAreToldAsWhatTheyAre() {
    long identifier = seen(10_000);
    String page = body(investigator, at(NodeKind.IDENTIFIER, identifier));
    assertThat(nodes(page)).isEqualTo(Graph.MOST_SHOWN);
    assertThat(page).contains("more than 851 hidden");
    UUID tip =
        server
            .owner()
            .sql("select id from orion.tip where agency = :agency order by id limit 1")
            .param("agency", agency)
            .query(UUID.class)
            .single();
    UUID one = Records.investigation(investigator, "M-1");
    assertThat(
            body(
                investigator,
                "/graph/path?between=%s&and=%s"
                    .formatted(key(NodeKind.TIP, tip), key(NodeKind.CASE, one))))
        .as("not all links were followed, so that it is not said that there is none")
        .contains("there may be");
  }

  @Test
  void whatIsHiddenForLackOfRoomIsCountedExactly() {
    long identifier = seen(200);
    String page = body(investigator, at(NodeKind.IDENTIFIER, identifier));
    assertThat(nodes(page)).isEqualTo(150);
    assertThat(page).contains("51 hidden").doesNotContain("more than");
    assertThat(page).as("the table holds the same").contains("<h2 id=\"nodes\">");
    assertThat(Pattern.compile("href=\"/graph/link\\?").matcher(page).results().count())
        .isEqualTo(149);
  }

  @Test
  void filesHoldNoFormulaAndNothingThatMayNotLeave() throws Exception {
    UUID open = Records.investigation(investigator, "=1+1");
    UUID person = Records.person(investigator, open, "@Test <b>Example</b>");
    Records.investigation(investigator, "F-2", "handling", "H2");
    Records.join(investigator, person, "F-2");
    String query = at(NodeKind.PERSON, person).substring("/graph".length());
    assertThat(body(supervisor, "/graph" + query)).contains("F-2");
    assertThat(investigator.get("/graph/links.csv" + query).statusCode()).isEqualTo(403);
    assertThat(investigator.get("/graph/picture.svg" + query).statusCode()).isEqualTo(403);
    HttpResponse<String> csv = supervisor.get("/graph/links.csv" + query);
    assertThat(csv.body()).contains("'=1+1").contains("'@Test").doesNotContain("F-2");
    assertThat(csv.headers().firstValue("Content-Disposition").orElse("")).contains("attachment");
    HttpResponse<String> svg = supervisor.get("/graph/picture.svg" + query);
    assertThat(svg.headers().firstValue("Content-Type").orElse("")).startsWith("image/svg+xml");
    assertThat(svg.headers().firstValue("Content-Disposition").orElse("")).contains("attachment");
    assertThat(svg.headers().allValues("Content-Security-Policy"))
        .containsExactly("default-src 'none'; sandbox");
    assertThat(svg.body()).contains("=1+1").doesNotContain("F-2").doesNotContain("<b>");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new org.xml.sax.InputSource(new java.io.StringReader(svg.body())));
  }

  @Test
  void aFileOfWhatHasNoRoomSaysSoAndLeavesAnEventForEachNode() {
    String query = at(NodeKind.IDENTIFIER, seen(200)).substring("/graph".length());
    assertThat(supervisor.get("/graph/links.csv" + query).body()).contains("This is a part");
    assertThat(exported()).isEqualTo(150);
    assertThat(supervisor.get("/graph/picture.svg" + query).body()).contains("This is a part");
    UUID small = Records.investigation(investigator, "S-1");
    assertThat(supervisor.get("/graph/picture.svg?start=" + key(NodeKind.CASE, small)).body())
        .contains("S-1")
        .doesNotContain("This is a part");
  }

  private long exported() {
    return server
        .owner()
        .sql(
            """
            select count(distinct object_id) from orion.audit_event
            where agency = :agency and verb = 'export-links'
            """)
        .param("agency", agency)
        .query(Long.class)
        .single();
  }

  @Test
  void childrenOfConcernAndWhoIsNearAChildAreInNoFile() {
    UUID one = Records.investigation(investigator, "N-1");
    Browser specialist = server.signIn(agency, Role.CHILD_SPECIALIST);
    UUID young = Records.person(specialist, one, "Test Example Young", "kind", "CHILD_OF_CONCERN");
    Records.identifier(specialist, young, "young@example.org");
    UUID near = Records.person(investigator, one, "Test Example Near");
    String[] child = {
      "keepUntil",
      "2060-01-01",
      "fact",
      "IDENTIFIED",
      "onDay",
      "2026-01-02",
      "source",
      "A tip",
      "confidence",
      "PROBABLE"
    };
    done(investigator.post("/cases/" + one + "/children", child));
    UUID known =
        server
            .owner()
            .sql("select id from orion.child where agency = :agency")
            .param("agency", agency)
            .query(UUID.class)
            .single();
    done(
        investigator.post(
            "/children/" + known + "/relations",
            "code",
            code(near),
            "kind",
            "FAMILY",
            "source",
            "A neighbor of all"));
    String query =
        "?start=%s&open=%s&open=%s"
            .formatted(
                key(NodeKind.CASE, one), key(NodeKind.PERSON, young), key(NodeKind.CHILD, known));
    assertThat(body(supervisor, "/graph" + query + "&open=" + key(NodeKind.CASE, one)))
        .contains("Test Example Young", "young@example.org", "Near the child");
    for (String file : List.of("/graph/links.csv", "/graph/picture.svg")) {
      assertThat(supervisor.get(file + query + "&open=" + key(NodeKind.CASE, one)).body())
          .as(file)
          .contains("Child 1", "Test Example Near", "This is a part")
          .doesNotContain("Young")
          .doesNotContain("young@example.org")
          .doesNotContain("A neighbor of all")
          .doesNotContain("Near the child");
    }
  }

  @Test
  void tipsOfASharedCaseAreInNoCountOfWhoSeesNone() {
    UUID one = Records.investigation(investigator, "W-1");
    seen(1001);
    server
        .owner()
        .sql(
            """
            insert into orion.investigation_tip (agency, investigation, tip, account)
            select :agency, :one, id, gen_random_uuid() from orion.tip where agency = :agency
            """)
        .param("agency", agency)
        .param("one", one)
        .update();
    String others = TestServer.newAgency();
    Browser stranger = server.signIn(others, Role.SUPERVISOR);
    done(supervisor.post("/cases/" + one + "/shares", "agency", others, "reason", "They asked"));
    assertThat(body(stranger, at(NodeKind.CASE, one))).contains("W-1").doesNotContain(" hidden");
    assertThat(body(supervisor, at(NodeKind.CASE, one))).contains("more than 851 hidden");
  }

  @Test
  void manySightingsOfOneIdentifierLeaveRoomForTheOthers() {
    long crowd = seen(1);
    UUID tip =
        server
            .owner()
            .sql("select id from orion.tip where agency = :agency")
            .param("agency", agency)
            .query(UUID.class)
            .single();
    server
        .owner()
        .sql(
            """
            with other as (
              insert into orion.identifier (agency, kind, platform, normal, loose)
              values (:agency, 'E_MAIL', '', 'quiet@example.org', 'quiet@example.org') returning id),
            quiet as (
              insert into orion.sighting (agency, identifier, tip, original, place)
              select :agency, id, :tip, 'quiet@example.org', 'test' from other)
            insert into orion.sighting (agency, identifier, tip, original, place, at)
            select :agency, :crowd, :tip, 'crowd@example.org', 'login', now() - n * interval '1 hour'
            from generate_series(1, 1200) n
            """)
        .param("agency", agency)
        .param("tip", tip)
        .param("crowd", crowd)
        .update();
    assertThat(body(investigator, at(NodeKind.TIP, tip)))
        .contains("quiet@example.org", "crowd@example.org")
        .doesNotContain(" hidden");
    assertThat(
            body(
                investigator,
                "/graph/link?one=%s&other=%s"
                    .formatted(key(NodeKind.TIP, tip), key(NodeKind.IDENTIFIER, crowd))))
        .contains("Of each kind the newest 100 are shown");
  }

  @Test
  void whatNamesNothingIsRefusedInWords() {
    UUID one = Records.investigation(investigator, "B-1");
    String good = "/graph?start=" + key(NodeKind.CASE, one);
    java.util.Map.of(
            "/graph?start=nothing",
            "names no node",
            "/graph?start=case:1",
            "names no node",
            "/graph?start=identifier:-1",
            "names no node",
            good + "&hide=nothing",
            "no such kind",
            good + "&from=yesterday",
            "is written as 2026-03-31",
            good + "&from=2026-02-01&to=2026-01-01",
            "before its first",
            good + "&unknown=1",
            "no filter unknown",
            "/graph/link?one=case:1&other=case:2",
            "names no node")
        .forEach((bad, words) -> {
          HttpResponse<String> answer = investigator.get(bad);
          assertThat(answer.statusCode()).as(bad).isEqualTo(400);
          assertThat(answer.body()).as(bad).contains(words);
        });
    StringBuilder many = new StringBuilder(good);
    for (int i = 0; i < 51; i++) {
      many.append("&open=case:").append(UUID.randomUUID());
    }
    assertThat(investigator.get(many.toString()).statusCode()).isEqualTo(400);
  }

  @Test
  void eachLookLeavesOneEventWithoutWords() {
    UUID one = Records.investigation(investigator, "E-1");
    long before = events();
    body(investigator, at(NodeKind.CASE, one));
    assertThat(events() - before).isEqualTo(1);
    assertThat(
            server
                .owner()
                .sql(
                    """
                    select verb || ' ' || object_type || ' ' || object_id from orion.audit_event
                    where agency = :agency order by id desc limit 1
                    """)
                .param("agency", agency)
                .query(String.class)
                .single())
        .isEqualTo("follow case " + one);
  }

  private long events() {
    return server
        .owner()
        .sql("select count(*) from orion.audit_event where agency = :agency")
        .param("agency", agency)
        .query(Long.class)
        .single();
  }
}
