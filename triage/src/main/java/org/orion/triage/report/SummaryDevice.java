package org.orion.triage.report;

import java.io.PrintWriter;
import org.orion.exchange.report.DeviceFigures;
import org.orion.exchange.report.DeviceFigures.ImageFigures;
import org.orion.exchange.report.DeviceFigures.VolumeFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.triage.report.CompletenessProof.Sum;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// The images of an exhibit for a terminal: whether they are whole, and whether all of them was
/// examined.
final class SummaryDevice {
  private final ScanFileReader file;
  private final PrintWriter out;

  SummaryDevice(ScanFileReader file, PrintWriter out) {
    this.file = file;
    this.out = out;
  }

  void write(ExhibitFigures exhibit) throws ScanFileException {
    DeviceFigures device = exhibit.device();
    if (!device.images().isEmpty()) {
      out.printf("  Items by state: %s%n", ImageWords.states(device));
    }
    for (Sum sum : CompletenessProof.of(exhibit.figures(), device)) {
      if (!sum.agrees() || !device.images().isEmpty()) {
        write(sum);
      }
    }
    for (ImageFigures image : device.images()) {
      write(image);
    }
    EvidenceFiles files = EvidenceFiles.of(file, exhibit.exhibit());
    if (!files.all().isEmpty()) {
      out.printf("  Evidence files: %s%n", files.verdict());
      for (EvidenceFiles.EvidenceFile changed : files.changed()) {
        out.printf("      %s: %s%n", Names.visible(changed.name()), changed.changes());
      }
    }
  }

  private void write(ImageFigures image) {
    out.printf(
        "  Image %s (%s, %s)%n",
        Names.visible(image.path()), image.format(), Names.bytes(image.mediaBytes()));
    out.printf("      %s%n", ImageWords.integrity(image));
    image.problem().ifPresent(problem -> out.printf("      PROBLEM: %s%n", Names.visible(problem)));
    for (VolumeFigures volume : image.volumes()) {
      write(volume);
    }
    for (String sentence : ImageWords.closed(image)) {
      out.printf("      NOT EXAMINED: %s%n", Names.visible(sentence));
    }
    CompletenessProof.of(image).forEach(this::write);
  }

  private void write(VolumeFigures volume) {
    out.printf(
        "      %-6s %-16s %12s at %s%s%n",
        CompletenessProof.label(volume),
        ImageWords.kind(volume),
        Names.bytes(volume.bytes()),
        Names.number(volume.start()),
        volume.description().isEmpty() ? "" : ", " + Names.visible(volume.description()));
    if (volume.items() > 0 || volume.names().isPresent()) {
      out.printf(
          "             %s names, %s items, %s verdicts; %s in files, %s unallocated, %s unreadable%n",
          volume.names().isPresent() ? Names.number(volume.names().getAsLong()) : "?",
          Names.number(volume.items()),
          Names.number(volume.verdicts()),
          Names.bytes(volume.bytesInFiles()),
          volume.unallocated().isPresent() ? Names.bytes(volume.unallocated().getAsLong()) : "?",
          Names.bytes(volume.bytesUnreadable()));
    }
  }

  private void write(Sum sum) {
    out.printf("      %s %s%n", sum.agrees() ? "agrees:" : "DOES NOT AGREE:", sum.words());
  }
}
