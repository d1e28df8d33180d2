package org.orion.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.orion.exchange.identifier.IdentifierProfile;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.agency.Agencies;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.Migrations;
import org.orion.operations.database.PostgresCluster;
import org.orion.operations.identifier.IdentifierSearch;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/// Searches for identifiers among many invented sightings, one search after the other, as pages do.
/// Four sightings make a tip; three of five are of an identifier of their own, the others of one at
/// random. One of ten belongs to another agency.
final class IdentifierRun {
  private static final String AGENCY = "BENCH";
  private static final String OTHER = "OTHER";
  private static final SliceRequest FIRST = SliceRequest.page(100, "");
  private static final String[] SYLLABLES = {
    "ba", "be", "bi", "bo", "da", "de", "di", "do", "fa", "fen", "fi", "for", "ga", "gel", "gi",
    "ha", "hen", "hi", "ja", "jo", "ka", "kel", "ki", "ko", "la", "len", "li", "lo", "ma", "mer",
    "mi", "mo", "na", "nel", "ni", "no", "pa", "per", "pi", "po", "ra", "ren", "ri", "ro", "sa",
    "sel", "si", "so", "ta", "ten", "ti", "to", "va", "ven", "vi", "vo", "wa", "wen", "wi", "zo"
  };

  private IdentifierRun() {}

  static void run(Options options) throws Exception {
    int sightings = options.number("sightings", 1_000_000);
    int searches = options.number("searches", 2_000);
    Path data =
        options.text("data", "").isEmpty()
            ? Files.createTempDirectory("orion-bench")
            : Path.of(options.text("data", "")).toAbsolutePath();
    try (PostgresCluster cluster = PostgresCluster.start(data, data.resolve("programs"))) {
      Migrations.run(cluster.address());
      double loading = load(cluster.address(), sightings);
      search(cluster.address(), sightings, searches, loading);
    }
  }

