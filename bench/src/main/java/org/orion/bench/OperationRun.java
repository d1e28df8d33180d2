package org.orion.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.agency.Agencies;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.Migrations;
import org.orion.operations.database.PostgresCluster;

/// Asks a server for the pages of a large operation: each kind of page for a while at a fixed rate,
/// by analysts of the largest agency. Client, server and database share the machine.
///
/// Of ten cases eight are of the one operation, of 20 one is restricted to its team; three of ten
/// are of the largest of 40 agencies. Each case has four persons, two tips and two exhibits with a
/// triage report each; of three cases one has an arrest with two charges, of four one a planned
/// action, of five one a child. Reported media are not loaded: no figure reads them, only the
/// counts of each report.
final class OperationRun {
  private static final int ANALYSTS = 10;
  private static final int SOME = 500;
  private static final String OWN_PASSWORD = "an invented phrase 5550100";

  private final Path data;
  private final int cases;
  private final int seconds;
  private final int perSecond;
  private final Set<String> only;

  /// For one time, by login.
  private final Map<String, String> passwords = new HashMap<>();

  private OperationRun(Path data, Options options) {
    this.data = data;
    this.cases = options.number("cases", 50_000);
    this.seconds = options.number("seconds", 30);
    this.perSecond = options.number("rate", 10);
    this.only = Set.of(options.text("only", "").split(","));
  }

  static void run(Options options) throws Exception {
    boolean isOwn = options.text("data", "").isEmpty();
    Path data =
        isOwn
            ? Files.createTempDirectory("orion-bench")
            : Path.of(options.text("data", "")).toAbsolutePath();
    OperationRun run = new OperationRun(data, options);
    run.measure(run.load());
    if (isOwn) {
      AuditLogRun.delete(data);
    }
  }

  /// What pages are asked for.
  private record Loaded(
      double seconds,
      UUID operation,
      List<UUID> cases,
      List<UUID> people,
      List<UUID> exhibits,
      String rows) {}

