package org.orion.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.report.DeviceFigures;
import org.orion.exchange.report.LabKey;
import org.orion.exchange.report.LabSigner;
import org.orion.exchange.report.MediaRow;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReport.Figures;
import org.orion.exchange.report.TriageReportWriter;
import org.orion.operations.OperationsServer;
import org.orion.operations.ServerSettings;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.agency.Agencies;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.Migrations;
import org.orion.operations.database.PostgresCluster;

/// Takes a triage report in, over HTTP, on a whole server that has many, and waits until it was
/// compared with all of them. The stored rows are invented: one of twenty is one of 250 contents
/// that lie everywhere, the others lie once. Of the report's contents one of ten is stored, one of
/// ten looks like a stored one, the rest is new.
final class ReportsRun {
  private static final String AGENCY = "BENCH";
  private static final int WIDESPREAD = 250;
  private static final Duration LONGEST_COMPARISON = Duration.ofHours(1);

  private ReportsRun() {}

  static void run(Options options) throws Exception {
    int rows = options.number("rows", 1_000_000);
    int exhibits = options.number("exhibits", 5_000);
    int contents = options.number("report", 100_000);
    System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    boolean isOwn = options.text("data", "").isEmpty();
    Path folder =
        isOwn
            ? Files.createTempDirectory("orion-bench")
            : Path.of(options.text("data", "")).toAbsolutePath();
    Path data = folder.resolve("data");
    LabSigner lab = lab();
    String token;
    double loading;
    try (PostgresCluster cluster = PostgresCluster.start(data, data.resolve("programs"))) {
      Migrations.run(cluster.address());
      token = token(cluster.address());
      loading = load(cluster.address(), lab, rows, exhibits);
    }
    Path report = folder.resolve("bench.triage");
    write(folder, report, lab, rows, contents, System.nanoTime());
    measure(data, report, token, rows, exhibits, contents, loading);
    if (isOwn) {
      AuditLogRun.delete(folder);
    }
  }

