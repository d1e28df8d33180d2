package org.orion.operations.referral;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
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
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.orion.exchange.handling.HandlingCode;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.referral.Referral;
import org.orion.exchange.referral.ReferralReceipt;
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

  private static final String HIDDEN =
      "What that person may not see is left out, with all that stands beside it";
  private static final String KEPT =
      "who are also in another case under a stricter handling code, identifiers and facts are left out";

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
    Map<String, String> schedules = schedules(supervisor, id);
    assertThat(schedules.remove("about.txt"))
        .contains("File of case R-8", "Example Person", HIDDEN)
        .doesNotContain(KEPT);
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

  private static Map<String, String> schedules(Browser browser, UUID id) throws Exception {
    Map<String, String> schedules = new HashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(
            new ByteArrayInputStream(bytes(browser, "/cases/" + id + "/schedules.zip")))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        schedules.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return schedules;
  }

  private static String pdf(Browser browser, UUID id) throws Exception {
    try (PDDocument document = Loader.loadPDF(bytes(browser, "/cases/" + id + "/file.pdf"))) {
      return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
    }
  }

  private static String caseUco(Browser browser, UUID id) throws Exception {
    return new String(bytes(browser, "/cases/" + id + "/case.jsonld"), StandardCharsets.UTF_8);
  }

  private UUID person(UUID id, String name, String kind, String stage) {
    return made(
        supervisor.post(
            "/cases/" + id + "/people",
            "name",
            name,
            "kind",
            kind,
            "stage",
            stage,
            "onDay",
            "2026-03-03",
            "source",
            "A statement"));
  }

  private void identifier(UUID person, String kind, String text) {
    done(
        supervisor.post(
            "/people/" + person + "/identifiers", "kind", kind, "text", text, "source", "A tip"));
  }

  private static UUID suspect(UUID id) {
    return UUID.fromString(
        first(
            HERE,
            "select person::text from orion.investigation_person where investigation = :id order by at",
            id));
  }

  private void put(UUID person, UUID into, String stage) {
    done(
        supervisor.post(
            "/people/" + person + "/stages",
            "investigation",
            into.toString(),
            "stage",
            stage,
            "onDay",
            "2026-03-04",
            "source",
            "A statement"));
  }

  private static String inPackage(byte[] zip, String file) throws IOException {
    try (ZipInputStream input = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = input.getNextEntry(); entry != null; entry = input.getNextEntry()) {
        if (entry.getName().endsWith(file)) {
          return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new AssertionError("no " + file);
  }

  private UUID referral(UUID id) {
    return UUID.fromString(
        first(HERE, "select id::text from orion.referral where investigation = :id", id));
  }

  @Test
  void whatIsKnownOfMergedRecordsLeavesWithThePersonThatTheyLeadTo() throws Exception {
    becomePartners();
    UUID id = openCase("R-10", "H0");
    UUID elsewhere = openCase("R-11", "H0");
    UUID merged = suspect(elsewhere);
    identifier(merged, "PHONE", "+12025550143");
    done(
        supervisor.post(
            "/people/" + merged + "/merge", "into", suspect(id).toString(), "reason", "Same"));
    String identifiers = schedules(supervisor, id).getOrDefault("identifiers.csv", "");
    assertThat(identifiers).contains("+12025550143");
    assertThat(pdf(supervisor, id)).contains("+12025550143");
    assertThat(caseUco(supervisor, id)).contains("+12025550143");
    UUID referral = referAll(id);
    assertThat(inPackage(packed(id, referral), "data/referral.json"))
        .contains("+12025550143")
        .containsOnlyOnce("suspect@example.org");
  }

  /// An investigator does not learn of a child who has displayed harmful sexual behaviour, and
  /// whoever reads the file learns that it may hold less than the case.
  @Test
  void aFileSaysThatItHoldsNoMoreThanItsPreparerMaySee() throws Exception {
    UUID id = openCase("R-12", "H0");
    UUID young = person(id, "Test Example Young", "CHILD_OF_CONCERN", "REPORTED");
    String code = first(HERE, "select code from orion.person where id = :id", young);
    assertThat(schedules(supervisor, id).get("people.csv"))
        .contains(code)
        .doesNotContain("Test Example Young");
    Browser investigator = HERE.signIn(agency, Role.INVESTIGATOR);
    Map<String, String> schedules = schedules(investigator, id);
    assertThat(schedules.get("about.txt")).contains(HIDDEN).doesNotContain(KEPT);
    assertThat(String.join("\n", schedules.values())).doesNotContain(code, "Young");
    assertThat(pdf(investigator, id)).contains(HIDDEN).doesNotContain(code, "Young");
    assertThat(caseUco(investigator, id))
        .contains("what that person may not see is left out")
        .doesNotContain(code, "Young");
  }

  /// What is known of a person belongs to no case, and leaves under the strictest code.
  @Test
  void whatMayHaveComeFromAStricterCaseDoesNotLeaveUnderAWeakerCode() throws Exception {
    becomePartners();
    UUID id = openCase("R-13", "H0");
    UUID stricter = openCase("R-14", "H3");
    UUID suspect = suspect(id);
    UUID child =
        UUID.fromString(
            first(
                HERE,
                "select child::text from orion.child_investigation where investigation = :id",
                id));
    assertThat(pdf(supervisor, id)).contains("suspect@example.org", "Child 1").doesNotContain(KEPT);
    put(suspect, stricter, "SUSPECT");
    supervisor.get("/children/" + child);
    done(supervisor.post("/children/" + child + "/cases", "number", "R-14"));

    Browser investigator = HERE.signIn(agency, Role.INVESTIGATOR);
    assertThat(investigator.get("/cases/" + stricter).statusCode()).isEqualTo(404);
    for (Browser browser : List.of(supervisor, investigator)) {
      Map<String, String> schedules = schedules(browser, id);
      assertThat(schedules.get("about.txt")).contains(KEPT).doesNotContain("R-14");
      assertThat(schedules.get("people.csv")).contains("Example Suspect");
      assertThat(schedules.get("identifiers.csv")).doesNotContain("suspect@example.org");
      assertThat(schedules.get("children.csv")).doesNotContain("IDENTIFIED");
      assertThat(pdf(browser, id)).contains(KEPT).doesNotContain("suspect@example.org");
      assertThat(caseUco(browser, id))
          .contains("under a stricter handling code")
          .doesNotContain("suspect@example.org", "IDENTIFIED");
    }
    HttpResponse<String> refused = refer(id, "person", suspect.toString());
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("under a stricter handling code").doesNotContain("R-14");
    assertThat(refer(id).statusCode()).isEqualTo(302);

    permit(stricter, "EVIDENCE", "");
    assertThat(pdf(supervisor, id)).contains("suspect@example.org", "Child 1").doesNotContain(KEPT);
  }

  private UUID permit(UUID id, String use, String recipient) {
    supervisor.get("/cases/" + id + "/sharing");
    done(
        supervisor.post(
            "/cases/" + id + "/permissions",
            "use",
            use,
            "recipient",
            recipient,
            "givenBy",
            "The giver",
            "givenOn",
            "2026-01-02",
            "words",
            "For this case"));
    return UUID.fromString(
        first(
            HERE,
            "select id::text from orion.handling_permission where investigation = :id order by at desc",
            id));
  }

  @Test
  void aPackageIsHandedOutOnlyAsLongAsItMayGo() throws Exception {
    becomePartners();
    UUID id = openCase("R-15", "H2");
    UUID permission = permit(id, "PASS_ON", "Agency There");
    done(refer(id));
    String path = "/cases/" + id + "/referrals/" + referral(id) + "/package.zip";
    assertThat(supervisor.get(path).statusCode()).isEqualTo(200);
    done(supervisor.post("/cases/" + id + "/permissions/" + permission + "/withdraw"));
    assertThat(supervisor.get(path).statusCode()).isEqualTo(409);
    permit(id, "PASS_ON", "Agency There");
    assertThat(supervisor.get(path).statusCode()).isEqualTo(200);

    UUID raised = openCase("R-16", "H0");
    done(refer(raised));
    String other = "/cases/" + raised + "/referrals/" + referral(raised) + "/package.zip";
    assertThat(supervisor.get(other).statusCode()).isEqualTo(200);
    supervisor.get("/cases/" + raised + "/edit");
    done(
        supervisor.post(
            "/cases/" + raised + "/edit",
            "version",
            first(HERE, "select version::text from orion.investigation where id = :id", raised),
            "number",
            "R-16",
            "title",
            "An invented case",
            "openedOn",
            "2026-03-01",
            "handling",
            "H1"));
    HttpResponse<String> refused = supervisor.get(other);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("The package is under H0, and the case is now under H1");

    Browser administrator = HERE.signIn(agency, Role.ADMINISTRATOR);
    administrator.get("/partners");
    String partner =
        HERE.owner()
            .sql("select id::text from orion.partner where agency = :agency")
            .param("agency", agency)
            .query(String.class)
            .single();
    done(administrator.post("/partners/" + partner + "/end"));
    HttpResponse<String> ended = supervisor.get(path);
    assertThat(ended.statusCode()).isEqualTo(409);
    assertThat(ended.body()).contains("time has ended");
    String[] receipt = {
      "version", "0", "receipt", receipt(id, there.bean(InstallationKey.class).signer())
    };
    HttpResponse<String> late =
        supervisor.post("/cases/" + id + "/referrals/" + referral(id) + "/receipt", receipt);
    assertThat(late.statusCode()).isEqualTo(409);
  }

  private String receipt(UUID id, NoteSigner signer) {
    UUID referral = referral(id);
    Sha256 sha256 =
        Sha256.parse(
            first(
                HERE, "select encode(sha256, 'hex') from orion.referral where id = :id", referral));
    return new ReferralReceipt(
            referral,
            signer.key().name(),
            HERE.bean(InstallationKey.class).name(),
            Instant.parse("2026-03-05T08:00:00Z"),
            sha256)
        .sign(signer)
        .toString();
  }

  @Test
  void aReceiptCountsOnlyFromThePartnerThatThePackageWentTo() {
    becomePartners();
    UUID id = openCase("R-17", "H0");
    done(refer(id));
    KeyPair keys = NoteSigner.newKeys();
    NoteKey third = NoteKey.of("orion-third", NoteKey.Kind.LOG, keys.getPublic());
    register(HERE, agency, "A third", third.toString());
    String path = "/cases/" + id + "/referrals/" + referral(id);
    String[] other = {
      "version", "0", "receipt", receipt(id, new NoteSigner(third, keys.getPrivate()))
    };
    assertThat(supervisor.post(path + "/receipt", other).statusCode()).isEqualTo(400);
    String[] own = {
      "version", "0", "receipt", receipt(id, there.bean(InstallationKey.class).signer())
    };
    done(supervisor.post(path + "/receipt", own));
  }

  @Test
  void aPersonSaysOnlyThatAReferralIsAnsweredOrClosed() {
    becomePartners();
    UUID id = openCase("R-18", "H0");
    done(refer(id));
    String path = "/cases/" + id + "/referrals/" + referral(id) + "/state";
    for (String state : List.of("SENT", "ACKNOWLEDGED")) {
      assertThat(supervisor.post(path, "version", "0", "state", state).statusCode())
          .as(state)
          .isEqualTo(400);
      assertThat(supervisor.get("/cases/" + id + "/referrals").body())
          .doesNotContain("<option value=\"" + state);
    }
    done(supervisor.post(path, "version", "0", "state", "CLOSED"));
    assertThat(supervisor.post(path, "version", "1", "state", "SENT").statusCode()).isEqualTo(400);
    assertThat(supervisor.get("/cases/" + id + "/referrals").body()).contains("Closed");
  }

  @Test
  void aFormWithoutItsFieldsIsRefusedInWords() {
    becomePartners();
    UUID id = openCase("R-19", "H0");
    String path = "/cases/" + id + "/referrals";
    supervisor.get(path);
    String partner =
        HERE.owner()
            .sql("select id::text from orion.partner where agency = :agency")
            .param("agency", agency)
            .query(String.class)
            .single();
    assertThat(supervisor.post(path).statusCode()).isEqualTo(400);
    assertThat(supervisor.post(path, "partner", partner).statusCode()).isEqualTo(400);
    assertThat(supervisor.post(path, "partner", partner, "dueOn", "2026-12-31").statusCode())
        .isEqualTo(400);
    String[] noReason = {"partner", partner, "dueOn", "2026-12-31", "requested", "What"};
    assertThat(supervisor.post(path, noReason).statusCode()).isEqualTo(400);
  }

  @Test
  void whoWasClearedGoesAsAClearedPerson() throws Exception {
    becomePartners();
    UUID id = openCase("R-20", "H0");
    put(suspect(id), id, "CLEARED");
    UUID referral = referAll(id);
    byte[] zip = packed(id, referral);
    assertThat(inPackage(zip, "data/referral.json"))
        .contains("\"role\":\"CLEARED_PERSON\"")
        .doesNotContain("REPORTED_PERSON");
    UUID received = made(take(zip));
    assertThat(
            first(
                there,
                "select stage from orion.investigation_person where investigation = :id",
                received))
        .isEqualTo("CLEARED");
  }

  /// Names of the accounts of a document, by their values.
  private static String account(String document, String value) {
    int at = document.indexOf('"' + value + '"');
    assertThat(at).as(value).isPositive();
    String before = document.substring(0, at);
    int name = before.lastIndexOf("\"kb:account-");
    return before.substring(name + 1, name + 1 + "kb:account-".length() + 36);
  }

  @Test
  void aLaterExportGivesNoNameToAnotherThing() throws Exception {
    UUID id = openCase("R-21", "H0");
    String name = account(caseUco(supervisor, id), "suspect@example.org");
    identifier(suspect(id), "E_MAIL", "another@example.org");
    String later = caseUco(supervisor, id);
    assertThat(account(later, "suspect@example.org")).isEqualTo(name);
    assertThat(account(later, "another@example.org")).isNotEqualTo(name);
    assertThat(later)
        .contains(
            first(
                HERE,
                "select encode(o.sha256, 'hex') from orion.tip_original o join orion.investigation_tip l on l.tip = o.tip where l.investigation = :id",
                id));
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
