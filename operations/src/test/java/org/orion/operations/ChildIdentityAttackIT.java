package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.orion.operations.access.Role;
import org.orion.operations.database.DatabaseAddress;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// An invented marker stands in a child's identity. It is looked for in the answer of every route
/// to somebody who may do everything, in searches and refusals, in what the server logs, in every
/// row of every table and in every file of the data directory: it is on the page that was opened
/// with a reason, and nowhere else.
class ChildIdentityAttackIT {
  private static final String MARKER = "Quillonby5550177";
  private static final TestServer SERVER = TestServer.running();

  private final List<String> found = new ArrayList<>();

  private void look(String where, String text) {
    if (text.contains(MARKER)) {
      found.add(where);
    }
  }

  @Test
  void theMarkerIsFoundOnTheOpenedPageAlone() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = root.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      log.start();
      root.addAppender(log);
      // More than the server ever logs of itself: parameters of statements are at DEBUG.
      root.setLevel(Level.INFO);
      System.setOut(both);
      System.setErr(both);
      attack();
    } finally {
      System.setOut(out);
      System.setErr(err);
      root.setLevel(level);
      root.detachAppender(log);
    }
    log.list.forEach(event -> {
      look("log " + event.getLoggerName(), event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        look(
            "log " + event.getLoggerName(), String.valueOf(event.getThrowableProxy().getMessage()));
      }
    });
    look("what the server prints", printed.toString(StandardCharsets.UTF_8));
    lookInDatabase();
    lookInFiles();
    assertThat(found).isEmpty();
  }

  private void attack() {
    OneOfEach all = OneOfEach.of(SERVER, TestServer.newAgency());
    Browser person = all.person();
    String path = "/children/" + all.ids().get("children/{child}");
    String[] identity = {
      "name",
      MARKER + " Name",
      "address",
      MARKER + " Street",
      "guardians",
      MARKER + " One",
      "words",
      MARKER + " in words",
      "reason",
      "First entry",
      "version",
      "0"
    };
    HttpResponse<String> written = person.post(path + "/identity", identity);
    assertThat(written.statusCode()).as(written.body()).isEqualTo(302);
    HttpResponse<String> opened = person.post(path + "/identity/open", "reason", "To look");
    assertThat(opened.body()).as("the control: the opened page").contains(MARKER + " Street");
    assertThat(opened.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    refusals(person, path, identity);
    searches(person);
    Caller caller = new Caller(person, SERVER.program(all.agency(), OneOfEach.PERSON), "");
    for (Route route : Route.all(SERVER)) {
      if (route.isForProviders()) {
        continue;
      }
      String address = route.address(Route.from(all.ids()));
      if (route.isForPrograms()) {
        look(
            route.name(),
            caller
                .program()
                .send(
                    route.method(),
                    address,
                    route.method().equals("GET") ? "" : route.json(),
                    "Content-Type",
                    route.accepts().orElse("application/json"),
                    "If-Match",
                    "\"0\"")
                .body());
      } else if (route.method().equals("GET")) {
        look(route.name(), person.get(address).body());
      } else if (route.accepts().isEmpty() && !ends(route)) {
        look(route.name(), person.post(address, fields(route)).body());
      }
    }
    Browser other = SERVER.signIn(all.agency(), Role.values()[0], Role.SUPERVISOR, Role.AUDITOR);
    for (String page : List.of(path, "/children", "/audit", "/audit/export")) {
      look(page + " of a supervisor", other.get(page).body());
    }
  }

  /// What would end the session, or shows the identity after the reason.
  private static boolean ends(Route route) {
    return route.path().startsWith("/sign-")
        || route.path().startsWith("/account")
        || route.path().endsWith("/identity/open")
        || route.path().endsWith("/identity/erase");
  }

  private static String[] fields(Route route) {
    return Stream.of(route.form().split("&"))
        .filter(pair -> pair.contains("="))
        .flatMap(pair ->
            Stream.of(pair.split("=", 2))
                .map(part -> java.net.URLDecoder.decode(part, StandardCharsets.UTF_8)))
        .toArray(String[]::new);
  }

  /// Forms of the identity that are refused: the answer repeats nothing of them.
  private void refusals(Browser person, String path, String[] identity) {
    look("a version that was not read", person.post(path + "/identity", identity).body());
    String[] tooLong = identity.clone();
    tooLong[7] = (MARKER + " ").repeat(3000);
    look("a field that is too long", person.post(path + "/identity", tooLong).body());
    String[] noDate =
        Stream.concat(Stream.of(identity), Stream.of("bornOn", MARKER)).toArray(String[]::new);
    look("no date", person.post(path + "/identity", noDate).body());
    String[] noNumber = identity.clone();
    noNumber[11] = MARKER;
    look("a version that is no number", person.post(path + "/identity", noNumber).body());
    String[] noReason = identity.clone();
    noReason[9] = "";
    look("no reason", person.post(path + "/identity", noReason).body());
    Browser nobody = new Browser(SERVER.address());
    nobody.get("/sign-in");
    look("nobody", nobody.post(path + "/identity", identity).body());
  }

  /// A search for a part of the marker finds nothing that has the whole.
  private void searches(Browser person) {
    String part = MARKER.substring(0, 10);
    for (String address :
        List.of(
            "/search?q=" + part,
            "/people?q=" + part,
            "/cases?state=ALL&q=" + part,
            "/children?due=true",
            "/children?fact=IDENTIFIED",
            "/audit?object=" + part)) {
      HttpResponse<String> answer = person.get(address);
      look(address, answer.body());
    }
  }

  private void lookInDatabase() {
    JdbcClient rows = SERVER.owner();
    String hex = HexFormat.of().formatHex(MARKER.getBytes(StandardCharsets.UTF_8));
    List<String> tables =
        rows.sql(
                "select table_name from information_schema.tables where table_schema = 'orion' and table_type = 'BASE TABLE'")
            .query(String.class)
            .list();
    assertThat(tables).hasSizeGreaterThan(50).contains("child_identity", "audit_event");
    for (String table : tables) {
      long hits =
          rows.sql(
                  "select count(*) from orion.%s t where position(:marker in t::text) > 0 or position(:hex in t::text) > 0"
                      .formatted(table))
              .params(Map.of("marker", MARKER, "hex", hex))
              .query(Long.class)
              .single();
      if (hits > 0) {
        found.add("table " + table);
      }
    }
  }

  /// The files of the database too, with its log and what it writes ahead.
  private void lookInFiles() throws IOException {
    DatabaseAddress superuser = SERVER.superuser();
    JdbcClient.create(
            new DriverManagerDataSource(
                superuser.url(),
                superuser.user().orElseThrow(),
                superuser.password().orElseThrow()))
        .sql("checkpoint")
        .update();
    int read = 0;
    try (Stream<Path> files = Files.walk(SERVER.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        read++;
        look(
            "file " + SERVER.data().relativize(file),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(read).isGreaterThan(100);
  }
}
