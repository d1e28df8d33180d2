package org.orion.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.orion.triage.scanfile.ScanFileReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `orion status`: how far a scan is, asked from another terminal.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tells how far a scan is, also while it runs.")
final class StatusCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.orion", description = "a scan file")
  private Path file = Path.of("");

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  StatusCommand() {}

  /// How far it is.
  private static final class Progress {
    private String state = "";
    private long items;
    private long decided;
    private long bytes;
    private long bytesDone;
    private long unreadable;
    private String next = "";
    private String lastEvent = "";
  }

  @Override
  public Integer call() throws IOException {
    Progress progress = new Progress();
    try (ScanFileReader reader = ScanFileReader.open(file)) {
      reader.query("SELECT state FROM scan", row -> progress.state = row.getString(1));
      reader.query(
          """
          SELECT count(*), count(verdict), coalesce(sum(CASE WHEN parent_id IS NULL THEN bytes END), 0),
            coalesce(sum(CASE WHEN parent_id IS NULL AND verdict IS NOT NULL THEN bytes END), 0),
            coalesce(sum(verdict = 'unreadable'), 0)
          FROM item\
          """,
          row -> {
            progress.items = row.getLong(1);
            progress.decided = row.getLong(2);
            progress.bytes = row.getLong(3);
            progress.bytesDone = row.getLong(4);
            progress.unreadable = row.getLong(5);
          });
      reader.query(
          """
          SELECT exhibit || ': ' || item.path FROM item
          JOIN evidence ON evidence.id = item.evidence_id
          WHERE verdict IS NULL ORDER BY item.id LIMIT 1\
          """,
          row -> progress.next = row.getString(1));
      reader.query(
          "SELECT at || ' ' || event FROM journal ORDER BY id DESC LIMIT 1",
          row -> progress.lastEvent = row.getString(1));
    }
    print(progress, System.out);
    return ExitCode.DONE.number();
  }

  private void print(Progress progress, PrintStream out) {
    if (json) {
      out.printf(
          "{\"state\":\"%s\",\"items\":%d,\"decided\":%d,\"bytes\":%d,\"bytes_done\":%d,"
              + "\"unreadable\":%d}%n",
          progress.state,
          progress.items,
          progress.decided,
          progress.bytes,
          progress.bytesDone,
          progress.unreadable);
      return;
    }
    boolean complete = progress.state.equals("complete");
    out.printf("state      %s%n", complete ? ended(progress) : progress.state);
    out.printf("items      %,d decided of %,d found so far%n", progress.decided, progress.items);
    out.printf("bytes      %,d of %,d listed%n", progress.bytesDone, progress.bytes);
    out.printf("unreadable %,d%n", progress.unreadable);
    if (!complete && !progress.next.isEmpty()) {
      out.printf("next       %s%n", progress.next);
    }
    out.printf("last       %s%n", progress.lastEvent);
  }

  private static String ended(Progress progress) {
    return progress.unreadable == 0
        ? "complete"
        : "complete with %,d unreadable".formatted(progress.unreadable);
  }
}