  private Loaded load() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(data, data.resolve("programs"))) {
      DatabaseAddress owner = cluster.address();
      Migrations.run(owner);
      List<UUID> analysts = new ArrayList<>();
      Map<String, UUID> clerks = new HashMap<>();
      try (AccountDesk desk = AccountDesk.at(owner)) {
        desk.firstAdministrator();
        for (int i = 0; i < SampleTips.AGENCIES; i++) {
          clerks.put(SampleTips.agency(i), add(desk, "clerk", i, Role.SUPERVISOR));
        }
        for (int i = 0; i < ANALYSTS; i++) {
          analysts.add(add(desk, "bench-" + i, 0, Role.ANALYST));
        }
      }
      long started = System.nanoTime();
      new SampleLoad(data, owner, new SampleTips(), analysts).grow(cases * 7L);
      try (Connection connection = owner.connect();
          Statement statement = connection.createStatement()) {
        if (ids(statement, "select id from orion.operation").isEmpty()) {
          fill(statement, clerks);
        }
        return new Loaded(
            (System.nanoTime() - started) / 1e9,
            ids(statement, "select id from orion.operation").getFirst(),
            some(statement, "investigation where handling <> 'H3' and agency = '%s'"),
            some(
                statement,
                "person p where agency = '%s' and exists (select from orion.investigation_person l"
                    + " join orion.investigation i on i.id = l.investigation where l.person = p.id and handling <> 'H3')"),
            some(
                statement,
                "exhibit e where agency = '%s' and exists (select from orion.investigation i"
                    + " where i.id = e.investigation and handling <> 'H3')"),
            rows(statement));
      }
    }
  }

  private UUID add(AccountDesk desk, String login, int agency, Role role) {
    Agencies.Agency of =
        new Agencies.Agency(
            SampleTips.agency(agency),
            "Example " + agency,
            List.of("US", "ES", "MT", "LU", "DE", "FR", "IT", "SE").get(agency % 8),
            Agencies.Type.POLICE,
            "");
    Account account =
        desk.find(login, Optional.of(of.ref()))
            .orElseGet(() ->
                desk.add(login, "Example " + login, of, Set.of(role)).orElseThrow().account());
    passwords.put(login, desk.reset(account));
    return account.id();
  }

  private void fill(Statement statement, Map<String, UUID> clerks) throws SQLException {
    statement.execute("create temporary table clerk (n integer, agency text, account uuid)");
    for (int i = 0; i < SampleTips.AGENCIES; i++) {
      String agency = SampleTips.agency(i);
      statement.execute(
          "insert into clerk values (%d, '%s', '%s')".formatted(i, agency, clerks.get(agency)));
    }
    statement.execute(
        """
        insert into orion.operation (agency, name, starts_on, state)
        select agency, 'Example operation', current_date - 300, 'RUNNING' from clerk where n = 0;
        insert into orion.operation_agency (operation, agency) select o.id, c.agency from orion.operation o, clerk c;
        insert into orion.investigation (agency, number, title, operation, state, opened_on, closed_at, close_reason,
          handling, restriction, band, made_by)
        select c.agency, 'C-' || g, 'Invented ' || g, case when g %% 10 < 8 then o.id end,
          case when g %% 5 = 0 then 'CLOSED' else 'OPEN' end, current_date - g %% 300,
          case when g %% 5 = 0 then now() end, case when g %% 5 = 0 then 'REFERRED' end,
          case when g %% 20 = 7 then 'H3' else 'H' || g %% 3 end, case when g %% 20 = 7 then 'Its team' else '' end,
          (array['IMMEDIATE', 'URGENT', 'STANDARD', 'MONITOR'])[1 + g %% 4], c.account
        from generate_series(1, %1$d) g cross join orion.operation o
        join clerk c on c.n = case when g %% 10 < 3 then 0 else g %% 40 end;
        create temporary table known as
        select i.id, i.agency, substr(i.number, 3)::integer as g, c.account,
          row_number() over (partition by i.agency order by i.id) as n,
          count(*) over (partition by i.agency) as many
        from orion.investigation i join clerk c on c.agency = i.agency;
        create index on known (g); create index on known (agency, n); analyze known;
        insert into orion.investigation_member (agency, investigation, account, leads)
        select agency, id, account, true from known;
        insert into orion.person (agency, code, kind, name, made_by)
        select known.agency, 'P-' || known.g || '-' || p, 'ADULT', 'Test Example ' || known.g || '-' || p, known.account
        from known cross join generate_series(1, 4) p;
        create temporary table human as
        select p.id, known.id as investigation, known.agency, known.account, known.g, split_part(p.code, '-', 3)::integer as p,
          row_number() over (partition by known.agency order by p.id) as n
        from orion.person p join known on known.g = split_part(p.code, '-', 2)::integer;
        create index on human (investigation, p); create index on human (agency, n); analyze human;
        insert into orion.investigation_person (agency, investigation, person, stage)
        select agency, investigation, id, (array['SUSPECT', 'REPORTED', 'WITNESS', 'ACCUSED'])[p] from human;
        insert into orion.person_stage (agency, investigation, person, stage, on_day, source, account)
        select agency, investigation, id, (array['SUSPECT', 'REPORTED', 'WITNESS', 'ACCUSED'])[p],
          current_date - g %% 300, 'A tip', account from human;
        create temporary table d as
        select id, agency, row_number() over (partition by agency order by id) as n from orion.identifier;
        create index on d (agency, n); analyze d;
        insert into orion.person_identifier (agency, person, identifier, original, source, account)
        select h.agency, h.id, d.id, 'invented', 'A tip', h.account from human h
        join d on d.agency = h.agency and d.n = h.n;
        create temporary table t as
        select id, agency, row_number() over (partition by agency order by id) as n from orion.tip;
        create index on t (agency, n); analyze t;
        insert into orion.investigation_tip (agency, investigation, tip, account)
        select known.agency, known.id, t.id, known.account from known
        cross join generate_series(0, 1) again join t on t.agency = known.agency and t.n = known.n + again * known.many
        """
            .formatted(cases));
    exhibits(statement, clerks);
    statement.execute(
        """
        insert into orion.planned_action (agency, investigation, person, kind, country, place, zone, starts_at, children,
          firearms, status, made_by)
        select agency, investigation, id, 'BOTH', (array['US', 'ES', 'MT', 'LU', 'DE', 'FR', 'IT', 'SE'])[1 + g % 8],
          'Example', 'UTC', now() + (g % 60 - 30) * interval '1 day', 'UNKNOWN', 'UNKNOWN', 'PLANNED', account
        from human where p = 1 and g % 4 = 1;
        insert into orion.arrest (agency, investigation, person, at, zone, country, place, by_whom, outcome, account)
        select agency, investigation, id, now() - g % 300 * interval '1 day', 'UTC',
          (array['US', 'ES', 'MT', 'LU', 'DE', 'FR', 'IT', 'SE'])[1 + g % 8], 'Example', 'Example', 'CUSTODY', account
        from human where p = 1 and g % 3 = 1;
        insert into orion.charge (agency, investigation, person, system, code, label, statute, filed_on, account)
        select h.agency, h.investigation, h.id, 'ICCS', '03' || c, 'Invented ' || c, 'Invented', current_date - h.g % 300,
          h.account from human h cross join generate_series(1, 2) c where h.p = 1 and h.g % 3 = 1;
        insert into orion.charge_disposition (agency, investigation, charge, kind, on_day, court, account)
        select agency, investigation, id, 'CONVICTED', current_date, 'Example', account from orion.charge
        where code = '031';
        insert into orion.child (agency, number, keep_until, made_by)
        select agency, n, current_date + 3000, account from known where g % 5 = 2;
        insert into orion.child_investigation (agency, child, investigation, account)
        select known.agency, c.id, known.id, known.account from known join orion.child c on c.agency = known.agency and c.number = known.n;
        insert into orion.child_fact (agency, child, fact, on_day, source, confidence, account)
        select c.agency, c.id, f, current_date - c.number % 300, 'Example', 'CONFIRMED', c.made_by
        from orion.child c cross join unnest(array['IDENTIFIED', 'SAFEGUARDED']) f
        """);
    statement.execute("vacuum analyze");
  }

  /// An exhibit is seized by somebody of its agency: the settings say by whom.
  private static void exhibits(Statement statement, Map<String, UUID> clerks) throws SQLException {
    for (Map.Entry<String, UUID> clerk : clerks.entrySet()) {
      statement.execute(
          """
          select set_config('orion.agency', '%1$s', false), set_config('orion.account', '%2$s', false),
            set_config('orion.casework', 'yes', false), set_config('orion.roles', 'supervisor', false);
          insert into orion.exhibit (agency, investigation, number, kind, seized_at, zone, place, seized_by, authority,
            examine)
          select agency, id, 'X-' || g || '-' || e, (array['PHONE', 'COMPUTER'])[e], now() - g %% 300 * interval '1 day',
            'UTC', 'Example', 'Example', '26-0042', true
          from known cross join generate_series(1, 2) e where agency = '%1$s'
          """
              .formatted(clerk.getKey(), clerk.getValue()));
    }
    statement.execute(
        """
        insert into orion.lab_key (agency, name, key, pem, account)
        select agency, 'Example', repeat('0', 64), 'none', account from clerk;
        create temporary table x as
        select e.*, nextval('orion.triage_report_batch') as batch, substr(e.id::text, 1, 8) as seed from orion.exhibit e;
        insert into orion.triage_report (agency, batch, report, lab_key, statement, parts, contents, with_paths, sha256,
          bytes, account)
        select x.agency, x.batch, gen_random_uuid(), l.id, '{}', 1, 0, false, sha256(int8send(x.batch)), 0, l.account
        from x join orion.lab_key l on l.agency = x.agency;
        insert into orion.report_exhibit (agency, report, batch, part, label, investigation, exhibit, attached_at, items,
          pictures, videos, distinct_pictures, distinct_videos, unreadable, bytes, known_material, unmatched, figures,
          sources)
        select x.agency, r.id, x.batch, 0, x.number, x.investigation, x.id, now(), 250, 200, 10, 190, 10, 1, 5000000000,
          20, 180, '{}', '[]'
        from x join orion.triage_report r on r.batch = x.batch;
        insert into orion.report_category (agency, batch, part, place, list, scheme, code, level, pictures, videos, exact,
          alike, first_pictures, first_videos)
        select agency, batch, 0, p, 'Example list', '', 'Category ' || p, 'OTHER', 4, 1, 4, 1, 4, 1
        from x cross join generate_series(1, 5) p
        """);
  }

  private static List<UUID> some(Statement statement, String of) throws SQLException {
    return ids(
        statement,
        "select id from orion.%s order by md5(id::text) limit %d"
            .formatted(of.formatted(SampleTips.agency(0)), SOME));
  }

  private static List<UUID> ids(Statement statement, String sql) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }

  private static String rows(Statement statement) throws SQLException {
    List<String> counts = new ArrayList<>();
    for (String table :
        List.of(
            "investigation",
            "person",
            "identifier",
            "tip",
            "exhibit",
            "report_exhibit",
            "arrest",
            "charge",
            "planned_action",
            "child")) {
      try (ResultSet row = statement.executeQuery("select count(*) from orion." + table)) {
        row.next();
        counts.add("\"%s\":%d".formatted(table, row.getLong(1)));
      }
    }
    return String.join(",", counts);
  }

  private record Kind(String name, OpenLoop.Paths paths) {}

  private static List<Kind> kinds(Loaded loaded) {
    String operation = "/operations/" + loaded.operation();
    List<UUID> cases = loaded.cases();
    List<UUID> people = loaded.people();
    List<UUID> exhibits = loaded.exhibits();
    return List.of(
        new Kind("operation", turn -> operation),
        new Kind("operation_figures", turn -> operation + "/figures"),
        new Kind("operation_timeline", turn -> operation + "/timeline"),
        new Kind("cases", turn -> "/cases"),
        new Kind("cases_of_operation", turn -> "/cases?state=ALL&operation=" + loaded.operation()),
        new Kind("case", turn -> "/cases/" + cases.get(turn % cases.size())),
        new Kind("case_people", turn -> "/cases/" + cases.get(turn % cases.size()) + "/people"),
        new Kind("case_exhibits", turn -> "/cases/" + cases.get(turn % cases.size()) + "/exhibits"),
        new Kind("person", turn -> "/people/" + people.get(turn % people.size())),
        new Kind("exhibits", turn -> "/exhibits"),
        new Kind("exhibits_waiting", turn -> "/exhibits?show=waiting"),
        new Kind("exhibit", turn -> "/exhibits/" + exhibits.get(turn % exhibits.size())),
        new Kind("board", turn -> "/actions"),
        new Kind("arrests", turn -> "/arrests"),
        new Kind("children", turn -> "/children"),
        new Kind("reports", turn -> "/reports"),
        new Kind("search", turn -> "/search?q=C-" + (1 + turn * 31 % 50_000)));
  }

  private void measure(Loaded loaded) throws Exception {
    try (RunningServer server = RunningServer.start(data)) {
      List<String> sessions = new ArrayList<>();
      for (int i = 0; i < ANALYSTS; i++) {
        String login = "bench-" + i;
        sessions.add(server.signIn(login, passwords.getOrDefault(login, ""), OWN_PASSWORD));
      }
      OpenLoop loop = new OpenLoop(server, sessions, perSecond);
      List<Kind> kinds =
          kinds(loaded).stream()
              .filter(kind -> only.contains("") || only.contains(kind.name()))
              .toList();
      for (Kind kind : kinds) {
        loop.run("warm-up", kind.paths(), Math.max(1, seconds / 6));
      }
      List<OpenLoop.Figures> figures = new ArrayList<>();
      for (Kind kind : kinds) {
        figures.add(loop.run(kind.name(), kind.paths(), seconds));
        System.err.println(figures.getLast().json());
      }
      System.out.printf(
          Locale.ROOT,
          "{%s,\"load_seconds\":%.0f,\"resident_mb\":%d,\"machine_load\":%s,%s}%n",
          loaded.rows(),
          loaded.seconds(),
          server.residentMegabytes(),
          load1(),
          figures.stream().map(OpenLoop.Figures::json).collect(Collectors.joining(",")));
    }
  }

  private static String load1() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }
}
