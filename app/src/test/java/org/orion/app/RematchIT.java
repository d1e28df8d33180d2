package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A complete scan looked up in further lists, under what happens to a machine.
class RematchIT {
  private static final int MANY_CONTENTS = 200_000;

  @TempDir private static Path shared;
  private static Program program;
  private static String pdq;

  @TempDir private Path folder;
  private Path file;

  /// List `bytes` knows the picture by its digest, `looks` by its look; the scan used `bytes`.
  @BeforeAll
  static void scanWithOneList() throws Exception {
    program = new Program(shared, shared.resolve("home"));
    Path evidence = Files.createDirectory(shared.resolve("evidence"));
    Path picture = evidence.resolve("chart.png");
    assertThat(ImageIO.write(chart(), "png", picture.toFile())).isTrue();
    byte[] md5 = MessageDigest.getInstance("MD5").digest(Files.readAllBytes(picture));
    pdq =
        orion(0, "hash", picture.toString())
            .out()
            .replaceAll("(?s).*\"pdq\":\"([0-9a-f]{64}).*", "$1");
    importList("bytes", HexFormat.of().formatHex(md5));
    importList("looks", "pdq:" + pdq);
    orion(
        0,
        "scan",
        evidence.toString(),
        "--list",
        "bytes",
        "--similar",
        "20",
        "--out",
        shared.resolve("scan.orion").toString());
  }

  @BeforeEach
  void copyScan() throws Exception {
    file = Files.copy(shared.resolve("scan.orion"), folder.resolve("s.orion"));
  }

  private static BufferedImage chart() {
    Random random = new Random(11);
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < 60; i++) {
      canvas.setColor(new Color(random.nextInt(1 << 24)));
      canvas.fillRect(random.nextInt(320), random.nextInt(240), 80, 60);
    }
    canvas.dispose();
    return image;
  }

  private static void importList(String name, String line) throws Exception {
    Path text = Files.writeString(shared.resolve(name + ".txt"), line + "\n");
    orion(0, "list", "import", name, text.toString());
  }

  private static Program.Run orion(int exitCode, String... arguments) throws Exception {
    Program.Run run = program.run(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    return run;
  }

  private String one(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return String.valueOf(row.getString(1));
    }
  }

  private void change(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void aContentThatWasNotDecodedIsCountedAsNotCompared() throws Exception {
    assertThat(one("SELECT decoded FROM digest")).isEqualTo("0");

    assertThat(orion(0, "rematch", file.toString(), "--list", "looks").out())
        .contains("0 matched in looks")
        .contains("1 pictures and videos had no signature to compare");

    assertThat(one("SELECT detail FROM journal ORDER BY id DESC LIMIT 1"))
        .isEqualTo(
            "looks, look-alikes up to 20 bits: 0 of 1 contents matched,"
                + " 1 without a signature to compare, 0 items have another verdict");
    assertThat(one("SELECT group_concat(event) FROM journal"))
        .startsWith("begun,completed,rematching,rematched");
  }

  @Test
  void anUnfinishedScanIsRefused() throws Exception {
    change("UPDATE scan SET state = 'examining'");

    assertThat(orion(3, "rematch", file.toString(), "--list", "looks").err())
        .contains("the scan is not complete");
    assertThat(one("SELECT count(*) FROM list")).isEqualTo("1");
  }

  @Test
  void aRematchThatIsKilledLeavesTheOldResult() throws Exception {
    change(
        """
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < %d)
        INSERT INTO digest (sha256, sha1, md5, bytes, decoded)
        SELECT randomblob(32), randomblob(20), randomblob(16), 1, 0 FROM number;
        UPDATE digest SET md5 = (SELECT md5 FROM digest WHERE id = 1) WHERE id %% 2 = 0;
        INSERT INTO item (evidence_id, ordinal, path, bytes, type, kind, digest_id, verdict)
        SELECT 1, id, 'item-' || id, 1, 'text/plain', 'other', id, 'not_media'
        FROM digest WHERE id > 1\
        """
            .formatted(MANY_CONTENTS));
    String before = result();

    Process process =
        program.command("rematch", file.toString(), "--list", "bytes", "--list", "looks").start();
    Path log = folder.resolve("s.orion-wal");
    while (process.isAlive() && !(Files.exists(log) && Files.size(log) > 1 << 20)) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    process.destroyForcibly().waitFor();

    assertThat(process.exitValue()).isNotZero();
    assertThat(result()).isEqualTo(before);
    assertThat(one("SELECT event FROM journal ORDER BY id DESC LIMIT 1")).isEqualTo("rematching");
    orion(0, "rematch", file.toString(), "--list", "bytes", "--list", "looks");
    assertThat(one("SELECT count(*) FROM item WHERE verdict = 'known_material'"))
        .isEqualTo(String.valueOf(MANY_CONTENTS / 2 + 1));
  }

  private String result() throws SQLException {
    return one(
        """
        SELECT (SELECT group_concat(name) FROM list) || (SELECT count(*) FROM match)
          || (SELECT count(*) FROM item WHERE verdict = 'known_material')\
        """);
  }
}
