package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as its users meet it: a process with arguments, an exit code and files. Evidence is
/// made of generated charts by real tools.
class ProgramIT {
  private static final String SAME_CONTENT =
      """
      SELECT 'item', id, parent_id, ordinal, path, kind, type, bytes, digest_id, duplicate, verdict
        FROM item
      UNION ALL SELECT 'digest', id, hex(sha256), hex(md5), bytes, decoded, width, height, frames,
        damage, NULL FROM digest
      UNION ALL SELECT 'signature', digest_id, algorithm, frame, hex(value), quality, NULL, NULL,
        NULL, NULL, NULL FROM signature
      UNION ALL SELECT 'match', id, digest_id, list, entry, level, algorithm, orientation, distance,
        exact, NULL FROM match
      UNION ALL SELECT 'error', id, item_id, path, reason, detail, NULL, NULL, NULL, NULL, NULL
        FROM error\
      """;

  @TempDir private Path folder;
  private Path evidence;
  private Program program;

  @BeforeEach
  void makeFolders() throws IOException {
    evidence = Files.createDirectory(folder.resolve("evidence"));
    program = new Program(folder, folder.resolve("home"));
  }

  private ProcessBuilder program(String... arguments) {
    return program.command(arguments);
  }

  private Program.Run orion(String... arguments) throws Exception {
    return program.run(arguments);
  }

  private static void tool(Path where, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }

