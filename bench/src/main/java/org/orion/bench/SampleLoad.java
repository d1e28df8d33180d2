package org.orion.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.SecretFile;
import org.orion.operations.database.Vault;
import org.orion.operations.priority.Band;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/// Puts [SampleTips] into the tables of a server's own database, with COPY by its superuser: no
/// rule of the server is run, and foreign keys are not checked. Indexes are taken away before and
/// made again after, as the migrations have them.
final class SampleLoad {
  private static final int THREADS = 4;
  private static final String TABLES =
      "'tip', 'tip_original', 'tip_file', 'identifier', 'sighting', 'cluster_key', 'tip_change',"
          + " 'tip_priority', 'tip_score', 'gate_event', 'preservation'";

  /// All keys and indexes that no foreign key needs, and how each is made again.
  private static final String INDEXES =
      """
      select 'alter table ' || c.conrelid::regclass || ' drop constraint ' || c.conname as drop,
        'alter table ' || c.conrelid::regclass || ' add constraint ' || c.conname || ' ' || pg_get_constraintdef(c.oid) as make
      from pg_constraint c join pg_class t on t.oid = c.conrelid
      where c.connamespace = 'orion'::regnamespace and c.contype in ('p', 'u') and t.relname in (%1$s)
        and not exists (select from pg_constraint f where f.confrelid = c.conrelid and f.conindid = c.conindid and f.contype = 'f')
      union all
      select 'drop index orion.' || i.indexname, i.indexdef from pg_indexes i
      where i.schemaname = 'orion' and i.tablename in (%1$s)
        and not exists (select from pg_constraint c where c.conname = i.indexname and c.connamespace = 'orion'::regnamespace)
      order by 1 desc
      """
          .formatted(TABLES);

  private final DatabaseAddress address;
  private final Vault vault;
  private final SampleTips tips;
  private final List<UUID> analysts;

  /// @param analysts accounts of the first agency, to whom some tips are given
  SampleLoad(Path data, DatabaseAddress owner, SampleTips tips, List<UUID> analysts)
      throws IOException {
    this.address =
        new DatabaseAddress(
            owner.url(),
            Optional.of("orion_admin"),
            Optional.of(Files.readString(data.resolve("keys/postgres-admin")).strip()));
    this.vault = new Vault(SecretFile.readOrMake(data.resolve("keys/vault")));
    this.tips = tips;
    this.analysts = List.copyOf(analysts);
  }

  /// The lines of one table for a tip.
  private interface Lines {
    void of(long tip, Row row);
  }

  private record Table(String name, String columns, Lines lines) {}

  /// How many tips there are.
  long loaded() throws SQLException {
    try (Connection connection = connect()) {
      run(connection, "create table if not exists public.bench_loaded (tips bigint not null)");
      return number(connection, "select coalesce(max(tips), 0) from public.bench_loaded");
    }
  }

