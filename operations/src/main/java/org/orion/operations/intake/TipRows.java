package org.orion.operations.intake;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.Columns;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows that tips are made of at intake. What is written for many tips goes to the database at
/// once.
@Repository
class TipRows {
  /// In one order, so that two batches never wait for each other in a circle.
  private static final String LOCK =
      """
      select pg_advisory_xact_lock(key) from (
        select distinct hashtextextended(what, 0) as key from unnest(:keys) as what order by 1) as keys
      """;

  private static final String EXTERNAL =
      """
      select t.id, t.code, t.sender || chr(10) || t.external_id as key from orion.tip t
      join unnest(:senders, :externals) as w (sender, external) on t.sender = w.sender and t.external_id = w.external
      where t.agency = :agency for update of t
      """;
  private static final String CONTENT =
      """
      select t.id, t.code, encode(o.sha256, 'hex') as key from orion.tip t
      join orion.tip_original o on o.tip = t.id and o.agency = t.agency
      where o.agency = :agency and o.sha256 = any(:digests) order by o.arrived_at desc for update of t
      """;
  private static final String BUNDLES =
      """
      select id, code, bundle_key as key from orion.tip
      where agency = :agency and bundle_key = any(:keys) and state = 'OPEN' order by arrived_at desc for update
      """;
  private static final String ADD =
      """
      insert into orion.tip (id, agency, code, format, sender, external_id, source, reporter, platform, country,
        incident_type, incident_at, reported_at, escalated, bundle_key, bundle_count, files, changed_format,
        not_understood, preserved_until)
      select t.id, :agency, t.code, t.format, t.sender, t.external, t.source, t.reporter, t.platform, t.country,
        t.type, t.incident_at::timestamptz, t.reported_at::timestamptz, t.escalated, t.bundle_key, t.bundle_count,
        t.files, t.changed_format, t.not_understood, t.preserved::date
      from unnest(:ids::uuid[], :codes::text[], :formats::text[], :senders::text[], :externals::text[],
          :sources::text[], :reporters::text[], :platforms::text[], :countries::text[], :types::text[],
          :incidents::text[], :reports::text[], :escalations::boolean[], :bundles::text[], :counts::bigint[],
          :files::bigint[], :changes::boolean[], :unknowns::bigint[], :preserved::text[])
        as t (id, code, format, sender, external, source, reporter, platform, country, type, incident_at,
          reported_at, escalated, bundle_key, bundle_count, files, changed_format, not_understood, preserved)
      """;
  private static final String UPDATE =
      """
      update orion.tip set source = :source, reporter = :reporter, platform = :platform, country = :country,
        incident_type = :type, incident_at = :incidentAt, reported_at = :reportedAt, escalated = :escalated,
        files = :files, changed_format = :changedFormat, not_understood = :notUnderstood,
        updates = updates + 1, version = version + 1, changed_at = now()
      where agency = :agency and id = :id
      """;
  private static final String COUNT_BUNDLE =
      """
      update orion.tip set bundle_count = bundle_count + :count, version = version + 1, changed_at = now()
      where agency = :agency and id = :id
      """;
  private static final String PUT_FILE =
      """
      insert into orion.tip_file (agency, tip, place, viewed, public, md5, sha1, sha256, lists)
      values (:agency, :tip, :place, :viewed, :public, :md5, :sha1, :sha256, :lists)
      on conflict (agency, tip, place) do update set viewed = excluded.viewed, public = excluded.public,
        md5 = excluded.md5, sha1 = excluded.sha1, sha256 = excluded.sha256,
        lists = coalesce(excluded.lists, tip_file.lists)
      """;
  private static final String CHANGE =
      """
      insert into orion.tip_change (agency, tip, account, kind, after)
      select :agency, tip, :account, :kind, :after from unnest(:tips::uuid[]) as t (tip)
      """;

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batches;

  TipRows(JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
    this.jdbc = jdbc;
    this.batches = batches;
  }

  /// What of a report the queue is sorted and filtered by.
  record Summary(
      TipFormat format,
      String sender,
      Optional<String> externalId,
      String source,
      String reporter,
      String platform,
      String country,
      String incidentType,
      Optional<OffsetDateTime> incidentAt,
      Optional<OffsetDateTime> reportedAt,
      boolean escalated,
      Optional<String> bundleKey,
      long bundleCount,
      int files,
      boolean changedFormat,
      int notUnderstood) {
    /// What tells the same report of the same sender.
    Optional<String> externalKey() {
      return externalId.map(id -> sender + "\n" + id);
    }
  }

  /// A tip that is there.
  record Known(UUID tip, String code) {}

  /// A tip that is to be added.
  ///
  /// @param preserved the last day on which the provider must still have the data
  record Added(UUID tip, String code, Summary summary, Optional<LocalDate> preserved) {}

  /// A file of a tip, with the lists that it is on.
  record FileOf(UUID tip, TipReport.TipFile file, Optional<List<String>> lists) {}

  /// Makes transactions that take in the same report, contents or bundle wait for each other, even
  /// before there is a row to lock.
  void lock(Viewer viewer, Collection<String> keys) {
    jdbc.sql(LOCK)
        .param(
            "keys", keys.stream().map(key -> viewer.agency() + "\n" + key).toArray(String[]::new))
        .query((row, number) -> number)
        .list();
  }

