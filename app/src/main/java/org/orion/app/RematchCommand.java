package org.orion.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.orion.exchange.FormatException;
import org.orion.triage.lists.HashList;
import org.orion.triage.match.Matcher;
import org.orion.triage.scan.Rematch;
import org.orion.triage.scanfile.ScanFile;
import org.orion.triage.scanfile.ScanFileFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `orion rematch`: further lists for a scan that is complete.
@Command(
    name = "rematch",
    mixinStandardHelpOptions = true,
    description = {
      "Looks the contents of a complete scan up in further lists, or in newer versions of its own,",
      "and decides its items anew. The evidence is not needed."
    })
final class RematchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.orion", description = "a complete scan")
  private Path file = Path.of("");

  @Option(
      names = "--list",
      paramLabel = "NAME",
      required = true,
      arity = "1..*",
      description = "lists to look up; those that the scan used already are looked up anew")
  private List<String> lists = new ArrayList<>();

  @Option(
      names = "--similar",
      paramLabel = "N",
      defaultValue = "31",
      description = "greatest distance of a look-alike, 0 to 64 (31)")
  private int similar;

  @Option(names = "--no-similar", description = "match by digests alone")
  private boolean noSimilar;

  @Option(names = "--workers", paramLabel = "N", description = "threads (one for each processor)")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  RematchCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, FormatException, Refusal {
    if (similar < 0 || similar > 64) {
      throw Refusal.usage("--similar is %d, must be 0 to 64".formatted(similar));
    }
    if (workers < 1 || workers > 256) {
      throw Refusal.usage("--workers is %d, must be 1 to 256".formatted(workers));
    }
    ScanFileFormat.check(file);
    List<HashList> opened = Lab.open(Lab.lists(), lists);
    try (ScanFile scan = ScanFile.open(file)) {
      if (!scan.state().equals("complete")) {
        throw Refusal.input(file + ": the scan is not complete; go on with orion scan first");
      }
      long started = System.nanoTime();
      scan.journal("rematching", String.join(", ", lists));
      OptionalInt radius = noSimilar ? OptionalInt.empty() : OptionalInt.of(similar);
      Rematch.Result result =
          new Rematch(scan, Matcher.of(opened), radius, workers).run(Lab.usedLists(opened));
      scan.journal(
          "rematched",
          "%s: %d of %d contents matched, %d items have another verdict"
              .formatted(
                  String.join(", ", lists), result.matched(), result.contents(), result.items()));
      double seconds = (System.nanoTime() - started) / 1e9;
      if (json) {
        System.out.printf(
            "{\"contents\":%d,\"matched\":%d,\"changed_items\":%d}%n",
            result.contents(), result.matched(), result.items());
      } else {
        System.out.printf(
            "%,d contents looked up in %.1f s; %,d matched in %s; %,d items have another verdict%n",
            result.contents(), seconds, result.matched(), String.join(", ", lists), result.items());
      }
    } finally {
      opened.forEach(HashList::close);
    }
    return ExitCode.DONE.number();
  }
}
