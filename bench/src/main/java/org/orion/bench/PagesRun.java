package org.orion.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.orion.operations.access.Role;
import org.orion.operations.agency.Account;
import org.orion.operations.agency.AccountDesk;
import org.orion.operations.agency.Agencies;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.Migrations;
import org.orion.operations.database.PostgresCluster;

/// Asks a server for the pages that people work with, with as many tips in its database as are
/// wanted: each kind of page for a while at a fixed rate, by analysts of the largest agency.
/// Client, server and database share the machine.
final class PagesRun {
  private static final int ANALYSTS = 20;
  private static final int LATER_PAGES = 200;
  private static final String OWN_PASSWORD = "an invented phrase 5550100";
  private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");

  private final Path data;
  private final int seconds;
  private final int perSecond;
  private final List<Long> sizes;
  private final Set<String> only;

  /// For one time, by login; made anew each time that the database is opened.
  private final Map<String, String> passwords = new HashMap<>();

  private PagesRun(Options options) throws IOException {
    String folder = options.text("data", "");
    this.data =
        folder.isEmpty()
            ? Files.createTempDirectory("orion-bench").resolve("data")
            : Path.of(folder).toAbsolutePath();
    this.seconds = options.number("seconds", 60);
    this.perSecond = options.number("rate", 50);
    this.sizes =
        Arrays.stream(options.text("tips", "1000000").replace("_", "").split(","))
            .map(Long::valueOf)
            .toList();
    this.only = Set.of(options.text("only", "").split(","));
  }

  static void run(Options options) throws Exception {
    new PagesRun(options).run();
  }

  private void run() throws Exception {
    SampleTips tips = new SampleTips();
    StringBuilder results = new StringBuilder();
    for (long size : sizes) {
      double loading = load(tips, size);
      String result = measure(size, loading);
      System.err.println(result);
      results.append(results.isEmpty() ? "" : ",").append(result);
    }
    System.out.println("{\"pages\":[" + results + "]}");
  }

  private static String login(int number) {
    return "bench-" + number;
  }

  private double load(SampleTips tips, long size) throws Exception {
    try (PostgresCluster cluster = PostgresCluster.start(data, data.resolve("programs"))) {
      DatabaseAddress owner = cluster.address();
      Migrations.run(owner);
      List<UUID> analysts = new ArrayList<>();
      try (AccountDesk desk = AccountDesk.at(owner)) {
        desk.firstAdministrator();
        for (int i = 0; i < SampleTips.AGENCIES; i++) {
          add(desk, "clerk", i);
        }
        for (int i = 0; i < ANALYSTS; i++) {
          analysts.add(add(desk, login(i), 0));
        }
      }
      double seconds = new SampleLoad(data, owner, tips, analysts).grow(size);
      scoredToday(owner);
      return seconds;
    }
  }

  private UUID add(AccountDesk desk, String login, int agency) throws IOException {
    Agencies.Agency of =
        new Agencies.Agency(
            SampleTips.agency(agency), "Example " + agency, "US", Agencies.Type.POLICE, "");
    Account account =
        desk.find(login, Optional.of(of.ref()))
            .orElseGet(() ->
                desk.add(login, "Example " + login, of, Set.of(Role.ANALYST))
                    .orElseThrow()
                    .account());
    passwords.put(login, desk.reset(account));
    return account.id();
  }

