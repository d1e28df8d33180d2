package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The matching service as a platform's code meets it: a process that listens, asked over HTTP.
class MatchServerIT {
  private static final String BOUNDARY = "----example-boundary";
  private static final Random RANDOM = new Random(11);

  /// Listed under `alpha`.
  private static final String LISTED = hash(64);

  /// Listed under `alpha` and `beta`.
  private static final String LISTED_TWICE = hash(64);

  private static final String LISTED_MD5 = hash(32);
  private static final String UNLISTED = hash(64);

  @TempDir private Path folder;
  private Program program;
  private @Nullable Process server;
  private URI address = URI.create("http://127.0.0.1");
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void makeLists() throws Exception {
    program = new Program(folder, folder.resolve("home"));
    importRows(
        "alpha",
        "pdq,md5,category,id,withdrawn",
        LISTED + ",,1,a-1,",
        LISTED_TWICE + ",,2,a-2,",
        "," + LISTED_MD5 + ",1,a-3,");
    importRows("beta", "pdq,category,id,withdrawn", LISTED_TWICE + ",2,b-1,");
  }

  @AfterEach
  void endServer() throws Exception {
    client.close();
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  private static String hash(int digits) {
    StringBuilder text = new StringBuilder();
    while (text.length() < digits) {
      text.append(Character.forDigit(RANDOM.nextInt(16), 16));
    }
    return text.toString();
  }

  private void importRows(String list, String... rows) throws Exception {
    Path file = Files.writeString(folder.resolve(list + ".csv"), String.join("\n", rows) + "\n");
    Program.Run run =
        program.run("list", "import", list, file.toString(), "--scheme", "vics-us-2.0");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private Process start(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("match-server", "--port", "0"));
    arguments.addAll(List.of(options));
    Path out = folder.resolve("server-out");
    Path err = folder.resolve("server-err");
    Process started = program.command(out, err, arguments.toArray(String[]::new)).start();
    server = started;
    while (!Files.readString(out).contains("\n")) {
      assertThat(started.isAlive()).as(Files.readString(err)).isTrue();
      Thread.sleep(50);
    }
    String line = Files.readString(out);
    assertThat(line).startsWith("listening on http://127.0.0.1:");
    address = URI.create(line.substring("listening on ".length(), line.indexOf(' ', 13)));
    return started;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String get(String path) throws Exception {
    HttpResponse<String> response = send(request(path));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private HttpRequest.Builder post(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder upload(String path, String field, byte[] file) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        """
        --%s\r
        Content-Disposition: form-data; name="%s"; filename="example"\r
        Content-Type: application/octet-stream\r
        \r
        """
            .formatted(BOUNDARY, field)
            .getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(file);
    body.writeBytes("\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.US_ASCII));
    return request(path)
        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .POST(BodyPublishers.ofByteArray(body.toByteArray()));
  }

  /// The hash with so many other bits.
  private static String changed(String hash, int bits) {
    BigInteger value = new BigInteger(hash, 16);
    for (int i = 0; i < bits; i++) {
      value = value.flipBit(i * 7);
    }
    return "%064x".formatted(value);
  }

  private static BufferedImage chart() {
    Random random = new Random(5);
    BufferedImage image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < 80; i++) {
      canvas.setColor(new Color(random.nextInt(1 << 24)));
      canvas.fillRect(random.nextInt(400), random.nextInt(300), 90, 60);
    }
    canvas.dispose();
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", bytes)).isTrue();
    return bytes.toByteArray();
  }

  @Test
  void answersInTheShapesOfTheHasherMatcherActioner() throws Exception {
    start("--list", "alpha", "beta");

    assertThat(get("/status")).isEqualTo("I-AM-ALIVE");
    assertThat(get("/m/lookup?signal_type=pdq&signal=" + changed(LISTED, 4)))
        .isEqualTo("{\"alpha\":[{\"bank_content_id\":1,\"distance\":\"4\"}]}");
    assertThat(get("/m/lookup?signal_type=pdq&signal=" + changed(LISTED, 31)))
        .isEqualTo("{\"alpha\":[{\"bank_content_id\":1,\"distance\":\"31\"}]}");
    assertThat(get("/m/lookup?signal_type=pdq&signal=" + changed(LISTED, 32))).isEqualTo("{}");
    assertThat(get("/m/lookup?signal_type=pdq&signal=" + UNLISTED)).isEqualTo("{}");
    assertThat(get("/m/lookup?signal_type=pdq&signal=" + LISTED_TWICE.toUpperCase(Locale.ROOT)))
        .isEqualTo(
            "{\"alpha\":[{\"bank_content_id\":2,\"distance\":\"0\"}],"
                + "\"beta\":[{\"bank_content_id\":2147483649,\"distance\":\"0\"}]}");
    assertThat(get("/m/lookup?banks=beta&signal_type=pdq&signal=" + LISTED_TWICE))
        .isEqualTo("{\"beta\":[{\"bank_content_id\":2147483649,\"distance\":\"0\"}]}");
    assertThat(get("/m/lookup?signal_type=video_md5&signal=" + LISTED_MD5))
        .isEqualTo("{\"alpha\":[{\"bank_content_id\":3,\"distance\":\"-\"}]}");
    assertThat(get("/m/raw_lookup?signal_type=pdq&signal=" + LISTED))
        .isEqualTo("{\"matches\":[1]}");
    assertThat(get("/m/raw_lookup?signal_type=pdq&include_distance=true&signal=" + LISTED))
        .isEqualTo("{\"matches\":[{\"bank_content_id\":1,\"distance\":\"0\"}]}");
    assertThat(get("/m/raw_lookup?signal_type=pdq&signal=" + UNLISTED))
        .isEqualTo("{\"matches\":[]}");
    assertThat(get("/m/index/status?signal_type=pdq"))
        .matches("\\{\"pdq\":\\{\"present\":true,\"built_to\":\\d{10},\"size\":3}}");
    assertThat(
            send(post(
                    "/m/compare",
                    "{\"pdq\":[\"%s\",\"%s\"]}".formatted(LISTED, changed(LISTED, 9))))
                .body())
        .isEqualTo("{\"pdq\":[true,{\"distance\":9}]}");
  }

  @Test
  void hashesUploadsInTheCageAndFindsThemInAnyOrientation() throws Exception {
    byte[] picture = png(chart());
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(picture));
    start();
    String pdq = send(upload("/h/hash", "photo", picture)).body().replaceAll("\\W|pdq", "");
    assertThat(pdq).matches("[0-9a-f]{64}");
    assertThat(send(upload("/h/hash?types=md5", "photo", picture)).body())
        .isEqualTo("{\"md5\":\"%s\"}".formatted(md5));
    assertThat(send(upload("/m/lookup", "photo", picture)).body()).isEqualTo("{\"pdq\":{}}");

    importRows("beta", "pdq,category,id,withdrawn", pdq + ",1,b-9,");
    awaitAnswer("/m/lookup?signal_type=pdq&signal=" + pdq, "\"beta\"");

    assertThat(send(upload("/m/lookup", "photo", picture)).body())
        .isEqualTo("{\"pdq\":{\"beta\":[{\"bank_content_id\":2147483650,\"distance\":\"0\"}]}}");
    BufferedImage turned = new BufferedImage(300, 400, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 400; x++) {
        turned.setRGB(299 - y, x, chart().getRGB(x, y));
      }
    }
    String answer = send(upload("/v1/match", "file", png(turned))).body();
    assertThat(answer)
        .contains("\"list\":\"beta\",\"entry\":\"b-9\"")
        .contains("\"code\":\"1\",\"level\":\"")
        .contains("\"orientation\":\"rotate")
        .containsPattern("\"quality\":\\d{1,3},");
    assertThat(
            send(upload("/h/hash", "photo", "no picture".getBytes(StandardCharsets.US_ASCII)))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void nativeMatchAnswersManyHashesAndWhatWasWithdrawnSince() throws Exception {
    start("--list", "alpha");
    String question =
        "{\"hashes\":[\"%s\",\"pdq:%s\",\"%s\"],\"entries\":[{\"list\":\"alpha\",\"entry\":\"a-1\"}]}"
            .formatted(LISTED_MD5, changed(LISTED, 12), UNLISTED);
    String before = send(post("/v1/match", question)).body();
    assertThat(before)
        .contains("\"entry\":\"a-3\"")
        .contains("\"entry\":\"a-1\"")
        .contains("\"distance\":12,\"withdrawn\":false")
        .contains("{\"quality\":null,\"matches\":[]}")
        .contains("\"entries\":[{\"list\":\"alpha\",\"entry\":\"a-1\",\"withdrawn\":false}]");

    importRows("alpha", "pdq,md5,category,id,withdrawn", ",,,a-1,yes");
    awaitAnswer("/m/raw_lookup?signal_type=pdq&signal=" + LISTED, "{\"matches\":[]}");

    assertThat(send(post("/v1/match", question)).body())
        .doesNotContain("\"distance\":12")
        .contains("\"entries\":[{\"list\":\"alpha\",\"entry\":\"a-1\",\"withdrawn\":true}]");
  }

  private void awaitAnswer(String path, String part) throws Exception {
    for (int i = 0; !get(path).contains(part); i++) {
      assertThat(i).as("half seconds until " + path).isLessThan(60);
      Thread.sleep(500);
    }
  }

  @Test
  void wrongInputGetsAMessageThatRepeatsNoHash() throws Exception {
    start("--max-upload", "1");
    String half = LISTED.substring(0, 31);
    assertRefused(request("/m/lookup?signal_type=pdq"), 400, "both signal and signal_type");
    assertRefused(request("/m/lookup?signal_type=pdq&signal=" + half), 400, "64 hexadecimal");
    assertRefused(request("/m/lookup?signal_type=none&signal=" + half), 400, "No such SignalType");
    assertRefused(
        request("/m/lookup?signal=%ff%zz&signal_type=pdq".replace("%", "%25")), 400, "64");
    assertRefused(request("/m/lookup?url=http://example.org/"), 403, "nothing is fetched");
    assertRefused(request("/m/raw_lookup?signal=" + half), 400, "signal_type is required");
    assertRefused(request("/nothing"), 404, "no such route");
    assertRefused(request("/m/../../etc"), 400, "Bad Request");
    assertRefused(post("/m/raw_lookup", ""), 405, "GET");
    assertRefused(request("/m/lookup").method("PUT", BodyPublishers.noBody()), 405, "GET");
    assertRefused(post("/m/compare", "[]"), 400, "not a dict");
    assertRefused(post("/m/compare", "{\"pdq\":[\"" + LISTED + "\"]}"), 400, "exactly 2");
    assertRefused(post("/m/compare", "{\"pdq\":"), 400, "not JSON");
    assertRefused(post("/v1/match", "{\"hashes\":[\"" + half + "\"]}"), 400, "hashes[0]");
    assertRefused(post("/v1/match", "{\"hashes\":[[[["), 400, "hashes[0]");
    assertRefused(post("/v1/match", "{\"hashes\":[],\"radius\":65}"), 400, "0 to 64");
    assertRefused(post("/v1/match", "{\"entries\":[{\"list\":\"x\"}]}"), 400, "not served");
    assertRefused(post("/v1/match", "[".repeat(5 << 20)), 413, "4 MiB");
    assertRefused(post("/h/hash", "{}"), 400, "multipart");
    assertRefused(upload("/h/hash", "other", new byte[10]), 400, "content_type");
    assertRefused(upload("/h/hash", "photo", new byte[2 << 20]), 413, "1 MiB");
    byte[] picture = png(chart());
    assertRefused(upload("/h/hash", "photo", Arrays.copyOf(picture, 60)), 400, "decoded");
    assertThat(Files.readString(folder.resolve("server-err"))).doesNotContain(half);
    assertThat(get("/status")).isEqualTo("I-AM-ALIVE");
  }

  private void assertRefused(HttpRequest.Builder request, int status, String part)
      throws Exception {
    HttpResponse<String> response = send(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    boolean ours = response.uri().getPath().startsWith("/v1/");
    assertThat(response.body())
        .startsWith(ours ? "{\"type\":\"about:blank\",\"title\":" : "{\"message\":\"")
        .contains(part)
        .doesNotContain(LISTED.substring(0, 31));
  }

  /// A caller that keeps connections must not lose its next request in one that is about to end.
  @Test
  void aConnectionThatEndsWithTheAnswerIsAnnounced() throws Exception {
    start("--max-upload", "1");
    HttpResponse<String> refused = send(upload("/h/hash", "photo", new byte[2 << 20]));
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.headers().firstValue("Connection")).contains("close");
    HttpResponse<String> malformed = send(request("/m/../../etc"));
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.headers().firstValue("Connection")).contains("close");
    HttpResponse<String> other = send(request("/nothing"));
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(other.headers().firstValue("Connection")).isEmpty();
  }

  @Test
  void aMalformedRequestLineEndsTheConnectionAlone() throws Exception {
    start();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      socket
          .getOutputStream()
          .write("GET \u0001\u0002 NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("\tat ");
    }
    assertThat(get("/status")).isEqualTo("I-AM-ALIVE");
  }

  @Test
  void keysAreNeededWhereTheyAreGivenAndEachCallerHasItsOwnRate() throws Exception {
    Path keys = folder.resolve("keys");
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest("example-key".getBytes(StandardCharsets.US_ASCII)));
    Files.writeString(keys, "platform-a:" + digest + "\nplatform-b:" + "0".repeat(64) + "\n");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    start("--api-keys", keys.toString(), "--rate", "5");
    String path = "/m/lookup?signal_type=pdq&signal=" + LISTED;

    assertThat(get("/status")).isEqualTo("I-AM-ALIVE");
    HttpResponse<String> without = send(request(path));
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(send(request(path).header("X-API-Key", "wrong-key")).statusCode()).isEqualTo(401);
    assertThat(send(request(path).header("X-API-Key", "example-key")).statusCode()).isEqualTo(200);
    int refused = 0;
    for (int i = 0; i < 30; i++) {
      HttpResponse<String> response =
          send(request(path).header("Authorization", "Bearer example-key"));
      assertThat(response.statusCode()).isIn(200, 429);
      if (response.statusCode() == 429) {
        refused++;
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void whatCannotBeServedSafelyDoesNotStart() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys"), "a:" + "0".repeat(64) + "\n");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));

    assertEnds(program.run("match-server", "--host", "0.0.0.0"), 2, "--api-keys is needed");
    assertEnds(program.run("match-server", "--api-keys", keys.toString()), 3, "chmod 600");
    assertEnds(program.run("match-server", "--list", "nobody"), 3, "nobody");
    assertEnds(program.run("match-server", "--port", "70000"), 2, "0 to 65535");
    start();
    assertEnds(
        program.run("match-server", "--port", String.valueOf(address.getPort())),
        3,
        "cannot listen on 127.0.0.1 port");
  }

  private static void assertEnds(Program.Run run, int exitCode, String part) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err()).contains(part).doesNotContain("\tat ");
  }

  @Test
  void noRequestIsLostWhileListsChange() throws Exception {
    start("--list", "alpha");
    AtomicBoolean done = new AtomicBoolean();
    List<Future<Integer>> askers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        askers.add(
            threads.submit(() -> {
              int asked = 0;
              while (!done.get()) {
                assertThat(get("/m/lookup?signal_type=pdq&signal=" + LISTED_TWICE))
                    .isEqualTo("{\"alpha\":[{\"bank_content_id\":2,\"distance\":\"0\"}]}");
                asked++;
              }
              return asked;
            }));
      }
      for (int i = 0; i < 4; i++) {
        String added = hash(64);
        importRows("alpha", "pdq,md5,category,id,withdrawn", added + ",,1,new-" + i + ",");
        awaitAnswer("/m/lookup?signal_type=pdq&signal=" + added, "\"alpha\"");
      }
      done.set(true);
      for (Future<Integer> asker : askers) {
        assertThat(asker.get()).isGreaterThan(100);
      }
    }
  }

  @Test
  void anUnreadableNewVersionIsToldAndTheOldOneServed() throws Exception {
    start("--list", "beta");
    Path list = program.home().resolve("lists");
    try (var files = Files.list(list)) {
      list = files.filter(file -> file.toString().endsWith("beta.list")).findFirst().orElseThrow();
    }
    Path damaged = Files.writeString(folder.resolve("damaged"), "x".repeat(9_000));
    Files.move(damaged, list, StandardCopyOption.REPLACE_EXISTING);

    for (int i = 0; send(request("/status")).statusCode() != 503; i++) {
      assertThat(i).isLessThan(60);
      Thread.sleep(500);
    }
    assertThat(send(request("/status")).body()).isEqualTo("INDEX-STALE");
    assertThat(get("/m/lookup?signal_type=pdq&signal=" + LISTED_TWICE)).contains("\"beta\"");
  }

  @Test
  void endsOnRequestAndLeavesNothingBehind() throws Exception {
    Process running = start();
    assertThat(send(upload("/h/hash", "photo", png(chart()))).statusCode()).isEqualTo(200);
    List<ProcessHandle> children = running.descendants().toList();
    assertThat(children).isNotEmpty();

    running.destroy();

    assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
    for (ProcessHandle child : children) {
      child.onExit().get(10, TimeUnit.SECONDS);
    }
  }
}
