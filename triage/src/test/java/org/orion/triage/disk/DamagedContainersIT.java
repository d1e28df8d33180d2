package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Containers with seeded damage: each is read or refused by an IOException, in little memory and
/// time.
class DamagedContainersIT {
  private static final int BYTES = 2_001 * 512;
  private static final int ROUNDS = 200;
  private static final int READS = 60;
  private static final long MOST_OPENING_BYTES = 4 << 20;
  private static final long[] EXTREMES = {
    0,
    1,
    2,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF_FFFFL,
    0x7FFF_FFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -512,
    1L << 40,
    1L << 62,
    512,
    65_536
  };

  @TempDir private static Path folder;
  private static TestContainers containers;

  @BeforeAll
  static void makeSectors() throws Exception {
    containers = new TestContainers(folder);
    Files.write(folder.resolve("raw"), TestContainers.sectors(43, BYTES));
  }

  @ParameterizedTest
  @CsvSource({
    "qcow2, ''",
    "qcow2, -o cluster_size=512",
    "qcow2, -c",
    "qcow2, -c -o compression_type=zstd",
    "vpc, -o subformat=fixed",
    "vpc, -o subformat=dynamic",
    "vhdx, -o block_size=1M",
    "vmdk, -o subformat=monolithicSparse",
    "vmdk, -o subformat=streamOptimized",
    "vmdk, -o subformat=monolithicFlat"
  })
  void damagedContainerIsReadOrRefused(String format, String options) throws Exception {
    containers.shell("qemu-img convert -f raw -O %s %s raw made".formatted(format, options));
    byte[] whole = Files.readAllBytes(folder.resolve("made"));
    int[] counts =
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> damageAndRead(format, whole));

    assertThat(counts[0] + counts[1]).isEqualTo(ROUNDS);
    assertThat(counts[0]).as("opened").isPositive();
    assertThat(counts[1]).as("refused").isPositive();
  }

  private static int[] damageAndRead(String format, byte[] whole) {
    int opened = 0;
    int refused = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      byte[] damaged = damage(format, whole, random);
      long before = allocatedBytes();
      try (ReadOnlySectors image =
          containers.open(format, new SeekableInMemoryByteChannel(damaged))) {
        assertThat(allocatedBytes() - before).as("seed %d", seed).isLessThan(MOST_OPENING_BYTES);
        opened++;
        read(image, random);
      } catch (IOException said) {
        assertThat(said).as("seed %d", seed).isInstanceOf(ImageException.class);
        refused++;
      }
    }
    return new int[] {opened, refused};
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static byte[] damage(String format, byte[] whole, Random random) {
    byte[] damaged = whole.clone();
    ByteBuffer bytes = ByteBuffer.wrap(damaged);
    int head = Math.min(damaged.length, 64 << 10);
    switch (random.nextInt(6)) {
      case 0 -> {
        return Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      case 1 -> {
        for (int i = 0; i < 20; i++) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 2 -> damaged[random.nextInt(Math.min(head, 2048))] ^= (byte) (1 << random.nextInt(8));
      case 3 -> extremes(bytes, random, Math.min(head, 256));
      case 4 -> extremes(bytes, random, random.nextBoolean() ? head : damaged.length);
      default -> {
        int at = random.nextInt(damaged.length);
        Arrays.fill(damaged, at, Math.min(at + 5000, damaged.length), (byte) 0);
      }
    }
    // Half of the images agree with their sums again, so that what is behind them is reached.
    if (random.nextBoolean()) {
      damageSummed(format, bytes, random);
      Sums.renew(format, damaged);
    }
    return damaged;
  }

  private static void extremes(ByteBuffer bytes, Random random, int within) {
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      bytes.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      int at = random.nextInt(Math.max(1, within - 8)) / 4 * 4;
      long value = EXTREMES[random.nextInt(EXTREMES.length)];
      if (random.nextBoolean()) {
        bytes.putLong(at, value);
      } else {
        bytes.putInt(at, (int) value);
      }
    }
  }

  /// Changes a field that a sum covers.
  private static void damageSummed(String format, ByteBuffer bytes, Random random) {
    int[] starts =
        switch (format) {
          case "vhdx" -> new int[] {192 << 10, 1 << 20, 2 << 20, 3 << 20};
          case "vpc" -> new int[] {bytes.capacity() - 512, 512};
          default -> new int[] {0};
        };
    int at = starts[random.nextInt(starts.length)] + random.nextInt(16) * 4;
    if (at >= 0 && at + 8 <= bytes.capacity()) {
      bytes.putInt(at, (int) EXTREMES[random.nextInt(EXTREMES.length)]);
    }
  }

  private static void read(ReadOnlySectors image, Random random) {
    for (int i = 0; i < READS; i++) {
      long at = i < READS / 2 ? i * 40_000L : random.nextLong(Math.max(1, image.size()));
      try {
        assertThat(TestContainers.bytes(image, at, 40_000).length).isLessThanOrEqualTo(40_000);
      } catch (IOException said) {
        assertThat(said).isInstanceOf(ImageException.class);
      }
    }
  }
}
