package org.orion.operations.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// Files that are uploaded: what is kept of them, and what is refused. `age` (Debian's package of
/// that name) opens what the drop folder holds.
class UploadIT {
  private final TestServer server = TestServer.running();

  private static String printed(Path folder, String... command)
      throws IOException, InterruptedException {
    Path output = folder.resolve("printed");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output, StandardCharsets.ISO_8859_1);
  }

  @Test
  void theLaboratoryOpensWhatTheDropFolderHolds(@TempDir Path folder) throws Exception {
    Path key = folder.resolve("key");
    String made = printed(folder, "age-keygen", "-o", key.toString());
    String recipient = made.replaceFirst("(?s).*Public key: ", "").strip();
    Path drop = folder.resolve("drop");
    EvidenceDrop evidence = new EvidenceDrop(new IntakeTools.Drop(drop, List.of(recipient)));
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    try (EvidenceDrop.Box box = evidence.open("fa")) {
      for (int from = 0; from < bytes.length; from += 70_001) {
        box.write(java.nio.ByteBuffer.wrap(bytes, from, Math.min(70_001, bytes.length - from)));
      }
      box.keep();
    }
    try (EvidenceDrop.Box box = evidence.open("fb")) {
      box.write(java.nio.ByteBuffer.wrap(bytes));
    }
    try (Stream<Path> files = Files.list(drop)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("fa.age");
    }
    Path opened = folder.resolve("opened");
    printed(
        folder,
        "age",
        "--decrypt",
        "--identity",
        key.toString(),
        "--output",
        opened.toString(),
        drop.resolve("fa.age").toString());
    assertThat(Files.readAllBytes(opened)).isEqualTo(bytes);
    evidence.remove("fa");
    assertThat(drop).isEmptyDirectory();
  }

  @Test
  void aKeyThatIsNoneIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> new IntakeTools.Drop(folder, List.of("age1abc")))
        .hasMessageContaining("age1abc, must be a public key of age");
  }

  /// A request written byte by byte, so that it may be slow, endless or cut off.
  private final class RawUpload implements AutoCloseable {
    private final Socket socket;
    private final OutputStream output;

    RawUpload(TestServer.Person person, long report) throws IOException {
      URI address = URI.create(server.address());
      socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
      socket.setSoTimeout(60_000);
      output = socket.getOutputStream();
      String login = person.account().login() + ":" + person.password();
      write(
          "POST /ispws/upload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic "
              + java.util.Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))
              + "\r\nContent-Type: multipart/form-data; boundary=xyz\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      chunk(
          ("--xyz\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n"
                  + report
                  + "\r\n--xyz\r\nContent-Disposition: form-data; name=\"file\";"
                  + " filename=\"a\"\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
    }

    void write(String text) throws IOException {
      output.write(text.getBytes(StandardCharsets.UTF_8));
    }

    void chunk(byte[] bytes) throws IOException {
      write(Integer.toHexString(bytes.length) + "\r\n");
      output.write(bytes);
      write("\r\n");
      output.flush();
    }

    String answer() throws IOException {
      InputStream input = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[4096];
      while (!answer.toString().contains("</responseDescription>")) {
        int read = input.read(buffer);
        if (read < 0) {
          break;
        }
        answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
      }
      return answer.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private record Reporter(TestServer.Person person, ProviderClient client, long report) {}

  private Reporter reporter() {
    TestServer.Person person = server.add(TestServer.newAgency(), Role.PROVIDER);
    ProviderClient client =
        new ProviderClient(server.address(), person.account().login(), person.password());
    return new Reporter(person, client, client.submit(ProviderClient.SMALL).reportId());
  }

  private static long usedMebibytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  @Test
  void anUploadOfAGibibyteIsRefusedOnTheWayAndTakesNoMemory() throws Exception {
    Reporter reporter = reporter();
    byte[] zeros = new byte[1 << 20];
    long before = usedMebibytes();
    int sent = 0;
    String answer = "";
    try (RawUpload upload = new RawUpload(reporter.person(), reporter.report())) {
      try {
        while (sent < 1024) {
          upload.chunk(zeros);
          sent++;
          if (sent == 200) {
            assertThat(usedMebibytes() - before).isLessThan(64);
          }
        }
      } catch (IOException closed) {
        // The server has answered and hung up.
      }
      try {
        answer = upload.answer();
      } catch (IOException gone) {
        // Its answer was lost with the connection.
      }
    }
    assertThat(sent).isBetween(256, 1023);
    if (!answer.isEmpty()) {
      assertThat(answer).contains("<responseCode>1111<").contains("268,435,456 bytes");
    }
    assertThat(reporter.client().finish(reporter.report()).elements("fileId")).isEmpty();
  }

  @Test
  void anAnnouncedGibibyteIsRefusedBeforeItComes() throws Exception {
    Reporter reporter = reporter();
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.address()).getPort())) {
      String login = reporter.person().account().login() + ":" + reporter.person().password();
      socket
          .getOutputStream()
          .write(
              ("POST /ispws/upload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic "
                      + java.util.Base64.getEncoder()
                          .encodeToString(login.getBytes(StandardCharsets.UTF_8))
                      + "\r\nContent-Type: multipart/form-data; boundary=xyz\r\n"
                      + "Content-Length: 1073741824\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      StringBuilder answer = new StringBuilder();
      for (int next = 0; next >= 0 && answer.indexOf("</reportResponse>") < 0; ) {
        next = socket.getInputStream().read();
        answer.append((char) next);
      }
      assertThat(answer).contains("<responseCode>1111<");
    }
  }

  @Test
  void whoSendsAByteNowAndThenIsToldToGo() throws Exception {
    Reporter reporter = reporter();
    try (RawUpload upload = new RawUpload(reporter.person(), reporter.report())) {
      long started = System.nanoTime();
      boolean open = true;
      while (open && System.nanoTime() - started < TimeUnit.SECONDS.toNanos(50)) {
        try {
          upload.chunk(new byte[] {1});
          Thread.sleep(500);
          open = upload.socket.getInputStream().available() == 0;
        } catch (IOException closed) {
          open = false;
        }
      }
      assertThat(open).isFalse();
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started)).isBetween(19L, 30L);
    }
  }

  @Test
  void anUploadThatBreaksOffLeavesNothing() throws Exception {
    Reporter reporter = reporter();
    try (RawUpload upload = new RawUpload(reporter.person(), reporter.report())) {
      upload.chunk(new byte[100_000]);
    }
    assertThat(reporter.client().finish(reporter.report()).elements("fileId")).isEmpty();
  }

  @Test
  void aFileOfNothingIsAFile() {
    Reporter reporter = reporter();
    ProviderClient.Answer answer = reporter.client().upload(reporter.report(), new byte[0]);
    // RFC 1321: the digest of the empty string.
    assertThat(answer.element("hash")).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
  }

  @Test
  void idsOfFilesAreReadAsTextByClientsThatGuess() {
    Reporter reporter = reporter();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(reporter.client().upload(reporter.report(), new byte[] {1}).element("fileId"));
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> id.toLowerCase(Locale.ROOT).matches("f[a-z0-9]{25}"));
    assertThat(reporter.client().finish(reporter.report()).elements("fileId")).isEqualTo(ids);
  }
}
