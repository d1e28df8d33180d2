package org.orion.operations.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.identifier.IdentifierSearch.Found;
import org.orion.operations.identifier.IdentifierSearch.Reason;
import org.orion.operations.intake.TipFormat;
import org.orion.operations.intake.TipIntake.Accepted;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;

/// Search, pages and interests on the real server, with invented names.
class IdentifierIT {
  private static final String COLUMNS =
      "external_id,received,username,email,phone,url,ip,ip_time,ip_port,country,platform\n";

  private final TestServer server = TestServer.running();
  private String agency = "";

  @BeforeEach
  void anAgencyOfItsOwn() {
    agency = TestServer.newAgency();
    server.add(agency, Role.ANALYST);
  }

  private Accepted tip(String row) {
    return TestTips.read(server, agency, TipFormat.CSV, COLUMNS + row + "\n").getFirst();
  }

  private Accepted example() {
    return tip(
        "E-1,2026-01-01T00:00:00Z,Quiet_Her0n77,Heron.Quiet+x@example.org,(202) 555-0123,"
            + "https://www.Example.org/u/Heron,203.0.113.9,2026-01-01T10:00:00Z,51000,US,Example Chat");
  }

  private List<Found> find(String text) {
    Viewer viewer = Viewer.machine(agency);
    return server
        .bean(ViewerTransactions.class)
        .write(
            viewer,
            () -> server.bean(IdentifierSearch.class).find(viewer, text, SliceRequest.page(50, "")))
        .identifiers()
        .items();
  }

  /// What somebody types, what must be found, and why.
  @ParameterizedTest
  @CsvSource({
    "Quiet_Her0n77, quiet_her0n77, SAME",
    "@QUIET_HER0N77, quiet_her0n77, SAME",
    "quiet_h, quiet_her0n77, BEGINNING",
    "quiet.heron, quiet_her0n77, LOOK_ALIKE",
    "qu\u0456et heron9, quiet_her0n77, LOOK_ALIKE",
    "quiet_herron77, quiet_her0n77, SPELLING",
    "HERON.QUIET+X@EXAMPLE.ORG, heron.quiet+x@example.org, SAME",
    "heron.q, heron.quiet+x@example.org, BEGINNING",
    "heron.quiet@example.org, heron.quiet+x@example.org, LOOK_ALIKE",
    "+1 202 555 0123, +12025550123, SAME",
    "001-202-555-0123, +12025550123, SAME",
    "1 202 555, +12025550123, BEGINNING",
    "(202) 555-0123, +12025550123, LOOK_ALIKE",
    "https://www.example.org/u/Heron, https://www.example.org/u/Heron, SAME",
    "http://example.org/u/heron/, https://www.example.org/u/Heron, LOOK_ALIKE",
    "203.0.113.9, 203.0.113.9, SAME",
    "203.0.113.200, 203.0.113.9, LOOK_ALIKE",
    "203.0.113, 203.0.113.9, BEGINNING"
  })
  void anythingRememberedFindsIt(String typed, String normal, Reason reason) {
    example();
    assertThat(find(typed))
        .filteredOn(found -> found.normal().equals(normal))
        .extracting(Found::reason)
        .containsExactly(reason);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    example();
    assertThat(find("other.finch@example.com")).isEmpty();
    assertThat(find("%")).isEmpty();
    assertThat(find("' or 1=1 --")).isEmpty();
    assertThat(find("")).isEmpty();
    assertThat(find("a".repeat(600))).isEmpty();
    assertThat(find("\u0000quiet")).extracting(Found::normal).contains("quiet_her0n77");
  }

  @Test
  void whatCannotBeReadIsKeptAndFound() {
    tip("R-1,2026-01-01T00:00:00Z,,heron at example,,,,,,,");
    assertThat(find("heron at example")).extracting(Found::normal).contains("heron at example");
  }

  @Test
  void pagesShowWhereItWasSeen() {
    Accepted accepted = example();
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String page = analyst.get("/search?q=quiet_her0n77").body();
    assertThat(page).contains("quiet_her0n77").contains(accepted.code()).contains("example chat");
    long id = find("203.0.113.9").getFirst().id();
    String one = analyst.get("/identifiers/" + id).body();
    assertThat(one).contains("51000").contains("2026-01-01 10:00").contains(accepted.code());
    assertThat(analyst.get("/search?q=" + accepted.code()).body())
        .contains("/tips/" + accepted.tip());
    assertThat(analyst.get("/search?q=E-1").body()).contains("/tips/" + accepted.tip());
    assertThat(analyst.get("/search").statusCode()).isEqualTo(200);
  }

