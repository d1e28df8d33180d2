package org.orion.operations.intake;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.orion.exchange.FormatException;
import org.orion.exchange.tip.FileDetails;
import org.orion.exchange.tip.ProviderReport;
import org.orion.exchange.tip.ResponseCode;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.stereotype.Component;

/// The life of a provider's report: opened, given files and words about them, and then either
/// finished, which makes it a tip, or given up. Each step is one transaction that holds the
/// report's row, so that of two that exclude each other one is done.
@Component
final class ProviderReports {
  static final int MOST_FILES = 1_000;

  /// Of a document about a file.
  static final int MOST_DETAIL_BYTES = 1 << 20;

  /// Of all of these of one report.
  private static final long MOST_DETAIL_BYTES_TOGETHER = 16L << 20;

  /// Reports that are finished in one transaction: as many as there are connections to the
  /// database.
  private static final int MOST_TOGETHER = 20;

  private static final long LEAST_NUMBER = 100_000_000_000_000L;
  private static final long NUMBERS = 900_000_000_000_000L;

  private final IspwsRows rows;
  private final TipIntake intake;
  private final ViewerTransactions transactions;
  private final AuditTrail audit;
  private final IntakeMeters meters;
  private final SecureRandom random = new SecureRandom();
  private final GroupedWork<Viewer, Long, List<String>> finishing =
      new GroupedWork<>(MOST_TOGETHER, this::finish, TipImport::isWithoutDatabase);

  ProviderReports(
      IspwsRows rows,
      TipIntake intake,
      ViewerTransactions transactions,
      AuditTrail audit,
      IntakeMeters meters) {
    this.rows = rows;
    this.intake = intake;
    this.transactions = transactions;
    this.audit = audit;
    this.meters = meters;
  }

  /// Opens a report with a document that was found valid.
  ///
  /// @return its number
  long open(Viewer viewer, String reporter, byte[] document) {
    return transactions.writeByKeys(
        viewer,
        () -> {
          long number = newNumber();
          while (!rows.open(viewer, number, reporter, document)) {
            number = newNumber();
          }
          audit.record(viewer, Act.of("open", "report", number));
          return number;
        });
  }

  /// Numbers of 15 digits: those that JavaScript holds exactly.
  private long newNumber() {
    return LEAST_NUMBER + random.nextLong(NUMBERS);
  }

  /// Refuses what cannot be changed any more.
  void requireOpen(Viewer viewer, long number) {
    transactions.read(viewer, () -> open(rows.find(viewer, number)));
  }

  private IspwsRows.Report lock(Viewer viewer, long number) {
    return open(Optional.ofNullable(rows.lock(viewer, List.of(number)).get(number)));
  }

  private static IspwsRows.Report open(Optional<IspwsRows.Report> found) {
    IspwsRows.Report report =
        found.orElseThrow(() -> IspwsRefusedException.of(ResponseCode.REPORT_NOT_FOUND));
    return switch (report.state()) {
      case OPEN -> report;
      case FINISHED -> throw IspwsRefusedException.of(ResponseCode.ALREADY_FINISHED);
      case RETRACTED -> throw IspwsRefusedException.of(ResponseCode.ALREADY_RETRACTED);
      case EXPIRED ->
          throw new IspwsRefusedException(
              ResponseCode.REPORT_NOT_FOUND, "The report was not finished in time and expired");
    };
  }

  /// Gives an open report a file.
  void addFile(Viewer viewer, long number, UploadReceiver.Received file) {
    transactions.write(
        viewer,
        () -> {
          lock(viewer, number);
          if (rows.files(viewer, List.of(number)).getOrDefault(number, List.of()).size()
              >= MOST_FILES) {
            throw new IspwsRefusedException(
                ResponseCode.UPLOAD_FAILED, "A report has at most %,d files".formatted(MOST_FILES));
          }
          rows.addFile(viewer, number, file);
          rows.touch(viewer, number, 0);
          audit.record(viewer, Act.of("upload", "report-file", file.fileId()));
        });
  }

