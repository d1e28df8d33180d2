package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.imageio.ImageIO;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.CanonicalJson;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.LabKey;
import org.orion.exchange.report.MediaRow;
import org.orion.exchange.report.ReportHead;
import org.orion.exchange.report.ReportLimits;
import org.orion.exchange.report.TriageReportReader;
import picocli.CommandLine;

/// A lab's key, and a scan handed over as a file and to servers that answer, fail, and are not
/// trusted. OpenSSL looks at the key, keytool makes the servers' certificate.
class SubmitIT {
  private static final String TOKEN = "orion_invented-token";

  @TempDir private Path folder;

  private Program program() {
    return new Program(folder, folder.resolve("home"));
  }

  private Program.Run done(String... arguments) throws IOException, InterruptedException {
    Program.Run run = program().run(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private Path scan() throws Exception {
    Path exhibit = Files.createDirectories(folder.resolve("exhibit/holiday"));
    for (int seed = 0; seed < 3; seed++) {
      Path picture = exhibit.resolve("chart" + seed + ".png");
      ImageIO.write(chart(seed), "png", picture.toFile());
    }
    Files.copy(exhibit.resolve("chart0.png"), exhibit.resolve("copy.png"));
    Files.writeString(exhibit.resolve("letter.txt"), "hello");
    Path scan = folder.resolve("D-17.orion");
    done(
        "scan",
        folder.resolve("exhibit").toString(),
        "--exhibit",
        "D-17",
        "--out",
        scan.toString());
    return scan;
  }

  private static BufferedImage chart(int seed) {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < 50; i++) {
      canvas.setColor(new Color(random.nextInt(1 << 24)));
      canvas.fillOval(random.nextInt(320), random.nextInt(240), 20 + random.nextInt(100), 70);
    }
    canvas.dispose();
    return image;
  }

  private static String openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void keyIsMadeOnceForItsOwnerAlone() throws Exception {
    assertThat(program().run("key", "show").err()).contains("orion key make makes one");
    Program.Run made = done("key", "make", "--name", "Lab One", "--agency", "NORTH", "--json");
    Path file = folder.resolve("home/lab-key.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Program.Run again = program().run("key", "make");
    assertThat(again.exitCode()).isEqualTo(3);
    assertThat(again.err()).contains("is there already; nothing was changed");
    assertThat(done("key", "show", "--json").out()).isEqualTo(made.out());
    Path exported = folder.resolve("public.pem");
    done("key", "export", exported.toString());
    assertThat(openssl("pkey", "-pubin", "-in", exported.toString(), "-text", "-noout"))
        .contains("ED25519 Public-Key");
    // The private half is the other half of what was exported.
    assertThat(openssl("pkey", "-in", file.toString(), "-pubout"))
        .isEqualToIgnoringWhitespace(Files.readString(exported));
    assertThat(made.out())
        .contains(LabKey.parse("public.pem", Files.readString(exported)).id())
        .doesNotContain("PRIVATE");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(program().run("key", "show").err()).contains("chmod 600");
  }

  @Test
  void keyOfAPkcs12FileIsTaken() throws Exception {
    Files.createDirectories(folder.resolve("home"));
    keytool(folder.resolve("home/lab-key.p12"), "Ed25519", "lab two", "CN=lab");
    ProcessBuilder command = program().command("key", "show", "--agency", "SOUTH");
    command.environment().put(LabKeyFile.PASSWORD_VARIABLE, "changeit");
    assertThat(command.start().waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("out"))).contains("lab    lab two", "agency SOUTH");
    Program.Run closed = program().run("key", "show", "--agency", "SOUTH");
    assertThat(closed.exitCode()).isEqualTo(3);
    assertThat(closed.err()).contains("expected PKCS#12 that the password in ORION_LAB_KEY");
    assertThat(program().run("key", "make").exitCode()).isEqualTo(3);
  }

  private static void keytool(Path store, String algorithm, String alias, String name)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-alias",
                alias,
                "-dname",
                name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
  }

