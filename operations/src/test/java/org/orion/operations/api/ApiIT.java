package org.orion.operations.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.operations.Program;
import org.orion.operations.TestServer;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.web.BadInputException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// What all of the interface shares, on the real server, by handlers that only this test has.
class ApiIT {
  private static final TestServer SERVER = TestServer.running();
  private static final List<RequestMappingInfo> ADDED = new ArrayList<>();
  private static final Notes NOTES = new Notes();

  /// What the test's handlers take.
  record NewSlip(String text, int weight, Optional<String> color, List<String> tags) {}

  /// What they give.
  record Slip(int number, String text) {}

  /// Handlers as a feature would have them.
  static final class Notes {
    final AtomicInteger acts = new AtomicInteger();
    int version = 3;

    @ResponseBody
    @May(Action.OWN_ACCOUNT)
    @Summary(value = "Adds a note", status = 201)
    public ResponseEntity<Slip> add(Viewer viewer, IdempotencyKey key, @RequestBody NewSlip note) {
      return SERVER
          .bean(Idempotency.class)
          .once(
              viewer,
              key,
              note,
              Slip.class,
              () -> {
                if (note.text().equals("fail")) {
                  throw new BadInputException(409, "taken");
                }
                int number = acts.incrementAndGet();
                return ResponseEntity.status(201)
                    .header("Location", "/api/v1/test-notes/" + number)
                    .eTag(IfMatch.tag(1))
                    .body(new Slip(number, note.text()));
              });
    }

    @ResponseBody
    @May(Action.OWN_ACCOUNT)
    @Summary("Changes a note")
    public Slip change(IfMatch ifMatch) {
      ifMatch.require(version);
      return new Slip(1, "changed");
    }

    @ResponseBody
    @May(Action.OWN_ACCOUNT)
    @Summary("Lists numbers to 120")
    public Slice<Integer> list(SliceRequest request) {
      long after = request.after().map(cursor -> cursor.number(0)).orElse(0L);
      List<Integer> rows =
          IntStream.rangeClosed((int) after + 1, 120).limit(request.rows()).boxed().toList();
      return Slice.of(rows, request, Cursor::of);
    }
  }

  @BeforeAll
  static void addHandlers() throws NoSuchMethodException {
    map(
        RequestMethod.POST,
        Notes.class.getMethod("add", Viewer.class, IdempotencyKey.class, NewSlip.class));
    map(RequestMethod.PUT, Notes.class.getMethod("change", IfMatch.class));
    map(RequestMethod.GET, Notes.class.getMethod("list", SliceRequest.class));
  }

  private static RequestMappingHandlerMapping mapping() {
    return SERVER.handlers();
  }

  private static void map(RequestMethod method, Method handler) {
    RequestMappingInfo info =
        RequestMappingInfo.paths("/api/v1/test-notes")
            .methods(method)
            .options(mapping().getBuilderConfiguration())
            .build();
    mapping().registerMapping(info, NOTES, handler);
    ADDED.add(info);
  }

  @AfterAll
  static void removeHandlers() {
    ADDED.forEach(mapping()::unregisterMapping);
  }

  private final Program program = SERVER.program(TestServer.newAgency(), Role.ANALYST);

