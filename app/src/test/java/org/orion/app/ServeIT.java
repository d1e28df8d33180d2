package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server and its accounts from the command line, as real processes.
class ServeIT {
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> started = new ArrayList<>();

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Program program;

  @SuppressWarnings("NullAway.Init")
  private String data;

  @BeforeEach
  void prepare() {
    program = new Program(folder, folder.resolve("home"));
    data = folder.resolve("data").toString();
  }

  @AfterEach
  void endAll() throws Exception {
    for (Process process : started) {
      process.destroy();
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    }
  }

  private record Serving(Process process, String out, URI address) {}

  private Serving serve(String name) throws IOException, InterruptedException {
    Path out = folder.resolve(name + "-out");
    Path err = folder.resolve(name + "-err");
    Process process = program.command(out, err, "serve", "--data", data, "--port", "0").start();
    started.add(process);
    String text = "";
    for (int i = 0; !text.contains("serving on "); i++) {
      assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
      assertThat(i).as("tenths of a second").isLessThan(1200);
      Thread.sleep(100);
      text = Files.readString(out);
    }
    String address = text.substring(text.indexOf("serving on ") + "serving on ".length()).strip();
    return new Serving(process, text, URI.create(address));
  }

  private HttpResponse<String> get(Serving serving, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(serving.address().resolve(path)).build(), BodyHandlers.ofString());
  }

  @Test
  void theFirstStartNamesAnAdministratorAndAKilledServerLosesNothing() throws Exception {
    Serving first = serve("first");
    assertThat(first.out()).containsPattern("one-time password [a-z2-9]{5}(-[a-z2-9]{5}){3}");
    assertThat(get(first, "/healthz").body()).isEqualTo("ok\n");
    assertThat(get(first, "/sign-in").body()).contains("name=\"password\"");
    Program.Run added =
        program.run(
            "account",
            "add",
            "casey",
            "--agency",
            "EX-CYBER",
            "--role",
            "analyst",
            "--data",
            data,
            "--json");
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(added.out()).contains("\"agency\":\"EX-CYBER\"").contains("\"password\":\"");

    Program.Run second = program.run("serve", "--data", data, "--port", "0");
    assertThat(second.exitCode()).isEqualTo(3);
    assertThat(second.err()).contains("in use by another process").doesNotContain("\tat ");

    first.process().destroyForcibly();
    assertThat(first.process().waitFor(3, TimeUnit.MINUTES)).isTrue();
    Serving again = serve("again");
    assertThat(again.out()).doesNotContain("password");
    assertThat(get(again, "/healthz").statusCode()).isEqualTo(200);
    assertThat(program.run("account", "list", "--data", data).out()).contains("casey");

    again.process().destroy();
    assertThat(again.process().waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(folder.resolve("data/postgres/postmaster.pid"))
        .as("the database ended with the server")
        .doesNotExist();
    assertThat(program.run("account", "list", "--data", data).out())
        .as("without a running server")
        .contains("casey");
  }

  @Test
  void aPortInUseIsOneClearLine() throws Exception {
    Serving first = serve("first");
    Path other = folder.resolve("other");
    Program.Run second =
        program.run(
            "serve",
            "--data",
            other.toString(),
            "--port",
            Integer.toString(first.address().getPort()));
    assertThat(second.exitCode()).isEqualTo(3);
    assertThat(second.err()).contains("port " + first.address().getPort()).doesNotContain("\tat ");
    assertThat(second.err().strip().lines()).hasSize(1);
  }

  @Test
  void whatOtherMachinesReachNeedsACertificate() throws Exception {
    Program.Run run = program.run("serve", "--data", data, "--host", "0.0.0.0");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--tls-key-store");
  }
}
