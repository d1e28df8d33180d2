package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The log of a real server, exported and verified from the command line.
class AuditExportIT {
  @TempDir private Path folder;

  private Program.Run orion(int exitCode, String... arguments)
      throws IOException, InterruptedException {
    Program.Run run = new Program(folder, folder.resolve("home")).run(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    return run;
  }

  private String verify(Path export) throws IOException, InterruptedException {
    return orion(0, "audit", "verify", "--json", export.toString()).out();
  }

  @Test
  void aLogIsExportedWhileItsServerRunsAndAfterwards() throws Exception {
    String data = folder.resolve("data").toString();
    Path running = folder.resolve("running.jsonl");
    Path ended = folder.resolve("export.jsonl");
    ProcessBuilder serve =
        new Program(folder, folder.resolve("home"))
            .command(
                folder.resolve("unused"),
                folder.resolve("serve-errors"),
                "serve",
                "--data",
                data,
                "--port",
                "0");
    Process server = serve.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).startsWith("first start: sign in as admin");
      assertThat(lines.readLine()).startsWith("serving on http://127.0.0.1:");
      orion(0, "account", "add", "casey", "--data", data, "--agency", "TEST", "--role", "auditor");
      assertThat(orion(0, "audit", "export", "--data", data, "--out", running.toString()).err())
          .isEmpty();
    } finally {
      server.toHandle().destroy();
      assertThat(server.waitFor(3, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(verify(running)).contains("\"proven\":true").contains("\"uncovered\":0");

    orion(0, "audit", "export", "--data", data, "--out", ended.toString());
    assertThat(verify(ended)).contains("\"proven\":true").contains("\"uncovered\":0");
    List<String> before = events(running);
    assertThat(events(ended))
        .startsWith(before.toArray(String[]::new))
        .hasSize(before.size() + 1)
        .last()
        .asString()
        .contains("\"verb\":\"export\"");
    assertThat(before)
        .anyMatch(line -> line.contains("\"object_type\":\"account\"") && line.contains("TEST"));
    pythonComesToTheSame();
  }

  private static List<String> events(Path export) throws IOException {
    return Files.readAllLines(export).stream()
        .filter(line -> line.startsWith("{\"event\":"))
        .toList();
  }

  private void pythonComesToTheSame() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("check.py"), AuditIT.SCRIPT);
    Process python =
        new ProcessBuilder("python3", "check.py")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(output).isZero();
  }

  @Test
  void whatIsNoDataDirectoryIsRefusedAndLeftAlone() throws Exception {
    Path nothing = folder.resolve("nothing");
    Program.Run run =
        orion(
            3,
            "audit",
            "export",
            "--data",
            nothing.toString(),
            "--out",
            folder.resolve("x").toString());
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains(nothing + ": expected the data directory of a server");
    assertThat(nothing).doesNotExist();
    assertThat(folder.resolve("x")).doesNotExist();
    orion(2, "audit", "export", "--data", nothing.toString());
  }
}
