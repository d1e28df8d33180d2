package org.orion.operations.examination;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.orion.exchange.FormatException;
import org.orion.exchange.report.ExaminedSource;
import org.orion.exchange.report.MediaRow;
import org.orion.exchange.report.ReportHead;
import org.orion.exchange.report.ReportLimits;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReportReader;
import org.orion.operations.access.Action;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.database.Vault;
import org.orion.operations.notice.NoticeKind;
import org.orion.operations.notice.Notices;
import org.orion.operations.web.BadInputException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Takes triage reports in. A report is read while a transaction writes it, and is proved only by
/// its last byte: then all of it is there at once, with its event; else nothing is. The same file
/// again changes nothing and gets the same receipt.
@Component
public class Submission {
  /// Of a file.
  static final long MOST_BYTES = 8L << 30;

  private static final ReportLimits MOST =
      new ReportLimits(ReportLimits.LARGEST.headBytes(), 20_000_000, 1L << 35);
  private static final int LONGEST_LABEL = 200;
  private static final int PIECE_BYTES = 1 << 20;
  private static final int AT_ONCE = 2;
  private static final int LONGEST_WAIT_SECONDS = 30;
  private static final String SOURCE = "report";
  private static final String ADD =
      """
      insert into orion.triage_report (id, agency, batch, report, lab_key, supersedes, case_number, statement, parts,
        contents, with_paths, sha256, bytes, account)
      values (:id, :agency, :batch, :report, :key, :supersedes, :case, :statement, :parts, :contents, :paths,
        :sha256, :bytes, :account)
      on conflict do nothing
      """;
  private static final String ADD_PART =
      """
      insert into orion.report_exhibit (agency, report, batch, part, label, items, pictures, videos,
        distinct_pictures, distinct_videos, unreadable, bytes, known_material, unmatched, figures, sources)
      values (:agency, :report, :batch, :part, :label, :items, :pictures, :videos, :distinctPictures,
        :distinctVideos, :unreadable, :bytes, :known, :unmatched, :figures, :sources)
      """;
  private static final String KEEP_PIECE =
      """
      insert into orion.triage_report_piece (agency, report, number, sealed)
      values (:agency, :report, :number, :sealed)
      """;

  private final JdbcClient jdbc;
  private final ViewerTransactions transactions;
  private final Labs labs;
  private final Vault vault;
  private final AuditTrail audit;
  private final Notices notices;
  private final ObjectProvider<Scheduler> scheduler;
  private final Clock clock;
  private final JsonMapper json;
  private final Semaphore places = new Semaphore(AT_ONCE);

