package org.orion.triage.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.orion.exchange.report.DeviceFigures;
import org.orion.exchange.report.DeviceFigures.ImageFigures;
import org.orion.exchange.report.DeviceFigures.VolumeFigures;
import org.orion.exchange.report.TriageReport.ExhibitFigures;
import org.orion.triage.report.CompletenessProof.Sum;
import org.orion.triage.report.EvidenceFiles.EvidenceFile;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileReader;

/// The images of an exhibit: whether they are whole, what they are divided into, and the sums which
/// show that nothing was passed over.
final class HtmlDevice {
  private static final int MOST_FILES = 100;

  private final ScanFileReader file;
  private final PrintWriter out;

  HtmlDevice(ScanFileReader file, PrintWriter out) {
    this.file = file;
    this.out = out;
  }

  void write(ExhibitFigures exhibit) throws ScanFileException {
    DeviceFigures device = exhibit.device();
    for (ImageFigures image : device.images()) {
      write(image);
    }
    if (!device.images().isEmpty()) {
      states(device);
      sums(CompletenessProof.of(exhibit.figures(), device));
    }
    EvidenceFiles files = EvidenceFiles.of(file, exhibit.exhibit());
    if (!files.all().isEmpty()) {
      write(files);
    }
  }

  private void write(ImageFigures image) {
    out.printf("<h3>Image %s</h3>%n", Html.escape(image.path()));
    String weight =
        switch (ImageWords.weight(image)) {
          case GOOD -> "good";
          case OPEN -> "open";
          case BAD -> "bad";
        };
    out.printf(
        "<p class=\"end %s\">%s</p>%n", weight, Html.escape(sentence(ImageWords.integrity(image))));
    image
        .problem()
        .ifPresent(problem -> out.printf("<p class=\"end bad\">%s</p>%n", Html.escape(problem)));
    facts(image);
    volumes(image);
    for (String closed : ImageWords.closed(image)) {
      out.printf("<p class=\"end open\"><b>Not examined</b> %s</p>%n", Html.escape(closed));
    }
    sums(CompletenessProof.of(image));
  }

  private static String sentence(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }

  private void facts(ImageFigures image) {
    out.println("<table class=\"facts\"><tbody>");
    out.printf(
        "<tr><th scope=\"row\">Format and size of the device</th><td>%s, %s (%s bytes)</td></tr>%n",
        Html.escape(image.format()),
        Names.bytes(image.mediaBytes()),
        Names.number(image.mediaBytes()));
    digests("stored at acquisition", image.stored(), List.of("md5", "sha1"));
    digests("as read", image.computed(), List.of("md5", "sha1", "sha256"));
    out.println("</tbody></table>");
  }

  private void digests(String which, Map<String, String> digests, List<String> algorithms) {
    for (String algorithm : algorithms) {
      String digest = digests.get(algorithm);
      if (digest != null) {
        out.printf(
            "<tr><th scope=\"row\">%s %s</th><td><code>%s</code></td></tr>%n",
            ImageWords.algorithm(algorithm), which, Html.escape(digest));
      }
    }
  }

  private void volumes(ImageFigures image) {
    if (image.volumes().isEmpty()) {
      out.println("<p>It is divided into no volumes.</p>");
      return;
    }
    out.println(
        "<table class=\"wide\"><caption>What the device is divided into; place and size in bytes</caption>"
            + "<thead><tr><th scope=\"col\">Part</th><th scope=\"col\">Contents</th>");
    for (String column :
        List.of(
            "Size and start",
            "Names listed",
            "Items",
            "Verdicts",
            "In files",
            "Unallocated",
            "Unreadable")) {
      out.printf("<th scope=\"col\" class=\"n\">%s</th>", column);
    }
    out.println("</tr></thead><tbody>");
    for (VolumeFigures volume : image.volumes()) {
      row(volume);
    }
    out.println("</tbody></table>");
  }

