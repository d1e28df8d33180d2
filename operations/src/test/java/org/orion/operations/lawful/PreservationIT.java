package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.priority.ReceivedTips;

/// Terms of preservation and the letters that renew them, on the real server.
class PreservationIT {
  private final TestServer server = TestServer.running();
  private final ViewerTransactions transactions = server.bean(ViewerTransactions.class);
  private final Preservations preservations = server.bean(Preservations.class);
  private final Letters letters = server.bean(Letters.class);
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private final String agency = TestServer.newAgency();
  private Viewer investigator;
  private ReceivedTips tips;
  private Browser browser;

  @BeforeEach
  void anAgencyInSpain() throws SQLException {
    investigator = server.add(agency, Role.INVESTIGATOR).account().viewer("192.0.2.1");
    tips = new ReceivedTips(server, investigator);
    browser = server.signIn(agency, Role.INVESTIGATOR);
    country(agency, "ES");
  }

  private void country(String ref, String country) throws SQLException {
    DatabaseAddress owner = server.database();
    try (Connection connection =
            DriverManager.getConnection(
                owner.url(), owner.user().orElse(null), owner.password().orElse(null));
        PreparedStatement change =
            connection.prepareStatement("update orion.agency set country = ? where ref = ?")) {
      change.setString(1, country);
      change.setString(2, ref);
      assertThat(change.executeUpdate()).isEqualTo(1);
    }
  }

  private UUID tip(String id, String source, String received) {
    return tips.csv(
        "external_id,source,reporter,username,platform,received",
        String.join(",", id, source, "ExampleChat", "sample.one", "ExampleChat", received));
  }

  private Preservations.OfTip of(UUID tip) {
    return transactions.read(investigator, () -> preservations.of(investigator, tip));
  }

  @Test
  void theTermOfAReportBeginsWithIt() {
    UUID tip = tip("T-1", "clearing house", today.minusDays(360) + "T10:00:00Z");
    // 365 days from the report by the law of the United States.
    assertThat(of(tip).due().lastDay()).contains(today.plusDays(5));
    assertThat(of(tip).due().daysLeft()).hasValue(5);
    assertThat(of(tip).due().state()).isEqualTo(Preservation.State.DUE_NOW);
    UUID unknown = tip("T-2", "public", "");
    assertThat(of(unknown).due().state()).isEqualTo(Preservation.State.UNKNOWN);
    UUID fresh = tip("T-3", "provider", "");
    assertThat(of(fresh).due().lastDay()).contains(today.plusDays(365));
    String list = browser.get("/preservation").body();
    assertThat(list.indexOf(unknown.toString()))
        .isPositive()
        .isLessThan(list.indexOf(tip.toString()));
    assertThat(list.indexOf(tip.toString())).isLessThan(list.indexOf(fresh.toString()));
    assertThat(list).contains("The term ends within 14 days");
    Browser stranger = server.signIn(TestServer.newAgency(), Role.ANALYST);
    assertThat(stranger.get("/preservation").body()).contains("No open tip");
  }

