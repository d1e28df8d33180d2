package org.orion.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.orion.app.demo.DemoExhibits;
import org.orion.app.demo.DemoServer;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.CategoryTable;
import org.orion.exchange.hashlist.CsvListWriter;
import org.orion.exchange.hashlist.ListEntry;
import org.orion.exchange.hashlist.VicsHashSetWriter;
import org.orion.operations.database.DatabaseException;
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

/// `orion demo`: the main jobs from end to end on generated, benign material: exhibits are scanned,
/// and a server shows an invented operation.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Makes two benign exhibits and lists, scans them and shows the result; then serves "
          + "an invented operation on this machine's own address until Ctrl-C.",
      "With --once it ends after the result, and opens nothing on the network."
    })
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--once", description = "print the result and leave nothing behind")
  private boolean once;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "where to serve; 0: any free port, which is printed (8080)")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "keep the server's data there; otherwise they are removed at the end")
  private @Nullable Path data;

  DemoCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, FormatException, Refusal {
    if (port < 0 || port > 65535) {
      throw Refusal.usage("--port is %d, must be 0 to 65535".formatted(port));
    }
    if (!once) {
      System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    }
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
        serve(folder, scanFile);
      }
    } finally {
      if (once) {
        delete(folder);
      }
    }
    return ExitCode.DONE.number();
  }

  private void serve(Path folder, Path scanFile) throws IOException, InterruptedException, Refusal {
    Path place = data == null ? folder.resolve("server") : DataFolder.of(Optional.of(data));
    Ending ending = new Ending();
    try (DemoServer server =
        DemoServer.start(
            place,
            DataFolder.binaries(place),
            port,
            LocalDate.now(ZoneOffset.UTC),
            Optional.of(scanFile))) {
      tell(server);
      ending.await();
    } catch (DatabaseException problem) {
      throw Refusal.input(String.valueOf(problem.getMessage()));
    } finally {
      if (data == null && Files.exists(place)) {
        delete(place);
      }
      ending.done();
    }
  }

  private static void tell(DemoServer server) {
    System.out.printf(
        "%nAn invented operation, Northern Lights: 8 countries, 40 agencies, 190 arrests in a"
            + " month, 48 tips.%n");
    for (DemoServer.Person person : server.people()) {
      System.out.printf(
          "  sign in as %-6s with the one-time password %s   (%s)%n",
          person.login(), person.password(), person.does());
    }
    System.out.println(
        server.people().isEmpty()
            ? "  sign in with the names and passwords of before"
            : """
              1. Open the address, sign in, and set a password of your own when asked.
              2. You are in. An authenticator or a passkey is not needed here, and is set up on Account.
            """
                .stripTrailing());
    System.out.println(
        """
        What to look at first, as sam:
          /operations   Northern Lights: its figures, 190 arrests among them
          /actions      the board of today's searches and arrests in all countries
          /exhibits     DEMO-1 has the two that were scanned above, with the scan's figures
          /series       children whom nobody knows yet, and what leads to them
          /tips         the queue of tips, the most urgent first
        """
            .stripTrailing());
    System.out.printf("serving on %s (Ctrl-C ends it)%n", server.address());
    System.out.flush();
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