  private static LabSigner lab() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    return new LabSigner(LabKey.of(pair.getPublic()), pair.getPrivate(), AGENCY, "Example lab");
  }

  private static String token(DatabaseAddress address) throws Exception {
    try (AccountDesk desk = AccountDesk.at(address)) {
      Agencies.Agency agency =
          new Agencies.Agency(AGENCY, "Example", "US", Agencies.Type.POLICE, "");
      String login = "lab" + System.nanoTime();
      return desk.token(
              desk.add(login, "Example Lab", agency, Set.of(Role.EXAMINER)).orElseThrow().account(),
              "bench",
              Set.of(Action.SUBMIT_REPORTS),
              Duration.ofDays(9))
          .orElseThrow()
          .secret();
    }
  }

  /// Adds the lab's key, and the stored reports unless they are there.
  ///
  /// @return seconds
  private static double load(DatabaseAddress address, LabSigner lab, int rows, int exhibits)
      throws SQLException {
    long started = System.nanoTime();
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      try (PreparedStatement key =
          connection.prepareStatement(
              "insert into orion.lab_key (agency, name, key, pem, account) values (?, 'Example', ?,"
                  + " ?, gen_random_uuid())")) {
        key.setString(1, AGENCY);
        key.setString(2, lab.key().id());
        key.setString(3, lab.key().toPem());
        key.executeUpdate();
      }
      if (number(statement, "select count(*) from orion.triage_report where batch <= " + exhibits)
          == 0) {
        fill(statement, rows, exhibits);
      }
      statement.execute("vacuum analyze");
    }
    return (System.nanoTime() - started) / 1e9;
  }

  private static void fill(Statement statement, int rows, int exhibits) throws SQLException {
    statement.execute("select setval('orion.triage_report_batch', %d)".formatted(exhibits + 1));
    statement.execute(
        """
        insert into orion.triage_report (agency, batch, report, lab_key, statement, parts, contents, with_paths,
          sha256, bytes, account)
        select '%s', i, gen_random_uuid(), (select id from orion.lab_key limit 1), '{}', 1, 0, false,
          sha256(int8send(i)), 0, gen_random_uuid()
        from generate_series(1, %d) i
        """
            .formatted(AGENCY, exhibits));
    addExhibits(statement, exhibits);
    statement.execute(
        """
        insert into orion.report_exhibit (agency, report, batch, part, label, investigation, exhibit, attached_at,
          items, pictures, videos, distinct_pictures, distinct_videos, unreadable, bytes, known_material, unmatched,
          figures, sources)
        select r.agency, r.id, r.batch, 0, e.number, e.investigation, e.id, now(), 0, 0, 0, 0, 0, 0, 0, 0, 0, '{}', '[]'
        from orion.triage_report r join orion.exhibit e on e.number = 'B-' || r.batch
        """);
    statement.execute(
        """
        create temporary table stored as
        select 1 + i %% %1$d as batch, (1 + i / %1$d)::integer as n, sha256(convert_to('c' || c, 'UTF8')) as sha256,
          sha256(convert_to('p' || c, 'UTF8')) as pdq
        from (select i, case when i %% 20 = 0 then -1 - (i / 20) %% %3$d else i end as c
          from generate_series(0, %2$d - 1) i) g
        """
            .formatted(exhibits, rows, WIDESPREAD));
    statement.execute(
        """
        insert into orion.report_media (agency, batch, n, part, kind, verdict, type, bytes, items, mark, sha256, quality)
        select '%s', batch, n, 0, 'PICTURE', 'UNMATCHED', 'image/png', 1000, 1,
          ('x' || encode(substr(sha256, 1, 8), 'hex'))::bit(64)::bigint, sha256, 90 from stored
        """
            .formatted(AGENCY));
    statement.execute(
        """
        insert into orion.report_look (agency, batch, part, block, entries)
        select '%s', batch, 0, n / 4096, string_agg(int4send(n) || int4send(3) || substr(sha256, 1, 16) || pdq,
          ''::bytea) from stored group by batch, n / 4096
        """
            .formatted(AGENCY));
    statement.execute("drop table stored");
  }

  /// One case with an exhibit for each report, and one for the report that is measured. An exhibit
  /// is seized by somebody: the settings say by whom.
  private static void addExhibits(Statement statement, int exhibits) throws SQLException {
    statement.execute(
        """
        select set_config('orion.agency', '%s', false), set_config('orion.account', a.id::text, false),
          set_config('orion.casework', 'yes', false), set_config('orion.roles', 'supervisor', false)
        from orion.account a limit 1
        """
            .formatted(AGENCY));
    statement.execute(
        """
        insert into orion.investigation (agency, number, title, handling, made_by)
        values ('%s', 'BENCH', 'Example', 'H0', orion.viewer_account())
        """
            .formatted(AGENCY));
    statement.execute(
        """
        insert into orion.exhibit (agency, investigation, number, kind, seized_at, zone, place, seized_by, authority,
          examine)
        select i.agency, i.id, n.number, 'DRIVE', now(), 'UTC', 'Example', 'Example', '26-0042', false
        from orion.investigation i
        cross join (select 'B-new' as number union all select 'B-' || g from generate_series(1, %d) g) n
        where i.number = 'BENCH'
        """
            .formatted(exhibits));
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Pdq pdq(String seed, int bits) {
    Sha256 sha256 = Sha256.digest(seed);
    long[] words = {sha256.a(), sha256.b(), sha256.c(), sha256.d()};
    for (int bit = 0; bit < bits; bit++) {
      int at = bit * 8 + 5;
      words[at / 64] ^= 1L << at % 64;
    }
    return new Pdq(words[0], words[1], words[2], words[3]);
  }

  /// The report, whose new contents are new in each run.
  private static void write(Path folder, Path file, LabSigner lab, int rows, int contents, long run)
      throws IOException {
    try (TriageReportWriter writer = new TriageReportWriter(folder, false);
        OutputStream output = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < contents; i++) {
        // A stored content that lies once: none of every twentieth.
        long stored = (long) i * rows / contents;
        stored += stored % 20 == 0 ? 1 : 0;
        String content = i % 10 == 0 ? "c" + stored : run + "c" + i;
        Pdq look =
            i % 10 == 0
                ? pdq("p" + stored, 0)
                : i % 10 == 1 ? pdq("p" + stored, i % 32) : pdq(run + "p" + i, 0);
        writer.media(row(content, look));
      }
      SequencedMap<String, Long> verdicts = new LinkedHashMap<>();
      verdicts.put("unmatched", (long) contents);
      Figures figures =
          new Figures(
              contents,
              0,
              contents,
              0,
              contents,
              0,
              0,
              1000L * contents,
              0,
              verdicts,
              List.of(),
              new LinkedHashMap<>());
      writer.finish(
          new TriageReportWriter.Statement(
              Optional.empty(),
              List.of(),
              new TriageReport(
                  new LinkedHashMap<>(Map.of("program_version", "bench")),
                  "complete",
                  List.of(),
                  List.of(
                      new ExhibitFigures(
                          "B-new", figures, new DeviceFigures(List.of(), new LinkedHashMap<>()))),
                  figures,
                  List.of())),
          lab,
          output);
    }
  }

  private static MediaRow row(String content, Pdq look) {
    Sha256 sha256 = Sha256.digest(content);
    return new MediaRow(
        0,
        MediaRow.Kind.PICTURE,
        "image/png",
        1_000,
        1,
        Md5.parse(sha256.hex().substring(0, 32)),
        Sha1.parse(sha256.hex().substring(0, 40)),
        sha256,
        MediaRow.Verdict.UNMATCHED,
        Optional.of(new MediaRow.Look(look, 90)),
        List.of(),
        new LinkedHashMap<>(),
        List.of(),
        List.of());
  }

  private static void measure(
      Path data, Path report, String token, int rows, int exhibits, int contents, double loading)
      throws Exception {
    try (OperationsServer server =
            OperationsServer.start(
                new ServerSettings(
                    data,
                    data.resolve("programs"),
                    "127.0.0.1",
                    0,
                    Optional.empty(),
                    Optional.empty()));
        Connection connection = PostgresCluster.running(data).orElseThrow().connect();
        Statement statement = connection.createStatement()) {
      long started = System.nanoTime();
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + server.port() + "/api/v1/triage-reports"))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/octet-stream")
              .POST(HttpRequest.BodyPublishers.ofFile(report))
              .build();
      HttpResponse<String> answer;
      try (HttpClient client = HttpClient.newHttpClient()) {
        answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      }
      double importing = (System.nanoTime() - started) / 1e9;
      if (answer.statusCode() != 201) {
        throw new IOException(answer.body());
      }
      long batch = number(statement, "select max(batch) from orion.triage_report");
      String compared = "select count(*) from orion.report_compared where batch = " + batch;
      started = System.nanoTime();
      while (number(statement, compared) == 0) {
        if (System.nanoTime() - started > LONGEST_COMPARISON.toNanos()) {
          throw new IOException("not compared within " + LONGEST_COMPARISON);
        }
        Thread.sleep(100);
      }
      double comparing = (System.nanoTime() - started) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "{\"rows\":%d,\"exhibits\":%d,\"report\":%d,\"import_seconds\":%.2f,\"rows_per_second\":%.0f,"
              + "\"links_seconds\":%.1f,\"load_seconds\":%.0f,\"database_megabytes\":%d,\"load\":%.1f,"
              + "\"checksum\":\"%s\"}%n",
          rows,
          exhibits,
          contents,
          importing,
          contents / importing,
          comparing,
          loading,
          number(statement, "select pg_database_size(current_database()) / 1000000"),
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
          found(statement, batch));
    }
  }

  /// What the run must have found, whatever its speed: links, contents in them that are the same
  /// and that look alike, kept pairs of pictures.
  private static String found(Statement statement, long batch) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            """
            select concat_ws('/', count(*), sum(exact), sum(alike),
              (select count(*) from orion.similar_content where batch = %1$d)) from orion.exhibit_link
            where batch = %1$d
            """
                .formatted(batch))) {
      row.next();
      return row.getString(1);
    }
  }
}
