package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.scanfile.ScanFileReader;

/// The status of a scan that another process writes at that moment.
class StatusIT {
  private static final int ITEMS = 20;

  @TempDir private Path folder;
  private Path file;
  private Program program;
  private Process scan;
  private BufferedReader replies;

  @BeforeEach
  void beginScan() throws Exception {
    program = new Program(folder, folder.resolve("home"));
    file = folder.resolve("s.orion");
    List<String> command =
        new ArrayList<>(program.command(file.toString(), String.valueOf(ITEMS)).command());
    command.set(command.indexOf("org.orion.app.Main"), "org.orion.app.SteppedScan");
    scan =
        new ProcessBuilder(command).redirectError(folder.resolve("scan-errors").toFile()).start();
    replies = scan.inputReader(StandardCharsets.UTF_8);
    awaitReply();
  }

  @AfterEach
  void endScan() throws Exception {
    scan.destroyForcibly().waitFor();
  }

  private void awaitReply() throws IOException {
    assertThat(replies.readLine())
        .as(Files.readString(folder.resolve("scan-errors")))
        .isEqualTo("done");
  }

  private void send(String line) throws IOException {
    scan.outputWriter(StandardCharsets.UTF_8).write(line + "\n");
    scan.outputWriter(StandardCharsets.UTF_8).flush();
    awaitReply();
  }

  private Program.Run status(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("status", file.toString()));
    arguments.addAll(List.of(more));
    Program.Run run = program.run(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  @Test
  void tellsHowFarARunningScanIsAndWhenItIsComplete() throws Exception {
    assertThat(status().out())
        .contains("items      0 decided of 20 found")
        .contains("next       item-0");
    for (int i = 0; i < 5; i++) {
      send("next");
    }
    String text = status().out();

    // The progress row is written once a second, so it is that of the first of the five.
    assertThat(text)
        .contains("state      examining, last sign of life 0:00:")
        .contains("items      5 decided of 20 found so far")
        .contains("bytes      1.0 kB of 20.0 kB, 100 bytes/s")
        .contains("5 %, 0:03:10 left")
        .contains("item       D-1: item-1 (for 0:01:");
    assertThat(status("--json").out())
        .contains("\"state\":\"examining\",\"running\":true")
        .contains("\"items\":20,\"decided\":5,\"bytes\":20000,\"bytes_done\":1000")
        .contains("\"bytes_per_second\":100,\"seconds_left\":190")
        .contains("\"item\":\"D-1: item-1\"");

    for (int i = 5; i < ITEMS; i++) {
      send("next");
    }
    send("end");
    scan.outputWriter(StandardCharsets.UTF_8).close();
    assertThat(scan.waitFor()).isZero();
    assertThat(status().out())
        .startsWith("state      complete\n")
        .doesNotContain("next ")
        .doesNotContain("left");
    assertThat(status("--json").out()).contains("\"running\":false").contains("\"item\":null");
  }

  @Test
  void whoReadsDoesNotHoldUpWhoWrites() throws Exception {
    int[] written = new int[1];
    try (ScanFileReader reader = ScanFileReader.open(file)) {
      reader.query(
          "SELECT id FROM item ORDER BY id",
          row -> {
            // The read transaction is open while the other process commits.
            send("next");
            written[0]++;
          });
    }
    assertThat(written[0]).isEqualTo(ITEMS);
    assertThat(status().out()).contains("items      20 decided of 20");
  }

  @Test
  void aKilledScanTellsWhereItStopped() throws Exception {
    send("next");
    scan.destroyForcibly().waitFor();
    Files.delete(folder.resolve(".s.orion.lock"));

    assertThat(status().out())
        .contains("state      examining, not running; the same orion scan command goes on")
        .contains("items      1 decided of 20");
  }
}
