package org.orion.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.orion.operations.OperationsServer;
import org.orion.operations.ServerSettings;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.agency.Agencies;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.Migrations;
import org.orion.operations.database.PostgresCluster;

/// Opens nodes of a link graph of many invented edges, one view after the other: the whole page, as
/// an analyst's browser gets it, with 1, 10 or 50 nodes opened at once. Client and server are one
/// process, with the database on the same machine.
///
/// Of ten edges seven are sightings in tips, and one each a tip of a case, a person of a case and
/// an identifier of a person. One case has 10,000 tips.
final class GraphRun {
  private static final String AGENCY = "BENCH";
  private static final String LOGIN = "bench-links";
  private static final String OWN_PASSWORD = "an invented phrase 5550100";
  private static final Pattern NODE = Pattern.compile("class=\"node\"");
  private static final int CROWD = 10_000;

  private GraphRun() {}

  static void run(Options options) throws Exception {
    System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    int edges = options.number("edges", 1_000_000);
    int views = options.number("views", 400);
    Path data =
        options.text("data", "").isEmpty()
            ? Files.createTempDirectory("orion-bench")
            : Path.of(options.text("data", "")).toAbsolutePath();
    double loading;
    String password;
    try (PostgresCluster cluster = PostgresCluster.start(data, data.resolve("programs"))) {
      Migrations.run(cluster.address());
      loading = load(cluster.address(), edges);
      password = analyst(cluster.address());
    }
    try (OperationsServer server =
        OperationsServer.start(
            new ServerSettings(
                data,
                data.resolve("programs"),
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty(),
                Map.of("orion.second-factor", "optional")))) {
      String at = "http://127.0.0.1:" + server.port();
      String session = RunningServer.signIn(at, LOGIN, password, OWN_PASSWORD);
      measure(at, session, PostgresCluster.running(data).orElseThrow(), views, loading);
    }
    if (options.text("data", "").isEmpty()) {
      AuditLogRun.delete(data);
    }
  }

  /// @return a password for one time
  private static String analyst(DatabaseAddress owner) throws Exception {
    try (AccountDesk desk = AccountDesk.at(owner)) {
      desk.firstAdministrator();
      Account account =
          desk.find(LOGIN, Optional.of(AGENCY))
              .orElseGet(() ->
                  desk.add(
                          LOGIN,
                          "Example Analyst",
                          new Agencies.Agency(AGENCY, "Example", "US", Agencies.Type.POLICE, ""),
                          Set.of(Role.ANALYST))
                      .orElseThrow()
                      .account());
      return desk.reset(account);
    }
  }

