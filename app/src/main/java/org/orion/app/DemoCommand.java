package org.orion.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.orion.app.demo.DemoExhibits;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.exchange.hashlist.CsvListWriter;
import org.orion.exchange.hashlist.ListEntry;
import org.orion.exchange.hashlist.VicsHashSetWriter;
import org.orion.triage.archive.UnfoldLimits;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.cage.Cage;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.ContentHasher;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.lists.HashList;
import org.orion.triage.lists.ImportProgress;
import org.orion.triage.lists.ListStore;
import org.orion.triage.media.CagedMediaDecoder;
import org.orion.triage.media.Decoded;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;
import org.orion.triage.report.ListedNow;
import org.orion.triage.report.ReportFormat;
import org.orion.triage.scan.ScanPlan;
import org.orion.triage.scan.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `orion demo`: the main job from end to end on generated, benign exhibits.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Makes two benign exhibits and lists, scans them and shows the result. Opens nothing on the"
            + " network.")
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--once", description = "print the result and leave nothing behind")
  private boolean once;

  DemoCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, FormatException, Refusal {
    Path folder = Files.createTempDirectory("orion-demo-");
    try {
      DemoExhibits exhibits = DemoExhibits.make(folder);
      ListStore store =
          ListStore.open(
              folder.resolve("lists"), CategoryTable.builtIn(), list -> Optional.empty());
      makeLists(exhibits, folder, store);
      Path scanFile = folder.resolve("demo.orion");
      scan(exhibits, store, scanFile);
      ReportCommand.write(scanFile, ReportFormat.SUMMARY, ListedNow.unchanged(), null);
      if (!once) {
        Path report = folder.resolve("report.html");
        ReportCommand.write(scanFile, ReportFormat.HTML, ListedNow.unchanged(), report);
        System.out.println("The report for reading and printing: " + report);
        System.out.println("The scan file, for any SQLite tool:   " + scanFile);
      }
    } finally {
      if (once) {
        delete(folder);
      }
    }
    return ExitCode.DONE.number();
  }

  private static void makeLists(DemoExhibits exhibits, Path folder, ListStore store)
      throws IOException, InterruptedException, FormatException, Refusal {
    Path vics = folder.resolve("national-list.json");
    Path csv = folder.resolve("partner-list.csv");
    Path products = folder.resolve("known-products.txt");
    try (Cage cage = Lab.cage(1)) {
      CagedMediaDecoder decoder = CagedMediaDecoder.of(cage);
      try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(vics));
          VicsHashSetWriter writer = new VicsHashSetWriter(output)) {
        int code = 1;
        for (Path file : exhibits.listed()) {
          writer.write(entry(file, new Category("", String.valueOf(code)), decoder));
          code = code % 2 + 1;
        }
      }
      try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(csv));
          CsvListWriter writer = new CsvListWriter(output)) {
        for (Path file : exhibits.listedElsewhere()) {
          writer.write(entry(file, new Category("uk-abc", "C"), decoder));
        }
      }
    }
    List<String> known = new ArrayList<>();
    for (Path file : exhibits.knownGood()) {
      known.add(digests(Files.readAllBytes(file)).sha1().hex());
    }
    Files.write(products, known);
    importList(store, "national", vics, "vics-us-2.0");
    importList(store, "partner", csv, "");
    importList(store, "products", products, "nsrl");
  }

  private static void importList(ListStore store, String name, Path file, String scheme)
      throws IOException, FormatException, Refusal {
    try {
      store.importFiles(
          name,
          List.of(file),
          new ListStore.ImportPlan(Optional.empty(), scheme, "demo", 0),
          ImportProgress.silent());
    } catch (ListStore.RefusedException refused) {
      throw Refusal.input(String.valueOf(refused.getMessage()));
    }
  }

  private static ContentDigests digests(byte[] bytes) {
    ContentHasher hasher = new ContentHasher();
    hasher.update(ByteBuffer.wrap(bytes));
    return hasher.finish();
  }

  private static ListEntry entry(Path file, Category category, CagedMediaDecoder decoder)
      throws IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(file);
    ContentDigests digests = digests(bytes);
    List<HashValue> hashes =
        new ArrayList<>(List.of(digests.md5(), digests.sha1(), digests.sha256()));
    MediaType type = MediaDetector.detect(bytes, Math.min(bytes.length, MediaDetector.HEAD_BYTES));
    switch (decoder.decode(type, new BytesContent(ByteBuffer.wrap(bytes)))) {
      case Decoded.Picture picture -> hashes.add(picture.full().hash());
      case Decoded.Video video ->
          video.signature().stream().map(FrameHash::hash).distinct().forEach(hashes::add);
      case Decoded.NoMedia other -> throw new IOException(file + ": is no media");
      case Decoded.Failed failed -> throw new IOException(file + ": " + failed.why().detail());
    }
    return new ListEntry(file.getFileName().toString(), category, hashes, Map.of());
  }

  private static void scan(DemoExhibits exhibits, ListStore store, Path scanFile)
      throws IOException, InterruptedException, FormatException, Refusal {
    List<HashList> lists = Lab.open(store, store.names());
    ScanPlan plan =
        new ScanPlan(
            Main.VERSION,
            Optional.of("DEMO-1"),
            List.of(
                new ScanPlan.PlannedEvidence("D-1 phone", exhibits.phone()),
                new ScanPlan.PlannedEvidence("D-2 laptop", exhibits.laptop())),
            lists.stream()
                .map(list -> new ScanPlan.PlannedList(list.name(), list.sha256()))
                .toList(),
            OptionalInt.of(31),
            true,
            false,
            UnfoldLimits.DEFAULT);
    new ScanRun(
            plan,
            Optional.of("A. Examiner"),
            Optional.of("demonstration"),
            lists,
            scanFile,
            Runtime.getRuntime().availableProcessors(),
            false,
            System.err)
        .run(new TerminalProgress(System.err, false), new StopSignal());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
