package org.orion.operations.referral;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.referral.Referral;
import org.orion.exchange.referral.ReferralWriter;
import org.orion.operations.Browser;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;
import org.orion.operations.audit.InstallationKey;

/// A case leaves as a file for the prosecutor, and as a package from one installation to another,
/// each a server with its own database and key; and what must not leave, or not come in.
class ReferralIT {
  private static final TestServer HERE = TestServer.running();
  private static final Pattern LINK = Pattern.compile("/referrals/([0-9a-f-]{36})/package\\.zip");

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static TestServer there;

  private final String agency = TestServer.newAgency();
  private final Browser supervisor = HERE.signIn(agency, Role.SUPERVISOR);
  private final String receiving = TestServer.newAgency();
  private final Browser receiver = there.signIn(receiving, Role.SUPERVISOR);

  @BeforeAll
  static void start() {
    there = TestServer.start(folder.resolve("there"), Optional.empty());
  }

  @AfterAll
  static void end() {
    there.close();
  }

  private static String key(TestServer server) {
    return server.bean(InstallationKey.class).key().toString();
  }

  private static HttpResponse<String> done(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    return answer;
  }

  private static UUID made(HttpResponse<String> answer) {
    String to = done(answer).headers().firstValue("Location").orElseThrow();
    return UUID.fromString(to.replaceAll("^.*/(?:cases|people)/([0-9a-f-]{36}).*$", "$1"));
  }

  /// Each agency's administrator registers the other installation.
  private void becomePartners() {
    register(HERE, agency, "Agency There", key(there));
    register(there, receiving, "Agency Here", key(HERE));
  }

  private static void register(TestServer server, String of, String name, String key) {
    Browser administrator = server.signIn(of, Role.ADMINISTRATOR);
    administrator.get("/partners");
    done(administrator.post("/partners", "name", name, "country", "NL", "key", key));
    assertThat(administrator.get("/partners").body()).contains(name);
  }

  private UUID openCase(String number, String handling) {
    UUID tip =
        TestTips.csv(
                HERE,
                agency,
                TestTips.row(number, "MATERIAL", "Example Chat", "tip.user", "Invented"))
            .getFirst()
            .tip();
    supervisor.get("/cases");
    UUID id =
        made(
            supervisor.post(
                "/cases",
                "number",
                number,
                "title",
                "An invented case",
                "openedOn",
                "2026-03-01",
                "handling",
                handling,
                "restriction",
                "Ask the giver",
                "tip",
                tip.toString()));
    UUID person =
        made(
            supervisor.post(
                "/cases/" + id + "/people",
                "name",
                "Example Suspect",
                "kind",
                "ADULT",
                "stage",
                "SUSPECT",
                "onDay",
                "2026-03-02",
                "source",
                "A statement"));
    done(
        supervisor.post(
            "/people/" + person + "/identifiers",
            "kind",
            "E_MAIL",
            "text",
            "suspect@example.org",
            "source",
            "A tip"));
    supervisor.post(
        "/cases/" + id + "/children",
        "fact",
        "IDENTIFIED",
        "onDay",
        "2026-01-02",
        "source",
        "A tip",
        "confidence",
        "PROBABLE",
        "keepUntil",
        "2035-01-01");
    return id;
  }

  private static String first(TestServer server, String query, UUID id) {
    return server.owner().sql(query).param("id", id).query(String.class).list().getFirst();
  }

  private HttpResponse<String> refer(UUID id, String... more) {
    supervisor.get("/cases/" + id + "/referrals");
    List<String> fields =
        new ArrayList<>(
            List.of(
                "partner",
                HERE.owner()
                    .sql("select id::text from orion.partner where agency = :agency")
                    .param("agency", agency)
                    .query(String.class)
                    .list()
                    .getFirst(),
                "reason",
                "The account is used there",
                "findings",
                "Seen twice",
                "requested",
                "Find the user",
                "authority",
                "Order 26-0042",
                "dueOn",
                "2026-12-31"));
    fields.addAll(List.of(more));
    return supervisor.post("/cases/" + id + "/referrals", fields.toArray(String[]::new));
  }

