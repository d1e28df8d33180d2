package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.orion.operations.backup.BackupRefusedException;
import org.orion.operations.backup.Restore;
import org.orion.operations.backup.RestoreProof;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.UnfinishedRestore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `orion restore`: brings a backup back, and proves that nothing is missing.
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Restores a backup into an empty data directory, and with ORION_DB_URL into an "
          + "empty database, and proves it: every row, file, sealed original and letter is read "
          + "again and compared, and the audit log verified.",
      "A restore that did not come to its end is not served."
    })
final class RestoreCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "a backup")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "the data directory to make; --key-file names the file with the secret key")
  private Path data = Path.of("");

  @Option(names = "--json", description = "print the proof as one JSON object")
  private boolean json;

  RestoreCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, Refusal {
    Path folder = DataFolder.of(Optional.of(data));
    RestoreProof proof;
    try {
      proof =
          new Restore(
                  file,
                  AgeKeyFile.secretKeys(),
                  folder,
                  DataFolder.binaries(folder),
                  DataFolder.external())
              .run();
    } catch (DatabaseException | BackupRefusedException problem) {
      throw Refusal.input(String.valueOf(problem.getMessage()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? toJson(proof) + System.lineSeparator() : toText(proof));
    out.flush();
    proof
        .manifest()
        .log()
        .problem()
        .ifPresent(problem ->
            spec.commandLine()
                .getErr()
                .println("orion: the audit log was broken before the backup: " + problem));
    if (!proof.isWhole()) {
      throw Refusal.input(
          "%s: not what the backup held; it is left unfinished, not served: %s"
              .formatted(folder, UnfinishedRestore.ADVICE));
    }
    return ExitCode.DONE.number();
  }

  private static String toText(RestoreProof proof) {
    StringBuilder text = new StringBuilder();
    text.append("%-12s %-32s %12s %12s%n".formatted("what", "name", "in backup", "restored"));
    for (RestoreProof.Line line : proof.lines()) {
      text.append(
          "%-12s %-32s %,12d %,12d %s%n"
              .formatted(
                  line.kind(),
                  line.name(),
                  line.expected(),
                  line.found(),
                  line.problem().orElse("proven")));
    }
    proof.logKeys().forEach(key -> text.append("%-12s %s%n".formatted("log key", key)));
    text.append(
        "%-12s %s%n".formatted("result", proof.isWhole() ? "nothing is missing" : "NOT WHOLE"));
    return text.toString();
  }

  private static String toJson(RestoreProof proof) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator object = new JsonFactory().createGenerator(text)) {
      object.writeStartObject();
      object.writeBooleanField("proven", proof.isWhole());
      BackupCommand.writeHead(object, proof.manifest());
      object.writeArrayFieldStart("proof");
      for (RestoreProof.Line line : proof.lines()) {
        object.writeStartObject();
        object.writeStringField("kind", line.kind());
        object.writeStringField("name", line.name());
        object.writeNumberField("in_backup", line.expected());
        object.writeNumberField("restored", line.found());
        object.writeBooleanField("proven", line.isProven());
        object.writeStringField("problem", line.problem().orElse(null));
        object.writeEndObject();
      }
      object.writeEndArray();
      object.writeArrayFieldStart("log_keys");
      for (String key : proof.logKeys()) {
        object.writeString(key);
      }
      object.writeEndArray();
      object.writeEndObject();
    }
    return text.toString();
  }
}
