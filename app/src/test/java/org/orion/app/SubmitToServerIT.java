package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a folder of generated charts to the exhibit's page, by real processes: a scan, the lab's
/// key, the server, and `orion submit` between them. The page shows the figures of the scan.
class SubmitToServerIT {
  private static final String AGENCY = "NORTH";
  private static final String PASSWORD = "an invented phrase 5550100";
  private static final Pattern FORM = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  @TempDir private Path folder;

  private Program.Run done(String... arguments) throws IOException, InterruptedException {
    Program.Run run = new Program(folder, folder.resolve("home")).run(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static String field(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]+)").matcher(json);
    assertThat(found.find()).as(name + " of " + json).isTrue();
    return found.group(1);
  }

  private static void chart(Path file, int seed) throws IOException {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < 50; i++) {
      canvas.setColor(new Color(random.nextInt(1 << 24)));
      canvas.fillOval(random.nextInt(320), random.nextInt(240), 20 + random.nextInt(100), 70);
    }
    canvas.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  /// Somebody at the pages of the server.
  private static final class Visitor {
    private final HttpClient client =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .build();
    private final URI address;
    private String token = "";

    Visitor(URI address, String name, String once) throws Exception {
      this.address = address;
      get("/sign-in");
      post("/sign-in", "name", name, "password", once);
      get("/sign-in/password");
      post("/sign-in/password", "password", PASSWORD, "again", PASSWORD);
      get("/account");
    }

    private String send(HttpRequest.Builder request) throws Exception {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Matcher found = FORM.matcher(answer.body());
      if (found.find()) {
        token = found.group(1);
      }
      return answer.headers().firstValue("Location").orElse(answer.body());
    }

    String get(String path) throws Exception {
      return send(HttpRequest.newBuilder(address.resolve(path)).GET());
    }

    String post(String path, String... fields) throws Exception {
      StringBuilder body = new StringBuilder("_csrf=" + token);
      for (int i = 0; i < fields.length; i += 2) {
        body.append('&')
            .append(fields[i])
            .append('=')
            .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
      }
      return send(
          HttpRequest.newBuilder(address.resolve(path))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }
  }

  private Visitor visitor(URI address, String data, String name, String role) throws Exception {
    String added =
        done("account", "add", name, "--agency", AGENCY, "--role", role, "--data", data, "--json")
            .out();
    return new Visitor(address, name, field(added, "password"));
  }

  @Test
  void exhibitShowsTheFiguresOfTheScan() throws Exception {
    Path evidence = Files.createDirectories(folder.resolve("evidence"));
    for (int seed = 0; seed < 4; seed++) {
      chart(evidence.resolve("chart" + seed + ".png"), seed);
    }
    Files.copy(evidence.resolve("chart0.png"), evidence.resolve("copy.png"));
    Files.writeString(evidence.resolve("letter.txt"), "hello");
    Path list = folder.resolve("list.csv");
    Files.writeString(
        list,
        "sha256\n"
            + org.orion.exchange.hash.Sha256.digest(
                    Files.readAllBytes(evidence.resolve("chart1.png")))
                .hex()
            + "\n");
    done("list", "import", "known", list.toString());
    String scan = folder.resolve("D-17.orion").toString();
    done("scan", evidence.toString(), "--list", "known", "--exhibit", "D-17", "--out", scan);
    String figures = done("report", scan, "--format", "json").out();

    String data = folder.resolve("data").toString();
    Path out = folder.resolve("serve-out");
    ProcessBuilder serve =
        new Program(folder, folder.resolve("home"))
            .command(out, folder.resolve("serve-err"), "serve", "--data", data, "--port", "0");
    serve.environment().put("ORION_SECOND_FACTOR", "optional");
    Process server = serve.start();
    try {
      String said = "";
      for (int i = 0; !said.contains("serving on "); i++) {
        assertThat(server.isAlive()).as(Files.readString(folder.resolve("serve-err"))).isTrue();
        assertThat(i).as("tenths of a second").isLessThan(3_000);
        Thread.sleep(100);
        said = Files.readString(out);
      }
      URI address = URI.create(said.replaceFirst("(?s).*serving on (\\S+).*", "$1"));
      submit(address, data, scan, figures);
    } finally {
      server.destroy();
      assertThat(server.waitFor(3, TimeUnit.MINUTES)).isTrue();
    }
  }

  private void submit(URI address, String data, String scan, String figures) throws Exception {
    Visitor administrator = visitor(address, data, "adam", "administrator");
    Visitor supervisor = visitor(address, data, "sue", "supervisor");
    done("account", "add", "lena", "--agency", AGENCY, "--role", "examiner", "--data", data);
    Path token = folder.resolve("token");
    Files.writeString(
        token,
        field(
            done("account", "token", "lena", "--scope", "submit-reports", "--data", data, "--json")
                .out(),
            "token"));
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    String[] sending = {
      "submit", scan, "--server", address.toString(), "--token-file", token.toString()
    };
    String key = done("key", "make", "--agency", AGENCY, "--json").out();
    Program.Run stranger = new Program(folder, folder.resolve("home")).run(sending);
    assertThat(stranger.exitCode()).isEqualTo(3);
    assertThat(stranger.err()).contains("a key that is registered for the agency NORTH");
    administrator.post("/labs", "name", "Lab One", "key", key);

    String[] about = {"number", "26-1", "title", "Invented", "openedOn", "2026-03-01"};
    String path =
        supervisor
            .post(
                "/cases",
                about[0],
                about[1],
                about[2],
                about[3],
                about[4],
                about[5],
                "handling",
                "H0")
            .replaceFirst("^.*(?=/cases/)", "");
    supervisor.post(
        path + "/exhibits",
        "seizedAt",
        "2026-03-10T05:30",
        "zone",
        "UTC",
        "place",
        "1 Example Street",
        "seizedBy",
        "A team",
        "authority",
        "26-0042",
        "rows",
        "1",
        "number-0",
        "D-17",
        "kind-0",
        "DRIVE");
    Matcher exhibit =
        Pattern.compile("href=\"(/exhibits/[0-9a-f-]{36})")
            .matcher(supervisor.get(path + "/exhibits"));
    assertThat(exhibit.find()).isTrue();

    assertThat(done(sending).out())
        .containsPattern("is taken in as R-[0-9A-F]{10}: 4 contents, accepted");
    assertThat(done(sending).out()).contains("accepted");
    String page = supervisor.get(exhibit.group(1) + "/examinations");
    assertThat(page)
        .contains("verdict=UNMATCHED\">" + field(figures, "unmatched") + "</a>")
        .contains("verdict=KNOWN_MATERIAL\">" + field(figures, "known_material") + "</a>")
        .contains(
            "kind=PICTURE\">%s</a> (%s different)"
                .formatted(field(figures, "pictures"), field(figures, "distinct_pictures")))
        .contains("known</bdi>")
        .contains(evidence());
    assertThat(field(figures, "pictures")).isEqualTo("5");
    assertThat(field(figures, "known_material")).isEqualTo("1");
  }

  private String evidence() {
    return folder.resolve("evidence").toString();
  }
}
