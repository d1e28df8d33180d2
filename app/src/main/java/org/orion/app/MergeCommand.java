package org.orion.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.triage.scanfile.ScanFileMerge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `orion merge`: scans of several exhibits as one file of a case.
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = {
      "Makes one scan file of several complete ones.",
      "Exhibits stay apart; a content that is on more than one counts as a duplicate "
          + "where it comes again. All of them must have been looked up in the same lists. The "
          + "files that are merged are not changed."
    })
final class MergeCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Parameters(index = "0", paramLabel = "OUT.orion", description = "the file to make")
  private Path target;

  @Parameters(
      index = "1..*",
      paramLabel = "FILE.orion",
      description = "complete scans, two or more")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--case",
      paramLabel = "REF",
      description = "the case of the merged file, where the scans name different ones")
  private @Nullable String caseRef;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  MergeCommand() {}

  @Override
  public Integer call() throws IOException, Refusal {
    if (files.size() < 2) {
      throw Refusal.usage(
          "expected the file to make and two or more scan files, found %d".formatted(files.size()));
    }
    long started = System.nanoTime();
    ScanFileMerge.Result result =
        new ScanFileMerge(target, Optional.ofNullable(caseRef), Main.VERSION).run(files);
    for (Path repeated : result.repeated()) {
      System.err.printf("orion: %s is the same file as another one and was taken once%n", repeated);
    }
    if (json) {
      System.out.printf(
          "{\"files\":%d,\"exhibits\":%d,\"items\":%d,\"contents\":%d,\"shared_contents\":%d}%n",
          result.files(), result.exhibits(), result.items(), result.contents(), result.shared());
    } else {
      System.out.printf(
          "%,d scan files with %,d exhibits merged in %.1f s: %,d items, %,d contents, %,d of them in"
              + " more than one file%n",
          result.files(),
          result.exhibits(),
          (System.nanoTime() - started) / 1e9,
          result.items(),
          result.contents(),
          result.shared());
    }
    return ExitCode.DONE.number();
  }
}
