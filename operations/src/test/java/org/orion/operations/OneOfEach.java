package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.orion.exchange.audit.NoteKey;
import org.orion.exchange.audit.NoteSigner;
import org.orion.exchange.report.LabSigner;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.intake.TipFormat;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One of everything of an agency that an address can name, made as its people make them. Two of
/// the same agency share nothing but the agency.
///
/// @param ids by the place in an address: the part before it and the variable's name, as
///   `tips/{id}`
/// @param person who made it all, with every role that a person can have
/// @param program with a token of the same account
public record OneOfEach(String agency, Browser person, Program program, Map<String, String> ids) {
  private static final Pattern SESSION = Pattern.compile("/account/sessions/([0-9a-f-]{36})/end");
  private static final String HEADER =
      "external_id,source,received,username,platform,filename,md5,viewed_by_provider\n";

  /// What a person can be at once.
  static final Role[] PERSON =
      Stream.of(Role.values()).filter(role -> role != Role.PROVIDER).toArray(Role[]::new);

  /// Makes it; the agency too, where there is none.
  public static OneOfEach of(TestServer server, String agency) {
    TestServer.Person person = server.ready(agency, PERSON);
    Browser browser = server.signIn(person);
    JdbcClient rows = server.owner();
    rows.sql("update orion.agency set country = 'ES' where ref = :agency")
        .param("agency", agency)
        .update();
    String name = person.account().login();
    UUID tip = tips(server, agency, name);
    Map<String, String> ids = new HashMap<>();
    ids.put("tips/{id}", tip.toString());
    ids.put("tips/{tip}", tip.toString());
    ids.put("originals/{original}", one(rows, "tip_original", "tip", tip));
    ids.put("files/{file}", one(rows, "tip_file", "tip", tip));
    ids.put("identifiers/{id}", one(rows, "sighting", "identifier", "tip", tip.toString()));
    ids.put("clusters/{id}", one(rows, "tip", "cluster", "id", tip.toString()));
    addPartsOfTip(browser, rows, tip, ids);
    addCase(browser, rows, tip, ids);
    addReferral(browser, rows, name, ids);
    addRegistry(browser, rows, person.account(), ids);
    addOwn(server, browser, rows, person.account().id(), name, ids);
    TestServer.Person other = server.add(agency, Role.INVESTIGATOR);
    ids.put("accounts/{id}", other.account().id().toString());
    Program program = new Program(server.address(), server.token(person.account()).secret());
    return new OneOfEach(agency, browser, program, ids);
  }

  /// Two tips that one name links, so that there is a cluster.
  private static UUID tips(TestServer server, String agency, String name) {
    String row =
        "%s-%d,clearing"
            + " house,2026-03-01T00:00:00Z,%s,ExampleChat,holiday.jpg,0123456789abcdef0123456789abcdef,no\n";
    return TestTips.read(
            server,
            agency,
            TipFormat.CSV,
            HEADER + row.formatted(name, 1, name) + row.formatted(name, 2, name))
        .getLast()
        .tip();
  }

  private static String one(JdbcClient rows, String table, String key, UUID value) {
    return one(rows, table, "id", key, value.toString());
  }

  private static String one(
      JdbcClient rows, String table, String column, String key, String value) {
    return rows.sql(
            "select %s::text from orion.%s where %s::text = :value order by id desc limit 1"
                .formatted(column, table, key))
        .param("value", value)
        .query(String.class)
        .single();
  }