  /// Tips of senders' ids, by [Summary#externalKey].
  Map<String, Known> external(Viewer viewer, List<Summary> wanted) {
    List<Summary> named =
        wanted.stream().filter(summary -> summary.externalId().isPresent()).toList();
    if (named.isEmpty()) {
      return new HashMap<>();
    }
    return byKey(
        jdbc.sql(EXTERNAL)
            .param("senders", named.stream().map(Summary::sender).toArray(String[]::new))
            .param(
                "externals",
                named.stream().map(one -> one.externalId().orElseThrow()).toArray(String[]::new))
            .param("agency", viewer.agency()));
  }

  /// Tips that have the same bytes, by the SHA-256 in hexadecimal digits; of several the first.
  Map<String, Known> content(Viewer viewer, List<byte[]> digests) {
    return digests.isEmpty()
        ? new HashMap<>()
        : byKey(
            jdbc.sql(CONTENT)
                .param("agency", viewer.agency())
                .param("digests", digests.toArray(byte[][]::new)));
  }

  /// Open tips that count bundles, by the bundle's key.
  Map<String, Known> bundles(Viewer viewer, List<String> keys) {
    return keys.isEmpty()
        ? new HashMap<>()
        : byKey(
            jdbc.sql(BUNDLES)
                .param("agency", viewer.agency())
                .param("keys", keys.toArray(String[]::new)));
  }

  private static Map<String, Known> byKey(JdbcClient.StatementSpec statement) {
    Map<String, Known> found = new HashMap<>();
    statement.query(row -> {
      found.put(
          row.getString("key"), new Known(row.getObject("id", UUID.class), row.getString("code")));
    });
    return found;
  }

  void add(Viewer viewer, List<Added> tips) {
    Columns.of(jdbc.sql(ADD).param("agency", viewer.agency()), tips)
        .uuids("ids", Added::tip)
        .texts("codes", Added::code)
        .texts("formats", one -> one.summary().format())
        .texts("senders", one -> one.summary().sender())
        .texts("externals", one -> one.summary().externalId().orElse(null))
        .texts("sources", one -> one.summary().source())
        .texts("reporters", one -> one.summary().reporter())
        .texts("platforms", one -> one.summary().platform())
        .texts("countries", one -> one.summary().country())
        .texts("types", one -> one.summary().incidentType())
        .texts("incidents", one -> one.summary().incidentAt().orElse(null))
        .texts("reports", one -> one.summary().reportedAt().orElse(null))
        .truths("escalations", one -> one.summary().escalated())
        .texts("bundles", one -> one.summary().bundleKey().orElse(null))
        .numbers("counts", one -> one.summary().bundleCount())
        .numbers("files", one -> (long) one.summary().files())
        .truths("changes", one -> one.summary().changedFormat())
        .numbers("unknowns", one -> (long) one.summary().notUnderstood())
        .texts("preserved", one -> one.preserved().orElse(null))
        .update();
  }

  void update(Viewer viewer, UUID tip, Summary summary) {
    batches.update(UPDATE, parameters(viewer, summary).addValue("id", tip));
  }

  private static MapSqlParameterSource parameters(Viewer viewer, Summary summary) {
    return new MapSqlParameterSource()
        .addValue("agency", viewer.agency())
        .addValue("source", summary.source())
        .addValue("reporter", summary.reporter())
        .addValue("platform", summary.platform())
        .addValue("country", summary.country())
        .addValue("type", summary.incidentType())
        .addValue("incidentAt", summary.incidentAt().orElse(null))
        .addValue("reportedAt", summary.reportedAt().orElse(null))
        .addValue("escalated", summary.escalated())
        .addValue("files", summary.files())
        .addValue("changedFormat", summary.changedFormat())
        .addValue("notUnderstood", summary.notUnderstood());
  }

  void countBundle(Viewer viewer, UUID tip, long count) {
    jdbc.sql(COUNT_BUNDLE)
        .param("count", count)
        .param("agency", viewer.agency())
        .param("id", tip)
        .update();
  }

  void putFiles(Viewer viewer, List<FileOf> files) {
    List<MapSqlParameterSource> rows = new ArrayList<>();
    for (FileOf one : files) {
      TipReport.TipFile file = one.file();
      List<HashValue> hashes =
          file.identifiers().stream().map(Identifier::hash).flatMap(Optional::stream).toList();
      rows.add(
          new MapSqlParameterSource()
              .addValue("agency", viewer.agency())
              .addValue("tip", one.tip())
              .addValue("place", file.place())
              .addValue("viewed", file.viewedByProvider().name())
              .addValue("public", file.publiclyAvailable().name())
              .addValue("md5", bytes(hashes, HashAlgorithm.MD5))
              .addValue("sha1", bytes(hashes, HashAlgorithm.SHA1))
              .addValue("sha256", bytes(hashes, HashAlgorithm.SHA256))
              .addValue(
                  "lists", one.lists().map(names -> names.toArray(String[]::new)).orElse(null)));
    }
    if (!rows.isEmpty()) {
      batches.batchUpdate(PUT_FILE, rows.toArray(SqlParameterSource[]::new));
    }
  }

  private static byte @Nullable [] bytes(List<HashValue> hashes, HashAlgorithm algorithm) {
    return hashes.stream()
        .filter(hash -> hash.algorithm() == algorithm)
        .findFirst()
        .map(hash -> HexFormat.of().parseHex(hash.hex()))
        .orElse(null);
  }

  void change(Viewer viewer, List<UUID> tips, String kind, String after) {
    jdbc.sql(CHANGE)
        .param("agency", viewer.agency())
        .param("account", viewer.account())
        .param("kind", kind)
        .param("after", after)
        .param("tips", tips.toArray(UUID[]::new))
        .update();
  }
}
