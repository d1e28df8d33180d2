package org.orion.operations.identifier;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Keys of tips, and the clusters that they make. Who changes clusters holds the locks that
/// [Clusters] takes.
@Repository
class ClusterRows {
  /// Rows of one key that are looked at; each tip has few.
  private static final int MOST_ROWS = 1500;

  private static final String WANTED =
      """
      unnest(:keys::text[], :starts::text[], :ends::text[]) with ordinality
        as wanted (key, starts, ends, number)
      """;
  private static final String IS_SHARED =
      """
      select exists (select 1 from %s cross join lateral (
        select 1 from orion.cluster_key c where c.agency = :agency and c.key = wanted.key
        and c.at between wanted.starts::timestamptz and wanted.ends::timestamptz limit 1) found)
      """
          .formatted(WANTED);
  private static final String NEIGHBORS =
      """
      select found.tips, found.open from %s cross join lateral (
        select count(*) as tips, array_agg(tip) filter (where not crowded) as open from (
          select tip, bool_and(crowded) as crowded from (
            select c.tip, c.crowded from orion.cluster_key c where c.agency = :agency and c.key = wanted.key
            and c.at between wanted.starts::timestamptz and wanted.ends::timestamptz and c.tip <> :tip
            order by c.at limit %d) one_key group by tip) by_tip) found
      order by wanted.number
      """
          .formatted(WANTED, MOST_ROWS);
  private static final String ADD =
      """
      insert into orion.cluster_key (agency, key, tip, at, crowded)
      select :agency, key, :tip, at::timestamptz, crowded
      from unnest(:keys::text[], :times::text[], :crowded::boolean[]) as k (key, at, crowded)
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
  private static final String JOIN =
      """
      with moving as (
        select id from orion.tip where agency = :agency
        and (id = any(:tips) or cluster = any(:clusters)) and cluster is distinct from :into
        order by id for update)
      update orion.tip t set cluster = :into from moving
      where t.agency = :agency and t.id = moving.id
      returning t.id
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

  /// The neighbors of each key, in the order of the keys.
  List<Neighbors> neighbors(Viewer viewer, UUID tip, List<ClusterKey> keys) {
    return windows(jdbc.sql(NEIGHBORS), viewer, keys)
        .param("tip", tip)
        .query((row, number) -> new Neighbors(row.getInt("tips"), uuids(row, "open")))
        .list();
  }

  void add(Viewer viewer, UUID tip, List<ClusterKey> keys, List<Boolean> crowded) {
    jdbc.sql(ADD)
        .param("agency", viewer.agency())
        .param("tip", tip)
        .param("keys", IdentifierRows.texts(keys, ClusterKey::text))
        .param("times", IdentifierRows.texts(keys, key -> key.at().toString()))
        .param("crowded", crowded.toArray(Boolean[]::new))
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

  void forget(Viewer viewer, UUID tip) {
    jdbc.sql("delete from orion.cluster_key where agency = :agency and tip = :tip")
        .param("agency", viewer.agency())
        .param("tip", tip)
        .update();
  }

  List<String> keysOf(Viewer viewer, UUID tip) {
    return jdbc.sql(
            "select distinct key from orion.cluster_key where agency = :agency and tip = :tip")
        .param("agency", viewer.agency())
        .param("tip", tip)
        .query(String.class)
        .list();
  }

  Optional<UUID> tip(Viewer viewer, String sender, String externalId) {
    return jdbc.sql(
            """
            select id from orion.tip
            where agency = :agency and sender = :sender and external_id = :external
            """)
        .param("agency", viewer.agency())
        .param("sender", sender)
        .param("external", externalId)
        .query(UUID.class)
        .optional();
  }

  /// The clusters that tips are in, and how many tips each has.
  Map<UUID, Integer> clusters(Viewer viewer, Collection<UUID> tips) {
    return jdbc
        .sql(
            """
            select cluster, count(*) as size from orion.tip where agency = :agency and cluster in
              (select cluster from orion.tip where agency = :agency and id = any(:tips))
            group by cluster
            """)
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .query((row, number) -> Map.entry(row.getObject("cluster", UUID.class), row.getInt("size")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// Puts tips, and all of other clusters, into one; their rows are locked in one order.
  ///
  /// @param into null: into none
  /// @return the tips that moved
  List<UUID> join(
      Viewer viewer, Collection<UUID> tips, Collection<UUID> clusters, @Nullable UUID into) {
    return jdbc.sql(JOIN)
        .param("agency", viewer.agency())
        .param("tips", tips.toArray(UUID[]::new))
        .param("clusters", clusters.toArray(UUID[]::new))
        .param("into", into, java.sql.Types.OTHER)
        .query(UUID.class)
        .list();
  }

  List<UUID> members(Viewer viewer, UUID cluster) {
    return jdbc.sql(
            "select id from orion.tip where agency = :agency and cluster = :cluster order by id")
        .param("agency", viewer.agency())
        .param("cluster", cluster)
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
    return statement
        .param("agency", viewer.agency())
        .param("keys", IdentifierRows.texts(keys, ClusterKey::text))
        .param("starts", IdentifierRows.texts(keys, key -> bound(key, Duration::negated)))
        .param("ends", IdentifierRows.texts(keys, key -> bound(key, Function.identity())));
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