  private UUID referAll(UUID id) {
    done(
        refer(
            id,
            "person",
            first(
                HERE,
                "select person::text from orion.investigation_person where investigation = :id",
                id),
            "child",
            first(
                HERE,
                "select child::text from orion.child_investigation where investigation = :id",
                id),
            "tip",
            first(
                HERE,
                "select tip::text from orion.investigation_tip where investigation = :id",
                id)));
    Matcher link = LINK.matcher(supervisor.get("/cases/" + id + "/referrals").body());
    assertThat(link.find()).isTrue();
    return UUID.fromString(link.group(1));
  }

  private static byte[] bytes(Browser browser, String path) throws Exception {
    HttpResponse<byte[]> answer =
        java.net.http.HttpClient.newBuilder()
            .cookieHandler(browser.cookies())
            .build()
            .send(browser.request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment");
    return answer.body();
  }

  private byte[] packed(UUID id, UUID referral) throws Exception {
    return bytes(supervisor, "/cases/" + id + "/referrals/" + referral + "/package.zip");
  }

  private HttpResponse<String> take(byte[] zip) {
    receiver.get("/referrals/import");
    return receiver.upload("/referrals/import", "package.zip", zip);
  }

  private static long rows(TestServer server, String of) {
    return server
        .owner()
        .sql(
            """
            select (select count(*) from orion.investigation where agency = :agency)
              + (select count(*) from orion.person where agency = :agency)
              + (select count(*) from orion.referral_received where agency = :agency)
            """)
        .param("agency", of)
        .query(Long.class)
        .single();
  }

  @Test
  void aCaseGoesFromOneInstallationToAnotherAndItsReceiptComesBack() throws Exception {
    becomePartners();
    UUID id = openCase("R-1", "H1");
    UUID referral = referAll(id);
    byte[] zip = packed(id, referral);

    UUID received = made(take(zip));
    String overview = receiver.get("/cases/" + received).body();
    assertThat(overview)
        .contains("Agency " + agency, "R-1", "The account is used there", "Find the user")
        .contains("Example Suspect");
    assertThat(receiver.get("/cases/" + received + "/notes").body())
        .contains("Child 1", "tip.user@example.org")
        .doesNotContain("Probable");
    assertThat(receiver.get("/cases/" + received + "/referrals").body())
        .contains("Agency " + agency);
    assertThat(
            first(
                there,
                "select h.original from orion.person_identifier h join orion.investigation_person l on l.person = h.person where l.investigation = :id",
                received))
        .isEqualTo("suspect@example.org");
    assertThat(first(there, "select handling from orion.investigation where id = :id", received))
        .isEqualTo("H1");

    long before = rows(there, receiving);
    HttpResponse<String> again = take(zip);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("This package came before");
    assertThat(rows(there, receiving)).isEqualTo(before);

    String receipt =
        new String(bytes(receiver, "/cases/" + received + "/receipt.note"), StandardCharsets.UTF_8);
    String path = "/cases/" + id + "/referrals";
    supervisor.get(path);
    String[] other = {"version", "0", "receipt", receipt.replace("orion", "onion")};
    assertThat(supervisor.post(path + "/" + referral + "/receipt", other).statusCode())
        .isEqualTo(400);
    done(supervisor.post(path + "/" + referral + "/receipt", "version", "0", "receipt", receipt));
    assertThat(supervisor.get(path).body()).contains("Acknowledged");
    String[] stale = {"version", "0", "state", "CLOSED", "words", "Done"};
    assertThat(supervisor.post(path + "/" + referral + "/state", stale).statusCode())
        .isEqualTo(409);
    done(
        supervisor.post(
            path + "/" + referral + "/state",
            "version",
            "1",
            "state",
            "ANSWERED",
            "words",
            "By letter"));
    assertThat(supervisor.get(path).body()).contains("Answered", "By letter");
  }

  @Test
  void aProgramTakesAPackageInOnce() throws Exception {
    becomePartners();
    UUID id = openCase("R-2", "H0");
    byte[] zip = packed(id, referAll(id));
    Program program = there.program(receiving, Role.SUPERVISOR);
    assertThat(post(program, zip).statusCode()).isEqualTo(200);
    assertThat(post(program, zip).statusCode()).isEqualTo(409);
  }

  private static HttpResponse<String> post(Program program, byte[] zip) throws Exception {
    return java.net.http.HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(java.net.URI.create(there.address() + "/api/v1/referrals"))
                .header("Authorization", "Bearer " + program.token())
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(zip))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /// Not one of the wrong ones leaves a row.
  @Test
  void whatCannotBeVerifiedIsRefusedAndNothingIsKept() throws Exception {
    UUID id = openCase("R-3", "H0");
    register(HERE, agency, "Agency There", key(there));
    byte[] zip = packed(id, referAll(id));
    long before = rows(there, receiving);
    assertThat(take(zip).body()).contains("is no registered partner");
    register(there, receiving, "Agency Here", key(HERE));
    Map<String, byte[]> wrong = new HashMap<>();
    wrong.put(
        "it was changed after it was signed", changed(zip, "data/referral.json", "Find", "Fond"));
    wrong.put(
        "of a later version",
        changed(zip, "signature.note", "orion-referral/1", "orion-referral/2"));
    wrong.put(
        "did not make its signature",
        changed(zip, "signature.note", "(\n\u2014 \\S+ \\S{20})\\S{8}", "$1AAAAAAAA"));
    wrong.put("it is none", "hello".getBytes(StandardCharsets.UTF_8));
    wrong.put("is for another installation", forOther());
    for (Map.Entry<String, byte[]> one : wrong.entrySet()) {
      HttpResponse<String> answer = take(one.getValue());
      assertThat(answer.statusCode()).as(one.getKey()).isIn(422);
    }
    assertThat(take(wrong.get("is for another installation")).body())
        .contains("is for another installation");
    assertThat(rows(there, receiving)).isEqualTo(before);
  }

  /// Signed by a partner's own key, and for a third installation.
  private static byte[] forOther() throws IOException {
    InstallationKey signer = HERE.bean(InstallationKey.class);
    Referral referral =
        new Referral(
            UUID.randomUUID(),
            Instant.parse("2026-03-04T05:06:07Z"),
            new Referral.Agency("Agency Here", "NL", signer.name()),
            new Referral.Agency("A third", "FR", "orion-third"),
            HandlingCode.H0,
            Optional.empty(),
            List.of(),
            "X-1",
            "Why",
            "What",
            true,
            List.of(),
            List.of(),
            List.of());
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ReferralWriter.write(referral, signer.signer(), Optional.empty(), output);
    return output.toByteArray();
  }

  /// @param from a regular expression
  private static byte[] changed(byte[] zip, String file, String from, String to)
      throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ZipInputStream input = new ZipInputStream(new ByteArrayInputStream(zip));
        java.util.zip.ZipOutputStream changed = new java.util.zip.ZipOutputStream(output)) {
      for (ZipEntry entry = input.getNextEntry(); entry != null; entry = input.getNextEntry()) {
        byte[] bytes = input.readAllBytes();
        changed.putNextEntry(new ZipEntry(entry.getName()));
        if (entry.getName().endsWith(file)) {
          String text = new String(bytes, StandardCharsets.UTF_8);
          String other = text.replaceFirst(from, to);
          assertThat(other).isNotEqualTo(text);
          bytes = other.getBytes(StandardCharsets.UTF_8);
        }
        changed.write(bytes);
        changed.closeEntry();
      }
    }
    return output.toByteArray();
  }

  @Test
  void aHandlingCodeThatForbidsItIsObeyedUntilThereIsAPermission() throws Exception {
    becomePartners();
    UUID kept = openCase("R-4", "H2");
    HttpResponse<String> refused = refer(kept);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(supervisor.get("/cases/" + kept + "/file.pdf").statusCode()).isEqualTo(409);
    UUID courtless = openCase("R-5", "H1");
    for (String form : List.of("file.pdf", "schedules.zip", "case.jsonld")) {
      assertThat(supervisor.get("/cases/" + courtless + "/" + form).statusCode())
          .as(form)
          .isEqualTo(409);
    }
    supervisor.get("/cases/" + kept + "/sharing");
    done(
        supervisor.post(
            "/cases/" + kept + "/permissions",
            "use",
            "PASS_ON",
            "recipient",
            "Agency There",
            "givenBy",
            "The giver",
            "givenOn",
            "2026-01-02",
            "words",
            "For this case"));
    byte[] zip = packed(kept, referAll(kept));
    assertThat(made(take(zip))).isNotNull();
  }

  @Test
  void thePartsOfAReferralAreOfThatCaseAndOthersSeeNothing() {
    becomePartners();
    UUID one = openCase("R-6", "H0");
    UUID other = openCase("R-7", "H0");
    String foreign =
        first(
            HERE,
            "select person::text from orion.investigation_person where investigation = :id",
            other);
    assertThat(refer(one, "person", foreign).statusCode()).isEqualTo(404);
    UUID referral = referAll(one);
    String path = "/referrals/" + referral + "/package.zip";
    assertThat(supervisor.get("/cases/" + other + path).statusCode()).isEqualTo(404);
    Browser stranger = HERE.signIn(TestServer.newAgency(), Role.SUPERVISOR);
    assertThat(stranger.get("/cases/" + one + path).statusCode()).isEqualTo(404);
    assertThat(stranger.get("/cases/" + one + "/file.pdf").statusCode()).isEqualTo(404);
    Browser investigator = HERE.signIn(agency, Role.INVESTIGATOR);
    assertThat(investigator.get("/cases/" + one + path).statusCode()).isEqualTo(403);
  }

  @Test
  void theFileForTheProsecutorNamesTheSourceOfEachStatement() throws Exception {
    UUID id = openCase("R-8", "H0");
    byte[] pdf = bytes(supervisor, "/cases/" + id + "/file.pdf");
    try (PDDocument document = Loader.loadPDF(pdf)) {
      String text = new PDFTextStripper().getText(document);
      assertThat(text)
          .contains("File of case R-8", "Contents", "Example Suspect", "A statement")
          .contains("suspect@example.org", "Child 1", "Recorded by", "Example Person");
      contentsLeadToTheirPages(document, text);
    }
    Map<String, String> schedules = new HashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(
            new ByteArrayInputStream(bytes(supervisor, "/cases/" + id + "/schedules.zip")))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        schedules.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(schedules).hasSize(10);
    assertThat(schedules.get("people.csv"))
        .startsWith("code,name,stage,since,source,recorded_by,recorded_at")
        .contains("Example Suspect,SUSPECT,2026-03-02,A statement,Example Person");
    assertThat(schedules.get("children.csv"))
        .contains("Child 1,IDENTIFIED,2026-01-02,PROBABLE,yes");
    assertThat(
            HERE.owner()
                .sql(
                    "select verb from orion.audit_event where object_id = :id and verb like 'export-%' order by id")
                .param("id", id.toString())
                .query(String.class)
                .list())
        .containsExactly("export-file", "export-schedules");
  }

  private static void contentsLeadToTheirPages(PDDocument document, String text)
      throws IOException {
    Matcher line = Pattern.compile("(?m)^Children, by code 1 (\\d+)$").matcher(text);
    assertThat(line.find()).as(text).isTrue();
    int page = Integer.parseInt(line.group(1));
    PDFTextStripper onPage = new PDFTextStripper();
    onPage.setStartPage(page);
    onPage.setEndPage(page);
    assertThat(onPage.getText(document)).contains("Children, by code");
  }

  @Test
  void theCaseKeepsTheShapesOfCase() throws Exception {
    UUID id = openCase("R-9", "H0");
    String document =
        new String(bytes(supervisor, "/cases/" + id + "/case.jsonld"), StandardCharsets.UTF_8);
    assertThat(document).contains("Example Suspect", "suspect@example.org", "Child 1");
    assertThat(CaseShapes.violations(document)).isEmpty();
  }
}
