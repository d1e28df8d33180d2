package org.orion.triage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;
import org.orion.triage.media.NativeLibraries;

/// Backups and extractions of phones, put together here as their makers do, through the real cage.
class PhoneBackupIT {
  @TempDir private static Path folder;
  private static Cage cage;

  @BeforeAll
  static void openCage() throws Exception {
    NativeLibraries.unpack(NativeLibraries.folder());
    cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
  }

  @AfterAll
  static void close() {
    cage.close();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise(int seed, int bytes) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return noise;
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

  private static Map<String, String> origins(Unfolded unfolded) {
    Map<String, String> origins = new TreeMap<>();
    for (Unfolded.Member member : unfolded.members) {
      if (!member.origin().isEmpty()) {
        origins.put(member.name(), member.origin());
      }
    }
    return origins;
  }

  @Test
  void filesOfAnExtractionComeWithTheirPlaceOnTheDevice() throws Exception {
    String report =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <project id="1" name="example" xmlns="http://pa.cellebrite.com/report/2.0">
          <taggedFiles>
            <file fs="phone" path="/sdcard/DCIM/Camera/IMG_1.jpg" size="9" id="a">
              <accessInfo><timestamp name="CreationTime">2024-01-01T00:00:00</timestamp></accessInfo>
              <metadata section="File">
                <item name="Local Path"><![CDATA[files\\Image\\IMG_1.jpg]]></item>
                <item name="Tags">Image</item>
              </metadata>
            </file>
            <file fs="phone" path="/data/a &amp; b/é.png" size="9" id="b">
              <metadata section="File"><item name="Local Path">files/Image/é.png</item></metadata>
            </file>
            <file fs="phone" path="/data/nowhere" size="9" id="c"/>
          </taggedFiles>
          <decodedData><file path="/not/one"><item name="Local Path">files/other</item></file></decodedData>
        </project>
        """;
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("files/Image/IMG_1.jpg", text("a pattern"));
    members.put("files/Image/é.png", text("a pattern"));
    members.put("files/other", text("a pattern"));
    members.put("report.xml", text(report));

    Unfolded unfolded = Unfolded.of(cage, zip(members));

    assertThat(unfolded.end).isEmpty();
    assertThat(unfolded.members).hasSize(4);
    assertThat(origins(unfolded))
        .isEqualTo(
            Map.of(
                "files/Image/IMG_1.jpg", "/sdcard/DCIM/Camera/IMG_1.jpg",
                "files/Image/é.png", "/data/a & b/é.png"));
  }

  @Test
  void reportThatIsNoneOrTriesToReadOtherFilesGivesNoPlaces() throws Exception {
    String entity =
        """
        <!DOCTYPE project [<!ENTITY e SYSTEM "file:///etc/hostname">]>
        <project><taggedFiles><file path="/a"><item name="Local Path">f</item></file>
        <file path="/b"><item name="Local Path">&e;</item></file></taggedFiles></project>
        """;
    Unfolded named = Unfolded.of(cage, zip(Map.of("f", text("1"), "report.xml", text(entity))));
    assertThat(named.members).hasSize(2);
    assertThat(named.end.map(Unreadable::reason).orElse(Reason.CORRUPT)).isEqualTo(Reason.CORRUPT);

    Unfolded other =
        Unfolded.of(cage, zip(Map.of("f", text("1"), "report.xml", text("<html>not closed"))));
    assertThat(other.end).isEmpty();

    String endless = "<project><taggedFiles><file path=\"" + "x".repeat(20 << 20) + "\"/>";
    Unfolded large = Unfolded.of(cage, zip(Map.of("f", text("1"), "report.xml", text(endless))));
    assertThat(large.members).hasSize(2);
    assertThat(large.end).map(Unreadable::reason).hasValue(Reason.CORRUPT);
  }

  private static String fileId(String domain, String path) throws Exception {
    byte[] sum = MessageDigest.getInstance("SHA-1").digest(text(domain + "-" + path));
    return HexFormat.of().formatHex(sum);
  }

  private static byte[] manifest(Map<String, String> places) throws Exception {
    Path file = folder.resolve("manifest.db");
    Files.deleteIfExists(file);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT,"
              + " flags INTEGER, file BLOB)");
      connection.setAutoCommit(false);
      for (Map.Entry<String, String> place : places.entrySet()) {
        insert(connection, place.getValue(), place.getKey(), 400);
      }
      // Many more, so that there are several levels of pages, and rows that go on on others.
      for (int i = 0; i < 2_000; i++) {
        insert(connection, "AppDomain-org.example", "Library/file " + i, i % 50 == 0 ? 9_000 : 500);
      }
      connection.commit();
    }
    return Files.readAllBytes(file);
  }

  private static void insert(Connection connection, String domain, String path, int bytes)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO Files VALUES (?, ?, ?, 1, ?)")) {
      byte[] sum = MessageDigest.getInstance("SHA-1").digest(text(domain + "-" + path));
      insert.setString(1, HexFormat.of().formatHex(sum));
      insert.setString(2, domain);
      insert.setString(3, path);
      insert.setBytes(4, noise(bytes, bytes));
      insert.execute();
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Test
  void filesOfAPhonesBackupComeWithTheirDomainAndPath() throws Exception {
    Map<String, String> places = new LinkedHashMap<>();
    places.put("Media/DCIM/100APPLE/IMG_0001.JPG", "CameraRollDomain");
    places.put("Library/Caches/é.png", "AppDomainGroup-org.example");
    Map<String, byte[]> members = new LinkedHashMap<>();
    Map<String, String> expected = new TreeMap<>();
    for (Map.Entry<String, String> place : places.entrySet()) {
      String id = fileId(place.getValue(), place.getKey());
      String name = "device/%s/%s".formatted(id.substring(0, 2), id);
      members.put(name, text("a pattern"));
      expected.put(name, place.getValue() + ": " + place.getKey());
    }
    members.put("device/Manifest.plist", text("a list"));
    members.put("device/Manifest.db", manifest(places));

    Unfolded unfolded = Unfolded.of(cage, zip(members));

    assertThat(unfolded.end).isEmpty();
    assertThat(unfolded.members).hasSize(4);
    assertThat(origins(unfolded)).isEqualTo(expected);
  }

  @Test
  void encryptedBackupIsNamedSo() throws Exception {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("Manifest.plist", text("a list"));
    members.put("Manifest.db", noise(1, 40_000));
    members.put("00/" + fileId("A", "b"), noise(2, 5_000));

    Unfolded unfolded = Unfolded.of(cage, zip(members));

    assertThat(unfolded.members).hasSize(3);
    assertThat(unfolded.end).map(Unreadable::reason).hasValue(Reason.ENCRYPTED);
  }

  private static byte[] tar() throws Exception {
    Path source = Files.createDirectories(folder.resolve("apps/org.example/f"));
    Files.write(source.resolve("one.bin"), noise(1, 70_000));
    Files.write(source.resolve("two.txt"), text("a pattern"));
    Process process =
        new ProcessBuilder("tar", "-cf", "backup.tar", "--sort=name", "apps")
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllBytes(folder.resolve("backup.tar"));
  }

  private static byte[] backup(String head, boolean deflated) throws Exception {
    ByteArrayOutputStream backup = new ByteArrayOutputStream();
    backup.writeBytes(text(head));
    if (deflated) {
      try (OutputStream stream = new DeflaterOutputStream(backup)) {
        stream.write(tar());
      }
    } else {
      backup.writeBytes(tar());
    }
    return backup.toByteArray();
  }

  @Test
  void androidBackupGivesItsFiles() throws Exception {
    Map<String, String> expected =
        Map.of(
            "apps/org.example/f/one.bin", Unfolded.sha256(noise(1, 70_000)),
            "apps/org.example/f/two.txt", Unfolded.sha256(text("a pattern")));

    Unfolded deflated = Unfolded.of(cage, backup("ANDROID BACKUP\n5\n1\nnone\n", true));
    Unfolded stored = Unfolded.of(cage, backup("ANDROID BACKUP\n2\n0\nnone\n", false));

    assertThat(deflated.end).isEmpty();
    assertThat(deflated.whole(ItemState.ALLOCATED)).isEqualTo(expected);
    assertThat(stored.whole(ItemState.ALLOCATED)).isEqualTo(expected);
    assertThat(Unfolded.of(cage, text("ANDROID BACKUP\n5\n1\nAES-256\nABCD\n")).end)
        .map(Unreadable::reason)
        .hasValue(Reason.ENCRYPTED);
    assertThat(Unfolded.of(cage, text("ANDROID BACKUP\nfive\n1\nnone\n")).end)
        .map(Unreadable::reason)
        .hasValue(Reason.CORRUPT);
  }

  @Test
  void mutatedBackupsGiveMembersOrAReason() throws Exception {
    byte[] whole = backup("ANDROID BACKUP\n5\n1\nnone\n", true);
    MediaType type = new MediaType("application/x-android-backup", MediaType.Kind.CONTAINER);
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 + seed / 4; i++) {
        int at = random.nextInt(random.nextBoolean() ? bytes.length : 100);
        bytes[at] = (byte) random.nextInt(256);
      }

      Unfolded unfolded = Unfolded.of(cage, type, bytes, 0);

      assertThat(unfolded.members.isEmpty() && unfolded.end.isEmpty()).as("seed " + seed).isFalse();
      assertThat(unfolded.end.map(Unreadable::reason).orElse(Reason.CORRUPT))
          .as("seed " + seed)
          .isIn(Reason.CORRUPT, Reason.UNSUPPORTED);
    }
  }
}
