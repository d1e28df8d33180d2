package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backup and restore from the command line, as real processes.
class BackupCommandIT {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Program program;

  @SuppressWarnings("NullAway.Init")
  private String keyFile;

  @SuppressWarnings("NullAway.Init")
  private String data;

  @BeforeEach
  void prepare() throws Exception {
    program = new Program(folder, folder.resolve("home"));
    data = folder.resolve("data").toString();
    Path key = folder.resolve("backup-key");
    assertThat(new ProcessBuilder("age-keygen", "-o", key.toString()).start().waitFor()).isZero();
    keyFile = key.toString();
  }

  private Program.Run orion(int exitCode, String... arguments)
      throws IOException, InterruptedException {
    Program.Run run = program.run(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err()).doesNotContain("\tat ");
    return run;
  }

  /// Starts a server, has something done while it runs, and ends it.
  private void whileServing(String of, ThrowingRunnable act) throws Exception {
    ProcessBuilder serve =
        program.command(
            folder.resolve("unused"),
            folder.resolve("serve-errors"),
            "serve",
            "--data",
            of,
            "--port",
            "0");
    Process server = serve.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("serving on")) {
        line = lines.readLine();
      }
      assertThat(line).as(Files.readString(folder.resolve("serve-errors"))).isNotNull();
      act.run();
    } finally {
      server.toHandle().destroy();
      assertThat(server.waitFor(3, TimeUnit.MINUTES)).isTrue();
    }
  }

  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  @Test
  void whatWasBackedUpIsProvenAndServedAgain() throws Exception {
    Path file = folder.resolve("one.age");
    whileServing(
        data,
        () -> {
          orion(
              0,
              "account",
              "add",
              "casey",
              "--data",
              data,
              "--agency",
              "TEST",
              "--role",
              "analyst");
          Program.Run made =
              orion(0, "backup", "--data", data, "--to", file.toString(), "--key-file", keyFile);
          assertThat(made.out()).contains("written", "installation orion-");
        });
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    orion(3, "backup", "--data", data, "--to", file.toString(), "--key-file", keyFile);
    assertThat(orion(0, "backup", "--verify", file.toString(), "--key-file", keyFile).out())
        .contains("whole");

    String restored = folder.resolve("restored").toString();
    Program.Run run =
        orion(0, "restore", file.toString(), "--data", restored, "--key-file", keyFile, "--json");
    assertThat(run.out()).contains("\"proven\":true").doesNotContain("\"proven\":false");
    assertThat(orion(0, "account", "list", "--data", restored).out()).contains("casey");
    whileServing(
        restored,
        () -> assertThat(orion(0, "account", "list", "--data", restored).out()).contains("casey"));
    Path export = folder.resolve("log.jsonl");
    orion(0, "audit", "export", "--data", restored, "--out", export.toString());
    orion(0, "audit", "verify", export.toString());
    assertThat(export).content().contains("\"verb\":\"backup\"").contains("\"verb\":\"restore\"");

    Program.Run table =
        orion(0, "restore", file.toString(), "--data", data + "2", "--key-file", keyFile);
    assertThat(table.out()).contains("account ", "audit_event ", "nothing is missing");
    orion(3, "restore", file.toString(), "--data", data + "2", "--key-file", keyFile);
  }

  @Test
  void aSecretNeverStandsOnTheCommandLineAndNothingIsWrittenInTheClear() throws Exception {
    String to = folder.resolve("x.age").toString();
    assertThat(orion(2, "backup", "--data", data, "--to", to).err()).contains("always encrypted");
    String secret = "AGE-SECRET-KEY-1" + "Q".repeat(58);
    assertThat(orion(2, "backup", "--data", data, "--to", to, "--recipient", secret).err())
        .contains("never stands on a command line");
    orion(2, "backup", "--data", data);
    orion(2, "restore", to, "--data", data);
    orion(3, "restore", to, "--data", data, "--key-file", keyFile);
    Files.setPosixFilePermissions(Path.of(keyFile), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(orion(3, "backup", "--verify", to, "--key-file", keyFile).err())
        .contains("for its owner alone");
    assertThat(Path.of(to)).doesNotExist();
    assertThat(Path.of(data)).doesNotExist();
  }
}
