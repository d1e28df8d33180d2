package org.orion.operations.intake;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Viewer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows that a tip is made of at intake.
@Repository
class TipRows {
  private static final String LOCK_EXTERNAL =
      """
      select id from orion.tip where agency = :agency and sender = :sender and external_id = :external
      for update
      """;
  private static final String LOCK_CONTENT =
      """
      select t.id from orion.tip t join orion.tip_original o on o.tip = t.id and o.agency = t.agency
      where o.agency = :agency and o.sha256 = :sha256 order by o.arrived_at limit 1 for update of t
      """;
  private static final String LOCK_BUNDLE =
      """
      select id from orion.tip where agency = :agency and bundle_key = :key and state = 'OPEN'
      order by arrived_at limit 1 for update
      """;
  private static final String ADD =
      """
      insert into orion.tip (agency, code, format, sender, external_id, source, reporter, platform, country,
        incident_type, incident_at, reported_at, escalated, bundle_key, bundle_count, files, changed_format,
        not_understood)
      values (:agency, :code, :format, :sender, :external, :source, :reporter, :platform, :country,
        :type, :incidentAt, :reportedAt, :escalated, :bundleKey, :bundleCount, :files, :changedFormat,
        :notUnderstood)
      returning id
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
      insert into orion.tip_file (agency, tip, place, viewed, public, md5, sha1, sha256)
      values (:agency, :tip, :place, :viewed, :public, :md5, :sha1, :sha256)
      on conflict (agency, tip, place) do update set viewed = excluded.viewed, public = excluded.public,
        md5 = excluded.md5, sha1 = excluded.sha1, sha256 = excluded.sha256
      """;
  private static final String CHANGE =
      """
      insert into orion.tip_change (agency, tip, account, kind, after)
      values (:agency, :tip, :account, :kind, :after)
      """;

  private final JdbcClient jdbc;

  TipRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
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
      int notUnderstood) {}

  /// The tip of a sender's id. Two reports of one id wait for each other, even before there is a
  /// row to lock.
  Optional<UUID> lockExternal(Viewer viewer, String sender, String externalId) {
    lock(viewer.agency() + "\n" + sender + "\n" + externalId);
    return jdbc.sql(LOCK_EXTERNAL)
        .param("agency", viewer.agency())
        .param("sender", sender)
        .param("external", externalId)
        .query(UUID.class)
        .optional();
  }

  /// The tip that has the same bytes.
  Optional<UUID> lockContent(Viewer viewer, Sha256 sha256) {
    lock(viewer.agency() + "\n" + sha256.hex());
    return jdbc.sql(LOCK_CONTENT)
        .param("agency", viewer.agency())
        .param("sha256", sha256.toBytes())
        .query(UUID.class)
        .optional();
  }

  /// The open tip that counts a bundle.
  Optional<UUID> lockBundle(Viewer viewer, String key) {
    lock(viewer.agency() + "\n" + key);
    return jdbc.sql(LOCK_BUNDLE)
        .param("agency", viewer.agency())
        .param("key", key)
        .query(UUID.class)
        .optional();
  }

  private void lock(String what) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
        .param("what", what)
        .query((row, number) -> number)
        .single();
  }

  UUID add(Viewer viewer, String code, Summary summary) {
    return bind(jdbc.sql(ADD), viewer, summary)
        .param("code", code)
        .param("format", summary.format().name())
        .param("sender", summary.sender())
        .param("external", summary.externalId().orElse(null))
        .param("bundleKey", summary.bundleKey().orElse(null))
        .param("bundleCount", summary.bundleCount())
        .query(UUID.class)
        .single();
  }

  void update(Viewer viewer, UUID tip, Summary summary) {
    bind(jdbc.sql(UPDATE), viewer, summary).param("id", tip).update();
  }

  private static JdbcClient.StatementSpec bind(
      JdbcClient.StatementSpec statement, Viewer viewer, Summary summary) {
    return statement
        .param("agency", viewer.agency())
        .param("source", summary.source())
        .param("reporter", summary.reporter())
        .param("platform", summary.platform())
        .param("country", summary.country())
        .param("type", summary.incidentType())
        .param("incidentAt", summary.incidentAt().orElse(null))
        .param("reportedAt", summary.reportedAt().orElse(null))
        .param("escalated", summary.escalated())
        .param("files", summary.files())
        .param("changedFormat", summary.changedFormat())
        .param("notUnderstood", summary.notUnderstood());
  }

  void countBundle(Viewer viewer, UUID tip, long count) {
    jdbc.sql(COUNT_BUNDLE)
        .param("count", count)
        .param("agency", viewer.agency())
        .param("id", tip)
        .update();
  }

  void putFiles(Viewer viewer, UUID tip, TipReport report) {
    for (TipReport.TipFile file : report.files()) {
      List<HashValue> hashes =
          file.identifiers().stream().map(Identifier::hash).flatMap(Optional::stream).toList();
      jdbc.sql(PUT_FILE)
          .param("agency", viewer.agency())
          .param("tip", tip)
          .param("place", file.place())
          .param("viewed", file.viewedByProvider().name())
          .param("public", file.publiclyAvailable().name())
          .param("md5", bytes(hashes, HashAlgorithm.MD5))
          .param("sha1", bytes(hashes, HashAlgorithm.SHA1))
          .param("sha256", bytes(hashes, HashAlgorithm.SHA256))
          .update();
    }
  }

  private static byte @Nullable [] bytes(List<HashValue> hashes, HashAlgorithm algorithm) {
    return hashes.stream()
        .filter(hash -> hash.algorithm() == algorithm)
        .findFirst()
        .map(hash -> java.util.HexFormat.of().parseHex(hash.hex()))
        .orElse(null);
  }

  String code(Viewer viewer, UUID tip) {
    return jdbc.sql("select code from orion.tip where agency = :agency and id = :id")
        .param("agency", viewer.agency())
        .param("id", tip)
        .query(String.class)
        .single();
  }

  void change(Viewer viewer, UUID tip, String kind, String after) {
    jdbc.sql(CHANGE)
        .params(
            Map.of(
                "agency", viewer.agency(),
                "tip", tip,
                "account", viewer.account(),
                "kind", kind,
                "after", after))
        .update();
  }
}
