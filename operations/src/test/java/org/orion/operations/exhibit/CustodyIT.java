package org.orion.operations.exhibit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.bagit.BagVerifier;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.TestServer.Person;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.database.DatabaseAddress;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Exhibits and their chain of custody on the real server: through whose hands they go, what two
/// people at once can do, and what nobody can.
class CustodyIT {

  private final TestServer server = TestServer.running();
  private final String agency = TestServer.newAgency();
  private final Someone investigator = someone(agency, Role.INVESTIGATOR);
  private final Someone examiner = someone(agency, Role.EXAMINER);
  private final Someone supervisor = someone(agency, Role.SUPERVISOR);
  private final UUID investigation = open("E-1", "H0");

  /// A person with a browser.
  private record Someone(Person person, Browser browser) {
    UUID id() {
      return person.account().id();
    }

    HttpResponse<String> post(String path, String... fields) {
      return browser.post(path, fields);
    }

    String get(String path) {
      HttpResponse<String> answer = browser.get(path);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    }
  }

  private Someone someone(String of, Role... roles) {
    Person person = server.ready(of, roles);
    return new Someone(person, server.signIn(person));
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
  }

  private UUID open(String number, String handling) {
    String[] fields = {"number", number, "title", "Invented " + number, "openedOn", "2026-03-01"};
    String[] code = {"handling", handling, "restriction", handling.equals("H3") ? "The team" : ""};
    HttpResponse<String> answer = supervisor.post("/cases", with(fields, code));
    ok(answer);
    return UUID.fromString(
        answer.headers().firstValue("Location").orElseThrow().replaceAll("^.*/cases/", ""));
  }

  private static String[] seizure(String... more) {
    return with(
        new String[] {
          "seizedAt",
          "2026-03-10T05:30",
          "zone",
          "Europe/Madrid",
          "place",
          "1 Example Street",
          "seizedBy",
          "Team Invented",
          "authority",
          "26-0042"
        },
        more);
  }

  private UUID seize(Someone by, UUID of, String number) {
    String[] row = {
      "rows",
      "1",
      "number-0",
      number,
      "kind-0",
      "DRIVE",
      "make-0",
      "Example",
      "model-0",
      "Box 2",
      "serial-0",
      "SN-" + number,
      "seal-0",
      "S-1",
      "clock-0",
      "-42",
      "examine-0",
      "yes"
    };
    ok(by.post("/cases/" + of + "/exhibits", seizure(row)));
    return server
        .owner()
        .sql("select id from orion.exhibit where investigation = :case and number = :number")
        .param("case", of)
        .param("number", number)
        .query(UUID.class)
        .single();
  }

  private UUID seize(String number) {
    return seize(investigator, investigation, number);
  }

  private String state(UUID exhibit) {
    return server
        .owner()
        .sql("select state from orion.exhibit where id = :id")
        .param("id", exhibit)
        .query(String.class)
        .single();
  }

  private String chain(UUID exhibit) {
    return server
        .owner()
        .sql("select string_agg(kind, ' ' order by number) from orion.custody where exhibit = :id")
        .param("id", exhibit)
        .query(String.class)
        .single();
  }

  private static String path(UUID exhibit) {
    return "/exhibits/" + exhibit;
  }

  private HttpResponse<String> offer(Someone by, UUID exhibit, int version, UUID to) {
    return by.post(
        path(exhibit) + "/offer", "version", Integer.toString(version), "to", to.toString());
  }

  private UUID place(String name) {
    ok(investigator.post("/storage-places", "name", name));
    return server
        .owner()
        .sql("select id from orion.storage_place where agency = :agency and name = :name")
        .param("agency", agency)
        .param("name", name)
        .query(UUID.class)
        .single();
  }