  /// Adds the tips from those that are there up to `tips`.
  ///
  /// @return seconds
  double grow(long most) throws Exception {
    long from = loaded();
    if (from >= most) {
      return 0;
    }
    long started = System.nanoTime();
    try (Connection connection = connect()) {
      if (number(connection, "select count(*) from (select from orion.tip limit 1)")
          != (from > 0 ? 1 : 0)) {
        throw new IOException("loading was interrupted once; begin with another folder");
      }
      List<String> make = new ArrayList<>();
      List<String> drop = new ArrayList<>();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(INDEXES)) {
        while (rows.next()) {
          drop.add(rows.getString("drop"));
          make.add(rows.getString("make"));
        }
      }
      for (String one : drop) {
        run(connection, one);
      }
      together(
          tables().stream().map(table -> (Step) work -> copy(work, table, from, most)).toList());
      together(make.stream().map(one -> (Step) work -> run(work, one)).toList());
      run(connection, "select setval('orion.identifier_id_seq', %d)".formatted(most * 3 + 3));
      together(
          tables().stream()
              .map(table -> (Step) work -> run(work, "vacuum (analyze) orion." + table.name()))
              .toList());
      run(connection, "checkpoint");
      run(connection, "insert into public.bench_loaded values (%d)".formatted(most));
    }
    return (System.nanoTime() - started) / 1e9;
  }

  private interface Step {
    void run(Connection connection) throws Exception;
  }

  private void together(List<Step> steps) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (Step step : steps) {
        running.add(
            threads.submit(() -> {
              try (Connection connection = connect()) {
                step.run(connection);
              }
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = address.connect();
    run(connection, "set session_replication_role = replica");
    run(connection, "set synchronous_commit = off");
    run(connection, "set maintenance_work_mem = '512MB'");
    return connection;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void copy(Connection connection, Table table, long from, long to)
      throws SQLException, IOException {
    String sql = "copy orion.%s (%s) from stdin".formatted(table.name(), table.columns());
    Row row = new Row();
    try (PGCopyOutputStream output =
        new PGCopyOutputStream(connection.unwrap(PGConnection.class), sql, 1 << 17)) {
      for (long tip = from; tip < to; tip++) {
        table.lines().of(tip, row);
        if (row.text.length() > 1 << 16 || tip == to - 1) {
          output.write(row.text.toString().getBytes(StandardCharsets.UTF_8));
          row.text.setLength(0);
        }
      }
    }
  }

  /// Lines in the form of COPY. No value here has a tab, a line's end or a backslash.
  private static final class Row {
    private final StringBuilder text = new StringBuilder();

    void add(Object... values) {
      for (int i = 0; i < values.length; i++) {
        text.append(i == 0 ? "" : "\t").append(values[i]);
      }
      text.append('\n');
    }
  }

  private static final String NULL = "\\N";
  private static final UUID NOBODY = new UUID(0, 0);

  /// The longest ones first.
  private List<Table> tables() {
    return List.of(
        new Table(
            "sighting", "agency, identifier, tip, original, role, place, at", this::sightings),
        new Table("tip_score", "agency, tip, at, rules_version, band, points, score", this::score),
        new Table(
            "identifier", "id, agency, kind, platform, normal, loose, spelling", this::identifiers),
        new Table("tip_priority", "agency, tip, facts", this::facts),
        new Table("tip_change", "agency, tip, account, at, kind, before, after", this::changes),
        new Table(
            "tip",
            "id, agency, code, format, sender, external_id, source, reporter, platform, country,"
                + " incident_type, incident_at, reported_at, arrived_at, escalated, files, state,"
                + " closed_at, close_reason, assignee, band, urgency, points, preserved_until,"
                + " cluster, changed_at",
            this::tip),
        new Table("tip_file", "id, agency, tip, place, viewed, public, sha256, lists", this::files),
        new Table("gate_event", "agency, tip, file, at, is_open, ground, source", this::gates),
        new Table(
            "preservation",
            "agency, tip, account, at, country, kind, start, last_day, law",
            this::preservation),
        new Table("cluster_key", "agency, key, tip, at", this::clusterKeys),
        new Table(
            "tip_original", "agency, tip, sha256, bytes, arrived_at, sealed", this::original));
  }

  private static String agency(long tip) {
    return SampleTips.agency(SampleTips.agencyOf(tip));
  }

  private void tip(long tip, Row row) {
    SampleTips.Scored scored = tips.scored(tip);
    Instant arrival = SampleTips.arrival(tip);
    boolean open = SampleTips.isOpen(tip);
    boolean given = open && SampleTips.agencyOf(tip) == 0 && SampleTips.pick(tip, 40, 10) == 0;
    row.add(
        SampleTips.id(tip),
        agency(tip),
        SampleTips.code(tip),
        "ISPWS",
        "PROVIDER:" + SampleTips.platform(tip),
        "BENCH-" + tip,
        "PROVIDER",
        SampleTips.reporter(tip),
        SampleTips.platform(tip),
        SampleTips.country(tip),
        scored.facts().incidentType(),
        arrival.minusSeconds(7200),
        arrival.minusSeconds(60),
        arrival,
        "f",
        SampleTips.files(tip),
        open ? "OPEN" : "CLOSED",
        open ? NULL : arrival.plusSeconds(86_400),
        open ? NULL : "NO_LEAD",
        given ? analysts.get(SampleTips.pick(tip, 41, analysts.size())) : NULL,
        scored.band(),
        scored.score().urgency().ordinal(),
        scored.score().points(),
        SampleTips.preservedUntil(tip),
        SampleTips.cluster(tip).map(UUID::toString).orElse(NULL),
        open ? arrival : arrival.plusSeconds(86_400));
  }

  private void score(long tip, Row row) {
    SampleTips.Scored scored = tips.scored(tip);
    row.add(
        agency(tip),
        SampleTips.id(tip),
        SampleTips.arrival(tip),
        scored.score().rulesVersion(),
        scored.band(),
        scored.score().points(),
        scored.scoreJson());
  }

  private void facts(long tip, Row row) {
    row.add(agency(tip), SampleTips.id(tip), tips.scored(tip).factsJson());
  }

  private void changes(long tip, Row row) {
    Band band = tips.scored(tip).band();
    Instant arrival = SampleTips.arrival(tip);
    row.add(agency(tip), SampleTips.id(tip), NOBODY, arrival, "ARRIVED", "", "");
    row.add(agency(tip), SampleTips.id(tip), NOBODY, arrival, "SCORED", "", band);
    if (!SampleTips.isOpen(tip)) {
      Instant closed = arrival.plusSeconds(86_400);
      row.add(agency(tip), SampleTips.id(tip), NOBODY, closed, "CLOSED", "", "NO_LEAD");
    }
  }

  private void files(long tip, Row row) {
    for (int i = 0; i < SampleTips.files(tip); i++) {
      row.add(
          SampleTips.file(tip, i),
          agency(tip),
          SampleTips.id(tip),
          "file " + (i + 1),
          isViewed(tip, i) ? "YES" : "UNSTATED",
          "UNSTATED",
          hex(SampleTips.digest(tip, i)),
          "{}");
    }
  }

  private void gates(long tip, Row row) {
    for (int i = 0; i < SampleTips.files(tip); i++) {
      boolean open = isViewed(tip, i);
      row.add(
          agency(tip),
          SampleTips.id(tip),
          SampleTips.file(tip, i),
          SampleTips.arrival(tip),
          open ? "t" : "f",
          open ? "VIEWED_BY_PROVIDER" : "NOT_STATED_AS_VIEWED",
          "bench");
    }
  }

  private static boolean isViewed(long tip, int file) {
    return SampleTips.pick(tip * 4 + file, 42, 2) == 0;
  }

  private void preservation(long tip, Row row) {
    row.add(
        agency(tip),
        SampleTips.id(tip),
        NOBODY,
        SampleTips.arrival(tip),
        "US",
        "REPORT",
        SampleTips.arrival(tip).toString().substring(0, 10),
        SampleTips.preservedUntil(tip),
        "example");
  }

  private void clusterKeys(long tip, Row row) {
    SampleTips.cluster(tip)
        .ifPresent(cluster ->
            row.add(
                agency(tip),
                "id:USERNAME:bench:" + cluster,
                SampleTips.id(tip),
                SampleTips.arrival(tip)));
  }

  private void identifiers(long tip, Row row) {
    for (int i = 0; i < SampleTips.owned(tip); i++) {
      long number = SampleTips.identifierOf(tip, i);
      NormalIdentifier one = SampleTips.normal(SampleTips.identifier(number));
      row.add(
          number,
          agency(tip),
          one.kind(),
          one.qualifier(),
          one.normal(),
          one.loose(),
          one.spelling().orElse(NULL));
    }
  }

  private void sightings(long tip, Row row) {
    for (int i = 0; i < SampleTips.SIGHTINGS; i++) {
      long number = SampleTips.identifierOf(tip, i);
      Identifier one = SampleTips.identifier(number);
      row.add(
          agency(tip),
          number,
          SampleTips.id(tip),
          one.value(),
          "REPORTED_PERSON",
          "report/person/" + i,
          SampleTips.arrival(tip).minusSeconds(7200));
    }
  }

  private void original(long tip, Row row) {
    if (tip % SampleTips.ORIGINALS == 0) {
      byte[] bytes = SampleTips.original(tip);
      UUID id = SampleTips.id(tip);
      Sha256 digest = Sha256.digest(bytes);
      row.add(
          agency(tip),
          id,
          hex(digest.toBytes()),
          bytes.length,
          SampleTips.arrival(tip),
          hex(vault.seal("tip-original:" + id + ":" + digest.hex(), bytes)));
    }
  }

  private static String hex(byte[] bytes) {
    return "\\\\x" + HexFormat.of().formatHex(bytes);
  }
}
