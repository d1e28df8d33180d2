package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.media.NativeLibraries;

/// Images that mkfs, mtools, ntfs-3g, sgdisk, genisoimage and ewfacquire made, through the real
/// cage. What is in them is what was put in.
class DiskImageIT {
  private static final Random RANDOM = new Random(17);

  @TempDir private static Path folder;
  private static Cage cage;
  private static final Map<String, String> PUT_IN = new TreeMap<>();

  @BeforeAll
  static void makeImages() throws Exception {
    NativeLibraries.unpack(NativeLibraries.folder());
    cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
    Path source = Files.createDirectories(folder.resolve("src/sub/deep"));
    put("a.bin", 100_000);
    put("b.txt", 11);
    put("sub/c.bin", 70_001);
    put("sub/deep/d.bin", 4_096);
    put("gone.bin", 30_000);
    assertThat(source).exists();
    shell("truncate -s 8M fat.img && mkfs.vfat -n TEST fat.img && mcopy -i fat.img -s src/* ::/");
    shell("mdel -i fat.img ::/gone.bin");
    shell("mkfs.ext4 -q -d src ext.img 8M && debugfs -w -R 'rm /gone.bin' ext.img");
    shell("truncate -s 8M ntfs.img && mkfs.ntfs -q -F -Q ntfs.img");
    shell("for f in a.bin b.txt gone.bin; do ntfscp -q -f ntfs.img src/$f $f; done");
    shell("ntfscp -q -f -N hidden ntfs.img src/sub/c.bin b.txt");
    shell("truncate -s 8M exfat.img && mkfs.exfat exfat.img");
    shell("genisoimage -quiet -J -o cd.iso src");
    shell("truncate -s 24M gpt.img && sgdisk -n 1:2048:+8M -n 2:0:+8M gpt.img");
    shell("dd if=fat.img of=gpt.img bs=512 seek=2048 conv=notrunc");
    shell("dd if=ext.img of=gpt.img bs=512 seek=18432 conv=notrunc");
    shell("head -c 3000000 /dev/urandom | dd of=gpt.img bs=1M seek=18 conv=notrunc");
    shell("ewfacquire -u -q -t packed -S 1MiB -c best -f encase6 gpt.img");
    shell("ewfacquire -u -q -t stored -c none -f encase5 gpt.img");
  }

  @AfterAll
  static void close() {
    cage.close();
  }

  private static void put(String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    RANDOM.nextBytes(content);
    Files.write(folder.resolve("src").resolve(name), content);
    PUT_IN.put(name, md5(content));
  }

