package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.triage.evidence.Unreadable.Reason;

/// Containers that `qemu-img` made of known sectors: what is read is what was put in, and what is
/// not read is refused by name.
class ImageContainersIT {
  private static final int BYTES = 11_719 * 512;
  private static final byte[] RAW = TestContainers.sectors(41, BYTES);

  @TempDir private static Path folder;
  private static TestContainers containers;

  @BeforeAll
  static void makeSectors() throws Exception {
    containers = new TestContainers(folder);
    Files.write(folder.resolve("raw"), RAW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qcow2 | ",
        "qcow2 | -o compat=0.10",
        "qcow2 | -o cluster_size=512",
        "qcow2 | -o cluster_size=2M",
        "qcow2 | -S 0 -o preallocation=metadata",
        "qcow2 | -c",
        "qcow2 | -c -o compat=0.10,cluster_size=4k",
        "qcow2 | -c -o cluster_size=2M",
        "qcow2 | -c -o compression_type=zstd",
        "qcow2 | -c -o compression_type=zstd,cluster_size=512",
        "vpc   | -o subformat=fixed",
        "vpc   | -o subformat=fixed,force_size=on",
        "vpc   | -o subformat=dynamic",
        "vpc   | -o subformat=dynamic,force_size=on",
        "vhdx  | -o subformat=fixed",
        "vhdx  | -o subformat=dynamic",
        "vhdx  | -o subformat=dynamic,block_size=1M",
        "vmdk  | -o subformat=monolithicSparse",
        "vmdk  | -o subformat=monolithicSparse,zeroed_grain=on",
        "vmdk  | -o subformat=streamOptimized",
        "vmdk  | -o subformat=monolithicFlat",
        "vmdk  | -o subformat=twoGbMaxExtentSparse",
        "vmdk  | -o subformat=twoGbMaxExtentFlat"
      })
  void sectorsAreThoseThatWerePutIn(String format, String options) throws Exception {
    String given = options == null ? "" : options;
    String name = (format + given).replaceAll("[^a-zA-Z0-9]", "") + ".img";
    containers.shell("qemu-img convert -f raw -O %s %s raw %s".formatted(format, given, name));
    try (ReadOnlySectors image = containers.open(format, containers.file(name))) {
      // A VHD's size is rounded up to whole cylinders.
      if (format.equals("vpc") && !given.contains("force_size")) {
        assertThat(image.size()).isBetween((long) BYTES, BYTES + 600_000L);
      } else {
        assertThat(image.size()).isEqualTo(BYTES);
      }
      byte[] expected = Arrays.copyOf(RAW, (int) image.size());
      Random random = new Random(5);
      for (int round = 0; round < 300; round++) {
        int at = random.nextInt(expected.length);
        int count = 1 + random.nextInt(round % 10 == 0 ? 1_000_000 : 9_000);
        assertThat(TestContainers.bytes(image, at, count))
            .as("round %d, %d bytes from %d", round, count, at)
            .isEqualTo(Arrays.copyOfRange(expected, at, Math.min(at + count, expected.length)));
      }
      assertThat(TestContainers.bytes(image, 0, expected.length + 7)).isEqualTo(expected);
    }
  }

  @Test
  void clustersThatWereZeroedAreZerosAndSnapshotsAreLeftAlone() throws Exception {
    containers.shell("qemu-img convert -f raw -O qcow2 raw z.img && qemu-img snapshot -c s z.img");
    containers.shell("qemu-io -f qcow2 -c 'write -z 64k 3M' -c 'write -P 7 5M 100k' z.img");
    byte[] expected = RAW.clone();
    Arrays.fill(expected, 64 << 10, (64 << 10) + (3 << 20), (byte) 0);
    Arrays.fill(expected, 5 << 20, (5 << 20) + (100 << 10), (byte) 7);

    try (ReadOnlySectors image = containers.open("qcow2", containers.file("z.img"))) {
      assertThat(TestContainers.bytes(image, 0, BYTES)).isEqualTo(expected);
    }
  }

