package org.orion.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.operations.audit.AuditDesk;
import org.orion.operations.database.DatabaseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `orion audit export`: the whole log of a server into a file, whether the server runs or not.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the whole audit log of a server into a file for orion audit verify: every "
          + "event and every signed checkpoint.",
      "Signs a checkpoint of the last events first. The export is an event itself. The "
          + "server may run."
    })
final class AuditExportCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the server's data directory ($ORION_HOME/server)")
  private @Nullable Path data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "the file to write; one that exists is replaced")
  private Path out = Path.of("");

  AuditExportCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, Refusal {
    Path folder = DataFolder.of(Optional.ofNullable(data));
    try (AuditDesk desk =
        AuditDesk.open(folder, DataFolder.binaries(folder), DataFolder.external())) {
      OutputFile.write(out, output -> export(desk, output))
          .ifPresent(problem -> System.err.println("orion: " + problem));
    } catch (DatabaseException problem) {
      throw Refusal.input(String.valueOf(problem.getMessage()));
    }
    return ExitCode.DONE.number();
  }

  private static Optional<String> export(AuditDesk desk, OutputStream output)
      throws IOException, Refusal {
    try {
      return desk.export(new BufferedOutputStream(output, 1 << 16));
    } catch (FormatException problem) {
      throw Refusal.input(String.valueOf(problem.getMessage()));
    }
  }
}
