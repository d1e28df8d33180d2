package org.orion.triage.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.orion.exchange.pdf.PdfPages;
import org.orion.exchange.pdf.PdfPages.Column;
import org.orion.exchange.report.DeviceFigures;
import org.orion.exchange.report.DeviceFigures.ImageFigures;
import org.orion.exchange.report.DeviceFigures.VolumeFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.triage.report.CompletenessProof.Sum;
import org.orion.triage.report.EvidenceFiles.EvidenceFile;
import org.orion.triage.scanfile.ScanFileReader;

/// The images of an exhibit in the printed report, as [HtmlDevice] has them on the page.
final class PdfDevice {
  private static final int MOST_FILES = 100;
  private static final List<Column> FACTS =
      List.of(new Column("", 3, false), new Column("", 5, false));

  private final ScanFileReader file;
  private final PdfPages pages;

  PdfDevice(ScanFileReader file, PdfPages pages) {
    this.file = file;
    this.pages = pages;
  }

  void write(ExhibitFigures exhibit) throws IOException {
    DeviceFigures device = exhibit.device();
    for (ImageFigures image : device.images()) {
      write(image);
    }
    if (!device.images().isEmpty()) {
      List<List<String>> states = new ArrayList<>();
      device
          .states()
          .forEach(
              (state, count) -> states.add(List.of(ImageWords.state(state), Names.number(count))));
      pages.table("Items by state", FACTS, states);
      sums(CompletenessProof.of(exhibit.figures(), device));
    }
    EvidenceFiles files = EvidenceFiles.of(file, exhibit.exhibit());
    if (!files.all().isEmpty()) {
      write(files);
    }
  }

  private void write(ImageFigures image) throws IOException {
    pages.heading(3, "Image " + image.path());
    pages.paragraph("Integrity: " + ImageWords.integrity(image) + ".");
    if (image.problem().isPresent()) {
      pages.paragraph("Problem: " + image.problem().get());
    }
    List<List<String>> facts = new ArrayList<>();
    facts.add(
        List.of(
            "Format and size of the device",
            "%s, %s (%s bytes)"
                .formatted(
                    image.format(),
                    Names.bytes(image.mediaBytes()),
                    Names.number(image.mediaBytes()))));
    for (String algorithm : List.of("md5", "sha1", "sha256")) {
      digest(facts, algorithm, "stored at acquisition", image.stored().getOrDefault(algorithm, ""));
      digest(facts, algorithm, "as read", image.computed().getOrDefault(algorithm, ""));
    }
    pages.table("The device", FACTS, facts);
    volumes(image);
    for (String closed : ImageWords.closed(image)) {
      pages.paragraph("Not examined: " + closed);
    }
    sums(CompletenessProof.of(image));
  }

  private static void digest(
      List<List<String>> facts, String algorithm, String which, String digest) {
    if (!digest.isEmpty()) {
      facts.add(List.of(ImageWords.algorithm(algorithm) + " " + which, digest));
    }
  }

  private void volumes(ImageFigures image) throws IOException {
    if (image.volumes().isEmpty()) {
      pages.paragraph("It is divided into no volumes.");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (VolumeFigures volume : image.volumes()) {
      boolean plain = volume.items() == 0 && volume.names().isEmpty();
      rows.add(
          List.of(
              CompletenessProof.label(volume),
              "%s; %s%s"
                  .formatted(
                      ImageWords.kind(volume),
                      volume.description(),
                      volume.problem().map(problem -> "; " + problem).orElse("")),
              Names.number(volume.bytes()),
              Names.number(volume.start()),
              plain ? "" : known(volume.names()),
              plain ? "" : Names.number(volume.items()),
              plain ? "" : Names.number(volume.verdicts()),
              plain ? "" : Names.number(volume.bytesInFiles()),
              plain ? "" : known(volume.unallocated()),
              plain ? "" : Names.number(volume.bytesUnreadable())));
    }
    pages.table(
        "What the device is divided into; sizes and place in bytes",
        List.of(
            new Column("Part", 2, false),
            new Column("Contents", 4, false),
            new Column("Size", 3, true),
            new Column("Start", 3, true),
            new Column("Names", 2, true),
            new Column("Items", 2, true),
            new Column("Verdicts", 2.2f, true),
            new Column("In files", 3, true),
            new Column("Unallocated", 3, true),
            new Column("Unreadable", 2.8f, true)),
        rows);
  }

  private static String known(OptionalLong number) {
    return number.isPresent() ? Names.number(number.getAsLong()) : "not known";
  }

  private void sums(List<Sum> sums) throws IOException {
    pages.list(
        sums.stream()
            .map(sum -> (sum.agrees() ? "Agrees: " : "Does NOT agree: ") + sum.words())
            .toList());
  }

  private void write(EvidenceFiles files) throws IOException {
    pages.heading(3, "Files of the evidence");
    pages.paragraph("Evidence: " + files.verdict() + ".");
    List<EvidenceFile> shown = files.all().size() > MOST_FILES ? files.changed() : files.all();
    if (shown.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (EvidenceFile one : shown.subList(0, Math.min(shown.size(), MOST_FILES))) {
      String words =
          !one.changes().isEmpty()
              ? "CHANGED: " + one.changes()
              : one.isCompared() ? "same size and times" : "not yet";
      rows.add(List.of(one.name(), Names.number(one.bytes()), one.modified(), words));
    }
    pages.table(
        "As they were, and compared with after the scan",
        List.of(
            new Column("File", 4, false),
            new Column("Bytes", 2, true),
            new Column("Modified", 3, false),
            new Column("Compared with after the scan", 4, false)),
        rows);
    if (shown.size() > MOST_FILES) {
      pages.paragraph("%s more changed.".formatted(Names.number(shown.size() - MOST_FILES)));
    }
  }
}