  private static BufferedImage chart(int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < 60; i++) {
      canvas.setColor(new Color(random.nextInt(1 << 24)));
      canvas.fillRect(random.nextInt(320), random.nextInt(240), 80, 60);
    }
    canvas.dispose();
    return image;
  }

  private static Path picture(Path target, int seed) throws IOException {
    String name = target.getFileName().toString();
    String format = name.endsWith(".png") ? "png" : name.endsWith(".bmp") ? "bmp" : "jpg";
    assertThat(ImageIO.write(chart(seed), format, target.toFile())).isTrue();
    return target;
  }

  private static String md5(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file)));
  }

  private void importList(String name, String text, String... more) throws Exception {
    Path file = folder.resolve(name + ".txt");
    Files.writeString(file, text);
    List<String> arguments = new ArrayList<>(List.of("list", "import", name, file.toString()));
    arguments.addAll(Arrays.asList(more));
    assertThat(orion(arguments.toArray(String[]::new)).exitCode()).isZero();
  }

  private static String content(Path scanFile) throws Exception {
    StringBuilder rows = new StringBuilder();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + scanFile);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SAME_CONTENT)) {
      while (row.next()) {
        for (int i = 1; i <= 11; i++) {
          rows.append(row.getString(i)).append('|');
        }
        rows.append('\n');
      }
    }
    return rows.toString();
  }

  @Test
  void countsWhatIsKnownUnseenAndUnreadableInFoldersAndArchives() throws Exception {
    Path known = picture(evidence.resolve("known.jpg"), 1);
    Path good = picture(evidence.resolve("logo.png"), 2);
    picture(evidence.resolve("unseen.bmp"), 3);
    Files.copy(known, evidence.resolve("copy.txt"));
    Files.writeString(evidence.resolve("text.jpg"), "only text\n");
    Files.createFile(evidence.resolve("empty"));
    byte[] whole = Files.readAllBytes(known);
    Files.write(evidence.resolve("cut.jpg"), Arrays.copyOf(whole, whole.length / 2));
    tool(evidence, "zip", "-q", "inner.zip", "known.jpg", "unseen.bmp");
    tool(evidence, "tar", "czf", "outer.tgz", "inner.zip", "text.jpg");
    tool(evidence, "zip", "-q", "-P", "example", "locked.zip", "unseen.bmp");
    tool(evidence, "7zz", "a", "-bd", "seven.7z", "logo.png");
    Files.delete(evidence.resolve("inner.zip"));
    importList("mine", md5(known) + "\n");
    importList("products", md5(good) + "\n", "--scheme", "nsrl");
    String before = listing();

    Program.Run run =
        orion(
            "scan",
            evidence.toString(),
            "--out",
            folder.resolve("s.orion").toString(),
            "--list",
            "mine",
            "--list",
            "products",
            "--exhibit",
            "D-17",
            "--json");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    // 10 files; outer.tgz holds a tar with inner.zip (2 members) and text.jpg; the others 1 each.
    assertThat(run.out())
        .contains("\"exhibit\":\"D-17\"")
        .contains("\"items\":17,")
        .contains("\"pictures\":8,")
        .contains("\"known_material\":3,\"known_good\":2,\"unmatched\":2,")
        .contains("\"unreadable\":2}")
        .contains("\"CORRUPT\":1,\"ENCRYPTED\":1,");
    assertThat(listing()).isEqualTo(before);
  }

  private String listing() throws Exception {
    Process process =
        new ProcessBuilder("find", evidence.toString(), "-printf", "%p %s %T@ %m\\n").start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }

  @Test
  void killedScanGoesOnAndEndsWithTheSameContent() throws Exception {
    for (int i = 0; i < 120; i++) {
      picture(evidence.resolve("p%03d.jpg".formatted(i)), i);
    }
    tool(evidence, "sh", "-c", "zip -q -r all.zip p0*.jpg && zip -q nested.zip all.zip p001.jpg");
    Path reference = folder.resolve("reference.orion");
    Path killed = folder.resolve("killed.orion");
    importList("mine", md5(evidence.resolve("p007.jpg")) + "\n");
    assertThat(
            orion("scan", evidence.toString(), "--out", reference.toString(), "--list", "mine")
                .exitCode())
        .isZero();

    long seed = 7;
    Random random = new Random(seed);
    int kills = 0;
    for (int i = 0; i < 20; i++) {
      Process process =
          program("scan", evidence.toString(), "--out", killed.toString(), "--list", "mine")
              .start();
      if (!process.waitFor(300 + random.nextInt(1_500), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        kills++;
      }
    }
    Program.Run last =
        orion("scan", evidence.toString(), "--out", killed.toString(), "--list", "mine");

    assertThat(last.exitCode()).as(last.err()).isZero();
    assertThat(kills).isPositive();
    assertThat(content(killed)).as("seed %d, %d kills", seed, kills).isEqualTo(content(reference));
  }

  @Test
  void aRematchGivesWhatAScanWithTheListWouldHave() throws Exception {
    Path known = picture(evidence.resolve("known.jpg"), 1);
    Path good = picture(evidence.resolve("good.png"), 2);
    Files.copy(known, evidence.resolve("copy.jpg"));
    picture(evidence.resolve("known-as-another-file.png"), 1);
    picture(evidence.resolve("unseen.bmp"), 3);
    byte[] whole = Files.readAllBytes(known);
    Files.write(evidence.resolve("cut.jpg"), Arrays.copyOf(whole, whole.length - 300));
    Files.writeString(evidence.resolve("text.txt"), "text");
    String hashes = orion("hash", known.toString()).out();
    String pdq = hashes.replaceAll("(?s).*\"pdq\":\"([0-9a-f]{64}).*", "$1");
    importList("mine", md5(known) + "\npdq:" + pdq + "\n");
    importList("products", md5(good) + "\n", "--scheme", "nsrl");
    Path before = folder.resolve("before.orion");
    Path with = folder.resolve("with.orion");
    orion("scan", evidence.toString(), "--out", before.toString());
    orion(
        "scan",
        evidence.toString(),
        "--out",
        with.toString(),
        "--list",
        "mine",
        "--list",
        "products");
    assertThat(content(before)).isNotEqualTo(content(with));

    Program.Run run =
        orion("rematch", before.toString(), "--list", "mine", "--list", "products", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(verdicts(before)).isEqualTo(verdicts(with));
    assertThat(verdicts(with)).contains("|known_material|", "|known_good|", "|unmatched|");
    assertThat(
            orion("rematch", before.toString(), "--list", "mine", "--list", "products", "--json")
                .out())
        .contains("\"changed_items\":0,");
    assertThat(orion("status", before.toString()).out()).contains("state      complete");
    assertRefused(orion("rematch", before.toString(), "--list", "nobody"), 3);
  }

  /// Verdicts, matches and errors by content; a scan with the list decodes less, so the rest may
  /// differ.
  private static String verdicts(Path scanFile) throws Exception {
    StringBuilder rows = new StringBuilder();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + scanFile);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT item.path, item.verdict, list, entry, level, algorithm, orientation,
                  distance, exact, reason
                FROM item LEFT JOIN match ON match.digest_id = item.digest_id
                LEFT JOIN error ON error.item_id = item.id
                ORDER BY item.path, list, entry, algorithm\
                """)) {
      while (row.next()) {
        for (int i = 1; i <= 10; i++) {
          rows.append(row.getString(i)).append('|');
        }
        rows.append('\n');
      }
    }
    return rows.toString();
  }

  @Test
  void decodersKilledAtRandomCostNothing() throws Exception {
    for (int i = 0; i < 150; i++) {
      picture(evidence.resolve("p%03d.png".formatted(i)), i);
    }
    Process process =
        program("scan", evidence.toString(), "--out", folder.resolve("s.orion").toString()).start();
    Random random = new Random(5);
    while (!process.waitFor(400, TimeUnit.MILLISECONDS)) {
      List<ProcessHandle> children = process.descendants().toList();
      if (!children.isEmpty()) {
        children.get(random.nextInt(children.size())).destroyForcibly();
      }
    }
    assertThat(process.exitValue()).isIn(0, 1);
    Program.Run json = orion("report", folder.resolve("s.orion").toString(), "--format", "json");
    assertThat(json.out()).contains("\"items\":150,\"pending\":0,\"pictures\":150,");
  }

  @Test
  void otherPlanAndChangedEvidenceAreRefusedWithTheDifference() throws Exception {
    picture(evidence.resolve("a.jpg"), 1);
    Path scanFile = folder.resolve("s.orion");
    assertThat(orion("scan", evidence.toString(), "--out", scanFile.toString()).exitCode())
        .isZero();

    Program.Run otherPlan =
        orion("scan", evidence.toString(), "--out", scanFile.toString(), "--similar", "20");
    assertThat(otherPlan.exitCode()).isEqualTo(3);
    assertThat(otherPlan.err()).contains("similar is 31 there and 20 in this command");

    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + scanFile);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE scan SET state = 'examining'");
      statement.executeUpdate("UPDATE item SET verdict = NULL, digest_id = NULL");
    }
    Files.writeString(evidence.resolve("b.txt"), "new");
    Program.Run changed = orion("scan", evidence.toString(), "--out", scanFile.toString());
    assertThat(changed.exitCode()).isEqualTo(3);
    assertThat(changed.err()).contains("the evidence changed").contains("b.txt");
  }

  @Test
  void badInputGetsOneLineAndItsExitCode() throws Exception {
    picture(evidence.resolve("a.jpg"), 1);
    Path foreign = Files.writeString(folder.resolve("foreign.orion"), "x".repeat(5_000));
    Path out = folder.resolve("o.orion");

    assertRefused(orion("scan", folder.resolve("none").toString(), "--out", out.toString()), 3);
    assertRefused(orion("scan", evidence.toString(), "--out", foreign.toString()), 3);
    assertRefused(
        orion("scan", evidence.toString(), "--out", out.toString(), "--list", "nobody"), 3);
    assertRefused(orion("scan", evidence.toString(), "--nonsense"), 2);
    assertRefused(
        orion("scan", evidence.toString(), "--out", evidence.resolve("in.orion").toString()), 2);
    assertRefused(
        orion("scan", evidence.toString(), "--out", folder.resolve("no/o.orion").toString()), 3);
    assertRefused(orion("list", "import", "x", foreign.toString()), 3);
    assertRefused(orion("report", foreign.toString()), 3);
    assertRefused(orion("report", out.toString()), 3);
    assertRefused(orion("match", "xyz"), 2);
    assertThat(orion("scann").err()).contains("there is no command scann; did you mean scan");
    assertThat(out).doesNotExist();
    assertThat(Files.readString(foreign)).isEqualTo("x".repeat(5_000));
  }

  private static void assertRefused(Program.Run run, int exitCode) {
    String last = run.err().lines().reduce("", (before, line) -> line);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(last).startsWith("orion: ");
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void everyReportOfAScanIsWritten() throws Exception {
    Path known = picture(evidence.resolve("known.jpg"), 1);
    picture(evidence.resolve("=cmd.jpg"), 4);
    Files.writeString(evidence.resolve("<b>&.txt"), "x");
    importList("mine", md5(known) + "\n");
    Path scanFile = folder.resolve("s.orion");
    orion("scan", evidence.toString(), "--out", scanFile.toString(), "--list", "mine");
    Path html = folder.resolve("r.html");
    Path vics = folder.resolve("r.json");

    assertThat(
            orion("report", scanFile.toString(), "--format", "html", "--out", html.toString())
                .exitCode())
        .isZero();
    assertThat(Files.readString(html))
        .contains("Known material")
        .doesNotContain("<script")
        .doesNotContain("<img")
        .doesNotContain("http");
    assertThat(orion("report", scanFile.toString(), "--format", "csv").out())
        .contains("'=cmd.jpg")
        .contains(md5(known));
    assertThat(orion("report", scanFile.toString()).out()).contains("2 pictures, 0 videos");
    orion("report", scanFile.toString(), "--format", "vics", "--out", vics.toString());
    Program.Run imported = orion("list", "import", "back", vics.toString());
    assertThat(imported.out())
        .as(imported.err())
        .contains("2 entries kept, 0 known before, 0 rows refused");
    Program.Run match = orion("match", "--list", "back", md5(known));
    assertThat(match.out()).contains("\"list\":\"back\"").contains("\"distance\":0");
  }
}