  /// Each day tips with dates are scored anew in the background, once; here it is done for today.
  private static void scoredToday(DatabaseAddress owner) throws SQLException {
    try (Connection connection = owner.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into orion.rescore (agency, cause, day, finished_at)
          select ref, 'DAYS', day, now() from orion.agency,
            unnest(array[(now() at time zone 'UTC')::date, (now() at time zone 'UTC')::date + 1]) as day
          on conflict (agency, day) where cause = 'DAYS' do update set finished_at = now()
          """);
    }
  }

  private String measure(long size, double loading) throws Exception {
    try (RunningServer server = RunningServer.start(data)) {
      List<String> sessions = new ArrayList<>();
      for (int i = 0; i < ANALYSTS; i++) {
        sessions.add(server.signIn(login(i), passwords.getOrDefault(login(i), ""), OWN_PASSWORD));
      }
      OpenLoop loop = new OpenLoop(server, sessions, perSecond);
      List<String> later = laterPages(server, sessions.getFirst());
      List<Kind> kinds = kinds(size, later);
      for (Kind kind : kinds) {
        loop.run("warm-up", kind.paths(), Math.max(1, seconds / 6));
      }
      List<OpenLoop.Figures> figures = new ArrayList<>();
      for (Kind kind : kinds) {
        figures.add(loop.run(kind.name(), kind.paths(), seconds));
        System.err.println(figures.getLast().json());
      }
      return String.format(
          Locale.ROOT,
          "{\"tips\":%d,\"sightings\":%d,\"load_seconds\":%.0f,\"first_page_seconds\":%.1f,"
              + "\"resident_mb\":%d,\"machine_load\":%s,%s}",
          size,
          size * SampleTips.SIGHTINGS,
          loading,
          server.secondsToFirstPage(),
          server.residentMegabytes(),
          Files.readString(Path.of("/proc/loadavg")).split(" ")[0],
          figures.stream().map(OpenLoop.Figures::json).collect(Collectors.joining(",")));
    }
  }

  /// The second half of the first 200 pages of the queue.
  private static List<String> laterPages(RunningServer server, String session)
      throws IOException, InterruptedException {
    List<String> pages = new ArrayList<>();
    String path = "/tips";
    for (int i = 0; i < LATER_PAGES; i++) {
      Matcher next = NEXT.matcher(server.get(session, path));
      if (!next.find()) {
        break;
      }
      path = next.group(1).replace("&amp;", "&");
      pages.add(path);
    }
    return List.copyOf(pages.subList(pages.size() / 2, pages.size()));
  }

  private record Kind(String name, OpenLoop.Paths paths) {}

  private List<Kind> kinds(long size, List<String> later) {
    List<String> filters =
        List.of(
            "/tips?band=URGENT",
            "/tips?band=MONITOR&country=MT",
            "/tips?type=TRAFFICKING",
            "/tips?country=ES",
            "/tips?country=LU&type=ABUSE_IN_PERSON",
            "/tips?platform=Example+Chat+57",
            "/tips?assignee=me",
            "/tips?band=STANDARD&platform=Example+Chat+3",
            "/tips?sort=newest",
            "/tips?sort=deadline");
    List<Kind> all =
        List.of(
            new Kind("queue_first", turn -> "/tips"),
            new Kind("queue_filtered", turn -> filters.get(turn % filters.size())),
            new Kind("queue_later", turn -> later.get(turn % later.size())),
            new Kind("tip", turn -> "/tips/" + someTip(turn, size)),
            new Kind("tip_identifiers", turn -> "/tips/" + someTip(turn, size) + "/identifiers"),
            new Kind("search_beginning", turn -> search(beginning(turn, size))),
            new Kind("search_look_alike", turn -> search(lookAlike(turn, size))));
    return only.contains("")
        ? all
        : all.stream().filter(kind -> only.contains(kind.name())).toList();
  }

  /// A tip of the largest agency that has its original.
  private static UUID someTip(int turn, long size) {
    long block = Long.remainderUnsigned(SampleTips.mix(turn, 50), size / 1000);
    return SampleTips.id(block * 1000 + 25L * SampleTips.pick(turn, 51, 12));
  }

  private static String normal(int turn, long size) {
    long tip =
        Long.remainderUnsigned(SampleTips.mix(turn, 52), size / 1000) * 1000
            + SampleTips.pick(turn, 53, 300);
    return SampleTips.normal(SampleTips.identifier(tip * 3 + SampleTips.pick(turn, 54, 2)))
        .normal();
  }

  private static String beginning(int turn, long size) {
    String normal = normal(turn, size);
    return normal.substring(0, Math.min(normal.length(), 3 + new Random(turn).nextInt(5)));
  }

  private static String lookAlike(int turn, long size) {
    return normal(turn, size).replace('o', '0').replace('i', '1').replace('_', '.');
  }

  private static String search(String typed) {
    return "/search?q="
        + java.net.URLEncoder.encode(typed, java.nio.charset.StandardCharsets.UTF_8);
  }
}
