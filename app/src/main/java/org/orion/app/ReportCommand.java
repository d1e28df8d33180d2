package org.orion.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.triage.report.ListedNow;
import org.orion.triage.report.ReportFormat;
import org.orion.triage.scanfile.ScanFileReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `orion report`: a scan file for people and other programs.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Reports what a scan found.")
final class ReportCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Parameters(paramLabel = "FILE.orion", description = "the scan file")
  private Path file;

  @Option(
      names = "--format",
      defaultValue = "summary",
      description = "summary, html, pdf, csv, json, vics or case (summary)")
  private String format = "summary";

  @Option(names = "--out", description = "the file to write; without: standard output")
  private @Nullable Path target;

  ReportCommand() {}

  @Override
  public Integer call() throws IOException, FormatException, Refusal {
    ReportFormat chosen =
        ReportFormat.named(format)
            .orElseThrow(() ->
                Refusal.usage(
                    "unknown format '%s'; known are %s"
                        .formatted(format, String.join(", ", ReportFormat.names()))));
    try (StoredListsNow now = new StoredListsNow(Lab.lists())) {
      write(file, chosen, now, target);
    }
    return ExitCode.DONE.number();
  }

  static void write(Path scanFile, ReportFormat format, ListedNow now, @Nullable Path target)
      throws IOException, Refusal {
    try (ScanFileReader reader = ScanFileReader.open(scanFile)) {
      OutputFile.write(
          target,
          output -> {
            OutputStream buffered = new BufferedOutputStream(output, 1 << 16);
            format.write(reader, now, buffered);
            buffered.flush();
            return true;
          });
    }
  }
}
