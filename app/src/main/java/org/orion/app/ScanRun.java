package org.orion.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.orion.exchange.FormatException;
import org.orion.triage.archive.CagedUnfolder;
import org.orion.triage.cage.Cage;
import org.orion.triage.disk.CagedDisk;
import org.orion.triage.lists.HashList;
import org.orion.triage.match.Matcher;
import org.orion.triage.media.CagedMediaDecoder;
import org.orion.triage.scan.ScanPlan;
import org.orion.triage.scan.ScanRefusedException;
import org.orion.triage.scan.ScanTools;
import org.orion.triage.scan.Scanner;
import org.orion.triage.scan.StopSignal;
import org.orion.triage.scanfile.ScanFile;
import org.orion.triage.scanfile.ScanFileException;
import org.orion.triage.scanfile.ScanFileFormat;
import org.orion.triage.scanfile.ScanHeader;

/// One scan from the command line: opens what it needs, begins or continues the scan file, and
/// runs.
///
/// @param lists opened; closed when they have been read
record ScanRun(
    ScanPlan plan,
    Optional<String> examiner,
    Optional<String> authority,
    List<HashList> lists,
    Path target,
    int workers,
    boolean requireSandbox,
    PrintStream messages) {

  /// @return how it ended
  Scanner.End run(TerminalProgress progress, StopSignal stop)
      throws IOException, InterruptedException, FormatException, Refusal {
    boolean continued = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (continued) {
      ScanFileFormat.check(target);
    }
    try (Cage cage = Lab.cage(workers)) {
      messages.println("orion: " + cage.protections().describe());
      if (requireSandbox && !cage.protections().isSandboxed()) {
        throw Refusal.input(
            "--require-sandbox: decoders could not be shut off from network and files here;"
                + " install bubblewrap, or allow user namespaces");
      }
      try (ScanFile file = continued ? ScanFile.open(target) : create(cage)) {
        if (continued) {
          requireSamePlan(file);
        }
        return run(cage, file, continued, progress, stop);
      } catch (ScanRefusedException refused) {
        throw Refusal.input(String.valueOf(refused.getMessage()));
      }
    }
  }

  private Scanner.End run(
      Cage cage, ScanFile file, boolean continued, TerminalProgress progress, StopSignal stop)
      throws IOException, InterruptedException, ScanRefusedException, Refusal {
    if (!file.state().equals("complete")) {
      file.journal(
          continued ? "continued" : "begun",
          "%s, %d workers, %s".formatted(Main.VERSION, workers, cage.protections().describe()));
    }
    Scanner scanner =
        new Scanner(
            file,
            plan,
            new ScanTools(
                Matcher.of(lists),
                CagedMediaDecoder.of(cage),
                new CagedUnfolder(cage),
                new CagedDisk(cage),
                workers),
            progress,
            stop);
    boolean done = file.state().equals("complete");
    Scanner.End end;
    try {
      end = scanner.run();
    } catch (ScanFileException unwritable) {
      throw Refusal.input(
          "%s; once that is mended, the same command goes on".formatted(unwritable.getMessage()));
    } finally {
      progress.end();
      lists.forEach(HashList::close);
    }
    if (!done) {
      file.journal(end == Scanner.End.COMPLETE ? "completed" : "stopped", "");
    }
    return end;
  }

  private void requireSamePlan(ScanFile file) throws IOException, Refusal {
    Optional<String> stored = file.header().getOrDefault("plan", Optional.empty());
    Optional<String> difference = plan.differenceFrom(stored.orElse("{}"));
    if (difference.isPresent()) {
      throw Refusal.input(
          "%s: it was begun by another plan: %s; name another file with --out"
              .formatted(target, difference.get()));
    }
  }

  private ScanFile create(Cage cage) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(target + ": its folder does not exist");
    }
    return ScanFile.create(
        target,
        new ScanHeader(
            UUID.randomUUID().toString(),
            plan.caseRef(),
            examiner,
            authority,
            Main.VERSION,
            plan.toJson(),
            host(),
            System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            cage.protections().toJson(),
            Instant.now(),
            ZoneId.systemDefault()
                + ", UTC"
                + ZonedDateTime.now(ZoneId.systemDefault()).getOffset(),
            Lab.usedLists(lists)));
  }

  /// The host's name from the kernel; asking for an address as well could ask the network.
  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException unnamed) {
      return "unnamed";
    }
  }
}