  /// @return seconds; 0 when they are there
  static double load(DatabaseAddress address, int sightings) throws Exception {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      try (var there = statement.executeQuery("select exists (select from orion.sighting)")) {
        there.next();
        if (there.getBoolean(1)) {
          return 0;
        }
      }
      long started = System.nanoTime();
      statement.execute(
          "insert into orion.agency (ref, name, country, type) values ('%s', 'Example', 'US', 'POLICE'), ('%s', 'Example', 'US', 'POLICE')"
              .formatted(AGENCY, OTHER));
      // COPY takes no table with forced policies.
      statement.execute("alter table orion.identifier no force row level security");
      int identifiers = sightings / 5 * 3;
      try (PGCopyOutputStream copy =
          new PGCopyOutputStream(
              connection.unwrap(PGConnection.class),
              "copy orion.identifier (agency, kind, platform, normal, loose, spelling) from stdin",
              1 << 16)) {
        for (int i = 1; i <= identifiers; i++) {
          NormalIdentifier one = normal(sample(i));
          copy.write(
              "%s\t%s\t%s\t%s\t%s\t%s\n"
                  .formatted(
                      i % 10 == 0 ? OTHER : AGENCY,
                      one.kind(),
                      one.qualifier(),
                      one.normal(),
                      one.loose(),
                      one.spelling().orElse("\\N"))
                  .getBytes(StandardCharsets.UTF_8));
        }
      }
      statement.execute(
          """
          insert into orion.tip (agency, code, format, sender, source, incident_type)
          select case when n %% 10 = 0 then '%s' else '%s' end, 'T-' || n, 'CSV', 'bench', 'UNKNOWN', 'UNKNOWN'
          from generate_series(1, %d) n
          """
              .formatted(OTHER, AGENCY, sightings / 4));
      statement.execute(
          "create temporary table t as select id, agency, substr(code, 3)::integer as n from orion.tip");
      statement.execute("create index on t (n)");
      statement.execute("analyze");
      statement.execute("select setseed(0.5)");
      // An identifier and a tip of one agency: both numbers are multiples of ten, or neither is.
      statement.execute(
          """
          insert into orion.sighting (agency, identifier, tip, original, place)
          select i.agency, i.id, t.id, i.normal, 'bench'
          from (select n, case when n <= %d then n else 1 + floor(random() * %d)::integer end as wanted
            from generate_series(1, %d) n) s
          join orion.identifier i on i.id = s.wanted
          join t on t.n = case when i.id %% 10 = 0 then 10 * (1 + s.n %% %d)
            else 1 + s.n %% %d * 10 + s.n %% 9 end
          """
              .formatted(identifiers, identifiers, sightings, sightings / 40, sightings / 40));
      statement.execute("alter table orion.identifier force row level security");
      statement.execute("analyze");
      return (System.nanoTime() - started) / 1e9;
    }
  }

  private static Identifier sample(int i) {
    Random random = new Random(i);
    // An odd factor: no two numbers below 2^24 meet.
    int spread = (i * 0x9E3779B1) & 0xFFFFFF;
    return switch (i % 20) {
      case 0, 1, 2, 3 ->
          Identifier.of(
              Identifier.Kind.E_MAIL,
              name(random, ".") + random.nextInt(100) + "@example.org",
              "b");
      case 4, 5, 6, 7, 8 ->
          Identifier.of(
              Identifier.Kind.IP_ADDRESS,
              "198.%d.%d.%d".formatted((spread >> 16) & 0xFF, (spread >> 8) & 0xFF, spread & 0xFF),
              "b");
      case 9, 10 ->
          Identifier.of(
              Identifier.Kind.PHONE,
              "+1%03d555%04d".formatted(200 + i % 800, i / 800 % 10_000),
              "b");
      case 11, 12 ->
          Identifier.of(Identifier.Kind.URL, "https://example.org/u/" + name(random, "-") + i, "b");
      default ->
          Identifier.of(Identifier.Kind.USERNAME, name(random, "_") + random.nextInt(1000), "b");
    };
  }

  private static String name(Random random, String separator) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      name.append(i == 2 ? separator : "").append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
    }
    return name.toString();
  }

  private static NormalIdentifier normal(Identifier sighting) {
    return IdentifierProfile.normalise(sighting, Optional.empty()) instanceof NormalIdentifier read
        ? read
        : IdentifierProfile.asWritten(sighting);
  }

  /// What somebody types of an identifier that is there.
  private enum Way {
    WHOLE,
    BEGINNING,
    LOOK_ALIKE,
    SPELLING;

    String typed(String normal, Random random) {
      int middle = 2 + random.nextInt(Math.max(1, normal.length() - 4));
      return switch (this) {
        case WHOLE -> normal.toUpperCase(Locale.ROOT);
        case BEGINNING -> normal.substring(0, Math.min(normal.length(), 3 + random.nextInt(5)));
        case LOOK_ALIKE -> normal.replace('o', '0').replace('i', '1').replace('_', '.');
        case SPELLING -> normal.substring(0, middle) + "x" + normal.substring(middle + 1);
      };
    }
  }

  private static void search(DatabaseAddress address, int sightings, int searches, double loading)
      throws Exception {
    SingleConnectionDataSource source = new SingleConnectionDataSource(address.connect(), true);
    JdbcClient jdbc = JdbcClient.create(source);
    jdbc.sql("set role " + DatabaseAddress.WORKING_ROLE).update();
    ViewerTransactions transactions =
        new ViewerTransactions(new JdbcTransactionManager(source), source);
    IdentifierSearch search = new IdentifierSearch(jdbc, new Agencies(jdbc), event -> {});
    Viewer viewer = Viewer.machine(AGENCY);
    int identifiers = sightings / 5 * 3;
    long checksum = 0;
    List<Double> all = new ArrayList<>();
    StringBuilder by = new StringBuilder();
    for (Way way : Way.values()) {
      int hits = 0;
      double[] millis = new double[searches / Way.values().length];
      Random random = new Random(way.ordinal());
      for (int n = -20; n < millis.length; n++) {
        int i = 1 + random.nextInt(identifiers - 1);
        String wanted = normal(sample(i % 10 == 0 ? i + 1 : i)).normal();
        String typed = way.typed(wanted, random);
        long started = System.nanoTime();
        List<IdentifierSearch.Found> found =
            transactions
                .read(viewer, () -> search.find(viewer, typed, FIRST))
                .identifiers()
                .items();
        if (n >= 0) {
          millis[n] = (System.nanoTime() - started) / 1e6;
          all.add(millis[n]);
          checksum += found.size();
          hits += found.stream().anyMatch(one -> one.normal().equals(wanted)) ? 1 : 0;
        }
      }
      Arrays.sort(millis);
      by.append(
          String.format(
              Locale.ROOT,
              "\"%s\":{\"p50\":%.1f,\"p95\":%.1f,\"share_found\":%.2f},",
              way.name().toLowerCase(Locale.ROOT),
              millis[millis.length / 2],
              millis[millis.length * 95 / 100],
              (double) hits / millis.length));
    }
    source.destroy();
    all.sort(null);
    System.out.printf(
        Locale.ROOT,
        "{\"sightings\":%d,\"load_seconds\":%.0f,%s\"p50_ms\":%.1f,\"p95_ms\":%.1f,\"max_ms\":%.1f,"
            + "\"checksum\":%d}%n",
        sightings,
        loading,
        by,
        all.get(all.size() / 2),
        all.get(all.size() * 95 / 100),
        all.getLast(),
        checksum);
  }
}
