package org.orion.triage.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.orion.exchange.report.DeviceFigures;
import org.orion.exchange.report.DeviceFigures.ImageFigures;
import org.orion.exchange.report.ExaminedSource;
import org.orion.exchange.report.ExaminedSource.SourceFile;
import org.orion.exchange.report.LabSigner;
import org.orion.exchange.report.ReportHead;
import org.orion.exchange.report.TriageReport;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.exchange.report.TriageReportWriter;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// A scan file as the signed report that leaves the lab. It holds no name of a file on the
/// exhibits, unless the examiner reports paths.
///
/// @param withPaths whether to report where on the exhibit contents lie
/// @param supersedes an earlier report that this one takes the place of
public record SubmittedReport(boolean withPaths, Optional<UUID> supersedes) {
  private static final String STOPPED = "stopped before its end";

  /// Writes it, and leaves the stream open. The same scan file gives the same bytes.
  ///
  /// @param folder for rows until the report is whole
  public ReportHead write(
      ScanFileReader file, ListedNow now, LabSigner signer, Path folder, OutputStream output)
      throws IOException {
    file.holdState();
    TriageReport figures = new ScanFigures(file, now).report();
    List<String> exhibits = figures.exhibits().stream().map(ExhibitFigures::exhibit).toList();
    try (TriageReportWriter writer = new TriageReportWriter(folder, withPaths)) {
      new MediaRows(file, exhibits, withPaths).forEach(writer::media);
      return writer.finish(
          new TriageReportWriter.Statement(
              supersedes, sources(file), withPaths ? figures : withoutPaths(figures)),
          signer,
          output);
    }
  }

  private static TriageReport withoutPaths(TriageReport figures) {
    List<ExhibitFigures> exhibits = new ArrayList<>();
    for (ExhibitFigures exhibit : figures.exhibits()) {
      List<ImageFigures> images = new ArrayList<>();
      for (ImageFigures image : exhibit.device().images()) {
        images.add(image.named("image " + (images.size() + 1)));
      }
      exhibits.add(
          new ExhibitFigures(
              exhibit.exhibit(),
              exhibit.figures(),
              new DeviceFigures(images, exhibit.device().states())));
    }
    String endState =
        figures.endState().startsWith(EndState.COMPLETE) ? figures.endState() : STOPPED;
    return new TriageReport(
        figures.scan(), endState, figures.lists(), exhibits, figures.totals(), figures.withdrawn());
  }

  private static List<ExaminedSource> sources(ScanFileReader file) throws ScanFileException {
    Map<Long, List<SourceFile>> files = new LinkedHashMap<>();
    file.query(
        "SELECT * FROM evidence_file ORDER BY evidence_id, name",
        row -> {
          long bytesAfter = row.getLong("bytes_after");
          boolean compared = !row.wasNull();
          files
              .computeIfAbsent(row.getLong("evidence_id"), id -> new ArrayList<>())
              .add(
                  new SourceFile(
                      row.getString("name"),
                      row.getLong("bytes"),
                      row.getString("modified"),
                      row.getString("changed"),
                      compared ? OptionalLong.of(bytesAfter) : OptionalLong.empty(),
                      Optional.ofNullable(row.getString("modified_after")),
                      Optional.ofNullable(row.getString("changed_after"))));
        });
    List<ExaminedSource> sources = new ArrayList<>();
    file.query(
        "SELECT * FROM evidence ORDER BY id",
        row ->
            sources.add(
                new ExaminedSource(
                    row.getString("exhibit"),
                    row.getString("path"),
                    row.getString("kind"),
                    row.getBoolean("read_only"),
                    files.getOrDefault(row.getLong("id"), List.of()))));
    return sources;
  }
}