  @Test
  void anExhibitGoesFromHandToHandAndTheChainSaysHow() {
    UUID exhibit = seize("D-1");
    String path = path(exhibit);
    assertThat(investigator.get(path))
        .contains("2026-03-10 04:30:00 UTC")
        .contains("2026-03-10 05:30")
        .contains("-42 s")
        .contains("Entries: 1.");
    ok(
        investigator.post(
            path + "/offer",
            "version",
            "1",
            "to",
            examiner.id().toString(),
            "seal",
            "S-2",
            "reason",
            "For the lab"));
    assertThat(investigator.get("/exhibits?show=open")).contains("D-1");
    assertThat(examiner.get("/notices")).contains("/exhibits/" + exhibit + "/hand-over");
    assertThat(examiner.get(path + "/hand-over")).contains("For the lab").contains("S-2");
    ok(examiner.post(path + "/receive", "version", "2"));
    assertThat(investigator.get("/exhibits?show=open")).doesNotContain("D-1");
    UUID room = place("Room 1");
    ok(examiner.post(path + "/store", "version", "3", "place", room.toString()));
    assertThat(investigator.get("/exhibits?storage=" + room)).contains("D-1");
    assertThat(investigator.get("/storage-places")).contains("Room 1");
    ok(examiner.post(path + "/take", "version", "4", "reason", "To examine it"));
    ok(examiner.post(path + "/examination/begin", "version", "5"));
    ok(
        examiner.post(
            path + "/examination/finish",
            "version",
            "6",
            "tool",
            "orion scan",
            "toolVersion",
            "1.0",
            "configuration",
            "--similar 31",
            "hashBefore",
            "ab".repeat(32),
            "hashAfter",
            "AB".repeat(32)));
    assertThat(chain(exhibit))
        .isEqualTo("SEIZED OFFERED RECEIVED STORED TAKEN EXAMINATION_BEGUN EXAMINED");
    assertThat(state(exhibit)).isEqualTo("EXAMINED");
    assertThat(investigator.get(path))
        .contains("Entries: 7.")
        .contains("orion scan")
        .contains("--similar 31")
        .contains("ab".repeat(32))
        .contains(examiner.person().account().displayName());
  }

