package org.orion.triage.report;

import java.util.ArrayList;
import java.util.List;
import org.orion.exchange.report.DeviceFigures;
import org.orion.exchange.report.DeviceFigures.ImageFigures;
import org.orion.exchange.report.DeviceFigures.VolumeFigures;
import org.orion.exchange.report.TriageReport.Figures;

/// Sums that must agree when nothing was passed over in silence, each added up anew from the rows
/// of the scan file.
final class CompletenessProof {
  private CompletenessProof() {}

  /// One sum.
  ///
  /// @param words what agrees, or what does not
  record Sum(boolean agrees, String words) {}

  /// Of one image: every byte of the device and every name of its file systems.
  static List<Sum> of(ImageFigures image) {
    List<Sum> sums = new ArrayList<>();
    if (!image.listed()) {
      sums.add(new Sum(false, "not all volumes of the device were listed"));
    }
    sums.add(bytes(image));
    sums.add(verdicts(image));
    sums.add(names(image));
    return sums;
  }

  /// Of an exhibit: the items by verdict and by state.
  static List<Sum> of(Figures figures, DeviceFigures device) {
    long decided = figures.verdicts().values().stream().mapToLong(Long::longValue).sum();
    long inStates = device.states().values().stream().mapToLong(Long::longValue).sum();
    String items = Names.number(figures.items());
    return List.of(
        decided == figures.items()
            ? new Sum(true, "each of the %s items has one verdict".formatted(items))
            : new Sum(
                false, "%s of %s items have a verdict".formatted(Names.number(decided), items)),
        inStates == figures.items()
            ? new Sum(true, "allocated, deleted, orphan and carved items add up to " + items)
            : new Sum(
                false,
                "allocated, deleted, orphan and carved items add up to %s, not to %s"
                    .formatted(Names.number(inStates), items)));
  }

  /// Volumes that share a place, as those of an APFS container do, cover it once.
  private static Sum bytes(ImageFigures image) {
    long end = 0;
    long covered = 0;
    for (VolumeFigures volume : image.volumes()) {
      long from = Math.max(end, volume.start());
      long to = Math.min(image.mediaBytes(), volume.start() + volume.bytes());
      covered += Math.max(0, to - from);
      end = Math.max(end, to);
    }
    return covered == image.mediaBytes()
        ? new Sum(
            true,
            "volumes, gaps and partition tables cover all %s bytes of the device"
                .formatted(Names.number(covered)))
        : new Sum(
            false,
            "volumes, gaps and partition tables cover %s of %s bytes of the device"
                .formatted(Names.number(covered), Names.number(image.mediaBytes())));
  }

  private static Sum verdicts(ImageFigures image) {
    List<String> lacking = new ArrayList<>();
    long items = 0;
    for (VolumeFigures volume : image.volumes()) {
      items += volume.items();
      if (volume.verdicts() != volume.items()) {
        lacking.add(
            "%s: %s of %s"
                .formatted(
                    label(volume), Names.number(volume.verdicts()), Names.number(volume.items())));
      }
    }
    return lacking.isEmpty()
        ? new Sum(
            true,
            "each of the %s items in its volumes has a verdict".formatted(Names.number(items)))
        : new Sum(false, "items with a verdict in " + String.join("; ", lacking));
  }

  /// Folders and links are names but no items; carved items are items without a name.
  private static Sum names(ImageFigures image) {
    List<String> wrong = new ArrayList<>();
    long names = 0;
    for (VolumeFigures volume : image.volumes()) {
      long named = volume.items() - volume.carved();
      if (volume.kind().equals("file_system") && volume.names().isEmpty()) {
        wrong.add("the listing of %s did not come to its end".formatted(label(volume)));
      } else if (volume.kind().equals("file_system") && volume.problem().isPresent()) {
        wrong.add(
            "the listing of %s is not whole: %s".formatted(label(volume), volume.problem().get()));
      } else if (named > volume.names().orElse(0)) {
        wrong.add(
            "%s lists %s names but has %s items"
                .formatted(
                    label(volume), Names.number(volume.names().orElse(0)), Names.number(named)));
      } else {
        names += volume.names().orElse(0);
      }
    }
    return wrong.isEmpty()
        ? new Sum(
            true,
            "every file system was listed to its end: %s names, folders and links included"
                .formatted(Names.number(names)))
        : new Sum(false, String.join("; ", wrong));
  }

  /// As the report calls a part of a device.
  static String label(VolumeFigures volume) {
    return volume.number() > 0 ? "vol" + volume.number() : volume.kind();
  }
}
