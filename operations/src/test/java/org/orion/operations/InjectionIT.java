package org.orion.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

/// SQL in the parameters of requests, tried by sqlmap (Debian's package of that name): a few in
/// each run, all of every route with `-Pnightly`. The same command finds the hole in a handler that
/// is made to have one.
class InjectionIT {
  private static final TestServer SERVER = TestServer.running();
  private static final boolean NIGHTLY = Boolean.getBoolean("orion.nightly");

  /// Handlers that take a map of parameters: what they look for in it.
  private static final Map<String, List<String>> OF_MAPS =
      Map.of(
          "/tips",
          List.of(
              "state",
              "band",
              "type",
              "platform",
              "reporter",
              "country",
              "assignee",
              "cluster",
              "due",
              "sort",
              "after"));

  /// Values that get past the first check of a parameter; others are sent as `1`.
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("state", "OPEN"),
          Map.entry("band", "URGENT"),
          Map.entry("country", "ES"),
          Map.entry("assignee", "me"),
          Map.entry("sort", "newest"),
          Map.entry("type", "Example"),
          Map.entry("platform", "ExampleChat"),
          Map.entry("reporter", "Example"),
          Map.entry("cluster", "01234567-0123-7123-8123-0123456789ab"),
          Map.entry("after", ""),
          Map.entry("since", "2026-01-01T00:00:00Z"),
          Map.entry("path", "/cases?q=sample"),
          Map.entry("q", "sample"));

  private static OperationsServer patient;
  private static OneOfEach things;
  private static Caller caller;
  private static String address;

  @TempDir private Path folder;

  /// A server that takes any number of requests a second.
  @BeforeAll
  static void start() {
    assumeTrue(isThere(), "sqlmap is not installed");
    String agency = TestServer.newAgency();
    things = OneOfEach.of(SERVER, agency);
    patient =
        SERVER.another(Map.of("orion.second-factor", "optional", "orion.api.per-second", "0"));
    address = "http://127.0.0.1:" + patient.port();
    TestServer.Person person = SERVER.ready(agency, OneOfEach.PERSON);
    Browser browser = new Browser(address);
    browser.signIn(person.account().login(), person.password());
    browser.get("/account");
    caller = new Caller(browser, new Program(address, SERVER.token(person.account()).secret()), "");
  }

  @AfterAll
  static void end() {
    if (patient != null) {
      patient.close();
    }
  }

  private static boolean isThere() {
    return Arrays.stream(String.valueOf(System.getenv("PATH")).split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "sqlmap")));
  }

  /// What sqlmap says of a request as it stands in a file.
  private String sqlmap(String request) throws IOException, InterruptedException {
    Path file = Files.createTempFile(folder, "request", ".txt");
    Files.writeString(file, request.replace("\n", "\r\n"));
    Path output = folder.resolve("output.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                "sqlmap",
                "-r",
                file.toString(),
                "--batch",
                "--ignore-stdin",
                "--disable-coloring",
                "--flush-session",
                "--output-dir=" + folder.resolve("sqlmap"),
                "--dbms=PostgreSQL",
                "--skip=_csrf",
                "--ignore-redirects",
                "--ignore-code=401",
                "--time-sec=2"));
    command.addAll(
        NIGHTLY
            ? List.of("--level=2", "--risk=1", "--technique=BEUSTQ")
            : List.of("--level=1", "--risk=1", "--technique=BEUQ"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().remove("XDG_DATA_HOME");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(NIGHTLY ? 30 : 3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output);
  }

  private static String request(String method, String path, String type, String body) {
    URI at = URI.create(address);
    boolean isForPrograms = path.startsWith("/api/");
    String who =
        isForPrograms
            ? "Authorization: Bearer " + caller.program().token()
            : "Cookie: "
                + caller.browser().cookies().getCookieStore().getCookies().stream()
                    .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
    return "%s %s HTTP/1.1\nHost: %s:%d\nAccept: */*\n%s\n%s\n%s"
        .formatted(
            method,
            path,
            at.getHost(),
            at.getPort(),
            who,
            body.isEmpty() ? "" : "Content-Type: " + type + "\n",
            body);
  }

  /// Nothing was found, and something was looked at.
  private static void assertClosed(String request, String said) {
    assertThat(said)
        .as(request)
        .contains("all tested parameters do not appear to be injectable")
        .doesNotContain("might be injectable")
        .doesNotContain("(Internal Server Error)");
  }

  private void assertClosed(String request) throws IOException, InterruptedException {
    assertClosed(request, sqlmap(request));
  }

  @Test
  void theSearchTakesNoSql() throws Exception {
    assertClosed(request("GET", "/search?q=sample", "", ""));
  }

  @Test
  void theQueuesFreeFiltersTakeNoSql() throws Exception {
    assertClosed(
        request("GET", "/tips?type=Example&platform=ExampleChat&reporter=Example", "", ""));
  }

  @Test
  void aBodyOfTheInterfaceForProgramsTakesNoSql() throws Exception {
    String tip = things.ids().get("tips/{tip}");
    assertClosed(
        request(
            "PUT",
            "/api/v1/tips/" + tip + "/priority/override",
            "application/json",
            "{\"band\":\"URGENT\",\"reason\":\"Why\"}"));
  }

  /// A handler as it must not be.
  private static void careless(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    String name = URLDecoder.decode(query.replaceFirst("^name=", ""), StandardCharsets.UTF_8);
    StringBuilder page = new StringBuilder("agencies:");
    try (Connection connection = SERVER.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select ref from orion.agency where ref = '" + name + "'")) {
      while (rows.next()) {
        page.append(' ').append(rows.getString(1));
      }
    } catch (SQLException wrong) {
      page.append(" none");
    }
    byte[] bytes = page.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void theSameCommandFindsAHoleWhereThereIsOne() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", InjectionIT::careless);
    server.start();
    try {
      String said =
          sqlmap(
              "GET /?name=%s HTTP/1.1\nHost: 127.0.0.1:%d\n\n"
                  .formatted(things.agency(), server.getAddress().getPort()));
      assertThat(said).contains("Parameter: name (GET)").contains("Type: boolean-based blind");
    } finally {
      server.stop(0);
    }
  }

  /// The parameters of a handler, by what it declares.
  private static List<String> parameters(String path, HandlerMethod handler) {
    List<String> names = new ArrayList<>(OF_MAPS.getOrDefault(path, List.of()));
    for (Parameter parameter : handler.getMethod().getParameters()) {
      if (parameter.isAnnotationPresent(RequestParam.class)
          && !Map.class.isAssignableFrom(parameter.getType())) {
        names.add(parameter.getName());
      } else if (parameter.getType().isRecord()
          && parameter.getType().getSimpleName().equals("Form")) {
        for (RecordComponent component : parameter.getType().getRecordComponents()) {
          names.add(component.getName());
        }
      }
    }
    return names;
  }

  private static String form(List<String> names) {
    return names.stream()
        .distinct()
        .map(name -> name + "=" + VALUES.getOrDefault(name, "1"))
        .collect(Collectors.joining("&"));
  }

  /// The requests of a route that have something to try: its parameters, its body, the parts of its
  /// address.
  private static List<String> requests(Route route, List<String> names) {
    List<String> requests = new ArrayList<>();
    String path = route.address(Route.from(things.ids()));
    boolean isRead = route.method().equals("GET");
    if (route.isForPrograms() && !isRead && !route.json().equals("{}")) {
      requests.add(request(route.method(), path, "application/json", route.json()));
    }
    if (isRead && !names.isEmpty()) {
      String plain = path.replaceFirst("\\?.*", "");
      requests.add(request("GET", plain + "?" + form(names), "", ""));
    } else if (!route.isForPrograms() && !names.isEmpty()) {
      String fields = route.form().isEmpty() ? form(names) : route.form();
      requests.add(
          request(
              route.method(),
              path,
              "application/x-www-form-urlencoded",
              fields + "&_csrf=" + caller.browser().token()));
    }
    if (!route.slots().isEmpty() && isRead) {
      requests.add(request("GET", route.address(InjectionIT::marked), "", ""));
    }
    return requests;
  }

  private static String marked(String slot) {
    return things.ids().get(slot) + "*";
  }

  @Test
  void noRouteTakesSqlInAnyParameter() throws Exception {
    assumeTrue(NIGHTLY, "takes long: -Pnightly");
    Map<String, HandlerMethod> handlers = new TreeMap<>();
    SERVER
        .handlers()
        .getHandlerMethods()
        .forEach((info, handler) ->
            info.getPatternValues()
                .forEach(path ->
                    info.getMethodsCondition()
                        .getMethods()
                        .forEach(method -> handlers.put(method + " " + path, handler))));
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (Route route : Route.all(SERVER)) {
      HandlerMethod handler = handlers.get(route.name());
      if (handler == null || route.isForProviders() || route.path().equals("/sign-out")) {
        continue;
      }
      for (String request : requests(route, parameters(route.path(), handler))) {
        String said = sqlmap(request);
        tried++;
        if (!said.contains("all tested parameters do not appear to be injectable")
            || said.contains("(Internal Server Error)")) {
          wrong.add(request + "\n" + said);
        }
      }
    }
    assertThat(tried).isGreaterThan(60);
    assertThat(wrong).isEmpty();
  }
}