  /// By the JDK alone.
  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static void shell(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command + "\n" + said).isZero();
  }

  private static ReadDevice read(byte[] image) throws Exception {
    return ReadDevice.of(cage, image);
  }

  private static byte[] image(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  /// What was put in and not deleted, under a volume's name.
  private static Map<String, String> expected(String... volumes) {
    Map<String, String> expected = new TreeMap<>();
    for (String volume : volumes) {
      PUT_IN.forEach((name, md5) -> {
        if (!name.equals("gone.bin")) {
          expected.put(volume + " / " + name, md5);
        }
      });
    }
    return expected;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fat.img", "ext.img", "cd.iso"})
  void everyFileIsFoundWithItsContent(String name) throws Exception {
    ReadDevice found = read(image(name));
    assertThat(found.problem()).isEmpty();

    Map<String, String> expected = expected("vol1");
    if (name.equals("cd.iso")) {
      expected.put("vol1 / gone.bin", PUT_IN.getOrDefault("gone.bin", ""));
    }
    assertThat(found.whole(ItemState.ALLOCATED)).isEqualTo(expected);
    assertThat(found.problems).isEmpty();
  }

  @Test
  void deletedFilesComeWithTheirContentAndAreSaidToBeDeleted() throws Exception {
    String md5 = PUT_IN.getOrDefault("gone.bin", "");
    ReadDevice fat = read(image("fat.img"));
    assertThat(fat.whole(ItemState.DELETED)).containsExactly(Map.entry("vol1 / _one.bin", md5));
    ReadDevice ext = read(image("ext.img"));
    assertThat(ext.whole(ItemState.DELETED)).containsExactly(Map.entry("vol1 / gone.bin", md5));
  }

  @Test
  void streamsOfNtfsAreFilesOfTheirOwn() throws Exception {
    ReadDevice found = read(image("ntfs.img"));
    assertThat(found.problem()).isEmpty();
    assertThat(found.whole(ItemState.ALLOCATED))
        .isEqualTo(
            Map.of(
                "vol1 / a.bin", PUT_IN.getOrDefault("a.bin", ""),
                "vol1 / b.txt", PUT_IN.getOrDefault("b.txt", ""),
                "vol1 / b.txt:hidden", PUT_IN.getOrDefault("sub/c.bin", ""),
                "vol1 / gone.bin", PUT_IN.getOrDefault("gone.bin", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt.img", "stored.E01", "packed"})
  void volumesOfADeviceAreReadFromEveryKindOfImage(String name) throws Exception {
    ReadDevice found = read(name.equals("packed") ? segments(Integer.MAX_VALUE) : image(name));
    assertThat(found.problem()).isEmpty();
    assertThat(found.whole(ItemState.ALLOCATED)).isEqualTo(expected("vol1", "vol2"));
  }

  /// The segments of the split image one after the other.
  private static byte[] segments(int most) throws Exception {
    shell("cat $(ls packed.E* | head -n %d) > joined".formatted(most));
    return image("joined");
  }

  @Test
  void aMissingSegmentIsNamed() throws Exception {
    ReadDevice found = read(segments(2));
    assertThat(found.problem())
        .hasValueSatisfying(why -> assertThat(why).contains("segment 3 is missing"));
    assertThat(found.digests.orElseThrow().integrity(found.facts.orElseThrow()))
        .isEqualTo("damaged");
  }

  @Test
  void noFlippedBitOfAnE01GoesUnnoticed() throws Exception {
    byte[] whole = image("stored.E01");
    for (int round = 0; round < 20; round++) {
      byte[] damaged = whole.clone();
      int at = 3_000 + RANDOM.nextInt(whole.length - 6_000);
      damaged[at] ^= (byte) (1 << RANDOM.nextInt(8));
      ReadDevice found = read(damaged);
      // What is whole is what was put in, and that something is wrong is said.
      assertThat(expected("vol1", "vol2").entrySet())
          .as("flip at %d", at)
          .containsAll(found.whole(ItemState.ALLOCATED).entrySet());
      assertThat(found.problem().isPresent() || harmless(damaged, whole))
          .as("flip at %d", at)
          .isTrue();
    }
  }

  /// A flip in one of the two copies of a table harms nothing.
  private static boolean harmless(byte[] damaged, byte[] whole) {
    int at = Arrays.mismatch(damaged, whole);
    String before = new String(whole, 0, at, StandardCharsets.ISO_8859_1);
    int table = before.lastIndexOf("table");
    return table >= 0 && before.indexOf("sectors", table) < 0;
  }

  @Test
  void anEncryptedVolumeIsNamedAsSuch() throws Exception {
    byte[] disk = image("gpt.img");
    System.arraycopy("-FVE-FS-".getBytes(StandardCharsets.US_ASCII), 0, disk, 2048 * 512 + 3, 8);
    ReadDevice found = read(disk);
    assertThat(found.problems).anySatisfy(problem -> assertThat(problem).contains("BitLocker"));
    assertThat(found.whole(ItemState.ALLOCATED)).isEqualTo(expected("vol2"));
  }

  @Test
  void anImageCutShortNamesWhatCannotBeRead() throws Exception {
    byte[] whole = image("fat.img");
    ReadDevice found = read(Arrays.copyOf(whole, 60_000));
    assertThat(found.files).isNotEmpty();
    assertThat(found.problems).isNotEmpty();
    assertThat(expected("vol1").entrySet())
        .containsAll(found.whole(ItemState.ALLOCATED).entrySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fat.img", "ext.img", "ntfs.img", "exfat.img", "cd.iso", "gpt.img", "stored.E01"})
  void damageNeverEndsAScanOrMakesUpContent(String name) throws Exception {
    byte[] whole = image(name);
    for (int round = 0; round < 15; round++) {
      byte[] damaged = whole.clone();
      int flips = 1 + RANDOM.nextInt(60);
      for (int i = 0; i < flips; i++) {
        // Where file systems keep what they know: mostly at their beginning.
        int within = RANDOM.nextBoolean() ? Math.min(damaged.length, 200_000) : damaged.length;
        damaged[RANDOM.nextInt(within)] = (byte) RANDOM.nextInt();
      }
      ReadDevice found = read(damaged);
      assertThat(
              found.problem().isPresent()
                  || !found.files.isEmpty()
                  || !found.problems.isEmpty()
                  || name.equals("exfat.img"))
          .as("%s, round %d", name, round)
          .isTrue();
    }
  }
}