  private static String note(String text) {
    return "{\"text\":\"%s\",\"weight\":1,\"tags\":[]}".formatted(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"text\":\"a\",\"weight\":1,\"tags\":[],\"owner\":\"x\"} | owner",
        "{\"text\":\"a\",\"weight\":1,\"tags\":[],\"number\":7}   | number",
        "{\"text\":\"a\",\"tags\":[]}                              | weight",
        "{\"weight\":1,\"tags\":[]}                                | text",
        "{\"text\":\"a\",\"weight\":1}                             | tags",
        "{\"text\":null,\"weight\":1,\"tags\":[]}                  | text",
        "{\"text\":5,\"weight\":1,\"tags\":[]}                     | text",
        "{\"text\":\"a\",\"weight\":\"1\",\"tags\":[]}             | weight",
        "{\"text\":\"a\",\"weight\":1.5,\"tags\":[]}               | weight",
        "{\"text\":\"a\",\"weight\":99999999999,\"tags\":[]}       | limits",
        "{\"text\":\"a\",\"weight\":1,\"tags\":[true]}             | tags",
        "{\"text\":\"a\",\"weight\":1,\"tags\":[null]}             | tags",
        "{\"text\":\"a\",\"weight\":1,\"tags\":\"b\"}              | tags",
        "{\"text\":\"a\",\"text\":\"b\",\"weight\":1,\"tags\":[]}  | not JSON",
        "{\"text\":\"a\",\"weight\":1,\"tags\":[]} {}              | body",
        "{\"text\":\"a\",\"weight\":1,\"tags\":[]                  | not JSON",
        "[]                                                        | body",
        "nonsense                                                  | not JSON",
      })
  void aBodyThatIsNotWhatIsAskedForIsRefused(String body, String told) {
    int before = NOTES.acts.get();
    HttpResponse<String> answer = program.post("/api/v1/test-notes", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body())
        .containsIgnoringCase(told)
        .doesNotContain("org.orion")
        .doesNotContain("jackson");
    assertThat(NOTES.acts).hasValue(before);
  }

