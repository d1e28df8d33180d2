package org.orion.operations.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.exchange.tip.Original;
import org.orion.operations.access.Viewer;
import org.orion.operations.database.Vault;
import org.orion.operations.intake.UploadExaminer.Digests;
import org.orion.operations.intake.UploadExaminer.Examined;
import org.orion.operations.intake.UploadExaminer.Listed;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of reports that providers' systems have open, and of their files.
@Repository
class IspwsRows {
  private static final String OPEN =
      """
      insert into orion.ispws_report (number, agency, account, reporter, sealed)
      values (:number, :agency, :account, :reporter, :sealed)
      on conflict (number) do nothing
      """;
  private static final String FIND =
      """
      select number, reporter, state, opened_at, detail_bytes, sealed,
        state = 'OPEN' and expires_at <= now() as expired
      from orion.ispws_report where agency = :agency and account = :account and number = any(:numbers)
      """;
  private static final String TOUCH =
      """
      update orion.ispws_report set detail_bytes = detail_bytes + :bytes,
        expires_at = greatest(opened_at + interval '24 hours', now() + interval '1 hour')
      where agency = :agency and number = :number
      """;
  private static final String CLOSE =
      "update orion.ispws_report set state = :state, sealed = null where agency = :agency and number = :number";
  private static final String FINISH =
      """
      update orion.ispws_report r set state = 'FINISHED', sealed = null, tip = f.tip
      from unnest(:numbers::bigint[], :tips::uuid[]) as f (number, tip)
      where r.agency = :agency and r.number = f.number
      """;
  private static final String ADD_FILE =
      """
      insert into orion.ispws_file (id, agency, report, place, bytes, md5, sha1, sha256, type, pdq, look,
        looked_up, dropped)
      select :id, :agency, :report, coalesce(max(place) + 1, 0), :bytes, :md5, :sha1, :sha256, :type, :pdq, :look,
        :lookedUp, :dropped
      from orion.ispws_file where agency = :agency and report = :report
      """;
  private static final String ADD_MATCH =
      """
      insert into orion.ispws_match (agency, file, list, scheme, code, algorithm, distance_bits)
      values (:agency, :file, :list, :scheme, :code, :algorithm, :distance)
      """;
  private static final String FILES =
      """
      select f.*, coalesce((select array_agg(distinct m.list order by m.list) from orion.ispws_match m
        where m.agency = f.agency and m.file = f.id), '{}') as lists
      from orion.ispws_file f where f.agency = :agency and f.report = any(:reports) order by f.place
      """;
  private static final String DESCRIBE =
      "update orion.ispws_file set details = :details where agency = :agency and report = :report and id = :id";
  private static final String FORGET_DETAILS =
      "update orion.ispws_file set details = null where agency = :agency and report = any(:reports) and details is not null";
  private static final String EXPIRED =
      """
      select number from orion.ispws_report
      where agency = :agency and state = 'OPEN' and expires_at <= now() for update skip locked
      """;
  private static final String GIVEN_UP =
      """
      select f.id from orion.ispws_file f join orion.ispws_report r on r.number = f.report
      where f.agency = :agency and f.dropped and r.agency = :agency and r.state in ('RETRACTED', 'EXPIRED')
      """;
  private static final String NOT_DROPPED =
      "update orion.ispws_file set dropped = false where agency = :agency and id = :id";

  private final JdbcClient jdbc;
  private final Vault vault;

  IspwsRows(JdbcClient jdbc, Vault vault) {
    this.jdbc = jdbc;
    this.vault = vault;
  }

  /// Where a report stands.
  enum State {
    OPEN,
    FINISHED,
    RETRACTED,
    EXPIRED
  }

  /// A report.
  ///
  /// @param document as it was submitted; nothing once it is closed
  record Report(
      long number,
      String reporter,
      State state,
      Instant openedAt,
      long detailBytes,
      Optional<Original> document) {}

  /// A file of a report.
  ///
  /// @param details the document about it
  record FileRow(
      String id,
      Instant receivedAt,
      long bytes,
      Digests digests,
      Optional<String> type,
      Optional<Pdq> pdq,
      boolean lookedUp,
      List<String> lists,
      Optional<Original> details) {}

  /// @return false when the number is taken
  boolean open(Viewer viewer, long number, String reporter, byte[] document) {
    return jdbc.sql(OPEN)
            .param("number", number)
            .param("agency", viewer.agency())
            .param("account", viewer.account())
            .param("reporter", reporter)
            .param("sealed", vault.seal(purpose(number), document))
            .update()
        == 1;
  }

  /// A report of the viewer's own account.
  Optional<Report> find(Viewer viewer, long number) {
    return Optional.ofNullable(reports(viewer, List.of(number), FIND).get(number));
  }

  /// Reports of the viewer's own account, by number; whoever changes them waits for this one.
  Map<Long, Report> lock(Viewer viewer, List<Long> numbers) {
    return reports(viewer, numbers, FIND + " order by number for update");
  }

  private Map<Long, Report> reports(Viewer viewer, List<Long> numbers, String query) {
    return jdbc
        .sql(query)
        .param("agency", viewer.agency())
        .param("account", viewer.account())
        .param("numbers", numbers.toArray(Long[]::new))
        .query((row, index) -> report(row))
        .list()
        .stream()
        .collect(Collectors.toMap(Report::number, Function.identity()));
  }

