package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.archive.UnfoldLimits;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.media.NativeLibraries;

/// Names and structures as tools of Linux make them, and as nobody should: mkfs.ext4 takes the
/// files from a folder, debugfs links a folder into itself.
class OddNamesIT {
  private static final int DEEP = 1_000;
  private static final long SPARSE_BYTES = (1L << 44) - (1 << 16);

  @TempDir private static Path folder;
  private static Cage cage;
  private static ReadDevice names;

  @BeforeAll
  static void makeImages() throws Exception {
    NativeLibraries.unpack(NativeLibraries.folder());
    cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
    Files.writeString(
        folder.resolve("make.py"),
        """
        import os
        def folders(root, name, count):
            os.makedirs(root)
            current = os.open(root, os.O_RDONLY)
            for i in range(count):
                os.mkdir(name, dir_fd=current)
                below = os.open(name, os.O_RDONLY, dir_fd=current)
                os.close(current)
                current = below
            bottom = os.open('bottom.txt', os.O_CREAT | os.O_WRONLY, dir_fd=current)
            os.write(bottom, b'bottom')
        folders('src/deep', 'd', %d)
        folders('src/long', 'x' * 200, 40)
        os.makedirs('src/loop/inner')
        for name in [b'n' * 255, b'new\\nline', b'ctl\\x01\\x1b[31m', b'rlo\\xe2\\x80\\xaegpj.txt',
                     b'bad\\xff\\xfe.txt', b'one.bin']:
            open(b'src/' + name, 'wb').write(b'of ' + name)
        os.link('src/one.bin', 'src/two.bin')
        open('src/sparse.bin', 'wb').truncate(%d)
        """
            .formatted(DEEP, SPARSE_BYTES));
    HostileImages.shell(
        folder,
        "python3 make.py && mkfs.ext4 -q -b 4096 -d src names.img 40M"
            + " && debugfs -w -R 'link /loop /loop/inner/again' names.img"
            // Their paths are too long for Java to delete.
            + " && rm -rf src");
    try (FileChannel image = FileChannel.open(folder.resolve("names.img"))) {
      names = ReadDevice.of(cage, image);
    }
  }

  @AfterAll
  static void close() {
    cage.close();
  }