  Submission(
      JdbcClient jdbc,
      ViewerTransactions transactions,
      Labs labs,
      Vault vault,
      AuditTrail audit,
      Notices notices,
      ObjectProvider<Scheduler> scheduler,
      Clock clock,
      JsonMapper json) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.labs = labs;
    this.vault = vault;
    this.audit = audit;
    this.notices = notices;
    this.scheduler = scheduler;
    this.clock = clock;
    this.json = json;
  }

  /// What the sender of a report is told.
  ///
  /// @param number what people call it
  /// @param report the id that the lab gave it
  /// @param contents how many rows it has
  public record Receipt(
      String number, String state, UUID report, Instant arrivedAt, long contents) {}

  /// A receipt, and whether the report is new.
  public record Taken(Receipt receipt, boolean isNew) {}

  /// What people call a report: the beginning of its id.
  static String number(UUID report) {
    return "R-" + report.toString().replace("-", "").substring(0, 10).toUpperCase(Locale.ROOT);
  }

  /// Fills a spool with the bytes that are sent.
  interface Sender {
    void send(Spool spool) throws IOException;
  }

  /// A report that is refused; what was written of it is rolled back.
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(FormatException why) {
      super(why.getMessage(), why);
    }
  }

  /// Takes a report in.
  ///
  /// @throws BadInputException 422 with the place and the reason when it is not what a registered
  ///   lab of the agency signed; 409 when other bytes came under its id; 413 when it is too large;
  ///   503 when too many are being taken in
  public Taken take(Viewer viewer, Sender sender) throws IOException, InterruptedException {
    viewer.require(Action.SUBMIT_REPORTS);
    try {
      return received(viewer, sender);
    } catch (RefusedException refused) {
      refuse(viewer);
      throw new BadInputException(422, String.valueOf(refused.getMessage()));
    } catch (BadInputException refused) {
      if (refused.status() == 409 || refused.status() == 413) {
        refuse(viewer);
      }
      throw refused;
    }
  }

  private void refuse(Viewer viewer) {
    transactions.write(
        viewer, () -> audit.refuse(viewer, Act.of("submit", "triage-report", "new")));
  }

  private Taken received(Viewer viewer, Sender sender) throws IOException, InterruptedException {
    try (Spool spool = new Spool(MOST_BYTES)) {
      sender.send(spool);
      Spool.Whole whole = spool.end();
      if (!places.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new BadInputException(503, "examination.report.busy");
      }
      try {
        return transactions.write(viewer, () -> taken(viewer, spool, whole));
      } finally {
        places.release();
      }
    }
  }

  /// The same for a report that is on this machine.
  public Taken take(Viewer viewer, InputStream report) throws IOException, InterruptedException {
    return take(viewer, spool -> spool.take(report));
  }

  private Taken taken(Viewer viewer, Spool spool, Spool.Whole whole) {
    Optional<Kept> before = kept(whole, Optional.empty());
    if (before.isPresent()) {
      return again(viewer, before.get());
    }
    try (InputStream input = spool.open();
        TriageReportReader reader =
            new TriageReportReader(
                input,
                SOURCE,
                MOST,
                (agency, key) -> labs.signing(viewer, agency, key).map(Labs.Signing::key))) {
      return taken(viewer, spool, whole, reader);
    } catch (FormatException refused) {
      throw new RefusedException(refused);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private Taken taken(Viewer viewer, Spool spool, Spool.Whole whole, TriageReportReader reader)
      throws IOException, FormatException {
    ReportHead head = reader.head();
    JsonNode printed = printed(head);
    UUID id = UUID.randomUUID();
    long batch = jdbc.sql("select nextval('orion.triage_report_batch')").query(Long.class).single();
    Labs.Signing signing = signing(viewer, head);
    if (!add(viewer, id, batch, signing, head, statement(head, printed), whole)) {
      Kept first = kept(whole, Optional.of(head.report())).orElseThrow();
      if (!first.isSame()) {
        throw new BadInputException(409, "examination.report.other-bytes");
      }
      return again(viewer, first);
    }
    addParts(viewer, id, batch, head, printed.path("exhibits"));
    jdbc.sql("select orion.attach_known_exhibits(:report)")
        .param("report", id)
        .query((row, number) -> 0)
        .list();
    ReportWriter writer = new ReportWriter(jdbc, viewer.agency(), batch, head);
    for (Optional<MediaRow> row = reader.next(); row.isPresent(); row = reader.next()) {
      writer.add(row.get());
    }
    writer.finish();
    // What was revoked while it came is not taken any more.
    signing(viewer, head);
    keep(viewer, id, spool);
    tell(viewer, id, head);
    audit.record(viewer, Act.of("submit", "triage-report", id));
    scheduler
        .getObject()
        .schedule(LinkJob.CAME.instance(Long.toString(batch)).scheduledTo(clock.instant()));
    Kept kept = kept(whole, Optional.empty()).orElseThrow();
    return new Taken(kept.receipt(), true);
  }

  private Labs.Signing signing(Viewer viewer, ReportHead head) throws FormatException {
    return labs.signing(viewer, head.agency(), head.key())
        .orElseThrow(() ->
            new FormatException(
                SOURCE + "!head.json",
                "$.lab.key",
                "a key that is registered for the agency %s".formatted(head.agency()),
                "one that was revoked"));
  }

  private Taken again(Viewer viewer, Kept kept) {
    audit.record(
        viewer, Act.of("submit-again", "triage-report", kept.receipt().report().toString()));
    return new Taken(kept.receipt(), false);
  }

  /// A report that is there.
  ///
  /// @param isSame whether it came in the same bytes
  private record Kept(Receipt receipt, boolean isSame) {}

  private Optional<Kept> kept(Spool.Whole whole, Optional<UUID> report) {
    return jdbc.sql("select * from orion.report_receipt(:file, :report::uuid) limit 1")
        .param("file", whole.sha256().toBytes())
        .param("report", report.map(UUID::toString).orElse(null))
        .query((row, number) -> kept(row, whole))
        .optional();
  }

  private static Kept kept(ResultSet row, Spool.Whole whole) throws SQLException {
    UUID report = row.getObject("report", UUID.class);
    return new Kept(
        new Receipt(
            number(report),
            "accepted",
            report,
            row.getObject("arrived_at", OffsetDateTime.class).toInstant(),
            row.getLong("contents")),
        Arrays.equals(row.getBytes("sha256"), whole.sha256().toBytes()));
  }

  private boolean add(
      Viewer viewer,
      UUID id,
      long batch,
      Labs.Signing signing,
      ReportHead head,
      String statement,
      Spool.Whole whole) {
    return jdbc.sql(ADD)
            .param("id", id)
            .param("agency", viewer.agency())
            .param("batch", batch)
            .param("report", head.report())
            .param("key", signing.id())
            .param("supersedes", head.supersedes().orElse(null))
            .param("case", ReportJson.plain(head.figures().scan().getOrDefault("case", "")))
            .param("statement", statement)
            .param("parts", head.figures().exhibits().size())
            .param("contents", head.rows().count())
            .param("paths", head.withPaths())
            .param("sha256", whole.sha256().toBytes())
            .param("bytes", whole.bytes())
            .param("account", viewer.account())
            .update()
        == 1;
  }

  /// What the lab says of the scan, without what it says of single exhibits.
  private String statement(ReportHead head, JsonNode printed) {
    ObjectNode kept = json.createObjectNode();
    for (String name : List.of("scan", "end_state", "withdrawn")) {
      kept.set(name, printed.path(name));
    }
    kept.put("lab", head.lab());
    return kept.toString();
  }

  private JsonNode printed(ReportHead head) throws FormatException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      head.figures().writeJson(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    try {
      return json.readTree(bytes.toString(StandardCharsets.UTF_8));
    } catch (JacksonException larger) {
      throw new FormatException(
          SOURCE + "!head.json", "", "texts that a page can show", "a longer or deeper one");
    }
  }

  private void addParts(Viewer viewer, UUID id, long batch, ReportHead head, JsonNode printed)
      throws FormatException {
    List<ExhibitFigures> exhibits = head.figures().exhibits();
    for (int part = 0; part < exhibits.size(); part++) {
      ExhibitFigures exhibit = exhibits.get(part);
      if (exhibit.exhibit().length() > LONGEST_LABEL) {
        throw new FormatException(
            SOURCE + "!head.json",
            "$.triage.exhibits[%d].exhibit".formatted(part),
            "at most %d characters".formatted(LONGEST_LABEL),
            "more");
      }
      List<ExaminedSource> sources =
          head.sources().stream()
              .filter(source -> source.exhibit().equals(exhibit.exhibit()))
              .toList();
      jdbc.sql(ADD_PART)
          .param("agency", viewer.agency())
          .param("report", id)
          .param("batch", batch)
          .param("part", part)
          .param("label", ReportJson.plain(exhibit.exhibit()))
          .param("items", exhibit.figures().items())
          .param("pictures", exhibit.figures().pictures())
          .param("videos", exhibit.figures().videos())
          .param("distinctPictures", exhibit.figures().distinctPictures())
          .param("distinctVideos", exhibit.figures().distinctVideos())
          .param("unreadable", exhibit.figures().unreadable())
          .param("bytes", exhibit.figures().bytes())
          .param("known", exhibit.figures().verdicts().getOrDefault("known_material", 0L))
          .param("unmatched", exhibit.figures().verdicts().getOrDefault("unmatched", 0L))
          .param("figures", printed.get(part).toString())
          .param("sources", ReportJson.sources(sources))
          .update();
    }
  }

  private void keep(Viewer viewer, UUID id, Spool spool) throws IOException {
    try (InputStream input = spool.open()) {
      int number = 0;
      for (byte[] piece = input.readNBytes(PIECE_BYTES);
          piece.length > 0;
          piece = input.readNBytes(PIECE_BYTES)) {
        jdbc.sql(KEEP_PIECE)
            .param("agency", viewer.agency())
            .param("report", id)
            .param("number", number)
            .param("sealed", vault.seal(purpose(id, number), piece))
            .update();
        number++;
      }
    }
  }

  static String purpose(UUID report, int piece) {
    return "triage-report:" + report + ":" + piece;
  }

  private void tell(Viewer viewer, UUID id, ReportHead head) {
    String label = number(head.report());
    List<UUID> teams =
        jdbc.sql("select account from orion.report_teams(:report)")
            .param("report", id)
            .query(UUID.class)
            .list();
    teams.forEach(account -> notices.tell(viewer, account, NoticeKind.REPORT_CAME, id, label));
    long waiting =
        jdbc.sql(
                "select count(*) from orion.report_exhibit where report = :report and exhibit is"
                    + " null")
            .param("report", id)
            .query(Long.class)
            .single();
    if (waiting > 0) {
      notices.tell(viewer, Role.EXAMINER, NoticeKind.REPORT_CAME, id, label);
    }
  }
}
