package org.orion.exchange.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The script `triage_report.py`, which makes and checks reports with Python and OpenSSL alone.
///
/// @param folder where it works
public record ReportScript(Path folder) {

  /// A new private key in PEM, made by OpenSSL, and its public half beside it.
  public Path newKey(String name) throws IOException, InterruptedException {
    Path key = folder.resolve(name + ".pem");
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", key.toString());
    run("openssl", "pkey", "-in", key.toString(), "-pubout", "-out", publicHalf(key).toString());
    return key;
  }

  public static Path publicHalf(Path key) {
    return key.resolveSibling(key.getFileName() + ".pub");
  }

  /// A report that the script makes, with changes.
  public Path make(Path key, String name, String... changes)
      throws IOException, InterruptedException {
    Path report = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("make", key.toString(), report.toString()));
    command.addAll(List.of(changes));
    script(command);
    return report;
  }

  /// What the script says of a report: `as described`, or what is not.
  public String check(Path report, Path publicKey) throws IOException, InterruptedException {
    return script(List.of("check", report.toString(), publicKey.toString())).strip();
  }

  private String script(List<String> arguments) throws IOException, InterruptedException {
    Path script = folder.resolve("triage_report.py");
    try (InputStream text =
        Objects.requireNonNull(ReportScript.class.getResourceAsStream("triage_report.py"))) {
      Files.write(script, text.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.addAll(arguments);
    return run(command.toArray(String[]::new));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