  @Test
  void ofTwoHandOversAtOnceOneIsDoneAndTheOtherIsTold() throws Exception {
    UUID exhibit = seize("D-2");
    List<Someone> people = List.of(investigator, supervisor);
    people.forEach(one -> one.get(path(exhibit) + "/hand-over"));
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      List<Callable<Integer>> offers =
          people.stream()
              .map(one ->
                  (Callable<Integer>) () -> offer(one, exhibit, 1, examiner.id()).statusCode())
              .toList();
      assertThat(pool.invokeAll(offers).stream().map(future -> future.resultNow()).sorted())
          .containsExactly(302, 409);
    }
    assertThat(chain(exhibit)).isEqualTo("SEIZED OFFERED");
  }

  @Test
  void manyAtOnceLeaveAChainWithoutAGap() throws Exception {
    UUID exhibit = seize("D-3");
    UUID first = place("Room of many 1");
    UUID second = place("Room of many 2");
    int done = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (int round = 1; round <= 5; round++) {
        String version = Integer.toString(round);
        UUID to = round % 2 == 0 ? first : second;
        List<Callable<Integer>> moves =
            java.util.Collections.nCopies(
                8,
                () ->
                    investigator
                        .post(path(exhibit) + "/store", "version", version, "place", to.toString())
                        .statusCode());
        done +=
            (int)
                pool.invokeAll(moves).stream().filter(future -> future.resultNow() == 302).count();
      }
    }
    assertThat(done).isEqualTo(5);
    assertThat(investigator.get(path(exhibit))).contains("Entries: 6.");
  }

  @Test
  void onlyTheAddresseeReceivesAndOneHandOverIsOpenAtATime() {
    UUID exhibit = seize("D-4");
    String path = path(exhibit);
    ok(offer(investigator, exhibit, 1, examiner.id()));
    for (Someone other : List.of(investigator, supervisor)) {
      assertThat(other.post(path + "/receive", "version", "2").statusCode()).isEqualTo(409);
      assertThat(other.post(path + "/refuse", "version", "2", "reason", "No").statusCode())
          .isEqualTo(409);
    }
    assertThat(offer(investigator, exhibit, 2, supervisor.id()).statusCode()).isEqualTo(409);
    assertThat(
            investigator
                .post(path + "/store", "version", "2", "place", place("Room of one").toString())
                .statusCode())
        .isEqualTo(409);
    assertThat(examiner.post(path + "/refuse", "version", "2", "reason", " ").statusCode())
        .isEqualTo(400);
    ok(examiner.post(path + "/refuse", "version", "2", "reason", "Seal is broken"));
    assertThat(investigator.get("/notices")).contains("/exhibits/" + exhibit);
    assertThat(investigator.get(path)).contains("Seal is broken");
    assertThat(examiner.post(path + "/receive", "version", "3").statusCode())
        .as("what is not offered is not received")
        .isEqualTo(409);
    ok(offer(investigator, exhibit, 3, supervisor.id()));
    ok(investigator.post(path + "/withdraw", "version", "4"));
    assertThat(chain(exhibit)).isEqualTo("SEIZED OFFERED REFUSED OFFERED WITHDRAWN");
  }

  @Test
  void nobodyWhoCannotKeepItIsGivenIt() {
    UUID exhibit = seize("D-5");
    Person disabled = server.add(agency, Role.EXAMINER);
    server
        .owner()
        .sql("update orion.account set disabled_at = now() where id = :id")
        .param("id", disabled.account().id())
        .update();
    List<UUID> wrong =
        List.of(
            disabled.account().id(),
            investigator.id(),
            UUID.randomUUID(),
            server.add(agency, Role.AUDITOR).account().id(),
            server.add(TestServer.newAgency(), Role.EXAMINER).account().id());
    for (UUID one : wrong) {
      assertThat(offer(investigator, exhibit, 1, one).statusCode()).isEqualTo(409);
    }
    assertThat(offer(examiner, exhibit, 1, supervisor.id()).statusCode())
        .as("it is in other hands")
        .isEqualTo(409);
    assertThat(chain(exhibit)).isEqualTo("SEIZED");
    ok(offer(investigator, exhibit, 1, examiner.id()));
    server
        .owner()
        .sql("update orion.account set disabled_at = now() where id = :id")
        .param("id", examiner.id())
        .update();
    assertThat(examiner.post(path(exhibit) + "/receive", "version", "2").statusCode())
        .isNotEqualTo(302);
    assertThat(chain(exhibit)).isEqualTo("SEIZED OFFERED");
  }

  @Test
  void anExhibitOfARestrictedCaseIsForItsTeam() {
    UUID hidden = open("E-H3", "H3");
    UUID exhibit = seize(supervisor, hidden, "D-1");
    assertThat(investigator.browser().get(path(exhibit)).statusCode()).isEqualTo(404);
    assertThat(investigator.browser().get(path(exhibit) + "/hand-over").statusCode())
        .isEqualTo(404);
    assertThat(investigator.get("/exhibits")).doesNotContain(exhibit.toString());
    assertThat(offer(supervisor, exhibit, 1, examiner.id()).statusCode())
        .as("whoever does not see the case is not given its exhibit")
        .isEqualTo(409);
    // The same number in a case that everybody sees tells nothing of the hidden one.
    seize(investigator, open("E-H0", "H0"), "D-1");
    assertThat(supervisor.browser().get(path(exhibit) + "/custody.zip").statusCode())
        .as("the handling code forbids it")
        .isEqualTo(409);
    ok(supervisor.post("/cases/" + hidden + "/team", "account", examiner.id().toString()));
    ok(offer(supervisor, exhibit, 1, examiner.id()));
    ok(examiner.post(path(exhibit) + "/receive", "version", "2"));
  }

  @Test
  void whatIsReturnedOrDestroyedIsHandedToNobody() {
    UUID exhibit = seize("D-6");
    String[] order = {"version", "1", "authority", "26-99", "decidedOn", "2026-04-01"};
    String[] complete = with(order, "decidedBy", "Example District Court", "to", "An owner");
    assertThat(investigator.post(path(exhibit) + "/return", complete).statusCode()).isEqualTo(403);
    assertThat(
            supervisor
                .post(path(exhibit) + "/return", with(order, "decidedBy", " ", "to", "An owner"))
                .statusCode())
        .isEqualTo(400);
    ok(supervisor.post(path(exhibit) + "/return", complete));
    assertThat(state(exhibit)).isEqualTo("RETURNED");
    assertThat(supervisor.get(path(exhibit))).contains("26-99").contains("An owner");
    assertThat(offer(supervisor, exhibit, 2, examiner.id()).statusCode()).isEqualTo(409);
    assertThat(investigator.get("/exhibits")).doesNotContain(exhibit.toString());
    assertThat(investigator.get("/exhibits?state=RETURNED")).contains(exhibit.toString());
    UUID other = seize("D-7");
    ok(supervisor.post(path(other) + "/destroy", with(order, "decidedBy", "A court")));
    assertThat(state(other)).isEqualTo("DESTROYED");
    assertThat(investigator.post(path(other) + "/correct", corrected("2", "X")).statusCode())
        .isEqualTo(409);
  }

  private static String[] corrected(String version, String serial) {
    String[] row = {
      "version",
      version,
      "rows",
      "1",
      "number-0",
      "D-8",
      "kind-0",
      "PHONE",
      "serial-0",
      serial,
      "examine-0",
      "yes"
    };
    return seizure(row);
  }

  @Test
  void aCorrectionKeepsWhatWasAndAStaleOneIsRefused() {
    UUID exhibit = seize("D-8");
    ok(investigator.post(path(exhibit) + "/correct", corrected("1", "SN-CORRECTED")));
    assertThat(supervisor.post(path(exhibit) + "/correct", corrected("1", "SN-STALE")).statusCode())
        .isEqualTo(409);
    assertThat(supervisor.get(path(exhibit)))
        .contains("SN-CORRECTED")
        .contains("kind-of-exhibit PHONE")
        .contains("Entries: 2.")
        .doesNotContain("SN-STALE");
    assertThat(chain(exhibit)).isEqualTo("SEIZED CORRECTED");
    assertThat(
            server
                .owner()
                .sql("select facts from orion.custody where exhibit = :id and number = 1")
                .param("id", exhibit)
                .query(String.class)
                .single())
        .contains("serial SN-D-8");
  }

  @Test
  void nothingThatWasTypedIsLostWhenARowIsWrong() {
    seize("D-9");
    String[] rows = {
      "rows",
      "2",
      "number-0",
      "D-10",
      "kind-0",
      "PHONE",
      "number-1",
      "D-9",
      "kind-1",
      "CAMERA",
      "make-1",
      "Example Make",
      "seal-1",
      "S-77"
    };
    HttpResponse<String> taken =
        investigator.post("/cases/" + investigation + "/exhibits", seizure(rows));
    assertThat(taken.statusCode()).isEqualTo(409);
    assertThat(taken.body())
        .contains("value=\"D-10\"")
        .contains("Example Make")
        .contains("S-77")
        .contains("Team Invented")
        .contains("has an exhibit D-9 already");
    HttpResponse<String> longer =
        investigator.post(
            "/cases/" + investigation + "/exhibits", with(seizure(rows), "more", "yes"));
    assertThat(longer.statusCode()).isEqualTo(200);
    assertThat(longer.body()).contains("name=\"number-6\"").contains("S-77");
    assertThat(investigator.get("/cases/" + investigation + "/exhibits"))
        .doesNotContain("<bdi>D-10</bdi>");
    for (String[] bad :
        List.of(
            new String[] {"state", "RETURNED"},
            new String[] {"holder-0", supervisor.id().toString()})) {
      assertThat(
              investigator
                  .post(
                      "/cases/" + investigation + "/exhibits",
                      with(seizure("rows", "1", "number-0", "D-11", "kind-0", "PHONE"), bad))
                  .statusCode())
          .isEqualTo(400);
    }
    String[] future = {
      "seizedAt", "2190-01-01T00:00", "zone", "UTC", "place", "A", "seizedBy", "B", "authority", "C"
    };
    assertThat(
            investigator
                .post(
                    "/cases/" + investigation + "/exhibits",
                    with(future, "rows", "1", "number-0", "D-11", "kind-0", "PHONE"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void theQueueIsInTheOrderOfTheCasesPriorityAndThenOfAge() {
    UUID urgent = open("E-URGENT", "H0");
    server
        .owner()
        .sql("update orion.investigation set band = 'URGENT' where id = :id")
        .param("id", urgent)
        .update();
    UUID standard = seize("Q-1");
    UUID first = seize(investigator, urgent, "Q-2");
    UUID older = seize(investigator, urgent, "Q-3");
    String[] row = {"version", "1", "rows", "1", "number-0", "Q-3", "kind-0", "DRIVE"};
    String[] earlier = with(seizure(row), "examine-0", "yes");
    earlier[1] = "2025-12-01T05:30";
    ok(investigator.post(path(older) + "/correct", earlier));
    String page = investigator.get("/exhibits?show=waiting");
    assertThat(page.indexOf(older.toString()))
        .isPositive()
        .isLessThan(page.indexOf(first.toString()));
    assertThat(page.indexOf(first.toString())).isLessThan(page.indexOf(standard.toString()));
    assertThat(page).contains("Urgent").contains("ago");
    ok(investigator.post(path(first) + "/examination/begin", "version", "1"));
    assertThat(investigator.get("/exhibits?show=waiting")).doesNotContain(first.toString());
    assertThat(investigator.browser().get("/exhibits?show=all").statusCode()).isEqualTo(400);
    assertThat(investigator.browser().get("/exhibits?owner=x").statusCode()).isEqualTo(400);
  }

  @Test
  void aHandOverThatIsOpenForADayIsFlagged() throws SQLException {
    UUID exhibit = seize("D-23");
    ok(offer(investigator, exhibit, 1, examiner.id()));
    assertThat(investigator.get("/exhibits?show=open"))
        .contains("D-23")
        .doesNotContain("for more than a day");
    assertThat(investigator.get(path(exhibit))).doesNotContain("ask where the exhibit is");
    asSuperuser(
        "update orion.custody set at = at - interval '25 hours' where number = 2 and exhibit = '%s'"
            .formatted(exhibit));
    assertThat(investigator.get("/exhibits?show=open")).contains("1 for more than a day");
    assertThat(investigator.get(path(exhibit)))
        .contains("ask where the exhibit is")
        .contains("open for 1 d");
  }

  @Test
  void anotherAgencySeesASharedExhibitWithoutItsCustodyAndChangesNothing() {
    UUID exhibit = seize("D-12");
    String other = TestServer.newAgency();
    Someone partner = someone(other, Role.SUPERVISOR);
    String path = path(exhibit);
    assertThat(partner.browser().get(path).statusCode()).isEqualTo(404);
    ok(
        supervisor.post(
            "/cases/" + investigation + "/shares", "agency", other, "reason", "They asked"));
    assertThat(partner.get(path))
        .contains("SN-D-12")
        .doesNotContain(investigator.person().account().displayName());
    assertThat(partner.get("/cases/" + investigation + "/exhibits")).contains("D-12");
    assertThat(partner.get("/exhibits")).doesNotContain("D-12");
    for (String file : List.of("/hand-over", "/label.pdf", "/custody.zip")) {
      assertThat(partner.browser().get(path + file).statusCode()).isEqualTo(404);
    }
    assertThat(offer(partner, exhibit, 1, partner.id()).statusCode()).isEqualTo(404);
    Viewer viewer = new Viewer(partner.id(), other, Set.of(Role.SUPERVISOR), "local");
    assertThat(count(viewer, exhibit)).isZero();
    assertThat(
            count(new Viewer(supervisor.id(), agency, Set.of(Role.SUPERVISOR), "local"), exhibit))
        .isEqualTo(1);
    assertThatThrownBy(() -> write(viewer, exhibit)).hasStackTraceContaining("no such exhibit");
  }

  private long count(Viewer viewer, UUID exhibit) {
    JdbcClient jdbc = server.bean(JdbcClient.class);
    return server
        .bean(ViewerTransactions.class)
        .<Long>read(
            viewer,
            () ->
                jdbc.sql("select count(*) from orion.custody where exhibit = :id")
                    .param("id", exhibit)
                    .query(Long.class)
                    .single());
  }

  private void write(Viewer viewer, UUID exhibit) {
    JdbcClient jdbc = server.bean(JdbcClient.class);
    server
        .bean(ViewerTransactions.class)
        .write(
            viewer,
            () ->
                jdbc.sql(
                        "insert into orion.custody (exhibit, number, kind, reason) values (:id, 2, 'TAKEN', 'x')")
                    .param("id", exhibit)
                    .update());
  }

  /// As the working role and as the owner (S18): rows are neither changed nor removed, and where an
  /// exhibit is follows from them alone.
  @Test
  void noRowOfAChainIsChangedByAnybody() throws SQLException {
    UUID exhibit = seize("D-13");
    Viewer viewer = new Viewer(supervisor.id(), agency, Set.of(Role.SUPERVISOR), "local");
    JdbcClient jdbc = server.bean(JdbcClient.class);
    String one = "'" + exhibit + "'";
    for (String statement :
        List.of(
            "update orion.custody set reason = 'x' where exhibit = " + one,
            "delete from orion.custody where exhibit = " + one,
            "truncate orion.custody",
            "update orion.exhibit set holder = null where id = " + one,
            "update orion.exhibit set state = 'RETURNED' where id = " + one,
            "update orion.exhibit set version = 0 where id = " + one,
            "delete from orion.exhibit where id = " + one,
            "insert into orion.custody (exhibit, number, kind, who) values ("
                + one
                + ", 2, 'TAKEN', 'x')")) {
      assertThatThrownBy(() ->
              server
                  .bean(ViewerTransactions.class)
                  .write(viewer, () -> jdbc.sql(statement).update()))
          .as(statement)
          .hasStackTraceContaining("ERROR");
    }
    for (String statement :
        List.of(
            "update orion.custody set reason = 'x' where exhibit = " + one,
            "delete from orion.custody where exhibit = " + one,
            "truncate orion.custody",
            "delete from orion.exhibit where id = " + one)) {
      assertThatThrownBy(() -> server.owner().sql(statement).update())
          .as(statement)
          .hasStackTraceContaining("never changed");
    }
    assertThat(investigator.get(path(exhibit))).contains("Entries: 1.");
  }

  /// Past every rule: triggers are off for the connection.
  private void asSuperuser(String... statements) throws SQLException {
    DatabaseAddress superuser = server.superuser();
    try (Connection connection =
            DriverManager.getConnection(
                superuser.url(),
                superuser.user().orElseThrow(),
                superuser.password().orElseThrow());
        Statement statement = connection.createStatement()) {
      statement.execute("set session_replication_role = replica");
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  @Test
  void rowsThatSomebodyForgedPastTheTableAreFound() throws SQLException {
    UUID changed = seize("D-14");
    UUID cut = seize("D-15");
    UUID moved = seize("D-16");
    for (UUID one : List.of(changed, cut, moved)) {
      ok(offer(investigator, one, 1, examiner.id()));
      assertThat(investigator.get(path(one))).contains("Entries: 2.");
    }
    asSuperuser(
        "update orion.custody set to_name = 'Somebody Else' where number = 2 and exhibit = '%s'"
            .formatted(changed),
        "update orion.exhibit set offer = null where id = '%s'".formatted(cut),
        "delete from orion.custody where number = 2 and exhibit = '%s'".formatted(cut),
        "update orion.exhibit set serial = 'SN-FORGED' where id = '%s'".formatted(moved));
    assertThat(investigator.get(path(changed))).contains("from entry 2 on");
    assertThat(investigator.get(path(cut))).contains("from entry 2 on");
    assertThat(investigator.get(path(moved))).contains("from entry 3 on");
  }

  /// An act in between would tear apart what is read of the exhibit and of its chain.
  @Test
  void aLookAtTheChainWaitsForAnActThatIsBeingDone() throws Exception {
    UUID exhibit = seize("D-30");
    DatabaseAddress superuser = server.superuser();
    for (String path : List.of(path(exhibit), path(exhibit) + "/custody.zip")) {
      try (ExecutorService pool = Executors.newSingleThreadExecutor();
          Connection connection =
              DriverManager.getConnection(
                  superuser.url(),
                  superuser.user().orElseThrow(),
                  superuser.password().orElseThrow());
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute(
            "select id from orion.exhibit where id = '%s' for no key update".formatted(exhibit));
        Future<HttpResponse<String>> look = pool.submit(() -> supervisor.browser().get(path));
        assertThat(somebodyWaitsFor(statement)).as(path).isTrue();
        assertThat(look.isDone()).as(path).isFalse();
        connection.rollback();
        assertThat(look.get(20, TimeUnit.SECONDS).statusCode()).as(path).isEqualTo(200);
      }
    }
  }

  private static boolean somebodyWaitsFor(Statement statement)
      throws SQLException, InterruptedException {
    for (int i = 0; i < 200; i++) {
      try (ResultSet row =
          statement.executeQuery(
              "select exists (select from pg_stat_activity where pg_backend_pid() = any"
                  + " (pg_blocking_pids(pid)))")) {
        row.next();
        if (row.getBoolean(1)) {
          return true;
        }
      }
      Thread.sleep(50);
    }
    return false;
  }

  @Test
  void anActWhoseTransactionEndsIsNotThere() throws SQLException {
    UUID exhibit = seize("D-17");
    Viewer viewer = new Viewer(investigator.id(), agency, Set.of(Role.INVESTIGATOR), "local");
    Custody custody = server.bean(Custody.class);
    JdbcClient jdbc = server.bean(JdbcClient.class);
    assertThatThrownBy(() ->
            server
                .bean(ViewerTransactions.class)
                .write(
                    viewer,
                    () -> {
                      custody.offer(viewer, exhibit, 1, examiner.id(), "", "");
                      kill(jdbc.sql("select pg_backend_pid()").query(Integer.class).single());
                      jdbc.sql("select 1").query(Integer.class).single();
                    }))
        .isNotNull();
    assertThat(chain(exhibit)).isEqualTo("SEIZED");
    assertThat(examiner.get("/notices")).doesNotContain(exhibit.toString());
    assertThat(
            server
                .owner()
                .sql(
                    "select count(*) from orion.audit_event where verb = 'offer' and object_id = :id")
                .param("id", exhibit.toString())
                .query(Long.class)
                .single())
        .isZero();
    ok(offer(investigator, exhibit, 1, examiner.id()));
  }

  private void kill(int backend) {
    try {
      asSuperuser("select pg_terminate_backend(" + backend + ")");
    } catch (SQLException problem) {
      throw new IllegalStateException(problem);
    }
  }

  @Test
  void eachActIsOneEvent() {
    UUID exhibit = seize("D-18");
    ok(offer(investigator, exhibit, 1, examiner.id()));
    ok(examiner.post(path(exhibit) + "/receive", "version", "2"));
    assertThat(
            server
                .owner()
                .sql(
                    "select string_agg(verb, ' ' order by id) from orion.audit_event where object_id = :id")
                .param("id", exhibit.toString())
                .query(String.class)
                .single())
        .isEqualTo("seize offer receive");
  }

  private byte[] bytes(Someone by, String path) throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder().cookieHandler(by.browser().cookies()).build()) {
      HttpResponse<byte[]> answer =
          client.send(
              by.browser().request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
          .startsWith("attachment");
      return answer.body();
    }
  }

  private static String tool(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static String told(Path folder, String command) throws IOException, InterruptedException {
    return tool("sh", "-c", "cd '" + folder + "' && " + command);
  }

  /// The bag as this program, as coreutils' sha256sum, and as a shell that follows the chain see
  /// it.
  @Test
  void theChainLeavesAsABagThatOtherProgramsVerify(@TempDir Path folder) throws Exception {
    UUID exhibit = seize("D-19");
    ok(
        investigator.post(
            path(exhibit) + "/offer",
            "version",
            "1",
            "to",
            examiner.id().toString(),
            "reason",
            "Two\nlines \\ ñ"));
    ok(examiner.post(path(exhibit) + "/receive", "version", "2", "seal", "S-9"));
    Path zip = folder.resolve("custody.zip");
    Files.write(zip, bytes(investigator, path(exhibit) + "/custody.zip"));
    assertThat(BagVerifier.verify(zip, 10_000_000).problems()).isEmpty();
    unpack(zip, folder);
    Path bag = folder.resolve("custody-" + exhibit);
    told(
        bag,
        "sha256sum --strict -c manifest-sha256.txt && sha512sum --strict -c manifest-sha512.txt");
    told(bag, "sha256sum --strict -c tagmanifest-sha256.txt && test ! -e fetch.txt");
    // Each entry's first line is the hash of the entry before.
    told(
        bag.resolve("data/custody"),
        "h=0000000000000000000000000000000000000000000000000000000000000000;"
            + " for f in *.txt; do test \"$(head -1 $f)\" = \"previous $h\" || exit 1;"
            + " h=$(sha256sum $f | cut -d' ' -f1); done; test $(ls | wc -l) = 3");
    String json = Files.readString(bag.resolve("data/custody.json"));
    assertThat(json)
        .contains("\"serial\" : \"SN-D-19\"")
        .contains("Two\\nlines \\\\ ñ")
        .contains("\"clock_offset_seconds\" : \"-42\"");
    String printed = tool("pdftotext", "-layout", bag.resolve("data/custody.pdf").toString(), "-");
    String last = told(bag.resolve("data/custody"), "sha256sum 0003.txt").substring(0, 64);
    assertThat(printed).contains("D-19").contains("SN-D-19").contains("26-0042");
    assertThat(printed.replaceAll("\\s", "")).contains("Received");
    assertThat(json).contains(last);
    tool("qpdf", "--check", bag.resolve("data/custody.pdf").toString());
  }

  private static void unpack(Path zip, Path folder) throws IOException {
    try (InputStream input = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(input)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        if (!entry.isDirectory()) {
          Files.write(file, entries.readAllBytes());
        }
      }
    }
  }

  @Test
  void labelsAreForPrintAndTheirCodeLeadsToTheHandOver(@TempDir Path folder) throws Exception {
    UUID exhibit = seize("D-20");
    Path label = folder.resolve("label.pdf");
    Files.write(label, bytes(examiner, path(exhibit) + "/label.pdf"));
    tool("qpdf", "--check", label.toString());
    assertThat(tool("pdftotext", label.toString(), "-"))
        .contains("D-20")
        .contains("E-1")
        .contains("S-1")
        .contains("SN-D-20");
    tool("pdftoppm", "-r", "150", "-gray", label.toString(), folder.resolve("label").toString());
    Path picture;
    try (Stream<Path> files = Files.list(folder)) {
      picture = files.filter(file -> file.toString().endsWith(".pgm")).findFirst().orElseThrow();
    }
    assertThat(read(picture)).isEqualTo(server.address() + path(exhibit) + "/hand-over");
    Path all = folder.resolve("labels.pdf");
    seize("D-21");
    Files.write(all, bytes(examiner, "/cases/" + investigation + "/exhibits/labels.pdf"));
    assertThat(tool("pdftotext", all.toString(), "-")).contains("D-20").contains("D-21");
  }

  /// What a reader of QR codes finds on a gray picture in the form of PGM.
  private static String read(Path picture) throws Exception {
    byte[] bytes = Files.readAllBytes(picture);
    String[] head = new String(bytes, 0, 30, StandardCharsets.ISO_8859_1).split("\\s+", 5);
    int width = Integer.parseInt(head[1]);
    int height = Integer.parseInt(head[2]);
    byte[] gray = Arrays.copyOfRange(bytes, bytes.length - width * height, bytes.length);
    LuminanceSource source =
        new PlanarYUVLuminanceSource(gray, width, height, 0, 0, width, height, false);
    return new QRCodeReader()
        .decode(
            new BinaryBitmap(new HybridBinarizer(source)), Map.of(DecodeHintType.TRY_HARDER, true))
        .getText();
  }

  @Test
  void exhibitsOfAnOperationAreCountedByKindAndTheFigureLeadsToThem() {
    String[] operation = {"name", "Example Seizures", "startsOn", "2026-03-01"};
    HttpResponse<String> made =
        supervisor.post("/operations", with(operation, "endsOn", "2026-03-31"));
    ok(made);
    String page =
        made.headers().firstValue("Location").orElseThrow().replaceFirst("^https?://[^/]+", "");
    String id = page.substring(page.lastIndexOf('/') + 1);
    UUID counted = inOperation("E-COUNTED", "H0", id);
    UUID restricted = inOperation("E-UNCOUNTED", "H3", id);
    UUID first = seize(supervisor, counted, "C-1");
    seize(supervisor, counted, "C-2");
    UUID hidden = seize(supervisor, restricted, "C-3");
    String figures = supervisor.get(page + "/figures");
    String rows = "/exhibits?state=ALL&amp;from=2026-03-01&amp;to=2026-03-31&amp;operation=" + id;
    assertThat(figures)
        .contains("Exhibits by kind")
        .contains("<a href=\"" + rows + "&amp;kind=DRIVE\">2</a>");
    assertThat(supervisor.get(rows.replace("&amp;", "&") + "&kind=DRIVE"))
        .contains(first.toString())
        .contains(hidden.toString());
    assertThat(investigator.get(rows.replace("&amp;", "&")))
        .contains(first.toString())
        .doesNotContain(hidden.toString());
  }

  private UUID inOperation(String number, String handling, String operation) {
    UUID id = open(number, handling);
    server
        .owner()
        .sql("update orion.investigation set operation = :operation::uuid where id = :id")
        .param("operation", operation)
        .param("id", id)
        .update();
    return id;
  }

  @Test
  void anAuditorSeesNothingOfExhibits() {
    UUID exhibit = seize("D-22");
    Someone auditor = someone(agency, Role.AUDITOR);
    for (String one : Arrays.asList("/exhibits", path(exhibit), "/storage-places")) {
      assertThat(auditor.browser().get(one).statusCode()).isEqualTo(403);
    }
    Someone analyst = someone(agency, Role.ANALYST);
    assertThat(analyst.get(path(exhibit))).contains("SN-D-22");
    assertThat(offer(analyst, exhibit, 1, examiner.id()).statusCode()).isEqualTo(403);
  }
}