  @Test
  void noBodyIsRefused() {
    assertThat(
            program
                .send("POST", "/api/v1/test-notes", "", "Content-Type", "application/json")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aBodyOfAnotherKindIsRefused() {
    HttpResponse<String> answer =
        new Program(SERVER.address(), "").send("GET", "/api/v1/test-notes", "");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(
            SERVER
                .program(TestServer.newAgency(), Role.ANALYST)
                .send("POST", "/api/v1/test-notes", "", "Content-Type", "text/plain")
                .statusCode())
        .isEqualTo(415);
  }

  @Test
  void sizeAndDepthHaveLimits() {
    String deep = "[".repeat(100_000);
    assertThat(program.post("/api/v1/test-notes", deep).statusCode()).isEqualTo(400);
    String deepInside =
        "{\"text\":\"a\",\"weight\":1,\"tags\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    assertThat(program.post("/api/v1/test-notes", deepInside).statusCode()).isEqualTo(400);
    String big = note("a") + " ".repeat(BodyLimit.MOST_BYTES);
    HttpResponse<String> answer = program.post("/api/v1/test-notes", big);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
    String longText = note("a".repeat(300_000));
    assertThat(program.post("/api/v1/test-notes", longText).statusCode()).isEqualTo(400);
  }

  @Test
  void anActWithAKeyHappensOnce() {
    int before = NOTES.acts.get();
    HttpResponse<String> first =
        program.post("/api/v1/test-notes", note("one"), "Idempotency-Key", "k-1");
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    HttpResponse<String> again =
        program.post("/api/v1/test-notes", note("one"), "Idempotency-Key", "k-1");
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    assertThat(again.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(NOTES.acts).hasValue(before + 1);
    HttpResponse<String> other =
        program.post("/api/v1/test-notes", note("two"), "Idempotency-Key", "k-1");
    assertThat(other.statusCode()).isEqualTo(422);
    Program stranger = SERVER.program(TestServer.newAgency(), Role.ANALYST);
    assertThat(
            stranger.post("/api/v1/test-notes", note("two"), "Idempotency-Key", "k-1").statusCode())
        .isEqualTo(201);
  }

  @Test
  void anActWithAKeyThatFailedMayBeTriedAgain() {
    for (int i = 0; i < 2; i++) {
      assertThat(
              program
                  .post("/api/v1/test-notes", note("fail"), "Idempotency-Key", "k-2")
                  .statusCode())
          .isEqualTo(409);
    }
    assertThat(
            program.post("/api/v1/test-notes", note("good"), "Idempotency-Key", "k-2").statusCode())
        .isEqualTo(201);
  }

  @Test
  void tenAtOnceWithOneKeyActOnce() throws Exception {
    int before = NOTES.acts.get();
    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        answers.add(
            callers.submit(
                () -> program.post("/api/v1/test-notes", note("race"), "Idempotency-Key", "k-3")));
      }
    }
    TreeSet<String> bodies = new TreeSet<>();
    for (Future<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(201);
      bodies.add(answer.get().body());
    }
    assertThat(bodies).hasSize(1);
    assertThat(NOTES.acts).hasValue(before + 1);
  }

  @Test
  void aKeyIsVisibleCharacters() {
    assertThat(program.post("/api/v1/test-notes", note("x"), "Idempotency-Key", "a b").statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"\"3\" | 200", "\"2\" | 412", "W/\"3\" | 412", "3 | 412", "* | 428"})
  void aChangeNamesTheVersionThatItChanges(String tag, int status) {
    assertThat(program.send("PUT", "/api/v1/test-notes", "", "If-Match", tag).statusCode())
        .isEqualTo(status);
  }

  @Test
  void aChangeWithoutAVersionIsRefused() {
    assertThat(program.send("PUT", "/api/v1/test-notes", "").statusCode()).isEqualTo(428);
  }

  @Test
  void slicesFollowOneAnother() {
    List<String> seen = new ArrayList<>();
    String path = "/api/v1/test-notes?limit=50";
    int slices = 0;
    while (!path.isEmpty()) {
      String body = program.get(path).body();
      slices++;
      seen.addAll(List.of(body.replaceAll(".*\\[(.*)].*", "$1").split(",")));
      path =
          body.contains("\"next\"")
              ? "/api/v1/test-notes?limit=50&after="
                  + body.replaceAll(".*\"next\":\"([^\"]*)\".*", "$1")
              : "";
    }
    assertThat(slices).isEqualTo(3);
    assertThat(seen).isEqualTo(IntStream.rangeClosed(1, 120).mapToObj(Integer::toString).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=abc",
        "limit=99999999999",
        "after=",
        "after=%00",
        "after=bm90IGEgbnVtYmVy",
        "after=___",
        "after='%20or%201=1"
      })
  void aPlaceThatNoListGaveOutIsRefused(String query) {
    HttpResponse<String> answer = program.get("/api/v1/test-notes?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
  }

  @Test
  void whatIsMissingIsAProblemToo() {
    HttpResponse<String> missing = program.get("/api/v1/nothing-there");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    HttpResponse<String> method = program.send("DELETE", "/api/v1/me", "");
    assertThat(method.statusCode()).isEqualTo(405);
    HttpResponse<String> odd = program.get("/api/v1/%2e%2e/accounts");
    assertThat(odd.statusCode()).isEqualTo(400);
  }

  /// swagger-parser reads it, finds nothing wrong, and knows the routes that Spring knows.
  @Test
  void theDescriptionIsWholeAndSound() {
    HttpResponse<String> answer = new Program(SERVER.address(), "").get("/api/v1/openapi.json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(answer.body());
    assertThat(parsed.getMessages()).isEmpty();
    TreeSet<String> described = new TreeSet<>();
    parsed
        .getOpenAPI()
        .getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, operation) -> described.add(method.name() + " " + path)));
    TreeSet<String> handled = new TreeSet<>();
    mapping()
        .getHandlerMethods()
        .forEach((info, handler) ->
            info.getPatternValues().stream()
                .filter(path -> path.startsWith("/api/"))
                .forEach(path ->
                    info.getMethodsCondition()
                        .getMethods()
                        .forEach(method ->
                            handled.add(method.name().toUpperCase(Locale.ROOT) + " " + path))));
    assertThat(described).isEqualTo(handled).contains("GET /api/v1/me");
    assertThat(answer.body())
        .contains("\"required\":[\"text\",\"weight\",\"tags\"]")
        .contains("\"x-orion-right\":\"own-account\"");
  }
}