  @Test
  void aContainerWithinAContainerIsRead() throws Exception {
    containers.shell("qemu-img convert -f raw -O vhdx -o block_size=1M raw inner.img");
    containers.shell("qemu-img convert -f raw -O qcow2 -c inner.img outer.img");

    try (ReadOnlySectors outer = containers.open("qcow2", containers.file("outer.img"));
        ReadOnlySectors inner = containers.open("vhdx", outer)) {
      assertThat(TestContainers.bytes(inner, 0, BYTES)).isEqualTo(RAW);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "qcow2 | UNSUPPORTED | base.img | qemu-img create -f qcow2 -F qcow2 -b base.img r1",
        "qcow2 | UNSUPPORTED | external | qemu-img create -f qcow2 -o data_file=data.raw r2 1M",
        "qcow2 | UNSUPPORTED | subclusters | qemu-img create -f qcow2 -o extended_l2=on r3 1M",
        "qcow2 | UNSUPPORTED | version 1 | qemu-img convert -f raw -O qcow raw r4",
        "qcow2 | ENCRYPTED | AES | qemu-img create -f qcow2 --object secret,id=s,data=example"
            + " -o encrypt.format=aes,encrypt.key-secret=s r5 1M",
        // Making one with LUKS takes seconds: only the field that says so.
        "qcow2 | ENCRYPTED | LUKS | (head -c 32 base.img; printf '\\0\\0\\0\\2'; tail -c +37 base.img) > r55",
        "vmdk | UNSUPPORTED | snapshot | qemu-img convert -f raw -O vmdk raw b.vmdk"
            + " && qemu-img create -f vmdk -F vmdk -b b.vmdk r6",
        "vmdk | UNSUPPORTED | COWD | (printf COWD && head -c 2000 raw) > r7",
        "vmdk | CORRUPT | neither | head -c 2000 raw > r8",
        "vpc | CORRUPT | no footer | head -c 2000 raw > r9",
        "vhdx | CORRUPT | signature | head -c 2000 raw > ra",
        "qcow2 | CORRUPT | header | head -c 2000 raw > rb"
      })
  void whatIsNotReadIsRefusedByName(String format, Reason reason, String said, String command)
      throws Exception {
    containers.shell("test -e base.img || qemu-img create -f qcow2 base.img 1M");
    containers.shell(command);
    String name = command.replaceAll(".*> | 1M$", "").replaceAll(".* ", "");

    ImageException refused =
        catchThrowableOfType(
            ImageException.class, () -> containers.open(format, containers.file(name)));

    assertThat(refused).isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused).hasMessageContaining(said);
  }

  @Test
  void differencingImagesOfBothVirtualHardDiskFormatsAreRefused() throws Exception {
    byte[] vhd = made("vpc", "-o subformat=dynamic");
    int footer = vhd.length - 512;
    ByteBuffer.wrap(vhd).putInt(footer + 60, 4);
    Sums.renew("vpc", vhd);
    assertRefused("vpc", vhd, Reason.UNSUPPORTED, "differencing");

    byte[] vhdx = made("vhdx", "-o block_size=1M");
    ByteBuffer.wrap(vhdx).put(parametersAt(vhdx) + 4, (byte) 2);
    assertRefused("vhdx", vhdx, Reason.UNSUPPORTED, "differencing");
  }

  /// Where the file parameters stand: the metadata item whose block size is the one asked for.
  private static int parametersAt(byte[] vhdx) {
    byte[] wanted = {0, 0, 16, 0, 0, 0, 0, 0};
    for (int at = 1 << 20; at + 8 < vhdx.length; at += 4) {
      if (at % (1 << 20) >= 64 << 10 && Arrays.equals(vhdx, at, at + 8, wanted, 0, 8)) {
        return at;
      }
    }
    throw new AssertionError("no file parameters");
  }

  @Test
  void vhdxWithALogIsRefused() throws Exception {
    byte[] vhdx = made("vhdx", "-o block_size=1M");
    vhdx[(64 << 10) + 48] = 1;
    vhdx[(128 << 10) + 48] = 1;
    Sums.renew("vhdx", vhdx);
    assertRefused("vhdx", vhdx, Reason.UNSUPPORTED, "not closed cleanly");
  }

  @Test
  void vhdxWithOneDamagedHeaderAndRegionTableIsReadByTheOther() throws Exception {
    byte[] whole = made("vhdx", "-o block_size=1M");
    for (int kept = 0; kept < 2; kept++) {
      byte[] vhdx = whole.clone();
      vhdx[(64 << 10) + 3000 + kept * (64 << 10)] ^= 1;
      vhdx[(192 << 10) + 3000 + kept * (64 << 10)] ^= 1;
      assertReads("vhdx", vhdx);
    }
    byte[] vhdx = whole.clone();
    vhdx[(64 << 10) + 3000] ^= 1;
    vhdx[(128 << 10) + 3000] ^= 1;
    assertRefused("vhdx", vhdx, Reason.CORRUPT, "header");
  }

  @Test
  void vhdWithoutItsFooterIsReadByTheCopy() throws Exception {
    byte[] vhd = made("vpc", "-o subformat=dynamic,force_size=on");
    vhd[vhd.length - 100] ^= 1;
    assertReads("vpc", vhd);
    vhd[100] ^= 1;
    assertRefused("vpc", vhd, Reason.CORRUPT, "no footer");
  }

  @Test
  void vhdWithADamagedHeaderIsRefused() throws Exception {
    byte[] vhd = made("vpc", "-o subformat=dynamic");
    vhd[512 + 900] ^= 1;
    assertRefused("vpc", vhd, Reason.CORRUPT, "dynamic header");
  }

  @Test
  void sectorsOfAVhdThatWereNeverWrittenAreZeros() throws Exception {
    byte[] vhd = made("vpc", "-o subformat=dynamic,force_size=on");
    int bitmap = ByteBuffer.wrap(vhd).getInt(1536) * 512;
    int sector = 0;
    while (RAW[sector * 512] == 0) {
      sector++;
    }
    vhd[bitmap + sector / 8] ^= (byte) (0x80 >> sector % 8);
    byte[] expected = RAW.clone();
    Arrays.fill(expected, sector * 512, (sector + 1) * 512, (byte) 0);

    try (ReadOnlySectors image = containers.open("vpc", new SeekableInMemoryByteChannel(vhd))) {
      assertThat(TestContainers.bytes(image, 0, BYTES)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"qcow2, ''", "vpc, -o subformat=dynamic", "vhdx, -o block_size=1M", "vmdk, ''"})
  void cutOffImageGivesWhatIsThereAndNoWrongByte(String format, String options) throws Exception {
    byte[] whole = made(format, options);
    byte[] cut = Arrays.copyOf(whole, whole.length - 1_500_000);
    int read = 0;
    int refused = 0;
    try (ReadOnlySectors image = containers.open(format, new SeekableInMemoryByteChannel(cut))) {
      for (int at = 0; at < BYTES; at += 4096) {
        int end = Math.min(at + 4096, BYTES);
        try {
          assertThat(TestContainers.bytes(image, at, end - at))
              .isEqualTo(Arrays.copyOfRange(RAW, at, end));
          read++;
        } catch (ImageException damage) {
          assertThat(damage).hasMessageContaining("is damaged");
          refused++;
        }
      }
    }
    assertThat(read).isGreaterThan(100);
    assertThat(refused).isGreaterThan(100);
  }

  private static byte[] made(String format, String options) throws Exception {
    containers.shell("qemu-img convert -f raw -O %s %s raw made".formatted(format, options));
    return Files.readAllBytes(folder.resolve("made"));
  }

  private static void assertReads(String format, byte[] file) throws IOException {
    try (ReadOnlySectors image = containers.open(format, new SeekableInMemoryByteChannel(file))) {
      assertThat(TestContainers.bytes(image, 0, BYTES)).isEqualTo(RAW);
    }
  }

  private static void assertRefused(String format, byte[] file, Reason reason, String said) {
    assertThatThrownBy(() -> containers.open(format, new SeekableInMemoryByteChannel(file)))
        .isInstanceOfSatisfying(
            ImageException.class, refused -> assertThat(refused.reason()).isEqualTo(reason))
        .hasMessageContaining(said);
  }
}
