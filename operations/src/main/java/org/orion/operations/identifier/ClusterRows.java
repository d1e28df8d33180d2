package org.orion.operations.identifier;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.Columns;
import org.orion.operations.intake.TipsArriving;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Keys of tips, and the clusters that they make. Who changes clusters holds the locks that
/// [Clusters] takes.
@Repository
class ClusterRows {
  /// Rows of one key that are looked at; each tip has few.
  private static final int MOST_ROWS = 1500;

  private static final String IS_SHARED =
      """
      select exists (select 1 from unnest(:keys::text[], :starts::text[], :ends::text[]) as wanted (key, starts, ends)
        cross join lateral (
        select 1 from orion.cluster_key c where c.agency = :agency and c.key = wanted.key
        and c.at between wanted.starts::timestamptz and wanted.ends::timestamptz limit 1) found)
      """;
  private static final String NEIGHBORS =
      """
      select found.tips, found.open
      from unnest(:keys::text[], :starts::text[], :ends::text[], :tips::uuid[]) with ordinality
        as wanted (key, starts, ends, tip, number)
      cross join lateral (
        select count(*) as tips, array_agg(tip) filter (where not crowded) as open from (
          select tip, bool_and(crowded) as crowded from (
            select c.tip, c.crowded from orion.cluster_key c where c.agency = :agency and c.key = wanted.key
            and c.at between wanted.starts::timestamptz and wanted.ends::timestamptz and c.tip <> wanted.tip
            order by c.at limit %d) one_key group by tip) by_tip) found
      order by wanted.number
      """
          .formatted(MOST_ROWS);
  private static final String ADD =
      """
      insert into orion.cluster_key (agency, key, tip, at)
      select :agency, key, tip, at::timestamptz
      from unnest(:keys::text[], :tips::uuid[], :times::text[]) as k (key, tip, at)
      """;
  private static final String MARK_CROWDED =
      """
      update orion.cluster_key c set crowded = true
      from unnest(:keys::text[], :tips::uuid[], :times::text[]) as k (key, tip, at)
      where c.agency = :agency and c.key = k.key and c.at = k.at::timestamptz and c.tip = k.tip
      """;
  private static final String CROWD =
      """
      update orion.cluster_key c set crowded = true
      where c.agency = :agency and c.key = :key and not c.crowded
        and c.at between :start::timestamptz and :end::timestamptz
        and (select count(distinct near.tip) from orion.cluster_key near
          where near.agency = :agency and near.key = :key
          and near.at between c.at - :window::interval and c.at + :window::interval) > :most
      returning c.tip
      """;
  private static final String CLUSTERS =
      """
      select id, cluster from orion.tip
      where agency = :agency and id = any(:tips) and cluster is not null
      """;
  private static final String SIZES =
      """
      select cluster, count(*) as size from orion.tip
      where agency = :agency and cluster = any(:clusters) group by cluster
      """;
  private static final String JOIN =
      """
      with moving as (
        select t.id, coalesce(alone.target, whole.target) as target from orion.tip t
        left join unnest(:tips::uuid[], :tipsInto::uuid[]) as alone (id, target) on alone.id = t.id
        left join unnest(:clusters::uuid[], :clustersInto::uuid[]) as whole (id, target) on whole.id = t.cluster
        where t.agency = :agency and (t.id = any(:tips) or t.cluster = any(:clusters))
        order by t.id for update of t)
      update orion.tip t set cluster = moving.target from moving
      where t.agency = :agency and t.id = moving.id
      returning t.id, t.cluster
      """;
  private static final String TIPS =
      """
      select t.id from unnest(:senders::text[], :externals::text[]) as wanted (sender, external)
      join orion.tip t on t.agency = :agency and t.sender = wanted.sender and t.external_id = wanted.external
      """;

  private final JdbcClient jdbc;

  ClusterRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void lockShared(long lock) {
    jdbc.sql("select pg_advisory_xact_lock_shared(:lock)")
        .param("lock", lock)
        .query((row, number) -> number)
        .single();
  }

  /// Takes locks one after the other, in the order given.
  void lock(long... locks) {
    jdbc.sql("select pg_advisory_xact_lock(lock) from unnest(:locks::bigint[]) as l (lock)")
        .param("locks", locks)
        .query((row, number) -> number)
        .list();
  }

  /// Whether any tip has one of the keys within its window.
  boolean isShared(Viewer viewer, List<ClusterKey> keys) {
    return windows(jdbc.sql(IS_SHARED), viewer, keys).query(Boolean.class).single();
  }

  /// Who has a key too.
  ///
  /// @param tips how many
  /// @param open those of them that the key still links
  record Neighbors(int tips, List<UUID> open) {}

  /// A key of a tip.
  record Held(UUID tip, ClusterKey key) {}

  /// The neighbors of each key, in the order of the keys.
  List<Neighbors> neighbors(Viewer viewer, List<Held> keys) {
    return windows(jdbc.sql(NEIGHBORS), viewer, keys.stream().map(Held::key).toList())
        .param("tips", keys.stream().map(Held::tip).toArray(UUID[]::new))
        .query((row, number) -> new Neighbors(row.getInt("tips"), uuids(row, "open")))
        .list();
  }

  /// Adds keys that link until they are marked.
  void add(Viewer viewer, List<Held> keys) {
    write(ADD, viewer, keys);
  }

  /// Marks rows of keys that too many have.
  void markCrowded(Viewer viewer, List<Held> keys) {
    write(MARK_CROWDED, viewer, keys);
  }

  private void write(String statement, Viewer viewer, List<Held> keys) {
    Columns.of(jdbc.sql(statement).param("agency", viewer.agency()), keys)
        .texts("keys", one -> one.key().text())
        .uuids("tips", Held::tip)
        .texts("times", one -> one.key().at())
        .update();
  }

  /// Marks the rows around a key's that have become one of too many.
  ///
  /// @return their tips
  List<UUID> crowd(Viewer viewer, ClusterKey key, int most) {
    Optional<Duration> window = key.kind().window();
    return jdbc.sql(CROWD)
        .param("agency", viewer.agency())
        .param("key", key.text())
        .param("start", bound(key, Duration::negated))
        .param("end", bound(key, Function.identity()))
        .param("window", window.map(Duration::toString).orElse("infinity"))
        .param("most", most)
        .query(UUID.class)
        .list();
  }

  void forget(Viewer viewer, List<UUID> tips) {
    jdbc.sql("delete from orion.cluster_key where agency = :agency and tip = any(:tips)")
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .update();
  }

  List<String> keysOf(Viewer viewer, List<UUID> tips) {
    return jdbc.sql(
            "select distinct key from orion.cluster_key where agency = :agency and tip = any(:tips)")
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .query(String.class)
        .list();
  }

  /// Those of arriving reports' tips that are there.
  List<UUID> tips(Viewer viewer, List<TipsArriving.Arriving> reports) {
    List<TipsArriving.Arriving> named =
        reports.stream().filter(report -> report.externalId().isPresent()).toList();
    return named.isEmpty()
        ? List.of()
        : Columns.of(jdbc.sql(TIPS).param("agency", viewer.agency()), named)
            .texts("senders", TipsArriving.Arriving::sender)
            .texts("externals", report -> report.externalId().orElseThrow())
            .statement()
            .query(UUID.class)
            .list();
  }

  /// The clusters of those of the tips that are in one, by tip.
  Map<UUID, UUID> clusters(Viewer viewer, Collection<UUID> tips) {
    Map<UUID, UUID> clusters = new TreeMap<>();
    jdbc.sql(CLUSTERS)
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .query(row -> {
          clusters.put(row.getObject("id", UUID.class), row.getObject("cluster", UUID.class));
        });
    return clusters;
  }

