package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Merging as its users meet it, on scans of their own making.
class MergeIT {
  private static final int MANY_ITEMS = 300_000;

  @TempDir private static Path scans;
  private static Program program;

  @TempDir private Path folder;
  private Path phone;
  private Path laptop;
  private Path target;

  @BeforeAll
  static void scanTwoExhibits() throws Exception {
    program = new Program(scans, scans.resolve("home"));
    Path known = Files.writeString(scans.resolve("list.txt"), "0".repeat(32) + "\n");
    orion(0, "list", "import", "mine", known.toString());
    scan("phone", "same", "phone");
    scan("laptop", "same", "laptop");
  }

  private static void scan(String exhibit, String... texts) throws Exception {
    Path evidence = Files.createDirectory(scans.resolve(exhibit));
    for (String text : texts) {
      Files.writeString(evidence.resolve(text + ".txt"), text);
    }
    orion(
        0,
        "scan",
        evidence.toString(),
        "--exhibit",
        exhibit,
        "--all-files",
        "--list",
        "mine",
        "--out",
        scans.resolve(exhibit + ".orion").toString());
  }

  @BeforeEach
  void copyScans() throws IOException {
    target = folder.resolve("case.orion");
    phone = Files.copy(scans.resolve("phone.orion"), folder.resolve("phone.orion"));
    laptop = Files.copy(scans.resolve("laptop.orion"), folder.resolve("laptop.orion"));
  }

  private static Program.Run orion(int exitCode, String... arguments) throws Exception {
    Program.Run run = program.run(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    return run;
  }

  @Test
  void twoScansBecomeOneFileOfTheCase() throws Exception {
    String out = orion(0, "merge", target.toString(), phone.toString(), laptop.toString()).out();

    assertThat(out)
        .contains("2 scan files with 2 exhibits")
        .contains("4 items, 3 contents, 1 of them");
    assertThat(orion(0, "report", target.toString()).out())
        .contains("Exhibit phone", "Exhibit laptop", "All 2 exhibits");
    assertThat(orion(3, "merge", target.toString(), phone.toString(), laptop.toString()).err())
        .contains("exists already");
    assertThat(orion(2, "merge", folder.resolve("x.orion").toString(), phone.toString()).err())
        .contains("two or more");
  }

  @Test
  void theCommandInTheRefusalMendsIt() throws Exception {
    Path more = Files.writeString(folder.resolve("more.txt"), "1".repeat(32) + "\n");
    orion(0, "list", "import", "second", more.toString());
    orion(0, "rematch", phone.toString(), "--list", "second");
    String refusal =
        orion(3, "merge", target.toString(), phone.toString(), laptop.toString()).err();
    String command =
        refusal.substring(refusal.indexOf("orion rematch ") + "orion ".length()).strip();

    assertThat(command).isEqualTo("rematch " + laptop + " --list second");
    orion(0, command.split(" "));
    orion(0, "merge", target.toString(), phone.toString(), laptop.toString());
  }

  @Test
  void aMergeThatIsKilledLeavesNothingUnderItsName() throws Exception {
    addItems(phone);
    Process process =
        program.command("merge", target.toString(), phone.toString(), laptop.toString()).start();
    Path part = folder.resolve(".case.orion.merging");
    while (process.isAlive() && !(Files.exists(part) && size(part) > 1 << 20)) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    process.destroyForcibly().waitFor();

    assertThat(process.exitValue()).isNotZero();
    assertThat(target).doesNotExist();
    orion(0, "merge", target.toString(), phone.toString(), laptop.toString());
    assertThat(part).doesNotExist();
    assertThat(orion(0, "status", target.toString()).out())
        .contains("%,d decided of %,d found".formatted(MANY_ITEMS + 4, MANY_ITEMS + 4));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException moved) {
      return 0;
    }
  }

  private static void addItems(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < %d)
          INSERT INTO item (evidence_id, ordinal, path, bytes, type, kind, verdict)
          SELECT 1, n, 'folder/item-' || n, 1, 'text/plain', 'other', 'not_media' FROM number\
          """
              .formatted(MANY_ITEMS));
    }
  }
}
