package org.orion.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Things in things, through the whole program.
class ContainersIT {
  @TempDir private Path folder;
  private Program program;
  private Path evidence;
  private Path scanFile;

  @BeforeEach
  void makeFolders() throws IOException {
    program = new Program(folder, folder.resolve("home"));
    evidence = Files.createDirectory(folder.resolve("evidence"));
    scanFile = folder.resolve("s.orion");
  }

  private static byte[] zip(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] picture(int hue) throws IOException {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 240; y++) {
      for (int x = 0; x < 320; x++) {
        image.setRGB(x, y, (x * hue & 0xFF) << 16 | (y * hue & 0xFF) << 8 | x * y / hue & 0xFF);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private byte[] database(byte[] picture) throws IOException, SQLException {
    Path file = folder.resolve("chat.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement create = connection.createStatement()) {
      create.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, thumb BLOB)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO messages VALUES (17, ?)")) {
        insert.setBytes(1, picture);
        insert.execute();
      }
    }
    return Files.readAllBytes(file);
  }

  @Test
  void pictureInADatabaseInAnExtractionIsFoundWithThePlaceOfItsDatabase() throws Exception {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("files/Image/one.png", picture(3));
    members.put("files/Database/chat.db", database(picture(5)));
    members.put(
        "report.xml",
        """
        <project><taggedFiles>
        <file path="/sdcard/DCIM/one.png"><item name="Local Path">files\\Image\\one.png</item></file>
        <file path="/data/chat.db"><item name="Local Path">files\\Database\\chat.db</item></file>
        </taggedFiles></project>
        """
            .getBytes(StandardCharsets.UTF_8));
    Files.write(evidence.resolve("phone.ufdr"), zip(members));

    Program.Run scan = program.run("scan", evidence.toString(), "--out", scanFile.toString());
    Program.Run csv = program.run("report", scanFile.toString(), "--format", "csv");

    assertThat(scan.exitCode()).as(scan.err()).isZero();
    assertThat(csv.out().lines().findFirst().orElseThrow())
        .startsWith("exhibit,path,origin,state,volume,inode,kind,type,bytes,");
    assertThat(csv.out())
        .contains(
            ",phone.ufdr / files/Image/one.png,/sdcard/DCIM/one.png,allocated,,,picture,image/png,")
        .contains(
            ",phone.ufdr / files/Database/chat.db,/data/chat.db,allocated,,,container,"
                + "application/vnd.sqlite3,")
        .contains(
            ",phone.ufdr / files/Database/chat.db / messages / 17 / thumb,,allocated,,,picture,"
                + "image/png,");
  }

  /// Five levels of sixteen zips each around ten megabytes of zeros: ten terabytes.
  @Test
  void nestedBombEndsAtTheLimit() throws Exception {
    byte[] inner = zip(Map.of("zeros", new byte[10 << 20]));
    for (int level = 0; level < 5; level++) {
      Map<String, byte[]> members = new LinkedHashMap<>();
      for (int i = 0; i < 16; i++) {
        members.put("level %d number %d.zip".formatted(level, i), inner);
      }
      inner = zip(members);
    }
    Files.write(evidence.resolve("bomb.zip"), inner);
    Files.write(evidence.resolve("picture.png"), picture(7));

    Program.Run scan =
        program.run("scan", evidence.toString(), "--out", scanFile.toString(), "--json");

    assertThat(scan.exitCode()).as(scan.err()).isEqualTo(1);
    assertThat(scan.out()).contains("\"pictures\":1").contains("\"TOO_LARGE\":");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + scanFile);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT sum(bytes) FROM item WHERE parent_id IS NOT NULL AND bytes > 0")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getLong(1)).isLessThan(600L << 20);
    }
  }
}
