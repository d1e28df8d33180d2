package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Starts the program as a process of its own, with its lists in a folder of the test.
///
/// @param folder for what it prints
/// @param home with its lists
record Program(Path folder, Path home) {
  /// How one run of the program ended.
  record Run(int exitCode, String out, String err) {}

  /// A run to be started; its standard output is the folder's file `out`, its errors are `err`.
  ProcessBuilder command(String... arguments) {
    return command(folder.resolve("out"), folder.resolve("err"), arguments);
  }

  ProcessBuilder command(Path out, Path err, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                // Most runs are over before the second compiler pays.
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "org.orion.app.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ORION_HOME", home.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.redirectOutput(out.toFile());
    builder.redirectError(err.toFile());
    return builder;
  }

  Run run(String... arguments) throws IOException, InterruptedException {
    Process process = command(arguments).start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return new Run(
        process.exitValue(),
        Files.readString(folder.resolve("out")),
        Files.readString(folder.resolve("err")));
  }
}
