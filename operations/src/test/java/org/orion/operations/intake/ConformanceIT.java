package org.orion.operations.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// The published client `@civitai/cybertipline-tools` as a process of its own against the server.
/// It needs `node` and `npm` (Debian's packages nodejs and npm, which `check` installs); the client
/// is installed once, from npm's registry, into `target/npm`.
class ConformanceIT {
  private static final String CLIENT = "@civitai/cybertipline-tools@0.1.0";
  private static final Path FOLDER = Path.of("target/npm").toAbsolutePath();

  /// Each line that it prints is a step and what the client made of the answer.
  private static final String SCRIPT =
      """
      import { Client, IncidentType } from "@civitai/cybertipline-tools";
      const [address, username, password] = process.argv.slice(2);
      const client = new Client({ environment: "testing", credentials: { username, password } });
      client.baseUrl = address + "/ispws";
      const show = (step, value) => console.log(step + " " + JSON.stringify(value));
      const report = {
        incidentSummary: {
          incidentType: IncidentType.MisleadingDomainName ?? "Misleading Domain Name",
          incidentDateTime: new Date("2026-01-02T03:04:05Z"),
        },
        reporter: { reportingPerson: { firstName: "Test", lastName: "Desk" } },
      };
      const status = await client.getStatus();
      show("status", status.data.responseCode);
      show("requestId", status.requestId !== "unknown");
      const opened = await client.submitReport(report);
      const id = opened.data.reportId;
      show("number", Number.isSafeInteger(id));
      const uploaded = await client.uploadFile({ id, file: new File(["abc"], "chart.png") });
      show("hash", uploaded.data.hash);
      show("fileId", typeof uploaded.data.fileId);
      const told = await client.submitFileDetails(
        { reportId: id, fileId: uploaded.data.fileId, originalFileName: "chart.png" });
      show("told", told.data.responseCode);
      const finished = await client.finishReport({ id });
      show("finished", [finished.data.responseCode, finished.data.reportId === id]);
      const again = await client.finishReport({ id });
      show("again", again.data.responseCode);
      const other = await client.submitReport(report);
      const retracted = await client.cancelReport({ id: other.data.reportId });
      show("retracted", retracted.data.responseCode);
      const twice = await client.cancelReport({ id: other.data.reportId });
      show("twice", twice.data.responseCode);
      try {
        await client.submitReport({ ...report, reporter: { reportingPerson: { firstName: "A & B" } } });
      } catch (problem) {
        show("ampersand", problem.message);
      }
      try {
        client.auth = Buffer.from("nobody:wrong").toString("base64");
        await client.getStatus();
      } catch (problem) {
        show("stranger", problem.message.replace(/ \\(Request-ID.*/, ""));
      }
      """;

  private final TestServer server = TestServer.running();

  @BeforeAll
  static void install() throws Exception {
    if (!Files.exists(FOLDER.resolve("node_modules/@civitai/cybertipline-tools"))) {
      Files.createDirectories(FOLDER);
      Files.writeString(FOLDER.resolve("package.json"), "{\"private\":true}");
      run(List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", CLIENT));
    }
    Files.writeString(FOLDER.resolve("report.mjs"), SCRIPT);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Path output = FOLDER.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended && process.exitValue() == 0).as(command + ": " + printed).isTrue();
    return printed;
  }

  @Test
  void thePublishedClientReportsAsItDoesElsewhere() throws Exception {
    TestServer.Person person = server.add(TestServer.newAgency(), Role.PROVIDER);
    String printed =
        run(
            List.of(
                "node",
                "report.mjs",
                server.address(),
                person.account().login(),
                person.password()));
    assertThat(printed.lines())
        .containsSubsequence(
            "status 0",
            "requestId true",
            "number true",
            "hash \"900150983cd24fb0d6963f7d28e17f72\"",
            "fileId \"string\"",
            "told 0",
            "finished [0,true]",
            "again 5102",
            "retracted 0",
            "twice 5101")
        .anyMatch(line -> line.startsWith("ampersand "))
        .contains("stranger \"Request failed with http status 401\"");
  }
}