  private Report report(ResultSet row) throws SQLException {
    long number = row.getLong("number");
    return new Report(
        number,
        row.getString("reporter"),
        row.getBoolean("expired") ? State.EXPIRED : State.valueOf(row.getString("state")),
        instant(row, "opened_at"),
        row.getLong("detail_bytes"),
        Optional.ofNullable(row.getBytes("sealed"))
            .map(sealed -> Original.of(vault.open(purpose(number), sealed))));
  }

  /// A change: the report stays open for another hour at least.
  void touch(Viewer viewer, long number, long detailBytes) {
    jdbc.sql(TOUCH)
        .param("bytes", detailBytes)
        .param("agency", viewer.agency())
        .param("number", number)
        .update();
  }

  /// Closes a report that becomes no tip.
  void close(Viewer viewer, long number, State state) {
    jdbc.sql(CLOSE)
        .param("state", state.name())
        .param("agency", viewer.agency())
        .param("number", number)
        .update();
    forgetDetails(viewer, List.of(number));
  }

  /// Closes reports that became tips.
  void finish(Viewer viewer, List<Long> numbers, List<UUID> tips) {
    jdbc.sql(FINISH)
        .param("agency", viewer.agency())
        .param("numbers", numbers.toArray(Long[]::new))
        .param("tips", tips.toArray(UUID[]::new))
        .update();
    forgetDetails(viewer, numbers);
  }

  private void forgetDetails(Viewer viewer, List<Long> numbers) {
    jdbc.sql(FORGET_DETAILS)
        .param("agency", viewer.agency())
        .param("reports", numbers.toArray(Long[]::new))
        .update();
  }

  void addFile(Viewer viewer, long report, UploadReceiver.Received file) {
    Optional<Examined> examined = file.examined();
    jdbc.sql(ADD_FILE)
        .param("id", file.fileId())
        .param("agency", viewer.agency())
        .param("report", report)
        .param("bytes", file.bytes())
        .param("md5", bytes(file.digests().md5()))
        .param("sha1", bytes(file.digests().sha1()))
        .param("sha256", bytes(file.digests().sha256()))
        .param("type", examined.flatMap(Examined::type).orElse(""))
        .param("pdq", examined.flatMap(Examined::pdq).map(IspwsRows::bytes).orElse(null))
        .param("look", examined.map(found -> found.look().name()).orElse(null))
        .param("lookedUp", examined.isPresent())
        .param("dropped", file.dropped())
        .update();
    for (Listed listed : examined.map(Examined::listed).orElse(List.of())) {
      jdbc.sql(ADD_MATCH)
          .param("agency", viewer.agency())
          .param("file", file.fileId())
          .param("list", listed.list())
          .param("scheme", listed.scheme())
          .param("code", listed.code())
          .param("algorithm", listed.algorithm())
          .param("distance", listed.distanceBits())
          .update();
    }
  }

  /// @return false when the report has no such file
  boolean describe(Viewer viewer, long report, String fileId, byte[] document) {
    return jdbc.sql(DESCRIBE)
            .param("details", vault.seal(filePurpose(fileId), document))
            .param("agency", viewer.agency())
            .param("report", report)
            .param("id", fileId)
            .update()
        == 1;
  }

  /// Files of reports, in the order in which they came, by the report's number.
  Map<Long, List<FileRow>> files(Viewer viewer, List<Long> reports) {
    Map<Long, List<FileRow>> files = new HashMap<>();
    jdbc.sql(FILES)
        .param("agency", viewer.agency())
        .param("reports", reports.toArray(Long[]::new))
        .query(row -> {
          files.computeIfAbsent(row.getLong("report"), _ -> new ArrayList<>()).add(file(row));
        });
    return files;
  }

  private FileRow file(ResultSet row) throws SQLException {
    HexFormat hex = HexFormat.of();
    String id = row.getString("id");
    return new FileRow(
        id,
        instant(row, "received_at"),
        row.getLong("bytes"),
        new Digests(
            Md5.parse(hex.formatHex(row.getBytes("md5"))),
            Sha1.parse(hex.formatHex(row.getBytes("sha1"))),
            Sha256.of(row.getBytes("sha256"))),
        Optional.of(row.getString("type")).filter(type -> !type.isEmpty()),
        Optional.ofNullable(row.getBytes("pdq")).map(hash -> Pdq.parse(hex.formatHex(hash))),
        row.getBoolean("looked_up"),
        Arrays.asList((String[]) row.getArray("lists").getArray()),
        Optional.ofNullable(row.getBytes("details"))
            .map(sealed -> Original.of(vault.open(filePurpose(id), sealed))));
  }

  /// Reports of the viewer's agency whose time is over, locked.
  List<Long> expired(Viewer viewer) {
    return jdbc.sql(EXPIRED).param("agency", viewer.agency()).query(Long.class).list();
  }

  /// Files in the drop folder whose report was given up.
  List<String> givenUp(Viewer viewer) {
    return jdbc.sql(GIVEN_UP).param("agency", viewer.agency()).query(String.class).list();
  }

  void notDropped(Viewer viewer, String fileId) {
    jdbc.sql(NOT_DROPPED).param("agency", viewer.agency()).param("id", fileId).update();
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static byte[] bytes(HashValue value) {
    return HexFormat.of().parseHex(value.hex());
  }

  private static String purpose(long number) {
    return "ispws-report:" + number;
  }

  private static String filePurpose(String fileId) {
    return "ispws-file:" + fileId;
  }
}
