package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.operations.backup.Backup;
import org.orion.operations.backup.BackupManifest;
import org.orion.operations.backup.BackupRefusedException;
import org.orion.operations.database.DatabaseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `orion backup`: a server's rows and keys in one encrypted file, whether it runs or not.
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Writes one snapshot of a server, which may run, into an encrypted file: every row, "
          + "the keys and settings of its data directory, and the drop folder.",
      "Public keys of age are enough for that; the secret one opens the file again, and "
          + "belongs elsewhere. --verify proves a file."
    })
final class BackupCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the server's data directory ($ORION_HOME/server)")
  private @Nullable Path data;

  @Option(
      names = "--drop",
      paramLabel = "DIR",
      description = "the drop folder, where it is not drop in the data directory")
  private @Nullable Path drop;

  @Option(names = "--to", paramLabel = "FILE", description = "the file to write, not there yet")
  private @Nullable Path to;

  @Option(
      names = "--recipient",
      paramLabel = "KEY",
      description =
          "a public key of age, as age1…, that the file is encrypted to; may be repeated. "
              + "--key-file names a file with such keys")
  private List<String> recipients = new ArrayList<>();

  @Option(
      names = "--verify",
      paramLabel = "FILE",
      description = "prove that a backup is whole, with the secret key in --key-file")
  private @Nullable Path verify;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  BackupCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, Refusal {
    if ((to == null) == (verify == null)) {
      throw Refusal.usage("say --to FILE or --verify FILE");
    }
    try {
      if (verify != null) {
        tell(verify, Backup.verify(verify, AgeKeyFile.secretKeys()), "whole");
      } else if (to != null) {
        Path folder = DataFolder.of(Optional.ofNullable(data));
        Backup backup =
            new Backup(
                folder,
                DataFolder.binaries(folder),
                DataFolder.external(),
                Optional.ofNullable(drop));
        tell(to, backup.write(recipients(), to), "written");
      }
    } catch (DatabaseException | BackupRefusedException problem) {
      throw Refusal.input(String.valueOf(problem.getMessage()));
    }
    return ExitCode.DONE.number();
  }

  private List<String> recipients() throws IOException, Refusal {
    List<String> keys = new ArrayList<>(recipients);
    keys.addAll(AgeKeyFile.publicKeys());
    if (keys.isEmpty()) {
      throw Refusal.usage("--recipient or --key-file is needed: a backup is always encrypted");
    }
    if (keys.stream().anyMatch(key -> !key.startsWith("age1"))) {
      throw Refusal.usage(
          "--recipient must be a public key, as age1…; a secret one never stands on a command line");
    }
    return keys;
  }

  private void tell(Path file, BackupManifest manifest, String result) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(file, manifest));
    } else {
      out.printf("backup       %s, %s%n", file, result);
      out.printf("made         %s%n", manifest.madeAt());
      out.printf("installation %s%n", manifest.installation());
      out.printf("tables       %,d with %,d rows%n", manifest.tables().size(), manifest.rows());
      out.printf("files        %,d%n", manifest.files().size());
      out.printf(
          "log          %,d events%s%n",
          manifest.log().events(), manifest.log().root().map(root -> ", root " + root).orElse(""));
    }
    out.flush();
    manifest
        .log()
        .problem()
        .ifPresent(problem ->
            spec.commandLine().getErr().println("orion: the audit log is broken: " + problem));
  }

  private static String toJson(Path file, BackupManifest manifest) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator object = new JsonFactory().createGenerator(text)) {
      object.writeStartObject();
      object.writeStringField("file", file.toString());
      writeHead(object, manifest);
      object.writeEndObject();
    }
    return text.toString();
  }

  /// What a backup is, as `restore` tells it too.
  static void writeHead(JsonGenerator object, BackupManifest manifest) throws IOException {
    object.writeStringField("made_at", manifest.madeAt().toString());
    object.writeStringField("installation", manifest.installation());
    object.writeNumberField("state", manifest.state());
    object.writeNumberField("tables", manifest.tables().size());
    object.writeNumberField("rows", manifest.rows());
    object.writeNumberField("files", manifest.files().size());
    object.writeNumberField("events", manifest.log().events());
    object.writeStringField("root", manifest.log().root().orElse(null));
    object.writeStringField("log_problem", manifest.log().problem().orElse(null));
  }
}
