package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Who may call what (S1, S2, S20): every route with nobody and every role, with another agency's
/// things in its address, against `rights.tsv`. A new route comes in by itself and is a difference;
/// `-Dorion.rights.write=true` writes the file anew, and its difference is what is to be reviewed.
class RightsMatrixIT {
  private static final Path GOLDEN = Path.of("src/test/resources/org/orion/operations/rights.tsv");

  /// What the server's own work changes in any agency at any time.
  private static final List<String> OWN_WORK =
      List.of("audit_event", "controlled_question", "gate_watch", "rescore", "tip_score");

  private static final TestServer SERVER = TestServer.running();
  private static final List<Route> ROUTES = Route.all(SERVER);

  private static OneOfEach foreign;
  private static OneOfEach own;
  private static OneOfEach ownOther;
  private static Caller everything;

  @BeforeAll
  static void twoAgencies() {
    foreign = OneOfEach.of(SERVER, TestServer.newAgency());
    String agency = TestServer.newAgency();
    own = OneOfEach.of(SERVER, agency);
    ownOther = OneOfEach.of(SERVER, agency);
    everything = Caller.of(SERVER, agency, OneOfEach.PERSON);
    // An export signs a checkpoint, so that there is a last one.
    assertThat(own.person().get("/audit/export").statusCode()).isEqualTo(200);
  }

  /// A digest of each table's rows of an agency, without when a token was last used: the test's own
  /// caller uses one.
  private static Map<String, String> rowsOf(String agency) {
    JdbcClient rows = SERVER.owner();
    Map<String, String> digests = new TreeMap<>();
    for (String table :
        rows.sql(
                """
                select c.table_name from information_schema.columns c
                join information_schema.tables t using (table_schema, table_name)
                where c.table_schema = 'orion' and c.column_name = 'agency'
                  and t.table_type = 'BASE TABLE'
                """)
            .query(String.class)
            .list()) {
      if (!OWN_WORK.contains(table)) {
        digests.put(
            table,
            rows.sql(
                    "select count(*) || ' ' || coalesce(md5(string_agg(r.text, ',' order by r.text)), '') from (select (to_jsonb(t) - 'last_used_at')::text as text from orion.%s t where agency = :agency) r"
                        .formatted(table))
                .param("agency", agency)
                .query(String.class)
                .single());
      }
    }
    assertThat(digests).hasSizeGreaterThan(20);
    return digests;
  }

  private static Map<String, Caller> callers() {
    String agency = TestServer.newAgency();
    Map<String, Caller> callers = new LinkedHashMap<>();
    callers.put("nobody", Caller.nobody(SERVER));
    for (Role role : Role.values()) {
      callers.put(role.id(), Caller.of(SERVER, agency, role));
    }
    return callers;
  }

