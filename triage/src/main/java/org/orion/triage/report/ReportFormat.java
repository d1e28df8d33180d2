package org.orion.triage.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.orion.triage.scanfile.ScanFileReader;

/// The forms in which a scan file is reported.
public enum ReportFormat {
  /// For a terminal.
  SUMMARY,
  /// One self-contained page for reading and printing.
  HTML,
  /// Pages for printing and for a file, with their number and the digest of the figures on each.
  PDF,
  /// One row for each item.
  CSV,
  /// The figures alone, as [org.orion.exchange.report.TriageReport].
  JSON,
  /// A case of Project VIC, version 2.0.
  VICS,
  /// The scan as JSON-LD of CASE 1.4.0.
  CASE;

  public static Optional<ReportFormat> named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.id().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(ReportFormat::id).toList();
  }

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Writes the report; the stream stays open.
  public void write(ScanFileReader file, ListedNow now, OutputStream output) throws IOException {
    switch (this) {
      case SUMMARY -> new SummaryReport(file, now).write(output);
      case HTML -> new HtmlReport(file, now).write(output);
      case PDF -> new PdfReport(file, now).write(output);
      case CSV -> new CsvReport(file, now).write(output);
      case JSON -> new ScanFigures(file, now).report().writeJson(output);
      case VICS -> new VicsReport(file).write(output);
      case CASE -> new CaseReport(file, now).write(output);
    }
  }
}