  /// @return seconds; 0 when the edges are there
  private static double load(DatabaseAddress address, int edges) throws Exception {
    long started = System.nanoTime();
    IdentifierRun.load(address, edges / 10 * 7);
    int tenth = edges / 10;
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      try (var there = statement.executeQuery("select exists (select from orion.investigation)")) {
        there.next();
        if (there.getBoolean(1)) {
          return 0;
        }
      }
      statement.execute(
          """
          update orion.tip set incident_type = 'MATERIAL';
          create temporary table t as select id, row_number() over (order by code) as n from orion.tip
          where agency = 'BENCH';
          create temporary table d as select id, row_number() over (order by id) as n from orion.identifier
          where agency = 'BENCH';
          create index on t (n); create index on d (n); analyze t; analyze d;
          insert into orion.investigation (agency, number, title, handling, made_by)
          select 'BENCH', 'C-' || n, 'Invented ' || n, 'H' || n %% 3, '00000000-0000-0000-0000-000000000099'
          from generate_series(1, %1$d) n;
          insert into orion.person (agency, code, kind, name, made_by)
          select 'BENCH', 'P-' || n, 'ADULT', 'Test Example ' || n, '00000000-0000-0000-0000-000000000099'
          from generate_series(1, %2$d) n;
          create temporary table c as select id, row_number() over (order by number) as n from orion.investigation;
          create temporary table p as select id, row_number() over (order by code) as n from orion.person;
          create index on c (n); create index on p (n); analyze c; analyze p;
          insert into orion.investigation_tip (agency, investigation, tip, account)
          select 'BENCH', c.id, t.id, c.id from generate_series(1, %3$d) g
          join c on c.n = case when g <= %4$d then 1 else 1 + g %% %1$d end
          join t on t.n = 1 + (g * 7919::bigint) %% (select count(*) from t) on conflict do nothing;
          insert into orion.investigation_person (agency, investigation, person, stage)
          select 'BENCH', c.id, p.id, 'SUSPECT' from generate_series(1, %3$d) g
          join c on c.n = 1 + (g * 31::bigint) %% %1$d
          join p on p.n = 1 + (g * 17::bigint) %% %2$d on conflict do nothing;
          insert into orion.person_identifier (agency, person, identifier, original, source, account)
          select 'BENCH', p.id, d.id, 'invented', 'bench', p.id from generate_series(1, %3$d) g
          join p on p.n = 1 + g %% %2$d
          join d on d.n = 1 + (g * 104729::bigint) %% (select count(*) from d) on conflict do nothing;
          analyze
          """
              .formatted(tenth / 5, tenth / 2, tenth, Math.min(CROWD, tenth / 2)));
    }
    return (System.nanoTime() - started) / 1e9;
  }

  private static List<UUID> some(DatabaseAddress address, String table, int most) throws Exception {
    List<UUID> ids = new ArrayList<>();
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select id from orion.%s where agency = 'BENCH' order by md5(id::text) limit %d"
                    .formatted(table, most))) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }

  private static long edges(DatabaseAddress address) throws Exception {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select (select count(*) from orion.sighting) + (select count(*) from orion.investigation_tip)
                  + (select count(*) from orion.investigation_person) + (select count(*) from orion.person_identifier)
                """)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void measure(
      String at, String session, DatabaseAddress address, int views, double loading)
      throws Exception {
    List<UUID> tips = some(address, "tip", 2000);
    List<UUID> cases = some(address, "investigation", 2000);
    List<UUID> people = some(address, "person", 2000);
    StringBuilder by = new StringBuilder();
    long checksum = 0;
    try (HttpClient client = HttpClient.newHttpClient()) {
      Pages pages = new Pages(client, at, session);
      for (int opened : new int[] {1, 10, 50}) {
        double[] millis = new double[views];
        Random random = new Random(opened);
        for (int n = -50; n < views; n++) {
          StringBuilder path = new StringBuilder("/graph");
          for (int i = 0; i < opened; i++) {
            String node =
                switch (random.nextInt(3)) {
                  case 0 -> "tip:" + tips.get(random.nextInt(tips.size()));
                  case 1 -> "case:" + cases.get(random.nextInt(cases.size()));
                  default -> "person:" + people.get(random.nextInt(people.size()));
                };
            path.append(i == 0 ? "?start=" + node : "").append("&open=").append(node);
          }
          checksum += pages.nodes(path.toString(), millis, n);
        }
        by.append(figures("opened_" + opened, millis));
      }
      double[] crowd = new double[Math.min(views, 50)];
      String path = "/graph?start=case:%1$s&open=case:%1$s".formatted(crowded(address));
      for (int n = -3; n < crowd.length; n++) {
        checksum += pages.nodes(path, crowd, n);
      }
      by.append(figures("crowd", crowd));
    }
    System.out.printf(
        Locale.ROOT,
        "{\"edges\":%d,\"load_seconds\":%.0f,\"views\":%d,%s\"checksum\":%d}%n",
        edges(address),
        loading,
        views,
        by,
        checksum);
  }

  private record Pages(HttpClient client, String address, String session) {
    /// @param n the number of the measurement; less than 0 for one that does not count
    /// @return how many nodes the page shows
    long nodes(String path, double[] millis, int n) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + path)).header("Cookie", session).build();
      long started = System.nanoTime();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      double took = (System.nanoTime() - started) / 1e6;
      if (answer.statusCode() != 200) {
        throw new IOException(path + " got " + answer.statusCode());
      }
      if (n < 0) {
        return 0;
      }
      millis[n] = took;
      return NODE.matcher(answer.body()).results().count();
    }
  }

  private static UUID crowded(DatabaseAddress address) throws Exception {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select investigation from orion.investigation_tip group by 1 order by count(*)"
                    + " desc limit 1")) {
      rows.next();
      return rows.getObject(1, UUID.class);
    }
  }

  private static String figures(String name, double[] millis) {
    Arrays.sort(millis);
    return String.format(
        Locale.ROOT,
        "\"%s\":{\"p50_ms\":%.1f,\"p95_ms\":%.1f,\"max_ms\":%.1f},",
        name,
        millis[millis.length / 2],
        millis[millis.length * 95 / 100],
        millis[millis.length - 1]);
  }
}
