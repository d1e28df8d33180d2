package org.orion.operations.identifier;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.NotFoundException;
import org.orion.operations.access.Viewer;
import org.orion.operations.api.Cursor;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What the pages show of one identifier and of clusters.
@Repository
public class SightingRows {
  static final int MOST_SIGHTINGS = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private static final String SIGHTINGS =
      """
      select s.original, s.role, s.place, s.at, s.port, s.flags, t.id, t.code, t.source, t.reporter, t.arrived_at
      from orion.sighting s join orion.tip t on t.agency = s.agency and t.id = s.tip
      where s.agency = :agency and s.identifier = :id order by s.tip desc, s.id limit :most
      """;
  private static final String MEMBERS =
      """
      select id, code, band, urgency, state, platform, incident_type, arrived_at from orion.tip
      where agency = :agency and cluster = :cluster
        and (urgency, arrived_at, id) > (:urgency::bigint, :at::timestamptz, :id)
      order by urgency, arrived_at, id limit :most
      """;

  private final JdbcClient jdbc;

  SightingRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// An identifier.
  public record One(long id, Identifier.Kind kind, String platform, String normal) {}

  /// An identifier that a tip has, an interest names, or a person has whom the viewer may see.
  One one(Viewer viewer, long id) {
    return jdbc.sql(
            """
            select i.id, i.kind, i.platform, i.normal from orion.identifier i
            where i.agency = :agency and i.id = :id
              and (exists (select from orion.sighting where agency = :agency and identifier = i.id)
                or exists (select from orion.interest where agency = :agency and identifier = i.id)
                or exists (select from orion.person_identifier where agency = :agency and identifier = i.id))
            """)
        .param("agency", viewer.agency())
        .param("id", id)
        .query((row, number) ->
            new One(
                row.getLong("id"),
                Identifier.Kind.valueOf(row.getString("kind")),
                row.getString("platform"),
                row.getString("normal")))
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  /// One sighting of an identifier.
  ///
  /// @param port 0 when none is known
  public record Seen(
      String original,
      String role,
      String place,
      Optional<Instant> at,
      int port,
      List<NormalIdentifier.Flag> flags,
      UUID tip,
      String code,
      String reporter,
      Instant arrivedAt) {}

  /// The sightings of an identifier in the newest tips, at most [#MOST_SIGHTINGS].
  List<Seen> sightings(Viewer viewer, long id) {
    return jdbc.sql(SIGHTINGS)
        .param("agency", viewer.agency())
        .param("id", id)
        .param("most", MOST_SIGHTINGS)
        .query((row, number) ->
            new Seen(
                row.getString("original"),
                row.getString("role"),
                row.getString("place"),
                Optional.ofNullable(row.getObject("at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant),
                row.getInt("port"),
                flags(row),
                row.getObject("id", UUID.class),
                row.getString("code"),
                row.getString("reporter"),
                row.getObject("arrived_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /// A cluster.
  ///
  /// @param bands of its open tips
  public record Cluster(UUID id, int size, int open, List<String> bands, Instant newest) {}

  /// The clusters, those with the newest tips first.
  Slice<Cluster> clusters(Viewer viewer, SliceRequest request) {
    List<Cluster> found =
        clusters(
                viewer,
                "cluster is not null",
                request.after().map(cursor -> cursor.instant(0).toString()).orElse("infinity"),
                request.after().map(cursor -> cursor.uuid(1)).orElse(FIRST))
            .param("most", request.rows())
            .query(SightingRows::cluster)
            .list();
    return Slice.of(found, request, last -> Cursor.of(last.newest(), last.id()));
  }

  /// One cluster.
  Cluster cluster(Viewer viewer, UUID id) {
    return clusters(viewer, "cluster = :cluster", "infinity", FIRST)
        .param("cluster", id)
        .param("most", 1)
        .query(SightingRows::cluster)
        .optional()
        .orElseThrow(NotFoundException::new);
  }

  private JdbcClient.StatementSpec clusters(
      Viewer viewer, String condition, String newest, UUID after) {
    return jdbc.sql(
            """
            select cluster, count(*) as size, max(arrived_at) as newest,
              array_agg(distinct band) filter (where state = 'OPEN') as bands,
              count(*) filter (where state = 'OPEN') as open
            from orion.tip where agency = :agency and %s
            group by cluster having (max(arrived_at), cluster) < (:at::timestamptz, :id)
            order by newest desc, cluster desc limit :most
            """
                .formatted(condition))
        .param("agency", viewer.agency())
        .param("at", newest)
        .param("id", after);
  }

  private static Cluster cluster(ResultSet row, int number) throws SQLException {
    return new Cluster(
        row.getObject("cluster", UUID.class),
        row.getInt("size"),
        row.getInt("open"),
        row.getArray("bands") == null
            ? List.of()
            : List.of((String[]) row.getArray("bands").getArray()),
        row.getObject("newest", OffsetDateTime.class).toInstant());
  }

  /// A tip of a cluster.
  ///
  /// @param urgency of its band, or of the one that it will have when it is resumed; 0 is the most
  ///   urgent
  public record Member(
      UUID id,
      String code,
      String band,
      int urgency,
      boolean open,
      String platform,
      String incidentType,
      Instant arrivedAt) {}

  /// What tips of a cluster share.
  ///
  /// @param tips codes of those that the key links
  public record SharedKey(ClusterKey.Kind kind, String shared, List<String> tips) {
    /// The kind of the shared identifier, its platform and its value; empty for any other key.
    public Optional<List<String>> identifier() {
      return kind == ClusterKey.Kind.ID
          ? Optional.of(List.of(shared.split(":", 3)))
          : Optional.empty();
    }
  }

  /// The members of a cluster, the most urgent first.
  Slice<Member> members(Viewer viewer, UUID cluster, SliceRequest request) {
    List<Member> found =
        jdbc.sql(MEMBERS)
            .param("agency", viewer.agency())
            .param("cluster", cluster)
            .param("urgency", request.after().map(cursor -> cursor.number(0)).orElse(-1L))
            .param(
                "at",
                request.after().map(cursor -> cursor.instant(1).toString()).orElse("-infinity"))
            .param("id", request.after().map(cursor -> cursor.uuid(2)).orElse(FIRST))
            .param("most", request.rows())
            .query((row, number) ->
                new Member(
                    row.getObject("id", UUID.class),
                    row.getString("code"),
                    row.getString("band"),
                    row.getInt("urgency"),
                    row.getString("state").equals("OPEN"),
                    row.getString("platform"),
                    row.getString("incident_type"),
                    row.getObject("arrived_at", OffsetDateTime.class).toInstant()))
            .list();
    return Slice.of(found, request, last -> Cursor.of(last.urgency(), last.arrivedAt(), last.id()));
  }

  static List<NormalIdentifier.Flag> flags(ResultSet row) throws SQLException {
    return Stream.of((String[]) row.getArray("flags").getArray())
        .map(NormalIdentifier.Flag::valueOf)
        .toList();
  }
}