  private List<MediaRow> rows(Path report, ReportHead[] head)
      throws IOException, FormatException, InterruptedException {
    Path exported = folder.resolve("public.pem");
    done("key", "export", exported.toString());
    LabKey key = LabKey.parse("public.pem", Files.readString(exported));
    List<MediaRow> rows = new ArrayList<>();
    try (InputStream input = Files.newInputStream(report);
        TriageReportReader reader =
            new TriageReportReader(
                input, "report", ReportLimits.LARGEST, (agency, id) -> Optional.of(key))) {
      head[0] = reader.head();
      for (Optional<MediaRow> row = reader.next(); row.isPresent(); row = reader.next()) {
        rows.add(row.get());
      }
    }
    return rows;
  }

  @Test
  void scanIsHandedOverAsAFile() throws Exception {
    Path scan = scan();
    Program.Run unsigned = program().run("submit", scan.toString(), "--to", folder.toString());
    assertThat(unsigned.exitCode()).isEqualTo(3);
    done("key", "make", "--agency", "NORTH");
    Program.Run written = done("submit", scan.toString(), "--to", folder.toString(), "--json");
    Path report = folder.resolve("D-17.triage");
    ReportHead[] head = new ReportHead[1];
    List<MediaRow> rows = rows(report, head);
    assertThat(written.out()).contains(head[0].report().toString(), head[0].digest().hex());
    assertThat(rows).hasSize(3).allMatch(row -> row.look().isPresent());
    assertThat(rows.stream().mapToLong(MediaRow::items).sum()).isEqualTo(4);
    ByteArrayOutputStream figures = new ByteArrayOutputStream();
    head[0].figures().writeJson(figures);
    Program.Run json = done("report", scan.toString(), "--format", "json");
    assertThat(CanonicalJson.of("ours", figures.toByteArray()))
        .isEqualTo(CanonicalJson.of("report", json.out().getBytes(StandardCharsets.UTF_8)));

    Path named = folder.resolve("named.triage");
    done("submit", scan.toString(), "--to", named.toString(), "--with-paths");
    assertThat(rows(named, head).getFirst().places())
        .extracting(MediaRow.Place::path)
        .containsExactlyInAnyOrder("holiday/chart0.png", "holiday/copy.png");
    Program.Run absent = program().run("submit", folder + "/none.orion", "--to", named.toString());
    assertThat(absent.exitCode()).isEqualTo(3);
    assertThat(absent.err()).contains("none.orion: no such file");

    try (Receiver receiver = new Receiver(HttpServer.create(), 503, 201)) {
      String address = "http://127.0.0.1:" + receiver.port() + "/";
      Program.Run sent =
          done(
              "submit",
              scan.toString(),
              "--server",
              address,
              "--token-file",
              token("rw-------").toString());
      assertThat(sent.out()).contains("is taken in as R-7: 3 contents, accepted");
      assertThat(sent.err()).contains("it answered 503; trying again");
      assertThat(receiver.requests)
          .hasSize(2)
          .containsOnly(
              "/api/v1/triage-reports Bearer %s application/octet-stream %s %s"
                  .formatted(
                      TOKEN,
                      written.out().replaceFirst("(?s).*\"report\":\"([^\"]+)\".*", "$1"),
                      Sha256.digest(Files.readAllBytes(report)).hex()));
    }
  }

  @Test
  void oneTargetIsNeeded() {
    for (List<String> wrong :
        List.of(
            List.of("submit", "a.orion"),
            List.of("submit", "a.orion", "--to", "x", "--server", "y"))) {
      assertThatThrownBy(() -> new CommandLine(new Main()).parseArgs(wrong.toArray(String[]::new)))
          .isInstanceOf(CommandLine.ParameterException.class);
    }
  }

  /// A server that notes what came, and answers by turns.
  private static final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Integer> answers;
    final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

