package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program where something is missing: the network, room on the disk, memory, a place to write.
class HardshipIT {
  @TempDir private Path folder;
  private Program program;
  private Path evidence;

  @BeforeEach
  void makeFolders() throws IOException {
    program = new Program(folder, folder.resolve("home"));
    evidence = Files.createDirectory(folder.resolve("evidence"));
  }

  /// Runs a shell in which `orion` is the program, as root of a name space of its own.
  private Program.Run apart(String options, String script) throws Exception {
    ProcessBuilder orion = program.command();
    List<String> words = new ArrayList<>(orion.command());
    words.replaceAll(word -> "'" + word + "'");
    Path runner =
        Files.writeString(
            folder.resolve("script"),
            "orion() { " + String.join(" ", words) + " \"$@\"; }\n" + script);
    List<String> command = new ArrayList<>(List.of("unshare", "--user", "--map-root-user"));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("sh", runner.toString()));
    Process process = orion.command(command).directory(folder.toFile()).start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return new Program.Run(
        process.exitValue(),
        Files.readString(folder.resolve("out")),
        Files.readString(folder.resolve("err")));
  }

  /// The figures were counted by hand from what the demo puts into its exhibits.
  @Test
  void theDemoNeedsNoNetworkAndCountsWhatItMade() throws Exception {
    Program.Run run = apart("--net", "orion demo --once");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            """
            Exhibit D-1 phone
              11 pictures, 2 videos (11 and 2 different ones), 2 other items
              Known material                          4\
            """)
        .contains(
            """
            Exhibit D-2 laptop
              10 pictures, 0 videos (10 and 0 different ones), 4 other items
              Known material                          5\
            """)
        .contains(
            """
            All 2 exhibits
              21 pictures, 2 videos (18 and 2 different ones), 6 other items
              Known material                          9\
            """)
        .containsPattern("national, vics-us-2\\.0 1: 3 identical, 1 alike")
        .containsPattern("partner, uk-abc C: 2 identical, 1 alike")
        .containsPattern("national, vics-us-2\\.0 2: 1 identical, 1 alike")
        .containsPattern("All 2 exhibits[^$]*Known good +1 [^$]*Unmatched +11 ")
        .containsPattern("All 2 exhibits[^$]*Unreadable +2 [^$]*Not media +6 [^$]*Duplicates +4 ");
  }

  @Test
  void aFullDiskEndsTheScanInOneLineAndItGoesOnWithMoreRoom() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      Files.writeString(
          evidence.resolve("a-file-with-a-rather-long-name-%05d.txt".formatted(i)), "x");
    }
    Program.Run run =
        apart(
            "--mount",
            """
            mkdir small && mount -t tmpfs -o size=1m tmpfs small
            orion scan evidence --out small/s.orion --exhibit D-1 2>first
            echo "first $?"
            mount -o remount,size=100m small
            orion scan evidence --out small/s.orion --exhibit D-1 --json 2>second
            echo "second $?"
            """);

    String first = Files.readString(folder.resolve("first"));
    assertThat(run.out()).as(first + run.err()).contains("first 3").contains("second 0");
    assertThat(first).contains("full").contains("s.orion").doesNotContain("\tat ");
    assertThat(run.out()).contains("\"items\":20000,").contains("\"not_media\":20000,");
  }

  @Test
  void reportsOfManyItemsAreWrittenInLittleMemory() throws Exception {
    Files.writeString(evidence.resolve("one.txt"), "one");
    Path scanFile = folder.resolve("s.orion");
    Program.Run scan = program.run("scan", evidence.toString(), "--out", scanFile.toString());
    assertThat(scan.exitCode()).as(scan.err()).isZero();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + scanFile);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 199999)
          INSERT INTO item SELECT %s FROM item, number WHERE item.ordinal = 0\
          """
              .formatted(columns(connection)));
    }
    for (String format : List.of("summary", "html", "csv", "json", "vics")) {
      Path out = folder.resolve("report." + format);
      ProcessBuilder report =
          program.command(
              "report", scanFile.toString(), "--format", format, "--out", out.toString());
      report.command().set(report.command().indexOf("-Xmx1g"), "-Xmx40m");
      Process process = report.start();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
      assertThat(out).isNotEmptyFile();
    }
    assertThat(Files.readString(folder.resolve("report.json"))).contains("\"items\":200000,");
    try (Stream<String> lines = Files.lines(folder.resolve("report.csv"))) {
      assertThat(lines.count()).isEqualTo(200_001);
    }
  }

  /// The item's columns, with the number in the place of what must differ.
  private static String columns(Connection connection) throws Exception {
    List<String> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT name FROM pragma_table_info('item')")) {
      while (row.next()) {
        columns.add(
            switch (row.getString(1)) {
              case "id" -> "item.id + n";
              case "ordinal" -> "n";
              case "path" -> "'copy ' || n";
              case String other -> "item." + other;
            });
      }
    }
    return String.join(", ", columns);
  }

  @Test
  void anOutputThatMustNotBeWrittenIsRefusedAndNothingIsThere() throws Exception {
    Files.writeString(evidence.resolve("one.txt"), "one");
    Path link = Files.createSymbolicLink(folder.resolve("link.orion"), evidence.resolve("x.orion"));
    assertRefused(scanTo(link));
    assertRefused(scanTo(Path.of("/sys/s.orion")));
    assertRefused(scanTo(folder.resolve("missing/s.orion")));
    assertRefused(scanTo(evidence));
    assertThat(evidence.resolve("x.orion")).doesNotExist();

    Path newer = folder.resolve("newer.orion");
    assertThat(scanTo(newer).exitCode()).isZero();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + newer);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 9999");
    }
    byte[] before = Files.readAllBytes(newer);
    assertRefused(scanTo(newer));
    assertRefused(program.run("report", newer.toString()));
    assertThat(Files.readAllBytes(newer)).isEqualTo(before);
  }

  private Program.Run scanTo(Path out) throws Exception {
    return program.run("scan", evidence.toString(), "--out", out.toString());
  }

  private static void assertRefused(Program.Run run) {
    assertThat(run.exitCode()).as(run.err()).isIn(2, 3);
    assertThat(run.err()).contains("orion: ").doesNotContain("\tat ");
  }

  /// The kernel counts what a process reads.
  @Test
  void aFileWithManyNamesIsReadOnce() throws Exception {
    long bytes = 40_000_000;
    Path first = evidence.resolve("first.bin");
    byte[] content = new byte[(int) bytes];
    new Random(5).nextBytes(content);
    Files.write(first, content);
    for (int i = 0; i < 20; i++) {
      Files.createLink(evidence.resolve("name" + i + ".bin"), first);
    }
    Path scanFile = folder.resolve("links.orion");
    Process process =
        program
            .command("scan", evidence.toString(), "--all-files", "--out", scanFile.toString())
            .start();
    long read = 0;
    while (process.isAlive()) {
      read = Math.max(read, readBy(process.pid()));
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
    assertThat(process.exitValue()).isZero();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + scanFile);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*), count(DISTINCT digest_id) FROM item")) {
      assertThat(row.getLong(1)).isEqualTo(21);
      assertThat(row.getLong(2)).isEqualTo(1);
    }
    assertThat(read).isBetween(bytes, 4 * bytes);
  }

  private static long readBy(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "io")).stream()
          .filter(line -> line.startsWith("rchar: "))
          .mapToLong(line -> Long.parseLong(line.substring(7)))
          .sum();
    } catch (IOException ended) {
      return 0;
    }
  }
}