  @Test
  void askingForPreservationWritesALetterAndANewTerm()
      throws IOException, NoSuchAlgorithmException {
    UUID tip = tip("T-4", "clearing house", today.minusDays(360) + "T10:00:00Z");
    String form =
        browser
            .get("/tips/" + tip + "/letters/new?kind=PRESERVATION&country=us&language=en")
            .body();
    assertThat(form).contains("sample.one").contains("article 29").contains("From ES to US");
    // What nobody knows must be filled in.
    assertThat(
            browser
                .post(
                    "/tips/" + tip + "/letters",
                    "kind",
                    "PRESERVATION",
                    "country",
                    "US",
                    "language",
                    "en")
                .statusCode())
        .isEqualTo(400);
    assertThat(transactions.read(investigator, () -> letters.list(investigator, tip))).isEmpty();
    HttpResponse<String> done =
        browser.post(
            "/tips/" + tip + "/letters",
            "kind",
            "PRESERVATION",
            "country",
            "US",
            "language",
            "en",
            "field.agency_address",
            "1 Example Street {{officer}}",
            "field.officer_contact",
            "555-0100",
            "field.provider_address",
            "2 Example Avenue",
            "field.period",
            "January 2026");
    assertThat(done.statusCode()).as(done.body()).isEqualTo(302);
    // Another country asked: at least 60 days by the Convention on Cybercrime.
    assertThat(of(tip).due().lastDay()).contains(today.plusDays(60));
    assertThat(of(tip).terms().getFirst().kind()).isEqualTo(PreservationKind.TREATY_REQUEST);
    Letters.Drafted letter =
        transactions.read(investigator, () -> letters.list(investigator, tip)).getFirst();
    String path = "/tips/" + tip + "/letters/" + letter.id();
    HttpResponse<String> download = browser.get(path);
    assertThat(download.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment");
    assertThat(download.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    byte[] pdf =
        transactions.write(investigator, () -> letters.open(investigator, tip, letter.id()));
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pdf)))
        .isEqualTo(letter.sha256());
    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(new PDFTextStripper().getText(document))
          .contains("sample.one")
          // What is filled in is never read as a template.
          .contains("1 Example Street {{officer}}");
    }
    assertThat(
            browser
                .get("/tips/" + tip("T-5", "public", "") + "/letters/" + letter.id())
                .statusCode())
        .isEqualTo(404);
    Browser stranger = server.signIn(TestServer.newAgency(), Role.INVESTIGATOR);
    assertThat(stranger.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void aRequestWithinOnesOwnCountryIsExtendedOnce() throws SQLException {
    country(agency, "US");
    UUID tip = tip("T-6", "public", "");
    for (int days : new int[] {90, 180, 90}) {
      transactions.write(
          investigator,
          () -> preservations.asked(investigator, tip, "US", PreservationKind.REQUEST));
      assertThat(of(tip).terms().getFirst().lastDay()).contains(today.plusDays(days));
    }
    assertThat(of(tip).due().lastDay()).contains(today.plusDays(180));
  }

  @Test
  void aReferralNamesTheTreatiesAndAsksForPreservationFirst() {
    UUID tip = tip("T-7", "clearing house", "");
    String path = "/tips/" + tip + "/letters/new?kind=REFERRAL&language=es&country=";
    String form = browser.get(path + "FR").body();
    assertThat(form.indexOf("Preserve:")).isPositive().isLessThan(form.indexOf("Request:"));
    assertThat(form).contains("European Investigation Order");
    assertThat(browser.get(path + "ES").statusCode()).isEqualTo(400);
    assertThat(browser.get(path + "QQ").statusCode()).isEqualTo(400);
    assertThat(browser.get(path.replace("REFERRAL", "SPELL") + "FR").statusCode()).isEqualTo(400);
    assertThat(browser.get(path.replace("=es", "=xx") + "FR").statusCode()).isEqualTo(400);
  }

  @Test
  void anAgencyWordsItsLettersFromAClosedListOfFields() {
    Browser boss = server.signIn(agency, Role.SUPERVISOR);
    String path = "/letter-templates/PRESERVATION/en";
    assertThat(boss.get(path).body()).contains("{{provider}}");
    for (String bad :
        new String[] {"{{facts}}", "{{password}}", "${7*7} {{", "{{agency.name}}", "\u0000"}) {
      HttpResponse<String> answer = boss.post(path, "template", "Dear {{agency}}\n" + bad);
      assertThat(answer.statusCode()).as(bad).isEqualTo(400);
      assertThat(boss.post(path + "/preview", "template", bad).statusCode()).isEqualTo(400);
    }
    assertThat(boss.post(path + "/preview", "template", "Dear {{provider}} ${7*7}").body())
        .startsWith("%PDF-");
    assertThat(boss.post(path, "template", "Dear {{provider}}, keep it. {{today}}").statusCode())
        .isEqualTo(302);
    UUID tip = tip("T-8", "clearing house", "");
    assertThat(
            browser
                .get("/tips/" + tip + "/letters/new?kind=PRESERVATION&country=US&language=en")
                .body())
        .contains("field.provider")
        .doesNotContain("field.officer");
    assertThat(server.signIn(TestServer.newAgency(), Role.SUPERVISOR).get(path).body())
        .doesNotContain("keep it.");
    assertThat(browser.get(path).statusCode()).isEqualTo(403);
    assertThat(boss.get("/letter-templates").statusCode()).isEqualTo(200);
  }
}