  private static void done(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 302);
  }

  private static void addPartsOfTip(
      Browser browser, JdbcClient rows, UUID tip, Map<String, String> ids) {
    String path = "/tips/" + tip;
    done(browser.get(path));
    done(browser.post(path + "/tasks", "title", "Ask the provider"));
    ids.put("tasks/{task}", one(rows, "tip_task", "tip", tip));
    done(browser.post(path + "/authorities", authority()));
    ids.put("authorities/{authority}", one(rows, "authority", "tip", tip));
    done(
        browser.post(
            path + "/letters",
            "kind",
            "PRESERVATION",
            "country",
            "US",
            "language",
            "en",
            "field.agency_address",
            "1 Example Street",
            "field.officer_contact",
            "555-0100",
            "field.provider",
            "Example Chat",
            "field.provider_address",
            "2 Example Avenue",
            "field.period",
            "January 2026"));
    ids.put("letters/{letter}", one(rows, "letter", "tip", tip));
  }

  /// A case with a person, and one of each thing that hangs on them.
  private static void addCase(Browser browser, JdbcClient rows, UUID tip, Map<String, String> ids) {
    String[] form = {"number", "N-" + tip, "title", "An invented case", "openedOn", "2026-01-02"};
    done(browser.post("/cases", with(form, "handling", "H1", "tip", tip.toString())));
    String one = one(rows, "investigation", "id", "number", "N-" + tip);
    ids.put("cases/{case}", one);
    String path = "/cases/" + one;
    done(browser.post(path + "/offences", "system", "EX", "code", "1", "label", "Invented"));
    ids.put("offences/{offence}", of(rows, "investigation_offence", one));
    done(browser.post(path + "/tasks", "title", "Ask"));
    ids.put("tasks/{todo}", of(rows, "investigation_task", one));
    addPeople(browser, rows, one, ids);
    addChild(browser, rows, one, ids);
    if (rows.sql("select count(*) from orion.agency where ref = 'EXAMPLE-SEEING'")
            .query(Integer.class)
            .single()
        == 0) {
      rows.sql(
              "insert into orion.agency (ref, name, country, type) values ('EXAMPLE-SEEING', 'An"
                  + " agency', 'ES', 'POLICE')")
          .update();
    }
    done(browser.post(path + "/shares", "agency", "EXAMPLE-SEEING", "reason", "Why"));
    ids.put("shares/{share}", of(rows, "investigation_share", one));
    addSeries(browser, rows, ids);
    String[] permission = {"use", "COUNT", "givenBy", "Test", "givenOn", "2026-01-02"};
    done(browser.post(path + "/permissions", with(permission, "words", "Why")));
    ids.put("permissions/{permission}", of(rows, "handling_permission", one));
    addEnforcement(browser, rows, one, ids);
    addExhibit(browser, rows, one, ids);
    addReport(browser, rows, one, ids);
    addOperation(browser, rows, one, ids);
  }

  /// A planned action, an arrest, a charge and a court date of a case.
  private static void addEnforcement(
      Browser browser, JdbcClient rows, String investigation, Map<String, String> ids) {
    String path = "/cases/" + investigation;
    String person = ids.getOrDefault("people/{person}", "");
    String[] action = {"kind", "SEARCH", "country", "ES", "place", "1 Example Street"};
    String[] start = {"startsAt", "2026-03-10T05:30", "children", "NO", "firearms", "NO"};
    done(browser.post(path + "/actions", with(with(action, start), "zone", "UTC")));
    ids.put("actions/{action}", of(rows, "planned_action", investigation));
    String[] arrest = {"person", person, "at", "2026-03-10T06:00", "zone", "UTC", "country", "ES"};
    String[] how = {"place", "1 Example Street", "byWhom", "A team", "outcome", "CUSTODY"};
    done(browser.post(path + "/arrests", with(arrest, how)));
    ids.put("arrests/{arrest}", of(rows, "arrest", investigation));
    String[] charge = {"person", person, "system", "EX", "code", "1", "label", "Invented"};
    done(
        browser.post(path + "/charges", with(charge, "statute", "Words", "filedOn", "2026-04-01")));
    ids.put("charges/{charge}", of(rows, "charge", investigation));
    String[] date = {"person", person, "at", "2026-05-01T09:00", "zone", "UTC"};
    done(browser.post(path + "/court-dates", with(date, "court", "A court", "purpose", "Hearing")));
    ids.put("court-dates/{date}", of(rows, "court_date", investigation));
  }

  /// An exhibit of a case, and a place to keep it.
  private static void addExhibit(
      Browser browser, JdbcClient rows, String investigation, Map<String, String> ids) {
    String[] seizure = {"seizedAt", "2026-03-10T06:10", "zone", "UTC", "place", "1 Example Street"};
    String[] who = {"seizedBy", "A team", "authority", "26-0042", "rows", "1"};
    String[] what = {"number-0", "D-1", "kind-0", "DRIVE", "make-0", "Example", "examine-0", "yes"};
    done(browser.post("/cases/" + investigation + "/exhibits", with(with(seizure, who), what)));
    ids.put("exhibits/{exhibit}", of(rows, "exhibit", investigation));
    String name = "Room of " + investigation;
    done(browser.post("/storage-places", "name", name));
    ids.put("storage-places/{place}", one(rows, "storage_place", "id", "name", name));
  }

  /// A lab, and a report of it with the case's exhibit and one that nobody knows.
  private static void addReport(
      Browser browser, JdbcClient rows, String investigation, Map<String, String> ids) {
    String agency = one(rows, "investigation", "agency", "id", investigation);
    LabSigner lab = TestReports.lab(agency, "Example lab");
    done(browser.post("/labs", "name", "Lab of " + investigation, "key", lab.key().toPem()));
    ids.put("labs/{lab}", one(rows, "lab_key", "id", "key", lab.key().id()));
    byte[] report =
        TestReports.report(
            lab,
            Optional.empty(),
            one(rows, "investigation", "number", "id", investigation),
            List.of("D-1", "D-2"),
            List.of(
                TestReports.fromCamera(0, 1, "SN-5550100"),
                TestReports.known(0, 2, 3),
                TestReports.unmatched(1, 1)));
    HttpResponse<String> taken = browser.upload("/reports/new", "D-1.triage", report);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    String part = one(rows, "report_exhibit", "id", "investigation", investigation);
    String made = one(rows, "report_exhibit", "report", "id", part);
    ids.put("reports/{report}", made);
    ids.put("triage-reports/{report}", made);
    ids.put("parts/{part}", one(rows, "report_exhibit", "id", "report", made));
  }

  /// An operation with a phase.
  private static void addOperation(
      Browser browser, JdbcClient rows, String investigation, Map<String, String> ids) {
    String[] days = {"startsOn", "2026-01-02", "endsOn", "2026-01-31"};
    done(browser.post("/operations", with(days, "name", "O-" + investigation)));
    String operation = one(rows, "operation", "id", "name", "O-" + investigation);
    ids.put("operations/{operation}", operation);
    String path = "/operations/" + operation;
    done(browser.post(path + "/phases", "name", "A phase", "startsOn", "2026-01-02"));
    ids.put("phases/{phase}", one(rows, "operation_phase", "id", "operation", operation));
    done(browser.post(path + "/state", "state", "ENDED"));
    done(browser.post(path + "/release"));
    ids.put("releases/{release}", one(rows, "figure_release", "id", "operation", operation));
  }

  private static void addPeople(
      Browser browser, JdbcClient rows, String investigation, Map<String, String> ids) {
    String[] fields = {"stage", "SUSPECT", "onDay", "2026-01-02", "source", "A tip"};
    for (int i = 0; i < 3; i++) {
      done(
          browser.post(
              "/cases/" + investigation + "/people", with(fields, "name", "Test Example " + i)));
    }
    List<String> people =
        rows.sql(
                "select person::text from orion.investigation_person where investigation ="
                    + " :id::uuid order by at")
            .param("id", investigation)
            .query(String.class)
            .list();
    String person = people.getFirst();
    ids.put("people/{person}", person);
    String path = "/people/" + person;
    done(
        browser.post(
            path + "/identifiers", "kind", "E_MAIL", "text", "one@example.org", "source", "A tip"));
    ids.put("identifiers/{known}", one(rows, "person_identifier", "id", "person", person));
    String code = one(rows, "person", "code", "id", people.get(1));
    done(browser.post(path + "/relations", "other", code, "kind", "FRIEND", "source", "A tip"));
    ids.put("relations/{relation}", one(rows, "person_relation", "id", "person", person));
    done(
        browser.post(
            "/people/" + people.get(2) + "/merge", "into", people.get(1), "reason", "Why"));
    ids.put("merges/{merge}", one(rows, "merge", "id", "source", people.get(2)));
  }

  /// A child of the case, and one of each thing that hangs on it.
  private static void addChild(
      Browser browser, JdbcClient rows, String investigation, Map<String, String> ids) {
    String[] fact = {"fact", "IDENTIFIED", "onDay", "2026-01-02", "source", "A tip"};
    String[] stated = with(fact, "confidence", "PROBABLE");
    String until = LocalDate.now(ZoneOffset.UTC).plusYears(9).toString();
    done(browser.post("/cases/" + investigation + "/children", with(stated, "keepUntil", until)));
    String child =
        rows.sql(
                "select child::text from orion.child_investigation where investigation = :id::uuid")
            .param("id", investigation)
            .query(String.class)
            .single();
    ids.put("children/{child}", child);
    ids.put("facts/{said}", one(rows, "child_fact", "id", "child", child));
    String path = "/children/" + child;
    String code = one(rows, "person", "code", "id", ids.getOrDefault("people/{person}", ""));
    done(browser.post(path + "/relations", "code", code, "kind", "ONLINE", "source", "A tip"));
    ids.put("relations/{near}", one(rows, "child_relation", "id", "child", child));
    done(browser.post(path + "/steps", "kind", "SERVICE", "title", "Ask"));
    ids.put("steps/{step}", one(rows, "child_step", "id", "child", child));
  }

  /// A series, and one of each thing that hangs on it.
  private static void addSeries(Browser browser, JdbcClient rows, Map<String, String> ids) {
    HttpResponse<String> made = browser.post("/series", "words", "Invented rooms");
    done(made);
    String path =
        made.headers().firstValue("Location").orElseThrow().replaceAll("^.*(?=/series/)", "");
    String series = path.substring("/series/".length());
    ids.put("series/{series}", series);
    done(browser.post(path + "/leads", "kind", "PLACE", "value", "A room", "source", "A tip"));
    ids.put("leads/{lead}", one(rows, "series_lead", "id", "series", series));
    done(browser.post(path + "/claims", "note", "I look"));
    ids.put("claims/{claim}", one(rows, "series_claim", "id", "series", series));
    done(browser.post(path + "/shares", "agency", "EXAMPLE-SEEING", "reason", "Why"));
    ids.put("shares/{seen}", one(rows, "series_share", "id", "series", series));
  }

  /// A partner that is nowhere, and a referral of the case to it.
  private static void addReferral(
      Browser browser, JdbcClient rows, String name, Map<String, String> ids) {
    String key =
        NoteKey.of("orion-" + name, NoteKey.Kind.LOG, NoteSigner.newKeys().getPublic()).toString();
    browser.get("/partners");
    done(browser.post("/partners", "name", "A partner", "country", "NL", "key", key));
    String partner = one(rows, "partner", "id", "key", key);
    ids.put("partners/{partner}", partner);
    String one = ids.getOrDefault("cases/{case}", "");
    String[] form = {"partner", partner, "reason", "Why", "requested", "What"};
    done(browser.post("/cases/" + one + "/referrals", with(form, "dueOn", "2026-12-31")));
    ids.put("referrals/{referral}", of(rows, "referral", one));
  }

  /// A controlled account with a record, a hit on it, and a warning.
  private static void addRegistry(
      Browser browser, JdbcClient rows, Account account, Map<String, String> ids) {
    String own = account.id().toString();
    done(browser.post("/controllers", "account", own));
    ids.put("controllers/{controller}", one(rows, "controller", "id", "account", own));
    done(browser.post("/controlled-accounts/proof", "code", TestServer.PASSWORD));
    String[] fields = {"kind", "USERNAME", "text", account.login(), "authority", "Example"};
    done(browser.post("/controlled-accounts", with(fields, "handler", own, "from", "2026-01-02")));
    String controlled = one(rows, "controlled_account", "id", "handler", own);
    ids.put("controlled-accounts/{account}", controlled);
    String path = "/controlled-accounts/" + controlled;
    String[] meeting = {"kind", "MEETING", "at", "2026-05-01T14:30", "words", "Invented"};
    done(browser.post(path + "/records", meeting));
    ids.put("records/{entry}", one(rows, "controlled_record", "id", "controlled", controlled));
    ids.put(
        "hits/{hit}",
        rows.sql(
                """
                insert into orion.controlled_hit (agency, controlled, other, act, same)
                values (:agency, :controlled::uuid, :agency, 'SEARCH', '\\x00') returning id::text
                """)
            .param("agency", account.agency())
            .param("controlled", controlled)
            .query(String.class)
            .single());
    ids.put(
        "warnings/{warning}",
        rows.sql(
                """
                insert into orion.controlled_warning (agency, other, act, same)
                values (:agency, :agency, 'SEARCH', convert_to(:controlled, 'UTF8')) returning id::text
                """)
            .param("agency", account.agency())
            .param("controlled", controlled)
            .query(String.class)
            .single());
  }

  private static String of(JdbcClient rows, String table, String investigation) {
    return one(rows, table, "id", "investigation", investigation);
  }

  private static String[] with(String[] fields, String... more) {
    return Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new);
  }

  /// An authority as its form sends it.
  static String[] authority() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return List.of(
            "kind", "WARRANT",
            "number", "26-0042",
            "issuer", "Example District Court",
            "issued", today.minusDays(1).toString(),
            "from", today.minusDays(1).toString(),
            "to", today.plusDays(30).toString(),
            "accounts", "sample.one",
            "act", "VIEW_FILE")
        .toArray(String[]::new);
  }

  private static void addOwn(
      TestServer server,
      Browser browser,
      JdbcClient rows,
      UUID account,
      String name,
      Map<String, String> ids) {
    String view = "A view of " + name;
    done(browser.post("/views", "name", view, "path", "/tips?band=URGENT"));
    ids.put("views/{id}", one(rows, "saved_view", "account", account));
    String links = "Links of " + name;
    String start = "case:" + ids.get("cases/{case}");
    done(browser.post("/views", "name", links, "path", "/graph?start=" + start));
    ids.put("views/{view}", one(rows, "saved_view", "id", "name", links));
    done(
        browser.post(
            "/interests",
            "kind",
            "E_MAIL",
            "text",
            name + "@example.org",
            "until",
            LocalDate.now(ZoneOffset.UTC).plusDays(9).toString()));
    ids.put("interests/{id}", one(rows, "interest", "declared_by", account));
    String rules =
        builtInRules()
            .replace("version: \"1\"", "version: \"" + name + "\"")
            .replaceFirst(
                "effective: [0-9-]+", "effective: " + LocalDate.now(ZoneOffset.UTC).plusDays(9));
    done(browser.post("/rules", "rules", rules));
    ids.put("rules/{id}", one(rows, "priority_rules", "account", account));
    done(browser.post("/account/tokens", "name", "A token", "days", "9", "scope", "see-tips"));
    ids.put("tokens/{id}", one(rows, "api_token", "account", account));
    Browser elsewhere = new Browser(server.address());
    elsewhere.get("/sign-in");
    done(elsewhere.post("/sign-in", "name", name, "password", TestServer.PASSWORD));
    Matcher sessions = SESSION.matcher(browser.get("/account/sessions").body());
    assertThat(sessions.find()).as("another session").isTrue();
    ids.put("sessions/{number}", sessions.group(1));
    // Last: from now on a password alone does not let in.
    ids.put("passkeys/{id}", passkey(rows, account));
  }

  private static String builtInRules() {
    try (InputStream input =
        Objects.requireNonNull(
            OneOfEach.class.getResourceAsStream("priority/priority-rules.yml"))) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static String passkey(JdbcClient rows, UUID account) {
    return rows.sql(
            """
            insert into orion.passkey (agency, account, credential_id, label, public_key, signature_count,
              uv_initialized, backup_eligible, backup_state, transports, attestation_object, client_data)
            select agency, id, decode(replace(id::text, '-', ''), 'hex'), 'A key', '\\x00', 0,
              true, false, false, '{}', '\\x00', '\\x00'
            from orion.account where id = :account
            returning id::text
            """)
        .param("account", account)
        .query(String.class)
        .single();
  }
}