  @Test
  void clusterPagesSayWhy() {
    tip("K-1,2026-01-01T00:00:00Z,,shared@example.org,,,,,,,");
    Accepted other = tip("K-2,2026-01-01T00:00:00Z,,SHARED@example.org,,,,,,,");
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String list = analyst.get("/clusters").body();
    String path = list.substring(list.indexOf("/clusters/"), list.indexOf("/clusters/") + 46);
    assertThat(analyst.get(path).body()).contains("shared@example.org").contains(other.code());
    assertThat(analyst.get("/clusters/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
  }

  @Test
  void scriptStaysText() {
    tip("S-1,2026-01-01T00:00:00Z,<script>alert(1)</script>,,,,,,,,<img src=x>");
    Browser analyst = server.signIn(agency, Role.ANALYST);
    String asked = URLEncoder.encode("<script>alert(1)</script>", StandardCharsets.UTF_8);
    String page = analyst.get("/search?q=" + asked).body();
    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    assertThat(page).doesNotContain("<script>alert").doesNotContain("<img src=x");
    long id = find("<script>alert(1)</script>").getFirst().id();
    assertThat(analyst.get("/identifiers/" + id).body()).doesNotContain("<script>alert");
  }

  @Test
  void anotherAgencysIdentifiersAreNeitherFoundNorCountedNorHinted() {
    example();
    long id = find("quiet_her0n77").getFirst().id();
    agency = TestServer.newAgency();
    Browser other = server.signIn(agency, Role.ANALYST);
    for (String text :
        List.of("quiet_her0n77", "quiet", "quiet.heron", "quiet_herron", "203.0.113.9", "E-1")) {
      assertThat(find(text)).as(text).isEmpty();
      assertThat(other.get("/search?q=" + text).body()).contains("Nothing was found");
    }
    assertThat(other.get("/identifiers/" + id).statusCode()).isEqualTo(404);
    tip("O-1,2026-01-01T00:00:00Z,quiet_her0n77,,,,,,,,Example Chat");
    assertThat(find("quiet_her0n77")).extracting(Found::tips).containsExactly(1);
  }

  @Test
  void anAdministratorSearchesNothing() {
    Browser admin = server.signIn(agency, Role.ADMINISTRATOR);
    assertThat(admin.get("/search?q=a").statusCode()).isEqualTo(403);
    assertThat(admin.get("/clusters").statusCode()).isEqualTo(403);
    assertThat(admin.get("/interests").statusCode()).isEqualTo(403);
    Browser analyst = server.signIn(agency, Role.ANALYST);
    assertThat(analyst.get("/interests").statusCode()).isEqualTo(403);
  }

  @Test
  void alsoSeenInCountsOtherTips() {
    Accepted one = tip("A-1,2026-01-01T00:00:00Z,,also@example.org,,,,,,,");
    Accepted other = tip("A-2,2026-01-01T00:00:00Z,,also@example.org,,,,,,,");
    Viewer viewer = Viewer.machine(agency);
    List<IdentifierSearch.Also> also =
        server
            .bean(ViewerTransactions.class)
            .read(viewer, () -> server.bean(IdentifierSearch.class).alsoSeenIn(viewer, one.tip()));
    assertThat(also).hasSize(1);
    assertThat(also.getFirst().otherTips()).isEqualTo(1);
    assertThat(also.getFirst().others())
        .containsExactly(new IdentifierSearch.OtherTip(other.tip(), other.code()));
  }

  private List<InterestFound> listening() {
    List<InterestFound> heard = new CopyOnWriteArrayList<>();
    server
        .bean(ApplicationEventMulticaster.class)
        .addApplicationListener(event -> {
          if (event instanceof PayloadApplicationEvent<?> payload
              && payload.getPayload() instanceof InterestFound found) {
            heard.add(found);
          }
        });
    return heard;
  }

  /// The declarer has no tip; the other agency has one before, one after, and one after withdrawal.
  @Test
  void anInterestTouchesOtherAgenciesTipsBeforeAndAfter() throws InterruptedException {
    List<InterestFound> heard = listening();
    String declarer = agency;
    Browser supervisor = server.signIn(declarer, Role.SUPERVISOR);
    agency = TestServer.newAgency();
    server.add(agency, Role.ANALYST);
    Accepted before =
        tip("I-1,2026-01-01T00:00:00Z,,wanted-%s@example.org,,,,,,,".formatted(agency));
    assertThat(heard).extracting(InterestFound::tip).doesNotContain(before.tip());
    supervisor.get("/interests");
    String until = LocalDate.now(ZoneOffset.UTC).plusDays(30).toString();
    assertThat(
            supervisor
                .post(
                    "/interests",
                    "kind",
                    "E_MAIL",
                    "text",
                    "WANTED-" + agency + "@example.org",
                    "until",
                    until)
                .statusCode())
        .isEqualTo(302);
    for (int i = 0;
        i < 200 && heard.stream().noneMatch(one -> one.tip().equals(before.tip()));
        i++) {
      Thread.sleep(100);
    }
    assertThat(heard)
        .contains(new InterestFound(Viewer.machine(agency), before.tip(), List.of(declarer)));
    Accepted after =
        tip("I-2,2026-01-01T00:00:00Z,,wanted-%s@example.org,,,,,,,".formatted(agency));
    assertThat(heard).extracting(InterestFound::tip).contains(after.tip());
    String page = supervisor.get("/interests").body();
    assertThat(page)
        .contains("Agency " + agency)
        .doesNotContain(before.code())
        .doesNotContain(after.code());
    int at = page.indexOf("/withdraw");
    String path = page.substring(page.lastIndexOf("/interests/", at), at + "/withdraw".length());
    assertThat(supervisor.post(path).statusCode()).isEqualTo(302);
    Accepted later =
        tip("I-3,2026-01-01T00:00:00Z,,wanted-%s@example.org,,,,,,,".formatted(agency));
    assertThat(heard).extracting(InterestFound::tip).doesNotContain(later.tip());
  }

  @Test
  void aWrongInterestIsRefusedInWords() {
    Browser supervisor = server.signIn(agency, Role.SUPERVISOR);
    supervisor.get("/interests");
    assertThat(
            supervisor
                .post("/interests", "kind", "E_MAIL", "text", "nothing", "until", "2000-01-01")
                .body())
        .contains("This is no identifier of the kind");
    supervisor.get("/interests");
    assertThat(
            supervisor
                .post(
                    "/interests", "kind", "E_MAIL", "text", "a@example.org", "until", "2000-01-01")
                .body())
        .contains("Choose a last day");
    supervisor.get("/interests");
    assertThat(
            supervisor
                .post("/interests", "kind", "NONE", "text", "a@example.org", "until", "2000-01-01")
                .body())
        .contains("Choose a kind");
  }
}