  /// How many tips each cluster has.
  Map<UUID, Integer> sizes(Viewer viewer, Set<UUID> clusters) {
    Map<UUID, Integer> sizes = new TreeMap<>();
    if (!clusters.isEmpty()) {
      jdbc.sql(SIZES)
          .param("agency", viewer.agency())
          .param("clusters", clusters.toArray(UUID[]::new))
          .query(row -> {
            sizes.put(row.getObject("cluster", UUID.class), row.getInt("size"));
          });
    }
    return sizes;
  }

  /// Puts tips, and all tips of clusters, into others; their rows are locked in one order.
  ///
  /// @param tips where each goes
  /// @param clusters where all tips of each go
  /// @return the tips that moved, by the cluster that they are in now
  Map<UUID, List<UUID>> join(Viewer viewer, Map<UUID, UUID> tips, Map<UUID, UUID> clusters) {
    Map<UUID, List<UUID>> moved = new TreeMap<>();
    jdbc.sql(JOIN)
        .param("agency", viewer.agency())
        .param("tips", tips.keySet().toArray(UUID[]::new))
        .param("tipsInto", tips.values().toArray(UUID[]::new))
        .param("clusters", clusters.keySet().toArray(UUID[]::new))
        .param("clustersInto", clusters.values().toArray(UUID[]::new))
        .query(row -> {
          moved
              .computeIfAbsent(row.getObject("cluster", UUID.class), _ -> new ArrayList<>())
              .add(row.getObject("id", UUID.class));
        });
    return moved;
  }

  /// Takes a tip out of its cluster.
  void leave(Viewer viewer, UUID tip) {
    jdbc.sql("update orion.tip set cluster = null where agency = :agency and id = :tip")
        .param("agency", viewer.agency())
        .param("tip", tip)
        .update();
  }

  List<UUID> members(Viewer viewer, Set<UUID> clusters) {
    return jdbc.sql(
            "select id from orion.tip where agency = :agency and cluster = any(:clusters) order by id")
        .param("agency", viewer.agency())
        .param("clusters", clusters.toArray(UUID[]::new))
        .query(UUID.class)
        .list();
  }

  /// A tip's key.
  record Row(UUID tip, String key, Instant at) {}

  /// The keys of a cluster's tips that may link them, sorted by key and time.
  List<Row> keysIn(Viewer viewer, UUID cluster) {
    return jdbc.sql(
            """
            select c.tip, c.key, c.at from orion.tip t
            join orion.cluster_key c on c.agency = t.agency and c.tip = t.id
            where t.agency = :agency and t.cluster = :cluster and not c.crowded
            order by c.key, c.at, c.tip
            """)
        .param("agency", viewer.agency())
        .param("cluster", cluster)
        .query((row, number) ->
            new Row(
                row.getObject("tip", UUID.class),
                row.getString("key"),
                row.getObject("at", OffsetDateTime.class).toInstant()))
        .list();
  }

  private static JdbcClient.StatementSpec windows(
      JdbcClient.StatementSpec statement, Viewer viewer, List<ClusterKey> keys) {
    return Columns.of(statement.param("agency", viewer.agency()), keys)
        .texts("keys", ClusterKey::text)
        .texts("starts", key -> bound(key, Duration::negated))
        .texts("ends", key -> bound(key, Function.identity()))
        .statement();
  }

  private static String bound(ClusterKey key, Function<Duration, Duration> direction) {
    Optional<Duration> reach = key.kind().window().map(direction);
    return reach
        .map(far -> key.at().plus(far).toString())
        .orElse(direction.apply(Duration.ofDays(1)).isNegative() ? "-infinity" : "infinity");
  }

  private static List<UUID> uuids(ResultSet row, String column) throws SQLException {
    java.sql.@Nullable Array array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((UUID[]) array.getArray());
  }
}
