package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `orion demo` as somebody sees it who has never seen the program: the steps that it prints lead
/// in, and Ctrl-C ends all of it.
class DemoIT {
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  @TempDir private Path folder;

  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private String address = "";
  private String token = "";

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    Matcher found = CSRF.matcher(answer.body());
    token = found.find() ? found.group(1) : token;
    return answer;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(address + path)));
  }

  private HttpResponse<String> post(String path, String form) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    form + "&_csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8))));
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  /// Waits until the pages are there.
  private String printed(Process process, Path out, Path err) throws Exception {
    String text = "";
    for (int i = 0; !text.contains("serving on "); i++) {
      assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
      assertThat(i).as("tenths of a second").isLessThan(1800);
      Thread.sleep(100);
      text = Files.readString(out);
    }
    return text;
  }

  @Test
  void theStepsThatItPrintsLeadInAndCtrlCEndsIt() throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    ProcessBuilder builder =
        new Program(folder, folder.resolve("home")).command(out, err, "demo", "--port", "0");
    builder.command().add(1, "-Djava.io.tmpdir=" + temporary);
    // A terminal sends Ctrl-C to the group of the program.
    builder.command().add(0, "setsid");
    Process process = builder.start();
    try {
      String text = printed(process, out, err);
      assertThat(text)
          .contains("Exhibit D-2 laptop")
          .contains("8 countries, 40 agencies, 190 arrests in a month, 48 tips");
      address = found("serving on (http://127\\.0\\.0\\.1:\\d+)", text);
      for (String login : List.of("admin", "sam", "ana")) {
        signIn(login, found("sign in as " + login + " .*password ([a-z2-9-]{23}) ", text));
        String page = get(login.equals("admin") ? "/accounts" : "/tips").body();
        assertThat(page).contains(login.equals("admin") ? "Ana Example" : "ExampleChat");
        post("/sign-out", "");
      }
      assertThat(folders(temporary)).contains("server");
      new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).inheritIO().start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroy();
    }
    assertThat(Files.readString(err)).doesNotContain("ended by itself").doesNotContain("\tat ");
    assertThat(folders(temporary)).as("what was the server's").doesNotContain("server");
    assertThat(found("for reading and printing: (.*)", Files.readString(out)))
        .satisfies(report -> assertThat(Path.of(report)).exists());
  }

  private static List<String> folders(Path temporary) throws IOException {
    try (Stream<Path> all = Files.walk(temporary, 2)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  /// As the two printed steps say.
  private void signIn(String login, String once) throws Exception {
    assertThat(get("/").headers().firstValue("Location").orElseThrow()).contains("/sign-in");
    get("/sign-in");
    HttpResponse<String> first = post("/sign-in", "name=%s&password=%s".formatted(login, once));
    assertThat(first.headers().firstValue("Location")).contains("/sign-in/password");
    get("/sign-in/password");
    String own = "an+invented+phrase+5550100";
    HttpResponse<String> second =
        post("/sign-in/password", "password=%s&again=%s".formatted(own, own));
    assertThat(second.statusCode()).as(second.body()).isEqualTo(302);
    assertThat(get("/account").statusCode()).isEqualTo(200);
  }
}
