package org.orion.bench;

import java.io.BufferedReader;
import java.io.File;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `./orion serve` as people start it, in a process of its own. A password alone signs in.
final class RunningServer implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
  private static final Pattern SERVING = Pattern.compile("serving on (http://\\S+)");

  private final Process process;
  private final String address;
  private final double secondsToFirstPage;

  private RunningServer(Process process, String address, double secondsToFirstPage) {
    this.process = process;
    this.address = address;
    this.secondsToFirstPage = secondsToFirstPage;
  }

  static RunningServer start(Path data) throws IOException, InterruptedException {
    // Builds the program where its sources are newer: that is no part of the start.
    new ProcessBuilder("./orion", "--version").redirectErrorStream(true).start().waitFor();
    ProcessBuilder builder =
        new ProcessBuilder("./orion", "serve", "--data", data.toString(), "--port", "0")
            .redirectError(ProcessBuilder.Redirect.to(data.resolve("serve.log").toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().put("ORION_SECOND_FACTOR", "optional");
    long started = System.nanoTime();
    Process process = builder.start();
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher serving = SERVING.matcher(line);
      if (serving.find()) {
        String address = serving.group(1);
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/sign-in")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
          client.send(request, HttpResponse.BodyHandlers.ofString());
        }
        return new RunningServer(process, address, (System.nanoTime() - started) / 1e9);
      }
    }
    throw new IOException(
        "the server did not start: " + Files.readString(data.resolve("serve.log")));
  }

  String address() {
    return address;
  }

  /// From the command to the sign-in page.
  double secondsToFirstPage() {
    return secondsToFirstPage;
  }

  /// What of the server's JVM is in memory now, from the status file of Linux.
  long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1000;
  }

  /// Milliseconds of processors that the server has taken.
  long serverCpuMillis() {
    return cpuMillis(process.toHandle());
  }

  /// Milliseconds of processors that its database has taken.
  long databaseCpuMillis() {
    return process.descendants().mapToLong(RunningServer::cpuMillis).sum();
  }

  private static long cpuMillis(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
  }

  /// Signs in, setting a password of one's own where the given one is for one time.
  ///
  /// @return the header that carries the session
  String signIn(String login, String password, String own)
      throws IOException, InterruptedException {
    return signIn(address, login, password, own);
  }

  /// The same on whatever server is there.
  static String signIn(String address, String login, String password, String own)
      throws IOException, InterruptedException {
    CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    try (HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build()) {
      String token = token(client, address + "/sign-in");
      post(
          client,
          address + "/sign-in",
          List.of("name", login, "password", password, "_csrf", token));
      if (!password.equals(own)) {
        token = token(client, address + "/sign-in/password");
        post(
            client,
            address + "/sign-in/password",
            List.of("password", own, "again", own, "_csrf", token));
      }
    }
    String session =
        cookies.getCookieStore().getCookies().stream()
            .map(cookie -> cookie.getName() + "=" + cookie.getValue())
            .findFirst()
            .orElseThrow();
    String page = page(session, address + "/tips");
    if (!page.contains("/sign-out")) {
      throw new IOException(login + " is not signed in: " + page);
    }
    return session;
  }

  private static String token(HttpClient client, String path)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(path)).build();
    String page = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    Matcher found = TOKEN.matcher(page);
    if (!found.find()) {
      throw new IOException(path + " has no form: " + page);
    }
    return found.group(1);
  }

  private static void post(HttpClient client, String path, List<String> fields)
      throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < fields.size(); i += 2) {
      body.append(i == 0 ? "" : "&")
          .append(fields.get(i))
          .append('=')
          .append(URLEncoder.encode(fields.get(i + 1), StandardCharsets.UTF_8));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    client.send(request, HttpResponse.BodyHandlers.discarding());
  }

  /// A page, for a session.
  String get(String session, String path) throws IOException, InterruptedException {
    return page(session, address + path);
  }

  private static String page(String session, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(path)).header("Cookie", session).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /// Ends it as a person does, its database with it.
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
