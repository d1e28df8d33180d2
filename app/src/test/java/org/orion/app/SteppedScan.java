package org.orion.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.orion.triage.evidence.EvidenceItem;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.MediaType;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.ScanFile;
import org.orion.triage.scanfile.ScanHeader;
import org.orion.triage.scanfile.WorkInProgress;

/// A process that writes a scan file as a scan does: it lists, and decides one item for each line
/// that it is sent, saying `done` when that is permanent. The line `end` completes the scan.
final class SteppedScan {
  private static final int ITEM_BYTES = 1_000;

  private SteppedScan() {}

  /// @param arguments the scan file to make, and the number of items
  public static void main(String[] arguments) throws Exception {
    int items = Integer.parseInt(arguments[1]);
    try (ScanFile file = ScanFile.create(Path.of(arguments[0]), header());
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      long evidence = file.addEvidence("D-1", "/evidence", "folder", true);
      for (int i = 0; i < items; i++) {
        file.list(evidence, i, item(i));
      }
      file.evidenceListed(evidence, items, (long) items * ITEM_BYTES);
      file.enter("examining");
      file.journal("begun", "");
      System.out.println("done");
      int decided = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("end")) {
          file.enter("complete");
          file.journal("completed", "");
        } else {
          decide(file, evidence, decided++, items);
        }
        System.out.println("done");
      }
    }
  }

  private static void decide(ScanFile file, long evidence, int number, int items)
      throws IOException {
    ExaminedItem examined =
        new ExaminedItem(
            MediaType.UNKNOWN,
            ITEM_BYTES,
            Optional.empty(),
            Optional.empty(),
            new Verdict.NotMedia());
    file.record(evidence, number + 1, "item-" + number, examined);
    long done = number + 1L;
    file.progress(() ->
        new WorkInProgress(
            "D-1",
            "item-" + done,
            Instant.now().minusSeconds(65),
            OptionalLong.empty(),
            done,
            items,
            done * ITEM_BYTES,
            (long) items * ITEM_BYTES,
            100,
            0,
            0));
    file.commit();
  }

  private static EvidenceItem item(int number) {
    return new EvidenceItem(
        "item-" + number,
        Optional.empty(),
        ITEM_BYTES,
        0,
        -1,
        "",
        () -> {
          throw new IOException("never opened");
        });
  }

  private static ScanHeader header() {
    return new ScanHeader(
        "uuid",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "0.1.0",
        "{}",
        "lab-1",
        "25",
        "Linux",
        "{}",
        Instant.now(),
        "UTC",
        List.of());
  }
}
