package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.operations.database.PostgresCluster;

/// Tips by the command line, beside a running server and without one; and an upload to that server,
/// looked at in the cage and found on a list.
class TipImportIT {
  private static final String CSV = "external_id,source,reporter,email\n";

  @TempDir private Path folder;

  private Program program() {
    return new Program(folder, folder.resolve("home"));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void filesAreTakenInWhetherTheServerRunsOrNot() throws Exception {
    String good = write("good.csv", CSV + "C-1,hotline,Example Hotline,one@example.org\n");
    String half = write("half.csv", CSV + "C-2,hotline,Example Hotline,two@example.org\n,,,\"\n");
    String bad = write("bad.txt", "hello");
    Program.Run alone = program().run("tip", "import", good);
    assertThat(alone.exitCode()).as(alone.err()).isZero();
    assertThat(alone.out()).contains("first start: ", "new 1, updated 0, repeated 0");

    Path out = folder.resolve("server-out");
    Process server =
        program().command(out, folder.resolve("server-err"), "serve", "--port", "0").start();
    try {
      while (!Files.readString(out).contains("serving on")) {
        assertThat(server.isAlive()).as(Files.readString(folder.resolve("server-err"))).isTrue();
        Thread.sleep(50);
      }
      Program.Run beside = program().run("tip", "import", "--json", good, half);
      assertThat(beside.exitCode()).as(beside.err()).isEqualTo(1);
      assertThat(beside.out().lines())
          .hasSize(3)
          .anyMatch(line -> line.contains("\"result\":\"repeated\""))
          .anyMatch(line -> line.contains("\"result\":\"new\""))
          .anyMatch(line -> line.contains("[half.csv:3]"));
      Program.Run none = program().run("tip", "import", bad, folder + "/absent.json");
      assertThat(none.exitCode()).isEqualTo(3);
      assertThat(none.err()).contains("[bad.txt]", "absent.json] no such file");
      Program.Run nowhere = program().run("tip", "import", good, "--agency", "ELSEWHERE");
      assertThat(nowhere.exitCode()).isEqualTo(3);
      Program.Run changed =
          program().run("tip", "import", write("changed.json", "{\"reportId\":\"7\",\"x\":{}}"));
      assertThat(changed.err()).contains("THE FORMAT HAS CHANGED: changed.json");
      lookAtAnUpload(Files.readString(out).replaceFirst("(?s).*serving on (\\S+).*", "$1"));
    } finally {
      server.destroy();
      assertThat(server.waitFor(3, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static BufferedImage chart() {
    BufferedImage image = new BufferedImage(480, 360, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(55);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < 60; i++) {
      canvas.setColor(new Color(random.nextInt(1 << 24)));
      canvas.fillOval(random.nextInt(480), random.nextInt(360), 20 + random.nextInt(120), 90);
    }
    canvas.dispose();
    return image;
  }

  private void lookAtAnUpload(String address) throws Exception {
    ByteArrayOutputStream chart = new ByteArrayOutputStream();
    ImageIO.write(chart(), "png", chart);
    Path picture = Files.write(folder.resolve("chart.png"), chart.toByteArray());
    Program.Run hashed = program().run("hash", picture.toString());
    Matcher pdq = Pattern.compile("\"pdq\":\"([0-9a-f]{64})\"").matcher(hashed.out());
    assertThat(pdq.find()).as(hashed.out()).isTrue();
    String list = write("list.csv", "pdq,category,id\n" + pdq.group(1) + ",1,a-1\n");
    assertThat(
            program().run("list", "import", "charts", list, "--scheme", "vics-us-2.0").exitCode())
        .isZero();
    Program.Run added =
        program()
            .run("account", "add", "chat", "--agency", "LOCAL", "--role", "provider", "--json");
    String password = added.out().replaceFirst("(?s).*\"password\":\"([^\"]+)\".*", "$1");
    HttpClient client = HttpClient.newHttpClient();
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("chat:" + password).getBytes(StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/ispws/submit"))
            .header("Authorization", basic)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "<report><incidentSummary><incidentType>Misleading Domain Name</incidentType>"
                        + "<incidentDateTime>2026-01-02T03:04:05Z</incidentDateTime>"
                        + "</incidentSummary><reporter><reportingPerson/></reporter></report>"));
    String opened = client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    String id = opened.replaceFirst("(?s).*<reportId>(\\d+)<.*", "$1");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--x\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n"
                + id
                + "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(chart.toByteArray());
    body.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
    send(
        client,
        basic,
        address + "/ispws/upload",
        "multipart/form-data; boundary=x",
        body.toByteArray());
    String done =
        send(
            client,
            basic,
            address + "/ispws/finish",
            "application/x-www-form-urlencoded",
            ("id=" + id).getBytes(StandardCharsets.UTF_8));
    assertThat(done).contains("<responseCode>0<");
    assertThat(
            rows(
                folder.resolve("home/server"),
                "select array_to_string(f.lists, ',') || ' ' || u.look || ' ' || u.type || ' ' || m.code"
                    + " from orion.tip_file f join orion.ispws_file u on f.place = 'files/' || u.id"
                    + " join orion.ispws_match m on m.file = u.id"))
        .containsExactly("charts DECODED image/png 1");
  }

  private static String send(
      HttpClient client, String basic, String address, String type, byte[] body)
      throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", basic)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static List<String> rows(Path data, String query) throws IOException, SQLException {
    try (Connection connection = PostgresCluster.running(data).orElseThrow().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