  private static DiskEntry entry(String name) {
    List<DiskEntry> found =
        names.entries.stream().filter(each -> each.path().equals("vol1 / " + name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  @Test
  void everyNameIsKeptToTheByte() {
    for (String name : List.of("n".repeat(255), "new\nline", "ctl\1\33[31m", "rlo\u202egpj.txt")) {
      assertThat(entry(name).rawPath()).isEmpty();
    }
    byte[] bad = entry("bad\u00ff\u00fe.txt").rawPath().orElseThrow();
    byte[] expected = "vol1 / bad\u00ff\u00fe.txt".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Arrays.equals(bad, expected)).isTrue();
  }

  @Test
  void foldersNestedDeeperThanTheLibraryWalksAreListed() {
    assertThat(entry("deep/" + "d/".repeat(DEEP) + "bottom.txt").bytes()).isEqualTo(6);
    assertThat(entry("long/" + ("x".repeat(200) + "/").repeat(40) + "bottom.txt").bytes())
        .isEqualTo(6);
    assertThat(names.problems)
        .containsExactly("vol1 / sparse.bin: the file is larger than its device");
  }

  @Test
  void aLoopOfFoldersEndsAndNothingIsListedTwice() {
    Set<String> paths = new HashSet<>();
    names.entries.forEach(each -> assertThat(paths.add(each.path())).as(each.path()).isTrue());
    // 6 names, one more of the same file, the sparse one, and two at the bottom of folders.
    assertThat(names.entries).hasSize(10);
  }

  @Test
  void twoNamesOfAFileAreTwoEntriesOfOneContent() {
    assertThat(entry("one.bin").inode()).isEqualTo(entry("two.bin").inode());
    assertThat(entry("one.bin").links()).isEqualTo(2);
  }

  /// 16 TiB less 64 KiB, all of it a hole.
  @Test
  void aFileLargerThanItsDeviceTakesSecondsAndIsTooLargeWhereAllOfItIsWanted() throws Exception {
    assertThat(entry("sparse.bin").bytes()).isEqualTo(SPARSE_BYTES);
    try (FileChannel image = FileChannel.open(folder.resolve("names.img"))) {
      HostileReading all = new HostileReading(true);
      all.run(new CagedDisk(cage), image);
      assertThat(all.longest).isLessThan(Duration.ofSeconds(60));
      assertThat(all.problems()).containsExactly("the file is larger than its device");
      HostileReading media = new HostileReading(false);
      media.run(new CagedDisk(cage), image);
      assertThat(media.longest).isLessThan(Duration.ofSeconds(60));
      assertThat(media.problems()).isEmpty();
      assertThat(media.broken).isEmpty();
    }
  }

  @Test
  void oneDeletedFileThatClaimsTooMuchHidesNoOther() throws Exception {
    byte[] image = fat();
    // The first name of the root: a deleted file of nearly 4 GiB.
    byte[] deleted = entryOfFat("BOGUS", 0xE5, 0xFFFF_FFF0);
    int root = rootOf(image);
    System.arraycopy(deleted, 0, image, root, deleted.length);
    ReadDevice found = ReadDevice.of(cage, image);
    assertThat(found.whole(ItemState.ALLOCATED)).hasSize(30);
  }

  @Test
  void anExplosionOfOrphansIsCutOffAndSaidAndHidesNoFile() throws Exception {
    byte[] image = fat();
    Random random = new Random(5);
    int sectors = 0;
    for (int at = image.length / 2; at + 512 <= image.length; at += 512) {
      for (int i = 0; i < 16; i++) {
        byte[] orphan = entryOfFat("F" + random.nextInt(10_000), 0xE5, random.nextInt(1 << 16));
        System.arraycopy(orphan, 0, image, at + 32 * i, 32);
      }
      sectors++;
    }
    long begun = System.nanoTime();
    Optional<ReadDevice> found = Optional.of(listed(image));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
    List<DiskEntry> entries = found.get().entries;
    assertThat(entries.stream().filter(each -> each.state() == ItemState.ALLOCATED)).hasSize(30);
    assertThat(entries.size()).isBetween(100, 16 * sectors - 1);
    assertThat(found.get().problems)
        .anySatisfy(problem -> assertThat(problem).contains("more entries than fit"));
  }

  private static ReadDevice listed(byte[] image) throws Exception {
    ReadDevice device = new ReadDevice();
    Path file = Files.write(folder.resolve("listed.img"), image);
    try (FileChannel content = FileChannel.open(file)) {
      device.refused =
          new CagedDisk(cage)
              .list(
                  ReadDevice.typeOf(content),
                  content,
                  new UnfoldBudget(UnfoldLimits.DEFAULT, content.size()),
                  device);
    }
    return device;
  }

  /// 30 files on FAT16, the first name of the root free.
  private static byte[] fat() throws Exception {
    HostileImages.shell(
        folder,
        "rm -rf fat fat.img && mkdir fat && for i in $(seq 10 40); do echo $i > fat/f$i.txt; done"
            + " && truncate -s 8M fat.img && mkfs.vfat -F 16 -s 1 fat.img"
            + " && mcopy -i fat.img fat/* ::/ && mdel -i fat.img ::/f10.txt");
    return Files.readAllBytes(folder.resolve("fat.img"));
  }

  private static int rootOf(byte[] image) throws IOException {
    for (int at = 0; at < image.length; at += 512) {
      if (new String(image, at + 1, 2, StandardCharsets.US_ASCII).equals("10")) {
        return at;
      }
    }
    throw new IOException("the root folder is not found");
  }

  /// A short name, its first byte replaced, as of 2020-01-01.
  private static byte[] entryOfFat(String name, int first, int bytes) {
    byte[] entry = new byte[32];
    Arrays.fill(entry, 0, 11, (byte) ' ');
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, entry, 0, text.length);
    entry[0] = (byte) first;
    entry[11] = 0x20;
    entry[16] = entry[18] = entry[24] = 0x21;
    entry[17] = entry[19] = entry[25] = 0x50;
    entry[26] = 5;
    for (int i = 0; i < 4; i++) {
      entry[28 + i] = (byte) (bytes >>> 8 * i);
    }
    return entry;
  }
}
