package org.orion.operations.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// A disk on which there is no room: whoever reports is told to try again, nothing acknowledged is
/// lost, and the server goes on by itself when there is room. The disks are small ones in memory,
/// which only root may mount.
class FullDiskIT {
  private static final int MEBIBYTE = 1 << 20;
  private static final int CLIENTS = 3;

  @TempDir private Path folder;

  /// A small disk.
  private static final class Disk implements AutoCloseable {
    private final Path place;

    Disk(Path place, int mebibytes) throws IOException, InterruptedException {
      this.place = Files.createDirectories(place);
      boolean mounted =
          run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", place.toString());
      assumeTrue(mounted, "a small disk cannot be mounted: that needs root");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    }

    /// Writes until nothing more fits.
    Path fill() throws IOException {
      Path filler = place.resolve("filler");
      byte[] block = new byte[4096];
      try (OutputStream output = Files.newOutputStream(filler)) {
        while (true) {
          output.write(block);
        }
      } catch (IOException full) {
        assertThat(full).hasMessageContaining("No space left");
        return filler;
      }
    }

    @Override
    public void close() throws IOException {
      try {
        run("umount", "--lazy", place.toString());
      } catch (InterruptedException impatient) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static ProviderClient provider(TestServer server) {
    TestServer.Person person = server.add("TEST", Role.PROVIDER);
    return new ProviderClient(server.address(), person.account().login(), person.password());
  }

  private static String recipient() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("age-keygen").redirectErrorStream(true).start();
    String made =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return made.lines()
        .filter(line -> line.startsWith("# public key: "))
        .findFirst()
        .orElseThrow()
        .replaceFirst("# public key: ", "");
  }

  private static Set<String> files(Path drop) throws IOException {
    try (Stream<Path> files = Files.list(drop)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("filler"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void whatDoesNotFitIntoTheDropFolderIsToBeSentAgain() throws Exception {
    try (Disk disk = new Disk(folder.resolve("drop"), 4)) {
      IntakeTools tools =
          new IntakeTools(
              Optional.empty(),
              IntakeTools.USUAL_UPLOAD_BYTES,
              Optional.of(new IntakeTools.Drop(disk.place, List.of(recipient()))));
      try (TestServer server =
          TestServer.start(folder.resolve("server"), Optional.empty(), tools)) {
        ProviderClient provider = provider(server);
        long report = provider.submit(ProviderClient.SMALL).reportId();
        List<String> taken = new ArrayList<>();
        ProviderClient.Answer answer = provider.upload(report, new byte[MEBIBYTE]);
        for (int i = 0; i < 6 && answer.status() == 200; i++) {
          taken.add(answer.element("fileId"));
          answer = provider.upload(report, new byte[MEBIBYTE]);
        }
        assertThat(taken).hasSize(3);
        assertRefused(answer);
        Path filler = disk.fill();
        // Now not even the beginning of a file fits.
        assertRefused(provider.upload(report, new byte[1]));
        assertThat(provider.get("/ispws/status").code()).isZero();
        assertThat(provider.fileInfo(report, taken.getFirst(), "").code()).isZero();
        assertThat(files(disk.place))
            .as("nothing half-written stays")
            .isEqualTo(taken.stream().map(id -> id + ".age").collect(Collectors.toSet()));
        Files.delete(filler);
        ProviderClient.Answer again = provider.upload(report, new byte[MEBIBYTE / 4]);
        assertThat(again.code()).isZero();
        taken.add(again.element("fileId"));
        assertThat(provider.finish(report).elements("fileId"))
            .containsExactlyInAnyOrderElementsOf(taken);
        assertThat(files(disk.place)).hasSize(4);
      }
    }
  }

  private static void assertRefused(ProviderClient.Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo(1000);
    assertThat(answer.element("responseDescription")).contains("please try again");
    assertThat(answer.elements("fileId")).isEmpty();
  }

  /// PostgreSQL keeps some empty files for its log in reserve. Without them it gives up, and cannot
  /// be started until there is room.
  private static void useUpReserve(TestServer server) {
    try (Connection connection = server.superuser().connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 60; i++) {
        statement.execute("select pg_switch_wal()");
        statement.execute("select pg_logical_emit_message(true, 'test', repeat('x', 9000))");
      }
    } catch (SQLException full) {
      return;
    }
    throw new AssertionError("the disk did not become full");
  }

  /// The number of the database's process.
  private static String process(Disk disk) throws IOException {
    return Files.readAllLines(disk.place.resolve("postgres/postmaster.pid")).getFirst();
  }

  @Test
  void aDatabaseWithoutRoomLosesNothingAndComesBackByItself() throws Exception {
    try (Disk disk = new Disk(folder.resolve("database"), 400)) {
      Flood flood = new Flood(30);
      try (TestServer server = TestServer.start(disk.place, Optional.empty());
          ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
        for (int i = 0; i < CLIENTS; i++) {
          ProviderClient client = provider(server);
          threads.execute(() -> flood.run(client));
        }
        assertThat(flood.isEnough(60)).isTrue();
        String first = process(disk);
        Path filler = disk.fill();
        useUpReserve(server);
        for (int i = 0; i < 900 && !flood.statuses().contains(503); i++) {
          Thread.sleep(100);
        }
        assertThat(flood.statuses()).as("it became full").contains(503);
        Thread.sleep(3_000);
        int before = flood.finished().size();
        Files.delete(filler);
        for (int i = 0; i < 600 && flood.finished().size() < before + 20; i++) {
          Thread.sleep(100);
        }
        flood.end();
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process(disk)).as("the first gave up").isNotEqualTo(first);
        assertThat(flood.wrong()).isEmpty();
        assertThat(flood.statuses()).containsExactlyInAnyOrder(200, 503);
        assertThat(flood.finished()).hasSizeGreaterThanOrEqualTo(before + 20);
        List<Long> tips =
            server
                .owner()
                .sql("select external_id::bigint from orion.tip")
                .query(Long.class)
                .list();
        assertThat(tips).doesNotHaveDuplicates().containsAll(flood.finished());
      }
    }
  }
}
