package org.orion.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.triage.lists.HashList;
import org.orion.triage.match.Matcher;
import org.orion.triage.scan.Rematch;
import org.orion.triage.scanfile.ScanFile;
import org.orion.triage.scanfile.ScanFileFormat;
import org.orion.triage.scanfile.ScanFileReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `orion rematch`: further lists for a scan that is complete.
@Command(
    name = "rematch",
    mixinStandardHelpOptions = true,
    description = {
      "Looks the contents of a complete scan up in further lists, or in newer versions of "
          + "its own, and decides its items anew.",
      "The evidence is not needed."
    })
final class RematchCommand implements Callable<Integer> {
  private static final int USUAL_RADIUS = 31;

  @Parameters(paramLabel = "FILE.orion", description = "a complete scan")
  private Path file = Path.of("");

  @Option(
      names = "--list",
      paramLabel = "NAME",
      required = true,
      description = "a list to look up, anew where the scan used it already; may be repeated")
  private List<String> lists = new ArrayList<>();

  @Option(
      names = "--similar",
      paramLabel = "N",
      description = "greatest distance of a look-alike, 0 to 64 (as the scan did)")
  private @Nullable Integer similar;

  @Option(names = "--no-similar", description = "match by digests alone (as the scan did)")
  private boolean noSimilar;

  @Option(names = "--workers", paramLabel = "N", description = "threads (one for each processor)")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  RematchCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, FormatException, Refusal {
    if (similar != null && (similar < 0 || similar > 64)) {
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
      Rematch.Result result =
          new Rematch(scan, Matcher.of(opened), radius(), workers)
              .run(Lab.usedLists(opened), RematchCommand::show);
      print(result, (System.nanoTime() - started) / 1e9);
    } finally {
      opened.forEach(HashList::close);
    }
    return ExitCode.DONE.number();
  }

  /// What the command says, or else what the scan's plan says: figures of one file belong together.
  private OptionalInt radius() throws IOException {
    if (noSimilar) {
      return OptionalInt.empty();
    }
    int[] planned = {USUAL_RADIUS};
    if (similar != null) {
      planned[0] = similar;
    } else {
      try (ScanFileReader reader = ScanFileReader.open(file)) {
        reader.query(
            "SELECT coalesce(json_extract(plan, '$.similar'), %d) FROM scan"
                .formatted(USUAL_RADIUS),
            row -> planned[0] = row.getInt(1));
      }
    }
    return planned[0] < 0 ? OptionalInt.empty() : OptionalInt.of(planned[0]);
  }

  private static void show(long contents) {
    if (System.console() != null && System.console().isTerminal()) {
      System.err.printf("\r%,d contents looked up", contents);
    }
  }

  private void print(Rematch.Result result, double seconds) {
    if (json) {
      System.out.printf(
          "{\"contents\":%d,\"matched\":%d,\"changed_items\":%d,\"without_signature\":%d,"
              + "\"no_longer_listed\":%d}%n",
          result.contents(),
          result.matched(),
          result.items(),
          result.withoutSignature(),
          result.unlisted());
      return;
    }
    System.out.printf(
        "%,d contents looked up in %.1f s; %,d matched in %s; %,d items have another verdict%n",
        result.contents(), seconds, result.matched(), String.join(", ", lists), result.items());
    if (result.withoutSignature() > 0) {
      System.out.printf(
          "%,d pictures and videos had no signature to compare: the scan decided them by their digests"
              + " without decoding them, or could not decode them; look-alikes of them are not found%n",
          result.withoutSignature());
    }
    if (result.unlisted() > 0) {
      System.out.printf(
          "%,d contents were on a list and are on none now; for their look-alikes on other lists, name"
              + " all lists of the scan%n",
          result.unlisted());
    }
  }
}