    Receiver(HttpServer server, Integer... answers) throws IOException {
      this.server = server;
      this.answers = new ArrayList<>(List.of(answers));
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::take);
      server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
      byte[] body = exchange.getRequestBody().readAllBytes();
      requests.add(
          "%s %s %s %s %s"
              .formatted(
                  exchange.getRequestURI(),
                  exchange.getRequestHeaders().getFirst("Authorization"),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                  Sha256.digest(body).hex()));
      int status = answers.removeFirst();
      if (status == 0) {
        exchange.close();
        return;
      }
      byte[] answer =
          (status < 300
                  ? "{\"number\":\"R-7\",\"state\":\"accepted\",\"exhibits\":[]}"
                  : "{\"title\":\"Refused\",\"detail\":\"not\\u0007 registered\"}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private Path token(String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  private String send(String server, Optional<Path> authorities) throws Exception {
    Path report = Files.writeString(folder.resolve("invented.triage"), "invented");
    return ReportSender.to(URI.create(server), TOKEN, authorities)
        .send(
            new UUID(1, 2),
            report,
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(
      ExitCode exitCode, ThrowableAssert.ThrowingCallable act) {
    return assertThatThrownBy(act)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(exitCode));
  }

  @Test
  void reportIsSentAgainUntilItIsTaken() throws Exception {
    try (Receiver receiver = new Receiver(HttpServer.create(), 0, 429, 201, 403)) {
      String address = "http://127.0.0.1:" + receiver.port();
      assertThat(send(address, Optional.empty())).startsWith("{\"number\"");
      assertThat(receiver.requests).hasSize(3).containsOnly(receiver.requests.peek());
      assertRefused(ExitCode.INPUT_REFUSED, () -> send(address, Optional.empty()))
          .hasMessageContaining("refused the report (403): not  registered");
    }
    assertRefused(ExitCode.STOPPED, () -> send("http://127.0.0.1:9", Optional.empty()))
        .hasMessageContaining("the same command sends it again, and it counts once");
  }

  @Test
  void tokenTravelsOnlyWhereItIsSafe() throws IOException {
    for (String wrong :
        List.of(
            "http://orion.example.org", "ftp://127.0.0.1", "nothing", "http://127.example.org")) {
      assertRefused(
          ExitCode.USAGE, () -> ReportSender.to(URI.create(wrong), TOKEN, Optional.empty()));
    }
    assertRefused(
        ExitCode.INPUT_REFUSED,
        () -> ReportSender.to(URI.create("https://example.org"), "a\nb", Optional.empty()));
    Path open = token("rw-r--r--");
    assertRefused(ExitCode.INPUT_REFUSED, () -> OwnerFile.read(open))
        .hasMessageContaining("chmod 600");
  }

  @Test
  void serverIsTrustedByItsCertificateAlone() throws Exception {
    Path keys = folder.resolve("server.p12");
    keytool(keys, "EC", "server", "CN=127.0.0.1");
    KeyStore store = KeyStore.getInstance(keys.toFile(), "changeit".toCharArray());
    Path certificate = folder.resolve("server.pem");
    openssl(
        "pkcs12",
        "-in",
        keys.toString(),
        "-passin",
        "pass:changeit",
        "-nokeys",
        "-out",
        certificate.toString());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create();
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    try (Receiver receiver = new Receiver(server, 201)) {
      String address = "https://127.0.0.1:" + receiver.port();
      assertRefused(ExitCode.INPUT_REFUSED, () -> send(address, Optional.empty()))
          .hasMessageContaining("no connection that can be trusted");
      assertThat(receiver.requests).isEmpty();
      assertThat(send(address, Optional.of(certificate))).contains("R-7");
      assertRefused(ExitCode.INPUT_REFUSED, () -> send(address, Optional.of(token("rw-------"))))
          .hasMessageContaining("expected certificates in PEM");
    }
  }
}
