package org.orion.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.orion.operations.OperationsServer;
import org.orion.operations.ServerSettings;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.agency.Agencies;
import org.orion.operations.database.PostgresCluster;

/// Takes tips in on a whole server with its own PostgreSQL, what is acknowledged being on the disk:
/// reports that providers submit and finish over HTTP, and a table of many. Client and server share
/// the machine.
final class TipsRun {
  private static final String AGENCY = "BENCH";

  private TipsRun() {}

  static void run(Options options) throws Exception {
    int reports = options.number("reports", 6_000);
    int clients = options.number("clients", 8);
    int rows = options.number("rows", 20_000);
    System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    Path folder = Files.createTempDirectory("orion-bench");
    try {
      run(folder.resolve("data"), reports, clients, rows);
    } finally {
      delete(folder);
    }
  }

  private static void run(Path data, int reports, int clients, int rows) throws Exception {
    try (OperationsServer server =
        OperationsServer.start(
            new ServerSettings(
                data,
                data.resolveSibling("programs"),
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty()))) {
      String authorization = provider(data);
      int warm = Math.max(reports / 4, 500);
      reports(server, authorization, 0, warm, clients);
      table(server, "W", Math.max(rows / 4, 2_000));
      analyze(data);
      Processors before = Processors.now(data);
      Reported reported = reports(server, authorization, warm, reports, clients);
      Processors between = Processors.now(data);
      double bulk = table(server, "B", rows);
      Processors after = Processors.now(data);
      long[] sorted = reported.nanos();
      System.out.printf(
          Locale.ROOT,
          "{\"reports\":%d,\"clients\":%d,\"finished_per_second\":%.0f,\"p50_millis\":%.1f,"
              + "\"p99_millis\":%.1f,%s,\"rows\":%d,\"rows_per_second\":%.0f,%s,\"load\":%.1f,"
              + "\"checksum\":\"%s\"}%n",
          reports,
          clients,
          reported.perSecond(),
          sorted[sorted.length / 2] / 1e6,
          sorted[(int) (sorted.length * 0.99)] / 1e6,
          between.since(before, "report", reports),
          rows,
          bulk,
          after.since(between, "row", rows),
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
          made(data));
    }
  }

  /// Time of the processors: what the machine could do if nothing else ran.
  private record Processors(Duration java, Duration postgres) {
    static Processors now(Path data) throws IOException {
      long server =
          Long.parseLong(
              Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst().strip());
      Duration postgres =
          ProcessHandle.of(server)
              .orElseThrow()
              .descendants()
              .flatMap(process -> process.info().totalCpuDuration().stream())
              .reduce(Duration.ZERO, Duration::plus);
      return new Processors(
          ProcessHandle.current().info().totalCpuDuration().orElseThrow(), postgres);
    }

    String since(Processors before, String what, int count) {
      return "\"java_millis_a_%s\":%.2f,\"postgres_millis_a_%s\":%.2f"
          .formatted(
              what,
              java.minus(before.java).toNanos() / 1e6 / count,
              what,
              postgres.minus(before.postgres).toNanos() / 1e6 / count);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  private static String provider(Path data) throws Exception {
    try (AccountDesk desk = AccountDesk.at(PostgresCluster.running(data).orElseThrow())) {
      Agencies.Agency agency =
          new Agencies.Agency(AGENCY, "Example", "US", Agencies.Type.POLICE, "");
      String secret =
          desk.add("provider", "Example Chat", agency, Set.of(Role.PROVIDER))
              .orElseThrow()
              .secret();
      return "Basic "
          + Base64.getEncoder()
              .encodeToString(("provider:" + secret).getBytes(StandardCharsets.UTF_8));
    }
  }

  /// @param nanos of each report, from submit to the answer to finish, sorted
  @SuppressWarnings("ArrayRecordComponent") // handed on once
  private record Reported(double perSecond, long[] nanos) {}

  private static Reported reports(
      OperationsServer server, String authorization, int from, int reports, int clients)
      throws Exception {
    AtomicInteger next = new AtomicInteger(from);
    int end = from + reports;
    long started = System.nanoTime();
    List<Future<long[]>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        running.add(threads.submit(() -> client(server.port(), authorization, next, end)));
      }
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    LongStream all = LongStream.empty();
    for (Future<long[]> one : running) {
      all = LongStream.concat(all, Arrays.stream(one.get()));
    }
    return new Reported(reports / seconds, all.sorted().toArray());
  }

