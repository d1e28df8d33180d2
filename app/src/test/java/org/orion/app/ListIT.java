package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists under what happens to a machine: power cuts, two people at once, a failing disk.
class ListIT {
  private static final int ROWS = 60_000;
  private static final String OLD = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;
  private Program program;
  private Path large;
  private final Random random = new Random(21);

  @BeforeEach
  void importOldList() throws Exception {
    program = new Program(folder, folder.resolve("home"));
    Path small = Files.writeString(folder.resolve("small.txt"), OLD + "\n");
    assertThat(program.run("list", "import", "national", small.toString()).exitCode()).isZero();
    large = Files.writeString(folder.resolve("large.csv"), rows());
  }

  private String rows() {
    StringBuilder text = new StringBuilder("md5,pdq\n");
    for (int i = 0; i < ROWS; i++) {
      text.append("%016x%016x,".formatted(random.nextLong(), random.nextLong()));
      for (int word = 0; word < 4; word++) {
        text.append("%016x".formatted(random.nextLong()));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private String entries() throws Exception {
    Program.Run show = program.run("list", "show", "national");
    assertThat(show.exitCode()).as(show.err()).isZero();
    return show.out()
        .lines()
        .filter(line -> line.startsWith("entries"))
        .findFirst()
        .orElseThrow()
        .substring("entries".length())
        .strip();
  }

  private List<Path> files(Path where) throws IOException {
    try (Stream<Path> files = Files.walk(where)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void anImportThatIsKilledLeavesTheListAsItWas() throws Exception {
    int killed = 0;
    for (int i = 0; i < 8; i++) {
      Process process = program.command("list", "import", "national", large.toString()).start();
      if (!process.waitFor(400 + random.nextInt(2_000), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        killed++;
      }
      // Either all of it or nothing: the last instant may lie after the list was put in place.
      assertThat(entries()).isIn("1", "60,001");
      Program.Run match = program.run("match", "--list", "national", OLD);
      assertThat(match.out()).as(match.err()).contains("\"algorithm\":\"md5\"");
    }
    assertThat(killed).isPositive();

    assertThat(program.run("list", "import", "national", large.toString()).exitCode()).isZero();
    assertThat(entries()).isEqualTo("60,001");
    assertThat(files(program.home()))
        .as("a lock, the list and four indexes, nothing of the killed imports")
        .hasSize(6);
  }

  @Test
  void ofTwoImportsAtOnceNoneIsLost() throws Exception {
    Path other = Files.writeString(folder.resolve("other.csv"), rows());
    Process first =
        program
            .command(
                folder.resolve("out1"),
                folder.resolve("err1"),
                "list",
                "import",
                "national",
                large.toString())
            .start();
    Program.Run second = program.run("list", "import", "national", other.toString());
    first.waitFor();

    String errors = Files.readString(folder.resolve("err1")) + second.err();
    assertThat(List.of(first.exitValue(), second.exitCode())).as(errors).isSubsetOf(0, 3);
    if (first.exitValue() == 0 && second.exitCode() == 0) {
      assertThat(entries()).isEqualTo("120,001");
    } else {
      assertThat(errors).contains("the list national is being changed by another import");
      assertThat(first.exitValue() + second.exitCode()).as("one of them is done").isEqualTo(3);
      assertThat(entries()).isEqualTo("60,001");
    }
  }

  @Test
  void aScanOrMatchOnADamagedIndexEndsWithWhereItIsDamaged() throws Exception {
    assertThat(program.run("list", "import", "national", large.toString()).exitCode()).isZero();
    Path evidence = Files.createDirectory(folder.resolve("evidence"));
    Files.writeString(evidence.resolve("a.txt"), "plain text");
    Path index =
        files(program.home()).stream()
            .filter(file -> file.toString().endsWith(".md5"))
            .findFirst()
            .orElseThrow();
    try (RandomAccessFile file = new RandomAccessFile(index.toFile(), "rw")) {
      for (long at = 4096; at < file.length() - 4096; at += 1024) {
        file.seek(at);
        int value = file.read();
        file.seek(at);
        file.write(value ^ 1);
      }
    }

    Program.Run match = program.run("match", "--list", "national", OLD);
    assertRefused(match, index);
    Path scanFile = folder.resolve("s.orion");
    Program.Run scan =
        program.run(
            "scan",
            evidence.toString(),
            "--out",
            scanFile.toString(),
            "--list",
            "national",
            "--all-files");
    assertRefused(scan, index);

    assertThat(program.run("list", "index", "national").exitCode()).isZero();
    assertThat(program.run("match", "--list", "national", OLD).out()).contains("\"md5\"");
    Program.Run again =
        program.run(
            "scan",
            evidence.toString(),
            "--out",
            scanFile.toString(),
            "--list",
            "national",
            "--all-files");
    assertThat(again.exitCode()).as(again.err()).isZero();
  }

  private static void assertRefused(Program.Run run, Path index) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.err())
        .contains(index.getFileName().toString())
        .contains("damaged")
        .doesNotContain("\tat ");
    assertThat(run.out()).doesNotContain("\"matches\":[]");
  }
}
