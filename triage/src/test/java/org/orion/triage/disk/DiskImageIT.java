package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.triage.archive.CagedUnfolder;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.archive.UnfoldLimits;
import org.orion.triage.archive.Unfolder;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.hash.ContentHasher;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;
import org.orion.triage.media.NativeLibraries;

/// Images that mkfs, mtools, ntfs-3g, sgdisk, genisoimage and ewfacquire made, through the real
/// cage. What is in them is what was put in.
class DiskImageIT {
  private static final Random RANDOM = new Random(17);

  @TempDir private static Path folder;
  private static Cage cage;
  private static final Map<String, String> PUT_IN = new TreeMap<>();

  /// A file that was found.
  private record File(String path, String md5, long bytes, ItemState state, Optional<Reason> why) {}

  /// What an image gave.
  private static final class Found implements Unfolder.MemberVisitor {
    final List<File> files = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    private ContentHasher hasher = new ContentHasher();
    private String path = "";
    private ItemState state = ItemState.ALLOCATED;
    private long bytes;

    @Override
    public boolean begin(
        long ordinal,
        String name,
        byte[] raw,
        long size,
        long modified,
        ItemState how,
        String origin) {
      path = name;
      state = how;
      bytes = 0;
      return true;
    }

    @Override
    public boolean bytes(ByteBuffer chunk) {
      bytes += chunk.remaining();
      hasher.update(chunk);
      return true;
    }

    @Override
    public boolean end(Optional<Unreadable> problem) {
      String md5 = hasher.finish().md5().hex();
      hasher = new ContentHasher();
      files.add(new File(path, md5, bytes, state, problem.map(Unreadable::reason)));
      problem.ifPresent(why -> problems.add(path + ": " + why.detail()));
      return true;
    }

    /// MD5 by path of the files that are whole.
    Map<String, String> whole(ItemState wanted) {
      Map<String, String> whole = new TreeMap<>();
      for (File file : files) {
        if (file.why().isEmpty() && file.state() == wanted) {
          whole.put(file.path(), file.md5());
        }
      }
      return whole;
    }
  }

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

  private static Optional<Unreadable> unfold(byte[] image, long skip, Found found)
      throws Exception {
    MediaType type = MediaDetector.detect(image, Math.min(image.length, MediaDetector.HEAD_BYTES));
    MediaType tried = type.kind() == MediaType.Kind.CONTAINER ? type : MediaType.DISK_IMAGE;
    return new CagedUnfolder(cage)
        .unfold(
            tried,
            "x.img",
            new BytesContent(ByteBuffer.wrap(image)),
            skip,
            new UnfoldBudget(UnfoldLimits.DEFAULT, image.length),
            found);
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
    Found found = new Found();
    assertThat(unfold(image(name), 0, found)).isEmpty();

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
    Found fat = new Found();
    unfold(image("fat.img"), 0, fat);
    assertThat(fat.whole(ItemState.DELETED)).containsExactly(Map.entry("vol1 / _one.bin", md5));
    Found ext = new Found();
    unfold(image("ext.img"), 0, ext);
    assertThat(ext.whole(ItemState.DELETED)).containsExactly(Map.entry("vol1 / gone.bin", md5));
  }

  @Test
  void streamsOfNtfsAreFilesOfTheirOwn() throws Exception {
    Found found = new Found();
    assertThat(unfold(image("ntfs.img"), 0, found)).isEmpty();
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
    Found found = new Found();
    Optional<Unreadable> end =
        unfold(name.equals("packed") ? segments(Integer.MAX_VALUE) : image(name), 0, found);
    assertThat(end).isEmpty();
    assertThat(found.whole(ItemState.ALLOCATED)).isEqualTo(expected("vol1", "vol2"));
  }

  /// The segments of the split image one after the other.
  private static byte[] segments(int most) throws Exception {
    shell("cat $(ls packed.E* | head -n %d) > joined".formatted(most));
    return image("joined");
  }

  @Test
  void aMissingSegmentIsNamed() throws Exception {
    Found found = new Found();
    Optional<Unreadable> end = unfold(segments(2), 0, found);
    assertThat(end)
        .hasValueSatisfying(why -> {
          assertThat(why.reason()).isEqualTo(Reason.CORRUPT);
          assertThat(why.detail()).contains("segment 3 is missing");
        });
  }

  @Test
  void noFlippedBitOfAnE01GoesUnnoticed() throws Exception {
    byte[] whole = image("stored.E01");
    for (int round = 0; round < 20; round++) {
      byte[] damaged = whole.clone();
      int at = 3_000 + RANDOM.nextInt(whole.length - 6_000);
      damaged[at] ^= (byte) (1 << RANDOM.nextInt(8));
      Found found = new Found();
      Optional<Unreadable> end = unfold(damaged, 0, found);
      // What is whole is what was put in, and that something is wrong is said.
      assertThat(expected("vol1", "vol2").entrySet())
          .as("flip at %d", at)
          .containsAll(found.whole(ItemState.ALLOCATED).entrySet());
      assertThat(end.isPresent() || tables(damaged, whole)).as("flip at %d", at).isTrue();
    }
  }

  /// A flip in the copy of a table, which is not read, harms nothing.
  private static boolean tables(byte[] damaged, byte[] whole) {
    int at = Arrays.mismatch(damaged, whole);
    String before = new String(whole, 0, at, StandardCharsets.ISO_8859_1);
    int copy = before.lastIndexOf("table2");
    return copy >= 0 && before.indexOf("sectors", copy) < 0;
  }

  @Test
  void anEncryptedVolumeIsNamedAsSuch() throws Exception {
    byte[] disk = image("gpt.img");
    System.arraycopy("-FVE-FS-".getBytes(StandardCharsets.US_ASCII), 0, disk, 2048 * 512 + 3, 8);
    Found found = new Found();
    unfold(disk, 0, found);
    assertThat(found.problems).anySatisfy(problem -> assertThat(problem).contains("BitLocker"));
    assertThat(found.whole(ItemState.ALLOCATED)).isEqualTo(expected("vol2"));
  }

  @Test
  void goesOnWhereAnEarlierRunStopped() throws Exception {
    Found all = new Found();
    unfold(image("gpt.img"), 0, all);
    for (int skip = 0; skip <= all.files.size(); skip++) {
      Found rest = new Found();
      unfold(image("gpt.img"), skip, rest);
      assertThat(rest.files).isEqualTo(all.files.subList(skip, all.files.size()));
    }
  }

  @Test
  void anImageCutShortNamesWhatCannotBeRead() throws Exception {
    byte[] whole = image("fat.img");
    Found found = new Found();
    unfold(Arrays.copyOf(whole, 60_000), 0, found);
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
      Found found = new Found();
      Optional<Unreadable> end = unfold(damaged, 0, found);
      assertThat(end.isPresent() || !found.files.isEmpty() || name.equals("exfat.img"))
          .as("%s, round %d", name, round)
          .isTrue();
    }
  }
}