  private static long[] client(int port, String authorization, AtomicInteger next, int end)
      throws IOException, InterruptedException {
    long[] nanos = new long[end];
    int count = 0;
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = next.getAndIncrement(); i < end; i = next.getAndIncrement()) {
        long started = System.nanoTime();
        String opened = send(client, port, authorization, "submit", "text/xml", report(i));
        String id = opened.replaceFirst("(?s).*<reportId>(\\d+)<.*", "$1");
        String done =
            send(
                client,
                port,
                authorization,
                "finish",
                "application/x-www-form-urlencoded",
                "id=" + id);
        if (!done.contains("<responseCode>0<")) {
          throw new IOException("the server answered " + done);
        }
        nanos[count++] = System.nanoTime() - started;
      }
    }
    return Arrays.copyOf(nanos, count);
  }

  private static String send(
      HttpClient client, int port, String authorization, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ispws/" + path))
            .header("Authorization", authorization)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /// One of ten reports is about an account that another one is about.
  private static String report(int number) {
    int account = number % 10 == 0 ? number / 2 : number;
    return """
    <report><incidentSummary><incidentType>Misleading Domain Name</incidentType>\
    <incidentDateTime>2026-01-02T03:04:05Z</incidentDateTime></incidentSummary>\
    <internetDetails><webPageIncident><url>https://example.org/%d</url></webPageIncident></internetDetails>\
    <reporter><reportingPerson><firstName>Test</firstName><lastName>Desk</lastName></reportingPerson></reporter>\
    <personOrUserReported><personOrUserReportedPerson><email>invented%d@example.org</email>\
    </personOrUserReportedPerson><espService>Example Chat</espService><screenName>%s</screenName>\
    <ipCaptureEvent><ipAddress>2001:db8:%x::1</ipAddress><eventName>Login</eventName>\
    <dateTime>2026-01-02T03:00:00Z</dateTime></ipCaptureEvent></personOrUserReported></report>
    """
        .formatted(number, account, name(account), number & 0xFFFF);
  }

  /// Letters for a number, no two alike in spelling: names that differ in digits alone are taken
  /// for relatives, and reports about relatives wait for each other.
  private static String name(int number) {
    StringBuilder name = new StringBuilder();
    long left = number * 2_654_435_761L & 0xFFFF_FFFFL;
    for (int i = 0; i < 8; i++) {
      name.append("bcdfghjklmnprstvwxyz".charAt((int) (left % 20))).append("aeiou".charAt(i % 5));
      left /= 20;
    }
    return name.toString();
  }

  private static double table(OperationsServer server, String prefix, int rows) throws IOException {
    StringBuilder table =
        new StringBuilder(
            "external_id,source,reporter,incident_type,platform,email,username,text\n");
    int others = prefix.charAt(0) << 24;
    for (int i = 0; i < rows; i++) {
      int account = i % 10 == 0 ? i / 2 : i;
      table.append(
          "%s-%d,provider,Example Board,MISLEADING_DOMAIN,Example Board,%s%d@example.org,%s,invented text %d\n"
              .formatted(prefix, i, prefix, account, name(others + account), i));
    }
    AtomicInteger kept = new AtomicInteger();
    long started = System.nanoTime();
    server
        .tips()
        .read(
            Viewer.machine(AGENCY),
            new ByteArrayInputStream(table.toString().getBytes(StandardCharsets.UTF_8)),
            "table",
            outcome -> kept.addAndGet(outcome.tip().isPresent() ? 1 : 0));
    double seconds = (System.nanoTime() - started) / 1e9;
    if (kept.get() != rows) {
      throw new IOException("of %d rows %d were kept".formatted(rows, kept.get()));
    }
    return rows / seconds;
  }

  /// What the database does by itself within minutes: its plans fit tables that are not empty.
  private static void analyze(Path data) throws Exception {
    try (Connection connection = PostgresCluster.running(data).orElseThrow().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("analyze");
    }
  }

  /// What the run must have made, whatever its speed: tips, of them in clusters, clusters,
  /// sightings, scores, and events of the audit log about tips that came.
  private static String made(Path data) throws Exception {
    try (Connection connection = PostgresCluster.running(data).orElseThrow().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select concat_ws('/', count(*), count(cluster), count(distinct cluster),
                  (select count(*) from orion.sighting),
                  (select count(distinct tip) from orion.tip_score),
                  (select count(*) from orion.audit_event where verb = 'receive')) from orion.tip
                """)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
