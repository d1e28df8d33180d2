package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.NativeLibraries;

/// Sparse images put together here from the published layout, since only macOS writes them; what is
/// in them is what was put in.
class SparseImageIT {
  private static final int NODE = 4_096;

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

  /// Writes the bands that are not of zeros, in an order of chance.
  private static byte[] sparse(byte[] disk, int bandBytes) {
    List<Integer> bands = new ArrayList<>();
    for (int band = 0; band * bandBytes < disk.length; band++) {
      byte[] content = Arrays.copyOfRange(disk, band * bandBytes, (band + 1) * bandBytes);
      if (!Arrays.equals(content, new byte[bandBytes])) {
        bands.add(band);
      }
    }
    Collections.shuffle(bands, new Random(4));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    int done = 0;
    for (int number = 0; number == 0 || done < bands.size(); number++) {
      int room = number == 0 ? 1_008 : 1_010;
      List<Integer> here = bands.subList(done, Math.min(done + room, bands.size()));
      done += here.size();
      boolean last = done == bands.size();
      byte[] node = new byte[NODE];
      ByteBuffer fields = ByteBuffer.wrap(node);
      long next = last ? 0 : file.size() + NODE + (long) room * bandBytes;
      fields.putInt(0, 0x73707273);
      if (number == 0) {
        fields.putInt(4, 3).putInt(8, bandBytes / 512).putInt(12, 1);
        fields.putInt(16, disk.length / 512).putLong(20, next).putLong(28, disk.length / 512);
      } else {
        fields.putInt(4, number - 1).putInt(8, 1).putLong(12, next);
      }
      int at = number == 0 ? 64 : 56;
      for (int band : here) {
        fields.putInt(at, band + 1);
        at += 4;
      }
      file.writeBytes(node);
      for (int band : here) {
        file.writeBytes(Arrays.copyOfRange(disk, band * bandBytes, (band + 1) * bandBytes));
      }
    }
    return file.toByteArray();
  }

  private static byte[] all(SeekableByteChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Until all is there.
    }
    return buffer.array();
  }

  @Test
  void bandsComeInTheirPlaceAndOthersAsZeros() throws Exception {
    byte[] disk = new byte[2_500 * 512];
    Random random = new Random(9);
    for (int sector = 0; sector < 2_500; sector++) {
      if (sector % 11 != 0) {
        disk[sector * 512 + random.nextInt(512)] = (byte) (1 + random.nextInt(255));
      }
    }

    // So many bands that their numbers take three lists.
    assertThat(all(SparseImage.open(BytesContent.of(sparse(disk, 512))))).isEqualTo(disk);
    assertThat(all(SparseImage.open(BytesContent.of(sparse(disk, 4_096)))))
        .isEqualTo(Arrays.copyOf(disk, disk.length));
  }

  @Test
  void listsThatGoInCirclesEnd() {
    byte[] disk = new byte[2_500 * 512];
    Arrays.fill(disk, (byte) 1);
    byte[] image = sparse(disk, 512);
    // The second list names itself as the next.
    ByteBuffer.wrap(image).putLong(4_096 + 1_008 * 512 + 12, 4_096 + 1_008 * 512);

    assertThatThrownBy(() -> SparseImage.open(BytesContent.of(image)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("circles");
  }

  private static byte[] fileSystem() throws Exception {
    Files.writeString(folder.resolve("note.txt"), "a pattern");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "truncate -s 8M fat.img && mkfs.vfat fat.img >&2 && mcopy -o -i fat.img note.txt ::/")
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllBytes(folder.resolve("fat.img"));
  }

  @Test
  void fileSystemInASparseImageIsRead() throws Exception {
    ReadDevice read = ReadDevice.of(cage, sparse(fileSystem(), 1 << 16));

    assertThat(read.problem()).isEmpty();
    byte[] md5 =
        MessageDigest.getInstance("MD5").digest("a pattern".getBytes(StandardCharsets.UTF_8));
    assertThat(read.whole(ItemState.ALLOCATED))
        .isEqualTo(Map.of("vol1 / note.txt", HexFormat.of().formatHex(md5)));
  }

  @Test
  void encryptedImageIsNamedSo() throws Exception {
    byte[] image = new byte[8_192];
    System.arraycopy("encrcdsa".getBytes(StandardCharsets.US_ASCII), 0, image, 0, 8);

    assertThat(ReadDevice.of(cage, image).refused)
        .map(Unreadable::reason)
        .hasValue(Reason.ENCRYPTED);
  }

  @Test
  void mutatedImagesGiveMembersOrAReason() throws Exception {
    byte[] whole = sparse(fileSystem(), 1 << 16);
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 + seed / 8; i++) {
        bytes[random.nextInt(random.nextBoolean() ? 200 : 8_192)] = (byte) random.nextInt(256);
      }

      ReadDevice read = ReadDevice.of(cage, bytes);

      // A band whose number is gone is one of zeros, and a device of zeros is empty.
      boolean empty = read.volumes.stream().allMatch(each -> each.kind() == DiskVolume.Kind.EMPTY);
      boolean said = read.problem().isPresent() || !read.problems.isEmpty();
      assertThat(!read.files.isEmpty() || said || empty).as("seed " + seed).isTrue();
    }
  }
}
