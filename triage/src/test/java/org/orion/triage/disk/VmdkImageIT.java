package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.triage.evidence.Unreadable.Reason;

/// What only VMDK images have: several files, two tables of grains, sums of compressed grains. Made
/// by `qemu-img`; descriptors by hand.
class VmdkImageIT {
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
  @ValueSource(strings = {"twoGbMaxExtentSparse", "twoGbMaxExtentFlat", "monolithicSparse"})
  void sectorsBehindFourGigabytesAreRead(String form) throws Exception {
    long size = (4L << 30) + 123 * 512;
    byte[] piece = Arrays.copyOf(RAW, 512 * 1024);
    long[] places = {0, (2L << 30) - 200_000, 3L << 30, size - piece.length};
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
      large.setLength(size);
      for (long place : places) {
        large.seek(place);
        large.write(piece);
      }
    }
    containers.shell(
        "qemu-img convert -f raw -O vmdk -o subformat=%s large l%s.vmdk".formatted(form, form));

    try (ReadOnlySectors image = containers.open("vmdk", containers.file("l" + form + ".vmdk"))) {
      assertThat(image.size()).isEqualTo(size);
      for (long place : places) {
        assertThat(TestContainers.bytes(image, place, piece.length)).isEqualTo(piece);
      }
      assertThat(TestContainers.bytes(image, 1L << 30, 4096)).isEqualTo(new byte[4096]);
    }
  }

  @Test
  void redundantGrainTableStandsInForADamagedOne() throws Exception {
    byte[] whole = made("-o subformat=monolithicSparse");
    ByteBuffer header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    int directory = (int) header.getLong(56) * 512;
    int table = header.getInt(directory) * 512;
    for (int damage : new int[] {0, -1, 0x7FFF_FFFF}) {
      byte[] vmdk = whole.clone();
      header = ByteBuffer.wrap(vmdk).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(directory, damage);
      assertReads(vmdk);
      header.putInt(directory, table / 512);
      for (int i = 0; i < 91; i++) {
        header.putInt(table + 4 * i, damage);
      }
      assertReads(vmdk);
    }
    byte[] vmdk = whole.clone();
    int entry = firstUsed(vmdk, table);
    vmdk[table + 4 * entry] ^= 1;
    try (ReadOnlySectors image = containers.open("vmdk", new SeekableInMemoryByteChannel(vmdk))) {
      assertThatThrownBy(() -> TestContainers.bytes(image, entry * 65_536L, 1))
          .isInstanceOf(ImageException.class)
          .hasMessage("VMDK: grain %d (bytes from %d) is damaged", entry, entry * 65_536);
    }
  }

  private static int firstUsed(byte[] vmdk, int table) {
    int entry = 0;
    while (vmdk[table + 4 * entry] == 0) {
      entry++;
    }
    return entry;
  }

  @Test
  void damageInOneCompressedGrainLosesOnlyThatGrain() throws Exception {
    byte[] vmdk = made("-o subformat=streamOptimized");
    vmdk[vmdk.length / 2] ^= 0x10;
    int damaged = 0;
    try (ReadOnlySectors image = containers.open("vmdk", new SeekableInMemoryByteChannel(vmdk))) {
      for (int at = 0; at < BYTES; at += 65_536) {
        int end = Math.min(at + 65_536, BYTES);
        try {
          assertThat(TestContainers.bytes(image, at, end - at))
              .isEqualTo(Arrays.copyOfRange(RAW, at, end));
        } catch (ImageException damage) {
          assertThat(damage)
              .hasMessage("VMDK: grain %d (bytes from %d) is damaged", at / 65_536, at);
          damaged++;
        }
      }
    }
    assertThat(damaged).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/hostname", "../raw", "a/b", "..", ".", "a\\\\b", "a\u0001", "", " "})
  void extentOutsideTheFolderIsRefusedBeforeItIsAskedFor(String name) {
    String text = "# Disk DescriptorFile\nparentCID=ffffffff\nRW 8 FLAT \"%s\" 0\n".formatted(name);
    assertThatThrownBy(() ->
            VmdkImage.open(
                channel(text),
                asked -> {
                  throw new AssertionError("asked for " + asked);
                }))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("folder");
  }

  @Test
  void missingExtentIsNamed() {
    String text = "# Disk DescriptorFile\nparentCID=ffffffff\nRW 8 FLAT \"gone-flat.vmdk\" 0\n";
    assertThatThrownBy(() -> VmdkImage.open(channel(text), containers::file))
        .isInstanceOfSatisfying(
            ImageException.class, said -> assertThat(said.reason()).isEqualTo(Reason.IO))
        .hasMessageContaining("'gone-flat.vmdk' cannot be opened");
  }

  @Test
  void descriptorOfSeveralKindsOfExtentsIsRead() throws Exception {
    String text =
        """
        # Disk DescriptorFile
        version=1
        parentCID=ffffffff
        createType="custom"
        # Extent description
        RW 100 FLAT "raw" 7
        RW 0 ZERO
        RDONLY 33 ZERO
        RW 50 FLAT "raw" 1000
        """;
    byte[] expected = new byte[183 * 512];
    System.arraycopy(RAW, 7 * 512, expected, 0, 100 * 512);
    System.arraycopy(RAW, 1000 * 512, expected, 133 * 512, 50 * 512);
    try (VmdkImage image = VmdkImage.open(channel(text), containers::file)) {
      assertThat(TestContainers.bytes(image, 0, expected.length + 1)).isEqualTo(expected);
      assertThatThrownBy(() -> image.write(ByteBuffer.allocate(1)))
          .isInstanceOf(NonWritableChannelException.class);
    }
    assertThatThrownBy(() -> VmdkImage.open(channel(text)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("in other files, such as 'raw'");
    assertThatThrownBy(
            () -> VmdkImage.open(channel(text.replace("FLAT", "SESPARSE")), containers::file))
        .hasMessageContaining("SESPARSE");
  }

  private static SeekableInMemoryByteChannel channel(String text) {
    return new SeekableInMemoryByteChannel(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] made(String options) throws Exception {
    containers.shell("qemu-img convert -f raw -O vmdk %s raw made".formatted(options));
    return Files.readAllBytes(folder.resolve("made"));
  }

  private static void assertReads(byte[] file) throws IOException {
    try (ReadOnlySectors image = containers.open("vmdk", new SeekableInMemoryByteChannel(file))) {
      assertThat(TestContainers.bytes(image, 0, BYTES)).isEqualTo(RAW);
    }
  }
}