  private void row(VolumeFigures volume) {
    boolean closed = ImageWords.isClosed(volume);
    boolean plain = volume.items() == 0 && volume.names().isEmpty();
    out.printf(
        "<tr%s><th scope=\"row\">%s</th><td>%s<br/><span class=\"quiet\">%s%s</span></td>",
        closed ? " class=\"closed\"" : "",
        Html.escape(sentencePart(CompletenessProof.label(volume))),
        Html.escape(ImageWords.kind(volume)),
        Html.escape(volume.description()),
        volume.problem().map(problem -> "; " + Html.escape(problem)).orElse(""));
    out.printf(
        "<td class=\"n\">%s<br/><span class=\"quiet\">from %s</span></td>",
        Names.number(volume.bytes()), Names.number(volume.start()));
    if (plain) {
      out.printf(
          "<td class=\"quiet\" colspan=\"6\">%s</td></tr>%n",
          closed ? "nothing in it was examined" : "");
      return;
    }
    number(volume.names());
    number(volume.items());
    out.printf(
        "<td class=\"n%s\">%s</td>",
        volume.verdicts() == volume.items() ? "" : " wrong", Names.number(volume.verdicts()));
    cell(Names.bytes(volume.bytesInFiles()));
    cell(
        volume.unallocated().isPresent()
            ? Names.bytes(volume.unallocated().getAsLong())
            : "not known");
    cell(Names.bytes(volume.bytesUnreadable()));
    out.println("</tr>");
  }

  private static String sentencePart(String label) {
    return label.equals("gap") || label.equals("table") ? "\u2013" : label;
  }

  private void number(long number) {
    cell(Names.number(number));
  }

  private void number(OptionalLong number) {
    cell(number.isPresent() ? Names.number(number.getAsLong()) : "not known");
  }

  private void cell(String text) {
    out.printf("<td class=\"n\">%s</td>", text);
  }

  private void sums(List<Sum> sums) {
    out.println("<ul class=\"sums\">");
    for (Sum sum : sums) {
      out.printf(
          "<li class=\"%s\"><b>%s</b> %s</li>%n",
          sum.agrees() ? "agrees" : "wrong",
          sum.agrees() ? "Agrees:" : "Does NOT agree:",
          Html.escape(sum.words()));
    }
    out.println("</ul>");
  }

  private void states(DeviceFigures device) {
    out.println("<table class=\"facts narrow\"><caption>Items by state</caption><tbody>");
    device
        .states()
        .forEach((state, count) ->
            out.printf(
                "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td></tr>%n",
                Html.escape(ImageWords.state(state)), Names.number(count)));
    out.println("</tbody></table>");
  }

  private void write(EvidenceFiles files) {
    out.println("<h3>Files of the evidence</h3>");
    boolean changed = !files.changed().isEmpty();
    String unchanged = files.isCompared() ? "good" : "open";
    String weight = changed ? "bad" : unchanged;
    out.printf("<p class=\"end %s\">%s</p>%n", weight, Html.escape(sentence(files.verdict())));
    List<EvidenceFile> shown = files.all().size() > MOST_FILES ? files.changed() : files.all();
    if (shown.isEmpty()) {
      return;
    }
    out.println(
        "<table><thead><tr><th scope=\"col\">File</th><th scope=\"col\" class=\"n\">Bytes</th>"
            + "<th scope=\"col\">Modified</th><th scope=\"col\">Compared with after the scan</th>"
            + "</tr></thead><tbody>");
    shown.stream().limit(MOST_FILES).forEach(this::row);
    out.println("</tbody></table>");
    if (shown.size() > MOST_FILES) {
      out.printf("<p>%s more changed.</p>%n", Names.number(shown.size() - MOST_FILES));
    }
  }

  private void row(EvidenceFile one) {
    String changes = one.changes();
    String words =
        !changes.isEmpty()
            ? "CHANGED: " + changes
            : one.isCompared() ? "same size and times" : "not yet";
    out.printf(
        "<tr><td>%s</td><td class=\"n\">%s</td><td>%s</td><td%s>%s</td></tr>%n",
        Html.escape(one.name()),
        Names.number(one.bytes()),
        Html.escape(one.modified()),
        changes.isEmpty() ? "" : " class=\"wrong\"",
        Html.escape(words));
  }
}