  @Test
  void everyRouteAnswersEveryRoleAsTheReviewedFileSays() throws IOException {
    Map<String, String> before = rowsOf(foreign.agency());
    Map<String, Caller> callers = callers();
    List<String> lines = new ArrayList<>();
    lines.add("method\troute\trule\t" + String.join("\t", callers.keySet()));
    List<String> wrong = new ArrayList<>();
    for (Route route : ROUTES) {
      String address = route.address(Route.from(foreign.ids()));
      List<String> cells = new ArrayList<>();
      cells.add(route.method());
      cells.add(route.path());
      cells.add(route.rule().map(Action::id).orElse("open"));
      callers.forEach((name, caller) -> {
        int status = caller.call(route, address);
        cells.add(Integer.toString(status));
        if (!isRight(route, name, status)) {
          wrong.add("%s: %s got %d".formatted(route.name(), name, status));
        }
      });
      lines.add(String.join("\t", cells));
    }
    assertThat(wrong).as("answers that break a rule").isEmpty();
    assertThat(rowsOf(foreign.agency())).as("the other agency's rows").isEqualTo(before);
    assertThat(foreign.person().get("/account").statusCode())
        .as("the other agency's session")
        .isEqualTo(200);
    if (Boolean.getBoolean("orion.rights.write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.write(GOLDEN, lines);
    }
    assertThat(lines)
        .as("-Dorion.rights.write=true writes " + GOLDEN)
        .isEqualTo(Files.readAllLines(GOLDEN));
  }

  /// What must hold whatever the file says: refused or let in by the action alone, another agency's
  /// things are not there, and nothing breaks.
  private static boolean isRight(Route route, String caller, int status) {
    if (status >= 500) {
      return false;
    }
    if (route.rule().isEmpty()) {
      return status != 403;
    }
    Role role = Role.of(caller).orElse(null);
    boolean isIn = route.isForProviders() ? role == Role.PROVIDER : role != null;
    if (!route.isForPrograms() && !route.isForProviders() && role == Role.PROVIDER) {
      isIn = false;
    }
    if (role == null || !isIn) {
      return status == 401
          || status == 302 && route.method().equals("GET") && !route.isForProviders();
    }
    if (!route.rule().get().isAllowedTo(java.util.Set.of(role))) {
      return status == 403;
    }
    return route.slots().isEmpty() ? status != 401 && status != 403 : status == 404;
  }

  /// The other half of the 404s: the same requests find what is one's own.
  @Test
  void everyRouteFindsWhatIsOnesOwn() {
    List<String> wrong = new ArrayList<>();
    String agency = TestServer.newAgency();
    OneOfEach forPages = OneOfEach.of(SERVER, agency);
    OneOfEach forPrograms = OneOfEach.of(SERVER, agency);
    Caller caller = new Caller(forPages.person(), forPrograms.program(), "");
    for (Route route : ROUTES) {
      // Nothing has paused this tip; PriorityIT resumes one that something has.
      boolean isResuming = route.name().equals("POST /tips/{tip}/priority/resume");
      if (route.slots().isEmpty() || route.isForProviders() || isResuming || route.namesNothing()) {
        continue;
      }
      OneOfEach mine = route.isForPrograms() ? forPrograms : forPages;
      int status = caller.call(route, route.address(Route.from(mine.ids())));
      if (status == 401 || status == 403 || status == 404 || status >= 500) {
        wrong.add(route.name() + " got " + status);
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// Where an address names two things, the second belongs to the first (S2).
  @Test
  void whatBelongsToAnotherTipIsNotThere() {
    List<String> wrong = new ArrayList<>();
    Map<String, String> before = rowsOf(own.agency());
    int tried = 0;
    for (Route route : ROUTES) {
      if (route.slots().size() < 2) {
        continue;
      }
      for (OneOfEach second : List.of(ownOther, foreign)) {
        Map<String, String> mixed = new HashMap<>(own.ids());
        String last = route.slots().getLast();
        mixed.put(last, second.ids().getOrDefault(last, ""));
        int status = everything.call(route, route.address(Route.from(mixed)));
        tried++;
        if (status != 404) {
          wrong.add(route.name() + " with a part of another tip got " + status);
        }
      }
    }
    assertThat(tried).isGreaterThan(10);
    assertThat(wrong).isEmpty();
    assertThat(rowsOf(own.agency())).isEqualTo(before);
  }

  /// No route takes the number of a thing of another kind (S3).
  @Test
  void whatIsOfAnotherKindIsNotThere() {
    List<String> wrong = new ArrayList<>();
    Map<String, String> before = rowsOf(own.agency());
    for (Route route : ROUTES) {
      if (route.slots().isEmpty() || route.slots().getLast().startsWith("identifiers/")) {
        continue;
      }
      String last = route.slots().getLast();
      Map<String, String> mixed = new HashMap<>(own.ids());
      String kind = last.startsWith("interests/") ? "views/{id}" : "interests/{id}";
      mixed.put(last, own.ids().getOrDefault(kind, ""));
      int status = everything.call(route, route.address(Route.from(mixed)));
      if (status != 404) {
        wrong.add("%s with a number of %s got %d".formatted(route.name(), kind, status));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rowsOf(own.agency())).isEqualTo(before);
  }

  /// Fields that nobody asked for, and those that the server sets, are refused (S9, S12).
  @Test
  void noBodyTakesAFieldThatIsNotItsOwn() {
    List<String> wrong = new ArrayList<>();
    Map<String, String> before = rowsOf(own.agency());
    int tried = 0;
    for (Route route : ROUTES) {
      if (!route.isForPrograms() || route.json().equals("{}")) {
        continue;
      }
      for (String field : List.of("id", "agency", "account", "at", "state", "anything")) {
        String body = "{\"" + field + "\":\"x\"," + route.json().substring(1);
        // A field of that name that is the route's own stands twice now, and is refused too.
        int status = patiently(route, body);
        tried++;
        if (status != 400) {
          wrong.add("%s with %s got %d".formatted(route.name(), field, status));
        }
      }
    }
    assertThat(tried).isGreaterThan(30);
    assertThat(wrong).isEmpty();
    assertThat(rowsOf(own.agency())).isEqualTo(before);
  }

  /// The answer to a body, asked for again where a token has asked too often.
  private static int patiently(Route route, String body) {
    String address = route.address(Route.from(own.ids()));
    while (true) {
      int status =
          everything
              .program()
              .send(route.method(), address, body, "If-Match", "\"0\"")
              .statusCode();
      if (status != 429) {
        return status;
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  /// A form of another site has no token of the session.
  @Test
  void noFormIsTakenWithoutItsToken() {
    List<String> wrong = new ArrayList<>();
    Map<String, String> before = rowsOf(own.agency());
    for (Route route : ROUTES) {
      if (route.method().equals("GET") || route.isForPrograms() || route.isForProviders()) {
        continue;
      }
      int status =
          everything
              .browser()
              .send(
                  everything
                      .browser()
                      .request(route.address(Route.from(own.ids())))
                      .header(
                          "Content-Type",
                          route.accepts().orElse("application/x-www-form-urlencoded"))
                      .method(
                          route.method(),
                          java.net.http.HttpRequest.BodyPublishers.ofString(route.form())))
              .statusCode();
      if (status != 403) {
        wrong.add(route.name() + " got " + status);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rowsOf(own.agency())).isEqualTo(before);
  }
}
