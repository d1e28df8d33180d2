package org.orion.app;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.report.TriageReport;
import org.orion.triage.archive.UnfoldLimits;
import org.orion.triage.evidence.EvidenceSource;
import org.orion.triage.lists.HashList;
import org.orion.triage.report.ListedNow;
import org.orion.triage.report.ReportFormat;
import org.orion.triage.report.ScanFigures;
import org.orion.triage.scan.ScanPlan;
import org.orion.triage.scan.Scanner;
import org.orion.triage.scan.StopSignal;
import org.orion.triage.scanfile.ScanFileReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `orion scan`: examines evidence.
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Examines folders, archives and files: what is known on them, how much, and where.",
      "Nothing on the evidence is changed. A scan that was interrupted goes on when the "
          + "same command is given again."
    })
final class ScanCommand implements Callable<Integer> {
  private static final long STOP_SECONDS = 20;

  @Parameters(paramLabel = "EVIDENCE", arity = "1..*", description = "folders, archives or files")
  private List<Path> evidence = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Option(
      names = "--out",
      paramLabel = "FILE.orion",
      required = true,
      description = "the scan file; an existing one of the same plan is continued")
  private Path target;

  @Option(names = "--list", paramLabel = "NAME", description = "a list to look up; may be repeated")
  private List<String> lists = new ArrayList<>();

  @Option(
      names = "--exhibit",
      paramLabel = "REF",
      description = "the exhibit's reference; once for all evidence, or once for each")
  private List<String> exhibits = new ArrayList<>();

  @Option(names = "--case", paramLabel = "REF", description = "the case's reference")
  private @Nullable String caseRef;

  @Option(names = "--examiner", paramLabel = "NAME", description = "who examines")
  private @Nullable String examiner;

  @Option(
      names = "--authority",
      paramLabel = "TEXT",
      description = "the legal authority for the examination, such as a warrant's number")
  private @Nullable String authority;

  @Option(
      names = "--similar",
      paramLabel = "N",
      defaultValue = "31",
      description = "greatest distance of a look-alike, 0 to 64 (31)")
  private int similar;

  @Option(names = "--no-similar", description = "match by digests alone")
  private boolean noSimilar;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "contents examined at once (one for each processor)")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "local",
      description = "where the work is done: local")
  private String engine = "local";

  @Option(names = "--all-files", description = "hash and match files that are no media too")
  private boolean allFiles;

  @Option(
      names = "--carve",
      description =
          "search the unallocated space of disk images, and gaps between partitions, for "
              + "pictures and videos")
  private boolean carve;

  @Option(
      names = "--require-sandbox",
      description = "refuse to run where decoders cannot be shut off from network and files")
  private boolean requireSandbox;

  @Option(names = "--json", description = "print the figures as one JSON object")
  private boolean json;

  ScanCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, FormatException, Refusal {
    checkOptions();
    List<ScanPlan.PlannedEvidence> planned = planEvidence();
    List<HashList> opened = Lab.open(Lab.lists(), lists);
    ScanPlan plan =
        new ScanPlan(
            Main.VERSION,
            Optional.ofNullable(caseRef),
            planned,
            opened.stream()
                .map(list -> new ScanPlan.PlannedList(list.name(), list.sha256()))
                .toList(),
            noSimilar ? OptionalInt.empty() : OptionalInt.of(similar),
            allFiles,
            carve,
            UnfoldLimits.DEFAULT);
    ScanRun run =
        new ScanRun(
            plan,
            Optional.ofNullable(examiner),
            Optional.ofNullable(authority),
            opened,
            target,
            workers,
            requireSandbox,
            System.err);
    return finish(runUntilStopped(run));
  }

  private void checkOptions() throws Refusal {
    if (similar < 0 || similar > 64) {
      throw Refusal.usage("--similar is %d, must be 0 to 64".formatted(similar));
    }
    if (workers < 1 || workers > 256) {
      throw Refusal.usage("--workers is %d, must be 1 to 256".formatted(workers));
    }
    if (!engine.equals("local")) {
      throw Refusal.usage("--engine is %s; this version has: local".formatted(engine));
    }
    if (exhibits.size() > 1 && exhibits.size() != evidence.size()) {
      throw Refusal.usage(
          "%d exhibits for %d evidence paths: give --exhibit once, or once for each"
              .formatted(exhibits.size(), evidence.size()));
    }
  }

  private List<ScanPlan.PlannedEvidence> planEvidence() throws IOException, Refusal {
    List<ScanPlan.PlannedEvidence> planned = new ArrayList<>();
    for (int i = 0; i < evidence.size(); i++) {
      Path path = evidence.get(i);
      EvidenceSource.open(path);
      Path real = path.toRealPath();
      if (Files.isDirectory(real) && target.toAbsolutePath().normalize().startsWith(real)) {
        throw Refusal.usage(
            "--out lies within the evidence %s: nothing may be written there".formatted(path));
      }
      Path name = real.getFileName();
      String exhibit =
          exhibits.isEmpty()
              ? name == null ? real.toString() : name.toString()
              : exhibits.get(Math.min(i, exhibits.size() - 1));
      planned.add(new ScanPlan.PlannedEvidence(exhibit, real));
    }
    return planned;
  }

  /// Ctrl-C gives the stop signal and waits for the scan to close its file.
  private Scanner.End runUntilStopped(ScanRun run)
      throws IOException, InterruptedException, FormatException, Refusal {
    StopSignal stop = new StopSignal();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(() -> {
          stop.give();
          try {
            boolean closed = ended.await(STOP_SECONDS, TimeUnit.SECONDS);
            System.err.println(
                closed
                    ? "orion: stopped; the same command goes on from here"
                    : "orion: ended; the same command goes on from the last saved item");
          } catch (InterruptedException endedAnyway) {
            Thread.currentThread().interrupt();
          }
          Runtime.getRuntime().halt(ExitCode.STOPPED.number());
        });
    Runtime.getRuntime().addShutdownHook(hook);
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    try {
      return run.run(new TerminalProgress(System.err, terminal), stop);
    } finally {
      ended.countDown();
      remove(hook);
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook is what ends the program.
      return;
    }
  }

  private int finish(Scanner.End end) throws IOException, Refusal {
    if (end == Scanner.End.STOPPED) {
      throw Refusal.stopped("stopped; the same command goes on from here");
    }
    long unread;
    try (ScanFileReader reader = ScanFileReader.open(target)) {
      TriageReport report = new ScanFigures(reader, ListedNow.unchanged()).report();
      unread = report.totals().errors().values().stream().mapToLong(Long::longValue).sum();
      (json ? ReportFormat.JSON : ReportFormat.SUMMARY)
          .write(reader, ListedNow.unchanged(), System.out);
    }
    System.out.flush();
    if (unread > 0) {
      System.err.printf("orion: %,d unreadable; everything else is done%n", unread);
    }
    if (!json && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      System.err.printf("orion: the scan file is %s%n", target);
    }
    return (unread > 0 ? ExitCode.DONE_WITH_UNREADABLE : ExitCode.DONE).number();
  }
}