  /// Takes a document about a file; a later one about the same file takes its place.
  void describe(Viewer viewer, FileDetails details, byte[] document) {
    long number = details.reportId();
    transactions.write(
        viewer,
        () -> {
          IspwsRows.Report report = lock(viewer, number);
          if (report.detailBytes() + document.length > MOST_DETAIL_BYTES_TOGETHER) {
            throw new IspwsRefusedException(
                ResponseCode.UPDATE_FAILED,
                "All that is said about the files of a report has at most %,d bytes"
                    .formatted(MOST_DETAIL_BYTES_TOGETHER));
          }
          String fileId = details.fileId().strip();
          if (!rows.describe(viewer, number, fileId, document)) {
            throw IspwsRefusedException.of(ResponseCode.FILE_NOT_FOUND);
          }
          rows.touch(viewer, number, document.length);
          audit.record(viewer, Act.of("describe", "report-file", fileId));
        });
  }

  /// Makes a report a tip. Those of one sender that come at the same time are done together.
  ///
  /// @return the ids of its files
  List<String> finish(Viewer viewer, long number) {
    return finishing.call(viewer, number);
  }

  private List<Supplier<List<String>>> finish(Viewer viewer, List<Long> numbers) {
    List<TipIntake.Accepted> taken = new ArrayList<>();
    List<Supplier<List<String>>> finished =
        transactions.writeByKeys(
        viewer,
        () -> {
          taken.clear();
          Map<Long, IspwsRows.Report> reports = rows.lock(viewer, numbers);
          Map<Long, List<IspwsRows.FileRow>> files = rows.files(viewer, numbers);
          List<TipIntake.Formed> formed = new ArrayList<>();
          List<Long> open = new ArrayList<>();
          List<Supplier<List<String>>> results = new ArrayList<>();
          for (long number : numbers) {
            List<IspwsRows.FileRow> own = files.getOrDefault(number, List.of());
            try {
              IspwsRows.Report report = open(Optional.ofNullable(reports.get(number)));
              if (open.contains(number)) {
                throw IspwsRefusedException.of(ResponseCode.ALREADY_FINISHED);
              }
              formed.add(formed(report, own));
              open.add(number);
              results.add(() -> own.stream().map(IspwsRows.FileRow::id).toList());
            } catch (IspwsRefusedException refused) {
              results.add(() -> {
                throw refused;
              });
            }
          }
          if (!open.isEmpty()) {
            taken.addAll(intake.accept(viewer, formed));
            rows.finish(viewer, open, taken.stream().map(TipIntake.Accepted::tip).toList());
            audit.record(
                viewer, open.stream().map(number -> Act.of("finish", "report", number)).toList());
          }
          return results;
        });
    taken.forEach(accepted -> meters.taken(TipFormat.ISPWS, accepted.kind()));
    return finished;
  }

  private TipIntake.Formed formed(IspwsRows.Report report, List<IspwsRows.FileRow> files) {
    ProviderReport whole = whole(report, files);
    Map<String, List<String>> lists = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).lookedUp()) {
        lists.put(whole.files().get(i).place(), files.get(i).lists());
      }
    }
    return new TipIntake.Formed(TipFormat.ISPWS, item(whole, lists));
  }

  private static TipIntake.Item item(ProviderReport whole, Map<String, List<String>> lists) {
    try {
      return new TipIntake.Item(whole.tip(), whole.toOriginal(), lists);
    } catch (FormatException changed) {
      // Each of its documents was found valid when it came.
      throw new IllegalStateException(changed);
    }
  }

  private ProviderReport whole(IspwsRows.Report report, List<IspwsRows.FileRow> files) {
    List<ProviderReport.Upload> uploads = new ArrayList<>();
    for (IspwsRows.FileRow file : files) {
      uploads.add(
          new ProviderReport.Upload(
              file.id(),
              file.bytes(),
              file.digests().md5(),
              file.digests().sha1(),
              file.digests().sha256(),
              file.type(),
              file.pdq(),
              file.receivedAt(),
              file.details()));
    }
    return new ProviderReport(
        report.number(),
        report.reporter(),
        report.openedAt(),
        report.document().orElseThrow(),
        uploads);
  }

  /// Gives a report up at its sender's wish.
  void retract(Viewer viewer, long number) {
    transactions.write(
        viewer,
        () -> {
          lock(viewer, number);
          rows.close(viewer, number, IspwsRows.State.RETRACTED);
          audit.record(viewer, Act.of("retract", "report", number));
        });
  }

  /// Gives up the reports of an agency whose time is over.
  void expire(Viewer machine) {
    transactions.write(
        machine,
        () -> {
          for (long number : rows.expired(machine)) {
            rows.close(machine, number, IspwsRows.State.EXPIRED);
            audit.record(machine, Act.of("expire", "report", number));
          }
        });
  }

  /// Reads the number of a report as it stands in a request.
  static OptionalLong number(String text) {
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
